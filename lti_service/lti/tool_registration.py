"""What this tool says of itself to a platform (LTI Dynamic Registration 1.0, section 3)."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"

RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"

_OPTIONAL = (DEEP_LINKING, SUBMISSION_REVIEW)

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/"
SCOPES = (
    f"{_AGS}lineitem",
    f"{_AGS}lineitem.readonly",
    f"{_AGS}result.readonly",
    f"{_AGS}score",
    f"{_NRPS}contextmembership.readonly",
)
CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email")
SOURCED_ID = "person_sourcedid"
HISTORY = "linkhistory"
CUSTOM_PARAMETERS = {
    SOURCED_ID: "$Person.sourcedId",
    HISTORY: "$ResourceLink.id.history",
}
"""The NIP, where an LMS does not send it as ``lis.person_sourcedid`` of itself, and the
links that a link was copied from. Moodle 4.5.6 fills in the first alone; what is not
filled in comes back as it is."""

_NAME = "Pembinaan ASN"
_DESCRIPTION = (
    "Kursus pengembangan kompetensi ASN yang dinilai di server, dengan bukti untuk "
    "rencana pengembangan setiap pegawai."
)


def tool_registration(base_url: str, platform: Mapping[str, Any]) -> dict[str, Any]:
    """Return our registration, without what the platform says it does not know.

    Args:
        base_url: Our public address.
        platform: Its OpenID configuration.
    """
    launch = f"{base_url}/lti/launch"
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{base_url}/lti/login",
        "redirect_uris": [launch],
        "client_name": _NAME,
        "client_uri": base_url,
        "jwks_uri": f"{base_url}/lti/jwks",
        "token_endpoint_auth_method": "private_key_jwt",
        "id_token_signed_response_alg": "RS256",
        "scope": " ".join(_known(SCOPES, platform.get("scopes_supported"))),
        TOOL_CONFIGURATION: {
            # Moodle takes only what equals host and port of target_link_uri.
            "domain": urlsplit(base_url).netloc,
            "description": _DESCRIPTION,
            "target_link_uri": launch,
            "custom_parameters": CUSTOM_PARAMETERS,
            "claims": list(CLAIMS),
            "messages": [
                message
                for message in _messages(launch)
                if message["type"] in _message_types(platform)
            ],
        },
    }


def _messages(launch: str) -> list[dict[str, Any]]:
    return [
        {
            "type": RESOURCE_LINK,
            "target_link_uri": launch,
            "label": "Buka kursus",
            "label#en": "Open the course",
        },
        {
            "type": DEEP_LINKING,
            "target_link_uri": launch,
            "label": "Pilih kursus",
            "label#en": "Choose a course",
            "placements": ["ContentArea"],
            "supported_types": ["ltiResourceLink"],
        },
        {
            "type": SUBMISSION_REVIEW,
            "target_link_uri": launch,
            "label": "Lihat pengerjaan",
            "label#en": "See the submission",
        },
    ]


def _known(ours: Sequence[str], theirs: object) -> list[str]:
    """Return what a platform lists of ours; all where it lists nothing."""
    if not isinstance(theirs, list):
        return list(ours)
    return [name for name in ours if name in theirs]


def _message_types(platform: Mapping[str, Any]) -> list[str]:
    described = platform.get(PLATFORM_CONFIGURATION)
    listed = (
        described.get("messages_supported") if isinstance(described, dict) else None
    )
    if not isinstance(listed, list):
        return [RESOURCE_LINK, *_OPTIONAL]
    types = [message.get("type") for message in listed if isinstance(message, dict)]
    return [RESOURCE_LINK, *_known(_OPTIONAL, types)]
