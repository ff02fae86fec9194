"""Mark what was handed in: draft, finish, return, take back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from course_builder.model.activity_progress import (
    ActivityProgress,
    Marking,
    QuestionProgress,
    QuizProgress,
    Submission,
)
from course_builder.model.quiz_marking import with_marking
from course_builder.model.rendered import RenderedQuiz
from lti_service.domain.assignment import (
    FIRST,
    LEASE,
    HandIn,
    Mark,
    MarkDraft,
    Verdict,
    are_levels,
    criteria_count,
    decisive,
    judge,
    next_turn,
    standing_marks,
)
from lti_service.domain.attempt import Attempt
from lti_service.domain.audit import AuditEntry
from lti_service.errors import ConflictError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.assignment.assignment import (
    record_assignment_evidence,
)
from lti_service.use_cases.assignment.marker import (
    Marker,
    Work,
    check_may_mark,
    marker_of,
    work_of,
)
from lti_service.use_cases.learning.attempt import attempt_course, settle_attempt

LONGEST_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class MarkRequest:
    """What a marker has chosen and written.

    Attributes:
        levels: Of each criterion, from 1; 0 where none is chosen.
        comments: On each criterion.
    """

    hand_in_id: str
    levels: tuple[int, ...]
    comments: tuple[str, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class OpenWork:
    """A hand-in whose turn somebody may take, in a transaction that may write."""

    work: Work
    marker: Marker
    draft: MarkDraft


def open_work(
    account_id: str, hand_in_id: str, uow: UnitOfWork, ports: Ports
) -> OpenWork:
    """Return a hand-in that somebody may mark now, leased to them.

    The caller saves the draft, which holds the lease, and commits.

    Raises:
        NotFoundError: No such hand-in.
        ForbiddenError: They may not take this turn.
        ConflictError: It is settled (``marked-meanwhile``), handed in again
            (``handed-in-meanwhile``), or with somebody else (``marking-taken``).
    """
    marker = marker_of(account_id, uow, ports)
    hand_in = uow.assignments.hand_in(hand_in_id)
    if hand_in is None:
        raise NotFoundError("not-found", hand_in=hand_in_id)
    uow.attempts.get(hand_in.attempt_id)  # locked, so that each turn is taken once
    work = work_of(hand_in, uow.assignments.marks([hand_in.id]), uow, ports)
    check_may_mark(marker, work)
    if work.turn is None:
        raise ConflictError("marked-meanwhile", hand_in=hand_in_id)
    if _newest(hand_in, uow) != hand_in:
        raise ConflictError("handed-in-meanwhile", hand_in=hand_in_id)
    now = ports.clock.now()
    drafts = {
        d.marker_id: d for d in uow.assignments.drafts() if d.hand_in_id == hand_in.id
    }
    mine = drafts.pop(marker.person.id, None)
    if any(draft.holds(now) for draft in drafts.values()):
        raise ConflictError("marking-taken", hand_in=hand_in_id)
    blank = MarkDraft(
        hand_in.id,
        marker.person.id,
        levels=(0,) * criteria_count(work.activity),
        comments=("",) * criteria_count(work.activity),
        comment="",
        saved_at=None,
        leased_until=now + LEASE,
    )
    draft = replace(mine, leased_until=now + LEASE) if mine else blank
    return OpenWork(work, marker, draft)


def save_draft(request: MarkRequest, account_id: str, *, ports: Ports) -> MarkDraft:
    """Keep what a marker has chosen and written so far; the lease begins anew.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `open_work`.
    """
    with ports.storage.writing() as uow:
        opened = open_work(account_id, request.hand_in_id, uow, ports)
        draft = _drafted(request, opened, ports.clock.now())
        uow.assignments.save_draft(draft)
        uow.commit()
    return draft


def release_work(hand_in_id: str, account_id: str, *, ports: Ports) -> None:
    """Give a hand-in back to the queue; what was saved stays.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `open_work`.
    """
    with ports.storage.writing() as uow:
        draft = open_work(account_id, hand_in_id, uow, ports).draft
        if draft.saved_at is None:
            uow.assignments.drop_draft(hand_in_id, draft.marker_id)
        else:
            ended = replace(draft, leased_until=ports.clock.now())
            uow.assignments.save_draft(ended)
        uow.commit()


def finish_mark(request: MarkRequest, account_id: str, *, ports: Ports) -> Mark:
    """Record what a marker says of all criteria.

    Where nobody else has to judge, the learner's points, pass, score and evidence follow.

    Raises:
        InvalidInputError: A criterion has no level: ``levels-missing``.
        NotFoundError, ForbiddenError, ConflictError: As `open_work`.
    """
    with ports.storage.writing() as uow:
        opened = open_work(account_id, request.hand_in_id, uow, ports)
        work, rule = opened.work, opened.work.rule
        if not are_levels(request.levels, work.activity):
            raise InvalidInputError("levels-missing")
        judged = judge(request.levels, work.activity, rule)
        said = _drafted(request, opened, ports.clock.now())
        mark = _mark(opened, said, Verdict.FINISHED, ports)
        mark = replace(
            mark, levels=request.levels, given=judged.given, passed=judged.passed
        )
        marks = [*work.marks, mark]
        settles = next_turn(marks, rule, doubled=work.doubled) is None
        mark = replace(mark, settles=settles)
        _add(mark, f"turn {mark.turn}: {mark.given}/{mark.maximum}", opened, uow)
        if settles:
            _settle(work.hand_in, decisive([*work.marks, mark]), uow, ports)
        uow.commit()
    return mark


def return_work(request: MarkRequest, account_id: str, *, ports: Ports) -> Mark:
    """Let the learner hand in again, and say why.

    Raises:
        InvalidInputError: There is no reason: ``return-reason-missing``.
        NotFoundError, ForbiddenError, ConflictError: As `open_work`, or another has
            marked it already (``return-too-late``), or it is an answer of a quiz, whose
            run is over (``run-not-returned``).
    """
    if not request.comment.strip():
        raise InvalidInputError("return-reason-missing")
    with ports.storage.writing() as uow:
        opened = open_work(account_id, request.hand_in_id, uow, ports)
        if opened.work.is_of_quiz:
            raise ConflictError("run-not-returned", hand_in=request.hand_in_id)
        if opened.work.turn != FIRST:
            raise ConflictError("return-too-late", hand_in=request.hand_in_id)
        said = _drafted(request, opened, ports.clock.now())
        mark = replace(_mark(opened, said, Verdict.RETURNED, ports), settles=True)
        _add(mark, "returned", opened, uow)
        _settle(opened.work.hand_in, mark, uow, ports)
        uow.commit()
    return mark


def undo_mark(mark_id: str, account_id: str, *, ports: Ports) -> HandIn:
    """Take one's own mark back by a new row; the hand-in waits again, with its draft.

    Raises:
        NotFoundError: No such mark of this marker.
        ForbiddenError: They may mark nothing.
        ConflictError: It is too late: ``mark-fixed``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        marker = marker_of(account_id, uow, ports)
        mark = uow.assignments.mark(mark_id)
        hand_in = uow.assignments.hand_in(mark.hand_in_id) if mark else None
        if mark is None or hand_in is None or mark.marked_by != marker.person.id:
            raise NotFoundError("not-found", mark=mark_id)
        uow.attempts.get(hand_in.attempt_id)  # locked
        work = work_of(hand_in, uow.assignments.marks([hand_in.id]), uow, ports)
        if not may_undo(mark, work, now, uow):
            raise ConflictError("mark-fixed", mark=mark_id)
        undoing = replace(
            mark,
            id=ports.new_id(),
            verdict=Verdict.UNDONE,
            settles=False,
            marked_at=now,
            undoes=mark.id,
        )
        uow.assignments.add_mark(undoing)
        uow.assignments.save_draft(
            MarkDraft(
                hand_in.id,
                marker.person.id,
                levels=mark.levels or (0,) * criteria_count(work.activity),
                comments=mark.comments,
                comment=mark.comment,
                saved_at=now,
                leased_until=now + LEASE,
            )
        )
        uow.audit.add(
            AuditEntry(
                now,
                account_id,
                "assignment.undone",
                f"hand-in:{hand_in.id}",
                before=f"turn {mark.turn}: {mark.verdict}",
                after="waits",
            )
        )
        if mark.settles:
            _settle(hand_in, _before(hand_in, uow), uow, ports)
        uow.commit()
    return hand_in


