"""Programmes, batches and enrolments, whoever stores them."""

from datetime import date
from decimal import Decimal

import pytest

from lti_service.domain.programme import (
    EnrolmentState,
    Mode,
    ProgrammeOutcome,
    ProgrammeState,
)
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given


@pytest.fixture
def kept(storage: Storage) -> Storage:
    """An office, so that enrolments belong to somebody."""
    given.an_office(storage)
    return storage


def test_a_programme_comes_back_exact_and_its_highest_version_holds(
    storage: Storage,
) -> None:
    first = make.programme(
        hours=Decimal("7.25"),
        until=None,
        outcomes=(ProgrammeOutcome("KT.KB.01", 3), ProgrammeOutcome("M08", 2)),
    )
    second = make.programme(version=2, state=ProgrammeState.CLOSED)
    other = make.programme(code="A-1", outcomes=())
    with storage.writing() as uow:
        assert uow.programmes.append_programme(first)
        assert uow.programmes.programme("PB-01") == first
        assert uow.programmes.append_programme(second)
        assert not uow.programmes.append_programme(second)
        assert uow.programmes.append_programme(other)
        uow.commit()
    with storage.reading() as uow:
        assert uow.programmes.programme("PB-01") == second
        assert uow.programmes.programmes() == [other, second]
        assert uow.programmes.programme("PB-02") is None


def test_batches_come_by_their_first_day_as_they_hold_now(storage: Storage) -> None:
    late = make.batch(id="a", since=date(2026, 11, 20))
    early = make.batch(id="b", places=None, mode=Mode.NON_CLASSICAL)
    moved = make.batch(id="b", revision=2, since=date(2026, 11, 21))
    other = make.batch(id="c", programme_code="PB-02")
    with storage.writing() as uow:
        for row in (late, early, other):
            assert uow.programmes.append_batch(row)
        assert uow.programmes.batches("PB-01") == [early, late]
        assert uow.programmes.append_batch(moved)
        assert not uow.programmes.append_batch(moved)
        assert uow.programmes.batches("PB-01") == [late, moved]
        assert uow.programmes.batches() == [other, late, moved]
        assert uow.programmes.batch("b") == moved
        assert uow.programmes.batch("z") is None


def test_an_enrolment_keeps_every_revision(kept: Storage) -> None:
    first = make.enrolment()
    done = make.enrolment(
        revision=2,
        before=1,
        state=EnrolmentState.COMPLETED,
        completed_on=make.TODAY,
        hours_learned=Decimal("7.50"),
        source="attempt:t-1",
    )
    second = make.enrolment(id="en-2", person_id="person-2")
    elsewhere = make.enrolment(id="en-3", batch_id="PB-01-B")
    with kept.writing() as uow:
        uow.programmes.hold_still()
        for row in (first, done, second, elsewhere):
            assert uow.programmes.append_enrolment(row)
        assert not uow.programmes.append_enrolment(done)
        uow.commit()
    with kept.reading() as uow:
        found = uow.programmes
        assert found.enrolment("en-1") == done
        assert found.enrolment("en-9") is None
        assert found.history("en-1") == [first, done]
        assert found.enrolments() == [done, second, elsewhere]
        assert found.enrolments_of("person-1") == [done, elsewhere]
        assert found.enrolments_in("PB-01-A") == [done, second]
