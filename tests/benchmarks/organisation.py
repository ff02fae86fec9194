"""A large invented organisation: the same people and evidence each time, at any size.

Nobody in it exists: names are numbered and say that they are invented, NIPs are of people
who would be older than anybody who works.

Usage: python -m tests.benchmarks.organisation URL [--people 20000]
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import click
import sqlalchemy as sa

from lti_service.domain.evidence import Decision, Evidence, EvidenceState, Outcome
from lti_service.domain.learning_hours import JpEntry, JpState, Scope
from lti_service.storage.database import SqlStorage, open_storage
from lti_service.storage.evidence import decisions, evidence
from lti_service.storage.framework import competencies, frameworks, position_standards
from lti_service.storage.learning_hours import jp_entries
from lti_service.storage.organisation import (
    people,
    person_identifiers,
    positions,
    postings,
    units,
)
from lti_service.storage.schema import values_of
from lti_service.storage.summary import summary_changes

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
SINCE = date(2025, 1, 6)

_CHUNK = 5000
_KINDS = ("quiz", "simulation", "assignment", "observation", "certificate")
_GROUPS = (
    *("pelaksana",) * 5,
    *("fungsional",) * 3,
    *("pengawas",) * 2,
    "administrator",
    "jpt pratama",
)
_evidence_row = values_of(Evidence)
_decision_row = values_of(Decision)
_entry_row = values_of(JpEntry)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the organisation is; what is not told follows from the people."""

    people: int = 20_000
    units: int = 300
    positions: int = 1_500
    competencies: int = 30
    evidence_each: int = 100
    decisions_each: int = 5
    entries_each: int = 3

    @classmethod
    def of(cls, number: int) -> "Size":
        """Return an organisation of so many people, with units and posts to match."""
        share = number / 20_000
        return cls(number, max(12, round(300 * share)), max(40, round(1_500 * share)))


def nip(number: int) -> str:
    """Return the NIP of an invented person: each was born on a day of their own."""
    born = date(1900, 1, 1) + timedelta(days=number)
    return f"{born:%Y%m%d}1945011001"


def fill(storage: SqlStorage, size: Size) -> None:
    """Put an organisation into an empty, migrated database."""
    dice = random.Random(2026)  # noqa: S311 - the same each time, and no secret
    with storage._engine.begin() as connection:
        for table, rows in _tables(size, dice):
            _insert(connection, table, rows)
        # One word for all that was just put there, instead of one a row.
        connection.execute(sa.delete(summary_changes))
        connection.execute(sa.insert(summary_changes), [{"kind": "all", "key": ""}])


def table_of_people(count: int, size: Size) -> str:
    """Return people as a file that ``import people`` takes."""
    lines = ["nip,name,employment_type,email,unit,position,supervisor_nip,from"]
    lines += [
        f"{nip(n)},Pegawai Rekaan {n:06},PNS,,U{n % size.units:04},"
        f"J{n % size.positions:04},,2025-01-06"
        for n in range(count)
    ]
    return "\n".join(lines)


