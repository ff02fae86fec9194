"""Claims to NIPs: what a launch settles by itself, and what an administrator does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lti_service.domain.claim import ConflictKind, Likeness, ReviewState
from lti_service.domain.grant import Role
from lti_service.domain.launch import Account
from lti_service.domain.organisation import Person
from lti_service.errors import ConflictError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.access.claim import link_account, unlink_account
from lti_service.use_cases.access.claim_queue import (
    claim_queue,
    confirm_link,
    count_claims,
    dismiss_claim,
    link_claim,
    link_exact_claims,
    review_act,
    undo_review,
)
from tests.fakes import MORNING, FakeCourses, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    BOSS,
    LEARNER,
    account_of,
    attempt,
    give,
    link,
    office,
)
from tests.lti_service.use_cases.learning.given import (
    PLATFORM,
    launch,
    publish,
    two_questions,
)

COURSE = two_questions(id="siaga-bencana")
PEOPLE = {
    "aminah": Person("p-aminah", "Siti Aminah, S.Pd.", "192701011947012005", "PNS", ""),
    "usman": Person("p-usman", "Fatimah Usman", "192701011947012009", "PNS", ""),
    "gani": Person("p-gani", "Abdul Gani", "192701011947011008", "PNS", ""),
}
AMINAH, USMAN, GANI = PEOPLE.values()
ADMIN_ID = account_of(ADMIN).id
TRUSTED = replace(PLATFORM, trust_nip=True)
DOUBTFUL = replace(PLATFORM, trust_nip=False)


def claiming(name: str, nip: str, identifier: str = "a-c", **changes: Any) -> Account:
    base = replace(account_of(LEARNER), person_id=None, id=identifier)
    named = replace(base, subject=identifier, name=name, claimed_nip=nip)
    return replace(named, **changes)


def queue(*accounts: Account) -> tuple[FakeStorage, Ports]:
    """An office with two more people, and accounts of a platform that is not trusted."""
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    storage.tables.platforms[PLATFORM.id] = DOUBTFUL
    storage.tables.people |= {person.id: person for person in PEOPLE.values()}
    for number, account in enumerate(accounts):
        at = MORNING + timedelta(minutes=number)
        storage.tables.accounts[account.id] = replace(account, created_at=at)
    return storage, ports


def seen(ports: Ports, account_id: str = "a-c") -> str:
    return next(
        conflict.seen
        for conflict in claim_queue(ports=ports).conflicts
        if conflict.account.id == account_id
    )


def test_the_queue_says_of_each_claim_what_stands_against_it() -> None:
    _, ports = queue(
        claiming("Siti Aminah", AMINAH.nip, "a-1"),
        claiming("Budi Santoso", GANI.nip, "a-2"),
        claiming("Hasan", "185001011870011001", "a-3"),
        claiming(LEARNER.name, LEARNER.nip, "a-4"),
        claiming("Fatimah Usman", BOSS.nip, "a-5", person_id=USMAN.id),
    )
    found = claim_queue(ports=ports)
    assert [(one.account.id, one.kind, one.likeness) for one in found.conflicts] == [
        ("a-1", ConflictKind.UNTRUSTED, Likeness.SAME),
        ("a-2", ConflictKind.NAME_FAR, Likeness.FAR),
        ("a-3", ConflictKind.UNKNOWN_NIP, Likeness.UNKNOWN),
        ("a-4", ConflictKind.TAKEN, Likeness.SAME),
        ("a-5", ConflictKind.CHANGED, Likeness.FAR),
    ]
    assert (found.total, found.exact) == (5, ("a-1",))
    assert count_claims(ports=ports) == 5


def test_two_accounts_that_claim_one_nip_are_not_linked_together() -> None:
    _, ports = queue(
        claiming("Siti Aminah", AMINAH.nip, "a-1"),
        claiming("Siti Aminah", AMINAH.nip, "a-2"),
    )
    found = claim_queue(ports=ports)
    assert {one.kind for one in found.conflicts} == {ConflictKind.TAKEN}
    assert found.exact == ()


def test_who_holds_a_role_is_linked_one_by_one() -> None:
    """A user may take another's name and number: a role is worth more than a plan."""
    storage, ports = queue(claiming("Siti Aminah", AMINAH.nip))
    assert claim_queue(ports=ports).exact == ("a-c",)
    give(storage, Role.ADMINISTRATOR, AMINAH)
    assert claim_queue(ports=ports).exact == ()
    with pytest.raises(ConflictError, match="claim-changed"):
        link_exact_claims(["a-c"], actor=ADMIN_ID, ports=ports)
    link_claim("a-c", seen(ports), actor=ADMIN_ID, ports=ports)
    assert storage.tables.accounts["a-c"].person_id == AMINAH.id


