"""The ledger of evidence, and decisions: rows are only ever added."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from lti_service.domain.evidence import Decision, Evidence, EvidenceState, Outcome
from lti_service.storage.columns import SEQUENCE, TEXTS, Exact, Moment, choice
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

evidence = sa.Table(
    "evidence",
    metadata,
    sa.Column("sequence", SEQUENCE, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column(
        "person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True
    ),
    sa.Column("competency_code", sa.Text, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("result", Exact, nullable=False),
    sa.Column("observed_on", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.Column("assessor_id", sa.Text),
    sa.Column("activity", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("state", choice(EvidenceState), nullable=False),
    sa.Column("rule_version", sa.Integer, nullable=False),
    sa.Column("recorded_at", Moment, nullable=False),
    sa.UniqueConstraint("source", "competency_code", "level", "person_id"),
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False, unique=True),
    sa.Column(
        "person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True
    ),
    sa.Column("competency_code", sa.Text, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("outcome", choice(Outcome), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("evidence_ids", TEXTS, nullable=False),
    sa.Column("follows_proposal", sa.Boolean, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("decided_at", Moment, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.Column("rule_version", sa.Integer, nullable=False),
    sa.Column("supersedes", sa.Text, sa.ForeignKey("decisions.id")),
)

_APPEND = insert_or_skip(evidence, "source", "competency_code", "level", "person_id")
_OF_PERSON = (
    sa.select(*columns_of(evidence, Evidence))
    .where(evidence.c.person_id == sa.bindparam("person_id"))
    .order_by(evidence.c.observed_on.desc(), evidence.c.sequence.desc())
)
_PEOPLE = sa.select(evidence.c.person_id).distinct().order_by(evidence.c.person_id)
_LAST_NUMBER = sa.select(sa.func.coalesce(sa.func.max(decisions.c.number), 0))
_DECIDE = sa.insert(decisions)
_DECISIONS = (
    sa.select(*columns_of(decisions, Decision))
    .where(decisions.c.person_id == sa.bindparam("person_id"))
    .order_by(decisions.c.number.desc())
)
_DECISIONS_OF = (
    sa.select(*columns_of(decisions, Decision))
    .where(decisions.c.person_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(decisions.c.number.desc())
)
_DECISION = sa.select(*columns_of(decisions, Decision)).where(
    decisions.c.id == sa.bindparam("id")
)
_ALL_DECISIONS = sa.select(*columns_of(decisions, Decision)).order_by(
    decisions.c.number
)
_evidence_row = values_of(Evidence)
_decision_row = values_of(Decision)


class SqlEvidenceLedger:
    """`ports.EvidenceLedger` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def append(self, evidence: Evidence) -> bool:
        """Add a row; return False where source, competency and level were there."""
        return self._sql.run(_APPEND, _evidence_row(evidence)) == 1

    def of_person(self, person_id: str) -> Sequence[Evidence]:
        """Return a person's evidence, newest first."""
        rows = self._sql.all(_OF_PERSON, {"person_id": person_id})
        return [Evidence(*row) for row in rows]

    def people(self) -> Sequence[str]:
        """Return the ids of people with evidence."""
        return [row[0] for row in self._sql.all(_PEOPLE)]

    def next_decision_number(self) -> int:
        """Return the number of the next decision; others who ask wait for this one."""
        self._sql.lock("decision number")
        row = self._sql.one(_LAST_NUMBER)
        return 1 + (row[0] if row else 0)

    def append_decision(self, decision: Decision) -> None:
        """Add a decision."""
        self._sql.run(_DECIDE, _decision_row(decision))

    def decisions(self, person_id: str) -> Sequence[Decision]:
        """Return a person's decisions, newest first."""
        rows = self._sql.all(_DECISIONS, {"person_id": person_id})
        return [Decision(*row) for row in rows]

    def decisions_of(self, person_ids: Iterable[str]) -> Sequence[Decision]:
        """Return these people's decisions, newest first."""
        rows = self._sql.all(_DECISIONS_OF, {"ids": list(person_ids)})
        return [Decision(*row) for row in rows]

    def decision(self, decision_id: str) -> Decision | None:
        """Return a decision."""
        row = self._sql.one(_DECISION, {"id": decision_id})
        return Decision(*row) if row else None

    def all_decisions(self) -> Sequence[Decision]:
        """Return everybody's decisions, oldest first."""
        return [Decision(*row) for row in self._sql.all(_ALL_DECISIONS)]
