"""Our scores beside the platform's, and sending them again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lti_service.domain.gradebook import Agreement
from lti_service.domain.launch import Content
from lti_service.domain.outbox import OutboxState
from lti_service.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PlatformBusyError,
    PlatformRefusedError,
)
from lti_service.ports import Ports
from lti_service.use_cases.learning.attempt import handle_events
from lti_service.use_cases.lms.gradebook import (
    ScoreRow,
    compare,
    link_scores,
    resource_links,
    send_again,
)
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.use_cases.lms.outbox_queue import drop_message
from tests.fakes import MORNING, FakeClock, FakeGradebook, FakeStorage, fake_ports
from tests.lti_service.use_cases.learning.given import (
    LINE_ITEM,
    launch,
    publish,
    register,
    two_questions,
)


class Class:
    """A class whose learners finish the course with one right answer of two, or both."""

    def __init__(self) -> None:
        self.gradebook, self.storage = FakeGradebook(), FakeStorage()
        self.clock = FakeClock()
        self.ports: Ports = fake_ports(
            gradebook=self.gradebook, storage=self.storage, clock=self.clock
        )
        register(self.ports)
        publish(two_questions(), self.ports)
        self.events = 0
        self.link = self.open("t", instructor=True)

    def open(self, subject: str, **changes: object) -> str:
        """Launch; return the id of the link."""
        self.events += 1
        asked = {"subject": subject, "name": f"Peserta {subject}", **changes}
        launched = launch(self.ports, f"nonce-{self.events}", **asked)
        assert launched.link is not None
        assert launched.attempt is not None
        assert launched.account is not None
        self.attempt, self.account = launched.attempt.id, launched.account.id
        return launched.link.id

    def finish(self, subject: str, second: str = "b", **changes: object) -> None:
        self.open(subject, **changes)
        for kind, activity, answer in (
            ("viewed", "m1/a", None),
            ("viewed", "m1/b", None),
            ("answered", "q-1", ["b"]),
            ("answered", "q-2", [second]),
        ):
            self.events += 1
            item = {"id": f"event-{self.events:04}", "kind": kind, "activity": activity}
            batch = {"events": [item | ({"answer": answer} if answer else {})]}
            handle_events(self.attempt, self.account, batch, ports=self.ports)

    def deliver(self) -> None:
        self.clock.advance(seconds=5)
        deliver_due(ports=self.ports)

    def rows(self) -> dict[str, ScoreRow]:
        return {row.subject: row for row in compare(self.link, ports=self.ports).rows}

    def agreements(self) -> dict[str, Agreement | None]:
        return {subject: row.agreement for subject, row in self.rows().items()}

    def send(self, *subjects: str) -> int:
        accounts = self.storage.tables.accounts.values()
        chosen = {a.id for a in accounts if a.subject in subjects}
        return send_again(self.link, chosen, "actor", ports=self.ports)


def test_a_score_that_was_delivered_is_the_same() -> None:
    found = Class()
    found.finish("3")
    assert found.agreements() == {"3": Agreement.NOT_ARRIVED}
    found.deliver()

    assert found.agreements() == {"3": Agreement.SAME}


def test_teachers_trials_are_nobodys_scores() -> None:
    found = Class()
    assert found.agreements() == {}
    assert resource_links(ports=found.ports)[0].learners == 0


def test_who_has_not_finished_has_nothing_to_arrive() -> None:
    found = Class()
    found.open("3")

    assert found.agreements() == {"3": Agreement.NOT_DUE}


def test_what_a_teacher_graded_in_the_lms_differs_and_is_named() -> None:
    found = Class()
    found.finish("3")
    found.deliver()
    found.open("4")
    found.gradebook.grade(LINE_ITEM, "3", 6000)
    found.gradebook.grade(LINE_ITEM, "4", 7000)
    found.gradebook.grade(LINE_ITEM, "5", 8000)

    assert found.agreements() == {
        "3": Agreement.DIFFERENT,
        "4": Agreement.ONLY_THERE,
        "5": Agreement.UNKNOWN_PERSON,
    }
    assert found.rows()["5"].account is None


def test_those_who_want_a_look_come_first() -> None:
    found = Class()
    for subject in ("3", "4"):
        found.finish(subject)
    found.deliver()
    found.gradebook.grade(LINE_ITEM, "4", 1)

    assert list(found.rows()) == ["4", "3"]


def test_the_best_finished_attempt_counts() -> None:
    found = Class()
    found.finish("3", second="b")
    tables = found.storage.tables
    best = tables.attempts[found.attempt]
    worse = replace(best, id="worse", started_at=MORNING + timedelta(days=1))
    tables.attempts["worse"] = replace(worse, activities={})

    row = found.rows()["3"]
    assert (row.ours, row.attempt and row.attempt.id) == (10_000, best.id)


def test_attempts_at_what_the_link_showed_before_do_not_count() -> None:
    found = Class()
    found.finish("3")
    link = found.storage.tables.links[found.link]
    other = Content("siaga-bencana", "m1")
    found.storage.tables.links[found.link] = replace(link, content=other)

    assert found.agreements() == {"3": Agreement.NOT_DUE}


def test_without_a_column_the_platform_is_not_asked() -> None:
    found = Class()
    found.gradebook.trouble = [PlatformRefusedError("asked")]
    found.finish("3", line_item_url="")

    assert found.agreements() == {"3": Agreement.NO_COLUMN}
    with pytest.raises(ConflictError) as refused:
        found.send("3")
    assert refused.value.code == "column-missing"


@pytest.mark.parametrize("error", [PlatformBusyError, PlatformRefusedError])
def test_trouble_of_the_platform_is_told_beside_our_scores(
    error: type[Exception],
) -> None:
    found = Class()
    found.finish("3")
    found.gradebook.trouble = [error("Platform tidak menjawab.")]

    seen = compare(found.link, ports=found.ports)
    assert seen.trouble == "Platform tidak menjawab."
    assert [(row.ours, row.agreement) for row in seen.rows] == [(10_000, None)]
    assert found.storage.tables.comparisons == {}


def test_a_platform_that_is_gone_is_told_too() -> None:
    found = Class()
    found.storage.tables.platforms.clear()

    assert "tidak lagi terdaftar" in compare(found.link, ports=found.ports).trouble


def test_the_last_comparison_is_remembered() -> None:
    found = Class()
    for subject in ("3", "4"):
        found.finish(subject)
    found.open("5")
    (before,) = resource_links(ports=found.ports)
    assert (before.learners, before.compared) == (3, None)
    found.deliver()
    found.gradebook.grade(LINE_ITEM, "4", 1)
    found.rows()

    (after,) = resource_links(ports=found.ports)
    assert after.compared is not None
    assert (after.compared.scores, after.compared.differing) == (2, 1)
    assert after.compared.compared_at == found.clock.now()
    assert after.course == "Siaga bencana"


def test_looking_without_comparing_asks_nobody() -> None:
    found = Class()
    found.finish("3")
    found.gradebook.trouble = [PlatformRefusedError("asked")]

    (row,) = link_scores(found.link, ports=found.ports).rows
    assert (row.ours, row.theirs, row.agreement) == (10_000, None, None)
    assert row.message is not None
    assert row.message.state is OutboxState.WAITING


def test_an_unknown_link_is_not_found() -> None:
    found = Class()
    for act in (
        lambda: compare("none", ports=found.ports),
        lambda: send_again("none", {"x"}, "actor", ports=found.ports),
    ):
        with pytest.raises(NotFoundError):
            act()


# ---- sending again -----------------------------------------------------------------


def test_a_score_that_the_platform_lost_is_sent_again_with_a_later_time() -> None:
    found = Class()
    found.finish("3")
    found.deliver()
    found.gradebook._held.clear()
    assert found.agreements() == {"3": Agreement.NOT_ARRIVED}

    assert found.send("3") == 1
    found.deliver()

    assert found.agreements() == {"3": Agreement.SAME}
    first, second = found.gradebook.sent
    assert first.hundredths == second.hundredths
    assert first.timestamp < second.timestamp


def test_only_those_who_were_chosen_are_sent() -> None:
    found = Class()
    for subject in ("3", "4"):
        found.finish(subject)
    found.deliver()
    found.gradebook._held.clear()

    found.send("4")
    found.deliver()

    assert found.agreements() == {"3": Agreement.NOT_ARRIVED, "4": Agreement.SAME}


def test_a_score_of_a_column_made_later_is_sent() -> None:
    found = Class()
    found.finish("3", line_item_url="")
    found.open("3")
    assert found.agreements() == {"3": Agreement.NOT_ARRIVED}
    assert found.rows()["3"].message is None

    found.send("3")
    found.deliver()

    assert found.agreements() == {"3": Agreement.SAME}
    assert found.storage.tables.attempts[found.attempt].sent_hundredths == 10_000


def test_a_score_that_was_dropped_is_sent_after_all() -> None:
    found = Class()
    found.finish("3")
    (message,) = found.storage.tables.outbox.values()
    drop_message(message.id, "actor", "keliru", ports=found.ports)

    found.send("3")

    (message,) = found.storage.tables.outbox.values()
    assert (message.state, message.error) == (OutboxState.WAITING, "")


def test_a_score_that_is_being_sent_is_left_to_its_sender() -> None:
    found = Class()
    found.finish("3")
    with found.storage.writing() as uow:
        (leased,) = uow.outbox.lease("p1", found.clock.now(), 10)
        uow.commit()

    found.send("3")

    (message,) = found.storage.tables.outbox.values()
    assert message == leased


def test_a_score_that_waits_for_its_next_try_is_tried_at_once() -> None:
    found = Class()
    found.gradebook.trouble = [PlatformBusyError("500")]
    found.finish("3")
    found.deliver()
    (message,) = found.storage.tables.outbox.values()
    assert message.due_at > found.clock.now()

    found.send("3")

    (message,) = found.storage.tables.outbox.values()
    assert (message.due_at, message.tries) == (found.clock.now(), 0)


@pytest.mark.parametrize("subjects", [(), ("t",), ("4",), ("elsewhere",)])
def test_without_a_score_of_the_link_nothing_is_sent(subjects: tuple[str]) -> None:
    found = Class()
    found.finish("3")
    found.open("4")
    found.finish("elsewhere", resource_link_id="2")
    before = dict(found.storage.tables.outbox)

    with pytest.raises(InvalidInputError) as refused:
        found.send(*subjects)

    assert refused.value.code == "scores-missing"
    assert found.storage.tables.outbox == before
    assert "scores.sent_again" not in [e.action for e in found.storage.tables.audit]


def test_sending_again_is_in_the_trail_without_a_name() -> None:
    found = Class()
    found.finish("3")
    found.send("3")

    entry = found.storage.tables.audit[-1]
    assert (entry.actor, entry.action) == ("actor", "scores.sent_again")
    assert entry.object == f"resource_link:{found.link}"
    assert entry.after == f"1: {found.account}"
