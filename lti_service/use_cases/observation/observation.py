"""Record what an observer saw, correct it, withdraw it; evidence follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from lti_service.domain.assignment import marking_rule
from lti_service.domain.audit import AuditEntry
from lti_service.domain.evidence import Evidence, EvidenceState
from lti_service.domain.grant import Role
from lti_service.domain.observation import (
    LATEST,
    Observation,
    ObservationSheet,
    are_levels,
    clamped,
    judge,
    record_of,
)
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.evidence.evidence import append_revision
from lti_service.use_cases.observation.observer import (
    Ground,
    drill_ground,
    team_ground,
)

LONGEST_COMMENT = 2000
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class SentScore:
    """What an observer's device sends of one person.

    Attributes:
        id: Made by the device.
        at: When the device says it was; none where it says nothing.
        version: Of the sheet that was on the screen; 0 for the present one.
    """

    id: str
    person_id: str
    levels: tuple[int, ...]
    comments: tuple[str, ...]
    comment: str
    at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was: a drill, or, without one, a sheet by which a supervisor observes."""

    drill_id: str = ""
    sheet_id: str = ""


def record_observation(
    sent: SentScore, place: Place, account_id: str, *, ports: Ports
) -> Observation:
    """Record what was seen; the same id again changes nothing.

    Another id for the same person is a correction of what this observer said of them.

    Raises:
        NotFoundError: No such drill or sheet, or the drill is not theirs.
        ForbiddenError: It is about oneself (``self-observation``), or about somebody whom
            they may not observe (``observation-person``).
        InvalidInputError: A criterion has no level: ``observation-levels``.
        ConflictError: It is too early or too late, or the id is another's.
    """
    with ports.storage.writing() as uow:
        ground = _ground(place, account_id, sent.version, uow, ports)
        known = uow.observations.get(sent.id)
        if known is not None:
            return _repeated(known, sent, ground)
        row = _read(sent, ground, uow, ports)
        earlier = uow.observations.of_record(row.record)
        row = replace(row, revision=len(earlier) + 1)
        if not uow.observations.append(row):
            raise ConflictError("observation-known", observation=sent.id)
        _give_evidence(row, ground.sheet, uow, ports)
        act = "observation.corrected" if earlier else "observation.recorded"
        _audit(act, row, uow, before=_told(earlier[-1]) if earlier else "")
        uow.commit()
    return row


def record_observations(
    sent: Sequence[SentScore], place: Place, account_id: str, *, ports: Ports
) -> list[Observation | ServiceError]:
    """Record what a device kept, one by one; what is refused hinders no other.

    Raises:
        InvalidInputError: There are more than are taken at once: ``observation-batch``.
        NotFoundError, ForbiddenError: The place is not theirs at all.
    """
    if len(sent) > MOST_AT_ONCE:
        raise InvalidInputError("observation-batch")
    with ports.storage.reading() as uow:
        _ground(place, account_id, 0, uow, ports)
    found: list[Observation | ServiceError] = []
    for one in sent:
        try:
            found.append(record_observation(one, place, account_id, ports=ports))
        except ServiceError as error:
            found.append(error)
    return found


def withdraw_observation(
    record: str, reason: str, account_id: str, *, ports: Ports
) -> Observation:
    """Withdraw what was observed by a new row; its evidence is withdrawn with it.

    Args:
        record: What all revisions of it share.
        reason: Why; the person reads it.
        account_id: The observer's, or an administrator's of the person's unit.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: There is no reason: ``withdrawal-reason-missing``.
        NotFoundError: No such record, or it is not theirs: ``unknown-observation``.
        ConflictError: It was withdrawn before: ``withdrawn-already``.
    """
    if not reason.strip():
        raise InvalidInputError("withdrawal-reason-missing")
    now, on = ports.clock.now(), today(ports)
    with ports.storage.writing() as uow:
        rows = uow.observations.of_record(record)
        if not rows or not _may_withdraw(rows[-1], account_id, uow, on):
            raise NotFoundError("unknown-observation", record=record)
        last = rows[-1]
        if last.withdrawn:
            raise ConflictError("withdrawn-already", record=record)
        row = replace(
            last,
            id=ports.new_id(),
            revision=last.revision + 1,
            received_at=now,
            withdrawn=True,
            reason=reason.strip()[:LONGEST_COMMENT],
            said_by=account_id,
        )
        if not uow.observations.append(row):
            raise ConflictError("withdrawn-already", record=record)
        versions = uow.observations.sheet_versions(row.sheet_id)
        sheet = next(one for one in versions if one.version == row.sheet_version)
        _give_evidence(row, sheet, uow, ports)
        _audit("observation.withdrawn", row, uow, before=_told(last))
        uow.commit()
    return row


def _ground(
    place: Place, account_id: str, version: int, uow: UnitOfWork, ports: Ports
) -> Ground:
    if place.drill_id:
        return drill_ground(account_id, place.drill_id, uow, ports)
    return team_ground(account_id, place.sheet_id, uow, ports, version=version)


