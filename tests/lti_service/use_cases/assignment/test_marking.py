"""Marking what was handed in: what follows, and who may not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from course_builder.model.activity_progress import Submission
from course_builder.model.question import CompetencyRef
from lti_service.domain.assignment import LEASE, Verdict
from lti_service.domain.evidence import EvidenceState, latest
from lti_service.domain.grant import Role
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.use_cases.access.claim import link_account, unlink_account
from lti_service.use_cases.assignment.marking import (
    finish_mark,
    release_work,
    return_work,
    save_draft,
    undo_mark,
)
from lti_service.use_cases.assignment.marking_queue import (
    finished_marks,
    hand_in_history,
    marking_case,
    marking_figures,
    waiting_assignments,
)
from lti_service.use_cases.evidence.plan import recompute
from lti_service.use_cases.learning.attempt import handle_events
from tests.factories import rendered_assignment, rendered_question
from tests.fakes import FakeClock
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    TODAY,
    account_of,
    decision,
    give,
    keep,
)
from tests.lti_service.use_cases.assignment.given import LEVELS, TASK, Desk

FIRST, SECOND, THIRD = (account_of(who).id for who in (ASSESSOR, BOSS, ADMIN))
HIGH = replace(TASK, competencies=(CompetencyRef("T-PB-01", 3),))
BY_SUPERVISOR = replace(TASK, assessor="supervisor")


def desk(*tasks: object) -> Desk:
    """A desk on which one hand-in lies."""
    made = Desk(*tasks, clock=FakeClock())
    made.hand_in()
    return made


def clock(made: Desk) -> FakeClock:
    assert isinstance(made.ports.clock, FakeClock)
    return made.ports.clock


def ledger(made: Desk) -> list[tuple[str, Decimal, EvidenceState, str | None]]:
    rows = latest(made.storage.tables.evidence.values())
    return [(r.kind, r.result, r.state, r.assessor_id) for r in rows]


def refusal(error: pytest.ExceptionInfo[Exception]) -> str:
    return str(getattr(error.value, "code", ""))


def test_what_is_handed_in_waits_and_is_marked_by_levels() -> None:
    made = desk()
    (waiting,) = waiting_assignments(FIRST, ports=made.ports)
    assert (waiting.turn, waiting.title, waiting.taken) == (1, "Tugas", False)
    assert LEARNER.name not in waiting.name

    mark = finish_mark(made.said(4, 3, comment="Rapi."), FIRST, ports=made.ports)

    assert (mark.given, mark.passed, mark.settles) == (Decimal("8.75"), True, True)
    assert waiting_assignments(FIRST, ports=made.ports) == []
    done = made.attempt.activities["t-rencana"]
    assert isinstance(done, Submission)
    assert done.marking is not None
    assert (done.marking.levels, done.marking.comment) == ((4, 3), "Rapi.")
    assert made.attempt.sent_hundredths == 8750
    assert made.attempt.passed_at is not None
    assert ledger(made) == [
        ("assignment", Decimal("0.875"), EvidenceState.ACCEPTED, ASSESSOR.id)
    ]
    assert [entry.action for entry in made.storage.tables.audit][-1] == (
        "assignment.finished"
    )


def test_a_required_criterion_below_what_is_asked_does_not_pass() -> None:
    made = desk()  # the first criterion is required
    mark = finish_mark(made.said(2, 4), FIRST, ports=made.ports)
    assert mark.share == Decimal("0.75")
    assert not mark.passed
    assert ledger(made)[0][2] is EvidenceState.REJECTED


def test_marks_may_lower_what_the_platform_was_sent() -> None:
    made = Desk(rendered_question("q-1"), TASK)
    item = {"id": "event-0009", "kind": "answered", "activity": "q-1", "answer": ["b"]}
    handle_events("t-1", "a-learner", {"events": [item]}, ports=made.ports)
    made.hand_in()
    assert made.attempt.sent_hundredths == 10000
    finish_mark(made.said(1, 1), FIRST, ports=made.ports)
    assert made.attempt.sent_hundredths is not None
    assert made.attempt.sent_hundredths < 5000
    (message,) = made.storage.tables.outbox.values()
    assert message.payload["hundredths"] == made.attempt.sent_hundredths


def test_the_supervisor_of_that_day_marks_and_reads_the_name() -> None:
    made = desk(BY_SUPERVISOR)
    assert waiting_assignments(FIRST, ports=made.ports) == []
    (waiting,) = waiting_assignments(SECOND, ports=made.ports)
    assert waiting.name == LEARNER.name
    with pytest.raises(ForbiddenError):
        finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    finish_mark(made.said(4, 4), SECOND, ports=made.ports)


def test_without_a_supervisor_assessors_stand_in() -> None:
    made = desk(BY_SUPERVISOR)
    made.unsupervised()
    assert len(waiting_assignments(FIRST, ports=made.ports)) == 1


def test_nobody_marks_their_own() -> None:
    made = desk()
    give(made.storage, Role.ASSESSOR, LEARNER)
    assert waiting_assignments("a-learner", ports=made.ports) == []
    with pytest.raises(ForbiddenError) as error:
        marking_case("a-learner", made.latest.id, ports=made.ports)
    assert refusal(error) == "self-marking"


def test_assessors_of_another_unit_and_others_are_turned_away() -> None:
    made = desk()
    give(made.storage, Role.ASSESSOR, ADMIN, "LAIN")
    for account in (THIRD, "a-learner"):
        assert waiting_assignments(account, ports=made.ports) == []
        with pytest.raises(ForbiddenError):
            marking_case(account, made.latest.id, ports=made.ports)
    with pytest.raises(NotFoundError):
        marking_case(FIRST, "tiada", ports=made.ports)


def test_who_opens_a_hand_in_has_it_for_a_while() -> None:
    made = desk()
    marking_case(FIRST, made.latest.id, ports=made.ports)
    (seen,) = waiting_assignments(SECOND, ports=made.ports)
    assert seen.taken
    with pytest.raises(ConflictError) as error:
        marking_case(SECOND, made.latest.id, ports=made.ports)
    assert refusal(error) == "marking-taken"
    clock(made).advance(seconds=LEASE.total_seconds())
    marking_case(SECOND, made.latest.id, ports=made.ports)
    release_work(made.latest.id, SECOND, ports=made.ports)
    marking_case(FIRST, made.latest.id, ports=made.ports)


def test_a_draft_is_there_again() -> None:
    made = desk()
    save_draft(made.said(0, 3, comment="Belum selesai"), FIRST, ports=made.ports)
    case = marking_case(FIRST, made.latest.id, ports=made.ports)
    assert (case.draft.levels, case.draft.comment) == ((0, 3), "Belum selesai")
    assert waiting_assignments(FIRST, ports=made.ports)[0].drafted
    assert made.storage.tables.marks == []


@pytest.mark.parametrize("levels", [(), (1,), (0, 4), (5, 1), (-1, 4), (1, 1, 1)])
def test_every_criterion_needs_a_level_that_exists(levels: tuple[int, ...]) -> None:
    made = desk()
    with pytest.raises(InvalidInputError) as error:
        finish_mark(made.said(*levels), FIRST, ports=made.ports)
    assert refusal(error) == "levels-missing"
    assert made.storage.tables.marks == []


def test_work_is_returned_with_a_reason_and_handed_in_again() -> None:
    made = desk()
    with pytest.raises(InvalidInputError) as error:
        return_work(made.said(comment=" "), FIRST, ports=made.ports)
    assert refusal(error) == "return-reason-missing"

    return_work(made.said(comment="Tambah jalur."), FIRST, ports=made.ports)

    assert waiting_assignments(FIRST, ports=made.ports) == []
    done = made.attempt.activities["t-rencana"]
    assert isinstance(done, Submission)
    assert done.marking is not None
    assert done.marking.returned
    view = made.hand_in({"text": "Dengan jalur"})["view"]
    assert view["times"] == 2
    assert "marking" not in view  # not said of this one
    case = marking_case(FIRST, made.latest.id, ports=made.ports)
    ((earlier, mark),) = [(one.hand_in, one.mark) for one in case.earlier]
    assert (earlier.number, mark and mark.comment) == (1, "Tambah jalur.")
    finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    history = hand_in_history("t-1", ports=made.ports)["t-rencana"]
    told = [(h.hand_in.number, h.mark and h.mark.verdict) for h in history]
    assert told == [(2, Verdict.FINISHED), (1, Verdict.RETURNED)]


def test_what_is_marked_is_not_handed_in_again() -> None:
    made = desk()
    finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    assert made.hand_in()["error"]["code"] == "marked-already"
    assert len(made.storage.tables.hand_ins) == 1


def test_an_older_hand_in_is_not_marked() -> None:
    made = desk()
    old = made.said(4, 4)
    made.hand_in({"text": "Lebih baik"})
    with pytest.raises(ConflictError) as error:
        finish_mark(old, FIRST, ports=made.ports)
    assert refusal(error) == "handed-in-meanwhile"


def test_a_teachers_trial_waits_for_nobody() -> None:
    made = Desk()
    trial = replace(made.attempt, instructor=True)
    made.storage.tables.attempts["t-1"] = trial
    made.hand_in()
    assert made.storage.tables.hand_ins == []


def test_two_mark_high_levels_and_the_first_stands_where_they_agree() -> None:
    made = desk(HIGH)
    first = finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    assert not first.settles
    assert ledger(made) == []
    with pytest.raises(ForbiddenError) as error:
        marking_case(FIRST, made.latest.id, ports=made.ports)
    assert refusal(error) == "marker-involved"
    case = marking_case(SECOND, made.latest.id, ports=made.ports)
    assert case.work.turn == 2
    assert case.earlier == ()

    finish_mark(made.said(4, 3), SECOND, ports=made.ports)

    done = made.attempt.activities["t-rencana"]
    assert isinstance(done, Submission)
    assert done.marking is not None
    assert done.marking.given == Decimal(10)
    assert {row[3] for row in ledger(made)} == {ASSESSOR.id, BOSS.id}
    assert {row[1] for row in ledger(made)} == {Decimal(1)}


def test_a_third_decides_where_two_differ() -> None:
    made = desk(HIGH)
    give(made.storage, Role.ASSESSOR, ADMIN)
    finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    second = finish_mark(made.said(1, 1), SECOND, ports=made.ports)
    assert not second.settles
    with pytest.raises(ConflictError) as error:
        return_work(made.said(comment="Ulangi"), THIRD, ports=made.ports)
    assert refusal(error) == "return-too-late"
    finish_mark(made.said(3, 3), THIRD, ports=made.ports)
    assert {row[1] for row in ledger(made)} == {Decimal("0.75")}
    assert {row[3] for row in ledger(made)} == {ASSESSOR.id, ADMIN.id}
    _, (row,) = marking_figures(ports=made.ports)
    assert (row.name, row.agreement.n, row.agreement.agreed, row.third) == (
        ASSESSOR.name,
        1,
        0,
        1,
    )


def test_a_mark_is_taken_back_by_a_new_row() -> None:
    made = desk()
    mark = finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    (mine,) = finished_marks(FIRST, ports=made.ports)
    assert (mine.mark, mine.name) == (mark, LEARNER.name)

    undo_mark(mark.id, FIRST, ports=made.ports)

    verdicts = [row.verdict for row in made.storage.tables.marks]
    assert verdicts == [Verdict.FINISHED, Verdict.UNDONE]
    assert ledger(made)[0][2] is EvidenceState.WITHDRAWN
    done = made.attempt.activities["t-rencana"]
    assert isinstance(done, Submission)
    assert done.marking is None
    case = marking_case(FIRST, made.latest.id, ports=made.ports)
    assert case.draft.levels == (4, 4)
    assert finished_marks(FIRST, ports=made.ports) == []
    finish_mark(made.said(3, 4), FIRST, ports=made.ports)
    assert ledger(made)[0][1:3] == (Decimal("0.875"), EvidenceState.ACCEPTED)


def test_a_return_that_is_taken_back_waits_again() -> None:
    made = desk()
    mark = return_work(made.said(comment="Ulangi"), FIRST, ports=made.ports)
    undo_mark(mark.id, FIRST, ports=made.ports)
    assert len(waiting_assignments(FIRST, ports=made.ports)) == 1


def too_late(made: Desk) -> None:
    clock(made).advance(hours=25)


def decided(made: Desk) -> None:
    rows = tuple(row.id for row in made.storage.tables.evidence.values())
    keep(made.storage, decision(evidence_ids=rows))


@pytest.mark.parametrize("spoil", [too_late, decided])
def test_a_mark_that_others_rely_on_stays(spoil: object) -> None:
    made = desk()
    mark = finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    assert callable(spoil)
    spoil(made)
    with pytest.raises(ConflictError) as error:
        undo_mark(mark.id, FIRST, ports=made.ports)
    assert refusal(error) == "mark-fixed"


def test_nobody_takes_back_what_another_said() -> None:
    made = desk(HIGH)
    first = finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    with pytest.raises(NotFoundError):
        undo_mark(first.id, SECOND, ports=made.ports)
    finish_mark(made.said(4, 4), SECOND, ports=made.ports)
    with pytest.raises(ConflictError):
        undo_mark(first.id, FIRST, ports=made.ports)


def test_a_competency_waits_for_all_assignments_that_name_it() -> None:
    other = rendered_assignment("t-lain", levels=LEVELS, competencies=TASK.competencies)
    made = Desk(TASK, other)
    made.hand_in()
    finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    assert ledger(made) == []
    made.hand_in(activity="t-lain")
    finish_mark(made.said(3, 3), FIRST, ports=made.ports)
    assert ledger(made)[0][1] == Decimal("0.875")


def test_work_without_a_rubric_is_marked_as_a_whole() -> None:
    plain = replace(TASK, levels=(), criteria=(), required_criteria=())
    made = desk(plain)
    assert finish_mark(made.said(3), FIRST, ports=made.ports).given == Decimal("7.5")


def test_what_is_due_first_comes_first_and_courses_can_be_told_apart() -> None:
    soon = replace(TASK, due_days=2)
    later = rendered_assignment("t-lain", levels=LEVELS, due_days=9)
    made = Desk(later, soon)
    made.hand_in(activity="t-lain")
    made.hand_in()
    waiting = waiting_assignments(FIRST, ports=made.ports)
    assert [one.hand_in.activity_id for one in waiting] == ["t-rencana", "t-lain"]
    assert [one.late for one in waiting] == [True, False]
    assert waiting_assignments(FIRST, course_id="lain", ports=made.ports) == []


def test_marks_become_evidence_once_the_account_is_linked_and_go_with_the_link() -> (
    None
):
    made = Desk(clock=FakeClock())
    accounts = made.storage.tables.accounts
    accounts["a-learner"] = replace(accounts["a-learner"], person_id=None)
    made.hand_in()
    finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    assert ledger(made) == []
    link_account("a-learner", LEARNER.id, actor="a-admin", ports=made.ports)
    assert ledger(made)[0][1:3] == (Decimal(1), EvidenceState.ACCEPTED)
    unlink_account("a-learner", actor="a-admin", ports=made.ports)
    assert ledger(made)[0][2] is EvidenceState.WITHDRAWN


def test_recomputing_completes_evidence_of_marks_that_lacks() -> None:
    made = desk()
    finish_mark(made.said(4, 4), FIRST, ports=made.ports)
    before = ledger(made)
    made.storage.tables.evidence.clear()
    recompute(TODAY, check=False, ports=made.ports)
    assert ledger(made) == before
    recompute(TODAY, check=False, ports=made.ports)
    assert len(made.storage.tables.evidence) == 1
