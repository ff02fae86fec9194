"""The player of the service in a browser: what it keeps when the link or the page goes."""

import pytest
from playwright.sync_api import Page, expect

from course_builder.build import check
from course_builder.model.rendered import RenderedCourse
from tests.browser.packages.conftest import COURSE
from tests.browser.packages.fake_service import ORIGIN, FakeService
from tests.browser.packages.learner import (
    PAGES,
    RIGHT,
    WRONG,
    answer,
    at,
    forward,
    go_on_to,
    learn,
    question,
    standing,
)

pytestmark = pytest.mark.browser

WAITS = "Jawaban tersimpan, dinilai saat tersambung."


@pytest.fixture(scope="module")
def course() -> RenderedCourse:
    rendered = check(COURSE).rendered
    assert rendered is not None
    return rendered


@pytest.fixture
def service(course: RenderedCourse) -> FakeService:
    return FakeService(course)


def launch(page: Page, service: FakeService) -> None:
    service.serve(page)
    page.goto(f"{ORIGIN}/lti/launch")
    expect(page.locator(".next")).to_be_visible()


def come_online(page: Page, service: FakeService) -> None:
    service.is_offline = False
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_answers_are_graded_there_and_the_course_is_passed(page: Page, service):
    launch(page, service)

    learn(page, RIGHT)

    expect(page.locator(".content")).to_contain_text("Anda lulus.")
    assert page.url == f"{ORIGIN}/learn/p1#hasil"
    assert {done.right for done in service.done.values()} == {True}


def test_a_reload_and_back_keep_the_place(page: Page, service):
    launch(page, service)
    go_on_to(page, "Air laut surut")

    page.reload()
    at(page, "Air laut surut")
    page.go_back()
    at(page, "Gempa terasa lama")
    page.reload()
    at(page, "Gempa terasa lama")
    answer(page, "q-gempa", RIGHT["q-gempa"])
    assert standing(page, "q-gempa") == "Selesai: 2 dari 2 poin."


@pytest.mark.usefixtures("network_fails")
def test_an_answer_given_offline_outlasts_a_reload(page: Page, service):
    launch(page, service)
    go_on_to(page, "Gempa terasa lama")
    service.is_offline = True

    answer(page, "q-gempa", WRONG["q-gempa"])
    expect(question(page, "q-gempa")).to_contain_text(WAITS)
    expect(page.locator(".next [role=status]")).to_contain_text("Sambungan terputus.")
    page.reload()
    expect(page.locator("#player")).to_have_attribute("data-code", "unreachable")
    service.is_offline = False
    page.get_by_role("button", name="Coba lagi").click()

    at(page, "Gempa terasa lama")
    expect(question(page, "q-gempa").locator(".option.wrong")).to_have_count(1)
    assert service.done["q-gempa"].tries == 1


@pytest.mark.usefixtures("network_fails")
def test_learning_goes_on_offline_and_is_graded_later(page: Page, service):
    launch(page, service)
    go_on_to(page, "Gempa terasa lama")
    with page.expect_response("**/pages/tanda/air-laut-surut"):
        page.reload()
    service.is_offline = True
    answer(page, "q-gempa", RIGHT["q-gempa"])
    forward(page)
    at(page, "Air laut surut")
    answer(page, "q-surut", RIGHT["q-surut"])
    assert not service.done

    come_online(page, service)

    expect(question(page, "q-surut")).to_contain_text("Tepat.")
    assert service.done["q-gempa"].right
    assert service.done["q-surut"].right


@pytest.mark.usefixtures("network_fails")
def test_another_account_neither_sees_nor_sends_what_waits(page: Page, service, course):
    launch(page, service)
    go_on_to(page, "Gempa terasa lama")
    service.is_offline = True
    answer(page, "q-gempa", RIGHT["q-gempa"])
    other = FakeService(course, account="akun-2")
    page.unroute_all()

    launch(page, other)
    go_on_to(page, "Gempa terasa lama")

    expect(question(page, "q-gempa")).not_to_contain_text(WAITS)
    assert not other.done
    page.unroute_all()
    service.is_offline = False
    launch(page, service)
    go_on_to(page, "Gempa terasa lama")
    expect(question(page, "q-gempa")).to_contain_text("Tepat.")


def test_two_tabs_of_one_attempt_count_each_answer_once(page: Page, service):
    launch(page, service)
    go_on_to(page, "Gempa terasa lama")
    second = page.context.new_page()
    launch(second, service)
    at(second, "Gempa terasa lama")

    answer(page, "q-gempa", WRONG["q-gempa"])
    answer(second, "q-gempa", WRONG["q-gempa"])

    assert service.done["q-gempa"].tries == 2
    assert "Percobaan 2 dari 3" in standing(second, "q-gempa")


@pytest.mark.usefixtures("network_fails")
def test_without_storage_the_queue_lives_in_the_page_and_the_learner_is_told(
    page: Page, service
):
    page.add_init_script(
        "Object.defineProperty(window, 'indexedDB', {"
        " get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    launch(page, service)
    expect(page.locator("#player")).to_contain_text("tidak mengizinkan penyimpanan")
    go_on_to(page, "Gempa terasa lama")
    service.is_offline = True
    answer(page, "q-gempa", RIGHT["q-gempa"])
    expect(question(page, "q-gempa")).to_contain_text(WAITS)
    page.reload()
    expect(page.locator("#player")).to_have_attribute("data-code", "unreachable")
    service.is_offline = False

    page.get_by_role("button", name="Coba lagi").click()

    expect(question(page, "q-gempa")).to_contain_text("Tepat.")


@pytest.mark.usefixtures("network_fails")
def test_an_expired_token_asks_to_open_again_and_loses_nothing(page: Page, service):
    launch(page, service)
    go_on_to(page, "Gempa terasa lama")
    service.status = 401
    answer(page, "q-gempa", RIGHT["q-gempa"])
    expect(page.locator(".next [role=status]")).to_contain_text(
        "buka lagi kursus dari LMS"
    )
    service.status = 200

    launch(page, service)

    expect(question(page, "q-gempa")).to_contain_text("Tepat.")


def test_a_reload_without_a_token_says_what_to_do(page: Page, service):
    service.serve(page)

    page.goto(f"{ORIGIN}/learn/p1")

    expect(page.get_by_role("alert")).to_contain_text("perlu dibuka dari LMS")
    assert PAGES[0] not in page.locator("body").inner_text()
