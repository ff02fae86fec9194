"""Files from the browser: tried, kept for a day without what is not needed, taken once."""

import json
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.import_run import DraftState, ImportDraft
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.storage.import_run import _dump_report, _dump_sheet
from lti_service.use_cases.importing.import_draft import (
    confirm_import,
    discard_import,
    forget_drafts,
    import_draft,
    import_history,
    stage_import,
    work_on_imports,
)
from lti_service.use_cases.importing.import_kind import IMPORT_KINDS, ImportKind
from lti_service.use_cases.organisation.person import PEOPLE_COLUMNS, import_people
from tests.fakes import FakeClock, FakeStorage
from tests.lti_service.office import ADMIN, BOSS, NIP, account_of, give, office

WHO = account_of(ADMIN).id
NEW_NIP = "192705051947051005"
FILE = (
    "NIP BARU,NAMA,JENIS PEGAWAI,UNOR ID,UNOR NAMA,JABATAN ID,JABATAN NAMA,TMT JABATAN,"
    "AGAMA,NOMOR HP,DATA BUATAN\n"
    f"{NEW_NIP},Pegawai 031,PNS,KEC,Kecamatan,STAF,Pelaksana,01-03-2026,Rahasia,0812,ya\n"
    f"{NIP},Pegawai Baru,PNS,KEC,Kecamatan,KASI,Kepala,05-01-2026,Rahasia,0813,ya\n"
)


def stage(ports: Ports, text: str = FILE, kind: str = "people") -> ImportDraft:
    return stage_import(kind, text.encode(), "siasn.csv", actor=WHO, ports=ports)


def people(storage: FakeStorage) -> set[str]:
    return {person.name for person in storage.tables.people.values()}


def test_a_trial_tells_row_by_row_with_before_and_after_and_writes_nothing() -> None:
    storage, ports = office()
    draft = stage(ports)
    assert draft.report is not None
    told = [(o.row, o.state.value, o.label, o.changes) for o in draft.report.outcomes]
    assert told == [
        (2, "new", "Pegawai 031", ()),
        (3, "changed", "Pegawai Baru", (("name", "Pegawai 022", "Pegawai Baru"),)),
    ]
    assert "Pegawai 031" not in people(storage)


def test_what_is_not_needed_is_gone_before_anything_is_written() -> None:
    storage, ports = office()
    draft = stage(ports)
    kept = storage.tables.import_drafts[draft.id]
    assert kept.dropped == ("AGAMA", "NOMOR HP")
    written = _dump_sheet(kept.sheet) + _dump_report(kept.report)  # type: ignore[arg-type]
    assert "Rahasia" not in written
    assert "0812" not in written
    assert json.loads(_dump_sheet(kept.sheet))["digest"] == draft.sheet.digest


def test_a_word_takes_in_exactly_that_file_once_and_says_so_in_the_history() -> None:
    storage, ports = office()
    draft = stage(ports)
    taken = confirm_import(draft.id, draft.sheet.digest, actor=WHO, ports=ports)
    again = confirm_import(draft.id, draft.sheet.digest, actor=WHO, ports=ports)
    assert (taken.state, again.state) == (DraftState.TAKEN, DraftState.TAKEN)
    assert {"Pegawai 031", "Pegawai Baru"} <= people(storage)
    [(run, who)] = import_history(actor=WHO, ports=ports)
    assert (run.kind, run.name, run.rows, run.added, run.changed) == (
        "people",
        "siasn.csv",
        2,
        1,
        1,
    )
    assert (run.digest, who) == (draft.sheet.digest, ADMIN.name)
    assert storage.tables.import_drafts[draft.id].sheet.rows == ()


def test_another_file_than_the_one_whose_report_was_read_is_not_taken() -> None:
    storage, ports = office()
    draft = stage(ports)
    with pytest.raises(ConflictError, match="import-other-file"):
        confirm_import(draft.id, "0" * 64, actor=WHO, ports=ports)
    assert "Pegawai 031" not in people(storage)


def test_a_file_with_refused_rows_cannot_be_taken_in() -> None:
    _, ports = office()
    draft = stage(ports, FILE + "1.98E+17,Pegawai A,PNS,KEC,,STAF,,,,,ya\n")
    with pytest.raises(ConflictError, match="import-refused"):
        confirm_import(draft.id, draft.sheet.digest, actor=WHO, ports=ports)


def test_a_file_is_forgotten_after_a_day() -> None:
    clock = FakeClock()
    storage, ports = office(clock=clock)
    draft = stage(ports)
    clock.advance(days=1)
    with pytest.raises(NotFoundError, match="import-gone"):
        import_draft(draft.id, actor=WHO, ports=ports)
    assert forget_drafts(ports=ports) == 1
    assert storage.tables.import_drafts == {}


def test_a_file_that_is_thrown_away_keeps_none_of_its_rows() -> None:
    storage, ports = office()
    draft = stage(ports)
    discard_import(draft.id, actor=WHO, ports=ports)
    kept = storage.tables.import_drafts[draft.id]
    assert (kept.state, kept.sheet.rows, kept.report) == (
        DraftState.DISCARDED,
        (),
        None,
    )


def test_a_large_file_is_left_to_the_worker_and_taken_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = {
        "people": ImportKind(
            IMPORT_KINDS["people"].title,
            PEOPLE_COLUMNS,
            import_people,
            at_once=1,
        )
    }
    monkeypatch.setattr(
        "lti_service.use_cases.importing.import_draft.IMPORT_KINDS", small
    )
    storage, ports = office()
    draft = stage(ports)
    assert (draft.state, draft.report) == (DraftState.WAITING, None)
    assert work_on_imports(ports=ports)
    assert not work_on_imports(ports=ports)
    tried = import_draft(draft.id, actor=WHO, ports=ports)
    assert tried.state is DraftState.CHECKED
    confirmed = confirm_import(draft.id, draft.sheet.digest, actor=WHO, ports=ports)
    assert confirmed.state is DraftState.CONFIRMED
    assert work_on_imports(ports=ports)
    assert not work_on_imports(ports=ports)
    assert "Pegawai 031" in people(storage)
    assert len(storage.tables.import_runs) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "raja"}, "import-kind"),
        ({"content": b""}, "file-missing"),
        ({"content": b"\n\n"}, "file-empty"),
        ({"content": b"PK\x03\x04broken"}, "file-unreadable"),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    changes: dict[str, Any], code: str
) -> None:
    storage, ports = office()
    asked: dict[str, Any] = {"kind": "people", "content": FILE.encode(), "name": "x"}
    with pytest.raises(InvalidInputError, match=code):
        stage_import(**(asked | changes), actor=WHO, ports=ports)
    assert storage.tables.import_drafts == {}


def test_an_administrator_of_a_unit_brings_and_sees_no_file() -> None:
    storage, ports = office()
    draft = stage(ports)
    give(storage, Role.ADMINISTRATOR, BOSS, "KEC")
    who = account_of(BOSS).id
    with pytest.raises(ForbiddenError):
        stage_import("people", FILE.encode(), "x", actor=who, ports=ports)
    with pytest.raises(ForbiddenError):
        import_draft(draft.id, actor=who, ports=ports)
    with pytest.raises(ForbiddenError):
        confirm_import(draft.id, draft.sheet.digest, actor=who, ports=ports)
