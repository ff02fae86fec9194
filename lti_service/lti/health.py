"""Ask platforms, and ourselves through our public address, whether they answer."""

import ipaddress
import json
import socket
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from lti_service.domain.health import OwnAddress, PlatformCondition
from lti_service.domain.launch import Platform
from lti_service.errors import PlatformError
from lti_service.lti.access_token import SCORE, AccessTokens
from lti_service.lti.connection import PlatformConnection, Reply
from lti_service.lti.key import Keyring
from lti_service.ports import Clock

_PATIENCE = (3.0, 5.0)
_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
_DATE_PRECISION = timedelta(seconds=1)
"""HTTP dates are whole seconds."""


class LtiProbe:
    """`ports.Probe` over the same connection that launches and scores use.

    Args:
        connection: The way out to platforms.
        base_url: Our public address, without a slash at its end.
        keyring: Our own signing keys.
        clock: Time source.
    """

    def __init__(
        self,
        connection: PlatformConnection,
        *,
        base_url: str,
        keyring: Keyring,
        clock: Clock,
    ) -> None:
        self._connection = connection
        self._keys_url = f"{base_url}/lti/jwks"
        self._tokens = AccessTokens(connection, keyring, clock)
        self._clock = clock

    def platform(self, platform: Platform) -> PlatformCondition:
        """Fetch a platform's key set and ask it for a token; see `ports.Probe`."""
        keys_trouble, dated = self._keys_trouble(self._connection, platform.jwks_url)
        ahead = self._ahead(dated)
        try:
            now = self._clock.now()
            reply = self._tokens.request(platform, SCORE, now, _PATIENCE)
        except PlatformError as error:
            return PlatformCondition(keys_trouble, str(error), ahead=ahead)
        ahead = ahead if ahead is not None else self._ahead(reply)
        return PlatformCondition(
            keys_trouble, "", reply.status, _error_code(reply), ahead
        )

    def own_address(self) -> OwnAddress:
        """Fetch our own key set as a platform would; see `ports.Probe`."""
        parts = urlsplit(self._keys_url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        named = f"[{host}]" if ":" in host else host
        # Our own address may lie inside: that is for the platform to judge.
        connection = PlatformConnection(
            allow_private_hosts=frozenset({f"{named}:{port}"})
        )
        try:
            trouble, reply = self._keys_trouble(connection, self._keys_url)
        finally:
            connection.close()
        kids = _kids(reply) if reply is not None and not trouble else frozenset()
        return OwnAddress(self._keys_url, trouble, kids, _inside(host, port), port)

    def _keys_trouble(
        self, connection: PlatformConnection, url: str
    ) -> tuple[str, Reply | None]:
        try:
            reply = connection.call(
                "GET", url, headers={"Accept": "application/json"}, timeout=_PATIENCE
            )
        except PlatformError as error:
            return str(error), None
        if reply.status != HTTPStatus.OK:
            return f"HTTP {reply.status}.", reply
        return ("" if _kids(reply) else "Bukan JWKS."), reply

    def _ahead(self, reply: Reply | None) -> timedelta | None:
        """Return how much the clock of whoever answered just now is ahead of ours."""
        try:
            date = parsedate_to_datetime(reply.headers["Date"] if reply else "")
        except (KeyError, ValueError):
            return None
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        ahead = date - self._clock.now()
        return timedelta(0) if abs(ahead) <= _DATE_PRECISION else ahead


def _kids(reply: Reply) -> frozenset[str]:
    try:
        document = json.loads(reply.body)
        return frozenset(str(key["kid"]) for key in document["keys"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return frozenset()


def _error_code(reply: Reply) -> str:
    """Return the error code of an answer; nothing else in it is believed or shown."""
    try:
        code = json.loads(reply.body)["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return code if isinstance(code, str) and code in _ERRORS else ""


def _inside(host: str, port: int) -> bool:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    addresses = (ipaddress.ip_address(str(a[0]).partition("%")[0]) for *_, a in found)
    return any(not address.is_global for address in addresses)
