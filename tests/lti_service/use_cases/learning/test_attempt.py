from fractions import Fraction
from typing import Any

import pytest

from course_builder.model.activity_progress import QuestionProgress
from lti_service.domain.organisation import Person
from lti_service.errors import ForbiddenError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.learning.attempt import (
    handle_events,
    link_progress,
    open_attempt,
)
from lti_service.use_cases.learning.event import activity_view
from tests.fakes import MORNING, fake_ports
from tests.lti_service.use_cases.learning.given import (
    launch,
    publish,
    register,
    two_questions,
)

NIP = "192501012005011001"


@pytest.fixture
def ports() -> Ports:
    ports = fake_ports()
    register(ports)
    publish(two_questions(), ports)
    with ports.storage.writing() as uow:
        person = Person("person-1", "Pegawai Rekaan", NIP, "PNS", "")
        uow.organisation.save_person(person, MORNING.date())
        uow.commit()
    return ports


class Learner:
    """One learner at work."""

    def __init__(self, ports: Ports, **launched: Any) -> None:
        self.ports = ports
        found = launch(ports, claimed_nip=NIP, **launched)
        assert found.attempt is not None
        assert found.account is not None
        self.attempt_id, self.account_id = found.attempt.id, found.account.id
        self.events = 0

    def send(self, *events: dict[str, Any], counts: bool = True) -> Any:
        batch = {"events": list(events)}
        return handle_events(
            self.attempt_id, self.account_id, batch, ports=self.ports, counts=counts
        )

    def event(self, kind: str, activity: str, **more: Any) -> dict[str, Any]:
        self.events += 1
        identifier = f"event-{self.events:04d}"
        return {"id": identifier, "kind": kind, "activity": activity, **more}

    def answer(self, activity: str, *options: str) -> dict[str, Any]:
        return self.event("answered", activity, answer=list(options))

    def finish(self, *, right: bool = True) -> Any:
        option = "b" if right else "a"
        return self.send(
            self.event("viewed", "m1/a"),
            self.event("viewed", "m1/b"),
            self.answer("q-1", option),
            self.answer("q-2", option),
        )

    def waiting(self) -> list[dict[str, Any]]:
        with self.ports.storage.reading() as uow:
            return [dict(m.payload) for m in uow.outbox.list(["waiting"])]

    def evidence(self) -> Any:
        with self.ports.storage.reading() as uow:
            return uow.evidence.of_person("person-1")


@pytest.fixture
def learner(ports) -> Learner:
    return Learner(ports)


def test_an_answer_is_graded_and_the_reply_tells_why(learner):
    handled = learner.send(learner.answer("q-1", "b"))

    [reply] = handled.results
    assert reply["score"] == {
        "given": 1.0,
        "maximum": 1.0,
        "tries": 1,
        "hints": 0,
        "best": 1.0,
    }
    assert reply["feedback"]["right"] is True
    assert reply["feedback"]["closed"] is True
    assert handled.progress.activities_done == 1


def test_a_wrong_answer_does_not_give_the_key_away(learner):
    [reply] = learner.send(learner.answer("q-1", "a")).results

    assert reply["feedback"]["right"] is False
    assert reply["feedback"]["key"] == []
    assert reply["feedback"]["explanation"] == ""


def test_the_key_is_told_once_the_tries_are_used_up(learner):
    for _ in range(2):
        learner.send(learner.answer("q-1", "a"))

    [reply] = learner.send(learner.answer("q-1", "a")).results

    assert reply["feedback"]["closed"] is True
    assert reply["feedback"]["key"] == ["b"]


def test_a_repeated_event_changes_nothing_and_gets_the_same_reply(learner):
    event = learner.answer("q-1", "a")
    first = learner.send(event).results

    again = learner.send(event, event).results

    assert list(again) == [first[0], first[0]]
    attempt = open_attempt(learner.attempt_id, learner.account_id, ports=learner.ports)
    done = attempt.activities["q-1"]
    assert isinstance(done, QuestionProgress)
    assert done.tries == 1


def test_the_same_event_twice_in_one_batch_counts_once(learner):
    event = learner.answer("q-1", "a")

    learner.send(event, event)

    attempt = open_attempt(learner.attempt_id, learner.account_id, ports=learner.ports)
    done = attempt.activities["q-1"]
    assert isinstance(done, QuestionProgress)
    assert done.tries == 1


def test_an_event_that_cannot_be_understood_hinders_no_other(learner):
    handled = learner.send(
        {"id": "event-bad1", "kind": "danced", "activity": "q-1"},
        {"id": 7},
        {"id": "event\x00bad", "kind": "viewed", "activity": "m1/a"},
        learner.answer("q-1", "z"),
        learner.event("answered", "q-9", answer=["b"]),
        learner.event("viewed", "m1/zzz"),
        learner.event("answered", "q-1", answer=[7]),
        learner.answer("q-2", "b"),
    )

    codes = [reply.get("error", {}).get("code") for reply in handled.results]
    assert codes == [
        "bad-event",
        "bad-event",
        "bad-event",
        "bad-answer",
        "bad-event",
        "unknown-page",
        "bad-event",
        None,
    ]
    assert handled.progress.given == 1


