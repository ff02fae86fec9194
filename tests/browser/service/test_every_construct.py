"""The course with every construct, learnt in the service inside the practice LMS."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Frame, Locator, expect

from tests.browser.service.test_main_path import LEARNER, open_activity, serving
from tests.every_construct import write_every_construct

pytestmark = pytest.mark.browser

COURSE_LINK = "2"
"""The practice LMS's activity for the whole of the course `manajemen-bencana`."""
RIGHT: dict[str, str | list[str]] = {
    "b-satu": ["Menjauhi pantai"],
    "b-dua": ["Kelompok rentan"],
    "b-tiga": "13.300",
    "b-empat": "BMKG",
    "q-siaga": ["Memerintahkan warga menjauhi pantai sekarang"],
    "q-benar": ["Benar"],
    "q-pesan": ["Apa yang terjadi", "Apa yang harus dilakukan"],
    "q-lembaga": "badan geologi",
    "q-tepat": "BMKG",
    "q-air": "5.950 liter",
    "q-suhu": "11,5",
    "k-satu": ["III"],
    "k-dua": "4",
}
ORDER = ["Kaji cepat", "Aktifkan pos komando", "Evakuasi kelompok rentan"]
PARTNERS = [
    "tingkat aktivitas gunung api",
    "peringatan tsunami",
    "komando di daerah",
]


def section(frame: Frame, identifier: str) -> Locator:
    return frame.locator(f"[data-activity={identifier}]")


def fill(place: Locator, answer: str | list[str]) -> None:
    if isinstance(answer, str):
        place.locator("input[type=text]").fill(answer)
        return
    for text in answer:
        place.locator(".option").filter(has_text=text).locator("input").check()


def check(place: Locator) -> None:
    place.locator("[data-action=answer]").click()
    expect(place.locator("[data-slot=result]")).to_contain_text("Tepat.")


def answer_the_questions(frame: Frame) -> None:
    for place in frame.locator("section[data-activity]").all():
        identifier = place.get_attribute("data-activity") or ""
        match place.get_attribute("data-type"):
            case "order":
                put_in_order(place)
            case "match":
                for select, text in zip(
                    place.locator("select").all(), PARTNERS, strict=True
                ):
                    select.select_option(label=text)
            case "gaps":
                for gap, text in zip(
                    place.locator(".gap").all(), ("siaga", "awas!", "5"), strict=True
                ):
                    gap.fill(text)
            case "long":
                place.locator("textarea").fill("Saya memakai data per RT.")
                place.locator("[data-action=answer]").click()
                expect(place.locator("[data-slot=result]")).not_to_be_empty()
                continue
            case _:
                fill(place, RIGHT[identifier])
        check(place)


def put_in_order(place: Locator) -> None:
    items = place.locator("[data-item] > span:first-child")
    for number, text in enumerate(ORDER):
        while (at := items.all_inner_texts().index(text)) > number:
            place.get_by_role("button", name=f"Naikkan: {text}").click()
            expect(items.nth(at - 1)).to_have_text(text)


def take(frame: Frame, quiz: str) -> Locator:
    """Take a test; reload in the middle, and find the same questions and answers."""
    place = section(frame, quiz)
    place.locator("button").first.click()
    asked = place.locator("li[data-question]")
    expect(asked.first).to_be_visible()
    before = [one.get_attribute("data-question") or "" for one in asked.all()]
    for question in before:
        one = place.locator(f"li[data-question={question}]")
        fill(one, RIGHT[question])
        one.locator("input").first.blur()
    expect(place).to_contain_text(f"Terjawab {len(before)} dari {len(before)} soal")
    frame.evaluate("() => location.reload()")
    expect(asked.first).to_be_visible()
    assert [one.get_attribute("data-question") for one in asked.all()] == before
    expect(place).to_contain_text(f"Terjawab {len(before)} dari {len(before)} soal")
    place.locator("[data-action=submit]").click()
    expect(place.locator("[data-action=submit]")).to_have_count(0)
    return place


