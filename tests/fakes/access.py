"""Fake repositories of sessions and of claims to NIPs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lti_service.domain.claim import ClaimReview
from lti_service.domain.launch import Account, Session
from tests.fakes.tables import Tables, newest_first


class FakeSessions:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, session_id: str) -> Session | None:
        return self._tables.sessions.get(session_id)

    def of_account(self, account_id: str) -> Sequence[Session]:
        sessions = self._tables.sessions.values()
        found = [s for s in sessions if s.account_id == account_id]
        return newest_first(found, lambda session: session.created_at)

    def live(self, account_ids: Sequence[str], now: datetime) -> Sequence[Session]:
        sessions = self._tables.sessions.values()
        found = [s for s in sessions if s.account_id in account_ids and s.open_at(now)]
        return newest_first(found, lambda session: session.created_at)

    def save(self, session: Session) -> None:
        self._tables.sessions[session.id] = session

    def replace(self, session_id: str, at: datetime) -> None:
        known = self._tables.sessions.get(session_id)
        if known is not None:
            self._tables.sessions[session_id] = replace(known, replaced_at=at)

    def remove_of(self, account_id: str) -> None:
        for session in self.of_account(account_id):
            self.remove(session.id)

    def remove(self, session_id: str) -> None:
        self._tables.sessions.pop(session_id, None)

    def forget(self, before: datetime) -> int:
        sessions = self._tables.sessions
        kept = {k: s for k, s in sessions.items() if s.expires_at >= before}
        self._tables.sessions = kept
        return len(sessions) - len(kept)

    def epoch(self, account_id: str) -> int:
        account = self._tables.accounts.get(account_id)
        return account.epoch if account else 0

    def raise_epoch(self, account_id: str) -> None:
        account = self._tables.accounts[account_id]
        self._tables.accounts[account_id] = replace(account, epoch=account.epoch + 1)


class FakeClaims:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def waiting(self) -> Sequence[Account]:
        found = filter(self._waits, self._tables.accounts.values())
        return sorted(found, key=lambda account: (account.created_at, account.id))

    def count(self) -> int:
        return len(self.waiting())

    def of_account(self, account_id: str) -> Sequence[ClaimReview]:
        found = [r for r in self._tables.reviews.values() if r.account_id == account_id]
        return sorted(found, key=lambda review: review.nip)

    def of_act(self, act: str) -> Sequence[ClaimReview]:
        found = [r for r in self._tables.reviews.values() if r.act == act]
        return sorted(found, key=lambda review: (review.account_id, review.nip))

    def save(self, review: ClaimReview) -> None:
        self._tables.reviews[review.account_id, review.nip] = review

    def remove(self, account_id: str, nip: str) -> None:
        self._tables.reviews.pop((account_id, nip), None)

    def _waits(self, account: Account) -> bool:
        reviews = self._tables.reviews.values()
        if any(r.account_id == account.id and not r.settled for r in reviews):
            return True
        person = self._tables.people.get(account.person_id or "")
        own = person.nip if person else ""
        said = self._tables.reviews.get((account.id, account.claimed_nip))
        return account.claimed_nip not in {"", own} and said is None
