"""What people of the year do about programmes, their own plans, badges and reports."""

import re
from pathlib import Path

import requests
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright.sync_api import Page, ViewportSize

from tests.browser.service.year import (
    ADMIN,
    ADMINISTRATOR,
    LEADER,
    LEARNER,
    PLAN,
    SUPERVISOR,
    Year,
    fill,
    follow,
    press,
    reads,
    until_reads,
)

COURSE_ID = "manajemen-bencana"
ISSUER = "BKPSDM Terumbu Karang"
A4_LANDSCAPE: ViewportSize = {"width": 1009, "height": 673}
"""Within the margins, in CSS pixels."""
CUT_OFF = """() => [...document.querySelectorAll(".scroll")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.innerText)"""


def act(page: Page, button: str) -> None:
    """Press the first button whose words begin like this."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(f"^{button}")).first.click()


def open_a_programme(year: Year) -> None:
    """A programme for the plan's item, whose course completes it, with one batch."""
    page = year.open(ADMINISTRATOR, ADMIN)
    follow(page, "Program pelatihan", "Buat program")
    for place, words in (
        ("code", "PB-01"),
        ("title", "Peta risiko desa"),
        ("outcomes", "T-PB-01:2"),
        ("hours", "3"),
        ("organiser", "BKPSDM"),
    ):
        page.locator(f"#f-{place}").fill(words)
    page.locator("#f-route").select_option("C3")
    page.locator("#f-course").select_option(COURSE_ID)
    press(page, "Simpan")
    follow(page, "Tambah angkatan")
    day = year.now.date().isoformat()
    for place, words in (("code", "PB-01-A"), ("name", "Angkatan I")):
        page.locator(f"#f-{place}").fill(words)
    for place in ("from", "until"):
        page.locator(f"#f-{place}").fill(day)
    press(page, "Simpan")
    page = year.open(ADMINISTRATOR, ADMIN)
    follow(page, "Program pelatihan", "Peta risiko desa")
    press(page, "Buka program")


def enrol(year: Year) -> None:
    """The learner proposes, the administrator approves."""
    page = year.open(LEARNER, PLAN)
    follow(page, "Program saya")
    reads(page, "Program yang dibuka dapat menutup 1 dari 1 kesenjangan Anda.")
    act(page, "Usulkan diri")
    reads(page, "tersimpan.")
    page = year.open(ADMINISTRATOR, ADMIN)
    follow(page, re.compile("^Lihat usulan"))
    act(page, "Setujui semua usulan")
    reads(page, "1 disetujui atau aktif")


def agree_on_a_plan(year: Year) -> None:
    """The learner takes what is suggested; the supervisor agrees."""
    page = year.open(LEARNER, PLAN)
    follow(page, re.compile("^Rencana saya"))
    press(page, "Simpan dan ajukan kepada atasan")
    reads(page, "Rencana Anda menunggu persetujuan Jafar Rekaan")
    page = year.open(SUPERVISOR, PLAN)
    follow(page, "Tim saya", "Rencana bawahan saya")
    act(page, "Setujui")
    reads(page, "Rencana Halimah Rekaan disetujui.")


def find_it_completed(year: Year) -> None:
    """Passing the course completed the enrolment, and the LMS has the score."""
    page = year.open(LEARNER, PLAN)
    follow(page, "Program saya")
    reads(page, "Sudah Anda selesaikan")
    page.goto(f"{year.sides.lms}/orang/{LEARNER}/")
    until_reads(page, "Nilai Anda: 100")


def show_a_badge(year: Year, folder: Path) -> None:
    """One asks for it; who has the key alone checks it, with nothing of ours."""
    page = year.open(ADMINISTRATOR, ADMIN)
    follow(page, "Kredensial", "Isi profil penerbit")
    fill(page, {"Nama": ISSUER, "Alamat": "https://terumbu.example"})
    press(page, "Simpan")
    page = year.open(LEARNER, PLAN)
    follow(page, "Kredensial saya")
    act(page, "Minta dengan nama")
    reads(page, "Kredensial diterbitkan.")
    follow(page, re.compile("^Lihat dan unduh"))
    with page.expect_download() as begun:
        page.get_by_role("link", name=re.compile("jwt")).click()
    begun.value.save_as(folder / "badge.jwt")
    published = requests.get(f"{year.sides.url}/credentials/jwks", timeout=10).json()
    key = KeySet.import_key_set(published)
    claims = jwt.decode((folder / "badge.jwt").read_text(), key, algorithms=["RS256"])
    assert claims.claims["issuer"]["name"] == ISSUER
    assert claims.claims["credentialSubject"]["achievement"]["name"]


def print_reports(year: Year, folder: Path) -> None:
    """The leader prints what the year came to; no column is cut off."""
    page = year.open(LEADER, PLAN)
    for slug in ("kesenjangan", "realisasi"):
        page.goto(f"{year.sides.url}/reports/{slug}")
        reads(page, str(year.now.year))
        page.set_viewport_size(A4_LANDSCAPE)
        page.emulate_media(media="print")
        assert page.evaluate(CUT_OFF) == []
        page.emulate_media(media="screen")
        printed = page.pdf(path=folder / f"{slug}.pdf", prefer_css_page_size=True)
        assert printed.startswith(b"%PDF")
