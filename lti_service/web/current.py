"""What belongs to the request being served: ports, settings, session, roles."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from flask import Response, current_app, g, request
from werkzeug.http import dump_cookie

from lti_service.domain.api_token import ApiToken
from lti_service.domain.grant import Grant, Role
from lti_service.domain.launch import Account, Session
from lti_service.errors import ForbiddenError
from lti_service.ports import Ports
from lti_service.use_cases.api.token import open_token
from lti_service.use_cases.lms.launch import session_id
from lti_service.use_cases.overview.places import OpenPlaces, open_places
from lti_service.web.access_log import note
from lti_service.web.token import Bearer, Tokens

SESSION_COOKIE = "lti_session"


def ports() -> Ports:
    """Return the service's connections to the outside."""
    return cast("Ports", current_app.extensions["ports"])


def secure_origin() -> bool:
    """Whether browsers take Secure cookies from the public address."""
    return bool(current_app.extensions["secure_origin"])


def base_url() -> str:
    """Return the public address, as platforms know it."""
    return str(current_app.extensions["base_url"])


def tokens() -> Tokens:
    """Return the maker of bearer tokens."""
    return cast("Tokens", current_app.extensions["tokens"])


def outlines() -> Callable[[str, str, str], bytes]:
    """Return what gives the outline of a release or a part of it, as JSON."""
    return cast("Callable[[str, str, str], bytes]", current_app.extensions["outlines"])


def bearer_or_none() -> Bearer | None:
    """Return whom the request's token stands for, if it has one that is good.

    Why it has none, `token_bearer` says.
    """
    try:
        return token_bearer()
    except ForbiddenError:
        return None


def token_bearer() -> Bearer:
    """Return whom the request's token stands for (RFC 6750).

    Raises:
        ForbiddenError: ``token-expired`` or ``token-invalid``.
    """
    if "lti_bearer" not in g:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ForbiddenError("token-invalid")
        g.lti_bearer = tokens().read(token.strip())
        note(account=g.lti_bearer.account_id)
    return cast("Bearer", g.lti_bearer)


def api_token_or_none() -> ApiToken | None:
    """Return the token of another system that the request bears, if it is good."""
    try:
        return api_token()
    except ForbiddenError:
        return None


def api_token() -> ApiToken:
    """Return the token of another system that the request bears.

    Raises:
        ForbiddenError: ``api-token-invalid`` or ``api-token-expired``.
    """
    if "api_token" not in g:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise ForbiddenError("api-token-invalid")
        g.api_token = open_token(secret.strip(), ports=ports())
        note(account=g.api_token.actor)
    return cast("ApiToken", g.api_token)


def _visitor() -> dict[str, Any]:
    """Return what this request has found out of whoever is signed in, by name."""
    return cast("dict[str, Any]", g.setdefault("visitor", {}))


def session_or_none() -> Session | None:
    """Return the session of this browser, if it has one that has not expired."""
    seen = _visitor()
    if "session" not in seen:
        seen["session"] = None
        cookie = request.cookies.get(SESSION_COOKIE, "")
        if cookie:
            with ports().storage.reading() as uow:
                found = uow.sessions.get(session_id(cookie))
            if found is not None and found.open_at(ports().clock.now()):
                seen["session"] = found
                note(account=found.account_id)
    return cast("Session | None", seen["session"])


def assume_nobody() -> None:
    """Go on without asking who this is, unless that is known."""
    _visitor().setdefault("session", None)


def enter(new: Session | None) -> None:
    """Go on as who has just launched, not as who was in this browser before."""
    g.visitor = {"session": new}
    note(account=new.account_id if new is not None else None)


def session() -> Session:
    """Return the session of this browser.

    Raises:
        ForbiddenError: There is none: ``session-missing``.
    """
    found = session_or_none()
    if found is None:
        raise ForbiddenError("session-missing")
    return found


def account() -> Account:
    """Return the signed-in account.

    Raises:
        ForbiddenError: Nobody is signed in.
    """
    seen = _visitor()
    if "account" not in seen:
        with ports().storage.reading() as uow:
            found = uow.accounts.get(session().account_id)
        if found is None:
            raise ForbiddenError("session-missing")
        seen["account"] = found
    return cast("Account", seen["account"])


def grants() -> Sequence[Grant]:
    """Return the grants of the signed-in account that hold today."""
    seen = _visitor()
    if "grants" not in seen:
        who = account()
        today = ports().clock.now().astimezone(ports().time_zone).date()
        with ports().storage.reading() as uow:
            held = uow.grants.of(who.id, who.person_id)
        seen["grants"] = [grant for grant in held if grant.holds(today)]
    return cast("Sequence[Grant]", seen["grants"])


def places() -> OpenPlaces:
    """Return what is open to the signed-in person without a role."""
    seen = _visitor()
    if "places" not in seen:
        seen["places"] = open_places(account().person_id, grants(), ports=ports())
    return cast("OpenPlaces", seen["places"])


def require(*roles: Role) -> list[Grant]:
    """Return the grants that give one of these roles.

    Raises:
        ForbiddenError: There is none: ``forbidden``.
    """
    held = [grant for grant in grants() if grant.role in roles]
    if not held:
        raise ForbiddenError("forbidden", roles=",".join(roles))
    return held


def require_everywhere(role: Role) -> list[Grant]:
    """Return the grants that give this role for all units, not only for some.

    Raises:
        ForbiddenError: There is none: ``forbidden``.
    """
    held = [grant for grant in require(role) if not grant.unit_code]
    if not held:
        raise ForbiddenError("forbidden", roles=role)
    return held


def set_cookie(response: Response, name: str, value: str, life: int) -> None:
    """Set a cookie that a frame of another site keeps: Partitioned needs Secure."""
    secure = secure_origin()
    cookie = dump_cookie(
        name,
        value,
        max_age=life,
        httponly=True,
        secure=secure,
        samesite="None" if secure else "Lax",
        partitioned=secure,
        path=request.script_root or "/",
        # Max-Age is enough for any browser in which the player runs.
        sync_expires=False,
    )
    response.headers.add("Set-Cookie", cookie)
