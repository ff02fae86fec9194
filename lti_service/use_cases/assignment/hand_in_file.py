"""Take in the files of an assignment one by one, and give them back."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from course_builder.model.activity_progress import HeldFile, Submission
from course_builder.model.rendered import RenderedAssignment
from course_builder.model.submission import is_settled
from course_builder.model.view import submission_view
from lti_service.domain.assignment import HandIn
from lti_service.domain.attempt import Attempt
from lti_service.domain.hand_in_file import (
    MEGABYTE,
    MOST_BYTES,
    MOST_HELD,
    HandInFile,
    is_accepted,
    looks_like,
    shown_name,
    suffix_of,
)
from lti_service.domain.launch import Session
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.assignment.marker import may_read
from lti_service.use_cases.learning.attempt import attempt_course, own_attempt
from lti_service.use_cases.learning.review import teaches

_FILE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file on its way in.

    Attributes:
        id: Made by the player; sending the same again changes nothing.
        name: As the learner's device calls it.
    """

    id: str
    activity_id: str
    name: str
    content: bytes


def send_file(
    attempt_id: str, account_id: str, sent: SentFile, *, epoch: int, ports: Ports
) -> Mapping[str, Any]:
    """Keep a file for an assignment; return the assignment's view.

    Raises:
        NotFoundError: No such attempt, or no assignment that takes files.
        ForbiddenError: It is another account's.
        InvalidInputError: It is empty, too large, or not of a kind that is taken
            (``hand-in-file-…``).
        ConflictError: There are too many (``hand-in-files-…``), another was sent under
            this id (``hand-in-file-known``), or it is marked (``marked-already``).
    """
    if not _FILE_ID.fullmatch(sent.id):
        raise InvalidInputError("bad-event", field="file")
    file = HandInFile(
        id=sent.id,
        attempt_id=attempt_id,
        account_id=account_id,
        activity_id=sent.activity_id,
        name=shown_name(sent.name),
        size=len(sent.content),
        sha256=hashlib.sha256(sent.content).hexdigest(),
        sent_at=ports.clock.now(),
    )
    with ports.storage.writing() as uow:
        attempt = own_attempt(attempt_id, account_id, epoch, uow)
        assignment = _takes_files(attempt, sent.activity_id, ports)
        before = _submission(attempt, sent.activity_id)
        known = uow.hand_in_files.get(attempt_id, sent.id)
        if known is not None:
            if (known.sha256, known.activity_id) != (file.sha256, file.activity_id):
                raise ConflictError("hand-in-file-known", attempt=attempt_id)
            return submission_view(before)
        _check(file, sent.content, assignment)
        if is_settled(before):
            raise ConflictError("marked-already", attempt=attempt_id)
        if len(before.files) >= MOST_HELD:
            raise ConflictError("hand-in-files-many", attempt=attempt_id)
        if uow.hand_in_files.weight(account_id) + file.size > MOST_BYTES:
            raise ConflictError("hand-in-files-full", account=account_id)
        uow.hand_in_files.add(file, sent.content)
        held = HeldFile(file.id, file.name, file.size)
        after = replace(before, files=(*before.files, held))
        _keep(attempt, sent.activity_id, after, uow)
        uow.commit()
    return submission_view(after)


def remove_file(
    attempt_id: str,
    account_id: str,
    activity_id: str,
    file_id: str,
    *,
    epoch: int,
    ports: Ports,
) -> Mapping[str, Any]:
    """Remove a file that was not handed in; return the assignment's view.

    What is not there any more may be removed again: over a bad link it is asked twice.

    Raises:
        NotFoundError: No such attempt.
        ForbiddenError: It is another account's.
        ConflictError: It was handed in: ``hand-in-file-used``.
    """
    with ports.storage.writing() as uow:
        attempt = own_attempt(attempt_id, account_id, epoch, uow)
        before = _submission(attempt, activity_id)
        file = uow.hand_in_files.get(attempt_id, file_id)
        if file is None or file.activity_id != activity_id:
            return submission_view(before)
        if file_id in _handed_in(uow.assignments.of_attempt(attempt_id)) or (
            file_id in before.answers.get("files", ())
        ):
            raise ConflictError("hand-in-file-used", attempt=attempt_id)
        uow.hand_in_files.remove(file)
        left = tuple(held for held in before.files if held.id != file_id)
        after = replace(before, files=left)
        _keep(attempt, activity_id, after, uow)
        uow.commit()
    return submission_view(after)


