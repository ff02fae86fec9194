"""Copies, erasure, who looked, and NIPs, on the pages of everybody."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_service.errors import ConflictError
from lti_service.use_cases.privacy.erasure import erase_person
from lti_service.use_cases.report.report import COMMAND, open_report
from lti_service.use_cases.report.report_list import command_names, report_named
from lti_service.web.privacy import WATCHED
from tests.attacks.routes import ROUTES, SERVED, ask
from tests.attacks.world import NIP, OTHER_NIP, OWNER, PEOPLE, World, open_world

SHOWN = {"person.reveal", "transcript.mine", "transcript.of_person"}
"""Where a NIP is shown in full: asked for each time, or one's own paper."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    opened = open_world(tmp_path)
    yield opened
    opened.close()


def test_one_takes_ones_own_copy_once_a_day(world: World) -> None:
    answer = world.ask("owner", "POST", "/me/data")

    assert answer.mimetype == "application/zip"
    content = answer.data
    answer.close()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (person,) = json.loads(archive.read("data/people.json"))
        assert person["name"] == OWNER
        assert "Data kepegawaian" in archive.read("BACA-DULU.txt").decode()
        everything = "".join(archive.read(n).decode() for n in archive.namelist())
    assert NIP in everything
    for other in ("p-other", "p-mate", "a-other", "a-mate", "t-mate", "t-other"):
        assert f'"{other}"' not in everything
    again = world.ask("owner", "POST", "/me/data")
    assert again.status_code == 409
    assert "sudah diunduh hari ini" in again.text


def test_nobody_takes_anothers_copy_and_an_administrator_says_why(
    world: World,
) -> None:
    url = "/admin/people/p-owner/data"
    for stranger in set(PEOPLE) - {"admin"}:
        assert world.ask(stranger, "POST", url, {"reason": "x"}).status_code == 403
    silent = world.ask("admin", "POST", url, {"reason": " "})
    assert silent.status_code == 422
    assert "Alasan" in silent.text
    given = world.ask("admin", "POST", url, {"reason": "Surat 12"})
    assert given.mimetype == "application/zip"
    given.close()
    with world.storage.reading() as uow:
        (entry,) = [e for e in uow.audit.list() if e.action == "person.exported"]
    assert (entry.actor, entry.object) == ("a-admin", "person:p-owner")
    assert entry.reason == "Surat 12"


def test_whoever_looked_is_told_to_the_person_with_role_and_once_a_day(
    world: World,
) -> None:
    for _ in range(2):
        world.ask("admin", "GET", "/admin/people/p-owner")
        world.ask("assessor", "GET", "/assess/p-owner/T-PB-01")
    page = world.ask("owner", "GET", "/me/access").text
    assert "<b>2 pembukaan</b>" in page
    assert "administrator" in page
    assert "asesor" in page
    assert "Belum ada orang lain" in world.ask("mate", "GET", "/me/access").text
    assert OWNER in world.ask("admin", "GET", "/admin/access").text


def test_a_page_that_is_refused_or_ones_own_is_not_kept(world: World) -> None:
    world.ask("mate", "GET", "/admin/people/p-owner")
    world.ask("owner", "GET", "/review/t-owner")
    with world.storage.reading() as uow:
        assert uow.privacy.views(10) == []


def test_a_page_of_today_is_written_once_and_costs_nothing_again(world: World) -> None:
    world.ask("admin", "GET", "/admin/people/p-owner")
    before = world.written()
    world.ask("admin", "GET", "/admin/people/p-owner")
    assert world.written() == before


def test_every_page_about_one_person_is_watched() -> None:
    for name, rule in SERVED:
        if name.startswith("GET ") and "person_id" in rule.arguments:
            endpoint = name.removeprefix("GET ")
            assert endpoint in WATCHED or endpoint == "privacy.person_data"
    served = {name.partition(" ")[2] for name, _rule in SERVED}
    assert WATCHED.keys() <= served


def test_no_page_of_anybody_shows_a_nip_but_where_that_is_said(world: World) -> None:
    looked = 0
    for name, rule in SERVED:
        endpoint = name.partition(" ")[2]
        if not name.startswith("GET ") or name not in ROUTES or endpoint in SHOWN:
            continue
        for who in PEOPLE:
            answer = ask(name, rule, world, who)
            if answer.mimetype == "text/html" and answer.status_code < 300:
                looked += 1
                for nip in (NIP, OTHER_NIP):
                    assert nip not in answer.text, (name, who)
                assert not re.search(r"19\d{6}20?1?9?\d{6,8}1\d{3}", answer.text)
    assert looked > len(PEOPLE)


def test_reports_count_the_same_before_and_after_an_erasure(world: World) -> None:
    before = _figures(world)
    erased = erase_person("p-owner", dry_run=False, ports=world.ports)
    after = _figures(world)

    assert erased.changed
    assert {name: len(rows) for name, rows in before.items()} == {
        name: len(rows) for name, rows in after.items()
    }
    # The trail tells of the erasure itself; all else but names is as it was.
    told = [[_nameless(cell) for cell in row] for n in before for row in before[n]]
    assert told == [
        [_nameless(cell) for cell in row] for n in after for row in after[n]
    ]


def _figures(world: World) -> dict[str, list[list[object]]]:
    found: dict[str, list[list[object]]] = {}
    for name in command_names():
        if name == "audit" or report_named(name).report.name == "R18":
            continue
        opened = open_report(report_named(name), COMMAND, ports=world.ports)
        found[name] = [list(row) for row in opened.content.rows]
    assert found
    return found


def _nameless(cell: object) -> object:
    return cell if not isinstance(cell, str) else ""


def test_an_erasure_ends_sessions_and_revokes_credentials_and_says_so_first(
    world: World,
) -> None:
    before = world.everything()
    dry = erase_person(NIP, dry_run=True, ports=world.ports)
    assert world.everything() == before

    done = erase_person(NIP, dry_run=False, ports=world.ports)
    assert dry.changed == done.changed
    assert done.credentials == 2

    assert world.ask("owner", "GET", "/me").status_code == 401
    after = world.everything()
    for name in after.keys() - {"members"}:
        assert OWNER not in repr(after[name]), name
        assert NIP not in repr(after[name]), name
    assert not erase_person("p-owner", dry_run=False, ports=world.ports).is_needed
    assert world.everything() == after
    with world.storage._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    undo = world.ask("admin", "POST", "/admin/people/p-owner/undo")
    assert undo.status_code == 404
    assert world.ask("admin", "GET", "/admin/people/p-owner").status_code == 200


def test_the_last_administrator_is_not_erased(world: World) -> None:
    with pytest.raises(ConflictError) as refused:
        erase_person("p-admin", dry_run=True, ports=world.ports)
    assert refused.value.code == "last-administrator"


def test_the_notice_is_for_everybody_in_both_languages(world: World) -> None:
    page = world.ask("", "GET", "/privacy").text
    assert "Data kepegawaian" in page
    assert "Jam pelajaran" not in page
    assert "Masa simpan catatan siapa membuka data" in page
