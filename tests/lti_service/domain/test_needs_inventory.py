from itertools import count

from hypothesis import given, strategies as st

from lti_service.domain.need_priority import priority_rule
from lti_service.domain.needs import GapKind, NeedItem, NeedState
from lti_service.domain.needs_inventory import Gap, gaps_of, inventoried
from tests.fakes import MORNING
from tests.fakes.needs_rule import needs_parameters
from tests.service_factories import posting, standard

RULE = priority_rule(needs_parameters())
KINDS = st.sampled_from([GapKind.COMPETENCY, GapKind.CAREER, GapKind.MANDATE])
GAPS = st.lists(
    st.builds(
        Gap,
        KINDS,
        st.sampled_from(["M01", "M02", "M03"]),
        st.integers(0, 1),
        st.integers(2, 5),
        st.booleans(),
    ),
    unique_by=lambda gap: (gap.kind, gap.competency_code),
)


def made(gaps: list[Gap], known: list[NeedItem]) -> list[NeedItem]:
    """What is known after an inventory."""
    ids = count(len(known))
    changed = inventoried(
        2027,
        "person-1",
        posting(),
        gaps,
        known,
        RULE,
        lambda: f"need-{next(ids)}",
        MORNING,
    )
    return list(({i.id: i for i in known} | {i.id: i for i in changed}).values())


@given(GAPS, GAPS)
def test_an_inventory_made_again_changes_nothing_and_follows_the_gaps(
    first: list[Gap], second: list[Gap]
) -> None:
    before = made(first, [])
    after = made(second, before)
    assert made(second, after) == after
    living = {
        (i.kind, i.subject, i.held, i.required)
        for i in after
        if i.state is NeedState.PROPOSED
    }
    assert living == {
        (gap.kind, gap.competency_code, gap.held, gap.required) for gap in second
    }
    assert {item.id for item in before} <= {item.id for item in after}


def test_levels_that_are_held_are_no_gap_and_the_highest_mandate_counts() -> None:
    held = {"KT.KB.01": 2}
    assert gaps_of([standard()], [], [], held) == []
    (gap,) = gaps_of([standard(level=3)], [standard(level=3)], [], held)
    assert (gap.kind, gap.held, gap.required) == (GapKind.COMPETENCY, 2, 3)
    assert gap.provisional
