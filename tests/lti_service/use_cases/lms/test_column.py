"""Columns that a link has not, gets, or gets anew: every score arrives in them."""

from typing import Any

import pytest

from lti_service.domain.gradebook import Agreement
from lti_service.errors import (
    ConflictError,
    NotFoundError,
    PlatformBusyError,
    PlatformRefusedError,
)
from lti_service.use_cases.lms import column
from lti_service.use_cases.lms.column import make_column, queue_for_new_columns
from lti_service.use_cases.lms.gradebook import link_scores
from tests.lti_service.use_cases.lms.test_gradebook import Class

COLUMNS = "https://lms.example/2/lineitems"
NONE: dict[str, Any] = {"line_item_url": "", "line_items_url": COLUMNS}
OTHER: dict[str, Any] = {"line_item_url": "https://lms.example/2/lineitems/9"}


@pytest.fixture
def found() -> Class:
    """A class whose activity has no column, with one learner who has finished."""
    made = Class()
    made.finish("3", **NONE)
    return made


def catch_up(made: Class) -> None:
    """Do what the worker does."""
    while queue_for_new_columns(ports=made.ports):
        pass
    made.deliver()


def sent(made: Class) -> list[tuple[str, str, int]]:
    scores = made.gradebook.sent
    return [(one.line_item_url, one.subject, one.hundredths) for one in scores]


# ---- a column that the platform names ----------------------------------------------


def test_what_was_finished_before_there_was_a_column_arrives_in_it(
    found: Class,
) -> None:
    catch_up(found)
    assert sent(found) == []
    found.open("4")

    catch_up(found)

    assert found.agreements() == {"3": Agreement.SAME, "4": Agreement.NOT_DUE}


def test_in_a_new_column_everything_arrives_once_more(found: Class) -> None:
    found.finish("4")
    catch_up(found)
    before = len(sent(found))
    found.open("t", instructor=True, **OTHER)

    catch_up(found)
    catch_up(found)

    url = OTHER["line_item_url"]
    assert sorted(sent(found)[before:]) == [(url, "3", 10_000), (url, "4", 10_000)]


def test_a_launch_that_names_the_same_column_has_nothing_queued(found: Class) -> None:
    found.open("4")
    catch_up(found)
    found.open("4")

    assert not queue_for_new_columns(ports=found.ports)


def test_a_worker_that_is_killed_in_between_leaves_it_to_the_next(
    found: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    found.finish("5", **NONE)
    found.open("4")
    queued: list[object] = []

    def dies(*given: Any, **ports: Any) -> None:
        if queued:
            raise KeyboardInterrupt
        queued.append(given)
        queue(*given, **ports)

    queue = column._queue
    monkeypatch.setattr(column, "_queue", dies)
    with pytest.raises(KeyboardInterrupt):
        queue_for_new_columns(ports=found.ports)
    monkeypatch.undo()
    assert not queue_for_new_columns(ports=found.ports)
    found.clock.advance(minutes=1)

    catch_up(found)

    assert {subject for _, subject, _ in sent(found)} == {"3", "5"}
    assert len(sent(found)) == 2


# ---- a column that we make ---------------------------------------------------------


def test_a_column_is_made_and_what_was_finished_arrives(found: Class) -> None:
    made = make_column(found.link, "actor", ports=found.ports)
    assert made.line_item_url == f"{COLUMNS}/1"

    catch_up(found)

    assert sent(found) == [(f"{COLUMNS}/1", "3", 10_000)]
    (entry,) = [e for e in found.storage.tables.audit if e.action == "column.made"]
    assert (entry.actor, entry.after) == ("actor", f"{COLUMNS}/1")


def test_it_holds_though_launches_name_none(found: Class) -> None:
    make_column(found.link, "actor", ports=found.ports)
    found.finish("4", **NONE)
    catch_up(found)

    assert {subject for _, subject, _ in sent(found)} == {"3", "4"}


def test_a_column_that_the_platform_names_later_comes_before_it(found: Class) -> None:
    make_column(found.link, "actor", ports=found.ports)
    found.open("4", **OTHER)
    catch_up(found)

    assert sent(found)[-1][0] == OTHER["line_item_url"]
    before = make_column(found.link, "actor", ports=found.ports)
    assert before.line_item_url == OTHER["line_item_url"]


def test_one_is_made_though_two_ask(found: Class) -> None:
    with found.storage.writing() as uow:
        now = found.clock.now()
        assert uow.resource_links.hold_column(found.link, now, now - column.MAKING)
        uow.commit()

    with pytest.raises(ConflictError) as refused:
        make_column(found.link, "actor", ports=found.ports)

    assert refused.value.code == "column-being-made"
    found.clock.advance(seconds=column.MAKING.total_seconds())
    make_column(found.link, "actor", ports=found.ports)


@pytest.mark.parametrize(
    ("error", "again"), [(PlatformRefusedError, True), (PlatformBusyError, False)]
)
def test_after_trouble_it_may_be_asked_again_once_nothing_is_under_way(
    error: type[Exception], *, again: bool, found: Class
) -> None:
    found.gradebook.trouble = [error("500")]
    with pytest.raises(error):
        make_column(found.link, "actor", ports=found.ports)
    assert link_scores(found.link, ports=found.ports).link.line_item_url == ""
    if not again:
        found.clock.advance(seconds=column.MAKING.total_seconds())

    assert make_column(found.link, "actor", ports=found.ports).line_item_url


def test_where_the_platform_lets_us_make_none_that_is_said(found: Class) -> None:
    found.open("3", line_item_url="")

    with pytest.raises(ConflictError) as refused:
        make_column(found.link, "actor", ports=found.ports)

    assert refused.value.code == "column-not-offered"
    assert found.gradebook.columns == {}


def test_a_link_that_is_not_there_gets_none(found: Class) -> None:
    with pytest.raises(NotFoundError):
        make_column("none", "actor", ports=found.ports)
