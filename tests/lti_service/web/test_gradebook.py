"""The pages of scores beside the platform's, for administrators and for who teaches."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain.launch import Content
from lti_service.errors import PlatformBusyError, PlatformRefusedError
from tests.fakes import MORNING, FakeCourses, FakeGradebook, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    LEARNER,
    account_of,
    attempt,
    browser,
    link,
    office,
)
from tests.lti_service.use_cases.learning.given import LINE_ITEM, two_questions

COURSE = two_questions(id="siaga-bencana", title="Siaga bencana")
PAGE, TAUGHT = "/admin/links/l-1", "/gradebook/l-1"


class Office:
    """An office in which the learner has finished with everything right."""

    def __init__(self) -> None:
        self.gradebook = FakeGradebook()
        self.storage, self.ports = office(
            courses=FakeCourses({"r-1": COURSE}), gradebook=self.gradebook
        )
        link(self.storage)
        made = attempt(COURSE, account_of(LEARNER).id)
        self.storage.tables.attempts[made.id] = made
        self.admin = browser(self.ports, self.storage, account_of(ADMIN))

    def teacher(self, link_id: str = "l-1", *, teaches: bool = True) -> Any:
        client = browser(self.ports, self.storage, account_of(ASSESSOR))
        sessions = self.storage.tables.sessions
        for key, session in sessions.items():
            if session.account_id == account_of(ASSESSOR).id:
                sessions[key] = replace(
                    session, instructor=teaches, resource_link_id=link_id
                )
        return client

    def grade(self, hundredths: int, subject: str = "s-learner") -> None:
        self.gradebook.grade(LINE_ITEM, subject, hundredths)


@pytest.fixture
def found() -> Office:
    return Office()


def test_all_links_are_listed_with_course_class_and_learners(found: Office) -> None:
    page = found.admin.get("/admin/links").text

    assert "<b>1 kegiatan</b> membuka layanan ini." in page
    assert f'href="{PAGE}"' in page
    assert "Kelas" in page
    assert "belum pernah" in page


def test_a_link_without_a_choice_is_named_as_such(found: Office) -> None:
    links = found.storage.tables.links
    links["l-1"] = replace(links["l-1"], content=Content(), title="", line_item_url="")
    page = found.admin.get("/admin/links").text

    assert "Tanpa judul" in page
    assert "belum dipilih isinya" in page
    assert "tanpa kolom nilai" in page


def test_without_links_the_page_says_what_brings_them() -> None:
    storage, ports = office()
    page = browser(ports, storage, account_of(ADMIN)).get("/admin/links").text

    assert "Belum ada kegiatan yang dibuka dari LMS." in page


def test_our_scores_are_shown_before_the_platform_is_asked(found: Office) -> None:
    found.gradebook.trouble = [PlatformBusyError("asked")]
    page = found.admin.get(PAGE).text

    assert "Bandingkan dengan buku nilai" in page
    assert "Pegawai 022" in page
    assert "Nilai di buku nilai</th>" not in page
    assert "asked" not in page


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        (10_000, ("Buku nilai sama dengan nilai di sini.", ">Sama</span>")),
        (6000, ("<b>1 nilai</b> perlu dilihat.", ">Berbeda</span>")),
        (None, ("<b>1 nilai</b> perlu dilihat.", ">Belum sampai</span>")),
    ],
)
def test_both_are_shown_side_by_side(
    theirs: int | None, words: tuple[str, ...], found: Office
) -> None:
    if theirs is not None:
        found.grade(theirs)
    page = found.admin.get(f"{PAGE}?compare=1").text

    for sentence in words:
        assert sentence in page
    assert ("Kirim ulang yang dicentang" in page) is (theirs != 10_000)


def test_a_person_whom_only_the_gradebook_knows_cannot_be_sent(found: Office) -> None:
    found.grade(10_000)
    found.grade(5000, "stranger")
    page = found.admin.get(f"{PAGE}?compare=1").text

    assert "Orang tidak dikenal" in page
    assert "pengenal stranger" in page
    assert 'type="checkbox"' not in page


def test_only_what_differs_is_shown_on_request(found: Office) -> None:
    found.grade(10_000)
    found.grade(5000, "stranger")
    page = found.admin.get(f"{PAGE}?compare=1&only=different").text

    assert "Pegawai 022" not in page
    assert "stranger" in page
    found.gradebook._held.popitem()
    page = found.admin.get(f"{PAGE}?compare=1&only=different").text
    assert "Tidak ada nilai yang berbeda." in page


def test_trouble_of_the_platform_is_told_in_words(found: Office) -> None:
    found.gradebook.trouble = [PlatformBusyError("Platform tidak menjawab.")]
    page = found.admin.get(f"{PAGE}?compare=1")

    assert page.status_code == 200
    assert "Buku nilai tidak dapat dibaca." in page.text
    assert "Platform tidak menjawab." in page.text


def test_those_who_were_ticked_are_sent_again(found: Office) -> None:
    data = {"account": account_of(LEARNER).id}
    answer = found.admin.post(f"{PAGE}/send", data=data)

    assert (answer.status_code, answer.location) == (303, f"{PAGE}?sent=1")
    assert "1 nilai dikirim lagi." in found.admin.get(answer.location).text
    (message,) = found.storage.tables.outbox.values()
    assert message.payload["hundredths"] == 10_000
    assert found.storage.tables.audit[-1].action == "scores.sent_again"


def test_all_who_differ_are_sent_at_once(found: Office) -> None:
    found.grade(6000)
    answer = found.admin.post(f"{PAGE}/send", data={"all": "1"})

    assert answer.location == f"{PAGE}?sent=1"


@pytest.mark.parametrize(
    ("data", "theirs"), [({}, 6000), ({"all": "1"}, 10_000), ({"account": "x"}, 6000)]
)
def test_nothing_to_send_is_said(
    data: dict[str, str], theirs: int, found: Office
) -> None:
    found.grade(theirs)
    answer = found.admin.post(f"{PAGE}/send", data=data)

    assert answer.status_code == 422
    assert "Belum ada nilai yang dipilih" in answer.text
    assert found.storage.tables.outbox == {}


def test_the_rows_are_a_file_too(found: Office) -> None:
    found.grade(8750)
    answer = found.admin.get(f"{PAGE}/scores.csv")

    heading, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert heading[:3] == ["Peserta", "Pengenal di LMS", "Nilai di sini"]
    assert row[:5] == ["Pegawai 022", "s-learner", "100,00", "87,50", "Berbeda"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_file_that_cannot_be_made_is_a_page_that_says_why(found: Office) -> None:
    found.gradebook.trouble = [PlatformBusyError("Platform tidak menjawab.")]
    answer = found.admin.get(f"{PAGE}/scores.csv")

    assert answer.status_code == 502
    assert "Platform tidak menjawab." in answer.text


def test_who_teaches_sees_the_same_of_their_own_link(found: Office) -> None:
    found.grade(6000)
    teacher = found.teacher()

    page = teacher.get(f"{TAUGHT}?compare=1").text
    assert ">Berbeda</span>" in page
    assert f'action="{TAUGHT}/send"' in page
    assert "Kembali ke daftar kegiatan" not in page
    data = {"account": account_of(LEARNER).id}
    assert teacher.post(f"{TAUGHT}/send", data=data).location == f"{TAUGHT}?sent=1"
    assert teacher.get(f"{TAUGHT}/scores.csv").status_code == 200
    assert teacher.get("/admin/links").status_code == 403


@pytest.mark.parametrize(("link_id", "teaches"), [("l-2", True), ("l-1", False)])
def test_others_are_turned_away(link_id: str, *, teaches: bool, found: Office) -> None:
    client = found.teacher(link_id, teaches=teaches)

    for address in (TAUGHT, f"{TAUGHT}/scores.csv", PAGE):
        assert client.get(address).status_code == 403
    assert client.post(f"{TAUGHT}/send", data={"all": "1"}).status_code == 403


def test_forms_need_their_token(found: Office) -> None:
    found.admin.application.config["WTF_CSRF_ENABLED"] = True

    assert found.admin.post(f"{PAGE}/send", data={"all": "1"}).status_code == 400


def test_the_list_tells_of_the_last_comparison(found: Office) -> None:
    found.grade(6000)
    found.admin.get(f"{PAGE}?compare=1")
    page = found.admin.get("/admin/links").text

    assert "1 dari 1 nilai berbeda" in page
    assert "24 November 2026, 09.30 WIT" in page
    assert found.storage.tables.comparisons["l-1"].compared_at == MORNING


def test_it_speaks_english_too(found: Office) -> None:
    storage: FakeStorage = found.storage
    found.grade(6000)
    page = browser(found.ports, storage, account_of(ADMIN), "en")

    assert "Different" in page.get(f"{PAGE}?compare=1").text
    assert "Activities in the LMS" in page.get("/admin/links").text


# ---- a column where there is none --------------------------------------------------

COLUMNS = "https://lms.example/2/lineitems"
BUTTON = ">Buat kolom nilai</button>"


def without_column(found: Office, line_items_url: str = COLUMNS) -> None:
    links = found.storage.tables.links
    links["l-1"] = replace(
        links["l-1"], line_item_url="", line_items_url=line_items_url
    )


@pytest.mark.parametrize(("page", "who"), [(PAGE, "admin"), (TAUGHT, "teacher")])
def test_a_column_is_made_on_request_and_said_to_be_there(
    page: str, who: str, found: Office
) -> None:
    without_column(found)
    client = found.admin if who == "admin" else found.teacher()
    assert BUTTON in client.get(page).text

    answer = client.post(f"{page}/column", follow_redirects=True)

    assert "Kegiatan ini sekarang mempunyai kolom di buku nilai." in answer.text
    assert BUTTON not in answer.text
    assert found.gradebook.columns == {"l-1": f"{COLUMNS}/1"}


def test_where_none_may_be_made_the_page_says_what_to_do(found: Office) -> None:
    without_column(found, line_items_url="")
    page = found.admin.get(PAGE).text
    assert BUTTON not in page
    assert "nyalakan penilaian pada setelan kegiatan ini di LMS" in page

    answer = found.admin.post(f"{PAGE}/column")

    assert answer.status_code == 409
    assert "tidak mengizinkan layanan ini membuat kolom nilai" in answer.text


def test_a_platform_that_refuses_the_column_is_told_in_words(found: Office) -> None:
    without_column(found)
    found.gradebook.trouble = [PlatformRefusedError("Platform tidak memberi kolom.")]
    answer = found.admin.post(f"{PAGE}/column")

    assert answer.status_code == 502
    assert "Platform tidak memberi kolom." in answer.text
    assert f'action="{PAGE}/column"' in answer.text


def test_a_column_of_ours_that_was_deleted_there_can_be_made_again(
    found: Office,
) -> None:
    without_column(found)
    found.admin.post(f"{PAGE}/column")
    assert BUTTON not in found.admin.get(f"{PAGE}?compare=1").text
    found.gradebook.trouble = [PlatformRefusedError("HTTP 404")]

    assert BUTTON in found.admin.get(f"{PAGE}?compare=1").text


def test_a_column_that_the_platform_names_is_left_alone(found: Office) -> None:
    assert BUTTON not in found.admin.get(PAGE).text
    found.admin.post(f"{PAGE}/column")
    assert found.gradebook.columns == {}


def test_nobody_else_makes_a_column(found: Office) -> None:
    without_column(found)
    answer = found.teacher("l-2").post(f"{TAUGHT}/column")

    assert answer.status_code == 403
    assert found.gradebook.columns == {}
