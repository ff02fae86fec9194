"""Deep linking 2.0: read what a platform asks for, and sign what was chosen."""

import json
import secrets
from collections.abc import Sequence
from typing import Any

from joserfc import jwt
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from lti_service.domain.deep_linking import ContentPick, DeepLinkingSettings
from lti_service.domain.launch import Platform, origin_of
from lti_service.domain.offer import Offer
from lti_service.errors import LaunchRefusedError
from lti_service.lti import claim
from lti_service.lti.access_token import BACKDATED
from lti_service.lti.claim import Claims
from lti_service.lti.key import Keyring
from lti_service.ports import Clock

REQUEST = "LtiDeepLinkingRequest"
SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
SCORE_MAXIMUM = 100
"""Moodle takes whole numbers from 1 to 100 only, and drops other items silently."""

_REVIEWABLE = ("InProgress", "Submitted", "Completed")
"""States of an activity in which there is something to see (AGS 2.0, section 3.1)."""

_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_RESOURCE_LINK = "ltiResourceLink"
_ANSWER_LIFE = 300
_TITLE_LENGTH = 250
"""An item whose title does not fit its column is dropped silently as well."""


def read_settings(claims: Claims, platform: Platform) -> DeepLinkingSettings:
    """Return what a deep-linking request asks for, or raise `LaunchRefusedError`."""
    settings = claim.members(claims, SETTINGS)
    if not settings:
        raise LaunchRefusedError("deep-linking-settings-missing")
    return_url = claim.address(settings, "deep_link_return_url")
    if not _is_safe(return_url, platform):
        raise LaunchRefusedError("deep-linking-return", platform=platform.id)
    types = settings.get("accept_types", [_RESOURCE_LINK])
    if not isinstance(types, list):
        raise LaunchRefusedError("launch-claim-malformed", claim=SETTINGS)
    if _RESOURCE_LINK not in types:
        raise LaunchRefusedError("deep-linking-type", platform=platform.id)
    data = "" if settings.get("data") is None else json.dumps(settings["data"])
    return DeepLinkingSettings(
        return_url=return_url,
        data=data,
        multiple=_flag(settings, "accept_multiple", unsaid=False),
        line_items=_flag(settings, "accept_lineitem", unsaid=True),
    )


class LtiDeepLinks:
    """`ports.DeepLinks` over LTI Deep Linking 2.0.

    Args:
        base_url: Our public address, without a slash at its end.
        keyring: Our own signing keys.
        clock: Time source.
    """

    def __init__(self, *, base_url: str, keyring: Keyring, clock: Clock) -> None:
        self._launch_url = f"{base_url}/lti/launch"
        self._keyring = keyring
        self._clock = clock

    def answer(
        self,
        platform: Platform,
        pick: ContentPick,
        offers: Sequence[Offer],
        message: str = "",
    ) -> str:
        """Return the signed answer to post to the platform."""
        # Moodle's leeway is zero.
        issued = int(self._clock.now().timestamp()) - BACKDATED
        claims: dict[str, Any] = {
            "iss": platform.client_id,
            "aud": [platform.issuer],
            "iat": issued,
            "exp": issued + BACKDATED + _ANSWER_LIFE,
            "nonce": secrets.token_urlsafe(16),
            claim.MESSAGE_TYPE: "LtiDeepLinkingResponse",
            claim.VERSION: "1.3.0",
            claim.DEPLOYMENT_ID: pick.deployment_id,
            f"{_DL}content_items": [
                self._item(offer, line_items=pick.line_items) for offer in offers
            ],
        }
        if pick.data:
            claims[f"{_DL}data"] = json.loads(pick.data)
        if message:
            claims[f"{_DL}msg"] = message
        kid, key = self._keyring.signing()
        return jwt.encode({"alg": "RS256", "kid": kid, "typ": "JWT"}, claims, key)

    def _item(self, offer: Offer, *, line_items: bool) -> dict[str, object]:
        title = offer.title[:_TITLE_LENGTH]
        # Names of letters alone: Moodle sends others twice, and puts a parameter on
        # each line, so that no value may have two.
        custom = {
            "course": offer.course_id,
            "module": offer.module_id,
            "activity": offer.activity_id,
        }
        item = (
            DeepLinkResource()
            .set_title(title)
            .set_url(self._launch_url)
            .set_custom_params({name: value for name, value in custom.items() if value})
        )
        if offer.graded and line_items:
            item.set_lineitem(
                LineItem()
                .set_label(title)
                .set_score_maximum(SCORE_MAXIMUM)
                .set_resource_id(offer.key)
                .set_tag(offer.kind)
                # Moodle keeps the address alone, others ask for the states as well.
                .set_submission_review(list(_REVIEWABLE), url=self._launch_url)
            )
        told = item.to_dict()
        return {**told, "text": " · ".join(offer.about)} if offer.about else told


def _is_safe(return_url: str, platform: Platform) -> bool:
    """Whether a signed answer may be posted there.

    A platform's courses may lie at another host than its sign-in, so that any plain web
    address will do; but none without encryption where the platform's own pages have it.
    """
    origin = origin_of(return_url)
    return bool(origin) and not (
        origin.startswith("http:") and platform.origin.startswith("https:")
    )


def _flag(settings: Claims, name: str, *, unsaid: bool) -> bool:
    value = settings.get(name)
    if value is None:
        return unsaid
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise LaunchRefusedError("launch-claim-malformed", claim=SETTINGS)
    return value
