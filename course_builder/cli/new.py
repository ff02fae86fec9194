"""``course-builder new``."""

import json
import re
import shlex
from pathlib import Path
from string import Template

import click

from course_builder.locale import translator

_STARTERS = Path(__file__).parent.parent / "templates" / "starter"


@click.command()
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
    if folder.is_symlink() or (
        folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    ):
        sentence = _("{folder} sudah berisi. Sebutkan folder yang baru atau kosong.")
        raise click.ClickException(sentence.format(folder=folder))
    _write_starter(folder, language)
    sentence = _("Kursus baru ada di {folder}. Langkah berikutnya:")
    click.echo(sentence.format(folder=folder))
    for command in ("check", "preview"):
        click.echo(f"    course-builder {command} {shlex.quote(str(folder))}")


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
        if source == starter / "index.md":
            text = Template(text).substitute(identity)
        copy.write_text(text, "utf-8", newline="\n")
