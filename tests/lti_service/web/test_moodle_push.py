"""The page of what a Moodle mirrors: what goes wrong, and messages in the outbox."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from lti_service.domain.moodle_push import MirrorState
from lti_service.errors import MoodleError
from lti_service.use_cases.moodle.queue import work_on_moodles
from tests.lti_service.office import ADMIN, LEARNER, account_of, browser
from tests.lti_service.use_cases.moodle.test_push import NODE, PLAN, World

PUSH = "/admin/moodle/m-1/push"


@pytest.fixture
def world() -> World:
    world = World()
    world.decide()
    return world


@pytest.fixture
def client(world: World) -> FlaskClient:
    client: FlaskClient = browser(world.ports, world.storage, account_of(ADMIN))
    return client


def send(client: FlaskClient, world: World, **form: Any) -> str:
    reply = client.post(PUSH, data=form)
    assert reply.status_code == 303
    work_on_moodles(ports=world.ports)
    return client.get(PUSH).text


def test_while_it_is_asked_for_the_page_looks_again_by_itself(
    client: FlaskClient,
) -> None:
    assert "Belum pernah dibandingkan." in client.get(PUSH).text

    client.post(PUSH, data={"kind": "trial"})

    shown = client.get(PUSH).text
    assert "Menunggu pekerja layanan." in shown
    assert 'http-equiv="refresh"' in shown
    again = client.post(PUSH, data={"kind": "push"})
    assert (again.status_code, "Moodle ini sedang dibaca." in again.text) == (409, True)


def test_what_would_be_sent_names_whom_it_is_about(
    client: FlaskClient, world: World
) -> None:
    shown = send(client, world, kind="trial")

    assert "10 akan dibuat di Moodle" in shown
    assert f"rencana belajar, {LEARNER.name}" in shown


def test_a_push_that_moodle_stops_says_why_and_what_to_do(
    client: FlaskClient, world: World
) -> None:
    world.mirror.refuses = MoodleError("moodle-token")

    shown = send(client, world, kind="push")

    assert "Moodle tidak mengenal token ini." in shown
    assert "Pembandingan terhenti" in shown


def test_what_is_refused_is_shown_with_its_reason_here_and_in_the_outbox(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise MoodleError("moodle-permission")

    monkeypatch.setattr(world.mirror, "save_plan", refuse)
    send(client, world, kind="push")
    world.deliver()

    assert "tidak berhak melihat atau mengubah" in client.get(PUSH).text
    listed = client.get("/admin/outbox").text
    assert f"Kepala Seksi Ketenteraman, {LEARNER.name}" in listed
    assert "Moodle BPSDM" in listed
    (message,) = [
        one
        for one in world.storage.tables.outbox.values()
        if one.payload["key"] == PLAN
    ]
    page = client.get(f"/admin/outbox/{message.id}").text
    assert "Ini tidak dikirim lagi sampai Moodle dibandingkan" in page


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"key": NODE}, 422, "Pilih apa yang berlaku"),
        ({"key": NODE, "answer": "ours"}, 409, "tidak menunggu keputusan"),
        ({"key": "node:X", "answer": "ours"}, 404, "tidak terhubung"),
    ],
    ids=["nothing chosen", "answered already", "unknown"],
)
def test_an_answer_that_cannot_be_taken_is_told(
    client: FlaskClient, world: World, form: dict[str, str], status: int, words: str
) -> None:
    world.push()
    world.deliver()

    reply = client.post(f"{PUSH}/answer", data=form)

    assert (reply.status_code, words in reply.text) == (status, True)


def test_what_was_left_as_it_is_there_no_longer_asks(
    client: FlaskClient, world: World
) -> None:
    world.push()
    world.deliver()
    world.mirror.held[world.mirror.made("Kerja sama: level 2")]["name"] = "Tim"
    assert "diubah di Moodle" in send(client, world, kind="push")

    client.post(f"{PUSH}/answer", data={"key": NODE, "answer": "theirs"})

    assert "Menunggu keputusan Anda" not in client.get(PUSH).text
    assert world.state(NODE) is MirrorState.KEPT


def test_an_unknown_moodle_or_kind_is_refused(client: FlaskClient) -> None:
    assert client.get("/admin/moodle/m-9/push").status_code == 404
    assert client.post(PUSH, data={"kind": "x"}).status_code == 400


def test_it_is_pushed_each_night_once_the_page_says_so(
    client: FlaskClient, world: World
) -> None:
    assert "Tidak dikirim dengan sendirinya." in client.get(PUSH).text

    reply = client.post(f"{PUSH}/schedule", data={"when": "nightly"})

    assert reply.status_code == 303
    assert "Dikirim sendiri setiap malam" in client.get(PUSH).text
    client.post(f"{PUSH}/schedule", data={"when": "asked"})
    assert "Tidak dikirim dengan sendirinya." in client.get(PUSH).text
    actions = [entry.action for entry in world.storage.tables.audit]
    assert actions == ["moodle.push-nightly", "moodle.push-asked"]
    assert client.post(f"{PUSH}/schedule", data={}).status_code == 400


def several(client: FlaskClient, world: World) -> list[str]:
    """Change all nodes there; return their keys."""
    world.push()
    world.deliver()
    nodes = [number for number, code in world.mirror.codes.items() if "M0" in code]
    for number in nodes:
        world.mirror.held[number]["name"] += " (diubah)"
    send(client, world, kind="push")
    return [f"node:{world.mirror.codes[number]}" for number in nodes]


def asked(client: FlaskClient, answer: str) -> tuple[str, dict[str, str]]:
    """Ask for the answer to all of them; return the page, and what confirms it."""
    group = {"kind": "node", "state": "ask", "answer": answer}
    page = client.get(f"{PUSH}/answers", query_string=group).text
    found = re.search('name="seen" value="([^"]*)"', page)
    assert found
    return page, group | {"seen": found[1], "sure": "1"}


@pytest.mark.parametrize(
    ("answer", "state"),
    [("ours", MirrorState.SENDING), ("theirs", MirrorState.KEPT)],
)
def test_all_of_a_kind_are_answered_at_once_after_they_were_shown(
    client: FlaskClient, world: World, answer: str, state: MirrorState
) -> None:
    keys = several(client, world)
    assert len(keys) == 4
    assert "4 kompetensi diubah di Moodle" in client.get(PUSH).text

    page, form = asked(client, answer)
    assert "4 kompetensi diubah di Moodle" in page
    assert "Kerja sama (diubah)" in page
    unsure = client.post(f"{PUSH}/answers", data=form | {"sure": ""})
    assert {world.state(key) for key in keys} == {MirrorState.ASK}
    reply = client.post(f"{PUSH}/answers", data=form)

    assert (unsure.status_code, reply.status_code) == (422, 303)
    assert {world.state(key) for key in keys} == {state}
    action = "moodle.ours-taken" if answer == "ours" else "moodle.theirs-kept"
    trail = [one.action for one in world.storage.tables.audit]
    assert trail.count(action) == 4
    again = client.post(f"{PUSH}/answers", data=form)
    assert (again.status_code, "tidak menunggu" in again.text) == (409, True)


def test_what_changed_after_it_was_shown_is_not_answered(
    client: FlaskClient, world: World
) -> None:
    keys = several(client, world)
    _, form = asked(client, "ours")
    world.mirror.held[world.mirror.made("Kerja sama (diubah)")]["name"] = "Regu"
    send(client, world, kind="push")

    reply = client.post(f"{PUSH}/answers", data=form)

    assert (reply.status_code, "sudah berubah" in reply.text) == (409, True)
    assert {world.state(key) for key in keys} == {MirrorState.ASK}


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"answer": "x"}, 422), ({"kind": "x"}, 400), ({"state": "same"}, 409)],
)
def test_a_group_that_does_not_wait_is_refused(
    client: FlaskClient, changed: dict[str, str], status: int
) -> None:
    group = {"kind": "node", "state": "ask", "answer": "ours"} | changed
    assert client.get(f"{PUSH}/answers", query_string=group).status_code == status
    assert client.post(f"{PUSH}/answers", data=group).status_code == status
