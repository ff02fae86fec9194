"""What waits for somebody, in words: one list for every page that shows tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lti_service.domain.task import ACT_WORDS, KIND_WORDS, Task, TaskKind, total
from lti_service.locale import format_date
from lti_service.use_cases.access.grant import today
from lti_service.web.address import rooted
from lti_service.web.current import ports
from lti_service.web.language import language, translate as _

LATE, SOON, FAR = 0, 7, 366
"""Days left below which a task is late, up to which it is soon, beyond which far off."""


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task in words.

    Attributes:
        about: Whom it is about, or how many.
        mark: Class of the badge; empty for none.
        left: Words of the badge.
    """

    kind: str
    about: str
    sub: str
    mark: str
    left: str
    due: date | None
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class ShownTasks:
    """All that a page says of what waits.

    Attributes:
        n: How many things.
        late: How many of the rows are late.
    """

    rows: tuple[ShownTask, ...]
    n: int
    late: int


def shown_tasks(tasks: Sequence[Task]) -> ShownTasks:
    """Return tasks in the reader's words."""
    on = today(ports())
    late = sum(1 for one in tasks if (one.days_left(on) or 0) < LATE)
    return ShownTasks(tuple(_shown(one, on) for one in tasks), total(tasks), late)


def _shown(task: Task, on: date) -> ShownTask:
    left = task.days_left(on)
    mark, words = _left(left)
    since = (
        _("menunggu sejak {date}", date=format_date(task.since, language()))
        if task.since
        else ""
    )
    # Where a row names what it is about, how many wait there stands below.
    several = _about(task) if task.who and task.n > 1 else ""
    return ShownTask(
        KIND_WORDS[task.kind].told(_),
        task.who or _about(task),
        ", ".join(filter(None, (several, since))),
        mark,
        words,
        task.due,
        rooted(task.path),
        ACT_WORDS[task.kind].told(_),
    )


def _about(task: Task) -> str:
    if task.kind is TaskKind.OBSERVATIONS:
        return _("{n} peserta", n=task.n)
    if task.kind is TaskKind.ENROLMENTS:
        return _("{n} usulan", n=task.n)
    if task.kind in {TaskKind.OWN_PLAN, TaskKind.AGENCY_PLAN}:
        return (
            _("Tahun {year}", year=task.year) if task.year else _("{n} hal", n=task.n)
        )
    if task.year:
        return _("{n} hal, tahun {year}", n=task.n, year=task.year)
    return _("{n} hal", n=task.n)


def _left(left: int | None) -> tuple[str, str]:
    if left is None:
        return "", ""
    if left < LATE:
        return "wrong", _("Lewat {n} hari", n=-left)
    if left > FAR:
        # A cycle that ends in some years is no countdown; its day stands beside it.
        return "", ""
    return ("attention" if left <= SOON else "info"), _("Tinggal {n} hari", n=left)
