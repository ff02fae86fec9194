"""What is kept of Moodles: who is who, what was observed, what it stands for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from lti_service.domain.moodle_ledger import (
    WHOLE_COURSE,
    MatchDoubt,
    MoodleAccount,
    MoodleConnection,
    MoodleMapping,
    MoodleParticipant,
    Observation,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_mapping import PlaceCount
from lti_service.domain.moodle_sync import Completion, MoodleActivity, MoodleCourse
from lti_service.storage.moodle_table import (
    moodle_accounts,
    moodle_activities,
    moodle_courses,
    moodle_file_places,
    moodle_file_users,
    moodle_mappings,
    moodle_observations,
    moodle_participants,
    moodle_runs,
    moodles,
)
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    insert_or_update,
    values_of,
)
from lti_service.storage.transaction import Transaction

_MOODLE = "moodle_id"
_SAVE = {
    table: insert_or_update(table, [column.name for column in table.primary_key])
    for table in (
        moodles,
        moodle_courses,
        moodle_activities,
        moodle_accounts,
        moodle_participants,
        moodle_runs,
        moodle_file_places,
        moodle_file_users,
    )
}
_OBSERVE = insert_or_skip(
    moodle_observations, _MOODLE, "user_id", "course_id", "activity_id", "run_id"
)
_MAP = insert_or_skip(moodle_mappings, _MOODLE, "course_id", "activity_id", "revision")
_moodle_row = values_of(MoodleConnection)
_course_row = values_of(MoodleCourse)
_activity_row = values_of(MoodleActivity)
_account_row = values_of(MoodleAccount)
_participant_row = values_of(MoodleParticipant)
_run_row = values_of(SyncRun)
_observation_row = values_of(Observation)
_mapping_row = values_of(MoodleMapping)

_ID: sa.BindParameter[Any] = sa.bindparam("id")
_USERS: sa.BindParameter[list[Any]] = sa.bindparam("users", expanding=True)
_MOODLES = sa.select(*columns_of(moodles, MoodleConnection))
_COURSES = (
    sa.select(*columns_of(moodle_courses, MoodleCourse))
    .where(moodle_courses.c.moodle_id == _ID)
    .order_by(moodle_courses.c.id)
)
_ACTIVITIES = (
    sa.select(
        moodle_activities.c.course_id, *columns_of(moodle_activities, MoodleActivity)
    )
    .where(moodle_activities.c.moodle_id == _ID)
    .order_by(moodle_activities.c.course_id, moodle_activities.c.id)
)
_ACCOUNTS = sa.select(*columns_of(moodle_accounts, MoodleAccount))
_ACCOUNTS_OF = _ACCOUNTS.where(
    moodle_accounts.c.moodle_id == _ID, moodle_accounts.c.user_id.in_(_USERS)
)
_ACCOUNTS_OF_PEOPLE = _ACCOUNTS.where(
    moodle_accounts.c.moodle_id == _ID, moodle_accounts.c.person_id.in_(_USERS)
)
_DOUBTED = _ACCOUNTS.where(
    moodle_accounts.c.moodle_id == _ID,
    moodle_accounts.c.doubt.not_in([MatchDoubt.NONE, MatchDoubt.DISMISSED]),
).order_by(moodle_accounts.c.user_id)
_PARTICIPANTS = (
    sa.select(*columns_of(moodle_participants, MoodleParticipant))
    .where(
        moodle_participants.c.moodle_id == _ID,
        moodle_participants.c.course_id == sa.bindparam("course"),
    )
    .order_by(moodle_participants.c.user_id)
)
_LIKE: sa.BindParameter[str] = sa.bindparam("like")
_PARTICIPANTS_OF_USERS = _PARTICIPANTS.where(moodle_participants.c.user_id.in_(_USERS))
_SETTLED = (
    _ACCOUNTS.where(
        moodle_accounts.c.moodle_id == _ID,
        moodle_accounts.c.doubt.in_([MatchDoubt.NONE, MatchDoubt.DISMISSED]),
        sa.or_(
            sa.func.lower(moodle_accounts.c.name).like(_LIKE, escape="~"),
            moodle_accounts.c.idnumber.like(_LIKE, escape="~"),
        ),
    )
    .order_by(moodle_accounts.c.changed_at.desc(), moodle_accounts.c.user_id)
    .limit(sa.bindparam("most"))
)
_COURSES_OF_USERS = (
    sa.select(*columns_of(moodle_participants, MoodleParticipant))
    .where(
        moodle_participants.c.moodle_id == _ID,
        moodle_participants.c.user_id.in_(_USERS),
    )
    .order_by(moodle_participants.c.user_id, moodle_participants.c.course_id)
)
_later = moodle_observations.alias("later")
_later_run = moodle_runs.alias("later_run")
_HOLDS = (
    moodle_observations.c.moodle_id == _ID,
    moodle_runs.c.state != RunState.UNDONE,
    ~sa.exists()
    .where(
        _later.c.moodle_id == moodle_observations.c.moodle_id,
        _later.c.user_id == moodle_observations.c.user_id,
        _later.c.course_id == moodle_observations.c.course_id,
        _later.c.activity_id == moodle_observations.c.activity_id,
        _later.c.sequence > moodle_observations.c.sequence,
        _later_run.c.id == _later.c.run_id,
        _later_run.c.state != RunState.UNDONE,
    )
    .correlate(moodle_observations),
)
_HOLDING = (
    sa.select(*columns_of(moodle_observations, Observation))
    .join(moodle_runs, moodle_runs.c.id == moodle_observations.c.run_id)
    .where(moodle_observations.c.user_id.in_(_USERS), *_HOLDS)
    .order_by(
        moodle_observations.c.user_id,
        moodle_observations.c.course_id,
        moodle_observations.c.activity_id,
    )
)
_READ_IN = (
    sa.select(moodle_observations.c.user_id, moodle_observations.c.course_id)
    .distinct()
    .where(moodle_observations.c.run_id == _ID)
    .order_by(moodle_observations.c.user_id, moodle_observations.c.course_id)
)
_FORGET = (
    sa.update(moodle_participants)
    .where(
        moodle_participants.c.moodle_id == sa.bindparam("moodle"),
        moodle_participants.c.course_id == sa.bindparam("course"),
        moodle_participants.c.user_id == sa.bindparam("user"),
    )
    .values(last_access=-1)
)
_PLACE_USERS = (
    sa.select(moodle_observations.c.user_id)
    .distinct()
    .where(
        moodle_observations.c.moodle_id == _ID,
        moodle_observations.c.course_id == sa.bindparam("course"),
    )
    .order_by(moodle_observations.c.user_id)
)
_ALL_USERS = (
    sa.select(moodle_observations.c.user_id)
    .distinct()
    .where(moodle_observations.c.moodle_id == _ID)
    .order_by(moodle_observations.c.user_id)
)
_done = moodle_observations.c.completion.in_([Completion.COMPLETE, Completion.PASSED])
_graded = moodle_observations.c.share.is_not(None)
_known = moodle_accounts.c.person_id.is_not(None)


def _times(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)), 0)


_COUNTS = (
    sa.select(
        moodle_observations.c.course_id,
        moodle_observations.c.activity_id,
        _times(_done),
        _times(_graded),
        _times(_done, _known),
        _times(_graded, _known),
    )
    .join(moodle_runs, moodle_runs.c.id == moodle_observations.c.run_id)
    .outerjoin(
        moodle_accounts,
        sa.and_(
            moodle_accounts.c.moodle_id == moodle_observations.c.moodle_id,
            moodle_accounts.c.user_id == moodle_observations.c.user_id,
        ),
    )
    .where(*_HOLDS)
    .group_by(moodle_observations.c.course_id, moodle_observations.c.activity_id)
    .order_by(moodle_observations.c.course_id, moodle_observations.c.activity_id)
)
_COUNTS_IN = _COUNTS.where(moodle_observations.c.course_id == sa.bindparam("course"))
_COUNTS_OF_COURSES = _COUNTS.where(moodle_observations.c.activity_id == WHOLE_COURSE)
_MAPPINGS = (
    sa.select(*columns_of(moodle_mappings, MoodleMapping))
    .where(moodle_mappings.c.moodle_id == _ID)
    .order_by(
        moodle_mappings.c.course_id,
        moodle_mappings.c.activity_id,
        moodle_mappings.c.revision,
    )
)
_RUNS = sa.select(*columns_of(moodle_runs, SyncRun))
_FILE_PLACES = sa.select(moodle_file_places.c.key, moodle_file_places.c.id).where(
    moodle_file_places.c.moodle_id == _ID,
    moodle_file_places.c.course_id == sa.bindparam("course"),
)
_FILE_USERS = sa.select(moodle_file_users.c.key, moodle_file_users.c.user_id).where(
    moodle_file_users.c.moodle_id == _ID,
    moodle_file_users.c.key.in_(_USERS),
)
_LAST_USER = sa.select(
    sa.func.coalesce(sa.func.max(moodle_accounts.c.user_id), 0)
).where(moodle_accounts.c.moodle_id == _ID)


class SqlMoodleLedger:
    """`ports.moodle_sync.MoodleLedger` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def hold_still(self) -> None:
        """Let nobody else begin runs or settle ledgers before this transaction ends."""
        self._sql.lock("moodle_runs")

    def connections(self) -> Sequence[MoodleConnection]:
        """Return all Moodles, by name."""
        found = (MoodleConnection(*row) for row in self._sql.all(_MOODLES))
        return sorted(found, key=lambda one: (one.name, one.id))

    def save_connection(self, connection: MoodleConnection) -> None:
        """Add or replace a Moodle."""
        self._save(moodles, [_moodle_row(connection)])

    def courses(self, moodle_id: str) -> Sequence[MoodleCourse]:
        """Return the courses of a Moodle as read last, by id."""
        rows = self._sql.all(_COURSES, {"id": moodle_id})
        return [MoodleCourse(*row) for row in rows]

    def save_courses(self, moodle_id: str, courses: Sequence[MoodleCourse]) -> None:
        """Add or replace courses."""
        about = {_MOODLE: moodle_id}
        self._save(moodle_courses, [_course_row(one) | about for one in courses])

    def activities(self, moodle_id: str) -> Sequence[tuple[int, MoodleActivity]]:
        """Return the activities of a Moodle with their courses, by both ids."""
        rows = self._sql.all(_ACTIVITIES, {"id": moodle_id})
        return [(course_id, MoodleActivity(*row)) for course_id, *row in rows]

    def save_activities(
        self, moodle_id: str, course_id: int, activities: Sequence[MoodleActivity]
    ) -> None:
        """Add or replace activities; those that are gone stay, with what they gave."""
        about = {_MOODLE: moodle_id, "course_id": course_id}
        self._save(
            moodle_activities, [_activity_row(one) | about for one in activities]
        )

    def accounts(
        self, moodle_id: str, user_ids: Iterable[int]
    ) -> Sequence[MoodleAccount]:
        """Return what is known of these users."""
        rows = self._sql.all(_ACCOUNTS_OF, {"id": moodle_id, "users": list(user_ids)})
        return [MoodleAccount(*row) for row in rows]

    def accounts_of(
        self, moodle_id: str, person_ids: Iterable[str]
    ) -> Sequence[MoodleAccount]:
        """Return the accounts that are taken for these people's."""
        about = {"id": moodle_id, "users": list(person_ids)}
        rows = self._sql.all(_ACCOUNTS_OF_PEOPLE, about)
        return [MoodleAccount(*row) for row in rows]

    def doubted_accounts(self, moodle_id: str) -> Sequence[MoodleAccount]:
        """Return the accounts that wait for an administrator, by user id."""
        rows = self._sql.all(_DOUBTED, {"id": moodle_id})
        return [MoodleAccount(*row) for row in rows]

    def save_accounts(self, accounts: Sequence[MoodleAccount]) -> None:
        """Add or replace accounts."""
        self._save(moodle_accounts, [_account_row(one) for one in accounts])

    def settled_accounts(
        self, moodle_id: str, words: str, limit: int
    ) -> Sequence[MoodleAccount]:
        """Return accounts that are matched or dismissed; see the port."""
        plain = words.lower()
        for sign in "~%_":
            plain = plain.replace(sign, f"~{sign}")
        about = {"id": moodle_id, "like": f"%{plain}%", "most": limit}
        return [MoodleAccount(*row) for row in self._sql.all(_SETTLED, about)]

    def participants(
        self, moodle_id: str, course_id: int, user_ids: Iterable[int] | None = None
    ) -> Sequence[MoodleParticipant]:
        """Return who takes or took part in a course, by user id; see the port."""
        about: dict[str, object] = {"id": moodle_id, "course": course_id}
        if user_ids is None:
            rows = self._sql.all(_PARTICIPANTS, about)
        else:
            about["users"] = list(user_ids)
            rows = self._sql.all(_PARTICIPANTS_OF_USERS, about)
        return [MoodleParticipant(*row) for row in rows]

    def courses_of(
        self, moodle_id: str, user_ids: Iterable[int]
    ) -> Sequence[MoodleParticipant]:
        """Return these users' parts in courses, by user and course id."""
        about = {"id": moodle_id, "users": list(user_ids)}
        rows = self._sql.all(_COURSES_OF_USERS, about)
        return [MoodleParticipant(*row) for row in rows]

    def forget_reads(self, moodle_id: str, places: Iterable[tuple[int, int]]) -> None:
        """Have the next run read these users in these courses again."""
        rows = [
            {"moodle": moodle_id, "user": user_id, "course": course_id}
            for user_id, course_id in sorted(places)
        ]
        if rows:
            self._sql.run(_FORGET, rows)

    def save_participants(self, participants: Sequence[MoodleParticipant]) -> None:
        """Add or replace parts in courses."""
        self._save(moodle_participants, [_participant_row(one) for one in participants])

    def observations(
        self, moodle_id: str, user_ids: Iterable[int]
    ) -> Sequence[Observation]:
        """Return what holds of these users: of each place the latest not undone."""
        rows = self._sql.all(_HOLDING, {"id": moodle_id, "users": list(user_ids)})
        return [Observation(*row) for row in rows]

    def read_in(self, run_id: str) -> Sequence[tuple[int, int]]:
        """Return of which users, in which courses, a run observed anything; in order."""
        return [tuple(row) for row in self._sql.all(_READ_IN, {"id": run_id})]

    def observed_users(self, moodle_id: str, course_id: int) -> Sequence[int]:
        """Return of whom anything was ever observed in a course, or at all (0)."""
        asked = _PLACE_USERS if course_id else _ALL_USERS
        about = {"id": moodle_id} | ({"course": course_id} if course_id else {})
        return [user_id for (user_id,) in self._sql.all(asked, about)]

    def place_counts(self, moodle_id: str, course_id: int) -> Sequence[PlaceCount]:
        """Return how many completed and were graded; see the port."""
        if course_id:
            rows = self._sql.all(_COUNTS_IN, {"id": moodle_id, "course": course_id})
        else:
            rows = self._sql.all(_COUNTS_OF_COURSES, {"id": moodle_id})
        return [PlaceCount(*(int(cell) for cell in row)) for row in rows]

    def observe(self, observations: Sequence[Observation]) -> None:
        """Add what was observed; what a run said of a place already stays."""
        if observations:
            self._sql.run(_OBSERVE, [_observation_row(one) for one in observations])

    def mappings(self, moodle_id: str) -> Sequence[MoodleMapping]:
        """Return all revisions of all mappings, by course, activity and revision."""
        rows = self._sql.all(_MAPPINGS, {"id": moodle_id})
        return [MoodleMapping(*row) for row in rows]

    def append_mapping(self, mapping: MoodleMapping) -> bool:
        """Add a revision; return False where it was there."""
        return self._sql.run(_MAP, _mapping_row(mapping)) == 1

    def runs(self, moodle_id: str) -> Sequence[SyncRun]:
        """Return the runs of a Moodle, newest first."""
        found = self._sql.all(
            _RUNS.where(moodle_runs.c.moodle_id == _ID), {"id": moodle_id}
        )
        runs = (SyncRun(*row) for row in found)
        return sorted(runs, key=lambda run: (run.started_at, run.id), reverse=True)

    def run(self, run_id: str) -> SyncRun | None:
        """Return a run."""
        row = self._sql.one(_RUNS.where(moodle_runs.c.id == _ID), {"id": run_id})
        return SyncRun(*row) if row else None

    def save_run(self, run: SyncRun) -> None:
        """Add or replace a run."""
        self._save(moodle_runs, [_run_row(run)])

    def file_places(self, moodle_id: str, course_id: int) -> Mapping[str, int]:
        """Return the ids that names in files stand for; see the port."""
        about = {"id": moodle_id, "course": course_id}
        return dict(map(tuple, self._sql.all(_FILE_PLACES, about)))

    def save_file_places(
        self, moodle_id: str, course_id: int, places: Mapping[str, int]
    ) -> None:
        """Add or replace what names in files stand for."""
        about = {_MOODLE: moodle_id, "course_id": course_id}
        self._save(
            moodle_file_places,
            [about | {"key": key, "id": place} for key, place in places.items()],
        )

    def file_users(self, moodle_id: str, keys: Iterable[str]) -> Mapping[str, int]:
        """Return whose accounts these keys of files are, where that is known."""
        rows = self._sql.all(_FILE_USERS, {"id": moodle_id, "users": list(keys)})
        return dict(map(tuple, rows))

    def save_file_users(self, moodle_id: str, users: Mapping[str, int]) -> None:
        """Add or replace whose accounts keys of files are."""
        self._save(
            moodle_file_users,
            [
                {_MOODLE: moodle_id, "key": key, "user_id": user_id}
                for key, user_id in users.items()
            ],
        )

    def last_user(self, moodle_id: str) -> int:
        """Return the highest user id of the accounts that are known; 0 for none."""
        row = self._sql.one(_LAST_USER, {"id": moodle_id})
        return int(row[0]) if row else 0

    def _save(self, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            self._sql.run(_SAVE[table], rows)
