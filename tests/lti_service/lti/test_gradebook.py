"""Scores over AGS: what is sent, and what each answer of a platform means."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from lti_service.domain.launch import Platform
from lti_service.errors import (
    PlatformBusyError,
    PlatformError,
    PlatformRefusedError,
    PlatformTokenError,
    PlatformTooLongError,
    SupersededError,
)
from lti_service.lti.connection import PlatformConnection
from lti_service.lti.gradebook import LtiGradebook
from lti_service.lti.key import Keyring
from lti_service.lti.link_header import next_page
from tests.attacks.door import CASES, MOODLE
from tests.fakes import MORNING, FakeClock, FakeStorage
from tests.http_stub import Asked, HttpStub, Says
from tests.service_factories import platform

COLUMN = "/mod/lti/services.php/2/lineitems/2/lineitem"
TOKEN = "/mod/lti/token.php"
SCORES, RESULTS = f"{COLUMN}/scores?type_id=1", f"{COLUMN}/results?type_id=1"


def recorded(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((CASES / name).read_text("utf-8"))
    return [case for case in cases if "response" in case]


def says(response: dict[str, Any]) -> Says:
    """Return a recorded answer as it came."""
    headers = {
        name: value
        for name, value in response.get("headers", {}).items()
        if name in {"Content-Type", "Link", "Retry-After"}
    }
    body = response.get("body", b"")
    return Says(response["status"], body.encode() if body == "" else body, headers)


@dataclass
class Moodle:
    """A Moodle whose services answer what the test says.

    Attributes:
        services: Answers of scores and results, one a call; the last stays.
        tokens: The same for the token endpoint; a token each where it is empty.
    """

    stub: HttpStub
    registered: Platform
    gradebook: LtiGradebook
    clock: FakeClock
    services: list[Says] = field(default_factory=lambda: [Says(200, b"")])
    tokens: list[Says] = field(default_factory=list)

    def answer(self, asked: Asked) -> Says:
        if asked.path == TOKEN:
            number = len(self.asked(TOKEN))
            answer = {"access_token": f"token-{number}", "expires_in": 3600}
            return next_of(self.tokens, Says(body=answer))
        return next_of(self.services, Says(200, b""))

    def asked(self, path: str) -> list[Asked]:
        return [asked for asked in self.stub.asked if asked.path == path]

    @property
    def column(self) -> str:
        return f"{self.stub.url}{COLUMN}?type_id=1"

    def publish(self, hundredths: int = 4000, when: datetime = MORNING) -> None:
        self.gradebook.publish(self.registered, self.column, "3", hundredths, when)

    def outcome(self) -> type[PlatformError] | None:
        try:
            self.publish()
        except PlatformError as error:
            return type(error)
        return None


def next_of(answers: list[Says], otherwise: Says) -> Says:
    if not answers:
        return otherwise
    return answers.pop(0) if len(answers) > 1 else answers[0]


@cache
def keyring() -> Keyring:
    """Return a keyring for all tests: making and loading a key is slow."""
    return Keyring(FakeStorage(), FakeClock())


@pytest.fixture
def moodle() -> Iterator[Moodle]:
    clock = FakeClock()
    with HttpStub(lambda _: Says(404)) as stub:
        connection = PlatformConnection(allow_private_hosts=frozenset({stub.host}))
        registered = platform(
            issuer=stub.url,
            auth_url=f"{stub.url}/mod/lti/auth.php",
            token_url=f"{stub.url}{TOKEN}",
            jwks_url=f"{stub.url}/mod/lti/certs.php",
        )
        gradebook = LtiGradebook(connection=connection, keyring=keyring(), clock=clock)
        made = Moodle(stub, registered, gradebook, clock)
        stub.answer = made.answer
        yield made
        connection.close()


# ---- what is sent ------------------------------------------------------------------


def test_a_score_is_sent_as_moodle_was_seen_to_take_it(moodle: Moodle) -> None:
    first = recorded("ags-score-cases.json")[0]["request"]
    moodle.publish(4000)

    (asked,) = moodle.asked(SCORES)
    assert first["url"] == f"{MOODLE}{asked.path}"
    assert first["method"] == asked.method
    assert first["headers"]["Content-Type"] == asked.headers["Content-Type"]
    sent, taken = json.loads(asked.body), first["body"]
    del taken["comment"]
    assert sent == taken | {"timestamp": "2026-11-24T00:30:00Z"}


def test_the_form_of_the_timestamp_is_one_that_moodle_took() -> None:
    taken = {case["case"]: case["response"]["status"] for case in SCORE_CASES}

    assert taken["timestamp format 2026-11-24T02:00:00Z"] == 200


@pytest.mark.parametrize(
    ("hundredths", "given"), [(0, 0), (1, 0.01), (8750, 87.5), (10_000, 100)]
)
def test_a_score_is_out_of_a_hundred(
    hundredths: int, given: float, moodle: Moodle
) -> None:
    moodle.publish(hundredths)

    body = json.loads(moodle.asked(SCORES)[0].body)
    assert (body["scoreGiven"], body["scoreMaximum"]) == (given, 100)


def test_a_time_of_another_zone_is_sent_in_utc(moodle: Moodle) -> None:
    moodle.publish(when=MORNING.astimezone(timezone(timedelta(hours=9))))

    body = json.loads(moodle.asked(SCORES)[0].body)
    assert body["timestamp"] == "2026-11-24T00:30:00Z"


def test_a_column_elsewhere_is_not_written_to(moodle: Moodle) -> None:
    with pytest.raises(PlatformRefusedError):
        moodle.gradebook.publish(
            moodle.registered, "https://lain.example/lineitem", "3", 1, MORNING
        )
    assert moodle.stub.asked == []


# ---- what the answers mean ---------------------------------------------------------

SCORE_CASES = recorded("ags-score-cases.json")
MEANING = {
    200: None,
    400: PlatformRefusedError,
    401: PlatformBusyError,
    403: PlatformRefusedError,
    404: PlatformRefusedError,
    405: PlatformRefusedError,
    409: SupersededError,
    500: PlatformBusyError,
}


@pytest.mark.parametrize("case", SCORE_CASES, ids=lambda case: case["case"])
def test_each_answer_that_moodle_gave_is_understood(
    case: dict[str, Any], moodle: Moodle
) -> None:
    moodle.services = [says(case["response"])]

    assert moodle.outcome() is MEANING[case["response"]["status"]]


@pytest.mark.parametrize("status", [201, 202, 204])
def test_any_kind_of_success_will_do(status: int, moodle: Moodle) -> None:
    moodle.services = [Says(status)]

    assert moodle.outcome() is None


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_trouble_that_may_pass_is_tried_again_later(
    status: int, moodle: Moodle
) -> None:
    moodle.services = [Says(status)]

    assert moodle.outcome() is PlatformBusyError


@pytest.mark.parametrize("status", [302, 307, 405, 410, 415, 422])
def test_what_cannot_help_itself_is_final(status: int, moodle: Moodle) -> None:
    moodle.services = [Says(status, b"", {"Location": "https://lain.example/"})]

    assert moodle.outcome() is PlatformRefusedError


def test_an_answer_broken_off_is_tried_again_later(moodle: Moodle) -> None:
    moodle.services = [Says(200, b"{}", broken=True)]

    assert moodle.outcome() is PlatformBusyError


def test_words_of_the_platform_are_not_repeated(moodle: Moodle) -> None:
    moodle.services = [Says(404, b"<script>alert(1)</script> NIP 197501012005011001")]

    with pytest.raises(PlatformRefusedError) as refused:
        moodle.publish()
    assert str(refused.value) == (
        "Platform menolak nilai (HTTP 404): kolom nilai tidak ada lagi."
    )


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Tue, 24 Nov 2026 00:31:00 GMT", 60),
        ("Tue, 24 Nov 2026 00:29:00 GMT", 0),
        ("999999999999", 86_400),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_the_wait_that_the_platform_asks_for_is_passed_on(
    said: str, seconds: float | None, moodle: Moodle
) -> None:
    moodle.services = [Says(429, b"", {"Retry-After": said})]

    with pytest.raises(PlatformBusyError) as busy:
        moodle.publish()
    assert busy.value.retry_after == seconds


# ---- tokens ------------------------------------------------------------------------


def test_one_token_serves_many_scores(moodle: Moodle) -> None:
    for _ in range(5):
        moodle.publish()

    assert len(moodle.asked(TOKEN)) == 1
    used = {asked.headers["Authorization"] for asked in moodle.asked(SCORES)}
    assert used == {"Bearer token-1"}


def test_a_token_is_used_for_nine_tenths_of_its_life(moodle: Moodle) -> None:
    moodle.publish()
    moodle.clock.advance(seconds=3600 * 0.9 - 1)
    moodle.publish()
    assert len(moodle.asked(TOKEN)) == 1
    moodle.clock.advance(seconds=2)
    moodle.publish()

    assert len(moodle.asked(TOKEN)) == 2


def test_a_token_that_is_not_taken_is_replaced_once(moodle: Moodle) -> None:
    moodle.publish()
    moodle.services = [Says(401), Says(200)]
    moodle.publish()

    assert len(moodle.asked(TOKEN)) == 2
    assert moodle.asked(SCORES)[-1].headers["Authorization"] == "Bearer token-2"


def test_a_second_refusal_of_the_token_waits_for_later(moodle: Moodle) -> None:
    moodle.services = [Says(401)]

    assert moodle.outcome() is PlatformBusyError
    assert len(moodle.asked(SCORES)) == 2


def test_each_registration_has_tokens_of_its_own(moodle: Moodle) -> None:
    moodle.publish()
    moodle.registered = platform(
        id="second",
        issuer=moodle.stub.url,
        token_url=moodle.registered.token_url,
    )
    moodle.publish()

    used = [asked.headers["Authorization"] for asked in moodle.asked(SCORES)]
    assert used == ["Bearer token-1", "Bearer token-2"]


def test_we_show_who_we_are_as_moodle_demands(moodle: Moodle) -> None:
    moodle.publish()

    (asked,) = moodle.asked(TOKEN)
    form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    assert form["grant_type"] == "client_credentials"
    assert form["scope"] == "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    public = keyring().public()["keys"]
    assert isinstance(public, list)
    keys = KeySet([RSAKey.import_key(key) for key in public])
    token = jwt.decode(form["client_assertion"], keys, algorithms=["RS256"])
    now = int(moodle.clock.now().timestamp())
    assert token.header["kid"]
    assert token.claims["iss"] == token.claims["sub"] == moodle.registered.client_id
    assert token.claims["aud"] == moodle.registered.token_url
    # Moodle's leeway is zero: an honest clock a minute ahead of its own would fail.
    assert token.claims["iat"] == now - 60
    assert token.claims["exp"] > now


TOKEN_CASES: list[dict[str, Any]] = [
    case
    for case in json.loads((CASES / "token-endpoint-cases.json").read_text("utf-8"))
    if case.get("status") == 400
]
BAD_KID = json.loads((CASES / "token-endpoint-bad-kid.json").read_text("utf-8"))
NO_TOKEN: dict[str, Says] = {
    **{case["case"]: Says(400, case["body"]) for case in TOKEN_CASES},
    "a kid that Moodle does not know, with its broken JSON": Says(
        400, BAD_KID["unknown_kid"]["body_raw"].encode()
    ),
    "our keys out of Moodle's reach": Says(404, b"<!DOCTYPE html> fix_jwks_alg()"),
    "broken JSON in a success": Says(200, b'{"access_token": "'),
    "a success without a token": Says(200, {"token_type": "Bearer"}),
    "a token that is a number": Says(200, {"access_token": 7, "expires_in": 60}),
    "a token that breaks a header": Says(200, {"access_token": "a\u2028b"}),
    "a life that is no number": Says(200, {"access_token": "a", "expires_in": "x"}),
    "a list": Says(200, []),
    "a server error": Says(503),
    "a redirect": Says(302, b"", {"Location": "/login"}),
}


@pytest.mark.parametrize("name", NO_TOKEN)
def test_without_a_token_the_score_waits(name: str, moodle: Moodle) -> None:
    moodle.tokens = [NO_TOKEN[name]]

    assert moodle.outcome() is PlatformTokenError
    assert moodle.asked(SCORES) == []


@pytest.mark.parametrize("life", [0, -1, 10**20, "60"])
def test_a_token_of_an_odd_life_is_used_without_being_trusted(
    life: object, moodle: Moodle
) -> None:
    moodle.tokens = [Says(200, {"access_token": "a", "expires_in": life})]

    assert moodle.outcome() is None


# ---- results -----------------------------------------------------------------------


def held(moodle: Moodle, subject: str = "3") -> int | None:
    return moodle.gradebook.result(moodle.registered, moodle.column, subject)


RESULT_CASES = {case["case"]: case for case in recorded("ags-results-cases.json")}
HELD: dict[str, tuple[str, int | None]] = {
    "results all": ("17", 8000),
    "results user_id": ("3", 5500),
    "results user without grade": ("4", None),
    "results unknown user": ("99999", None),
}


@pytest.mark.parametrize("case", HELD)
def test_recorded_results_are_read(case: str, moodle: Moodle) -> None:
    subject, hundredths = HELD[case]
    moodle.services = [says(RESULT_CASES[case]["response"])]

    assert held(moodle, subject) == hundredths
    asked = RESULT_CASES["results user_id"]["request"]
    sent = moodle.asked(f"{RESULTS}&user_id={subject}")[0]
    assert sent.headers["Accept"] == asked["headers"]["Accept"]
    assert urlsplit(asked["url"]).path == urlsplit(sent.path).path


def test_a_result_on_another_scale_is_rescaled(moodle: Moodle) -> None:
    moodle.services = [
        Says(body=[{"userId": "3", "resultScore": 7, "resultMaximum": 8}])
    ]

    assert held(moodle) == 8750


def test_a_subject_is_escaped_in_the_address(moodle: Moodle) -> None:
    moodle.services = [Says(body=[])]
    held(moodle, "a/b&c=d e")

    assert moodle.asked(f"{RESULTS}&user_id=a%2Fb%26c%3Dd%20e")


LINKS: dict[str, Callable[[str], str]] = {
    "quoted": lambda url: f'<{url}>; rel="next"',
    "unquoted": lambda url: f"<{url}>; rel=next",
    "several": lambda url: f'<{url}0>; rel="first", <{url}>; rel="next"',
    "parameters before rel": lambda url: f'<{url}>; title="x"; rel="next"',
    "relative": lambda url: f'<{urlsplit(url).path}?page=2>; rel="next"',
}


@pytest.mark.parametrize("name", LINKS)
def test_results_on_a_later_page_are_found(name: str, moodle: Moodle) -> None:
    following = f"{moodle.stub.url}{COLUMN}/results?page=2"
    first = Says(
        body=[{"userId": "1", "resultScore": 1, "resultMaximum": 1}],
        headers={"Link": LINKS[name](following)},
    )
    second = Says(body=[{"userId": "3", "resultScore": 1, "resultMaximum": 2}])
    moodle.services = [first, second]

    assert held(moodle) == 5000


def test_pages_that_lead_in_a_circle_come_to_an_end(moodle: Moodle) -> None:
    following = f"{moodle.stub.url}{COLUMN}/results?page=2"
    moodle.services = [Says(body=[], headers={"Link": f'<{following}>; rel="next"'})]

    assert held(moodle) is None
    assert len(moodle.asked(f"{COLUMN}/results?page=2")) == 1


def test_a_next_page_elsewhere_is_not_asked_for(moodle: Moodle) -> None:
    moodle.services = [
        Says(body=[], headers={"Link": '<http://169.254.169.254/>; rel="next"'})
    ]

    with pytest.raises(PlatformRefusedError):
        held(moodle)


@pytest.mark.parametrize(
    "item",
    [
        {"userId": "3"},
        {"userId": "3", "resultScore": None, "resultMaximum": 100},
        {"userId": "3", "resultScore": "80", "resultMaximum": 100},
        {"userId": "3", "resultScore": 80, "resultMaximum": 0},
        {"userId": "3", "resultScore": float("inf"), "resultMaximum": 1},
        {"userId": "3", "resultScore": float("nan"), "resultMaximum": 1},
        "not an object",
    ],
)
def test_a_result_that_is_no_number_is_none(item: object, moodle: Moodle) -> None:
    moodle.services = [Says(body=[item])]

    assert held(moodle) is None


@pytest.mark.parametrize(
    "answer", [Says(body=b"<html>"), Says(body={}), Says(body=b"[" * 99_999), Says(500)]
)
def test_results_that_cannot_be_read_are_asked_for_later(
    answer: Says, moodle: Moodle
) -> None:
    moodle.services = [answer]

    with pytest.raises(PlatformBusyError):
        held(moodle)


# ---- all results -------------------------------------------------------------------


def all_held(moodle: Moodle) -> dict[str, int | None]:
    found = moodle.gradebook.results(moodle.registered, moodle.column)
    assert len({result.subject for result in found}) == len(found)
    return {result.subject: result.hundredths for result in found}


ALL_HELD: dict[str, dict[str, int] | type[PlatformError]] = {
    "results all": {"17": 8000, "22": 8000, "27": 8000},
    "results user_id": {"3": 5500},
    "results limit=2": PlatformRefusedError,
    "results user without grade": {},
    "results unknown user": {},
    "results no Accept": {"17": 8000, "22": 8000, "27": 8000},
    "results application/json": PlatformRefusedError,
    "results free": {"3": 10_000},
}


def test_every_recorded_answer_is_among_the_cases() -> None:
    assert set(ALL_HELD) == set(RESULT_CASES)


@pytest.mark.parametrize("case", ALL_HELD)
def test_each_recorded_answer_of_results_is_understood(
    case: str, moodle: Moodle
) -> None:
    expected = ALL_HELD[case]
    moodle.services = [says(RESULT_CASES[case]["response"])]

    if isinstance(expected, dict):
        assert all_held(moodle) == expected
    else:
        with pytest.raises(expected):
            all_held(moodle)


def test_all_results_are_asked_for_without_a_limit_which_moodle_cannot_bear(
    moodle: Moodle,
) -> None:
    moodle.services = [Says(body=[])]
    all_held(moodle)

    (sent,) = moodle.asked(RESULTS)
    recorded_request = RESULT_CASES["results all"]["request"]
    assert recorded_request["url"] == f"{MOODLE}{sent.path}"
    assert sent.headers["Accept"] == recorded_request["headers"]["Accept"]
    assert sent.headers["Authorization"] == "Bearer token-1"


def test_when_a_result_was_graded_is_told_in_utc(moodle: Moodle) -> None:
    moodle.services = [says(RESULT_CASES["results user_id"]["response"])]

    (result,) = moodle.gradebook.results(moodle.registered, moodle.column)
    assert result.at == datetime.fromisoformat("2026-11-24T02:11:37+00:00")


@pytest.mark.parametrize("said", [None, 7, "yesterday", "2026-11-24T09:11:37"])
def test_a_time_without_its_zone_is_no_time(said: object, moodle: Moodle) -> None:
    entry = {"userId": "3", "resultScore": 1, "resultMaximum": 1, "timestamp": said}
    moodle.services = [Says(body=[entry])]

    (result,) = moodle.gradebook.results(moodle.registered, moodle.column)
    assert (result.hundredths, result.at) == (10_000, None)


@pytest.mark.parametrize("name", LINKS)
def test_all_pages_are_read_in_every_form_of_the_header(
    name: str, moodle: Moodle
) -> None:
    pages = [f"{moodle.stub.url}{COLUMN}/results?page=2"]
    first = Says(
        body=[{"userId": "1", "resultScore": 1, "resultMaximum": 1}],
        headers={"Link": LINKS[name](pages[0])},
    )
    second = Says(
        body=[
            {"userId": 2, "resultScore": 1, "resultMaximum": 2},
            {"userId": "1", "resultScore": 0, "resultMaximum": 1},
        ]
    )
    moodle.services = [first, second]

    assert all_held(moodle) == {"1": 10_000, "2": 5000}


@pytest.mark.parametrize(
    "entry",
    [{}, {"userId": None}, {"userId": True}, {"userId": ["3"]}, "x", None, 7],
)
def test_a_result_of_nobody_is_left_out(entry: object, moodle: Moodle) -> None:
    good = {"userId": "4", "resultScore": 1, "resultMaximum": 1}
    moodle.services = [Says(body=[entry, good])]

    assert all_held(moodle) == {"4": 10_000}


def test_a_result_without_a_number_is_told_as_none(moodle: Moodle) -> None:
    moodle.services = [Says(body=[{"userId": "3"}])]

    assert all_held(moodle) == {"3": None}


def test_pages_without_an_end_are_an_error_not_a_short_list(
    moodle: Moodle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_service.lti.gradebook.MOST_PAGES", 5)
    answered = iter(range(1, 100))

    def answer(asked: Asked) -> Says:
        if asked.path == TOKEN:
            return Says(body={"access_token": "token-1", "expires_in": 3600})
        following = f"<?page={next(answered)}>; rel=next"
        return Says(body=[], headers={"Link": following})

    moodle.stub.answer = answer

    with pytest.raises(PlatformTooLongError):
        all_held(moodle)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, PlatformBusyError),
        (429, PlatformBusyError),
        (500, PlatformBusyError),
        (403, PlatformRefusedError),
        (404, PlatformRefusedError),
    ],
)
def test_trouble_with_results_is_told(
    status: int, expected: type[PlatformError], moodle: Moodle
) -> None:
    moodle.services = [Says(status)]

    with pytest.raises(expected):
        all_held(moodle)


# ---- line items --------------------------------------------------------------------

LINE_ITEM_CASES = recorded("ags-lineitem-cases.json")


@pytest.mark.parametrize(
    ("case", "following"),
    [("GET lineitems limit=3", 3), ("GET lineitems limit=3&from=3", 6)],
)
def test_moodles_malformed_link_to_the_next_page_is_followed(
    case: str, following: int
) -> None:
    """It has curly quotes, as HTTP libraries read them, and addresses as in HTML."""
    (found,) = [one for one in LINE_ITEM_CASES if one["case"] == case]
    header = found["response"]["headers"]["Link"]
    assert "&amp;" in header

    page = next_page(header, found["request"]["url"])

    base = f"{MOODLE}/mod/lti/services.php/2/lineitems?type_id=1"
    assert page == f"{base}&limit=3&from={following}"


def test_moodle_keeps_where_a_review_leads() -> None:
    """What deep linking sent as ``submissionReview`` came back with the column."""
    columns = LINE_ITEM_CASES[0]["response"]["body"]
    kept = [
        column["submissionReview"] for column in columns if "submissionReview" in column
    ]

    assert [review["url"] for review in kept] == ["http://localhost:8310/launch/review"]


# ---- progress ----------------------------------------------------------------------

PROGRESS_CASES = recorded("ags-score-progress-matrix.json")


def test_what_we_send_is_what_moodle_keeps_and_completes_by(moodle: Moodle) -> None:
    moodle.publish(8000)
    sent = json.loads(moodle.asked(SCORES)[0].body)

    def alike(case: dict[str, Any]) -> bool:
        names = ("activityProgress", "gradingProgress", "scoreGiven", "scoreMaximum")
        return all(case["request"]["body"][name] == sent[name] for name in names)

    (ours,) = filter(alike, PROGRESS_CASES)
    assert ours["after"]["grade_grades_row"].startswith("80.00000|")
    assert ours["after"]["activity_completionstate"] == "1"


def test_moodle_wipes_the_grade_for_every_other_grading_progress() -> None:
    for case in PROGRESS_CASES:
        kept = case["after"]["grade_grades_row"].startswith("80.00000|")
        assert kept is (case["request"]["body"]["gradingProgress"] == "FullyGraded")


# ---- columns -----------------------------------------------------------------------

COLUMNS = "/mod/lti/services.php/2/lineitems"
LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LIST_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"


def column(moodle: Moodle, link: str = "1", content: str = "siaga") -> str:
    """Look for the column of a link, or make it."""
    url = f"{moodle.stub.url}{COLUMNS}?type_id=1"
    return moodle.gradebook.column(moodle.registered, url, link, content, "Siaga")


def listed(moodle: Moodle, *items: Any, link: str = "") -> Says:
    """Answer a list of columns, each at the Moodle's own address."""
    body = [
        {**item, "id": f"{moodle.stub.url}{COLUMNS}/{item['id']}/lineitem?type_id=1"}
        for item in items
    ]
    return Says(200, body, {"Content-Type": LIST_TYPE, "Link": link})


