"""Platforms' gradebooks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.gradebook import Comparison, Result
from lti_service.domain.launch import Platform


class Comparisons(Protocol):
    """How gradebook columns compared with our scores last."""

    def all(self) -> Mapping[str, Comparison]:
        """Return the last comparison of each link that was compared, by its id."""
        ...

    def save(self, comparison: Comparison) -> None:
        """Add a comparison, or replace the link's last one."""
        ...


class Gradebook(Protocol):
    """A platform's gradebook."""

    def publish(
        self,
        platform: Platform,
        line_item_url: str,
        subject: str,
        hundredths: int,
        timestamp: datetime,
    ) -> None:
        """Send a final score; safe to repeat.

        Args:
            platform: Whose gradebook it is.
            line_item_url: The column.
            subject: ``sub`` of the learner at that platform.
            hundredths: Per cent in hundredths, 0 to 10000.
            timestamp: Whole seconds, UTC.

        Raises:
            PlatformBusyError: Try again later.
            PlatformRefusedError: Final.
            SupersededError: The platform holds a score that is not older.
        """
        ...

    def result(
        self, platform: Platform, line_item_url: str, subject: str
    ) -> int | None:
        """Return the score the platform holds, in hundredths of a per cent, if any."""
        ...

    def results(self, platform: Platform, line_item_url: str) -> Sequence[Result]:
        """Return all that a column holds, of all its pages, each person once.

        Raises:
            PlatformBusyError: It cannot be read now.
            PlatformRefusedError: It cannot be read.
        """
        ...
