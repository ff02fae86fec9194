import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lti_service.domain.evidence import (
    Decision,
    Evidence,
    EvidenceState,
    Outcome,
    Use,
    add_months,
    weigh,
)
from lti_service.domain.plan import standing
from lti_service.domain.rule import mastery_rule
from tests.lti_service.office import RULE, TODAY, decision, evidence

CASES = json.loads(
    (Path(__file__).parents[2] / "cases" / "plan" / "mastery.json").read_text("utf-8")
)


def rows(case: dict[str, Any]) -> list[Evidence]:
    return [
        evidence(
            f"e-{number}",
            kind=row["kind"],
            level=row.get("level", 2),
            result=Decimal(row.get("result", "0.9")),
            observed_on=date.fromisoformat(row.get("observed", "2026-10-24")),
            valid_until=date.fromisoformat(row["valid_until"])
            if "valid_until" in row
            else None,
            assessor_id=row.get("assessor"),
            activity=row.get("activity", f"activity-{number}"),
            source=row.get("source", f"import:#{number}@1"),
            state=EvidenceState(row.get("state", "accepted")),
        )
        for number, row in enumerate(case["evidence"], 1)
    ]


def decisions(case: dict[str, Any]) -> list[Decision]:
    return [
        decision(
            number,
            level=row["level"],
            outcome=Outcome(row.get("outcome", "achieved")),
            valid_until=date.fromisoformat(row["until"]) if "until" in row else None,
            evidence_ids=tuple(row.get("evidence", ())),
            supersedes=f"d-{row['supersedes']}" if "supersedes" in row else None,
        )
        for number, row in enumerate(case.get("decisions", ()), 1)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_standing_follows_the_rule(case: dict[str, Any]) -> None:
    found = standing(
        "T-PB-01", case["required"], rows(case), decisions(case), RULE, TODAY
    )
    told = {
        "state": found.state.value,
        "proposed": found.proposed,
        "held": found.held,
        "gap": found.gap,
        "weight": found.weight,
        "missing": [lack.value for lack in found.missing],
    }
    expected = case["expect"]
    if "weight" in expected:
        expected = expected | {"weight": Decimal(expected["weight"])}
    assert {name: told[name] for name in expected} == expected


def test_the_order_in_which_evidence_comes_changes_nothing() -> None:
    for case in CASES:
        forward, backward = (
            standing("T-PB-01", case["required"], given, decisions(case), RULE, TODAY)
            for given in (rows(case), rows(case)[::-1])
        )
        assert (forward.state, forward.proposed, forward.weight) == (
            backward.state,
            backward.proposed,
            backward.weight,
        ), case["name"]


def test_evidence_of_another_competency_does_not_count() -> None:
    other = evidence(kind="assessment_centre", competency_code="M08")
    assert standing("T-PB-01", 2, [other], [], RULE, TODAY).proposed == 0


def test_the_decision_that_gives_the_level_is_shown_with_its_last_day() -> None:
    given = decision(1, valid_until=date(2029, 1, 1))
    found = standing("T-PB-01", 2, [], [given], RULE, TODAY)
    assert (found.decision, found.valid_until) == (given, date(2029, 1, 1))


def test_a_standing_without_a_decision_has_no_last_day() -> None:
    found = standing("T-PB-01", 2, [], [], RULE, TODAY)
    assert (found.decision, found.valid_until) == (None, None)


def test_every_row_says_why_it_does_not_count() -> None:
    given = [
        evidence("e-1", activity="tes"),
        evidence("e-2", activity="tes", observed_on=date(2026, 10, 1)),
        evidence("e-3"),
        evidence("e-4", observed_on=date(2026, 9, 1)),
        evidence("e-5", level=1),
        evidence("e-6", result=Decimal("0.5")),
        evidence("e-7", observed_on=date(2025, 1, 1)),
        evidence("e-8", kind="self"),
        evidence("e-9", state=EvidenceState.SUBMITTED),
    ]
    uses = {item.row.id: item.use for item in weigh(given, 2, RULE, TODAY)}
    assert uses == {
        "e-1": Use.COUNTS,
        "e-2": Use.REPEAT,
        "e-3": Use.COUNTS,
        "e-4": Use.ENOUGH_OF_KIND,
        "e-5": Use.LOWER_LEVEL,
        "e-6": Use.TOO_LOW,
        "e-7": Use.LAPSED,
        "e-8": Use.SHOWN_ONLY,
        "e-9": Use.NOT_ACCEPTED,
    }


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 24), 24, date(2028, 11, 24)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_a_rule_with_a_missing_number_is_refused() -> None:
    with pytest.raises(KeyError):
        mastery_rule([])
