"""Publish a release, and list what is published."""

import io
from collections.abc import Callable, Sequence
from functools import lru_cache

from course_builder.errors import ReleaseError
from course_builder.model.release import read_release
from course_builder.model.rendered import RenderedCourse
from lti_service.domain.audit import AuditEntry
from lti_service.domain.course import CourseOffer, OfferAct, PublishedRelease
from lti_service.domain.course_difference import CourseDifference, difference
from lti_service.domain.offer import Offer, offer_of
from lti_service.errors import InvalidInputError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork


def publish_release(content: bytes, actor: str, *, ports: Ports) -> PublishedRelease:
    """Store a release file and make it the one on which new attempts start.

    Publishing the same content again changes nothing.

    Args:
        content: The release file.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: It is not a release file: ``release-invalid``.
        ConflictError: Other content is published under that version.
    """
    try:
        release = read_release(io.BytesIO(content))
    except ReleaseError as error:
        raise InvalidInputError("release-invalid", reason=str(error)) from error
    course, now = release.course, ports.clock.now()
    published = PublishedRelease(
        id=ports.new_id(),
        course_id=course.id,
        version=course.version,
        title=course.title,
        language=course.language,
        content_hash=release.content_hash,
        published_at=now,
    )
    with ports.storage.writing() as uow:
        if uow.releases.add(published, content, course.media):
            offer_release(published, actor, uow=uow, ports=ports)
            uow.commit()
        return uow.releases.find(course.id, course.version) or published


def offer_release(
    release: PublishedRelease,
    actor: str,
    act: OfferAct = OfferAct.PUBLISHED,
    reason: str = "",
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> CourseOffer:
    """Let new attempts start on a stored release, in the trail; the caller commits.

    Attempts under way stay on theirs. With `OfferAct.WITHDRAWN` none start any more.
    """
    offers = uow.releases.offers(release.course_id)
    open_before = bool(offers) and offers[0].is_open
    before = uow.releases.get(offers[0].release_id) if open_before else None
    offer = CourseOffer(
        release.course_id,
        offers[0].number + 1 if offers else 1,
        release.id,
        act,
        actor,
        ports.clock.now(),
        reason,
    )
    uow.releases.offer(offer)
    uow.audit.add(
        AuditEntry(
            offer.offered_at,
            actor,
            f"release.{act.value}",
            f"release:{release.course_id}-{release.version}",
            before=before.version if before else "",
            after="" if act is OfferAct.WITHDRAWN else release.version,
            reason=reason,
        )
    )
    return offer


def course_offers(query: str = "", *, ports: Ports) -> Sequence[Offer]:
    """Return what published courses offer, by title, with its parts.

    Args:
        query: Words that each offer, or what it is a part of, must bear; empty for all.
        ports: Connections to the outside.
    """
    words = query.casefold().split()
    offers = (
        _offer(ports.courses.get, release.id)
        for release in published_courses(ports=ports)
    )
    return [found for offer in offers if (found := offer.matching(words))]


def publish_and_compare(
    content: bytes, actor: str, *, ports: Ports
) -> tuple[PublishedRelease, PublishedRelease | None, CourseDifference | None]:
    """Publish a release; also return what is offered now, and what differs from before.

    Nothing is offered where the release was stored already and its course withdrawn
    since. The difference is none where nothing was offered before, or where nothing
    changed.

    Raises:
        InvalidInputError: It is not a release file: ``release-invalid``.
        ConflictError: Other content is published under that version.
    """
    offered = {release.course_id: release for release in published_courses(ports=ports)}
    stored = publish_release(content, actor, ports=ports)
    before = offered.get(stored.course_id)
    with ports.storage.reading() as uow:
        current = uow.releases.current(stored.course_id)
    if before is None or current is None or current.id == before.id:
        return stored, current, None
    found = difference(ports.courses.get(before.id), ports.courses.get(current.id))
    return stored, current, found


@lru_cache(maxsize=1024)
def _offer(course: Callable[[str], RenderedCourse], release_id: str) -> Offer:
    """Return what a release offers; releases never change."""
    return offer_of(course(release_id))


def published_courses(*, ports: Ports) -> Sequence[PublishedRelease]:
    """Return the current release of each course, by title."""
    with ports.storage.reading() as uow:
        return uow.releases.all_current()


def is_withdrawn(course_id: str, *, ports: Ports) -> bool:
    """Whether a course was offered once and is not any more."""
    with ports.storage.reading() as uow:
        return (
            uow.releases.current(course_id) is None
            and uow.releases.latest(course_id) is not None
        )
