"""Attempts at packages in Moodles, as they are kept."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from lti_service.domain.moodle_attempt import SeenAttempt


class MoodleAttempts(Protocol):
    """What runs read of attempts; rows are only added."""

    def held(self, moodle_id: str, user_ids: Iterable[int]) -> Sequence[SeenAttempt]:
        """Return what holds of these users: of each attempt the latest not undone."""
        ...

    def seen_in(self, run_id: str) -> Sequence[SeenAttempt]:
        """Return what a run read, in its order."""
        ...

    def keep(self, rows: Sequence[SeenAttempt]) -> None:
        """Add what was read; what a run said of an attempt already stays."""
        ...
