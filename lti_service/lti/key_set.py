"""The key sets of platforms, fetched rarely and never in a crowd."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lti_service.domain.launch import Platform
from lti_service.errors import LaunchRefusedError, PlatformBusyError, PlatformError
from lti_service.lti.connection import MEGABYTE, PlatformConnection
from lti_service.ports import Clock
from lti_service.ports.health import Metrics

FRESH_FOR = timedelta(minutes=15)
UNKNOWN_KID_PAUSE = timedelta(seconds=30)
STALE_FOR = timedelta(days=1)
_MIN_BITS = 2048
_MAX_KEYS = 100


@dataclass(slots=True)
class _Entry:
    """What is known of one registration's keys.

    Attributes:
        tries: Fetches so far: whoever waited for one does not start another.
        refetched_at: Of the latest fetch for an unknown kid.
        failed_at: Of the latest fetch, where it failed.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    keys: Mapping[str, RSAKey] = field(default_factory=dict)
    fetched_at: datetime | None = None
    refetched_at: datetime | None = None
    failed_at: datetime | None = None
    tries: int = 0


class PlatformKeys:
    """Public keys of platforms, by registration and kid.

    Args:
        connection: The way out.
        clock: Time source.
        metrics: Counts the fetches.
    """

    def __init__(
        self, connection: PlatformConnection, clock: Clock, metrics: Metrics
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._metrics = metrics
        self._lock = threading.Lock()
        self._entries: dict[tuple[str, str], _Entry] = {}

    def get(self, platform: Platform, kid: str) -> RSAKey:
        """Return a key of a platform.

        Raises:
            LaunchRefusedError: The platform does not publish that key, or cannot be
                asked.
        """
        entry = self._entry(platform)
        now = self._clock.now()
        key = entry.keys.get(kid)
        if key is not None and _within(entry.fetched_at, FRESH_FOR, now):
            return key
        if key is not None and _within(entry.fetched_at, STALE_FOR, now):
            return self._stale(entry, platform, kid, key, now)
        seen = entry.tries
        with entry.lock:
            if entry.tries == seen and self._may_fetch(entry, kid, now):
                self._fetch(entry, platform, now)
            key = entry.keys.get(kid)
            if key is not None and _within(entry.fetched_at, STALE_FOR, now):
                return key
            if entry.failed_at is not None:
                raise LaunchRefusedError(
                    "launch-keys-unreachable", platform=platform.id
                )
            raise LaunchRefusedError("launch-key-unknown", platform=platform.id)

    def _entry(self, platform: Platform) -> _Entry:
        name = (platform.id, platform.jwks_url)
        with self._lock:
            return self._entries.setdefault(name, _Entry())

    def _stale(
        self, entry: _Entry, platform: Platform, kid: str, key: RSAKey, now: datetime
    ) -> RSAKey:
        """Return a key past its time, after one try at a newer one, by one thread."""
        if _within(entry.failed_at, UNKNOWN_KID_PAUSE, now):
            return key
        if not entry.lock.acquire(blocking=False):
            return key
        try:
            self._fetch(entry, platform, now)
        finally:
            entry.lock.release()
        replaced = entry.keys.get(kid)
        if replaced is None:
            raise LaunchRefusedError("launch-key-unknown", platform=platform.id)
        return replaced

    def _may_fetch(self, entry: _Entry, kid: str, now: datetime) -> bool:
        if not _within(entry.fetched_at, FRESH_FOR, now):
            return True
        if kid in entry.keys or _within(entry.refetched_at, UNKNOWN_KID_PAUSE, now):
            return False
        entry.refetched_at = now
        return True

    def _fetch(self, entry: _Entry, platform: Platform, now: datetime) -> None:
        entry.tries += 1
        try:
            keys = self._asked(platform)
        except PlatformError:
            entry.failed_at = now
            self._metrics.fetched_keys(platform.id, succeeded=False)
            return
        self._metrics.fetched_keys(platform.id, succeeded=True)
        entry.keys, entry.fetched_at, entry.failed_at = keys, now, None

    def _asked(self, platform: Platform) -> Mapping[str, RSAKey]:
        reply = self._connection.call(
            "GET",
            platform.jwks_url,
            headers={"Accept": "application/jwk-set+json, application/json"},
            timeout=(5, 5),
            limit=MEGABYTE,
        )
        if reply.status != HTTPStatus.OK:
            raise PlatformBusyError(f"HTTP {reply.status}")
        try:
            document = json.loads(reply.body)
        except (ValueError, RecursionError) as error:
            raise PlatformBusyError("Bukan JSON.") from error
        listed = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(listed, list):
            raise PlatformBusyError("Bukan JWKS.")
        keys: dict[str, RSAKey] = {}
        for jwk in listed[:_MAX_KEYS]:
            kid = jwk.get("kid") if isinstance(jwk, dict) else None
            key = _usable(jwk) if isinstance(kid, str) else None
            if key is not None and isinstance(kid, str):
                keys.setdefault(kid, key)
        return keys


def _within(since: datetime | None, span: timedelta, now: datetime) -> bool:
    return since is not None and now - since < span


def _usable(jwk: dict[str, object]) -> RSAKey | None:
    """Return a JWK as an RS256 verification key; none where it is meant for other work."""
    if jwk.get("kty") != "RSA" or jwk.get("use", "sig") != "sig":
        return None
    if jwk.get("alg", "RS256") != "RS256":
        return None
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        return None
    numbers = {name: jwk.get(name) for name in ("kty", "n", "e")}
    if not all(isinstance(value, str) for value in numbers.values()):
        return None
    modulus = str(numbers["n"])
    # Six bits a sign. Weak and absurdly large moduli are left out before any
    # arithmetic: joserfc would only warn of the first.
    if not _MIN_BITS // 6 <= len(modulus.rstrip("=")) <= _MIN_BITS:
        return None
    try:
        key = RSAKey.import_key({name: str(value) for name, value in numbers.items()})
    except (JoseError, ValueError, TypeError):
        return None
    return key if key.public_key.key_size >= _MIN_BITS else None
