"""Claims by name, read with their types: a wrong type is a refusal, never a crash."""

import re
from collections.abc import Mapping

from lti_service.errors import LaunchRefusedError

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
VERSION = f"{_LTI}version"
MESSAGE_TYPE = f"{_LTI}message_type"
DEPLOYMENT_ID = f"{_LTI}deployment_id"
TARGET_LINK_URI = f"{_LTI}target_link_uri"
RESOURCE_LINK = f"{_LTI}resource_link"
ROLES = f"{_LTI}roles"
CONTEXT = f"{_LTI}context"
CUSTOM = f"{_LTI}custom"
LIS = f"{_LTI}lis"
FOR_USER = f"{_LTI}for_user"
LAUNCH_PRESENTATION = f"{_LTI}launch_presentation"
TOOL_PLATFORM = f"{_LTI}tool_platform"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NAMES_ROLE_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

ID_LENGTH = 255
_TEXT_LENGTH = 1000
_ADDRESS_LENGTH = 4000
# Lone surrogates and control characters: no database or header takes them all.
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")

Claims = Mapping[str, object]


def text(claims: Claims, name: str) -> str:
    """Return words to show, in one line; empty where missing or null."""
    value = claims.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _malformed(name)
    told = value if value.isprintable() else _UNFIT.sub(" ", value)
    return " ".join(told.split())[:_TEXT_LENGTH]


def identifier(claims: Claims, name: str) -> str:
    """Return an identifier byte for byte; empty where missing or null."""
    return _whole(claims, name, ID_LENGTH)


def address(claims: Claims, name: str) -> str:
    """Return an address as it stands; empty where missing or null."""
    return _whole(claims, name, _ADDRESS_LENGTH)


def members(claims: Claims, name: str) -> Claims:
    """Return an object; empty where missing, null or PHP's empty array."""
    value = claims.get(name)
    if value is None or value == []:
        return {}
    if not isinstance(value, dict):
        raise _malformed(name)
    return value


def words(claims: Claims, name: str) -> Mapping[str, str]:
    """Return an object's values as text; null values are left out."""
    found: dict[str, str] = {}
    for key, value in members(claims, name).items():
        if isinstance(value, bool):
            found[key] = "true" if value else "false"
        elif isinstance(value, str | int | float):
            told = str(value)
            fit = told if told.isprintable() else _UNFIT.sub(" ", told)
            found[key] = fit.strip()
        elif value is not None:
            raise _malformed(name)
    return found


def full_name(claims: Claims) -> str:
    """Return ``name``, else given and family name; empty where there is neither."""
    parts = (text(claims, "given_name"), text(claims, "family_name"))
    return text(claims, "name") or " ".join(filter(None, parts))


def nip(claims: Claims, name: str) -> str:
    """Return a NIP as people write it, with blanks or without; empty where missing."""
    return text(claims, name).replace(" ", "")


def number(claims: Claims, name: str) -> float | None:
    """Return a point in time; none where it is missing or not a number."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value


def _whole(claims: Claims, name: str, length: int) -> str:
    value = claims.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > length:
        raise _malformed(name)
    # What can be printed holds none of these; to ask for that costs next to nothing.
    if not value.isprintable() and _UNFIT.search(value):
        raise _malformed(name)
    return value


def _malformed(name: str) -> LaunchRefusedError:
    return LaunchRefusedError("launch-claim-malformed", claim=name)
