"""A built web package, opened by double click from a folder: no server, no LMS."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.packages.learner import (
    PAGES,
    RIGHT,
    WRONG,
    answer,
    at,
    forward,
    go_on_to,
    learn,
    question,
    standing,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def course(page: Page, web_folder: Path) -> Page:
    """The course as opened for the first time."""
    page.goto((web_folder / "index.html").as_uri())
    at(page, PAGES[0])
    return page


def test_it_can_be_learnt_to_the_end(course: Page):
    learn(course, RIGHT)

    expect(course.locator(".content")).to_contain_text("Anda lulus.")
    expect(course.locator(".content")).to_contain_text(
        "kunci jawaban", ignore_case=True
    )
    assert course.title() == "Hasil · Siaga tsunami di desa"


def test_it_goes_on_where_it_was_left(course: Page, web_folder: Path):
    go_on_to(course, "Gempa terasa lama")
    answer(course, "q-gempa", WRONG["q-gempa"])

    course.goto("about:blank")
    course.goto((web_folder / "index.html").as_uri())

    at(course, "Gempa terasa lama")
    assert "Percobaan 1 dari 3 sudah dipakai" in standing(course, "q-gempa")
    expect(course.locator("header progress")).to_have_attribute(
        "aria-label", "Kemajuan kursus: 3 dari 5 halaman"
    )


def test_the_browsers_back_and_forward_turn_pages(course: Page):
    go_on_to(course, "Gempa terasa lama")

    course.go_back()
    at(course, "Mengenal tanda")
    course.go_back()
    at(course, PAGES[0])
    course.go_forward()
    at(course, "Mengenal tanda")
    course.reload()
    at(course, "Mengenal tanda")


def test_a_link_of_the_text_leads_to_its_page(course: Page):
    course.get_by_role("link", name="tanda pertama").click()

    at(course, "Gempa terasa lama")
    assert course.url.endswith("#tanda/gempa-terasa-lama")


def test_a_footnote_keeps_the_page(course: Page):
    go_on_to(course, "Gempa terasa lama")
    address = course.url

    course.locator("sup a").first.click()

    at(course, "Gempa terasa lama")
    assert course.url == address
    expect(course.locator("li", has_text="Catatan kaki ini")).to_be_focused()


def test_the_outline_opens_shows_what_is_read_and_closes(course: Page):
    go_on_to(course, "Gempa terasa lama")
    outline = course.locator("details.outline")

    outline.locator("summary").click()
    expect(outline.locator("[aria-current=page]")).to_contain_text("Gempa terasa lama")
    expect(outline).to_contain_text("1. Mengenal tanda 2 dari 3")
    course.keyboard.press("Escape")
    expect(outline.locator("nav")).to_be_hidden()
    outline.locator("summary").click()
    outline.get_by_role("link", name="2. Jarak dan lembaga").click()

    at(course, "Seberapa jauh")
    expect(outline.locator("nav")).to_be_hidden()
    expect(course.locator("header .place > p")).to_have_text(
        "Modul 2 dari 2 · Jarak dan lembaga"
    )


def test_a_wrong_choice_is_told_beside_it_without_the_key(course: Page):
    go_on_to(course, "Gempa terasa lama")

    answer(course, "q-gempa", WRONG["q-gempa"])

    section = question(course, "q-gempa")
    wrong = section.locator(".option.wrong")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("Belum tepat.")
    expect(wrong).to_contain_text("Sirene dapat terlambat atau mati.")
    described = section.locator("input[value=a]").get_attribute("aria-describedby")
    expect(section.locator(f'[id="{described}"]')).to_contain_text(
        "Sirene dapat terlambat"
    )
    expect(section.locator(".option.right")).to_have_count(0)
    expect(section).not_to_contain_text("Penjelasan")
    expect(section.locator("[data-slot=result]")).to_contain_text(
        "Waktu Anda hanya beberapa menit."
    )


def test_a_wrong_set_does_not_say_which_are_right_until_tries_are_used_up(
    course: Page,
):
    go_on_to(course, "Gempa terasa lama")
    section = question(course, "q-bekal")

    for _ in range(2):
        answer(course, "q-bekal", ["a", "b"])
        expect(section.locator(".option.right, .option.wrong")).to_have_count(0)
    answer(course, "q-bekal", ["a", "b"])

    expect(section.locator(".option.right")).to_have_count(2)
    expect(section.locator(".option.wrong")).to_have_count(1)
    expect(section.locator("[data-option=c]").first).to_contain_text(
        "Jawaban yang tepat"
    )
    expect(section.locator("button")).to_have_count(0)


def test_hints_cost_what_they_say(course: Page):
    go_on_to(course, "Gempa terasa lama")
    section = question(course, "q-gempa")
    hint = section.locator("[data-action=hint]")

    expect(hint).to_have_text("Lihat petunjuk (−0,5 poin)")
    hint.click()
    expect(section.locator("[data-slot=hints]")).to_contain_text("Petunjuk 1 dari 2")
    hint.click()
    expect(section.locator("[data-slot=hints]")).to_contain_text("Petunjuk 2 dari 2")
    expect(hint).to_have_count(0)
    answer(course, "q-gempa", RIGHT["q-gempa"])

    assert standing(course, "q-gempa") == "Selesai: 1 dari 2 poin."
    expect(section).to_contain_text("Penjelasan")


def test_a_typed_key_is_written_as_the_language_writes_it(course: Page):
    go_on_to(course, "Seberapa jauh")
    section = question(course, "q-jarak")

    for _ in range(3):
        answer(course, "q-jarak", WRONG["q-jarak"])

    expect(section).to_contain_text("Jawaban yang tepat: 1.250 meter")
    expect(section).to_contain_text("Contoh latihan memakai angka besar")


@pytest.mark.parametrize(
    ("identifier", "sentence"),
    [
        ("q-gempa", "Pilih satu jawaban dahulu"),
        ("q-bekal", "Pilih jawaban dahulu, boleh lebih dari satu"),
    ],
)
def test_nothing_chosen_costs_no_try(course: Page, identifier: str, sentence: str):
    go_on_to(course, "Gempa terasa lama")

    question(course, identifier).locator("[data-action=answer]").click()

    expect(question(course, identifier)).to_contain_text(sentence)
    assert "Percobaan" not in standing(course, identifier)


def test_the_results_lead_to_what_remains(course: Page):
    course.locator("details.outline summary").click()
    course.get_by_role("link", name="Hasil").click()

    expect(course.locator(".content")).to_contain_text("Kursus ini belum selesai.")
    expect(course.locator(".content")).to_contain_text("Halaman yang belum dibaca")
    course.locator(".content").get_by_role("link", name="Lembaga mana").first.click()

    at(course, "Seberapa jauh")
    expect(question(course, "q-lembaga")).to_be_focused()


def test_where_storage_is_denied_the_learner_is_told(page: Page, web_folder: Path):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {"
        " get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    page.goto((web_folder / "index.html").as_uri())

    expect(page.locator("#player")).to_contain_text("tidak mengizinkan penyimpanan")
    forward(page)
    at(page, "Mengenal tanda")


def test_the_first_page_is_light(page: Page, web_folder: Path):
    loaded: list[Path] = []
    page.on("request", lambda request: loaded.append(Path(request.url)))
    page.goto((web_folder / "index.html").as_uri())
    expect(page.locator(".next")).to_be_visible()
    page.wait_for_load_state("networkidle")

    names = {"/".join(path.parts[-2:]) for path in loaded}
    assert len(names) <= 8
    files = [web_folder / "index.html", web_folder / "player.js"]
    files.append(web_folder / "pages" / "1.js")
    assert sum(len(gzip.compress(f.read_bytes())) for f in files) <= 60 * 1024
