"""Uploaded releases that nobody is offered yet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.course import ReleaseDraft


class ReleaseDrafts(Protocol):
    """Uploaded releases."""

    def get(self, draft_id: str) -> ReleaseDraft | None:
        """Return a draft."""
        ...

    def all(self) -> Sequence[ReleaseDraft]:
        """Return all drafts, uploaded last first."""
        ...

    def add(self, draft: ReleaseDraft, content: bytes) -> None:
        """Add a draft and its release file."""
        ...

    def content(self, draft_id: str) -> bytes | None:
        """Return the release file; none where it was published or forgotten."""
        ...

    def save(self, draft: ReleaseDraft) -> None:
        """Replace what is known of a draft."""
        ...

    def empty(self, draft_id: str) -> None:
        """Forget the file of a draft; the release has it once it is published."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget drafts that were discarded before then; return how many."""
        ...
