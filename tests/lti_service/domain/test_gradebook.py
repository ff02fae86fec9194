import pytest
from hypothesis import given, strategies as st

from lti_service.domain.gradebook import Agreement, agreement

SCORES = st.none() | st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (8750, 8750, Agreement.SAME),
        (8750, 8749, Agreement.SAME),
        (8750, 8752, Agreement.DIFFERENT),
        (0, 0, Agreement.SAME),
        (8750, None, Agreement.NOT_ARRIVED),
        (0, None, Agreement.NOT_ARRIVED),
        (None, 4000, Agreement.ONLY_THERE),
        (None, None, Agreement.NOT_DUE),
    ],
)
def test_two_scores_agree_or_not(ours, theirs, expected):
    assert agreement(ours, theirs, known=True, column=True) is expected


def test_who_never_came_is_unknown():
    found = agreement(None, 4000, known=False, column=True)
    assert found is Agreement.UNKNOWN_PERSON


def test_without_a_column_nothing_can_arrive():
    assert agreement(8750, None, known=True, column=False) is Agreement.NO_COLUMN
    assert agreement(None, None, known=True, column=False) is Agreement.NOT_DUE


@given(SCORES, SCORES, st.booleans())
def test_only_what_somebody_can_mend_differs(ours, theirs, column):
    found = agreement(ours, theirs, known=True, column=column)
    close = ours is not None and theirs is not None and abs(ours - theirs) <= 1
    assert found.differs is (column and ours != theirs and not close)
