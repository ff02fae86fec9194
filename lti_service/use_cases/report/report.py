"""Reports: who may have which, and what is asked of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import IO

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Grant, Role, covers, units_above
from lti_service.domain.organisation import Unit
from lti_service.domain.report import Asked, Content, FieldKind, Report, Row, Scope
from lti_service.errors import ForbiddenError, InvalidInputError, NotFoundError
from lti_service.locale import Translator
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import COMMAND_LINE, today
from lti_service.use_cases.report.report_table import (
    chosen_rows,
    file_notes,
    headings,
    written_row,
)

_FIRST_YEAR, _LAST_YEAR = 1900, 2999


class Reach(StrEnum):
    """How far a role opens a report."""

    UNITS = "units"
    """Of the units that the role holds in."""
    EVERYWHERE = "everywhere"
    """All or nothing: the role has to hold everywhere."""
    OWN = "own"
    """Everybody's own, no role needed."""


@dataclass(frozen=True, slots=True)
class ServedReport:
    """A report, how it is made, and who may have it.

    Attributes:
        build: Makes it; tells of nobody outside of the scope asked for.
        roles: Each of them opens it.
        tells_of_others: Whether one's own report names other people, as a supervisor's
            does: its exports are in the trail too.
    """

    report: Report
    build: Callable[[Asked, Ports], Content]
    roles: frozenset[Role] = frozenset()
    reach: Reach = Reach.UNITS
    tells_of_others: bool = False

    def opened_by(self, grants: Sequence[Grant], person_id: str | None) -> bool:
        """Whether somebody with these grants may have it."""
        if self.reach is Reach.OWN:
            return person_id is not None
        return bool(self.held(grants))

    def held(self, grants: Sequence[Grant]) -> list[Grant]:
        """Return the grants that open it."""
        held = [grant for grant in grants if grant.role in self.roles]
        if self.reach is Reach.EVERYWHERE:
            held = [grant for grant in held if not grant.unit_code]
        return held


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks for a report.

    Attributes:
        account_id: The account, or ``cli``.
        grants: Those that hold today; a command has none and needs none.
    """

    account_id: str
    person_id: str | None
    grants: tuple[Grant, ...]


COMMAND = Reader(COMMAND_LINE, None, ())


@dataclass(frozen=True, slots=True)
class Opened:
    """A report that somebody may have, as they asked for it.

    Attributes:
        units: The units that they may choose, by name; none where it knows no units.
        unit: The one chosen.
    """

    served: ServedReport
    asked: Asked
    content: Content
    units: tuple[Unit, ...]
    unit: Unit | None


def open_report(
    served: ServedReport,
    reader: Reader,
    *,
    on: str = "",
    unit_code: str = "",
    values: Mapping[str, str] | None = None,
    ports: Ports,
) -> Opened:
    """Return a report as somebody asks for it.

    Args:
        served: The report.
        reader: Who asks.
        on: As of which day, ISO; today where empty.
        unit_code: Only of this unit and those below; all that they may see where empty.
        values: Of the report's fields.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: They may not have it.
        InvalidInputError: A day or year is none: ``report-day``.
        NotFoundError: The unit is none of theirs: ``report-unit``.
    """
    if reader is not COMMAND and not served.opened_by(reader.grants, reader.person_id):
        raise ForbiddenError("forbidden", report=served.report.name)
    day = _day(on) if on else today(ports)
    asked = {
        field.name: text
        for field in served.report.fields
        if (text := (values or {}).get(field.name, "").strip())
    }
    for field in served.report.fields:
        if field.name in asked:
            _check(asked[field.name], field.kind)
    if served.reach is Reach.OWN:
        scope = Scope(frozenset(), reader.person_id or "")
        request = Asked(day, scope, "", asked)
        return Opened(served, request, served.build(request, ports), (), None)
    with ports.storage.reading() as uow:
        units = {unit.code: unit for unit in uow.organisation.units()}
    parents = {unit.code: unit.parent_code for unit in units.values()}
    seen = None if reader is COMMAND else _seen(served.held(reader.grants), parents)
    open_units = [unit for unit in units.values() if seen is None or unit.code in seen]
    if unit_code:
        if unit_code not in {unit.code for unit in open_units}:
            raise NotFoundError("report-unit", unit=unit_code)
        seen = frozenset(
            code for code in units if unit_code in units_above(code, parents)
        )
    request = Asked(day, Scope(seen), unit_code, asked)
    return Opened(
        served,
        request,
        served.build(request, ports),
        tuple(sorted(open_units, key=lambda unit: (unit.name, unit.code))),
        units.get(unit_code),
    )


def export_report(
    opened: Opened,
    reader: Reader,
    form: str,
    out: IO[bytes],
    *,
    translator: Translator,
    language: str,
    for_machines: bool = False,
    chosen: Mapping[str, str] | None = None,
    ports: Ports,
) -> int:
    """Write a report into a file as its rows are made; return how many there were.

    What tells of named people leaves a row in the trail.

    Args:
        opened: The report.
        reader: Who asked for it.
        form: ``csv`` or ``xlsx``.
        out: Where to.
        translator: Of words.
        language: Of numbers.
        for_machines: Names of columns and codes instead of words; numbers with a point.
        chosen: What the rows are filtered by; see `chosen_rows`.
        ports: Connections to the outside.
    """
    report, content = opened.served.report, opened.content
    count = 0

    def rows() -> Iterator[Sequence[object]]:
        nonlocal count
        about = (content.on.isoformat(), content.rule_version)
        for row in chosen_rows(report, content.rows, chosen or {}):
            count += 1
            machine = for_machines or form == "xlsx"
            cells = written_row(
                row,
                translator,
                codes=for_machines,
                point=machine,
                language=language,
                least=content.least,
            )
            yield (*cells, *about)

    ports.write_report(
        form,
        headings(report, translator, for_machines=for_machines),
        rows(),
        report.slug if for_machines else translator(report.title.text),
        out,
        file_notes(opened.served.report, content, opened.unit, translator, language),
    )
    own = opened.served.reach is Reach.OWN and not opened.served.tells_of_others
    if report.personal and not own:
        place = opened.asked.unit_code or "*"
        entry = AuditEntry(
            ports.clock.now(),
            reader.account_id,
            "report.exported",
            f"report:{report.name}",
            after=f"{form}, {count}, {place}, {content.on.isoformat()}",
        )
        with ports.storage.writing() as uow:
            uow.audit.add(entry)
            uow.commit()
    return count


def all_rows(opened: Opened) -> list[Row]:
    """Return all rows of a report, for a page."""
    return list(opened.content.rows)


def _seen(held: Sequence[Grant], parents: Mapping[str, str]) -> frozenset[str] | None:
    if any(not grant.unit_code for grant in held):
        return None
    return frozenset(code for code in parents if covers(held, code, parents))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError("report-day", day=text[:20]) from error


def _check(text: str, kind: FieldKind) -> None:
    if kind is FieldKind.DAY:
        _day(text)
    elif kind is FieldKind.YEAR:
        plain = text.isascii() and text.isdecimal()
        if not plain or not _FIRST_YEAR <= int(text) <= _LAST_YEAR:
            raise InvalidInputError("report-day", year=text[:20])
