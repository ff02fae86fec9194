"""The history of imports and files that wait, whoever stores them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lti_service.domain.import_run import (
    DraftState,
    ImportDraft,
    ImportRun,
    RecordedImport,
    RowOutcome,
    RowProblem,
    RowState,
    Sheet,
    SheetRow,
)
from lti_service.domain.organisation import FormerUnit, PersonIdentifier
from lti_service.errors import ConflictError
from lti_service.locale import Sentence
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given
from tests.fakes import MORNING

PROBLEM = RowProblem(
    "nip-invalid",
    3,
    "nip",
    Sentence("NIP harus {length} angka.", {"length": 18}),
    Sentence("Salin lagi."),
)
SHEET = Sheet(
    "pegawai.csv",
    ("nip", "name"),
    (SheetRow(2, {"nip": "1", "name": "Pegawai"}),),
    (),
    (PROBLEM,),
    "aa" * 32,
)
REPORT = ImportRun(
    "people",
    "pegawai.csv",
    1,
    0,
    1,
    0,
    written=False,
    problems=(PROBLEM,),
    warnings=(),
    dropped=("agama",),
    remarks=(Sentence("{n} baru.", {"n": 1}),),
    outcomes=(RowOutcome(2, RowState.CHANGED, "Pegawai", (("name", "A", "B"),)),),
)
DRAFT = ImportDraft(
    "draft-1",
    "people",
    SHEET,
    ("agama",),
    complete=True,
    actor="account-1",
    created_at=MORNING,
    expires_at=MORNING + timedelta(days=1),
)
RUN = RecordedImport(
    "run-1", "people", "pegawai.csv", "aa" * 32, "cli", MORNING, 3, 1, 1, 1, 0
)


def test_the_history_comes_newest_first(storage: Storage) -> None:
    later = replace(RUN, id="run-2", at=MORNING + timedelta(hours=1))
    with storage.writing() as uow:
        uow.imports.add_run(RUN)
        uow.imports.add_run(later)
        assert uow.imports.runs() == [later, RUN]
        assert uow.imports.runs(1) == [later]


def test_a_draft_comes_back_with_its_sheet_and_its_report(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.imports.save_draft(DRAFT)
        found = uow.imports.draft("draft-1")
        assert found == DRAFT
        assert found is not None
        assert found.sheet.digest == SHEET.digest
        told = replace(DRAFT, report=REPORT, state=DraftState.CHECKED)
        uow.imports.save_draft(told)
        assert uow.imports.draft("draft-1") == told
        assert uow.imports.draft("draft-2") is None


def test_a_draft_moves_only_from_the_state_it_has(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.imports.save_draft(DRAFT)
        move = uow.imports.move_draft
        assert move("draft-1", DraftState.WAITING, DraftState.CONFIRMED)
        assert not move("draft-1", DraftState.WAITING, DraftState.TAKING)
        found = uow.imports.draft("draft-1")
        assert found is not None
        assert found.state is DraftState.CONFIRMED


def test_the_oldest_that_waits_is_due_until_it_expires(storage: Storage) -> None:
    later = replace(DRAFT, id="draft-0", created_at=MORNING + timedelta(minutes=1))
    read = replace(DRAFT, id="draft-2", state=DraftState.CHECKED)
    with storage.writing() as uow:
        for draft in (later, DRAFT, read):
            uow.imports.save_draft(draft)
        assert uow.imports.due_draft(MORNING) == DRAFT
        assert uow.imports.due_draft(DRAFT.expires_at) is None
        assert uow.imports.forget_drafts(MORNING) == 0
        assert uow.imports.forget_drafts(DRAFT.expires_at) == 3


def test_a_former_nip_stays_known_with_its_days(storage: Storage) -> None:
    given.an_office(storage)
    later = make.TODAY + timedelta(days=1)
    number = "199001012020121003"
    with storage.writing() as uow:
        old = uow.organisation.identifiers("person-1")
        uow.organisation.save_person(make.person(nip=number), later)
        found = uow.organisation.identifiers("person-1")
    assert [(i.kind, i.value, i.valid_to) for i in old] == [
        ("nip", make.person().nip, None)
    ]
    assert [(i.value, i.valid_to) for i in found] == [
        (make.person().nip, later),
        (number, None),
    ]


def test_another_number_of_a_kind_ends_the_former_and_has_one_bearer(
    storage: Storage,
) -> None:
    given.an_office(storage)
    first = PersonIdentifier("person-1", "pns_id", "A1", date(2026, 1, 1))
    second = replace(first, value="A2", valid_from=date(2026, 2, 1))
    with storage.writing() as uow:
        uow.organisation.give_identifier(first)
        uow.organisation.give_identifier(second)
        found = [
            i for i in uow.organisation.identifiers("person-1") if i.kind == "pns_id"
        ]
        assert found == [replace(first, valid_to=date(2026, 2, 1)), second]
        uow.commit()
    with storage.writing() as uow, pytest.raises(ConflictError):
        uow.organisation.give_identifier(replace(second, person_id="person-2"))


def test_many_people_and_postings_are_saved_as_each_would_be(storage: Storage) -> None:
    given.an_office(storage)
    new = make.person(id="person-8", nip="199001012020121008")
    renamed = make.person(name="Pegawai Baru")
    with storage.writing() as uow:
        uow.organisation.save_people([new, renamed], make.TODAY)
        assert uow.organisation.person("person-8") == new
        assert uow.organisation.person_by_nip(renamed.nip) == renamed
        posting = make.posting(person_id="person-8")
        uow.organisation.save_postings([posting])
        assert uow.organisation.every_posting() == [posting]
        assert uow.organisation.postings_of("person-8") == [posting]
    taken = make.person(id="person-9", nip=renamed.nip)
    with storage.writing() as uow, pytest.raises(ConflictError):
        uow.organisation.save_people([taken], make.TODAY)


def test_ones_own_post_comes_before_one_that_is_stood_in_for(storage: Storage) -> None:
    given.an_office(storage)
    own = make.posting()
    other = make.posting(since=own.since + timedelta(days=9), kind="plt")
    with storage.writing() as uow:
        uow.organisation.save_posting(own)
        uow.organisation.save_posting(other)
        assert uow.organisation.posting("person-1", make.TODAY) == own
        assert uow.organisation.postings(make.TODAY) == [other, own]


def test_a_unit_keeps_what_it_was_and_when_it_closes(storage: Storage) -> None:
    given.an_office(storage)
    closed = make.unit(closed_on=make.TODAY)
    former = FormerUnit(closed.code, date(2026, 1, 1), "Nama lama", "")
    older = replace(former, until=date(2025, 1, 1))
    with storage.writing() as uow:
        uow.organisation.save_unit(closed)
        uow.organisation.save_former_unit(older)
        uow.organisation.save_former_unit(former)
        assert closed in uow.organisation.units()
        assert uow.organisation.former_units(closed.code) == [former, older]


def test_all_standards_of_a_position_come_by_competency_and_day(
    storage: Storage,
) -> None:
    given.an_office(storage)
    with storage.writing() as uow:
        uow.frameworks.save_competency(make.competency())
        old = make.standard(valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
        new = make.standard(valid_from=date(2026, 1, 1))
        uow.frameworks.save_standard(new)
        uow.frameworks.save_standard(old)
        assert uow.frameworks.standards_of(new.position_code) == [old, new]
        assert uow.frameworks.standards_of("LAIN") == []
