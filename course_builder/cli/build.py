"""``course-builder build``."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from course_builder.cli.option import LANGUAGE, PATHS
from course_builder.cli.terminal import text_report, with_progress
from course_builder.locale import translator
from course_builder.targets import TARGET_NAMES

if TYPE_CHECKING:
    from course_builder.build import CourseBuild

_ADDRESS = re.compile(r"https?://[^\s?#]+")


def _web_address(
    context: click.Context, option: click.Parameter, value: str | None
) -> str | None:
    """Refuse what is no address of a site, such as ``lms.example``."""
    if value is not None and not _ADDRESS.fullmatch(value):
        raise click.BadParameter(
            "must begin with https:// or http:// and have no query", context, option
        )
    return value


@click.command()
@PATHS
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
    "--service-url",
    metavar="URL",
    callback=_web_address,
    help="Address of the service: cartridges link to it for what they cannot carry.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes for several courses; as many as there are processors by default.",
)
@click.option("--no-cache", is_flag=True, help="Build unchanged courses too.")
@click.option("--quiet", "-q", is_flag=True, help="Say only what is wrong.")
@click.option("--verbose", "-v", is_flag=True, help="Say what was unchanged too.")
@LANGUAGE
def build(
    paths: tuple[Path, ...],
    targets: tuple[str, ...],
    out: Path,
    service_url: str | None,
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
    builds = pipeline.build(
        paths,
        names,
        out,
        per_module=per_module,
        service_url=service_url or "",
        jobs=jobs,
        cache=not no_cache,
    )
    total = len({f for path in paths for f in pipeline.courses_in(path)})
    for done in with_progress(builds, total, label="build", quiet=quiet):
        failed |= not done.packages
        _report_build(done, language, quiet=quiet, verbose=verbose)
    if failed:
        sys.exit(1)


def _report_build(
    done: "CourseBuild", language: str | None, *, quiet: bool, verbose: bool
) -> None:
    if done.checked is not None:
        told = text_report(done.checked, language, err=True, verbose=verbose)
        click.echo(told, err=True, nl=False)
    _ = translator(language or done.language)
    for lack in done.warnings:
        sentence = _(lack.sentence).format_map(lack.values)
        click.echo(f"{_('peringatan')}: {sentence}", err=True)
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
