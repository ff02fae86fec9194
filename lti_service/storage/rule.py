"""Dated rule parameters."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from lti_service.domain.learning_hours import JpConversion, Scope
from lti_service.domain.rule import MasteryRule, RuleParameter, mastery_rule
from lti_service.domain.summary import days_around
from lti_service.storage.columns import Exact
from lti_service.storage.learning_hours import jp_conversions
from lti_service.storage.schema import columns_of, metadata, values_of
from lti_service.storage.transaction import Transaction

rule_parameters = sa.Table(
    "rule_parameters",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("value", Exact, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("legal_basis", sa.Text, nullable=False),
)

_PARAMETERS = (
    sa.select(*columns_of(rule_parameters, RuleParameter))
    .where(
        rule_parameters.c.valid_from <= sa.bindparam("on"),
        sa.or_(
            rule_parameters.c.valid_to.is_(None),
            rule_parameters.c.valid_to >= sa.bindparam("on"),
        ),
    )
    .order_by(rule_parameters.c.code, rule_parameters.c.valid_from)
)
_SPANS = sa.select(rule_parameters.c.valid_from, rule_parameters.c.valid_to)

_ALL = sa.select(*columns_of(rule_parameters, RuleParameter)).order_by(
    rule_parameters.c.code, rule_parameters.c.valid_from
)
_ADD = sa.insert(rule_parameters)
_REMOVE = sa.delete(rule_parameters).where(
    rule_parameters.c.code == sa.bindparam("of"),
    rule_parameters.c.valid_from == sa.bindparam("since"),
)
_parameter_row = values_of(RuleParameter)
_ADD_CONVERSION = sa.insert(jp_conversions)
_REMOVE_CONVERSION = sa.delete(jp_conversions).where(
    jp_conversions.c.code == sa.bindparam("of"),
    jp_conversions.c.scope == sa.bindparam("in_scope"),
    jp_conversions.c.valid_from == sa.bindparam("since"),
)
_conversion_row = values_of(JpConversion)


class SqlRules:
    """`ports.Rules` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def parameters(self, on: date) -> Sequence[RuleParameter]:
        """Return the parameters that hold on a day, by code.

        Where two rows for a code hold, the one that began later counts.
        """
        rows = self._sql.all(_PARAMETERS, {"on": on})
        return list({row.code: RuleParameter(*row) for row in rows}.values())

    def all(self) -> Sequence[RuleParameter]:
        """Return every value of every parameter, by code and first day."""
        return [RuleParameter(*row) for row in self._sql.all(_ALL)]

    def add(self, parameter: RuleParameter) -> None:
        """Add a value; one that begins the same day is a conflict."""
        self._sql.run(_ADD, _parameter_row(parameter))

    def remove(self, code: str, since: date) -> None:
        """Remove a value that never held."""
        self._sql.run(_REMOVE, {"of": code, "since": since})

    def add_conversion(self, conversion: JpConversion) -> None:
        """Add a conversion; one that begins the same day is a conflict."""
        self._sql.run(_ADD_CONVERSION, _conversion_row(conversion))

    def remove_conversion(self, code: str, scope: Scope, since: date) -> None:
        """Remove a conversion that never held."""
        self._sql.run(
            _REMOVE_CONVERSION, {"of": code, "in_scope": scope, "since": since}
        )

    def mastery(self, on: date) -> MasteryRule:
        """Return the mastery rule that holds on a day."""
        return mastery_rule(self.parameters(on))

    def turns(self, on: date) -> Sequence[date]:
        """Return the days after a day on which a parameter begins to hold or ends."""
        spans = [(row[0], row[1]) for row in self._sql.all(_SPANS)]
        return sorted({day for day in days_around(spans) if day > on})
