from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings, strategies as st

from lti_service.domain.evidence import Outcome
from lti_service.domain.organisation import Posting
from lti_service.domain.plan import StandingState
from lti_service.domain.summary import PersonSummary, by_competency, counts_of
from lti_service.ports import Ports
from lti_service.use_cases.evidence.plan import standings
from lti_service.use_cases.evidence.summary import (
    compare_summaries,
    computed_standings,
    rebuild_summaries,
    refresh_summaries,
)
from tests.fakes import FakeStorage
from tests.lti_service.office import (
    ASSESSOR,
    BOSS,
    LEARNER,
    PEOPLE,
    TODAY,
    decision,
    enough,
    evidence,
    keep,
    office,
)

Event = Callable[[FakeStorage], None]


def see_to(ports: Ports) -> None:
    while refresh_summaries(ports=ports):
        pass


def kept(ports: Ports) -> list[PersonSummary]:
    with ports.storage.reading() as uow:
        return list(uow.summaries.all())


def said(ports: Ports) -> list[PersonSummary]:
    found = computed_standings(TODAY, ports=ports)
    return sorted(found, key=lambda one: one.person_id)


def test_everybody_is_summarised_and_counted() -> None:
    storage, ports = office()
    keep(storage, *enough(), decision())
    see_to(ports)
    mine = next(one for one in kept(ports) if one.person_id == LEARNER.id)
    held = by_competency(mine)["T-PB-01"]
    assert (mine.unit_code, mine.group) == ("KEC", "pengawas")
    assert (held.required, held.held, held.state) == (2, 2, StandingState.ACHIEVED)
    assert (held.assessed, held.provisional) == (True, True)
    assert not by_competency(mine)["M02"].assessed
    with ports.storage.reading() as uow:
        counts = {c.competency_code: c for c in uow.summaries.counts()}
    assert (counts["T-PB-01"].people, counts["T-PB-01"].met) == (1, 1)
    assert (counts["M02"].gaps, counts["M02"].provisional) == (2, 0)


def test_a_summary_says_what_the_plan_says() -> None:
    storage, ports = office()
    keep(storage, *enough(), decision(competency_code="M08"))
    see_to(ports)
    plan = {
        (row.person.id, row.standing.competency_code): row.standing
        for row in standings(TODAY, ports=ports)
    }
    found = {
        (person.person_id, one.competency_code): one
        for person in kept(ports)
        for one in person.standings
    }
    assert found.keys() == plan.keys()
    for key, one in found.items():
        assert (one.held, one.state, one.gap, one.valid_until) == (
            plan[key].held,
            plan[key].state,
            plan[key].gap,
            plan[key].valid_until,
        )


def test_time_alone_changes_a_standing_on_the_day_that_was_foreseen() -> None:
    """An achievement is expiring 90 days before its end, and expired a day after."""
    storage, ports = office()
    end = TODAY + timedelta(days=100)
    keep(storage, *enough(), decision(valid_until=end))
    clock = ports.clock

    def on(days: int) -> tuple[StandingState, date | None]:
        clock.advance(days=days)  # type: ignore[attr-defined]
        see_to(ports)
        mine = next(one for one in kept(ports) if one.person_id == LEARNER.id)
        return by_competency(mine)["T-PB-01"].state, mine.changes_on

    state, day = on(0)
    assert (state, day) == (StandingState.ACHIEVED, end - timedelta(days=90))
    state, day = on(10)
    assert (state, day) == (StandingState.EXPIRING, end + timedelta(days=1))
    assert on(90)[0] is StandingState.EXPIRING
    assert on(1)[0] is StandingState.PROPOSED
    assert compare_summaries(ports=ports).differing == ()


def test_what_is_kept_wrongly_is_told_and_mended() -> None:
    storage, ports = office()
    see_to(ports)
    clean = compare_summaries(ports=ports)
    assert (clean.people, clean.waiting, clean.differing) == (len(PEOPLE), 0, ())
    summaries = storage.tables.summaries.people
    summaries[LEARNER.id] = replace(summaries[LEARNER.id], unit_code="LAIN")
    assert compare_summaries(ports=ports).differing == (LEARNER.id,)
    del summaries[BOSS.id]
    assert set(compare_summaries(ports=ports).differing) == {LEARNER.id, BOSS.id}
    assert rebuild_summaries(ports=ports) == len(PEOPLE)
    assert compare_summaries(ports=ports).differing == ()


def test_whoever_waits_is_not_compared() -> None:
    storage, ports = office()
    assert compare_summaries(ports=ports).waiting == len(PEOPLE)
    see_to(ports)
    keep(storage, evidence())
    found = compare_summaries(ports=ports)
    assert (found.waiting, found.differing) == (1, ())


