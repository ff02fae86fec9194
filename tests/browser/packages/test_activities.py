"""Every form of question and activity, with the keyboard alone.

In a built package, and where it differs in the service.
"""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from course_builder.build import build, check
from course_builder.model.activity_progress import QuizProgress, Submission
from course_builder.model.rendered import RenderedCourse
from tests.browser.packages.fake_service import ORIGIN, FakeService
from tests.browser.packages.lms import REPOSITORY
from tests.browser.packages.test_access import AXE, OVERFLOW, SERIOUS, tab_to

pytestmark = pytest.mark.browser

COURSE = REPOSITORY / "tests" / "cases" / "bentuk-kegiatan"
PAGES = (
    "soal/urutan-dan-pasangan",
    "tes/latihan",
    "tes/tes-awal",
    "tes/tes-akhir",
    "karya/tugas",
    "karya/survei",
    "karya/survei-tanpa-nama",
    "karya/diskusi",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The web package of a course with every kind of activity, unpacked."""
    out = tmp_path_factory.mktemp("kegiatan")
    list(build([COURSE], ("web",), out, jobs=1, cache=False))
    with zipfile.ZipFile(next(out.glob("*-web.zip"))) as archive:
        archive.extractall(out / "web")
    return out / "web"


@pytest.fixture
def course(page: Page, folder: Path) -> Page:
    page.goto((folder / "index.html").as_uri())
    expect(page.locator(".next")).to_be_visible()
    return page


def open_page(page: Page, identifier: str) -> None:
    """Choose a page as a link does."""
    page.evaluate(
        """identifier => {
          const link = document.createElement("a");
          link.href = "#" + identifier;
          link.dataset.page = identifier;
          document.body.append(link);
          link.click();
          link.remove();
        }""",
        identifier,
    )
    expect(page.locator(".outline [aria-current]")).to_have_attribute(
        "data-page", identifier
    )


def activity(page: Page, identifier: str) -> Locator:
    return page.locator(f"[data-activity={identifier}]")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Reach something with Tab and press a key on it."""
    tab_to(page, selector)
    page.keyboard.press(key)


def items(section: Locator) -> list[str]:
    return section.locator("[data-item] > span:first-child").all_inner_texts()


def test_items_are_put_in_order_with_buttons_that_keep_the_focus(course: Page):
    open_page(course, PAGES[0])
    section = activity(course, "q-urutan")
    first = items(section)[0]

    press(course, "[data-activity=q-urutan] [data-item]:first-child button:last-child")

    assert items(section)[1] == first
    moved = section.get_by_role("button", name=f"Turunkan: {first}")
    expect(moved).to_be_focused()
    expect(section.locator("[aria-live=polite]").first).to_have_text(
        f"{first}: sekarang nomor 2 dari 4."
    )
    box = moved.bounding_box()
    assert box is not None
    assert box["width"] >= 44
    assert box["height"] >= 44


def test_the_last_item_stays_where_it_is(course: Page):
    open_page(course, PAGES[0])
    section = activity(course, "q-urutan")
    before = items(section)

    press(course, "[data-activity=q-urutan] [data-item]:last-child button:last-child")

    assert items(section) == before
    last = section.locator("[data-item]:last-child button:last-child")
    expect(last).to_be_focused()
    expect(last).to_have_attribute("aria-disabled", "true")


def test_an_order_that_is_partly_right_tells_how_far_and_then_each_place(course: Page):
    open_page(course, PAGES[0])
    section = activity(course, "q-urutan")
    for _ in range(3):
        press(course, "[data-activity=q-urutan] [data-action=answer]")

    expect(section.locator("[data-slot=result]")).to_be_focused()
    expect(section.locator("[data-slot=result]")).to_contain_text("Belum tepat.")
    marks = section.locator("[data-verdict]")
    expect(marks).to_have_count(4)
    for text in marks.all_inner_texts():
        assert text == "Tempatnya tepat" or re.fullmatch(
            r"Tempat yang tepat: nomor \d", text
        )
    expect(section.locator("[data-slot=attempts]")).to_contain_text("Selesai:")


def test_pairs_are_matched_with_lists(course: Page):
    open_page(course, PAGES[0])
    section = activity(course, "q-pasangan")
    press(course, "[data-activity=q-pasangan] [data-action=answer]")
    expect(section).to_contain_text("Pilih pasangan untuk setiap baris dahulu")
    for number, first in enumerate("NWSA"):
        section.locator("select").nth(number).focus()
        course.keyboard.type(first)  # Normal, Waspada, Siaga, Awas.

    press(course, "[data-activity=q-pasangan] [data-action=answer]")

    expect(section.locator("[data-slot=result]")).to_contain_text("Tepat.")
    assert section.locator("[data-verdict]").all_inner_texts() == ["Tepat"] * 4
    expect(section.locator("[data-slot=attempts]")).to_have_text(
        "Selesai: 2 dari 2 poin."
    )


def test_each_gap_says_what_belongs_there_and_another_right_answer_is_right(
    course: Page,
):
    open_page(course, PAGES[0])
    section = activity(course, "q-isian")
    for number, text in enumerate(("siaga satu", "4", "pvmbg")):
        tab_to(course, f"[data-activity=q-isian] [data-gap='{number}']")
        course.keyboard.type(text)
    for _ in range(3):
        press(course, "[data-activity=q-isian] [data-action=answer]")

    assert section.locator("[data-verdict]").all_inner_texts() == [
        "Tepat",
        "Yang tepat: 3",
        "Tepat",
    ]
    expect(section.locator("[data-slot=result]")).to_contain_text(
        "Sebagian tepat: 2 dari 3."
    )


def test_what_is_typed_outlasts_a_change_of_page_and_a_reload(course: Page):
    open_page(course, PAGES[0])
    tab_to(course, "[data-activity=q-uraian] textarea")
    course.keyboard.type("Lewat bukit.")
    section = activity(course, "q-uraian")
    expect(section).to_contain_text("Masih ada ruang untuk 19.988 karakter.")

    open_page(course, PAGES[1])
    open_page(course, PAGES[0])
    expect(section.locator("textarea")).to_have_value("Lewat bukit.")
    course.reload()
    expect(section.locator("textarea")).to_have_value("Lewat bukit.")

    press(course, "[data-activity=q-uraian] [data-action=answer]")
    expect(section.locator("[data-slot=result]")).to_contain_text(
        "Paket ini tidak mengirimnya kepada penilai"
    )


def test_a_practice_checks_each_answer_and_ends_with_the_last(course: Page):
    open_page(course, "tes/latihan")
    section = activity(course, "latihan")
    press(course, "[data-activity=latihan] [data-action=begin]")
    expect(section.locator("h3").first).to_be_focused()
    expect(section.locator("h3").first).to_have_text("Soal 1 dari 2")

    press(course, "[data-question=l-satu] input[type=radio]", "Space")
    press(course, "[data-question=l-satu] [data-action=answer]")
    expect(section.locator("[data-question=l-satu]").first).to_contain_text("Tepat.")
    tab_to(course, "[data-question=l-dua] input")
    course.keyboard.type("20")
    course.keyboard.press("Enter")

    result = section.locator("[role=status]").first
    expect(result).to_contain_text("Anda meraih 2 dari 2 poin (100 %).")
    expect(result).to_be_focused()
    expect(section.locator("[data-action=begin]")).to_have_text("Ulangi latihan")


def test_a_pretest_tells_nothing(course: Page):
    open_page(course, "tes/tes-awal")
    section = activity(course, "tes-awal")
    press(course, "[data-activity=tes-awal] [data-action=begin]")
    press(course, "[data-question=w-satu] input[type=radio]", "Space")
    press(course, "[data-activity=tes-awal] [data-action=submit]")

    expect(section).to_contain_text("Jawaban Anda sudah dikumpulkan.")
    expect(section).not_to_contain_text("epat.")
    expect(section.locator("form")).to_have_count(0)
    expect(section.locator("[data-action=begin]")).to_have_count(0)


def test_handing_in_too_early_names_what_is_missing_and_asks_again(course: Page):
    open_page(course, "tes/tes-akhir")
    section = activity(course, "tes-akhir")
    press(course, "[data-activity=tes-akhir] [data-action=begin]")
    tab_to(course, "[data-question=t-tiga] input")
    course.keyboard.type("awas")
    number = section.locator("[data-question=t-tiga] h3").first.inner_text()

    press(course, "[data-activity=tes-akhir] [data-action=submit]")

    expect(section).to_contain_text("2 soal belum dijawab dan akan bernilai 0")
    assert f"nomor {number.split()[1]}" not in section.inner_text()
    back = section.get_by_role("button", name=re.compile(r"Jawab soal \d dahulu"))
    expect(back).to_be_focused()
    missing = back.inner_text().split()[2]
    course.keyboard.press("Enter")
    expect(section.locator("h3").nth(int(missing) - 1)).to_be_focused()

    press(course, "[data-activity=tes-akhir] [data-action=submit]")
    press(course, "[data-action=confirm]")
    expect(section).to_contain_text("Anda meraih 1 dari 4 poin (25 %).")
    expect(section).to_contain_text("Batas lulus 75 % belum tercapai.")
    expect(section.locator("[data-action=begin]")).to_have_text("Ulangi (sisa 1 kali)")


def test_a_run_goes_on_after_a_reload_in_the_same_order(course: Page):
    open_page(course, "tes/tes-akhir")
    section = activity(course, "tes-akhir")
    press(course, "[data-activity=tes-akhir] [data-action=begin]")
    press(course, "[data-question=t-satu] input[type=radio]", "Space")
    chosen = section.locator("input:checked").get_attribute("value")
    tab_to(course, "[data-question=t-tiga] input")
    course.keyboard.type("awas")
    press(course, "[data-question=t-dua] [data-item]:first-child button:last-child")
    expect(section.locator(".hand-in")).to_contain_text("Terjawab 3 dari 3 soal.")
    shown = section.locator(".asked").evaluate_all(
        "all => all.map(one => one.dataset.question)"
    )
    order = items(section)

    course.reload()

    expect(section.locator(".hand-in")).to_contain_text("Terjawab 3 dari 3 soal.")
    again = section.locator(".asked").evaluate_all(
        "all => all.map(one => one.dataset.question)"
    )
    assert again == shown
    assert items(section) == order
    expect(section.locator("[data-question=t-tiga] input").first).to_have_value("awas")
    expect(section.locator(f"input[value={chosen}]")).to_be_checked()


def test_a_run_ends_by_itself_when_its_time_is_up(page: Page, folder: Path):
    page.clock.install()
    page.goto((folder / "index.html").as_uri() + "#tes/tes-akhir")
    section = activity(page, "tes-akhir")
    press(page, "[data-activity=tes-akhir] [data-action=begin]")
    expect(section.locator(".clock")).to_have_text("Sisa waktu: 25 menit.")
    tab_to(page, "[data-question=t-tiga] input")
    page.keyboard.type("awas")

    page.clock.run_for(20 * 60_000 + 1000)
    expect(section.locator(".clock")).to_have_text("Sisa waktu: 5 menit.")
    expect(section.locator(".clock + [aria-live]")).to_have_text(
        "Waktu tinggal 5 menit."
    )
    page.clock.run_for(30_000)
    expect(section.locator(".clock")).to_have_text("Sisa waktu: 4 menit 30 detik.")
    page.clock.run_for(5 * 60_000)

    expect(section).to_contain_text("Waktu habis.")
    expect(section).to_contain_text("Anda meraih 1 dari 4 poin")


def test_a_survey_leads_to_what_is_missing_and_thanks(course: Page):
    open_page(course, "karya/survei")
    section = activity(course, "survei")
    press(course, "[data-activity=survei] [data-action=submit]")

    expect(section.locator("[data-item=contoh]")).to_contain_text(
        "Butir ini perlu dijawab."
    )
    expect(section.locator("[data-item=contoh] input").first).to_be_focused()
    course.keyboard.press("Space")
    press(course, "[data-activity=survei] [data-action=submit]")
    expect(section.locator("[data-slot=result]")).to_contain_text("Terima kasih.")
    expect(section.locator("[data-missing]")).to_have_count(0)
    course.reload()
    expect(section.locator("[data-item=contoh] input").first).to_be_checked()
    expect(section.locator("[data-action=submit]")).to_have_text("Kirim lagi")


def test_an_anonymous_survey_is_gone_once_it_is_sent(course: Page):
    open_page(course, "karya/survei-tanpa-nama")
    section = activity(course, "survei-anonim")
    press(course, "[data-activity=survei-anonim] input", "Space")
    press(course, "[data-activity=survei-anonim] [data-action=submit]")

    expect(section).to_contain_text("Terima kasih.")
    expect(section.locator("[data-slot=result]")).to_be_focused()
    expect(section.locator("input")).to_have_count(0)
    course.reload()
    expect(section).to_contain_text("Terima kasih.")
    expect(section.locator("input")).to_have_count(0)


def test_an_assignment_keeps_where_it_was_handed_in(course: Page):
    open_page(course, "karya/tugas")
    section = activity(course, "tugas-rencana")
    expect(section.locator("[data-field=text]")).to_be_hidden()
    press(course, "[data-activity=tugas-rencana] [data-action=submit]")
    expect(section).to_contain_text("Tulis dahulu apa atau di mana")
    tab_to(course, "[data-field=place]")
    course.keyboard.type("Kelas Moodle")
    course.keyboard.press("Enter")

    expect(section).to_contain_text("nilainya diberikan orang, bukan paket ini")
    course.reload()
    expect(section.locator("[data-field=place]")).to_have_value("Kelas Moodle")


def test_a_reflection_is_the_learners_own(course: Page):
    open_page(course, "karya/diskusi")
    section = activity(course, "diskusi")
    tab_to(course, "[data-activity=diskusi] textarea")
    course.keyboard.type("Jalan ke bukit rusak.")
    press(course, "[data-activity=diskusi] [data-action=submit]")

    expect(section).to_contain_text("Hanya Anda yang membacanya.")
    course.reload()
    expect(section.locator("textarea")).to_have_value("Jalan ke bukit rusak.")


def test_a_term_opens_its_explanation_below_its_paragraph(course: Page):
    press(course, "a.term")
    explanation = course.get_by_role("note", name="radius aman")
    expect(explanation).to_contain_text("Jarak dari pusat erupsi")
    expect(course.locator("a.term").first).to_be_focused()
    expect(course.locator("a.term").first).to_have_attribute("aria-expanded", "true")
    course.keyboard.press("Escape")
    expect(explanation).to_have_count(0)
    press(course, "a.term", "Space")
    course.get_by_role("button", name="Tutup penjelasan istilah").press("Enter")
    expect(explanation).to_have_count(0)
    expect(course.locator("a.term").first).to_be_focused()


def test_the_outline_tells_what_comes_first_what_is_optional_and_has_the_glossary(
    course: Page,
):
    press(course, "details.outline summary")
    nav = course.locator("details.outline nav")
    expect(nav).to_contain_text("Sebaiknya setelah: Bentuk soal")
    expect(nav.locator("li", has_text="3. Karya dan pendapat")).to_contain_text(
        "pilihan"
    )
    nav.get_by_role("link", name="Daftar istilah").press("Enter")
    expect(course.locator(".content h1")).to_have_text("Daftar istilah")
    expect(course.locator(".content h1")).to_be_focused()
    assert course.locator("dt").all_inner_texts() == ["posko", "radius aman"]


def test_the_results_tell_how_every_activity_stands(course: Page):
    open_page(course, "karya/tugas")
    tab_to(course, "[data-field=place]")
    course.keyboard.type("Kelas Moodle")
    course.keyboard.press("Enter")

    open_page(course, "hasil")

    def row(name: str) -> Locator:
        return course.get_by_role("row", name=re.compile(f"^{name}"))

    expect(row("Rencana evakuasi")).to_contain_text("tersimpan, tidak dinilai di sini")
    expect(row("Tes akhir")).to_contain_text("belum dikerjakan")
    expect(row("Tes akhir")).to_contain_text("– dari 4")
    expect(row("Tes awal")).to_contain_text("tidak dihitung")


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (360, "dark"), (1280, "light")]
)
def test_every_state_of_every_form_fits_and_axe_finds_nothing_serious(
    course: Page, width: int, scheme: str
):
    course.set_viewport_size({"width": width, "height": 740})
    course.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    course.add_script_tag(path=AXE)

    def look() -> None:
        assert course.evaluate(OVERFLOW) == 0
        assert course.evaluate(SERIOUS) == []

    course.locator("a.term").first.click()
    look()
    for identifier in PAGES:
        open_page(course, identifier)
        look()
        if course.locator("[data-action=begin]").count():
            course.locator("[data-action=begin]").click()
            look()
        for box in course.locator("input.gap, [data-field=place], textarea").all():
            if box.is_visible():
                box.fill("x")
        for choice in course.locator("select").all():
            choice.select_option(index=1)
        for button in course.locator("[data-action=answer]").all():
            for _ in range(3):
                if button.count() and button.is_visible():
                    button.click()
        look()
        if course.locator("[data-action=submit]").count():
            course.locator("[data-action=submit]").click()
            look()
        if course.locator("[data-action=confirm]").count():
            course.locator("[data-action=confirm]").click()
            look()
    for identifier in ("hasil", "istilah"):
        open_page(course, identifier)
        look()


