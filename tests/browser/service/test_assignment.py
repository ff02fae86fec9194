"""An assignment from the file on a learner's device to the mark on their screen."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect

from tests.browser.service.test_every_construct import COURSE_LINK
from tests.browser.service.test_main_path import (
    ASSESS_LINK,
    ASSESSOR,
    LEARNER,
    open_activity,
    open_in_window,
    serving,
)
from tests.browser.service.test_pages import findings
from tests.every_construct import write_every_construct

pytestmark = pytest.mark.browser

CHOOSE = """identifier => {
  const link = document.createElement("a");
  link.href = "#" + identifier;
  link.dataset.page = identifier;
  document.body.append(link);
  link.click();
  link.remove();
}"""
"""Goes to a page as a link in the text does."""

PDF = {"name": "peta desa.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
PAGE = {
    "name": "halaman.pdf",
    "mimeType": "application/pdf",
    "buffer": b"<!doctype html><script>alert(1)</script>",
}
PROGRAM = {"name": "alat.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}


def write_course(folder: Path) -> Path:
    """Write the course with every construct, its assignment marked by assessors."""
    written = write_every_construct(folder)
    index, last = written / "index.md", written / "04-penutup.md"
    text = index.read_text("utf-8").replace("kursus-lengkap", "manajemen-bencana")
    index.write_text(text, "utf-8")
    text = last.read_text("utf-8").replace("assessor=supervisor ", "")
    last.write_text(text, "utf-8")
    return written


def let_one_mark(database: str) -> None:
    """From now on nobody is drawn for a second mark."""
    engine = sa.create_engine(database)
    code = {"code": "marking.double_share"}
    with engine.begin() as connection:
        statement = "update rule_parameters set value = '0' where code = :code"
        assert connection.execute(sa.text(statement), code).rowcount == 1
    engine.dispose()


def work(context: BrowserContext, practice: str) -> tuple[Page, Locator]:
    """Launch the course as the learner, and go to the page of the assignment."""
    page = open_in_window(context, practice, LEARNER, COURSE_LINK)
    page.locator("#player [data-page]").first.wait_for()
    page.evaluate(CHOOSE, "penutup/tugas")
    return page, page.locator("[data-activity=tugas-peta]")


def test_files_are_sent_handed_in_marked_and_the_learner_reads_it(
    tmp_path: Path, context: BrowserContext
) -> None:
    database = f"sqlite:///{tmp_path}/plan.db"
    with serving(database, tmp_path, write_course(tmp_path / "course")) as practice:
        let_one_mark(database)
        page, place = work(context, practice)
        send_files(page, place)

        look_at_the_queue(open_in_window(context, practice, ASSESSOR, ASSESS_LINK))
        marker = context.new_page()
        mark(marker, open_activity(marker, practice, ASSESSOR, ASSESS_LINK))

        page, place = work(context, practice)
        expect(place).to_contain_text("Tugas Anda sudah dinilai. 8,75 dari 10 poin.")
        expect(place).to_contain_text("Ketelitian: 3. Titik ketiga kurang jelas.")
        expect(place.locator("[data-action=submit]")).to_have_count(0)
        assert findings(page) == []


def send_files(page: Page, place: Locator) -> None:
    """Choose what is taken and what is not, reload, remove, and hand in."""
    files = place.locator("[data-slot=files]")
    files.locator("input").set_input_files([PDF, PAGE, PROGRAM])  # type: ignore[arg-type]
    row = files.locator("li")
    expect(row.nth(0)).to_contain_text("terkirim")
    expect(row.nth(1)).to_contain_text("Isinya tidak sesuai dengan jenis")
    expect(row.nth(2)).to_contain_text("Jenis ini tidak diterima. Yang diterima: PDF")
    assert findings(page) == []
    files.get_by_role("button", name="Hapus: alat.exe").click()
    files.get_by_role("button", name="Hapus: halaman.pdf").click()

    with page.expect_download() as download:
        files.get_by_role("button", name="Unduh: peta desa.pdf").click()
    assert Path(download.value.path()).read_bytes() == PDF["buffer"]

    page.reload()
    expect(row).to_have_count(1)
    expect(row).to_contain_text("peta desa.pdf")
    place.locator("[data-action=submit]").click()
    expect(place.locator("[data-slot=result]")).to_contain_text("sudah diserahkan")


def look_at_the_queue(page: Page) -> None:
    """Look at the pages of the marker."""
    page.get_by_role("link", name="Tugas yang menunggu penilaian").click()
    expect(page.locator("main")).to_contain_text("1 tugas menunggu penilaian Anda.")
    assert findings(page) == []
    page.get_by_role("link", name="Nilai yang paling mendesak").click()
    expect(page.locator("#rubric")).to_be_visible()
    assert findings(page) == []


def mark(page: Page, frame: Frame) -> None:
    """In the frame of the LMS, read the file, and mark by the keyboard."""
    frame.get_by_role("link", name="Tugas yang menunggu penilaian").click()
    frame.get_by_role("link", name="Nilai yang paling mendesak").click()
    # Asked for with the cookie that is kept for this frame alone.
    with page.expect_download() as download:
        frame.get_by_role("link", name="peta desa.pdf").click()
    assert download.value.suggested_filename == "peta desa.pdf"
    frame.locator("input[name=k0]").first.focus()
    page.keyboard.press("3")
    page.keyboard.press("n")
    page.keyboard.press("4")
    frame.locator("#c0").fill("Titik ketiga kurang jelas.")
    expect(frame.locator("#saved")).to_contain_text("Draf tersimpan pukul")
    expect(frame.locator("#count")).to_have_text("2 dari 2 kriteria dinilai.")
    frame.get_by_role("button", name="Selesai", exact=True).click()
    expect(frame.locator("main")).to_contain_text("Penilaian Anda tersimpan.")
    expect(frame.locator("main")).to_contain_text("8,75 dari 10 poin")
