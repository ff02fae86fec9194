"""``course-builder schema``."""

import json

import click


@click.command()
@click.argument("part", metavar="PART", type=click.Choice(["course", "module"]))
def schema(part: str) -> None:
    """Print the JSON Schema of a file's front matter, for editors.

    PART is course for index.md, module for the other files.
    """
    from course_builder.schema import schema_of

    click.echo(json.dumps(schema_of(part), ensure_ascii=False, indent=2))
