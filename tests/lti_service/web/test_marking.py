"""The pages of those who mark, and what learners read of it afterwards."""

import re
from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.rubric_text import rubric_cells
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    account_of,
    browser,
    give,
)
from tests.lti_service.use_cases.assignment.given import TASK, Desk
from tests.lti_service.use_cases.assignment.test_quiz_answer import (
    desk,
    take,
)

QUEUE = "/assess/assignments"
TABLE = (
    '<h2 id="t">Tugas</h2><table class="stack rubric"><caption>Rubrik</caption>\n'
    "<tbody>"
    '<tr><th scope="row">Jalur</th>'
    + "".join(
        f'<td data-label="{n}"><div>Jalur tingkat {n}</div></td>' for n in range(1, 5)
    )
    + "</tr></tbody></table>"
)


class Page:
    """A marker's browser at a desk with one hand-in."""

    def __init__(self, *tasks: Any, who: Any = ASSESSOR, files: bool = False) -> None:
        self.desk = Desk(*tasks)
        if files:
            self.desk.send("Rencana & peta.pdf")
            self.desk.hand_in({"text": "Rencana <b>saya</b>", "files": ["file-0001"]})
        else:
            self.desk.hand_in({"text": "Rencana <b>saya</b>"})
        self.client = self.browser(who)

    def browser(self, who: Any) -> Any:
        return browser(self.desk.ports, self.desk.storage, account_of(who))

    @property
    def case(self) -> str:
        return f"{QUEUE}/{self.desk.latest.id}"

    def post(self, **form: str) -> Any:
        return self.client.post(self.case, data={"c0": "", "c1": ""} | form)


def test_the_queue_leads_to_the_work_without_the_learners_name() -> None:
    page = Page()
    queue = page.client.get(QUEUE).text
    assert "<b>1 tugas</b> menunggu penilaian Anda." in queue
    assert page.case in queue
    assert LEARNER.name not in queue
    assert "Tugas yang menunggu penilaian" in page.client.get("/assess").text
    case = page.client.get(page.case).text
    assert "Rencana &lt;b&gt;saya&lt;/b&gt;" in case
    assert LEARNER.name not in case


def test_levels_are_told_in_the_words_of_the_rubric() -> None:
    assert rubric_cells(TABLE) == [[f"Jalur tingkat {n}" for n in range(1, 5)]]
    assert rubric_cells("<p>Tanpa rubrik</p>") == []


def test_a_draft_is_saved_by_a_button_and_by_the_script() -> None:
    page = Page()
    answer = page.post(k0="3", c0="Bagus", comment="Nanti", do="draft")
    assert answer.status_code == 303
    case = page.client.get(page.case).text
    assert re.search(r'name="k0" value="3" checked', case)
    assert ">Bagus</textarea>" in case
    assert "1 dari 2 kriteria dinilai." in case
    told = page.post(k0="3", k1="4", do="autosave").json
    assert told == {"saved": "Draf tersimpan pukul 09.30."}


def test_what_is_missing_is_said_and_what_was_written_is_still_there() -> None:
    page = Page()
    answer = page.post(k1="2", c1="Catatan saya", do="next")
    assert answer.status_code == 422
    assert "Belum semua kriteria dinilai." in answer.text
    assert ">Catatan saya</textarea>" in answer.text
    assert "belum dinilai" in answer.text
    answer = page.post(k0="2", do="return")
    assert answer.status_code == 422
    assert "Alasan pengembalian belum diisi." in answer.text


def test_finishing_opens_the_next_and_can_be_taken_back() -> None:
    page = Page(TASK, replace(TASK, id="t-lain"))
    first = page.case
    page.desk.hand_in(activity="t-lain")
    answer = page.client.post(
        first, data={"c0": "", "c1": "", "k0": "4", "k1": "4", "do": "next"}
    )
    assert answer.location.startswith(page.case)
    assert "Penilaian Anda tersimpan." in page.client.get(answer.location).text
    queue = page.client.get(QUEUE).text
    assert LEARNER.name in queue  # now the marker may know
    undo = re.search(r'action="([^"]*/undo)"', queue)
    assert undo
    answer = page.client.post(undo[1])
    assert answer.location == first
    assert page.client.post(undo[1]).status_code == 409


