"""Observation sheets: make, change by a further version, end, take over from a course."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from course_builder.model.rendered import RenderedAssignment, RenderedCourse
from lti_service.domain.audit import AuditEntry
from lti_service.domain.evidence import HIGHEST_LEVEL
from lti_service.domain.grant import Role
from lti_service.domain.observation import (
    MOST_CRITERIA,
    PLAIN_LEVELS,
    ObservationSheet,
    SheetCriterion,
    SheetOutcome,
)
from lti_service.domain.rubric_text import plain_words, rubric_cells
from lti_service.errors import ConflictError, ForbiddenError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.observation.observer import sheet_version

LONGEST_WORDS = 600
_LONGEST_TITLE, _LONGEST_TEXT = 200, 4000
_OUTCOME = re.compile(r"(\S+?)\s*[:\s]\s*([1-9])")
_EMPTY = Sentence("Isian ini wajib diisi.")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of a form."""

    field: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a form: what was saved, or all that is wrong with it."""

    id: str
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True)
class OfferedRubric:
    """An assignment of a published course whose rubric may become a sheet."""

    course_id: str
    course: str
    activity_id: str
    title: str


@dataclass(frozen=True, slots=True)
class SheetList:
    """All sheets, the rubrics that are no sheet yet, and names of competencies."""

    sheets: tuple[ObservationSheet, ...]
    offered: tuple[OfferedRubric, ...]
    competencies: Mapping[str, str]


def check_keeps_sheets(account_id: str, uow: UnitOfWork, ports: Ports) -> None:
    """Raise `ForbiddenError` for all but authors and administrators of everything.

    A sheet belongs to no unit: what it says becomes evidence everywhere.
    """
    identity = identify(account_id, uow=uow, on=today(ports))
    held = (*identity.of(Role.ADMINISTRATOR), *identity.of(Role.AUTHOR))
    if all(grant.unit_code for grant in held):
        raise ForbiddenError("forbidden", roles="administrator,author")


def list_sheets(account_id: str, *, ports: Ports) -> SheetList:
    """Return all sheets, those that are used first.

    Raises:
        ForbiddenError: They keep no sheets.
    """
    with ports.storage.reading() as uow:
        check_keeps_sheets(account_id, uow, ports)
        sheets = uow.observations.sheets()
        taken = {one.source for one in sheets}
        offered = []
        for release in uow.releases.all_current():
            course = ports.courses.get(release.id)
            offered += [
                OfferedRubric(course.id, course.title, one.id, one.title)
                for one in _rubrics(course)
                if f"{course.id}/{one.id}" not in taken
            ]
        return SheetList(
            tuple(sorted(sheets, key=lambda one: one.ended)),
            tuple(offered),
            competency_names(uow),
        )


def sheet_history(
    account_id: str, sheet_id: str, *, ports: Ports
) -> tuple[Sequence[ObservationSheet], Mapping[str, str]]:
    """Return all versions of a sheet, newest first, and names of competencies.

    Raises:
        ForbiddenError: They keep no sheets.
        NotFoundError: There is no such sheet.
    """
    with ports.storage.reading() as uow:
        check_keeps_sheets(account_id, uow, ports)
        sheet_version(sheet_id, 0, uow)
        return uow.observations.sheet_versions(sheet_id), competency_names(uow)


def save_sheet(
    cells: Mapping[str, str],
    account_id: str,
    *,
    sheet_id: str = "",
    seen: int = 0,
    ports: Ports,
) -> Saved:
    """Make a sheet, or a further version of one; earlier versions stay.

    Args:
        cells: ``title, outcomes`` (a line each, ``M08:2``), ``instructions``, names of
            levels ``l1`` and on, and of each criterion n its name ``k<n>``, words
            ``k<n>-<level>`` and, where it is required, ``w<n>``.
        account_id: Who saves it.
        sheet_id: Which one is changed; empty for a new one.
        seen: The version that was on the form.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: They keep no sheets.
        NotFoundError: There is no such sheet.
        ConflictError: Somebody else changed it: ``sheet-changed``.
    """
    with ports.storage.writing() as uow:
        check_keeps_sheets(account_id, uow, ports)
        old = sheet_version(sheet_id, 0, uow) if sheet_id else None
        if old is not None and old.version != seen:
            raise ConflictError("sheet-changed", sheet=sheet_id)
        problems: list[FieldProblem] = []
        new = ObservationSheet(
            id=old.id if old else ports.new_id(),
            version=old.version + 1 if old else 1,
            title=_title(cells, problems),
            outcomes=_outcomes(cells, uow, problems),
            instructions=cells.get("instructions", "").strip()[:_LONGEST_TEXT],
            levels=_levels(cells, problems),
            criteria=_criteria(cells, problems),
            source=old.source if old else "",
            ended=old is not None and old.ended,
            saved_by=account_id,
            saved_at=ports.clock.now(),
        )
        if problems:
            return Saved(sheet_id, tuple(problems))
        kept = old and replace(
            new, version=old.version, saved_by="", saved_at=new.saved_at
        )
        same = old and replace(old, saved_by="", saved_at=new.saved_at)
        if not old or kept != same:
            _append(new, old, uow)
            uow.commit()
    return Saved(new.id, ())


def end_sheet(
    sheet_id: str, account_id: str, *, back: bool = False, ports: Ports
) -> ObservationSheet:
    """Let nobody observe by a sheet any more, or undo that; what was scored stays.

    Raises:
        ForbiddenError: They keep no sheets.
        NotFoundError: There is no such sheet.
    """
    with ports.storage.writing() as uow:
        check_keeps_sheets(account_id, uow, ports)
        old = sheet_version(sheet_id, 0, uow)
        if old.ended is not back:
            return old
        new = replace(
            old,
            version=old.version + 1,
            ended=not back,
            saved_by=account_id,
            saved_at=ports.clock.now(),
        )
        _append(new, old, uow)
        uow.commit()
    return new


def take_over_rubric(
    course_id: str, activity_id: str, account_id: str, *, ports: Ports
) -> ObservationSheet:
    """Make a sheet of the rubric of an assignment, as the course is offered now.

    Raises:
        ForbiddenError: They keep no sheets.
        ConflictError: There is no such rubric, or it names no competency:
            ``rubric-unusable``.
    """
    source = f"{course_id}/{activity_id}"
    with ports.storage.writing() as uow:
        check_keeps_sheets(account_id, uow, ports)
        release = uow.releases.current(course_id)
        course = ports.courses.get(release.id) if release else None
        found = [t for t in _rubrics(course) if t.id == activity_id] if course else []
        known = competency_names(uow)
        outcomes = [
            SheetOutcome(ref.code, ref.level)
            for task in found
            for ref in task.competencies
            if ref.code in known
        ]
        if course is None or not outcomes:
            raise ConflictError("rubric-unusable", activity=source)
        (task,) = found
        pages = course.only_activity(activity_id).pages
        told = rubric_cells("".join(page.html for page in pages))
        sheet = ObservationSheet(
            id=ports.new_id(),
            version=1,
            title=task.title,
            outcomes=tuple(outcomes),
            instructions="",
            levels=task.levels,
            criteria=tuple(
                SheetCriterion(
                    name,
                    _words(told, number, len(task.levels)),
                    number in task.required_criteria,
                )
                for number, name in enumerate(task.criteria)
            ),
            source=source,
            ended=False,
            saved_by=account_id,
            saved_at=ports.clock.now(),
        )
        _append(sheet, None, uow)
        uow.commit()
    return sheet


def competency_names(uow: UnitOfWork) -> dict[str, str]:
    """Return the names of competencies by code."""
    return {one.code: one.name for one in uow.frameworks.competencies()}


def _rubrics(course: RenderedCourse) -> list[RenderedAssignment]:
    return [
        one
        for one in course.activities.values()
        if isinstance(one, RenderedAssignment)
        and one.criteria
        and one.levels
        and one.competencies
    ]


def _words(told: list[list[str]], criterion: int, levels: int) -> tuple[str, ...]:
    row = told[criterion] if criterion < len(told) else []
    return tuple([*map(plain_words, row), *[""] * levels][:levels])


def _append(
    new: ObservationSheet, old: ObservationSheet | None, uow: UnitOfWork
) -> None:
    if not uow.observations.append_sheet(new):
        raise ConflictError("sheet-changed", sheet=new.id)
    act = "sheet.added" if old is None else "sheet.changed"
    if old is not None and old.ended is not new.ended:
        act = "sheet.ended" if new.ended else "sheet.restored"
    uow.audit.add(
        AuditEntry(
            new.saved_at,
            new.saved_by,
            act,
            f"sheet:{new.id}",
            before=f"v{old.version}" if old else "",
            after=f"v{new.version}: {new.title}",
        )
    )


def _title(cells: Mapping[str, str], problems: list[FieldProblem]) -> str:
    title = " ".join(cells.get("title", "").split())[:_LONGEST_TITLE]
    if not title:
        problems.append(FieldProblem("title", _EMPTY))
    return title


def _outcomes(
    cells: Mapping[str, str], uow: UnitOfWork, problems: list[FieldProblem]
) -> tuple[SheetOutcome, ...]:
    known = {code.casefold(): code for code in competency_names(uow)}
    found: dict[SheetOutcome, None] = {}
    lines = [line.strip() for line in cells.get("outcomes", "").splitlines()]
    for line in filter(None, lines):
        match = _OUTCOME.fullmatch(line)
        code = known.get(match[1].casefold(), "") if match else ""
        level = int(match[2]) if match else 0
        if not match or level > HIGHEST_LEVEL:
            reason = Sentence(
                "{line} bukan kompetensi dan level. Tulis seperti M08:2.",
                {"line": line},
            )
            problems.append(FieldProblem("outcomes", reason))
        elif not code:
            reason = Sentence(
                "Kompetensi {code} tidak dikenal. Periksa kodenya.", {"code": match[1]}
            )
            problems.append(FieldProblem("outcomes", reason))
        else:
            found[SheetOutcome(code, level)] = None
    if not any(lines):
        problems.append(FieldProblem("outcomes", _EMPTY))
    return tuple(found)


def _level_count(cells: Mapping[str, str]) -> int:
    named = [int(name[1:]) for name in cells if re.fullmatch(r"l[2-6]", name)]
    return max(named, default=PLAIN_LEVELS)


def _levels(cells: Mapping[str, str], problems: list[FieldProblem]) -> tuple[str, ...]:
    found = []
    for number in range(1, _level_count(cells) + 1):
        name = " ".join(cells.get(f"l{number}", "").split())[:_LONGEST_TITLE]
        if not name:
            problems.append(FieldProblem(f"l{number}", _EMPTY))
        found.append(name)
    return tuple(found)


def _criteria(
    cells: Mapping[str, str], problems: list[FieldProblem]
) -> tuple[SheetCriterion, ...]:
    found = []
    count = _level_count(cells)
    for number in range(MOST_CRITERIA):
        name = cells.get(f"k{number}", "").strip()[:_LONGEST_TITLE]
        words = tuple(
            cells.get(f"k{number}-{level}", "").strip()[:LONGEST_WORDS]
            for level in range(1, count + 1)
        )
        if not name and not any(words):
            continue
        if not name:
            problems.append(FieldProblem(f"k{number}", _EMPTY))
        for level, text in enumerate(words, 1):
            if not text:
                reason = Sentence("Tulis apa yang terlihat pada tingkat ini.")
                problems.append(FieldProblem(f"k{number}-{level}", reason))
        found.append(SheetCriterion(name, words, f"w{number}" in cells))
    if not found:
        problems.append(
            FieldProblem("k0", Sentence("Lembar memerlukan sedikitnya satu kriteria."))
        )
    return tuple(found)
