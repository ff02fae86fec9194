"""``course-builder coverage``."""

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from course_builder.cli.option import LANGUAGE, PATHS
from course_builder.cli.terminal import text_report
from course_builder.locale import translator
from course_builder.model.coverage import Coverage, Covered, Gap, coverage

if TYPE_CHECKING:
    from course_builder.build import CheckedCourse
    from course_builder.model.rendered import RenderedCourse

_NOTHING = "—"


@click.command(name="coverage")
@PATHS
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "csv"]),
    default="markdown",
    show_default=True,
    help="A table to read, or one for a spreadsheet.",
)
@click.option("--strict", is_flag=True, help="Exit 1 where a cell is empty.")
@LANGUAGE
def coverage_command(
    paths: tuple[Path, ...], form: str, language: str | None, *, strict: bool
) -> None:
    """Show where each outcome is taught, practised, tested and proved.

    PATH is a course folder or a folder of courses. A table a course comes out: outcome,
    pages, practice, test items, evidence. A course with errors has none: exit 1.
    """
    from course_builder import build as pipeline

    folders = list(
        dict.fromkeys(f for path in paths for f in pipeline.courses_in(path))
    )
    broken = lacking = False
    for place, folder in enumerate(folders):
        checked = pipeline.check(folder)
        if checked.rendered is None:
            _tell_errors(checked, language)
            broken = True
            continue
        rows = coverage(checked.rendered)
        lacking = lacking or any(row.gaps for row in rows)
        spoken = language or checked.language
        if form == "csv":
            click.echo(
                _as_csv(checked.rendered, rows, spoken, head=not place), nl=False
            )
        else:
            click.echo(_as_markdown(checked.rendered, rows, spoken))
    if broken or (strict and lacking):
        sys.exit(1)


def _tell_errors(checked: "CheckedCourse", language: str | None) -> None:
    _ = translator(language or checked.language)
    click.echo(text_report(checked, language, err=True), err=True, nl=False)
    sentence = _("{folder}: ada galat, jadi tabelnya belum dapat dibuat.")
    click.echo(sentence.format(folder=checked.folder), err=True)


def _heads(language: str) -> tuple[str, ...]:
    _ = translator(language)
    return (
        _("Capaian"),
        _("Halaman"),
        _("Latihan"),
        _("Butir tes dan alat ukur"),
        _("Bukti"),
    )


def _as_markdown(
    course: "RenderedCourse", rows: Sequence[Coverage], language: str
) -> str:
    _ = translator(language)
    lines = [f"## {course.title} {course.version}", ""]
    if not rows:
        return "\n".join([*lines, _("Kursus ini tidak menyebut capaian."), ""])
    heads = _heads(language)
    lines += [_line(heads), _line(["---"] * len(heads))]
    lines += [_line(_cells(course, row)) for row in rows]
    lacking = sum(bool(row.gaps) for row in rows)
    lines.append("")
    if lacking:
        sentence = _("Capaian yang masih kurang ({count} dari {all}): {gaps}.")
        lines.append(
            sentence.format(
                count=lacking, all=len(rows), gaps="; ".join(_lacks(rows, language))
            )
        )
    else:
        sentence = _("Tidak ada sel kosong: {all} capaian lengkap.")
        lines.append(sentence.format(all=len(rows)))
    return "\n".join([*lines, ""])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(course: "RenderedCourse", row: Coverage) -> list[str]:
    return [
        f"{row.competency}",
        _titles(row.pages),
        _counted(course, row.practice),
        _counted(course, row.tests),
        ", ".join([*row.shown, *(f"{kind}?" for kind in row.missing)]) or _NOTHING,
    ]


def _titles(found: Sequence[Covered]) -> str:
    titles = dict.fromkeys(_cell(one.title) for one in found)
    return "<br>".join(titles) or _NOTHING


def _counted(course: "RenderedCourse", found: Sequence[Covered]) -> str:
    """Say how many there are on each page, in reading order."""
    titles = {page.id: page.title for page in course.pages}
    per_page: dict[str, int] = {}
    for one in found:
        per_page[one.page_id] = per_page.get(one.page_id, 0) + 1
    parts = [f"{count} × {_cell(titles[page])}" for page, count in per_page.items()]
    return "<br>".join(parts) or _NOTHING


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _lacks(rows: Sequence[Coverage], language: str) -> Iterator[str]:
    _ = translator(language)
    words = {
        Gap.TEACHING: _("tanpa halaman"),
        Gap.PRACTICE: _("tanpa latihan"),
        Gap.TEST: _("tanpa alat ukur"),
        Gap.EVIDENCE: _("tanpa bukti yang dinyatakan"),
        Gap.DECLARATION: _("tidak disebut di index.md"),
    }
    for row in rows:
        if row.gaps:
            yield f"{row.competency} {', '.join(words[gap] for gap in row.gaps)}"


def _as_csv(
    course: "RenderedCourse", rows: Sequence[Coverage], language: str, *, head: bool
) -> str:
    """Return numbers instead of titles, a line an outcome."""
    _ = translator(language)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    if head:
        table.writerow([_("Kursus"), _("Versi"), *_heads(language), _("Kekurangan")])
    for row in rows:
        table.writerow(
            [
                course.id,
                course.version,
                str(row.competency),
                len(row.pages),
                len(row.practice),
                len(row.tests),
                " ".join(row.shown),
                " ".join(gap.value for gap in row.gaps),
            ]
        )
    return text.getvalue()