def line_item_case(name: str) -> dict[str, Any]:
    cases = recorded("ags-lineitem-cases.json")
    return next(case for case in cases if case["case"].startswith(name))


def test_moodles_own_column_of_the_link_is_found_and_none_made(moodle: Moodle) -> None:
    case = line_item_case("filter resource_link_id")
    told = json.dumps(case["response"]).replace(MOODLE, moodle.stub.url)
    moodle.services = [says(json.loads(told))]

    assert column(moodle) == f"{moodle.stub.url}{COLUMNS}/2/lineitem?type_id=1"
    (asked,) = [one for one in moodle.stub.asked if one.path != TOKEN]
    assert f"{MOODLE}{asked.path}" == case["request"]["url"]
    assert asked.method == "GET"
    assert asked.headers["Accept"] == case["request"]["headers"]["Accept"]


def test_a_column_is_made_as_moodle_was_seen_to_take_it(moodle: Moodle) -> None:
    case = line_item_case("POST lineitem with resourceLinkId=1")
    made = {"id": f"{moodle.stub.url}{COLUMNS}/22/lineitem?type_id=1"}
    moodle.services = [
        listed(moodle),
        Says(201, made, {"Content-Type": LINE_ITEM_TYPE}),
    ]

    assert column(moodle) == made["id"]
    asked = moodle.stub.asked[-1]
    assert f"{MOODLE}{asked.path}" == case["request"]["url"]
    assert asked.headers["Content-Type"] == case["request"]["headers"]["Content-Type"]
    assert json.loads(asked.body) == {
        "label": "Siaga",
        "scoreMaximum": 100,
        "resourceLinkId": "1",
        "resourceId": "siaga",
    }
    assert json.loads(asked.body).keys() <= case["request"]["body"].keys()
    token = parse_qs(moodle.asked(TOKEN)[0].body.decode())["scope"]
    assert token == ["https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"]


