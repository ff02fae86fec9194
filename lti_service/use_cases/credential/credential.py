"""A person's credentials: what may give one, ask for it, show it or not.

Nothing is issued by itself: a credential is for others to see, so its holder asks for it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from lti_service.domain.audit import AuditEntry
from lti_service.domain.credential import (
    Badge,
    Credential,
    CredentialKind,
    CredentialState,
    CredentialStatus,
    IssuerProfile,
    Revocation,
    decision_source,
    giving_decisions,
    giving_entries,
    hours_source,
    status_of,
)
from lti_service.domain.evidence import Decision
from lti_service.domain.learning_hours import JpEntry
from lti_service.domain.organisation import Person
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.credential.credential_key import signing_key


@dataclass(frozen=True, slots=True)
class Achievement:
    """What may give a person a credential.

    Attributes:
        valid_until: Last day; none for no end.
        withdrawn: Whether an administrator took its last credential back: then only an
            administrator issues another.
    """

    source: str
    kind: CredentialKind
    title: str
    level: int
    since: date
    valid_until: date | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class IssuedCredential:
    """A credential, and whether it stands today."""

    credential: Credential
    status: CredentialStatus

    @property
    def stands(self) -> bool:
        """Whether it is neither revoked nor over."""
        return self.status.state is CredentialState.VALID


@dataclass(frozen=True, slots=True)
class MyCredentials:
    """A person's page of credentials.

    Attributes:
        issued: All there ever were, newest first.
        open: What may give one and has none that stands.
        issuer: None until an administrator has filled it in: then nothing is issued.
    """

    person: Person
    issued: tuple[IssuedCredential, ...]
    open: tuple[Achievement, ...]
    issuer: IssuerProfile | None

    @property
    def standing(self) -> int:
        """How many stand."""
        return sum(1 for one in self.issued if one.stands)


def my_credentials(person_id: str, *, ports: Ports) -> MyCredentials | None:
    """Return a person's credentials; none where there is no such person."""
    on = today(ports)
    with ports.storage.reading() as uow:
        person = uow.organisation.person(person_id)
        if person is None:
            return None
        issued = issued_to(person_id, uow, on)
        held = {one.credential.source for one in issued if one.stands}
        found = achievements(person_id, issued, uow, ports)
        return MyCredentials(
            person,
            tuple(issued),
            tuple(one for one in found if one.source not in held),
            uow.credentials.issuer(),
        )


def issue_credential(
    source: str, account_id: str, *, named: bool, ports: Ports
) -> Credential:
    """Issue a credential to whoever asks, for what they achieved.

    One for the same that stands is revoked as replaced: so the name is put in or left
    out.

    Args:
        source: Of `Achievement`.
        account_id: Who asks.
        named: Whether it says the holder's name.
        ports: Connections to the outside.

    Raises:
        NotFoundError: The account belongs to nobody.
        ConflictError: Nobody is named as issuer (``credential-issuer-missing``), it is
            not (or no longer) an achievement (``credential-not-given``), or an
            administrator took the last one back (``credential-withdrawn``).
    """
    key = signing_key(ports=ports)
    with ports.storage.writing() as uow:
        uow.credentials.hold_still()
        identity = identify(account_id, uow=uow, on=today(ports))
        if identity.person is None:
            raise NotFoundError("not-found", account=account_id)
        credential = issue(
            identity.person, source, account_id, key, named=named, uow=uow, ports=ports
        )
        uow.commit()
    return credential


def show_credential(
    credential_id: str, account_id: str, *, shown: bool, ports: Ports
) -> Credential:
    """Open or close the public page of one's own credential.

    Raises:
        NotFoundError: No such credential of this person.
    """
    with ports.storage.writing() as uow:
        uow.credentials.hold_still()
        credential = _own(credential_id, account_id, uow, ports)
        kept = replace(credential, shown=shown)
        uow.credentials.save(kept)
        action = "credential.shown" if shown else "credential.hidden"
        now = ports.clock.now()
        uow.audit.add(AuditEntry(now, account_id, action, f"credential:{kept.id}"))
        uow.commit()
    return kept


def own_credential(
    credential_id: str, account_id: str, *, ports: Ports
) -> IssuedCredential:
    """Return a credential of one's own.

    Raises:
        NotFoundError: No such credential of this person.
    """
    with ports.storage.reading() as uow:
        credential = _own(credential_id, account_id, uow, ports)
        return with_status(credential, uow, today(ports))


def issue(
    person: Person,
    source: str,
    actor: str,
    key: tuple[str, str],
    *,
    named: bool,
    by_administrator: bool = False,
    uow: UnitOfWork,
    ports: Ports,
) -> Credential:
    """Issue a credential in a transaction that holds credentials still.

    Raises:
        ConflictError: As `issue_credential`.
    """
    issuer = uow.credentials.issuer()
    if issuer is None:
        raise ConflictError("credential-issuer-missing")
    now, on = ports.clock.now(), today(ports)
    issued = issued_to(person.id, uow, on)
    known = {one.source: one for one in achievements(person.id, issued, uow, ports)}
    achievement = known.get(source)
    if achievement is None:
        raise ConflictError("credential-not-given", source=source)
    if achievement.withdrawn and not by_administrator:
        raise ConflictError("credential-withdrawn", source=source)
    for old in issued:
        if old.credential.source == source and old.stands:
            replaced = replace(
                old.credential,
                revoked_at=now,
                revoked_by=actor,
                revocation=Revocation.REISSUED,
            )
            uow.credentials.save(replaced)
    badge = _badge(ports.new_id(), person, achievement, issuer, named, uow, ports)
    credential = Credential(
        id=badge.credential_id,
        number=badge.number,
        person_id=person.id,
        kind=achievement.kind,
        source=source,
        title=achievement.title,
        level=achievement.level,
        named=named,
        token=ports.badges.sign(badge, *key),
        issued_at=now,
        valid_until=achievement.valid_until,
    )
    uow.credentials.save(credential)
    uow.audit.add(
        AuditEntry(
            now,
            actor,
            "credential.issued",
            f"credential:{credential.id}",
            after=f"{source} {'named' if named else 'fingerprint'}",
        )
    )
    return credential


