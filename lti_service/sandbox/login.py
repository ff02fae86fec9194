"""The platform's side of a launch: initiation, OpenID Connect, key set."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from joserfc import jwt

from lti_service.sandbox import AUTH_PATH, CLIENT_ID, DEPLOYMENT_ID, JWKS_PATH
from lti_service.sandbox.activity import Activity
from lti_service.sandbox.config import SandboxConfig
from lti_service.sandbox.message import (
    claims,
    deep_linking_claims,
    launch_claims,
    message_hint,
    message_id_of,
    review_claims,
)
from lti_service.sandbox.people import Member, Role, members
from lti_service.sandbox.state import CHOICE_SECONDS, Message, State

blueprint = Blueprint("login", __name__)


def config() -> SandboxConfig:
    """Return how this practice LMS is set up."""
    found: SandboxConfig = current_app.extensions["sandbox_config"]
    return found


def state() -> State:
    """Return what this practice LMS remembers."""
    found: State = current_app.extensions["sandbox_state"]
    return found


def member_or_404(member_id: str) -> Member:
    """Return a member, or answer 404."""
    return members().get(member_id) or abort(404)


def activity_or_404(activity_id: str) -> Activity:
    """Return an activity, or answer 404."""
    return state().activities().get(activity_id) or abort(404)


def teacher_or_404(member_id: str) -> Member:
    """Return a member who teaches, or answer 404."""
    member = member_or_404(member_id)
    return member if member.role is not Role.LEARNER else abort(404)


@blueprint.get("/orang/<member_id>/buka/<activity_id>")
def initiate(member_id: str, activity_id: str) -> ResponseReturnValue:
    """Begin a launch: a form that posts itself to the tool."""
    member, activity = member_or_404(member_id), activity_or_404(activity_id)
    return _begun(Message(member.id, activity.id))


@blueprint.get("/orang/<member_id>/pilih/buka")
def initiate_choice(member_id: str) -> ResponseReturnValue:
    """Begin a choice of content."""
    return _begun(Message(teacher_or_404(member_id).id))


@blueprint.get("/orang/<member_id>/tinjau/<activity_id>/<learner_id>")
def initiate_review(
    member_id: str, activity_id: str, learner_id: str
) -> ResponseReturnValue:
    """Begin a look at a learner's work, from the gradebook."""
    activity, learner = activity_or_404(activity_id), member_or_404(learner_id)
    return _begun(Message(teacher_or_404(member_id).id, activity.id, learner.id))


def _begun(message: Message) -> ResponseReturnValue:
    message_id = state().begin(message, config().now())
    return _posted(
        f"{config().tool_url}/lti/login",
        {
            "iss": config().issuer,
            "target_link_uri": config().redirect_uri,
            "login_hint": message.member_id,
            "lti_message_hint": message_hint(message.activity_id, message_id),
            "client_id": CLIENT_ID,
            "lti_deployment_id": DEPLOYMENT_ID,
        },
    )


@blueprint.route(AUTH_PATH, methods=["GET", "POST"])
def authorize() -> ResponseReturnValue:
    """Answer the tool's authentication request.

    What makes it unclear where to answer ends here on a page; all else is posted to the
    tool as an error.
    """
    asked = request.values
    required = (
        asked.get("scope") == "openid",
        asked.get("response_type") == "id_token",
        asked.get("redirect_uri") == config().redirect_uri,
        bool(asked.get("nonce")),
    )
    if not all(required):
        abort(400)
    begun = state().take(
        message_id_of(asked.get("lti_message_hint", "")), config().now()
    )
    if begun is None:
        abort(400)
    answer = _refusal(asked, members()[begun.member_id]) or {
        "id_token": _id_token(begun, asked["nonce"])
    }
    return _posted(config().redirect_uri, {**answer, "state": asked.get("state", "")})


@blueprint.get(JWKS_PATH)
def key_set() -> ResponseReturnValue:
    """Our public keys."""
    kid, key = state().key
    public = key.as_dict(private=False, kid=kid, use="sig", alg="RS256")
    return jsonify({"keys": [public]})


def _refusal(asked: Mapping[str, str], member: Member) -> dict[str, str] | None:
    if asked.get("client_id") != CLIENT_ID:
        return {"error": "unauthorized_client"}
    if asked.get("response_mode") != "form_post":
        return {
            "error": "invalid_request",
            "error_description": "Invalid response_mode",
        }
    if asked.get("prompt", "none") != "none":
        return {"error": "invalid_request", "error_description": "Invalid prompt"}
    if asked.get("login_hint") != member.id:
        return {"error": "access_denied"}
    return None


def _id_token(message: Message, nonce: str) -> str:
    kid, key = state().key
    member = members()[message.member_id]
    issued = int(config().now().timestamp())
    told = claims(config(), member, nonce, issued)
    header = {"alg": "RS256", "kid": kid}
    return jwt.encode(header, {**told, **_asked(message, member)}, key)


def _asked(message: Message, member: Member) -> Mapping[str, Any]:
    if not message.activity_id:
        choice = Message(member.id)
        choice_id = state().begin(choice, config().now(), CHOICE_SECONDS)
        return deep_linking_claims(config(), choice_id)
    activity = state().activities()[message.activity_id]
    if message.learner_id:
        return review_claims(config(), member, activity, message.learner_id)
    return launch_claims(config(), member, activity)


def _posted(url: str, fields: Mapping[str, str]) -> str:
    return render_template("post.html", url=url, fields=fields)