def test_columns_of_other_links_are_not_taken_where_the_filter_is_unknown(
    moodle: Moodle,
) -> None:
    others = (
        {"id": "8", "resourceLinkId": "11"},
        {"id": "9"},
        {"id": "10", "tag": "1"},
    )
    made = {"id": f"{moodle.stub.url}{COLUMNS}/22/lineitem"}
    moodle.services = [listed(moodle, *others), Says(200, made)]

    assert column(moodle) == made["id"]


def test_of_several_the_activitys_own_is_taken(moodle: Moodle) -> None:
    found = [
        {"id": "22", "resourceLinkId": "1", "resourceId": "dua"},
        {"id": "2", "resourceLinkId": "1", "resourceId": ""},
        {"id": "23", "resourceLinkId": "1", "resourceId": "siaga"},
    ]
    moodle.services = [listed(moodle, *found)]

    assert "/lineitems/2/" in column(moodle)


def test_a_column_on_a_later_page_is_found(moodle: Moodle) -> None:
    link = f"<{moodle.stub.url}{COLUMNS}?from=1>; rel=next"
    first = listed(moodle, {"id": "8", "resourceLinkId": "9"}, link=link)
    moodle.services = [first, listed(moodle, {"id": "5", "resourceLinkId": "1"})]

    assert "/lineitems/5/" in column(moodle)


