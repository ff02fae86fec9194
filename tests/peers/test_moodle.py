"""The service in a real Moodle, by Moodle's own pages.

It needs ``MOODLE_URL`` and the account of an administrator, ``MOODLE_ADMIN`` and
``MOODLE_PASSWORD``, of a Moodle in English at another site than ``localhost``, best one
that can be thrown away: what the tests make there is removed again. Passed with 4.5.6.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from course_builder.build import check
from course_builder.model.activity_progress import QuestionProgress
from lti_service.domain.grant import Role
from lti_service.domain.launch import Account, Platform
from lti_service.domain.roster import MemberRole
from lti_service.use_cases.lms.invitation import create_invitation
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.use_cases.lms.platform import list_platforms
from lti_service.use_cases.lms.registration import invite_platform
from lti_service.use_cases.lms.roster import read_due_roster, rosters
from tests.browser.packages.learner import (
    PAGES,
    RIGHT,
    WRONG,
    answer,
    at,
    learn,
    question,
)
from tests.browser.screenshot import picture
from tests.browser.service.both_sides import MovedClock
from tests.browser.service.test_frame import opened_by_another
from tests.browser.service.test_main_path import keeps_no_third_party_cookie
from tests.peers.moodle import IN_CHOOSER, Moodle, Person
from tests.peers.second import Tool, free_port

pytestmark = pytest.mark.peer

COURSE = Path(__file__).parents[1] / "cases" / "siaga-tsunami"
WAITS = "Jawaban tersimpan, dinilai saat tersambung."
CLOSED = re.compile("perlu dibuka dari LMS|must be opened from the LMS")
RELOAD = "() => location.reload()"
BACK = "() => history.back()"


@pytest.fixture(scope="module")
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture(scope="module")
def tool(
    moodle: Moodle, clock: MovedClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tool]:
    course = check(COURSE).rendered
    folder = tmp_path_factory.mktemp("tool")
    with Tool(free_port(), moodle.host, folder, course, clock) as it:
        yield it


def invitation(tool: Tool) -> str:
    secret = invite_platform(24, actor="tests", ports=tool.ports)
    return f"{tool.url}/lti/register?invitation={secret}"


@pytest.fixture(scope="module")
def registered(moodle: Moodle, tool: Tool) -> Platform:
    """Connect the two by the steps of the README, in its order."""
    page, frame = moodle.admin, moodle.add_tool(invitation(tool))
    expect(frame.get_by_role("heading", level=1)).to_have_text("LMS sudah terdaftar")
    frame.get_by_role("button", name="Selesai, kembali ke LMS").click()
    card = moodle.card()
    expect(card).to_contain_text("Pending")
    picture(page, "moodle-activate.webp", card, 420)
    card.get_by_role("link", name="Activate").click()
    expect(card).to_contain_text("Active")
    moodle.configure(lti_coursevisible=IN_CHOOSER)
    moodle.let_ask(tool.url.removeprefix("http://"))
    (platform,) = list_platforms(ports=tool.ports)
    return platform


@dataclass(frozen=True)
class Classroom:
    """A course of Moodle's with four people and three activities.

    Attributes:
        course: Its id.
        page: The teacher's.
        whole: The activity that shows a whole course.
        module: The one that shows a module.
        single: The one that shows a question.
    """

    course: str
    page: Page
    teacher: Person
    learners: tuple[Person, Person, Person]
    whole: str
    module: str
    single: str


@pytest.fixture(scope="module")
def classroom(moodle: Moodle, registered: Platform) -> Classroom:  # noqa: ARG001
    course = moodle.add_course("kursus")
    teacher = moodle.add_person("pengajar", "197001012000011001", course, "Teacher")
    first, second, third = (
        moodle.add_person(f"peserta{n}", f"19850101201001100{n}", course, "Student")
        for n in (1, 2, 3)
    )
    page = moodle.page_of(teacher)
    moodle.choose_tool(page, course)
    select = page.get_by_role("button", name="Select content")
    picture(page, "moodle-select.webp", select, 320)
    picker = moodle.select_content(page)
    picker.locator("#pick").wait_for()
    picker.locator("details").evaluate_all("all => all.forEach(it => it.open = true)")
    for key in ("siaga-tsunami/tanda/q-surut", "siaga-tsunami/jarak", "siaga-tsunami"):
        picker.locator(f"[name=content][value='{key}']").check()
    picker.locator("#pick .primary").click()
    expect(page.locator("[data-attribute=dynamic-import] li")).to_have_count(3)
    page.get_by_role("button", name="Save and return to course").click()
    page.wait_for_url("**/course/view.php*")
    whole, single, module = moodle.activities(page, course)
    return Classroom(
        course, page, teacher, (first, second, third), whole, module, single
    )


def account_of(tool: Tool, registered: Platform, person: Person) -> Account:
    with tool.ports.storage.reading() as uow:
        account = uow.accounts.find(registered.id, person.id)
        assert account is not None
        return account


def deliver(tool: Tool) -> None:
    while deliver_due(ports=tool.ports):
        pass


def test_an_invitation_registers_the_service_as_moodle_tells_it(
    moodle: Moodle, registered: Platform
) -> None:
    assert registered.issuer == moodle.url
    assert registered.jwks_url == f"{moodle.url}/mod/lti/certs.php"
    assert len(registered.deployments) == 1
    assert not registered.trust_nip


def test_several_activities_come_at_once_in_their_order_with_a_grade_of_100(
    moodle: Moodle, classroom: Classroom
) -> None:
    shown = moodle.activities(classroom.page, classroom.course)

    assert list(shown.items()) == [
        (classroom.whole, "Siaga tsunami di desa"),
        (classroom.single, "Air laut surut tiba-tiba adalah tanda bahaya."),
        (classroom.module, "Jarak dan lembaga"),
    ]
    classroom.page.goto(f"{moodle.url}/grade/edit/tree/index.php?id={classroom.course}")
    ranges = classroom.page.locator("tr.item td.column-range").all()
    assert [cell.inner_text().strip() for cell in ranges[:3]] == ["100.00"] * 3


def test_a_learner_learns_in_the_frame_and_grade_and_completion_arrive(
    moodle: Moodle, tool: Tool, classroom: Classroom
) -> None:
    moodle.complete_by_grade(classroom.page, classroom.whole)
    page = moodle.page_of(classroom.learners[0])
    assert moodle.grade(page, classroom.course, classroom.whole) == "-"
    assert not moodle.is_done(page, classroom.course, classroom.whole)

    frame = moodle.open(page, classroom.whole)
    keeps_no_third_party_cookie(frame)
    learn(frame, RIGHT)
    deliver(tool)

    assert moodle.grade(page, classroom.course, classroom.whole) == "100.00"
    assert moodle.is_done(page, classroom.course, classroom.whole)
    page.context.close()


def test_a_second_registration_renews_the_first(
    moodle: Moodle, tool: Tool, registered: Platform
) -> None:
    frame = moodle.add_tool(invitation(tool))
    moodle.update_tool(frame)

    expect(frame.get_by_role("heading", level=1)).to_have_text(
        "Pendaftaran LMS diperbarui"
    )
    frame.get_by_role("button", name="Selesai, kembali ke LMS").click()
    expect(moodle.card()).to_have_count(1)
    expect(moodle.card()).to_contain_text("Active")
    assert list_platforms(ports=tool.ports) == [registered]


def test_a_copied_activity_just_works_and_has_a_grade_of_its_own(
    moodle: Moodle, tool: Tool, classroom: Classroom
) -> None:
    copy = moodle.duplicate(classroom.page, classroom.course, classroom.single)
    page = moodle.page_of(classroom.learners[1])

    frame = moodle.open(page, copy)
    question(frame, "q-surut").wait_for()
    answer(frame, "q-surut", RIGHT["q-surut"])
    deliver(tool)

    assert moodle.grade(page, classroom.course, copy) == "100.00"
    assert moodle.grade(page, classroom.course, classroom.single) == "-"
    page.context.close()


def test_a_course_that_is_imported_into_another_just_works(
    moodle: Moodle, tool: Tool, classroom: Classroom
) -> None:
    learner = classroom.learners[1]
    course = moodle.add_course("salinan")
    moodle.import_course(classroom.course, course)
    moodle.enrol(learner.username, course, "Student")
    page = moodle.page_of(learner)
    names = moodle.activities(page, course)
    copy = next(one for one in names if names[one] == "Jarak dan lembaga")

    frame = moodle.open(page, copy)
    at(frame, "Seberapa jauh")
    answer(frame, "q-jarak", RIGHT["q-jarak"])
    answer(frame, "q-lembaga", WRONG["q-lembaga"])
    deliver(tool)

    assert moodle.grade(page, course, copy) == "50.00"
    assert moodle.grade(page, classroom.course, classroom.module) == "-"
    page.context.close()


def test_a_whole_course_that_is_backed_up_and_restored_has_links_and_grades_of_its_own(
    moodle: Moodle, tool: Tool, classroom: Classroom
) -> None:
    learner = classroom.learners[1]
    course = moodle.restore_course(classroom.course)
    page = moodle.page_of(learner)
    names = moodle.activities(page, course)
    restored = next(one for one in names if names[one] == "Jarak dan lembaga")
    before = moodle.grade(page, classroom.course, classroom.module)

    frame = moodle.open(page, restored)
    at(frame, "Seberapa jauh")
    answer(frame, "q-jarak", RIGHT["q-jarak"])
    answer(frame, "q-lembaga", RIGHT["q-lembaga"])
    deliver(tool)

    assert moodle.grade(page, course, restored) == "100.00"
    assert moodle.grade(page, classroom.course, classroom.module) == before
    page.context.close()


def test_without_names_a_learner_learns_all_the_same_and_stays_nameless(
    moodle: Moodle, tool: Tool, registered: Platform, classroom: Classroom
) -> None:
    learner = classroom.learners[2]
    moodle.configure(lti_sendname="Never", lti_sendemailaddr="Never")
    page = moodle.page_of(learner)

    frame = moodle.open(page, classroom.single)
    question(frame, "q-surut").wait_for()
    answer(frame, "q-surut", RIGHT["q-surut"])
    deliver(tool)

    assert moodle.grade(page, classroom.course, classroom.single) == "100.00"
    account = account_of(tool, registered, learner)
    assert (account.name, account.email) == ("", "")
    # Moodle sends the NIP in any case.
    assert account.claimed_nip == learner.nip
    assert account.person_id is None
    moodle.configure(lti_sendname="Always", lti_sendemailaddr="Always")
    page.context.close()


def test_the_roster_tells_who_learns_and_who_teaches(
    moodle: Moodle, tool: Tool, classroom: Classroom
) -> None:
    dashboard = moodle.open(classroom.page, classroom.whole)
    expect(dashboard.locator("main#dashboard")).to_be_visible()
    while read_due_roster(ports=tool.ports):
        pass

    (read,) = [
        one.roster
        for one in rosters(ports=tool.ports)
        if one.roster.context_id == classroom.course
    ]
    assert (read.error, read.ignored) == ("", 0)
    with tool.ports.storage.reading() as uow:
        roles = {one.subject: one.role for one in uow.rosters.members(read.id)}
    assert roles[classroom.teacher.id] is MemberRole.INSTRUCTOR
    learners = {one for one, role in roles.items() if role is MemberRole.LEARNER}
    assert learners == {learner.id for learner in classroom.learners}


def test_grade_analysis_in_the_gradebook_opens_the_learners_work(
    moodle: Moodle, classroom: Classroom
) -> None:
    learner = classroom.learners[0]

    frame = moodle.review(classroom.page, classroom.course, classroom.whole, learner)

    main = frame.locator("main#review")
    expect(main).to_contain_text(learner.username.partition("-")[0])
    expect(main).to_contain_text("Menjauhi pantai sekarang")


def test_the_administrators_code_is_entered_in_the_frame(
    moodle: Moodle, tool: Tool, classroom: Classroom
) -> None:
    code = create_invitation(Role.ADMINISTRATOR, 24, ports=tool.ports)
    frame = moodle.open(moodle.admin, classroom.whole)

    frame.get_by_role("link", name="Profile and plan").click()
    frame.get_by_role("link", name="I have an invitation code").click()
    frame.locator("#code").fill(code)
    frame.locator("main .primary").click()

    expect(frame.locator("main")).to_contain_text("Your roles now: administrator")


# ---- the frame: nothing is lost, and nothing of one person is shown to another --------


def right(tool: Tool, account: Account) -> set[str]:
    """Return the questions of a whole course that an account has answered rightly."""
    with tool.ports.storage.reading() as uow:
        return {
            name
            for attempt in uow.attempts.of_account(account.id)
            if not (attempt.module_id or attempt.activity_id)
            for name, done in attempt.activities.items()
            if isinstance(done, QuestionProgress) and done.right
        }


def turn_to(frame: Frame, page: str, title: str) -> None:
    """Turn to a page of the course by its address."""
    frame.evaluate("page => { location.hash = page }", page)
    at(frame, title)


@pytest.fixture
def learner(moodle: Moodle, classroom: Classroom) -> Iterator[Page]:
    """A page of the second learner's."""
    page = moodle.page_of(classroom.learners[1])
    yield page
    page.context.close()


