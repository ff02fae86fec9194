"""A person's year on paper: hours and decisions, and how the paper is recognised."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lti_service.domain.evidence import Decision
from lti_service.domain.learning_hours import YearOfHours
from lti_service.domain.organisation import Person

_SHORT = 12


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a transcript says.

    Attributes:
        unit: Where the person is posted; empty where that is not known.
        position: Their post; empty where that is not known.
        decisions: Those of the year that say achieved and were not replaced, oldest
            first.
        competencies: Name of each competency, by code.
        programmes: Completed in the year: title and day, in order of time.
        routes: Name of each route of learning hours, by code.
        issuer: Name of the body that issues it; empty while that is not filled in.
    """

    person: Person
    unit: str
    position: str
    hours: YearOfHours
    decisions: tuple[Decision, ...]
    competencies: Mapping[str, str]
    programmes: tuple[tuple[str, date], ...]
    routes: Mapping[str, str]
    issuer: str

    @property
    def year(self) -> int:
        """The calendar year it is of."""
        return self.hours.year

    @property
    def content_hash(self) -> str:
        """SHA-256 of all that it says, in hexadecimal."""
        told = json.dumps(self._told(), ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()

    def _told(self) -> list[object]:
        return [
            [self.person.id, self.person.name, self.person.nip, self.unit],
            [self.position, self.issuer, self.year],
            [f"{self.hours.learned:.2f}", f"{self.hours.recognised:.2f}"],
            [
                [
                    one.entry.record,
                    one.entry.activity,
                    one.entry.organiser,
                    one.entry.route,
                    one.entry.since.isoformat(),
                    one.entry.until.isoformat(),
                    f"{one.before:.2f}",
                    f"{one.after:.2f}",
                    one.entry.state,
                ]
                for one in self.hours.entries
            ],
            [
                [
                    one.number,
                    one.competency_code,
                    one.level,
                    one.decided_at.isoformat(),
                    one.valid_until.isoformat() if one.valid_until else "",
                ]
                for one in self.decisions
            ],
            [[title, day.isoformat()] for title, day in self.programmes],
        ]


@dataclass(frozen=True, slots=True)
class TranscriptRecord:
    """That a transcript was made, for whoever holds a copy and wants to compare.

    Attributes:
        id: Hard to guess; printed on the paper.
        masked_name: First letters of the holder's name.
        made_by: Account id.
    """

    id: str
    person_id: str
    year: int
    content_hash: str
    masked_name: str
    recognised: Decimal
    decisions: int
    made_at: datetime
    made_by: str

    @property
    def short_hash(self) -> str:
        """The beginning of the hash, in groups, as the paper bears it."""
        start = self.content_hash[:_SHORT].upper()
        return " ".join(start[i : i + 4] for i in range(0, _SHORT, 4))


def mask_name(name: str) -> str:
    """Return the first letter of each word: enough to compare, not to find out."""
    return " ".join(f"{word[0]}•••" for word in name.split())
