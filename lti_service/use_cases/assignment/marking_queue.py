"""What waits for whoever marks, one hand-in of it opened, and how alike two marked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from course_builder.model.activity_progress import HeldFile, Submission
from course_builder.model.rendered import RenderedCourse, RenderedQuiz
from lti_service.domain.assignment import (
    SECOND,
    THIRD,
    HandIn,
    Mark,
    MarkDraft,
    MarkingRule,
    Verdict,
    decisive,
    marking_rule,
    pseudonym,
    standing_marks,
    urgency,
)
from lti_service.domain.evidence import Outcome
from lti_service.domain.moderation import (
    Agreement,
    agreement,
    moderation_rule,
    needs_calibration,
)
from lti_service.errors import ForbiddenError, NotFoundError, ServiceError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.assignment.marker import (
    Marker,
    Work,
    check_may_mark,
    marker_of,
    work_of,
)
from lti_service.use_cases.assignment.marking import (
    marks_by_hand_in,
    may_undo,
    open_work,
)
from lti_service.use_cases.evidence.decision import name_of
from lti_service.use_cases.learning.attempt import attempt_course

_LONGEST_UNDO = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class WaitingAssignment:
    """A hand-in that waits for a marker.

    Attributes:
        name: The learner's, for their supervisor; else what stands for it.
        late: Whether it should have been marked by now, as it was due before today.
        drafted: Whether this marker has saved a draft of it.
        taken: Whether it is with somebody else just now.
    """

    hand_in: HandIn
    turn: int
    title: str
    course_id: str
    course: str
    name: str
    late: bool
    drafted: bool
    taken: bool


@dataclass(frozen=True, slots=True)
class FinishedMark:
    """What somebody marked a while ago, and may take back."""

    mark: Mark
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class EarlierHandIn:
    """A hand-in before the present one, and what was said of it; none for nothing."""

    hand_in: HandIn
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class MarkingCase:
    """A hand-in that is marked.

    Attributes:
        html: The activity as the learner sees it.
        files: Those that were handed in.
        earlier: What was handed in before, newest first.
        number: Its place among those that wait, counted from 1.
        previous, following: Ids of its neighbours there; empty for none.
    """

    work: Work
    course: RenderedCourse
    html: str
    name: str
    draft: MarkDraft
    files: tuple[HeldFile, ...]
    earlier: tuple[EarlierHandIn, ...]
    number: int
    waiting: int
    previous: str
    following: str


@dataclass(frozen=True, slots=True)
class MarkerAgreement:
    """How alike a first marker and the second ones marked.

    Attributes:
        third: How often a third had to decide.
        calibrate: Whether a calibration session is advised.
    """

    name: str
    agreement: Agreement
    third: int
    calibrate: bool


def waiting_assignments(
    account_id: str, *, course_id: str = "", ports: Ports
) -> list[WaitingAssignment]:
    """Return what waits for a marker, what is due first before the rest.

    Args:
        account_id: Who marks; of those who may mark nothing, nothing waits.
        course_id: Only this course's; empty for all.
        ports: Connections to the outside.
    """
    with ports.storage.reading() as uow:
        try:
            marker = marker_of(account_id, uow, ports)
        except ForbiddenError:
            return []
        waiting = _waiting(marker, uow, ports)
    return [one for one in waiting if course_id in ("", one.course_id)]


def finished_marks(account_id: str, *, ports: Ports) -> list[FinishedMark]:
    """Return what a marker may still take back, newest first.

    Raises:
        ForbiddenError: They may mark nothing.
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        marker = marker_of(account_id, uow, ports)
        found = []
        for mark in uow.assignments.marked_by(marker.person.id, now - _LONGEST_UNDO):
            hand_in = uow.assignments.hand_in(mark.hand_in_id)
            if hand_in is None or mark.verdict is Verdict.UNDONE:
                continue
            try:
                work = work_of(hand_in, uow.assignments.marks([hand_in.id]), uow, ports)
            except NotFoundError:
                continue
            if may_undo(mark, work, now, uow):
                # Judged: now the marker may know whose it is.
                name = work.learner.name if work.learner else pseudonym(hand_in)
                found.append(FinishedMark(mark, work.activity.title, name))
    return found


def marking_case(account_id: str, hand_in_id: str, *, ports: Ports) -> MarkingCase:
    """Open a hand-in: it is leased to whoever opens it.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `open_work`.
    """
    with ports.storage.writing() as uow:
        opened = open_work(account_id, hand_in_id, uow, ports)
        uow.assignments.save_draft(opened.draft)
        uow.commit()
    with ports.storage.reading() as uow:
        waiting = [
            one.hand_in.id
            for one in _waiting(opened.marker, uow, ports)
            if not one.taken
        ]
        earlier = _earlier(opened.work.hand_in, uow)
    place = waiting.index(hand_in_id) if hand_in_id in waiting else 0
    attempt, activity = opened.work.attempt, opened.work.activity
    course = attempt_course(attempt, ports=ports)
    done = attempt.activities.get(activity.id)
    held = done.files if isinstance(done, Submission) else ()
    named = opened.work.hand_in.answers.get("files", ())
    return MarkingCase(
        work=opened.work,
        course=course,
        html=_html(opened.work.hand_in.activity_id, course),
        name=_name(opened.work),
        draft=opened.draft,
        files=tuple(file for file in held if file.id in named),
        earlier=earlier,
        number=place + 1,
        waiting=len(waiting),
        previous=waiting[place - 1] if place else "",
        following=waiting[place + 1] if place + 1 < len(waiting) else "",
    )


