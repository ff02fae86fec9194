"""A built package for people without a mouse, with a small screen or a screen reader."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.packages.learner import PAGES, RIGHT, WRONG, answer, at, forward
from tests.browser.packages.lms import PLAYER

pytestmark = pytest.mark.browser

AXE = PLAYER / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = """
async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def course(page: Page, web_folder: Path) -> Page:
    page.goto((web_folder / "index.html").as_uri())
    at(page, PAGES[0])
    return page


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something is reached; a hundred times is a trap."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_the_keyboard_alone_leads_from_the_first_page_to_the_results(course: Page):
    for title in PAGES:
        at(course, title)
        for section in course.locator("[data-activity]").all():
            identifier = section.get_attribute("data-activity") or ""
            given = RIGHT[identifier]
            if isinstance(given, str):
                tab_to(course, f"[data-activity={identifier}] input")
                course.keyboard.type(given)
                course.keyboard.press("Enter")
            else:
                choose(course, identifier, given)
                tab_to(course, f"[data-activity={identifier}] [data-action=answer]")
                course.keyboard.press("Enter")
            # What was said has the focus, since the button is gone.
            expect(section.locator("[data-slot=result]")).to_be_focused()
        tab_to(course, ".next .primary")
        course.keyboard.press("Enter")

    at(course, "Hasil Anda")
    expect(course.locator(".content")).to_contain_text("Anda lulus.")


def choose(page: Page, identifier: str, options: list[str]) -> None:
    section = f"[data-activity={identifier}]"
    if page.locator(f"{section} input[type=radio]").count():
        tab_to(page, f"{section} input[type=radio]")
        page.keyboard.press("Space")
        for _ in range("abcdef".index(options[0])):
            page.keyboard.press("ArrowDown")
        return
    for option in options:
        tab_to(page, f"{section} input[value={option}]")
        page.keyboard.press("Space")


def test_a_new_page_has_the_focus_on_its_heading(course: Page):
    forward(course)

    at(course, "Mengenal tanda")
    expect(course.locator(".content h1")).to_be_focused()


def test_the_skip_link_leads_to_the_content_and_keeps_the_page(course: Page):
    forward(course)
    at(course, "Mengenal tanda")
    course.locator(".skip").focus()

    course.keyboard.press("Enter")

    expect(course.locator("#player")).to_be_focused()
    course.reload()
    at(course, "Mengenal tanda")


def test_after_a_wrong_answer_the_button_keeps_the_focus(course: Page):
    for _ in range(2):
        forward(course)
    at(course, "Gempa terasa lama")

    answer(course, "q-gempa", WRONG["q-gempa"])

    section = course.locator("[data-activity=q-gempa]")
    expect(section.locator("[data-action=answer]")).to_be_focused()
    expect(section.locator("[data-slot=result]")).to_have_attribute("role", "status")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_no_serious_finding_on_any_page(course: Page, scheme: str):
    course.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    course.add_script_tag(path=AXE)
    for title in PAGES:
        at(course, title)
        assert course.evaluate(SERIOUS) == []
        for section in course.locator("[data-activity]").all():
            identifier = section.get_attribute("data-activity") or ""
            for _ in range(2):
                if section.locator("[data-action=answer]").count():
                    answer(course, identifier, WRONG[identifier])
        assert course.evaluate(SERIOUS) == []
        forward(course)
    at(course, "Hasil Anda")
    course.locator("details.outline summary").click()
    assert course.evaluate(SERIOUS) == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_is_wider_than_the_screen(course: Page, width: int):
    course.set_viewport_size({"width": width, "height": 740})
    for title in PAGES:
        at(course, title)
        assert course.evaluate(OVERFLOW) == 0
        forward(course)
    at(course, "Hasil Anda")
    assert course.evaluate(OVERFLOW) == 0
