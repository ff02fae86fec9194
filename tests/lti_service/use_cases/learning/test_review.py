"""What is shown of an attempt, to whom, and which attempt a gradebook means."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from course_builder.model.quiz import Draw, Role, When
from lti_service.domain.launch import Account, Content, Session
from lti_service.domain.review import ReviewedActivity
from lti_service.errors import ForbiddenError, LaunchRefusedError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.learning.review import Review, open_review
from lti_service.use_cases.lms.launch import Launched
from tests.factories import (
    rendered_assignment,
    rendered_discussion,
    rendered_question,
    rendered_quiz,
    rendered_scenario,
    rendered_survey,
)
from tests.fakes import MORNING
from tests.lti_service.use_cases.learning.given import LINE_ITEM, launch
from tests.lti_service.use_cases.learning.test_event import Learner, final_test

KEY = ["b"]


class Class:
    """A learner's work, and those who look at it."""

    def __init__(self, *activities: Any) -> None:
        self.learner = Learner(*activities)
        self.ports: Ports = self.learner.ports
        self.times = 0

    def launch(self, **changes: Any) -> Launched:
        self.times += 1
        return launch(self.ports, f"later-{self.times}", **changes)

    def session(self, **changes: Any) -> Session:
        session = self.launch(**changes).session
        assert session is not None
        return session

    def seen_by(self, session: Session, **changes: Any) -> Review:
        asked = {"everywhere": False, **changes}
        return open_review(self.learner.attempt_id, session, ports=self.ports, **asked)

    def own(self) -> Review:
        return self.seen_by(self.session())

    def taught(self) -> Review:
        return self.seen_by(self.session(subject="t", instructor=True))


def only(review: Review) -> ReviewedActivity:
    (activity,) = review.activities
    return activity


# ---- who ---------------------------------------------------------------------------


def refusal(found: Class, session: Session) -> str:
    with pytest.raises(ForbiddenError) as refused:
        found.seen_by(session)
    return refused.value.code


def test_learner_teacher_and_administrator_look() -> None:
    found = Class(rendered_question())

    assert (found.own().own, found.own().teaching) == (True, False)
    assert (found.taught().own, found.taught().teaching) == (False, True)
    stranger = found.session(subject="8", resource_link_id="2")
    assert found.seen_by(stranger, everywhere=True).teaching


def test_another_learner_of_the_class_is_refused() -> None:
    found = Class(rendered_question())

    assert refusal(found, found.session(subject="8")) == "review-forbidden"


def test_a_teacher_of_another_activity_is_refused() -> None:
    found = Class(rendered_question())
    elsewhere = found.session(subject="t", instructor=True, resource_link_id="2")

    assert refusal(found, elsewhere) == "review-forbidden"


def test_a_teacher_of_two_activities_looks_from_either_window() -> None:
    found = Class(rendered_question())
    found.session(subject="t", instructor=True)
    found.ports.clock.advance(minutes=1)  # type: ignore[attr-defined]
    elsewhere = found.session(subject="t", instructor=True, resource_link_id="2")

    assert found.seen_by(elsewhere).teaching


def test_who_teaches_no_more_is_refused_in_every_window() -> None:
    found = Class(rendered_question())
    before = found.session(subject="t", instructor=True)
    found.ports.clock.advance(minutes=1)  # type: ignore[attr-defined]
    found.session(subject="t", instructor=False)

    assert refusal(found, before) == "review-forbidden"


def test_a_launch_of_yesterday_teaches_no_more() -> None:
    found = Class(rendered_question())
    session = found.session(subject="t", instructor=True)
    found.ports.clock.advance(hours=12)  # type: ignore[attr-defined]

    assert refusal(found, session) == "review-forbidden"


def test_an_unknown_attempt_is_not_found() -> None:
    found = Class(rendered_question())
    with pytest.raises(NotFoundError) as missing:
        open_review("none", found.session(), everywhere=True, ports=found.ports)
    assert missing.value.code == "unknown-attempt"


# ---- the key -----------------------------------------------------------------------


def test_the_key_of_an_open_question_is_the_teachers_alone() -> None:
    found = Class(rendered_question(attempts=3))
    found.learner.send("answered", "q-siaga", ["a"])

    own, taught = only(found.own()).question, only(found.taught()).question
    assert own is not None
    assert taught is not None
    assert own.view["feedback"]["key"] == []
    assert own.view["feedback"]["right"] is False
    assert taught.view["feedback"]["key"] == KEY
    assert own.view["answer"] == taught.view["answer"] == ["a"]


def test_the_key_is_told_to_the_learner_once_no_try_is_left() -> None:
    found = Class(rendered_question(attempts=1))
    found.learner.send("answered", "q-siaga", ["a"])

    own = only(found.own()).question
    assert own is not None
    assert own.view["feedback"]["key"] == KEY


