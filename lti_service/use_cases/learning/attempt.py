"""Work through a course: events come in, are graded, and others learn of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from course_builder.errors import AnswerFormatError, PlayError
from course_builder.model.document import details
from course_builder.model.progress import CourseProgress, summarise
from course_builder.model.rendered import (
    RenderedCourse,
    RenderedPage,
    RenderedQuiz,
    RenderedScenario,
)
from lti_service.domain.attempt import Attempt, RecordedEvent
from lti_service.domain.launch import Account, Content
from lti_service.domain.outbox import SCORE, score_key, score_payload
from lti_service.domain.survey import SurveyResponse
from lti_service.errors import ForbiddenError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.assignment.assignment import record_hand_in
from lti_service.use_cases.evidence.evidence import record_attempt_evidence
from lti_service.use_cases.learning.event import (
    Applied,
    activity_view,
    apply_event,
    quiz_details,
    read_event,
    with_view,
)
from lti_service.use_cases.learning_hours.learning_hours import (
    record_attempt_hours,
)
from lti_service.use_cases.programme.enrolment_completion import (
    complete_by_attempt,
)

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
    """Return the course of an attempt, cut down to what the attempt is about."""
    return ports.courses.get(attempt.release_id, attempt.module_id, attempt.activity_id)


def attempt_origin(attempt_id: str, *, ports: Ports) -> str:
    """Return the origin of the platform where an attempt began; empty where unknown."""
    with ports.storage.reading() as uow:
        attempt = uow.attempts.get(attempt_id)
        account = uow.accounts.get(attempt.account_id) if attempt else None
        platform = uow.platforms.get(account.platform_id) if account else None
    return platform.origin if platform else ""


def open_attempt(
    attempt_id: str, account_id: str, *, epoch: int | None = None, ports: Ports
) -> Attempt:
    """Return an account's attempt.

    Args:
        attempt_id: The attempt.
        account_id: Whose token or session was shown.
        epoch: Of the token; none where a session asks.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such attempt.
        ForbiddenError: It is another account's, or that was signed out since.
    """
    with ports.storage.reading() as uow:
        return own_attempt(attempt_id, account_id, epoch, uow)


def own_attempt(
    attempt_id: str, account_id: str, epoch: int | None, uow: UnitOfWork
) -> Attempt:
    """Return an account's attempt as a transaction sees it; see `open_attempt`."""
    _check_epoch(account_id, epoch, uow)
    return _own(uow.attempts.get(attempt_id), attempt_id, account_id)


def settle_attempt(
    before: Attempt, attempt: Attempt, *, uow: UnitOfWork, ports: Ports
) -> None:
    """Keep an attempt in which a person changed points; pass, score and evidence follow.

    Other than what a learner does, it may lower the score that the platform was sent. The
    caller commits.

    Args:
        before: The attempt as it was.
        attempt: The same with other points.
        uow: The transaction.
        ports: Connections to the outside.
    """
    now, course = ports.clock.now(), attempt_course(attempt, ports=ports)
    progress = summarise(course, attempt.viewed, attempt.activities)
    dated = _dated(attempt, progress, now, counts=True)
    # Whoever learns did nothing just now.
    dated = replace(dated, updated_at=before.updated_at)
    if before.sent_hundredths is not None:
        # What the platform has is no longer the best: any other score is news.
        lower = hundredths(progress) < before.sent_hundredths
        dated = replace(dated, sent_hundredths=None) if lower else dated
    uow.attempts.save(_report(before, dated, course, progress, now, uow, ports))


