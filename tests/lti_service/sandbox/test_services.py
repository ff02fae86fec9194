"""The practice LMS keeps Moodle's rules for tokens, scores and results."""

import json
from typing import Any

import pytest

from tests.attacks.door import CASES
from tests.fakes import MORNING
from tests.http_stub import Says
from tests.lti_service.sandbox.conftest import AGS, Practice

COLUMN = "/lti/lineitems/1/lineitem"
SCORE = "application/vnd.ims.lis.v1.score+json"


def send(
    practice: Practice, *, kind: str = SCORE, column: str = COLUMN, **changes: Any
) -> int:
    """Send a score; return the status."""
    body = {
        "userId": "3",
        "scoreGiven": 40,
        "scoreMaximum": 100,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-11-24T02:00:00Z",
        **changes,
    }
    kept = {name: value for name, value in body.items() if value is not None}
    return practice.client.post(
        f"{column}/scores?type_id=1",
        data=json.dumps(kept),
        headers={**practice.token(), "Content-Type": kind},
    ).status_code


def held(practice: Practice, user: str = "3") -> float | None:
    path = f"{COLUMN}/results?type_id=1&user_id={user}"
    results = practice.json(path, **practice.token())
    return results[0]["resultScore"] if results else None


# ---- scores ------------------------------------------------------------------------

CASES_OF_MOODLE: dict[str, dict[str, Any]] = {
    case["case"]: case
    for case in json.loads((CASES / "ags-score-cases.json").read_text("utf-8"))
    if case.get("request", {}).get("method") == "POST"
}
ALONE = [
    "first score 40/100",
    "timestamp missing",
    "timestamp format 2026-11-24T02:00:00Z",
    "timestamp format 2026-11-24T02:00:00.123Z",
    "timestamp format 2026-11-24T09:00:00+07:00",
    "timestamp format 2026-11-24T02:00:00",
    "timestamp format 2026-11-24 02:00:00",
    "timestamp format 1795485498",
    "scoreGiven without scoreMaximum",
    "no scoreGiven, FullyGraded Completed",
    "score 5/10 rescaled to 100",
    "score > max 120/100",
    "negative -5",
    'score as string "77"',
    'unknown activityProgress "Foo"',
    "activityProgress missing",
    "userId unknown 99999",
    "userId = NIP",
    "userId as int",
    "content type application/json",
    "content type absent",
    "content type with charset",
]


@pytest.mark.parametrize("case", ALONE)
def test_a_score_is_answered_as_moodle_answers_it(
    case: str, practice: Practice
) -> None:
    request = CASES_OF_MOODLE[case]["request"]
    kind = request["headers"].get("Content-Type", "")
    answer = practice.client.post(
        f"{COLUMN}/scores?type_id=1",
        data=json.dumps(request["body"]),
        headers={**practice.token(), "Content-Type": kind},
    )

    assert answer.status_code == CASES_OF_MOODLE[case]["response"]["status"]


def test_a_score_must_be_later_by_whole_seconds(practice: Practice) -> None:
    assert send(practice, timestamp="2026-11-24T02:00:00.100Z") == 200
    assert send(practice, timestamp="2026-11-24T02:00:00.900Z", scoreGiven=50) == 409
    assert send(practice, timestamp="2026-11-24T01:00:00Z", scoreGiven=50) == 409
    assert held(practice) == 40
    assert send(practice, timestamp="2026-11-24T02:00:01Z", scoreGiven=50) == 200
    assert held(practice) == 50


@pytest.mark.parametrize(
    "changes",
    [
        {"gradingProgress": "Pending"},
        {"gradingProgress": "Foo"},
        {"scoreGiven": None, "scoreMaximum": None},
    ],
)
def test_anything_but_a_final_score_wipes_the_grade(
    changes: dict[str, Any], practice: Practice
) -> None:
    send(practice)

    assert send(practice, timestamp="2026-11-24T03:00:00Z", **changes) == 200
    assert held(practice) is None


PROGRESS = json.loads((CASES / "ags-score-progress-matrix.json").read_text("utf-8"))


@pytest.mark.parametrize("case", PROGRESS, ids=lambda case: case["case"])
def test_only_a_score_that_is_final_stays_in_moodles_gradebook_and_in_this_one(
    case: dict[str, Any], practice: Practice
) -> None:
    kept = case["after"]["grade_grades_row"].split("|")[0]
    progress = {
        name: case["request"]["body"].get(name)
        for name in (
            "scoreGiven",
            "scoreMaximum",
            "activityProgress",
            "gradingProgress",
        )
    }

    assert send(practice, **progress) == case["response"]["status"]
    assert held(practice) == (float(kept) if kept else None)


@pytest.mark.parametrize("user", ["6", "7", "2"])
def test_only_learners_are_graded(user: str, practice: Practice) -> None:
    assert send(practice, userId=user) == 400


@pytest.mark.parametrize(
    ("given", "maximum", "shown"), [(5, 10, 50), (120, 100, 100), (-5, 100, 0)]
)
def test_a_grade_is_rescaled_and_kept_within_the_column(
    given: float, maximum: float, shown: float, practice: Practice
) -> None:
    send(practice, scoreGiven=given, scoreMaximum=maximum)

    assert held(practice) == shown


@pytest.mark.parametrize("column", ["5", "99"])
def test_a_column_that_is_not_there_is_not_found(
    column: str, practice: Practice
) -> None:
    assert send(practice, column=f"/lti/lineitems/{column}/lineitem") == 404


@pytest.mark.parametrize("body", [b"", b"{bad", b"[]", b"7", b"null"])
def test_a_score_that_is_none_is_refused(body: bytes, practice: Practice) -> None:
    answer = practice.client.post(
        f"{COLUMN}/scores",
        data=body,
        headers={**practice.token(), "Content-Type": SCORE},
    )

    assert answer.status_code == 400


