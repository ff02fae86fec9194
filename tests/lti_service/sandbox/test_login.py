"""The practice LMS answers authentication requests as a recorded Moodle did."""

import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.attacks.door import CASES, LTI, recording
from tests.lti_service.sandbox.conftest import ISSUER, Practice, fields

MOODLE = {
    case["case"]: case
    for case in json.loads((CASES / "auth-endpoint-cases.json").read_text("utf-8"))
}
CHANGES: dict[str, dict[str, str | None]] = {
    "ok": {},
    'scope "openid profile"': {"scope": "openid profile"},
    "prompt omitted": {"prompt": None},
    "prompt=login": {"prompt": "login"},
    "response_mode omitted": {"response_mode": None},
    "nonce omitted": {"nonce": None},
    "state omitted": {"state": None},
    "response_type code": {"response_type": "code"},
    "login_hint of another user": {"login_hint": "4"},
    "client_id wrong": {"client_id": "other"},
    "redirect_uri not registered": {"redirect_uri": "http://localhost:8000/other"},
    "redirect_uri with a query string": {"redirect_uri": "{}?course=x"},
    "redirect_uri trailing slash": {"redirect_uri": "{}/"},
    "lti_message_hint omitted": {"lti_message_hint": None},
    "lti_message_hint tampered": {"lti_message_hint": '{"launchid":"x"}'},
}


def answered(practice: Practice, **changes: str | None) -> tuple[int, dict[str, str]]:
    asked = practice.asked()
    for name, value in changes.items():
        if value is None:
            del asked[name]
        else:
            asked[name] = value.replace("{}", asked[name])
    answer = practice.client.get("/lti/auth", query_string=asked)
    return answer.status_code, fields(answer.text)


def claims(practice: Practice, member: str = "3", activity: str = "1") -> Any:
    return claims_of(practice, f"/orang/{member}/buka/{activity}")


def claims_of(practice: Practice, path: str) -> Any:
    """Return what a message says that begins at a path."""
    asked = practice.asked(path)
    token = fields(practice.client.post("/lti/auth", data=asked).text)["id_token"]
    keys = KeySet.import_key_set(practice.json("/lti/jwks"))
    return jwt.decode(token, keys, algorithms=["RS256"]).claims


@pytest.mark.parametrize("case", CHANGES)
def test_each_request_is_answered_as_moodle_answers_it(
    case: str, practice: Practice
) -> None:
    expected = MOODLE[case]["fields"]

    status, posted = answered(practice, **CHANGES[case])

    if expected is None:
        assert status == 400
        assert posted == {}
    else:
        assert status == 200
        assert set(posted) - {"error_description"} == (
            set(expected) - {"error_description"}
        )
        assert posted.get("error") == expected.get("error")
        assert posted["state"] == expected["state"]


def test_a_launch_can_be_used_once(practice: Practice) -> None:
    asked = practice.asked()

    assert practice.client.get("/lti/auth", query_string=asked).status_code == 200
    assert practice.client.get("/lti/auth", query_string=asked).status_code == 400


def test_a_launch_is_forgotten_after_ten_minutes(practice: Practice) -> None:
    asked = practice.asked()
    practice.clock.advance(minutes=11)

    assert practice.client.get("/lti/auth", query_string=asked).status_code == 400


def test_the_initiation_names_what_moodles_does(practice: Practice) -> None:
    recorded = recording("launch-embed-student")["login_initiation"]["params"]

    assert set(practice.initiation()) == set(recorded)


def test_a_token_lives_a_minute_and_says_what_moodles_does(practice: Practice) -> None:
    recorded = recording("launch-embed-student")["launch"]["claims"]

    made = claims(practice)

    assert made["exp"] - made["iat"] == 60
    only_moodle = {
        f"{LTI}ext",
        "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome",
    }
    assert set(made) == set(recorded) - only_moodle
    assert made["iss"] == ISSUER
    assert made["nonce"] == "no"
    assert made[f"{LTI}lis"]["person_sourcedid"].startswith("1901")


@pytest.mark.parametrize(
    ("member", "role"),
    [
        ("3", "Learner"),
        ("6", "Instructor"),
        ("7", "Instructor"),
        ("2", "Administrator"),
    ],
)
def test_each_person_comes_with_a_role(
    member: str, role: str, practice: Practice
) -> None:
    roles = claims(practice, member)[f"{LTI}roles"]

    assert any(name.endswith(f"#{role}") for name in roles)


def test_an_activity_without_a_grade_has_no_column(practice: Practice) -> None:
    endpoint = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"

    assert "lineitem" in claims(practice, activity="1")[endpoint]
    assert "lineitem" not in claims(practice, activity="5")[endpoint]
