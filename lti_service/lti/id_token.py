"""Who signed an ID token, and what it says; nothing of it is believed before that."""

import base64
import json
import re
from collections.abc import Mapping
from typing import NoReturn

from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError

from lti_service.domain.launch import Platform
from lti_service.errors import LaunchRefusedError
from lti_service.lti.key_set import PlatformKeys

MAX_LENGTH = 100_000
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)")
_KID = re.compile(r"[A-Za-z0-9_.:+=@/-]{1,255}")
# A key brought along or pointed to proves nothing, and we understand no extension.
_FORBIDDEN = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64"})


class _Registry(jws.JWSRegistry):
    max_header_length = 2048


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


# JSON knows no NaN and no Infinity, though Python's reader takes them.
_JSON = json.JSONDecoder(parse_constant=_no_constant)
_REGISTRY = _Registry(algorithms=["RS256"], strict_check_header=False)


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
    if not parts[3]:
        raise LaunchRefusedError("launch-signature")
    kid = _kid(_object(_decoded(parts[1])))
    key = keys.get(platform, kid)
    # Base64 leaves bits over; a token altered there must not pass for the same.
    if _encoded(_decoded(parts[3])) != parts[3]:
        raise LaunchRefusedError("launch-signature")
    try:
        verified = jws.deserialize_compact(token, key, registry=_REGISTRY)
    except BadSignatureError as error:
        raise LaunchRefusedError("launch-signature") from error
    except (JoseError, ValueError, RecursionError) as error:
        raise LaunchRefusedError("launch-token-malformed") from error
    return _object(verified.payload or b"")


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
