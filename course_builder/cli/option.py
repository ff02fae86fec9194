"""What several commands are given alike."""

from pathlib import Path

import click

PATHS = click.argument(
    "paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path)
)

LANGUAGE = click.option(
    "--language",
    type=click.Choice(["id", "en"]),
    help="Language of what is reported; the course's own by default.",
)
