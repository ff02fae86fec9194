from dataclasses import replace
from datetime import date

from lti_service.domain.import_run import ImportRun
from lti_service.domain.organisation import Posting
from lti_service.ports import Ports
from lti_service.use_cases.organisation.person import deactivate_absent, import_people
from tests.fakes import FakeStorage
from tests.lti_service.office import BOSS, LEARNER, NIP, TODAY, office, sheet

NEW_NIP = "192705051947051005"
HEAD = "nip,name,employment_type,email,unit,position,supervisor_nip,from,synthetic\n"


def people(ports: Ports, *rows: str, dry_run: bool = False) -> ImportRun:
    return import_people(sheet(HEAD + "\n".join(rows)), dry_run=dry_run, ports=ports)


def codes(run: ImportRun) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in run.problems]


def state(storage: FakeStorage) -> list[object]:
    tables = storage.tables
    return [
        dict(tables.people),
        dict(tables.postings),
        dict(tables.units),
        dict(tables.positions),
        list(tables.audit),
    ]


def test_a_new_person_gets_an_opaque_id_and_a_posting() -> None:
    storage, ports = office()
    run = people(ports, f"{NEW_NIP},Pegawai 031,PNS,,KEC,STAF,{BOSS.nip},2026-03-01,ya")
    assert (run.added, run.written, codes(run)) == (1, True, [])
    with ports.storage.reading() as uow:
        person = uow.organisation.person_by_nip(NEW_NIP)
        assert person is not None
        assert NEW_NIP not in person.id
        assert uow.organisation.posting(person.id, TODAY) == Posting(
            person.id, "STAF", "KEC", BOSS.id, date(2026, 3, 1)
        )
    assert NEW_NIP not in str(storage.tables.audit)


def test_the_same_file_again_changes_nothing() -> None:
    storage, ports = office()
    row = f"{NEW_NIP},Pegawai 031,PNS,,KEC,STAF,{BOSS.nip},2026-03-01,ya"
    people(ports, row)
    before = state(storage)[:4]
    run = people(ports, row)
    assert (run.added, run.changed, run.unchanged) == (0, 0, 1)
    assert state(storage)[:4] == before


def test_a_file_without_dates_keeps_the_posting_that_is_there() -> None:
    storage, ports = office()
    run = people(ports, f"{NIP},Pegawai 022,PNS,,KEC,KASI,{BOSS.nip},,ya")
    assert (run.changed, run.unchanged) == (0, 1)
    assert len([p for p in storage.tables.postings if p[0] == LEARNER.id]) == 1


def test_a_new_post_ends_the_one_before_it() -> None:
    storage, ports = office()
    people(ports, f"{NIP},Pegawai 022,PNS,,KEC,STAF,,2026-11-01,ya")
    first = storage.tables.postings[LEARNER.id, date(2026, 1, 5)]
    second = storage.tables.postings[LEARNER.id, date(2026, 11, 1)]
    assert (first.until, second.until) == (date(2026, 10, 31), None)


def test_an_earlier_post_comes_before_the_present_one() -> None:
    storage, ports = office()
    people(ports, f"{NIP},Pegawai 022,PNS,,KEC,STAF,,2025-01-01,ya")
    earlier = storage.tables.postings[LEARNER.id, date(2025, 1, 1)]
    present = storage.tables.postings[LEARNER.id, date(2026, 1, 5)]
    assert (earlier.until, present.until) == (date(2026, 1, 4), None)


def test_nobody_is_deleted_for_not_being_in_the_file() -> None:
    storage, ports = office()
    people(ports, f"{NEW_NIP},Pegawai 031,PNS,,KEC,STAF,,2026-03-01,ya")
    assert LEARNER in storage.tables.people.values()


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written() -> None:
    storage, ports = office()
    before = state(storage)
    run = people(
        ports,
        f"{NEW_NIP},Pegawai 031,PNS,,KEC,STAF,,2026-03-01,ya",
        "1.98E+17,Pegawai A,PNS,,KEC,STAF,,2026-03-01,ya",
        "192806061948061006,Pegawai B,PNS,,TIDAKADA,STAF,,2026-03-01,ya",
        "192907071949071007,Pegawai C,PNS,,KEC,TIDAKADA,,2026-03-01,ya",
        "192907071949071008,Pegawai D,PNS,,KEC,STAF,192001011940011099,2026-03-01,ya",
        "192907071949071009,Pegawai E,PNS,,KEC,STAF,192907071949071009,2026-03-01,ya",
        "192907071949071010,Pegawai F,PNS,,KEC,STAF,,31-02-2026,ya",
        f"{NEW_NIP},Pegawai G,PNS,,KEC,STAF,,2026-03-01,ya",
        "192907071949071011,,PNS,,KEC,STAF,,2026-03-01,ya",
        "192907071949071012,Pegawai H,Raja,,KEC,STAF,,2026-03-01,ya",
        "192907071949071013,Pegawai I,PNS,,KEC,,,2026-03-01,ya",
    )
    assert codes(run) == [
        (3, "nip-invalid"),
        (4, "unit-unknown"),
        (5, "position-unknown"),
        (6, "person-unknown"),
        (7, "self-named"),
        (8, "date-invalid"),
        (9, "row-repeated"),
        (10, "value-missing"),
        (11, "choice-unknown"),
        (12, "value-missing"),
    ]
    assert not run.written
    assert state(storage) == before
    assert all(str(p.reason) and str(p.remedy) and p.column for p in run.problems)
    assert NEW_NIP not in " ".join(f"{p.reason} {p.remedy}" for p in run.problems)


