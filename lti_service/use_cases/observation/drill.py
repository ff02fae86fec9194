"""Drills: who observes whom by which sheet, on which day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Role, units_above
from lti_service.domain.observation import (
    Drill,
    Observation,
    ObservationSheet,
    newest,
)
from lti_service.domain.organisation import Person, Unit, check_nip
from lti_service.errors import ConflictError, ForbiddenError, NotFoundError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, identify, today
from lti_service.use_cases.observation.observation_sheet import (
    FieldProblem,
    Saved,
)
from lti_service.use_cases.observation.observer import sheet_version

MOST_PEOPLE = 300
_LONGEST = 200
_EMPTY = Sentence("Isian ini wajib diisi.")


@dataclass(frozen=True, slots=True)
class DrillChoices:
    """What a drill may be made of."""

    sheets: tuple[ObservationSheet, ...]
    units: tuple[Unit, ...]
    everywhere: bool


@dataclass(frozen=True, slots=True)
class DrillPage:
    """A drill as whoever keeps it sees it.

    Attributes:
        seen: The newest row of each observation of it.
        names: Names of all people in it, by id.
    """

    drill: Drill
    sheet: ObservationSheet
    observers: tuple[Person, ...]
    participants: tuple[Person, ...]
    seen: tuple[Observation, ...]
    names: Mapping[str, str]

    @property
    def observed(self) -> int:
        """How many participants somebody observed."""
        there = {one.id for one in self.participants}
        return len({row.person_id for row in self.seen if not row.withdrawn} & there)


def list_drills(account_id: str, *, ports: Ports) -> list[DrillPage]:
    """Return the drills that an administrator keeps, latest day first.

    Raises:
        ForbiddenError: The account administers nothing.
    """
    with ports.storage.reading() as uow:
        identity = _administrator(account_id, uow, ports)
        return [
            _page(drill, uow)
            for drill in uow.observations.drills()
            if identity.may(Role.ADMINISTRATOR, drill.unit_code, uow)
        ]


def drill_page(account_id: str, drill_id: str, *, ports: Ports) -> DrillPage:
    """Return a drill, for an administrator who keeps it.

    Raises:
        ForbiddenError: The account administers nothing.
        NotFoundError: There is none, or it is not theirs: ``unknown-drill``.
    """
    with ports.storage.reading() as uow:
        return _page(_kept(account_id, drill_id, uow, ports), uow)


def drill_choices(account_id: str, *, ports: Ports) -> DrillChoices:
    """Return the sheets that are used, and the units that may keep a drill.

    Raises:
        ForbiddenError: The account administers nothing.
    """
    with ports.storage.reading() as uow:
        identity = _administrator(account_id, uow, ports)
        return DrillChoices(
            tuple(one for one in uow.observations.sheets() if not one.ended),
            tuple(
                unit
                for unit in uow.organisation.units()
                if identity.may(Role.ADMINISTRATOR, unit.code, uow)
            ),
            everywhere=identity.may(Role.ADMINISTRATOR, "", uow),
        )


def save_drill(
    cells: Mapping[str, str],
    account_id: str,
    *,
    drill_id: str = "",
    seen: int = 0,
    removed: Sequence[str] = (),
    ports: Ports,
) -> Saved:
    """Make a drill, or a further revision of one.

    Args:
        cells: ``title, sheet, day, place, unit``, and NIPs of ``observers`` and
            ``participants`` that are added, a line each; ``whole`` adds all people of
            that unit and those below.
        account_id: An administrator of the unit that keeps it.
        drill_id: Which one is changed; empty for a new one.
        seen: The revision that was on the form.
        removed: ``observer:<id>`` and ``participant:<id>`` that go; what was observed
            of them stays.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The unit is none of theirs.
        NotFoundError: There is no such drill of theirs: ``unknown-drill``.
        ConflictError: Somebody else changed it: ``sheet-changed``.
    """
    with ports.storage.writing() as uow:
        identity = _administrator(account_id, uow, ports)
        old = _kept(account_id, drill_id, uow, ports) if drill_id else None
        if old is not None and old.revision != seen:
            raise ConflictError("sheet-changed", drill=drill_id)
        problems: list[FieldProblem] = []
        unit = cells.get("unit", "").strip()
        if not identity.may(Role.ADMINISTRATOR, unit, uow):
            raise ForbiddenError("forbidden", unit=unit)
        day = _day(cells.get("day", ""), problems)
        sheet = _sheet(cells.get("sheet", ""), old, uow, problems)
        observers = _added("observers", cells, uow, ports, problems)
        people = _added("participants", cells, uow, ports, problems)
        people += _whole(cells.get("whole", ""), unit, uow, ports)
        new = Drill(
            id=old.id if old else ports.new_id(),
            revision=old.revision + 1 if old else 1,
            sheet_id=sheet.id if sheet else "",
            sheet_version=sheet.version if sheet else 0,
            title=_filled("title", cells, problems),
            day=day or today(ports),
            place=_filled("place", cells, problems),
            unit_code=unit,
            observers=_with(
                old.observers if old else (), observers, removed, "observer"
            ),
            participants=_with(
                old.participants if old else (), people, removed, "participant"
            ),
            cancelled=False,
            saved_by=account_id,
            saved_at=ports.clock.now(),
        )
        _check_people(new, uow, ports, problems)
        if problems:
            return Saved(drill_id, tuple(problems))
        _append(new, old, uow)
        uow.commit()
    return Saved(new.id, ())


def cancel_drill(
    drill_id: str, account_id: str, *, back: bool = False, ports: Ports
) -> Drill:
    """Cancel a drill, or undo that; what was observed stays.

    Raises:
        ForbiddenError: The account administers nothing.
        NotFoundError: There is no such drill of theirs: ``unknown-drill``.
    """
    with ports.storage.writing() as uow:
        old = _kept(account_id, drill_id, uow, ports)
        if old.cancelled is not back:
            return old
        new = replace(
            old,
            revision=old.revision + 1,
            cancelled=not back,
            saved_by=account_id,
            saved_at=ports.clock.now(),
        )
        _append(new, old, uow)
        uow.commit()
    return new


def _administrator(account_id: str, uow: UnitOfWork, ports: Ports) -> Identity:
    identity = identify(account_id, uow=uow, on=today(ports))
    if not identity.of(Role.ADMINISTRATOR):
        raise ForbiddenError("forbidden", roles=Role.ADMINISTRATOR)
    return identity


def _kept(account_id: str, drill_id: str, uow: UnitOfWork, ports: Ports) -> Drill:
    identity = _administrator(account_id, uow, ports)
    drill = uow.observations.drill(drill_id)
    if drill is None or not identity.may(Role.ADMINISTRATOR, drill.unit_code, uow):
        raise NotFoundError("unknown-drill", drill=drill_id)
    return drill


def _page(drill: Drill, uow: UnitOfWork) -> DrillPage:
    seen = newest(uow.observations.of_drill(drill.id))
    ids = {*drill.observers, *drill.participants}
    ids |= {one for row in seen for one in (row.person_id, row.observer_id)}
    people = {one: uow.organisation.person(one) for one in ids}
    found = {one: person for one, person in people.items() if person}

    def of(group: Sequence[str]) -> tuple[Person, ...]:
        there = (found[one] for one in group if one in found)
        return tuple(sorted(there, key=lambda person: (person.name, person.id)))

    return DrillPage(
        drill,
        sheet_version(drill.sheet_id, drill.sheet_version, uow),
        of(drill.observers),
        of(drill.participants),
        tuple(seen),
        {one: person.name for one, person in found.items()},
    )


def _append(new: Drill, old: Drill | None, uow: UnitOfWork) -> None:
    if not uow.observations.append_drill(new):
        raise ConflictError("sheet-changed", drill=new.id)
    act = "drill.added" if old is None else "drill.changed"
    if old is not None and old.cancelled is not new.cancelled:
        act = "drill.cancelled" if new.cancelled else "drill.restored"
    uow.audit.add(
        AuditEntry(
            new.saved_at,
            new.saved_by,
            act,
            f"drill:{new.id}",
            before=_told(old) if old else "",
            after=_told(new),
        )
    )


def _told(drill: Drill) -> str:
    return (
        f"{drill.day} {drill.sheet_id} v{drill.sheet_version}: "
        f"{len(drill.observers)} observers, {len(drill.participants)} participants"
    )


def _filled(field: str, cells: Mapping[str, str], problems: list[FieldProblem]) -> str:
    text = " ".join(cells.get(field, "").split())[:_LONGEST]
    if not text:
        problems.append(FieldProblem(field, _EMPTY))
    return text


def _day(text: str, problems: list[FieldProblem]) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        reason = Sentence("Tulis tanggal seperti 2026-11-24.")
        problems.append(FieldProblem("day", reason if text.strip() else _EMPTY))
        return None


def _sheet(
    sheet_id: str, old: Drill | None, uow: UnitOfWork, problems: list[FieldProblem]
) -> ObservationSheet | None:
    """Return the version to observe by: what the drill has, else the newest."""
    if old is not None and sheet_id in ("", old.sheet_id):
        observed = bool(uow.observations.of_drill(old.id))
        return sheet_version(old.sheet_id, old.sheet_version if observed else 0, uow)
    try:
        sheet = sheet_version(sheet_id, 0, uow)
    except NotFoundError:
        sheet = None
    if sheet is None or sheet.ended:
        reason = Sentence("Pilih lembar pengamatan yang masih dipakai.")
        problems.append(FieldProblem("sheet", reason))
        return None
    if old is not None and uow.observations.of_drill(old.id):
        reason = Sentence("Sudah ada yang dinilai dengan lembar yang lama.")
        problems.append(FieldProblem("sheet", reason))
    return sheet


def _added(
    field: str,
    cells: Mapping[str, str],
    uow: UnitOfWork,
    ports: Ports,
    problems: list[FieldProblem],
) -> list[str]:
    found = []
    for text in filter(
        None, map(str.strip, re.split(r"[\n;,]+", cells.get(field, "")))
    ):
        check = check_nip(text, employment_type="", on=today(ports), synthetic=True)
        person = uow.organisation.person_by_nip(check.nip) if check.nip else None
        if person is not None:
            found.append(person.id)
            continue
        reason = Sentence("Tidak ada pegawai dengan NIP {nip}.", {"nip": text[:30]})
        problems.append(FieldProblem(field, reason))
    return found


def _whole(text: str, unit: str, uow: UnitOfWork, ports: Ports) -> list[str]:
    """Return everybody of a unit and those below, where that was asked for."""
    if not text or not unit:
        return []
    parents = {one.code: one.parent_code for one in uow.organisation.units()}
    postings = uow.organisation.postings(today(ports))
    return [p.person_id for p in postings if unit in units_above(p.unit_code, parents)]


def _with(
    before: Sequence[str], added: Sequence[str], removed: Sequence[str], kind: str
) -> tuple[str, ...]:
    gone = {one.removeprefix(f"{kind}:") for one in removed if one.startswith(kind)}
    return tuple(dict.fromkeys([one for one in before if one not in gone] + [*added]))


def _check_people(
    drill: Drill, uow: UnitOfWork, ports: Ports, problems: list[FieldProblem]
) -> None:
    fields = {problem.field for problem in problems}
    for field, people in (
        ("observers", drill.observers),
        ("participants", drill.participants),
    ):
        if not people and field not in fields:
            problems.append(
                FieldProblem(field, Sentence("Sebut sedikitnya satu orang."))
            )
        if len(people) > MOST_PEOPLE:
            reason = Sentence("Paling banyak {most} orang.", {"most": MOST_PEOPLE})
            problems.append(FieldProblem(field, reason))
    if not drill.unit_code:
        return
    parents = {one.code: one.parent_code for one in uow.organisation.units()}
    for one in drill.participants:
        posting = uow.organisation.posting(one, today(ports))
        above = units_above(posting.unit_code if posting else "", parents)
        if drill.unit_code not in above:
            reason = Sentence(
                "Seorang peserta tidak bekerja di unit ini atau di bawahnya. Pilih unit "
                "yang lebih luas, atau minta pengelola seluruh daerah."
            )
            problems.append(FieldProblem("participants", reason))
            return
