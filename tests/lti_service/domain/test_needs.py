from dataclasses import replace
from datetime import timedelta

import pytest

from lti_service.domain.needs import (
    CycleState,
    NeedState,
    Verdict,
    change_of,
    judged,
    subject_of,
)
from tests.fakes import MORNING
from tests.service_factories import need_item, needs_cycle

LATER = MORNING + timedelta(hours=1)
VERIFICATION, VALIDATION = CycleState.VERIFICATION, CycleState.VALIDATION


def test_a_verdict_keeps_who_why_and_when_and_is_taken_back_whole() -> None:
    item = need_item()
    refused = judged(item, VERIFICATION, Verdict.REFUSED, "Sudah", "person-2", LATER)
    assert (refused.state, refused.verifier_id, refused.verifier_note) == (
        NeedState.NOT_VERIFIED,
        "person-2",
        "Sudah",
    )
    back = judged(refused, VERIFICATION, Verdict.UNDONE, "", "person-2", LATER)
    assert back == replace(item, changed_by="person-2", changed_at=LATER)


def test_taking_back_a_validation_leaves_the_verification() -> None:
    item = judged(need_item(), VERIFICATION, Verdict.GRANTED, "", "person-2", MORNING)
    done = judged(item, VALIDATION, Verdict.GRANTED, "Baik", "person-3", LATER)
    assert (done.state, done.validator_note) == (NeedState.VALIDATED, "Baik")
    back = judged(done, VALIDATION, Verdict.UNDONE, "", "person-3", LATER)
    assert (back.state, back.verifier_id, back.validator_id) == (
        NeedState.VERIFIED,
        "person-2",
        "",
    )


def test_only_what_no_person_changed_is_untouched() -> None:
    item = need_item()
    assert item.is_untouched
    touched = judged(item, VERIFICATION, Verdict.GRANTED, "", "person-2", LATER)
    assert not touched.is_untouched
    assert change_of(touched, "x").note == "x"


@pytest.mark.parametrize(
    ("state", "following", "before"),
    [
        (CycleState.INVENTORY, VERIFICATION, None),
        (VERIFICATION, VALIDATION, CycleState.INVENTORY),
        (VALIDATION, CycleState.DECIDED, VERIFICATION),
        (CycleState.DECIDED, None, None),
    ],
)
def test_stages_follow_each_other_and_what_is_decided_stays(
    state: CycleState, following: CycleState | None, before: CycleState | None
) -> None:
    cycle = needs_cycle(state=state)
    assert (cycle.next, cycle.previous) == (following, before)
    assert (cycle.until is None) is (state is CycleState.DECIDED)


def test_titles_are_compared_without_case_and_spaces_but_codes_as_they_are() -> None:
    assert subject_of("M02", "apa pun") == "M02"
    assert subject_of("", "  Menyusun\n LAPORAN ") == "menyusun laporan"
