"""The class page: who has not started, who left, the roster's age, and its troubles."""

import re
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.launch import Content
from lti_service.domain.roster import Listed, MemberRole
from lti_service.errors import EXPLANATIONS, RosterError
from lti_service.ports import Ports
from lti_service.use_cases.lms.roster import read_due_roster, read_roster, rosters
from lti_service.web import roster
from tests import service_factories as make
from tests.fakes import FakeClock, FakeMemberships, FakeStorage, fake_ports
from tests.lti_service.office import ADMIN, account_of, browser, give, office
from tests.lti_service.use_cases.learning.given import (
    PLATFORM,
    publish,
    register,
    two_questions,
)
from tests.lti_service.web.test_deep_linking import Visitor

URL = "https://lms.example/memberships"
SITI = Listed("3", "Siti", MemberRole.LEARNER)
BUDI = Listed("4", "Budi", MemberRole.LEARNER)
WIWIK = Listed("9", "Wiwik", MemberRole.INSTRUCTOR)
TROUBLES = [code for code in EXPLANATIONS if code.startswith("roster-")]


class Teacher(Visitor):
    """A teacher's browser, at a class whose roster a test writes."""

    def __init__(self, ports: Ports, lms: FakeMemberships) -> None:
        super().__init__(ports)
        self.lms = lms

    def open(self, **changes: Any) -> str:
        """Launch; return the page of the class."""
        teacher = {"subject": "9", "name": "Wiwik", "instructor": True}
        answer = self.launch(**{"memberships_url": URL, **teacher, **changes})
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def read(self, *listed: Listed, ignored: int = 0) -> None:
        """Read the roster apart from any page."""
        self.lms.list(*listed, ignored=ignored)
        (found,) = rosters(ports=self.ports)
        read_roster(found.roster.id, ports=self.ports)

    def refresh(self, page: str) -> Any:
        """Click the button of a page; return the page after it."""
        found = re.search(r'action="(/class/[^"]+/roster)"', page)
        assert found, page
        pick = re.search(r'name="pick" value="([^"]+)"', page)
        data = {"pick": pick[1]} if pick else {}
        return self.client.post(found[1], data=data, follow_redirects=True)

    @property
    def clock(self) -> FakeClock:
        assert isinstance(self.ports.clock, FakeClock)
        return self.ports.clock

    @property
    def attempt(self) -> str:
        """Id of the teacher's own trial."""
        storage = self.ports.storage
        assert isinstance(storage, FakeStorage)
        attempts = storage.tables.attempts.values()
        return next(one.id for one in attempts if one.instructor)


@pytest.fixture
def lms() -> FakeMemberships:
    return FakeMemberships()


@pytest.fixture
def teacher(lms: FakeMemberships) -> Teacher:
    ports = fake_ports(memberships=lms)
    register(ports)
    publish(two_questions(), ports)
    return Teacher(ports, lms)


def rows(page: str) -> list[tuple[str, str]]:
    """Return the names of the table, each with the words of its badge."""
    found = re.findall(
        r'<tr><th scope="row">(.*?)</th>.*?badge[^>]*>(.*?)<', page, re.DOTALL
    )
    return [
        (re.sub(r"<[^>]*>", "", name.partition(' <span class="sub">')[0]), badge)
        for name, badge in found
    ]


def test_a_first_launch_says_that_the_roster_is_being_read(
    teacher: Teacher, lms: FakeMemberships
) -> None:
    page = teacher.open()

    assert "Belum dibaca. Layanan sedang membacanya" in page
    assert "Belum ada peserta yang membuka kegiatan ini." in page
    assert lms.asked == []  # a launch waits for no platform


