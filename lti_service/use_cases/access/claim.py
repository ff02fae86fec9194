"""Link accounts to people: by a trusted platform's word, or by an administrator's hand."""

from dataclasses import replace

from lti_service.domain.audit import AuditEntry
from lti_service.domain.claim import ClaimReview, Likeness, ReviewState, likeness
from lti_service.domain.evidence import EvidenceState
from lti_service.domain.launch import Account, Platform
from lti_service.domain.organisation import Person
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.assignment.assignment import (
    record_assignment_evidence,
)
from lti_service.use_cases.evidence.evidence import (
    append_revision,
    record_attempt_evidence,
)
from lti_service.use_cases.learning_hours.learning_hours import (
    record_attempt_hours,
    withdraw_attempt_hours,
)
from lti_service.use_cases.programme.enrolment_completion import (
    complete_by_attempt,
    reopen_by_attempts,
)

LAUNCH = "launch"
"""Who links where a trusted platform vouches for the NIP."""


def link_by_claim(
    account: Account, platform: Platform, *, uow: UnitOfWork, ports: Ports
) -> Account:
    """Link an account to the person it claims to be, where the platform is trusted.

    Not where an administrator has said that it is somebody else. A name far off links
    all the same, since the platform vouches for the NIP, but waits to be looked at. The
    caller commits.
    """
    if account.person_id is not None or not platform.trust_nip:
        return account
    if not account.claimed_nip:
        return account
    person = uow.organisation.person_by_nip(account.claimed_nip)
    if person is None or is_taken(account, person, uow):
        return account
    if any(said.nip == person.nip for said in uow.claims.of_account(account.id)):
        return account
    if likeness(account.name, person.name) is Likeness.FAR:
        uow.claims.save(
            ClaimReview(
                account.id,
                person.nip,
                ReviewState.DOUBTED,
                reason="",
                act="",
                reviewed_by=LAUNCH,
                reviewed_at=ports.clock.now(),
            )
        )
    return link_in(uow, account, person.id, ports=ports)


def is_taken(account: Account, person: Person, uow: UnitOfWork) -> bool:
    """Whether another account of the same platform belongs to that person."""
    return any(
        other.platform_id == account.platform_id and other.id != account.id
        for other in uow.accounts.of_person(person.id)
    )


def link_in(
    uow: UnitOfWork, account: Account, person_id: str, *, ports: Ports
) -> Account:
    """Link an account to a person and write evidence and hours of its passed attempts.

    The caller commits.

    Args:
        uow: The transaction.
        account: An account that is linked to nobody.
        person_id: The person.
        ports: Connections to the outside.
    """
    linked = replace(account, person_id=person_id, claimed_nip="")
    uow.accounts.save(linked)
    now = ports.clock.now()
    for attempt in uow.attempts.of_account(account.id):
        if uow.assignments.of_attempt(attempt.id):
            record_assignment_evidence(
                attempt,
                ports.courses.get(attempt.release_id),
                person_id,
                uow=uow,
                now=now,
                tz=ports.time_zone,
                new_id=ports.new_id,
            )
        if attempt.passed_at is not None:
            course = ports.courses.get(attempt.release_id)
            record_attempt_evidence(
                attempt,
                course,
                person_id,
                uow=uow,
                now=now,
                tz=ports.time_zone,
                new_id=ports.new_id,
            )
            record_attempt_hours(
                attempt,
                course,
                person_id,
                uow=uow,
                now=now,
                tz=ports.time_zone,
                entry_id=ports.new_id(),
            )
            complete_by_attempt(
                attempt, course, person_id, uow=uow, now=now, tz=ports.time_zone
            )
    return linked


def link_by_hand(
    account: Account,
    person_id: str,
    *,
    act: str,
    actor: str,
    uow: UnitOfWork,
    ports: Ports,
) -> Account:
    """Link an account for an administrator, who thereby settles its claim.

    The caller commits.
    """
    now = ports.clock.now()
    linked = link_in(uow, account, person_id, ports=ports)
    uow.claims.save(
        ClaimReview(
            account.id,
            account.claimed_nip,
            ReviewState.LINKED,
            reason="",
            act=act,
            reviewed_by=actor,
            reviewed_at=now,
        )
    )
    uow.audit.add(
        AuditEntry(
            now,
            actor,
            "account.linked",
            f"account:{account.id}",
            after=f"person:{person_id}",
        )
    )
    return linked


def link_account(
    account_id: str, person_id: str, *, actor: str, ports: Ports
) -> Account:
    """Link an account to a person by an administrator's hand.

    Raises:
        NotFoundError: No such account or person.
        ConflictError: The account is linked to another person: ``already-linked``.
    """
    with ports.storage.writing() as uow:
        account = uow.accounts.get(account_id)
        if account is None or uow.organisation.person(person_id) is None:
            raise NotFoundError("unknown-person", account=account_id)
        if account.person_id == person_id:
            return account
        if account.person_id is not None:
            raise ConflictError("already-linked", account=account_id)
        linked = link_by_hand(
            account,
            person_id,
            act=ports.new_id(),
            actor=actor,
            uow=uow,
            ports=ports,
        )
        uow.commit()
    return linked


def unlink_in(
    uow: UnitOfWork, account: Account, *, actor: str, ports: Ports
) -> Account:
    """Undo a link; evidence and hours that it brought are withdrawn, not removed.

    The caller commits.
    """
    now = ports.clock.now()
    if account.person_id is None:
        return account
    attempts = uow.attempts.of_account(account.id)
    records = frozenset(f"attempt:{attempt.id}" for attempt in attempts)
    for row in uow.evidence.of_person(account.person_id):
        # Of a simulation and an assignment the kind stands behind the attempt.
        of_attempt = ":".join(row.record.split(":")[:2])
        counted = row.state in (EvidenceState.ACCEPTED, EvidenceState.REJECTED)
        if of_attempt in records and counted:
            withdrawn = replace(
                row, id=ports.new_id(), state=EvidenceState.WITHDRAWN, recorded_at=now
            )
            append_revision(withdrawn, uow=uow)
    withdraw_attempt_hours(records, account.person_id, uow=uow, ports=ports)
    reopen_by_attempts(records, account.person_id, uow=uow, now=now)
    unlinked = replace(account, person_id=None)
    uow.accounts.save(unlinked)
    uow.audit.add(
        AuditEntry(
            now,
            actor,
            "account.unlinked",
            f"account:{account.id}",
            before=f"person:{account.person_id}",
        )
    )
    return unlinked


def unlink_account(account_id: str, *, actor: str, ports: Ports) -> Account:
    """Undo a link by an administrator's hand, so that no launch brings it back.

    Raises:
        NotFoundError: No such account.
    """
    with ports.storage.writing() as uow:
        account = uow.accounts.get(account_id)
        if account is None:
            raise NotFoundError("unknown-person", account=account_id)
        if account.person_id is None:
            return account
        person = uow.organisation.person(account.person_id)
        unlinked = unlink_in(uow, account, actor=actor, ports=ports)
        uow.claims.save(
            ClaimReview(
                account_id,
                person.nip if person else account.claimed_nip,
                ReviewState.DISMISSED,
                reason="",
                act=ports.new_id(),
                reviewed_by=actor,
                reviewed_at=ports.clock.now(),
            )
        )
        uow.commit()
    return unlinked
