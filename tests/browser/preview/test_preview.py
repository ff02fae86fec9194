"""The preview in a browser: it follows the author's saving, and keeps the place."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.preview.conftest import Draft

pytestmark = pytest.mark.browser


@pytest.fixture
def preview(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("#player")).to_contain_text("Selamat datang.")
    return page


def to_page(preview: Page, name: str) -> None:
    preview.get_by_role("link", name=f"Lanjut: {name}").click()
    expect(preview.locator("#player h1, #player h2").first).to_contain_text(name)


def test_a_saved_change_is_shown_at_the_same_place(preview: Page, draft: Draft):
    to_page(preview, "Satu")
    preview.get_by_label("Bupati").check()
    preview.locator("[data-activity=q-a] [data-action=answer]").click()
    expect(preview.locator("[data-activity=q-a]")).to_contain_text("Percobaan")
    preview.evaluate("window.scrollTo(0, 1500)")
    before = preview.evaluate("window.scrollY")
    assert before > 500

    draft.replace("Teks pertama.", "Teks yang baru.")

    expect(preview.locator("#player")).to_contain_text("Teks yang baru.", timeout=5_000)
    expect(preview.locator("[data-activity=q-a]")).to_contain_text("Percobaan")
    preview.wait_for_function(f"Math.abs(window.scrollY - {before}) < 80")
    assert "#modul/satu" in preview.url


def test_findings_appear_beside_what_they_are_about_and_vanish(
    preview: Page, draft: Draft
):
    to_page(preview, "Satu")
    panel = preview.locator("aside.preview")
    expect(panel).to_contain_text("Tidak ada temuan.")

    draft.replace("(x) Camat", "( ) Camat")

    expect(panel).to_contain_text("B203", timeout=5_000)
    expect(panel).to_contain_text("kursus/01-modul.md:")
    expect(panel).to_contain_text("Tandai satu pilihan dengan (x).")
    expect(panel).to_contain_text("Di halaman ini")
    beside = preview.locator("[data-activity=q-a] .preview-finding")
    expect(beside).to_contain_text("Pertanyaan q-a tidak punya jawaban benar.")
    expect(preview.locator("#player")).to_contain_text("Teks pertama.")

    draft.replace("( ) Camat", "(x) Camat")

    expect(panel).to_contain_text("Tidak ada temuan.", timeout=5_000)
    expect(beside).to_have_count(0)


def test_a_finding_leads_to_its_page(preview: Page, draft: Draft):
    draft.replace("(x) Camat", "( ) Camat")
    panel = preview.locator("aside.preview")
    expect(panel).to_contain_text("Di tempat lain", timeout=5_000)

    panel.get_by_role("link", name="01-modul.md").click()

    expect(preview.locator("#player")).to_contain_text("Teks pertama.")
    expect(panel).to_contain_text("Di halaman ini")


def test_a_preview_that_has_stopped_says_so(preview: Page, address: str):
    preview.route("**/state", lambda route: route.abort())
    expect(preview.locator("aside.preview [role=alert]")).to_contain_text(
        "Jalankan lagi course-builder preview", timeout=5_000
    )
    preview.unroute("**/state")
    expect(preview.locator("aside.preview")).to_contain_text("Tidak ada temuan.")
    assert preview.url.startswith(address)


def test_a_course_that_becomes_good_is_opened(page: Page, draft: Draft, address: str):
    draft.replace("(x) Camat", "( ) Camat")
    page.goto(address)
    expect(page.locator("aside.preview")).to_contain_text("belum dapat ditampilkan")
    expect(page.locator("aside.preview")).to_contain_text("B203")

    draft.replace("( ) Camat", "(x) Camat")

    expect(page.locator("#player")).to_contain_text("Selamat datang.", timeout=5_000)


def test_a_simulation_goes_on_after_a_saving(
    page: Page, new_course: Path, new_address: str
):
    page.goto(f"{new_address}1/#berlatih/simulasi")
    simulation = page.locator("[data-type=scenario]")
    simulation.locator("[data-action=begin]").click()
    simulation.locator("[data-choice=a]").click()
    expect(simulation.locator(".sim h3")).to_have_text("Setelah guncangan")
    module = new_course / "02-berlatih.md"
    text = module.read_text("utf-8").replace(
        "Simulasi ini pendek.", "Ini pendek sekali."
    )

    module.write_text(text, "utf-8")

    expect(page.locator("#player")).to_contain_text("Ini pendek sekali.", timeout=5_000)
    expect(simulation.locator(".sim h3")).to_have_text("Setelah guncangan")
    simulation.locator("[data-choice=a]").click()
    expect(simulation.locator(".sim h3")).to_have_text("Semua keluar")


def test_a_quiz_is_taken_in_the_preview(page: Page, new_address: str):
    page.goto(f"{new_address}1/#berlatih/tes-akhir")
    quiz = page.locator("[data-type=quiz]")
    quiz.locator("[data-action=begin]").click()
    expect(quiz.locator("li[data-question]")).to_have_count(3)
