"""Make, list, revoke and open tokens; carry out what has an ``Idempotency-Key`` once."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from lti_service.domain.api_token import (
    MOST_DAYS,
    REPLAY_LIFE,
    ApiToken,
    Replay,
    Scope,
    new_secret,
)
from lti_service.domain.audit import AuditEntry
from lti_service.domain.organisation import Unit
from lti_service.domain.registration import secret_hash
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import (
    COMMAND_LINE,
    check_may_give,
    check_may_take,
    check_unit,
    name_of,
    today,
)

_LONGEST_NAME = 100
_USED_AGAIN = timedelta(minutes=1)
"""A use within so long after the last one is not kept: reading stays reading."""


@dataclass(frozen=True, slots=True)
class ListedToken:
    """A token in words.

    Attributes:
        unit: Name of its unit; empty for everybody.
        made_by: A name, or ``cli``.
        open: Whether it may be used now.
    """

    token: ApiToken
    unit: str
    made_by: str
    open: bool


def make_token(
    name: str,
    scopes: Iterable[str],
    *,
    days: int,
    unit_code: str = "",
    actor: str = COMMAND_LINE,
    ports: Ports,
) -> tuple[ApiToken, str]:
    """Make a token; return it with its secret, which is kept nowhere.

    Args:
        name: Of the system that will use it.
        scopes: Some of `Scope`.
        days: How long it may be used, 1 to `MOST_DAYS`.
        unit_code: Only people of this unit and those below; empty for everybody.
        actor: Account id of an administrator, or ``cli``.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: Name, scopes or days are missing or unknown:
            ``api-token-form``.
        NotFoundError: No such unit: ``unknown-unit``.
        ForbiddenError: It reaches further or lasts longer than the actor's own role:
            ``grant-too-wide``.
    """
    name, asked = " ".join(name.split())[:_LONGEST_NAME], frozenset(scopes)
    if not (name and asked and asked <= set(Scope) and 1 <= days <= MOST_DAYS):
        raise InvalidInputError("api-token-form")
    now, secret = ports.clock.now(), new_secret()
    expires = now + timedelta(days=days)
    token = ApiToken(
        id=ports.new_id(),
        name=name,
        secret_hash=secret_hash(secret),
        scopes=frozenset(str(scope) for scope in asked),
        unit_code=unit_code,
        created_by=actor,
        created_at=now,
        expires_at=expires,
    )
    until = expires.astimezone(ports.time_zone).date()
    with ports.storage.writing() as uow:
        check_unit(unit_code, uow)
        check_may_give(actor, unit_code, until, uow=uow, on=today(ports))
        uow.api.save_token(token)
        told = f"{' '.join(sorted(token.scopes))}; {unit_code or '*'}; until {until}"
        uow.audit.add(
            AuditEntry(
                now, actor, "api-token.made", f"api-token:{token.id}", after=told
            )
        )
        uow.commit()
    return token, secret


def revoke_token(token_id: str, *, actor: str = COMMAND_LINE, ports: Ports) -> ApiToken:
    """Let a token open nothing any more; there is no way back but another token.

    Raises:
        NotFoundError: There is none, or it was revoked before: ``unknown-api-token``.
        ForbiddenError: Its unit is none of the actor's: ``grant-too-wide``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        token = uow.api.token(token_id)
        if token is None or token.ended_at is not None:
            raise NotFoundError("unknown-api-token", token=token_id)
        check_may_take(actor, token.unit_code, uow=uow, on=today(ports))
        ended = replace(token, ended_at=now, ended_by=actor)
        uow.api.save_token(ended)
        uow.audit.add(
            AuditEntry(now, actor, "api-token.revoked", f"api-token:{token_id}")
        )
        uow.commit()
    return ended


def list_tokens(*, ports: Ports) -> tuple[Sequence[ListedToken], Sequence[Unit]]:
    """Return all tokens, those made last first, and the units one may be for."""
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        units = {unit.code: unit for unit in uow.organisation.units()}
        listed = [
            ListedToken(
                token,
                units[token.unit_code].name
                if token.unit_code in units
                else token.unit_code,
                name_of(token.created_by, uow),
                token.open_at(now),
            )
            for token in uow.api.tokens()
        ]
    return listed, sorted(units.values(), key=lambda unit: unit.name.casefold())


def open_token(secret: str, *, ports: Ports) -> ApiToken:
    """Return the token of a secret, and keep that it was used.

    Raises:
        ForbiddenError: It is unknown or revoked (``api-token-invalid``), or over
            (``api-token-expired``).
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        token = uow.api.token_of(secret_hash(secret)) if secret else None
    if token is None or token.ended_at is not None:
        raise ForbiddenError("api-token-invalid")
    if not token.open_at(now):
        raise ForbiddenError("api-token-expired", token=token.id)
    if token.last_used_at is None or now - token.last_used_at >= _USED_AGAIN:
        with ports.storage.writing() as uow:
            # As it is now: somebody may have revoked it in between.
            kept = uow.api.token(token.id)
            if kept is None or kept.ended_at is not None:
                raise ForbiddenError("api-token-invalid")
            token = replace(kept, last_used_at=now)
            uow.api.save_token(token)
            uow.commit()
    return token


def once(
    token: ApiToken,
    key: str,
    request: bytes,
    act: Callable[[], tuple[int, str, str]],
    *,
    ports: Ports,
) -> tuple[int, str, str]:
    """Carry something out once for a key, or return what it came to before.

    What is refused leaves nothing behind, so that it may be mended under the same key.
    Where the process dies in between, the key stays open: nobody can tell then whether
    the act was done.

    Args:
        token: Whose key it is.
        key: The ``Idempotency-Key``.
        request: What is asked for, byte by byte.
        act: Does it; returns status, body and location.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: The key was used for something else: ``api-key-reused``.
        ConflictError: It is being carried out, or was broken off: ``api-key-pending``.
    """
    now = ports.clock.now()
    asked = hashlib.sha256(request).hexdigest()
    begun = Replay(token.id, secret_hash(key), asked, 0, "", "", now)
    with ports.storage.writing() as uow:
        uow.api.forget_replays(now - REPLAY_LIFE)
        new = uow.api.begin_replay(begun)
        known = uow.api.replay(token.id, begun.key)
        uow.commit()
    if not new and known is not None:
        if known.request != asked:
            raise InvalidInputError("api-key-reused", token=token.id)
        if not known.status:
            raise ConflictError("api-key-pending", token=token.id)
        return known.status, known.body, known.location
    try:
        status, body, location = act()
    except ServiceError:
        with ports.storage.writing() as uow:
            uow.api.drop_replay(token.id, begun.key)
            uow.commit()
        raise
    done = replace(begun, status=status, body=body, location=location)
    with ports.storage.writing() as uow:
        uow.api.end_replay(done)
        uow.commit()
    return status, body, location
