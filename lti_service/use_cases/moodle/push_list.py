"""What a Moodle mirrors at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lti_service.domain.moodle_ledger import PUSHES, MoodleConnection, SyncRun
from lti_service.domain.moodle_push import (
    ASKING,
    ItemKind,
    MirrorItem,
    MirrorState,
    differences,
)
from lti_service.errors import NotFoundError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.moodle.run import found_moodle

PAGE_SIZE = 50
_SHOWN = (
    MirrorState.CREATE,
    MirrorState.CHANGE,
    MirrorState.SENDING,
    MirrorState.REFUSED,
    MirrorState.KEPT,
)


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item that differs.

    Attributes:
        person: Name of whom it is about; empty where it is about nobody.
    """

    item: MirrorItem
    person: str
    differences: Sequence[Sentence]


@dataclass(frozen=True, slots=True)
class PushOverview:
    """What a Moodle mirrors.

    Attributes:
        latest: The latest comparison or push; none where there was none.
        is_alive: Whether a process is at it.
        counts: How many items are in each state.
        groups: How many items wait for an administrator, by kind and state.
        asking: The first of them.
        others: A page of the others that are not the same.
        found: How many of those there are.
    """

    moodle: MoodleConnection
    latest: SyncRun | None
    is_alive: bool
    counts: Mapping[MirrorState, int]
    groups: Mapping[tuple[ItemKind, MirrorState], int]
    asking: Sequence[ShownItem]
    others: Sequence[ShownItem]
    found: int


def push_overview(moodle_id: str, page: int = 1, *, ports: Ports) -> PushOverview:
    """Return what a Moodle mirrors, and a page of what differs.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
    """
    with ports.storage.reading() as uow:
        moodle = found_moodle(moodle_id, uow)
        if moodle is None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        runs = uow.moodle.runs(moodle_id)
        latest = next((run for run in runs if run.state in PUSHES), None)
        counts = uow.mirrors.counts(moodle_id)
        start = (max(page, 1) - 1) * PAGE_SIZE
        asking = uow.mirrors.list(moodle_id, tuple(ASKING), PAGE_SIZE)
        others = uow.mirrors.list(moodle_id, _SHOWN, PAGE_SIZE, start)
        return PushOverview(
            moodle,
            latest,
            latest is not None and latest.is_alive(ports.clock.now()),
            counts,
            dict(sorted(uow.mirrors.asking(moodle_id).items())),
            [shown_item(item, uow) for item in asking],
            [shown_item(item, uow) for item in others],
            sum(counts.get(state, 0) for state in _SHOWN),
        )


def shown_item(item: MirrorItem, uow: UnitOfWork) -> ShownItem:
    """Return an item as it is told."""
    person = uow.organisation.person(item.person_id) if item.person_id else None
    return ShownItem(item, person.name if person else "", differences(item))