def test_a_reload_back_and_coming_again_keep_the_place(
    moodle: Moodle, classroom: Classroom, learner: Page
) -> None:
    page = opened_by_another(learner)
    frame = moodle.open(page, classroom.whole)
    turn_to(frame, "tanda/gempa-terasa-lama", "Gempa terasa lama")
    turn_to(frame, "tanda/air-laut-surut", "Air laut surut")

    frame.evaluate(RELOAD)
    at(frame, "Air laut surut")
    page.evaluate(BACK)
    at(frame, "Gempa terasa lama")
    frame.evaluate(RELOAD)
    at(frame, "Gempa terasa lama")

    page.goto(f"{moodle.url}/course/view.php?id={classroom.course}")
    page.go_back()
    at(moodle.framed(page), "Gempa terasa lama")
    page.reload()
    at(moodle.framed(page), "Gempa terasa lama")


def test_two_tabs_keep_what_each_was_told(
    moodle: Moodle,
    tool: Tool,
    registered: Platform,
    classroom: Classroom,
    learner: Page,
) -> None:
    first = moodle.open(learner, classroom.whole)
    second = moodle.open(learner.context.new_page(), classroom.whole)
    turn_to(second, "tanda/air-laut-surut", "Air laut surut")
    answer(second, "q-surut", RIGHT["q-surut"])
    learner.bring_to_front()
    turn_to(first, "jarak/seberapa-jauh", "Seberapa jauh")

    answer(first, "q-jarak", RIGHT["q-jarak"])

    account = account_of(tool, registered, classroom.learners[1])
    assert right(tool, account) >= {"q-surut", "q-jarak"}


