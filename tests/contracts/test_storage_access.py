"""Sessions, epochs of tokens, and claims to NIPs, whoever stores them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

from lti_service.domain.claim import ClaimReview, ReviewState
from lti_service.domain.grant import Role
from lti_service.errors import ConflictError, ForbiddenError
from lti_service.ports.storage import Storage
from lti_service.use_cases.access.grant import end_grant
from lti_service.use_cases.lms.key import rotate_keys_when_due
from tests import service_factories as make
from tests.contracts import given
from tests.fakes import MORNING, FakeClock, fake_ports

HOUR = timedelta(hours=1)
NIP, OTHER_NIP = make.person().nip, "185001011870011001"


def said(nip: str = NIP, **changes: object) -> ClaimReview:
    fields = {
        "account_id": "account-1",
        "nip": nip,
        "state": ReviewState.DISMISSED,
        "reason": "Orang lain",
        "act": "act-1",
        "reviewed_by": "account-9",
        "reviewed_at": MORNING,
    }
    return ClaimReview(**(fields | changes))  # type: ignore[arg-type]


def test_live_sessions_of_several_accounts_come_newest_first(storage: Storage) -> None:
    given.a_learner(storage)
    other = make.account(id="account-2", subject="subject-2")
    with storage.writing() as uow:
        uow.accounts.save(other)
        first = make.session(id="s-1")
        second = make.session(
            id="s-2", account_id="account-2", created_at=MORNING + HOUR
        )
        over = make.session(id="s-3", expires_at=MORNING + HOUR)
        for session in (first, second, over):
            uow.sessions.save(session)
        both = ["account-1", "account-2"]
        assert uow.sessions.live(both, MORNING + HOUR) == [second, first]
        assert uow.sessions.live(["account-2"], MORNING) == [second]
        assert uow.sessions.live([], MORNING) == []


def test_an_epoch_is_raised_and_no_launch_lowers_it(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow:
        before = uow.accounts.get("account-1")
        assert before is not None
        assert (before.epoch, uow.sessions.epoch("account-1")) == (0, 0)
        uow.sessions.raise_epoch("account-1")
        uow.sessions.raise_epoch("account-1")
        # A launch that read the account before writes it afterwards.
        uow.accounts.save(before)
        found = uow.accounts.find("platform-1", "subject-1")
        assert found is not None
        assert (found.epoch, uow.sessions.epoch("account-1")) == (2, 2)
        assert uow.sessions.epoch("account-9") == 0


def test_an_epoch_is_raised_by_each_of_many_at_once(storage: Storage) -> None:
    given.a_learner(storage)
    together = Barrier(4)

    def revoke(_: int) -> None:
        together.wait(timeout=60)
        with storage.writing() as uow:
            uow.sessions.raise_epoch("account-1")
            uow.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(revoke, range(4)))
    with storage.reading() as uow:
        assert uow.sessions.epoch("account-1") == 4


def test_a_claim_waits_until_somebody_speaks_of_it(storage: Storage) -> None:
    given.an_office(storage)
    given.a_learner(storage)
    with storage.writing() as uow:
        assert uow.claims.waiting() == []
        claiming = make.account(claimed_nip=OTHER_NIP)
        uow.accounts.save(claiming)
        assert (uow.claims.waiting(), uow.claims.count()) == ([claiming], 1)
        uow.claims.save(said(OTHER_NIP))
        assert (uow.claims.waiting(), uow.claims.count()) == ([], 0)
        another = make.account(claimed_nip=NIP)
        uow.accounts.save(another)
        assert uow.claims.waiting() == [another]
        uow.accounts.save(claiming)
        assert uow.claims.waiting() == []
        uow.claims.remove("account-1", OTHER_NIP)
        uow.claims.remove("account-1", OTHER_NIP)
        assert uow.claims.waiting() == [claiming]


def test_a_linked_account_waits_where_its_platform_sends_another_nip(
    storage: Storage,
) -> None:
    given.an_office(storage)
    given.a_learner(storage)
    with storage.writing() as uow:
        own = make.account(person_id="person-1", claimed_nip=NIP)
        uow.accounts.save(own)
        assert uow.claims.waiting() == []
        changed = make.account(person_id="person-1", claimed_nip=OTHER_NIP)
        uow.accounts.save(changed)
        assert (uow.claims.waiting(), uow.claims.count()) == ([changed], 1)
        uow.claims.save(said(OTHER_NIP, state=ReviewState.LINKED))
        assert (uow.claims.waiting(), uow.claims.count()) == ([], 0)


def test_an_account_linked_with_doubts_waits_until_they_are_settled(
    storage: Storage,
) -> None:
    given.an_office(storage)
    given.a_learner(storage)
    with storage.writing() as uow:
        linked = make.account(person_id="person-1")
        uow.accounts.save(linked)
        uow.claims.save(said(state=ReviewState.DOUBTED))
        assert (uow.claims.waiting(), uow.claims.count()) == ([linked], 1)
        uow.claims.save(said(state=ReviewState.CONFIRMED))
        assert (uow.claims.waiting(), uow.claims.count()) == ([], 0)


def test_what_one_act_said_is_found_together(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow:
        uow.accounts.save(make.account(id="account-2", subject="subject-2"))
        first, second = said(), said(account_id="account-2")
        other = said(OTHER_NIP, act="act-2")
        for review in (second, other, first):
            uow.claims.save(review)
        assert uow.claims.of_act("act-1") == [first, second]
        assert uow.claims.of_act("act-9") == []
        assert uow.claims.of_account("account-1") == [other, first]


def test_a_platform_says_when_somebody_came_from_it_last(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow:
        assert uow.platforms.last_launches() == {"platform-1": MORNING}
        later = make.account(
            id="account-2", subject="subject-2", seen_at=MORNING + HOUR
        )
        uow.accounts.save(later)
        assert uow.platforms.last_launches() == {"platform-1": MORNING + HOUR}


def test_of_many_workers_whose_clock_strikes_at_once_one_makes_a_key(
    storage: Storage,
) -> None:
    with storage.writing() as uow:
        uow.keys.add("old", "pem", MORNING - timedelta(days=90))
        uow.commit()
    ports, together = fake_ports(storage=storage, clock=FakeClock()), Barrier(4)

    def slow() -> tuple[str, str]:
        # All have seen that it is time before one of them writes.
        together.wait(timeout=60)
        return ports.new_id(), "pem"

    at_once = replace(ports, new_signing_key=slow)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: rotate_keys_when_due(ports=at_once), range(4)))

    assert sum(keys is not None for keys in made) == 1
    with storage.reading() as uow:
        assert len(uow.keys.all()) == 2


def test_the_last_two_administrators_cannot_remove_each_other_at_once(
    storage: Storage,
) -> None:
    given.an_office(storage)
    given.a_learner(storage)
    with storage.writing() as uow:
        for number in (1, 2):
            account = make.account(id=f"admin-{number}", subject=f"admin-{number}")
            uow.accounts.save(account)
            grant = make.grant(
                id=f"grant-{number}", role=Role.ADMINISTRATOR, account_id=account.id
            )
            uow.grants.save(grant)
        uow.commit()
    ports, together = fake_ports(storage=storage), Barrier(2)

    def remove(number: int) -> bool:
        together.wait(timeout=60)
        try:
            other = 3 - number
            end_grant(f"grant-{other}", actor=f"admin-{number}", ports=ports)
        except (ConflictError, ForbiddenError):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, (1, 2))) == [False, True]
    with storage.reading() as uow:
        assert len(uow.grants.all()) == 1
