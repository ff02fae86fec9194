"""``course-builder check``: what it prints, where, and how it ends."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.course_builder.cli.program import run, write_broken
from tests.course_builder.course_folder import FIRST_LINE, INDEX, write_course

PLAIN_INDEX = INDEX.partition("competencies:")[0] + "---\n"
"""A course that promises no competency, so that none must be shown."""

NO_RIGHT = "::: question {#q-a}\nSiapa?\n\n- ( ) Camat\n- ( ) Bupati\n\n:::\n"
"""A question without a right answer: one error, B203."""

FIXABLE = "::: question\nSiapa?\n\n- = Camat\n:::\n"
"""A question without an id and with a bad closer: an error and a warning."""


def test_every_problem_is_told_with_its_place() -> None:
    write_broken(Path("kursus"))
    result = run("check", "kursus")
    assert result.exit_code == 1
    assert "kursus/01-bersiap.md:1:1: galat B111:" in result.stdout
    assert "1 kursus:" in result.stdout


def test_problems_are_told_in_english_too() -> None:
    write_broken(Path("kursus"))
    result = run("check", "kursus", "--language", "en")
    assert "error B111:" in result.stdout
    assert "galat" not in result.stdout


def test_programs_get_every_field_of_a_finding() -> None:
    write_broken(Path("kursus"))
    result = run("check", "kursus", "--format", "json")
    assert result.exit_code == 1
    finding = json.loads(result.stdout)["findings"][0]
    assert set(finding) == {
        *("code", "severity", "path", "line", "column", "message", "hint")
    }
    assert finding["path"].startswith("kursus/")


def test_warnings_fail_only_a_strict_check() -> None:
    run("new", "kursus")
    with Path("kursus/index.md").open("a", encoding="utf-8") as file:
        file.write("\n![](media/tas.svg)\n")
    assert "0 galat, 1 peringatan" in run("check", "kursus").stdout
    assert run("check", "kursus").exit_code == 0
    assert run("check", "kursus", "--strict").exit_code == 1


def test_sarif_has_rules_with_help_and_results_with_their_places() -> None:
    write_course(
        Path("kursus satu"), index=PLAIN_INDEX, text=NO_RIGHT + "\n![](media/a.svg)\n"
    )
    log = json.loads(run("check", "kursus satu", "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (found,) = log["runs"]
    rules = {rule["id"]: rule for rule in found["tool"]["driver"]["rules"]}
    results = {result["ruleId"]: result for result in found["results"]}
    assert {"B203", "B304"} <= rules.keys()
    assert rules.keys() == results.keys()
    assert rules["B203"]["defaultConfiguration"]["level"] == "error"
    assert rules["B203"]["help"]["text"]
    assert results["B304"]["level"] == "warning"
    (location,) = results["B203"]["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {
            "uri": "kursus%20satu/01-modul.md",
            "uriBaseId": "SRCROOT",
        },
        "region": {
            "startLine": FIRST_LINE,
            "startColumn": 1,
            "endColumn": 20,
        },
    }
    for result in found["results"]:
        assert (
            found["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
            == (result["ruleId"])
        )


def test_sarif_has_the_form_that_the_standard_asks_for() -> None:
    """Source: OASIS SARIF 2.1.0, what sections 3.13, 3.14, 3.27 and 3.49 require."""
    write_broken(Path("kursus"))
    text = {"type": "object", "required": ["text"]}
    rule = {
        "type": "object",
        "required": ["id", "shortDescription", "help"],
        "properties": {
            "shortDescription": text,
            "help": text,
            "defaultConfiguration": {
                "properties": {"level": {"enum": ["none", "note", "warning", "error"]}}
            },
        },
    }
    region = {
        "additionalProperties": False,
        "properties": {
            name: {"type": "integer", "minimum": 1}
            for name in ("startLine", "startColumn", "endColumn")
        },
    }
    physical = {"properties": {"region": region}, "required": ["artifactLocation"]}
    result = {
        "required": ["ruleId", "level", "message", "locations"],
        "properties": {
            "message": text,
            "locations": {"items": {"properties": {"physicalLocation": physical}}},
        },
    }
    driver = {
        "required": ["name", "rules"],
        "properties": {"rules": {"items": rule, "uniqueItems": True}},
    }
    one_run = {
        "required": ["tool", "results"],
        "properties": {
            "tool": {"properties": {"driver": driver}, "required": ["driver"]},
            "results": {"items": result, "minItems": 1},
        },
    }
    schema = {
        "required": ["version", "runs"],
        "properties": {"version": {"const": "2.1.0"}, "runs": {"items": one_run}},
    }
    log = json.loads(run("check", "kursus", "--format", "sarif").stdout)
    jsonschema.Draft202012Validator(schema).validate(log)


def test_github_gets_a_command_for_each_finding() -> None:
    write_course(Path("a,b: 100%"), index=PLAIN_INDEX, text=NO_RIGHT)
    result = run("check", "a,b: 100%", "--format", "github", "--language", "en")
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert line == (
        f"::error file=a%2Cb%3A 100%25/01-modul.md,line={FIRST_LINE},col=1,endColumn=20,"
        "title=B203::The question `q-a` has no right answer. Mark one option with (x)."
    )


def test_a_course_that_is_fine_has_no_commands_for_github() -> None:
    run("new", "kursus")
    assert run("check", "kursus", "--format", "github").stdout == ""


def test_mending_is_told_and_the_exit_code_is_that_of_the_mended_course() -> None:
    write_course(Path("kursus"), index=PLAIN_INDEX, text=FIXABLE)
    assert run("check", "kursus", "--strict").exit_code == 1

    result = run("check", "kursus", "--strict", "--fix")

    assert result.exit_code == 0
    assert f"kursus/01-modul.md:{FIRST_LINE}: dibetulkan: menulis id" in result.stderr
    closer = FIRST_LINE + 4
    assert f"kursus/01-modul.md:{closer}: dibetulkan: menyisipkan" in result.stderr
    again = run("check", "kursus", "--fix")
    assert "dibetulkan" not in again.output


def test_what_cannot_be_mended_is_still_told() -> None:
    write_course(Path("kursus"), index=PLAIN_INDEX, text=FIXABLE + "\n" + NO_RIGHT)
    result = run("check", "kursus", "--fix", "--format", "json")
    assert result.exit_code == 1
    codes = [finding["code"] for finding in json.loads(result.stdout)["findings"]]
    assert codes == ["B203"]


def test_simulations_are_drawn_into_a_folder() -> None:
    run("new", "kursus")
    assert run("check", "kursus", "--graph", "gambar/dalam").exit_code == 0
    text = Path("gambar/dalam/sim-gempa.svg").read_text("utf-8")
    assert text.startswith("<svg ")


def test_a_drawing_never_leaves_its_folder() -> None:
    text = (
        "::: scenario {#../luar}\nIntro.\n\n### Satu\n- [Dua](#dua)\n\n"
        "### Dua\n{ending score=1}\nSelesai.\n\n:::\n"
    )
    write_course(Path("kursus"), index=PLAIN_INDEX, text=text)
    run("check", "kursus", "--graph", "gambar")
    assert list(Path().rglob("*.svg")) == []


def test_quiet_leaves_only_what_is_wrong() -> None:
    run("new", "kursus")
    assert run("check", "kursus", "--quiet").output == ""
    write_broken(Path("rusak"))
    output = run("check", "rusak", "--quiet").stdout
    assert "galat B111" in output
    assert "1 kursus" not in output


def test_verbose_tells_of_each_course() -> None:
    run("new", "kursus")
    said = run("check", "kursus", "--verbose").stderr
    assert re.fullmatch(r"kursus: 6 halaman, 0 galat, 0 peringatan, .* detik\n", said)


def test_addresses_are_asked_for_only_where_that_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def ask(address: str) -> int:
        asked.append(address)
        return 404

    monkeypatch.setattr("course_builder.checks.outside_link.ask_address", ask)
    write_course(
        Path("kursus"), index=PLAIN_INDEX, text="[Sesuatu](https://a.example/x)\n"
    )
    assert run("check", "kursus", "--strict").exit_code == 0
    assert asked == []

    result = run("check", "kursus", "--links", "--strict")

    assert asked == ["https://a.example/x"]
    assert "peringatan B390" in result.stdout
    assert result.exit_code == 1


def _on_a_terminal(*arguments: str, **environment: str) -> str:
    """Return what the program writes on a terminal."""
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | environment
    command = [sys.executable, "-m", "course_builder", *arguments]
    process = subprocess.Popen(
        command, stdout=theirs, stderr=theirs, env={**environment, "TERM": "xterm"}
    )
    os.close(theirs)
    written = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            part = os.read(ours, 65536)
        except OSError:  # What Linux says where the other end was closed.
            break
        if not part:
            break
        written += part
    process.wait(60)
    os.close(ours)
    return written.decode()


def test_a_terminal_gets_colours_and_a_bar_unless_no_color_is_set() -> None:
    write_broken(Path("kursus/a"))
    write_broken(Path("kursus/b"))
    assert "\x1b[31m" in _on_a_terminal("check", "kursus")
    assert "[####" in _on_a_terminal("check", "kursus")
    plain = _on_a_terminal("check", "kursus", NO_COLOR="1")
    assert "\x1b[31m" not in plain
    assert "galat B111" in plain
    assert "[####" not in _on_a_terminal("check", "kursus", "--quiet")


def test_elsewhere_there_are_neither_colours_nor_bars() -> None:
    write_broken(Path("kursus/a"))
    write_broken(Path("kursus/b"))
    output = run("check", "kursus").output
    assert "\x1b" not in output
    assert "[####" not in output


VAGUE = "Untuk jalur evakuasi, [klik di sini](#bawah).\n\n## Bawah\n\nIsi.\n"
"""A course that is right, with a link whose words say nothing: an info on request."""


def test_what_could_be_better_is_told_on_request() -> None:
    write_course(Path("kursus"), VAGUE)
    plain, full = run("check", "kursus"), run("check", "kursus", "--verbose")
    assert plain.stdout == (
        "1 kursus: 0 galat, 0 peringatan, 1 keterangan; lihat semuanya dengan --verbose\n"
    )
    assert "01-modul.md:7:38: keterangan B704:" in full.stdout
    assert full.stdout.endswith("1 kursus: 0 galat, 0 peringatan, 1 keterangan\n")


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_programs_are_told_what_could_be_better_always(form: str) -> None:
    write_course(Path("kursus"), VAGUE)
    assert "B704" in run("check", "kursus", "--format", form).stdout


@pytest.mark.parametrize("form", ["text", "json"])
def test_infos_never_fail_a_check(form: str) -> None:
    write_course(Path("kursus"), VAGUE)
    assert run("check", "kursus", "--strict", "--format", form).exit_code == 0