def test_a_link_that_is_down_for_a_while_loses_nothing(
    moodle: Moodle,
    tool: Tool,
    registered: Platform,
    classroom: Classroom,
    learner: Page,
) -> None:
    frame = moodle.open(learner, classroom.whole)
    turn_to(frame, "jarak/seberapa-jauh", "Seberapa jauh")
    learner.context.set_offline(True)
    answer(frame, "q-lembaga", RIGHT["q-lembaga"])
    expect(question(frame, "q-lembaga")).to_contain_text(WAITS)

    learner.context.set_offline(False)

    expect(question(frame, "q-lembaga")).to_contain_text("Tepat.")
    at(frame, "Seberapa jauh")
    account = account_of(tool, registered, classroom.learners[1])
    assert "q-lembaga" in right(tool, account)


def test_the_end_of_moodles_own_session_stops_nobody_who_is_learning(
    moodle: Moodle,
    tool: Tool,
    registered: Platform,
    classroom: Classroom,
    learner: Page,
) -> None:
    frame = moodle.open(learner, classroom.whole)
    turn_to(frame, "tanda/gempa-terasa-lama", "Gempa terasa lama")
    learner.context.clear_cookies()

    answer(frame, "q-bekal", RIGHT["q-bekal"])

    expect(question(frame, "q-bekal")).to_contain_text("Tepat.")
    account = account_of(tool, registered, classroom.learners[1])
    assert "q-bekal" in right(tool, account)