def test_a_claim_is_linked_and_that_undone() -> None:
    storage, ports = queue(claiming("Siti A.", AMINAH.nip))
    link(storage)
    passed = attempt(COURSE, "a-c", identifier="t-1")
    storage.tables.attempts[passed.id] = passed

    act = link_claim("a-c", seen(ports), actor=ADMIN_ID, ports=ports)

    assert storage.tables.accounts["a-c"].person_id == AMINAH.id
    assert claim_queue(ports=ports).total == 0
    done = review_act(act, ports=ports)
    assert done is not None
    assert (done.state, done.names) == (ReviewState.LINKED, ("Siti A.",))
    assert [row.state for row in storage.tables.evidence.values()] == ["accepted"]

    assert undo_review(act, actor=ADMIN_ID, ports=ports) == 1

    account = storage.tables.accounts["a-c"]
    assert (account.person_id, account.claimed_nip) == (None, AMINAH.nip)
    assert claim_queue(ports=ports).total == 1
    assert [row.state for row in storage.tables.evidence.values()] == [
        "accepted",
        "withdrawn",
    ]
    assert review_act(act, ports=ports) is None
    with pytest.raises(NotFoundError, match="nothing-to-undo"):
        undo_review(act, actor=ADMIN_ID, ports=ports)
    assert AMINAH.nip not in str(storage.tables.audit)


def test_all_that_match_exactly_are_linked_and_undone_as_one() -> None:
    storage, ports = queue(
        claiming("Siti Aminah", AMINAH.nip, "a-1"),
        claiming("ABDUL GANI", GANI.nip, "a-2"),
        claiming("Budi", "185001011870011001", "a-3"),
    )
    asked = [*claim_queue(ports=ports).exact, "a-3", "tiada"]

    act = link_exact_claims(asked, actor=ADMIN_ID, ports=ports)

    accounts = storage.tables.accounts
    assert [accounts[f"a-{n}"].person_id for n in (1, 2, 3)] == [
        AMINAH.id,
        GANI.id,
        None,
    ]
    assert undo_review(act, actor=ADMIN_ID, ports=ports) == 2
    assert claim_queue(ports=ports).total == 3


def test_only_those_that_were_shown_are_linked() -> None:
    storage, ports = queue(
        claiming("Siti Aminah", AMINAH.nip, "a-1"),
        claiming("Abdul Gani", GANI.nip, "a-2"),
    )
    link_exact_claims(["a-2"], actor=ADMIN_ID, ports=ports)
    assert storage.tables.accounts["a-1"].person_id is None


def test_a_dismissed_claim_comes_back_only_with_another_nip() -> None:
    storage, ports = queue(claiming("Budi", AMINAH.nip))
    with pytest.raises(InvalidInputError, match="claim-reason-missing"):
        dismiss_claim("a-c", seen(ports), " ", actor=ADMIN_ID, ports=ports)

    act = dismiss_claim("a-c", seen(ports), "Akun uji.", actor=ADMIN_ID, ports=ports)

    assert claim_queue(ports=ports).total == 0
    entry = storage.tables.audit[-1]
    assert (entry.action, entry.reason) == ("claim.dismissed", "Akun uji.")
    account = storage.tables.accounts["a-c"]
    storage.tables.accounts["a-c"] = replace(account, claimed_nip=GANI.nip)
    assert claim_queue(ports=ports).total == 1
    storage.tables.accounts["a-c"] = account
    assert claim_queue(ports=ports).total == 0
    undo_review(act, actor=ADMIN_ID, ports=ports)
    assert claim_queue(ports=ports).total == 1


def test_a_claim_that_changed_since_it_was_shown_is_not_acted_upon() -> None:
    storage, ports = queue(claiming("Siti Aminah", AMINAH.nip))
    shown = seen(ports)
    account = storage.tables.accounts["a-c"]
    storage.tables.accounts["a-c"] = replace(account, claimed_nip=GANI.nip)
    for act in (link_claim, confirm_link):
        with pytest.raises(ConflictError, match="claim-changed"):
            act("a-c", shown, actor=ADMIN_ID, ports=ports)
    with pytest.raises(ConflictError, match="claim-changed"):
        dismiss_claim("a-c", shown, "Lain.", actor=ADMIN_ID, ports=ports)
    assert storage.tables.accounts["a-c"].person_id is None
    assert storage.tables.reviews == {}


