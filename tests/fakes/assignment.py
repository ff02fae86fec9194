"""Fake hand-ins, marks and files."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lti_service.domain.assignment import HandIn, Mark, MarkDraft
from lti_service.domain.hand_in_file import HandInFile
from tests.fakes.tables import Tables, refuse


class FakeAssignments:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add_hand_in(self, hand_in: HandIn) -> None:
        key = (hand_in.attempt_id, hand_in.activity_id, hand_in.number)
        known = {(h.attempt_id, h.activity_id, h.number) for h in self._tables.hand_ins}
        refuse(when=key in known)
        self._tables.hand_ins.append(hand_in)

    def hand_in(self, hand_in_id: str) -> HandIn | None:
        return next((h for h in self._tables.hand_ins if h.id == hand_in_id), None)

    def of_attempt(self, attempt_id: str) -> Sequence[HandIn]:
        return [h for h in self._tables.hand_ins if h.attempt_id == attempt_id]

    def waiting(self) -> Sequence[HandIn]:
        last: dict[tuple[str, str], int] = {}
        for one in self._tables.hand_ins:
            key = one.attempt_id, one.activity_id
            last[key] = max(one.number, last.get(key, 0))
        undone = {mark.undoes for mark in self._tables.marks}
        settled = {
            mark.hand_in_id
            for mark in self._tables.marks
            if mark.settles and mark.id not in undone
        }
        return [
            one
            for one in self._tables.hand_ins
            if last[one.attempt_id, one.activity_id] == one.number
            and one.id not in settled
        ]

    def add_mark(self, mark: Mark) -> None:
        self._tables.marks.append(mark)

    def mark(self, mark_id: str) -> Mark | None:
        return next((m for m in self._tables.marks if m.id == mark_id), None)

    def marks(self, hand_in_ids: Iterable[str]) -> Sequence[Mark]:
        ids = set(hand_in_ids)
        return [m for m in self._tables.marks if m.hand_in_id in ids]

    def all_marks(self) -> Sequence[Mark]:
        return list(self._tables.marks)

    def marked_by(self, person_id: str, since: datetime) -> Sequence[Mark]:
        mine = (m for m in self._tables.marks if m.marked_by == person_id)
        return [m for m in mine if m.marked_at >= since][::-1]

    def save_draft(self, draft: MarkDraft) -> None:
        self._tables.mark_drafts[draft.hand_in_id, draft.marker_id] = draft

    def drafts(self) -> Sequence[MarkDraft]:
        drafts = self._tables.mark_drafts
        return [drafts[key] for key in sorted(drafts)]

    def drop_draft(self, hand_in_id: str, marker_id: str) -> None:
        self._tables.mark_drafts.pop((hand_in_id, marker_id), None)


class FakeHandInFiles:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, file: HandInFile, content: bytes) -> bool:
        key = file.attempt_id, file.id
        if key in self._tables.hand_in_files:
            return False
        self._tables.hand_in_files[key] = file
        self._tables.file_contents.setdefault(file.sha256, content)
        return True

    def get(self, attempt_id: str, file_id: str) -> HandInFile | None:
        return self._tables.hand_in_files.get((attempt_id, file_id))

    def content(self, file: HandInFile) -> bytes | None:
        return self._tables.file_contents.get(file.sha256)

    def remove(self, file: HandInFile) -> None:
        self._tables.hand_in_files.pop((file.attempt_id, file.id), None)
        left = {one.sha256 for one in self._tables.hand_in_files.values()}
        if file.sha256 not in left:
            self._tables.file_contents.pop(file.sha256, None)

    def weight(self, account_id: str) -> int:
        files = self._tables.hand_in_files.values()
        return sum(file.size for file in files if file.account_id == account_id)
