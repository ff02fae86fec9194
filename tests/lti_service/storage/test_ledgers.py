"""Evidence, events, decisions and the audit trail only ever grow."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from lti_service import storage
from lti_service.storage import (
    agency_plan,
    attempt,
    audit,
    course,
    evidence,
    learning_hours,
    observation,
    tables,
)
from lti_service.storage.schema import metadata

FOLDER = Path(storage.__path__[0])
LEDGERS = (
    "audit",
    "batches",
    "course_offers",
    "decisions",
    "drills",
    "enrolments",
    "events",
    "evidence",
    "hand_ins",
    "individual_plans",
    "jp_entries",
    "marks",
    "moderations",
    "observation_sheets",
    "observations",
    "plan_items",
    "plan_revisions",
    "plan_spendings",
    "plan_steps",
    "programmes",
)
CHANGING = {"update", "delete", "insert_or_update"}
APART = {"schema.py", "privacy.py"}
"""Erasing a person is the one change of a ledger; test_privacy.py holds it to words."""


def statements() -> Iterator[sa.Executable]:
    for name in tables.__all__:
        for value in vars(getattr(tables, name)).values():
            yield from value.values() if isinstance(value, dict) else [value]


@pytest.mark.parametrize("ledger", LEDGERS)
def test_no_statement_changes_or_removes_a_row(ledger: str) -> None:
    table = metadata.tables[ledger]
    for statement in statements():
        if isinstance(statement, (sa.Update, sa.Delete)):
            assert statement.table is not table
        if isinstance(statement, sa.Insert) and statement.table is table:
            conflict = statement._post_values_clause
            assert conflict is None or "nothing" in conflict.__visit_name__


def test_statements_are_made_where_the_test_above_sees_them() -> None:
    for path in FOLDER.glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and path.name not in APART:
                calls = {
                    ast.unparse(call.func).rpartition(".")[2]
                    for call in ast.walk(function)
                    if isinstance(call, ast.Call)
                }
                assert not calls & CHANGING, f"{path.name}: {function.name}"


@pytest.mark.parametrize(
    "ledger",
    [
        agency_plan.SqlPlans,
        attempt.SqlAttempts,
        audit.SqlAudit,
        course.SqlReleases,
        evidence.SqlEvidenceLedger,
        learning_hours.SqlLearningHours,
        observation.SqlObservations,
    ],
)
def test_a_ledger_offers_no_way_to_remove(ledger: type[object]) -> None:
    assert not [name for name in vars(ledger) if "remove" in name or "delete" in name]
