"""Digests: planned once a day, sent once, retried with patience, ended by a link."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from lti_service.domain.digest import MOST_REFUSED, MOST_TRIES, DigestState, Frequency
from lti_service.domain.health import Check, Grade
from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.errors import InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.lms.health import examine
from lti_service.use_cases.overview.digest import (
    choose_frequency,
    mail_state,
    my_notices,
    unsubscribe,
    work_on_digests,
)
from tests.fakes import FakeClock
from tests.fakes.digest import FakeMail
from tests.lti_service.office import BOSS, LEARNER, NIP, account_of, office
from tests.service_factories import individual_plan

# 08.00 in Jayapura on a Tuesday.
EIGHT = datetime.fromisoformat("2026-11-23T23:00:00+00:00")
BOSS_ACCOUNT = account_of(BOSS)


class World:
    """An office in which a plan waits for a supervisor with an address."""

    def __init__(self) -> None:
        self.mail, self.clock = FakeMail(), FakeClock(EIGHT)
        self.storage, self.ports = office(mail=self.mail, clock=self.clock)
        self.write_to("atasan@example.id")
        plan = individual_plan(
            person_id=LEARNER.id,
            by=LEARNER.id,
            state=IndividualPlanState.PROPOSED,
            supervisor_id=BOSS.id,
            at=EIGHT - timedelta(days=4),
        )
        self.storage.tables.individual_plans.append(plan)

    def write_to(self, address: str) -> None:
        account = replace(BOSS_ACCOUNT, email=address)
        self.storage.tables.accounts[account.id] = account

    def work(self, rounds: int = 3) -> int:
        """Let the worker look some times; return how often it had something to do."""
        return sum(work_on_digests(ports=self.ports) for _ in range(rounds))

    def next_day(self, days: int = 1) -> None:
        self.clock.advance(days=days)

    def states(self) -> list[DigestState]:
        rows = self.storage.tables.digests
        return [rows[key].state for key in sorted(rows, key=lambda key: key[1])]


@pytest.fixture
def world() -> World:
    return World()


def test_a_digest_is_sent_once_with_counts_and_links_alone(world: World) -> None:
    assert world.work(5) == 2

    (letter,) = world.mail.letters
    assert letter.to == "atasan@example.id"
    assert letter.subject == "Ringkasan: 1 hal menunggu Anda"
    assert "https://belajar.example/team/plans" in letter.body
    for hidden in (LEARNER.name, BOSS.name, NIP, BOSS.nip):
        assert hidden not in letter.subject + letter.body
    assert world.states() == [DigestState.SENT]


def test_nothing_is_sent_before_the_hour(world: World) -> None:
    world.clock.advance(hours=-2)

    assert world.work() == 0
    assert world.mail.letters == []


def test_without_a_mail_server_nothing_is_planned(world: World) -> None:
    assert not work_on_digests(ports=replace(world.ports, mail=None))
    assert world.states() == []


def test_weekly_is_the_default_and_daily_is_each_day(world: World) -> None:
    world.work()
    world.next_day()
    world.work()
    assert len(world.mail.letters) == 1

    choose_frequency(BOSS_ACCOUNT.id, "daily", ports=world.ports)
    world.next_day()
    world.work()
    assert len(world.mail.letters) == 2

    choose_frequency(BOSS_ACCOUNT.id, "weekly", ports=world.ports)
    world.next_day(5)
    world.work()
    assert len(world.mail.letters) == 3


def test_who_wants_none_gets_none(world: World) -> None:
    choose_frequency(BOSS_ACCOUNT.id, "never", ports=world.ports)

    assert world.work() == 1
    assert world.mail.letters == []
    with pytest.raises(InvalidInputError):
        choose_frequency(BOSS_ACCOUNT.id, "hourly", ports=world.ports)


def test_where_nothing_waits_nothing_is_sent(world: World) -> None:
    world.storage.tables.individual_plans.clear()

    world.work()

    assert world.mail.letters == []
    assert world.states() == [DigestState.EMPTY]


def test_a_link_in_the_letter_ends_them(world: World) -> None:
    world.work()
    token = world.mail.letters[0].unsubscribe.rpartition("/")[2]

    unsubscribe(token, sure=False, ports=world.ports)
    assert my_notices(BOSS_ACCOUNT.id, ports=world.ports).frequency is Frequency.WEEKLY
    unsubscribe(token, sure=True, ports=world.ports)

    assert my_notices(BOSS_ACCOUNT.id, ports=world.ports).frequency is Frequency.NEVER
    for wrong in ("", "lain"):
        with pytest.raises(NotFoundError):
            unsubscribe(wrong, sure=True, ports=world.ports)


def test_a_server_that_is_away_is_tried_again_later_and_later(world: World) -> None:
    world.mail.code = "mail-away"
    tried = 0
    while world.states() in ([], [DigestState.WAITING]):
        tried += work_on_digests(ports=world.ports)
        world.clock.advance(minutes=1)

    assert world.states() == [DigestState.FAILED]
    assert tried == 1 + MOST_TRIES
    # 10, 20, 40 and 80 minutes lie between the tries.
    assert world.clock.now() - EIGHT > timedelta(minutes=150)
    state = mail_state(ports=world.ports)
    assert (state.unsent, state.codes) == (1, ("mail-away",))
    findings = [f for f in examine(ports=world.ports) if f.check is Check.MAIL]
    assert [finding.grade for finding in findings] == [Grade.LOOK]
    assert BOSS.name not in str(findings)


def test_it_is_sent_once_where_the_server_comes_back(world: World) -> None:
    world.mail.code = "mail-away"
    world.work()
    assert world.states() == [DigestState.WAITING]

    world.mail.code = ""
    world.clock.advance(minutes=10)
    world.work()

    assert len(world.mail.letters) == 1
    assert world.states() == [DigestState.SENT]


def test_what_was_not_sent_on_its_day_is_not_sent_on_another(world: World) -> None:
    world.mail.code = "mail-away"
    world.work()
    world.mail.code = ""
    world.next_day()

    world.work()

    assert world.states()[0] is DigestState.FAILED
    assert world.mail.letters == []


def test_an_address_that_is_refused_for_good_is_left_alone_in_the_end(
    world: World,
) -> None:
    choose_frequency(BOSS_ACCOUNT.id, "daily", ports=world.ports)
    world.mail.code = "mail-refused"
    for _ in range(MOST_REFUSED):
        world.work()
        world.next_day()
    world.mail.code = ""
    world.work()

    assert world.mail.letters == []
    assert my_notices(BOSS_ACCOUNT.id, ports=world.ports).stopped
    assert mail_state(ports=world.ports).stopped == 1

    world.write_to("baru@example.id")
    world.next_day()
    world.work()
    assert [letter.to for letter in world.mail.letters] == ["baru@example.id"]


@pytest.mark.parametrize("address", ["", "bukan alamat", "a@b.id\r\nBcc: c@d.id"])
def test_who_has_no_plain_address_is_not_written_to(world: World, address: str) -> None:
    world.write_to(address)

    world.work()

    assert world.mail.letters == []
    assert my_notices(BOSS_ACCOUNT.id, ports=world.ports).address == ""


def test_a_former_supervisor_is_told_of_nothing(world: World) -> None:
    key = LEARNER.id, date(2026, 1, 5)
    posting = world.storage.tables.postings[key]
    world.storage.tables.postings[key] = replace(posting, supervisor_id=None)

    world.work()

    assert world.mail.letters == []


def test_two_workers_send_one_letter(world: World) -> None:
    other: Ports = replace(world.ports)
    for ports in (world.ports, other, world.ports, other, other):
        work_on_digests(ports=ports)

    assert len(world.mail.letters) == 1


def test_the_health_says_where_mail_is_not_set_up() -> None:
    _, ports = office()

    (found,) = [f for f in examine(ports=ports) if f.check is Check.MAIL]

    assert found.grade is Grade.OK
    assert "SMTP_URL" in str(found.meaning)
