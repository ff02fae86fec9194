"""What waits for other systems, what failed and why."""

import click

from lti_service.cli.connection import connect, explain, translate as _
from lti_service.domain.outbox import OutboxState
from lti_service.errors import ServiceError
from lti_service.use_cases.lms.outbox_queue import (
    QueuedMessage,
    drop_message,
    queue,
    queued_message,
    retry_message,
)

_OPEN = (OutboxState.WAITING, OutboxState.FAILED)


@click.group()
def outbox() -> None:
    """Messages to other systems: list, show, retry, drop."""


@outbox.command("list")
@click.option(
    "--all", "everything", is_flag=True, help="Also what was sent or dropped."
)
@click.option(
    "--state",
    "states",
    type=click.Choice([str(state) for state in OutboxState]),
    multiple=True,
    help="Only these; what waits or failed where left out.",
)
@click.option("--platform", help="Only those to the platform of this id.")
@click.option("--page", default=1, show_default=True, help="50 messages each.")
def list_(
    states: tuple[str, ...], platform: str | None, page: int, *, everything: bool
) -> None:
    """List what waits and what failed, longest waiting first."""
    asked = list(OutboxState) if everything else list(states or _OPEN)
    ports = connect().ports()
    found = queue(asked, platform, page, ports=ports)
    if found.waiting.late and found.waiting.since:
        since = found.waiting.since.astimezone(ports.time_zone)
        click.echo(
            _(
                "PERINGATAN: nilai terlama menunggu sejak {since}.",
                since=f"{since:%Y-%m-%d %H:%M}",
            ),
            err=True,
        )
    for troubled, circuit in found.troubled:
        click.echo(
            _(
                "{platform} sedang bermasalah: {error}",
                platform=troubled.name,
                error=circuit.error,
            ),
            err=True,
        )
    if not found.messages:
        click.echo(_("Tidak ada pesan yang cocok."))
    for queued in found.messages:
        click.echo(_line(queued))
    if found.pages > 1:
        click.echo(_("Halaman {page} dari {pages}", page=found.page, pages=found.pages))


@outbox.command()
@click.argument("message_id")
def show(message_id: str) -> None:
    """Show one message."""
    try:
        found = queued_message(message_id, ports=connect().ports())
    except ServiceError as error:
        explain(error)
    message = found.message
    click.echo(_line(found))
    facts = {
        **message.payload,
        "platform": found.platform.name if found.platform else "-",
        "revision": message.revision,
        "timestamp": message.timestamp,
        "queued_at": message.queued_at,
        "due_at": message.due_at,
        "leased_until": message.leased_until,
        "error": message.error or "-",
    }
    for name, value in facts.items():
        click.echo(f"  {name}: {value}")


@outbox.command()
@click.argument("message_id")
def retry(message_id: str) -> None:
    """Send a message again at once."""
    ports = connect().ports()
    try:
        retry_message(message_id, "cli", ports=ports)
        click.echo(_line(queued_message(message_id, ports=ports)))
    except ServiceError as error:
        explain(error)


@outbox.command()
@click.argument("message_id")
@click.option("--reason", required=True, help="Why; it is kept.")
def drop(message_id: str, reason: str) -> None:
    """Give a message up."""
    ports = connect().ports()
    try:
        drop_message(message_id, "cli", reason, ports=ports)
        click.echo(_line(queued_message(message_id, ports=ports)))
    except ServiceError as error:
        explain(error)


def _line(queued: QueuedMessage) -> str:
    message = queued.message
    platform = queued.platform.name if queued.platform else message.platform_id
    since = f"{message.queued_at:%Y-%m-%d %H:%M}"
    line = f"{message.id}  {message.state:8} {message.kind}  {platform}  {since}"
    line = f"{line}  tries {message.tries}"
    return f"{line}  {message.error}" if message.error else line
