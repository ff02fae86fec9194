"""Columns of platforms' gradebooks: made where a link has none, and caught up with."""

from dataclasses import replace
from datetime import timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.launch import Content, ResourceLink
from lti_service.domain.outbox import LEASE, SCORE, score_key, score_payload
from lti_service.errors import ConflictError, PlatformRefusedError
from lti_service.ports import Ports
from lti_service.use_cases.lms.gradebook import ScoreRow, link_scores

MAKING = timedelta(minutes=2)
"""How long whoever makes a column holds it: longer than three calls of a platform."""


def make_column(link_id: str, actor: str, *, ports: Ports) -> ResourceLink:
    """Give a link a column in its platform's gradebook, the one it has if it has one.

    Nothing makes one by itself: whoever teaches may not want this activity graded, and a
    column counts in the course's total at once. What was finished is sent to it.

    Args:
        link_id: The link.
        actor: Account id, of who teaches there or administers.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such link.
        ConflictError: The platform lets us make none (``column-not-offered``), or
            somebody is making it just now (``column-being-made``).
        PlatformBusyError: Try again later.
        PlatformRefusedError: The platform does not let us after all.
    """
    now = ports.clock.now()
    scores = link_scores(link_id, ports=ports)
    link, platform = scores.link, scores.platform
    if link.line_item_url and link.line_item_url != link.found_line_item_url:
        return link  # the platform itself names it
    if not link.line_items_url or not link.content.course_id or platform is None:
        raise ConflictError("column-not-offered", link=link_id)
    with ports.storage.writing() as uow:
        if not uow.resource_links.hold_column(link_id, now, now - MAKING):
            raise ConflictError("column-being-made", link=link_id)
        uow.commit()
    try:
        url = ports.gradebook.column(
            platform,
            link.line_items_url,
            link.lti_id,
            _name(link.content),
            link.title or scores.course,
        )
    except PlatformRefusedError:
        with ports.storage.writing() as uow:
            uow.resource_links.free_column(link_id)
            uow.commit()
        raise
    with ports.storage.writing() as uow:
        uow.resource_links.set_column(link_id, url, ports.clock.now())
        about = f"resource_link:{link_id}"
        uow.audit.add(AuditEntry(now, actor, "column.made", about, after=url))
        uow.commit()
        return uow.resource_links.get(link_id) or link


def queue_for_new_columns(*, ports: Ports) -> bool:
    """Queue what was finished before a link had its column; return whether there was one.

    It is put off first, in a transaction of its own: so no two workers do it at once, and
    it is done later where this one is killed. Queued twice is queued once.
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        link = uow.resource_links.scores_due(now)
    if link is None or link.scores_due_at is None:
        return False
    later = now + LEASE
    with ports.storage.writing() as uow:
        if not uow.resource_links.move_scores_due(link.id, link.scores_due_at, later):
            return True
        uow.commit()
    for row in link_scores(link.id, ports=ports).rows:
        _queue(link.id, row, ports=ports)
    with ports.storage.writing() as uow:
        uow.resource_links.move_scores_due(link.id, later, None)
        uow.commit()
    return True


def _name(content: Content) -> str:
    """Return how a column names what its link shows, in words of ours."""
    ids = (content.course_id, content.module_id, content.activity_id)
    return "/".join(filter(None, ids))


def _queue(link_id: str, row: ScoreRow, *, ports: Ports) -> None:
    """Queue one score, attempt first and then its message, as events do."""
    if row.attempt is None or row.account is None or row.ours is None:
        return
    with ports.storage.writing() as uow:
        attempt = uow.attempts.get(row.attempt.id)
        link = uow.resource_links.get(link_id)
        if attempt is None or link is None or not link.line_item_url:
            return
        if attempt.sent_hundredths is None or attempt.sent_hundredths < row.ours:
            uow.attempts.save(replace(attempt, sent_hundredths=row.ours))
        uow.outbox.put(
            SCORE,
            score_key(link, row.account),
            score_payload(link, row.account, attempt.id, row.ours),
            ports.clock.now(),
        )
        uow.commit()
