"""Take a verified launch in: account, resource link, attempt and session."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lti_service.domain.attempt import Attempt
from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.launch import (
    Account,
    Content,
    ResourceLink,
    Session,
    VerifiedLaunch,
)
from lti_service.domain.retention import cutoffs
from lti_service.errors import LaunchRefusedError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.claim import link_by_claim
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.learning.review import reviewed_attempt, reviewed_link
from lti_service.use_cases.lms.deep_linking import offer_choice
from lti_service.use_cases.lms.roster import keep_roster
from lti_service.use_cases.publishing.release_draft import DRAFT_LIFE

SESSION_LIFE = timedelta(hours=12)

SEEN_PRECISION = timedelta(hours=1)
"""How exactly it is kept when an account was seen last: a launch need not write it."""


@dataclass(frozen=True, slots=True)
class Launched:
    """What a launch came to.

    Attributes:
        account: None for an anonymous launch, of which nothing is kept.
        attempt: A learner's attempt; none where no course is shown. In answer to a
            submission review the learner's whose work is asked for, if there is one.
        content: What is shown; nothing chosen where `Content.chosen` is false.
        release_id: The release shown; empty where no course is shown.
        link: None for an anonymous launch and for a deep-linking request.
        cookie: Opaque value of the session cookie; empty for an anonymous launch.
        pick: The choice of content that a teacher may make; none where the launch
            itself names the content.
        session: What the cookie stands for; none for an anonymous launch.
    """

    account: Account | None
    attempt: Attempt | None
    content: Content
    link: ResourceLink | None
    release_id: str
    cookie: str
    pick: ContentPick | None = None
    session: Session | None = None


def record_launch(
    launch: VerifiedLaunch,
    frame_ancestor: str,
    *,
    former_cookie: str = "",
    ports: Ports,
) -> Launched:
    """Record a launch in one transaction that also spends its nonce.

    Args:
        launch: The verified launch.
        frame_ancestor: Origin of the page that may frame us.
        former_cookie: The session cookie the browser brought; it gets another and this
            one opens nothing any more, whosever it was. Empty for none.
        ports: Connections to the outside.

    Raises:
        LaunchRefusedError: The nonce was spent before: ``launch-already-used``.
        NotFoundError: The course or module asked for is not published
            (``unknown-course``), or was withdrawn before this learner began it
            (``course-withdrawn``).
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        if not uow.nonces.spend(
            launch.platform.id, launch.nonce, launch.nonce_expires_at
        ):
            raise LaunchRefusedError("launch-already-used")
        if launch.subject is None:
            content = _chosen(launch, _known_link(launch, uow), uow=uow)
            release_id = _release_id(content, uow)
            uow.commit()
            ports.metrics.launched(launch.platform.id)
            return Launched(None, None, content, None, release_id, "")
        account = _account(launch, launch.subject, now, uow=uow, ports=ports)
        link = None
        if launch.review_of:
            link = reviewed_link(launch, uow)
        elif launch.deep_linking is None:
            link = _resource_link(launch, now, uow=uow, ports=ports)
        attempt, release_id = None, ""
        if launch.review_of:
            attempt = reviewed_attempt(launch, link, uow)
        elif link is not None and link.content.course_id:
            attempt = uow.attempts.find(account.id, link.id, link.content)
            release_id = (
                attempt.release_id
                if attempt
                else _release_id(link.content, uow, teaches=launch.instructor)
            )
            if attempt is None:
                # Nothing begins at a part that is not there.
                ports.courses.get(
                    release_id, link.content.module_id, link.content.activity_id
                )
                attempt = _new_attempt(account, link, release_id, now, ports=ports)
                uow.attempts.save(attempt)
                attempt = uow.attempts.find(account.id, link.id, link.content)
            attempt = _by_role(attempt, launch, uow)
        pick = None
        if not launch.review_of:
            pick = offer_choice(launch, account.id, link, now, uow=uow, ports=ports)
        cookie = secrets.token_urlsafe(32)
        session = Session(
            session_id(cookie),
            account.id,
            launch.instructor,
            frame_ancestor,
            launch.locale,
            now,
            now + SESSION_LIFE,
            link.id if link is not None else "",
        )
        if former_cookie:
            uow.sessions.replace(session_id(former_cookie), now)
        uow.sessions.save(session)
        uow.commit()
    ports.metrics.launched(launch.platform.id)
    content = link.content if link is not None else Content()
    return Launched(account, attempt, content, link, release_id, cookie, pick, session)