# ---- tokens ------------------------------------------------------------------------


def test_a_token_allows_what_it_was_asked_for(practice: Practice) -> None:
    only_results = practice.token(f"{AGS}result.readonly")
    headers = {**only_results, "Content-Type": SCORE}

    assert practice.client.get(f"{COLUMN}/results", headers=headers).status_code == 200
    assert (
        practice.client.post(f"{COLUMN}/scores", data="{}", headers=headers).status_code
        == 401
    )


def test_a_token_is_over_after_an_hour(practice: Practice) -> None:
    headers = practice.token()
    practice.clock.advance(minutes=61)

    assert practice.client.get(f"{COLUMN}/results", headers=headers).status_code == 401


@pytest.mark.parametrize("words", ["", "Bearer", "Bearer nonsense", "Basic abc"])
def test_without_a_token_nothing_is_told(words: str, practice: Practice) -> None:
    headers = {"Authorization": words}

    for path in ("/lti/memberships", "/lti/lineitems", COLUMN, f"{COLUMN}/results"):
        assert practice.client.get(path, headers=headers).status_code == 401


def test_scopes_that_it_does_not_know_are_left_out(practice: Practice) -> None:
    answer = practice.token_answer(scope=f"{AGS}score {AGS}lineitem other")

    assert answer.json["scope"] == f"{AGS}score"
    assert practice.token_answer(scope="other").json == {"error": "invalid_scope"}


NOW = int(MORNING.timestamp())


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "attacker"},
        {"iss": "other"},
        {"sub": "other"},
        {"iss": "other", "sub": "other"},
        {"aud": "https://lain.example/token"},
        {"exp": NOW},
        {"exp": "soon"},
        # Moodle's leeway is zero.
        {"iat": NOW + 1},
        {"iat": None},
    ],
)
def test_a_tool_that_cannot_show_who_it_is_gets_no_token(
    changes: dict[str, Any], practice: Practice
) -> None:
    answer = practice.token_answer(client_assertion=practice.assertion(**changes))

    assert (answer.status_code, answer.json) == (400, {"error": "invalid_client"})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "jwt"}, "invalid_request"),
        ({"client_assertion": "nonsense"}, "invalid_client"),
        ({"client_assertion": ""}, "invalid_client"),
    ],
)
def test_a_request_for_a_token_must_be_one(
    changes: dict[str, str], error: str, practice: Practice
) -> None:
    answer = practice.token_answer(**changes)

    assert (answer.status_code, answer.json) == (400, {"error": error})


TOKENS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    # case: what is asked for, what is signed
    "ok, all scopes": ({}, {}),
    "one permitted + one unknown scope": ({"scope": f"{AGS}score other"}, {}),
    "only unknown scope": ({"scope": "other"}, {}),
    "unknown client": ({}, {"iss": "other", "sub": "other"}),
    "no jti": ({}, {}),
    "expired assertion": ({}, {"exp": NOW - 1}),
    "iat 30s in future": ({}, {"iat": NOW + 30}),
    "scope missing": ({"scope": ""}, {}),
    "wrong grant": ({"grant_type": "password"}, {}),
}


@pytest.mark.parametrize("name", TOKENS)
def test_a_request_for_a_token_is_answered_as_moodle_answers_it(
    name: str, practice: Practice
) -> None:
    recorded = json.loads((CASES / "token-endpoint-cases.json").read_text("utf-8"))
    (case,) = (case for case in recorded if case["case"] == name)
    asked, signed = TOKENS[name]

    answer = practice.token_answer(
        client_assertion=practice.assertion(**signed), **asked
    )

    assert answer.status_code == case["status"]


def test_a_tool_whose_keys_cannot_be_fetched_gets_no_token(practice: Practice) -> None:
    practice.tool.answer = lambda _: Says(500)

    assert practice.token_answer().json == {"error": "invalid_client"}


# ---- columns and people ------------------------------------------------------------


def test_the_columns_are_listed_for_the_right_media_type(practice: Practice) -> None:
    headers = practice.token(f"{AGS}lineitem.readonly")
    kind = "application/vnd.ims.lis.v2.lineitemcontainer+json"

    listed = practice.json("/lti/lineitems", **headers, Accept=kind)
    refused = practice.client.get("/lti/lineitems", headers=headers)

    assert [item["resourceLinkId"] for item in listed] == ["1", "2", "3", "4"]
    assert refused.status_code == 400
    assert practice.json(COLUMN, **headers) == listed[0]


def test_the_roster_comes_in_pages_of_the_size_asked_for(practice: Practice) -> None:
    scope = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
    headers = practice.token(scope)
    everybody = practice.json("/lti/memberships", **headers)["members"]
    paged, path = [], "/lti/memberships?limit=2"
    while path:
        answer: Any = practice.client.get(path, headers=headers)
        assert len(answer.json["members"]) <= 2
        paged += answer.json["members"]
        link = answer.headers.get("Link", "")
        path = link.partition(">")[0].removeprefix("<http://127.0.0.1:8001")

    assert paged == everybody


def test_the_roster_names_everyone_with_short_roles(practice: Practice) -> None:
    headers = practice.token(
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
    )

    people = practice.json("/lti/memberships", **headers)["members"]

    assert {"Learner", "Instructor"} <= {
        role for one in people for role in one["roles"]
    }
    assert len(people) == len({one["user_id"] for one in people}) >= 6


def test_a_result_says_when_it_was_sent(practice: Practice) -> None:
    send(practice)
    results = practice.json(f"{COLUMN}/results", **practice.token())

    assert results[0]["timestamp"] == "2026-11-24T02:00:00+00:00"
