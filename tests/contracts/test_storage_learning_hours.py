"""The ledger of learning hours, and how routes become JP, whoever stores them."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from lti_service.domain.learning_hours import JpState, Scope, conversion_of
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given
from tests.fakes.hours_rule import hours_parameters, jp_conversions

DAY = timedelta(days=1)


@pytest.fixture
def kept(storage: Storage) -> Storage:
    """An office, so that entries belong to somebody."""
    given.an_office(storage)
    return storage


def test_entries_come_back_exact_and_newest_activity_first(kept: Storage) -> None:
    exact = make.jp_entry(amount=Decimal("12.3456"))
    older = make.jp_entry(id="jp-2", record="import:2", until=make.TODAY - DAY)
    beside = make.jp_entry(id="jp-3", record="import:3")
    with kept.writing() as uow:
        for entry in (exact, older, beside):
            assert uow.hours.append(entry)
        uow.commit()
    with kept.reading() as uow:
        assert uow.hours.of_person("person-1") == [beside, exact, older]
        assert uow.hours.of_person("person-2") == []
        assert uow.hours.get("jp-1") == exact
        assert uow.hours.get("jp-9") is None


def test_the_newest_revision_of_a_record_holds_and_the_first_stays(
    kept: Storage,
) -> None:
    first = make.jp_entry()
    second = make.jp_entry(
        id="jp-2",
        revision=2,
        state=JpState.REFUSED,
        reason="Tidak terbaca",
        verifier_id="person-2",
    )
    with kept.writing() as uow:
        assert uow.hours.append(first)
        assert uow.hours.waiting() == [first]
        assert uow.hours.append(second)
        assert uow.hours.waiting() == []
        assert uow.hours.of_person("person-1") == uow.hours.all() == [second]
        assert uow.hours.get("jp-1") == first


def test_the_same_revision_of_a_record_is_there_once_a_person(kept: Storage) -> None:
    with kept.writing() as uow:
        assert uow.hours.append(make.jp_entry())
        assert not uow.hours.append(make.jp_entry(id="jp-2", amount=Decimal(9)))
        other = make.jp_entry(id="jp-3", person_id="person-2")
        assert uow.hours.append(other)
        assert uow.hours.all() == [make.jp_entry(), other]


def test_what_waits_longest_comes_first(kept: Storage) -> None:
    entries = [make.jp_entry(id=f"jp-{n}", record=f"import:{n}") for n in (3, 1, 2)]
    with kept.writing() as uow:
        for entry in entries:
            uow.hours.append(entry)
        assert uow.hours.waiting() == entries


def test_the_conversions_are_there_from_the_start(storage: Storage) -> None:
    with storage.reading() as uow:
        found = uow.hours.conversions()
    assert found == sorted(
        jp_conversions(), key=lambda row: (row.code, row.scope, row.valid_from)
    )
    assert Counter(row.code[0] for row in found if row.scope is Scope.NATIONAL) == {
        "A": 2,
        "B": 11,
        "C": 11,
    }
    assert all("periksa: menunggu keputusan daerah" in r.legal_basis for r in found)


def test_what_the_circular_leaves_doubtful_is_no_conversion(storage: Storage) -> None:
    with storage.reading() as uow:
        found = uow.hours.conversions()
    doubtful = {"B2", "B3", "B4", "B5", "B8", "B9", "B10", "C4", "C6", "C9", "C10"}
    assert not [
        r for r in found if r.scope is Scope.INTERNATIONAL and r.code in doubtful
    ]
    taken = conversion_of("B2", Scope.INTERNATIONAL, make.TODAY, found)
    assert taken is not None
    assert (taken.scope, taken.value) == (Scope.NATIONAL, Decimal(1))


def test_what_the_law_asks_a_year_is_there_with_its_legal_basis(
    storage: Storage,
) -> None:
    with storage.reading() as uow:
        before = uow.rules.parameters(date(2017, 12, 31))
        now = uow.rules.parameters(make.TODAY)
    assert not [p for p in before if p.code.startswith("hours.")]
    assert [p for p in now if p.code.startswith("hours.")] == sorted(
        hours_parameters(), key=lambda p: p.code
    )
