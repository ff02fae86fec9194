"""The command line: ``lti-service``."""

import click

from lti_service.cli.course import publish
from lti_service.cli.outbox import outbox
from lti_service.cli.platform import keys, platforms
from lti_service.cli.serve import db, run, worker


@click.group()
def main() -> None:
    """An LTI 1.3 tool: courses, grades, and evidence in people's plans."""


for _command in (run, worker, db, publish, platforms, keys, outbox):
    main.add_command(_command)