@pytest.mark.parametrize(
    "batch", [None, [], {}, {"events": []}, {"events": [1]}, {"events": [{}] * 201}]
)
def test_a_batch_that_cannot_be_read_is_refused(learner, batch):
    with pytest.raises(InvalidInputError) as caught:
        handle_events(
            learner.attempt_id, learner.account_id, batch, ports=learner.ports
        )

    assert caught.value.code == "bad-batch"


def test_a_hint_is_given_and_counted(learner):
    [reply] = learner.send(learner.event("hinted", "q-1")).results

    assert reply["feedback"] == {"hint": "<p>Petunjuk</p>", "hints": 1}


def test_the_place_is_the_page_viewed_last(learner):
    learner.send(learner.event("viewed", "m1/b"), learner.event("viewed", "m1/a"))

    attempt = open_attempt(learner.attempt_id, learner.account_id, ports=learner.ports)
    assert attempt.place == "m1/a"
    assert attempt.viewed == {"m1/a", "m1/b"}


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("2026-11-24T00:10:00Z", MORNING),
        ("2030-01-01T00:00:00Z", MORNING),
        ("2026-11-24T00:10:00", MORNING),
        ("yesterday", MORNING),
        (17, MORNING),
    ],
)
def test_the_players_clock_is_clamped_to_attempt_and_now(learner, at, kept):
    event = learner.event("viewed", "m1/a", at=at)
    learner.send(event)

    with learner.ports.storage.reading() as uow:
        recorded = uow.attempts.recorded(learner.attempt_id, [event["id"]])
    assert recorded[event["id"]].event.at == kept


def test_another_accounts_attempt_is_refused(learner):
    with pytest.raises(ForbiddenError) as caught:
        open_attempt(learner.attempt_id, "somebody-else", ports=learner.ports)
    assert caught.value.code == "not-yours"


def test_an_unknown_attempt_is_refused(learner):
    with pytest.raises(NotFoundError) as caught:
        open_attempt("nothing", learner.account_id, ports=learner.ports)
    assert caught.value.code == "unknown-attempt"


def test_nothing_is_sent_before_all_that_is_required_is_done(learner):
    learner.send(learner.answer("q-1", "b"), learner.event("viewed", "m1/a"))

    assert learner.waiting() == []


def test_passing_queues_the_score_and_appends_evidence_in_one_go(learner):
    handled = learner.finish()

    assert handled.progress.passed is True
    [payload] = learner.waiting()
    assert payload["hundredths"] == 10000
    assert payload["subject"] == "3"
    [row] = learner.evidence()
    assert (row.competency_code, row.level, row.kind) == ("T-PB-01", 1, "quiz")
    assert Fraction(row.result) == 1


def test_a_complete_attempt_below_the_pass_mark_sends_its_score_but_no_evidence(
    learner,
):
    learner.finish(right=False)

    [payload] = learner.waiting()
    assert payload["hundredths"] == 0
    assert learner.evidence() == []


def test_the_score_is_sent_again_only_when_it_improves(learner):
    learner.finish(right=False)
    learner.send(learner.answer("q-1", "b"))
    assert [p["hundredths"] for p in learner.waiting()] == [5000]

    learner.send(learner.answer("q-1", "a"), learner.event("viewed", "m1/a"))
    assert [p["hundredths"] for p in learner.waiting()] == [5000]


def test_evidence_is_written_once_an_attempt(learner):
    learner.finish()
    learner.send(learner.answer("q-1", "b"))

    assert len(learner.evidence()) == 1


def test_a_link_without_a_column_sends_nothing(ports):
    learner = Learner(ports, line_item_url="")

    learner.finish()

    assert learner.waiting() == []
    assert len(learner.evidence()) == 1


def test_a_teachers_trial_is_neither_sent_nor_evidence(learner):
    learner.send(
        learner.event("viewed", "m1/a"),
        learner.event("viewed", "m1/b"),
        learner.answer("q-1", "b"),
        learner.answer("q-2", "b"),
        counts=False,
    )

    assert learner.waiting() == []
    assert learner.evidence() == []


def test_what_the_player_may_know_of_an_open_activity_holds_no_key(learner):
    learner.send(learner.answer("q-1", "a"))
    attempt = open_attempt(learner.attempt_id, learner.account_id, ports=learner.ports)
    question = two_questions().question("q-1")

    document = activity_view(
        question, attempt.activities["q-1"], two_questions(), MORNING
    )

    assert document["closed"] is False
    assert document["answer"] == ["a"]
    assert document["feedback"]["key"] == []


def test_a_teacher_sees_the_learners_but_no_trial_of_a_teacher(ports):
    learner = Learner(ports)
    learner.finish()
    launch(ports, "n2", subject="9", name="Pengajar", instructor=True)
    with ports.storage.reading() as uow:
        attempt = uow.attempts.get(learner.attempt_id)
    assert attempt is not None

    seen = link_progress(attempt.resource_link_id, ports=ports)

    assert [row.account.name for row in seen] == ["Peserta Tiga"]
    assert seen[0].progress.passed is True
