"""Positions and what they require, by date, as administrators see and change it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lti_service.domain.audit import AuditEntry
from lti_service.domain.framework import (
    Competency,
    PositionStandard,
    overlapped,
    placed,
)
from lti_service.domain.grant import Role
from lti_service.domain.organisation import GROUPS, Position
from lti_service.domain.rule import RuleParameter
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.evidence.plan import required_by_position

_LEVELS = range(1, 6)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class ListedPosition:
    """A position with how many hold it and what it requires today.

    Attributes:
        holders: People who hold it today, stand-ins too.
        required: Competencies with a standard of its own.
        provisional: How many of these have no legal basis.
    """

    position: Position
    holders: int
    required: int
    provisional: int


@dataclass(frozen=True, slots=True)
class PositionRecord:
    """A position with all it ever required.

    Attributes:
        standards: All there ever were, those of today first.
        tier: What stands in for standards today; none where nothing does.
        tier_standards: What that requires.
        names: Name of each competency.
    """

    position: Position
    holders: int
    standards: Sequence[PositionStandard]
    tier: RuleParameter | None
    tier_standards: Sequence[PositionStandard]
    competencies: Sequence[Competency]
    names: Mapping[str, str]
    on: date


def position_list(words: str = "", *, actor: str, ports: Ports) -> list[ListedPosition]:
    """Return the positions whose code or name has these letters, by group and name.

    Raises:
        ForbiddenError: The account is no administrator of everything.
    """
    on, asked = today(ports), words.strip().casefold()
    with ports.storage.reading() as uow:
        _check_everywhere(actor, uow, ports)
        count = Counter(p.position_code for p in uow.organisation.postings(on))
        rows = []
        for position in uow.organisation.positions():
            if asked in f"{position.code} {position.name}".casefold():
                held = uow.frameworks.standards(position.code, on)
                loose = sum(1 for one in held if not one.legal_basis)
                rows.append(
                    ListedPosition(position, count[position.code], len(held), loose)
                )
    order = {group: n for n, group in enumerate(GROUPS)}
    return sorted(
        rows,
        key=lambda row: (
            order.get(row.position.group, len(order)),
            row.position.name.casefold(),
        ),
    )


def position_record(code: str, *, actor: str, ports: Ports) -> PositionRecord:
    """Return a position with all it ever required.

    Raises:
        NotFoundError: There is no such position: ``unknown-position``.
        ForbiddenError: The account is no administrator of everything.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        _check_everywhere(actor, uow, ports)
        position = _position(code, uow)
        standards = uow.frameworks.standards_of(code)
        required, tier = required_by_position(code, uow, on)
        competencies = uow.frameworks.competencies()
        held = [p for p in uow.organisation.postings(on) if p.position_code == code]
    return PositionRecord(
        position,
        len(held),
        sorted(
            standards,
            key=lambda one: (
                one.valid_to is not None and one.valid_to < on,
                one.competency_code,
                one.valid_from,
            ),
        ),
        tier,
        required if tier else (),
        competencies,
        {competency.code: competency.name for competency in competencies},
        on,
    )


def change_position(position: Position, *, actor: str, ports: Ports) -> Position:
    """Change the name, the group or the grade of a position.

    Raises:
        InvalidInputError: There is no name: ``position-incomplete``.
        NotFoundError: There is no such position: ``unknown-position``.
        ForbiddenError: The account is no administrator of everything.
    """
    if not position.name:
        raise InvalidInputError("position-incomplete")
    with ports.storage.writing() as uow:
        _check_everywhere(actor, uow, ports)
        before = _position(position.code, uow)
        if before != position:
            uow.organisation.save_position(position)
            old, new = (
                f"{one.name}, {one.group}, {one.grade}" for one in (before, position)
            )
            _audit("position.changed", position.code, actor, uow, ports, old, new)
            uow.commit()
    return position