def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    storage, ports = office()
    before = state(storage)
    row = f"{NEW_NIP},Pegawai 031,PNS,,KEC,STAF,,2026-03-01,ya"
    trial = people(ports, row, dry_run=True)
    assert state(storage) == before
    assert replace(trial, written=True) == people(ports, row)


def test_a_missing_column_is_told_once_for_the_whole_file() -> None:
    _, ports = office()
    run = import_people(sheet("name\nPegawai\nPegawai"), dry_run=False, ports=ports)
    assert codes(run) == [(1, "column-missing")]


def test_a_file_with_headings_only_is_refused() -> None:
    _, ports = office()
    run = import_people(sheet("nip,name\n"), dry_run=False, ports=ports)
    assert codes(run) == [(1, "rows-missing")]


def test_indonesian_headings_and_names_of_places_are_known() -> None:
    _, ports = office()
    run = import_people(
        sheet(
            "NIP;Nama Pegawai;Jenis Pegawai;Nama Unit;Nama Jabatan;NIP Atasan;Sejak;Data buatan\n"
            f"{NEW_NIP};Pegawai 031;pns;kecamatan seruni;Pelaksana;{BOSS.nip};01-03-2026;ya"
        ),
        dry_run=False,
        ports=ports,
    )
    assert (run.added, codes(run)) == (1, [])


def test_a_supervisor_may_come_later_in_the_same_file() -> None:
    _, ports = office()
    run = people(
        ports,
        f"{NEW_NIP},Pegawai 031,PNS,,KEC,STAF,192806061948061006,2026-03-01,ya",
        "192806061948061006,Pegawai 032,PNS,,KEC,STAF,,2026-03-01,ya",
    )
    assert (run.added, codes(run)) == (2, [])


def test_siasn_rows_lose_all_that_is_not_needed() -> None:
    storage, ports = office()
    headings = (
        "PNS ID,NIP BARU,NAMA,GELAR DEPAN,GELAR BELAKANG,TANGGAL LAHIR,NIK,ALAMAT,"
        "EMAIL GOV,JENIS PEGAWAI NAMA,KEDUDUKAN HUKUM NAMA,STATUS CPNS PNS,JABATAN ID,"
        "JABATAN NAMA,TMT JABATAN,UNOR ID,UNOR NAMA"
    )
    row = (
        f"X1,'{NEW_NIP},PEGAWAI 031,Dr.,S.Sos.,05-05-1927,8200000000000001,Jalan Satu,"
        "-,PNS Daerah,Aktif,P,ZZ,Pelaksana,01-03-2026,KEC,Kecamatan Seruni"
    )
    run = import_people(sheet(f"{headings}\n{row}"), dry_run=False, ports=ports)
    assert codes(run) == []
    assert set(run.dropped) == {"PNS ID", "TANGGAL LAHIR", "NIK", "ALAMAT"}
    with ports.storage.reading() as uow:
        person = uow.organisation.person_by_nip(NEW_NIP)
    assert person is not None
    assert (person.name, person.employment_type, person.email) == (
        "Dr. PEGAWAI 031, S.Sos.",
        "PNS",
        "",
    )
    assert "8200000000000001" not in str(vars(storage.tables))


def test_an_unusual_legal_status_is_a_warning() -> None:
    _, ports = office()
    run = import_people(
        sheet(
            "NIP BARU,NAMA,STATUS CPNS PNS,KEDUDUKAN HUKUM NAMA,Data buatan\n"
            f"{NEW_NIP},Pegawai 031,P,Pensiun,ya"
        ),
        dry_run=False,
        ports=ports,
    )
    assert run.written
    assert [(w.row, w.code) for w in run.warnings] == [(2, "status-doubtful")]


def test_siasn_without_supervisors_takes_none_away() -> None:
    storage, ports = office()
    import_people(
        sheet(
            "NIP BARU,NAMA,STATUS CPNS PNS,JABATAN ID,TMT JABATAN,UNOR ID\n"
            f"{NIP},Pegawai 022,P,KASI,05-01-2026,KEC"
        ),
        dry_run=False,
        ports=ports,
    )
    kept = storage.tables.postings[LEARNER.id, date(2026, 1, 5)]
    assert kept.supervisor_id == BOSS.id


