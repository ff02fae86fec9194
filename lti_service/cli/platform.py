"""Platforms that may launch this tool, and the keys it signs with."""

import click

from lti_service.cli.connection import connect, explain, translate
from lti_service.domain.launch import Platform
from lti_service.errors import ServiceError
from lti_service.use_cases.lms.key import list_keys, rotate_keys
from lti_service.use_cases.lms.platform import (
    Registration,
    list_platforms,
    register_platform,
    remove_platform,
    show_platform,
)
from lti_service.use_cases.lms.registration import invite_platform


@click.group()
def platforms() -> None:
    """LMSs that may open this service."""


@platforms.command()
@click.option("--issuer", required=True, help="Platform ID, as the LMS shows it.")
@click.option("--client-id", required=True, help="Client ID, as the LMS shows it.")
@click.option("--auth-url", required=True, help="Authentication request URL.")
@click.option("--token-url", required=True, help="Access token URL.")
@click.option("--jwks-url", required=True, help="Public keyset URL.")
@click.option(
    "--deployment-id", "deployments", required=True, multiple=True, help="Repeatable."
)
@click.option("--name", default="", help="For people; the host where left out.")
@click.option(
    "--trust-nip", is_flag=True, help="Users cannot edit their own ID number there."
)
def add(
    issuer: str,
    client_id: str,
    auth_url: str,
    token_url: str,
    jwks_url: str,
    deployments: tuple[str, ...],
    name: str,
    *,
    trust_nip: bool,
) -> None:
    """Register a platform, or change what is known of it."""
    registration = Registration(
        issuer=issuer,
        client_id=client_id,
        auth_url=auth_url,
        token_url=token_url,
        jwks_url=jwks_url,
        deployments=frozenset(deployments),
        name=name,
        trust_nip=trust_nip,
    )
    connection = connect()
    try:
        platform = register_platform(
            registration, actor="cli", ports=connection.ports()
        )
    except ServiceError as error:
        explain(error)
    base_url = connection.settings.base_url
    click.echo(
        f"Terdaftar: {platform.name} ({platform.id})\n"
        "Isikan di LMS:\n"
        f"  Tool URL              {base_url}/lti/launch\n"
        f"  Initiate login URL    {base_url}/lti/login\n"
        f"  Redirection URI       {base_url}/lti/launch\n"
        f"  Public keyset URL     {base_url}/lti/jwks"
    )


@platforms.command()
@click.option(
    "--hours",
    default=24,
    show_default=True,
    type=click.IntRange(1, 24 * 31),
    help="How long the address may be used.",
)
def invite(hours: int) -> None:
    """Print a one-time address by which an LMS registers itself."""
    connection = connect()
    secret = invite_platform(hours, actor="cli", ports=connection.ports())
    click.echo(f"{connection.settings.base_url}/lti/register?invitation={secret}")
    click.echo(
        translate(
            "Tempelkan alamat itu di LMS dalam {n} jam (di Moodle: Site administration, "
            "Plugins, External tool, Manage tools, lalu Add LTI Advantage). Alamat hanya "
            "berlaku sekali.",
            n=hours,
        ),
        err=True,
    )


@platforms.command("list")
def list_() -> None:
    """List the platforms."""
    found = list_platforms(ports=connect().ports())
    if not found:
        click.echo("Belum ada platform. Daftarkan dengan: lti-service platforms add")
    for platform in found:
        click.echo(f"{platform.id}  {platform.name}  {platform.issuer}")


@platforms.command()
@click.argument("platform_id")
def show(platform_id: str) -> None:
    """Show one platform."""
    try:
        click.echo(_text(show_platform(platform_id, ports=connect().ports())))
    except ServiceError as error:
        explain(error)


@platforms.command()
@click.argument("platform_id")
def remove(platform_id: str) -> None:
    """Remove a platform that nobody has launched from."""
    try:
        remove_platform(platform_id, actor="cli", ports=connect().ports())
    except ServiceError as error:
        explain(error)
    click.echo("Platform dihapus.")


@click.group()
def keys() -> None:
    """Keys that this service signs with."""


@keys.command("list")
def list_keys_() -> None:
    """List the keys, newest first."""
    found = list_keys(ports=connect().ports())
    if not found:
        click.echo("Belum ada kunci; yang pertama dibuat saat diperlukan.")
    for key in found:
        click.echo(f"{key.kid}  {key.created_at:%Y-%m-%d %H:%M} UTC  {key.state}")


@keys.command()
def rotate() -> None:
    """Add a key that signs once the LMSs have had time to fetch it."""
    for key in rotate_keys(ports=connect().ports()):
        click.echo(f"{key.kid}  {key.created_at:%Y-%m-%d %H:%M} UTC  {key.state}")


def _text(platform: Platform) -> str:
    trust = "ya" if platform.trust_nip else "tidak"
    lines = [
        f"{platform.name} ({platform.id})",
        f"  issuer        {platform.issuer}",
        f"  client id     {platform.client_id}",
        f"  deployments   {', '.join(sorted(platform.deployments))}",
        f"  auth          {platform.auth_url}",
        f"  token         {platform.token_url}",
        f"  jwks          {platform.jwks_url}",
        f"  trusts NIP    {trust}",
    ]
    return "\n".join(lines)
