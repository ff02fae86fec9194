"""A programme completed by hand and in a Moodle gives its hours once, in any order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.learning_hours import JpEntry, JpState
from lti_service.domain.moodle_ledger import MoodleMapping, RunCount
from lti_service.domain.programme import EnrolmentState
from lti_service.ports import Ports
from lti_service.use_cases.moodle.overlap import Counted, is_counted
from lti_service.use_cases.moodle.run import undo_run
from lti_service.use_cases.programme.enrolment_several import EnrolmentAct
from tests import service_factories as make
from tests.fakes import FakeStorage
from tests.lti_service.office import LEARNER
from tests.lti_service.use_cases.moodle.test_pull import (
    GIVES_HOURS,
    a_moodle,
    read,
    service,
)
from tests.lti_service.use_cases.programme.test_enrolment import (
    change,
    hours,
    newest,
    put,
)

BY_PROGRAMME = replace(GIVES_HOURS, programme_code="PB-01", hours=None, route="")
DAY = date(2026, 11, 20)


def enrolled(
    mapping: MoodleMapping = BY_PROGRAMME, **batch: Any
) -> tuple[FakeStorage, Ports]:
    """The learner takes part in a programme that a course in a Moodle stands for."""
    storage, ports = service(a_moodle(), mapping)
    storage.tables.programmes["PB-01", 1] = make.programme()
    storage.tables.batches["PB-01-A", 1] = make.batch(**batch)
    put(storage, state=EnrolmentState.APPROVED)
    return storage, ports


def recognised(ports: Ports) -> list[JpEntry]:
    newest_of = {row.record: row for row in reversed(hours(ports))}
    return [row for row in newest_of.values() if row.state is JpState.RECOGNISED]


def ticked(ports: Ports) -> None:
    assert change(ports, EnrolmentAct.COMPLETE, newest(ports)) == []


def test_what_was_ticked_off_first_gives_nothing_again_once_moodle_is_read() -> None:
    _, ports = enrolled()
    ticked(ports)

    run = read(ports)

    assert [row.record for row in recognised(ports)] == [f"enrolment:en-{LEARNER.id}"]
    assert run.count(RunCount.HOURS) == 0


def test_what_moodle_gave_first_is_withdrawn_once_it_is_ticked_off() -> None:
    storage, ports = enrolled()
    put(storage, state=EnrolmentState.PROPOSED)  # so that Moodle completes nothing
    read(ports)
    (given,) = recognised(ports)
    assert given.record.startswith("moodle:m-1:")
    assert change(ports, EnrolmentAct.APPROVE, newest(ports)) == []

    ticked(ports)

    assert [row.record for row in recognised(ports)] == [f"enrolment:en-{LEARNER.id}"]


@pytest.mark.parametrize("ticked_first", [True, False])
def test_taken_back_the_tick_leaves_the_hours_of_moodle(*, ticked_first: bool) -> None:
    storage, ports = enrolled()
    if ticked_first:
        ticked(ports)
        read(ports)
    else:
        put(storage, state=EnrolmentState.PROPOSED)
        read(ports)
        change(ports, EnrolmentAct.APPROVE, newest(ports))
        ticked(ports)

    assert change(ports, EnrolmentAct.UNDO, newest(ports)) == []

    (entry,) = recognised(ports)
    assert entry.record.startswith("moodle:m-1:")
    assert newest(ports).source == entry.record  # Moodle says that it is completed


def test_a_run_that_is_undone_leaves_the_hours_of_the_tick() -> None:
    _, ports = enrolled()
    ticked(ports)
    run = read(ports)

    undo_run(run.id, actor="a-admin", ports=ports)

    assert [row.record for row in recognised(ports)] == [f"enrolment:en-{LEARNER.id}"]
    assert newest(ports).state is EnrolmentState.COMPLETED


def test_a_course_that_stands_for_no_programme_gives_its_own_hours() -> None:
    _, ports = enrolled(GIVES_HOURS)
    ticked(ports)

    read(ports)

    assert sum(row.amount for row in recognised(ports)) > Decimal(6)
    assert len(recognised(ports)) == 2


@pytest.mark.parametrize(
    ("completed_on", "since", "until", "counts"),
    [
        (date(2026, 3, 1), date(2026, 2, 1), date(2026, 3, 1), True),
        (date(2025, 3, 1), date(2025, 2, 1), date(2025, 3, 1), False),
        (date(2027, 1, 8), date(2026, 11, 1), date(2026, 12, 1), True),
        (date(2027, 1, 8), date(2027, 1, 1), date(2027, 2, 1), False),
    ],
)
def test_only_the_same_year_or_the_days_of_the_batch_are_one_completion(
    *, completed_on: date, since: date, until: date, counts: bool
) -> None:
    batch = make.batch(since=since, until=until)
    assert is_counted(BY_PROGRAMME, DAY, [Counted(batch, completed_on)]) is counts


def test_another_programme_counts_for_nothing() -> None:
    other = make.batch(programme_code="PB-02")
    assert not is_counted(BY_PROGRAMME, DAY, [Counted(other, DAY)])