def test_what_another_has_open_is_not_opened() -> None:
    page = Page()
    page.client.get(page.case)
    other = page.browser(BOSS)
    answer = other.get(page.case)
    assert answer.status_code == 409
    assert "Tugas ini sedang dinilai orang lain." in answer.text
    assert "Sedang dinilai orang lain" in answer.text
    page.post(do="release")
    assert other.get(page.case).status_code == 200


def test_a_supervisor_has_a_tab_and_the_name() -> None:
    page = Page(replace(TASK, assessor="supervisor"), who=BOSS)
    page.desk.storage.tables.grants.pop(f"g-assessor-{BOSS.id}")
    assert f'href="{QUEUE}"' in page.client.get("/me").text
    assert LEARNER.name in page.client.get(QUEUE).text


@pytest.mark.parametrize("who", [LEARNER, ADMIN])
def test_who_marks_nothing_is_turned_away(who: Any) -> None:
    page = Page(who=who)
    assert page.client.get(QUEUE).status_code == 403
    assert page.client.get(page.case).status_code == 403
    assert page.post(do="finish", k0="4", k1="4").status_code == 403
    assert page.desk.storage.tables.marks == []


def test_a_file_is_a_download_and_nothing_else() -> None:
    page = Page(files=True)
    case = page.client.get(page.case).text
    link = re.search(r'href="(/review/[^"]*/files/[^"]*)"', case)
    assert link
    assert "Rencana &amp; peta.pdf" in case
    answer = page.client.get(link[1])
    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/octet-stream"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "Rencana & peta.pdf" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert page.browser(LEARNER).get(link[1]).status_code == 200
    assert page.browser(ADMIN).get(link[1]).status_code == 200  # of everything
    stranger = page.client.application.test_client()
    assert stranger.get(link[1]).status_code == 401


def test_the_learner_reads_marks_comments_and_what_was_returned() -> None:
    page = Page(files=True)
    page.post(comment="Tambah jalur.", do="return")
    page.desk.hand_in({"text": "Dengan jalur"})
    page.post(k0="4", k1="3", c1="Hitung ulang", comment="Rapi", do="finish")
    learner = page.browser(LEARNER)
    review = learner.get("/review/t-1").text
    for words in ("8,75 dari 10 poin", "Sangat baik", "Hitung ulang", "Rapi"):
        assert words in review
    assert "Tambah jalur." in review
    assert ASSESSOR.name not in review


def test_agreement_is_on_the_page_of_moderation() -> None:
    page = Page()
    page.desk.rule("marking.double_share", "1")
    page.post(k0="4", k1="4", do="finish")
    page.client = page.browser(BOSS)
    page.post(k0="4", k1="4", do="finish")
    give(page.desk.storage, Role.ADMINISTRATOR, ADMIN)
    figures = page.browser(ADMIN).get("/admin/moderation").text
    assert "Tugas yang dinilai dua orang" in figures
    assert ASSESSOR.name in figures


def test_an_answer_in_a_quiz_is_marked_and_shown_on_the_learners_page() -> None:
    at = desk()
    take(at)
    case = f"{QUEUE}/{at.latest.id}"
    client = browser(at.ports, at.storage, account_of(ASSESSOR))
    learner = browser(at.ports, at.storage, account_of(LEARNER))

    page = client.get(case).text
    assert "jawaban uraian dalam kuis, putaran 1" in page
    assert "Saya akui kelirunya." in page
    assert 'value="return"' not in page
    assert (
        client.post(case, data={"do": "return", "comment": "Lagi"}).status_code == 409
    )
    waiting = learner.get("/review/t-1").text
    assert ", menunggu penilaian</span>" in waiting
    assert "Nilai ini sementara" in waiting

    marked = {"c0": "Sopan.", "k0": "3", "comment": "Baik.", "do": "finish"}
    assert client.post(case, data=marked).status_code == 303
    shown = learner.get("/review/t-1").text
    assert "Dinilai: 2,25 dari 3 poin" in shown
    assert "Sopan." in shown
