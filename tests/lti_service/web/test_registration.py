"""The page that an administrator sees in the LMS."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_service.lti.connection import PlatformConnection
from lti_service.lti.registration import LtiRegistrar
from lti_service.ports import Ports
from lti_service.use_cases.lms.platform import list_platforms, register_platform
from lti_service.use_cases.lms.registration import (
    invite_platform,
    register_by_invitation,
)
from lti_service.web.setup import build_web
from tests.attacks.door import BASE_URL, Door, jwk, open_door
from tests.fakes import FakeStorage, fake_ports
from tests.http_stub import Says
from tests.lti_service.use_cases.lms.test_registration import BY_HAND
from tests.moodle_registration import (
    REGISTRATION,
    TOKEN,
    MoodleAdministration,
    recorded,
)

KEYS = "/mod/lti/certs.php"


@pytest.fixture
def moodle() -> Iterator[MoodleAdministration]:
    with MoodleAdministration() as it:
        yield it


@pytest.fixture
def ports(moodle: MoodleAdministration) -> Iterator[Ports]:
    hosts = frozenset({moodle.stub.host})
    connection = PlatformConnection(allow_private_hosts=hosts)
    registrar = LtiRegistrar(base_url=BASE_URL, connection=connection)
    yield fake_ports(storage=FakeStorage(), registrar=registrar)
    connection.close()


@pytest.fixture
def browser(ports: Ports) -> FlaskClient:
    app = build_web(ports, secret_key=b"s" * 32, secure_origin=True, max_upload_mb=10)
    return app.test_client()


def registered(
    moodle: MoodleAdministration,
    ports: Ports,
    browser: FlaskClient,
    language: str = "id",
) -> TestResponse:
    invitation = invite_platform(24, actor="cli", ports=ports)
    answer = browser.get(
        moodle.opened(invitation), headers={"Accept-Language": language}
    )
    assert answer.status_code == 200, answer.text
    return answer


def test_the_page_says_what_was_registered(
    moodle: MoodleAdministration, ports: Ports, browser: FlaskClient
) -> None:
    page = registered(moodle, ports, browser).text

    assert '<main id="registered"' in page
    assert "<h1>LMS sudah terdaftar</h1>" in page
    assert moodle.url in page
    assert "pvuq3Aw7TeDxEBE" in page
    assert "deep linking" in page
    assert "buku nilai" in page
    assert "daftar peserta" in page
    assert "belum dipercaya" in page


def test_the_page_says_what_to_click_next_in_moodle(
    moodle: MoodleAdministration, ports: Ports, browser: FlaskClient
) -> None:
    page = registered(moodle, ports, browser).text

    for word in (
        "Pending",
        "Activate",
        "Show in activity chooser and as a preconfigured tool",
        "cURL blocked hosts list",
        "cURL allowed ports list",
    ):
        assert word in page


def test_another_lms_is_spoken_of_in_general_words(
    moodle: MoodleAdministration, ports: Ports, browser: FlaskClient
) -> None:
    moodle.changes = {
        "https://purl.imsglobal.org/spec/lti-platform-configuration": {
            "product_family_code": "Lain",
            "messages_supported": [{"type": "LtiResourceLinkRequest"}],
        },
        "scopes_supported": ["openid"],
    }

    page = registered(moodle, ports, browser, "en").text

    assert "activate the tool" in page
    for word in ("cURL", "deep linking", "gradebook", "participants"):
        assert word not in page


def test_an_lms_that_named_no_deployment_gets_the_command_that_adds_it(
    moodle: MoodleAdministration, ports: Ports, browser: FlaskClient
) -> None:
    moodle.answers[REGISTRATION] = Says(201, {"client_id": "a"})

    page = registered(moodle, ports, browser).text

    assert "lti-service platforms add" in page
    assert "--client-id a " in page
    assert "--deployment-id" in page


def test_an_update_is_called_one(
    moodle: MoodleAdministration, ports: Ports, browser: FlaskClient
) -> None:
    moodle.reusable = True
    registered(moodle, ports, browser)

    page = registered(moodle, ports, browser).text

    assert "<h1>Pendaftaran LMS diperbarui</h1>" in page
    assert len(list_platforms(ports=ports)) == 1


def test_the_page_may_be_framed_by_the_lms_alone_and_is_not_kept(
    moodle: MoodleAdministration, ports: Ports, browser: FlaskClient
) -> None:
    headers = registered(moodle, ports, browser).headers

    policy = headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors 'self' {moodle.url}")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


def test_nothing_of_another_platform_is_on_the_page(
    moodle: MoodleAdministration, ports: Ports, browser: FlaskClient
) -> None:
    register_platform(BY_HAND, actor="cli", ports=ports)

    page = registered(moodle, ports, browser).text

    assert BY_HAND.issuer not in page
    assert BY_HAND.name not in page


def test_the_page_closes_with_the_message_that_moodle_was_seen_to_understand(
    moodle: MoodleAdministration, ports: Ports, browser: FlaskClient
) -> None:
    (message,) = recorded("postmessage")["messages_seen_by_moodle_window"]
    page = registered(moodle, ports, browser).text

    assert '<button type="button" class="primary" id="close">' in page
    address = re.search(r'src="(/static/registration\.js\?v=\w+)"', page)
    assert address
    script = browser.get(address[1]).text
    assert f'subject: "{message["data"]["subject"]}"' in script


def test_an_activity_of_the_registered_tool_gets_in() -> None:
    with MoodleAdministration() as moodle:
        moodle.answers[KEYS] = Says(body={"keys": [jwk()]})
        door = open_door(moodle.stub)
        forget(door)
        registrar = LtiRegistrar(base_url=BASE_URL, connection=door.connection)
        ports = fake_ports(storage=door.storage, registrar=registrar)
        invitation = invite_platform(24, actor="cli", ports=ports)
        door.platform = register_by_invitation(
            invitation, moodle.configuration_url, TOKEN, ports=ports
        ).platform

        knock = door.begin(lti_deployment_id=None)
        knock.claims["aud"] = moodle.client_id
        knock.lti(deployment_id="4")

        assert door.verify(knock).platform == door.platform
        door.connection.close()


def forget(door: Door) -> None:
    """Let a door know no platform yet."""
    with door.storage.writing() as uow:
        uow.platforms.remove(door.platform.id)
        uow.commit()
