"""Claims to NIPs that wait for an administrator, and what is done with them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lti_service.domain.audit import AuditEntry
from lti_service.domain.claim import (
    ClaimReview,
    Conflict,
    ConflictKind,
    ReviewState,
    conflict_of,
)
from lti_service.errors import ConflictError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.claim import is_taken, link_by_hand, unlink_in
from lti_service.use_cases.access.grant import today

MOST_SHOWN = 50
MOST_TOGETHER = 500
"""How many are linked in one transaction, while others wait for their turn to write."""


@dataclass(frozen=True, slots=True)
class ClaimQueue:
    """Claims that wait.

    Attributes:
        conflicts: The first of them, those that wait longest first.
        total: How many wait.
        exact: Ids of accounts whose NIP and name agree with a person's and that nothing
            speaks against, at most `MOST_TOGETHER`.
    """

    conflicts: Sequence[Conflict]
    total: int
    exact: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewAct:
    """What one act did, as far as it was not undone.

    Attributes:
        state: What the act said of its claims.
        names: Of the accounts, as their platforms say.
    """

    act: str
    state: ReviewState
    names: tuple[str, ...]


def claim_queue(*, ports: Ports) -> ClaimQueue:
    """Return the claims that wait for an administrator."""
    with ports.storage.reading() as uow:
        found = list(_conflicts(uow, ports))
    exact = [conflict.account.id for conflict in found if conflict.exact]
    return ClaimQueue(found[:MOST_SHOWN], len(found), tuple(exact[:MOST_TOGETHER]))


def count_claims(*, ports: Ports) -> int:
    """Return how many claims wait for an administrator."""
    with ports.storage.reading() as uow:
        return uow.claims.count()


def link_claim(account_id: str, seen: str, *, actor: str, ports: Ports) -> str:
    """Link an account to the person whose NIP it claims; return the id of the act.

    Args:
        account_id: The account.
        seen: `Conflict.seen` of what the administrator was shown.
        actor: Account id.
        ports: Connections to the outside.

    Raises:
        ConflictError: It is no longer as it was shown: ``claim-changed``.
    """
    act = ports.new_id()
    with ports.storage.writing() as uow:
        conflict = _shown(account_id, seen, uow, ports)
        account, person = conflict.account, conflict.person
        if account.person_id is not None or person is None:
            raise ConflictError("claim-changed", account=account_id)
        link_by_hand(account, person.id, act=act, actor=actor, uow=uow, ports=ports)
        uow.commit()
    return act


def link_exact_claims(account_ids: Sequence[str], *, actor: str, ports: Ports) -> str:
    """Link those of the accounts whose NIP and name still agree; return the act's id.

    Args:
        account_ids: Those that the administrator was shown.
        actor: Account id.
        ports: Connections to the outside.

    Raises:
        ConflictError: It is so for none of them any more: ``claim-changed``.
    """
    act, asked, linked = ports.new_id(), frozenset(account_ids), 0
    with ports.storage.writing() as uow:
        for conflict in list(_conflicts(uow, ports)):
            account, person = conflict.account, conflict.person
            if person is None or not conflict.exact or account.id not in asked:
                continue
            if linked < MOST_TOGETHER and not is_taken(account, person, uow):
                link_by_hand(
                    account, person.id, act=act, actor=actor, uow=uow, ports=ports
                )
                linked += 1
        if not linked:
            raise ConflictError("claim-changed")
        uow.commit()
    return act


def confirm_link(account_id: str, seen: str, *, actor: str, ports: Ports) -> str:
    """Say that a link with a doubtful name is right; return the id of the act.

    Raises:
        ConflictError: It is no longer as it was shown: ``claim-changed``.
    """
    with ports.storage.writing() as uow:
        conflict = _shown(account_id, seen, uow, ports)
        if conflict.linked is None or conflict.kind is not ConflictKind.NAME_FAR:
            raise ConflictError("claim-changed", account=account_id)
        review = _review(conflict, ReviewState.CONFIRMED, "", actor, uow, ports)
        _say(review, "claim.confirmed", uow)
        uow.commit()
    return review.act


def dismiss_claim(
    account_id: str, seen: str, reason: str, *, actor: str, ports: Ports
) -> str:
    """Say that an account is not the person; return the id of the act.

    It comes back only where the platform sends another NIP. An account that was linked
    before it sent another NIP keeps its link; one that was linked with doubts loses it.

    Args:
        account_id: The account.
        seen: `Conflict.seen` of what the administrator was shown.
        reason: Kept with the act.
        actor: Account id.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: There is no reason: ``claim-reason-missing``.
        ConflictError: It is no longer as it was shown: ``claim-changed``.
    """
    if not reason.strip():
        raise InvalidInputError("claim-reason-missing")
    with ports.storage.writing() as uow:
        conflict = _shown(account_id, seen, uow, ports)
        if conflict.linked is not None and conflict.kind is ConflictKind.NAME_FAR:
            unlink_in(uow, conflict.account, actor=actor, ports=ports)
        said = reason.strip()[:500]
        review = _review(conflict, ReviewState.DISMISSED, said, actor, uow, ports)
        _say(review, "claim.dismissed", uow)
        uow.commit()
    return review.act


def review_act(act: str, *, ports: Ports) -> ReviewAct | None:
    """Return what an act did; none where it was undone."""
    with ports.storage.reading() as uow:
        reviews = uow.claims.of_act(act) if act else ()
        accounts = [uow.accounts.get(review.account_id) for review in reviews]
    if not reviews:
        return None
    names = tuple(account.name for account in accounts if account is not None)
    return ReviewAct(act, reviews[0].state, names)


def undo_review(act: str, *, actor: str, ports: Ports) -> int:
    """Undo an act: links are undone, dismissals forgotten; return how many claims.

    Raises:
        NotFoundError: Nothing of it is left to undo: ``nothing-to-undo``.
    """
    with ports.storage.writing() as uow:
        reviews = uow.claims.of_act(act) if act else ()
        if not reviews:
            raise NotFoundError("nothing-to-undo")
        for review in reviews:
            _undo(review, actor, uow, ports)
        uow.commit()
    return len(reviews)


def _undo(review: ClaimReview, actor: str, uow: UnitOfWork, ports: Ports) -> None:
    account = uow.accounts.get(review.account_id)
    if account is None:
        return
    if review.state is ReviewState.CONFIRMED:
        doubted = replace(review, state=ReviewState.DOUBTED, act="")
        uow.claims.save(doubted)
    else:
        uow.claims.remove(review.account_id, review.nip)
    if review.state is ReviewState.LINKED:
        account = unlink_in(uow, account, actor=actor, ports=ports)
    if account.person_id is None and not account.claimed_nip:
        # The platform says it again at the next launch; the queue need not wait.
        uow.accounts.save(replace(account, claimed_nip=review.nip))
    uow.audit.add(
        AuditEntry(
            ports.clock.now(),
            actor,
            "claim.undone",
            f"account:{account.id}",
            before=review.state,
        )
    )


def _conflicts(uow: UnitOfWork, ports: Ports, only: str = "") -> Iterator[Conflict]:
    waiting = uow.claims.waiting()
    claims = Counter(
        (account.platform_id, account.claimed_nip)
        for account in waiting
        if account.person_id is None
    )
    on = today(ports)
    platforms = {platform.id: platform for platform in uow.platforms.all()}
    privileged = {g.person_id for g in uow.grants.all() if not g.over(on)}
    for account in waiting:
        if only not in {"", account.id}:
            continue
        nip = account.claimed_nip
        person = uow.organisation.person_by_nip(nip) if nip else None
        linked = (
            uow.organisation.person(account.person_id) if account.person_id else None
        )
        taken = person is not None and (
            claims[account.platform_id, nip] > 1 or is_taken(account, person, uow)
        )
        spoken = {said.nip for said in uow.claims.of_account(account.id)}
        yield conflict_of(
            account,
            platforms.get(account.platform_id),
            person,
            linked,
            changed=linked is not None and nip not in {"", linked.nip} | spoken,
            taken=taken,
            privileged=person is not None and person.id in privileged,
        )


def _shown(account_id: str, seen: str, uow: UnitOfWork, ports: Ports) -> Conflict:
    for conflict in _conflicts(uow, ports, account_id):
        if conflict.seen == seen:
            return conflict
    raise ConflictError("claim-changed", account=account_id)


def _review(
    conflict: Conflict,
    state: ReviewState,
    reason: str,
    actor: str,
    uow: UnitOfWork,
    ports: Ports,
) -> ClaimReview:
    """Return what is said of a claim, or of the doubt with which it was linked."""
    account, nip = conflict.account, conflict.account.claimed_nip
    if conflict.linked is not None and conflict.kind is ConflictKind.NAME_FAR:
        said = uow.claims.of_account(account.id)
        nip = next((one.nip for one in said if not one.settled), nip)
    return ClaimReview(
        account.id, nip, state, reason, ports.new_id(), actor, ports.clock.now()
    )


def _say(review: ClaimReview, action: str, uow: UnitOfWork) -> None:
    uow.claims.save(review)
    uow.audit.add(
        AuditEntry(
            review.reviewed_at,
            review.reviewed_by,
            action,
            f"account:{review.account_id}",
            reason=review.reason,
        )
    )
