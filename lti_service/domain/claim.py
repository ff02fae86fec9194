"""NIPs that platforms send: claims, what speaks for them, and what was said of them."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from lti_service.domain.launch import Account, Platform
from lti_service.domain.organisation import Person


class Likeness(StrEnum):
    """How alike two names are; the first is the nearest."""

    SAME = "same"
    CLOSE = "close"
    PARTLY = "partly"
    FAR = "far"
    UNKNOWN = "unknown"


class ConflictKind(StrEnum):
    """Why a claim waits for an administrator."""

    CHANGED = "changed"
    UNKNOWN_NIP = "unknown_nip"
    TAKEN = "taken"
    NAME_FAR = "name_far"
    UNTRUSTED = "untrusted"
    NOT_SEEN_SINCE = "not_seen_since"


class ReviewState(StrEnum):
    """What is known of a claim beside the claim itself."""

    DOUBTED = "doubted"
    CONFIRMED = "confirmed"
    LINKED = "linked"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class ClaimReview:
    """What was said of one account's claim to one NIP.

    Attributes:
        nip: As the platform sent it; empty where an account without a claim was linked.
        reason: Of a dismissal; else empty.
        act: Groups what one act did, so that it can be undone as one.
        reviewed_by: Account id, or ``launch`` where a trusted platform linked.
    """

    account_id: str
    nip: str = field(repr=False)
    state: ReviewState
    reason: str
    act: str
    reviewed_by: str
    reviewed_at: datetime

    @property
    def settled(self) -> bool:
        """Whether an administrator has spoken."""
        return self.state is not ReviewState.DOUBTED


@dataclass(frozen=True, slots=True)
class Conflict:
    """A claim that waits, with all that is needed to decide it.

    Attributes:
        person: Who bears the claimed NIP; none where nobody does.
        linked: Whom the account belongs to already; none where it is linked to nobody.
        exact: Whether NIP and name agree and nothing speaks against it, so that it may
            be linked together with others.
    """

    account: Account
    platform: Platform | None
    person: Person | None
    linked: Person | None
    kind: ConflictKind
    likeness: Likeness
    exact: bool = False

    @property
    def seen(self) -> str:
        """Stands in forms for what was shown, so that a claim that changed is noticed."""
        named = self.person.id if self.person else ""
        shown = f"{self.account.id} {self.account.claimed_nip} {named}"
        return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()[:16]


_CLOSE = 0.85
_SHORTEST_TELLING = 3
_TITLES = frozenset(
    """
    dr dra drs drg ir prof h hj kh ns apt ners letkol mayor kapten sdr sdri bpk ibu
    se sh sip sos st sp spd skm skep sst mm msi mh mt mpd mkes map amd ma phd
    """.split()  # noqa: SIM905 - a list of forty quoted words reads worse
)
_MUHAMMAD = frozenset({"moh", "mohd", "muh", "muhd", "mohamad", "mohammad", "muhamad"})


def likeness(one: str, other: str) -> Likeness:
    """Return how alike two names are.

    Case, accents, titles, degrees and the order of names do not count; a shortened name
    (``Moh.``, ``A.``) agrees with what it may stand for.
    """
    first, second = _names(one), _names(other)
    if not first or not second:
        return Likeness.UNKNOWN
    if sorted(first) == sorted(second):
        return Likeness.SAME
    shorter, longer = sorted((first, second), key=len)
    rest = list(longer)
    agreeing = []
    for name in shorter:
        found = next((candidate for candidate in rest if _agree(name, candidate)), None)
        if found is not None:
            rest.remove(found)
            agreeing.append(min(name, found, key=len))
    # Initials alone tell little.
    telling = [name for name in agreeing if len(name) >= _SHORTEST_TELLING]
    all_agree = len(agreeing) == len(shorter)
    if all_agree and telling and len(rest) <= len(agreeing):
        return Likeness.CLOSE
    return Likeness.PARTLY if telling or all_agree else Likeness.FAR


def _names(text: str) -> list[str]:
    # What follows the first comma are degrees.
    before = text.partition(",")[0]
    plain = unicodedata.normalize("NFKD", before.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.findall(r"[^\W_]+(?:['’`][^\W_]+)*", letters)
    cleaned = [re.sub(r"['’`]", "", word) for word in words]
    kept = [word for word in cleaned if word not in _TITLES] or cleaned
    return ["muhammad" if word in _MUHAMMAD else word for word in kept]


def _agree(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) <= _SHORTEST_TELLING and long.startswith(short):
        return True
    return SequenceMatcher(None, short, long, autojunk=False).ratio() >= _CLOSE


def conflict_of(
    account: Account,
    platform: Platform | None,
    person: Person | None,
    linked: Person | None,
    *,
    changed: bool,
    taken: bool,
    privileged: bool,
) -> Conflict:
    """Return what stands against a claim, the gravest first.

    Args:
        account: Who claims.
        platform: Where it comes from.
        person: Who bears the claimed NIP.
        linked: Whom the account is linked to.
        changed: Whether the platform sends another NIP than that person's, of which
            nobody has spoken.
        taken: Whether another account of the platform is linked to that person, or
            claims the same NIP.
        privileged: Whether that person holds a role, so that a false link would give
            more than a person's own pages.
    """
    other = person if changed or linked is None else linked
    alike = likeness(account.name, other.name) if other else Likeness.UNKNOWN
    trusted = platform is not None and platform.trust_nip
    exact = False
    if linked is not None:
        kind = ConflictKind.CHANGED if changed else ConflictKind.NAME_FAR
    elif person is None:
        kind = ConflictKind.UNKNOWN_NIP
    elif taken:
        kind = ConflictKind.TAKEN
    elif alike is Likeness.FAR:
        kind = ConflictKind.NAME_FAR
    else:
        kind = ConflictKind.NOT_SEEN_SINCE if trusted else ConflictKind.UNTRUSTED
        exact = alike is Likeness.SAME and not privileged
    return Conflict(account, platform, person, linked, kind, alike, exact)
