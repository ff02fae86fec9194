"""Accounts of a Moodle that wait: whose they are, as an administrator says it.

Whom an account belonged to before is settled too: what it gave them is withdrawn by new
rows, and its new owner gets it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lti_service.domain.audit import AuditEntry
from lti_service.domain.claim import Likeness, likeness
from lti_service.domain.moodle_ledger import (
    MatchBasis,
    MatchDoubt,
    MoodleAccount,
    MoodleConnection,
)
from lti_service.domain.moodle_match import Known, match
from lti_service.domain.moodle_sync import MoodleUser
from lti_service.domain.organisation import Person, check_nip
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.moodle.connection import one_moodle
from lti_service.use_cases.moodle.effect import apply_effects
from lti_service.use_cases.moodle.giving import AT_ONCE
from lti_service.use_cases.moodle.run import (
    WHOLE_MOODLE,
    begin_giving,
    found_moodle,
)

_ALIKE = frozenset({Likeness.SAME, Likeness.CLOSE})
_MOST_SHOWN = 50
_MOST_IN_ONE_ACT = 5_000


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """An account and who it may belong to.

    Attributes:
        person: Whose NIP its ID number is; none where it is nobody's.
        owner: Whom it is matched with; none where with nobody.
        has_other: Another account there waits with that number, or is theirs already:
            what both did would count twice.
        is_exact: Number and name agree, and there is no other.
    """

    account: MoodleAccount
    person: Person | None
    owner: Person | None
    alike: Likeness
    has_other: bool
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts of a Moodle, as its administrator sees them.

    Attributes:
        waiting: How many wait in all.
        exact: How many of them can be linked in one act.
        rows: Those of the page.
        settled: Matched or dismissed accounts that were looked for.
    """

    moodle: MoodleConnection
    waiting: int
    exact: int
    rows: Sequence[ShownAccount]
    settled: Sequence[ShownAccount]


def accounts_page(
    moodle_id: str, *, page: int = 1, words: str = "", ports: Ports
) -> Accounts:
    """Return accounts that wait, and those that were settled.

    Raises:
        NotFoundError: ``unknown-moodle``.
    """
    moodle = one_moodle(moodle_id, ports=ports)
    start = (max(page, 1) - 1) * _MOST_SHOWN
    with ports.storage.reading() as uow:
        shown = _shown(uow.moodle.doubted_accounts(moodle_id), uow, ports)
        settled = uow.moodle.settled_accounts(moodle_id, words.strip(), _MOST_SHOWN)
        return Accounts(
            moodle,
            len(shown),
            sum(one.is_exact for one in shown),
            shown[start : start + _MOST_SHOWN],
            _shown(settled, uow, ports),
        )


def one_account(
    moodle_id: str, user_id: int, *, ports: Ports
) -> tuple[MoodleConnection, ShownAccount]:
    """Return an account.

    Raises:
        NotFoundError: ``unknown-moodle`` or ``unknown-moodle-account``.
    """
    moodle = one_moodle(moodle_id, ports=ports)
    with ports.storage.reading() as uow:
        account = _found(moodle_id, user_id, uow)
        nip = _nip_of(account.idnumber, ports)
        beside = [
            one
            for one in uow.moodle.doubted_accounts(moodle_id)
            if nip and one.user_id != user_id and _nip_of(one.idnumber, ports) == nip
        ]
        shown = _shown([account, *beside], uow, ports)[0]
    return moodle, shown


def link_account(
    moodle_id: str, user_id: int, person_id: str, *, actor: str, ports: Ports
) -> MoodleAccount:
    """Say whose an account is; what it did before counts for them from now on.

    Raises:
        NotFoundError: ``unknown-moodle``, ``unknown-moodle-account``, or
            ``unknown-person``.
    """
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        account = _found(moodle_id, user_id, uow)
        if uow.organisation.person(person_id) is None:
            raise NotFoundError("unknown-person", person=person_id)
        linked = replace(
            account,
            person_id=person_id,
            basis=MatchBasis.HAND,
            doubt=MatchDoubt.NONE,
            matched_by=actor,
            changed_at=ports.clock.now(),
        )
        _change([(account, linked)], "moodle.account-linked", actor, uow, ports)
        uow.commit()
    return linked


