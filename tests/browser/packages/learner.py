"""What a learner does in the course of `tests/cases/siaga-tsunami`."""

import re

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

PAGES = (
    "Siaga tsunami di desa",
    "Mengenal tanda",
    "Gempa terasa lama",
    "Air laut surut",
    "Seberapa jauh",
)
RIGHT: dict[str, list[str] | str] = {
    "q-gempa": ["b"],
    "q-bekal": ["a", "c"],
    "q-surut": ["a"],
    "q-jarak": "1.250 meter",
    "q-lembaga": "bmkg",
}
WRONG: dict[str, list[str] | str] = {
    "q-gempa": ["a"],
    "q-bekal": ["b"],
    "q-surut": ["b"],
    "q-jarak": "12,5",
    "q-lembaga": "BNPB",
}

Place = Page | Frame | FrameLocator
"""Where the course is shown: a page of its own, or a frame of an LMS."""


def at(place: Place, title: str) -> None:
    expect(place.locator(".content h1, .content h2").first).to_have_text(title)


def forward(place: Place) -> None:
    place.locator(".next .primary").click()


def go_on_to(place: Place, title: str) -> None:
    """Go on until a page is reached."""
    heading = place.locator(".content h1, .content h2").first
    while heading.inner_text() != title:
        before = heading.inner_text()
        forward(place)
        expect(heading).not_to_have_text(before)


def question(place: Place, identifier: str) -> Locator:
    return place.locator(f"[data-activity={identifier}]")


def answer(place: Place, identifier: str, given: list[str] | str) -> None:
    """Choose or write, and press the button."""
    section = question(place, identifier)
    if isinstance(given, str):
        section.locator("input[type=text]").fill(given)
    else:
        for box in section.locator("input[type=checkbox]").all():
            box.set_checked(box.get_attribute("value") in given)
        for box in section.locator("input[type=radio]").all():
            if box.get_attribute("value") in given:
                box.check()
    section.locator("[data-action=answer]").click()
    expect(section.locator("[data-slot=result]")).not_to_be_empty()


def learn(place: Place, answers: dict[str, list[str] | str], tries: int = 1) -> None:
    """Read every page, answer every question, and look at the results."""
    at(place, PAGES[0])
    for title in PAGES:
        at(place, title)
        for section in place.locator("[data-activity]").all():
            identifier = section.get_attribute("data-activity") or ""
            for _ in range(tries):
                if section.locator("[data-action=answer]").count():
                    answer(place, identifier, answers[identifier])
        forward(place)
    at(place, "Hasil Anda")


def standing(place: Place, identifier: str) -> str:
    """Return the line that says what an activity is worth and how it stands."""
    line = question(place, identifier).locator("[data-slot=attempts]")
    return re.sub(r"\s+", " ", line.inner_text())
