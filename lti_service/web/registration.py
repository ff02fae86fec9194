"""Dynamic registration: the page that an administrator sees in the LMS."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lti_service.domain.launch import origin_of
from lti_service.errors import InvalidInputError, RegistrationRefusedError
from lti_service.use_cases.lms.registration import register_by_invitation
from lti_service.web.current import ports
from lti_service.web.language import language
from lti_service.web.security import allow_framing_by

blueprint = Blueprint("registration", __name__)


@blueprint.get("/lti/register")
def register() -> ResponseReturnValue:
    """Register at the LMS that opened this address in a frame or a window."""
    if request.method != "GET":  # Flask answers HEAD like GET; looking must not act.
        raise InvalidInputError("method-not-allowed")
    result = register_by_invitation(
        request.args.get("invitation", ""),
        _only("openid_configuration"),
        _only("registration_token"),
        ports=ports(),
    )
    allow_framing_by(origin_of(result.platform.issuer))
    return render_template(
        "registered.html",
        platform=result.platform,
        described=result.described,
        changed=result.changed,
        services=_services(result.described.scopes),
        language=language(),
    )


def _only(name: str) -> str:
    """Return a parameter's value; empty where it did not come.

    Raises:
        RegistrationRefusedError: It came twice, or the one that must be there did not.
    """
    values = request.args.getlist(name)
    if len(values) > 1 or (name == "openid_configuration" and not any(values)):
        raise RegistrationRefusedError("register-not-from-lms", field=name)
    return values[0] if values else ""


def _services(scopes: tuple[str, ...]) -> set[str]:
    """Return which services were asked for: ``grades``, ``people``."""
    asked = {"grades" for scope in scopes if scope.endswith("/score")}
    people = {"people" for s in scopes if s.endswith("/contextmembership.readonly")}
    return asked | people