def test_who_has_not_started_and_who_left_are_shown(teacher: Teacher) -> None:
    teacher.open()
    teacher.open(subject="3", name="Siti", instructor=False)
    teacher.read(Listed("5", "Agus", MemberRole.LEARNER), SITI, BUDI, WIWIK)
    teacher.read(SITI, BUDI, WIWIK)
    page = teacher.open()

    assert rows(page) == [
        ("Budi", "Belum mulai"),
        ("Siti", "Sedang belajar"),
        ("Agus", "Sudah keluar"),
    ]
    assert "<b>0 dari 2</b> peserta telah lulus; 1 belum mulai." in page
    assert "keluar dari kelas, diketahui 24 November 2026" in page
    assert "Mengajar di kelas ini: Wiwik." in page
    assert "Terakhir dibaca 24 November 2026, 09.30 WIT." in page


def test_a_class_in_which_nobody_has_started_says_so(teacher: Teacher) -> None:
    teacher.open()
    teacher.read(SITI, BUDI)

    assert "<b>2 peserta</b> belum mulai." in teacher.open()


def test_members_without_names_are_a_sentence(teacher: Teacher) -> None:
    teacher.open()
    teacher.read(Listed("3", "", MemberRole.LEARNER), BUDI, ignored=2)
    page = teacher.open()

    assert rows(page) == [("Budi", "Belum mulai")]
    assert "1 peserta yang belum mulai tidak disebut namanya oleh LMS." in page
    assert "2 isian di dalamnya tidak dapat dibaca." in page


def test_a_name_from_a_platform_is_text(teacher: Teacher) -> None:
    teacher.open()
    teacher.read(Listed("3", "<script>alert(1)</script>", MemberRole.LEARNER))
    page = teacher.open()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_class_without_nrps_is_as_it_was(teacher: Teacher) -> None:
    page = teacher.open(memberships_url="")

    assert "Belum ada peserta yang membuka kegiatan ini." in page
    assert "Perbarui daftar peserta" not in page
    assert "dibaca dari LMS" not in page


def test_an_old_roster_is_asked_for_and_read_after_the_launch(
    teacher: Teacher, lms: FakeMemberships
) -> None:
    teacher.open()
    teacher.read(SITI)
    teacher.clock.advance(hours=1, seconds=1)
    asked = len(lms.asked)

    assert "Daftar yang lebih baru sedang dibaca" in teacher.open()
    assert len(lms.asked) == asked
    assert read_due_roster(ports=teacher.ports)
    assert "Daftar yang lebih baru sedang dibaca" not in teacher.open()


# ---- the button --------------------------------------------------------------------


def test_the_button_reads_the_roster_at_once(
    teacher: Teacher, lms: FakeMemberships
) -> None:
    page = teacher.open()
    lms.list(SITI)
    answer = teacher.refresh(page)

    assert answer.status_code == 200
    assert "Daftar peserta sudah diperbarui." in answer.text
    assert rows(answer.text) == [("Siti", "Belum mulai")]


@pytest.mark.parametrize("code", TROUBLES)
def test_what_went_wrong_is_said_with_what_to_do(
    code: str, teacher: Teacher, lms: FakeMemberships
) -> None:
    page = teacher.open()
    teacher.read(BUDI)
    lms.trouble = [RosterError(code)]
    answer = teacher.refresh(page)

    words = EXPLANATIONS[code]
    assert answer.status_code == 200
    assert f"<b>{words.message}</b> {words.remedy}" in answer.text
    assert f"Kode: {code}. Dicoba lagi" in answer.text
    assert "Daftar peserta sudah diperbarui." not in answer.text
    assert rows(answer.text) == [("Budi", "Belum mulai")]  # what was read stays


def test_the_choice_of_content_outlives_the_button(teacher: Teacher) -> None:
    teacher.open()
    page = teacher.open(content=Content())
    assert "Pilih isi lain" in page

    assert "Pilih isi lain" in teacher.refresh(page).text


def test_a_reload_and_an_outlived_choice_are_no_error(teacher: Teacher) -> None:
    teacher.open()

    answer = teacher.client.get(f"/class/{teacher.attempt}?pick=gone&page=x")

    assert answer.status_code == 200
    assert "ditetapkan di LMS" in answer.text


