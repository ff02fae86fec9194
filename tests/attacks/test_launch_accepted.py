"""What is legal though it looks odd, and what real launches of Moodle turn into."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from lti_service.domain.launch import Content
from lti_service.errors import LaunchRefusedError
from tests.attacks.door import (
    AGS,
    BASE_URL,
    CASES,
    LTI,
    MOODLE,
    Door,
    Knock,
    jwk,
    recording,
)
from tests.http_stub import Says

LEGAL: dict[str, Callable[[Knock], Any]] = {
    "aud a list of one": lambda k: k.claims.update(aud=[k.claims["aud"]]),
    "aud a list with azp": lambda k: k.claims.update(
        aud=[k.claims["aud"], "other"], azp=k.claims["aud"]
    ),
    "azp naming us": lambda k: k.claims.update(azp=k.claims["aud"]),
    "iat a float": lambda k: k.claims.update(iat=k.now + 0.5, exp=k.now + 60.5),
    "the platform's clock ahead": lambda k: k.claims.update(iat=k.now + 59),
    "the platform's clock behind": lambda k: k.claims.update(
        iat=k.now - 65, exp=k.now - 5
    ),
    "a token that lives a day": lambda k: k.claims.update(exp=k.now + 86_400),
    "nbf now": lambda k: k.claims.update(nbf=k.now),
    "no personal data": lambda k: k.drop("name", "given_name", "family_name", "email"),
    "names that are null": lambda k: k.claims.update(name=None, email=None),
    "no context": lambda k: k.drop(f"{LTI}context"),
    "no roles at all": lambda k: k.lti(roles=[]),
    "an unknown role": lambda k: k.lti(roles=["http://lms.example/roles#Penonton"]),
    "no services": lambda k: k.drop(AGS),
    "no custom parameters": lambda k: k.drop(f"{LTI}custom"),
    "custom parameters as PHP's empty array": lambda k: k.lti(custom=[]),
    "a custom parameter that is null": lambda k: k.lti(custom={"full": None}),
    "a custom parameter that is a number": lambda k: k.lti(custom={"n": 7}),
    "unknown claims": lambda k: k.claims.update({"https://lms.example/x": {"a": [1]}}),
    "no presentation": lambda k: k.drop(f"{LTI}launch_presentation"),
    "no lis": lambda k: k.drop(f"{LTI}lis"),
    "an unknown header parameter": lambda k: k.header.update(x5t="abc", cty="JWT"),
    "no typ in the header": lambda k: k.header.pop("typ"),
}


@pytest.mark.parametrize("name", LEGAL)
def test_a_launch_that_looks_odd_gets_in(name: str, door: Door) -> None:
    knock = door.begin()
    LEGAL[name](knock)

    assert door.refusal(knock) == "accepted"


def test_a_launch_without_a_subject_is_anonymous(door: Door) -> None:
    knock = door.begin()
    knock.drop("sub")

    assert door.verify(knock).subject is None


def test_two_tabs_at_once_both_get_in(door: Door) -> None:
    first = door.begin()
    second = door.begin(browser=first.browser)

    assert door.refusal(second) == "accepted"
    assert door.refusal(first) == "accepted"


def test_two_first_logins_at_once_leave_two_cookies_that_both_count(door: Door) -> None:
    first, second = door.begin(), door.begin()
    both = f"{second.browser} {first.browser}"
    first.browser = second.browser = both

    assert [door.refusal(first), door.refusal(second)] == ["accepted", "accepted"]


def test_ten_launches_in_one_browser_get_in(door: Door) -> None:
    browser = door.begin().browser
    knocks = [door.begin(browser=browser) for _ in range(10)]

    assert {door.refusal(knock) for knock in knocks} == {"accepted"}


def test_a_login_that_named_no_deployment_gets_in(door: Door) -> None:
    knock = door.begin(lti_deployment_id=None, client_id=None)

    assert door.refusal(knock) == "accepted"


def test_a_deployment_registered_a_moment_ago_gets_in(door: Door) -> None:
    knock = door.begin(lti_deployment_id=None)
    door.register(deployments=frozenset({"1", "7"}))
    knock.lti(deployment_id="7")

    assert door.refusal(knock) == "accepted"


@pytest.mark.parametrize(
    "neighbour",
    [
        {"kty": "EC", "crv": "P-256", "kid": "ec", "x": "AA", "y": "AA"},
        {"kty": "oct", "kid": "oct", "k": "c2VjcmV0"},
        {"kty": "RSA", "kid": "broken", "n": "?", "e": "AQAB"},
        {"kty": "RSA", "kid": "zero", "n": "A" * 342, "e": "AQAB"},
        {"kty": "RSA"},
        "not a key",
        None,
        jwk("encryption", use="enc"),
        jwk("other-algorithm", alg="RS512"),
        jwk("no-verify", key_ops=["encrypt"]),
    ],
)
def test_unusable_neighbours_in_the_key_set_do_no_harm(
    neighbour: object, door: Door
) -> None:
    door.keys.answer = lambda _: Says(body={"keys": [neighbour, jwk()]})

    assert door.refusal(door.begin()) == "accepted"


def test_a_key_without_alg_and_use_is_taken(door: Door) -> None:
    bare = {name: value for name, value in jwk().items() if name not in {"alg", "use"}}
    door.keys.answer = lambda _: Says(body={"keys": [bare]})

    assert door.refusal(door.begin()) == "accepted"


RECORDED = {
    # recording: subject, instructor, has a column
    "launch-embed-student": ("3", False, True),
    "launch-embed-nograde-student": ("3", False, True),
    "launch-embed-private-student": ("3", False, True),
    "launch-newwindow-student": ("3", False, True),
    "launch-embed-teacher": ("33", True, True),
    "launch-embed-nograde-teacher": ("33", True, True),
    "launch-embed-private-teacher": ("33", True, True),
    "launch-newwindow-teacher": ("33", True, True),
    "launch-submission-review-teacher": ("33", True, True),
    "launch-embed-noneditingteacher": ("34", True, True),
    "launch-newwindow-noneditingteacher": ("34", True, True),
    "launch-embed-manager": ("35", True, True),
    "launch-newwindow-manager": ("35", True, True),
    "launch-embed-siteadmin": ("2", True, True),
    "launch-newwindow-siteadmin": ("2", True, True),
    "launch-dl-created-modul": ("8", False, True),
    "launch-two-lineitems-embed": ("8", False, False),
    "launch-deleted-lineitem-manualcomp": ("8", False, False),
}


@pytest.mark.parametrize("case", RECORDED)
def test_a_recorded_launch_of_moodle_gets_in(case: str, door: Door) -> None:
    claims = recording(case)["launch"]["claims"]
    deployment = claims[f"{LTI}deployment_id"]
    door.register(client_id=claims["aud"], deployments=frozenset({deployment}))

    launch = door.verify(door.begin(case, lti_deployment_id=deployment))

    subject, instructor, column = RECORDED[case]
    assert launch.subject == subject
    assert launch.instructor is instructor
    assert bool(launch.line_item_url) is column
    assert launch.deployment_id == deployment
    assert launch.context_title == "Dasar Manajemen Kinerja ASN"
    assert launch.locale == "en"
    assert launch.return_url.startswith(f"{door.keys.url}/mod/lti/return.php")


LINE_ITEMS = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"


@pytest.mark.parametrize(
    ("service", "kept"),
    [
        (
            {"scope": [LINE_ITEMS], "lineitems": "{url}/2/lineitems"},
            "{url}/2/lineitems",
        ),
        ({"scope": [f"{LINE_ITEMS}.readonly"], "lineitems": "{url}/2/lineitems"}, ""),
        ({"scope": LINE_ITEMS, "lineitems": "{url}/2/lineitems"}, ""),
        ({"lineitems": "{url}/2/lineitems"}, ""),
        ({"scope": [LINE_ITEMS], "lineitems": "https://lain.example/lineitems"}, ""),
        ({"scope": [LINE_ITEMS], "lineitems": "http://169.254.169.254/"}, ""),
        ({"scope": [LINE_ITEMS]}, ""),
    ],
)
def test_columns_are_made_with_the_platforms_leave_on_its_own_host_alone(
    service: dict[str, Any], kept: str, door: Door
) -> None:
    told = json.loads(json.dumps(service).replace("{url}", door.keys.url))
    knock = door.begin()
    knock.claims[AGS] = told

    launch = door.verify(knock)

    assert launch.line_items_url == kept.replace("{url}", door.keys.url)
    assert launch.line_item_url == ""


def test_moodle_gives_leave_where_an_activity_has_no_column(door: Door) -> None:
    launch = door.verify(door.begin("launch-deleted-lineitem-manualcomp"))

    assert launch.line_items_url.endswith("/mod/lti/services.php/2/lineitems?type_id=1")


FOR_ANOTHER_TOOL = ("launch-embed-samesite-student", "launch-embed-samesite-teacher")


@pytest.mark.parametrize("case", FOR_ANOTHER_TOOL)
def test_a_recorded_launch_of_a_tool_at_another_host_is_refused(
    case: str, door: Door
) -> None:
    claims = recording(case)["launch"]["claims"]
    deployment = claims[f"{LTI}deployment_id"]
    door.register(client_id=claims["aud"], deployments=frozenset({deployment}))
    knock = door.begin(case, lti_deployment_id=deployment)

    assert door.refusal(knock) == "launch-target-foreign"
    knock.lti(target_link_uri=f"{BASE_URL}/lti/launch")
    assert door.refusal(knock) == "accepted"


def test_no_recorded_launch_is_left_out() -> None:
    kept = {path.stem for path in CASES.glob("launch-*.json")}

    elsewhere = {*FOR_ANOTHER_TOOL, "launch-dynreg-tool-activities"}
    assert kept == set(RECORDED) | elsewhere


# Of these activities only what differs was written down.
ACTIVITIES = [
    activity
    for name in (
        "deeplink-created-activities-launched",
        "launch-dynreg-tool-activities",
    )
    for activity in json.loads((CASES / f"{name}.json").read_text("utf-8"))
]


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda it: it["activity"])
def test_an_activity_that_was_made_of_an_item_gets_in(
    activity: dict[str, Any], door: Door
) -> None:
    door.register(deployments=frozenset({activity["deployment_id"]}))
    knock = door.begin(lti_deployment_id=activity["deployment_id"])
    knock.lti(deployment_id=activity["deployment_id"], custom=activity["custom"])
    ags = activity["ags"]
    column = ags.get("lineitem", "") if isinstance(ags, dict) else ags or ""
    column = column.replace(MOODLE, door.keys.url)
    knock.claims[AGS] = {"lineitem": column} if column else {}

    launch = door.verify(knock)

    assert launch.custom == {
        name: value for name, value in activity["custom"].items() if value is not None
    }
    assert launch.line_item_url == column


PLATFORM_ERRORS = [
    case
    for case in json.loads((CASES / "auth-endpoint-cases.json").read_text("utf-8"))
    if "error" in (case["fields"] or {})
]


@pytest.mark.parametrize("case", PLATFORM_ERRORS, ids=lambda case: case["case"])
def test_an_error_that_moodle_posts_is_told_as_what_it_is(
    case: dict[str, Any], door: Door
) -> None:
    asked = door.login()
    fields = {**case["fields"], "state": asked["state"]}

    with pytest.raises(LaunchRefusedError, match="platform-declined") as refused:
        door.launches.verify(fields, asked["browser"])

    assert refused.value.context["error"] == case["fields"]["error"]


def test_a_launch_tells_who_came(door: Door) -> None:
    launch = door.verify(door.begin())

    assert (launch.name, launch.email) == ("Siti Aminah", "siswa01@kantor.example.id")
    assert launch.claimed_nip == "197501012005011001"
    assert launch.resource_link_title == "LTI embed"
    assert launch.custom["CamelCase"] == launch.custom["camelcase"] == "v1"


@pytest.mark.parametrize(
    ("custom", "nip"),
    [
        ("19750101 200501 1 001", "197501012005011001"),
        ("$Person.sourcedId", ""),
        ("", ""),
    ],
)
def test_where_a_platform_sends_no_nip_of_itself_a_custom_parameter_claims_one(
    custom: str, nip: str, door: Door
) -> None:
    knock = door.begin()
    knock.drop(f"{LTI}lis")
    knock.lti(custom={"person_sourcedid": custom})

    launch = door.verify(knock)

    assert (launch.claimed_nip, launch.vouches_for_nip) == (nip, False)


@pytest.mark.parametrize("sent", ["", "198001012010011001"])
def test_a_teachers_custom_parameter_does_not_replace_what_the_platform_sends(
    sent: str, door: Door
) -> None:
    knock = door.begin()
    knock.lti(
        lis={"person_sourcedid": sent},
        custom={"person_sourcedid": "197501012005011001"},
    )

    launch = door.verify(knock)

    assert (launch.claimed_nip, launch.vouches_for_nip) == (sent, True)


def test_a_history_that_the_platform_does_not_fill_in_names_no_link(door: Door) -> None:
    knock = door.begin()
    knock.lti(custom={"linkhistory": "$ResourceLink.id.history"})

    assert door.verify(knock).copied_from == ()


def test_what_must_stay_private_is_not_in_its_text(door: Door) -> None:
    launch = door.verify(door.begin())

    assert launch.claimed_nip not in repr(launch)


def test_the_nonce_need_only_be_remembered_as_long_as_the_login_lives(
    door: Door,
) -> None:
    knock = door.begin()
    knock.claims["exp"] = knock.now + 86_400

    launch = door.verify(knock)

    assert launch.nonce == knock.nonce
    assert (launch.nonce_expires_at - door.clock.now()).total_seconds() <= 600


def test_words_to_show_lose_what_cannot_be_stored(door: Door) -> None:
    knock = door.begin()
    knock.claims["name"] = "  Siti\x00\ud800\r\nAminah " + "a" * 2000

    name = door.verify(knock).name

    assert name.startswith("Siti Aminah a")
    assert len(name) == 1000


@pytest.mark.parametrize(
    "return_url", ["javascript:alert(1)", "//lain.example", "data:text/html,x"]
)
def test_a_return_address_that_is_no_web_address_is_left_out(
    return_url: str, door: Door
) -> None:
    knock = door.begin()
    knock.lti(launch_presentation={"return_url": return_url, "locale": "x" * 99})

    launch = door.verify(knock)

    assert (launch.return_url, launch.locale) == ("", "")


QUERY = f"{BASE_URL}/lti/launch?course=dari-alamat&module=m2"
CONTENT: dict[str, tuple[dict[str, Any], str, Content]] = {
    "nothing": ({}, BASE_URL, Content()),
    "a course": ({"course": "a"}, BASE_URL, Content("a")),
    "a module": ({"course": "a", "module": "m"}, BASE_URL, Content("a", "m")),
    "a module of no course": ({"module": "m"}, BASE_URL, Content()),
    "an activity": (
        {"course": "a", "module": "m", "activity": "q-1"},
        BASE_URL,
        Content("a", activity_id="q-1"),
    ),
    "an activity of no course": ({"activity": "q-1"}, BASE_URL, Content()),
    "an activity in a query": (
        {},
        f"{BASE_URL}/lti/launch?course=a&activity=q-1",
        Content("a", activity_id="q-1"),
    ),
    "a page": ({"page": "me"}, BASE_URL, Content(page="me")),
    "a page before a course": (
        {"page": "assess", "course": "a"},
        BASE_URL,
        Content(page="assess"),
    ),
    "an unknown page": ({"page": "../admin"}, BASE_URL, Content()),
    "a query": ({}, QUERY, Content("dari-alamat", "m2")),
    "parameters before the query": ({"course": "a"}, QUERY, Content("a")),
    "a variable that was not replaced": (
        {"course": "$Course.id"},
        QUERY,
        Content("dari-alamat", "m2"),
    ),
    "a query with a page": ({}, f"{BASE_URL}/?page=admin", Content(page="admin")),
}


@pytest.mark.parametrize("name", CONTENT)
def test_what_is_shown_comes_from_parameters_else_the_address(
    name: str, door: Door
) -> None:
    custom, target, content = CONTENT[name]
    knock = door.begin()
    knock.lti(custom=custom, target_link_uri=target)

    assert door.verify(knock).content == content


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("7", ("7",)),
        ("9,a%2Cb, 3", ("9", "a,b", "3")),
        ("", ()),
        ("$ResourceLink.id.history", ()),
        ("%00,,1", ("1",)),
        (",".join(map(str, range(99))), tuple(map(str, range(20)))),
    ],
)
def test_where_a_link_was_copied_from_is_read(
    told: str, expected: tuple[str, ...], door: Door
) -> None:
    knock = door.begin()
    knock.lti(custom={"linkhistory": told})

    assert door.verify(knock).copied_from == expected


VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
INSTRUCTORS = {
    f"{VOCABULARY}membership#Instructor": True,
    f"{VOCABULARY}membership#ContentDeveloper": True,
    f"{VOCABULARY}membership#Administrator": True,
    f"{VOCABULARY}membership/Instructor#TeachingAssistant": True,
    "Instructor": True,
    f"{VOCABULARY}institution/person#Administrator": True,
    f"{VOCABULARY}system/person#Administrator": True,
    f"{VOCABULARY}membership#Learner": False,
    f"{VOCABULARY}membership#Mentor": False,
    f"{VOCABULARY}institution/person#Staff": False,
    f"{VOCABULARY}institution/person#Instructor": False,
    "Learner": False,
    "": False,
}


@pytest.mark.parametrize("role", INSTRUCTORS)
def test_only_those_who_teach_or_administer_choose_content(
    role: str, door: Door
) -> None:
    knock = door.begin()
    knock.lti(roles=[role])

    assert door.verify(knock).instructor is INSTRUCTORS[role]
