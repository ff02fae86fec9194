"""What a teacher chooses becomes activities of the practice LMS, as in a recorded Moodle."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from joserfc import jwt
from werkzeug.test import TestResponse

from lti_service.sandbox import CLIENT_ID
from tests.attacks.door import CASES, LTI, recording
from tests.lti_service.sandbox.conftest import AGS, ISSUER, Practice, fields, tool_key
from tests.lti_service.sandbox.test_login import claims_of

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ITEM = {"type": "ltiResourceLink", "title": "Modul", "custom": {"course": "siaga"}}
TEACHER, LEARNER = "6", "3"


def request(practice: Practice) -> Any:
    """Return what the practice LMS asks for when a teacher chooses content."""
    return claims_of(practice, f"/orang/{TEACHER}/pilih/buka")


@dataclass
class Answer:
    """What an honest tool answers; a test changes one thing.

    Attributes:
        path: Where it is posted.
    """

    path: str
    claims: dict[str, Any]
    header: dict[str, Any]
    key: str = "tool"

    def post(self, practice: Practice) -> TestResponse:
        token = jwt.encode(self.header, self.claims, tool_key(self.key))
        return practice.client.post(self.path, data={"JWT": token})


def answer_to(practice: Practice, items: list[dict[str, Any]] | None = None) -> Answer:
    """Return an answer to a request of the practice LMS."""
    now = int(practice.clock.now().timestamp())
    claims: dict[str, Any] = {
        "iss": CLIENT_ID,
        "aud": [ISSUER],
        "iat": now,
        "exp": now + 300,
        "nonce": "n",
        f"{LTI}message_type": "LtiDeepLinkingResponse",
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": "1",
        f"{DL}content_items": [ITEM] if items is None else items,
    }
    url = request(practice)[f"{DL}deep_linking_settings"]["deep_link_return_url"]
    header = {"alg": "RS256", "kid": "tool"}
    return Answer(url.removeprefix(ISSUER), claims, header)


def titles(practice: Practice) -> list[str]:
    """Return the titles of what was added, in the order of the course."""
    known = practice.client.application.extensions["sandbox_state"].activities()
    return [activity.title for activity in known.values() if activity.added]


def test_the_request_says_what_moodles_does(practice: Practice) -> None:
    recorded = recording("deeplink-request-claims")["claims"]

    made = request(practice)

    assert set(recorded) - set(made) == {f"{LTI}ext"}
    assert set(made) <= set(recorded)
    settings = f"{DL}deep_linking_settings"
    assert set(made[settings]) == set(recorded[settings])
    assert made[settings]["accept_types"] == recorded[settings]["accept_types"]


VALIDATED: dict[str, Callable[[Answer], object]] = {
    "ok": lambda _: None,
    "iss = tool url (not client_id)": lambda a: a.claims.update(
        iss="http://tool.example"
    ),
    "aud wrong": lambda a: a.claims.update(aud=["other"]),
    "aud missing": lambda a: a.claims.pop("aud"),
    "nonce missing": lambda a: a.claims.pop("nonce"),
    "iat/exp missing": lambda a: (a.claims.pop("iat"), a.claims.pop("exp")),
    "expired": lambda a: a.claims.update(exp=a.claims["iat"] - 1),
    "iat 120s in the future": lambda a: a.claims.update(iat=a.claims["iat"] + 120),
    "iat 30s in the future": lambda a: a.claims.update(iat=a.claims["iat"] + 30),
    "iat 5s in the future": lambda a: a.claims.update(iat=a.claims["iat"] + 5),
    "deployment id wrong": lambda a: a.claims.update({f"{LTI}deployment_id": "9"}),
    "no kid header": lambda a: a.header.pop("kid"),
    "wrong key": lambda a: vars(a).update(key="other"),
    "unknown kid": lambda a: a.header.update(kid="other"),
    "message_type missing": lambda a: a.claims.pop(f"{LTI}message_type"),
    "no content_items claim": lambda a: a.claims.pop(f"{DL}content_items"),
    "empty content_items": lambda a: a.claims.update({f"{DL}content_items": []}),
    "errormsg with items": lambda a: a.claims.update({f"{DL}errormsg": "Gagal"}),
    "msg with items": lambda a: a.claims.update({f"{DL}msg": "Dua modul dipilih"}),
    "item without type": lambda a: a.claims.update(
        {f"{DL}content_items": [{"title": "Modul"}]}
    ),
    "lineItem without scoreMaximum": lambda a: a.claims.update(
        {f"{DL}content_items": [{**ITEM, "lineItem": {"label": "x"}}]}
    ),
    "custom as list": lambda a: a.claims.update(
        {f"{DL}content_items": [{**ITEM, "custom": ["a"]}]}
    ),
    "200 items": lambda a: a.claims.update({f"{DL}content_items": [ITEM] * 200}),
}
MOODLE = {
    case["case"]: case
    for case in json.loads(
        (CASES / "deeplink-response-validation-cases.json").read_text("utf-8")
    )
}


@pytest.mark.parametrize("case", VALIDATED)
def test_an_answer_is_taken_or_refused_as_moodle_does(
    case: str, practice: Practice
) -> None:
    expected = MOODLE[case]
    done = [kind for kind, _ in expected["notification"]] == ["success"]
    answer = answer_to(practice)
    VALIDATED[case](answer)

    status = answer.post(practice).status_code

    assert (status == 200) is (expected["status"] == 200)
    assert len(titles(practice)) == (200 if case == "200 items" else int(done))


def test_an_answer_is_taken_once_and_only_for_a_choice_that_was_begun(
    practice: Practice,
) -> None:
    assert MOODLE["bad sesskey"]["status"] == 404
    answer = answer_to(practice)

    assert answer.post(practice).status_code == 200
    assert answer.post(practice).status_code == 400
    assert len(titles(practice)) == 1


def test_columns_that_moodle_drops_without_a_word_are_named(practice: Practice) -> None:
    recorded = recording("deeplink-case-multiple-scoremax-odd")
    created = [
        one["activity"]
        for one in json.loads(
            (CASES / "deeplink-created-activities-launched.json").read_text("utf-8")
        )
    ]
    sent = recorded["response_jwt_payload"][f"{DL}content_items"]

    page = answer_to(practice, sent).post(practice).text

    named = [item.get("title", "Alat Manual") for item in sent]
    kept = [title for title in named if title in created]
    assert titles(practice) == [
        title.replace("Alat Manual", "Layanan") for title in kept
    ]
    assert f"{len(sent) - len(kept)} pilihan tidak dapat" in page


def test_only_an_item_with_a_line_item_gets_a_column(practice: Practice) -> None:
    recorded = recording("deeplink-case-multiple-dynreg-with-and-without-lineitem")

    answer_to(practice, recorded["items_sent"]).post(practice)

    kind = "application/vnd.ims.lis.v2.lineitemcontainer+json"
    token = practice.token(f"{AGS}lineitem.readonly")
    columns = practice.json("/lti/lineitems", Accept=kind, **token)[-1:]
    (column,) = columns
    assert column["scoreMaximum"] == 20
    assert (column["resourceId"], column["tag"]) == ("rd1", "td1")
    assert titles(practice) == ["D1 bernilai", "D2 tanpa nilai"]


def test_what_was_added_is_launched_with_its_parameters_and_so_is_its_copy(
    practice: Practice,
) -> None:
    graded = {**ITEM, "lineItem": {"scoreMaximum": 10}}
    answer_to(practice, [graded]).post(practice)
    practice.client.post(f"/orang/{TEACHER}/gandakan/101")

    first = claims_of(practice, f"/orang/{LEARNER}/buka/101")
    copy = claims_of(practice, f"/orang/{LEARNER}/buka/102")

    for name in ("custom", "message_type", "target_link_uri"):
        assert first[f"{LTI}{name}"] == copy[f"{LTI}{name}"]
    assert first[f"{LTI}custom"] == {"course": "siaga"}
    assert copy[f"{LTI}resource_link"] == {"id": "102", "title": "Modul (salinan)"}
    column = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
    assert first[column]["lineitem"] != copy[column]["lineitem"]


def test_learners_neither_choose_nor_copy_nor_review(practice: Practice) -> None:
    for path in ("pilih", "pilih/buka", "tinjau/1/4", "tinjauan/1/4"):
        assert practice.client.get(f"/orang/{LEARNER}/{path}").status_code == 404
    copied = practice.client.post(f"/orang/{LEARNER}/gandakan/1")

    assert copied.status_code == 404
    assert "Pilih isi" not in practice.client.get(f"/orang/{LEARNER}/").text


def test_a_review_says_what_moodles_does(practice: Practice) -> None:
    recorded = recording("launch-submission-review-teacher")["launch"]["claims"]

    made = claims_of(practice, f"/orang/{TEACHER}/tinjau/1/{LEARNER}")

    only_moodle = {
        f"{LTI}ext",
        "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome",
    }
    assert set(made) == set(recorded) - only_moodle
    assert made[f"{LTI}for_user"] == {"user_id": LEARNER}
    assert made[f"{LTI}message_type"] == recorded[f"{LTI}message_type"]


def test_the_form_of_a_choice_names_nobody_else(practice: Practice) -> None:
    begun = fields(practice.client.get(f"/orang/{TEACHER}/pilih/buka").text)

    assert begun["login_hint"] == TEACHER
    assert json.loads(begun["lti_message_hint"])["cmid"] == ""
