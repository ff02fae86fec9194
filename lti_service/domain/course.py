"""Published courses as the service keeps them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """A release in storage, without its content.

    Attributes:
        id: Ours, opaque.
        version: ``major.minor``; course and version together name one content.
        current: Whether new attempts start on it.
    """

    id: str
    course_id: str
    version: str
    title: str
    language: str
    content_hash: str
    published_at: datetime
    current: bool