def own_file(
    attempt_id: str, account_id: str, file_id: str, *, epoch: int, ports: Ports
) -> tuple[HandInFile, bytes]:
    """Return a learner's own file.

    Raises:
        NotFoundError: No such attempt or file.
        ForbiddenError: It is another account's.
    """
    with ports.storage.reading() as uow:
        own_attempt(attempt_id, account_id, epoch, uow)
        return _content(attempt_id, file_id, uow)


def handed_in_file(
    attempt_id: str,
    file_id: str,
    session: Session,
    *,
    everywhere: bool,
    ports: Ports,
) -> tuple[HandInFile, bytes]:
    """Return a file to its learner, and one that was handed in to who may look at it.

    These are who marks it, who teaches in that very link, and administrators of
    everything.

    Raises:
        NotFoundError: No such attempt or file.
        ForbiddenError: None of these asks: ``review-forbidden``.
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        attempt = uow.attempts.get(attempt_id)
        if attempt is None:
            raise NotFoundError("unknown-attempt", attempt=attempt_id)
        if attempt.account_id != session.account_id:
            of_attempt = uow.assignments.of_attempt(attempt_id)
            with_it = [h for h in of_attempt if file_id in h.answers.get("files", ())]
            looks = everywhere or teaches(session, attempt.resource_link_id, now, uow)
            marks = any(
                may_read(session.account_id, hand_in, uow, ports) for hand_in in with_it
            )
            if not (looks or marks):
                raise ForbiddenError("review-forbidden", attempt=attempt_id)
            if not with_it:
                raise NotFoundError("unknown-file", attempt=attempt_id)
        return _content(attempt_id, file_id, uow)


def _content(
    attempt_id: str, file_id: str, uow: UnitOfWork
) -> tuple[HandInFile, bytes]:
    file = uow.hand_in_files.get(attempt_id, file_id)
    content = uow.hand_in_files.content(file) if file else None
    if file is None or content is None:
        raise NotFoundError("unknown-file", attempt=attempt_id)
    return file, content


def _takes_files(
    attempt: Attempt, activity_id: str, ports: Ports
) -> RenderedAssignment:
    activity = attempt_course(attempt, ports=ports).activities.get(activity_id)
    if not isinstance(activity, RenderedAssignment) or "file" not in activity.submit:
        raise NotFoundError("not-found", activity=activity_id)
    return activity


def _check(file: HandInFile, content: bytes, assignment: RenderedAssignment) -> None:
    suffix = suffix_of(file.name)
    if not content:
        raise InvalidInputError("hand-in-file-empty")
    if file.size > assignment.largest_mb * MEGABYTE:
        raise InvalidInputError("hand-in-file-large")
    if not is_accepted(suffix, assignment.accept):
        raise InvalidInputError("hand-in-file-type", suffix=suffix)
    if not looks_like(suffix, content):
        raise InvalidInputError("hand-in-file-content", suffix=suffix)


def _submission(attempt: Attempt, activity_id: str) -> Submission:
    before = attempt.activities.get(activity_id)
    return before if isinstance(before, Submission) else Submission()


def _keep(
    attempt: Attempt, activity_id: str, after: Submission, uow: UnitOfWork
) -> None:
    activities = {**attempt.activities, activity_id: after}
    uow.attempts.save(replace(attempt, activities=activities))


def _handed_in(hand_ins: Iterable[HandIn]) -> set[str]:
    return {name for one in hand_ins for name in one.answers.get("files", ())}
