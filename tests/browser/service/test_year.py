"""A year of an invented organisation: everything by its people, in their browsers.

It begins with an empty service, and ends with a competency decided, a badge and
printed reports. Only who runs the server uses commands: one registers
the LMS, one invites the first administrator, one publishes a course.
"""

import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lti_service.storage.database import SqlStorage
from lti_service.worker.loop import start_loop
from tests.browser.packages.learner import answer, at, forward
from tests.browser.service.both_sides import BothSides
from tests.browser.service.test_assignment import PDF
from tests.browser.service.test_pages import findings
from tests.browser.service.year import (
    ADMIN,
    ADMINISTRATOR,
    ASSESS,
    ASSESSOR,
    FOLDER,
    LEADER,
    LEARNER,
    PLAN,
    VERIFIER,
    Year,
    fill,
    follow,
    press,
    reads,
    until_reads,
)
from tests.browser.service.year_work import (
    agree_on_a_plan,
    enrol,
    find_it_completed,
    open_a_programme,
    print_reports,
    show_a_badge,
)
from tests.databases import open_empty_postgresql

pytestmark = pytest.mark.browser


@pytest.fixture(params=["sqlite", "postgresql"])
def year(
    request: pytest.FixtureRequest, tmp_path: Path, browser: Browser
) -> Iterator[Year]:
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        open_empty_postgresql(url).dispose()
    with BothSides(tmp_path, database_url=url, is_prepared=False) as sides:
        others = set(threading.enumerate())
        stop = start_loop(sides.ports)
        workers = set(threading.enumerate()) - others
        made = Year(sides, browser)
        yield made
        for page in made.pages.values():
            page.context.close()
        stop.set()
        for worker in workers:
            worker.join()
    storage = sides.ports.storage
    assert isinstance(storage, SqlStorage)
    storage.dispose()


def test_a_year_from_the_first_import_to_a_printed_report(
    year: Year, tmp_path: Path
) -> None:
    invite_the_first_administrator(year)
    begin_in_january(year)
    import_everything(year)
    give_roles(year)
    see_the_gap(year)
    decide_needs(year)
    open_a_programme(year)
    decide_the_plan(year)
    enrol(year)
    agree_on_a_plan(year)
    learn_and_hand_in(year)
    mark_the_assignment(year)
    decide_the_competency(year)
    find_it_completed(year)
    show_a_badge(year, tmp_path)
    print_reports(year, tmp_path)


def invite_the_first_administrator(year: Year) -> None:
    """Whoever is turned away without a role can give the code at once."""
    year.register()
    year.command("publish", str(FOLDER / "course"))
    code = year.command("grants", "invite", "administrator").split()[0]
    page = year.open(ADMINISTRATOR, ADMIN)
    reads(page, "Anda belum mempunyai peran untuk halaman ini.")
    follow(page, "Saya mempunyai kode undangan")
    fill(page, {"Kode": code})
    press(page, "Pakai kode")
    reads(page, "Peran Anda sekarang: administrator.")


def begin_in_january(year: Year) -> None:
    """Whenever the test runs, its year has all its months before it."""
    here = year.now
    first = datetime(here.year + 1, 1, 11, 9, tzinfo=here.tzinfo)
    year.sides.clock.advance(seconds=(first - here) / timedelta(seconds=1))


def import_everything(year: Year) -> None:
    """Each file is tried first, then written."""
    page = year.open(ADMINISTRATOR, ADMIN)
    reads(page, "Langkah pertama")
    for kind, added in (
        ("units", 4),
        ("positions", 6),
        ("people", 6),
        ("framework", 6),
        ("standards", 2),
    ):
        follow(page, "Impor data")
        page.locator("#kind").select_option(kind)
        page.locator("#file").set_input_files(FOLDER / f"{kind}.csv")
        press(page, "Uji coba")
        reads(page, f"{added} baru, 0 berubah, 0 tetap, tidak ada yang ditolak.")
        press(page, "Tulis berkas ini")
        reads(page, f"Sudah ditulis: {added} baru, 0 berubah, 0 tetap.")
    look(page)
    page = year.open(ADMINISTRATOR, ADMIN)
    expect(page.locator("main")).not_to_contain_text("Langkah pertama")


def give_roles(year: Year) -> None:
    page = year.open(ADMINISTRATOR, ADMIN)
    for name, role in (
        ("Salma", "verifier"),
        ("Yusuf", "leadership"),
        ("Burhan", "assessor"),
    ):
        page = year.open(ADMINISTRATOR, ADMIN)
        follow(page, "Peran", "Beri peran")
        fill(page, {"Nama atau NIP pegawai": name})
        press(page, "Cari")
        page.locator("#role").select_option(role)
        page.locator("#unit").select_option("*")
        press(page, "Beri peran")
        reads(page, f"{name} Rekaan sekarang ")


def see_the_gap(year: Year) -> None:
    page = year.open(LEARNER, PLAN)
    reads(page, "Anda sudah menunjukkan 0 dari 1 kompetensi")
    reads(page, "Penanggulangan bencana")
    reads(page, "Kurang 2 level")
    reads(page, "Selesaikan kursus Peta risiko desa.")


