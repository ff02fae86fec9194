"""Hours done elsewhere wait for a verifier, who recognises or refuses them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Grant, Role, covers
from lti_service.domain.learning_hours import (
    CountedEntry,
    JpConversion,
    JpEntry,
    JpState,
    count_entries,
)
from lti_service.domain.organisation import Person, Unit
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, identify, today
from lti_service.use_cases.learning_hours.learning_hours import (
    route_names,
)

VERIFIERS = (Role.VERIFIER, Role.ADMINISTRATOR)
"""Who may verify hours, each in the units of their grant."""

VERDICTS = (JpState.RECOGNISED, JpState.REFUSED, JpState.SUBMITTED)
"""What a verifier may say; the last puts an entry back into the queue."""

_LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class WaitingHours:
    """An entry that waits for a verifier.

    Attributes:
        counted: With what it would bring as things stand.
        unit: Where the person is posted now; none for nowhere.
        route: Name of the route.
    """

    counted: CountedEntry
    person: Person
    unit: Unit | None
    route: str


@dataclass(frozen=True, slots=True)
class HoursQueue:
    """What waits for a verifier, longest first.

    Attributes:
        total: How many wait in all.
        first: The first of them.
    """

    total: int
    first: tuple[WaitingHours, ...]


def hours_queue(account_id: str, *, most: int = 50, ports: Ports) -> HoursQueue:
    """Return what waits for a verifier; never the verifier's own.

    Args:
        account_id: Who verifies.
        most: How many are shown; what each would bring is reckoned for these alone.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The account is no verifier, or belongs to nobody.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        verifier = _verifier(account_id, uow, on)
        conversions = uow.hours.conversions()
        units = {unit.code: unit for unit in uow.organisation.units()}
        parents = {unit.code: unit.parent_code for unit in units.values()}
        posted = {p.person_id: p.unit_code for p in uow.organisation.postings(on)}
        held = _held(verifier)
        mine = [
            entry
            for entry in uow.hours.waiting()
            if not _is_own(verifier, entry)
            and covers(held, posted.get(entry.person_id, ""), parents)
        ]
        first = []
        for entry in mine[:most]:
            person = uow.organisation.person(entry.person_id)
            unit = units.get(posted.get(entry.person_id, ""))
            if person is not None:
                first.append(_shown(entry, person, unit, conversions, uow))
    return HoursQueue(len(mine), tuple(first))


def verified_entry(account_id: str, entry_id: str, *, ports: Ports) -> WaitingHours:
    """Return an entry that a verifier has just spoken on, as it stands now.

    Raises:
        ForbiddenError: The account may not verify it.
        NotFoundError: There is no such entry.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        entry, person = _verifiable(account_id, entry_id, uow, on)
        return _shown(entry, person, None, uow.hours.conversions(), uow)


def verify_hours(
    entry_id: str, verdict: JpState, reason: str, account_id: str, *, ports: Ports
) -> JpEntry:
    """Recognise an entry, refuse it with a reason, or put it back into the queue.

    Args:
        entry_id: The row that the verifier saw.
        verdict: One of `VERDICTS`.
        reason: Why it is refused; read by whom it is about.
        account_id: Who verifies.
        ports: Connections to the outside.

    Returns:
        The new row.

    Raises:
        ForbiddenError: Nobody verifies their own (``self-verification``), without being
            a verifier of that unit (``forbidden``), or unnamed (``verifier-unlinked``).
        InvalidInputError: A refusal without reason (``refusal-reason-missing``).
        NotFoundError: There is no such entry.
        ConflictError: Somebody else was quicker (``verified-meanwhile``).
    """
    refused = verdict is JpState.REFUSED
    reason = reason.strip()[:_LONGEST_REASON] if refused else ""
    if refused and not reason:
        raise InvalidInputError("refusal-reason-missing")
    now, on = ports.clock.now(), today(ports)
    with ports.storage.writing() as uow:
        entry, _ = _verifiable(account_id, entry_id, uow, on)
        verifier = identify(account_id, uow=uow, on=on).person
        newest = {row.id for row in uow.hours.of_person(entry.person_id)}
        verified = replace(
            entry,
            id=ports.new_id(),
            state=verdict,
            reason=reason,
            verifier_id=verifier.id if verifier else None,
            revision=entry.revision + 1,
            recorded_at=now,
        )
        if (
            entry.id not in newest
            or (entry.state is JpState.SUBMITTED) is (verdict is JpState.SUBMITTED)
            or not uow.hours.append(verified)
        ):
            raise ConflictError("verified-meanwhile")
        uow.audit.add(
            AuditEntry(
                now,
                account_id,
                f"hours.{verdict}",
                f"hours:{entry.record}",
                before=entry.state,
                after=verdict,
                reason=reason,
            )
        )
        uow.commit()
    return verified


def _verifiable(
    account_id: str, entry_id: str, uow: UnitOfWork, on: date
) -> tuple[JpEntry, Person]:
    """Return an entry that an account may speak on, and whose it is."""
    verifier = _verifier(account_id, uow, on)
    entry = uow.hours.get(entry_id)
    person = uow.organisation.person(entry.person_id) if entry else None
    if entry is None or person is None:
        raise NotFoundError("not-found", entry=entry_id)
    if _is_own(verifier, entry):
        raise ForbiddenError("self-verification")
    posting = uow.organisation.posting(person.id, on)
    unit_code = posting.unit_code if posting else ""
    if not any(verifier.may(role, unit_code, uow) for role in VERIFIERS):
        raise ForbiddenError("forbidden")
    if entry.course_id:
        # What the service's own courses brought is withdrawn with the account's link.
        raise NotFoundError("not-found", entry=entry_id)
    return entry, person


def _verifier(account_id: str, uow: UnitOfWork, on: date) -> Identity:
    verifier = identify(account_id, uow=uow, on=on)
    if not _held(verifier):
        raise ForbiddenError("forbidden")
    if verifier.person is None:
        raise ForbiddenError("verifier-unlinked")
    return verifier


def _is_own(verifier: Identity, entry: JpEntry) -> bool:
    return verifier.person is not None and verifier.person.id == entry.person_id


def _held(verifier: Identity) -> Sequence[Grant]:
    return [grant for role in VERIFIERS for grant in verifier.of(role)]


def _shown(
    entry: JpEntry,
    person: Person,
    unit: Unit | None,
    conversions: Sequence[JpConversion],
    uow: UnitOfWork,
) -> WaitingHours:
    counted = {
        one.entry.id: one
        for one in count_entries(uow.hours.of_person(person.id), conversions)
    }
    alone = count_entries([entry], conversions)[0]
    return WaitingHours(
        counted.get(entry.id, alone),
        person,
        unit,
        route_names(conversions).get(entry.route, entry.route),
    )
