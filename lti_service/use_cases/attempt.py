"""Work through a course: events come in, are graded, and others learn of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from course_builder.errors import AnswerFormatError
from course_builder.model.activity_progress import UNTOUCHED, QuestionProgress
from course_builder.model.grading import Feedback, feedback
from course_builder.model.progress import (
    CourseProgress,
    answer_question,
    is_closed,
    open_hint,
    summarise,
)
from course_builder.model.rendered import RenderedCourse, RenderedQuestion
from lti_service.domain.attempt import Attempt, Event, RecordedEvent
from lti_service.domain.launch import Account
from lti_service.errors import ForbiddenError, InvalidInputError, NotFoundError
from lti_service.ports import Ports, UnitOfWork
from lti_service.use_cases.evidence import record_attempt_evidence

MOST_EVENTS = 200
_EVENT_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


@dataclass(frozen=True, slots=True)
class Handled:
    """What came of a batch of events.

    Attributes:
        results: One reply an event, in the order they came.
        progress: Where the attempt stands now.
    """

    results: Sequence[Mapping[str, Any]]
    progress: CourseProgress


def attempt_course(attempt: Attempt, *, ports: Ports) -> RenderedCourse:
    """Return the course of an attempt, cut down to its module where it has one."""
    course = ports.courses.get(attempt.release_id)
    if not attempt.module_id:
        return course
    try:
        return course.only(attempt.module_id)
    except KeyError as error:
        raise NotFoundError("unknown-course", module=attempt.module_id) from error


def open_attempt(attempt_id: str, account_id: str, *, ports: Ports) -> Attempt:
    """Return an account's attempt.

    Raises:
        NotFoundError: No such attempt.
        ForbiddenError: It is another account's.
    """
    with ports.storage.reading() as uow:
        return _own(uow.attempts.get(attempt_id), attempt_id, account_id)


def handle_events(
    attempt_id: str,
    account_id: str,
    batch: object,
    *,
    ports: Ports,
    counts: bool = True,
) -> Handled:
    """Take in what the player reports; one commit for the whole batch.

    An event that was seen before changes nothing and gets the reply it got then. One
    that cannot be understood gets an error as its reply and hinders no other.

    Args:
        attempt_id: The attempt.
        account_id: Whose token was shown.
        batch: The decoded JSON body.
        ports: Connections to the outside.
        counts: False where a teacher only looks: then nothing is sent to the platform
            and no evidence is written.

    Raises:
        InvalidInputError: The batch as a whole cannot be read.
        NotFoundError: No such attempt.
        ForbiddenError: It is another account's.
    """
    items = _items(batch)
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        attempt = _own(uow.attempts.get(attempt_id), attempt_id, account_id)
        course = attempt_course(attempt, ports=ports)
        ids = [item["id"] for item in items if _is_id(item.get("id"))]
        seen = {k: r.reply for k, r in uow.attempts.recorded(attempt_id, ids).items()}
        results: list[Mapping[str, Any]] = []
        fresh: list[RecordedEvent] = []
        before = attempt
        for item in items:
            reply, recorded, attempt = _handle(item, attempt, course, seen, now)
            results.append(reply)
            if recorded is not None:
                fresh.append(recorded)
                seen[recorded.event.id] = reply
        progress = summarise(course, attempt.viewed, attempt.activities)
        if fresh:
            uow.attempts.record(fresh)
            attempt = _dated(attempt, progress, now, counts=counts)
            if counts:
                attempt = _report(before, attempt, course, progress, now, uow, ports)
            uow.attempts.save(attempt)
            uow.commit()
    return Handled(results, progress)


@dataclass(frozen=True, slots=True)
class LearnerProgress:
    """One learner's attempt as a teacher sees it in the class."""

    account: Account
    attempt: Attempt
    progress: CourseProgress


