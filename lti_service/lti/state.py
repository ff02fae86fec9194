"""The state of a login: signed, short-lived, bound to one browser."""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lti_service.errors import LaunchRefusedError

LIFE = timedelta(minutes=10)
_BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
_MAX_BROWSERS = 16
_MAX_LENGTH = 4096


@dataclass(frozen=True, slots=True)
class State:
    """What a login promised.

    Attributes:
        platform_id: Our registration, which stands for issuer and client id.
        deployment_id: As named at login; empty where it was not.
        expires_at: The launch must arrive before.
    """

    platform_id: str
    deployment_id: str
    nonce: str
    expires_at: datetime


class States:
    """Makes states and reads them back.

    A browser is known by one long-lived random value in our state cookie, so that many
    logins, in many tabs, share it. Two first logins at the same moment may leave two
    cookies: all their values count.

    Args:
        secret: Known to all processes of this service.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"lti login state", "sha256")

    def make(self, state: State, browser: str) -> str:
        """Return the text for ``state``."""
        expires = int(state.expires_at.timestamp())
        fields = (state.platform_id, state.deployment_id, state.nonce)
        payload = json.dumps([expires, _fingerprint(browser), *fields]).encode()
        return f"{_encode(payload)}.{_encode(self._signature(payload))}"

    def read(self, text: str, browsers: str, now: datetime) -> State:
        """Return what the login promised.

        Args:
            text: ``state`` as it came back.
            browsers: Values of the state cookies, separated by blanks.
            now: The time.

        Raises:
            LaunchRefusedError: It is not ours, expired, or of another browser.
        """
        payload = self._payload(text)
        expires, fingerprint, platform_id, deployment_id, nonce = json.loads(payload)
        expires_at = datetime.fromtimestamp(expires, UTC)
        if now >= expires_at:
            raise LaunchRefusedError("launch-state-expired")
        known = known_browsers(browsers)
        if not known:
            raise LaunchRefusedError("launch-cookie-missing")
        if not any(
            hmac.compare_digest(_fingerprint(browser), fingerprint) for browser in known
        ):
            raise LaunchRefusedError("launch-other-browser")
        return State(platform_id, deployment_id, nonce, expires_at)

    def _payload(self, text: str) -> bytes:
        head, _, tail = text.partition(".")
        if len(text) > _MAX_LENGTH or not text.isascii():
            raise LaunchRefusedError("launch-state-unknown")
        try:
            payload, signature = _decode(head), _decode(tail)
        except binascii.Error as error:
            raise LaunchRefusedError("launch-state-unknown") from error
        if not hmac.compare_digest(self._signature(payload), signature):
            raise LaunchRefusedError("launch-state-unknown")
        return payload

    def _signature(self, payload: bytes) -> bytes:
        return hmac.digest(self._key, payload, "sha256")


def new_browser() -> str:
    """Return a value for the state cookie of a browser that has none."""
    return secrets.token_urlsafe(32)


def known_browsers(text: str) -> list[str]:
    """Return the values that may be ours among those a browser sent."""
    return [part for part in text.split()[:_MAX_BROWSERS] if _BROWSER.fullmatch(part)]


def _fingerprint(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()[:32]


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(
        text + "=" * (-len(text) % 4), altchars=b"-_", validate=True
    )
