"""Assignments: hand-ins, their files, and marks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.assignment import HandIn, Mark, MarkDraft
from lti_service.domain.hand_in_file import HandInFile


class Assignments(Protocol):
    """Hand-ins and marks, to which rows are only ever added, and drafts of marks."""

    def add_hand_in(self, hand_in: HandIn) -> None:
        """Add a hand-in; attempt, activity and number are there once."""
        ...

    def hand_in(self, hand_in_id: str) -> HandIn | None:
        """Return a hand-in."""
        ...

    def of_attempt(self, attempt_id: str) -> Sequence[HandIn]:
        """Return what was handed in in an attempt, oldest first."""
        ...

    def waiting(self) -> Sequence[HandIn]:
        """Return the latest hand-in of each attempt and activity that is not settled.

        Settled is what has a mark that settles and was not taken back. Oldest first.
        """
        ...

    def add_mark(self, mark: Mark) -> None:
        """Add a mark."""
        ...

    def mark(self, mark_id: str) -> Mark | None:
        """Return a mark."""
        ...

    def marks(self, hand_in_ids: Iterable[str]) -> Sequence[Mark]:
        """Return the marks of hand-ins, oldest first."""
        ...

    def all_marks(self) -> Sequence[Mark]:
        """Return all marks, oldest first."""
        ...

    def marked_by(self, person_id: str, since: datetime) -> Sequence[Mark]:
        """Return what somebody marked from a moment on, newest first."""
        ...

    def save_draft(self, draft: MarkDraft) -> None:
        """Add a draft, or replace the marker's own of the same hand-in."""
        ...

    def drafts(self) -> Sequence[MarkDraft]:
        """Return all drafts."""
        ...

    def drop_draft(self, hand_in_id: str, marker_id: str) -> None:
        """Forget a marker's draft; nothing happens where there is none."""
        ...


class HandInFiles(Protocol):
    """Files that learners sent; the same content is kept once."""

    def add(self, file: HandInFile, content: bytes) -> bool:
        """Add a file; return False where its attempt had one of that id."""
        ...

    def get(self, attempt_id: str, file_id: str) -> HandInFile | None:
        """Return what is known of a file."""
        ...

    def content(self, file: HandInFile) -> bytes | None:
        """Return a file's content."""
        ...

    def remove(self, file: HandInFile) -> None:
        """Remove a file, and its content where no other file has the same."""
        ...

    def weight(self, account_id: str) -> int:
        """Return the bytes of all files of an account."""
        ...
