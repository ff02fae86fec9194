"""Tokens of other systems for ``/api/v1``."""

import click

from lti_service.cli.connection import connect, explain, translate as _
from lti_service.domain.api_token import MOST_DAYS, Scope
from lti_service.errors import ServiceError
from lti_service.use_cases.api.token import list_tokens, make_token, revoke_token


@click.group("api-tokens")
def api_tokens() -> None:
    """Tokens of other systems for /api/v1: add, list, revoke."""


@api_tokens.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it may do; may be given several times.",
)
@click.option("--unit", default="", help="Only people of this unit and those below.")
@click.option(
    "--days",
    default=90,
    show_default=True,
    type=click.IntRange(1, MOST_DAYS),
    help="How long it may be used.",
)
def add(name: str, scopes: tuple[str, ...], unit: str, days: int) -> None:
    """Make a token for the system NAME and print it, this once."""
    ports = connect().ports()
    try:
        token, secret = make_token(name, scopes, days=days, unit_code=unit, ports=ports)
    except ServiceError as error:
        explain(error)
    click.echo(secret)
    click.echo(
        _(
            "Simpan sekarang: token ini tidak dapat ditampilkan lagi. Cabut dengan "
            "{command}",
            command=f"lti-service api-tokens revoke {token.id}",
        ),
        err=True,
    )


@api_tokens.command("list")
def list_() -> None:
    """List all tokens, those made last first; never their secrets."""
    found, _units = list_tokens(ports=connect().ports())
    if not found:
        click.echo(_("Belum ada token API."))
    for one in found:
        token = one.token
        state = "revoked" if token.ended_at else "open" if one.open else "expired"
        used = token.last_used_at.date() if token.last_used_at else "-"
        click.echo(
            f"{token.id}  {state:7} {token.name}  unit={token.unit_code or '*'}  "
            f"until={token.expires_at.date()}  used={used}  "
            f"{','.join(sorted(token.scopes))}"
        )


@api_tokens.command()
@click.argument("token_id", metavar="ID")
def revoke(token_id: str) -> None:
    """Let a token open nothing any more."""
    ports = connect().ports()
    try:
        token = revoke_token(token_id, ports=ports)
    except ServiceError as error:
        explain(error)
    click.echo(_("Token {name} dicabut.", name=token.name))
