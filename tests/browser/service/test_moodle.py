"""An administrator connects a Moodle, maps a course, tries, reads, and takes it back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import pytest
from playwright.sync_api import Browser, Page, expect

from lti_service.clients.moodle_push import MoodleCompetencies
from lti_service.clients.moodle_sync import MoodleServices as Client
from lti_service.domain.evidence import EvidenceState, latest
from lti_service.domain.learning_hours import JpState
from lti_service.domain.moodle_ledger import MatchBasis, MatchDoubt, MoodleAccount
from lti_service.lti.connection import PlatformConnection
from lti_service.ports import Ports
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.use_cases.moodle.queue import work_on_moodles
from tests.browser.service.both_sides import BothSides, MovedClock
from tests.browser.service.conftest import PATIENCE_MS
from tests.browser.service.test_pages import ADMIN, ADMINISTRATOR, LEARNER, PLAN, Visit
from tests.conftest import REPOSITORY
from tests.moodle_services_stub import DONE_AT, MoodleServices, serving

pytestmark = pytest.mark.browser

COURSE = "Kearsipan dasar di Moodle"
REPORT = REPOSITORY / "tests" / "cases" / "moodle" / "report-progress.csv"


@pytest.fixture
def page(sides: BothSides, browser: Browser) -> Iterator[tuple[Visit, Page]]:
    visit = Visit(sides, browser)
    opened = visit.open(ADMINISTRATOR, ADMIN)
    opened.set_default_timeout(PATIENCE_MS)
    yield visit, opened
    opened.context.close()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def test_what_somebody_did_in_moodle_counts_and_is_taken_back_with_its_reading(
    sides: BothSides, page: tuple[Visit, Page]
) -> None:
    visit, shown = page
    with sides.ports.storage.reading() as uow:
        named = {one.name: one for one in uow.organisation.people()}
        person = named["Halimah Rekaan"]
        competency = uow.frameworks.competencies()[0]
    taught = MoodleServices(
        {3: (person.name, person.nip), 4: ("Orang Lain", "tidak ada")},
        {2: (COURSE, "K-1")},
        {(2, 3): 90},
        {(2, 3): DONE_AT},
    )
    there = taught.competencies
    node = there.make(f"{competency.code}.2", "Buatan tangan")
    there.plan(3, "Rencana buatan tangan", node)
    rater = {"id": 9, "idnumber": "", "fullname": "Pelatih luar"}
    there.rate(3, node, 2, rater, "Memimpin dua rapat")
    with serving(taught) as host:
        way_out = PlatformConnection(allow_private_hosts=frozenset({host}))
        ports = replace(
            sides.ports, open_moodle=lambda url, token: Client(way_out, url, token)
        )
        sides.serve(ports)
        _connect(visit, shown, sides, host)
        _map(visit, shown, competency.code)

        shown.goto(re.sub("/courses.*", "", shown.url))
        address = shown.url
        press(shown, "Uji coba")
        work_on_moodles(ports=ports)
        shown.reload()
        expect(shown.locator(".lead")).to_contain_text("tidak ada yang disimpan")
        visit.look(shown)
        assert _hours(sides, person.id) == []

        shown.goto(address)
        press(shown, "Baca sekarang")
        work_on_moodles(ports=ports)
        shown.reload()
        expect(shown.locator(".lead")).to_contain_text("2 kepesertaan di 1 kursus")
        run = shown.url
        visit.look(shown)
        _link(visit, shown, address)

        assert _hours(sides, person.id) == [(Decimal("7.5"), JpState.RECOGNISED)]
        assert _evidence(sides, person.id) == [EvidenceState.ACCEPTED]
        _rate(visit, shown, address)
        assert _evidence(sides, person.id) == [EvidenceState.ACCEPTED] * 2
        card = _card(visit, sides)
        expect(card.locator("main")).to_contain_text(COURSE)
        expect(card.locator("main")).to_contain_text("7,5")
        shown.goto(run)
        shown.get_by_label("Ya, batalkan pembacaan ini.").check()
        press(shown, "Batalkan pembacaan")
        expect(shown.locator(".lead")).to_have_text("Pembacaan ini sudah dibatalkan.")

    card.reload()
    taken_back = card.locator("tr", has_text=COURSE)
    expect(taken_back).to_contain_text("pembacaannya dibatalkan")
    card.context.close()
    assert _hours(sides, person.id) == [(Decimal("7.5"), JpState.WITHDRAWN)]
    assert _evidence(sides, person.id) == [EvidenceState.WITHDRAWN] * 2
    for place in ("", "/new"):
        shown.goto(f"{sides.url}/admin/moodle{place}")
        visit.look(shown)
    assert not visit.findings, "\n".join(visit.findings)


def test_a_report_of_a_moodle_without_a_token_is_tried_then_read(
    sides: BothSides, page: tuple[Visit, Page]
) -> None:
    visit, shown = page
    shown.goto(f"{sides.url}/admin/moodle/new")
    form = shown.locator("form[action$='/without-token']")
    form.locator("[name=url]").fill("https://moodle.seruni.example")
    form.locator("[name=name]").fill("Moodle BKPSDM")
    press(shown, "Tambahkan tanpa token")
    visit.look(shown)

    shown.locator("#file").set_input_files(REPORT)
    shown.locator("#new_course").fill(COURSE)
    press(shown, "Uji coba")
    expect(shown.locator("main")).to_contain_text("Yang akan terjadi")
    visit.look(shown)
    press(shown, "Baca berkas ini")
    expect(shown.locator("main")).to_contain_text("Yang terjadi")
    visit.look(shown)

    assert not visit.findings, "\n".join(visit.findings)


def test_what_stands_here_is_sent_and_what_was_changed_there_is_asked_about(
    sides: BothSides, page: tuple[Visit, Page]
) -> None:
    visit, shown = page
    taught = MoodleServices({}, {2: (COURSE, "K-1")})
    there = taught.competencies
    with serving(taught) as host:
        way_out = PlatformConnection(allow_private_hosts=frozenset({host}))
        ports = replace(
            sides.ports,
            open_moodle=lambda url, token: Client(way_out, url, token),
            open_mirror=lru_cache(
                lambda url, token: MoodleCompetencies(way_out, url, token)
            ),
        )
        sides.serve(ports)
        _connect(visit, shown, sides, host)
        _match_everybody(ports)
        shown.get_by_role("link", name="Bandingkan dan kirim").click()
        visit.look(shown)

        press(shown, "Uji coba")
        work_on_moodles(ports=ports)
        shown.reload()
        expect(shown.locator(".lead")).to_contain_text("tidak ada yang dikirim")
        expect(shown.locator("main")).to_contain_text("belum ada di Moodle.")
        assert there.rows == {}
        visit.look(shown)

        press(shown, "Kirim sekarang")
        work_on_moodles(ports=ports)
        _deliver(ports)
        changed = there.of("competency")[:3]
        ours = [made["shortname"] for made in changed]
        for number, made in enumerate(changed, 1):
            made["shortname"] = f"Diubah orang {number}"
        shown.reload()
        press(shown, "Uji coba")
        work_on_moodles(ports=ports)
        shown.reload()
        asked = shown.locator("tr", has_text="Diubah orang 1")
        expect(asked).to_contain_text("diubah di Moodle")
        visit.look(shown)

        with shown.expect_navigation():
            asked.get_by_role("button", name="Pakai yang di sini").click()
        expect(shown.get_by_role("status")).to_contain_text("antre dikirim")
        with shown.expect_navigation():
            shown.get_by_role("button", name="Pakai semuanya yang di sini").click()
        expect(shown.locator(".lead")).to_have_text("2 kompetensi diubah di Moodle.")
        expect(shown.locator("main")).to_contain_text("Diubah orang 3")
        visit.look(shown)
        shown.get_by_label("Ya, kirim 2 hal ini dari sini.").check()
        press(shown, "Pakai semuanya yang di sini")
        expect(shown.get_by_role("status")).to_contain_text("Semuanya antre dikirim")
        _deliver(ports)
        assert [made["shortname"] for made in changed] == ours

        press(shown, "Kirim setiap malam")
        expect(shown.locator("main")).to_contain_text("Dikirim sendiri setiap malam")
        visit.look(shown)
    assert not visit.findings, "\n".join(visit.findings)


def _match_everybody(ports: Ports) -> None:
    with ports.storage.writing() as uow:
        (moodle,) = uow.moodle.connections()
        uow.moodle.save_accounts(
            [
                MoodleAccount(
                    moodle.id,
                    user_id,
                    person.nip,
                    person.name,
                    person.id,
                    MatchBasis.NIP,
                    MatchDoubt.NONE,
                    "",
                    ports.clock.now(),
                )
                for user_id, person in enumerate(uow.organisation.people(), 3)
            ]
        )
        uow.commit()


def _deliver(ports: Ports) -> None:
    """Deliver all, as if each waited for its turn."""
    assert isinstance(ports.clock, MovedClock)
    for _ in range(20):
        ports.clock.advance(seconds=10)
        deliver_due(ports=ports, limit=200, at_once=4)


def _connect(visit: Visit, page: Page, sides: BothSides, host: str) -> None:
    page.goto(f"{sides.url}/admin")
    page.locator("#semua + .pair").get_by_role("link", name="Moodle").click()
    page.get_by_role("link", name="Hubungkan Moodle").click()
    page.get_by_label("Alamat Moodle seperti dibuka").fill(f"http://{host}")
    page.get_by_label("Token layanan web").fill("salah")
    press(page, "Hubungkan")
    expect(page.get_by_role("alert")).to_contain_text("tidak mengenal token ini")
    page.get_by_label("Token layanan web").fill("rahasia")
    press(page, "Hubungkan")
    expect(page.get_by_role("status")).to_contain_text("4.5.6")
    visit.look(page)
    page.get_by_role("link", name="Percayai nomor ID").click()
    visit.look(page)
    page.get_by_role("link", name="Kembali tanpa mengubah").click()


def _map(visit: Visit, page: Page, competency: str) -> None:
    page.get_by_role("link", name="1 kursus, 0 dipetakan").click()
    visit.look(page)
    page.get_by_role("link", name=COURSE).click()
    press(page, "Ambil kegiatannya dari Moodle")
    visit.look(page)
    course = page.url
    page.get_by_role("link", name="Seluruh kursus").click()
    page.locator("#f-hours").fill("7,5")
    page.locator("#f-route").select_option("B3")
    press(page, "Lihat akibatnya dulu")
    expect(page.get_by_role("status")).to_contain_text("0 catatan JP")
    visit.look(page)
    press(page, "Simpan dan terapkan")
    page.goto(course)
    page.get_by_role("link", name="Kuis", exact=True).click()
    page.locator("#f-competency-1").select_option(competency)
    page.locator("#f-level-1").select_option("2")
    page.locator("#f-kind-1").select_option("quiz")
    press(page, "Simpan dan terapkan")
    expect(page.get_by_role("status")).to_contain_text("Pemetaan disimpan")
    visit.look(page)


def _link(visit: Visit, page: Page, address: str) -> None:
    page.goto(f"{address}/people")
    expect(page.locator(".lead")).to_have_text("3 akun menunggu keputusan Anda.")
    visit.look(page)
    press(page, "Tautkan 1 sekaligus")
    expect(page.get_by_role("status")).to_contain_text("1 akun ditautkan.")
    page.get_by_role("link", name="Orang Lain").click()
    visit.look(page)


def _card(visit: Visit, sides: BothSides) -> Page:
    """Open the learner's own card of hours, of the year in which she completed it."""
    page = visit.open(LEARNER, PLAN)
    page.goto(f"{sides.url}/me/hours?year=2026")
    return page


