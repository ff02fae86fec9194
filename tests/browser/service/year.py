"""People of one invented organisation, each with a browser of their own, for a year."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, expect

from lti_service.sandbox import (
    AUTH_PATH,
    CLIENT_ID,
    DEPLOYMENT_ID,
    JWKS_PATH,
    NAME,
    TOKEN_PATH,
)
from tests.browser.service.both_sides import BothSides
from tests.browser.service.conftest import PATIENCE_MS

LEARNER, SUPERVISOR, LEADER = "3", "5", "4"
VERIFIER, ASSESSOR, ADMINISTRATOR = "6", "7", "2"
"""Of the practice LMS: Halimah, Jafar, Yusuf, Salma, Burhan and Wahida."""
COURSE, PLAN, ASSESS, ADMIN = "1", "5", "6", "7"

FOLDER = Path(__file__).parents[2] / "cases" / "year"


@dataclass
class Year:
    """One year of the organisation.

    Attributes:
        sides: The service and the practice LMS.
        browser: In which everybody has a profile of their own.
        pages: Whoever has opened the service, by their id in the LMS.
    """

    sides: BothSides
    browser: Browser
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The time, where the organisation is."""
        return self.sides.clock.now().astimezone(self.sides.ports.time_zone)

    def command(self, *words: str) -> str:
        """Run ``lti-service``, as who runs the server; return what it prints."""
        tool = Path(sys.executable).with_name("lti-service")
        env = os.environ | self.sides.settings
        done = subprocess.run(
            [tool, *words], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def register(self) -> None:
        """Register the practice LMS."""
        lms = self.sides.lms
        self.command(
            "platforms",
            "add",
            f"--issuer={lms}",
            f"--client-id={CLIENT_ID}",
            f"--auth-url={lms}{AUTH_PATH}",
            f"--token-url={lms}{TOKEN_PATH}",
            f"--jwks-url={lms}{JWKS_PATH}",
            f"--deployment-id={DEPLOYMENT_ID}",
            f"--name={NAME}",
            "--trust-nip",
        )

    def open(self, person: str, activity: str) -> Page:
        """Open an activity in a window from the LMS, as people do each day."""
        page = self._page(person)
        page.goto(f"{self.sides.lms}/orang/{person}/buka/{activity}")
        page.wait_for_url(re.compile(re.escape(self.sides.url)))
        page.wait_for_selector("main")
        return page

    def learn(self, person: str) -> tuple[Page, Frame]:
        """Open the course in the frame of the LMS."""
        page = self._page(person)
        return page, self.sides.open(page, person, COURSE)

    def _page(self, person: str) -> Page:
        if person not in self.pages:
            context = self.browser.new_context(locale="id-ID", accept_downloads=True)
            context.set_default_timeout(PATIENCE_MS)
            self.pages[person] = context.new_page()
        return self.pages[person]


def follow(page: Page, *links: str | re.Pattern[str]) -> None:
    """Click links one after the other, each on the page that the one before led to."""
    for link in links:
        with page.expect_navigation():
            page.locator("nav.tabs, main").get_by_role("link", name=link).first.click()


def press(page: Page, button: str) -> None:
    """Press a button that leads on."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).first.click()


def fill(page: Page, values: Mapping[str, str]) -> None:
    """Fill fields, each found by its label."""
    for label, value in values.items():
        place = page.get_by_label(label).first
        if place.evaluate("one => one.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)


def reads(page: Page | Frame, words: str) -> None:
    """Wait until somebody reads these words."""
    expect(page.locator("main")).to_contain_text(words)


def until_reads(page: Page, words: str) -> None:
    """Load a page again until the worker has done what it waits for."""
    for _ in range(100):
        if page.locator("main").filter(has_text=words).count():
            return
        page.reload()
        page.wait_for_timeout(100)  # as long as the worker works, never longer
    raise AssertionError(page.inner_text("main"))
