"""The register forgets no column; what follows from it, on both databases."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from lti_service.domain.access import AccessView
from lti_service.domain.personal_data import PURPOSES, Holds
from lti_service.domain.personal_erasure import pseudonym
from lti_service.domain.personal_register import REGISTER
from lti_service.domain.retention import Cutoffs
from lti_service.storage.database import SqlStorage
from lti_service.storage.tables import metadata
from tests.lti_service.storage.everything import DAY, NOW, OWN, STRANGER, fill

PERSON = f"{OWN}-person"
PERSONAL = [entry for entry in REGISTER.values() if entry.is_personal]


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda t: t.name)
def test_every_table_and_column_is_in_the_register(table: sa.Table) -> None:
    """A new one: say in `domain/personal_*.py` what it holds of whom, and why."""
    assert table.name in REGISTER
    entry = REGISTER[table.name]
    assert sorted(entry.columns) == sorted(column.name for column in table.c)
    assert entry.purpose in PURPOSES


def test_the_register_has_no_table_that_is_gone() -> None:
    assert REGISTER.keys() == metadata.tables.keys()


def test_what_names_a_person_is_only_in_tables_about_people() -> None:
    for entry in REGISTER.values():
        assert not entry.loses or entry.is_personal, entry.name


def test_all_of_a_person_is_exported_and_nothing_of_anybody_else(
    database: SqlStorage,
) -> None:
    fill(database)
    with database.reading() as uow:
        rows = list(uow.privacy.rows(PERSON))
        files = list(uow.privacy.files(PERSON))
        acts = uow.privacy.acts(PERSON)

    found = Counter(name for name, _row in rows)
    expected = {entry.name for entry in PERSONAL} - {"file_contents"}
    assert expected - found.keys() == set()
    assert found.keys() - expected == set()
    assert STRANGER not in repr(rows)
    assert files == [
        ("own~hand_in_files~id", "own~hand_in_files~name", b"own~file_contents~data")
    ]
    assert acts
    assert "audit.actor" in acts
    told = {(name, column): row[column] for name, row in rows for column in row}
    for entry in PERSONAL:
        if entry.name == "file_contents":
            continue
        for column, kind in entry.columns.items():
            hidden = kind in {Holds.OPENS, Holds.SHARED, Holds.MIXED}
            assert ((entry.name, column) in told) is not hidden
    assert told["events", "answer"] == {"text": "own~events~answer", "choice": ["b"]}
    assert told["audit", "actor"] == "self"


def test_an_erasure_leaves_no_name_number_or_word_and_touches_nobody_else(
    database: SqlStorage,
) -> None:
    fill(database)
    before = _all(database)

    with database.writing() as uow:
        changed = uow.privacy.erase(PERSON, pseudonym(PERSON), NOW)
        uow.commit()

    after = _all(database)
    expected = {entry.name for entry in PERSONAL if entry.loses or entry.goes}
    assert expected - changed.keys() == set()
    for name, entry in REGISTER.items():
        for column in entry.loses:
            left = [
                r[column]
                for r in after[name]
                if str(r[column])[:7] != "erased:"
                and f"{OWN}~{name}" in repr(r[column])
            ]
            assert left == [], (name, column)
        ours = [r for r in before[name] if STRANGER in repr(r)]
        assert [r for r in after[name] if STRANGER in repr(r)] == ours
        if not entry.goes:
            assert len(after[name]) == len(before[name])
    (person,) = [r for r in after["people"] if r["id"] == PERSON]
    assert person["name"] == pseudonym(PERSON)


def test_facts_that_reports_count_stay_as_they_were(database: SqlStorage) -> None:
    fill(database)
    before = _all(database)
    with database.writing() as uow:
        uow.privacy.erase(PERSON, pseudonym(PERSON), NOW)
        uow.commit()
    after = _all(database)

    for entry in PERSONAL:
        if entry.goes or entry.name == "outbox":
            continue
        facts = entry.of(Holds.FACT, Holds.ACTOR, Holds.SHARED)
        told = [[row[one] for one in facts] for row in after[entry.name]]
        assert told == [[row[one] for one in facts] for row in before[entry.name]]
    progress = after["attempts"][0]["activities"]
    assert progress["choice"].answer == ("a", "c")
    assert progress["choice"].tries == 1
    assert progress["open"].answer == ""
    assert progress["task"].answers == {"text": ""}
    assert progress["task"].times == 1


def test_erased_twice_changes_nothing(database: SqlStorage) -> None:
    fill(database)
    with database.writing() as uow:
        uow.privacy.erase(PERSON, pseudonym(PERSON), NOW)
        uow.commit()
    once = _all(database)

    with database.writing() as uow:
        assert uow.privacy.erase(PERSON, pseudonym(PERSON), NOW) == {}
        uow.commit()

    assert _all(database) == once


def test_a_file_that_somebody_else_sent_too_stays(database: SqlStorage) -> None:
    fill(database)
    sent = metadata.tables["hand_in_files"]
    with database._engine.begin() as connection:
        connection.execute(sa.update(sent).values(sha256="own~file_contents~sha256"))

    with database.writing() as uow:
        uow.privacy.erase(PERSON, pseudonym(PERSON), NOW)
        uow.commit()

    with database.reading() as uow:
        assert [f[2] for f in uow.privacy.files(f"{STRANGER}-person")] == [
            b"own~file_contents~data"
        ]


def test_what_waits_for_a_platform_is_dropped_with_a_reason(
    database: SqlStorage,
) -> None:
    fill(database)
    with database.writing() as uow:
        uow.privacy.erase(PERSON, pseudonym(PERSON), NOW)
        uow.commit()

    own, other = sorted(_all(database)["outbox"], key=lambda r: r["id"])
    assert (own["state"], own["error"], own["payload"]) == ("dropped", "erased", {})
    assert own["natural_key"] == "erased:own~outbox~id"
    assert other["state"] == "waiting"


LATER = datetime(2030, 1, 1, tzinfo=UTC)


def test_what_is_over_its_time_goes_and_evidence_is_in_no_class(
    database: SqlStorage,
) -> None:
    fill(database)
    before = _all(database)
    with database.writing() as uow:
        gone = uow.privacy.forget(Cutoffs(LATER, LATER, LATER, LATER, LATER))
        uow.commit()
    after = _all(database)

    # The mark drafts stay: no mark of theirs has settled the hand-in yet.
    assert set(gone) == {
        "access_views",
        "invitations",
        "members",
        "registration_invitations",
    }
    for name in before.keys() - gone.keys():
        assert after[name] == before[name]
    retained = {entry.name for entry in REGISTER.values() if entry.retention}
    assert gone.keys() <= retained


def test_nothing_goes_by_a_class_without_a_parameter(database: SqlStorage) -> None:
    fill(database)
    with database.writing() as uow:
        assert uow.privacy.forget(Cutoffs(None, None, None, None, None)) == {}


def test_a_view_of_a_day_is_kept_once(database: SqlStorage) -> None:
    view = AccessView(DAY, "a-1", "p-1", "person", NOW)
    with database.writing() as uow:
        assert uow.privacy.note(view)
        assert not uow.privacy.note(view)
        uow.commit()
    with database.reading() as uow:
        assert uow.privacy.views_of("p-1", 10) == [view]
        assert uow.privacy.views_of("p-2", 10) == []


def _all(database: SqlStorage) -> Mapping[str, list[Mapping[str, Any]]]:
    with database._engine.connect() as connection:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for name, table in metadata.tables.items():
            shown = list(table.c)
            rows = connection.execute(
                sa.select(*shown).order_by(*table.primary_key.columns)
            )
            names = [c.name for c in shown]
            found[name] = [dict(zip(names, row, strict=True)) for row in rows]
    return found


def test_an_erasure_takes_what_a_moodle_mirrors_of_a_person_and_what_waits_for_it(
    database: SqlStorage,
) -> None:
    fill(database)
    keys = {who: f"m-1|plan:{who}-person:KASI" for who in (OWN, STRANGER)}
    with database.writing() as uow:
        for key in keys.values():
            uow.outbox.put("moodle", key, {"platform_id": "moodle:m-1"}, NOW)
        uow.privacy.erase(PERSON, pseudonym(PERSON), NOW)
        uow.commit()

    with database.reading() as uow:
        assert uow.outbox.find("moodle", keys[OWN]) is None
        assert uow.outbox.find("moodle", keys[STRANGER]) is not None
        rows = {name for name, _row in uow.privacy.rows(PERSON)}
    assert "moodle_mirrors" not in rows
