"""Pages on competencies, ratings and plans of a Moodle, in both languages."""

from typing import Any

import pytest

from lti_service.clients import moodle_rest
from lti_service.domain.evidence import EvidenceState, latest
from lti_service.domain.organisation import Person
from lti_service.use_cases.moodle.connection import PLAN_FUNCTIONS
from tests.lti_service.office import (
    ADMIN,
    BOSS,
    LEARNER,
    account_of,
    browser,
)
from tests.lti_service.use_cases.moodle.test_plans import World
from tests.lti_service.use_cases.moodle.test_pull import read

LIST = "/admin/moodle/m-1/competencies"
FORM = {"competency-1": "M02", "level-1": "2", "kind-1": "observation", "seen": "0"}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(moodle_rest, "MOST_A_SECOND", 10**6)
    made = World().rated()
    read(made.ports)
    return made


def client_of(world: World, who: Person = ADMIN, locale: str = "id") -> Any:
    return browser(world.ports, world.storage, account_of(who), locale)


def accepted(world: World) -> int:
    rows = latest(list(world.storage.tables.evidence.values()))
    return sum(row.state is EvidenceState.ACCEPTED for row in rows)


def test_what_was_met_is_listed_with_what_it_would_give(world: World) -> None:
    page = client_of(world).get(LIST).text

    assert "<b>0 dari 2</b> kompetensi mewakili kompetensi di sini." in page
    assert "Nomor ID-nya, M02.2, menyebut Kerja sama level 2." in page
    assert "bukti bagi 1 orang" in page
    assert "bila dipetakan" in page
    assert "belum dipetakan" in page
    narrowed = client_of(world).get(f"{LIST}?q=latihan").text
    assert "Melatih orang lain" in narrowed
    assert "Kerja sama: level 2" not in narrowed


def test_a_mapping_is_tried_saved_ended_and_restored(world: World) -> None:
    client, path = client_of(world), f"{LIST}/{world.node}"

    asked = client.get(path).text
    tried = client.post(path, data=FORM | {"do": "try"}).text
    before = accepted(world)
    saved = client.post(path, data=FORM | {"do": "save"}, follow_redirects=True).text
    given = accepted(world)
    client.post(f"{path}/end", data={"seen": "1"})
    ended, listed = accepted(world), client.get(LIST).text
    stale = client.post(f"{path}/restore", data={"revision": "1", "seen": "1"})
    client.post(f"{path}/restore", data={"revision": "1", "seen": "2"})

    assert 'value="M02" selected' in asked
    assert "Bila disimpan: 1 bukti ditambahkan atau ditarik." in tried
    assert "Tersimpan dan diterapkan pada yang sudah terbaca." in saved
    assert "bukti M02 level 2" in saved
    assert (before, given, ended, accepted(world)) == (0, 1, 0, 1)
    assert "tidak mewakili apa pun" in listed
    assert stale.status_code == 409
    assert "revisi 3" in client.get(path).text


def test_what_is_wrong_with_the_form_is_said_at_its_field(world: World) -> None:
    client, path = client_of(world), f"{LIST}/{world.other}"

    nothing = client.post(path, data={"seen": "0", "do": "save"})
    halfway = client.post(path, data={"competency-1": "M02", "do": "save"})

    assert (nothing.status_code, halfway.status_code) == (422, 422)
    assert "Sebut kompetensi yang dinilai." in nothing.text
    assert "Pilih level 1 sampai 5." in halfway.text
    assert client.get(f"{LIST}/999").status_code == 404


def test_a_node_that_we_sent_says_so_and_may_be_left_out(world: World) -> None:
    world.mirror(world.node)
    client, path = client_of(world), f"{LIST}/{world.node}"

    sent = client.get(LIST).text
    form = client.get(path).text
    client.post(f"{path}/end", data={"seen": "0"})

    assert "dikirim layanan ini" in sent
    assert "sudah mewakili bukti M02 level 2" in form
    assert "tidak mewakili apa pun" in client.get(LIST).text


def test_an_account_shows_who_rated_what_and_which_plans_were_made_there(
    world: World,
) -> None:
    page = client_of(world).get("/admin/moodle/m-1/people/3").text

    assert "“Memimpin dua rapat”" in page
    assert BOSS.name in page
    assert "belum dipetakan" in page
    assert "Rencana belajar yang dibuat di Moodle" in page
    assert "Rencana 2026" in page


@pytest.mark.parametrize(
    ("who", "path"), [(LEARNER, "/me/plan"), (BOSS, f"/team/{LEARNER.id}")]
)
def test_a_plan_made_there_is_shown_to_its_owner_and_their_supervisor(
    who: Person, path: str, world: World
) -> None:
    page = client_of(world, who).get(path).text
    english = client_of(world, who, "en").get(path).text

    assert "Rencana belajar di Moodle" in page
    assert "Kerja sama: level 2: tercapai" in page
    assert "Memimpin dua rapat" not in page
    assert "Learning plans in Moodle" in english
    assert "Moodle BPSDM" in english


def test_a_rating_by_somebody_unknown_is_not_said_to_be_the_systems(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(moodle_rest, "MOST_A_SECOND", 10**6)
    world = World()
    stranger = {"id": 51, "idnumber": "", "fullname": "Pelatih luar"}
    world.there.rate(3, world.node, 2, stranger)
    read(world.ports)
    client_of(world).post(f"{LIST}/{world.node}", data=FORM | {"do": "save"})

    assert "penilai di Moodle" in client_of(world, LEARNER).get("/me").text


def test_what_the_token_lacks_for_plans_is_told(world: World) -> None:
    world.stub.lacks = {PLAN_FUNCTIONS[0]}

    page = client_of(world).post("/admin/moodle/m-1/check").text

    assert PLAN_FUNCTIONS[0] in page
    assert "Rencana belajar dan penilaian kompetensi tidak dibaca" in page
    assert "2 kompetensi terbaca" in page


def test_a_moodle_without_plans_says_where_they_come_from() -> None:
    world = World()

    page = client_of(world, locale="en").get(LIST).text

    assert "No competency has been read yet." in page
