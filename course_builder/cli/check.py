"""``course-builder check``."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from course_builder.cli.option import LANGUAGE, PATHS
from course_builder.cli.terminal import count, relative, text_report, with_progress
from course_builder.errors import Severity
from course_builder.locale import translator

if TYPE_CHECKING:
    from course_builder.build import CheckedCourse

_DISTRIBUTION = "pembinaan-asn"


@click.command()
@PATHS
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, for code hosts and editors, for GitHub's pages.",
)
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@click.option("--fix", is_flag=True, help="First mend what can be mended safely.")
@click.option(
    "--graph",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Draw each simulation into this folder, as <scenario-id>.svg.",
)
@click.option(
    "--links", is_flag=True, help="Ask for the addresses outside the course too."
)
@click.option("--quiet", "-q", is_flag=True, help="Say only what is wrong.")
@click.option(
    "--verbose",
    "-v",
    is_flag=True,
    help="Say what was looked at and could be better too.",
)
@LANGUAGE
def check(
    paths: tuple[Path, ...],
    form: str,
    graph: Path | None,
    language: str | None,
    *,
    strict: bool,
    fix: bool,
    links: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Report everything that is wrong with courses: exit 0 fine, 1 errors, 2 wrong usage.

    PATH is a course folder or a folder of courses.
    """
    from course_builder import build as pipeline

    folders = list(
        dict.fromkeys(f for path in paths for f in pipeline.courses_in(path))
    )
    checking = _checked(folders, language, fix=fix, links=links, verbose=verbose)
    courses = []
    for course in with_progress(checking, len(folders), label="check", quiet=quiet):
        courses.append(course)
        if graph is not None:
            _draw(course, graph, language)
    _report(courses, form, language, quiet=quiet, verbose=verbose)
    errors, warnings = count(courses)
    if errors or (strict and warnings):
        sys.exit(1)


def _checked(
    folders: Iterable[Path],
    language: str | None,
    *,
    fix: bool,
    links: bool,
    verbose: bool,
) -> Iterator["CheckedCourse"]:
    from course_builder import build as pipeline

    for folder in folders:
        begun = time.perf_counter()
        if fix:
            _fix(folder, language)
        course = pipeline.check(folder, rendering=False)
        if links and course.course is not None:
            from course_builder.checks.outside_link import check_outside_links

            outside = tuple(check_outside_links(course.course))
            course = course._replace(findings=course.findings + outside)
        if verbose:
            _tell(course, language, time.perf_counter() - begun)
        yield course


def _fix(folder: Path, language: str | None) -> None:
    from course_builder.fixes import fix_course
    from course_builder.report.change import as_lines

    fixed = fix_course(folder)
    spoken = language or fixed.language
    click.echo(as_lines(fixed.changes, spoken, relative(folder)), err=True, nl=False)
    _ = translator(spoken)
    for path, reason in fixed.refused:
        sentence = _("{path}: tidak dibetulkan: {reason}")
        said = sentence.format(path=relative(folder) / path, reason=_(reason))
        click.echo(said, err=True)


def _tell(course: "CheckedCourse", language: str | None, seconds: float) -> None:
    _ = translator(language or course.language)
    errors, warnings = count([course])
    pages = len(list(course.course.pages)) if course.course else 0
    sentence = _(
        "{folder}: {pages} halaman, {errors} galat, {warnings} peringatan, {seconds} detik"
    )
    click.echo(
        sentence.format(
            folder=relative(course.folder),
            pages=pages,
            errors=errors,
            warnings=warnings,
            seconds=f"{seconds:.2f}",
        ),
        err=True,
    )


def _report(
    courses: Sequence["CheckedCourse"],
    form: str,
    language: str | None,
    *,
    quiet: bool,
    verbose: bool,
) -> None:
    match form:
        case "json":
            click.echo(_json_report(courses, language))
        case "sarif":
            click.echo(_sarif_report(courses, language))
        case "github":
            from course_builder.report.github import as_annotations

            for course in courses:
                spoken = language or course.language
                folder = relative(course.folder)
                click.echo(
                    as_annotations(course.findings, spoken, folder=folder), nl=False
                )
        case _:
            for course in courses:
                click.echo(text_report(course, language, verbose=verbose), nl=False)
                if not quiet:
                    _tell_scenarios(course, language)
            if not quiet:
                click.echo(_summary(courses, language, verbose=verbose))


def _json_report(courses: Iterable["CheckedCourse"], language: str | None) -> str:
    from course_builder.cli.course_document import course_document
    from course_builder.report import as_json

    findings: list[dict[str, str | int]] = []
    described = []
    for checked in courses:
        spoken = language or checked.language
        folder = relative(checked.folder)
        findings += as_json(checked.findings, spoken, folder=folder)
        if checked.course is not None:
            described.append(course_document(checked.course, checked.explorations))
    report = {"findings": findings, "courses": described}
    return json.dumps(report, ensure_ascii=False, indent=2)


def _sarif_report(courses: Sequence["CheckedCourse"], language: str | None) -> str:
    from importlib.metadata import version

    from course_builder.report.sarif import Told, as_sarif

    told = [
        Told(c.findings, language or c.language, relative(c.folder)) for c in courses
    ]
    log = as_sarif(told, language or courses[0].language, version(_DISTRIBUTION))
    return json.dumps(log, ensure_ascii=False, indent=2)


def _draw(course: "CheckedCourse", folder: Path, language: str | None) -> None:
    """Draw the simulations of a course."""
    from course_builder.checks.graph_drawing import draw
    from course_builder.reader.spelling import is_kebab_case

    for scenario, exploration in course.explorations:
        # An id that is none might name a file outside the folder.
        if scenario.is_whole and is_kebab_case(scenario.id):
            folder.mkdir(parents=True, exist_ok=True)
            picture = draw(scenario, exploration, language or course.language)
            (folder / f"{scenario.id}.svg").write_text(picture, "utf-8")


def _tell_scenarios(course: "CheckedCourse", language: str | None) -> None:
    from course_builder.cli.scenario_report import scenario_line

    for scenario, exploration in course.explorations:
        spoken = language or course.language
        click.echo(scenario_line(scenario, exploration, spoken))


def _summary(
    courses: Sequence["CheckedCourse"], language: str | None, *, verbose: bool
) -> str:
    from course_builder.codes import DIAGNOSTICS

    _ = translator(language or courses[0].language)
    errors, warnings = count(courses)
    said = _("{courses} kursus: {errors} galat, {warnings} peringatan").format(
        courses=len(courses), errors=errors, warnings=warnings
    )
    found = [DIAGNOSTICS[f.code] for course in courses for f in course.findings]
    infos = sum(diagnostic.severity is Severity.INFO for diagnostic in found)
    if infos:
        said += f", {_('{infos} keterangan').format(infos=infos)}"
    if not verbose and any(diagnostic.on_request for diagnostic in found):
        said += f"; {_('lihat semuanya dengan --verbose')}"
    return said
