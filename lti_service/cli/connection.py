"""What every command starts from, and how it says that it cannot."""

import sys
from dataclasses import dataclass
from typing import NoReturn

import click

from lti_service.app import build_ports
from lti_service.errors import ServiceError, SettingsError
from lti_service.locale import translator
from lti_service.ports import Ports
from lti_service.settings import Settings, read_settings
from lti_service.storage.database import open_storage


@dataclass(frozen=True, slots=True)
class Connection:
    """Settings and ports of one command."""

    settings: Settings

    def ports(self) -> Ports:
        """Return ports on a migrated database, or end with a sentence."""
        storage = open_storage(self.settings.database_url)
        if self.settings.database_url.startswith("sqlite"):
            storage.upgrade()
        ports = build_ports(self.settings)
        try:
            ports.storage.check()
        except SettingsError as error:
            fail(str(error))
        return ports


def connect() -> Connection:
    """Read the settings, or end with a sentence."""
    try:
        return Connection(read_settings())
    except SettingsError as error:
        fail(str(error))


def fail(sentence: str, status: int = 1) -> NoReturn:
    """End the command with a sentence on standard error."""
    click.echo(sentence, err=True)
    sys.exit(status)


def translate(text: str, /, **values: object) -> str:
    """Return an Indonesian source sentence in the language asked for."""
    context = click.get_current_context(silent=True)
    asked = context.find_root().params.get("language") if context else None
    return translator(asked or "id")(text, **values)


def explain(error: ServiceError) -> NoReturn:
    """End the command with what an error means and what to do."""
    words = error.explanation
    details = "".join(f"\n  {name}: {value}" for name, value in error.context.items())
    message, remedy = translate(words.message), translate(words.remedy)
    fail(f"{message} {remedy} [{error.code}]{details}")
