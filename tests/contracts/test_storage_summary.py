"""Summaries: what has to be computed again, what is kept, how it is counted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from lti_service.domain.audit import AuditEntry
from lti_service.domain.organisation import Person
from lti_service.domain.plan import StandingState
from lti_service.domain.summary import (
    Change,
    ChangeKind,
    GapCount,
    HeldStanding,
    PersonSummary,
    counts_of,
)
from lti_service.ports.storage import Storage, UnitOfWork
from tests import service_factories as make
from tests.contracts import given
from tests.fakes import MORNING

ONE, TWO = "person-1", "person-2"
HELD = HeldStanding("M08", 2, 1, StandingState.NOT_YET, True, False, None)  # noqa: FBT003
MET = replace(HELD, held=3, state=StandingState.ACHIEVED, valid_until=date(2029, 1, 1))
FIRST = PersonSummary(ONE, "KEC", "pengawas", date(2027, 1, 1), 1, (HELD,))
SECOND = PersonSummary(TWO, "KEC", "pengawas", None, 1, (MET,))


@pytest.fixture
def kept(storage: Storage) -> Storage:
    """An office in which everybody was seen to."""
    given.an_office(storage)
    with storage.writing() as uow:
        uow.organisation.save_posting(make.posting())
        uow.commit()
    see_to_all(storage)
    return storage


def see_to_all(storage: Storage) -> list[str]:
    """Forget all changes; return whose they were."""
    with storage.writing() as uow:
        uow.summaries.spread(uow.summaries.changes(100))
        found = uow.summaries.changes(100)
        uow.summaries.forget(found)
        assert uow.summaries.waiting() == 0
        uow.commit()
    assert {change.kind for change in found} <= {ChangeKind.PERSON}
    return sorted({change.key for change in found})


def append_evidence(uow: UnitOfWork) -> None:
    uow.evidence.append(make.evidence())


def decide(uow: UnitOfWork) -> None:
    uow.evidence.append_decision(make.decision())


def post(uow: UnitOfWork) -> None:
    posting = make.posting()
    uow.organisation.save_posting(replace(posting, until=posting.since))


def leave(uow: UnitOfWork) -> None:
    uow.organisation.save_person(replace(make.person(), active=False), make.TODAY)


def require(uow: UnitOfWork) -> None:
    uow.frameworks.save_standard(make.standard())


def regroup(uow: UnitOfWork) -> None:
    uow.organisation.save_position(replace(make.position(), group="lain"))


def rename(uow: UnitOfWork) -> None:
    uow.frameworks.save_competency(replace(make.competency(), kind="nilai"))


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        (append_evidence, ONE),
        (decide, ONE),
        (post, ONE),
        (leave, ONE),
        (require, ONE),
        (regroup, ONE),
        (rename, TWO),
    ],
)
def test_what_standings_follow_from_leaves_a_change(
    kept: Storage, change: Callable[[UnitOfWork], None], touched: str
) -> None:
    with kept.writing() as uow:
        change(uow)
        uow.commit()
    with kept.reading() as uow:
        assert uow.summaries.waiting() > 0
    assert touched in see_to_all(kept)


def test_what_was_undone_leaves_none_and_a_new_name_neither(kept: Storage) -> None:
    with kept.writing() as uow:
        append_evidence(uow)
    with kept.writing() as uow:
        renamed = replace(make.person(), name="Pegawai Lain")
        uow.organisation.save_person(renamed, make.TODAY)
        uow.organisation.save_posting(make.posting())
        uow.commit()
    with kept.reading() as uow:
        assert uow.summaries.changes(10) == []


def test_a_change_that_comes_later_is_not_forgotten_with_an_earlier(
    kept: Storage,
) -> None:
    with kept.writing() as uow:
        append_evidence(uow)
        uow.commit()
    with kept.reading() as uow:
        seen = uow.summaries.changes_of([ONE])
    with kept.writing() as uow:
        decide(uow)
        uow.commit()
    with kept.writing() as uow:
        uow.summaries.forget(seen)
        uow.commit()
    assert see_to_all(kept) == [ONE]


def test_standings_are_kept_and_counted(kept: Storage) -> None:
    with kept.writing() as uow:
        before = uow.summaries.generation()
        uow.summaries.replace([FIRST, SECOND])
        uow.commit()
    with kept.reading() as uow:
        assert list(uow.summaries.all()) == [FIRST, SECOND]
        assert uow.summaries.of_person(ONE) == FIRST
        assert uow.summaries.people() == {"KEC": 2}
        assert uow.summaries.of_people([TWO, "tiada", ONE]) == [FIRST, SECOND]
        assert uow.summaries.of_person("tiada") is None
        assert uow.summaries.generation() > before
        assert uow.summaries.revisions([ONE, "tiada"]) == {ONE: 1}
        assert uow.summaries.counts() == [
            GapCount("KEC", "pengawas", "M08", 2, 2, 2, 1, 1, 0)
        ]


def test_what_is_kept_anew_takes_the_place_of_what_was(kept: Storage) -> None:
    moved = PersonSummary(ONE, "DINAS", "pelaksana", None, 2, (MET,))
    gone = PersonSummary(TWO, "", "", None, 2, ())
    with kept.writing() as uow:
        uow.summaries.replace([FIRST, SECOND])
        uow.summaries.replace([moved, gone])
        uow.summaries.replace([])
        uow.commit()
    with kept.reading() as uow:
        assert list(uow.summaries.all()) == [moved, gone]
        assert uow.summaries.revisions([ONE, TWO]) == {ONE: 2, TWO: 2}
        assert uow.summaries.counts() == counts_of([moved, gone])
        counted = uow.summaries.counts()
    with kept.writing() as uow:
        uow.summaries.recount()
        assert uow.summaries.counts() == counted
        uow.commit()


def test_time_touches_who_is_due_and_nobody_else(kept: Storage) -> None:
    due = FIRST.changes_on
    assert due is not None
    with kept.writing() as uow:
        assert uow.summaries.day() is None
        uow.summaries.replace([FIRST, SECOND])
        uow.summaries.turn(due - timedelta(days=1))
        uow.commit()
    assert see_to_all(kept) == []
    with kept.writing() as uow:
        uow.summaries.turn(due)
        assert uow.summaries.day() == due
        uow.commit()
    assert see_to_all(kept) == [ONE]


def test_everybody_is_computed_again_once_at_a_time(kept: Storage) -> None:
    with kept.writing() as uow:
        assert not uow.summaries.under_way()
        assert uow.summaries.begin_again()
        assert not uow.summaries.begin_again()
        (change,) = uow.summaries.changes(10)
        assert change == Change(change.sequence, ChangeKind.ALL, "")
        uow.commit()
    assert see_to_all(kept) == [ONE, TWO]
    with kept.writing() as uow:
        assert uow.summaries.under_way()
        uow.summaries.finish_again()
        assert not uow.summaries.under_way()


def test_the_days_on_which_rules_change_are_told(kept: Storage) -> None:
    with kept.reading() as uow:
        assert all(day > make.TODAY for day in uow.rules.turns(make.TODAY))
        assert date(2018, 1, 1) in uow.rules.turns(date(2017, 12, 31))


def test_the_trail_is_read_between_two_times_newest_first(storage: Storage) -> None:
    entries = [
        AuditEntry(MORNING + timedelta(minutes=n), "cli", "tried", f"thing:{n}")
        for n in range(1200)
    ]
    with storage.writing() as uow:
        for entry in entries:
            uow.audit.add(entry)
        uow.commit()
    with storage.reading() as uow:
        start, end = entries[1].at, entries[-1].at
        assert list(uow.audit.between(start, end)) == entries[-2:0:-1]
        assert list(uow.audit.between(end, start)) == []


def test_people_are_read_some_at_a_time_with_their_hours(storage: Storage) -> None:
    given.an_office(storage)
    first = make.jp_entry()
    second = make.jp_entry(id="jp-2", revision=2, reason="x")
    other = make.jp_entry(id="jp-3", person_id=TWO)
    with storage.writing() as uow:
        for entry in (first, second, other):
            assert uow.hours.append(entry)
        uow.commit()
    with storage.reading() as uow:
        found: list[Person] = []
        name = person_id = ""
        while rows := uow.organisation.people_after(name, person_id, 1):
            found += rows
            name, person_id = rows[-1].name, rows[-1].id
        assert found == uow.organisation.people()
        assert uow.hours.of_people([ONE]) == [second]
        assert uow.hours.of_people([TWO, ONE]) == [second, other]
        assert uow.hours.of_people([]) == []
