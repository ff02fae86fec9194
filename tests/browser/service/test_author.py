"""An author uploads two versions, sees the difference, publishes, and goes back."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from course_builder.build import check
from course_builder.model.release import write_release
from tests.browser.service.both_sides import BothSides
from tests.browser.service.conftest import PATIENCE_MS
from tests.browser.service.test_pages import ADMIN, ADMINISTRATOR, findings

pytestmark = pytest.mark.browser

SOURCE = Path(__file__).parents[2] / "cases" / "siaga-tsunami"
ADDED = "Bawa kartu keluarga dalam kantong kedap air."


def release(version: str, words: str = "") -> dict[str, object]:
    """A version of the course, with words that it did not have, as a file to choose."""
    course = check(SOURCE).rendered
    assert course is not None
    first, *others = course.modules
    page = first.pages[0]
    page = replace(page, html=f"{page.html}<p>{words}</p>" if words else page.html)
    first = replace(first, pages=(page, *first.pages[1:]))
    out = io.BytesIO()
    changed = replace(course, version=version, modules=(first, *others))
    write_release(changed, out)
    return {
        "name": f"{version}.zip",
        "mimeType": "application/zip",
        "buffer": out.getvalue(),
    }


def upload(page: Page, url: str, file: dict[str, object]) -> None:
    """Choose a file and send it."""
    page.goto(f"{url}/author")
    page.get_by_role("link", name="Unggah rilis").click()
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Unggah dan periksa").click()


def test_two_versions_are_compared_published_and_rolled_back(
    sides: BothSides, browser: Browser
) -> None:
    context = browser.new_context(locale="id-ID")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{sides.lms}/orang/{ADMINISTRATOR}/buka/{ADMIN}")
    page.wait_for_url(f"{sides.url}/admin**")

    upload(page, sides.url, release("8.1"))
    page.get_by_role("button", name="Terbitkan versi 8.1").click()
    expect(page.get_by_role("status")).to_contain_text("Versi itu terbit")

    upload(page, sides.url, release("8.2", ADDED))
    expect(page.locator("ins", has_text=ADDED)).to_be_visible()
    seen = findings(page)
    page.get_by_role("button", name="Terbitkan versi 8.2").click()
    expect(page.locator("main")).to_contain_text("Versi 8.2 ditawarkan sejak")

    page.get_by_role("link", name="Versi 8.1", exact=True).click()
    expect(page.locator("del", has_text=ADDED)).to_be_visible()
    seen += findings(page)
    page.get_by_label("Alasan").fill("Kalimat itu belum diperiksa.")
    page.get_by_role("button", name="Tawarkan lagi versi 8.1").click()
    expect(page.get_by_role("status")).to_contain_text("Versi itu ditawarkan lagi")
    expect(page.locator("main")).to_contain_text("Alasan: Kalimat itu belum diperiksa.")
    seen += findings(page)
    context.close()
    assert seen == []
