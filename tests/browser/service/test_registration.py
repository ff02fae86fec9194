"""An administrator registers the service in an LMS of another site."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from lti_service.lti.connection import PlatformConnection
from lti_service.lti.registration import LtiRegistrar
from lti_service.ports import Ports
from lti_service.use_cases.lms.platform import list_platforms
from lti_service.use_cases.lms.registration import invite_platform
from lti_service.web.setup import build_web
from tests.browser.screenshot import picture
from tests.browser.service.test_pages import findings
from tests.fakes import fake_ports
from tests.http_stub import Says
from tests.moodle_registration import MoodleAdministration, recorded
from tests.running import free_port

pytestmark = pytest.mark.browser

ADMINISTRATION = "/mod/lti/toolconfigure.php"
LISTENS = """<!doctype html><meta charset="utf-8"><title>Manage tools</title>
<script>
const messages = [];
addEventListener("message", ({origin, data}) => messages.push({origin, data}));
</script>
"""
FRAME = '<iframe title="Add tool" width="900" height="900" src="{address}"></iframe>'
WINDOW = "<button onclick=\"window.open('{address}')\">Add LTI Advantage</button>"


@dataclass
class Registration:
    """A service and a Moodle, each at its own site.

    Attributes:
        url: The service's.
    """

    url: str
    moodle: MoodleAdministration
    ports: Ports

    def administration(self, context: BrowserContext, opens: str) -> Page:
        """Open Moodle's page of tools, which opens the address in some way."""
        invitation = invite_platform(24, actor="cli", ports=self.ports)
        address = f"{self.url}{self.moodle.opened(invitation)}"
        body = LISTENS + opens.replace("{address}", quote(address, safe=":/?=&%"))
        html = {"Content-Type": "text/html; charset=utf-8"}
        self.moodle.answers[ADMINISTRATION] = Says(200, body.encode(), html)
        context.set_extra_http_headers({"Accept-Language": "id"})
        page = context.new_page()
        page.goto(f"{self.moodle.url}{ADMINISTRATION}")
        return page

    def closing(self) -> list[dict[str, object]]:
        """Return the message that Moodle was seen to close by, from this service."""
        seen = recorded("postmessage")["messages_seen_by_moodle_window"]
        return [{**message, "origin": self.url} for message in seen]


@pytest.fixture
def registration() -> Iterator[Registration]:
    with MoodleAdministration() as moodle:
        url = f"http://localhost:{free_port()}"
        hosts = frozenset({moodle.stub.host})
        connection = PlatformConnection(allow_private_hosts=hosts)
        ports = fake_ports(registrar=LtiRegistrar(base_url=url, connection=connection))
        app = build_web(
            ports, secret_key=b"s" * 32, secure_origin=True, max_upload_mb=10
        )
        server = make_server(
            "localhost", int(url.rpartition(":")[2]), app, threaded=True
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Registration(url, moodle, ports)
        server.shutdown()
        server.server_close()
        thread.join()
        connection.close()


def test_in_a_frame_the_page_is_read_and_closes_by_the_keyboard(
    context: BrowserContext, registration: Registration
) -> None:
    page = registration.administration(context, FRAME)
    frame = page.frame_locator("iframe")

    heading = frame.get_by_role("heading", level=1)
    expect(heading).to_have_text("LMS sudah terdaftar")
    expect(frame.get_by_text("klik Activate")).to_be_visible()
    picture(page, "registered.webp", heading, 640)
    close = frame.get_by_role("button", name="Selesai, kembali ke LMS")
    close.focus()
    page.keyboard.press("Enter")

    page.wait_for_function("messages.length")
    assert page.evaluate("messages") == registration.closing()
    assert len(list_platforms(ports=registration.ports)) == 1
    page.close()


def test_in_a_window_of_its_own_it_closes_as_well(
    context: BrowserContext, registration: Registration
) -> None:
    page = registration.administration(context, WINDOW)
    with page.expect_popup() as opened:
        page.get_by_role("button").click()

    close = opened.value.get_by_role("button", name="Selesai, kembali ke LMS")
    expect(close).to_be_visible()
    assert findings(opened.value) == []
    close.click()

    page.wait_for_function("messages.length")
    assert page.evaluate("messages") == registration.closing()
    page.close()


def test_a_refusal_is_read_in_the_frame(
    context: BrowserContext, registration: Registration
) -> None:
    registration.moodle.changes = {"issuer": "https://lms.example"}

    page = registration.administration(context, FRAME)

    main = page.frame_locator("iframe").locator("main")
    expect(main).to_have_attribute("data-code", "register-issuer-foreign")
    expect(main).to_contain_text("mengatasnamakan LMS di alamat lain")
    page.close()
