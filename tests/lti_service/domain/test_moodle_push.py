"""What is done with an item follows from ours, theirs, and what was agreed on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from lti_service.domain.moodle_push import (
    ItemKind,
    MirrorItem,
    MirrorState,
    differences,
    judge,
    keep_theirs,
    plain,
    take_ours,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)
A, B, C = ({"name": name} for name in "ABC")


def item(wanted: Mapping[str, str], **changes: Any) -> MirrorItem:
    fields: dict[str, Any] = {
        "moodle_id": "m-1",
        "key": "node:X",
        "kind": ItemKind.NODE,
        "title": "X",
        "person_id": None,
        "links": {},
        "place": 1,
        "wanted": wanted,
        "sent": None,
        "known": None,
        "theirs": None,
        "remote_id": None,
        "state": MirrorState.SAME,
        "is_kept": False,
        "code": "",
        "changed_at": NOW,
    }
    return MirrorItem(**(fields | changes))


@pytest.mark.parametrize(
    ("given", "state"),
    [
        pytest.param(item(A), MirrorState.CREATE, id="never there"),
        pytest.param(item(A, theirs=A), MirrorState.SAME, id="there alike"),
        pytest.param(item(A, theirs=B), MirrorState.ASK, id="there, and another"),
        pytest.param(
            item(A, sent=A, known=A, theirs=A), MirrorState.SAME, id="as agreed"
        ),
        pytest.param(
            item(B, sent=A, known=A, theirs=A), MirrorState.CHANGE, id="ours changed"
        ),
        pytest.param(
            item(A, sent=A, known=A, theirs=B), MirrorState.ASK, id="theirs changed"
        ),
        pytest.param(
            item(B, sent=A, known=A, theirs=C), MirrorState.ASK, id="both changed"
        ),
        pytest.param(
            item(B, sent=A, known=A, theirs=B), MirrorState.SAME, id="both alike"
        ),
        pytest.param(item(A, sent=A, known=A), MirrorState.GONE, id="deleted there"),
        pytest.param(keep_theirs(item(A, theirs=B), NOW), MirrorState.KEPT, id="kept"),
        pytest.param(
            keep_theirs(item(A, sent=A, known=A), NOW),
            MirrorState.KEPT,
            id="left away",
        ),
        pytest.param(
            item(C, sent=A, known=B, theirs=B, is_kept=True),
            MirrorState.ASK,
            id="kept, then ours changed",
        ),
        pytest.param(
            item(A, sent=A, known=B, theirs=C, is_kept=True),
            MirrorState.ASK,
            id="kept, then theirs changed",
        ),
        pytest.param(
            item(B, sent=A, is_kept=True),
            MirrorState.GONE,
            id="left away, then ours changed",
        ),
        pytest.param(
            take_ours(item(A, theirs=B), NOW), MirrorState.CHANGE, id="ours taken"
        ),
        pytest.param(
            take_ours(item(A, sent=A, known=A), NOW),
            MirrorState.CREATE,
            id="made anew",
        ),
    ],
)
def test_what_is_done_with_an_item(given: MirrorItem, state: MirrorState) -> None:
    assert judge(given) is state


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("description", "<p>A</p><ul><li>b &amp; c</li></ul>", "A b & c"),
        ("name", "A & B", "A &amp; B"),
        ("nodes", "M02.1\nM01.1", "M01.1\nM02.1"),
    ],
)
def test_what_moodle_writes_another_way_is_the_same(
    name: str, ours: str, theirs: str
) -> None:
    assert plain(name, ours) == plain(name, theirs)
    assert judge(item({name: ours}, theirs={name: theirs})) is MirrorState.SAME


def test_what_moodle_does_not_tell_is_no_difference() -> None:
    given = item({"name": "A", "note": "Keputusan nomor 1"}, theirs={"name": "B"})
    assert [str(one) for one in differences(given)] == [
        "X: namanya di Moodle “B”, di sini “A”."
    ]
