"""Every setting, read once from the environment."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lti_service.domain.digest import MailServer, is_address
from lti_service.errors import SettingsError

SQLITE = "sqlite:///"
_MOST_PROXIES = 9


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; names are those of the environment in lower case.

    Attributes:
        secret_key: Signs states and tokens.
        allow_private_hosts: ``host:port`` that may be called although private or http.
        metrics_port: On which Prometheus is answered; none where on no port of its own.
        metrics_token: Opens ``/metrics``; empty where there is none.
        moodle_url: A Moodle that is read; empty where there is none, or others.
        max_upload_mb: Largest upload, > 0.
        trusted_proxies: How many proxies in front are believed in what they forward.
        mail_server: Where digests are handed over; none where none is set.
        log_format: ``console`` or ``json``; empty for *console on a terminal*.
    """

    database_url: str
    base_url: str
    secret_key: bytes = field(repr=False)
    allow_private_hosts: frozenset[str]
    time_zone: ZoneInfo
    max_upload_mb: int
    log_format: str
    trusted_proxies: int = 0
    metrics_port: int | None = None
    metrics_token: str = field(default="", repr=False)
    moodle_url: str = ""
    moodle_token: str = field(default="", repr=False)
    mail_server: MailServer | None = None

    @property
    def secure_origin(self) -> bool:
        """Whether browsers take Secure cookies here: https, or a loopback name."""
        parts = urlsplit(self.base_url)
        loopback = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        return parts.scheme == "https" or loopback


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Args:
        environment: Where to read; the process's own by default.

    Raises:
        SettingsError: One cannot be used; says which, and what to do.
    """
    env = os.environ if environment is None else environment
    database_url = env.get("DATABASE_URL") or f"{SQLITE}var/lti-service.db"
    if not database_url.startswith((SQLITE, "postgresql+psycopg://")):
        raise SettingsError(
            "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://."
        )
    return Settings(
        database_url=database_url,
        base_url=_base_url(env.get("BASE_URL") or "http://localhost:8000"),
        secret_key=_secret_key(env.get("SECRET_KEY", ""), database_url),
        allow_private_hosts=_hosts(env.get("ALLOW_PRIVATE_HOSTS", "")),
        time_zone=_time_zone(env.get("TIME_ZONE") or "Asia/Jayapura"),
        max_upload_mb=_whole("MAX_UPLOAD_MB", env.get("MAX_UPLOAD_MB") or "10"),
        log_format=_log_format(env.get("LOG_FORMAT", "")),
        trusted_proxies=_proxies(env.get("TRUSTED_PROXIES", "")),
        metrics_port=_port("METRICS_PORT", env.get("METRICS_PORT", "")),
        metrics_token=_metrics_token(env.get("METRICS_TOKEN", "")),
        mail_server=_mail_server(env.get("SMTP_URL", ""), env.get("BASE_URL", "")),
        **_moodle(env.get("MOODLE_URL", ""), env.get("MOODLE_TOKEN", "")),
    )


def _moodle(url: str, token: str) -> dict[str, str]:
    if bool(url) != bool(token):
        raise SettingsError("MOODLE_URL and MOODLE_TOKEN belong together: set both.")
    return {"moodle_url": url.rstrip("/"), "moodle_token": token}


_MAIL_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


def _mail_server(text: str, base_url: str) -> MailServer | None:
    """Read ``SMTP_URL``; its password is in no message."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise SettingsError("SMTP_URL must name a port from 1 to 65535.") from error
    if parts.scheme not in _MAIL_PORTS or not parts.hostname:
        raise SettingsError(
            "SMTP_URL must be smtp://, smtps:// or smtp+starttls://, then "
            "user:password@host:port where these are needed."
        )
    if parts.username and parts.scheme == "smtp":
        raise SettingsError(
            "SMTP_URL: a password goes by smtps:// or smtp+starttls:// only."
        )
    host = urlsplit(base_url).hostname or "localhost"
    told = parse_qs(parts.query).get("from", [])
    sender = told[0] if told else f"no-reply@{host}"
    if not is_address(sender):
        raise SettingsError(
            "SMTP_URL: say whom letters come from, such as ?from=layanan@example.go.id."
        )
    return MailServer(
        parts.scheme,
        parts.hostname,
        port or _MAIL_PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        sender,
    )


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(
            "BASE_URL must be the public address, such as https://belajar.example.go.id."
        )
    if parts.query or parts.fragment:
        raise SettingsError("BASE_URL must not carry ? or #.")
    return text.rstrip("/")


def _secret_key(text: str, database_url: str) -> bytes:
    if text:
        if len(text) < 32:  # noqa: PLR2004 - 256 bits, written out in any way
            raise SettingsError("SECRET_KEY must have at least 32 characters.")
        return text.encode()
    if not database_url.startswith(SQLITE):
        raise SettingsError(
            "SECRET_KEY is required with PostgreSQL: the same long random text for "
            "every process, e.g. from: python -c 'import secrets; "
            "print(secrets.token_urlsafe(48))'."
        )
    path = Path(database_url.removeprefix(SQLITE)).with_suffix(".secret")
    try:
        return _kept_secret(path)
    except OSError as error:
        raise SettingsError(
            f"The secret beside the database cannot be kept in {path}: "
            f"{error.strerror}. Make the folder writable or set SECRET_KEY."
        ) from error


def _kept_secret(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Linked into place whole, so that of several starting processes one wins.
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(name, path)
        except FileExistsError:
            pass
        finally:
            Path(name).unlink()
    return path.read_bytes()


def _hosts(text: str) -> frozenset[str]:
    hosts = frozenset(part.strip() for part in text.split(",") if part.strip())
    for host in hosts:
        if not urlsplit(f"//{host}").port:
            raise SettingsError(
                f"ALLOW_PRIVATE_HOSTS: {host} must be written host:port."
            )
    return hosts


def _time_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"TIME_ZONE {text} is not known; use a name such as Asia/Jayapura."
        ) from error


def _whole(name: str, text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise SettingsError(f"{name} must be a whole number above 0.")
    return int(text)


def _proxies(text: str) -> int:
    if text and (
        not text.isascii() or not text.isdecimal() or int(text) > _MOST_PROXIES
    ):
        raise SettingsError(
            f"TRUSTED_PROXIES must be how many proxies stand in front, 0 to {_MOST_PROXIES}."
        )
    return int(text or 0)


def _port(name: str, text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 65536:  # noqa: PLR2004 - ports end there
        raise SettingsError(f"{name} must be a port, 1 to 65535.")
    return int(text)


def _metrics_token(text: str) -> str:
    if text and (len(text) < 16 or not text.isascii()):  # noqa: PLR2004 - who watches can type it once
        raise SettingsError("METRICS_TOKEN must have at least 16 plain characters.")
    return text


def _log_format(text: str) -> str:
    if text not in {"", "console", "json"}:
        raise SettingsError("LOG_FORMAT must be console or json.")
    return text
