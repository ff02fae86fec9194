"""Registering this tool at a platform (LTI Dynamic Registration 1.0)."""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from lti_service.domain.launch import origin_of
from lti_service.domain.registration import RegisteredPlatform
from lti_service.errors import (
    PlatformBusyError,
    PlatformRefusedError,
    PlatformSlowError,
    PlatformTooLongError,
    RegistrationRefusedError,
)
from lti_service.lti.connection import PlatformConnection, Reply
from lti_service.lti.tool_registration import (
    PLATFORM_CONFIGURATION,
    TOOL_CONFIGURATION,
    tool_registration,
)

_LIMIT = 256 * 1024
_TIMEOUT = (5.0, 5.0)
_TOKEN = re.compile(r"[!-~]{1,8192}")
_NAME = re.compile(r"[!-~]{1,255}")
_PRODUCT = re.compile(r"[a-z0-9._-]{1,40}")
# What Moodle says of a registration that it does not take, e.g. ``missing_domain``.
_REASON = re.compile(r"[A-Za-z0-9_:/. -]{1,100}")
_ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "registration_endpoint",
)
_NEEDED = {
    "id_token_signing_alg_values_supported": "RS256",
    "token_endpoint_auth_methods_supported": "private_key_jwt",
    "response_types_supported": "id_token",
}
_TOKEN_REFUSED = frozenset(
    # Moodle 4.5 answers a garbled or expired token with 404 and a page.
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
)

Document = Mapping[str, Any]


class LtiRegistrar:
    """`ports.Registrar` over HTTP.

    Args:
        base_url: Our public address.
        connection: The way out.
        timeout: Seconds to connect and, from then on, for a whole answer.
    """

    def __init__(
        self,
        *,
        base_url: str,
        connection: PlatformConnection,
        timeout: tuple[float, float] = _TIMEOUT,
    ) -> None:
        self._base_url = base_url
        self._connection = connection
        self._timeout = timeout

    def register(self, configuration_url: str, token: str) -> RegisteredPlatform:
        """Ask a platform who it is and send it our registration.

        Raises:
            RegistrationRefusedError: The platform is not one to register at.
        """
        if token and not _TOKEN.fullmatch(token):
            raise RegistrationRefusedError("register-token-malformed")
        platform = self._configuration(configuration_url)
        ours = tool_registration(self._base_url, platform)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        reply = self._call(
            "POST", platform["registration_endpoint"], headers, json.dumps(ours)
        )
        return _registered(platform, ours, _taken(reply))

    def _configuration(self, url: str) -> Document:
        origin = origin_of(url)
        if not origin:
            raise RegistrationRefusedError("register-address-not-web")
        reply = self._call("GET", url, {"Accept": "application/json"})
        if reply.status != HTTPStatus.OK:
            raise RegistrationRefusedError(
                "register-configuration-missing", status=str(reply.status)
            )
        document = _object(reply, "register-configuration-unreadable")
        _require_words(document)
        if origin_of(document["issuer"]) != origin:
            raise RegistrationRefusedError("register-issuer-foreign")
        for name in _ENDPOINTS:
            if origin_of(document[name]) != origin:
                raise RegistrationRefusedError("register-endpoint-foreign", field=name)
        for name, needed in _NEEDED.items():
            offered = document.get(name, [needed])
            if not isinstance(offered, list) or needed not in offered:
                raise RegistrationRefusedError("register-unsuitable", field=name)
        return document

    def _call(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: str | None = None,
    ) -> Reply:
        try:
            self._connection.guard.check(url)
        except PlatformRefusedError as error:
            raise RegistrationRefusedError("register-address-plain") from error
        try:
            reply = self._connection.call(
                method,
                url,
                headers=headers,
                data=data,
                timeout=self._timeout,
                limit=_LIMIT,
            )
        except PlatformRefusedError as error:
            raise RegistrationRefusedError("register-address-private") from error
        except PlatformSlowError as error:
            raise RegistrationRefusedError("register-slow") from error
        except PlatformTooLongError as error:
            raise RegistrationRefusedError("register-too-long") from error
        except PlatformBusyError as error:
            raise RegistrationRefusedError("register-unreachable") from error
        if reply.status // 100 == 3:  # noqa: PLR2004 - redirects are not followed
            raise RegistrationRefusedError(
                "register-redirected", status=str(reply.status)
            )
        return reply


def _object(reply: Reply, code: str) -> Document:
    try:
        document = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise RegistrationRefusedError(code) from error
    if not isinstance(document, dict):
        raise RegistrationRefusedError(code)
    return document


def _require_words(document: Document) -> None:
    for name in ("issuer", *_ENDPOINTS):
        value = document.get(name)
        if not isinstance(value, str) or not value:
            raise RegistrationRefusedError("register-configuration-short", field=name)


def _taken(reply: Reply) -> Document:
    """Return what the platform answered to our registration; Moodle says 200, not 201."""
    if reply.status in _TOKEN_REFUSED:
        raise RegistrationRefusedError(
            "register-token-refused", status=str(reply.status)
        )
    if reply.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        said = reply.body[:101].decode("utf-8", "replace")
        reason = said if _REASON.fullmatch(said) else "-"
        raise RegistrationRefusedError(
            "register-declined", status=str(reply.status), reason=reason
        )
    return _object(reply, "register-answer-unreadable")


def _registered(
    platform: Document, ours: Document, answer: Document
) -> RegisteredPlatform:
    client_id = answer.get("client_id")
    tool = answer.get(TOOL_CONFIGURATION)
    deployment = tool.get("deployment_id", "") if isinstance(tool, dict) else ""
    if not isinstance(client_id, str) or not _NAME.fullmatch(client_id):
        raise RegistrationRefusedError("register-answer-unreadable", field="client_id")
    deployment = "" if deployment is None else deployment
    if not isinstance(deployment, str) or not (
        deployment == "" or _NAME.fullmatch(deployment)
    ):
        raise RegistrationRefusedError(
            "register-answer-unreadable", field="deployment_id"
        )
    sent = ours[TOOL_CONFIGURATION]["messages"]
    return RegisteredPlatform(
        issuer=platform["issuer"],
        client_id=client_id,
        auth_url=platform["authorization_endpoint"],
        token_url=platform["token_endpoint"],
        jwks_url=platform["jwks_uri"],
        deployment_id=deployment,
        product=_product(platform),
        messages=tuple(message["type"] for message in sent),
        scopes=tuple(ours["scope"].split()),
    )


def _product(platform: Document) -> str:
    described = platform.get(PLATFORM_CONFIGURATION)
    family = described.get("product_family_code") if isinstance(described, dict) else ""
    lower = family.lower() if isinstance(family, str) else ""
    return lower if _PRODUCT.fullmatch(lower) else ""
