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

    def column(
        self,
        platform: Platform,
        line_items_url: str,
        resource_link_id: str,
        resource_id: str,
        label: str,
    ) -> str:
        """Return the column of a link, made where it has none; safe to repeat.

        Two that ask at once may make two.

        Args:
            platform: Whose gradebook it is.
            line_items_url: Of the link's course.
            resource_link_id: The platform's own.
            resource_id: Our name of what the link shows.
            label: For people, of a column that is made.

        Raises:
            PlatformBusyError: Try again later; it may have been made all the same.
            PlatformRefusedError: It may be neither looked for nor made.
        """
        ...

    def results(self, platform: Platform, line_item_url: str) -> Sequence[Result]:
        """Return all that a column holds, of all its pages, each person once.

        Raises:
            PlatformBusyError: It cannot be read now.
            PlatformRefusedError: It cannot be read.
        """
        ...
