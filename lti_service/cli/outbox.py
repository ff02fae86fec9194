"""What waits for other systems, what failed and why."""

import click

from lti_service.cli.connection import connect, explain
from lti_service.domain.outbox import OutboxMessage, OutboxState
from lti_service.errors import ServiceError
from lti_service.use_cases.outbox import drop_message, list_messages, retry_message


@click.group()
def outbox() -> None:
    """Messages to other systems: list, show, retry, drop."""


@outbox.command("list")
@click.option(
    "--all", "everything", is_flag=True, help="Also what was sent or dropped."
)
def list_(*, everything: bool) -> None:
    """List what waits and what failed, oldest first."""
    states = (
        list(OutboxState) if everything else [OutboxState.WAITING, OutboxState.FAILED]
    )
    messages = list_messages(states, ports=connect().ports())
    if not messages:
        click.echo("Tidak ada yang menunggu dan tidak ada yang gagal.")
    for message in messages:
        click.echo(_line(message))


@outbox.command()
@click.argument("message_id")
def show(message_id: str) -> None:
    """Show one message."""
    with connect().ports().storage.reading() as uow:
        message = uow.outbox.get(message_id)
    if message is None:
        explain(ServiceError("not-found", message=message_id))
    click.echo(_line(message))
    for name, value in message.payload.items():
        click.echo(f"  {name}: {value}")
    click.echo(f"  revision: {message.revision}\n  timestamp: {message.timestamp}")
    click.echo(f"  error: {message.error or '-'}")


@outbox.command()
@click.argument("message_id")
def retry(message_id: str) -> None:
    """Send a message again at once."""
    try:
        click.echo(_line(retry_message(message_id, "cli", ports=connect().ports())))
    except ServiceError as error:
        explain(error)


@outbox.command()
@click.argument("message_id")
@click.option("--reason", required=True, help="Why; it is kept.")
def drop(message_id: str, reason: str) -> None:
    """Give a message up."""
    try:
        ports = connect().ports()
        click.echo(_line(drop_message(message_id, "cli", reason, ports=ports)))
    except ServiceError as error:
        explain(error)


def _line(message: OutboxMessage) -> str:
    since = f"{message.created_at:%Y-%m-%d %H:%M}"
    line = f"{message.id}  {message.state:8} {message.kind}  {since}  tries {message.tries}"
    return f"{line}  {message.error}" if message.error else line
