from datetime import timedelta
from decimal import Decimal
from typing import Any

from course_builder.model.activity_progress import QuestionProgress
from lti_service.domain.attempt import Attempt
from lti_service.domain.course_signal import (
    CourseSignals,
    SignalRule,
    course_signals,
    signal_rule,
)
from lti_service.domain.suppression import Hidden
from tests import service_factories as made
from tests.fakes import MORNING
from tests.fakes.author_rule import author_parameters
from tests.lti_service.course_release import first

RULE = SignalRule(1, 3, 14, "aturan internal, periksa")


def learner(number: int, *, right: bool, **changes: Any) -> Attempt:
    first_points = Decimal(1) if right else Decimal(0)
    done = QuestionProgress(tries=2, first=first_points, best=Decimal(1), right=True)
    fields: dict[str, Any] = {
        "id": f"t-{number}",
        "account_id": f"a-{number}",
        "activities": {"q-1": done},
        "place": "m1/a",
    }
    return made.attempt(**fields | changes)


def told(*attempts: Attempt, days: int = 0) -> CourseSignals:
    return course_signals(first(), attempts, MORNING + timedelta(days=days), RULE)


def test_the_rule_is_two_dated_rows():
    rule = signal_rule(author_parameters())
    assert (rule.least, rule.stopped_days, rule.version) == (10, 14, 1)


def test_the_share_of_right_first_answers_is_of_people():
    people = [learner(n, right=n < 4) for n in range(8)]
    again = learner(0, right=True, id="t-again")
    trial = learner(9, right=True, instructor=True)

    found = told(*people, again, trial)

    one, two = found.signals
    assert (found.people, one.people, one.first_right, one.share) == (8, 8, 4, 0.5)
    assert (two.people, two.share) == (0, None)


def test_few_people_are_hidden_and_so_are_few_others():
    assert told(learner(1, right=True)).people is Hidden.SMALL
    mostly = told(*(learner(n, right=n > 0) for n in range(8)))
    assert mostly.signals[0].people == 8
    assert mostly.signals[0].first_right is Hidden.SMALL
    assert mostly.signals[0].share is None


def test_who_did_not_finish_and_was_quiet_for_days_stopped_on_their_page():
    quiet = [learner(n, right=True) for n in range(4)]
    finished = [learner(n, right=True, completed_at=MORNING) for n in range(4, 8)]

    assert told(*quiet, *finished, days=13).stops == ()
    (stop,) = told(*quiet, *finished, days=14).stops
    assert (stop.page_id, stop.title, stop.people) == ("m1/a", "A", 4)
    assert told(*quiet, *finished, days=14).finished == 4


def test_a_page_on_which_few_stopped_is_hidden_with_another():
    there = [learner(n, right=True) for n in range(4)]
    here = [learner(9, right=True, place="m1/b")]
    assert [stop.people for stop in told(*there, *here, days=20).stops] == [
        Hidden.PAIRED,
        Hidden.SMALL,
    ]
