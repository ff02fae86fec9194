"""Hand-ins, marks, drafts and files, whoever stores them."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.assignment import HandIn, Mark, MarkDraft, Verdict
from lti_service.domain.hand_in_file import HandInFile
from lti_service.ports.storage import Storage
from tests.contracts import given
from tests.fakes import MORNING
from tests.fakes.marking_rule import marking_parameters

HOUR = timedelta(hours=1)


def hand_in(number: int = 1, **changes: Any) -> HandIn:
    fields: dict[str, Any] = {
        "id": f"h-{number}",
        "attempt_id": "attempt-1",
        "activity_id": "tugas",
        "number": number,
        "account_id": "account-1",
        "course_id": "manajemen-bencana",
        "handed_in_at": MORNING,
        "due_at": None,
        "answers": {"text": "Rencana \ud800", "files": ("f-1", "f-2")},
    }
    return HandIn(**(fields | changes))


def mark(identifier: str = "m-1", **changes: Any) -> Mark:
    fields: dict[str, Any] = {
        "id": identifier,
        "hand_in_id": "h-1",
        "turn": 1,
        "verdict": Verdict.FINISHED,
        "levels": (2, 4),
        "comments": ("", "Baik"),
        "comment": "Cukup",
        "given": Decimal("7.50"),
        "maximum": Decimal(10),
        "passed": True,
        "settles": True,
        "rule_version": 1,
        "marked_by": "p-1",
        "marked_at": MORNING,
    }
    return Mark(**(fields | changes))


def file(identifier: str = "file-0001", **changes: Any) -> HandInFile:
    fields: dict[str, Any] = {
        "id": identifier,
        "attempt_id": "attempt-1",
        "account_id": "account-1",
        "activity_id": "tugas",
        "name": "rencana.pdf",
        "size": 7,
        "sha256": "ab" * 32,
        "sent_at": MORNING,
    }
    return HandInFile(**(fields | changes))


@pytest.fixture
def kept(storage: Storage) -> Storage:
    given.an_attempt(storage)
    return storage


def test_of_what_was_handed_in_again_the_latest_waits(kept: Storage) -> None:
    first, second = hand_in(), hand_in(2, due_at=MORNING + HOUR)
    beside = hand_in(1, id="h-3", activity_id="lain")
    with kept.writing() as uow:
        for one in (first, second, beside):
            uow.assignments.add_hand_in(one)
        uow.commit()
    with kept.reading() as uow:
        assert uow.assignments.waiting() == [second, beside]
        assert uow.assignments.of_attempt("attempt-1") == [first, second, beside]
        assert uow.assignments.of_attempt("attempt-2") == []
        assert uow.assignments.hand_in("h-2") == second
        assert uow.assignments.hand_in("h-9") is None


def test_the_same_hand_in_is_there_once(kept: Storage) -> None:
    with kept.writing() as uow:
        uow.assignments.add_hand_in(hand_in())
        with pytest.raises(Exception, match=r"(?i)unique|conflict"):
            uow.assignments.add_hand_in(hand_in(id="h-2"))


def test_a_mark_settles_until_it_is_taken_back(kept: Storage) -> None:
    undone = mark("m-2", verdict=Verdict.UNDONE, undoes="m-1", settles=False)
    with kept.writing() as uow:
        uow.assignments.add_hand_in(hand_in())
        uow.assignments.add_mark(mark("m-0", settles=False, given=None))
        assert uow.assignments.waiting() == [hand_in()]
        uow.assignments.add_mark(mark())
        assert uow.assignments.waiting() == []
        uow.assignments.add_mark(undone)
        assert uow.assignments.waiting() == [hand_in()]
        uow.commit()
    with kept.reading() as uow:
        told = [mark("m-0", settles=False, given=None), mark(), undone]
        assert uow.assignments.marks(["h-1", "h-9"]) == told
        assert uow.assignments.all_marks() == told
        assert uow.assignments.marks([]) == []
        assert uow.assignments.mark("m-1") == mark()
        assert uow.assignments.mark("m-9") is None


def test_what_somebody_marked_comes_newest_first_from_a_moment_on(
    kept: Storage,
) -> None:
    later = mark("m-2", marked_at=MORNING + HOUR, settles=False)
    with kept.writing() as uow:
        uow.assignments.add_hand_in(hand_in())
        uow.assignments.add_mark(mark())
        uow.assignments.add_mark(later)
        uow.assignments.add_mark(mark("m-3", marked_by="p-2"))
        assert uow.assignments.marked_by("p-1", MORNING) == [later, mark()]
        assert uow.assignments.marked_by("p-1", MORNING + HOUR) == [later]


def test_a_draft_is_replaced_and_forgotten(kept: Storage) -> None:
    draft = MarkDraft("h-1", "p-1", (0, 3), ("", "ya"), "", None, MORNING + HOUR)
    newer = replace(draft, levels=(1, 3), saved_at=MORNING)
    with kept.writing() as uow:
        uow.assignments.add_hand_in(hand_in())
        uow.assignments.save_draft(draft)
        uow.assignments.save_draft(newer)
        uow.assignments.save_draft(replace(draft, marker_id="p-2"))
        assert uow.assignments.drafts() == [newer, replace(draft, marker_id="p-2")]
        uow.assignments.drop_draft("h-1", "p-2")
        uow.assignments.drop_draft("h-1", "p-3")
        assert uow.assignments.drafts() == [newer]


def test_the_same_content_is_kept_once_and_goes_with_its_last_file(
    kept: Storage,
) -> None:
    first, second = file(), file("file-0002", name="salinan.pdf")
    with kept.writing() as uow:
        assert uow.hand_in_files.add(first, b"%PDF-1\0")
        assert not uow.hand_in_files.add(first, b"lain")
        assert uow.hand_in_files.add(second, b"%PDF-1\0")
        assert uow.hand_in_files.weight("account-1") == 14
        assert uow.hand_in_files.weight("account-9") == 0
        uow.hand_in_files.remove(first)
        assert uow.hand_in_files.get("attempt-1", first.id) is None
        assert uow.hand_in_files.content(second) == b"%PDF-1\0"
        uow.hand_in_files.remove(second)
        assert uow.hand_in_files.content(second) is None
        assert uow.hand_in_files.weight("account-1") == 0


def test_the_numbers_of_marking_are_dated_rows(kept: Storage) -> None:
    with kept.reading() as uow:
        rows = uow.rules.parameters(MORNING.date())
        found = [row for row in rows if row.code.startswith("marking.")]
    assert sorted(found, key=str) == sorted(marking_parameters(), key=str)