def handle_events(
    attempt_id: str,
    account_id: str,
    batch: object,
    *,
    ports: Ports,
    counts: bool = True,
    epoch: int | None = None,
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
        epoch: Of the token; none where it does not matter.

    Raises:
        InvalidInputError: The batch as a whole cannot be read.
        NotFoundError: No such attempt.
        ForbiddenError: It is another account's.
    """
    items = _items(batch)
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        _check_epoch(account_id, epoch, uow)
        attempt = _own(uow.attempts.get(attempt_id), attempt_id, account_id)
        course = attempt_course(attempt, ports=ports)
        ids = [item["id"] for item in items if _is_id(item.get("id"))]
        seen = {k: r.reply for k, r in uow.attempts.recorded(attempt_id, ids).items()}
        replies: list[Mapping[str, Any]] = []
        fresh: list[RecordedEvent] = []
        before = attempt
        for item in items:
            reply, applied = _handle(item, attempt, course, seen, now, ports.new_id)
            replies.append(reply)
            if applied is None:
                continue
            attempt = applied.attempt
            fresh.append(RecordedEvent(applied.event, attempt.id, now, reply))
            seen[applied.event.id] = reply
            if applied.anonymous is not None and counts:
                uow.surveys.add(_response(applied, course, now, ports))
            if counts:
                record_hand_in(applied.event, attempt, course, uow=uow, ports=ports)
        progress = summarise(course, attempt.viewed, attempt.activities)
        if fresh:
            uow.attempts.record(fresh)
            attempt = _dated(attempt, progress, now, counts=counts)
            if counts:
                attempt = _report(before, attempt, course, progress, now, uow, ports)
            uow.attempts.save(attempt)
            uow.commit()
    results = [
        with_view(item, reply, attempt, course, now)
        for item, reply in zip(items, replies, strict=True)
    ]
    return Handled(results, progress)


@dataclass(frozen=True, slots=True)
class LearnerProgress:
    """One learner's attempt as a teacher sees it in the class."""

    account: Account
    attempt: Attempt
    progress: CourseProgress


def link_progress(resource_link_id: str, *, ports: Ports) -> list[LearnerProgress]:
    """Return how far the learners of a resource link are, by name.

    Trials of those who teach are left out.
    """
    with ports.storage.reading() as uow:
        link = uow.resource_links.get(resource_link_id)
        attempts = uow.attempts.of_resource_link(resource_link_id)
        found = [
            (account, attempt)
            for attempt in attempts
            if not attempt.instructor
            and (account := uow.accounts.get(attempt.account_id)) is not None
        ]
    rows = []
    for account, attempt in found:
        course = attempt_course(attempt, ports=ports)
        about = Content(course.id, attempt.module_id, attempt.activity_id)
        if link is None or link.content != about:
            continue  # of what the link showed before a teacher chose anew
        progress = summarise(course, attempt.viewed, attempt.activities)
        rows.append(LearnerProgress(account, attempt, progress))
    return sorted(rows, key=lambda row: row.account.name)


def hundredths(progress: CourseProgress) -> int:
    """Return the share of the points as platforms are told: hundredths of a per cent."""
    return int(progress.scaled * 10_000 + Fraction(1, 2))


def page_document(
    page: RenderedPage, attempt: Attempt, course: RenderedCourse, *, ports: Ports
) -> dict[str, Any]:
    """Return a page with what its quizzes and simulations need."""
    now = ports.clock.now()
    found: dict[str, Any] = {}
    for identifier in page.activities:
        activity = course.activities[identifier]
        done = attempt.activities.get(identifier)
        match activity:
            case RenderedQuiz():
                view = activity_view(activity, done, course, now)
                found[identifier] = quiz_details(activity, view)
            case RenderedScenario():
                found[identifier] = details(activity)
    return {"id": page.id, "html": page.html, "details": found}


def _check_epoch(account_id: str, epoch: int | None, uow: UnitOfWork) -> None:
    if epoch is not None and epoch != uow.sessions.epoch(account_id):
        raise ForbiddenError("token-expired", account=account_id)


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
    item: Mapping[str, Any],
    attempt: Attempt,
    course: RenderedCourse,
    seen: Mapping[str, Mapping[str, Any]],
    now: datetime,
    new_id: Callable[[], str],
) -> tuple[Mapping[str, Any], Applied | None]:
    """Return the reply to an event, and what came of it where it is new and in order."""
    if not _is_id(item.get("id")):
        return _refusal(None, "bad-event", "id"), None
    if item["id"] in seen:
        return seen[item["id"]], None
    try:
        event = read_event(item, attempt, now)
        applied = apply_event(event, attempt, course, now=now, new_seed=new_id)
    except InvalidInputError as error:
        return _refusal(item["id"], error.code, str(error)), None
    except (AnswerFormatError, PlayError) as error:
        return _refusal(item["id"], "bad-answer", str(error)), None
    return applied.reply, applied


def _response(
    applied: Applied, course: RenderedCourse, now: datetime, ports: Ports
) -> SurveyResponse:
    return SurveyResponse(
        id=ports.new_id(),
        course_id=course.id,
        version=course.version,
        survey_id=applied.event.activity,
        answers=applied.anonymous or {},
        received_on=now.astimezone(ports.time_zone).date(),
    )


def _is_id(value: object) -> bool:
    """Whether it can name an event: a UUID, or 8 to 64 letters, digits and hyphens."""
    return isinstance(value, str) and _EVENT_ID.fullmatch(value) is not None


def _refusal(event_id: str | None, code: str, message: str) -> Mapping[str, Any]:
    return {"id": event_id, "error": {"code": code, "message": message}}


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
    """Write evidence and hours of a pass and queue the score, where it is new or better."""
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
        record_attempt_hours(
            attempt,
            course,
            account.person_id,
            uow=uow,
            now=now,
            tz=ports.time_zone,
            entry_id=ports.new_id(),
        )
        complete_by_attempt(
            attempt,
            course,
            account.person_id,
            uow=uow,
            now=now,
            tz=ports.time_zone,
        )
    if not progress.complete or account is None:
        return attempt
    score = hundredths(progress)
    if attempt.sent_hundredths is not None and score <= attempt.sent_hundredths:
        return attempt
    link = uow.resource_links.get(attempt.resource_link_id)
    if link is None or not link.line_item_url:
        return attempt
    uow.outbox.put(
        SCORE,
        score_key(link, account),
        score_payload(link, account, attempt.id, score),
        now,
    )
    return replace(attempt, sent_hundredths=score)
