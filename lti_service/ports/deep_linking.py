"""Choosing content for an LMS."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.launch import Platform
from lti_service.domain.offer import Offer


class ContentPicks(Protocol):
    """Choices of content under way."""

    def get(self, pick_id: str) -> ContentPick | None:
        """Return a choice, expired or not."""
        ...

    def add(self, pick: ContentPick) -> None:
        """Add a choice."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget the choices that expired before that time; return how many."""
        ...


class DeepLinks(Protocol):
    """Answers to deep-linking requests."""

    def answer(
        self,
        platform: Platform,
        pick: ContentPick,
        offers: Sequence[Offer],
        message: str = "",
    ) -> str:
        """Return the signed answer to post to the platform.

        Args:
            platform: Who asked.
            pick: What was asked.
            offers: What was chosen, in order; none where the teacher chose nothing.
            message: For the teacher; empty for none.
        """
        ...
