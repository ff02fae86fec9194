"""Whose an account of a Moodle is: said by an administrator, and taken back."""

from decimal import Decimal

import pytest

from lti_service.domain.evidence import EvidenceState, latest
from lti_service.domain.learning_hours import JpState
from lti_service.domain.moodle_ledger import MatchBasis, MatchDoubt
from lti_service.domain.organisation import Person
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.moodle.match import (
    accounts_page,
    dismiss_account,
    link_account,
    link_exact_accounts,
    one_account,
    reopen_account,
    undo_link_act,
)
from lti_service.use_cases.moodle.queue import work_on_moodles
from tests.fakes import FakeStorage
from tests.lti_service.office import ASSESSOR, BOSS, LEARNER
from tests.lti_service.use_cases.moodle.test_pull import (
    ARCHIVES,
    a_moodle,
    next_day,
    read,
    service,
    user,
)


def waiting() -> tuple[FakeStorage, Ports]:
    """A Moodle whose ID numbers are not trusted: everybody waits."""
    storage, ports = service(a_moodle(), trusts_idnumber=False)
    read(ports)
    return storage, ports


def hours(ports: Ports, person: Person) -> list[tuple[Decimal, JpState]]:
    with ports.storage.reading() as uow:
        return [(one.amount, one.state) for one in uow.hours.of_person(person.id)]


def test_who_waits_is_shown_with_who_it_may_be() -> None:
    _, ports = waiting()

    found = accounts_page("m-1", ports=ports)

    assert (found.waiting, found.exact, found.settled) == (3, 3, [])
    first = found.rows[0]
    assert (first.account.doubt, first.person) == (MatchDoubt.UNTRUSTED, LEARNER)
    assert first.is_exact


def test_a_linked_account_brings_what_it_did_before() -> None:
    storage, ports = waiting()

    link_account("m-1", 3, LEARNER.id, actor="a-admin", ports=ports)

    assert hours(ports, LEARNER) == [(Decimal(6), JpState.RECOGNISED)]
    assert storage.tables.audit[-1].action == "moodle.account-linked"
    next_day(ports)
    read(ports)
    assert one_account("m-1", 3, ports=ports)[1].owner == LEARNER


def test_moved_to_another_person_the_first_loses_what_it_gave() -> None:
    storage, ports = waiting()
    link_account("m-1", 3, LEARNER.id, actor="a", ports=ports)

    link_account("m-1", 3, BOSS.id, actor="a", ports=ports)

    assert hours(ports, LEARNER) == [(Decimal(6), JpState.WITHDRAWN)]
    assert hours(ports, BOSS) == [(Decimal(6), JpState.RECOGNISED)]
    states = {
        row.person_id: row.state for row in latest(storage.tables.evidence.values())
    }
    assert states == {
        LEARNER.id: EvidenceState.WITHDRAWN,
        BOSS.id: EvidenceState.ACCEPTED,
    }
    link_account("m-1", 3, LEARNER.id, actor="a", ports=ports)
    assert hours(ports, LEARNER) == [(Decimal(6), JpState.RECOGNISED)]


def test_unlinked_it_is_nobodys_and_stays_so() -> None:
    storage, ports = service(a_moodle())
    read(ports)

    dismiss_account("m-1", 3, actor="a", ports=ports)
    next_day(ports)
    read(ports)

    account = storage.tables.moodle_accounts["m-1", 3]
    assert (account.person_id, account.doubt) == (None, MatchDoubt.DISMISSED)
    assert hours(ports, LEARNER) == [(Decimal(6), JpState.WITHDRAWN)]
    assert [one.action for one in storage.tables.audit if "account" in one.action] == [
        "moodle.account-unlinked"
    ]


def test_reopened_the_rule_speaks_again() -> None:
    _, ports = service(a_moodle())
    read(ports)
    dismiss_account("m-1", 3, actor="a", ports=ports)

    again = reopen_account("m-1", 3, actor="a", ports=ports)

    assert (again.person_id, again.basis) == (LEARNER.id, MatchBasis.NIP)
    assert hours(ports, LEARNER) == [(Decimal(6), JpState.RECOGNISED)]


def test_all_exact_ones_are_linked_in_one_act_and_taken_back_in_one() -> None:
    moodle = a_moodle()
    moodle.enrol(ARCHIVES, user(12, ASSESSOR))  # a second account with that number
    storage, ports = service(moodle, trusts_idnumber=False)
    read(ports)

    count, act = link_exact_accounts("m-1", actor="a", ports=ports)
    linked = hours(ports, LEARNER)
    undone = undo_link_act("m-1", act, actor="a", ports=ports)

    assert (count, undone) == (2, 2)
    assert linked == [(Decimal(6), JpState.RECOGNISED)]
    assert hours(ports, LEARNER) == [(Decimal(6), JpState.WITHDRAWN)]
    doubts = {one.doubt for one in storage.tables.moodle_accounts.values()}
    assert doubts == {MatchDoubt.UNTRUSTED}
    with pytest.raises(ConflictError):
        undo_link_act("m-1", act, actor="a", ports=ports)


def test_of_two_accounts_with_one_number_both_say_so_and_none_is_linked_at_once() -> (
    None
):
    moodle = a_moodle()
    moodle.enrol(ARCHIVES, user(12, LEARNER))
    _, ports = service(moodle, trusts_idnumber=False)
    read(ports)

    both = accounts_page("m-1", ports=ports)
    link_account("m-1", 3, LEARNER.id, actor="a", ports=ports)
    after = accounts_page("m-1", ports=ports)
    linked, _ = link_exact_accounts("m-1", actor="a", ports=ports)

    flagged = {one.account.user_id for one in both.rows if one.has_other}
    assert flagged == {3, 12}
    assert one_account("m-1", 3, ports=ports)[1].has_other
    second = next(one for one in after.rows if one.account.user_id == 12)
    assert (second.has_other, second.is_exact) == (True, False)
    assert linked == after.exact == 2
    assert one_account("m-1", 12, ports=ports)[1].owner is None
    dismiss_account("m-1", 12, actor="a", ports=ports)
    assert not one_account("m-1", 3, ports=ports)[1].has_other


def test_what_many_linked_at_once_did_is_counted_by_the_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lti_service.use_cases.moodle.match.AT_ONCE", 1)
    _, ports = waiting()

    link_exact_accounts("m-1", actor="a", ports=ports)
    before = hours(ports, LEARNER)
    work_on_moodles(ports=ports)

    assert before == []
    assert hours(ports, LEARNER) == [(Decimal(6), JpState.RECOGNISED)]


def test_somebody_elses_act_is_not_taken_back() -> None:
    _, ports = waiting()
    _, act = link_exact_accounts("m-1", actor="a", ports=ports)

    with pytest.raises(ConflictError):
        undo_link_act("m-1", act, actor="b", ports=ports)


def test_a_person_or_account_that_nobody_knows_is_refused() -> None:
    _, ports = waiting()

    with pytest.raises(NotFoundError) as person:
        link_account("m-1", 3, "p-9", actor="a", ports=ports)
    with pytest.raises(NotFoundError) as account:
        link_account("m-1", 99, LEARNER.id, actor="a", ports=ports)

    assert person.value.code == "unknown-person"
    assert account.value.code == "unknown-moodle-account"
