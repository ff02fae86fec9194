"""Learning plans and ratings in Moodles, as they are kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.moodle_mapping import PlaceCount
from lti_service.domain.moodle_plan import (
    MoodleCompetency,
    PlanRead,
    PlanReader,
    SeenPlan,
    SeenRating,
)


class MoodlePlans(Protocol):
    """What runs read of plans and ratings; their rows are only added."""

    def competencies(self, moodle_id: str) -> Sequence[MoodleCompetency]:
        """Return the competencies of a Moodle that were met, by id."""
        ...

    def save_competencies(
        self, moodle_id: str, competencies: Sequence[MoodleCompetency]
    ) -> None:
        """Add or replace competencies."""
        ...

    def mirrored(self, moodle_id: str) -> Sequence[int]:
        """Return the ids there of the competencies that this service mirrors."""
        ...

    def pushed_plans(self, moodle_id: str) -> Sequence[int]:
        """Return the ids there of the plans that this service mirrors."""
        ...

    def readers(self, moodle_id: str, since: datetime) -> Sequence[PlanReader]:
        """Return whose plans are read, by user id.

        Those whose account was matched before, and those who take part in a course.

        Args:
            moodle_id: Of which Moodle.
            since: Before when they were matched; whose progress was read since is said.
        """
        ...

    def reads(self, moodle_id: str, user_ids: Iterable[int]) -> Sequence[PlanRead]:
        """Return how these users' competencies stood when they were read, by user."""
        ...

    def save_reads(self, reads: Sequence[PlanRead]) -> None:
        """Add or replace when users were read."""
        ...

    def forget_reads(self, moodle_id: str, user_ids: Iterable[int]) -> None:
        """Have the next run read these users again, whatever stands alike."""
        ...

    def ratings(self, moodle_id: str, user_ids: Iterable[int]) -> Sequence[SeenRating]:
        """Return the ratings of these users that hold, by user and line.

        Of each line what the latest run that is not undone said.
        """
        ...

    def keep_ratings(self, rows: Sequence[SeenRating]) -> None:
        """Add ratings; what a run said of a line already stays."""
        ...

    def plans(self, moodle_id: str, user_ids: Iterable[int]) -> Sequence[SeenPlan]:
        """Return the plans of these users that hold, by user and plan.

        Likewise; those that are gone too.
        """
        ...

    def keep_plans(self, rows: Sequence[SeenPlan]) -> None:
        """Add plans; what a run said of a plan already stays."""
        ...

    def read_in(self, run_id: str) -> Sequence[int]:
        """Return of which users a run read plans or ratings, in order."""
        ...

    def rated_users(self, moodle_id: str) -> Sequence[int]:
        """Return of whom any rating was ever read, in order."""
        ...

    def rated_by(self, moodle_id: str, rater_ids: Iterable[int]) -> Sequence[int]:
        """Return whom these accounts rated, in order."""
        ...

    def counts(self, moodle_id: str) -> Sequence[PlaceCount]:
        """Return how many people hold a rating, by competency.

        A place is a competency: graded are those with a rating, completed those rated
        proficient by somebody.
        """
        ...
