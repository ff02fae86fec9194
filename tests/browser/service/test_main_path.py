"""The whole way once: launch, learn, grade, decide, and see it in the plan.

The service is at localhost, the practice LMS at 127.0.0.1: two sites, as in life, and
the browser blocks third-party cookies.
"""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from playwright.sync_api import BrowserContext, Frame, Page, expect

from course_builder.build import check
from course_builder.model.grading import right_answer
from course_builder.model.rendered import RenderedCourse
from tests.databases import open_empty_postgresql
from tests.logs import check_log

pytestmark = pytest.mark.browser

COURSE = Path(__file__).parents[3] / "courses" / "manajemen-bencana"
MODULE = "peringatan-dini"
LEARNER, TEACHER, ASSESSOR, ADMINISTRATOR = "3", "6", "7", "2"
"""Of the practice LMS: Halimah, Salma, Burhan and Wahida."""
MODULE_LINK, PLAN_LINK, ASSESS_LINK, ADMIN_LINK = "3", "5", "6", "7"


@pytest.fixture(scope="module")
def course() -> RenderedCourse:
    rendered = check(COURSE).rendered
    assert rendered is not None
    return rendered.only(MODULE)


@pytest.fixture(params=["sqlite", "postgresql"])
def practice(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The practice LMS's address, beside a service on each of the databases."""
    url = f"sqlite:///{tmp_path}/plan.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        open_empty_postgresql(url).dispose()  # other tests of this process used it
    with serving(url, tmp_path) as address:
        yield address


@contextmanager
def serving(database_url: str, folder: Path, course: Path = COURSE) -> Iterator[str]:
    """Do what ``make run`` does, on a database of the test's own."""
    tool, port = Path(sys.executable).with_name("lti-service"), free_pair()
    env = os.environ | {
        "DATABASE_URL": database_url,
        "SECRET_KEY": "a-secret-of-the-tests-" + "x" * 32,
        "BASE_URL": f"http://localhost:{port}",
        "LOG_FORMAT": "json",
    }
    for command in (["db", "upgrade"], ["publish", str(course)]):
        subprocess.run([tool, *command], env=env, check=True, capture_output=True)
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(
            [tool, "run", "--sandbox", f"--port={port}"],
            cwd=folder,
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        for address in (
            f"http://localhost:{port}/readyz",
            f"http://127.0.0.1:{port + 1}",
        ):
            wait_for(address, folder / "service.log")
        yield f"http://127.0.0.1:{port + 1}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
    check_log(folder / "service.log")


def free_pair() -> int:
    """Return a free port whose successor is free as well.

    Both lie below the ports that systems give to whoever names none, so that no other
    test is given one of them meanwhile.
    """
    while True:
        port = random.randrange(20_000, 30_000, 2)  # noqa: S311
        if is_free(port) and is_free(port + 1):
            return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_for(address: str, log: Path) -> None:
    pause = threading.Event()
    for _ in range(600):
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.RequestException:
            pause.wait(0.1)
    raise AssertionError(log.read_text()[-4000:])


def test_from_the_launch_to_the_competency_in_the_plan(practice, context, course):
    page = context.new_page()
    frame = open_activity(page, practice, LEARNER, MODULE_LINK)
    keeps_no_third_party_cookie(frame)
    learn_to_the_end(frame, course)
    expect(frame.locator("#player")).to_contain_text("Anda lulus")

    see_the_score(page, practice)
    see_the_work_from_the_gradebook(page, practice)
    compare_the_gradebook(page, practice)
    before = plan_of_the_learner(page, practice)
    expect(before.locator("main")).to_contain_text("0 dari")

    decide(page, practice)

    plan = plan_of_the_learner(page, practice)
    expect(plan.locator("main")).to_contain_text("1 dari")
    for summary in plan.locator("details > summary").all():
        summary.click()
    row = plan.locator("tr", has_text="Penanggulangan bencana").first
    expect(row).to_contain_text("Terpenuhi")
    expect(plan.locator("main")).to_contain_text("Menjelaskan ancaman tanpa ragu.")
    expect(plan.locator("main")).to_contain_text("manajemen-bencana/peringatan-dini")

    finished = open_in_window(context, practice, ADMINISTRATOR, ADMIN_LINK)
    expect(finished.locator("main")).to_contain_text("Halimah Rekaan")
    expect(finished.locator("main")).to_contain_text("Lulus")


def open_activity(page: Page, practice: str, person: str, activity: str) -> Frame:
    page.goto(f"{practice}/orang/{person}/kegiatan/{activity}")
    handle = page.wait_for_selector("iframe")
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_url(re.compile(r"http://localhost:"))
    frame.wait_for_selector("main")
    return frame


def open_in_window(
    context: BrowserContext, practice: str, person: str, activity: str
) -> Page:
    page = context.new_page()
    page.goto(f"{practice}/orang/{person}/buka/{activity}")
    page.wait_for_url(re.compile(r"http://localhost:"))
    return page


def keeps_no_third_party_cookie(frame: Frame) -> None:
    """The control: what this test is about is really in force."""
    kept = frame.evaluate(
        """() => {
          document.cookie = "plain=1; SameSite=None; Secure";
          document.cookie = "parted=1; SameSite=None; Secure; Partitioned";
          return document.cookie;
        }"""
    )
    assert "plain" not in kept
    assert "parted=1" in kept


def learn_to_the_end(frame: Frame, course: RenderedCourse) -> None:
    """View every page, answer everything right, and reload in the middle."""
    pages = list(course.pages)
    for number, rendered in enumerate(pages):
        heading = frame.locator("#player h1").first
        expect(heading).to_have_text(rendered.title)
        for activity in rendered.activities:
            answer_right(frame, course, activity)
        if number == len(pages) // 2:
            frame.evaluate("() => location.reload()")
            expect(frame.locator("#player h1").first).to_have_text(rendered.title)
        frame.locator("#player .next a.primary").click()


def answer_right(frame: Frame, course: RenderedCourse, activity: str) -> None:
    section = frame.locator(f"section[data-activity='{activity}']")
    question = course.question(activity)
    answer = right_answer(question.rule)
    if isinstance(answer, str):
        section.locator("input[type=text]").fill(answer)
    else:
        for option in answer:
            section.locator(f"input[value='{option}']").check()
    section.locator("[data-action=answer]").click()
    expect(section.locator("[data-slot=result]")).to_contain_text(re.compile(r"\S"))


def see_the_score(page: Page, practice: str) -> None:
    """The gradebook of the LMS shows 100 once the outbox was delivered."""
    pause = threading.Event()
    for _ in range(100):
        page.goto(f"{practice}/orang/{LEARNER}/nilai")
        if page.locator("tr", has_text="Halimah Rekaan").filter(has_text="100").count():
            return
        pause.wait(0.2)
    raise AssertionError(page.inner_text("main"))


def see_the_work_from_the_gradebook(page: Page, practice: str) -> None:
    """A teacher opens the learner's answers in the frame of the LMS."""
    page.goto(f"{practice}/orang/{TEACHER}/nilai")
    row = page.locator("tr", has_text="Halimah Rekaan")
    row.get_by_role("link", name=re.compile("100")).click()
    work = page.frame_locator("iframe").locator("main#review")
    expect(work).to_contain_text("Pengerjaan Halimah Rekaan")
    expect(work).to_contain_text("kunci jawaban")
    expect(work.locator(".badge.right").first).to_be_visible()


def compare_the_gradebook(page: Page, practice: str) -> None:
    """The same teacher sets our scores beside those of the LMS."""
    frame = open_activity(page, practice, TEACHER, MODULE_LINK)
    frame.get_by_role("link", name="Bandingkan dengan buku nilai").click()
    frame.get_by_role("button", name="Bandingkan dengan buku nilai").click()
    main = frame.locator("main#dashboard")
    expect(main).to_contain_text("Buku nilai sama dengan nilai di sini.")
    expect(main.locator("tr", has_text="Halimah Rekaan")).to_contain_text("Sama")


def plan_of_the_learner(page: Page, practice: str) -> Frame:
    frame = open_activity(page, practice, LEARNER, PLAN_LINK)
    expect(frame.locator("main#dashboard")).to_be_visible()
    return frame


def decide(page: Page, practice: str) -> None:
    """The assessor decides for level 1, against the proposal and with a reason."""
    frame = open_activity(page, practice, ASSESSOR, ASSESS_LINK)
    frame.get_by_role("link", name=re.compile("Halimah Rekaan")).first.click()
    frame.locator("select[name=level]").select_option("1")
    frame.locator("input[name=outcome][value=achieved]").check()
    frame.locator("textarea[name=reason]").fill("Menjelaskan ancaman tanpa ragu.")
    frame.locator("form.rubric button.primary").click()
    expect(frame.locator("[role=status]").first).to_contain_text("tersimpan")