def add_standard(
    standard: PositionStandard, *, actor: str, ports: Ports
) -> PositionStandard:
    """Let a position require a level from a day on; the standard before it ends.

    One that begins the same day is replaced only where that day has not come: what held
    may have supported decisions.

    Raises:
        InvalidInputError: Competency or level is unknown, or the days are in no order:
            ``standard-incomplete``.
        ConflictError: It overlaps another: ``standard-overlaps``.
        NotFoundError: There is no such position: ``unknown-position``.
        ForbiddenError: The account is no administrator of everything.
    """
    until = standard.valid_to
    if standard.level not in _LEVELS or (until and until < standard.valid_from):
        raise InvalidInputError("standard-incomplete")
    code = standard.position_code
    with ports.storage.writing() as uow:
        _check_everywhere(actor, uow, ports)
        _position(code, uow)
        if uow.frameworks.competency(standard.competency_code) is None:
            raise InvalidInputError("standard-incomplete")
        others = uow.frameworks.standards_of(code)
        same = [one for one in others if _key(one) == _key(standard)]
        met = overlapped(standard, others)
        if met or (same and standard.valid_from <= today(ports)):
            raise ConflictError("standard-overlaps", **_days(met or same[0]))
        kept, ended = placed(standard, others)
        if ended is not None:
            uow.frameworks.save_standard(ended)
        uow.frameworks.save_standard(kept)
        told = f"{kept.competency_code} level {kept.level} from {kept.valid_from}"
        _audit("standard.added", code, actor, uow, ports, after=told)
        uow.commit()
    return kept


def end_standard(
    code: str,
    competency_code: str,
    since: date,
    until: date | None,
    *,
    actor: str,
    ports: Ports,
) -> PositionStandard:
    """Give a standard its last day, or none again.

    Raises:
        InvalidInputError: The last day precedes the first: ``standard-incomplete``.
        ConflictError: It would overlap another: ``standard-overlaps``.
        NotFoundError: There is no such standard: ``unknown-standard``.
        ForbiddenError: The account is no administrator of everything.
    """
    with ports.storage.writing() as uow:
        _check_everywhere(actor, uow, ports)
        others = uow.frameworks.standards_of(code)
        key = competency_code, since
        before = next((one for one in others if _key(one) == key), None)
        if before is None:
            raise NotFoundError("unknown-standard", position=code)
        if until is not None and until < since:
            raise InvalidInputError("standard-incomplete")
        after = replace(before, valid_to=until)
        met = overlapped(after, others)
        if met is not None:
            raise ConflictError("standard-overlaps", **_days(met))
        later = [
            one
            for one in others
            if one.competency_code == competency_code and one.valid_from > since
        ]
        if until is None and later:
            raise ConflictError("standard-overlaps", **_days(later[0]))
        uow.frameworks.save_standard(after)
        told = f"{competency_code} from {since} until {until or '-'}"
        _audit("standard.ended", code, actor, uow, ports, after=told)
        uow.commit()
    return after


def _key(standard: PositionStandard) -> tuple[str, date]:
    return standard.competency_code, standard.valid_from


def _days(standard: PositionStandard) -> dict[str, str]:
    return {
        "competency": standard.competency_code,
        "since": standard.valid_from.isoformat(),
        "until": standard.valid_to.isoformat() if standard.valid_to else "",
    }


def _position(code: str, uow: UnitOfWork) -> Position:
    position = uow.organisation.position(code)
    if position is None:
        raise NotFoundError("unknown-position", position=code)
    return position


def _check_everywhere(actor: str, uow: UnitOfWork, ports: Ports) -> None:
    identity = identify(actor, uow=uow, on=today(ports))
    if not identity.may(Role.ADMINISTRATOR, "", uow):
        raise ForbiddenError("forbidden", actor=actor)


def _audit(
    action: str,
    code: str,
    actor: str,
    uow: UnitOfWork,
    ports: Ports,
    before: str = "",
    after: str = "",
) -> None:
    now = ports.clock.now()
    entry = AuditEntry(now, actor, action, f"position:{code}", before, after)
    uow.audit.add(entry)
