"""Claims to NIPs that wait for somebody, and what was said of them."""

from collections.abc import Sequence

import sqlalchemy as sa

from lti_service.domain.claim import ClaimReview, ReviewState
from lti_service.domain.launch import Account
from lti_service.storage.columns import Moment, choice
from lti_service.storage.launch import account_select, accounts
from lti_service.storage.organisation import current_nip, person_identifiers
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

claim_reviews = sa.Table(
    "claim_reviews",
    metadata,
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("nip", sa.Text, primary_key=True),
    sa.Column("state", choice(ReviewState), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False, index=True),
    sa.Column("reviewed_by", sa.Text, nullable=False),
    sa.Column("reviewed_at", Moment, nullable=False),
)

_own_nip = (
    sa.select(person_identifiers.c.value)
    .where(person_identifiers.c.person_id == accounts.c.person_id, *current_nip)
    .scalar_subquery()
)
_doubted = sa.exists().where(
    claim_reviews.c.account_id == accounts.c.id,
    claim_reviews.c.state == ReviewState.DOUBTED,
)
_settled = sa.exists().where(
    claim_reviews.c.account_id == accounts.c.id,
    claim_reviews.c.nip == accounts.c.claimed_nip,
    claim_reviews.c.state != ReviewState.DOUBTED,
)
_WAITING = sa.or_(
    _doubted,
    sa.and_(
        accounts.c.claimed_nip != "",
        sa.func.coalesce(_own_nip, "") != accounts.c.claimed_nip,
        ~_settled,
    ),
)
_OPEN = account_select.where(_WAITING).order_by(accounts.c.created_at, accounts.c.id)
_COUNT = sa.select(sa.func.count()).select_from(accounts).where(_WAITING)
_REVIEWS = sa.select(*columns_of(claim_reviews, ClaimReview))
_OF_ACCOUNT = _REVIEWS.where(
    claim_reviews.c.account_id == sa.bindparam("account_id")
).order_by(claim_reviews.c.nip)
_OF_ACT = _REVIEWS.where(claim_reviews.c.act == sa.bindparam("act")).order_by(
    claim_reviews.c.account_id, claim_reviews.c.nip
)
_SAVE = insert_or_update(claim_reviews, ["account_id", "nip"])
_REMOVE = sa.delete(claim_reviews).where(
    claim_reviews.c.account_id == sa.bindparam("account_id"),
    claim_reviews.c.nip == sa.bindparam("nip"),
)
_review_row = values_of(ClaimReview)


class SqlClaims:
    """`ports.Claims` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def waiting(self) -> Sequence[Account]:
        """Return the accounts whose claim waits for somebody, oldest first."""
        return [Account(*row) for row in self._sql.all(_OPEN)]

    def count(self) -> int:
        """Return how many claims wait."""
        row = self._sql.one(_COUNT)
        return row[0] if row else 0

    def of_account(self, account_id: str) -> Sequence[ClaimReview]:
        """Return what was said of an account's claims, by NIP."""
        rows = self._sql.all(_OF_ACCOUNT, {"account_id": account_id})
        return [ClaimReview(*row) for row in rows]

    def of_act(self, act: str) -> Sequence[ClaimReview]:
        """Return what one act said, by account."""
        return [ClaimReview(*row) for row in self._sql.all(_OF_ACT, {"act": act})]

    def save(self, review: ClaimReview) -> None:
        """Add or replace what was said of a claim."""
        self._sql.run(_SAVE, _review_row(review))

    def remove(self, account_id: str, nip: str) -> None:
        """Forget what was said of a claim; nothing happens where nothing was."""
        self._sql.run(_REMOVE, {"account_id": account_id, "nip": nip})
