"""How a practice LMS is set up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lti_service.sandbox import ISSUER, TOKEN_PATH, TOOL_URL


def system_time() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """Where the two sides are.

    Attributes:
        issuer: Our own address, without a slash at its end.
        tool_url: The service's address, likewise.
        state_path: File for keys, tokens and scores; None for memory.
        now: Time source.
    """

    issuer: str = ISSUER
    tool_url: str = TOOL_URL
    state_path: Path | None = None
    now: Callable[[], datetime] = system_time

    @property
    def redirect_uri(self) -> str:
        """The one address that ID tokens are posted to."""
        return f"{self.tool_url}/lti/launch"

    @property
    def token_url(self) -> str:
        """Where tokens are given out, and the audience of client assertions."""
        return f"{self.issuer}{TOKEN_PATH}"
