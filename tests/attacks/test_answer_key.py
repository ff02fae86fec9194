"""No key before grading: in no page, answer, medium or static file.

Two ways, each on every construct and every course of ours. What only the key tells
(feedback, explanations, hints) is looked for word by word. And what the service sends must
be the same, byte for byte, whatever is right: a course with another key is walked as well.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_never

import pytest
from flask import Flask

from course_builder.build import check
from course_builder.model import document
from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRange,
    NumberRule,
    OrderRule,
    Rule,
    TextRule,
)
from course_builder.model.rendered import (
    RenderedCourse,
    RenderedPage,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
)
from lti_service.app import create_app
from lti_service.domain.launch import Content
from lti_service.settings import read_settings
from lti_service.use_cases.learning.attempt import page_document
from tests.conftest import REPOSITORY
from tests.every_construct import write_every_construct
from tests.fakes import FakeLaunches, fake_ports
from tests.lti_service.use_cases.learning.given import publish, register, verified

COURSES = [path.parent for path in sorted(REPOSITORY.glob("courses/*/index.md"))]
NONCE = re.compile(r'nonce="[\w-]+"')
CSRF = re.compile(r'name="csrf_token" value="[^"]+"')
# Shorter stretches may stand in a page as well, by chance.
WORDS = re.compile(r"[A-Za-z0-9 ,.:;()/-]{30,}")
STATIC = ("player.js", "course.css", "pages.css", "picker.js", "registration.js")


@pytest.fixture(scope="module")
def every_construct(tmp_path_factory: pytest.TempPathFactory) -> RenderedCourse:
    return rendered(write_every_construct(tmp_path_factory.mktemp("course") / "all"))


@pytest.fixture(
    scope="module", params=["every-construct", *(path.name for path in COURSES)]
)
def course(
    request: pytest.FixtureRequest, every_construct: RenderedCourse
) -> RenderedCourse:
    if request.param == "every-construct":
        return every_construct
    return rendered(REPOSITORY / "courses" / request.param)


def rendered(folder: Path) -> RenderedCourse:
    checked = check(folder)
    assert checked.rendered, checked.findings
    return checked.rendered


def test_what_only_the_key_tells_is_nowhere(course: RenderedCourse) -> None:
    assert leaks(course, dict(walk(course))) == {}


def test_what_is_sent_is_the_same_whatever_is_right(course: RenderedCourse) -> None:
    sent, other = dict(walk(course)), dict(walk(with_another_key(course)))

    assert sent.keys() == other.keys()
    assert [name for name, text in sent.items() if text != other[name]] == []


def test_there_is_something_to_keep(course: RenderedCourse) -> None:
    assert any(secrets_of(course).values())
    assert document.answer_key(course) != document.answer_key(with_another_key(course))


PUT_IN: Mapping[str, Callable[[RenderedCourse], object]] = {
    "the whole key": document.answer_key,
    "one explanation": lambda course: next(
        question.explanation for question in course.questions if question.explanation
    ),
    "which options are right": lambda course: [
        sorted(question.rule.right)
        for question in course.questions
        if isinstance(question.rule, ChoiceRule)
    ],
    "the order of items": lambda course: [
        question.rule.order
        for question in course.questions
        if isinstance(question.rule, OrderRule)
    ],
}


@pytest.mark.parametrize("name", PUT_IN)
def test_a_key_that_is_put_in_is_found(
    name: str, every_construct: RenderedCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = every_construct

    def leaking(page: RenderedPage, *given: Any, **ports: Any) -> dict[str, Any]:
        shown = page_document(page, *given, **ports)
        return {**shown, "extra": PUT_IN[name](given[1])}

    monkeypatch.setattr("lti_service.web.attempt.page_document", leaking)

    sent, other = dict(walk(course)), dict(walk(with_another_key(course)))

    assert [label for label, text in sent.items() if text != other[label]]
    assert bool(leaks(course, sent)) is (name in {"the whole key", "one explanation"})


# ---- walking -----------------------------------------------------------------------


def walk(course: RenderedCourse) -> Iterator[tuple[str, str]]:
    """Return what a learner, a stranger and a teacher are sent before any answer."""
    app = service(course)
    for name in ("anonymous", "teacher"):
        yield f"launch as {name}", launched(app, name)
    page = launched(app, "learner")
    yield "launch as learner", page
    told = json.loads(page.split('id="launch">')[1].split("</script>")[0])
    ask = asking(app, told["attempt"], told["token"])
    yield from pages(course, ask, "before")
    for event in events(course):
        label = f"{event['kind']} {event['activity']}"
        yield label, ask("/events", {"events": [event]})
    yield from pages(course, ask, "after")
    yield "attempt", ask("")
    client = app.test_client()
    yield "shell", masked(client.get(f"/learn/{told['attempt']}").text)
    for medium in course.media:
        yield medium.name, client.get(f"/media/{medium.name}").data.decode("latin-1")
    for name in STATIC:
        yield name, client.get(f"/static/{name}").text


def service(course: RenderedCourse) -> Flask:
    content = Content(course.id)
    launches = {
        "learner": verified("n1", content=content),
        "anonymous": verified("n2", content=content, subject=None),
        "teacher": verified("n3", content=content, subject="9", instructor=True),
    }
    ports = fake_ports(launches=FakeLaunches(launches))
    register(ports)
    publish(course, ports)
    settings = {"SECRET_KEY": "x" * 32, "BASE_URL": "http://localhost:8000"}
    return create_app(ports, read_settings(settings))


def launched(app: Flask, name: str) -> str:
    client = app.test_client()
    client.set_cookie("lti_browser_1", "browser-one", domain="localhost")
    answer = client.post("/lti/launch", data={"id_token": name, "state": "s"})
    assert answer.status_code == 200, answer.text
    return masked(answer.text)


def asking(app: Flask, attempt: str, token: str) -> Callable[..., str]:
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}

    def ask(path: str, body: object = None) -> str:
        url = f"/api/attempts/{attempt}{path}"
        if body is None:
            answer = client.get(url, headers=headers)
        else:
            answer = client.post(url, headers=headers, json=body)
        assert answer.status_code == 200, answer.text
        return answer.text

    return ask


def pages(
    course: RenderedCourse, ask: Callable[..., str], when: str
) -> Iterator[tuple[str, str]]:
    for page in course.pages:
        yield f"{page.id} {when}", ask(f"/pages/{page.id}")


def events(course: RenderedCourse) -> Iterator[dict[str, str]]:
    """What may happen without an answer: every page is seen, every run begun."""
    names = [("viewed", page.id) for page in course.pages]
    names += [
        ("started", activity.id)
        for activity in course.activities.values()
        if isinstance(activity, RenderedQuiz | RenderedScenario)
    ]
    for number, (kind, activity) in enumerate(names):
        yield {"id": f"event-{number:04}", "kind": kind, "activity": activity}


def masked(text: str) -> str:
    """Leave out what is made anew for every answer."""
    return CSRF.sub("", NONCE.sub("", text))


# ---- the key -----------------------------------------------------------------------


def secrets_of(course: RenderedCourse) -> dict[str, list[str]]:
    """Return what only the key tells, in stretches of plain words, by question."""
    return {question.id: list(_told(question)) for question in course.questions}


def _told(question: RenderedQuestion) -> Iterator[str]:
    texts = (*question.option_feedback.values(), *question.hints)
    for html in (*texts, question.right, question.wrong, question.explanation):
        for text in re.split(r"<[^>]*>", html):
            yield from (words.strip() for words in WORDS.findall(text))


def leaks(course: RenderedCourse, sent: Mapping[str, str]) -> dict[str, list[str]]:
    """Return where what only the key tells was sent, by stretch of words."""
    found = {}
    for told in secrets_of(course).values():
        for words in told:
            where = [name for name, text in sent.items() if words in text]
            if where:
                found[words] = where
    return found


def with_another_key(course: RenderedCourse) -> RenderedCourse:
    """Return the same course, of which everything else is right and told."""
    activities: dict[str, Any] = {}
    for activity in course.activities.values():
        match activity:
            case RenderedQuestion():
                activities[activity.id] = _otherwise(activity)
            case RenderedQuiz():
                asked = {q.id: _otherwise(q) for q in activity.questions.values()}
                activities[activity.id] = replace(activity, questions=asked)
            case _:
                activities[activity.id] = activity
    return replace(course, activities=activities)


def _otherwise(question: RenderedQuestion) -> RenderedQuestion:
    return replace(
        question,
        rule=_other_rule(question.rule),
        option_feedback=dict.fromkeys(question.option_feedback, "<p>Lain.</p>"),
        hints=("<p>Lain.</p>",) * len(question.hints),
        right="<p>Lain.</p>",
        wrong="<p>Lain.</p>",
        explanation="<p>Lain.</p>",
    )


def _other_rule(rule: Rule) -> Rule:
    match rule:
        case ChoiceRule(options=options, right=right):
            following = dict(zip(options, options[1:] + options[:1], strict=True))
            return replace(rule, right=frozenset(following[one] for one in right))
        case NumberRule():
            return replace(rule, accepted=(NumberRange(Decimal(-9), Decimal(-8)),))
        case TextRule():
            return replace(rule, answers=("lain",), patterns=())
        case OrderRule(order=order):
            return replace(rule, order=order[1:] + order[:1])
        case MatchRule(partners=partners):
            return replace(rule, partners=partners[1:] + partners[:1])
        case GapRule(gaps=gaps):
            others: tuple[Any, ...] = tuple(_other_rule(gap) for gap in gaps)
            return replace(rule, gaps=others)
        case LongRule():
            return rule
        case _:
            assert_never(rule)
