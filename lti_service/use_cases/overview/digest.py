"""Digests of what waits: who wants them, planned once a day, sent with patience."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from lti_service.domain.digest import (
    DIGEST_HOUR,
    MOST_REFUSED,
    MOST_TRIES,
    Digest,
    DigestState,
    Frequency,
    NoticeChoice,
    compose,
    is_address,
    is_due,
    wait_after,
)
from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.domain.launch import Account
from lti_service.errors import (
    ForbiddenError,
    InvalidInputError,
    MailError,
    NotFoundError,
)
from lti_service.locale import translator
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.overview.task import waiting_tasks

MOST_AT_ONCE = 20
_TOKEN_BYTES = 18
_LANGUAGE = "id"
TOLD_DAYS = 7
"""Failures of so many days are told of."""


@dataclass(frozen=True, slots=True)
class MyNotices:
    """What somebody chose, and whether they can be written to.

    Attributes:
        address: Where to; empty where none is known.
        stopped: Whether it was refused too often.
        set_up: Whether this service sends letters at all.
    """

    frequency: Frequency
    address: str
    stopped: bool
    set_up: bool


@dataclass(frozen=True, slots=True)
class MailState:
    """What an administrator should know of digests.

    Attributes:
        unsent: How many of the last days were refused or failed.
        codes: Their codes, the most frequent first.
        stopped: How many addresses are written to no more.
    """

    set_up: bool
    unsent: int
    codes: tuple[str, ...]
    stopped: int


def my_notices(account_id: str, *, ports: Ports) -> MyNotices:
    """Return what an account's person chose; weekly where they never did."""
    with ports.storage.reading() as uow:
        account = _account(account_id, uow)
        choice = uow.digests.choice(_recipient(account))
        address = _address(_accounts_of(account, uow), uow)
    return MyNotices(
        choice.frequency if choice else Frequency.WEEKLY,
        address,
        bool(choice and address and choice.stopped(address)),
        ports.mail is not None,
    )


def choose_frequency(account_id: str, frequency: str, *, ports: Ports) -> None:
    """Keep how often somebody wants digests; an address that was refused is tried anew.

    Raises:
        InvalidInputError: There is no such frequency: ``notice-frequency``.
    """
    if frequency not in set(Frequency):
        raise InvalidInputError("notice-frequency")
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        recipient = _recipient(_account(account_id, uow))
        before = uow.digests.choice(recipient) or _new_choice(recipient, now)
        choice = replace(
            before, frequency=Frequency(frequency), refused=0, changed_at=now
        )
        uow.digests.save_choice(choice)
        uow.commit()


def unsubscribe(token: str, *, sure: bool, ports: Ports) -> None:
    """End somebody's digests by the link in one of them.

    Args:
        token: Of the link.
        sure: Else only look whether there is such a link.
        ports: Connections to the outside.

    Raises:
        NotFoundError: There is none: ``notice-unknown``.
    """
    with ports.storage.writing() as uow:
        choice = uow.digests.choice_of_token(token)
        if choice is None:
            raise NotFoundError("notice-unknown")
        if sure:
            now = ports.clock.now()
            never = replace(choice, frequency=Frequency.NEVER, changed_at=now)
            uow.digests.save_choice(never)
            uow.commit()


def work_on_digests(*, ports: Ports) -> bool:
    """Plan the day's digests once it is time, and send those that are due.

    Returns:
        Whether there was anything to do.
    """
    if ports.mail is None:
        return False
    local = ports.clock.now().astimezone(ports.time_zone)
    if local.hour < DIGEST_HOUR:
        return False
    if _plan_day(local.date(), ports):
        return True
    taken = _take(ports)
    for digest in taken:
        code = _send(digest, ports)
        if code in {"mail-login", "mail-away"}:
            break  # all else would fare the same; the rest is due again later
    return bool(taken)


def mail_state(*, ports: Ports) -> MailState:
    """Return what an administrator should know of digests."""
    since = today(ports) - timedelta(days=TOLD_DAYS)
    with ports.storage.reading() as uow:
        rows = uow.digests.unsent(since)
        choices = uow.digests.choices()
    codes = [row.error for row in rows]
    often = sorted(set(codes), key=lambda code: (-codes.count(code), code))
    stopped = sum(1 for choice in choices if choice.refused >= MOST_REFUSED)
    return MailState(ports.mail is not None, len(rows), tuple(often), stopped)


def _plan_day(day: date, ports: Ports) -> bool:
    with ports.storage.reading() as uow:
        if uow.digests.has_begun(day):
            return False
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.digests.hold_still()
        if not uow.digests.begin(day, now):
            return False
        for old in uow.digests.due(datetime.max.replace(tzinfo=now.tzinfo), _ALL):
            lost = replace(
                old,
                state=DigestState.FAILED,
                error=old.error or "mail-away",
                changed_at=now,
            )
            uow.digests.save(lost)
        last = uow.digests.last_days()
        choices = {choice.recipient: choice for choice in uow.digests.choices()}
        for account in _addressees(day, uow):
            recipient = _recipient(account)
            choice = choices.get(recipient) or _new_choice(recipient, now)
            if not is_due(choice.frequency, last.get(recipient), day):
                continue
            if recipient not in choices:
                uow.digests.save_choice(choice)
                choices[recipient] = choice
            uow.digests.plan(
                Digest(
                    recipient,
                    day,
                    account.id,
                    DigestState.WAITING,
                    0,
                    now,
                    "",
                    now,
                )
            )
        uow.commit()
    return True


