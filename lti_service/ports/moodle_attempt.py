"""Attempts at packages in Moodles, as they are kept."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from lti_service.domain.moodle_attempt import SeenAttempt


class MoodleAttempts(Protocol):
    """What runs read of attempts; rows are only added."""

    def held(
        self, moodle_id: str, user_ids: Iterable[int], course_id: int = 0
    ) -> Sequence[SeenAttempt]:
        """Return what holds of these users: of each attempt the latest not undone.

        Args:
            moodle_id: Of which Moodle.
            user_ids: Whose.
            course_id: In this course alone; in all where 0.
        """
        ...

    def read_in(self, run_id: str) -> Sequence[tuple[int, int]]:
        """Return of which users, in which courses, a run read anything; in order."""
        ...

    def keep(self, rows: Sequence[SeenAttempt]) -> None:
        """Add what was read; what a run said of an attempt already stays."""
        ...
