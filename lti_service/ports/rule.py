"""Dated rule parameters."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from lti_service.domain.learning_hours import JpConversion, Scope
from lti_service.domain.rule import MasteryRule, RuleParameter


class Rules(Protocol):
    """Dated rule parameters."""

    def parameters(self, on: date) -> Sequence[RuleParameter]:
        """Return the parameters that hold on a day, by code."""
        ...

    def all(self) -> Sequence[RuleParameter]:
        """Return every value of every parameter, by code and first day."""
        ...

    def add(self, parameter: RuleParameter) -> None:
        """Add a value; one that begins the same day is a conflict."""
        ...

    def remove(self, code: str, since: date) -> None:
        """Remove a value that never held."""
        ...

    def add_conversion(self, conversion: JpConversion) -> None:
        """Add a conversion; one that begins the same day is a conflict."""
        ...

    def remove_conversion(self, code: str, scope: Scope, since: date) -> None:
        """Remove a conversion that never held."""
        ...

    def mastery(self, on: date) -> MasteryRule:
        """Return the mastery rule that holds on a day."""
        ...

    def turns(self, on: date) -> Sequence[date]:
        """Return the days after a day on which a parameter begins to hold or ends."""
        ...