@pytest.mark.parametrize("place", ["found", "made"])
def test_a_column_elsewhere_is_not_taken(place: str, moodle: Moodle) -> None:
    foreign = {"id": "https://lain.example/lineitem", "resourceLinkId": "1"}
    moodle.services = (
        [Says(200, [foreign])]
        if place == "found"
        else [listed(moodle), Says(201, foreign)]
    )

    with pytest.raises(PlatformRefusedError):
        column(moodle)


@pytest.mark.parametrize(
    "body", [b"", b"[" * 100_000, [], {}, {"id": 7}, {"id": "x" * 5000}]
)
def test_a_made_column_that_cannot_be_read_is_trouble(
    body: object, moodle: Moodle
) -> None:
    moodle.services = [listed(moodle), Says(201, body)]

    with pytest.raises(PlatformBusyError):
        column(moodle)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("read-only tool POST", PlatformRefusedError),
        ("POST lineitem resourceLinkId of another tool", PlatformRefusedError),
        ("unknown course", PlatformRefusedError),
    ],
)
def test_moodles_refusals_of_a_column_are_final(
    name: str, error: type[PlatformError], moodle: Moodle
) -> None:
    moodle.services = [listed(moodle), says(line_item_case(name)["response"])]

    with pytest.raises(error, match="tidak memberi kolom nilai"):
        column(moodle)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_trouble_with_a_column_may_pass(status: int, moodle: Moodle) -> None:
    moodle.services = [Says(status)]

    with pytest.raises(PlatformBusyError):
        column(moodle)
