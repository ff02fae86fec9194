"""Commands for tables, roles and the plan, on an SQLite database of their own."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_service.cli import main
from lti_service.files.table import read_sheet

Command = Callable[..., Result]

NIP, OTHER_NIP = "192501011945011001", "192802021948021002"
UNITS = "code,name,kind,parent,island\nKEC,Kecamatan,kecamatan,,Seruni\n"
POSITIONS = "code,name,group,grade\nKASI,Kepala Seksi,pengawas,\n"
PEOPLE = (
    "nip,name,employment_type,unit,position,from,synthetic\n"
    f"{NIP},Pegawai 022,PNS,KEC,KASI,2026-01-05,ya\n"
    f"{OTHER_NIP},Pegawai 009,PNS,KEC,KASI,2026-01-05,ya\n"
)
FRAMEWORK = (
    "framework,code,parent,name,kind,level,level_name,indicators\n"
    "SKJ,T-PB-01,,Penanggulangan bencana,teknis,2,Menerapkan,Memakai pedoman\n"
)
STANDARDS = (
    "position,competency,level,necessity,valid_from,valid_to,legal_basis\n"
    "KASI,T-PB-01,2,wajib,2026-01-05,,Keputusan 1/2026\n"
)
EVIDENCE = (
    "nip,competency,level,kind,result,observed_on,valid_until,assessor_nip,activity,source,state\n"
    f"{NIP},T-PB-01,2,assessment_centre,0.9,2026-02-01,,{OTHER_NIP},,,accepted\n"
)
FILES = {
    "units": UNITS,
    "positions": POSITIONS,
    "people": PEOPLE,
    "framework": FRAMEWORK,
    "standards": STANDARDS,
    "evidence": EVIDENCE,
}


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/service.db")
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return run


def filled(command: Command) -> None:
    for kind in FILES:
        assert command("import", kind, f"{kind}.csv").exit_code == 0


def standings(command: Command, *options: str) -> list[dict[str, str]]:
    result = command("export", "standings", *options)
    assert result.exit_code == 0
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_six_files_make_standings(command: Command) -> None:
    filled(command)
    rows = standings(command, "--on", "2026-11-24")
    assert {row["nip"]: row for row in rows}[NIP] == {
        "nip": NIP,
        "competency": "T-PB-01",
        "required": "2",
        "held": "0",
        "proposed": "2",
        "state": "proposed",
        "missing": "",
        "rule_version": "1",
        "provisional": "",
    }
    assert {row["nip"]: row for row in rows}[OTHER_NIP]["missing"] == "evidence"


def test_standings_are_those_of_the_day_asked_for(command: Command) -> None:
    filled(command)
    (first, *_) = [
        row for row in standings(command, "--on", "2026-01-31") if row["nip"] == NIP
    ]
    assert (first["proposed"], first["state"]) == ("0", "not_started")
    assert standings(command, "--on", "2026-01-04") == []


def test_a_second_import_says_that_nothing_changes(command: Command) -> None:
    filled(command)
    result = command("import", "people", "people.csv")
    assert "2 baris: 0 baru, 0 berubah, 2 tetap." in result.stdout


def test_a_trial_run_writes_nothing(command: Command) -> None:
    result = command("import", "units", "units.csv", "--dry-run")
    assert result.exit_code == 0
    assert "Uji coba: tidak ada yang ditulis." in result.stdout
    assert "1 baru" in command("import", "units", "units.csv").stdout


def test_a_broken_file_ends_with_lines_codes_and_nothing_written(
    command: Command, tmp_path: Path
) -> None:
    filled(command)
    before = standings(command)
    broken = PEOPLE + "1.98E+17,Pegawai A,PNS,KEC,KASI,2026-01-05,ya\n"
    broken += "192603031946031003,Pegawai B,PNS,KEC,TIADA,2026-01-05,ya\n"
    (tmp_path / "broken.csv").write_text(broken, "utf-8")
    result = command("import", "people", "broken.csv")
    assert result.exit_code == 1
    assert "broken.csv:4 [nip] Lembar kerja telah mengubah NIP" in result.stderr
    assert "[nip-invalid]" in result.stderr
    assert "broken.csv:5 [position] TIADA tidak dikenal." in result.stderr
    assert "lti-service import positions BERKAS. [position-unknown]" in result.stderr
    assert "2 masalah. Tidak ada yang ditulis" in result.stderr
    assert standings(command) == before


def test_a_broken_file_is_told_in_english_too(command: Command, tmp_path: Path) -> None:
    (tmp_path / "broken.csv").write_text("code\nA\n", "utf-8")
    result = command("--language", "en", "import", "units", "broken.csv")
    assert result.exit_code == 1
    assert "There is no column name." in result.stderr
    assert "1 problem. Nothing was written" in result.stderr


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tiada.csv", "tidak dapat dibaca"),
        ("empty.csv", "[file-empty]"),
        ("binary.csv", "[file-unreadable]"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(
    command: Command, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "binary.csv").write_bytes(b"PK\x03\x04\x00\x00")
    result = command("import", "people", name)
    assert (result.exit_code, told in result.stderr) == (1, True)


def test_wrong_usage_ends_with_two(command: Command) -> None:
    assert command("import", "planets", "x.csv").exit_code == 2
    assert command("export", "standings", "--on", "besok").exit_code == 2
    assert command("grants", "invite", "king").exit_code == 2


def test_an_invitation_prints_its_code_alone(command: Command) -> None:
    result = command("grants", "invite", "administrator", "--hours", "2")
    assert len(result.stdout.strip().split("-")) == 4
    assert "/me/code" in result.stderr
    assert "2 jam" in result.stderr


def test_roles_are_given_listed_and_taken_away(command: Command) -> None:
    assert "Belum ada peran" in command("grants", "list").stdout
    filled(command)
    given = command("grants", "add", "assessor", OTHER_NIP, "--unit", "KEC")
    assert "Peran assessor diberikan" in given.stdout
    listed = command("grants", "list", "assessor").stdout
    assert "Pegawai 009" in listed
    assert "unit=KEC" in listed
    assert OTHER_NIP not in listed
    taken = command("grants", "remove", "assessor", OTHER_NIP)
    assert "1 peran dicabut." in taken.stdout
    assert command("grants", "remove", "assessor", OTHER_NIP).exit_code == 1


def test_a_role_for_nobody_is_refused(command: Command) -> None:
    result = command("grants", "add", "assessor", "192001011940011099")
    assert (result.exit_code, "[unknown-person]" in result.stderr) == (1, True)


def test_recomputing_tells_the_states_and_that_the_ledger_is_whole(
    command: Command,
) -> None:
    filled(command)
    result = command("plan", "recompute", "--check")
    assert result.exit_code == 0
    assert "2 pegawai dengan jabatan." in result.stdout
    assert "Buku bukti utuh." in result.stdout


def test_supervisors_come_from_a_file_or_from_the_units(command: Command) -> None:
    filled(command)
    Path("supervisors.csv").write_text(
        f"nip,supervisor_nip\n{NIP},{OTHER_NIP}\n", "utf-8"
    )
    assert "1 berubah" in command("import", "supervisors", "supervisors.csv").output
    Path("units.csv").write_text("code,name,head\nKEC,Kecamatan,KASI\n", "utf-8")
    command("import", "units", "units.csv")
    Path("moved.csv").write_text(
        "nip,name,unit,position,position_name,from,synthetic\n"
        f"{OTHER_NIP},Pegawai 009,KEC,STAF,Pelaksana,2026-02-01,ya\n",
        "utf-8",
    )
    assert "1 jabatan baru" in command("import", "people", "moved.csv").output
    trial = command("plan", "supervisors", "--dry-run").output
    assert "1 pegawai mendapat atasan" in trial
    assert "Uji coba" in trial
    assert "1 pegawai mendapat atasan" in command("plan", "supervisors").output
    assert "0 pegawai mendapat atasan" in command("plan", "supervisors").output


def test_whom_two_complete_lists_leave_out_is_made_inactive_when_asked(
    command: Command,
) -> None:
    filled(command)
    Path("list.csv").write_text(
        f"nip,name,synthetic\n{OTHER_NIP},Pegawai 009,ya\n", "utf-8"
    )
    first = command("import", "people", "list.csv", "--complete")
    assert "1 pegawai aktif tidak ada" in first.output
    assert "Tidak ada yang hilang" in command("plan", "deactivate").output
    command("import", "people", "list.csv", "--complete")
    assert NIP not in command("plan", "deactivate", "--dry-run").output
    done = command("plan", "deactivate", "--yes").output
    assert "Pegawai 022" in done
    assert "1 pegawai dinonaktifkan" in done


def test_only_people_can_be_a_complete_list(command: Command) -> None:
    refused = command("import", "units", "units.csv", "--complete")
    assert refused.exit_code == 2


@pytest.mark.parametrize("form", ["csv", "xlsx", "case", "moodle-csv"])
def test_an_exported_framework_changes_nothing_when_it_is_taken_in_again(
    command: Command, form: str
) -> None:
    filled(command)
    exported = command(
        "export", "framework", "skj", "--format", form, "--out", "out.bin"
    )
    assert exported.exit_code == 0
    result = command("import", "framework", "out.bin")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "0 baru, 0 berubah, 2 tetap." in result.stdout


def test_without_a_file_a_framework_is_written_to_standard_output(
    command: Command,
) -> None:
    filled(command)
    result = command("export", "framework", "SKJ")
    assert result.stdout.startswith("framework,title,version,")


def test_an_unknown_framework_and_a_scale_with_a_comma_are_refused(
    command: Command,
) -> None:
    filled(command)
    unknown = command("export", "framework", "TIADA")
    assert (unknown.exit_code, "unknown-framework" in unknown.stderr) == (1, True)
    moodle = ("export", "framework", "SKJ", "--format", "moodle-csv")
    words = ("--scale", "Belum, nanti", "--scale", "Ya")
    refused = command(*moodle, *words)
    assert (refused.exit_code, "koma" in refused.stderr) == (1, True)
    assert "Belum,Ya" in command(*moodle, "--scale", "Belum", "--scale", "Ya").stdout
    assert command("export", "framework", "SKJ", *words).exit_code == 2


def test_an_output_that_cannot_be_written_is_told(command: Command) -> None:
    filled(command)
    result = command("export", "standings", "--out", "tiada/out.csv")
    assert (result.exit_code, "tidak dapat ditulis" in result.stderr) == (1, True)


def test_standings_in_a_workbook_keep_the_nip_as_text(
    command: Command, tmp_path: Path
) -> None:
    filled(command)
    out = ("--on", "2026-11-24", "--format", "xlsx", "--out", "out.xlsx")
    assert command("export", "standings", *out).exit_code == 0
    sheet = read_sheet((tmp_path / "out.xlsx").read_bytes(), "out.xlsx")
    assert {row.cells["nip"] for row in sheet.rows} == {NIP, OTHER_NIP}


def test_hours_are_taken_in_and_exported_with_the_nip_masked(
    command: Command, tmp_path: Path
) -> None:
    filled(command)
    (tmp_path / "hours.csv").write_text(
        "nip,activity,organiser,route,scope,from,until,amount,proof\n"
        f"{NIP},Seminar,BPBD,B6,,2026-03-02,2026-03-03,,Sertifikat 7\n",
        "utf-8",
    )
    assert command("import", "hours", "hours.csv").exit_code == 0
    result = command("export", "report", "jp", "--on", "2026-06-30")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(result.stdout))}
    mine = rows["Pegawai 022"]
    assert NIP not in result.stdout
    assert mine["nip"].endswith("1001")
    assert (mine["learned"], mine["recognised"], mine["limit"]) == (
        "8.00",
        "0.00",
        "20",
    )
    assert (mine["balance"], mine["difference"]) == ("short", "20")
    assert (mine["as_of"], mine["rule_version"]) == ("2026-06-30", "1")
