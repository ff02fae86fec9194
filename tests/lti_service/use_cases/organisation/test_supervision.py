from dataclasses import replace
from datetime import date

from hypothesis import given, strategies as st

from lti_service.domain.import_run import ImportRun
from lti_service.domain.organisation import Posting, Unit
from lti_service.ports import Ports
from lti_service.use_cases.organisation.supervision import (
    import_supervisors,
    supervise_from_units,
)
from tests.fakes import FakeStorage
from tests.lti_service.office import ASSESSOR, BOSS, LEARNER, NIP, PEOPLE, office, sheet

BEGAN = date(2026, 1, 5)


def take_in(ports: Ports, *rows: str) -> ImportRun:
    text = "nip,supervisor_nip,from\n" + "\n".join(rows)
    return import_supervisors(sheet(text), dry_run=False, ports=ports)


def codes(run: ImportRun) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in run.problems]


def posting(storage: FakeStorage, since: date = BEGAN) -> Posting:
    return storage.tables.postings[LEARNER.id, since]


def lead(storage: FakeStorage, unit_code: str, position_code: str) -> None:
    unit = storage.tables.units[unit_code]
    storage.tables.units[unit_code] = replace(unit, head_code=position_code)


def orphan(storage: FakeStorage) -> None:
    for key, held in storage.tables.postings.items():
        storage.tables.postings[key] = replace(held, supervisor_id=None)


def test_a_second_file_names_the_supervisors() -> None:
    storage, ports = office()
    run = take_in(ports, f"{NIP},{ASSESSOR.nip},")
    assert (run.changed, codes(run)) == (1, [])
    assert posting(storage).supervisor_id == ASSESSOR.id


def test_from_a_day_on_the_post_goes_on_under_the_new_supervisor() -> None:
    storage, ports = office()
    take_in(ports, f"{NIP},{ASSESSOR.nip},2026-06-01")
    first, second = posting(storage), posting(storage, date(2026, 6, 1))
    assert (first.supervisor_id, first.until) == (BOSS.id, date(2026, 5, 31))
    assert (second.supervisor_id, second.until) == (ASSESSOR.id, None)
    assert second.position_code == first.position_code


def test_the_same_file_of_supervisors_again_changes_nothing() -> None:
    storage, ports = office()
    take_in(ports, f"{NIP},{ASSESSOR.nip},2026-06-01")
    before = dict(storage.tables.postings)
    run = take_in(ports, f"{NIP},{ASSESSOR.nip},2026-06-01")
    assert (run.unchanged, storage.tables.postings) == (1, before)


def test_supervisors_that_cannot_be_are_told_and_nothing_is_written() -> None:
    storage, ports = office()
    before = dict(storage.tables.postings)
    run = take_in(
        ports,
        f"{NIP},{NIP},",
        f"{BOSS.nip},192001011940011099,",
        f"{BOSS.nip},1.98E+17,",
        f"{ASSESSOR.nip},{BOSS.nip},2020-01-01",
        f"{NIP},{BOSS.nip},",
    )
    assert codes(run) == [
        (2, "self-named"),
        (3, "person-unknown"),
        (4, "nip-invalid"),
        (5, "posting-missing"),
        (6, "row-repeated"),
    ]
    assert storage.tables.postings == before
    assert NIP not in " ".join(f"{p.reason} {p.remedy}" for p in run.problems)


def test_who_leads_the_unit_supervises_those_in_it() -> None:
    storage, ports = office()
    orphan(storage)
    lead(storage, "KEC", "KASI")
    found = supervise_from_units(dry_run=False, ports=ports)
    held = storage.tables.postings
    assert found.given == len(PEOPLE) - 1
    assert all(
        held[person.id, BEGAN].supervisor_id == LEARNER.id
        for person in PEOPLE
        if person is not LEARNER
    )
    assert [person.id for person in found.leaderless] == [LEARNER.id]
    assert storage.tables.audit[-1].action == "supervisor.derived"


def test_who_leads_a_unit_is_led_from_above() -> None:
    storage, ports = office()
    orphan(storage)
    tables = storage.tables
    lead(storage, "KEC", "KASI")
    lead(storage, "PEMDA", "STAF")
    tables.postings[BOSS.id, BEGAN] = replace(
        tables.postings[BOSS.id, BEGAN], unit_code="PEMDA"
    )
    supervise_from_units(dry_run=False, ports=ports)
    assert posting(storage).supervisor_id == BOSS.id


def test_a_supervisor_who_was_named_is_left_alone() -> None:
    storage, ports = office()
    lead(storage, "KEC", "STAF")
    supervise_from_units(dry_run=False, ports=ports)
    assert posting(storage).supervisor_id == BOSS.id


def test_a_trial_of_the_units_writes_nothing() -> None:
    storage, ports = office()
    orphan(storage)
    lead(storage, "KEC", "KASI")
    before = dict(storage.tables.postings)
    trial = supervise_from_units(dry_run=True, ports=ports)
    assert storage.tables.postings == before
    assert trial == supervise_from_units(dry_run=False, ports=ports)


@given(
    parents=st.lists(st.integers(0, 4), min_size=5, max_size=5),
    heads=st.lists(st.booleans(), min_size=5, max_size=5),
    places=st.lists(st.integers(0, 4), min_size=4, max_size=4),
)
def test_nobody_becomes_their_own_supervisor_however_units_hang(
    parents: list[int], heads: list[bool], places: list[int]
) -> None:
    storage, ports = office()
    orphan(storage)
    tables = storage.tables
    for number, (parent, led) in enumerate(zip(parents, heads, strict=True)):
        head = "STAF" if led else ""
        above = "" if parent == number else f"U{parent}"
        tables.units[f"U{number}"] = Unit(
            f"U{number}", "Unit", "", above, "", head_code=head
        )
    for person, place in zip(PEOPLE, places, strict=True):
        key = (person.id, BEGAN)
        tables.postings[key] = replace(tables.postings[key], unit_code=f"U{place}")
    found = supervise_from_units(dry_run=False, ports=ports)
    held = storage.tables.postings.values()
    assert all(p.supervisor_id != p.person_id for p in held)
    without = {p.person_id for p in held if p.supervisor_id is None}
    assert without == {person.id for person in found.leaderless}