@pytest.fixture(scope="module")
def service_course() -> RenderedCourse:
    rendered = check(COURSE).rendered
    assert rendered is not None
    return rendered


@pytest.fixture
def service(page: Page, service_course: RenderedCourse) -> FakeService:
    """The same course in the service, launched."""
    service = FakeService(service_course)
    service.serve(page)
    page.goto(f"{ORIGIN}/lti/launch")
    expect(page.locator(".next")).to_be_visible()
    return service


def test_in_the_service_work_is_sent_and_a_person_marks_it(
    page: Page, service: FakeService
):
    open_page(page, "karya/tugas")
    section = activity(page, "tugas-rencana")
    tab_to(page, "[data-field=text]")
    page.keyboard.type("Rute lewat bukit.")
    tab_to(page, "[data-field=link]")
    page.keyboard.type("contoh.go.id")
    page.keyboard.press("Enter")
    expect(section).to_contain_text("Alamat tautan dimulai dengan https://")
    expect(section.locator("[data-field=link]")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("https://contoh.go.id/rencana")
    page.keyboard.press("Enter")

    expect(section.locator("[data-slot=result]")).to_contain_text(
        "Seorang penilai membacanya dan memberi nilai"
    )
    done = service.done["tugas-rencana"]
    assert isinstance(done, Submission)
    assert done.answers == {
        "text": "Rute lewat bukit.",
        "link": "https://contoh.go.id/rencana",
    }


@pytest.mark.usefixtures("network_fails")
def test_in_the_service_a_test_does_not_begin_without_a_link(
    page: Page, service: FakeService
):
    open_page(page, "tes/tes-akhir")
    service.is_offline = True
    press(page, "[data-activity=tes-akhir] [data-action=begin]")

    section = activity(page, "tes-akhir")
    expect(section).to_contain_text("Belum ada kesempatan yang terpakai.")
    service.is_offline = False
    page.evaluate("window.dispatchEvent(new Event('online'))")
    press(page, "[data-activity=tes-akhir] [data-action=begin]")
    expect(section.locator("h3")).to_have_count(3)
    done = service.done["tes-akhir"]
    assert isinstance(done, QuizProgress)
    assert done.runs == 1


@pytest.mark.usefixtures("network_fails")
def test_in_the_service_a_run_and_a_survey_go_on_without_a_link(
    page: Page, service: FakeService
):
    open_page(page, "karya/survei")
    open_page(page, "tes/tes-akhir")
    section = activity(page, "tes-akhir")
    press(page, "[data-activity=tes-akhir] [data-action=begin]")
    expect(section.locator("h3")).to_have_count(3)
    service.is_offline = True
    tab_to(page, "[data-question=t-tiga] input")
    page.keyboard.type("awas")
    press(page, "[data-activity=tes-akhir] [data-action=submit]")
    press(page, "[data-action=confirm]")
    expect(section).to_contain_text("dinilai begitu tersambung")
    open_page(page, "karya/survei")
    press(page, "[data-item=contoh] input", "Space")
    press(page, "[data-activity=survei] [data-action=submit]")
    expect(activity(page, "survei")).to_contain_text(
        "Tersimpan di peramban ini, dikirim saat sambungan kembali."
    )

    service.is_offline = False
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(activity(page, "survei")).to_contain_text("Jawaban Anda sudah diterima.")
    open_page(page, "tes/tes-akhir")
    expect(section).to_contain_text("Anda meraih 1 dari 4 poin")
