"""Rows of reports as people and files read them: words, order, choice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from lti_service.domain.organisation import Unit, mask_nip
from lti_service.domain.report import (
    Cell,
    Column,
    ColumnKind,
    Content,
    Report,
    Row,
    Term,
)
from lti_service.domain.suppression import Hidden
from lti_service.locale import (
    Sentence,
    Translator,
    format_date,
    format_date_time,
    format_number,
)

ABOUT = ("as_of", "rule_version")
"""Columns that every file has at its end."""

SEARCH = "q"
"""Name of the words that a row must have somewhere, beside names of columns."""


def headings(
    report: Report, _: Translator, *, for_machines: bool = False
) -> tuple[str, ...]:
    """Return the headings of a file."""
    if for_machines:
        return (*(column.name for column in report.columns), *ABOUT)
    words = (_(column.title.text, **column.title.values) for column in report.columns)
    return (*words, _("Data per"), _("Versi aturan"))


def shown_cell(
    cell: Cell, kind: ColumnKind, _: Translator, language: str, least: int = 0
) -> str:
    """Return a cell as people read it; `least` is the least size of a group."""
    match cell:
        case None:
            return "–"
        case Hidden.SMALL:
            return f"<{least}"
        case Hidden.PAIRED:
            return _("ditutup")
        case Term():
            return cell.words.told(_)
        case Sentence():
            return cell.told(_)
        case datetime():
            return format_date_time(cell, language)
        case date():
            return format_date(cell, language)
        case int() | Decimal():
            number = format_number(Decimal(cell), language)
            return f"{number} %" if kind is ColumnKind.PERCENT else number
        case _ if kind is ColumnKind.NIP:
            return mask_nip(cell)
        case _:
            return cell


def written_row(
    row: Row,
    _: Translator,
    *,
    codes: bool,
    point: bool,
    language: str,
    least: int = 0,
) -> tuple[object, ...]:
    """Return a row as files have it.

    Args:
        row: The row.
        _: Of words.
        codes: Codes instead of words.
        point: Numbers stay numbers; else they are written as the language has them.
        language: Of numbers.
        least: The least size of a group.
    """
    comma = not point and language == "id"
    return tuple(_written(cell, _, least, codes=codes, comma=comma) for cell in row)


def _written(
    cell: Cell, _: Translator, least: int, *, codes: bool, comma: bool
) -> object:
    match cell:
        case Term():
            return cell.code if codes else cell.words.told(_)
        case Sentence():
            return cell.text if codes else cell.told(_)
        case Hidden.SMALL:
            return f"<{least}"
        case Hidden.PAIRED:
            return str(cell) if codes else _("ditutup")
        case datetime() | date():
            return cell.isoformat()
        case Decimal() if comma:
            return f"{cell:f}".replace(".", ",")
        case _:
            return cell


def chosen_rows(
    report: Report, rows: Iterable[Row], chosen: Mapping[str, str]
) -> Iterator[Row]:
    """Yield the rows that have the chosen values, as `choices` names them.

    Nothing is counted anew, so what is hidden in a whole report stays so.
    """
    wanted = [
        (place, chosen[column.name])
        for place, column in enumerate(report.columns)
        if column.filtered and chosen.get(column.name)
    ]
    words = chosen.get(SEARCH, "").casefold().split()
    for row in rows:
        if any(choice_of(row[place]) != value for place, value in wanted):
            continue
        if words:
            text = " ".join(_searched(row, report.columns)).casefold()
            if not all(word in text for word in words):
                continue
        yield row


def choices(column: int, rows: Iterable[Row]) -> list[Cell]:
    """Return the different values of a column, in order."""
    found = {choice_of(row[column]): row[column] for row in rows}
    return [found[key] for key in sorted(found) if key]


def choice_of(cell: Cell) -> str:
    """Return what stands for a value in an address."""
    match cell:
        case None | Hidden():
            return ""
        case Term():
            return cell.code
        case Sentence():
            return cell.text
        case _:
            return str(cell)


def ordered(
    report: Report, rows: Iterable[Row], order: str, *, falling: bool
) -> list[Row]:
    """Return rows in order of a column; those without a value last, whichever way."""
    places = {column.name: place for place, column in enumerate(report.columns)}
    found = list(rows)
    if order not in places:
        return found
    place = places[order]
    known = [row for row in found if not _nothing(row[place])]
    known.sort(key=lambda row: _rank(row[place]), reverse=falling)
    return known + [row for row in found if _nothing(row[place])]


def file_notes(
    report: Report, content: Content, unit: Unit | None, _: Translator, language: str
) -> list[tuple[str, str]]:
    """Return what a workbook says of its table on a sheet of its own."""
    found = [
        (_("Laporan"), f"{report.title.told(_)} ({report.name})"),
        (_("Pertanyaan"), report.question.told(_)),
        (_("Data per"), format_date(content.on, language)),
        (_("Dibuat"), format_date_time(content.at, language)),
        (_("Unit"), unit.name if unit else _("semua yang dijangkau peran Anda")),
        (_("Versi aturan"), str(content.rule_version)),
        (_("Bagaimana dihitung"), content.how.told(_)),
    ]
    if content.n is not None:
        found.insert(
            4,
            ("n", shown_cell(content.n, ColumnKind.NUMBER, _, language, content.least)),
        )
    if content.suppression is not None:
        found.append((_("Angka yang ditutup"), content.suppression.told(_)))
    return found


def _searched(row: Row, columns: Sequence[Column]) -> Iterator[str]:
    for cell, column in zip(row, columns, strict=True):
        if column.kind is ColumnKind.NIP:
            continue  # Else one could find a number digit by digit.
        match cell:
            case str() if not isinstance(cell, Hidden):
                yield cell
            case Sentence():
                yield str(cell)
            case Term():
                yield str(cell.words)
            case _:
                continue


def _nothing(cell: Cell) -> bool:
    return cell is None or cell == "" or isinstance(cell, Hidden)


def _rank(cell: Cell) -> tuple[int, Decimal, str]:
    match cell:
        case Hidden():
            return (2, Decimal(0), "")
        case int() | Decimal():
            return (0, Decimal(cell), "")
        case datetime() | date():
            return (1, Decimal(0), cell.isoformat())
        case Term():
            return (1, Decimal(0), cell.words.text.casefold())
        case Sentence():
            return (1, Decimal(0), cell.text.casefold())
        case _:
            return (1, Decimal(0), (cell or "").casefold())
