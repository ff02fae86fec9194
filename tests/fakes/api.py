"""Fake repository of API tokens, and of what other systems read."""

from collections.abc import Sequence
from datetime import datetime

from lti_service.domain.api_token import ApiToken, CoursePass, Replay
from lti_service.domain.evidence import Evidence
from lti_service.domain.learning_hours import JpEntry
from lti_service.domain.organisation import Person
from lti_service.domain.programme import Enrolment, EnrolmentState
from lti_service.ports.api import Place
from tests.fakes.programme import FakeProgrammes
from tests.fakes.tables import Tables


class FakeApi:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def token(self, token_id: str) -> ApiToken | None:
        return self._tables.api_tokens.get(token_id)

    def token_of(self, secret_hash: str) -> ApiToken | None:
        known = self._tables.api_tokens.values()
        return next((one for one in known if one.secret_hash == secret_hash), None)

    def tokens(self) -> Sequence[ApiToken]:
        known = sorted(self._tables.api_tokens.values(), key=lambda one: one.id)
        return sorted(known, key=lambda one: one.created_at, reverse=True)

    def save_token(self, token: ApiToken) -> None:
        self._tables.api_tokens[token.id] = token

    def replay(self, token_id: str, key: str) -> Replay | None:
        return self._tables.api_replays.get((token_id, key))

    def begin_replay(self, replay: Replay) -> bool:
        place = replay.token_id, replay.key
        new = place not in self._tables.api_replays
        self._tables.api_replays.setdefault(place, replay)
        return new

    def end_replay(self, replay: Replay) -> None:
        self._tables.api_replays[replay.token_id, replay.key] = replay

    def drop_replay(self, token_id: str, key: str) -> None:
        self._tables.api_replays.pop((token_id, key), None)

    def forget_replays(self, before: datetime) -> None:
        kept = {
            k: one for k, one in self._tables.api_replays.items() if one.at >= before
        }
        self._tables.api_replays = kept

    def people(self, after: str, limit: int) -> Sequence[Person]:
        found = [p for p in self._tables.people.values() if p.id > after]
        return sorted(found, key=lambda person: person.id)[:limit]

    def planners(self, year: int, after: str, limit: int) -> Sequence[str]:
        rows = (row for row in self._tables.individual_plans if row.year == year)
        return sorted({row.person_id for row in rows if row.person_id > after})[:limit]

    def evidence(self, after: int, limit: int) -> Sequence[tuple[int, Evidence]]:
        rows = list(enumerate(self._tables.evidence.values(), start=1))
        return rows[after : after + limit]

    def hours(self, after: int, limit: int) -> Sequence[tuple[int, JpEntry]]:
        return list(enumerate(self._tables.hours, start=1))[after : after + limit]

    def passes(self, after: Place | None, limit: int) -> Sequence[CoursePass]:
        found = []
        for attempt in self._tables.attempts.values():
            account = self._tables.accounts[attempt.account_id]
            release = self._tables.releases[attempt.release_id]
            if attempt.passed_at and account.person_id and not attempt.instructor:
                found.append(
                    CoursePass(
                        attempt.id,
                        account.person_id,
                        release.course_id,
                        release.version,
                        release.title,
                        attempt.module_id,
                        attempt.activity_id,
                        attempt.passed_at,
                    )
                )
        rows = sorted(found, key=lambda row: (row.passed_at, row.id))
        return [r for r in rows if after is None or (r.passed_at, r.id) > after][:limit]

    def completed(self, after: Place | None, limit: int) -> Sequence[Enrolment]:
        rows = sorted(
            (
                row
                for row in FakeProgrammes(self._tables).enrolments()
                if row.state is EnrolmentState.COMPLETED
            ),
            key=lambda row: (row.recorded_at, row.id),
        )
        return [r for r in rows if after is None or (r.recorded_at, r.id) > after][
            :limit
        ]