def test_after_hours_what_was_written_waits_and_a_second_person_sees_nothing_of_it(
    moodle: Moodle,
    tool: Tool,
    clock: MovedClock,
    registered: Platform,
    classroom: Classroom,
    learner: Page,
) -> None:
    _, first, second = classroom.learners
    frame = moodle.open(learner, classroom.whole)
    turn_to(frame, "tanda/gempa-terasa-lama", "Gempa terasa lama")
    clock.advance(hours=3)
    answer(frame, "q-gempa", RIGHT["q-gempa"])
    expect(question(frame, "q-gempa")).to_contain_text(WAITS)
    expect(frame.locator(".next [role=status]")).to_contain_text(
        "buka lagi kursus dari LMS"
    )
    clock.advance(hours=-3)
    moodle.sign_out(learner)

    page = moodle.page_of(second, learner.context)
    other = moodle.open(page, classroom.whole)
    at(other, PAGES[0])
    turn_to(other, "tanda/gempa-terasa-lama", "Gempa terasa lama")
    expect(question(other, "q-gempa")).not_to_contain_text(WAITS)
    answer(other, "q-bekal", RIGHT["q-bekal"])
    moodle.sign_out(page)

    assert right(tool, account_of(tool, registered, second)) == {"q-bekal"}
    assert "q-gempa" not in right(tool, account_of(tool, registered, first))
    page = moodle.page_of(first, learner.context)
    frame = moodle.open(page, classroom.whole)
    at(frame, "Gempa terasa lama")
    expect(question(frame, "q-gempa")).to_contain_text("Tepat.")
    assert "q-gempa" in right(tool, account_of(tool, registered, first))
    assert right(tool, account_of(tool, registered, second)) == {"q-bekal"}


def test_back_and_the_address_show_a_second_person_nothing_of_the_first(
    moodle: Moodle, classroom: Classroom, learner: Page
) -> None:
    second = classroom.learners[2].username
    page = opened_by_another(learner)
    frame = moodle.open(page, classroom.whole)
    turn_to(frame, "jarak/seberapa-jauh", "Seberapa jauh")
    address = frame.url
    moodle.sign_out(page)
    moodle.sign_in_on(page, second, second)
    at(moodle.open(page, classroom.module), "Seberapa jauh")

    while not page.url.endswith(f"/mod/lti/view.php?id={classroom.whole}"):
        page.go_back()
    back = moodle.framed(page)
    expect(back.get_by_role("alert")).to_contain_text(CLOSED)
    assert "Seberapa" not in back.locator("body").inner_text()

    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text(CLOSED)
    assert "Seberapa" not in page.locator("body").inner_text()
