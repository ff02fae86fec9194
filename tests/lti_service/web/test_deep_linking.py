import re
from typing import Any
from urllib.parse import urlencode

import pytest

from lti_service.domain.deep_linking import DeepLinkingSettings
from lti_service.domain.launch import Content
from lti_service.ports import Ports
from tests import service_factories as make
from tests.factories import rendered_course_of_every_kind
from tests.fakes import MORNING, FakeLaunches, fake_ports
from tests.lti_service.office import browser
from tests.lti_service.use_cases.learning.given import (
    PLATFORM,
    publish,
    register,
    two_questions,
    verified,
)

QUESTION, WHOLE = "siaga-bencana/m1/q-2", "siaga-bencana"
RETURN = "https://lms.example/return?sesskey=1"


class Visitor:
    """A browser that launches; somebody else was signed in there before."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        account = make.account(platform_id=PLATFORM.id)
        self.client = browser(ports, ports.storage, account)  # type: ignore[arg-type]
        self.client.set_cookie("lti_browser_1", "known", domain="localhost")
        self.launches = 0

    def launch(self, **changes: Any) -> Any:
        self.launches += 1
        token = f"token-{self.launches}"
        launches = self.ports.launches
        assert isinstance(launches, FakeLaunches)
        launches.launches[token] = verified(token, **changes)
        return self.client.post("/lti/launch", data={"id_token": token, "state": "s"})

    def pick(self, page: str) -> str:
        found = re.search(r'name="pick" value="([^"]+)"', page)
        assert found, page
        return found[1]

    def search(self, **query: Any) -> str:
        answer = self.client.get(f"/lti/pick?{urlencode(query, doseq=True)}")
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def choose(self, pick: str, *content: str, **fields: str) -> Any:
        data = {"pick": pick, "content": list(content), **fields}
        return self.client.post("/lti/pick", data=data)


@pytest.fixture
def visitor() -> Visitor:
    ports = fake_ports()
    register(ports)
    publish(two_questions(), ports)
    publish(rendered_course_of_every_kind(id="arsip", title="Arsip daerah"), ports)
    return Visitor(ports)


def asking(*, multiple: bool = True) -> dict[str, Any]:
    settings = DeepLinkingSettings(RETURN, "", multiple=multiple, line_items=True)
    return {
        "subject": "7",
        "instructor": True,
        "resource_link_id": "",
        "content": Content(),
        "deep_linking": settings,
    }


TEACHER: dict[str, Any] = {"subject": "7", "instructor": True, "content": Content()}


def code(answer: Any) -> str:
    found = re.search(r'id="refused"[^>]*data-code="([a-z-]+)"', answer.text)
    return found[1] if found else ""


def values(page: str, kind: str = "checkbox") -> list[str]:
    return re.findall(rf'<input type="{kind}" name="content" value="([^"]+)"', page)


def test_a_request_for_content_shows_courses_modules_and_activities(visitor):
    page = visitor.launch(**asking()).text

    assert '<main id="picker"' in page
    assert values(page) == [
        "arsip",
        "arsip/m1",
        "arsip/m1/q-siaga",
        "arsip/m1/k-akhir",
        "arsip/m1/sim-erupsi",
        "arsip/m1/t-rencana",
        "arsip/m1/s-reaksi",
        "arsip/m1/d-kabar",
        "siaga-bencana",
        "siaga-bencana/m1",
        "siaga-bencana/m1/q-1",
        "siaga-bencana/m1/q-2",
    ]
    assert "Simulasi: Pulau Seruni" in page


def test_a_platform_that_takes_one_item_is_offered_one_choice(visitor):
    page = visitor.launch(**asking(multiple=False)).text

    assert values(page) == []
    assert len(values(page, "radio")) == 12


def test_searching_narrows_without_script_and_keeps_what_was_ticked(visitor):
    pick = visitor.pick(visitor.launch(**asking()).text)

    page = visitor.search(pick=pick, q="seruni", content=[QUESTION, WHOLE])

    assert values(page) == [
        QUESTION,
        WHOLE,
        "arsip",
        "arsip/m1",
        "arsip/m1/sim-erupsi",
    ]
    assert page.count(" checked") == 2
    assert 'value="seruni"' in page


def test_no_secret_is_in_the_address_of_a_search(visitor):
    page = visitor.launch(**asking()).text

    hidden = re.findall(r'<input type="hidden" name="(\w+)"', page.split("</form>")[0])
    assert hidden == ["pick"]
    assert "sesskey" not in page


def test_a_search_that_finds_nothing_says_so(visitor):
    pick = visitor.pick(visitor.launch(**asking()).text)

    page = visitor.search(pick=pick, q='"><script>alert(1)</script>')

    assert "Tidak ada yang cocok." in page
    assert "<script>alert" not in page


def test_the_choice_is_posted_to_the_platform_in_order(visitor):
    pick = visitor.pick(visitor.launch(**asking()).text)

    answer = visitor.choose(pick, QUESTION, WHOLE)

    assert answer.status_code == 200
    assert f'<form action="{RETURN}" method="post"' in answer.text
    assert f'name="JWT" value="p1|1|{QUESTION} {WHOLE}|"' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "form-action 'self' https://lms.example;" in policy
    assert "frame-ancestors 'self' https://lms.example" in policy


def test_other_pages_may_be_posted_nowhere_else(visitor):
    policy = visitor.launch(**asking()).headers["Content-Security-Policy"]

    assert "form-action 'self';" in policy


def test_giving_up_is_posted_as_an_empty_list_with_a_message(visitor):
    pick = visitor.pick(visitor.launch(**asking()).text)

    answer = visitor.choose(pick, cancel="yes")

    assert 'value="p1|1||Tidak ada isi yang dipilih."' in answer.text


@pytest.mark.parametrize(
    ("content", "status", "refusal"),
    [
        ([], 422, "content-missing"),
        (["lain"], 404, "unknown-course"),
        ([f"k-{n}" for n in range(51)], 422, "content-too-many"),
    ],
)
def test_a_choice_that_cannot_be_taken_is_refused(visitor, content, status, refusal):
    pick = visitor.pick(visitor.launch(**asking()).text)

    answer = visitor.choose(pick, *content)

    assert (answer.status_code, code(answer)) == (status, refusal)


def test_a_choice_of_another_teacher_is_refused(visitor):
    pick = visitor.pick(visitor.launch(**asking()).text)
    visitor.launch(**asking() | {"subject": "8"})

    answer = visitor.choose(pick, WHOLE)

    assert (answer.status_code, code(answer)) == (403, "not-yours")


def test_a_learner_chooses_nothing(visitor):
    pick = visitor.pick(visitor.launch(**asking()).text)
    visitor.launch(subject="9")

    assert code(visitor.choose(pick, WHOLE)) == "forbidden"
    assert code(visitor.client.get(f"/lti/pick?pick={pick}")) == "forbidden"


def test_nobody_chooses_without_a_session(visitor):
    pick = visitor.pick(visitor.launch(**asking()).text)
    visitor.client.delete_cookie("lti_session", domain="localhost")

    assert code(visitor.choose(pick, WHOLE)) == "session-missing"


def test_a_choice_is_not_taken_from_another_sites_form(visitor):
    pick = visitor.pick(visitor.launch(**asking()).text)
    visitor.client.application.config["WTF_CSRF_ENABLED"] = True

    assert code(visitor.choose(pick, WHOLE)) == "bad-form"


def test_a_teacher_of_an_unlinked_activity_chooses_and_chooses_anew(visitor):
    pick = visitor.pick(visitor.launch(**TEACHER).text)

    chosen = visitor.choose(pick, QUESTION)
    assert "Isi sudah dipilih" in chosen.text
    assert f'href="/lti/pick?pick={pick}"' in chosen.text
    assert "Pilih isi lain" in chosen.text

    page = visitor.launch(**TEACHER).text
    assert '<main id="dashboard"' in page
    assert "Pilih isi lain" in page
    learner = visitor.launch(subject="9", content=Content()).text
    assert '<main id="player"' in learner
    assert '"q-2"' in learner
    assert '"q-1"' not in learner


def test_a_change_under_learners_is_asked_about_first(visitor):
    pick = visitor.pick(visitor.launch(**TEACHER).text)
    visitor.choose(pick, QUESTION)
    visitor.launch(subject="9", content=Content())
    visitor.launch(**TEACHER)

    asked = visitor.choose(pick, WHOLE)
    assert asked.status_code == 409
    assert "<b>1</b> peserta sudah membuka" in asked.text
    assert f'name="content" value="{WHOLE}"' in asked.text

    assert "Isi sudah dipilih" in visitor.choose(pick, WHOLE, confirmed="yes").text


def test_content_that_the_lms_names_is_changed_there(visitor):
    page = visitor.launch(subject="7", instructor=True).text

    assert "Isi kegiatan ini ditetapkan di LMS." in page
    assert "Pilih isi lain" not in page


def test_a_link_cannot_be_given_back_to_a_platform(visitor):
    pick = visitor.pick(visitor.launch(**TEACHER).text)

    assert code(visitor.choose(pick, cancel="yes")) == "choice-over"


def test_an_expired_choice_is_over(visitor):
    launched = visitor.launch(**asking())
    pick = visitor.pick(launched.text)
    tables = visitor.ports.storage.tables
    tables.picks[pick] = make.pick(id=pick, expires_at=MORNING)

    assert code(visitor.choose(pick, WHOLE)) == "choice-over"


def test_a_page_is_of_who_launched_not_of_who_was_in_the_browser_before(visitor):
    # The cookie that was there is that of an account which is no longer known.
    assert '<main id="picker"' in visitor.launch(**asking()).text


def test_without_courses_the_picker_says_how_to_publish():
    ports = fake_ports()
    register(ports)

    page = Visitor(ports).launch(**TEACHER).text

    assert "Belum ada kursus yang diterbitkan." in page


def test_the_script_of_the_picker_never_changes_under_its_address(visitor):
    page = visitor.launch(**asking()).text
    address = re.search(r'src="(/static/picker\.js\?v=\w+)"', page)
    assert address

    answer = visitor.client.get(address[1])

    assert answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
