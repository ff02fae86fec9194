"""The course with every construct of the language, from the first page to the last."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from course_builder.build import build
from tests.browser.packages.learner import at, forward
from tests.browser.packages.lms import serving
from tests.browser.packages.test_access import AXE, OVERFLOW, SERIOUS, tab_to
from tests.every_construct import write_every_construct

pytestmark = pytest.mark.browser

PAGES = (
    "Kursus lengkap",
    "Teks",
    "Peran camat",
    "Rumus dan kode",
    "Gambar dan suara",
    "Status tsunami",
    "Bentuk jawaban",
    "Tes",
    "Jalankan",
    "Tugas",
    "Suara Anda",
    "Bacaan",
)
BANK = {"b-satu": "Menjauhi pantai", "b-dua": "Kelompok rentan"}
TYPED = {"b-tiga": "13.300", "b-empat": "BMKG"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("every-construct")
    course = write_every_construct(folder / "course")
    (built,) = build([course], ("web",), folder / "dist", jobs=1, cache=False)
    (package,) = built.packages
    return package.path


@pytest.fixture
def course(page: Page, package: Path) -> Iterator[Page]:
    with serving(package, "moodle") as address:
        page.goto(f"{address}package/index.html")
        at(page, PAGES[0])
        yield page


def inside(identifier: str, selector: str) -> str:
    return f"[data-activity={identifier}] {selector}"


def pick(page: Page, group: str, value: str) -> None:
    """Choose one of some radio buttons."""
    tab_to(page, f"{group} input[type=radio]")
    page.keyboard.press("Space")
    for _ in page.locator(f"{group} input[type=radio]").all():
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{group} has no {value}")


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def write(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def check(page: Page, identifier: str) -> Locator:
    """Hand in an answer and return what is said about it."""
    press(page, inside(identifier, "[data-action=answer]"))
    result = page.locator(inside(identifier, "[data-slot=result]"))
    expect(result).not_to_be_empty()
    return result


def go_on(page: Page) -> None:
    press(page, ".next .primary")


def answer_the_choices(page: Page) -> None:
    pick(page, "[data-activity=q-siaga]", "a")
    check(page, "q-siaga")
    press(page, inside("q-siaga", "[data-action=hint]"))
    expect(page.locator(inside("q-siaga", "[data-slot=hints]"))).to_contain_text(
        "Pikirkan waktunya."
    )
    # A radio button that is chosen is where Tab comes in.
    tab_to(page, inside("q-siaga", "input:checked"))
    page.keyboard.press("ArrowDown")
    expect(check(page, "q-siaga")).to_contain_text("Tepat")
    expect(page.locator("[data-activity=q-siaga]")).to_contain_text("1,5 dari 2 poin")
    pick(page, "[data-activity=q-benar]", "a")
    check(page, "q-benar")


def answer_every_form(page: Page) -> None:
    tab_to(page, inside("q-pesan", "input[value=a]"))
    page.keyboard.press("Space")
    check(page, "q-pesan")
    tab_to(page, inside("q-pesan", "input[value=b]"))
    page.keyboard.press("Space")
    check(page, "q-pesan")
    put_in_order(
        page,
        "q-urut",
        ["Kaji cepat", "Aktifkan pos komando", "Evakuasi kelompok rentan"],
    )
    check(page, "q-urut")
    for left, letter in enumerate(("tingkat", "peringatan", "komando")):
        # The first letters of an option choose it.
        write(page, inside("q-pasang", f"[data-left='{left}']"), letter)
    check(page, "q-pasang")
    texts = {
        "q-lembaga": "pusat vulkanologi dan mitigasi",
        "q-tepat": "BMKG",
        "q-air": "5.950 liter",
        "q-suhu": "11,5",
    }
    for identifier, text in texts.items():
        write(page, inside(identifier, "input[type=text]"), text)
        check(page, identifier)
    for gap, text in enumerate(("siaga", "AWAS", "5")):
        write(page, inside("q-sela", f"[data-gap='{gap}']"), text)
    check(page, "q-sela")
    write(page, inside("q-uraian", "textarea"), "Saya memakai data per RT.")
    expect(check(page, "q-uraian")).not_to_contain_text("Salah")


def put_in_order(page: Page, identifier: str, texts: list[str]) -> None:
    items = page.locator(inside(identifier, "[data-item] > span:first-child"))
    for place, text in enumerate(texts):
        while (at_place := items.all_inner_texts().index(text)) > place:
            press(page, inside(identifier, f"[aria-label='Naikkan: {text}']"))
            expect(items.nth(at_place - 1)).to_have_text(text)


def take_the_tests(page: Page) -> None:
    press(page, inside("kuis-latihan", "button"))
    pick(page, inside("kuis-latihan", "[data-question=k-satu]"), "b")
    press(page, inside("kuis-latihan", "[data-question=k-satu] [data-action=answer]"))
    write(page, inside("kuis-latihan", "[data-question=k-dua] input"), "4")
    press(page, inside("kuis-latihan", "[data-question=k-dua] [data-action=answer]"))
    expect(page.locator("[data-activity=kuis-latihan]")).to_contain_text("2 dari 2")
    for quiz in ("tes-awal", "tes-akhir", "ujian"):
        press(page, inside(quiz, "button"))
        answer_what_was_drawn(page, quiz)
        press(page, inside(quiz, "[data-action=submit]"))
        expect(page.locator(inside(quiz, "[data-action=submit]"))).to_have_count(0)
    final = page.locator("[data-activity=tes-akhir]")
    expect(final).to_contain_text("3 dari 3")
    # A pretest and a test that never tells give nothing away.
    for quiz in ("tes-awal", "ujian"):
        expect(page.locator(f"[data-activity={quiz}]")).not_to_contain_text("Tepat.")


def answer_what_was_drawn(page: Page, quiz: str) -> None:
    asked = page.locator(inside(quiz, "li[data-question]"))
    expect(asked.first).to_be_visible()
    for question in [one.get_attribute("data-question") for one in asked.all()]:
        assert question is not None
        group = inside(quiz, f"li[data-question={question}]")
        if question in TYPED:
            write(page, f"{group} input", TYPED[question])
        else:
            option = page.locator(f"{group} .option").filter(has_text=BANK[question])
            value = option.get_attribute("data-option")
            assert value is not None
            pick(page, group, value)


def play(page: Page, letters: str) -> None:
    press(page, inside("sim-erupsi", "[data-action=begin]"))
    for letter in letters:
        press(page, inside("sim-erupsi", f"[data-choice={letter}]"))
    expect(page.locator(inside("sim-erupsi", "textarea"))).to_be_visible()


def play_two_rounds(page: Page) -> None:
    play(page, "ca")
    expect(page.locator("[data-activity=sim-erupsi]")).to_contain_text(
        "Selamat sebagian"
    )
    write(page, inside("sim-erupsi", "textarea"), "Menunggu terlalu lama.")
    press(page, inside("sim-erupsi", "[data-action=submit]"))
    play(page, "aa")
    expect(page.locator("[data-activity=sim-erupsi]")).to_contain_text(
        "100 dari 100; batas lulus 60, sudah tercapai"
    )


def hand_in(page: Page) -> None:
    tab_to(page, inside("tugas-peta", "input[value='0']"))
    page.keyboard.press("Space")
    write(page, inside("tugas-peta", "[data-field=place]"), "Kepada camat, map biru")
    press(page, inside("tugas-peta", "[data-action=submit]"))
    expect(page.locator(inside("tugas-peta", "[data-slot=result]"))).not_to_be_empty()


def speak(page: Page) -> None:
    press(page, inside("survei-reaksi", "[data-action=submit]"))
    # What is missing is said where it is missing, and that is where one is then.
    expect(page.locator(inside("survei-reaksi", "[data-item=a]"))).to_contain_text(
        "wajib"
    )
    page.keyboard.press("Space")
    pick(page, inside("survei-reaksi", "[data-item=contoh-jauh]"), "2")
    write(page, inside("survei-reaksi", "textarea"), "Tambah contoh laut.")
    press(page, inside("survei-reaksi", "[data-action=submit]"))
    expect(page.locator("[data-activity=survei-reaksi]")).to_contain_text(
        "Terima kasih"
    )
    write(page, inside("diskusi-adat", "textarea"), "Kami jaga ternak Anda.")
    press(page, inside("diskusi-adat", "[data-action=submit]"))
    expect(page.locator(inside("diskusi-adat", "[data-slot=result]"))).not_to_be_empty()


DEEDS = {
    "Status tsunami": answer_the_choices,
    "Bentuk jawaban": answer_every_form,
    "Tes": take_the_tests,
    "Jalankan": play_two_rounds,
    "Tugas": hand_in,
    "Suara Anda": speak,
}


def test_the_keyboard_alone_leads_through_every_activity_to_a_pass(course: Page):
    for title in PAGES:
        at(course, title)
        if title in DEEDS:
            DEEDS[title](course)
        go_on(course)

    at(course, "Hasil Anda")
    expect(course.locator(".content")).to_contain_text("Anda lulus.")
    course.reload()
    expect(course.locator(".content")).to_contain_text("Anda lulus.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_has_a_serious_finding_or_is_too_wide(
    course: Page, width: int, scheme: str
):
    course.set_viewport_size({"width": width, "height": 740})
    course.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    course.evaluate(AXE.read_text("utf-8"))  # The policy lets no script tag in.
    for title in PAGES:
        at(course, title)
        assert (title, course.evaluate(SERIOUS)) == (title, [])
        if title in DEEDS:
            DEEDS[title](course)
            assert (title, course.evaluate(SERIOUS)) == (title, [])
        assert (title, course.evaluate(OVERFLOW)) == (title, 0)
        forward(course)
    at(course, "Hasil Anda")
    assert course.evaluate(SERIOUS) == []
    assert course.evaluate(OVERFLOW) == 0