def may_undo(mark: Mark, work: Work, now: datetime, uow: UnitOfWork) -> bool:
    """Whether a mark may still be taken back.

    Not after some hours, once another has marked after it, the learner has handed in
    again, or a decision rests on its evidence.
    """
    hours = timedelta(hours=float(work.rule.undo_hours))
    if not work.marks or work.marks[-1] != mark or now > mark.marked_at + hours:
        return False
    if _newest(work.hand_in, uow) != work.hand_in:
        return False
    if work.is_of_quiz and not _is_latest_run(work.hand_in, work.attempt):
        return False
    return work.learner is None or not _is_used(work, work.learner.id, uow)


def _is_used(work: Work, person_id: str, uow: UnitOfWork) -> bool:
    """Whether a decision rests on evidence that came of it, or of its quiz."""
    quiz = f"attempt:{work.attempt.id}"
    source = quiz if work.is_of_quiz else f"{quiz}:assignment"
    ours = {
        row.id
        for row in uow.evidence.of_person(person_id)
        if row.record == source
        or (not work.is_of_quiz and row.record.startswith(f"{source}:"))
    }
    decisions = uow.evidence.decisions(person_id)
    return any(ours & set(decision.evidence_ids) for decision in decisions)


def _is_latest_run(hand_in: HandIn, attempt: Attempt) -> bool:
    """Whether no run was begun since that of an answer."""
    done = attempt.activities.get(hand_in.activity_id.partition("/")[0])
    return isinstance(done, QuizProgress) and done.runs == hand_in.number


