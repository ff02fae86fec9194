"""Fake keeper of who looked; erasure and export are about tables, and only SQL has them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from lti_service.domain.access import AccessView
from lti_service.domain.retention import Cutoffs
from tests.fakes.tables import Tables

ONLY_SQL = "copies and erasure are about tables: ask a database"


class FakePrivacy:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def rows(self, person_id: str) -> Iterator[tuple[str, Mapping[str, object]]]:
        person = self._tables.people[person_id]
        yield "people", {"id": person.id, "name": person.name}

    def acts(self, _person_id: str) -> Mapping[str, int]:
        raise AssertionError(ONLY_SQL)

    def files(self, _person_id: str) -> Iterator[tuple[str, str, bytes]]:
        raise AssertionError(ONLY_SQL)

    def erase(self, _person_id: str, _name: str, _at: datetime) -> Mapping[str, int]:
        raise AssertionError(ONLY_SQL)

    def note(self, view: AccessView) -> bool:
        if self.seen(view.subject_id, view.actor, view.page, view.day):
            return False
        self._tables.access_views.append(view)
        return True

    def seen(self, subject_id: str, actor: str, page: str, day: date) -> bool:
        return any(
            (v.subject_id, v.actor, v.page, v.day) == (subject_id, actor, page, day)
            for v in self._tables.access_views
        )

    def views_of(self, subject_id: str, limit: int) -> Sequence[AccessView]:
        found = [v for v in self.views(2**31) if v.subject_id == subject_id]
        return found[:limit]

    def views(self, limit: int) -> Sequence[AccessView]:
        views = sorted(self._tables.access_views, key=lambda v: (v.subject_id, v.page))
        views.sort(key=lambda v: (v.day, v.first_at), reverse=True)
        return views[:limit]

    def forget(self, before: Cutoffs) -> Mapping[str, int]:
        limit, views = before.access, self._tables.access_views
        if limit is None:
            return {}
        kept = [view for view in views if view.day >= limit.date()]
        self._tables.access_views = kept
        gone = len(views) - len(kept)
        return {"access_views": gone} if gone else {}