def test_a_long_class_has_pages(
    teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "PAGE_ROWS", 2)
    teacher.open()
    learners = [Listed(str(n), f"Peserta {n}", MemberRole.LEARNER) for n in range(5)]
    teacher.read(*learners)
    first = teacher.open()
    last = teacher.client.get(f"/class/{teacher.attempt}?page=99").text

    assert [name for name, _ in rows(first)] == ["Peserta 0", "Peserta 1"]
    assert "Halaman 1 dari 3, 5 baris" in first
    assert f'href="/class/{teacher.attempt}?page=2" rel="next"' in first
    assert [name for name, _ in rows(last)] == ["Peserta 4"]
    assert "<b>5 peserta</b> belum mulai." in last


# ---- who may see it ----------------------------------------------------------------


def test_a_class_without_a_roster_has_none_to_read(
    teacher: Teacher, lms: FakeMemberships
) -> None:
    teacher.open(memberships_url="")

    assert teacher.client.post(f"/class/{teacher.attempt}/roster").status_code == 404
    assert lms.asked == []


@pytest.mark.parametrize(
    "who",
    [
        {"subject": "8", "instructor": True, "resource_link_id": "2"},
        {"subject": "3", "instructor": False},
        {"subject": "9", "instructor": False},
    ],
)
def test_a_class_is_shown_to_the_teacher_of_it_alone(
    who: dict[str, Any], teacher: Teacher, lms: FakeMemberships
) -> None:
    teacher.open()
    teacher.read(BUDI)
    attempt, asked = teacher.attempt, len(lms.asked)
    teacher.open(**who)

    shown = teacher.client.get(f"/class/{attempt}")
    read = teacher.client.post(f"/class/{attempt}/roster")

    assert (shown.status_code, read.status_code) == (403, 403)
    assert "Budi" not in shown.text
    assert len(lms.asked) == asked


def test_the_page_speaks_english(teacher: Teacher) -> None:
    teacher.open()
    teacher.read(SITI)

    page = teacher.open(locale="en")

    assert "Renew the list of members" in page
    assert "<b>1 learner</b> has not started." in page
    assert PLATFORM.id not in page


# ---- administrators ----------------------------------------------------------------


def test_an_administrator_sees_which_classes_have_rosters_and_no_names(
    lms: FakeMemberships,
) -> None:
    storage, ports = office(memberships=lms)
    give(storage, Role.ADMINISTRATOR, ADMIN)
    client = browser(ports, storage, account_of(ADMIN))
    assert "Belum ada kelas yang memberi daftar pesertanya." in _all(client)

    platform_id = account_of(ADMIN).platform_id
    with storage.writing() as uow:
        uow.rosters.save(make.roster(platform_id=platform_id))
        uow.rosters.save_members([make.member(name="Siti")])
        uow.commit()
    assert "Menunggu dibaca" in _all(client)
    lms.list(SITI, BUDI)
    read_roster("roster-1", ports=ports)
    lms.trouble = [RosterError("roster-forbidden")]
    read = _all(client)
    read_roster("roster-1", ports=ports)
    failed = _all(client)

    assert "<b>1 kelas</b> memberi daftar pesertanya." in read
    assert re.search(r'class="n" data-label="Anggota">2<', read)
    assert "Terbaca" in read
    assert "Siti" not in read
    assert EXPLANATIONS["roster-forbidden"].message in failed
    assert "1 di antaranya tidak terbaca pada percobaan terakhir." in failed


def _all(client: Any) -> str:
    answer = client.get("/admin/rosters")
    assert answer.status_code == 200
    return str(answer.text)


def test_a_class_whose_scores_go_nowhere_is_told_so(teacher: Teacher) -> None:
    told = "kegiatan ini tidak mempunyai kolom di buku nilai"

    assert told not in teacher.open()
    page = teacher.open(line_item_url="", resource_link_id="2")

    assert told in page
    assert re.search(r'<a href="/gradebook/[^"]+">Lihat cara mengadakannya</a>', page)