def _rate(visit: Visit, page: Page, address: str) -> None:
    """Let ratings of a competency that somebody made there be evidence of ours."""
    page.goto(f"{address}/competencies")
    expect(page.locator("tbody")).to_contain_text("belum dipetakan")
    visit.look(page)
    page.get_by_role("link", name="Buatan tangan").click()
    press(page, "Lihat akibatnya dulu")
    expect(page.locator(".alert").first).to_contain_text("Bila disimpan: 1 bukti")
    visit.look(page)
    press(page, "Simpan dan terapkan")
    expect(page.locator(".alert")).to_contain_text("Tersimpan dan diterapkan")
    visit.look(page)
    page.goto(f"{address}/people/3")
    expect(page.locator("main")).to_contain_text("Memimpin dua rapat")
    expect(page.locator("main")).to_contain_text("Rencana buatan tangan")
    visit.look(page)


def _hours(sides: BothSides, person_id: str) -> list[tuple[Decimal, JpState]]:
    with sides.ports.storage.reading() as uow:
        rows = uow.hours.of_person(person_id)
    return [(one.amount, one.state) for one in rows if "moodle:" in one.record]


def _evidence(sides: BothSides, person_id: str) -> list[EvidenceState]:
    with sides.ports.storage.reading() as uow:
        rows = latest(uow.evidence.of_person(person_id))
    return [one.state for one in rows if one.source.startswith("moodle:")]
