"""Requests for content that must be refused, each one change away from one that is not."""

from collections.abc import Callable
from typing import Any

import pytest

from lti_service.domain.deep_linking import DeepLinkingSettings
from lti_service.domain.launch import VerifiedLaunch
from lti_service.errors import EXPLANATIONS
from lti_service.lti.deep_linking import SETTINGS
from tests.attacks.door import Door, Knock, recording

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
FOREIGN_FORMS = (
    "javascript:alert(1)",
    "JavaScript://lms.example/%0aalert(1)",
    "data:text/html,x",
    "//lms.example/return",
    "/return",
    "return",
    "ftp://lms.example/return",
    "https://lms.example@lain.example/return",
    "https://lms.example\\@lain.example/return",
    "https:///return",
    "https://lms.example/return next",
    "",
)


def request_of(door: Door) -> Knock:
    """Return Moodle's recorded deep-linking request, about to be posted."""
    knock = door.begin("launch-embed-teacher")
    recorded = recording("deeplink-request-claims")["claims"]
    recorded[SETTINGS]["deep_link_return_url"] = f"{door.keys.url}/return?sesskey=1"
    for name in ("resource_link", "launch_presentation"):
        knock.claims.pop(f"https://purl.imsglobal.org/spec/lti/claim/{name}", None)
    knock.claims[SETTINGS] = recorded[SETTINGS]
    knock.lti(message_type="LtiDeepLinkingRequest")
    return knock


def asking(**changes: Any) -> Callable[[Knock], Any]:
    """Return a change of the settings; None leaves a member out."""

    def change(knock: Knock) -> None:
        settings = {**knock.claims[SETTINGS], **changes}
        kept = {name: value for name, value in settings.items() if value is not None}
        knock.claims[SETTINGS] = kept

    return change


REFUSED: dict[str, tuple[Callable[[Knock], Any], str]] = {
    "no settings": (lambda k: k.drop(SETTINGS), "deep-linking-settings-missing"),
    "empty settings": (
        lambda k: k.claims.update({SETTINGS: {}}),
        "deep-linking-settings-missing",
    ),
    "settings that are a text": (
        lambda k: k.claims.update({SETTINGS: "x"}),
        "launch-claim-malformed",
    ),
    "no return address": (asking(deep_link_return_url=None), "deep-linking-return"),
    "a return address that is a list": (
        asking(deep_link_return_url=["https://lms.example/return"]),
        "launch-claim-malformed",
    ),
    "a return address with a line break": (
        asking(deep_link_return_url="https://lms.example/\r\nSet-Cookie: a=b"),
        "launch-claim-malformed",
    ),
    "links are not taken": (asking(accept_types=["file"]), "deep-linking-type"),
    "types that are a text": (
        asking(accept_types="ltiResourceLink"),
        "launch-claim-malformed",
    ),
    "a number for several": (asking(accept_multiple=2), "launch-claim-malformed"),
    "a tenth of a megabyte of data": (
        asking(data="x" * 100_000),
        "launch-token-too-large",
    ),
    "a learner asks": (lambda k: k.lti(roles=[LEARNER]), "deep-linking-forbidden"),
    "nobody asks": (lambda k: k.drop("sub"), "deep-linking-forbidden"),
    "a message that is a list": (
        lambda k: k.lti(message_type=["LtiDeepLinkingRequest"]),
        "launch-message-type",
    ),
    "an answer in place of a request": (
        lambda k: k.lti(message_type="LtiDeepLinkingResponse"),
        "launch-message-type",
    ),
    "a target elsewhere": (
        lambda k: k.lti(target_link_uri="https://lain.example/"),
        "launch-target-foreign",
    ),
} | {
    f"return address {address!r}": (
        asking(deep_link_return_url=address),
        "deep-linking-return",
    )
    for address in FOREIGN_FORMS
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_request_for_content_is_refused_by_name(name: str, door: Door) -> None:
    change, expected = REFUSED[name]
    knock = request_of(door)
    change(knock)

    assert door.refusal(knock) == expected
    assert 400 <= EXPLANATIONS[expected].status < 500


def test_an_answer_is_not_sent_without_encryption_by_a_platform_that_has_it(
    door: Door,
) -> None:
    door.register(auth_url="https://lms.example/auth")
    knock = request_of(door)
    asking(deep_link_return_url="http://lms.example/return")(knock)
    assert door.refusal(knock) == "deep-linking-return"


def accepted(door: Door, change: Callable[[Knock], Any]) -> DeepLinkingSettings:
    knock = request_of(door)
    change(knock)
    launch: VerifiedLaunch = door.verify(knock)
    assert launch.deep_linking is not None
    return launch.deep_linking


def test_moodles_request_gets_in(door: Door) -> None:
    found = accepted(door, asking())

    assert found.return_url == f"{door.keys.url}/return?sesskey=1"
    assert (found.data, found.multiple, found.line_items) == ("", True, True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"accept_multiple": None}, (False, True)),
        ({"accept_multiple": False}, (False, True)),
        ({"accept_multiple": "true"}, (True, True)),
        ({"accept_lineitem": False}, (True, False)),
        ({"accept_lineitem": True, "accept_types": None}, (True, True)),
        ({"accept_types": ["link", "ltiResourceLink"], "more": 1}, (True, True)),
        ({"deep_link_return_url": "https://kelas.example/kembali"}, (True, True)),
        ({"deep_link_return_url": "http://lms.example/return"}, (True, True)),
    ],
)
def test_what_a_platform_takes_is_read(
    changes: dict[str, Any], expected: tuple[bool, bool], door: Door
) -> None:
    found = accepted(door, asking(**changes))

    assert (found.multiple, found.line_items) == expected


def test_a_secret_in_the_return_address_is_in_no_log(door: Door) -> None:
    assert "sesskey" not in repr(accepted(door, asking()))