def test_a_pppk_is_known_by_siasns_words() -> None:
    storage, ports = office()
    import_people(
        sheet(
            "NIP BARU,NAMA,JENIS PEGAWAI NAMA,Data buatan\n"
            "192701011947211001,Pegawai A,PPPK,ya\n"
            "192701011947211002,Pegawai B,PPPK Paruh Waktu,ya"
        ),
        dry_run=False,
        ports=ports,
    )
    kinds = {p.name: p.employment_type for p in storage.tables.people.values()}
    assert (kinds["Pegawai A"], kinds["Pegawai B"]) == ("PPPK", "PPPK_PARUH_WAKTU")


def test_an_import_is_in_the_audit_trail() -> None:
    storage, ports = office()
    people(ports, f"{NEW_NIP},Pegawai 031,PNS,,KEC,STAF,,2026-03-01,ya")
    entry = storage.tables.audit[-1]
    assert (entry.action, entry.object, entry.after) == (
        "import.people",
        "file:berkas.csv",
        "+1 ~0 =0",
    )


SIASN = (
    "NIP BARU,NAMA,STATUS CPNS PNS,JENIS JABATAN NAMA,ESELON NAMA,JABATAN ID,"
    "JABATAN NAMA,TMT JABATAN,UNOR ID,UNOR NAMA,Data buatan\n"
)


def test_units_and_positions_that_siasn_names_are_added_and_remarked() -> None:
    storage, ports = office()
    rows = (
        f"{NEW_NIP},Pegawai 031,P,Jabatan Struktural,III.b,J7,Sekretaris Dinas,"
        "01-03-2026,U7,Dinas Kelautan,ya\n"
        "192806061948061006,Pegawai 032,P,Jabatan Pelaksana,-,J8,Penata,"
        "01-03-2026,U7,Dinas Kelautan,ya"
    )
    run = import_people(sheet(SIASN + rows), dry_run=False, ports=ports)
    assert (run.added, codes(run)) == (2, [])
    tables = storage.tables
    assert tables.units["U7"].name == "Dinas Kelautan"
    groups = {code: tables.positions[code].group for code in ("J7", "J8")}
    assert groups == {"J7": "administrator", "J8": "pelaksana"}
    assert [remark.values["n"] for remark in run.remarks] == [1, 2]


def test_a_code_without_a_name_is_no_reason_to_add_a_unit() -> None:
    storage, ports = office()
    run = people(ports, f"{NEW_NIP},Pegawai 031,PNS,,U7,STAF,,2026-03-01,ya")
    assert codes(run) == [(2, "unit-unknown")]
    assert "U7" not in storage.tables.units


def test_a_file_without_types_of_employment_keeps_those_that_are_known() -> None:
    storage, ports = office()
    text = f"nip,name,synthetic\n{NIP},Pegawai 022,ya"
    run = import_people(sheet(text), dry_run=False, ports=ports)
    assert run.unchanged == 1
    assert storage.tables.people[LEARNER.id].employment_type == "PNS"


def complete(ports: Ports, *nips: str) -> ImportRun:
    rows = "".join(f"{nip},Pegawai,ya\n" for nip in nips)
    text = sheet(f"nip,name,synthetic\n{rows}")
    return import_people(text, dry_run=False, complete=True, ports=ports)


def test_who_is_absent_from_two_complete_lists_may_be_made_inactive() -> None:
    storage, ports = office()
    everybody = [person.nip for person in storage.tables.people.values()]
    without = [nip for nip in everybody if nip != NIP]

    first = complete(ports, *without)
    assert [remark.values for remark in first.remarks] == [{"n": 1, "again": 0}]
    assert deactivate_absent(dry_run=False, ports=ports) == []

    second = complete(ports, *without)
    assert [remark.values for remark in second.remarks] == [{"n": 1, "again": 1}]
    assert [p.id for p in deactivate_absent(dry_run=True, ports=ports)] == [LEARNER.id]
    assert storage.tables.people[LEARNER.id].active
    deactivate_absent(dry_run=False, ports=ports)
    assert not storage.tables.people[LEARNER.id].active
    assert storage.tables.audit[-1].action == "person.deactivated"
    assert LEARNER.id in {posting[0] for posting in storage.tables.postings}

    complete(ports, *everybody)
    assert storage.tables.people[LEARNER.id].active


def test_being_in_any_list_ends_an_absence() -> None:
    storage, ports = office()
    others = [p.nip for p in storage.tables.people.values() if p.nip != NIP]
    complete(ports, *others)
    people(ports, f"{NIP},Pegawai 022,PNS,,KEC,KASI,,,ya")
    complete(ports, *others)
    assert storage.tables.people[LEARNER.id].absences == 1
    assert deactivate_absent(dry_run=False, ports=ports) == []
