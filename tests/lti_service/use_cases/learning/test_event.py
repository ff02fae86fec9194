"""Quizzes, simulations and hand-ins, as events make them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from course_builder.model.course import DeclaredCompetency
from course_builder.model.question import CompetencyRef
from course_builder.model.quiz import Draw, Role, When
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedCourse,
    RenderedModule,
    RenderedPage,
)
from lti_service.domain.organisation import Person
from lti_service.ports import Ports
from lti_service.use_cases.learning.attempt import (
    handle_events,
    open_attempt,
    page_document,
)
from tests.factories import (
    rendered_assignment,
    rendered_course,
    rendered_discussion,
    rendered_question,
    rendered_quiz,
    rendered_scenario,
    rendered_survey,
)
from tests.fakes import MORNING, FakeClock, fake_ports
from tests.lti_service.use_cases.learning.given import launch, publish, register

NIP = "192501012005011001"
PAGE = "m1/latihan"
LEVEL = CompetencyRef("T-PB-01", 1)


def course_of(*activities: RenderedActivity) -> RenderedCourse:
    ids = tuple(activity.id for activity in activities)
    page = RenderedPage(PAGE, "Latihan", "<h1>Latihan</h1>", ids)
    module = RenderedModule("m1", "Modul", 45, optional=False, pages=(page,))
    return rendered_course(
        modules=(module,),
        activities={activity.id: activity for activity in activities},
        competencies=(DeclaredCompetency(LEVEL.code, LEVEL.level),),
    )


class Learner:
    """One learner at work in a course of these activities."""

    def __init__(self, *activities: RenderedActivity) -> None:
        self.ports: Ports = fake_ports()
        register(self.ports)
        self.course = course_of(*activities)
        publish(self.course, self.ports)
        with self.ports.storage.writing() as uow:
            person = Person("person-1", "Pegawai Rekaan", NIP, "PNS", "")
            uow.organisation.save_person(person, MORNING.date())
            uow.commit()
        found = launch(self.ports, claimed_nip=NIP)
        assert found.attempt is not None
        assert found.account is not None
        self.attempt_id, self.account_id = found.attempt.id, found.account.id
        self.events = 0

    def send(self, kind: str, activity: str, answer: Any = None, **more: Any) -> Any:
        self.events += 1
        item = {"id": f"event-{self.events:04d}", "kind": kind, "activity": activity}
        if answer is not None:
            item["answer"] = answer
        [reply] = self.send_items({**item, **more}).results
        return reply

    def send_items(self, *items: dict[str, Any]) -> Any:
        batch = {"events": list(items)}
        return handle_events(
            self.attempt_id, self.account_id, batch, ports=self.ports, counts=True
        )

    def view(self, kind: str, activity: str, answer: Any = None, **more: Any) -> Any:
        reply = self.send(kind, activity, answer, **more)
        assert "error" not in reply, reply
        return reply["view"]

    def wait(self, seconds: float) -> None:
        clock = self.ports.clock
        assert isinstance(clock, FakeClock)
        clock.advance(seconds=seconds)

    def page(self) -> Any:
        attempt = open_attempt(self.attempt_id, self.account_id, ports=self.ports)
        (page,) = self.course.pages
        return page_document(page, attempt, self.course, ports=self.ports)

    def stored(self) -> Any:
        return open_attempt(self.attempt_id, self.account_id, ports=self.ports)

    def scores(self) -> list[int]:
        with self.ports.storage.reading() as uow:
            waiting = uow.outbox.list(["waiting"])
        hundredths = [message.payload["hundredths"] for message in waiting]
        assert all(isinstance(value, int) for value in hundredths)
        return hundredths

    def evidence(self) -> dict[str, Decimal]:
        with self.ports.storage.reading() as uow:
            return {e.kind: e.result for e in uow.evidence.of_person("person-1")}


def final_test(**changes: Any) -> Any:
    fields: dict[str, Any] = {
        "role": Role.POSTTEST,
        "attempts": 2,
        "pass_mark": 75,
        "feedback": When.AFTER,
        "required": True,
        "competencies": (LEVEL,),
    }
    return rendered_quiz("tes-akhir", **(fields | changes))


def test_a_test_tells_nothing_before_it_is_handed_in() -> None:
    learner = Learner(final_test())
    started = learner.send("started", "tes-akhir")
    assert set(started["details"]["questions"]) == {"k-satu", "k-dua"}

    view = learner.view("answered", "tes-akhir", ["b"], question="k-satu")

    assert view["run"]["submitted"] is False
    assert view["run"]["questions"]["k-satu"]["answer"] == ["b"]
    assert view["run"]["questions"]["k-satu"]["feedback"] is None
    assert view["best"] is None


def test_the_best_run_is_sent_and_becomes_evidence() -> None:
    learner = Learner(final_test())
    learner.send("viewed", PAGE)
    learner.send("started", "tes-akhir")
    learner.send("answered", "tes-akhir", ["b"], question="k-satu")
    half = learner.view("submitted", "tes-akhir")
    assert (half["best"], half["passed"], half["left"]) == (1, False, 1)
    assert learner.scores() == [5000]
    assert learner.evidence() == {}

    learner.send("started", "tes-akhir")
    for question in ("k-satu", "k-dua"):
        learner.send("answered", "tes-akhir", ["b"], question=question)
    full = learner.view("submitted", "tes-akhir")

    assert (full["best"], full["passed"], full["left"]) == (2, True, 0)
    assert full["run"]["questions"]["k-dua"]["feedback"]["right"] is True
    assert learner.scores() == [10000]
    assert learner.evidence() == {"quiz": Decimal("1.0000")}


def test_no_run_begins_beyond_the_limit() -> None:
    learner = Learner(final_test(attempts=1))
    learner.send("started", "tes-akhir")
    learner.send("submitted", "tes-akhir")
    again = learner.view("started", "tes-akhir")
    assert (again["runs"], again["left"], again["run"]["submitted"]) == (1, 0, True)


def test_beginning_twice_keeps_the_run() -> None:
    learner = Learner(final_test(shuffle=True))
    first = learner.view("started", "tes-akhir")
    learner.send("answered", "tes-akhir", ["b"], question="k-dua")
    again = learner.view("started", "tes-akhir")
    assert again["run"]["asked"] == first["run"]["asked"]
    assert again["run"]["questions"]["k-dua"]["answer"] == ["b"]


def test_only_drawn_questions_reach_the_browser() -> None:
    questions = {f"q-{n}": rendered_question(f"q-{n}") for n in range(20)}
    learner = Learner(final_test(questions=questions, draws=(Draw("", 3),)))
    assert learner.page()["details"] == {"tes-akhir": {"questions": {}}}

    started = learner.send("started", "tes-akhir")

    asked = [one["id"] for one in started["view"]["run"]["asked"]]
    assert len(asked) == 3
    assert list(started["details"]["questions"]) == asked
    assert list(learner.page()["details"]["tes-akhir"]["questions"]) == asked


def test_a_question_that_was_not_drawn_is_refused() -> None:
    questions = {f"q-{n}": rendered_question(f"q-{n}") for n in range(20)}
    learner = Learner(final_test(questions=questions, draws=(Draw("", 3),)))
    started = learner.send("started", "tes-akhir")
    asked = {one["id"] for one in started["view"]["run"]["asked"]}
    other = next(question for question in questions if question not in asked)
    reply = learner.send("answered", "tes-akhir", ["b"], question=other)
    assert reply["error"]["code"] == "bad-answer"


def test_the_servers_clock_ends_a_timed_run() -> None:
    learner = Learner(final_test(minutes=10))
    view = learner.view("started", "tes-akhir")
    begun = int(MORNING.timestamp())
    assert view["run"]["deadline"] == (begun + 600) * 1000
    learner.send("answered", "tes-akhir", ["b"], question="k-satu")

    learner.wait(600 + 31)
    late = learner.view("answered", "tes-akhir", ["b"], question="k-dua")

    assert late["run"]["submitted"] is True
    assert late["run"]["given"] == 1
    assert "k-dua" not in learner.stored().activities["tes-akhir"].run.answers


def test_a_repeated_event_changes_nothing_and_shows_where_one_stands() -> None:
    learner = Learner(final_test())
    start = {"id": "event-9001", "kind": "started", "activity": "tes-akhir"}
    first = learner.send_items(start).results[0]
    learner.send("submitted", "tes-akhir")
    again = learner.send_items(start).results[0]
    assert first["view"]["run"]["submitted"] is False
    assert again["view"]["run"]["submitted"] is True
    assert again["view"]["runs"] == 1


def test_a_practice_quiz_tells_at_once() -> None:
    learner = Learner(rendered_quiz())
    learner.send("started", "k-akhir")
    view = learner.view("answered", "k-akhir", ["a"], question="k-satu")
    told = view["run"]["questions"]["k-satu"]["feedback"]
    assert (told["right"], told["closed"], told["key"]) == (False, False, [])


def test_a_simulation_is_replayed_by_the_server() -> None:
    simulation = replace(rendered_scenario(), pass_mark=60, competencies=(LEVEL,))
    learner = Learner(simulation)
    learner.send("viewed", PAGE)
    learner.send("started", "sim-erupsi")
    assert learner.view("chose", "sim-erupsi", "b") == {
        "rounds": [{"choices": "b", "ending": "gagal", "score": 0}],
        "best": 0,
        "passed": False,
        "reflection": "",
    }
    learner.send("started", "sim-erupsi")
    won = learner.view("chose", "sim-erupsi", "a")
    assert [one["score"] for one in won["rounds"]] == [0, 100]
    assert won["passed"] is True
    assert learner.scores() == [10000]
    assert learner.evidence() == {"simulation": Decimal("1.0000")}


@pytest.mark.parametrize("letter", ["z", "", "aa", "1"])
def test_a_decision_that_is_not_there_is_refused(letter: str) -> None:
    learner = Learner(rendered_scenario())
    learner.send("started", "sim-erupsi")
    assert learner.send("chose", "sim-erupsi", letter)["error"]["code"] == "bad-answer"


def test_a_simulations_graph_comes_with_its_page() -> None:
    found = Learner(rendered_scenario()).page()["details"]["sim-erupsi"]
    assert [node["id"] for node in found["graph"]["nodes"]] == [
        "siaga",
        "aman",
        "gagal",
    ]


def test_what_a_learner_writes_for_themselves_is_kept() -> None:
    learner = Learner(rendered_scenario())
    learner.send("started", "sim-erupsi")
    learner.send("chose", "sim-erupsi", "a")
    view = learner.view("submitted", "sim-erupsi", {"text": "Menunggu surat."})
    assert view["reflection"] == "Menunggu surat."


def test_both_kinds_of_evidence_stand_side_by_side() -> None:
    question = rendered_question(competencies=(LEVEL,))
    simulation = rendered_scenario(competencies=(LEVEL,))
    learner = Learner(question, simulation)
    learner.send("viewed", PAGE)
    learner.send("answered", question.id, ["b"])
    learner.send("started", "sim-erupsi")
    learner.send("chose", "sim-erupsi", "a")
    assert learner.evidence() == {
        "quiz": Decimal("1.0000"),
        "simulation": Decimal("1.0000"),
    }


def test_what_is_handed_in_counts_as_done_but_earns_nothing_yet() -> None:
    learner = Learner(rendered_assignment(), rendered_discussion(required=True))
    learner.send("viewed", PAGE)
    work = learner.view("submitted", "t-rencana", {"text": "Peta RT 03"})
    assert work == {"answers": {"text": "Peta RT 03"}, "times": 1}
    learner.send("submitted", "d-kabar", {"text": "Kami bertemu."})
    progress = learner.send_items(
        {"id": "event-9002", "kind": "viewed", "activity": PAGE}
    ).progress
    assert (progress.complete, progress.maximum) == (True, 0)


def test_a_named_survey_keeps_its_answers_with_the_attempt() -> None:
    learner = Learner(rendered_survey())
    view = learner.view("submitted", "s-reaksi", {"a": "4", "c": ["a", "b"]})
    assert view == {"answers": {"a": "4", "c": ["a", "b"]}, "times": 1}


def test_an_anonymous_survey_leaves_no_trace_of_who_answered() -> None:
    learner = Learner(rendered_survey(anonymous=True))
    learner.send("viewed", PAGE)
    view = learner.view("submitted", "s-reaksi", {"a": "2", "d": "Terlalu cepat"})

    assert view == {"answers": {}, "times": 1}
    assert "Terlalu cepat" not in repr(learner.stored())
    with learner.ports.storage.reading() as uow:
        recorded = uow.attempts.recorded(learner.attempt_id, ["event-0002"])
        assert recorded["event-0002"].event.answer is None
        assert "Terlalu cepat" not in repr(recorded)
        (response,) = uow.surveys.responses("siaga-bencana", "s-reaksi")
    assert response.answers == {"a": "2", "d": "Terlalu cepat"}
    assert response.received_on == MORNING.date()
    assert learner.attempt_id not in repr(response)
    assert learner.account_id not in repr(response)


@pytest.mark.parametrize(
    "item",
    [
        {"kind": "submitted", "activity": "s-reaksi"},
        {"kind": "submitted", "activity": "s-reaksi", "answer": ["a"]},
        {"kind": "submitted", "activity": "s-reaksi", "answer": "4"},
        {"kind": "submitted", "activity": "s-reaksi", "answer": {"a": 4}},
        {"kind": "submitted", "activity": "s-reaksi", "answer": {"a": "9"}},
        {"kind": "submitted", "activity": "s-reaksi", "answer": {}},
        {"kind": "answered", "activity": "s-reaksi", "answer": ["a"]},
        {"kind": "chose", "activity": "s-reaksi", "answer": "a"},
        {"kind": "started", "activity": "s-reaksi"},
        {"kind": "submitted", "activity": "tak-ada", "answer": {"a": "4"}},
        {
            "kind": "submitted",
            "activity": "s-reaksi",
            "answer": {"a": "4"},
            "question": 1,
        },
        {"kind": "melompat", "activity": "s-reaksi"},
    ],
)
def test_an_event_that_does_not_fit_is_refused(item: dict[str, Any]) -> None:
    learner = Learner(rendered_survey())
    [reply] = learner.send_items({"id": "event-9003", **item}).results
    assert reply["error"]["code"] in {"bad-event", "bad-answer"}
    assert learner.stored().activities == {}
