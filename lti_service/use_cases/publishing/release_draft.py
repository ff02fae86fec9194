"""From a draft to a published release and back: withdrawn, or another one offered again."""

import io
from dataclasses import dataclass, replace
from datetime import timedelta

from course_builder.errors import ReleaseError
from course_builder.model.media import Media
from course_builder.model.release import read_release
from course_builder.model.rendered import RenderedCourse
from lti_service.domain.audit import AuditEntry
from lti_service.domain.course import (
    CourseOffer,
    DraftState,
    OfferAct,
    PublishedRelease,
    ReleaseDraft,
)
from lti_service.domain.course_consequence import Consequences, consequences
from lti_service.domain.course_difference import CourseDifference, difference
from lti_service.domain.release_file import course_problem, file_problem
from lti_service.errors import ConflictError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import name_of
from lti_service.use_cases.learning.course import offer_release

DRAFT_LIFE = timedelta(days=30)
"""How long a discarded draft can be taken back."""

_LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Comparison:
    """A release beside the one that is offered.

    Attributes:
        offered: What is offered now, or was until the course was withdrawn; none where
            nothing ever was.
        is_withdrawn: Whether the course is offered no more.
        difference: What differs; none where there is nothing to compare with.
    """

    course: RenderedCourse
    offered: PublishedRelease | None
    is_withdrawn: bool
    difference: CourseDifference | None
    consequences: Consequences

    @property
    def seen(self) -> str:
        """Id of the release that is offered, by which a form says what it was shown."""
        return "" if self.offered is None or self.is_withdrawn else self.offered.id


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft, and what publishing it would come to.

    Attributes:
        uploaded_by: Name of who uploaded it.
        comparison: None where the draft is settled and its file gone.
    """

    draft: ReleaseDraft
    uploaded_by: str
    comparison: Comparison | None


def upload_release(content: bytes, account_id: str, *, ports: Ports) -> ReleaseDraft:
    """Keep a release file as a draft that nobody is offered.

    Args:
        content: The file.
        account_id: Who uploads it.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: It is no release, or brings what no course may:
            ``release-no-zip``, ``release-unpacks-large``, ``release-foreign``,
            ``release-invalid``, ``release-unsafe``.
        ConflictError: Its version is published, with other content
            (``release-conflict``) or the same (``release-stored``), or waits as a draft
            (``draft-waiting``).
    """
    course, content_hash = _read(content)
    now = ports.clock.now()
    draft = ReleaseDraft(
        id=ports.new_id(),
        course_id=course.id,
        version=course.version,
        title=course.title,
        language=course.language,
        content_hash=content_hash,
        uploaded_by=account_id,
        uploaded_at=now,
        state=DraftState.WAITING,
        changed_at=now,
    )
    with ports.storage.writing() as uow:
        known = uow.releases.find(course.id, course.version)
        if known is not None:
            same = known.content_hash == content_hash
            code = "release-stored" if same else "release-conflict"
            raise ConflictError(code, release=known.id, course=course.id)
        for other in uow.drafts.all():
            if other.state is DraftState.WAITING and other.content_hash == content_hash:
                raise ConflictError("draft-waiting", draft=other.id)
        uow.drafts.add(draft, content)
        _note(draft, account_id, "release.uploaded", uow, ports)
        uow.commit()
    return draft


def show_draft(draft_id: str, *, ports: Ports) -> DraftView:
    """Return a draft beside what is offered.

    Raises:
        NotFoundError: No such draft, or it was forgotten.
    """
    with ports.storage.reading() as uow:
        draft = _draft(draft_id, uow)
        content = uow.drafts.content(draft_id)
        uploaded_by = account_name(draft.uploaded_by, uow)
    if content is None or draft.state is DraftState.PUBLISHED:
        return DraftView(draft, uploaded_by, None)
    course = replace(read_release(io.BytesIO(content)).course, media=())
    return DraftView(draft, uploaded_by, compare(course, ports=ports))


def draft_course(draft_id: str, *, ports: Ports) -> RenderedCourse:
    """Return the course of a draft, with its media.

    Raises:
        NotFoundError: No such draft, or its file is gone.
    """
    with ports.storage.reading() as uow:
        content = uow.drafts.content(draft_id)
    if content is None:
        raise NotFoundError("not-found", draft=draft_id)
    return read_release(io.BytesIO(content)).course


def draft_medium(draft_id: str, name: str, *, ports: Ports) -> Media:
    """Return a picture, recording or document of a draft.

    Raises:
        NotFoundError: There is none.
    """
    for medium in draft_course(draft_id, ports=ports).media:
        if medium.name == name:
            return medium
    raise NotFoundError("not-found", draft=draft_id, media=name)


def compare(course: RenderedCourse, *, ports: Ports) -> Comparison:
    """Set a course beside the version of it that is offered, or was at last."""
    with ports.storage.reading() as uow:
        offered = uow.releases.latest(course.id)
        is_withdrawn = uow.releases.current(course.id) is None and offered is not None
        links = uow.resource_links.all()
        counts = uow.attempts.counts(course.id)
    before = ports.courses.get(offered.id) if offered is not None else None
    under_way = sum(count.under_way for count in counts.values())
    return Comparison(
        course,
        offered,
        is_withdrawn,
        difference(before, course) if before is not None else None,
        consequences(before, course, links, under_way),
    )


def publish_draft(
    draft_id: str, seen: str, account_id: str, *, ports: Ports
) -> CourseOffer:
    """Offer an uploaded release: new attempts start on it, those begun stay on theirs.

    Args:
        draft_id: The draft.
        seen: Id of the release that was offered when it was looked at; empty for none.
        account_id: Who publishes.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such draft.
        ConflictError: It is settled (``draft-settled``), another version was offered
            since (``offer-meanwhile``), or its version has other content meanwhile
            (``release-conflict``).
    """
    with ports.storage.writing() as uow:
        draft = _draft(draft_id, uow)
        content = uow.drafts.content(draft_id)
        if draft.state is not DraftState.WAITING or content is None:
            raise ConflictError("draft-settled", draft=draft_id)
        _unchanged(draft.course_id, seen, uow)
        release = PublishedRelease(
            id=draft.id,
            course_id=draft.course_id,
            version=draft.version,
            title=draft.title,
            language=draft.language,
            content_hash=draft.content_hash,
            published_at=ports.clock.now(),
        )
        course = read_release(io.BytesIO(content)).course
        if not uow.releases.add(release, content, course.media):
            release = uow.releases.find(draft.course_id, draft.version) or release
        offer = offer_release(release, account_id, uow=uow, ports=ports)
        published = replace(
            draft, state=DraftState.PUBLISHED, changed_at=offer.offered_at
        )
        uow.drafts.save(published)
        uow.drafts.empty(draft_id)
        uow.commit()
    return offer


def discard_draft(draft_id: str, account_id: str, *, ports: Ports) -> ReleaseDraft:
    """Put a draft away; for `DRAFT_LIFE` it can be taken back.

    Raises:
        NotFoundError: No such draft.
        ConflictError: It does not wait any more: ``draft-settled``.
    """
    return _settle(
        draft_id, DraftState.WAITING, DraftState.DISCARDED, account_id, ports
    )


def restore_draft(draft_id: str, account_id: str, *, ports: Ports) -> ReleaseDraft:
    """Take a discarded draft back.

    Raises:
        NotFoundError: No such draft, or it was forgotten.
        ConflictError: It is not discarded: ``draft-settled``.
    """
    return _settle(
        draft_id, DraftState.DISCARDED, DraftState.WAITING, account_id, ports
    )


def roll_back(
    release_id: str, seen: str, reason: str, account_id: str, *, ports: Ports
) -> CourseOffer:
    """Offer a version again, an earlier one or that of a withdrawn course.

    Args:
        release_id: The version to go back to, or to go forward to again.
        seen: Id of the release that was offered when it was decided; empty where the
            course was withdrawn.
        reason: Why; others read it in the history.
        account_id: Who decides.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such release.
        InvalidInputError: There is no reason: ``rollback-reason-missing``.
        ConflictError: It is offered already (``offer-same``), or another version was
            offered since (``offer-meanwhile``).
    """
    reason = reason.strip()[:_LONGEST_REASON]
    with ports.storage.writing() as uow:
        release = uow.releases.get(release_id)
        if release is None:
            raise NotFoundError("not-found", release=release_id)
        if not reason:
            raise InvalidInputError("rollback-reason-missing")
        current = _unchanged(release.course_id, seen, uow)
        if current == release_id:
            raise ConflictError("offer-same", release=release_id)
        act = OfferAct.ROLLED_BACK
        offer = offer_release(release, account_id, act, reason, uow=uow, ports=ports)
        uow.commit()
    return offer


def withdraw_course(
    course_id: str, seen: str, reason: str, account_id: str, *, ports: Ports
) -> CourseOffer:
    """Offer a course no more: nobody begins it, who has begun goes on; nothing is deleted.

    Attempts under way stay on their release, as they do where another version is offered:
    who has worked keeps the way to points, hours and evidence. `roll_back` undoes it.

    Args:
        course_id: The course.
        seen: Id of the release that was offered when it was decided.
        reason: Why; others read it in the history.
        account_id: Who decides, or ``cli``.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such course: ``unknown-course``.
        InvalidInputError: There is no reason: ``course-reason-missing``.
        ConflictError: It is withdrawn already (``offer-withdrawn``), or another version
            was offered since (``offer-meanwhile``).
    """
    reason = reason.strip()[:_LONGEST_REASON]
    with ports.storage.writing() as uow:
        offers = uow.releases.offers(course_id)
        release = uow.releases.get(offers[0].release_id) if offers else None
        if release is None:
            raise NotFoundError("unknown-course", course=course_id)
        if not offers[0].is_open:
            raise ConflictError("offer-withdrawn", course=course_id)
        if not reason:
            raise InvalidInputError("course-reason-missing")
        _unchanged(course_id, seen, uow)
        act = OfferAct.WITHDRAWN
        offer = offer_release(release, account_id, act, reason, uow=uow, ports=ports)
        uow.commit()
    return offer


def account_name(account_id: str, uow: UnitOfWork) -> str:
    """Return the name of who did something; empty for a command."""
    name = name_of(account_id, uow)
    return "" if name == account_id else name


def _read(content: bytes) -> tuple[RenderedCourse, str]:
    if problem := file_problem(content):
        raise InvalidInputError(problem)
    try:
        release = read_release(io.BytesIO(content))
    except ReleaseError as error:
        raise InvalidInputError("release-invalid", reason=str(error)) from error
    if problem := course_problem(release.course):
        raise InvalidInputError(problem)
    return release.course, release.content_hash


def _draft(draft_id: str, uow: UnitOfWork) -> ReleaseDraft:
    draft = uow.drafts.get(draft_id)
    if draft is None:
        raise NotFoundError("not-found", draft=draft_id)
    return draft


def _unchanged(course_id: str, seen: str, uow: UnitOfWork) -> str:
    """Return the id of the release that is offered, where it is still the one seen.

    Empty where none is.
    """
    offers = uow.releases.offers(course_id)
    current = offers[0].release_id if offers and offers[0].is_open else ""
    if current != seen:
        raise ConflictError("offer-meanwhile", course=course_id)
    return current


def _settle(
    draft_id: str, before: DraftState, after: DraftState, account_id: str, ports: Ports
) -> ReleaseDraft:
    with ports.storage.writing() as uow:
        draft = _draft(draft_id, uow)
        if draft.state is not before:
            raise ConflictError("draft-settled", draft=draft_id)
        changed = replace(draft, state=after, changed_at=ports.clock.now())
        uow.drafts.save(changed)
        act = "restored" if after is DraftState.WAITING else "discarded"
        _note(changed, account_id, f"draft.{act}", uow, ports)
        uow.commit()
    return changed


def _note(
    draft: ReleaseDraft, account_id: str, action: str, uow: UnitOfWork, ports: Ports
) -> None:
    uow.audit.add(
        AuditEntry(
            ports.clock.now(),
            account_id,
            action,
            f"draft:{draft.id}",
            after=f"{draft.course_id} {draft.version}",
        )
    )