def test_a_rebuilding_that_was_broken_off_goes_on() -> None:
    storage, ports = office()
    see_to(ports)
    with ports.storage.writing() as uow:
        assert uow.summaries.begin_again()
        uow.commit()
    assert refresh_summaries(ports=ports)  # The change of everybody is spread.
    revisions = dict(storage.tables.summaries.revisions)
    assert rebuild_summaries(ports=ports) == len(PEOPLE)
    again = storage.tables.summaries.revisions
    assert {id_: n + 1 for id_, n in revisions.items()} == again
    assert not storage.tables.summaries.again


def test_who_was_computed_in_between_is_computed_once_more() -> None:
    """What an older look at the ledger gave never takes the place of a newer one."""
    storage, ports = office()
    see_to(ports)
    keep(storage, *enough())
    older = said(ports)
    keep(storage, decision())
    see_to(ports)

    class Late(FakeStorage):
        """Somebody else is faster between reading and writing."""

        def writing(self):
            storage.tables.summaries.revisions[LEARNER.id] += 1
            return storage.writing()

        def reading(self):
            return storage.reading()

    keep(storage, evidence("e-9"))
    refresh_summaries(ports=replace(ports, storage=Late()))
    mine = {one.person_id: one for one in kept(ports)}[LEARNER.id]
    assert mine not in older
    with ports.storage.reading() as uow:
        assert [c.key for c in uow.summaries.changes(9)] == [LEARNER.id]
    see_to(ports)
    assert kept(ports) == said(ports)


def an_evidence(number: int, competency: str, level: int, kind: str) -> Event:
    row = evidence(
        f"e-{number}",
        competency_code=competency,
        level=level,
        kind=kind,
        result=Decimal("0.9"),
        assessor_id=ASSESSOR.id,
        observed_on=TODAY - timedelta(days=37 * number),
    )
    return lambda storage: keep(storage, row)


def a_decision(number: int, competency: str, level: int, outcome: Outcome) -> Event:
    row = decision(
        number,
        competency_code=competency,
        level=level,
        outcome=outcome,
        evidence_ids=(),
        valid_until=TODAY + timedelta(days=60 * number - 90)
        if outcome is Outcome.ACHIEVED
        else None,
    )
    return lambda storage: keep(storage, row)


def a_move(number: int) -> Event:
    since = TODAY - timedelta(days=10 * number)
    posting = Posting(LEARNER.id, "KASI", "PEMDA", None, since)

    def move(storage: FakeStorage) -> None:
        storage.tables.postings[LEARNER.id, since] = posting

    return move


def events() -> st.SearchStrategy[list[Event]]:
    competencies = st.sampled_from(["T-PB-01", "M08", "M02"])
    kinds = st.sampled_from(["quiz", "simulation", "assignment", "observation"])
    one = st.one_of(
        st.tuples(st.just("evidence"), competencies, st.integers(1, 4), kinds),
        st.tuples(
            st.just("decision"),
            competencies,
            st.integers(1, 4),
            st.sampled_from(Outcome),
        ),
        st.tuples(st.just("move"), st.none(), st.none(), st.none()),
    )

    def made(rows: Sequence[tuple[str, str, int, object]]) -> list[Event]:
        return [
            an_evidence(n, row[1], row[2], str(row[3]))
            if row[0] == "evidence"
            else a_decision(n, row[1], row[2], Outcome(str(row[3])))
            if row[0] == "decision"
            else a_move(n)
            for n, row in enumerate(rows, 1)
        ]

    return st.lists(one, min_size=1, max_size=7).map(made)


@settings(max_examples=60, deadline=None)
@given(events(), st.sets(st.integers(0, 6)))
def test_step_by_step_comes_to_the_same_as_all_at_once(
    happened: list[Event], looked: set[int]
) -> None:
    storage, ports = office()
    for number, event in enumerate(happened):
        event(storage)
        if number in looked:
            see_to(ports)
    see_to(ports)
    assert kept(ports) == said(ports)
    step_by_step = kept(ports)
    rebuild_summaries(ports=ports)
    assert kept(ports) == step_by_step
    with ports.storage.reading() as uow:
        assert uow.summaries.counts() == counts_of(step_by_step)


@settings(max_examples=60, deadline=None)
@given(events().flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_no_order_of_events_changes_a_standing(
    orders: tuple[list[Event], list[Event]],
) -> None:
    found = []
    for happened in orders:
        storage, ports = office()
        for event in happened:
            event(storage)
            see_to(ports)
        found.append(kept(ports))
    assert found[0] == found[1]
