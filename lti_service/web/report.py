"""Reports: the list, each on screen and on paper, each as a file."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import IO
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from lti_service.domain.report import Cell, ColumnKind, Report, Row
from lti_service.errors import NotFoundError
from lti_service.locale import Sentence, format_number
from lti_service.use_cases.report.report import (
    Opened,
    Reader,
    all_rows,
    export_report,
    open_report,
)
from lti_service.use_cases.report.report_list import report_named, reports_for
from lti_service.use_cases.report.report_table import (
    SEARCH,
    choice_of,
    choices,
    chosen_rows,
    ordered,
    shown_cell,
)
from lti_service.web.current import account, grants, ports
from lti_service.web.language import language, translate as _

blueprint = Blueprint("report", __name__, url_prefix="/reports")

MOST_ROWS, MOST_PRINTED, MOST_CHOICES = 200, 5000, 400
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CHUNK = 64 * 1024
_IN_MEMORY = 1024 * 1024


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The reports that somebody may have."""
    who = account()
    return render_template(
        "reports.html", reports=reports_for(tuple(grants()), who.person_id)
    )


@blueprint.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """One report, on screen and for print."""
    opened = _opened(slug)
    report, content = opened.served.report, opened.content
    rows = all_rows(opened)
    found = list(chosen_rows(report, rows, _asked()))
    order, falling = request.args.get("order", ""), "down" in request.args
    if order:
        found = ordered(report, found, order, falling=falling)
    printing = "print" in request.args
    most = MOST_PRINTED if printing else MOST_ROWS
    return render_template(
        "report.html",
        opened=opened,
        report=report,
        content=content,
        lead=_marked(content.lead(rows)) if rows else "",
        picture=Markup(content.picture(rows, _, language()))  # noqa: S704 - charts escape
        if rows and content.picture
        else "",
        rows=found[:most],
        found=len(found),
        total=len(rows),
        n=len(rows) if content.n is None else content.n,
        cell=partial(_cell, least=content.least),
        filters=_filters(opened, rows),
        asked=request.args,
        order=order,
        falling=falling,
        printing=printing,
        address=partial(_address, report),
        search=SEARCH,
        sentence=lambda words: words.told(_),
    )


@blueprint.get("/<slug>.<form>")
def download(slug: str, form: str) -> ResponseReturnValue:
    """The same rows as a file."""
    if form not in _TYPES:
        raise NotFoundError("not-found")
    opened = _opened(slug)
    # Written before it is sent: no slow reader holds the database, memory stays flat.
    out = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when sent
    try:
        if form == "csv":
            # The mark lets spreadsheets on Windows see that it is UTF-8.
            out.write("\ufeff".encode())
        export_report(
            opened,
            _reader(),
            form,
            out,
            translator=_,
            language=language(),
            chosen=_asked(),
            ports=ports(),
        )
    except BaseException:
        out.close()
        raise
    name = f"{slug}-{opened.content.on.isoformat()}.{form}"
    sending = _sent(out)
    next(sending)
    response = Response(sending, content_type=_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sent(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        out.seek(0)
        yield b""  # Begun: whatever becomes of the answer, the file is closed.
        while chunk := out.read(_CHUNK):
            yield chunk


def _opened(slug: str) -> Opened:
    return open_report(
        report_named(slug),
        _reader(),
        on=request.args.get("on", ""),
        unit_code=request.args.get("unit", ""),
        values=request.args,
        ports=ports(),
    )


def _reader() -> Reader:
    who = account()
    return Reader(who.id, who.person_id, tuple(grants()))


def _asked() -> Mapping[str, str]:
    return request.args.to_dict()


def _address(report: Report, form: str = "", **changes: str | None) -> str:
    """Return the address of a report with some of what was asked changed."""
    known = {"unit", "on", "order", "down", "print", SEARCH}
    known |= {field.name for field in report.fields}
    known |= {column.name for column in report.columns if column.filtered}
    asked = {**request.args.to_dict(), **changes}
    kept = {name: text for name, text in asked.items() if text and name in known}
    place = "report.download" if form else "report.show"
    address = url_for(place, slug=report.slug, form=form or None)
    return f"{address}?{urlencode(kept)}" if kept else address


def _filters(
    opened: Opened, rows: Sequence[Row]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return name, title and choices of the columns that may be chosen from."""
    made = []
    for place, column in enumerate(opened.served.report.columns):
        if not column.filtered:
            continue
        found = choices(place, rows)
        if 1 < len(found) <= MOST_CHOICES:
            words = [
                (choice_of(cell), shown_cell(cell, column.kind, _, language()))
                for cell in found
            ]
            made.append((column.name, column.title.told(_), words))
    return made


def _cell(cell: Cell, kind: ColumnKind, least: int) -> str:
    return shown_cell(cell, kind, _, language(), least)


def _marked(words: Sentence) -> Markup:
    """Return a sentence whose own marks stand, and nobody else's.

    Years are texts, so that no point parts them.
    """
    values: dict[str, object] = {}
    for name, value in words.values.items():
        if isinstance(value, str):
            values[name] = escape(value)
        elif isinstance(value, int | Decimal) and name != "n":
            values[name] = format_number(Decimal(value), language())
        else:
            values[name] = value  # A whole number n chooses the plural.
    return Markup(_(words.text, **values))  # noqa: S704 - the sentence is ours
