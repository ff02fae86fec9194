"""The page of somebody's work: what it says, to whom, and what it never says."""

import re
from typing import Any

import pytest
from flask import Flask

from lti_service.domain.launch import Content
from lti_service.ports import Ports
from lti_service.use_cases.learning.attempt import handle_events
from lti_service.web.question_form import form_parts
from tests.factories import (
    rendered_course_of,
    rendered_discussion,
    rendered_question,
    rendered_scenario,
    rendered_survey,
)
from tests.fakes import fake_ports
from tests.lti_service.use_cases.learning.given import publish, register
from tests.lti_service.use_cases.learning.test_event import final_test
from tests.lti_service.web.test_deep_linking import Visitor, code

COURSE = rendered_course_of(
    rendered_question(
        hints=("<p>Petunjuk</p>",),
        hint_cost=0,
        option_feedback={"a": "<p>Terlambat.</p>", "b": "<p>Tepat waktu.</p>"},
        explanation="<p>Rahasia penjelasan.</p>",
    ),
    final_test(),
    rendered_scenario(),
    rendered_survey(anonymous=False),
    rendered_discussion(),
)
CONTENT = Content(COURSE.id)
SECRET = "Rahasia penjelasan."
OTHER_PAGE = "Belum dikerjakan."


class School:
    """A browser that launches as whom the test says."""

    def __init__(self) -> None:
        self.ports: Ports = fake_ports()
        register(self.ports)
        publish(COURSE, self.ports)
        self.visitor = Visitor(self.ports)
        self.events = 0
        self.learner = self.launch(subject="3", name="Peserta Tiga")
        tables = self.ports.storage.tables  # type: ignore[attr-defined]
        (self.attempt,) = tables.attempts

    def launch(self, **changes: Any) -> Any:
        return self.visitor.launch(**({"content": CONTENT} | changes))

    def review(self, **changes: Any) -> Any:
        answer = self.launch(
            **({"review_of": "3", "subject": "t", "instructor": True} | changes)
        )
        if answer.status_code == 303:
            return self.visitor.client.get(answer.location)
        return answer

    def send(self, kind: str, activity: str, answer: Any = None, **more: Any) -> None:
        self.events += 1
        item = {"id": f"event-{self.events:04}", "kind": kind, "activity": activity}
        batch = {"events": [item | ({"answer": answer} if answer else {}) | more]}
        tables = self.ports.storage.tables  # type: ignore[attr-defined]
        account = tables.attempts[self.attempt].account_id
        (reply,) = handle_events(self.attempt, account, batch, ports=self.ports).results
        assert "error" not in reply, reply


@pytest.fixture
def school() -> School:
    return School()


def test_a_review_leads_to_the_work_itself(school: School) -> None:
    school.send("answered", "q-siaga", ["a"])

    answer = school.launch(review_of="3", subject="t", instructor=True)
    assert (answer.status_code, answer.location) == (303, f"/review/{school.attempt}")
    page = school.visitor.client.get(answer.location)

    assert page.status_code == 200
    assert "Pengerjaan Peserta Tiga" in page.text
    assert "Kelas" in page.text
    assert "https://lms.example" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_the_teacher_reads_answer_verdict_tries_hints_and_key(school: School) -> None:
    school.send("hinted", "q-siaga")
    school.send("answered", "q-siaga", ["a"])

    page = school.review().text

    assert "1 kali menjawab" in page
    assert "1 petunjuk dibuka" in page
    assert "Belum tepat" in page
    assert "Jawaban yang benar" in page
    assert "Terlambat." in page
    assert SECRET in page
    assert "Anda melihat kunci jawaban" in page


def test_the_learner_reads_no_key_before_its_time(school: School) -> None:
    school.send("answered", "q-siaga", ["a"])

    page = school.review(subject="3", instructor=False).text

    assert "Pengerjaan Anda" in page
    assert "Belum tepat" in page
    assert "Jawaban yang benar" not in page
    assert SECRET not in page
    assert "Tepat waktu." not in page
    assert "Peserta Tiga" not in page


def test_the_learner_reads_the_key_once_it_is_told(school: School) -> None:
    for _ in range(3):
        school.send("answered", "q-siaga", ["a"])

    page = school.review(subject="3", instructor=False).text

    assert "Jawaban yang benar" in page
    assert SECRET in page


