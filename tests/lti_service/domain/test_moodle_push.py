"""What is done with an item follows from ours, theirs, and what was agreed on."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from lti_service.domain.moodle_push import (
    ItemKind,
    MirrorItem,
    MirrorState,
    decided_by,
    differences,
    judge,
    keep_theirs,
    plain,
    take_ours,
)
from lti_service.locale import translator

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


@pytest.mark.parametrize(
    ("given", "indonesian", "english"),
    [
        (
            item({"rating": "tercapai"}, theirs={"rating": "belum tercapai"}),
            "X: dinilai “belum tercapai” di Moodle, “tercapai” di sini.",
            "X: rated “not yet achieved” in Moodle, “achieved” here.",
        ),
        (
            item({"status": "aktif"}, theirs={"status": "rancangan"}),
            "X: keadaannya di Moodle “rancangan”, di sini “aktif”.",
            "X: its state is “draft” in Moodle, “active” here.",
        ),
        (
            item(
                {"rating": "tercapai", "note": "Keputusan nomor 7"},
                kind=ItemKind.RATING,
                theirs={"rating": "tercapai"},
                links=decided_by(7, date(2026, 5, 2), date(2029, 5, 2)),
            ),
            "X: dasarnya kini keputusan nomor 7, 2 Mei 2026, berlaku sampai 2 Mei 2029.",
            "X: now rests on decision number 7, 2 May 2026, valid until 2 May 2029.",
        ),
        (
            item(
                {"rating": "belum tercapai", "note": "Keputusan nomor 8"},
                kind=ItemKind.RATING,
                theirs={"rating": "belum tercapai"},
                links=decided_by(8, date(2026, 5, 2), None),
            ),
            "X: dasarnya kini keputusan nomor 8, 2 Mei 2026.",
            "X: now rests on decision number 8, 2 May 2026.",
        ),
        (
            item({"name": "aktif"}, theirs={"name": "selesai"}),
            "X: namanya di Moodle “selesai”, di sini “aktif”.",
            "X: called “selesai” in Moodle, “aktif” here.",
        ),
    ],
    ids=["rating", "status", "decision", "decision without an end", "a name"],
)
def test_a_difference_is_told_in_the_readers_language_but_for_what_is_quoted(
    given: MirrorItem, indonesian: str, english: str
) -> None:
    (told,) = differences(given)
    assert (str(told), told.told(translator("en"))) == (indonesian, english)
