"""Everybody's standings and their counts; triggers note what has to be computed again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from lti_service.domain.plan import StandingState
from lti_service.domain.summary import (
    Change,
    ChangeKind,
    GapCount,
    HeldStanding,
    PersonSummary,
    counts_of,
    figures,
)
from lti_service.storage.columns import SEQUENCE, choice
from lti_service.storage.organisation import people, postings
from lti_service.storage.schema import (
    columns_of,
    insert_or_add_all,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Row, Transaction

summary_changes = sa.Table(
    "summary_changes",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("kind", choice(ChangeKind), nullable=False),
    sa.Column("key", sa.Text, nullable=False, index=True),
)
# SQLite may give the number of a change that was forgotten again: whoever forgets one
# checks in the same transaction that nobody saw to that person in between.

person_summaries = sa.Table(
    "person_summaries",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("unit_code", sa.Text, nullable=False),
    sa.Column("group", sa.Text, nullable=False),
    sa.Column("changes_on", sa.Date, index=True),
    sa.Column("rule_version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
)

standings = sa.Table(
    "standings",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("competency_code", sa.Text, primary_key=True),
    sa.Column("required", sa.Integer, nullable=False),
    sa.Column("held", sa.Integer, nullable=False),
    sa.Column("state", choice(StandingState), nullable=False),
    sa.Column("assessed", sa.Boolean, nullable=False),
    sa.Column("provisional", sa.Boolean, nullable=False),
    sa.Column("valid_until", sa.Date),
)

gap_counts = sa.Table(
    "gap_counts",
    metadata,
    sa.Column("unit_code", sa.Text, primary_key=True),
    sa.Column("group", sa.Text, primary_key=True),
    sa.Column("competency_code", sa.Text, primary_key=True),
    sa.Column("required", sa.Integer, primary_key=True),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("assessed", sa.Integer, nullable=False),
    sa.Column("met", sa.Integer, nullable=False),
    sa.Column("gaps", sa.Integer, nullable=False),
    sa.Column("provisional", sa.Integer, nullable=False),
)

summary_state = sa.Table(
    "summary_state",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

_FIGURES = ("people", "assessed", "met", "gaps", "provisional")
_DAY, _GENERATION, _AGAIN = "day", "generation", "again"
_BATCH = 500

_ADD_COUNT = insert_or_add_all(
    gap_counts, ["unit_code", "group", "competency_code", "required"], _FIGURES
)
_NO_COUNT = sa.delete(gap_counts).where(gap_counts.c.people == 0)
_NO_COUNTS = sa.delete(gap_counts)
_COUNTS = sa.select(*columns_of(gap_counts, GapCount)).where(gap_counts.c.people > 0)
_PEOPLE = (
    sa.select(person_summaries.c.unit_code, sa.func.count())
    .where(person_summaries.c.unit_code != "")
    .group_by(person_summaries.c.unit_code)
)
_CHANGES = (
    sa.select(*columns_of(summary_changes, Change))
    .order_by(summary_changes.c.sequence)
    .limit(sa.bindparam("limit"))
)
_CHANGES_OF = (
    sa.select(*columns_of(summary_changes, Change))
    .where(
        summary_changes.c.kind == ChangeKind.PERSON,
        summary_changes.c.key.in_(sa.bindparam("ids", expanding=True)),
    )
    .order_by(summary_changes.c.sequence)
)
_WAITING = sa.select(sa.func.count()).select_from(summary_changes)
_NOTE = sa.insert(summary_changes)
_person = sa.literal(ChangeKind.PERSON, choice(ChangeKind))
_SPREAD_POSITION = sa.insert(summary_changes).from_select(
    ["kind", "key"],
    sa.select(_person, postings.c.person_id)
    .where(postings.c.position_code == sa.bindparam("code"))
    .distinct(),
)
_SPREAD_ALL = sa.insert(summary_changes).from_select(
    ["kind", "key"], sa.select(_person, people.c.id)
)
_FORGET = sa.delete(summary_changes).where(
    summary_changes.c.sequence.in_(sa.bindparam("sequences", expanding=True))
)
_DUE = sa.insert(summary_changes).from_select(
    ["kind", "key"],
    sa.select(_person, person_summaries.c.person_id).where(
        person_summaries.c.changes_on <= sa.bindparam("on")
    ),
)
_THESE = person_summaries.c.person_id.in_(sa.bindparam("ids", expanding=True))
_REVISIONS = sa.select(person_summaries.c.person_id, person_summaries.c.revision).where(
    _THESE
)
_SUMMARY_COLUMNS = (
    person_summaries.c.person_id,
    person_summaries.c.unit_code,
    person_summaries.c.group,
    person_summaries.c.changes_on,
    person_summaries.c.rule_version,
)
_SUMMARIES = sa.select(*_SUMMARY_COLUMNS).where(_THESE)
_AFTER = (
    sa.select(*_SUMMARY_COLUMNS)
    .where(person_summaries.c.person_id > sa.bindparam("after"))
    .order_by(person_summaries.c.person_id)
    .limit(_BATCH)
)
_STANDINGS = (
    sa.select(standings.c.person_id, *columns_of(standings, HeldStanding))
    .where(standings.c.person_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(standings.c.person_id, standings.c.competency_code)
)
_SAVE_SUMMARY = insert_or_update(person_summaries, ["person_id"])
_DROP_STANDINGS = sa.delete(standings).where(
    standings.c.person_id.in_(sa.bindparam("ids", expanding=True))
)
_ADD_STANDING = sa.insert(standings)
_STATE = sa.select(summary_state.c.value).where(
    summary_state.c.name == sa.bindparam("name")
)
_SAVE_STATE = insert_or_update(summary_state, ["name"])
_END_STATE = sa.delete(summary_state).where(
    summary_state.c.name == sa.bindparam("of_name")
)
_standing_row = values_of(HeldStanding)
_count_row = values_of(GapCount)


class SqlSummaries:
    """`ports.Summaries` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def changes(self, limit: int) -> Sequence[Change]:
        """Return what has not been seen to, oldest first."""
        return [Change(*row) for row in self._sql.all(_CHANGES, {"limit": limit})]

    def changes_of(self, person_ids: Sequence[str]) -> Sequence[Change]:
        """Return the changes of people that have not been seen to, oldest first."""
        rows = self._sql.all(_CHANGES_OF, {"ids": list(person_ids)})
        return [Change(*row) for row in rows]

    def waiting(self) -> int:
        """Return how many changes have not been seen to."""
        row = self._sql.one(_WAITING)
        return row[0] if row else 0

    def spread(self, changes: Sequence[Change]) -> None:
        """Turn changes of positions or of everything into changes of people."""
        if any(change.kind is ChangeKind.ALL for change in changes):
            self._sql.run(_SPREAD_ALL, {})
        else:
            codes = {c.key for c in changes if c.kind is ChangeKind.POSITION}
            for code in sorted(codes):
                self._sql.run(_SPREAD_POSITION, {"code": code})
        self.forget([c for c in changes if c.kind is not ChangeKind.PERSON])

    def forget(self, changes: Sequence[Change]) -> None:
        """Forget changes that were seen to."""
        numbers = [change.sequence for change in changes]
        for start in range(0, len(numbers), _BATCH):
            self._sql.run(_FORGET, {"sequences": numbers[start : start + _BATCH]})

    def revisions(self, person_ids: Sequence[str]) -> Mapping[str, int]:
        """Return how often each person was summarised; those never are left out."""
        rows = self._sql.all(_REVISIONS, {"ids": list(person_ids)})
        return {row[0]: row[1] for row in rows}

    def replace(self, summaries: Sequence[PersonSummary]) -> None:
        """Keep people's standings instead of what was kept, and count them anew."""
        if not summaries:
            return
        self._sql.lock("summary")
        ids = [summary.person_id for summary in summaries]
        revisions = self.revisions(ids)
        old = self._kept(self._sql.all(_SUMMARIES, {"ids": ids}))
        self._sql.run(_DROP_STANDINGS, {"ids": ids})
        rows = [
            {"person_id": summary.person_id, **_standing_row(one)}
            for summary in summaries
            for one in summary.standings
        ]
        if rows:
            self._sql.run(_ADD_STANDING, rows)
        self._sql.run(
            _SAVE_SUMMARY,
            [
                {
                    "person_id": summary.person_id,
                    "unit_code": summary.unit_code,
                    "group": summary.group,
                    "changes_on": summary.changes_on,
                    "rule_version": summary.rule_version,
                    "revision": revisions.get(summary.person_id, 0) + 1,
                }
                for summary in summaries
            ],
        )
        self._add_counts(old, summaries)

    def of_person(self, person_id: str) -> PersonSummary | None:
        """Return what is kept of a person."""
        found = self._kept(self._sql.all(_SUMMARIES, {"ids": [person_id]}))
        return found[0] if found else None

    def of_people(self, person_ids: Sequence[str]) -> Sequence[PersonSummary]:
        """Return what is kept of some people, by id; those never seen to are left out."""
        found = self._kept(self._sql.all(_SUMMARIES, {"ids": list(person_ids)}))
        return sorted(found, key=lambda one: one.person_id)

    def all(self) -> Iterator[PersonSummary]:
        """Yield what is kept of everybody, by id; memory stays flat."""
        after = ""
        while rows := self._sql.all(_AFTER, {"after": after}):
            yield from self._kept(rows)
            after = rows[-1][0]

    def people(self) -> Mapping[str, int]:
        """Return how many people are summarised in each unit, by its code."""
        return {row[0]: row[1] for row in self._sql.all(_PEOPLE)}

    def counts(self) -> Sequence[GapCount]:
        """Return the counts, by unit, group, competency and level."""
        return sorted(
            (GapCount(*row) for row in self._sql.all(_COUNTS)),
            key=lambda c: (c.unit_code, c.group, c.competency_code, c.required),
        )

    def recount(self) -> None:
        """Make the counts from the kept standings alone."""
        self._sql.lock("summary")
        made = counts_of(self.all())
        self._sql.run(_NO_COUNTS, {})
        rows = [_count_row(count) for count in made]
        if rows:
            self._sql.run(_ADD_COUNT, rows)
        self._grow()

    def day(self) -> date | None:
        """Return the day that time was last looked at for; none where it never was."""
        text = self._state(_DAY)
        return date.fromisoformat(text) if text else None

    def turn(self, on: date) -> None:
        """Let a day come: whom time changed by then is to be computed again."""
        self._sql.run(_DUE, {"on": on})
        self._set_state(_DAY, on.isoformat())

    def generation(self) -> int:
        """Return a number that grows whenever the counts may have changed."""
        return int(self._state(_GENERATION) or 0)

    def begin_again(self) -> bool:
        """Have everybody computed again; False where that is under way already."""
        if self._state(_AGAIN):
            return False
        self._set_state(_AGAIN, "1")
        self._sql.run(_NOTE, {"kind": ChangeKind.ALL, "key": ""})
        return True

    def under_way(self) -> bool:
        """Whether everybody is being computed again."""
        return bool(self._state(_AGAIN))

    def finish_again(self) -> None:
        """Everybody was computed again."""
        self._sql.run(_END_STATE, {"of_name": _AGAIN})

    def _kept(self, rows: Sequence[Row]) -> list[PersonSummary]:
        ids = [row[0] for row in rows]
        held: dict[str, tuple[HeldStanding, ...]] = {}
        if ids:
            found = self._sql.all(_STANDINGS, {"ids": ids})
            for person_id, group in groupby(found, key=lambda row: str(row[0])):
                ordered = sorted(
                    (HeldStanding(*row[1:]) for row in group),
                    key=lambda one: one.competency_code,
                )
                held[person_id] = tuple(ordered)
        whole: list[tuple[Any, ...]] = [(*row, held.get(row[0], ())) for row in rows]
        return [PersonSummary(*row) for row in whole]

    def _add_counts(
        self, old: Sequence[PersonSummary], new: Sequence[PersonSummary]
    ) -> None:
        sums: dict[tuple[str, str, str, int], list[int]] = {}
        for sign, summaries in ((-1, old), (1, new)):
            for summary in summaries:
                for one in summary.standings:
                    key = (
                        summary.unit_code,
                        summary.group,
                        one.competency_code,
                        one.required,
                    )
                    row = sums.setdefault(key, [0] * len(_FIGURES))
                    for place, n in enumerate(figures(one)):
                        row[place] += sign * n
        rows = [
            _count_row(GapCount(*key, *sums[key]))
            for key in sorted(sums)
            if any(sums[key])
        ]
        if rows:
            self._sql.run(_ADD_COUNT, rows)
            self._sql.run(_NO_COUNT, {})
            self._grow()

    def _grow(self) -> None:
        self._set_state(_GENERATION, str(self.generation() + 1))

    def _state(self, name: str) -> str:
        row = self._sql.one(_STATE, {"name": name})
        return str(row[0]) if row else ""

    def _set_state(self, name: str, value: str) -> None:
        self._sql.run(_SAVE_STATE, {"name": name, "value": value})
