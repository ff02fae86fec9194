"""The service below a path of a host, in a browser, through a proxy."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Response, expect

from tests.browser.packages.learner import RIGHT, answer, go_on_to, standing
from tests.browser.service.both_sides import BothSides
from tests.browser.service.test_frame import COURSE, HALIMAH, points

pytestmark = pytest.mark.browser

ADMINISTRATOR, ADMIN = "2", "7"


def test_below_a_path_everything_is_found_and_nothing_asked_for_beside_it(
    profile: BrowserContext, small_release: bytes, tmp_path: Path
) -> None:
    page = profile.new_page()
    answers: list[Response] = []
    said: list[str] = []
    page.on("response", lambda answer: answers.extend([answer]))
    page.on("console", lambda told: said.append(told.text))
    with BothSides(tmp_path, below="/lti") as sides:
        sides.publish(small_release)
        frame = sides.open(page, HALIMAH, COURSE)
        go_on_to(frame, "Gempa terasa lama")
        answer(frame, "q-gempa", RIGHT["q-gempa"])
        assert standing(frame, "q-gempa") == "Selesai: 2 dari 2 poin."
        assert points(sides, HALIMAH) == {"q-gempa": True}

        page.goto(f"{sides.lms}/orang/{ADMINISTRATOR}/buka/{ADMIN}")
        page.wait_for_url(f"{sides.url}/admin**")
        page.goto(f"{sides.url}/admin/health")
        expect(page.get_by_text("Belum pernah ada cadangan.")).to_be_visible()
        page.get_by_role("button", name="English").click()
        expect(page.get_by_text("There never was a backup.")).to_be_visible()

    assert [(a.status, a.url) for a in answers if a.status >= 400] == []
    assert said == []
    ours = [a.url for a in answers if not a.url.startswith(sides.lms)]
    assert all(url.startswith(f"{sides.url}/") for url in ours)
    for kind in ("script", "stylesheet", "document", "fetch"):
        assert any(
            a.request.resource_type == kind and a.url in ours for a in answers
        ), kind
