"""Fake of what is kept of Moodles, and of a Moodle itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lti_service.domain.moodle_ledger import (
    MatchDoubt,
    MoodleAccount,
    MoodleConnection,
    MoodleMapping,
    MoodleParticipant,
    Observation,
    Place,
    RunState,
    SyncRun,
    is_completed,
)
from lti_service.domain.moodle_mapping import PlaceCount
from lti_service.domain.moodle_sync import MoodleActivity, MoodleCourse
from tests.fakes.tables import Tables

SETTLED = (MatchDoubt.NONE, MatchDoubt.DISMISSED)


class FakeMoodleLedger:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def hold_still(self) -> None:
        pass

    def connections(self) -> Sequence[MoodleConnection]:
        found = self._tables.moodles.values()
        return sorted(found, key=lambda one: (one.name, one.id))

    def save_connection(self, connection: MoodleConnection) -> None:
        self._tables.moodles[connection.id] = connection

    def courses(self, moodle_id: str) -> Sequence[MoodleCourse]:
        kept = self._tables.moodle_courses
        found = [one for (moodle, _), one in kept.items() if moodle == moodle_id]
        return sorted(found, key=lambda one: one.id)

    def save_courses(self, moodle_id: str, courses: Sequence[MoodleCourse]) -> None:
        for one in courses:
            self._tables.moodle_courses[moodle_id, one.id] = one

    def activities(self, moodle_id: str) -> Sequence[tuple[int, MoodleActivity]]:
        kept = self._tables.moodle_activities
        found = [one for (moodle, _), one in kept.items() if moodle == moodle_id]
        return sorted(found, key=lambda one: (one[0], one[1].id))

    def save_activities(
        self, moodle_id: str, course_id: int, activities: Sequence[MoodleActivity]
    ) -> None:
        for one in activities:
            self._tables.moodle_activities[moodle_id, one.id] = course_id, one

    def accounts(
        self, moodle_id: str, user_ids: Iterable[int]
    ) -> Sequence[MoodleAccount]:
        wanted = set(user_ids)
        return [one for one in self._accounts(moodle_id) if one.user_id in wanted]

    def accounts_of(
        self, moodle_id: str, person_ids: Iterable[str]
    ) -> Sequence[MoodleAccount]:
        wanted = set(person_ids)
        return [one for one in self._accounts(moodle_id) if one.person_id in wanted]

    def doubted_accounts(self, moodle_id: str) -> Sequence[MoodleAccount]:
        found = self._accounts(moodle_id)
        return sorted(
            (one for one in found if one.doubt not in SETTLED),
            key=lambda one: one.user_id,
        )

    def save_accounts(self, accounts: Sequence[MoodleAccount]) -> None:
        for one in accounts:
            self._tables.moodle_accounts[one.moodle_id, one.user_id] = one

    def settled_accounts(
        self, moodle_id: str, words: str, limit: int
    ) -> Sequence[MoodleAccount]:
        asked = words.casefold()
        found = [
            one
            for one in self._accounts(moodle_id)
            if one.doubt in SETTLED
            and (asked in one.name.lower() or asked in one.idnumber)
        ]
        found.sort(key=lambda one: one.user_id)
        return sorted(found, key=lambda one: one.changed_at, reverse=True)[:limit]

    def participants(
        self, moodle_id: str, course_id: int, user_ids: Iterable[int] | None = None
    ) -> Sequence[MoodleParticipant]:
        wanted = None if user_ids is None else set(user_ids)
        found = [
            one
            for one in self._tables.moodle_participants.values()
            if (one.moodle_id, one.course_id) == (moodle_id, course_id)
            and (wanted is None or one.user_id in wanted)
        ]
        return sorted(found, key=lambda one: one.user_id)

    def courses_of(
        self, moodle_id: str, user_ids: Iterable[int]
    ) -> Sequence[MoodleParticipant]:
        wanted = set(user_ids)
        found = [
            one
            for one in self._tables.moodle_participants.values()
            if one.moodle_id == moodle_id and one.user_id in wanted
        ]
        return sorted(found, key=lambda one: (one.user_id, one.course_id))

    def save_participants(self, participants: Sequence[MoodleParticipant]) -> None:
        for one in participants:
            key = one.moodle_id, one.course_id, one.user_id
            self._tables.moodle_participants[key] = one

    def observations(
        self, moodle_id: str, user_ids: Iterable[int]
    ) -> Sequence[Observation]:
        wanted = set(user_ids)
        holding: dict[Place, Observation] = {}
        for one in self._tables.moodle_observations:
            run = self._tables.moodle_runs[one.run_id]
            if (
                one.moodle_id == moodle_id
                and one.user_id in wanted
                and run.state is not RunState.UNDONE
            ):
                holding[one.place] = one
        return sorted(
            holding.values(),
            key=lambda one: (one.user_id, one.course_id, one.activity_id),
        )

    def read_in(self, run_id: str) -> Sequence[tuple[int, int]]:
        return sorted(
            {
                (one.user_id, one.course_id)
                for one in self._tables.moodle_observations
                if one.run_id == run_id
            }
        )

    def forget_reads(self, moodle_id: str, places: Iterable[tuple[int, int]]) -> None:
        parts = self._tables.moodle_participants
        for user_id, course_id in places:
            key = moodle_id, course_id, user_id
            if key in parts:
                parts[key] = replace(parts[key], last_access=-1)

    def observed_users(self, moodle_id: str, course_id: int) -> Sequence[int]:
        return sorted(
            {
                one.user_id
                for one in self._tables.moodle_observations
                if one.moodle_id == moodle_id and course_id in {0, one.course_id}
            }
        )

    def place_counts(self, moodle_id: str, course_id: int) -> Sequence[PlaceCount]:
        known = {one.user_id for one in self._accounts(moodle_id) if one.person_id}
        counts: dict[tuple[int, int], list[int]] = {}
        for one in self.observations(
            moodle_id, self.observed_users(moodle_id, course_id)
        ):
            if one.course_id != course_id if course_id else one.activity_id:
                continue
            done, graded = is_completed(one), one.share is not None
            theirs = one.user_id in known
            told = (done, graded, done and theirs, graded and theirs)
            so_far = counts.setdefault((one.course_id, one.activity_id), [0] * 4)
            counts[one.course_id, one.activity_id] = [
                n + more for n, more in zip(so_far, told, strict=True)
            ]
        return [PlaceCount(*place, *counts[place]) for place in sorted(counts)]

    def observe(self, observations: Sequence[Observation]) -> None:
        known = self._tables.moodle_observations
        said = {(one.moodle_id, one.run_id, one.place) for one in known}
        for one in observations:
            if (one.moodle_id, one.run_id, one.place) not in said:
                known.append(one)

    def mappings(self, moodle_id: str) -> Sequence[MoodleMapping]:
        found = [
            one for one in self._tables.moodle_mappings if one.moodle_id == moodle_id
        ]
        return sorted(
            found, key=lambda one: (one.course_id, one.activity_id, one.revision)
        )

    def append_mapping(self, mapping: MoodleMapping) -> bool:
        known = self._tables.moodle_mappings
        if any(_key(one) == _key(mapping) for one in known):
            return False
        known.append(mapping)
        return True

    def runs(self, moodle_id: str) -> Sequence[SyncRun]:
        found = [
            one
            for one in self._tables.moodle_runs.values()
            if one.moodle_id == moodle_id
        ]
        return sorted(found, key=lambda run: (run.started_at, run.id), reverse=True)

    def run(self, run_id: str) -> SyncRun | None:
        return self._tables.moodle_runs.get(run_id)

    def save_run(self, run: SyncRun) -> None:
        self._tables.moodle_runs[run.id] = run

    def file_places(self, moodle_id: str, course_id: int) -> Mapping[str, int]:
        return {
            key: place
            for (moodle, course, key), place in self._tables.moodle_file_places.items()
            if (moodle, course) == (moodle_id, course_id)
        }

    def save_file_places(
        self, moodle_id: str, course_id: int, places: Mapping[str, int]
    ) -> None:
        for key, place in places.items():
            self._tables.moodle_file_places[moodle_id, course_id, key] = place

    def file_users(self, moodle_id: str, keys: Iterable[str]) -> Mapping[str, int]:
        kept = self._tables.moodle_file_users
        return {key: kept[moodle_id, key] for key in keys if (moodle_id, key) in kept}

    def save_file_users(self, moodle_id: str, users: Mapping[str, int]) -> None:
        for key, user_id in users.items():
            self._tables.moodle_file_users[moodle_id, key] = user_id

    def last_user(self, moodle_id: str) -> int:
        return max((one.user_id for one in self._accounts(moodle_id)), default=0)

    def _accounts(self, moodle_id: str) -> list[MoodleAccount]:
        kept = self._tables.moodle_accounts.values()
        return [one for one in kept if one.moodle_id == moodle_id]


def _key(mapping: MoodleMapping) -> tuple[str, int, int, int]:
    return (
        mapping.moodle_id,
        mapping.course_id,
        mapping.activity_id,
        mapping.revision,
    )