_ALL = 1_000_000


def _addressees(day: date, uow: UnitOfWork) -> list[Account]:
    """Return an account of each person whom anything can wait for, the latest used.

    Supervisors of the day, holders of roles, and whose plan came back. Who has nowhere
    to be written to is left out.
    """
    people = {p.supervisor_id for p in uow.organisation.postings(day)}
    grants = [grant for grant in uow.grants.all() if grant.holds(day)]
    people |= {grant.person_id for grant in grants}
    for year in (day.year, day.year + 1):
        people |= {
            plan.person_id
            for plan in uow.plans.individual_newest(year)
            if plan.state is IndividualPlanState.RETURNED
        }
    found = []
    for person_id in sorted(one for one in people if one):
        person = uow.organisation.person(person_id)
        accounts = uow.accounts.of_person(person_id)
        if person is None or not person.active or not accounts:
            continue
        if _address(accounts, uow):
            found.append(max(accounts, key=lambda one: (one.seen_at, one.id)))
    for account_id in sorted({g.account_id for g in grants if g.account_id}):
        account = uow.accounts.get(account_id)
        if account is None or account.person_id in people:
            continue
        if _address([account], uow):
            found.append(account)
    return found


def _take(ports: Ports) -> list[Digest]:
    """Take what is due; who takes it has it alone until it is due again."""
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.digests.hold_still()
        taken = []
        for row in uow.digests.due(now, MOST_AT_ONCE):
            tries = row.tries + 1
            taken.append(replace(row, tries=tries, due_at=now + wait_after(tries)))
            uow.digests.save(taken[-1])
        uow.commit()
    return taken


def _send(digest: Digest, ports: Ports) -> str:
    """Send one digest; return the code of what went wrong, empty for nothing."""
    with ports.storage.reading() as uow:
        account = uow.accounts.get(digest.account_id)
        choice = uow.digests.choice(digest.recipient)
        address = _address(_accounts_of(account, uow), uow) if account else ""
    mail = ports.mail
    if (
        mail is None
        or account is None
        or choice is None
        or not address
        or choice.frequency is Frequency.NEVER
        or choice.stopped(address)
    ):
        _settle(digest, DigestState.EMPTY, "", ports)
        return ""
    tasks = waiting_tasks(account.id, ports=ports)
    if not tasks:
        _settle(digest, DigestState.EMPTY, "", ports)
        return ""
    speak = translator(_LANGUAGE)
    letter = compose(digest, address, choice.token, tasks, mail.origin, speak)
    try:
        mail.send(letter)
    except MailError as error:
        if error.refused:
            _note(choice.recipient, address, ports, refused=True)
            _settle(digest, DigestState.REFUSED, error.code, ports)
        else:
            over = digest.tries >= MOST_TRIES
            state = DigestState.FAILED if over else DigestState.WAITING
            _settle(digest, state, error.code, ports)
        return error.code
    _note(choice.recipient, address, ports, refused=False)
    _settle(digest, DigestState.SENT, "", ports)
    return ""


def _settle(digest: Digest, state: DigestState, error: str, ports: Ports) -> None:
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.digests.save(replace(digest, state=state, error=error, changed_at=now))
        uow.commit()


def _note(recipient: str, address: str, ports: Ports, *, refused: bool) -> None:
    with ports.storage.writing() as uow:
        choice = uow.digests.choice(recipient)
        if choice is not None:
            uow.digests.save_choice(choice.after(address, refused=refused))
        uow.commit()


def _new_choice(recipient: str, now: datetime) -> NoticeChoice:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    return NoticeChoice(recipient, Frequency.WEEKLY, token, "", 0, now)


def _account(account_id: str, uow: UnitOfWork) -> Account:
    account = uow.accounts.get(account_id)
    if account is None:
        raise ForbiddenError("session-missing")
    return account


def _recipient(account: Account) -> str:
    return account.person_id or account.id


def _accounts_of(account: Account, uow: UnitOfWork) -> Iterable[Account]:
    if account.person_id:
        return uow.accounts.of_person(account.person_id)
    return [account]


def _address(accounts: Iterable[Account], uow: UnitOfWork) -> str:
    """Return where somebody is written to: the LMS's address, else the staff data's."""
    by_use = sorted(accounts, key=lambda one: (one.seen_at, one.id), reverse=True)
    told = [one.email for one in by_use]
    people = (uow.organisation.person(a.person_id) for a in by_use if a.person_id)
    told += [person.email for person in people if person is not None]
    return next((one.strip() for one in told if is_address(one.strip())), "")
