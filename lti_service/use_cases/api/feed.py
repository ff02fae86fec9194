"""What other systems read, page by page, within the unit of their token.

A page may hold fewer rows than were asked for, or none, and still have one after it: of
a token for one unit only so many rows are looked through at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from lti_service.domain.agency_plan import (
    PlanItem,
    PlanState,
    current_items,
    plan_state,
)
from lti_service.domain.api_token import ApiToken, CoursePass, ListedPerson
from lti_service.domain.evidence import Evidence
from lti_service.domain.grant import units_above
from lti_service.domain.individual_plan import IndividualPlan, newest
from lti_service.domain.learning_hours import JpEntry
from lti_service.domain.organisation import Person, Posting
from lti_service.domain.programme import Batch, Enrolment, Programme
from lti_service.errors import ForbiddenError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today

T = TypeVar("T")
Row = TypeVar("Row")
Mark = TypeVar("Mark")

_AT_ONCE, _LOOKED_THROUGH = 200, 2000
"""How many rows are read at a time, and how many one request looks through at most."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row, Mark]):
    """Rows of a page.

    Attributes:
        after: Where it ends: what comes later is read from there.
        more: Whether there is more already.
    """

    rows: Sequence[Row]
    after: Mark
    more: bool


@dataclass(frozen=True, slots=True)
class Completed:
    """A completion: a pass of a course of ours, or a programme completed in a batch."""

    at: datetime
    id: str
    course: CoursePass | None = None
    enrolment: Enrolment | None = None
    batch: Batch | None = None
    programme: Programme | None = None

    @property
    def person_id(self) -> str:
        """Whose it is."""
        if self.course is not None:
            return self.course.person_id
        return self.enrolment.person_id if self.enrolment else ""


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A year's plan of the agency."""

    year: int
    state: PlanState
    document_no: str
    items: Sequence[PlanItem]
    spent: dict[str, int]


class Reach:
    """Whom a token is for.

    Args:
        token: The token.
        uow: The transaction.
        ports: Connections to the outside.
    """

    def __init__(self, token: ApiToken, uow: UnitOfWork, ports: Ports) -> None:
        self._unit = token.unit_code
        self._parents = (
            {unit.code: unit.parent_code for unit in uow.organisation.units()}
            if self._unit
            else {}
        )
        self._on = today(ports)
        self._uow = uow
        self._known: dict[str, bool] = {}

    def has(self, person_id: str) -> bool:
        """Whether a person is of the token's unit by their own post today."""
        if not self._unit:
            return True
        if person_id not in self._known:
            self._known[person_id] = self.covers(
                self._uow.organisation.posting(person_id, self._on)
            )
        return self._known[person_id]

    def covers(self, posting: Posting | None) -> bool:
        """Whether a posting is in the token's unit or below."""
        if not self._unit:
            return True
        unit_code = posting.unit_code if posting else ""
        return self._unit in units_above(unit_code, self._parents)


def check_everywhere(token: ApiToken) -> None:
    """Raise `ForbiddenError` where a token is for one unit: ``api-token-narrow``."""
    if token.unit_code:
        raise ForbiddenError("api-token-narrow", token=token.id)


def people_page(
    token: ApiToken, after: str, limit: int, *, ports: Ports
) -> Page[ListedPerson, str]:
    """Return people by id, inactive ones too."""
    with ports.storage.reading() as uow:
        reach = Reach(token, uow, ports)
        on = today(ports)

        def listed(person: Person) -> ListedPerson | None:
            posting = uow.organisation.posting(person.id, on)
            return _listed(person, posting) if reach.covers(posting) else None

        return _page(after, limit, uow.api.people, lambda p: p.id, listed)


def one_person(token: ApiToken, person_id: str, *, ports: Ports) -> ListedPerson:
    """Return a person.

    Raises:
        NotFoundError: There is none within the token's unit: ``unknown-person``.
    """
    with ports.storage.reading() as uow:
        person = uow.organisation.person(person_id)
        posting = uow.organisation.posting(person_id, today(ports))
        if person is None or not Reach(token, uow, ports).covers(posting):
            raise NotFoundError("unknown-person", person=person_id)
        return _listed(person, posting)


def evidence_page(
    token: ApiToken, after: int, limit: int, *, ports: Ports
) -> Page[Evidence, int]:
    """Return rows of the ledger in the order they were kept."""
    with ports.storage.reading() as uow:
        reach = Reach(token, uow, ports)
        return _page(
            after,
            limit,
            uow.api.evidence,
            lambda row: row[0],
            lambda row: row[1] if reach.has(row[1].person_id) else None,
        )


