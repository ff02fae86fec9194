"""The command line of ``course-builder``; what a command needs is imported when it runs."""

import gc
import json
import os
import re
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from string import Template
from typing import TYPE_CHECKING, Any

import click

from course_builder.errors import CourseBuilderError, Severity
from course_builder.locale import translator
from course_builder.targets import TARGET_NAMES

if TYPE_CHECKING:
    from course_builder.build import CheckedCourse, CourseBuild

_STARTERS = Path(__file__).parent / "templates" / "starter"
_PATHS = click.argument(
    "paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path)
)
_LANGUAGE = click.option(
    "--language",
    type=click.Choice(["id", "en"]),
    help="Language of what is reported; the course's own by default.",
)


class _Program(click.Group):
    """Ends with a sentence, whatever goes wrong with courses and files."""

    def invoke(self, ctx: click.Context) -> Any:
        # What a command makes lives as long as the command: looking for garbage would
        # only cost time.
        gc.disable()
        try:
            return super().invoke(ctx)
        except CourseBuilderError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{place}{error.strerror or error}") from error
        finally:
            gc.enable()


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Turn courses written in Markdown into packages for any LMS."""


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--language",
    type=click.Choice(["id", "en"]),
    default="id",
    show_default=True,
    help="Language of the course.",
)
def new(folder: Path, language: str) -> None:
    """Write a small course that builds, with one of everything, into a new folder."""
    _ = translator(language)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        sentence = _("{folder} sudah berisi. Sebutkan folder yang baru atau kosong.")
        raise click.ClickException(sentence.format(folder=folder))
    _write_starter(folder, language)
    sentence = _("Kursus baru ada di {folder}. Langkah berikutnya:")
    click.echo(sentence.format(folder=folder))
    click.echo(f"    course-builder check {shlex.quote(str(folder))}")


@main.command()
@_PATHS
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@_LANGUAGE
def check(
    paths: tuple[Path, ...], form: str, language: str | None, *, strict: bool
) -> None:
    """Report everything that is wrong with courses: exit 0 fine, 1 errors, 2 wrong usage.

    PATH is a course folder or a folder of courses.
    """
    from course_builder import build as pipeline

    folders = dict.fromkeys(f for path in paths for f in pipeline.courses_in(path))
    courses = [pipeline.check(folder) for folder in folders]
    if form == "json":
        click.echo(_json_report(courses, language))
    else:
        for course in courses:
            click.echo(_text_report(course, language), nl=False)
        click.echo(_summary(courses, language))
    errors, warnings = _count(courses)
    if errors or (strict and warnings):
        sys.exit(1)


@main.command()
@_PATHS
@click.option(
    "--target",
    "targets",
    type=click.Choice([*TARGET_NAMES, "all"]),
    multiple=True,
    default=["scorm12"],
    show_default=True,
    help="What to make; may be given several times.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("dist"),
    show_default=True,
    help="Folder for the packages.",
)
@click.option("--per-module", is_flag=True, help="A package for each module.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes for several courses; as many as there are processors by default.",
)
@click.option("--no-cache", is_flag=True, help="Build unchanged courses too.")
@click.option("--quiet", "-q", is_flag=True, help="Say only what is wrong.")
@click.option("--verbose", "-v", is_flag=True, help="Say what was unchanged too.")
@_LANGUAGE
def build(
    paths: tuple[Path, ...],
    targets: tuple[str, ...],
    out: Path,
    jobs: int | None,
    language: str | None,
    *,
    per_module: bool,
    no_cache: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write packages, each whole or not at all; a course with errors gets none.

    PATH is a course folder or a folder of courses.
    """
    from course_builder import build as pipeline

    names = TARGET_NAMES if "all" in targets else targets
    failed = False
    for done in pipeline.build(
        paths, names, out, per_module=per_module, jobs=jobs, cache=not no_cache
    ):
        failed |= not done.packages
        _report_build(done, language, quiet=quiet, verbose=verbose)
    if failed:
        sys.exit(1)


def _write_starter(folder: Path, language: str) -> None:
    """Write the sample course, named after its folder."""
    name = folder.resolve().name
    words = re.findall(r"[a-z0-9]+", name.lower())
    title = name.replace("-", " ").capitalize()
    identity = {
        "id": "-".join(words) or "kursus",
        "title": title,
        "quoted_title": json.dumps(title, ensure_ascii=False),
    }
    starter = _STARTERS / language
    for source in sorted(path for path in starter.rglob("*") if path.is_file()):
        copy = folder / source.relative_to(starter)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text("utf-8")
        if source.name == "index.md":
            text = Template(text).substitute(identity)
        copy.write_text(text, "utf-8")


def _report_build(
    done: "CourseBuild", language: str | None, *, quiet: bool, verbose: bool
) -> None:
    spoken = language or "id"
    if done.checked is not None:
        spoken = language or done.checked.language
        click.echo(_text_report(done.checked, language, err=True), err=True, nl=False)
    _ = translator(spoken)
    for sentence in done.warnings:
        click.echo(f"{_('peringatan')}: {_(sentence)}", err=True)
    if not done.packages:
        sentence = _("{folder}: ada galat, jadi tidak ada paket yang dibuat.")
        click.echo(sentence.format(folder=done.folder), err=True)
    if quiet:
        return
    if verbose and done.checked is None:
        sentence = _("{folder}: tidak berubah, paket tetap seperti semula.")
        click.echo(sentence.format(folder=done.folder), err=True)
    for package in done.packages:
        click.echo(
            _("{path}  {size} byte  {pages} halaman  {activities} aktivitas").format(
                path=package.path,
                size=package.size,
                pages=package.pages,
                activities=package.activities,
            )
        )


def _text_report(
    checked: "CheckedCourse", language: str | None, *, err: bool = False
) -> str:
    from course_builder.report import as_text

    stream = sys.stderr if err else sys.stdout
    return as_text(
        checked.findings,
        checked.sources,
        language or checked.language,
        colour=stream.isatty() and not os.environ.get("NO_COLOR"),
        folder=_relative(checked.folder),
    )


def _json_report(courses: Iterable["CheckedCourse"], language: str | None) -> str:
    from course_builder.report import as_json

    findings: list[dict[str, str | int]] = []
    described: list[dict[str, Any]] = []
    for checked in courses:
        findings += as_json(
            checked.findings,
            language or checked.language,
            folder=_relative(checked.folder),
        )
        if (course := checked.course) is not None:
            pages = list(course.pages)
            described.append(
                {
                    "id": course.id,
                    "version": course.version,
                    "modules": len(course.modules),
                    "pages": len(pages),
                    "activities": sum(len(page.questions) for page in pages),
                    "scenarios": [],
                }
            )
    report = {"findings": findings, "courses": described}
    return json.dumps(report, ensure_ascii=False, indent=2)


def _summary(courses: list["CheckedCourse"], language: str | None) -> str:
    _ = translator(language or courses[0].language)
    errors, warnings = _count(courses)
    return _("{courses} kursus: {errors} galat, {warnings} peringatan").format(
        courses=len(courses), errors=errors, warnings=warnings
    )


def _count(courses: Iterable["CheckedCourse"]) -> tuple[int, int]:
    from course_builder.codes import DIAGNOSTICS

    severities = [DIAGNOSTICS[f.code].severity for c in courses for f in c.findings]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)


def _relative(folder: Path) -> PurePosixPath:
    return PurePosixPath(Path(os.path.relpath(folder)).as_posix())