def _newest(hand_in: HandIn, uow: UnitOfWork) -> HandIn:
    same = [
        one
        for one in uow.assignments.of_attempt(hand_in.attempt_id)
        if one.activity_id == hand_in.activity_id
    ]
    return max(same, key=lambda one: one.number)


def _before(hand_in: HandIn, uow: UnitOfWork) -> Mark | None:
    """Return what was said of the hand-in before this one; none where it is the first."""
    earlier = [
        one
        for one in uow.assignments.of_attempt(hand_in.attempt_id)
        if one.activity_id == hand_in.activity_id and one.number < hand_in.number
    ]
    for one in sorted(earlier, key=lambda one: -one.number):
        marks = standing_marks(uow.assignments.marks([one.id]))
        if marks and marks[-1].settles:
            return decisive(marks)
    return None


def _drafted(request: MarkRequest, opened: OpenWork, now: datetime) -> MarkDraft:
    """Return a draft of what was sent, in the form that the rubric asks for."""
    count = criteria_count(opened.work.activity)
    levels = [*request.levels, *[0] * count][:count]
    comments = [*request.comments, *[""] * count][:count]
    return replace(
        opened.draft,
        levels=tuple(levels),
        comments=tuple(_cut(comment) for comment in comments),
        comment=_cut(request.comment),
        saved_at=now,
    )


def _mark(opened: OpenWork, said: MarkDraft, verdict: Verdict, ports: Ports) -> Mark:
    work = opened.work
    return Mark(
        id=ports.new_id(),
        hand_in_id=work.hand_in.id,
        turn=work.turn or FIRST,
        verdict=verdict,
        levels=(),
        comments=said.comments,
        comment=said.comment,
        given=None,
        maximum=Decimal(work.activity.points),
        passed=False,
        settles=False,
        rule_version=work.rule.version,
        marked_by=opened.marker.person.id,
        marked_at=ports.clock.now(),
    )


def _add(mark: Mark, told: str, opened: OpenWork, uow: UnitOfWork) -> None:
    uow.assignments.add_mark(mark)
    uow.assignments.drop_draft(mark.hand_in_id, mark.marked_by)
    uow.audit.add(
        AuditEntry(
            mark.marked_at,
            opened.marker.account_id,
            f"assignment.{mark.verdict}",
            f"hand-in:{mark.hand_in_id}",
            after=told,
            reason=mark.comment if mark.verdict is Verdict.RETURNED else "",
        )
    )


def _settle(hand_in: HandIn, mark: Mark | None, uow: UnitOfWork, ports: Ports) -> None:
    """Let the learner's attempt say what the mark says; none takes back what was said."""
    before = uow.attempts.get(hand_in.attempt_id)
    if before is None:
        return
    about, _, question_id = hand_in.activity_id.partition("/")
    done, said = before.activities.get(about), _marking(mark) if mark else None
    course = attempt_course(before, ports=ports)
    marked: ActivityProgress
    match done, course.activities.get(about):
        case Submission() | QuestionProgress(), _:
            marked = replace(done, marking=said)
        case QuizProgress(runs=hand_in.number), RenderedQuiz() as quiz:
            marked = with_marking(quiz, done, question_id, said)
        case _:
            return
    activities = {**before.activities, about: marked}
    attempt = replace(before, activities=activities)
    settle_attempt(before, attempt, uow=uow, ports=ports)
    account = uow.accounts.get(attempt.account_id)
    if account is not None and account.person_id is not None:
        record_assignment_evidence(
            attempt,
            course,
            account.person_id,
            uow=uow,
            now=ports.clock.now(),
            tz=ports.time_zone,
            new_id=ports.new_id,
        )


def _marking(mark: Mark) -> Marking:
    return Marking(
        returned=mark.verdict is Verdict.RETURNED,
        given=mark.given,
        maximum=mark.maximum,
        levels=mark.levels,
        comments=mark.comments,
        comment=mark.comment,
        at=int(mark.marked_at.timestamp()),
    )


def _cut(comment: str) -> str:
    return comment.strip()[:LONGEST_COMMENT]


def marks_by_hand_in(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    """Return marks by the hand-in that they are about."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.hand_in_id, []).append(mark)
    return found
