"""Fake of the history of imports and of files that wait."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lti_service.domain.import_run import DraftState, ImportDraft, RecordedImport
from tests.fakes.tables import Tables, refuse


class FakeImports:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add_run(self, run: RecordedImport) -> None:
        refuse(when=run.id in {known.id for known in self._tables.import_runs})
        self._tables.import_runs.append(run)

    def runs(self, limit: int = 50) -> Sequence[RecordedImport]:
        found = sorted(self._tables.import_runs, key=lambda run: (run.at, run.id))
        return found[::-1][:limit]

    def draft(self, draft_id: str) -> ImportDraft | None:
        return self._tables.import_drafts.get(draft_id)

    def save_draft(self, draft: ImportDraft) -> None:
        self._tables.import_drafts[draft.id] = draft

    def move_draft(self, draft_id: str, before: DraftState, after: DraftState) -> bool:
        draft = self.draft(draft_id)
        if draft is None or draft.state is not before:
            return False
        self._tables.import_drafts[draft_id] = replace(draft, state=after)
        return True

    def due_draft(self, now: datetime) -> ImportDraft | None:
        due = [
            draft
            for draft in self._tables.import_drafts.values()
            if draft.state in {DraftState.WAITING, DraftState.CONFIRMED}
            and draft.expires_at > now
        ]
        return min(due, key=lambda draft: (draft.created_at, draft.id), default=None)

    def forget_drafts(self, now: datetime) -> int:
        drafts = self._tables.import_drafts
        over = [id_ for id_, draft in drafts.items() if draft.expires_at <= now]
        for id_ in over:
            del drafts[id_]
        return len(over)
