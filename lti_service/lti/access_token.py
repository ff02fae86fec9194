"""Access tokens for platforms' services: asked for rarely, kept for most of their life."""

import json
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from joserfc import jwt

from lti_service.domain.launch import Platform
from lti_service.errors import PlatformTokenError
from lti_service.lti.connection import PlatformConnection, Reply
from lti_service.lti.key import Keyring
from lti_service.lti.retry_after import retry_after
from lti_service.ports import Clock

SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
LINE_ITEMS = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
RESULTS = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"

BACKDATED = 60
"""Seconds taken off ``iat``: Moodle refuses a token whose time is ahead of its clock."""
_ASSERTION_LIFE = 300
_SHARE_OF_LIFE = 0.9
_LONGEST_LIFE = 86_400
_UNSAID_LIFE = 300
_CLIENT_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(slots=True)
class _Held:
    lock: threading.Lock = field(default_factory=threading.Lock)
    token: str = ""
    until: datetime | None = None


class AccessTokens:
    """Tokens by registration and scopes, one a process.

    Args:
        connection: The way out.
        keyring: Signs that it is us who asks.
        clock: Time source.
    """

    def __init__(
        self, connection: PlatformConnection, keyring: Keyring, clock: Clock
    ) -> None:
        self._connection = connection
        self._keyring = keyring
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[tuple[str, str, str, str], _Held] = {}

    def get(self, platform: Platform, scopes: Iterable[str]) -> str:
        """Return a token, kept or new.

        Raises:
            PlatformTokenError: The platform gave none. A refusal counts as well: it
                concerns the registration, which can be mended, and not the score.
            PlatformBusyError: No answer.
            PlatformRefusedError: The address may not be called.
        """
        scope = " ".join(scopes)
        held = self._of(platform, scope)
        with held.lock:
            now = self._clock.now()
            if held.until is None or now >= held.until:
                held.token, life = self._ask(platform, scope, now)
                held.until = now + life
            return held.token

    def discard(self, platform: Platform, scopes: Iterable[str], token: str) -> None:
        """Forget a token that the platform did not take, unless it is newer already."""
        held = self._of(platform, " ".join(scopes))
        with held.lock:
            if held.token == token:
                held.until = None

    def request(
        self,
        platform: Platform,
        scope: str,
        now: datetime,
        timeout: tuple[float, float] = (5, 10),
    ) -> Reply:
        """Ask for a token, whatever is kept; return the answer as it is.

        Raises:
            PlatformBusyError: No answer.
            PlatformRefusedError: The address may not be called.
        """
        return self._connection.call(
            "POST",
            platform.token_url,
            headers={"Accept": "application/json"},
            data={
                "grant_type": "client_credentials",
                "client_assertion_type": _CLIENT_ASSERTION,
                "client_assertion": self._assertion(platform, now),
                "scope": scope,
            },
            timeout=timeout,
        )

    def _of(self, platform: Platform, scope: str) -> _Held:
        name = (platform.id, platform.client_id, platform.token_url, scope)
        with self._lock:
            return self._held.setdefault(name, _Held())

    def _ask(
        self, platform: Platform, scope: str, now: datetime
    ) -> tuple[str, timedelta]:
        reply = self.request(platform, scope, now)
        if reply.status not in {200, 201}:
            raise PlatformTokenError(
                f"Platform tidak memberi izin layanan (HTTP {reply.status}). Periksa "
                "pendaftaran: Client ID, alamat token, dan alamat kunci layanan ini.",
                retry_after(reply, now),
            )
        try:
            answer = json.loads(reply.body)
            token = answer["access_token"]
            seconds = float(answer.get("expires_in", _UNSAID_LIFE))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise PlatformTokenError(
                "Izin layanan dari platform tak terbaca."
            ) from error
        if not isinstance(token, str) or not token or not token.isascii():
            raise PlatformTokenError("Izin layanan dari platform tak terbaca.")
        # NaN compares false with everything: it ends as no life at all.
        life = seconds if 0 < seconds <= _LONGEST_LIFE else 0
        return token, timedelta(seconds=life * _SHARE_OF_LIFE)

    def _assertion(self, platform: Platform, now: datetime) -> str:
        kid, key = self._keyring.signing()
        issued = int(now.timestamp()) - BACKDATED
        claims = {
            "iss": platform.client_id,
            "sub": platform.client_id,
            "aud": platform.token_url,
            "iat": issued,
            "exp": issued + BACKDATED + _ASSERTION_LIFE,
            "jti": secrets.token_urlsafe(16),
        }
        return jwt.encode({"alg": "RS256", "kid": kid}, claims, key)
