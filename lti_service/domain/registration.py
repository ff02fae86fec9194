"""Dynamic registration: an administrator invites, an LMS registers itself once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RegistrationInvitation:
    """Leave for one LMS to register itself.

    Attributes:
        secret_hash: SHA-256, in hexadecimal, of what the address carries.
        taken_at: When an LMS came with it; none while unused.
        platform_id: What came of it; none where nothing did yet.
    """

    secret_hash: str
    created_at: datetime
    expires_at: datetime
    taken_at: datetime | None = None
    platform_id: str | None = None

    def open_at(self, now: datetime) -> bool:
        """Whether an LMS may still come with it."""
        return self.taken_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class RegisteredPlatform:
    """A platform as it described itself, and what it gave us.

    Attributes:
        deployment_id: Empty where the platform did not say.
        product: Its kind, such as ``moodle``, in lower case; empty where not said.
        messages: Types of messages that it will send us.
        scopes: Services that it was asked for and knows.
    """

    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    deployment_id: str
    product: str
    messages: tuple[str, ...]
    scopes: tuple[str, ...]


def new_secret() -> str:
    """Return 192 random bits that can stand in an address."""
    return secrets.token_urlsafe(24)


def secret_hash(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
