"""What a report is: who it answers, its columns, its rows, and how it came about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from lti_service.domain.suppression import Hidden, Shown
from lti_service.locale import Sentence, Translator


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    MOMENT = "moment"
    NIP = "nip"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a fixed list.

    Attributes:
        code: For machines; stays.
        words: For people.
    """

    code: str
    words: Sentence


Cell: TypeAlias = (
    str | int | Decimal | date | datetime | Term | Sentence | Hidden | None
)
"""None is nothing to tell; a `Hidden` count may not be told."""

Row: TypeAlias = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report.

    Attributes:
        name: For machines and addresses; stays.
        title: For people.
        filtered: Whether people may choose one of its values.
    """

    name: str
    title: Sentence
    kind: ColumnKind = ColumnKind.TEXT
    filtered: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it is set to the right."""
        return self.kind in {ColumnKind.NUMBER, ColumnKind.PERCENT}


class FieldKind(StrEnum):
    """What a report may be asked for beside its day and unit."""

    DAY = "day"
    YEAR = "year"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a report may be asked for, by its name in the address."""

    name: str
    title: Sentence
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class Report:
    """A report.

    Attributes:
        name: As the domain model numbers it, such as ``R1``.
        slug: In addresses and commands.
        question: Which of the twelve questions it answers, in words.
        columns: Of each row, in their order.
        fields: What else it may be asked for.
        personal: Whether rows tell of named people: exports are then in the trail.
    """

    name: str
    slug: str
    title: Sentence
    question: Sentence
    columns: tuple[Column, ...]
    fields: tuple[Field, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Of whom a report may tell.

    Attributes:
        units: Codes of the units; none for all, also for people without a post.
        person_id: Whose own report it is; empty where it is none.
    """

    units: frozenset[str] | None = None
    person_id: str = ""

    def covers(self, unit_code: str) -> bool:
        """Whether the report may tell of people there."""
        return self.units is None or unit_code in self.units


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for.

    Attributes:
        on: As of which day.
        unit_code: The unit chosen; empty for all in scope. `scope` is cut to it already.
        values: Of the report's fields, as they were typed; absent where empty.
    """

    on: date
    scope: Scope = field(default_factory=Scope)
    unit_code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """A report as it was asked for.

    Attributes:
        rows: To be gone through once; made as one goes, so that memory stays flat.
        lead: The sentence with the number that matters, from all rows.
        at: When the data were read.
        on: As of which day they are.
        rule_version: Of the rules that they were computed by.
        how: How they were computed.
        empty: What to do where there is no row.
        dated: Whether it may be asked for as of another day.
        n: Of how many people or things the report tells; none for as many as rows.
        suppression: What is hidden and why; none where nothing can be.
        least: The least size of a group; 0 where no count is of people.
        picture: Makes the chart from all rows in words and numbers of a language, as SVG
            or HTML; none where there is none.
    """

    rows: Iterable[Row]
    lead: Callable[[Sequence[Row]], Sentence]
    at: datetime
    on: date
    rule_version: int
    how: Sentence
    empty: Sentence
    dated: bool = True
    n: Shown | None = None
    suppression: Sentence | None = None
    least: int = 0
    picture: Callable[[Sequence[Row], Translator, str], str] | None = None

    def __post_init__(self) -> None:
        """What is hidden is hidden below some size: neither is said without the other."""
        if (self.suppression is None) != (self.least == 0):
            raise ValueError("suppression and least belong together")
