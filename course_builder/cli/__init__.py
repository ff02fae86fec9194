"""The command line of ``course-builder``, one module a command.

What a command needs is imported when it runs: most of it is slow to import, and most
commands need little of it.
"""

import gc
from typing import Any

import click

from course_builder.cli.build import build
from course_builder.cli.check import check
from course_builder.cli.coverage import coverage_command
from course_builder.cli.explain import explain
from course_builder.cli.new import new
from course_builder.cli.preview import preview
from course_builder.cli.schema import schema
from course_builder.errors import CourseBuilderError


class _Program(click.Group):
    """Ends with a sentence, whatever goes wrong with courses and files."""

    def invoke(self, ctx: click.Context) -> Any:
        # What a command makes lives as long as the command: looking for garbage would
        # only cost time. A server lives on, and asks for it again.
        gc.disable()
        try:
            return super().invoke(ctx)
        except CourseBuilderError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            raise  # Whoever read what we say has heard enough: Click ends quietly.
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{place}{error.strerror or error}") from error
        finally:
            gc.enable()


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Turn courses written in Markdown into packages for any LMS."""


for _command in (new, check, build, preview, coverage_command, explain, schema):
    main.add_command(_command)
