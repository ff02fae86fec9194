"""A copy of everything held on one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lti_service.domain.organisation import Person


@dataclass(frozen=True, slots=True)
class PersonalCopy:
    """What goes into the file, read as it is written.

    Attributes:
        at: When it was made, where the organisation is.
        rows: Name of table and values, those of one table together.
        acts: In how many rows the person is named as who acted, by table and column.
        files: Id, name and content of what was handed in.
    """

    person: Person
    at: datetime
    rows: Iterable[tuple[str, Mapping[str, object]]]
    acts: Mapping[str, int]
    files: Iterable[tuple[str, str, bytes]]
