"""A page that crashes comes back to the place where the learner was."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, CDPSession, expect

from tests.browser.service.test_main_path import (
    LEARNER,
    open_in_window,
    serving,
)

pytestmark = pytest.mark.browser

COURSE_LINK = "2"


class Tab:
    """A tab spoken to through the browser: the test tool gives a crashed page up."""

    def __init__(self, session: CDPSession, address: str) -> None:
        self._session = session
        self._number = 0
        self.answers: list[dict[str, object]] = []
        found = session.send("Target.getTargets")["targetInfos"]
        [target] = [t["targetId"] for t in found if address in t["url"]]
        attached = session.send(
            "Target.attachToTarget", {"targetId": target, "flatten": False}
        )
        self._id = attached["sessionId"]
        session.on(
            "Target.receivedMessageFromTarget",
            lambda event: self.answers.append(json.loads(event["message"])),
        )

    def send(self, method: str, **parameters: object) -> int:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        self._session.send(
            "Target.sendMessageToTarget",
            {"sessionId": self._id, "message": json.dumps(message)},
        )
        return self._number

    def evaluate(self, expression: str, context: BrowserContext) -> object:
        number = self.send("Runtime.evaluate", expression=expression)
        beside = context.pages[0]
        for _ in range(50):
            for answer in self.answers:
                if answer.get("id") == number:
                    result = answer.get("result")
                    assert isinstance(result, dict)
                    return result.get("result", {}).get("value")
            beside.wait_for_timeout(100)
        return None


def test_a_reload_after_a_crash_keeps_the_place(
    tmp_path: Path, context: BrowserContext
) -> None:
    with serving(f"sqlite:///{tmp_path}/plan.db", tmp_path) as practice:
        page = open_in_window(context, practice, LEARNER, COURSE_LINK)
        page.locator("#player .next a.primary").click()
        expect(page.locator("#player h1")).to_have_text("Peran ASN dan kerangka hukum")
        browser = context.browser
        assert browser is not None
        tab = Tab(browser.new_browser_cdp_session(), "/learn/")

        with page.expect_event("crash"):
            tab.send("Page.crash")
        tab.send("Page.reload")

        found: object = None
        heading = "document.querySelector('#player h1')?.textContent"
        for _ in range(50):
            found = tab.evaluate(heading, context)
            if found:
                break
        assert found == "Peran ASN dan kerangka hukum"
