"""When a digest is due, what it says, and which addresses are written to."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.digest import (
    MOST_REFUSED,
    Digest,
    DigestState,
    Frequency,
    NoticeChoice,
    compose,
    is_address,
    is_due,
    wait_after,
)
from lti_service.locale import translator
from tests.fakes import MORNING
from tests.lti_service.domain.test_task import task

MONDAY = date(2026, 11, 23)
DAILY, WEEKLY, NEVER = Frequency
DIGEST = Digest(
    "p-boss", MONDAY, "a-boss", DigestState.WAITING, 0, MORNING, "", MORNING
)


@pytest.mark.parametrize(
    ("frequency", "last", "day", "due"),
    [
        (DAILY, None, MONDAY, True),
        (DAILY, MONDAY, MONDAY, False),
        (DAILY, MONDAY, MONDAY + timedelta(days=1), True),
        (WEEKLY, MONDAY, MONDAY + timedelta(days=6), False),
        (WEEKLY, MONDAY, MONDAY + timedelta(days=7), True),
        # Where the service slept on Monday.
        (WEEKLY, MONDAY - timedelta(days=7), MONDAY + timedelta(days=2), True),
        (WEEKLY, None, MONDAY + timedelta(days=3), True),
        (NEVER, None, MONDAY, False),
    ],
)
def test_a_digest_is_due_once_a_day_or_once_from_each_monday_on(
    frequency: Frequency, last: date | None, day: date, *, due: bool
) -> None:
    assert is_due(frequency, last, day) is due


@given(st.lists(st.integers(0, 60), min_size=1, unique=True).map(sorted))
def test_a_weekly_digest_comes_at_most_once_a_week(days: list[int]) -> None:
    last, sent = None, []
    for n in days:
        day = MONDAY + timedelta(days=n)
        if is_due(WEEKLY, last, day):
            last = day
            sent.append(day.isocalendar()[:2])

    assert len(set(sent)) == len(sent)


def test_it_tells_kinds_counts_and_links_and_names_nobody() -> None:
    tasks = [task(), task(who="Nama\r\nBcc: lain@example.id")]

    letter = compose(
        DIGEST,
        "a@example.id",
        "tok",
        tasks,
        "https://belajar.example",
        translator("id"),
    )

    assert letter.subject == "Ringkasan: 2 hal menunggu Anda"
    assert "- Rencana pengembangan: 2\n  https://belajar.example/team/plans" in (
        letter.body
    )
    assert "Pegawai" not in letter.body
    assert "Bcc" not in letter.body
    assert letter.unsubscribe == "/notices/tok"
    assert f"https://belajar.example{letter.unsubscribe}" in letter.body
    assert letter.message_id == "digest.20261123.p-boss"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nama",
        "a@b",
        "a@example.id\nBcc: b@example.id",
        "a@example.id\r\n",
        "A <a@example.id>",
        "a@example.id,b@example.id",
        "a b@example.id",
        "a@-example.id",
        f"{'a' * 64}@{'b' * 190}.id",
    ],
)
def test_no_address_is_taken_that_could_be_more_than_one(text: str) -> None:
    assert not is_address(text)


def test_plain_addresses_are_taken() -> None:
    assert is_address("nama.lain+lms@mail.example.go.id")


@given(st.text())
def test_an_address_has_no_line_break(text: str) -> None:
    assert not is_address(text) or not set(text) & set("\r\n <>,;")


def test_an_address_that_was_refused_too_often_rests_until_it_changes() -> None:
    choice = NoticeChoice("p", WEEKLY, "tok", "", 0, MORNING)
    for _ in range(MOST_REFUSED):
        assert not choice.stopped("a@example.id")
        choice = choice.after("a@example.id", refused=True)

    assert choice.stopped("a@example.id")
    assert not choice.stopped("b@example.id")
    assert not choice.after("b@example.id", refused=True).stopped("b@example.id")
    assert choice.after("a@example.id", refused=False).refused == 0


def test_each_try_waits_twice_as_long() -> None:
    waits = [wait_after(tries) for tries in (1, 2, 3)]

    assert waits == [
        timedelta(minutes=10),
        timedelta(minutes=20),
        timedelta(minutes=40),
    ]
