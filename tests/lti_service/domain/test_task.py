"""Tasks in order, counted, and told without names."""

from datetime import date
from itertools import permutations
from typing import Any

from lti_service.domain.task import (
    ACT_WORDS,
    KIND_WORDS,
    Place,
    Task,
    TaskKind,
    in_order,
    total,
    without_names,
)


def task(kind: TaskKind = TaskKind.PLAN, **changes: Any) -> Task:
    fields: dict[str, Any] = {
        "place": Place.TEAM,
        "who": "Pegawai 022",
        "n": 1,
        "year": 2026,
        "since": date(2026, 11, 20),
        "due": None,
        "path": "/team/plans?year=2026",
    }
    return Task(kind, **(fields | changes))


def test_what_is_due_first_comes_first_then_what_waits_longest() -> None:
    due = task(TaskKind.NEEDS, due=date(2026, 12, 1))
    old = task(since=date(2026, 1, 1))
    unknown = task(TaskKind.CLAIMS, since=None)

    for mixed in permutations((unknown, old, due, task())):
        assert in_order(mixed) == (due, old, task(), unknown)


def test_days_left_are_told_of_what_has_a_last_day() -> None:
    on = date(2026, 11, 24)

    assert task(due=date(2026, 11, 21)).days_left(on) == -3
    assert task().days_left(on) is None


def test_without_names_a_kind_is_one_task_with_the_oldest_day() -> None:
    tasks = [
        task(),
        task(who="Pegawai 031", since=date(2026, 11, 1), path="/team/plans?year=2027"),
        task(TaskKind.HOURS, n=4, who="", path="/admin/hours", due=date(2026, 12, 1)),
    ]

    hours, plans = without_names(tasks)

    assert (hours.n, hours.due) == (4, date(2026, 12, 1))
    assert (plans.n, plans.who, plans.path) == (2, "", "/team/plans")
    assert plans.since == date(2026, 11, 1)
    assert total(tasks) == total(without_names(tasks)) == 6


def test_every_kind_has_words() -> None:
    assert set(KIND_WORDS) == set(ACT_WORDS) == set(TaskKind)