def issued_to(person_id: str, uow: UnitOfWork, on: date) -> list[IssuedCredential]:
    """Return all credentials of a person and whether they stand, newest first."""
    decisions = uow.evidence.decisions(person_id)
    entries = uow.hours.of_person(person_id)
    return [
        IssuedCredential(one, status_of(one, decisions, entries, on))
        for one in uow.credentials.of_person(person_id)
    ]


def with_status(credential: Credential, uow: UnitOfWork, on: date) -> IssuedCredential:
    """Return a credential with whether it stands on a day."""
    decisions = uow.evidence.decisions(credential.person_id)
    entries = uow.hours.of_person(credential.person_id)
    return IssuedCredential(credential, status_of(credential, decisions, entries, on))


def achievements(
    person_id: str, issued: Sequence[IssuedCredential], uow: UnitOfWork, ports: Ports
) -> list[Achievement]:
    """Return what may give a person a credential today, newest decision first."""
    # The newest of each: what became of it says who may issue the next.
    last = {one.credential.source: one.status.why for one in reversed(issued)}
    names = {one.code: one.name for one in uow.frameworks.competencies()}
    found = [
        Achievement(
            decision_source(one.id),
            CredentialKind.COMPETENCY,
            names.get(one.competency_code, one.competency_code),
            one.level,
            one.decided_at.astimezone(ports.time_zone).date(),
            one.valid_until,
            last.get(decision_source(one.id)) is Revocation.ISSUER,
        )
        for one in giving_decisions(uow.evidence.decisions(person_id), today(ports))
    ]
    return found + [
        Achievement(
            hours_source(one.record),
            CredentialKind.COURSE,
            one.activity,
            0,
            one.until,
            None,
            last.get(hours_source(one.record)) is Revocation.ISSUER,
        )
        for one in giving_entries(uow.hours.of_person(person_id))
    ]


def _own(
    credential_id: str, account_id: str, uow: UnitOfWork, ports: Ports
) -> Credential:
    identity = identify(account_id, uow=uow, on=today(ports))
    credential = uow.credentials.get(credential_id)
    if (
        credential is None
        or identity.person is None
        or credential.person_id != identity.person.id
    ):
        raise NotFoundError("not-found", credential=credential_id)
    return credential


def _badge(
    credential_id: str,
    person: Person,
    achievement: Achievement,
    issuer: IssuerProfile,
    named: bool,  # noqa: FBT001 - as the holder wishes
    uow: UnitOfWork,
    ports: Ports,
) -> Badge:
    kind, _, source = achievement.source.partition(":")
    blank = Badge(
        credential_id=credential_id,
        number=uow.credentials.next_number(),
        kind=achievement.kind,
        issuer=issuer,
        key="",
        name=achievement.title,
        code="",
        framework="",
        definition="",
        indicators=(),
        level=achievement.level,
        evidence=(),
        rule_version=0,
        hours=None,
        recipient=person.name,
        named=named,
        salt=ports.new_id(),
        valid_from=ports.clock.now(),
        valid_until=end_of(achievement.valid_until, ports.time_zone),
    )
    if kind == "decision":
        decision = uow.evidence.decision(source)
        if decision is None:
            raise ConflictError("credential-not-given", source=achievement.source)
        return _of_competency(blank, decision, uow)
    entry = next(e for e in uow.hours.of_person(person.id) if e.record == source)
    return _of_course(blank, entry, ports.time_zone)


def _of_competency(blank: Badge, decision: Decision, uow: UnitOfWork) -> Badge:
    code = decision.competency_code
    competency = uow.frameworks.competency(code)
    framework = uow.frameworks.get(competency.framework_code) if competency else None
    level = next(
        (one for one in uow.frameworks.levels(code) if one.level == decision.level),
        None,
    )
    kinds = Counter(
        row.kind
        for row in uow.evidence.of_person(decision.person_id)
        if row.id in decision.evidence_ids
    )
    return replace(
        blank,
        key=code,
        name=f"{blank.name}: level {decision.level}",
        code=f"{code}.{decision.level}",
        framework=framework.title if framework else "",
        definition=competency.definition if competency else "",
        indicators=level.indicators if level else (),
        evidence=tuple(sorted(kinds.items())),
        rule_version=decision.rule_version,
        valid_from=decision.decided_at,
    )


def _of_course(blank: Badge, entry: JpEntry, tz: tzinfo) -> Badge:
    passed = datetime.combine(entry.until, time.min, tz)
    return replace(
        blank,
        key=entry.course_id,
        hours=entry.amount,
        valid_from=passed.astimezone(UTC),
    )


def end_of(day: date | None, tz: tzinfo) -> datetime | None:
    """Return the last second of a day; none for none."""
    if day is None:
        return None
    follows = datetime.combine(day + timedelta(days=1), time.min, tz)
    return (follows - timedelta(seconds=1)).astimezone(UTC)
