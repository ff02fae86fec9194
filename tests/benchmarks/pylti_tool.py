"""A plain tool made with pylti1p3, which keeps key sets and nonces in memory.

It keeps nothing durably, neither nonces nor attempts, and shows an all but empty page.
"""
# mypy: disable-error-code="no-untyped-call, attr-defined"

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask, render_template
from joserfc.jwk import RSAKey
from pylti1p3.contrib.flask import (
    FlaskCacheDataStorage,
    FlaskMessageLaunch,
    FlaskOIDCLogin,
    FlaskRequest,
)
from pylti1p3.tool_config import ToolConfDict

from tests.platform_stub import CLIENT_ID, DEPLOYMENT, PlatformStub

_PAGE = """\
<!doctype html>
<title>{{ data.name }}</title>
<main id="player" data-launch="{{ launch }}">{{ data.name }}, {{ data.sub }}</main>
"""


class _Memory:
    """What the library asks of a cache."""

    def __init__(self) -> None:
        self._kept: dict[str, object] = {}

    def get(self, key: str) -> object:
        return self._kept.get(key)

    def set(self, key: str, value: object, _lifetime: int | None = None) -> None:
        self._kept[key] = value


def pylti_tool(stub: PlatformStub, jwk: Mapping[str, Any], *, parsed: bool) -> Flask:
    """Return the tool.

    Args:
        stub: The platform.
        jwk: Its public key.
        parsed: Whether the key is parsed once, which the library does each time.
    """
    platform: Any = {
        "default": True,
        "client_id": CLIENT_ID,
        "auth_login_url": f"{stub.issuer}/auth",
        "auth_token_url": f"{stub.issuer}/token",
        "key_set_url": f"{stub.issuer}/jwks",
        "key_set": {"keys": [dict(jwk)]},
        "deployment_ids": [DEPLOYMENT],
    }
    config = ToolConfDict({stub.issuer: platform})
    kept = FlaskCacheDataStorage(_Memory())
    key = RSAKey.import_key(dict(jwk)).public_key

    class Launch(FlaskMessageLaunch):
        def get_public_key(self) -> tuple[Any, str]:
            return (key, "RS256") if parsed else super().get_public_key()

    app = Flask("pylti")
    app.config["SECRET_KEY"] = secrets.token_hex(32)
    page = app.jinja_env.from_string(_PAGE)

    @app.get("/lti/login")
    def login() -> Any:
        asked = FlaskRequest()
        answer = FlaskOIDCLogin(asked, config, launch_data_storage=kept)
        return answer.redirect(asked.get_param("target_link_uri"))

    @app.post("/lti/launch")
    def launch() -> str:
        message = Launch(FlaskRequest(), config, launch_data_storage=kept)
        return render_template(
            page, data=message.get_launch_data(), launch=message.get_launch_id()
        )

    return app
