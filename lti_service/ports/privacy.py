"""Everything on one person, whatever table it is in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from lti_service.domain.access import AccessView
from lti_service.domain.retention import Cutoffs


class Privacy(Protocol):
    """All rows of one person by the register, and who looked at them."""

    def rows(self, person_id: str) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Yield name of table and values of each row about a person, in JSON's types.

        Nothing of anybody else is among them: who acted is told as whether it was the
        person themself.
        """
        ...

    def acts(self, person_id: str) -> Mapping[str, int]:
        """Return in how many rows a person is named as who acted, by table and column."""
        ...

    def files(self, person_id: str) -> Iterator[tuple[str, str, bytes]]:
        """Yield id, name and content of each file that a person sent."""
        ...

    def erase(self, person_id: str, name: str, at: datetime) -> Mapping[str, int]:
        """Take away what names a person; return how many rows that changes, by table.

        What is changed already is not changed again.
        """
        ...

    def note(self, view: AccessView) -> bool:
        """Keep that a page was opened; return whether that was the first of the day."""
        ...

    def seen(self, subject_id: str, actor: str, page: str, day: date) -> bool:
        """Whether that is kept."""
        ...

    def views_of(self, subject_id: str, limit: int) -> Sequence[AccessView]:
        """Return who looked at a person's pages, newest first."""
        ...

    def views(self, limit: int) -> Sequence[AccessView]:
        """Return who looked at anybody's pages, newest first."""
        ...

    def forget(self, before: Cutoffs) -> Mapping[str, int]:
        """Delete what is over its time; return how many rows, by table."""
        ...
