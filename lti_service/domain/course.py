"""Published courses as the service keeps them, and which version of each is offered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """A release in storage, without its content; it never changes and never goes.

    Attributes:
        id: Ours, opaque.
        version: ``major.minor``; course and version together name one content.
        published_at: When it was stored, and first offered.
    """

    id: str
    course_id: str
    version: str
    title: str
    language: str
    content_hash: str
    published_at: datetime


class OfferAct(StrEnum):
    """How a release came to be the one that is offered, or to be offered no more."""

    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CourseOffer:
    """That new attempts at a course start on a release from then on, or on none.

    Rows are only added: of a course's offers that with the highest number holds, and the
    others are its history.

    Attributes:
        number: Counted from 1 in each course.
        release_id: The release; where the course was withdrawn, the one offered until
            then.
        offered_by: Account id, or ``cli``.
        reason: Why a version was brought back, or the course withdrawn; empty where one
            was published.
    """

    course_id: str
    number: int
    release_id: str
    act: OfferAct
    offered_by: str
    offered_at: datetime
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether new attempts start, until another row says otherwise."""
        return self.act is not OfferAct.WITHDRAWN


@dataclass(frozen=True, slots=True)
class AttemptCount:
    """How many learners' attempts stand on a release; teachers' trials are none.

    Attributes:
        passed: How many of those begun are passed; the others are under way.
    """

    begun: int = 0
    passed: int = 0

    @property
    def under_way(self) -> int:
        """How many are begun and not passed."""
        return self.begun - self.passed


class DraftState(StrEnum):
    """What became of an uploaded release."""

    WAITING = "waiting"
    DISCARDED = "discarded"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """An uploaded release that nobody is offered yet.

    Attributes:
        id: Ours; the release has the same once it is published.
        uploaded_by: Account id.
        changed_at: When it was discarded, taken back or published last; when it was
            uploaded before that.
    """

    id: str
    course_id: str
    version: str
    title: str
    language: str
    content_hash: str
    uploaded_by: str
    uploaded_at: datetime
    state: DraftState
    changed_at: datetime


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
