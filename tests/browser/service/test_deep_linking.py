"""A teacher chooses content inside the LMS; learners open what came of it."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.packages.learner import RIGHT, answer, at
from tests.browser.screenshot import picture
from tests.browser.service.both_sides import BothSides
from tests.browser.service.test_frame import HALIMAH

pytestmark = pytest.mark.browser

TEACHER = "6"


def test_a_teacher_chooses_several_and_a_learner_is_graded_in_one_and_in_its_copy(
    profile: BrowserContext, sides: BothSides
) -> None:
    page = profile.new_page()
    page.goto(f"{sides.lms}/orang/{TEACHER}/")
    page.get_by_role("link", name="Pilih isi dari layanan").click()
    frame = sides.framed(page)
    frame.get_by_role("checkbox", name=re.compile("Modul: Mengenal tanda")).check()
    frame.get_by_role("checkbox", name=re.compile("Seluruh kursus")).check()
    module = frame.get_by_role("checkbox", name=re.compile("Modul: Jarak"))
    picture(page, "picker.webp", module, 560)
    frame.get_by_role("searchbox").fill("jarak")
    frame.get_by_role("button", name="Cari").click()
    frame.locator("#chosen").wait_for()
    frame.get_by_role("checkbox", name=re.compile("Modul: Jarak dan lembaga")).check()

    frame.get_by_role("button", name="Masukkan ke LMS").click()

    done = page.frame_locator("iframe")
    expect(done.get_by_role("heading", level=1)).to_have_text("Kegiatan ditambahkan")
    done.get_by_role("link", name="Kembali ke kelas").click()
    added = page.locator("h2", has_text="Pilihan pengajar").locator("+ ul > li > a")
    expect(added).to_have_text(
        ["Siaga tsunami di desa", "Mengenal tanda", "Jarak dan lembaga"]
    )
    page.get_by_role("button", name="Gandakan: Jarak dan lembaga").click()
    expect(added.last).to_have_text("Jarak dan lembaga (salinan)")

    for activity in ("103", "104"):
        frame = sides.open(page, HALIMAH, activity)
        at(frame, "Seberapa jauh")
        answer(frame, "q-jarak", RIGHT["q-jarak"])
        answer(frame, "q-lembaga", RIGHT["q-lembaga"])
    sides.deliver()
    page.goto(f"{sides.lms}/orang/{HALIMAH}/nilai")
    for title in ("Jarak dan lembaga", "Jarak dan lembaga (salinan)"):
        cell = page.locator(f"td[data-label='{title}']")
        expect(cell).to_contain_text("100 dari 100")

    page.goto(f"{sides.lms}/orang/{TEACHER}/nilai")
    row = page.locator("tr", has_text="Halimah Rekaan")
    row.get_by_role("link", name=re.compile("100 dari 100")).last.click()
    work = sides.framed(page).locator("main")
    expect(work).to_contain_text("Halimah Rekaan")
    expect(work).to_contain_text("1.250 meter")
