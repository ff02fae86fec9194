"""``course-builder preview``."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from course_builder.cli.option import LANGUAGE
from course_builder.cli.terminal import count, relative
from course_builder.locale import translator

if TYPE_CHECKING:
    from course_builder.preview.course import PreviewedCourse

_HIGHEST_PORT = 65535


@click.command()
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, _HIGHEST_PORT),
    default=8010,
    show_default=True,
    help="Port on this machine; 0 for any that is free.",
)
@LANGUAGE
def preview(path: Path, port: int, language: str | None) -> None:
    """Show a course in the browser while you write it; stop with Ctrl-C.

    PATH is a course folder or a folder of courses.
    """
    from course_builder.build import courses_in
    from course_builder.preview.course import PreviewedCourse
    from course_builder.preview.server import PortTakenError, PreviewServer

    gc.enable()  # Other commands end soon, and do without.
    courses = [
        PreviewedCourse(folder, relative(folder), language)
        for folder in courses_in(path)
    ]
    _ = translator(language or "id")
    try:
        server = PreviewServer(courses, port, _tell)
    except PortTakenError as error:
        sentence = _(
            "Port {port} sedang dipakai program lain. Pilih port lain, "
            "misalnya `--port {other}`."
        )
        other = port + 1 if port < _HIGHEST_PORT else port - 1
        raise click.ClickException(sentence.format(port=port, other=other)) from error
    with server:
        sentence = _("Pratinjau: {address} (hentikan dengan Ctrl-C)")
        click.echo(sentence.format(address=server.address))
        sys.stdout.flush()
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            click.echo(_("Pratinjau dihentikan."))


def _tell(course: "PreviewedCourse") -> None:
    """Say how a course stands after it was read again."""
    _ = translator(course.language)
    errors, warnings = count([course.checked])
    sentence = _("{course}: {errors} galat, {warnings} peringatan")
    said = sentence.format(course=course.name, errors=errors, warnings=warnings)
    click.echo(said, err=True)