def test_an_account_linked_by_hand_to_another_number_is_not_queued_for_it() -> None:
    storage, ports = queue(claiming("Abdul Gani", AMINAH.nip))
    link_account("a-c", GANI.id, actor=ADMIN_ID, ports=ports)
    linked = storage.tables.accounts["a-c"]
    storage.tables.accounts["a-c"] = replace(linked, claimed_nip=AMINAH.nip)
    assert claim_queue(ports=ports).total == 0


def launched(ports: Ports, nip: str, **changes: Any) -> Account:
    """The account after a launch of the platform that sends that NIP."""
    nonce = changes.pop("nonce", "n1")
    changes = {"subject": "9", "name": "Siti Aminah", "platform": TRUSTED} | changes
    account = launch(ports, nonce, claimed_nip=nip, **changes).account
    assert account is not None
    return account


def opened() -> tuple[FakeStorage, Ports]:
    storage, ports = queue()
    publish(two_questions(), ports)
    return storage, ports


def test_another_nip_of_a_linked_account_merges_nothing_and_waits() -> None:
    storage, ports = opened()
    account = launched(ports, AMINAH.nip)
    assert account.person_id == AMINAH.id
    assert count_claims(ports=ports) == 0

    again = launched(ports, GANI.nip, nonce="n2")

    assert again.person_id == AMINAH.id
    [conflict] = claim_queue(ports=ports).conflicts
    assert (conflict.kind, conflict.person, conflict.linked) == (
        ConflictKind.CHANGED,
        GANI,
        AMINAH,
    )
    with pytest.raises(ConflictError, match="claim-changed"):
        link_claim(again.id, conflict.seen, actor=ADMIN_ID, ports=ports)
    dismiss_claim(again.id, conflict.seen, "Salah.", actor=ADMIN_ID, ports=ports)
    assert storage.tables.accounts[again.id].person_id == AMINAH.id
    assert launched(ports, GANI.nip, nonce="n3").person_id == AMINAH.id
    assert count_claims(ports=ports) == 0


def test_a_trusted_platform_links_in_spite_of_the_name_and_that_is_looked_at() -> None:
    storage, ports = opened()
    account = launched(ports, AMINAH.nip, name="Budi Santoso")
    assert account.person_id == AMINAH.id
    [conflict] = claim_queue(ports=ports).conflicts
    assert (conflict.kind, conflict.linked) == (ConflictKind.NAME_FAR, AMINAH)

    act = confirm_link(account.id, conflict.seen, actor=ADMIN_ID, ports=ports)

    assert count_claims(ports=ports) == 0
    launched(ports, AMINAH.nip, name="Budi Santoso", nonce="n2")
    assert count_claims(ports=ports) == 0
    undo_review(act, actor=ADMIN_ID, ports=ports)
    assert count_claims(ports=ports) == 1
    assert storage.tables.accounts[account.id].person_id == AMINAH.id


def test_a_doubtful_link_that_is_dismissed_is_undone_and_stays_so() -> None:
    storage, ports = opened()
    account = launched(ports, AMINAH.nip, name="Budi Santoso")
    shown = seen(ports, account.id)

    dismiss_claim(account.id, shown, "Nomornya tertukar.", actor=ADMIN_ID, ports=ports)

    assert storage.tables.accounts[account.id].person_id is None
    assert launched(ports, AMINAH.nip, nonce="n2").person_id is None
    assert count_claims(ports=ports) == 0


@pytest.mark.parametrize("name", ["Siti Aminah", "S. Aminah", ""])
def test_a_name_that_may_be_the_persons_raises_no_doubt(name: str) -> None:
    _, ports = opened()
    assert launched(ports, AMINAH.nip, name=name).person_id == AMINAH.id
    assert count_claims(ports=ports) == 0


def test_no_launch_brings_back_a_link_that_an_administrator_undid() -> None:
    _, ports = opened()
    account = launched(ports, AMINAH.nip)
    unlink_account(account.id, actor=ADMIN_ID, ports=ports)
    assert launched(ports, AMINAH.nip, nonce="n2").person_id is None
    link_account(account.id, AMINAH.id, actor=ADMIN_ID, ports=ports)
    assert launched(ports, AMINAH.nip, nonce="n3").person_id == AMINAH.id


def test_a_second_account_of_the_platform_takes_nobody_over() -> None:
    _, ports = opened()
    launched(ports, AMINAH.nip)
    second = launched(ports, AMINAH.nip, subject="10", nonce="n2")
    assert second.person_id is None
    assert [one.kind for one in claim_queue(ports=ports).conflicts] == [
        ConflictKind.TAKEN
    ]
