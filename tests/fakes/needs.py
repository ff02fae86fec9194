"""Fake storage of needs."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from lti_service.domain.needs import (
    CareerTarget,
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
from tests.fakes.tables import Tables, refuse

_PRESSING = list(Priority)


class FakeNeeds:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def cycles(self) -> Sequence[NeedsCycle]:
        return [c for _, c in sorted(self._tables.needs_cycles.items(), reverse=True)]

    def cycle(self, year: int) -> NeedsCycle | None:
        return self._tables.needs_cycles.get(year)

    def save_cycle(self, cycle: NeedsCycle) -> None:
        self._tables.needs_cycles[cycle.year] = cycle

    def stages(self, year: int) -> Sequence[StageChange]:
        return [stage for stage in self._tables.needs_stages if stage.year == year]

    def add_stage(self, change: StageChange) -> None:
        self._tables.needs_stages.append(change)

    def get(self, item_id: str) -> NeedItem | None:
        return self._tables.need_items.get(item_id)

    def of_ids(self, item_ids: Iterable[str]) -> Sequence[NeedItem]:
        known = self._tables.need_items
        return [known[id_] for id_ in dict.fromkeys(item_ids) if id_ in known]

    def of_person(self, person_id: str) -> Sequence[NeedItem]:
        items = self._tables.need_items.values()
        mine = sorted((i for i in items if i.person_id == person_id), key=_order)
        return sorted(mine, key=lambda item: item.year, reverse=True)

    def of_people(self, year: int, person_ids: Iterable[str]) -> Sequence[NeedItem]:
        people = set(person_ids)
        items = self._tables.need_items.values()
        return [i for i in items if i.year == year and i.person_id in people]

    def find(
        self, year: int, wanted: NeedFilter, *, most: int | None = None, skip: int = 0
    ) -> Sequence[NeedItem]:
        found = sorted(self._meant(year, wanted), key=_order)
        return found[skip : skip + most] if most else found

    def number(self, year: int, wanted: NeedFilter) -> int:
        return len(self._meant(year, wanted))

    def by_unit(self, year: int, wanted: NeedFilter) -> Sequence[NeedCount]:
        return _count(self._meant(year, wanted), lambda item: item.unit_code)

    def by_competency(self, year: int, wanted: NeedFilter) -> Sequence[NeedCount]:
        return _count(self._meant(year, wanted), lambda item: item.competency_code)

    def people(self, year: int, wanted: NeedFilter) -> int:
        items = self._meant(year, wanted)
        return len({i.person_id for i in items if i.state is not NeedState.WITHDRAWN})

    def save(self, items: Sequence[NeedItem], changes: Sequence[NeedChange]) -> None:
        known = self._tables.need_items
        keys = {_key(item): item.id for item in known.values()}
        for item in items:
            refuse(when=keys.get(_key(item), item.id) != item.id)
            known[item.id] = item
        self._tables.need_changes.extend(changes)

    def changes(self, item_id: str) -> Sequence[NeedChange]:
        return [c for c in self._tables.need_changes if c.item_id == item_id]

    def mandates(self, year: int) -> Sequence[Mandate]:
        found = [m for m in self._tables.need_mandates.values() if m.year == year]
        return sorted(found, key=lambda mandate: (mandate.made_at, mandate.id))

    def save_mandate(self, mandate: Mandate) -> None:
        self._tables.need_mandates[mandate.id] = mandate

    def targets(self, year: int, person_ids: Iterable[str]) -> Sequence[CareerTarget]:
        people = set(person_ids)
        targets = self._tables.career_targets
        found = [t for t in targets if t.year == year and t.person_id in people]
        return list({target.person_id: target for target in found}.values())

    def add_target(self, target: CareerTarget) -> None:
        self._tables.career_targets.append(target)

    def _meant(self, year: int, wanted: NeedFilter) -> list[NeedItem]:
        return [
            item
            for item in self._tables.need_items.values()
            if item.year == year
            and (wanted.unit_codes is None or item.unit_code in wanted.unit_codes)
            and wanted.competency_code in {"", item.competency_code}
            and wanted.kind in {None, item.kind}
            and wanted.state in {None, item.state}
            and wanted.priority in {None, item.priority}
            and wanted.changed_by in {"", item.changed_by}
            and wanted.changed_at in {None, item.changed_at}
            and (not wanted.but_person or item.person_id != wanted.but_person)
        ]


def _key(item: NeedItem) -> tuple[int, str, str, str]:
    return item.year, item.person_id, item.kind, item.subject


def _order(item: NeedItem) -> tuple[int, int, str, str, str, str]:
    return (
        _PRESSING.index(item.priority),
        item.held - item.required,
        item.unit_code,
        item.person_id,
        item.kind,
        item.subject,
    )


def _count(
    items: Iterable[NeedItem], key: Callable[[NeedItem], str]
) -> list[NeedCount]:
    found = Counter[tuple[str, NeedState]]()
    provisional = Counter[tuple[str, NeedState]]()
    for item in items:
        found[key(item), item.state] += 1
        provisional[key(item), item.state] += item.provisional
    return [NeedCount(*at, n, provisional[at]) for at, n in sorted(found.items())]
