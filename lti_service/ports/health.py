"""Whether all is well."""

from collections.abc import Mapping
from typing import Protocol

from lti_service.domain.health import OwnAddress, PlatformCondition
from lti_service.domain.launch import Platform


class Probe(Protocol):
    """Asks whether the other sides answer; it changes nothing and never raises."""

    def platform(self, platform: Platform) -> PlatformCondition:
        """Fetch a platform's key set and ask it for an access token."""
        ...

    def own_address(self) -> OwnAddress:
        """Fetch our own key set from our public address."""
        ...


class Metrics(Protocol):
    """Counts what happens, for whoever watches the service."""

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request, by the template of its address, and how long it took."""
        ...

    def launched(self, platform_id: str) -> None:
        """Count a launch that was taken in."""
        ...

    def refused(self, code: str) -> None:
        """Count a refusal by the code that people are shown."""
        ...

    def delivered(self, platform_id: str, result: str) -> None:
        """Count a sending of the outbox: ``sent``, ``later`` or ``failed``."""
        ...

    def fetched_keys(self, platform_id: str, *, succeeded: bool) -> None:
        """Count a fetch of a platform's key set."""
        ...

    def worked(self) -> None:
        """Remember that a worker looked into the outbox just now."""
        ...

    def told(self, states: Mapping[str, int] | None, oldest_seconds: float) -> bytes:
        """Return all of it in Prometheus' text format.

        Args:
            states: Messages of the outbox by state; none where the database is away.
            oldest_seconds: How long the oldest message waits; 0 where none does.
        """
        ...
