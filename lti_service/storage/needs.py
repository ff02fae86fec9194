"""Cycles of needs, their items, and each change of these."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from lti_service.domain.needs import (
    CareerTarget,
    CycleState,
    GapKind,
    Mandate,
    NeedChange,
    NeedCount,
    NeedFilter,
    NeedItem,
    NeedsCycle,
    NeedState,
    Priority,
    StageChange,
)
from lti_service.storage.columns import SEQUENCE, Moment, choice
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

needs_cycles = sa.Table(
    "needs_cycles",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("reference_date", sa.Date, nullable=False),
    sa.Column("state", choice(CycleState), nullable=False),
    sa.Column("inventory_until", sa.Date, nullable=False),
    sa.Column("verification_until", sa.Date, nullable=False),
    sa.Column("validation_until", sa.Date, nullable=False),
    sa.Column("opened_by", sa.Text, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("state_at", Moment, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("decided_on", sa.Date),
    sa.Column("document_number", sa.Text, nullable=False),
    sa.Column("cursor", sa.Text),
    sa.Column("inventoried_at", Moment),
)

needs_stages = sa.Table(
    "needs_stages",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column(
        "year",
        sa.Integer,
        sa.ForeignKey("needs_cycles.year"),
        nullable=False,
        index=True,
    ),
    sa.Column("state", choice(CycleState), nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)

need_items = sa.Table(
    "need_items",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, sa.ForeignKey("needs_cycles.year"), nullable=False),
    sa.Column(
        "person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True
    ),
    sa.Column("unit_code", sa.Text, nullable=False),
    sa.Column("position_code", sa.Text, nullable=False),
    sa.Column("kind", choice(GapKind), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("competency_code", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("held", sa.Integer, nullable=False),
    sa.Column("required", sa.Integer, nullable=False),
    sa.Column("provisional", sa.Boolean, nullable=False),
    sa.Column("necessity", sa.Text, nullable=False),
    sa.Column("target_code", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("priority", choice(Priority), nullable=False),
    sa.Column("priority_by", sa.Text, nullable=False),
    sa.Column("state", choice(NeedState), nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=False),
    sa.Column("proposed_at", Moment, nullable=False),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("verifier_id", sa.Text, nullable=False),
    sa.Column("verifier_note", sa.Text, nullable=False),
    sa.Column("verified_at", Moment),
    sa.Column("validator_id", sa.Text, nullable=False),
    sa.Column("validator_note", sa.Text, nullable=False),
    sa.Column("validated_at", Moment),
    sa.UniqueConstraint("year", "person_id", "kind", "subject"),
    sa.Index("ix_need_items_year_unit_code", "year", "unit_code"),
)

need_changes = sa.Table(
    "need_changes",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column(
        "item_id", sa.Text, sa.ForeignKey("need_items.id"), nullable=False, index=True
    ),
    sa.Column("state", choice(NeedState), nullable=False),
    sa.Column("priority", choice(Priority), nullable=False),
    sa.Column("held", sa.Integer, nullable=False),
    sa.Column("required", sa.Integer, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)

need_mandates = sa.Table(
    "need_mandates",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, sa.ForeignKey("needs_cycles.year"), nullable=False),
    sa.Column("competency_code", sa.Text, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("unit_code", sa.Text, nullable=False),
    sa.Column("group", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
)

career_targets = sa.Table(
    "career_targets",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("year", sa.Integer, sa.ForeignKey("needs_cycles.year"), nullable=False),
    sa.Column("person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("position_code", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_career_targets_year_person_id", "year", "person_id"),
)

_CYCLES = sa.select(*columns_of(needs_cycles, NeedsCycle)).order_by(
    needs_cycles.c.year.desc()
)
_CYCLE = _CYCLES.where(needs_cycles.c.year == sa.bindparam("year"))
_CYCLE_LOCKED = _CYCLE.with_for_update()
_SAVE_CYCLE = insert_or_update(needs_cycles, ["year"])
_STAGES = (
    sa.select(*columns_of(needs_stages, StageChange))
    .where(needs_stages.c.year == sa.bindparam("year"))
    .order_by(needs_stages.c.sequence)
)
_ADD_STAGE = sa.insert(needs_stages)

_priority = need_items.c.priority
_PRESSING = sa.case(
    (_priority == Priority.HIGH, 0), (_priority == Priority.MEDIUM, 1), else_=2
)
_ORDER = (
    _PRESSING,
    need_items.c.held - need_items.c.required,
    need_items.c.unit_code,
    need_items.c.person_id,
    need_items.c.kind,
    need_items.c.subject,
)
_ITEMS = sa.select(*columns_of(need_items, NeedItem))
_ITEM = _ITEMS.where(need_items.c.id == sa.bindparam("id"))
_OF_IDS = _ITEMS.where(need_items.c.id.in_(sa.bindparam("ids", expanding=True)))
_OF_PERSON = _ITEMS.where(need_items.c.person_id == sa.bindparam("person_id")).order_by(
    need_items.c.year.desc(), *_ORDER
)
_OF_PEOPLE = _ITEMS.where(
    need_items.c.year == sa.bindparam("year"),
    need_items.c.person_id.in_(sa.bindparam("ids", expanding=True)),
)
_SAVE_ITEM = insert_or_update(need_items, ["id"])
_NUMBER = sa.select(sa.func.count()).select_from(need_items)
_PEOPLE = sa.select(sa.func.count(need_items.c.person_id.distinct())).where(
    need_items.c.state != NeedState.WITHDRAWN
)
_ADD_CHANGE = sa.insert(need_changes)
_CHANGES = (
    sa.select(*columns_of(need_changes, NeedChange))
    .where(need_changes.c.item_id == sa.bindparam("item_id"))
    .order_by(need_changes.c.sequence)
)
_MANDATES = (
    sa.select(*columns_of(need_mandates, Mandate))
    .where(need_mandates.c.year == sa.bindparam("year"))
    .order_by(need_mandates.c.made_at, need_mandates.c.id)
)
_SAVE_MANDATE = insert_or_update(need_mandates, ["id"])
_TARGETS = (
    sa.select(*columns_of(career_targets, CareerTarget))
    .where(
        career_targets.c.year == sa.bindparam("year"),
        career_targets.c.person_id.in_(sa.bindparam("ids", expanding=True)),
    )
    .order_by(career_targets.c.sequence)
)
_ADD_TARGET = sa.insert(career_targets)

_cycle_row = values_of(NeedsCycle)
_stage_row = values_of(StageChange)
_item_row = values_of(NeedItem)
_change_row = values_of(NeedChange)
_mandate_row = values_of(Mandate)
_target_row = values_of(CareerTarget)


class SqlNeeds:
    """`ports.Needs` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def cycles(self) -> Sequence[NeedsCycle]:
        """Return all cycles, the latest year first."""
        return [NeedsCycle(*row) for row in self._sql.all(_CYCLES)]

    def cycle(self, year: int) -> NeedsCycle | None:
        """Return a cycle; in a writing unit of work its row is locked."""
        statement = _CYCLE_LOCKED if self._sql.locking else _CYCLE
        row = self._sql.one(statement, {"year": year})
        return NeedsCycle(*row) if row else None

    def save_cycle(self, cycle: NeedsCycle) -> None:
        """Add or replace a cycle."""
        self._sql.run(_SAVE_CYCLE, _cycle_row(cycle))

    def stages(self, year: int) -> Sequence[StageChange]:
        """Return how a cycle came to its stage, oldest first."""
        return [StageChange(*row) for row in self._sql.all(_STAGES, {"year": year})]

    def add_stage(self, change: StageChange) -> None:
        """Keep a change of stage."""
        self._sql.run(_ADD_STAGE, _stage_row(change))

    def get(self, item_id: str) -> NeedItem | None:
        """Return an item."""
        row = self._sql.one(_ITEM, {"id": item_id})
        return NeedItem(*row) if row else None

    def of_ids(self, item_ids: Iterable[str]) -> Sequence[NeedItem]:
        """Return the items with these ids, in no order; unknown ones are left out."""
        return self._items(_OF_IDS, {"ids": list(item_ids)})

    def of_person(self, person_id: str) -> Sequence[NeedItem]:
        """Return a person's items, the latest year and the most pressing first."""
        return self._items(_OF_PERSON, {"person_id": person_id})

    def of_people(self, year: int, person_ids: Iterable[str]) -> Sequence[NeedItem]:
        """Return these people's items of a year, in no order."""
        return self._items(_OF_PEOPLE, {"year": year, "ids": list(person_ids)})

    def find(
        self, year: int, wanted: NeedFilter, *, most: int | None = None, skip: int = 0
    ) -> Sequence[NeedItem]:
        """Return items, the most pressing first, then by largest gap."""
        found = _ITEMS.where(*_meant(year, wanted)).order_by(*_ORDER)
        return self._items(found.limit(most).offset(skip) if most else found, {})

    def number(self, year: int, wanted: NeedFilter) -> int:
        """Return how many items are meant."""
        row = self._sql.one(_NUMBER.where(*_meant(year, wanted)))
        return row[0] if row else 0

    def by_unit(self, year: int, wanted: NeedFilter) -> Sequence[NeedCount]:
        """Return how many items are in which state, by unit."""
        return self._count(need_items.c.unit_code, year, wanted)

    def by_competency(self, year: int, wanted: NeedFilter) -> Sequence[NeedCount]:
        """Return how many items are in which state, by competency."""
        return self._count(need_items.c.competency_code, year, wanted)

    def people(self, year: int, wanted: NeedFilter) -> int:
        """Return how many people have such an item that nobody withdrew."""
        row = self._sql.one(_PEOPLE.where(*_meant(year, wanted)))
        return row[0] if row else 0

    def save(self, items: Sequence[NeedItem], changes: Sequence[NeedChange]) -> None:
        """Add or replace items, and keep what they became."""
        if items:
            self._sql.run(_SAVE_ITEM, [_item_row(item) for item in items])
        if changes:
            self._sql.run(_ADD_CHANGE, [_change_row(change) for change in changes])

    def changes(self, item_id: str) -> Sequence[NeedChange]:
        """Return what became of an item, oldest first."""
        rows = self._sql.all(_CHANGES, {"item_id": item_id})
        return [NeedChange(*row) for row in rows]

    def mandates(self, year: int) -> Sequence[Mandate]:
        """Return the mandates of a year, also those taken back, oldest first."""
        return [Mandate(*row) for row in self._sql.all(_MANDATES, {"year": year})]

    def save_mandate(self, mandate: Mandate) -> None:
        """Add a mandate, or keep that it was taken back."""
        self._sql.run(_SAVE_MANDATE, _mandate_row(mandate))

    def targets(self, year: int, person_ids: Iterable[str]) -> Sequence[CareerTarget]:
        """Return the latest target of each of these people who has one."""
        rows = self._sql.all(_TARGETS, {"year": year, "ids": list(person_ids)})
        return list({row.person_id: CareerTarget(*row) for row in rows}.values())

    def add_target(self, target: CareerTarget) -> None:
        """Keep a target; the earlier ones stay."""
        self._sql.run(_ADD_TARGET, _target_row(target))

    def _items(
        self, statement: sa.Select[Any], parameters: dict[str, Any]
    ) -> list[NeedItem]:
        return [NeedItem(*row) for row in self._sql.all(statement, parameters)]

    def _count(
        self, key: sa.Column[Any], year: int, wanted: NeedFilter
    ) -> list[NeedCount]:
        state = need_items.c.state
        provisional = sa.func.sum(sa.case((need_items.c.provisional, 1), else_=0))
        counted = (
            sa.select(key, state, sa.func.count(), provisional)
            .where(*_meant(year, wanted))
            .group_by(key, state)
        )
        rows = [NeedCount(*row) for row in self._sql.all(counted)]
        return sorted(rows, key=lambda row: (row.key, row.state))


def _meant(year: int, wanted: NeedFilter) -> list[sa.ColumnElement[bool]]:
    item = need_items.c
    found = [item.year == year]
    if wanted.unit_codes is not None:
        found.append(item.unit_code.in_(sorted(wanted.unit_codes)))
    for column, value in (
        (item.competency_code, wanted.competency_code),
        (item.kind, wanted.kind),
        (item.state, wanted.state),
        (item.priority, wanted.priority),
        (item.changed_by, wanted.changed_by),
        (item.changed_at, wanted.changed_at),
    ):
        if value:
            found.append(column == value)
    if wanted.but_person:
        found.append(item.person_id != wanted.but_person)
    return found