@pytest.mark.parametrize(
    "quiet", [{"feedback": When.NEVER}, {"role": Role.PRETEST, "feedback": When.AFTER}]
)
def test_what_a_test_never_tells_is_the_teachers_alone(quiet: dict[str, Any]) -> None:
    found = Class(final_test(**quiet))
    found.learner.send("started", "tes-akhir")
    found.learner.send("answered", "tes-akhir", ["b"], question="k-satu")
    found.learner.send("submitted", "tes-akhir")

    (own,) = only(found.own()).runs
    assert all(one.view["feedback"] is None for one in own.questions)
    assert not any(one.marked for one in own.questions)
    assert own.questions[0].view["answer"] == KEY
    (taught,) = only(found.taught()).runs
    assert [one.view["feedback"]["key"] for one in taught.questions] == [KEY, KEY]
    assert taught.given == 1


def test_a_run_that_goes_on_tells_the_learner_nothing() -> None:
    found = Class(final_test())
    found.learner.send("started", "tes-akhir")
    found.learner.send("answered", "tes-akhir", ["b"], question="k-satu")

    (own,) = only(found.own()).runs
    assert (own.submitted, own.given) == (False, None)
    assert all(one.view["feedback"] is None for one in own.questions)


# ---- runs --------------------------------------------------------------------------


def test_a_quiz_is_shown_run_by_run() -> None:
    found = Class(final_test(attempts=0))
    for answers in (["a", "b"], ["b", "b"], ["a", "a"]):
        found.learner.send("started", "tes-akhir")
        for question, answer in zip(("k-satu", "k-dua"), answers, strict=True):
            found.learner.send("answered", "tes-akhir", [answer], question=question)
        found.learner.send("submitted", "tes-akhir")

    done = only(found.own())
    assert [run.number for run in done.runs] == [1, 2, 3]
    assert [run.given for run in done.runs] == [1, 2, 0]
    given = [[q.view["answer"] for q in run.questions] for run in done.runs]
    assert given == [[["a"], ["b"]], [["b"], ["b"]], [["a"], ["a"]]]
    assert done.best == 2


def test_each_run_shows_what_it_drew_in_its_order() -> None:
    questions = {f"k-{n}": rendered_question(f"k-{n}", tags=("x",)) for n in range(12)}
    found = Class(
        rendered_quiz(
            "tes-akhir",
            questions=questions,
            forms=dict.fromkeys(questions, "<form></form>"),
            draws=(Draw("x", 3),),
            shuffle=True,
            attempts=0,
            feedback=When.AFTER,
        )
    )
    drawn = []
    for _ in range(4):
        view = found.learner.view("started", "tes-akhir")
        drawn.append(
            [(one["id"], tuple(one["options"])) for one in view["run"]["asked"]]
        )
        found.learner.send("submitted", "tes-akhir")

    runs = only(found.taught()).runs
    assert [[(q.question.id, q.order) for q in run.questions] for run in runs] == drawn
    assert len({tuple(one) for one in drawn}) > 1


def test_a_run_whose_time_was_up_is_shown_as_it_ended() -> None:
    found = Class(final_test(attempts=0, minutes=10))
    found.learner.send("started", "tes-akhir")
    found.learner.send("answered", "tes-akhir", ["b"], question="k-satu")
    found.learner.wait(11 * 60)
    found.learner.send("started", "tes-akhir")
    found.learner.wait(11 * 60)

    runs = only(found.own()).runs
    assert [run.submitted for run in runs] == [True, True]
    assert [run.given for run in runs] == [1, 0]


def test_runs_of_which_only_the_number_is_known_are_counted() -> None:
    """Their seeds were not recorded once."""
    found = Class(final_test(attempts=0))
    for _ in range(2):
        found.learner.send("started", "tes-akhir")
        found.learner.send("submitted", "tes-akhir")
    events = found.ports.storage.tables.events  # type: ignore[attr-defined]
    for key, recorded in events.items():
        if recorded.event.kind == "started":
            old = replace(recorded.event, answer=None)
            events[key] = replace(recorded, event=old)

    done = only(found.own())
    assert [run.number for run in done.runs] == [2]
    assert done.lost_runs == 1


def test_a_seed_is_no_answer_that_a_browser_sees() -> None:
    found = Class(final_test())
    reply = found.learner.send("started", "tes-akhir")
    events = found.ports.storage.tables.events  # type: ignore[attr-defined]
    (seed,) = [recorded.event.answer for recorded in events.values()]

    assert seed
    assert str(seed) not in repr(reply)


# ---- simulations and hand-ins ------------------------------------------------------


def test_the_path_of_a_simulation_is_shown_with_its_variables() -> None:
    found = Class(rendered_scenario())
    found.learner.send("started", "sim-erupsi")
    view: dict[str, Any] = {"rounds": [{"score": None}]}
    letters = ""
    while view["rounds"][-1]["score"] is None:
        letters += "a"
        view = found.learner.view("chose", "sim-erupsi", "a")

    (shown,) = only(found.taught()).rounds
    assert len(shown.decisions) == len(letters)
    assert all(step.situation and step.choice for step in shown.decisions)
    assert shown.ending
    assert shown.score == Decimal(str(view["rounds"][-1]["score"]))
    end = {variable.name: value for variable, value in shown.values}
    moved = [change for step in shown.decisions for change in step.changed]
    for variable, _, after in moved:
        last = [a for v, _, a in moved if v == variable][-1]
        assert end[variable.name] == last or after != last


