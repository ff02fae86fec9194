"""Who signed an ID token, and what it says; nothing of it is believed before that."""

import base64
import json
import re
from collections.abc import Mapping
from typing import NoReturn

from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from lti_service.domain.launch import Platform
from lti_service.errors import LaunchRefusedError
from lti_service.lti.key_set import PlatformKeys

MAX_LENGTH = 100_000
_MAX_HEADER_LENGTH = 2048
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)")
_KID = re.compile(r"[A-Za-z0-9_.:+=@/-]{1,255}")
# A key brought along or pointed to proves nothing, and we understand no extension.
_FORBIDDEN = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64"})


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


# JSON knows no NaN and no Infinity, though Python's reader takes them.
_JSON = json.JSONDecoder(parse_constant=_no_constant)
# Asked itself, since what the header says is settled here, more strictly than there.
_RS256 = JWSRegistry.algorithms["RS256"]


def read_id_token(
    token: str, platform: Platform, keys: PlatformKeys
) -> Mapping[str, object]:
    """Return the claims of a token that this platform signed with RS256.

    Raises:
        LaunchRefusedError: It is no token, or not signed by a key of the platform.
    """
    if len(token) > MAX_LENGTH:
        raise LaunchRefusedError("launch-token-too-large")
    parts = _COMPACT.fullmatch(token)
    if parts is None:
        raise LaunchRefusedError("launch-token-malformed")
    head, body, tail = parts.groups()
    if not tail:
        raise LaunchRefusedError("launch-signature")
    if len(head) > _MAX_HEADER_LENGTH:
        raise LaunchRefusedError("launch-token-malformed")
    key = keys.get(platform, _kid(_object(_decoded(head))))
    signature = _decoded(tail)
    # Base64 leaves bits over; a token altered there must not pass for the same.
    if _encoded(signature) != tail:
        raise LaunchRefusedError("launch-signature")
    try:
        _RS256.check_key(key)
        genuine = _RS256.verify(f"{head}.{body}".encode(), signature, key)
    except JoseError as error:
        raise LaunchRefusedError("launch-token-malformed") from error
    if not genuine:
        raise LaunchRefusedError("launch-signature")
    return _object(_decoded(body))


def _kid(header: Mapping[str, object]) -> str:
    if header.get("alg") != "RS256":
        raise LaunchRefusedError("launch-algorithm")
    if not _FORBIDDEN.isdisjoint(header):
        raise LaunchRefusedError("launch-header-forbidden")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise LaunchRefusedError("launch-key-missing")
    if not _KID.fullmatch(kid):
        raise LaunchRefusedError("launch-key-unknown")
    return kid


def _object(data: bytes) -> Mapping[str, object]:
    try:
        value = _JSON.decode(data.decode())
    except (ValueError, RecursionError) as error:
        raise LaunchRefusedError("launch-token-malformed") from error
    if not isinstance(value, dict):
        raise LaunchRefusedError("launch-token-malformed")
    return value


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise LaunchRefusedError("launch-token-malformed") from error


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
