"""Fake of attempts at packages in Moodles."""

from collections.abc import Iterable, Sequence

from lti_service.domain.moodle_attempt import AttemptPlace, SeenAttempt
from lti_service.domain.moodle_ledger import RunState
from tests.fakes.tables import Tables


class FakeMoodleAttempts:
    """`ports.moodle_attempt.MoodleAttempts` in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def held(
        self, moodle_id: str, user_ids: Iterable[int], course_id: int = 0
    ) -> Sequence[SeenAttempt]:
        wanted = set(user_ids)
        holding: dict[AttemptPlace, SeenAttempt] = {}
        for one in self._tables.moodle_attempts:
            run = self._tables.moodle_runs[one.run_id]
            if (
                one.moodle_id == moodle_id
                and one.user_id in wanted
                and course_id in {0, one.course_id}
                and run.state is not RunState.UNDONE
            ):
                holding[one.place] = one
        return sorted(
            holding.values(),
            key=lambda one: (one.user_id, one.course_id, one.activity_id, one.number),
        )

    def read_in(self, run_id: str) -> Sequence[tuple[int, int]]:
        return sorted(
            {
                (one.user_id, one.course_id)
                for one in self._tables.moodle_attempts
                if one.run_id == run_id
            }
        )

    def keep(self, rows: Sequence[SeenAttempt]) -> None:
        known = {
            (one.moodle_id, one.place, one.run_id)
            for one in self._tables.moodle_attempts
        }
        self._tables.moodle_attempts.extend(
            one for one in rows if (one.moodle_id, one.place, one.run_id) not in known
        )