def test_a_quiz_and_a_simulation_are_shown_with_their_course(school: School) -> None:
    school.send("started", "tes-akhir")
    school.send("answered", "tes-akhir", ["b"], question="k-satu")
    school.send("submitted", "tes-akhir")
    school.send("started", "sim-erupsi")
    school.send("chose", "sim-erupsi", "a")

    page = school.review().text

    assert "Putaran 1" in page
    assert "1 dari 2 poin" in page
    assert "Tidak dijawab" in page
    assert "Status Siaga" in page
    assert "Pindahkan warga" in page
    assert "Semua selamat" in page


def test_what_learners_write_is_shown_as_text(school: School) -> None:
    attack = "<script>alert(1)</script>"
    school.send("submitted", "d-kabar", {"text": attack})

    page = school.review().text

    assert attack not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_answers_to_surveys_are_nowhere(school: School) -> None:
    school.send("submitted", "s-reaksi", {"a": "4", "d": "Saran rahasia."})

    for page in (school.review(), school.review(subject="3", instructor=False)):
        assert "Saran rahasia." not in page.text
        assert "Survei tidak" not in page.text
        assert "Jawaban survei tidak pernah ditampilkan" in page.text


def test_where_nothing_was_begun_the_page_says_so(school: School) -> None:
    page = school.review(review_of="8")

    assert page.status_code == 200
    assert "Belum ada pengerjaan" in page.text


def test_another_learner_is_refused_with_a_code(school: School) -> None:
    school.launch(subject="8")
    answer = school.visitor.client.get(f"/review/{school.attempt}")

    assert (answer.status_code, code(answer)) == (403, "review-forbidden")


def test_nobody_looks_without_a_session(school: School) -> None:
    school.visitor.client.delete_cookie("lti_session", domain="localhost")
    answer = school.visitor.client.get(f"/review/{school.attempt}")

    assert (answer.status_code, code(answer)) == (401, "session-missing")


def test_the_class_leads_to_each_learners_work(school: School) -> None:
    page = school.launch(subject="t", instructor=True).text

    assert f'href="/review/{school.attempt}">Peserta Tiga</a>' in page
    link = re.search(r'href="(/gradebook/[^"]+)"', page)
    assert link
    assert school.visitor.client.get(link[1]).status_code == 200
    assert school.visitor.client.get(f"/review/{school.attempt}").status_code == 200


def test_it_speaks_english_too(school: School) -> None:
    school.send("answered", "q-siaga", ["a"])

    page = school.review(locale="en").text

    assert "Work of Peserta Tiga" in page
    assert "Not quite right" in page


def test_the_language_switch_comes_back_to_the_work(school: School) -> None:
    school.review()
    back = f"/review/{school.attempt}"
    data = {"language": "en", "back": back}

    assert school.visitor.client.post("/me/language", data=data).location == back


# ---- the words of a form -----------------------------------------------------------

FORM = """
<section data-activity="q"><h2>Periksa</h2><div class="intro"><p>Baca &amp; jawab.</p></div>
<form><fieldset><div class="prompt" id="q.p"><p>Level III disebut
<input type="text" class="gap" name="q" data-gap="0"> dan <img src="media/a.png" alt="peta">
<svg viewBox="0 0 1 1"><path d="M0 0"/></svg> <b>IV</b> &lt;b&gt;</p></div>
<div class="option box" data-option="a"><label><input type="radio" value="a">
<span>Satu <em>pilihan</em></span></label><div data-slot="feedback"></div></div>
<ol><li class="box" data-item="b"><span>Butir</span></li></ol>
<div class="pair"><div id="q.l0"><p>Kiri</p></div><select><option>x</option></select></div>
<div class="pair"><div id="q.l1">Kiri dua</div></div></fieldset></form></section>
"""


def test_the_words_of_a_form_are_taken_without_its_controls() -> None:
    with Flask(__name__).test_request_context():
        found = form_parts(FORM, lambda number: f"[{number}]")

    assert set(found) == {"intro", "prompt", "option:a", "option:b", "left:0", "left:1"}
    assert found["intro"] == "<p>Baca &amp; jawab.</p>"
    assert found["option:a"] == "Satu <em>pilihan</em>"
    assert found["option:b"] == "Butir"
    assert (found["left:0"], found["left:1"]) == ("<p>Kiri</p>", "Kiri dua")
    assert "[0] dan" in found["prompt"]
    assert '<img src="/media/a.png" alt="peta">' in found["prompt"]
    assert '<path d="M0 0"/></svg> <b>IV</b> &lt;b&gt;</p>' in found["prompt"]
    assert "<input" not in "".join(found.values())


@pytest.mark.parametrize("html", ["", "<div class=prompt>", "</div></p>", "<form>"])
def test_a_form_without_its_parts_has_no_words(html: str) -> None:
    assert form_parts(html, str) == {}
