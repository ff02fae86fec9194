"""The pages of the practice LMS: all marked, all reachable, nobody real."""

import csv
import re
import subprocess
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from lti_service.domain.organisation import check_nip
from lti_service.sandbox.__main__ import main
from lti_service.sandbox.activity import ACTIVITIES
from lti_service.sandbox.people import Role, members
from lti_service.sandbox.state import Score, State
from tests.fakes import MORNING
from tests.lti_service.sandbox.conftest import Practice

MARK = "bukan LMS sungguhan; semua orang di sini rekaan"
PAGES = [
    "/",
    "/orang/3/",
    "/orang/3/kegiatan/1",
    "/orang/3/buka/1",
    "/orang/3/nilai",
    "/orang/6/nilai",
    "/orang/3/peserta",
]
MISSING = ["/nothing", "/orang/99/", "/orang/3/kegiatan/99", "/lti/auth"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_it_is_practice(path: str, practice: Practice) -> None:
    answer = practice.client.get(path)

    assert answer.status_code == 200
    assert MARK in answer.text
    assert '<html lang="id">' in answer.text


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_says_so_on_a_marked_page(
    path: str, practice: Practice
) -> None:
    answer = practice.client.get(path)

    assert answer.status_code in {400, 404}
    assert MARK in answer.text


def test_the_links_of_a_course_lead_somewhere(practice: Practice) -> None:
    page = practice.client.get("/orang/3/").text
    links = re.findall(r'href="(/orang/[^"]+)"', page)

    assert len(links) >= len(ACTIVITIES)
    for link in links:
        assert practice.client.get(link).status_code == 200


def test_a_message_of_the_tool_is_shown_as_text(practice: Practice) -> None:
    page = practice.client.get("/orang/3/?lti_msg=<b>Selesai</b>").text

    assert "&lt;b&gt;Selesai&lt;/b&gt;" in page


def test_a_learner_sees_their_own_grades_and_a_teacher_all(practice: Practice) -> None:
    store: State = practice.client.application.extensions["sandbox_state"]
    for member, given in (("3", 8.75), ("4", 10)):
        store.take_score(Score("1", member, given, 10, "", int(MORNING.timestamp())))

    learner = practice.client.get("/orang/3/nilai").text
    teacher = practice.client.get("/orang/6/nilai").text

    assert "87,5 dari 100 (24-11-2026 09.30 WIT)" in learner
    assert "Yusuf" not in learner
    assert "100 dari 100" in teacher
    assert "87,5 dari 100" in practice.client.get("/orang/3/").text


def test_the_people_are_many_enough_and_marked_as_invented() -> None:
    roles = [member.role for member in members().values()]
    nips = [member.nip for member in members().values() if member.nip]

    assert roles.count(Role.LEARNER) >= 3
    assert {Role.TEACHER, Role.ASSESSOR, Role.ADMINISTRATOR} <= set(roles)
    assert len(set(nips)) == len(nips) >= 6
    for nip in nips:
        assert 1900 <= int(nip[:4]) <= 1930
        checked = check_nip(
            nip, employment_type="PNS", on=date(2026, 11, 24), synthetic=True
        )
        assert (checked.nip, checked.errors, checked.warnings) == (nip, (), ())


def table(name: str) -> list[dict[str, str]]:
    source = files("lti_service.sandbox").joinpath(f"data/{name}.csv")
    return list(csv.DictReader(source.read_text("utf-8").splitlines()))


def test_the_invented_organisation_hangs_together() -> None:
    units = {row["code"] for row in table("units")}
    positions = {row["code"] for row in table("positions")}
    levels = {(row["code"], row["level"]) for row in table("framework")}
    people = table("people")

    assert {row["parent"] for row in table("units")} <= units | {""}
    assert {row["unit"] for row in people} <= units
    assert {row["position"] for row in people} <= positions
    nips = {row["nip"] for row in people}
    assert {row["supervisor_nip"] for row in people} <= nips | {""}
    assert nips == {member.nip for member in members().values() if member.nip}
    for row in table("standards"):
        assert row["position"] in positions
        assert (row["competency"], row["level"]) in levels


def test_what_it_knows_outlives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    first = State(path)
    kid, _ = first.key
    first.take_score(Score("1", "3", 5, 10, "", 7))
    first.close()

    second = State(path)

    assert second.key[0] == kid
    assert [score.given for score in second.scores()] == [5]
    second.close()


@pytest.mark.parametrize("host", ["192.168.1.4", "example.org", "::", ""])
def test_it_does_not_start_where_others_could_reach_it(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--host", host]) == 2
    assert "--host 127.0.0.1" in capsys.readouterr().err


def test_it_says_where_its_state_cannot_be_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--port", "0", "--state", str(tmp_path)]) == 2
    assert "--state" in capsys.readouterr().err


def test_it_knows_nothing_of_the_service_but_its_errors() -> None:
    program = (
        "import sys, lti_service.sandbox.__main__;"
        "print(*sorted(m for m in sys.modules if m.startswith('lti_service')))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    ours = {
        name
        for name in ended.stdout.split()
        if not name.startswith(("lti_service.sandbox", "lti_service.errors"))
    }
    assert ours == {"lti_service"}
