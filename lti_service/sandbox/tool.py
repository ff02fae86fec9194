"""What the tool signs: read with its key set, under Moodle's rules."""

from collections.abc import Mapping
from typing import Any

import requests
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lti_service.sandbox import CLIENT_ID
from lti_service.sandbox.config import SandboxConfig


def claims_of(token: str, config: SandboxConfig) -> Mapping[str, Any]:
    """Return what the tool says in a token; nothing where it is not the tool's."""
    try:
        answer = requests.get(f"{config.tool_url}/lti/jwks", timeout=5)
        answer.raise_for_status()
        keys = KeySet.import_key_set(answer.json())
        # Named by kid: a tool whose header names none is not looked for among the keys.
        if not jws.extract_compact(token.encode()).headers().get("kid"):
            return {}
        claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
    except (requests.RequestException, JoseError, ValueError, KeyError):
        return {}
    # Moodle's leeway is zero, and so is ours.
    now = config.now().timestamp()
    in_time = (
        _number(claims.get("exp"), now + 1) > now
        and _number(claims.get("iat"), now) <= now
    )
    return claims if in_time and claims.get("iss") == CLIENT_ID else {}


def _number(value: object, unsaid: float) -> float:
    if value is None:
        return unsaid
    return value if isinstance(value, int | float) else float("nan")
