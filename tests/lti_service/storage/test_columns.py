"""Column types keep values exact."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given, strategies as st
from sqlalchemy.dialects import sqlite

from course_builder.model.activity_progress import QuestionProgress
from lti_service.domain.attempt import Event
from lti_service.errors import InvalidInputError
from lti_service.storage.columns import ACTIVITIES, ANSWER, DOCUMENT, Encoded, Moment
from lti_service.storage.database import SqlStorage
from tests import service_factories as make
from tests.contracts import given as given_facts
from tests.fakes import MORNING

SQLITE = sqlite.dialect()
POINTS = st.none() | st.decimals(0, 1000, places=3)
ANSWERS = st.text() | st.lists(st.text()).map(tuple)
PROGRESS = st.builds(
    QuestionProgress,
    tries=st.integers(0, 99),
    hints=st.integers(0, 9),
    first=POINTS,
    best=POINTS,
    right=st.booleans(),
    answer=ANSWERS,
)


def round_trip(column: Encoded, value: object) -> object:
    stored = column.process_bind_param(value, SQLITE)
    return column.process_result_value(stored, SQLITE)


@given(st.dictionaries(st.text(), PROGRESS))
def test_progress_comes_back_as_it_was(value: dict[str, QuestionProgress]) -> None:
    assert round_trip(ACTIVITIES, value) == value


@given(ANSWERS)
def test_answers_come_back_as_they_were(value: str | tuple[str, ...]) -> None:
    assert round_trip(ANSWER, value) == value


@pytest.mark.parametrize("typed", ["\x00", "\ud800", "\U0001f30b", "é"])
def test_whatever_a_learner_types_is_stored(database: SqlStorage, typed: str) -> None:
    given_facts.an_attempt(database)
    event = Event("event-0001", "answered", "q-jarak", MORNING, typed)
    done = make.attempt(activities={"q-jarak": QuestionProgress(answer=typed)})
    with database.writing() as uow:
        uow.attempts.record([make.recorded_event(event=event)])
        uow.attempts.save(done)
        uow.commit()
    with database.reading() as uow:
        recorded = uow.attempts.recorded("attempt-1", ["event-0001"])
        assert recorded["event-0001"].event.answer == typed
        assert uow.attempts.get("attempt-1") == done


def test_a_text_that_no_database_takes_is_refused(database: SqlStorage) -> None:
    with database.writing() as uow, pytest.raises(InvalidInputError) as caught:
        uow.platforms.save(make.platform(name="\ud800"))
    assert caught.value.code == "text-unstorable"


def test_no_answer_is_not_an_empty_answer() -> None:
    assert ANSWER.process_bind_param(None, SQLITE) is None
    assert round_trip(DOCUMENT, []) == []


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2))
def test_times_on_sqlite_sort_as_text(moments: list[datetime]) -> None:
    stored = [Moment().process_bind_param(moment, SQLITE) for moment in moments]
    read = [Moment().process_result_value(text, SQLITE) for text in sorted(stored)]
    assert read == sorted(moments)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Moment().process_bind_param(MORNING.replace(tzinfo=None), SQLITE)


@pytest.mark.parametrize(
    "digits", ["0", "1.0", "0.750", "0.1", "1E-7", "12345678901234567890.5"]
)
def test_decimals_are_not_rounded(database: SqlStorage, digits: str) -> None:
    with database.writing() as uow:
        uow.organisation.save_person(make.person(), make.TODAY)
        uow.evidence.append(make.evidence(result=Decimal(digits)))
        (row,) = uow.evidence.of_person("person-1")
    assert row.result == Decimal(digits)


def test_values_reach_sqlite_as_text_or_number(database: SqlStorage) -> None:
    with database.writing() as uow:
        uow.platforms.save(make.platform())
        uow.commit()
    with database._engine.connect() as connection:
        stored = connection.execute(
            sa.text("SELECT created_at FROM platforms")
        ).scalar()
    if database._engine.dialect.name == "sqlite":
        assert stored == "2026-11-24T00:30:00.000000+00:00"
    else:
        assert stored == make.platform().created_at
