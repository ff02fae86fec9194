"""Who looked at whom: fake and SQL agree. Copies and erasure are about tables, so that
`tests/lti_service/storage/test_privacy.py` asks both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from lti_service.domain.access import AccessView
from lti_service.domain.retention import Cutoffs
from lti_service.ports.storage import Storage

AT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
VIEW = AccessView(date(2026, 11, 24), "a-boss", "p-learner", "team", AT)
NOTHING = Cutoffs(None, None, None, None, None)


def keep(storage: Storage, *views: AccessView) -> list[bool]:
    with storage.writing() as uow:
        found = [uow.privacy.note(view) for view in views]
        uow.commit()
    return found


def test_a_view_is_kept_once_a_day_actor_person_and_page(storage: Storage) -> None:
    others = [
        replace(VIEW, day=date(2026, 11, 25)),
        replace(VIEW, actor="a-admin"),
        replace(VIEW, subject_id="p-boss"),
        replace(VIEW, page="person"),
    ]
    again = replace(VIEW, first_at=AT + timedelta(hours=1))
    assert keep(storage, VIEW, again, *others) == [True, False, *[True] * 4]
    with storage.reading() as uow:
        assert uow.privacy.seen("p-learner", "a-boss", "team", VIEW.day)
        assert not uow.privacy.seen("p-learner", "a-boss", "case", VIEW.day)
        (first,) = [v for v in uow.privacy.views(99) if v == VIEW]
        assert first.first_at == AT
        assert len(uow.privacy.views(99)) == 5


def test_views_come_newest_first_and_no_more_than_asked_for(storage: Storage) -> None:
    later = replace(VIEW, day=date(2026, 11, 25), first_at=AT + timedelta(days=1))
    same_day = replace(VIEW, actor="a-admin", first_at=AT + timedelta(minutes=1))
    other = replace(later, subject_id="p-boss")
    keep(storage, VIEW, later, same_day, other)
    with storage.reading() as uow:
        assert uow.privacy.views_of("p-learner", 9) == [later, same_day, VIEW]
        assert uow.privacy.views_of("p-learner", 1) == [later]
        assert [v.day for v in uow.privacy.views(3)] == [later.day] * 2 + [VIEW.day]
        assert uow.privacy.views_of("p-nobody", 9) == []


def test_what_is_over_its_time_goes_and_only_where_a_rule_says_so(
    storage: Storage,
) -> None:
    old = replace(VIEW, day=date(2025, 11, 24), first_at=AT - timedelta(days=365))
    keep(storage, VIEW, old)
    with storage.writing() as uow:
        assert dict(uow.privacy.forget(NOTHING)) == {}
        gone = uow.privacy.forget(replace(NOTHING, access=AT - timedelta(days=30)))
        assert gone["access_views"] == 1
        uow.commit()
    with storage.reading() as uow:
        assert uow.privacy.views(9) == [VIEW]


def test_what_is_not_committed_was_not_seen(storage: Storage) -> None:
    with storage.writing() as uow:
        assert uow.privacy.note(VIEW)
    with storage.reading() as uow:
        assert not uow.privacy.seen("p-learner", "a-boss", "team", VIEW.day)