def _repeated(known: Observation, sent: SentScore, ground: Ground) -> Observation:
    """Return what an id said before, where it is this observer's and of this person."""
    same = (known.observer_id, known.person_id, known.drill_id, known.sheet_id)
    if same != (ground.observer.id, sent.person_id, ground.drill_id, ground.sheet.id):
        raise ConflictError("observation-known", observation=sent.id)
    return known


def _read(
    sent: SentScore, ground: Ground, uow: UnitOfWork, ports: Ports
) -> Observation:
    now, sheet = ports.clock.now(), ground.sheet
    on, at = _when(sent, ground, uow, ports)
    if sent.person_id == ground.observer.id:
        raise ForbiddenError("self-observation")
    if not _may_observe(sent.person_id, ground, on, uow):
        raise ForbiddenError("observation-person", person=sent.person_id)
    if not are_levels(sent.levels, sheet):
        raise InvalidInputError("observation-levels")
    rule = marking_rule(uow.rules.parameters(on))
    judged = judge(sent.levels, sheet, rule)
    comments = [*sent.comments, *[""] * len(sheet.criteria)][: len(sheet.criteria)]
    return Observation(
        id=sent.id,
        record=record_of(
            ground.drill_id, sheet.id, sent.person_id, ground.observer.id, on
        ),
        revision=1,
        drill_id=ground.drill_id,
        sheet_id=sheet.id,
        sheet_version=sheet.version,
        person_id=sent.person_id,
        observer_id=ground.observer.id,
        levels=sent.levels,
        comments=tuple(text.strip()[:LONGEST_COMMENT] for text in comments),
        comment=sent.comment.strip()[:LONGEST_COMMENT],
        result=judged.result,
        passed=judged.passed,
        on=on,
        observed_at=at,
        received_at=now,
        withdrawn=False,
        reason="",
        rule_version=rule.version,
        said_by=ground.account_id,
    )


def _when(
    sent: SentScore, ground: Ground, uow: UnitOfWork, ports: Ports
) -> tuple[date, datetime]:
    """Return the day it is evidence of, and the moment, within what is possible."""
    now, on, zone = ports.clock.now(), today(ports), ports.time_zone
    drill = ground.drill
    if drill is not None:
        if drill.day > on:
            raise ConflictError("observation-early", drill=drill.id)
        if drill.cancelled or on > drill.day + LATEST:
            raise ConflictError("observation-closed", drill=drill.id)
        return drill.day, clamped(sent.at, drill.day, now, zone)
    at = clamped(sent.at, on - LATEST, now, zone)
    newest = uow.observations.sheet_versions(ground.sheet.id)[0]
    if ground.sheet.ended or (newest.ended and newest.saved_at < at):
        raise ConflictError("observation-closed", sheet=newest.id)
    return at.astimezone(zone).date(), at


def _may_observe(person_id: str, ground: Ground, on: date, uow: UnitOfWork) -> bool:
    if ground.drill is not None:
        return person_id in ground.drill.participants
    posting = uow.organisation.posting(person_id, on)
    return posting is not None and posting.supervisor_id == ground.observer.id


def _may_withdraw(row: Observation, account_id: str, uow: UnitOfWork, on: date) -> bool:
    identity = identify(account_id, uow=uow, on=on)
    me = identity.person.id if identity.person else ""
    if me == row.observer_id:
        return True
    if me == row.person_id:
        return False
    posting = uow.organisation.posting(row.person_id, on)
    unit = posting.unit_code if posting else ""
    return identity.may(Role.ADMINISTRATOR, unit, uow)


def _give_evidence(
    row: Observation, sheet: ObservationSheet, uow: UnitOfWork, ports: Ports
) -> None:
    state = EvidenceState.WITHDRAWN if row.withdrawn else EvidenceState.ACCEPTED
    version = uow.rules.mastery(row.on).version
    for outcome in sheet.outcomes:
        evidence = Evidence(
            id=ports.new_id(),
            person_id=row.person_id,
            competency_code=outcome.competency_code,
            level=outcome.level,
            kind="observation",
            result=row.result,
            observed_on=row.on,
            valid_until=None,
            assessor_id=row.observer_id,
            activity=row.activity,
            source=f"observation:{row.record}",
            state=state,
            rule_version=version,
            recorded_at=row.received_at,
        )
        append_revision(evidence, uow=uow)


def _audit(act: str, row: Observation, uow: UnitOfWork, before: str) -> None:
    uow.audit.add(
        AuditEntry(
            row.received_at,
            row.said_by,
            act,
            f"observation:{row.record}",
            before=before,
            after="withdrawn" if row.withdrawn else _told(row),
            reason=row.reason,
        )
    )


def _told(row: Observation) -> str:
    return "withdrawn" if row.withdrawn else f"v{row.sheet_version}: {row.result}"