def decide_needs(year: Year) -> None:
    """Inventory, verification, validation, and the document that decides."""
    page = year.open(ADMINISTRATOR, ADMIN)
    follow(page, "Kebutuhan")
    page.locator("#year").fill(str(year.now.year))
    day = year.now.date().isoformat()
    for until in ("reference_date", "inventory_until", "verification_until"):
        page.locator(f"#{until}").fill(day)
    page.locator("#validation_until").fill(day)
    press(page, "Buka siklus")
    press(page, "Jalankan inventarisasi")
    until_reads(page, "Terakhir selesai")
    reads(page, "3 kebutuhan dari 3 pegawai")
    go_on(page)

    verifier = year.open(VERIFIER, PLAN)
    follow(verifier, "Verifikasi kebutuhan", re.compile("^3 kebutuhan"))
    verifier.get_by_role("button", name=re.compile("^Setujui semua 3")).click()
    reads(verifier, "Tidak ada kebutuhan yang menunggu Anda.")
    look(verifier)

    page = year.open(ADMINISTRATOR, ADMIN)
    follow(page, "Kebutuhan", str(year.now.year))
    go_on(page)
    follow(page, "Validasi sekarang")
    # One's own is for another administrator.
    page.get_by_role("button", name=re.compile("^Setujui semua 2")).click()
    reads(page, "Tidak ada kebutuhan yang menunggu Anda.")
    follow(page, re.compile("^Kebutuhan tahun"))
    reads(page, "1 kebutuhan belum divalidasi; yang tertinggal tidak ikut ditetapkan.")
    fill(
        page,
        {
            "Ditetapkan oleh": "Bupati Terumbu Karang",
            "Nomor dokumen": "800/11",
            "Tanggal dokumen": day,
        },
    )
    press(page, "Catat penetapan")
    reads(page, "Ditetapkan Bupati Terumbu Karang dengan 800/11")
    look(page)


def go_on(page: Page) -> None:
    """Lead the cycle to its next stage."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Lanjut ke")).click()


def decide_the_plan(year: Year) -> None:
    """Propose from needs, fill the seven contents, submit; the leader decides."""
    page = year.open(ADMINISTRATOR, ADMIN)
    follow(page, "Kebutuhan", str(year.now.year), "Susun rencana dari kebutuhan ini")
    press(page, "Usulkan dari kebutuhan")
    reads(page, "2 kebutuhan masuk rencana: 2 butir baru")
    for box in page.locator("input[name=item]").all():
        box.check()
    page.locator("summary", has_text="Isi atau batalkan").click()
    page.locator("#b-route").select_option("C3")
    page.locator("#b-quarter").select_option("1")
    for place, words in (
        ("organiser", "BKPSDM"),
        ("curriculum", "Sesuai kurikulum instansi pembina"),
        ("budget", "2000000"),
        ("funding", "APBD"),
    ):
        page.locator(f"#b-{place}").fill(words)
    press(page, "Terapkan pada yang dicentang")
    for box in page.locator("input[name=item]").all()[1:]:
        box.check()
    page.locator("summary", has_text="Isi atau batalkan").click()
    page.locator("#b-programme").select_option("PB-01")
    press(page, "Terapkan pada yang dicentang")
    reads(page, "Semua butir memuat ketujuh isi wajib.")
    look(page)
    press(page, "Ajukan kepada pimpinan")
    reads(page, "Rencana menunggu keputusan pimpinan.")

    leader = year.open(LEADER, PLAN)
    follow(leader, "Rencana instansi", f"Rencana {year.now.year}", "Baca dan putuskan")
    fill(leader, {"Nomor dokumen penetapan": "800/12"})
    press(leader, "Tetapkan rencana")
    reads(leader, "800/12")
    look(leader)


def learn_and_hand_in(year: Year) -> None:
    """In the frame of the LMS: a question, then a file that a person will mark."""
    _, frame = year.learn(LEARNER)
    at(frame, "Peta risiko desa")
    forward(frame)
    at(frame, "Tanda bahaya")
    answer(frame, "q-gempa", ["b"])
    forward(frame)
    at(frame, "Tugas peta")
    place = frame.locator("[data-activity=tugas-peta]")
    place.locator("input[type=file]").set_input_files([PDF])  # type: ignore[arg-type]
    expect(place.locator("[data-slot=files] li")).to_contain_text("terkirim")
    place.locator("[data-action=submit]").click()
    expect(place.locator("[data-slot=result]")).to_contain_text("sudah diserahkan")
    forward(frame)
    at(frame, "Hasil Anda")


def mark_the_assignment(year: Year) -> None:
    page = year.open(ASSESSOR, ASSESS)
    follow(page, "Tugas yang menunggu penilaian", "Nilai yang paling mendesak")
    for criterion in ("k0", "k1"):
        page.locator(f"input[name={criterion}]").nth(3).check()
    press(page, "Selesai")
    reads(page, "Penilaian Anda tersimpan.")
    reads(page, "10 dari 10 poin")


def decide_the_competency(year: Year) -> None:
    """The learner reads who decided what; the card shows the hours of the course."""
    page = year.open(ASSESSOR, ASSESS)
    follow(page, re.compile("Halimah Rekaan"))
    page.locator("select[name=level]").select_option("2")
    page.locator("input[name=outcome][value=achieved]").check()
    page.locator("textarea[name=reason]").fill("Peta dan jawabannya meyakinkan.")
    with page.expect_navigation():
        page.locator("form.rubric button.primary").click()
    expect(page.locator("[role=status]").first).to_contain_text("tersimpan")

    learner = year.open(LEARNER, PLAN)
    reads(learner, "Anda sudah menunjukkan 1 dari 1 kompetensi")
    follow(learner, "Kartu JP saya")
    reads(learner, "Peta risiko desa")
    look(learner)


def look(page: Page) -> None:
    """Look at a page as every eye and screen would."""
    assert findings(page) == []
    page.set_viewport_size({"width": 1280, "height": 740})
