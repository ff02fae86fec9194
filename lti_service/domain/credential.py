"""Credentials that people may show elsewhere: what gives one, and whether it stands.

One is given for a decision that a competency is achieved, or for a course passed. What a
decision gave falls with it: that is never stored, but read from the ledgers each time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from lti_service.domain.evidence import Decision, Outcome, effective
from lti_service.domain.learning_hours import JpEntry, JpState

LIST_LENGTH = 131_072
"""Credentials in one status list: the least that the standard allows.

Source: W3C Bitstring Status List v1.0, section 3.1.
"""

LIST_LIVES = timedelta(days=7)
"""How long a copy of a status list may be relied on where there is no network."""


class CredentialKind(StrEnum):
    """What a credential is for."""

    COMPETENCY = "competency"
    COURSE = "course"


class Revocation(StrEnum):
    """Why a credential stands no longer; all that others are told of it."""

    DECISION = "decision"
    COURSE = "course"
    ISSUER = "issuer"
    REISSUED = "reissued"


class CredentialState(StrEnum):
    """Whether a credential stands."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """Who issues credentials; a change is a new row, and what is issued keeps its own.

    Attributes:
        name: Official name of the body.
        url: Its home page.
        email: Where questions go; empty for none.
        image_url: Its emblem; empty for none.
        saved_by: Account id.
    """

    name: str
    url: str
    email: str
    image_url: str
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class Credential:
    """One that was issued.

    Attributes:
        id: Opaque and hard to guess: who has it may see the credential.
        number: Its place among all status lists, from 0.
        source: ``decision:<id>`` or ``hours:<record>``.
        title: Name of what was achieved.
        level: Level of the competency; 0 for a course.
        named: Whether it says the holder's name, or only a fingerprint of it.
        token: What was signed (VC-JWT); never changed.
        valid_until: Last day; none for no end.
        shown: Whether its public page is open.
        revoked_by: Account id; empty while nobody revoked it.
        reason: Why an administrator revoked it; for the holder, not for the public.
    """

    id: str
    number: int
    person_id: str
    kind: CredentialKind
    source: str
    title: str
    level: int
    named: bool
    token: str
    issued_at: datetime
    valid_until: date | None
    shown: bool = True
    revoked_at: datetime | None = None
    revoked_by: str = ""
    revocation: str = ""
    reason: str = ""

    @property
    def list_number(self) -> int:
        """Which status list tells of it."""
        return self.number // LIST_LENGTH

    @property
    def list_index(self) -> int:
        """Its place in that list."""
        return self.number % LIST_LENGTH


@dataclass(frozen=True, slots=True)
class CredentialStatus:
    """Whether a credential stands on a day.

    Attributes:
        why: None while it is not revoked.
        at: When it was revoked; none while it is not.
    """

    state: CredentialState
    why: Revocation | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Badge:
    """All that a credential says.

    Attributes:
        key: Names the achievement: the same for all who have it.
        code: Such as ``T-PB-01.2``; empty for a course.
        framework: Title of the competency's framework.
        definition: What is meant by the achievement.
        indicators: What people with it do.
        evidence: Kinds of evidence it rests on, and how many of each.
        rule_version: Of the rule by which the evidence was weighed; 0 for a course.
        hours: JP of a course.
        salt: Of the fingerprint of the name; never used twice.
    """

    credential_id: str
    number: int
    kind: CredentialKind
    issuer: IssuerProfile
    key: str
    name: str
    code: str
    framework: str
    definition: str
    indicators: tuple[str, ...]
    level: int
    evidence: tuple[tuple[str, int], ...]
    rule_version: int
    hours: Decimal | None
    recipient: str
    named: bool
    salt: str
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class StatusList:
    """Which credentials of a list are revoked.

    Attributes:
        revoked: Their places in it.
    """

    number: int
    issuer: IssuerProfile
    revoked: frozenset[int]
    valid_from: datetime
    valid_until: datetime


def decision_source(decision_id: str) -> str:
    """Return the source of a credential that a decision gives."""
    return f"decision:{decision_id}"


def hours_source(record: str) -> str:
    """Return the source of a credential that a passed course gives."""
    return f"hours:{record}"


def giving_decisions(decisions: Iterable[Decision], on: date) -> list[Decision]:
    """Return the decisions that may give a credential on a day, newest first."""
    return [
        one
        for one in effective(decisions)
        if one.outcome is Outcome.ACHIEVED
        and (one.valid_until is None or on <= one.valid_until)
    ]


def giving_entries(entries: Iterable[JpEntry]) -> list[JpEntry]:
    """Return the courses of one's own service whose pass stands.

    Args:
        entries: The newest row of each record of one person.
    """
    return [one for one in entries if one.course_id and one.state is JpState.RECOGNISED]


def reversal(decision_id: str, decisions: Iterable[Decision]) -> Decision | None:
    """Return the decision by which an achievement fell; none while it stands.

    One that says again that it is achieved takes nothing away, and what fell once stays
    fallen whatever is decided later: then there is a new credential to ask for.
    """
    next_of = {one.supersedes: one for one in decisions if one.supersedes}
    seen = decision_id
    while later := next_of.get(seen):
        if later.outcome is Outcome.NOT_YET:
            return later
        seen = later.id
    return None


def status_of(
    credential: Credential,
    decisions: Iterable[Decision],
    entries: Iterable[JpEntry],
    on: date,
) -> CredentialStatus:
    """Say whether a credential stands on a day.

    Args:
        credential: The credential.
        decisions: Decisions on its holder; others' do no harm.
        entries: The newest row of each record of learning hours of its holder alone.
        on: The day.
    """
    if credential.revoked_at is not None:
        why = Revocation(credential.revocation)
        return CredentialStatus(CredentialState.REVOKED, why, credential.revoked_at)
    kind, _, source = credential.source.partition(":")
    if kind == "decision":
        fell = reversal(source, decisions)
        if fell is not None:
            return CredentialStatus(
                CredentialState.REVOKED, Revocation.DECISION, fell.decided_at
            )
    else:
        row = next((one for one in entries if one.record == source), None)
        if row is not None and row.state is not JpState.RECOGNISED:
            return CredentialStatus(
                CredentialState.REVOKED, Revocation.COURSE, row.recorded_at
            )
    if credential.valid_until is not None and credential.valid_until < on:
        return CredentialStatus(CredentialState.EXPIRED)
    return CredentialStatus(CredentialState.VALID)