def structure(size: Size) -> Iterator[tuple[sa.Table, Iterable[Mapping[str, Any]]]]:
    """Yield units, positions, competencies and standards."""
    agencies = max(4, size.units // 7)
    yield (
        units,
        (
            {
                "code": f"U{n:04}",
                "name": f"Unit Rekaan {n:04}" if n else "Provinsi Rekaan",
                "kind": "",
                "parent_code": ""
                if not n
                else "U0000"
                if n <= agencies
                else f"U{1 + n % agencies:04}",
                "island": "",
                "district": "",
                "head_code": "",
            }
            for n in range(size.units)
        ),
    )
    yield (
        positions,
        (
            {
                "code": f"J{n:04}",
                "name": f"Jabatan Rekaan {n:04}",
                "group": _GROUPS[n % len(_GROUPS)],
                "grade": "",
            }
            for n in range(size.positions)
        ),
    )
    framework = {
        "code": "REKAAN",
        "title": "Kerangka rekaan",
        "version": "1",
        "status": "ditetapkan",
        "source_uri": "",
        "legal_basis": "",
    }
    yield frameworks, [framework]
    yield (
        competencies,
        (
            {
                "code": _competency(n),
                "framework_code": "REKAAN",
                "name": f"Kompetensi rekaan {n:02}",
                "kind": "manajerial" if n < size.competencies // 3 else "teknis",
                "parent_code": "",
                "definition": "",
            }
            for n in range(size.competencies)
        ),
    )
    yield (
        position_standards,
        (
            {
                "position_code": f"J{n:04}",
                "competency_code": _competency((n + 3 * k) % size.competencies),
                "level": 1 + (n + k) % 3,
                "necessity": "wajib",
                "valid_from": SINCE,
                "valid_to": None,
                "legal_basis": "" if n % 3 else "Keputusan rekaan",
            }
            for n in range(size.positions)
            if n % 10  # Of every tenth the lowest levels of its group are asked.
            for k in range(8)
        ),
    )


def _tables(
    size: Size, dice: random.Random
) -> Iterator[tuple[sa.Table, Iterable[Mapping[str, Any]]]]:
    yield from structure(size)
    ids = [f"p{n:06}" for n in range(size.people)]
    yield (
        people,
        (
            {
                "id": id_,
                "name": f"Pegawai Rekaan {n:06}",
                "employment_type": "PPPK" if n % 5 == 0 else "PNS",
                "email": "",
                "active": True,
                "absences": 0,
            }
            for n, id_ in enumerate(ids)
        ),
    )
    yield (
        person_identifiers,
        (
            {
                "id": f"i{n:06}",
                "person_id": id_,
                "kind": "nip",
                "value": nip(n),
                "valid_from": SINCE,
                "valid_to": None,
            }
            for n, id_ in enumerate(ids)
        ),
    )
    yield (
        postings,
        (
            {
                "person_id": id_,
                "since": SINCE,
                "position_code": f"J{n % size.positions:04}",
                "unit_code": f"U{n % size.units:04}",
                "supervisor_id": ids[n - n % 50] if n % 50 else None,
                "until": None,
            }
            for n, id_ in enumerate(ids)
        ),
    )
    yield evidence, map(_evidence_row, _evidence(ids, size, dice))
    yield decisions, map(_decision_row, _decisions(ids, size, dice))
    yield jp_entries, map(_entry_row, _entries(ids, size, dice))


def _evidence(ids: list[str], size: Size, dice: random.Random) -> Iterator[Evidence]:
    for n, id_ in enumerate(ids):
        for k in range(size.evidence_each):
            yield Evidence(
                id=f"{id_}-{k}",
                person_id=id_,
                competency_code=_competency(dice.randrange(size.competencies)),
                level=dice.randint(1, 4),
                kind=_KINDS[(n + k) % len(_KINDS)],
                result=Decimal(dice.randint(50, 100)) / 100,
                observed_on=TODAY - timedelta(days=dice.randrange(1500)),
                valid_until=None,
                assessor_id=dice.choice(ids) if k % 3 else None,
                activity=f"kegiatan-{k % 40}",
                source=f"import:rekaan#{id_}-{k}",
                state=EvidenceState.ACCEPTED,
                rule_version=1,
                recorded_at=NOW,
            )


def _decisions(ids: list[str], size: Size, dice: random.Random) -> Iterator[Decision]:
    number = 0
    for id_ in ids:
        for _k in range(size.decisions_each):
            number += 1
            achieved = dice.random() < 0.7
            yield Decision(
                id=f"d{number}",
                number=number,
                person_id=id_,
                competency_code=_competency(dice.randrange(size.competencies)),
                level=dice.randint(1, 4),
                outcome=Outcome.ACHIEVED if achieved else Outcome.NOT_YET,
                reason="Rekaan",
                evidence_ids=(f"{id_}-0",),
                follows_proposal=True,
                decided_by=dice.choice(ids),
                decided_at=NOW - timedelta(days=dice.randrange(900)),
                valid_until=TODAY + timedelta(days=dice.randint(-100, 900))
                if achieved
                else None,
                rule_version=1,
                supersedes=None,
            )


def _entries(ids: list[str], size: Size, dice: random.Random) -> Iterator[JpEntry]:
    for id_ in ids:
        for k in range(size.entries_each):
            day = date(2026, 1, 5) + timedelta(days=dice.randrange(300))
            yield JpEntry(
                id=f"jp-{id_}-{k}",
                person_id=id_,
                activity="Pelatihan rekaan",
                organiser="",
                course_id="",
                route="A1",
                scope=Scope.NATIONAL,
                since=day,
                until=day,
                amount=Decimal(dice.randint(1, 12)),
                proof="",
                state=JpState.RECOGNISED,
                reason="",
                verifier_id=None,
                record=f"import:{k}",
                revision=1,
                recorded_at=NOW,
            )


def _competency(number: int) -> str:
    return f"K{number:02}"


def _insert(
    connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]
) -> None:
    coming = iter(rows)
    while chunk := list(islice(coming, _CHUNK)):
        connection.execute(sa.insert(table), chunk)


@click.command()
@click.argument("url")
@click.option("--people", "number", default=20_000)
def main(url: str, number: int) -> None:
    """Fill the database at URL, migrating it first; it should be empty."""
    storage = open_storage(url)
    storage.upgrade()
    fill(storage, Size.of(number))
    storage.dispose()


if __name__ == "__main__":
    main()