def hours_page(
    token: ApiToken, after: int, limit: int, *, ports: Ports
) -> Page[JpEntry, int]:
    """Return rows of the ledger in the order they were kept."""
    with ports.storage.reading() as uow:
        reach = Reach(token, uow, ports)
        return _page(
            after,
            limit,
            uow.api.hours,
            lambda row: row[0],
            lambda row: row[1] if reach.has(row[1].person_id) else None,
        )


def completions_page(
    token: ApiToken, after: tuple[datetime, str] | None, limit: int, *, ports: Ports
) -> Page[Completed, tuple[datetime, str]]:
    """Return completions by the time they were kept."""
    first = (datetime.min.replace(tzinfo=UTC), "")
    with ports.storage.reading() as uow:
        reach = Reach(token, uow, ports)

        def both(place: tuple[datetime, str], most: int) -> Sequence[Completed]:
            asked = None if place == first else place
            rows = [
                *(Completed(p.passed_at, p.id, p) for p in uow.api.passes(asked, most)),
                *(
                    Completed(e.recorded_at, e.id, None, e)
                    for e in uow.api.completed(asked, most)
                ),
            ]
            return sorted(rows, key=lambda row: (row.at, row.id))[:most]

        def told(row: Completed) -> Completed | None:
            if not reach.has(row.person_id):
                return None
            if row.enrolment is None:
                return row
            batch = uow.programmes.batch(row.enrolment.batch_id)
            programme = (
                uow.programmes.programme(batch.programme_code) if batch else None
            )
            return Completed(row.at, row.id, None, row.enrolment, batch, programme)

        return _page(after or first, limit, both, lambda row: (row.at, row.id), told)


def year_plan_of(token: ApiToken, year: int, *, ports: Ports) -> YearPlan:
    """Return a year's plan as it is now.

    Raises:
        ForbiddenError: The token is for one unit: ``api-token-narrow``.
        NotFoundError: The year has none.
    """
    check_everywhere(token)
    with ports.storage.reading() as uow:
        items = current_items(uow.plans.versions(year))
        steps = uow.plans.steps(year)
        if not items and not steps:
            raise NotFoundError("not-found", year=str(year))
        spent: dict[str, int] = {}
        for row in uow.plans.spendings(year):
            spent[row.item_id] = spent.get(row.item_id, 0) + row.amount
    document = next((s.document_no for s in reversed(steps) if s.document_no), "")
    return YearPlan(year, plan_state(steps), document, items, spent)


def one_item(token: ApiToken, year: int, item_id: str, *, ports: Ports) -> PlanItem:
    """Return an item of a year's plan.

    Raises:
        ForbiddenError: The token is for one unit: ``api-token-narrow``.
        NotFoundError: There is none.
    """
    check_everywhere(token)
    with ports.storage.reading() as uow:
        item = uow.plans.item(item_id)
    if item is None or item.year != year:
        raise NotFoundError("not-found", item=item_id)
    return item


def individual_page(
    token: ApiToken, year: int, after: str, limit: int, *, ports: Ports
) -> Page[IndividualPlan, str]:
    """Return what people propose or agreed for a year, by person; drafts are theirs."""
    with ports.storage.reading() as uow:
        reach = Reach(token, uow, ports)

        def following(place: str, most: int) -> Sequence[str]:
            return uow.api.planners(year, place, most)

        def told(person_id: str) -> IndividualPlan | None:
            if not reach.has(person_id):
                return None
            return _shown(uow.plans.individual(person_id, year))

        return _page(after, limit, following, lambda person_id: person_id, told)


def _shown(rows: Sequence[IndividualPlan]) -> IndividualPlan | None:
    """Return the newest row that left the person's own hands: a draft is shown nobody."""
    return newest([row for row in rows if row.supervisor_id is not None])


def _listed(person: Person, posting: Posting | None) -> ListedPerson:
    if posting is None:
        return ListedPerson(person, "", "", None)
    return ListedPerson(
        person, posting.position_code, posting.unit_code, posting.supervisor_id
    )


def _page(
    after: Mark,
    limit: int,
    read: Callable[[Mark, int], Sequence[T]],
    mark: Callable[[T], Mark],
    told: Callable[[T], Row | None],
) -> Page[Row, Mark]:
    """Read on until a page is full, nothing more is there, or enough was looked through.

    Args:
        after: Where the page before ended.
        limit: Most rows of a page.
        read: Returns so many rows after a place.
        mark: Returns the place of a row.
        told: Returns what is told of a row; none for nothing.
    """
    found: list[Row] = []
    seen = 0
    while seen < _LOOKED_THROUGH:
        most = max(limit - len(found) + 1, _AT_ONCE)
        rows = read(after, most)
        for row in rows:
            if len(found) == limit:
                return Page(found, after, more=True)
            after, seen = mark(row), seen + 1
            if (shown := told(row)) is not None:
                found.append(shown)
        if len(rows) < most:
            return Page(found, after, more=False)
    return Page(found, after, more=True)
