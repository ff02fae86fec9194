from hypothesis import given, strategies as st

from lti_service.domain.agency_plan import (
    PlanItem,
    PlanItemState,
    Proposal,
    ValidatedNeed,
    budget_totals,
    changes_of,
    current_items,
    propose_items,
)
from lti_service.domain.plan_entry import rupiah
from tests.service_factories import plan_item

NEEDS = st.lists(
    st.builds(
        ValidatedNeed,
        id=st.integers(0, 30).map(str),
        person_id=st.integers(0, 5).map(str),
        competency_code=st.sampled_from("ABC"),
        level=st.integers(1, 2),
        unit_code=st.sampled_from(["U", "V"]),
    ),
    unique_by=lambda need: need.id,
)


def drafted(proposals: list[Proposal], versions: list[PlanItem]) -> list[PlanItem]:
    made = []
    for offset, one in enumerate(proposals):
        base = one.item or plan_item(
            id=f"new-{len(versions)}-{offset}",
            number=len(versions) + offset + 1,
            version=0,
            competency_code=one.competency_code,
            level=one.level,
            unit_code=one.unit_code,
        )
        fields = {name: getattr(base, name) for name in base.__slots__}
        fields["version"] += 1
        fields["need_ids"] = (*base.need_ids, *(need.id for need in one.needs))
        made.append(PlanItem(**fields))
    return made


@given(needs=NEEDS, first=st.integers(0, 30), by_unit=st.booleans())
def test_each_need_is_in_one_item_whatever_the_order_of_proposals(
    needs: list[ValidatedNeed], first: int, *, by_unit: bool
) -> None:
    versions: list[PlanItem] = []
    for part in (needs[:first], needs, needs):
        proposals = propose_items(part, versions, by_unit=by_unit)
        versions += drafted(proposals, versions)
    assert propose_items(needs, versions, by_unit=by_unit) == []
    held = [need for item in current_items(versions) for need in item.need_ids]
    assert sorted(held) == sorted(need.id for need in needs)


def test_needs_of_an_item_that_is_cancelled_are_proposed_anew() -> None:
    need = ValidatedNeed("n-1", "p", "A", 1, "U")
    gone = plan_item(need_ids=("n-1",), state=PlanItemState.CANCELLED)
    (proposal,) = propose_items([need], [gone], by_unit=False)
    assert (proposal.needs, proposal.item) == ((need,), None)


def test_budgets_are_summed_by_source_and_quarter_and_what_has_none_is_counted() -> (
    None
):
    totals = budget_totals(
        [
            plan_item(),
            plan_item(first_month=12, last_month=12, budget=1, funding="APBN"),
            plan_item(first_month=0, budget=2),
            plan_item(budget=None),
            plan_item(state=PlanItemState.CANCELLED),
        ]
    )
    assert totals.total == 15_000_003
    assert totals.by_source == {"APBD": {2: 15_000_000, 0: 2}, "APBN": {4: 1}}
    assert totals.by_quarter == {2: 15_000_000, 4: 1, 0: 2}
    assert totals.without == 1


def test_what_costs_nothing_needs_no_source_of_money() -> None:
    assert plan_item(budget=0, funding="").missing == ()
    assert list(plan_item(funding="").missing) == ["budget"]


def test_a_change_says_what_was_before_and_after() -> None:
    before, after = plan_item(), plan_item(budget=None, people=6, version=2)
    assert [(c.field, c.before, c.after) for c in changes_of(before, after)] == [
        ("people", "5", "6"),
        ("budget", "15000000", ""),
    ]


def test_rupiah_are_read_as_people_write_them() -> None:
    written = ("15000000", "15.000.000", "Rp 15.000.000", "Rp15 000 000", "0")
    assert [rupiah(text) for text in written] == [15_000_000] * 4 + [0]
    odd = ("", "15,5", "1.5", "-1", "lima", "15.00", "1" * 20, "\u0661")
    assert [rupiah(text) for text in odd] == [None] * len(odd)
