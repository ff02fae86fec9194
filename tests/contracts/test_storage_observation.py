"""Sheets, drills and observations, whoever stores them."""

from dataclasses import replace
from datetime import date

import pytest

from lti_service.ports.storage import Storage
from tests import service_factories as made
from tests.contracts import given


@pytest.fixture
def kept(storage: Storage) -> Storage:
    given.an_office(storage)
    return storage


def test_all_versions_of_a_sheet_stay_and_the_newest_is_listed(kept: Storage) -> None:
    first = made.observation_sheet()
    second = replace(first, version=2, title="Lain", ended=True)
    other = made.observation_sheet(id="sheet-2", title="Api")
    with kept.writing() as uow:
        for sheet in (first, second, other):
            assert uow.observations.append_sheet(sheet)
        assert not uow.observations.append_sheet(replace(second, title="Kembar"))
        uow.commit()
    with kept.reading() as uow:
        assert list(uow.observations.sheet_versions("sheet-1")) == [second, first]
        assert list(uow.observations.sheets()) == [other, second]
        assert not uow.observations.sheet_versions("sheet-3")


def test_the_newest_revision_of_a_drill_holds(kept: Storage) -> None:
    first = made.drill()
    second = replace(first, revision=2, participants=(), cancelled=True)
    later = made.drill(id="drill-2", day=date(2026, 12, 1))
    with kept.writing() as uow:
        for drill in (first, second, later):
            assert uow.observations.append_drill(drill)
        assert not uow.observations.append_drill(replace(second, title="Kembar"))
        uow.commit()
    with kept.reading() as uow:
        assert uow.observations.drill("drill-1") == second
        assert uow.observations.drill("drill-3") is None
        assert list(uow.observations.drills()) == [later, second]


def test_an_observation_is_there_once_by_id_and_by_revision(kept: Storage) -> None:
    first = made.observation(comments=("", "Tenang \ud800"))
    second = replace(first, id="2", revision=2, withdrawn=True, reason="Keliru")
    beside = made.observation(
        id="3", record="r-2", drill_id="", person_id="person-2", observer_id="person-1"
    )
    with kept.writing() as uow:
        for row in (first, second, beside):
            assert uow.observations.append(row)
        assert not uow.observations.append(replace(first, record="r-9"))
        assert not uow.observations.append(replace(second, id="9"))
        uow.commit()
    with kept.reading() as uow:
        kept_rows = uow.observations
        assert kept_rows.get(first.id) == first
        assert kept_rows.get("9") is None
        assert list(kept_rows.of_record("r-1")) == [first, second]
        assert list(kept_rows.of_drill("drill-1")) == [first, second]
        assert list(kept_rows.of_observer("person-1")) == [beside]
        assert list(kept_rows.of_person("person-1")) == [first, second]