def hand_in_history(
    attempt_id: str, *, ports: Ports
) -> dict[str, tuple[EarlierHandIn, ...]]:
    """Return all hand-ins of an attempt by activity, newest first, with what was said."""
    with ports.storage.reading() as uow:
        hand_ins = uow.assignments.of_attempt(attempt_id)
        marks = marks_by_hand_in(uow.assignments.marks(h.id for h in hand_ins))
    found: dict[str, list[EarlierHandIn]] = defaultdict(list)
    for one in reversed(hand_ins):
        found[one.activity_id].append(_told(one, marks.get(one.id, [])))
    return {activity: tuple(rows) for activity, rows in found.items()}


def marking_figures(*, ports: Ports) -> tuple[MarkingRule, list[MarkerAgreement]]:
    """Return how alike first and second markers judged whether work passes, by name."""
    with ports.storage.reading() as uow:
        parameters = uow.rules.parameters(today(ports))
        rule, advised = marking_rule(parameters), moderation_rule(parameters)
        pairs: dict[str, list[tuple[Outcome, Outcome]]] = defaultdict(list)
        thirds: dict[str, int] = defaultdict(int)
        for rows in marks_by_hand_in(uow.assignments.all_marks()).values():
            marks = standing_marks(rows)
            if len(marks) >= SECOND:
                first = marks[0].marked_by
                pairs[first].append((_outcome(marks[0]), _outcome(marks[1])))
                thirds[first] += len(marks) == THIRD
        found = []
        for person_id, both in pairs.items():
            alike = agreement(both)
            found.append(
                MarkerAgreement(
                    name_of(person_id, uow),
                    alike,
                    thirds[person_id],
                    needs_calibration(alike, advised),
                )
            )
    return rule, sorted(found, key=lambda row: row.name)


def _waiting(marker: Marker, uow: UnitOfWork, ports: Ports) -> list[WaitingAssignment]:
    now = ports.clock.now()
    hand_ins = uow.assignments.waiting()
    marks = uow.assignments.marks(hand_in.id for hand_in in hand_ins)
    drafts = uow.assignments.drafts()
    held = {d.hand_in_id: d.marker_id for d in drafts if d.holds(now)}
    saved = {(d.hand_in_id, d.marker_id) for d in drafts if d.saved_at is not None}
    by_hand_in = marks_by_hand_in(marks)
    found = []
    for hand_in in sorted(hand_ins, key=urgency):
        try:
            work = work_of(hand_in, by_hand_in.get(hand_in.id, []), uow, ports)
            check_may_mark(marker, work)
        except ServiceError:
            continue  # another's to mark
        if work.turn is None:
            continue
        course = ports.courses.get(work.attempt.release_id)
        found.append(
            WaitingAssignment(
                hand_in=hand_in,
                turn=work.turn,
                title=work.activity.title,
                course_id=course.id,
                course=course.title,
                name=_name(work),
                late=hand_in.due_at is not None and hand_in.due_at <= now,
                drafted=(hand_in.id, marker.person.id) in saved,
                taken=held.get(hand_in.id, marker.person.id) != marker.person.id,
            )
        )
    return found


def _html(activity_id: str, course: RenderedCourse) -> str:
    """Return what the learner read: the activity's section, or a quiz's question."""
    about, _, question_id = activity_id.partition("/")
    activity = course.activities[about]
    if isinstance(activity, RenderedQuiz):
        return activity.forms[question_id]
    return "".join(page.html for page in course.only_activity(about).pages)


def _name(work: Work) -> str:
    """Return the learner's name for their supervisor, who knows it; else a pseudonym."""
    if work.by_supervisor and work.learner is not None:
        return work.learner.name
    return pseudonym(work.hand_in)


def _earlier(hand_in: HandIn, uow: UnitOfWork) -> tuple[EarlierHandIn, ...]:
    before = [
        one
        for one in uow.assignments.of_attempt(hand_in.attempt_id)
        if one.activity_id == hand_in.activity_id and one.number < hand_in.number
    ]
    marks = marks_by_hand_in(uow.assignments.marks(one.id for one in before))
    return tuple(_told(one, marks.get(one.id, [])) for one in reversed(before))


def _told(hand_in: HandIn, rows: Sequence[Mark]) -> EarlierHandIn:
    marks = standing_marks(rows)
    settled = bool(marks) and marks[-1].settles
    return EarlierHandIn(hand_in, decisive(marks) if settled else None)


def _outcome(mark: Mark) -> Outcome:
    return Outcome.ACHIEVED if mark.passed else Outcome.NOT_YET
