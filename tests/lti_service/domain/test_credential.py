from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, strategies as st

from lti_service.domain.credential import (
    LIST_LENGTH,
    Credential,
    CredentialKind,
    CredentialState,
    Revocation,
    giving_decisions,
    giving_entries,
    reversal,
    status_of,
)
from lti_service.domain.evidence import Decision, Outcome
from lti_service.domain.learning_hours import JpState
from tests.fakes import MORNING
from tests.lti_service.credential import passed
from tests.lti_service.office import TODAY, decision

LATER = MORNING + timedelta(days=1)
CREDENTIAL = Credential(
    id="c-1",
    number=0,
    person_id="p-learner",
    kind=CredentialKind.COMPETENCY,
    source="decision:d-1",
    title="Penanggulangan bencana",
    level=2,
    named=True,
    token="",
    issued_at=MORNING,
    valid_until=date(2029, 11, 10),
)
REVERSED = decision(
    2, outcome=Outcome.NOT_YET, supersedes="d-1", decided_at=LATER, valid_until=None
)


def state(
    *decisions: Decision, credential: Credential = CREDENTIAL, on: date = TODAY
) -> CredentialState:
    return status_of(credential, decisions, [], on).state


def test_a_credential_stands_with_its_decision_and_falls_with_it() -> None:
    assert state(decision(1)) is CredentialState.VALID
    found = status_of(CREDENTIAL, [decision(1), REVERSED], [], TODAY)
    assert (found.state, found.why, found.at) == (
        CredentialState.REVOKED,
        Revocation.DECISION,
        LATER,
    )


def test_a_decision_that_says_the_same_again_takes_nothing_away() -> None:
    again = decision(2, supersedes="d-1")
    assert state(decision(1), again) is CredentialState.VALID
    fell = decision(3, outcome=Outcome.NOT_YET, supersedes="d-2", decided_at=LATER)
    assert state(decision(1), again, fell) is CredentialState.REVOKED


def test_what_fell_stays_fallen_whatever_is_decided_later() -> None:
    back = decision(3, supersedes="d-2")
    assert state(decision(1), REVERSED, back) is CredentialState.REVOKED
    assert [d.id for d in giving_decisions([decision(1), REVERSED, back], TODAY)] == [
        "d-3"
    ]


def test_the_last_day_is_a_day_on_which_it_stands() -> None:
    assert state(decision(1), on=date(2029, 11, 10)) is CredentialState.VALID
    assert state(decision(1), on=date(2029, 11, 11)) is CredentialState.EXPIRED
    assert giving_decisions([decision(1)], date(2029, 11, 11)) == []


def test_what_is_revoked_says_so_before_it_says_that_it_is_over() -> None:
    revoked = replace(CREDENTIAL, revoked_at=LATER, revocation=Revocation.ISSUER)
    found = status_of(revoked, [decision(1)], [], date(2030, 1, 1))
    assert (found.state, found.why) == (CredentialState.REVOKED, Revocation.ISSUER)


def test_a_course_stands_while_its_pass_does() -> None:
    course = replace(CREDENTIAL, source="hours:attempt:t-1", valid_until=None)
    taken = passed(state=JpState.WITHDRAWN, revision=2, recorded_at=LATER)
    assert status_of(course, [], [passed()], TODAY).state is CredentialState.VALID
    found = status_of(course, [], [taken], TODAY)
    assert (found.why, found.at) == (Revocation.COURSE, LATER)
    seminar = passed(course_id="", record="import:1")
    assert giving_entries([passed(), taken, seminar]) == [passed()]


def test_a_credential_has_a_place_in_a_list() -> None:
    last = replace(CREDENTIAL, number=LIST_LENGTH - 1)
    first = replace(CREDENTIAL, number=LIST_LENGTH)
    assert (last.list_number, last.list_index) == (0, LIST_LENGTH - 1)
    assert (first.list_number, first.list_index) == (1, 0)


@given(st.lists(st.sampled_from(Outcome), min_size=1, max_size=6), st.randoms())
def test_the_first_not_yet_of_a_chain_is_what_reverses_it_in_any_order(
    outcomes: list[Outcome], shuffled: object
) -> None:
    chain = [decision(1)] + [
        decision(n, outcome=outcome, supersedes=f"d-{n - 1}")
        for n, outcome in enumerate(outcomes, 2)
    ]
    expected = next((d for d in chain[1:] if d.outcome is Outcome.NOT_YET), None)
    shuffled.shuffle(chain)  # type: ignore[attr-defined] # a random.Random
    assert reversal("d-1", chain) == expected
