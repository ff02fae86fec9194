"""Files that were taken in, and those that wait for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.import_run import DraftState, ImportDraft, RecordedImport


class Imports(Protocol):
    """The history of imports, and files from the browser that are not taken in yet."""

    def add_run(self, run: RecordedImport) -> None:
        """Add to the history."""
        ...

    def runs(self, limit: int = 50) -> Sequence[RecordedImport]:
        """Return the history, newest first."""
        ...

    def draft(self, draft_id: str) -> ImportDraft | None:
        """Return a draft."""
        ...

    def save_draft(self, draft: ImportDraft) -> None:
        """Add or replace a draft."""
        ...

    def move_draft(self, draft_id: str, before: DraftState, after: DraftState) -> bool:
        """Give a draft another state; return False where it had not the one before."""
        ...

    def due_draft(self, now: datetime) -> ImportDraft | None:
        """Return the oldest draft that waits to be tried or taken in."""
        ...

    def forget_drafts(self, now: datetime) -> int:
        """Remove what has expired; return how many."""
        ...