def test_a_reflection_is_the_learners_own() -> None:
    found = Class(rendered_scenario())
    found.learner.send("started", "sim-erupsi")
    while found.learner.view("chose", "sim-erupsi", "a")["rounds"][-1]["score"] is None:
        pass
    found.learner.send("submitted", "sim-erupsi", {"text": "Saya terlambat."})

    assert only(found.own()).reflection == "Saya terlambat."
    assert only(found.taught()).reflection == ""


def test_what_was_handed_in_is_shown_and_surveys_never() -> None:
    found = Class(
        rendered_assignment(), rendered_survey(anonymous=False), rendered_discussion()
    )
    found.learner.send("submitted", "t-rencana", {"text": "Rencana saya."})
    (item, *_) = rendered_survey().items
    found.learner.send("submitted", "s-reaksi", {item.id: str(item.low)})

    done = {activity.activity.id: activity for activity in found.taught().activities}
    assert set(done) == {"t-rencana", "d-kabar"}
    assert done["t-rencana"].handed_in is not None
    assert done["t-rencana"].handed_in.answers == {"text": "Rencana saya."}
    assert done["t-rencana"].at == MORNING
    assert done["d-kabar"].handed_in is None


# ---- which attempt a gradebook means -----------------------------------------------


def reviewed(found: Class, **changes: Any) -> Launched:
    asked = {"review_of": "3", "subject": "t", "instructor": True, **changes}
    return found.launch(**asked)


def test_a_review_leads_to_the_learners_attempt() -> None:
    found = Class(rendered_question())

    launched = reviewed(found)

    assert launched.attempt is not None
    assert launched.attempt.id == found.learner.attempt_id
    assert launched.session is not None
    assert found.seen_by(launched.session).teaching


def test_a_review_that_names_the_column_alone_finds_it_too() -> None:
    found = Class(rendered_question())

    launched = reviewed(found, resource_link_id="", line_item_url=LINE_ITEM)

    assert launched.attempt is not None
    assert launched.attempt.id == found.learner.attempt_id


def test_a_review_makes_neither_link_nor_attempt_nor_choice() -> None:
    found = Class(rendered_question())
    tables = found.ports.storage.tables  # type: ignore[attr-defined]
    before = dict(tables.links), dict(tables.attempts), dict(tables.picks)

    launched = reviewed(
        found, resource_link_id="unknown", content=Content(), line_item_url=""
    )

    tables = found.ports.storage.tables  # type: ignore[attr-defined]
    assert launched.attempt is None
    assert (dict(tables.links), dict(tables.attempts), dict(tables.picks)) == before


def test_a_review_changes_nothing_of_the_link() -> None:
    found = Class(rendered_question())
    tables = found.ports.storage.tables  # type: ignore[attr-defined]
    before = dict(tables.links)

    reviewed(found, resource_link_title="Lain", content=Content("kursus-lain"))

    assert found.ports.storage.tables.links == before  # type: ignore[attr-defined]


@pytest.mark.parametrize("changes", [{"review_of": "8"}, {"deployment_id": "9"}])
def test_nothing_is_found_of_who_has_not_begun(changes: dict[str, Any]) -> None:
    found = Class(rendered_question())

    assert reviewed(found, **changes).attempt is None


def test_a_review_spends_its_nonce() -> None:
    found = Class(rendered_question())
    reviewed(found)
    found.times -= 1

    with pytest.raises(LaunchRefusedError) as refused:
        reviewed(found)
    assert refused.value.code == "launch-already-used"


def test_the_attempt_whose_score_was_sent_is_meant_not_a_later_one() -> None:
    found = Class(rendered_question())
    tables = found.ports.storage.tables  # type: ignore[attr-defined]
    sent = tables.attempts[found.learner.attempt_id]
    tables.attempts[sent.id] = replace(sent, sent_hundredths=7500)
    later = replace(sent, id="later", started_at=MORNING + timedelta(days=1))
    tables.attempts["later"] = later

    launched = reviewed(found)
    assert launched.attempt is not None
    assert launched.attempt.id == sent.id
    assert launched.session is not None
    assert [other.id for other in found.seen_by(launched.session).others] == ["later"]


def test_the_account_of_who_looks_is_kept_and_no_other() -> None:
    found = Class(rendered_question())
    reviewed(found, review_of="nobody")

    tables = found.ports.storage.tables  # type: ignore[attr-defined]
    accounts: list[Account] = list(tables.accounts.values())
    assert {account.subject for account in accounts} == {"3", "t"}