def dismiss_account(
    moodle_id: str, user_id: int, *, actor: str, ports: Ports
) -> MoodleAccount:
    """Say that an account is nobody's here; whoever had it loses what it gave.

    Raises:
        NotFoundError: ``unknown-moodle-account``.
    """
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        account = _found(moodle_id, user_id, uow)
        dismissed = _nobodys(account, actor, ports.clock.now())
        action = "moodle.account-dismissed"
        if account.person_id is not None:
            action = "moodle.account-unlinked"
        _change([(account, dismissed)], action, actor, uow, ports)
        uow.commit()
    return dismissed


def reopen_account(
    moodle_id: str, user_id: int, *, actor: str, ports: Ports
) -> MoodleAccount:
    """Let the rule say again whose an account is, as if nobody had spoken.

    Raises:
        NotFoundError: ``unknown-moodle`` or ``unknown-moodle-account``.
    """
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        moodle = found_moodle(moodle_id, uow)
        account = _found(moodle_id, user_id, uow)
        if moodle is None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        again = _by_rule(account, moodle, uow, ports)
        _change([(account, again)], "moodle.account-reopened", actor, uow, ports)
        uow.commit()
    return again


def link_exact_accounts(moodle_id: str, *, actor: str, ports: Ports) -> tuple[int, str]:
    """Link all waiting accounts whose number and name agree, as one act.

    Returns:
        How many, and the act's name, by which `undo_link_act` takes it back.

    Raises:
        NotFoundError: ``unknown-moodle``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        if found_moodle(moodle_id, uow) is None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        exact = [
            one
            for one in _shown(uow.moodle.doubted_accounts(moodle_id), uow, ports)
            if one.is_exact and one.person is not None
        ][:_MOST_IN_ONE_ACT]
        changes = [
            (
                one.account,
                replace(
                    one.account,
                    person_id=one.person.id if one.person else None,
                    basis=MatchBasis.HAND,
                    doubt=MatchDoubt.NONE,
                    matched_by=actor,
                    changed_at=now,
                ),
            )
            for one in exact
        ]
        _change(changes, "moodle.account-linked", actor, uow, ports)
        uow.commit()
    return len(changes), now.isoformat()


def undo_link_act(moodle_id: str, act: str, *, actor: str, ports: Ports) -> int:
    """Take back what one act linked; those accounts wait again, or the rule finds them.

    Raises:
        NotFoundError: ``unknown-moodle``.
        ConflictError: Nothing of that act holds any more: ``act-undone``.
    """
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        moodle = found_moodle(moodle_id, uow)
        if moodle is None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        theirs = [
            one
            for one in uow.moodle.settled_accounts(moodle_id, "", 10**9)
            if one.matched_by == actor
            and one.basis is MatchBasis.HAND
            and one.changed_at.isoformat() == act
        ]
        if not theirs:
            raise ConflictError("act-undone", act=act)
        changes = [(one, _by_rule(one, moodle, uow, ports)) for one in theirs]
        _change(changes, "moodle.account-reopened", actor, uow, ports)
        uow.commit()
    return len(changes)


def _change(
    changes: Iterable[tuple[MoodleAccount, MoodleAccount]],
    action: str,
    actor: str,
    uow: UnitOfWork,
    ports: Ports,
) -> None:
    """Save accounts, and settle the ledgers of whoever had or has them."""
    changed = [(before, after) for before, after in changes if before != after]
    if not changed:
        return
    now, moodle_id = ports.clock.now(), changed[0][0].moodle_id
    uow.moodle.save_accounts([after for _, after in changed])
    for before, after in changed:
        uow.audit.add(
            AuditEntry(
                now,
                actor,
                action,
                f"moodle:{moodle_id}/user/{before.user_id}",
                before=before.person_id or "",
                after=after.person_id or "",
            )
        )
    moodle = found_moodle(moodle_id, uow)
    if moodle is None:
        raise NotFoundError("unknown-moodle", moodle=moodle_id)
    people = {one.person_id for pair in changed for one in pair if one.person_id}
    # Whom they rated: a rater who is known is one who judged.
    rated = uow.moodle_plans.rated_by(moodle_id, {one.user_id for one, _ in changed})
    people |= {
        one.person_id for one in uow.moodle.accounts(moodle_id, rated) if one.person_id
    }
    if len(people) > AT_ONCE:
        begin_giving(moodle_id, WHOLE_MOODLE, actor=actor, uow=uow, ports=ports)
        # Whoever has no account any more is not found by their observations.
        lost = {one.person_id for one, _ in changed if one.person_id}
        apply_effects(moodle, sorted(lost), uow=uow, ports=ports)
    else:
        apply_effects(moodle, sorted(people), uow=uow, ports=ports)


def _nobodys(account: MoodleAccount, actor: str, at: datetime) -> MoodleAccount:
    return replace(
        account,
        person_id=None,
        basis=MatchBasis.NONE,
        doubt=MatchDoubt.DISMISSED,
        matched_by=actor,
        changed_at=at,
    )


def _by_rule(
    account: MoodleAccount, moodle: MoodleConnection, uow: UnitOfWork, ports: Ports
) -> MoodleAccount:
    user = MoodleUser(account.user_id, account.idnumber, account.name, "")
    person = _person_of(account.idnumber, uow, ports)
    launched: dict[int, str] = {}
    if moodle.platform_id is not None:
        opened = uow.accounts.find(moodle.platform_id, str(account.user_id))
        if opened is not None and opened.person_id is not None:
            launched[account.user_id] = opened.person_id
    taken: dict[str, int] = {}
    if person is not None:
        for one in uow.moodle.accounts_of(moodle.id, [person.id]):
            if one.user_id != account.user_id:
                taken[person.id] = one.user_id
    known = Known({person.nip: person} if person else {}, launched, taken)
    return match(user, None, known, moodle, on=today(ports), at=ports.clock.now())


def _shown(
    accounts: Sequence[MoodleAccount], uow: UnitOfWork, ports: Ports
) -> list[ShownAccount]:
    people = {one.user_id: _person_of(one.idnumber, uow, ports) for one in accounts}
    claims = {
        (person.id, one.user_id)
        for one in accounts
        if one.doubt is not MatchDoubt.DISMISSED
        and (person := people[one.user_id]) is not None
    }
    if accounts:
        meant = {person_id for person_id, _ in claims}
        meant |= {one.person_id for one in accounts if one.person_id}
        claims |= {
            (one.person_id, one.user_id)
            for one in uow.moodle.accounts_of(accounts[0].moodle_id, sorted(meant))
            if one.person_id
        }
    counted = Counter(person_id for person_id, _ in claims)
    return [_one(one, people[one.user_id], counted, uow) for one in accounts]


def _one(
    account: MoodleAccount,
    person: Person | None,
    claims: Mapping[str, int],
    uow: UnitOfWork,
) -> ShownAccount:
    owner = None
    if account.person_id is not None:
        owner = uow.organisation.person(account.person_id)
    other = person or owner
    alike = likeness(account.name, other.name) if other else Likeness.UNKNOWN
    has_other = (
        other is not None
        and account.doubt is not MatchDoubt.DISMISSED
        and claims[other.id] > 1
    )
    exact = (
        person is not None
        and owner is None
        and account.doubt is MatchDoubt.UNTRUSTED
        and alike in _ALIKE
        and not has_other
    )
    return ShownAccount(account, person, owner, alike, has_other, exact)


def _person_of(idnumber: str, uow: UnitOfWork, ports: Ports) -> Person | None:
    if not idnumber:
        return None
    nip = _nip_of(idnumber, ports)
    return uow.organisation.person_by_nip(nip) if nip else None


def _nip_of(idnumber: str, ports: Ports) -> str:
    on = today(ports)
    return check_nip(idnumber, employment_type="", on=on, synthetic=True).nip


def _found(moodle_id: str, user_id: int, uow: UnitOfWork) -> MoodleAccount:
    for one in uow.moodle.accounts(moodle_id, [user_id]):
        return one
    raise NotFoundError("unknown-moodle-account", moodle=moodle_id, user=str(user_id))