def session_id(cookie: str) -> str:
    """Return the id under which a session is kept: the cookie itself is not stored."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def forget_expired(*, ports: Ports) -> None:
    """Forget nonces, sessions, choices of content and discarded drafts of long ago."""
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        over = cutoffs(uow.rules.parameters(today(ports)), now).sessions or now
        uow.nonces.forget(over)
        uow.sessions.forget(over)
        uow.picks.forget(over)
        uow.drafts.forget(now - DRAFT_LIFE)
        uow.commit()


def _account(
    launch: VerifiedLaunch,
    subject: str,
    now: datetime,
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> Account:
    known = uow.accounts.find(launch.platform.id, subject)
    account = _named(known, launch, subject, now, ports=ports)
    if account is not known:
        uow.accounts.save(account)
    if known is None:
        # Of two first launches at once one made the account; both go on with that one.
        account = uow.accounts.find(launch.platform.id, subject) or account
    if not launch.vouches_for_nip:
        return account
    return link_by_claim(account, launch.platform, uow=uow, ports=ports)


def _named(
    known: Account | None,
    launch: VerifiedLaunch,
    subject: str,
    now: datetime,
    *,
    ports: Ports,
) -> Account:
    """Return the account as the launch describes it; the same object if nothing new."""
    if known is None:
        return Account(
            id=ports.new_id(),
            platform_id=launch.platform.id,
            subject=subject,
            name=launch.name,
            email=launch.email,
            person_id=None,
            claimed_nip=launch.claimed_nip,
            created_at=now,
            seen_at=now,
        )
    name, email = launch.name or known.name, launch.email or known.email
    told = (name, email, launch.claimed_nip)
    nothing_new = told == (known.name, known.email, known.claimed_nip)
    if nothing_new and now - known.seen_at < SEEN_PRECISION:
        return known
    return replace(
        known, name=name, email=email, claimed_nip=launch.claimed_nip, seen_at=now
    )


def _resource_link(
    launch: VerifiedLaunch, now: datetime, *, uow: UnitOfWork, ports: Ports
) -> ResourceLink:
    known = _known_link(launch, uow)
    column, found, due = launch.line_item_url, "", None
    if known is not None:
        found, due = known.found_line_item_url, known.scores_due_at
        column = column or found
        if column and column != known.line_item_url:
            due = now  # what was finished before is not in this column
    link = ResourceLink(
        id=known.id if known else ports.new_id(),
        platform_id=launch.platform.id,
        deployment_id=launch.deployment_id,
        lti_id=launch.resource_link_id,
        title=launch.resource_link_title,
        context_id=launch.context_id,
        context_title=launch.context_title,
        line_item_url=column,
        content=_chosen(launch, known, uow=uow),
        memberships_url=launch.memberships_url,
        line_items_url=launch.line_items_url,
        found_line_item_url=found,
        scores_due_at=due,
    )
    if link == known:
        return link
    uow.resource_links.save(link)
    keep_roster(link, now, uow=uow, ports=ports)
    return (
        uow.resource_links.find(link.platform_id, link.deployment_id, link.lti_id)
        or link
    )


def _known_link(launch: VerifiedLaunch, uow: UnitOfWork) -> ResourceLink | None:
    return uow.resource_links.find(
        launch.platform.id, launch.deployment_id, launch.resource_link_id
    )


def _chosen(
    launch: VerifiedLaunch, known: ResourceLink | None, *, uow: UnitOfWork
) -> Content:
    """Return what the launch names, else what was chosen for this link or its origin."""
    if launch.content.chosen:
        return launch.content
    if known is not None and known.content.chosen:
        return known.content
    for lti_id in launch.copied_from:
        origin = uow.resource_links.find(
            launch.platform.id, launch.deployment_id, lti_id
        )
        if origin is not None and origin.content.chosen:
            return origin.content
    return Content()


def _release_id(content: Content, uow: UnitOfWork, *, teaches: bool = False) -> str:
    """Return the release that is begun; of a withdrawn course only for who teaches.

    They come for their class, whose learners may be under way; nobody begins but them.
    """
    if not content.course_id:
        return ""
    release = uow.releases.current(content.course_id)
    if release is None:
        release = uow.releases.latest(content.course_id)
        if release is None:
            raise NotFoundError("unknown-course", course=content.course_id)
        if not teaches:
            raise NotFoundError("course-withdrawn", course=content.course_id)
    return release.id


def _by_role(
    attempt: Attempt | None, launch: VerifiedLaunch, uow: UnitOfWork
) -> Attempt | None:
    """Mark whether an attempt is a teacher's trial; roles change, mostly never."""
    if attempt is None or attempt.instructor == launch.instructor:
        return attempt
    # Read again under its lock: events may be coming in.
    attempt = uow.attempts.get(attempt.id) or attempt
    attempt = replace(attempt, instructor=launch.instructor)
    uow.attempts.save(attempt)
    return attempt


def _new_attempt(
    account: Account,
    link: ResourceLink,
    release_id: str,
    now: datetime,
    *,
    ports: Ports,
) -> Attempt:
    return Attempt(
        id=ports.new_id(),
        account_id=account.id,
        resource_link_id=link.id,
        release_id=release_id,
        module_id=link.content.module_id,
        activity_id=link.content.activity_id,
        started_at=now,
        updated_at=now,
    )