def link_progress(
    resource_link_id: str, viewer_id: str, *, ports: Ports
) -> list[LearnerProgress]:
    """Return how far the learners of a resource link are, by name.

    Args:
        resource_link_id: The resource link.
        viewer_id: The account that looks; its own trial is left out.
        ports: Connections to the outside.
    """
    with ports.storage.reading() as uow:
        attempts = uow.attempts.of_resource_link(resource_link_id)
        found = [
            (account, attempt)
            for attempt in attempts
            if attempt.account_id != viewer_id
            and (account := uow.accounts.get(attempt.account_id)) is not None
        ]
    rows = []
    for account, attempt in found:
        course = attempt_course(attempt, ports=ports)
        progress = summarise(course, attempt.viewed, attempt.activities)
        rows.append(LearnerProgress(account, attempt, progress))
    return sorted(rows, key=lambda row: row.account.name)


def activity_document(
    question: RenderedQuestion, done: QuestionProgress
) -> dict[str, Any]:
    """Return what the player may know of an activity: no key before it is closed."""
    closed = is_closed(question, done)
    told = feedback(question, done.answer, right=done.right, closed=closed)
    return {
        **_score(question, done),
        "right": done.right,
        "closed": closed,
        "answer": _plain_answer(done.answer),
        "feedback": feedback_document(told) if done.tries else None,
        "hintTexts": list(question.hints[: done.hints]),
    }


def feedback_document(told: Feedback) -> dict[str, Any]:
    """Return feedback as the player reads it."""
    return {
        "right": told.right,
        "closed": told.closed,
        "options": told.options,
        "text": told.text,
        "explanation": told.explanation,
        "key": _plain_answer(told.key),
    }


def progress_document(progress: CourseProgress) -> dict[str, Any]:
    """Return progress as the player reads it."""
    return {
        "pages": progress.pages,
        "pagesViewed": progress.pages_viewed,
        "activities": progress.activities,
        "activitiesDone": progress.activities_done,
        "given": float(progress.given),
        "maximum": float(progress.maximum),
        "complete": progress.complete,
        "passed": progress.passed,
    }


def _own(attempt: Attempt | None, attempt_id: str, account_id: str) -> Attempt:
    if attempt is None:
        raise NotFoundError("unknown-attempt", attempt=attempt_id)
    if attempt.account_id != account_id:
        raise ForbiddenError("not-yours", attempt=attempt_id)
    return attempt


def _items(batch: object) -> list[dict[str, Any]]:
    match batch:
        case {"events": list(items)} if 0 < len(items) <= MOST_EVENTS:
            if all(isinstance(item, dict) for item in items):
                return items
    raise InvalidInputError("bad-batch")


