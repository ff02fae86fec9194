"""Fake of learning plans and ratings in Moodles."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lti_service.domain.moodle_file import FILE_IDS
from lti_service.domain.moodle_ledger import RunState
from lti_service.domain.moodle_mapping import PlaceCount
from lti_service.domain.moodle_plan import (
    COMPETENCIES,
    MoodleCompetency,
    PlanRead,
    PlanReader,
    SeenPlan,
    SeenRating,
)
from lti_service.domain.moodle_push import ItemKind
from tests.fakes.tables import Tables


class FakeMoodlePlans:
    """`ports.moodle_plan.MoodlePlans` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def competencies(self, moodle_id: str) -> Sequence[MoodleCompetency]:
        kept = self._tables.moodle_competencies
        return [kept[key] for key in sorted(kept) if key[0] == moodle_id]

    def save_competencies(
        self, moodle_id: str, competencies: Sequence[MoodleCompetency]
    ) -> None:
        for one in competencies:
            self._tables.moodle_competencies[moodle_id, one.id] = one

    def mirrored(self, moodle_id: str) -> Sequence[int]:
        return self._remote(moodle_id, ItemKind.NODE)

    def pushed_plans(self, moodle_id: str) -> Sequence[int]:
        return self._remote(moodle_id, ItemKind.PLAN)

    def readers(self, moodle_id: str, since: datetime) -> Sequence[PlanReader]:
        found = []
        for (moodle, user_id), one in sorted(self._tables.moodle_accounts.items()):
            parts = [
                part
                for part in self._tables.moodle_participants.values()
                if (part.moodle_id, part.user_id) == (moodle_id, user_id)
            ]
            takes_part = any(part.left_at is None for part in parts)
            if moodle != moodle_id or user_id >= FILE_IDS:
                continue
            matched = one.person_id is not None and one.changed_at < since
            if not matched and not takes_part:
                continue
            read = self._tables.moodle_plan_reads.get((moodle_id, user_id))
            came = any(part.read_at >= since for part in parts)
            found.append(PlanReader(user_id, read.read_at if read else None, came))
        return found

    def reads(self, moodle_id: str, user_ids: Iterable[int]) -> Sequence[PlanRead]:
        kept = self._tables.moodle_plan_reads
        keys = [(moodle_id, one) for one in sorted(set(user_ids))]
        return [kept[key] for key in keys if key in kept]

    def save_reads(self, reads: Sequence[PlanRead]) -> None:
        for one in reads:
            self._tables.moodle_plan_reads[one.moodle_id, one.user_id] = one

    def forget_reads(self, moodle_id: str, user_ids: Iterable[int]) -> None:
        for one in user_ids:
            self._tables.moodle_plan_reads.pop((moodle_id, one), None)

    def ratings(self, moodle_id: str, user_ids: Iterable[int]) -> Sequence[SeenRating]:
        wanted = set(user_ids)
        holding = {
            (one.user_id, one.line_id): one
            for one in self._tables.moodle_ratings
            if self._holds(one, moodle_id) and one.user_id in wanted
        }
        return [holding[key] for key in sorted(holding)]

    def keep_ratings(self, rows: Sequence[SeenRating]) -> None:
        known = {
            (one.moodle_id, one.user_id, one.line_id, one.run_id)
            for one in self._tables.moodle_ratings
        }
        self._tables.moodle_ratings.extend(
            one
            for one in rows
            if (one.moodle_id, one.user_id, one.line_id, one.run_id) not in known
        )

    def plans(self, moodle_id: str, user_ids: Iterable[int]) -> Sequence[SeenPlan]:
        wanted = set(user_ids)
        holding = {
            (one.user_id, one.plan_id): one
            for one in self._tables.moodle_plans
            if self._holds(one, moodle_id) and one.user_id in wanted
        }
        return [holding[key] for key in sorted(holding)]

    def keep_plans(self, rows: Sequence[SeenPlan]) -> None:
        known = {
            (one.moodle_id, one.user_id, one.plan_id, one.run_id)
            for one in self._tables.moodle_plans
        }
        self._tables.moodle_plans.extend(
            one
            for one in rows
            if (one.moodle_id, one.user_id, one.plan_id, one.run_id) not in known
        )

    def read_in(self, run_id: str) -> Sequence[int]:
        rows: list[SeenRating | SeenPlan] = [
            *self._tables.moodle_ratings,
            *self._tables.moodle_plans,
        ]
        return sorted({one.user_id for one in rows if one.run_id == run_id})

    def rated_users(self, moodle_id: str) -> Sequence[int]:
        rows = self._tables.moodle_ratings
        return sorted({one.user_id for one in rows if one.moodle_id == moodle_id})

    def rated_by(self, moodle_id: str, rater_ids: Iterable[int]) -> Sequence[int]:
        wanted = set(rater_ids)
        return sorted(
            {
                one.user_id
                for one in self._tables.moodle_ratings
                if one.moodle_id == moodle_id and one.rater_id in wanted
            }
        )

    def counts(self, moodle_id: str) -> Sequence[PlaceCount]:
        rows = [
            one
            for one in self._tables.moodle_ratings
            if self._holds(one, moodle_id) and one.is_proficient is not None
        ]
        accounts = self._tables.moodle_accounts
        known = {
            user_id
            for (moodle, user_id), one in accounts.items()
            if moodle == moodle_id and one.person_id
        }
        counted = []
        for competency_id in sorted({one.competency_id for one in rows}):
            mine = [one for one in rows if one.competency_id == competency_id]
            rated = {one.user_id for one in mine}
            able = {one.user_id for one in mine if one.is_proficient}
            counted.append(
                PlaceCount(
                    COMPETENCIES,
                    competency_id,
                    len(able),
                    len(rated),
                    len(able & known),
                    len(rated & known),
                )
            )
        return counted

    def _holds(self, one: SeenRating | SeenPlan, moodle_id: str) -> bool:
        run = self._tables.moodle_runs[one.run_id]
        return one.moodle_id == moodle_id and run.state is not RunState.UNDONE

    def _remote(self, moodle_id: str, kind: ItemKind) -> Sequence[int]:
        return sorted(
            one.remote_id
            for one in self._tables.moodle_mirrors.values()
            if (one.moodle_id, one.kind) == (moodle_id, kind)
            and one.remote_id is not None
        )