def play(frame: Frame, letters: str) -> Locator:
    place = section(frame, "sim-erupsi")
    place.locator("[data-action=begin]").click()
    for letter in letters:
        place.locator(f"[data-choice={letter}]").click()
    expect(place.locator("textarea")).to_be_visible()
    return place


def test_every_activity_is_done_graded_by_the_server_and_passed(
    tmp_path: Path, context: BrowserContext
) -> None:
    folder = write_every_construct(tmp_path / "course")
    index = folder / "index.md"
    text = index.read_text("utf-8").replace("kursus-lengkap", "manajemen-bencana")
    index.write_text(text, "utf-8")
    database = f"sqlite:///{tmp_path}/plan.db"
    with serving(database, tmp_path, folder) as practice:
        page = context.new_page()
        frame = open_activity(page, practice, LEARNER, COURSE_LINK)
        heading = frame.locator("#player h1").first
        expect(heading).to_have_text("Kursus lengkap")
        while (title := heading.inner_text()) != "Hasil Anda":
            do(frame, title)
            frame.locator("#player .next a.primary").click()
            expect(heading).not_to_have_text(title)
        expect(frame.locator("#player")).to_contain_text("Anda lulus")

        # Another launch finds everything as it was left.
        frame = open_activity(page, practice, LEARNER, COURSE_LINK)
        frame.locator("#player [data-page]").first.wait_for()
        frame.locator("details.outline summary").click()
        frame.locator("details.outline").get_by_text("Hasil").click()
        expect(frame.locator("#player")).to_contain_text("Anda lulus")
    assert anonymous_answers(database) == ['{"a":"4","d":"Tambah contoh laut."}']


def do(frame: Frame, title: str) -> None:
    match title:
        case "Status tsunami" | "Bentuk jawaban":
            answer_the_questions(frame)
        case "Tes":
            practice = section(frame, "kuis-latihan")
            practice.locator("button").first.click()
            for question in ("k-satu", "k-dua"):
                one = practice.locator(f"li[data-question={question}]")
                fill(one, RIGHT[question])
                check(one)
            for quiz in ("tes-awal", "ujian"):
                expect(take(frame, quiz)).not_to_contain_text("Tepat.")
            expect(take(frame, "tes-akhir")).to_contain_text("3 dari 3")
        case "Jalankan":
            play(frame, "ca")
            ended = play(frame, "aa")
            expect(ended).to_contain_text(
                "100 dari 100; batas lulus 60, sudah tercapai"
            )
            ended.locator("textarea").fill("Menunggu terlalu lama.")
            ended.locator("[data-action=submit]").click()
            expect(ended).to_contain_text("Renungan tersimpan")
        case "Tugas":
            work = section(frame, "tugas-peta")
            work.locator("[data-field=text]").fill(
                "Peta RT 03 dengan tiga titik kumpul"
            )
            hand_in(work)
        case "Suara Anda":
            survey = section(frame, "survei-reaksi")
            survey.locator("[data-item=a] input[value='4']").check()
            survey.locator("[data-item=d] textarea").fill("Tambah contoh laut.")
            hand_in(survey)
            talk = section(frame, "diskusi-adat")
            talk.locator("textarea").fill("Kami jaga ternak Anda.")
            hand_in(talk)


def hand_in(place: Locator) -> None:
    place.locator("[data-action=submit]").click()
    expect(place.locator("[data-slot=result]")).not_to_be_empty()


def anonymous_answers(database: str) -> list[str]:
    engine = sa.create_engine(database)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("select answers from survey_responses"))
        answers = [str(row[0]) for row in rows]
        stored = connection.execute(sa.text("select answer from events")).scalars()
        assert not [one for one in stored if one and "contoh laut" in one]
    engine.dispose()
    return answers
