"""The command line: ``lti-service``."""

import click

from lti_service.cli.api import api_tokens
from lti_service.cli.backup import backup, restore
from lti_service.cli.course import courses, publish
from lti_service.cli.export import export
from lti_service.cli.grant import grants
from lti_service.cli.health import doctor
from lti_service.cli.import_table import import_table
from lti_service.cli.outbox import outbox
from lti_service.cli.plan import plan
from lti_service.cli.platform import keys, platforms
from lti_service.cli.privacy import privacy
from lti_service.cli.serve import db, run, worker
from lti_service.cli.sync import sync


@click.group()
@click.option(
    "--language",
    type=click.Choice(["id", "en"]),
    default="id",
    help="Of what is said; Bahasa Indonesia where left out.",
)
def main(language: str) -> None:
    """An LTI 1.3 tool: courses, grades, and evidence in people's plans."""
    del language  # `connection.translate` reads it from the context.


for _command in (
    run,
    worker,
    db,
    publish,
    courses,
    platforms,
    keys,
    grants,
    api_tokens,
    import_table,
    export,
    outbox,
    plan,
    privacy,
    doctor,
    backup,
    restore,
    sync,
):
    main.add_command(_command)