def _handle(
    item: dict[str, Any],
    attempt: Attempt,
    course: RenderedCourse,
    seen: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> tuple[Mapping[str, Any], RecordedEvent | None, Attempt]:
    if not _is_id(item.get("id")):
        return _refusal(None, "bad-event", "id"), None, attempt
    if item["id"] in seen:
        return seen[item["id"]], None, attempt
    try:
        event = _read_event(item, attempt, now)
        reply, after = _apply(event, attempt, course)
    except (InvalidInputError, AnswerFormatError) as error:
        code = error.code if isinstance(error, InvalidInputError) else "bad-answer"
        return _refusal(item["id"], code, str(error)), None, attempt
    return reply, RecordedEvent(event, attempt.id, now, reply), after


def _is_id(value: object) -> bool:
    """Whether it can name an event: a UUID, or 8 to 64 letters, digits and hyphens."""
    return isinstance(value, str) and _EVENT_ID.fullmatch(value) is not None


def _refusal(event_id: str | None, code: str, message: str) -> Mapping[str, Any]:
    return {"id": event_id, "error": {"code": code, "message": message}}


def _read_event(item: dict[str, Any], attempt: Attempt, now: datetime) -> Event:
    match item:
        case {"kind": "viewed" | "hinted" as kind, "activity": str(activity)}:
            answer: str | tuple[str, ...] | None = None
        case {
            "kind": "answered" as kind,
            "activity": str(activity),
            "answer": str(typed),
        }:
            answer = typed
        case {
            "kind": "answered" as kind,
            "activity": str(activity),
            "answer": list(given),
        }:
            if not all(isinstance(option, str) for option in given):
                raise InvalidInputError("bad-event", field="answer")
            answer = tuple(given)
        case _:
            raise InvalidInputError("bad-event", field="kind")
    return Event(
        item["id"], kind, activity, _clamped(item.get("at"), attempt, now), answer
    )


def _clamped(value: object, attempt: Attempt, now: datetime) -> datetime:
    """Return the player's time within [attempt start, now]; now where it has none."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else now
    except ValueError:
        return now
    if at.tzinfo is None:
        return now
    return min(max(at, attempt.started_at), now)


def _apply(
    event: Event, attempt: Attempt, course: RenderedCourse
) -> tuple[Mapping[str, Any], Attempt]:
    if event.kind == "viewed":
        if all(page.id != event.activity for page in course.pages):
            raise InvalidInputError("unknown-page", page=event.activity)
        viewed = attempt.viewed | {event.activity}
        after = replace(attempt, viewed=viewed, place=event.activity)
        return {"id": event.id, "score": None, "feedback": None}, after
    question = course.activities.get(event.activity)
    if not isinstance(question, RenderedQuestion):
        raise InvalidInputError("bad-event", activity=event.activity)
    before = attempt.activities.get(question.id, UNTOUCHED)
    if event.kind == "hinted":
        done = open_hint(question, before)
        last = question.hints[done.hints - 1] if done.hints else ""
        told: dict[str, Any] = {"hint": last, "hints": done.hints}
    elif event.answer is None:
        raise InvalidInputError("bad-event", field="answer")
    else:
        done, heard = answer_question(question, before, event.answer, course.language)
        told = feedback_document(heard)
    reply = {"id": event.id, "score": _score(question, done), "feedback": told}
    activities = {**attempt.activities, question.id: done}
    return reply, replace(attempt, activities=activities)


def _score(question: RenderedQuestion, done: QuestionProgress) -> dict[str, Any]:
    best = float(done.best) if done.best is not None else None
    return {
        "given": best or 0,
        "maximum": float(question.points),
        "tries": done.tries,
        "hints": done.hints,
        "best": best,
    }


def _plain_answer(answer: str | tuple[str, ...]) -> str | list[str]:
    return answer if isinstance(answer, str) else list(answer)


def _dated(
    attempt: Attempt, progress: CourseProgress, now: datetime, *, counts: bool
) -> Attempt:
    if not counts:
        # What a teacher only tries is never passed: it must not become evidence when
        # the account is linked to a person later.
        return replace(attempt, updated_at=now)
    return replace(
        attempt,
        updated_at=now,
        completed_at=attempt.completed_at or (now if progress.complete else None),
        passed_at=attempt.passed_at or (now if progress.passed else None),
    )


def _report(
    before: Attempt,
    attempt: Attempt,
    course: RenderedCourse,
    progress: CourseProgress,
    now: datetime,
    uow: UnitOfWork,
    ports: Ports,
) -> Attempt:
    """Write the evidence of a pass and queue the score, where it is new or better."""
    account = uow.accounts.get(attempt.account_id)
    newly_passed = attempt.passed_at is not None and before.passed_at is None
    if newly_passed and account is not None and account.person_id is not None:
        record_attempt_evidence(
            attempt,
            course,
            account.person_id,
            uow=uow,
            now=now,
            tz=ports.time_zone,
            new_id=ports.new_id,
        )
    if not progress.complete or account is None:
        return attempt
    hundredths = int(progress.scaled * 10000 + Fraction(1, 2))
    if attempt.sent_hundredths is not None and hundredths <= attempt.sent_hundredths:
        return attempt
    link = uow.resource_links.get(attempt.resource_link_id)
    if link is None or not link.line_item_url:
        return attempt
    uow.outbox.put(
        "score",
        f"{link.line_item_url}|{account.subject}",
        {
            "platform_id": link.platform_id,
            "line_item_url": link.line_item_url,
            "subject": account.subject,
            "hundredths": hundredths,
            "attempt_id": attempt.id,
        },
        now,
    )
    return replace(attempt, sent_hundredths=hundredths)
