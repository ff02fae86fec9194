"""LMSs that may open this service: what is known of them, and whose NIPs are trusted."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.circuit import Circuit
from lti_service.domain.grant import Role
from lti_service.errors import InvalidInputError, NotFoundError, ServiceError
from lti_service.use_cases.lms.platform import (
    PlatformOverview,
    Registration,
    change_platform,
    platform_overviews,
    register_platform,
    remove_platform,
    trust_platform,
)
from lti_service.use_cases.lms.registration import invite_platform
from lti_service.web.address import public
from lti_service.web.current import account, base_url, ports, require_everywhere
from lti_service.web.language import translate as _

blueprint = Blueprint("platform", __name__, url_prefix="/admin/platforms")

INVITATION_HOURS = 24
CONFIRMED = ("locked", "editors", "checked")
"""What an administrator says before a platform's NIPs are trusted, one box each."""


@blueprint.get("")
def show() -> ResponseReturnValue:
    """All registrations."""
    require_everywhere(Role.ADMINISTRATOR)
    done = {
        "removed": _("LMS itu sudah dihapus."),
        "changed": _("Perubahan sudah disimpan."),
    }
    return render_template(
        "platforms.html",
        platforms=platform_overviews(ports=ports()),
        done=done.get(request.args.get("done", "")),
        circuit_mark=circuit_mark,
        time_zone=ports().time_zone,
    )


@blueprint.post("/invite")
def invite() -> ResponseReturnValue:
    """Make an address by which an LMS registers itself; it is shown once."""
    require_everywhere(Role.ADMINISTRATOR)
    secret = invite_platform(INVITATION_HOURS, actor=account().id, ports=ports())
    address = public(url_for("registration.register", invitation=secret))
    return render_template(
        "platform-invitation.html", address=address, hours=INVITATION_HOURS
    )


@blueprint.get("/new")
def ask_new() -> ResponseReturnValue:
    """Ask for what an LMS shows of itself."""
    require_everywhere(Role.ADMINISTRATOR)
    return _form_page(None, None), 200


@blueprint.post("/new")
def add() -> ResponseReturnValue:
    """Register an LMS by hand; one of the same issuer and client id is kept as it is."""
    require_everywhere(Role.ADMINISTRATOR)
    given = _given()
    try:
        _refuse_known(given)
        added = register_platform(given, actor=account().id, ports=ports())
    except ServiceError as error:
        return _form_page(None, error), error.explanation.status
    return redirect(url_for("platform.show_one", platform_id=added.id), 303)


@blueprint.get("/<platform_id>")
def show_one(platform_id: str) -> ResponseReturnValue:
    """One registration, and what can be done with it."""
    require_everywhere(Role.ADMINISTRATOR)
    return _form_page(_found(platform_id), None), 200


@blueprint.post("/<platform_id>")
def change(platform_id: str) -> ResponseReturnValue:
    """Change name, addresses or deployments."""
    require_everywhere(Role.ADMINISTRATOR)
    found = _found(platform_id)
    try:
        change_platform(platform_id, _given(), actor=account().id, ports=ports())
    except InvalidInputError as error:
        return _form_page(found, error), error.explanation.status
    return redirect(url_for("platform.show", done="changed"), 303)


@blueprint.get("/<platform_id>/trust")
def ask_trust(platform_id: str) -> ResponseReturnValue:
    """Explain what must be locked in the LMS before its NIPs can be trusted."""
    require_everywhere(Role.ADMINISTRATOR)
    return _trust_page(platform_id, None), 200


@blueprint.post("/<platform_id>/trust")
def trust(platform_id: str) -> ResponseReturnValue:
    """Trust the NIPs of an LMS."""
    require_everywhere(Role.ADMINISTRATOR)
    if any(request.form.get(name) != "1" for name in CONFIRMED):
        error = InvalidInputError("trust-unconfirmed")
        return _trust_page(platform_id, error), error.explanation.status
    trust_platform(platform_id, trust=True, actor=account().id, ports=ports())
    return redirect(url_for("platform.show_one", platform_id=platform_id), 303)


@blueprint.post("/<platform_id>/distrust")
def distrust(platform_id: str) -> ResponseReturnValue:
    """Trust the NIPs of an LMS no longer."""
    require_everywhere(Role.ADMINISTRATOR)
    trust_platform(platform_id, trust=False, actor=account().id, ports=ports())
    return redirect(url_for("platform.show_one", platform_id=platform_id), 303)


@blueprint.post("/<platform_id>/remove")
def remove(platform_id: str) -> ResponseReturnValue:
    """Remove an LMS that nobody came from."""
    require_everywhere(Role.ADMINISTRATOR)
    found = _found(platform_id)
    try:
        if request.form.get("sure") != "1":
            raise InvalidInputError("not-confirmed")
        remove_platform(platform_id, actor=account().id, ports=ports())
    except ServiceError as error:
        return _form_page(found, error), error.explanation.status
    return redirect(url_for("platform.show", done="removed"), 303)


def circuit_mark(circuit: Circuit | None) -> tuple[str, str]:
    """Return the class and the words for whether an LMS takes scores."""
    if circuit is None:
        return "", _("belum pernah dikirimi")
    if circuit.open:
        return "wrong", _("terganggu")
    if circuit.paused(ports().clock.now()):
        return "attention", _("minta dijeda")
    return "right", _("lancar")


def _found(platform_id: str) -> PlatformOverview:
    for found in platform_overviews(ports=ports()):
        if found.platform.id == platform_id:
            return found
    raise NotFoundError("platform-unknown", platform=platform_id)


def _given() -> Registration:
    def typed(name: str) -> str:
        return request.form.get(name, "").strip()

    return Registration(
        issuer=typed("issuer"),
        client_id=typed("client_id"),
        auth_url=typed("auth_url"),
        token_url=typed("token_url"),
        jwks_url=typed("jwks_url"),
        deployments=frozenset(typed("deployments").replace(",", " ").split()),
        name=typed("name"),
    )


def _refuse_known(given: Registration) -> None:
    for known in platform_overviews(ports=ports()):
        named = (known.platform.issuer, known.platform.client_id)
        if named == (given.issuer, given.client_id):
            raise InvalidInputError("platform-known", platform=known.platform.id)


def _form_page(found: PlatformOverview | None, error: ServiceError | None) -> str:
    platform = found.platform if found else None
    names = ("issuer", "client_id", "auth_url", "token_url", "jwks_url", "name")
    values = {name: getattr(platform, name, "") for name in names}
    values["deployments"] = " ".join(sorted(platform.deployments)) if platform else ""
    words = error.explanation if error else None
    return render_template(
        "platform.html",
        found=found,
        values={**values, **request.form.to_dict()},
        problem=(_(words.message), _(words.remedy)) if words else None,
        circuit_mark=circuit_mark,
        base_url=base_url(),
        time_zone=ports().time_zone,
    )


def _trust_page(platform_id: str, error: ServiceError | None) -> str:
    words = error.explanation if error else None
    return render_template(
        "platform-trust.html",
        platform=_found(platform_id).platform,
        form=request.form,
        problem=(_(words.message), _(words.remedy)) if words else None,
    )
