"""What an ID token of the practice LMS says: as Moodle 4.5 does, without its oddities."""

import json
from collections.abc import Mapping
from typing import Any

from lti_service.sandbox import CLIENT_ID, DEPLOYMENT_ID, NAME
from lti_service.sandbox.activity import (
    COURSE_ID,
    COURSE_LABEL,
    COURSE_TITLE,
    Activity,
)
from lti_service.sandbox.config import SandboxConfig
from lti_service.sandbox.people import Member

TOKEN_SECONDS = 60
SCOPES = frozenset(
    {
        "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
        "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
        "https://purl.imsglobal.org/spec/lti-ags/scope/score",
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
    }
)
RESOURCE_LINK = "ltiResourceLink"
RETURN_PATH = "/lti/pilihan"
_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


def message_hint(activity_id: str, message_id: str) -> str:
    """Return the hint that must come back as it is; JSON, as Moodle's."""
    return json.dumps({"cmid": activity_id, "launchid": message_id})


def message_id_of(hint: str) -> str:
    """Return the message that a hint belongs to; empty where it is none of ours."""
    try:
        found = json.loads(hint)
    except ValueError:
        return ""
    message_id = found.get("launchid") if isinstance(found, dict) else None
    return message_id if isinstance(message_id, str) else ""


def line_item_url(config: SandboxConfig, activity: Activity) -> str:
    """Return the address of an activity's column."""
    return f"{config.issuer}/lti/lineitems/{activity.id}/lineitem?type_id=1"


def memberships_url(config: SandboxConfig) -> str:
    """Return the address of the roster."""
    return f"{config.issuer}/lti/memberships"


def launch_claims(
    config: SandboxConfig, member: Member, activity: Activity
) -> Mapping[str, Any]:
    """Return what a resource link launch says besides `claims`."""
    endpoint = _endpoint(config)
    if activity.graded:
        endpoint["lineitem"] = line_item_url(config, activity)
    return {
        f"{_LTI}message_type": "LtiResourceLinkRequest",
        f"{_LTI}resource_link": {"id": activity.id, "title": activity.title},
        f"{_LTI}custom": dict(activity.custom),
        f"{_LTI}launch_presentation": {
            "locale": "id",
            "document_target": "window" if activity.window else "iframe",
            "return_url": f"{config.issuer}/orang/{member.id}/",
        },
        _AGS_ENDPOINT: endpoint,
    }


def review_claims(
    config: SandboxConfig, member: Member, activity: Activity, learner_id: str
) -> Mapping[str, Any]:
    """Return what asks for a learner's work (Submission Review 1.0)."""
    return {
        **launch_claims(config, member, activity),
        f"{_LTI}message_type": "LtiSubmissionReviewRequest",
        f"{_LTI}for_user": {"user_id": learner_id},
    }


def deep_linking_claims(config: SandboxConfig, choice_id: str) -> Mapping[str, Any]:
    """Return what asks for content to be chosen (Deep Linking 2.0)."""
    return {
        f"{_LTI}message_type": "LtiDeepLinkingRequest",
        f"{_LTI}custom": {},
        f"{_LTI}launch_presentation": {"locale": "id"},
        _AGS_ENDPOINT: _endpoint(config),
        "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings": {
            "accept_types": [RESOURCE_LINK],
            "accept_presentation_document_targets": ["frame", "iframe", "window"],
            "accept_copy_advice": False,
            "accept_multiple": True,
            "accept_unsigned": False,
            "auto_create": False,
            "can_confirm": False,
            "deep_link_return_url": f"{config.issuer}{RETURN_PATH}?pilihan={choice_id}",
            "title": NAME,
            "text": "",
        },
    }


def claims(
    config: SandboxConfig, member: Member, nonce: str, issued: int
) -> Mapping[str, Any]:
    """Return what every message says.

    Args:
        config: Where we and the tool are.
        member: Who sends it.
        nonce: Of the tool's request.
        issued: Seconds since 1970.
    """
    return {
        "nonce": nonce,
        "iat": issued,
        "exp": issued + TOKEN_SECONDS,
        "iss": config.issuer,
        "aud": CLIENT_ID,
        "sub": member.id,
        "given_name": member.given_name,
        "family_name": member.family_name,
        "name": member.name,
        "email": member.email,
        f"{_LTI}version": "1.3.0",
        f"{_LTI}deployment_id": DEPLOYMENT_ID,
        f"{_LTI}target_link_uri": config.redirect_uri,
        f"{_LTI}roles": member.role.launch_roles,
        f"{_LTI}context": {
            "id": COURSE_ID,
            "label": COURSE_LABEL,
            "title": COURSE_TITLE,
            "type": ["CourseSection"],
        },
        f"{_LTI}lis": {
            "person_sourcedid": member.nip,
            "course_section_sourcedid": COURSE_LABEL,
        },
        f"{_LTI}tool_platform": {
            "guid": "lms-latihan",
            "product_family_code": "practice",
            "version": "1",
            "name": NAME,
        },
        "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
            "context_memberships_url": memberships_url(config),
            "service_versions": ["2.0"],
        },
    }


def _endpoint(config: SandboxConfig) -> dict[str, Any]:
    return {
        "scope": sorted(scope for scope in SCOPES if "lti-ags" in scope),
        "lineitems": f"{config.issuer}/lti/lineitems?type_id=1",
    }
