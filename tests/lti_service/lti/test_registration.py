"""What is sent to a platform that this tool registers at, and what is read of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from lti_service.errors import RegistrationRefusedError
from lti_service.lti.connection import PlatformConnection
from lti_service.lti.registration import LtiRegistrar
from lti_service.lti.tool_registration import tool_registration
from tests.http_stub import Says
from tests.moodle_registration import (
    CONFIGURATION,
    REGISTRATION,
    TOKEN,
    TOOL,
    MoodleAdministration,
    recorded,
    refusal,
)

BASE_URL = "https://belajar.example"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"


@pytest.fixture
def moodle() -> Iterator[MoodleAdministration]:
    with MoodleAdministration() as it:
        yield it


@pytest.fixture
def registrar(moodle: MoodleAdministration) -> Iterator[LtiRegistrar]:
    hosts = frozenset({moodle.stub.host})
    connection = PlatformConnection(allow_private_hosts=hosts)
    yield LtiRegistrar(base_url=BASE_URL, connection=connection)
    connection.close()


def test_moodle_takes_the_registration_and_is_described_as_it_said(
    moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    found = registrar.register(moodle.configuration_url, TOKEN)

    assert found.issuer == moodle.url
    assert (found.client_id, found.deployment_id) == ("pvuq3Aw7TeDxEBE", "4")
    assert found.auth_url == f"{moodle.url}/mod/lti/auth.php"
    assert found.token_url == f"{moodle.url}/mod/lti/token.php"
    assert found.jwks_url == f"{moodle.url}/mod/lti/certs.php"
    assert found.product == "moodle"
    assert found.messages == ("LtiResourceLinkRequest", "LtiDeepLinkingRequest")
    assert [asked.method for asked in moodle.stub.asked] == ["GET", "POST"]


def test_messages_services_and_claims_are_asked_for(
    moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    registrar.register(moodle.configuration_url, TOKEN)

    sent = moodle.tool
    assert sent["redirect_uris"] == [f"{BASE_URL}/lti/launch"]
    assert sent["initiate_login_uri"] == f"{BASE_URL}/lti/login"
    assert sent["jwks_uri"] == f"{BASE_URL}/lti/jwks"
    assert sent["token_endpoint_auth_method"] == "private_key_jwt"
    assert set(sent["scope"].split()) == {
        f"{AGS}lineitem",
        f"{AGS}lineitem.readonly",
        f"{AGS}result.readonly",
        f"{AGS}score",
        NRPS,
    }
    tool = sent[TOOL]
    assert tool["domain"] == "belajar.example"
    assert tool["target_link_uri"] == f"{BASE_URL}/lti/launch"
    assert set(tool["claims"]) >= {"name", "given_name", "family_name", "email"}
    assert tool["custom_parameters"] == {
        "person_sourcedid": "$Person.sourcedId",
        "linkhistory": "$ResourceLink.id.history",
    }
    deep_linking = tool["messages"][1]
    assert deep_linking["target_link_uri"] == f"{BASE_URL}/lti/launch"
    assert deep_linking["supported_types"] == ["ltiResourceLink"]


def test_the_registration_has_all_that_moodle_was_seen_to_require() -> None:
    refused = [
        case["case"].removeprefix("without ")
        for case in recorded("error-cases")
        if case["case"].startswith("without ") and case["response"]["status"] == 400
    ]
    ours = tool_registration(BASE_URL, {})

    assert refused
    assert [name for name in refused if name not in {**ours, **ours[TOOL]}] == []


def test_the_domain_has_the_port_that_the_address_has() -> None:
    ours = tool_registration("http://localhost:8310", {})

    assert ours[TOOL]["domain"] == "localhost:8310"


def test_what_a_platform_does_not_know_is_not_asked_for(
    moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    moodle.changes = {
        "scopes_supported": [f"{AGS}score", "openid"],
        PLATFORM: {"messages_supported": [{"type": "LtiResourceLinkRequest"}]},
    }

    found = registrar.register(moodle.configuration_url, TOKEN)

    assert found.scopes == (f"{AGS}score",)
    assert found.messages == ("LtiResourceLinkRequest",)
    assert found.product == ""


def test_a_platform_that_opens_submissions_is_told_where(
    moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    """Moodle 4.5.6 opens them too, without saying so: its columns know where."""
    types = ("LtiResourceLinkRequest", "LtiSubmissionReviewRequest")
    moodle.changes = {PLATFORM: {"messages_supported": [{"type": t} for t in types]}}

    found = registrar.register(moodle.configuration_url, TOKEN)

    assert found.messages == types
    review = moodle.tool[TOOL]["messages"][1]
    assert review["target_link_uri"] == f"{BASE_URL}/lti/launch"


@pytest.mark.parametrize("said", [None, {}, [], "moodle", {"messages_supported": 7}])
def test_a_platform_that_tells_little_of_itself_is_asked_for_all(
    said: Any, moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    moodle.changes = {"scopes_supported": None, PLATFORM: said}

    found = registrar.register(moodle.configuration_url, TOKEN)

    assert len(found.scopes) == 5
    assert len(found.messages) == 3


@pytest.mark.parametrize("tool", [None, {}, {"deployment_id": None}, ["4"]])
def test_a_platform_need_not_tell_the_deployment(
    tool: Any, moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    moodle.answers[REGISTRATION] = Says(201, {"client_id": "a", TOOL: tool})

    assert registrar.register(moodle.configuration_url, TOKEN).deployment_id == ""


def test_no_token_is_sent_where_there_is_none(
    moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    moodle.answers[REGISTRATION] = Says(200, {"client_id": "a"})

    registrar.register(moodle.configuration_url, "")

    assert "Authorization" not in moodle.stub.asked[1].headers


def test_a_token_that_was_used_is_told_from_a_registration_that_is_declined(
    moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    registrar.register(moodle.configuration_url, TOKEN)
    with pytest.raises(
        RegistrationRefusedError, match="register-token-refused"
    ) as refused:
        registrar.register(moodle.configuration_url, TOKEN)

    second = recorded("token-second-use")["post"]
    assert refused.value.context["status"] == str(second["status"])


@pytest.mark.parametrize(
    "case",
    [case for case in recorded("error-cases") if case["response"]["status"] >= 400],
    ids=lambda case: case["case"],
)
def test_every_refusal_recorded_from_moodle_is_understood(
    case: dict[str, Any], moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    said = case["response"]
    moodle.answers[REGISTRATION] = refusal(said["status"], said["body"])

    with pytest.raises(RegistrationRefusedError) as refused:
        registrar.register(moodle.configuration_url, TOKEN)

    token = said["status"] in {401, 403, 404}
    expected = "register-token-refused" if token else "register-declined"
    assert refused.value.code == expected
    if not token and ":" not in said["body"]:
        assert refused.value.context["reason"] == said["body"]


def test_a_page_that_a_platform_writes_is_not_kept_in_the_log(
    moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    moodle.answers[REGISTRATION] = refusal(500, "<p>Rahasia</p>")

    with pytest.raises(RegistrationRefusedError) as refused:
        registrar.register(moodle.configuration_url, TOKEN)

    assert refused.value.context == {"status": "500", "reason": "-"}


def test_what_a_platform_offers_must_be_what_lti_needs(
    moodle: MoodleAdministration, registrar: LtiRegistrar
) -> None:
    moodle.changes = {"id_token_signing_alg_values_supported": ["HS256"]}

    with pytest.raises(RegistrationRefusedError, match="register-unsuitable"):
        registrar.register(moodle.configuration_url, TOKEN)
    assert [asked.path for asked in moodle.stub.asked] == [CONFIGURATION]
