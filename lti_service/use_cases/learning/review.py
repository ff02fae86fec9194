"""Show what somebody did: to themselves, and to whoever teaches them."""

from dataclasses import dataclass
from datetime import datetime

from course_builder.model.progress import CourseProgress, summarise
from course_builder.model.rendered import RenderedCourse
from lti_service.domain.attempt import Attempt
from lti_service.domain.launch import (
    Account,
    ResourceLink,
    Session,
    VerifiedLaunch,
)
from lti_service.domain.review import ReviewedActivity, Work
from lti_service.errors import ForbiddenError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.learning.attempt import attempt_course


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody did in one attempt.

    Attributes:
        own: Whether the learner looks.
        teaching: Whether whoever looks teaches here, and so may see the key.
        others: Other attempts of the learner in this resource link, newest first.
    """

    attempt: Attempt
    account: Account
    link: ResourceLink | None
    course: RenderedCourse
    progress: CourseProgress
    activities: tuple[ReviewedActivity, ...]
    own: bool
    teaching: bool
    others: tuple[Attempt, ...]


def teaches(session: Session, link_id: str, now: datetime, uow: UnitOfWork) -> bool:
    """Whether the account of a session teaches in a resource link.

    Its latest launch of that link says so, in this window or in another.
    """
    for launched in uow.sessions.of_account(session.account_id):
        if launched.resource_link_id == link_id:
            return launched.instructor and launched.expires_at > now
    return False


def reviewed_link(launch: VerifiedLaunch, uow: UnitOfWork) -> ResourceLink | None:
    """Return the link that a submission review is about; nothing is made of it here."""
    platform_id, deployment_id = launch.platform.id, launch.deployment_id
    if launch.resource_link_id:
        links = uow.resource_links
        return links.find(platform_id, deployment_id, launch.resource_link_id)
    return uow.resource_links.of_line_item(
        platform_id, deployment_id, launch.line_item_url
    )


def reviewed_attempt(
    launch: VerifiedLaunch, link: ResourceLink | None, uow: UnitOfWork
) -> Attempt | None:
    """Return the attempt whose score is in the gradebook, else the learner's newest."""
    learner = uow.accounts.find(launch.platform.id, launch.review_of)
    if learner is None or link is None:
        return None
    attempts = [
        attempt
        for attempt in uow.attempts.of_account(learner.id)
        if attempt.resource_link_id == link.id
    ]
    sent = (attempt for attempt in attempts if attempt.sent_hundredths is not None)
    return next(sent, attempts[0] if attempts else None)


def open_review(
    attempt_id: str, session: Session, *, everywhere: bool, ports: Ports
) -> Review:
    """Return what was done in an attempt, as far as whoever looks may know it.

    Args:
        attempt_id: The attempt.
        session: Of whoever looks.
        everywhere: Whether that is an administrator of everything.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such attempt.
        ForbiddenError: It is another learner's, and they do not teach there.
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        attempt = uow.attempts.get(attempt_id)
        account = uow.accounts.get(attempt.account_id) if attempt else None
        if attempt is None or account is None:
            raise NotFoundError("unknown-attempt", attempt=attempt_id)
        teaching = everywhere or teaches(session, attempt.resource_link_id, now, uow)
        own = account.id == session.account_id
        if not (own or teaching):
            raise ForbiddenError("review-forbidden", attempt=attempt_id)
        link = uow.resource_links.get(attempt.resource_link_id)
        events = uow.attempts.events(attempt.id)
        others = uow.attempts.of_account(account.id)
    course = attempt_course(attempt, ports=ports)
    work = Work(attempt, course, events, int(now.timestamp()), own, teaching)
    return Review(
        attempt=attempt,
        account=account,
        link=link,
        course=course,
        progress=summarise(course, attempt.viewed, attempt.activities),
        activities=work.activities(),
        own=own,
        teaching=teaching,
        others=tuple(
            other
            for other in others
            if other.resource_link_id == attempt.resource_link_id
            and other.id != attempt.id
        ),
    )
