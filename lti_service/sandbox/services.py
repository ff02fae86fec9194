"""Tokens, gradebook and roster for the tool, with Moodle's rules where they are strict."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from lti_service.sandbox import CLIENT_ID, TOKEN_PATH
from lti_service.sandbox.activity import (
    COURSE_ID,
    COURSE_LABEL,
    COURSE_TITLE,
    Activity,
)
from lti_service.sandbox.login import config, state
from lti_service.sandbox.message import SCOPES, line_item_url, memberships_url
from lti_service.sandbox.people import Role, members
from lti_service.sandbox.state import TOKEN_SECONDS, Score
from lti_service.sandbox.tool import claims_of

blueprint = Blueprint("services", __name__)

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
_LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
_RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
_ROSTER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_BEARER = "Bearer"
_JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@blueprint.post(TOKEN_PATH)
def give_token() -> ResponseReturnValue:
    """Give the tool an access token (OAuth 2 client credentials with a signed JWT)."""
    form = request.form
    if form.get("grant_type") != "client_credentials":
        return jsonify(error="unsupported_grant_type"), 400
    if form.get("client_assertion_type") != _JWT_BEARER:
        return jsonify(error="invalid_request"), 400
    if not _is_tool(form.get("client_assertion", "")):
        return jsonify(error="invalid_client"), 400
    granted = " ".join(sorted(SCOPES.intersection(form.get("scope", "").split())))
    if not granted:
        return jsonify(error="invalid_scope"), 400
    return jsonify(
        access_token=state().new_token(granted, config().now()),
        token_type=_BEARER,
        expires_in=TOKEN_SECONDS,
        scope=granted,
    )


@blueprint.get("/lti/lineitems")
def line_items() -> ResponseReturnValue:
    """The columns of the course."""
    if not _allowed(f"{_AGS}lineitem.readonly"):
        return _answer([], 401)
    if _LINE_ITEMS_TYPE not in request.headers.get("Accept", ""):
        return _answer([], 400)
    items = [_line_item(activity) for activity in _graded().values()]
    return _answer(items, 200, _LINE_ITEMS_TYPE)


@blueprint.get("/lti/lineitems/<activity_id>/lineitem")
def line_item(activity_id: str) -> ResponseReturnValue:
    """One column."""
    if not _allowed(f"{_AGS}lineitem.readonly"):
        return _answer([], 401)
    activity = _graded().get(activity_id)
    if activity is None:
        return _answer([], 404)
    return _answer(_line_item(activity), 200, _LINE_ITEM_TYPE)


@blueprint.post("/lti/lineitems/<activity_id>/lineitem/scores")
def take_score(activity_id: str) -> ResponseReturnValue:
    """Take a score; anything but a final one wipes what was there, as in Moodle."""
    if request.mimetype != _SCORE_TYPE:
        return _answer([], 400)
    if not _allowed(f"{_AGS}score"):
        return _answer([], 401)
    if activity_id not in _graded():
        return _answer([], 404)
    score = _score(activity_id, request.get_data(cache=False))
    if score is None:
        return _answer([], 400)
    return _answer([], 200 if state().take_score(score) else 409)


@blueprint.get("/lti/lineitems/<activity_id>/lineitem/results")
def results(activity_id: str) -> ResponseReturnValue:
    """The grades of a column; people without one are absent."""
    if not _allowed(f"{_AGS}result.readonly"):
        return _answer([], 401)
    activity = _graded().get(activity_id)
    if activity is None:
        return _answer([], 404)
    wanted = request.args.get("user_id")
    found = [
        _result(activity, score)
        for score in state().scores()
        if score.activity_id == activity_id
        and score.given is not None
        and wanted in {None, score.member_id}
    ]
    return _answer(found, 200, _RESULTS_TYPE)


@blueprint.get("/lti/memberships")
def roster() -> ResponseReturnValue:
    """The people of the course, ``limit`` at once where the tool asks for pages."""
    if not _allowed(
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
    ):
        return _answer([], 401)
    if "application/json" in request.headers.get("Accept", ""):
        return _answer([], 400)
    everybody = list(members().values())
    start = max(request.args.get("from", 0, type=int), 0)
    limit = request.args.get("limit", 0, type=int)
    end = start + limit if limit > 0 else len(everybody)
    document = {
        "id": memberships_url(config()),
        "context": {"id": COURSE_ID, "label": COURSE_LABEL, "title": COURSE_TITLE},
        "members": [
            {
                "status": "Active",
                "roles": member.role.roster_roles,
                "user_id": member.id,
                "lis_person_sourcedid": member.nip,
                "name": member.name,
                "given_name": member.given_name,
                "family_name": member.family_name,
                "email": member.email,
            }
            for member in everybody[start:end]
        ],
    }
    response = _answer(document, 200, _ROSTER_TYPE)
    if end < len(everybody):
        following = f"{memberships_url(config())}?limit={limit}&from={end}"
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def grade(score: Score, activity: Activity) -> float | None:
    """Return a score on the column's scale, capped as Moodle does."""
    if score.given is None or score.maximum is None:
        return None
    scaled = score.given / score.maximum * activity.maximum
    return round(min(max(scaled, 0), activity.maximum), 5)


def _is_tool(assertion: str) -> bool:
    claims = claims_of(assertion, config())
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    return (
        claims.get("sub") == CLIENT_ID
        and config().token_url in listed
        and None not in {claims.get("exp"), claims.get("iat")}
    )


def _allowed(scope: str) -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and scope in state().scopes(token, config().now())


def _graded() -> Mapping[str, Activity]:
    known = state().activities()
    return {name: activity for name, activity in known.items() if activity.graded}


def _line_item(activity: Activity) -> Mapping[str, Any]:
    named = {"resourceId": activity.resource_id, "tag": activity.tag}
    return {
        "id": line_item_url(config(), activity),
        "label": activity.title,
        "scoreMaximum": activity.maximum,
        "resourceLinkId": activity.id,
        **{name: value for name, value in named.items() if value},
    }


def _score(activity_id: str, body: bytes) -> Score | None:
    """Return the score in a request; none where Moodle would refuse it."""
    try:
        sent = json.loads(body)
        moment = datetime.fromisoformat(sent["timestamp"])
        member = members()[str(sent["userId"])]
        final = sent["gradingProgress"] == "FullyGraded" and "scoreGiven" in sent
        given = float(sent["scoreGiven"]) if final else None
        maximum = float(sent["scoreMaximum"]) if final else None
    except (ValueError, TypeError, KeyError):
        return None
    if member.role is not Role.LEARNER or not sent.get("activityProgress"):
        return None
    if maximum is not None and maximum <= 0:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return Score(
        activity_id,
        member.id,
        given,
        maximum,
        str(sent.get("comment", "")),
        int(moment.timestamp()),
    )


def _result(activity: Activity, score: Score) -> Mapping[str, Any]:
    address = line_item_url(config(), activity).replace("?", "/results?", 1)
    return {
        "id": f"{address}&user_id={score.member_id}",
        "userId": score.member_id,
        "resultScore": grade(score, activity),
        "resultMaximum": activity.maximum,
        "scoreOf": line_item_url(config(), activity),
        "timestamp": score.moment.isoformat(),
    }


def _answer(document: object, status: int, kind: str = "application/json") -> Response:
    response = make_response(json.dumps(document), status)
    response.headers["Content-Type"] = kind
    return response
