"""Signed-in browsers, the way out, and cookies that nobody can fix beforehand."""

from typing import Any

import pytest

from lti_service.app import create_app
from lti_service.settings import read_settings
from lti_service.use_cases.lms.launch import session_id
from tests import service_factories as make
from tests.fakes import FakeClock, FakeLaunches, FakeStorage, fake_ports
from tests.lti_service.office import ADMIN, LEARNER, account_of, browser, office
from tests.lti_service.use_cases.learning.given import (
    publish,
    register,
    two_questions,
    verified,
)

LEARNER_ID = account_of(LEARNER).id
EVENT = {"id": "event-0001", "kind": "viewed", "activity": "m1/a"}


def learning() -> tuple[FakeStorage, Any]:
    """A service that takes five launches, the last two of somebody else."""
    storage, clock = FakeStorage(), FakeClock()
    launches = {
        f"token-{n}": verified(f"nonce-{n}", subject="3" if n < 4 else "4")
        for n in range(1, 6)
    }
    ports = fake_ports(storage=storage, clock=clock, launches=FakeLaunches(launches))
    register(ports)
    publish(two_questions(), ports)
    settings = {"SECRET_KEY": "x" * 32, "BASE_URL": "http://localhost:8000"}
    app = create_app(ports, read_settings(settings))
    app.config["WTF_CSRF_ENABLED"] = False
    return storage, app


def new_browser(app: Any) -> Any:
    client = app.test_client()
    client.set_cookie("lti_browser_1", "a-browser", domain="localhost")
    return client


def launch(client: Any, number: int) -> str:
    """Launch; return the session cookie."""
    reply = client.post("/lti/launch", data={"id_token": f"token-{number}"})
    assert reply.status_code == 200
    return str(client.get_cookie("lti_session", domain="localhost").value)


def player(client: Any, number: int) -> tuple[str, str]:
    """Launch; return attempt and bearer token as the player gets them."""
    reply = client.post("/lti/launch", data={"id_token": f"token-{number}"})
    document = reply.text
    attempt = document.partition('"attempt": "')[2].partition('"')[0]
    return attempt, document.partition('"token": "')[2].partition('"')[0]


def answer(client: Any, attempt: str, token: str) -> Any:
    return client.post(
        f"/api/attempts/{attempt}/events",
        json={"events": [EVENT]},
        headers={"Authorization": f"Bearer {token}"},
    )


@pytest.mark.parametrize("planted", ["planted-by-somebody-else", ""])
def test_a_session_cookie_from_before_the_launch_is_never_adopted(planted: str) -> None:
    storage, app = learning()
    client = new_browser(app)
    client.set_cookie("lti_session", planted, domain="localhost")

    given = launch(client, 1)

    assert given != planted
    assert session_id(planted) not in storage.tables.sessions
    attacker = new_browser(app)
    attacker.set_cookie("lti_session", planted, domain="localhost")
    assert attacker.get("/me").status_code == 401


def test_a_known_session_is_not_adopted_by_a_launch_either() -> None:
    """Somebody may plant the cookie of a session of their own."""
    _, app = learning()
    planted = launch(new_browser(app), 4)
    client = new_browser(app)
    client.set_cookie("lti_session", planted, domain="localhost")

    given = launch(client, 1)

    assert given != planted
    attacker = new_browser(app)
    attacker.set_cookie("lti_session", planted, domain="localhost")
    assert attacker.get("/me").status_code == 401
    assert client.get("/me").status_code == 200


def test_a_second_launch_in_the_browser_closes_what_the_first_opened() -> None:
    _, app = learning()
    client, copy = new_browser(app), new_browser(app)
    first = launch(client, 1)
    copy.set_cookie("lti_session", first, domain="localhost")
    assert copy.get("/me").status_code == 200

    launch(client, 2)

    assert copy.get("/me").status_code == 401
    page = client.get("/me/sessions").text
    assert "Anda masuk di 1 peramban." in page


def test_signing_out_closes_pages_and_courses_and_loses_no_answer() -> None:
    storage, app = learning()
    client = new_browser(app)
    attempt, token = player(client, 1)
    assert answer(client, attempt, token).status_code == 200

    reply = client.post("/me/sign-out")

    assert (reply.status_code, "Anda sudah keluar" in reply.text) == (200, True)
    assert client.get_cookie("lti_session", domain="localhost") is None
    assert client.get("/me").status_code == 401
    refused = answer(client, attempt, token)
    assert (refused.status_code, refused.json["code"]) == (401, "token-expired")
    again, fresh = player(client, 2)
    assert again == attempt
    assert answer(client, attempt, fresh).status_code == 200
    assert len(storage.tables.events) == 1


def test_renewing_a_token_does_not_outlive_signing_out() -> None:
    _, app = learning()
    client = new_browser(app)
    attempt, token = player(client, 1)
    renewed = answer(client, attempt, token).json["token"]

    client.post("/me/sign-out")

    for path in (f"/api/attempts/{attempt}", f"/api/attempts/{attempt}/pages/m1/a"):
        reply = client.get(path, headers={"Authorization": f"Bearer {renewed}"})
        assert (reply.status_code, reply.json["code"]) == (401, "token-expired")


def test_another_browser_of_ones_own_is_signed_out_and_others_are_not() -> None:
    _, app = learning()
    here, there, other = new_browser(app), new_browser(app), new_browser(app)
    launch(here, 1)
    name = session_id(launch(there, 2))[:16]
    launch(other, 4)
    assert "Anda masuk di 2 peramban." in here.get("/me/sessions").text
    assert other.post(f"/me/sessions/{name}/end").status_code == 404
    assert there.get("/me").status_code == 200

    reply = here.post(f"/me/sessions/{name}/end")

    assert (reply.status_code, reply.location) == (303, "/me/sessions?done=one")
    assert "Perangkat itu sudah keluar." in here.get(reply.location).text
    assert [b.get("/me").status_code for b in (here, there, other)] == [200, 401, 200]


def test_all_others_are_signed_out_at_once() -> None:
    _, app = learning()
    here, there = new_browser(app), new_browser(app)
    launch(there, 1)
    launch(here, 2)

    here.post("/me/sessions/end-others")

    assert [b.get("/me").status_code for b in (here, there)] == [200, 401]


def test_a_session_ends_by_itself_after_twelve_hours() -> None:
    _, app = learning()
    client = new_browser(app)
    launch(client, 1)
    clock = app.extensions["ports"].clock

    clock.advance(hours=11, minutes=59)
    assert client.get("/me").status_code == 200
    clock.advance(minutes=1)

    assert client.get("/me").status_code == 401


def test_an_administrator_signs_an_account_out_everywhere() -> None:
    storage, ports = office()
    admin = browser(ports, storage, account_of(ADMIN))
    learner = browser(ports, storage, account_of(LEARNER))
    storage.tables.sessions["s"] = make.session(id="s", account_id=LEARNER_ID)
    page = admin.get(f"/admin/accounts/{LEARNER_ID}").text
    assert "Akun ini sedang masuk di 2 peramban." in page

    reply = admin.post(f"/admin/accounts/{LEARNER_ID}/sessions/end")

    assert reply.status_code == 303
    assert "dikeluarkan dari semua perangkat" in admin.get(reply.location).text
    assert learner.get("/me").status_code == 401
    assert admin.get("/me").status_code == 200
    assert storage.tables.audit[-1].action == "session.ended"
