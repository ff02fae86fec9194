"""A Moodle's web services, and what is kept of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from lti_service.domain.moodle_ledger import (
    MoodleAccount,
    MoodleConnection,
    MoodleMapping,
    MoodleParticipant,
    Observation,
    SyncRun,
)
from lti_service.domain.moodle_mapping import PlaceCount
from lti_service.domain.moodle_plan import PlanQuestion, UserPlans
from lti_service.domain.moodle_sync import (
    MoodleActivity,
    MoodleCourse,
    MoodleSite,
    MoodleUser,
    UnreadUser,
    UserCourse,
    UserProgress,
)


class Moodle(Protocol):
    """What is read from one Moodle.

    Every method raises `MoodleError` where Moodle does not answer, or refuses.
    """

    def site(self) -> MoodleSite:
        """Return which Moodle it is, and what the token may do there."""
        ...

    def courses(self) -> Sequence[MoodleCourse]:
        """Return all courses but the front page, by id."""
        ...

    def participants(
        self, course_id: int, start: int, count: int
    ) -> Sequence[MoodleUser]:
        """Return participants of a course, by id.

        Args:
            course_id: The course.
            start: How many to leave out.
            count: How many at most; fewer come only at the end.
        """
        ...

    def users(self, idnumbers: Sequence[str]) -> Sequence[MoodleUser]:
        """Return the accounts with these ID numbers; who has none is left out."""
        ...

    def courses_of(self, user_id: int) -> Sequence[UserCourse]:
        """Return how far somebody is in each of their courses."""
        ...

    def activities(self, course_id: int) -> Sequence[MoodleActivity]:
        """Return the activities of a course in their order."""
        ...

    def progress(
        self, course: MoodleCourse, user_ids: Sequence[int]
    ) -> Sequence[UserProgress | UnreadUser]:
        """Return all that is known of these people in a course, in their order.

        Asked for several at a time, within the rate. What is refused about one person
        hinders no other.

        Raises:
            MoodleError: What is refused about everybody, or no answer.
        """
        ...

    def plans(self, asked: Sequence[PlanQuestion]) -> Sequence[UserPlans | UnreadUser]:
        """Return the learning plans of these people and how they were rated.

        Asked for several at a time, within the rate. What is refused about one person
        hinders no other.

        Raises:
            MoodleError: No answer, or what is refused about everybody: where the token
                lacks a function for it ``moodle-plan-function``, where competencies are
                switched off ``moodle-competency-off``.
        """
        ...

    @property
    def requests(self) -> int:
        """How many requests were made."""
        ...


class MoodleLedger(Protocol):
    """What is kept of Moodles."""

    def hold_still(self) -> None:
        """Let nobody else begin runs or settle ledgers before this transaction ends."""
        ...

    def connections(self) -> Sequence[MoodleConnection]:
        """Return all Moodles, by name."""
        ...

    def save_connection(self, connection: MoodleConnection) -> None:
        """Add or replace a Moodle."""
        ...

    def courses(self, moodle_id: str) -> Sequence[MoodleCourse]:
        """Return the courses of a Moodle as read last, by id."""
        ...

    def save_courses(self, moodle_id: str, courses: Sequence[MoodleCourse]) -> None:
        """Add or replace courses."""
        ...

    def activities(self, moodle_id: str) -> Sequence[tuple[int, MoodleActivity]]:
        """Return the activities of a Moodle with their courses, by both ids."""
        ...

    def save_activities(
        self, moodle_id: str, course_id: int, activities: Sequence[MoodleActivity]
    ) -> None:
        """Add or replace activities; those that are gone stay, with what they gave."""
        ...

    def accounts(
        self, moodle_id: str, user_ids: Iterable[int]
    ) -> Sequence[MoodleAccount]:
        """Return what is known of these users."""
        ...

    def accounts_of(
        self, moodle_id: str, person_ids: Iterable[str]
    ) -> Sequence[MoodleAccount]:
        """Return the accounts that are taken for these people's."""
        ...

    def doubted_accounts(self, moodle_id: str) -> Sequence[MoodleAccount]:
        """Return the accounts that wait for an administrator, by user id."""
        ...

    def save_accounts(self, accounts: Sequence[MoodleAccount]) -> None:
        """Add or replace accounts."""
        ...

    def settled_accounts(
        self, moodle_id: str, words: str, limit: int
    ) -> Sequence[MoodleAccount]:
        """Return accounts that are matched or dismissed, those changed last first.

        Args:
            moodle_id: Of which Moodle.
            words: Letters of the name or ID number; empty for all.
            limit: How many at most.
        """
        ...

    def participants(
        self, moodle_id: str, course_id: int, user_ids: Iterable[int] | None = None
    ) -> Sequence[MoodleParticipant]:
        """Return who takes or took part in a course, by user id.

        Args:
            moodle_id: Of which Moodle.
            course_id: The course.
            user_ids: Of these alone; of all where none.
        """
        ...

    def courses_of(
        self, moodle_id: str, user_ids: Iterable[int]
    ) -> Sequence[MoodleParticipant]:
        """Return these users' parts in courses, by user and course id."""
        ...

    def forget_reads(self, moodle_id: str, places: Iterable[tuple[int, int]]) -> None:
        """Have the next run read these users in these courses again."""
        ...

    def save_participants(self, participants: Sequence[MoodleParticipant]) -> None:
        """Add or replace parts in courses."""
        ...

    def observations(
        self, moodle_id: str, user_ids: Iterable[int]
    ) -> Sequence[Observation]:
        """Return what holds of these users: of each place the latest not undone."""
        ...

    def read_in(self, run_id: str) -> Sequence[tuple[int, int]]:
        """Return of which users, in which courses, a run observed anything; in order."""
        ...

    def observed_users(self, moodle_id: str, course_id: int) -> Sequence[int]:
        """Return of whom anything was ever observed in a course, or at all (0)."""
        ...

    def place_counts(self, moodle_id: str, course_id: int) -> Sequence[PlaceCount]:
        """Return how many completed and were graded, by activity of a course.

        Of the courses themselves, by course, where the course is 0.
        """
        ...

    def observe(self, observations: Sequence[Observation]) -> None:
        """Add what was observed; what a run said of a place already stays."""
        ...

    def mappings(self, moodle_id: str) -> Sequence[MoodleMapping]:
        """Return all revisions of all mappings, by course, activity and revision."""
        ...

    def append_mapping(self, mapping: MoodleMapping) -> bool:
        """Add a revision; return False where it was there."""
        ...

    def runs(self, moodle_id: str) -> Sequence[SyncRun]:
        """Return the runs of a Moodle, newest first."""
        ...

    def run(self, run_id: str) -> SyncRun | None:
        """Return a run."""
        ...

    def save_run(self, run: SyncRun) -> None:
        """Add or replace a run."""
        ...

    def file_places(self, moodle_id: str, course_id: int) -> Mapping[str, int]:
        """Return the ids that files' names of a course's activities stand for.

        Of the courses themselves where the course is 0.
        """
        ...

    def save_file_places(
        self, moodle_id: str, course_id: int, places: Mapping[str, int]
    ) -> None:
        """Add or replace what names in files stand for."""
        ...

    def file_users(self, moodle_id: str, keys: Iterable[str]) -> Mapping[str, int]:
        """Return whose accounts these keys of files are, where that is known."""
        ...

    def save_file_users(self, moodle_id: str, users: Mapping[str, int]) -> None:
        """Add or replace whose accounts keys of files are."""
        ...

    def last_user(self, moodle_id: str) -> int:
        """Return the highest user id of the accounts that are known; 0 for none."""
        ...
