"""Whose an account of a Moodle is: what the rule says, and what it leaves to a person."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from lti_service.domain.claim import Likeness, likeness
from lti_service.domain.moodle_ledger import (
    MatchBasis,
    MatchDoubt,
    MoodleAccount,
    MoodleConnection,
)
from lti_service.domain.moodle_sync import MoodleUser
from lti_service.domain.organisation import Person, check_nip


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known here.

    Attributes:
        by_nip: People by NIP.
        launched: Person id by Moodle user id, of those who came by a launch and were
            linked then.
        taken: User id of the account that a person has in this Moodle already.
    """

    by_nip: Mapping[str, Person]
    launched: Mapping[int, str]
    taken: MutableMapping[str, int]


def match(
    user: MoodleUser,
    known: MoodleAccount | None,
    people: Known,
    moodle: MoodleConnection,
    *,
    on: date,
    at: datetime,
) -> MoodleAccount:
    """Return an account as Moodle tells it now, and whose it is taken for.

    Whom an administrator named stays; so does whom the rule found, unless the number
    says otherwise now: that waits, since evidence hangs on it.

    Args:
        user: As Moodle tells it.
        known: What was known of the account; none for a new one.
        people: Who is known here.
        moodle: Whose account it is.
        on: Today.
        at: Now.
    """
    if known is not None and known.basis is MatchBasis.HAND:
        return _told(known, user, at)
    person_id, basis, doubt = _found(user, people, moodle, on)
    if known is not None:
        same_number = known.idnumber == user.idnumber
        if known.doubt is MatchDoubt.DISMISSED and same_number:
            return _told(known, user, at)
        if known.person_id is not None and person_id != known.person_id:
            if same_number:
                return _told(known, user, at)
            changed = replace(known, doubt=MatchDoubt.NUMBER_CHANGED)
            return _told(changed, user, at)
    account = MoodleAccount(
        moodle_id=moodle.id,
        user_id=user.id,
        idnumber=user.idnumber,
        name=user.name,
        person_id=person_id,
        basis=basis,
        doubt=doubt,
        matched_by="",
        changed_at=at,
    )
    if known is not None and replace(account, changed_at=known.changed_at) == known:
        return known
    return account


def _found(
    user: MoodleUser, people: Known, moodle: MoodleConnection, on: date
) -> tuple[str | None, MatchBasis, MatchDoubt]:
    launched = people.launched.get(user.id)
    if launched is not None:
        return launched, MatchBasis.LAUNCH, MatchDoubt.NONE
    if not user.idnumber:
        return None, MatchBasis.NONE, MatchDoubt.NO_NUMBER
    nip = check_nip(user.idnumber, employment_type="", on=on, synthetic=True).nip
    if not nip:
        return None, MatchBasis.NONE, MatchDoubt.NOT_A_NIP
    person = people.by_nip.get(nip)
    if person is None:
        return None, MatchBasis.NONE, MatchDoubt.UNKNOWN_NIP
    if people.taken.get(person.id, user.id) != user.id:
        return None, MatchBasis.NONE, MatchDoubt.TWO_ACCOUNTS
    if not moodle.trusts_idnumber:
        return None, MatchBasis.NONE, MatchDoubt.UNTRUSTED
    if likeness(user.name, person.name) is Likeness.FAR:
        return None, MatchBasis.NONE, MatchDoubt.NAME_FAR
    return person.id, MatchBasis.NIP, MatchDoubt.NONE


def _told(account: MoodleAccount, user: MoodleUser, at: datetime) -> MoodleAccount:
    told = replace(account, idnumber=user.idnumber, name=user.name)
    return account if told == account else replace(told, changed_at=at)
