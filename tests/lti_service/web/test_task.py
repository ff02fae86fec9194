"""How long is left is told where it is a countdown, and the day in any case."""

from datetime import timedelta

import pytest

from lti_service.domain.task import Place, Task, TaskKind
from lti_service.web.task import shown_tasks
from tests.lti_service.office import LEARNER, TODAY, account_of, browser, office


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (-3, "Lewat 3 hari"),
        (0, "Tinggal 0 hari"),
        (366, "Tinggal 366 hari"),
        (367, ""),
        (3323, ""),
    ],
)
def test_what_ends_in_more_than_a_year_is_no_countdown(days: int, left: str) -> None:
    storage, ports = office()
    app = browser(ports, storage, account_of(LEARNER)).application
    due = TODAY + timedelta(days=days)
    task = Task(TaskKind.NEEDS, Place.ADMIN, "", 1, None, None, due, "/admin/needs/1")
    with app.test_request_context("/me"):
        (row,) = shown_tasks([task]).rows
    assert (row.left, bool(row.mark), row.due) == (left, bool(left), due)
