"""Signed-in browsers: which they are, and how they end.

A bearer token belongs to an account and not to a session. Whoever ends a session wants
nobody to learn in its tabs either, so that each ending raises the account's epoch: all
its tokens are good no longer, and its courses are opened from the LMS again. Answers wait
in the browser meanwhile. Nothing of that is asked at a launch, which reads the epoch with
the account; an answer costs one look into a table that holds those accounts alone of
which ever a session was ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_service.domain.audit import AuditEntry
from lti_service.domain.launch import Account, Session
from lti_service.errors import NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser somebody is signed in with.

    Attributes:
        platform: Name of the LMS it came from.
        own: Whether it is the one that asks.
    """

    session: Session
    platform: str
    own: bool


def own_sessions(session: Session, *, ports: Ports) -> Sequence[OpenSession]:
    """Return the sessions of whoever asks, of all their accounts, newest first."""
    with ports.storage.reading() as uow:
        accounts = _accounts(session, uow)
        names = {platform.id: platform.name for platform in uow.platforms.all()}
        live = uow.sessions.live(list(accounts), ports.clock.now())
    return [
        OpenSession(
            one,
            names.get(accounts[one.account_id].platform_id, ""),
            own=one.id == session.id,
        )
        for one in live
    ]


def end_session(session: Session, name: str, *, ports: Ports) -> None:
    """End one of one's own sessions.

    Args:
        session: Of whoever asks.
        name: `Session.name` of the one to end.
        ports: Connections to the outside.

    Raises:
        NotFoundError: It is nobody's, or another's: ``unknown-session``.
    """
    with ports.storage.writing() as uow:
        accounts = _accounts(session, uow)
        live = uow.sessions.live(list(accounts), ports.clock.now())
        ended = [one for one in live if one.name == name]
        if not ended:
            raise NotFoundError("unknown-session")
        _end(ended, session.account_id, uow=uow, ports=ports)
        uow.commit()


def end_other_sessions(session: Session, *, ports: Ports) -> int:
    """End all of one's own sessions but the one that asks; return how many."""
    with ports.storage.writing() as uow:
        accounts = _accounts(session, uow)
        live = uow.sessions.live(list(accounts), ports.clock.now())
        ended = [one for one in live if one.id != session.id]
        _end(ended, session.account_id, uow=uow, ports=ports)
        uow.commit()
    return len(ended)


def end_account_sessions(account_id: str, *, actor: str, ports: Ports) -> int:
    """End all sessions of an account by an administrator's hand; return how many.

    Raises:
        NotFoundError: No such account: ``not-found``.
    """
    with ports.storage.writing() as uow:
        if uow.accounts.get(account_id) is None:
            raise NotFoundError("not-found", account=account_id)
        count = len(uow.sessions.live([account_id], ports.clock.now()))
        uow.sessions.remove_of(account_id)
        # Also where none is open: a token may be renewed for longer than a session lives.
        uow.sessions.raise_epoch(account_id)
        _audit(account_id, actor, count, uow=uow, ports=ports)
        uow.commit()
    return count


def count_sessions(account_id: str, *, ports: Ports) -> int:
    """Return with how many browsers an account is signed in."""
    with ports.storage.reading() as uow:
        return len(uow.sessions.live([account_id], ports.clock.now()))


def _accounts(session: Session, uow: UnitOfWork) -> dict[str, Account]:
    """Return the accounts of whoever asks, by id."""
    account = uow.accounts.get(session.account_id)
    if account is None:
        return {}
    linked = uow.accounts.of_person(account.person_id) if account.person_id else ()
    return {account.id: account} | {one.id: one for one in linked}


def _end(
    sessions: Sequence[Session], actor: str, *, uow: UnitOfWork, ports: Ports
) -> None:
    for one in sessions:
        uow.sessions.remove(one.id)
    for account_id in dict.fromkeys(one.account_id for one in sessions):
        uow.sessions.raise_epoch(account_id)
        count = sum(1 for one in sessions if one.account_id == account_id)
        _audit(account_id, actor, count, uow=uow, ports=ports)


def _audit(
    account_id: str, actor: str, count: int, *, uow: UnitOfWork, ports: Ports
) -> None:
    uow.audit.add(
        AuditEntry(
            ports.clock.now(),
            actor,
            "session.ended",
            f"account:{account_id}",
            before=f"{count} sessions",
        )
    )
