"""Read the form that says what a course or activity of a Moodle stands for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lti_service.domain.evidence import HIGHEST_LEVEL, KINDS
from lti_service.domain.framework import Competency
from lti_service.domain.learning_hours import JpConversion, Scope
from lti_service.domain.moodle_ledger import MappedOutcome, MoodleMapping
from lti_service.domain.programme import Programme
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.moodle.mapping import MappedOnce

MOST_OUTCOMES = 6
_MOST_HOURS = Decimal(1000)
_FINEST = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen.

    Attributes:
        routes: Conversions that hold today, by code.
    """

    programmes: Sequence[Programme]
    routes: Mapping[str, JpConversion]
    competencies: Sequence[Competency]


Problems = dict[str, list[Sentence]]
"""What is wrong with each field."""


def mapping_choices(*, ports: Ports) -> Choices:
    """Return the programmes, routes and competencies that can be chosen."""
    on = today(ports)
    with ports.storage.reading() as uow:
        programmes = uow.programmes.programmes()
        conversions = uow.hours.conversions()
        competencies = uow.frameworks.competencies()
    routes = {
        row.code: row
        for row in conversions
        if row.scope is Scope.NATIONAL
        and row.valid_from <= on
        and (row.valid_to is None or on <= row.valid_to)
    }
    return Choices(
        sorted(programmes, key=lambda one: one.title.casefold()),
        dict(sorted(routes.items())),
        sorted(competencies, key=lambda one: one.name.casefold()),
    )


def read_mapping(
    cells: Mapping[str, str], choices: Choices
) -> tuple[MappedOnce | None, Problems]:
    """Return what a form says, or all that is wrong with it.

    Args:
        cells: ``programme, hours, route, counted``, and ``competency-1, level-1,
            kind-1`` to `MOST_OUTCOMES`.
        choices: What could be chosen.
    """
    problems: Problems = {}
    if cells.get("counted") == "1":
        return MappedOnce("", None, "", (), is_counted_already=True), problems
    code = cells.get("programme", "").strip()
    programme = next((one for one in choices.programmes if one.code == code), None)
    if code and programme is None:
        problems["programme"] = [Sentence("Program ini tidak ada.")]
    hours = _hours(cells.get("hours", ""), problems)
    route = cells.get("route", "").strip()
    if route and route not in choices.routes:
        problems["route"] = [Sentence("Jalur ini tidak berlaku hari ini.")]
    if hours is not None and not route and programme is None:
        problems["route"] = [Sentence("JP memerlukan jalurnya.")]
    if route and hours is None and programme is None and "hours" not in problems:
        problems["hours"] = [Sentence("Isi JP-nya, atau kosongkan jalurnya.")]
    outcomes = tuple(_outcomes(cells, choices, problems))
    if not problems and programme is None and hours is None and not outcomes:
        problems["programme"] = [
            Sentence("Pilih program, isi JP, atau sebut kompetensi yang dibuktikan.")
        ]
    if problems:
        return None, problems
    return MappedOnce(code, hours, route, outcomes), problems


def read_outcomes(
    cells: Mapping[str, str], choices: Choices
) -> tuple[MappedOnce | None, Problems]:
    """Return which competencies a form names, or all that is wrong with it.

    Args:
        cells: ``competency-1, level-1, kind-1`` to `MOST_OUTCOMES`.
        choices: What could be chosen.
    """
    problems: Problems = {}
    outcomes = tuple(_outcomes(cells, choices, problems))
    if not outcomes and not problems:
        problems["competency-1"] = [Sentence("Sebut kompetensi yang dinilai.")]
    said = None if problems else MappedOnce("", None, "", outcomes)
    return said, problems


def cells_of(row: MoodleMapping | None) -> dict[str, str]:
    """Return what the form of a mapping shows."""
    if row is None:
        return {}
    cells = {
        "programme": row.programme_code,
        "hours": "" if row.hours is None else f"{row.hours:f}".replace(".", ","),
        "route": row.route,
        "counted": "1" if row.is_counted_already else "",
    }
    for place, one in enumerate(row.outcomes, 1):
        cells |= {
            f"competency-{place}": one.competency_code,
            f"level-{place}": str(one.level),
            f"kind-{place}": one.kind,
        }
    return cells


def _hours(text: str, problems: Problems) -> Decimal | None:
    written = text.strip()
    if not written:
        return None
    try:
        hours = Decimal(written.replace(",", "."))
        if not (
            hours.is_finite()
            and 0 < hours <= _MOST_HOURS
            and hours == hours.quantize(_FINEST)
        ):
            raise InvalidOperation
    except InvalidOperation:
        problems["hours"] = [
            Sentence("Tulis JP sebagai angka di atas 0 sampai 1.000, misalnya 7,5.")
        ]
        return None
    return hours


def _outcomes(
    cells: Mapping[str, str], choices: Choices, problems: Problems
) -> list[MappedOutcome]:
    known = {one.code for one in choices.competencies}
    found: list[MappedOutcome] = []
    for place in range(1, MOST_OUTCOMES + 1):
        code = cells.get(f"competency-{place}", "").strip()
        level = cells.get(f"level-{place}", "").strip()
        kind = cells.get(f"kind-{place}", "").strip()
        if not code:
            continue
        wrong: list[Sentence] = []
        if code not in known:
            wrong.append(Sentence("Kompetensi ini tidak ada."))
        if level not in {str(one) for one in range(1, HIGHEST_LEVEL + 1)}:
            wrong.append(Sentence("Pilih level 1 sampai 5."))
        if kind not in KINDS:
            wrong.append(Sentence("Pilih jenis buktinya."))
        if any(
            one.competency_code == code and str(one.level) == level for one in found
        ):
            wrong.append(Sentence("Kompetensi dan level ini sudah disebut di atas."))
        if wrong:
            problems[f"competency-{place}"] = wrong
        else:
            found.append(MappedOutcome(code, int(level), kind))
    return found
