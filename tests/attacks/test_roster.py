"""Rosters that must not be read, each with its sentence: what a platform may do to us."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lti_service.errors import EXPLANATIONS, RosterError
from lti_service.lti import roster
from lti_service.lti.roster import LONGEST_PAGE, TYPE
from tests.attacks.door import Door, Knock
from tests.http_stub import Says
from tests.lti_service.lti.roster_stub import PATH, RosterStub, open_roster_stub

NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MEMBER = {"user_id": "3", "roles": ["Learner"]}
FOREIGN = "https://lain.example/memberships"


@pytest.fixture
def lms() -> Iterator[RosterStub]:
    with open_roster_stub() as stub:
        yield stub


def refusal(lms: RosterStub, url: str = "") -> RosterError:
    """Read the roster; return how it is refused."""
    with pytest.raises(RosterError) as caught:
        lms.read(url)
    assert EXPLANATIONS[caught.value.code].message
    assert EXPLANATIONS[caught.value.code].remedy
    return caught.value


def listing(body: object, kind: str = TYPE) -> Says:
    return Says(200, body, {"Content-Type": kind})


# ---- what the launch brings --------------------------------------------------------

ADDRESSES: dict[str, tuple[Callable[[Knock], Any], str]] = {
    "another host": (
        lambda k: k.claims[NRPS].update(context_memberships_url=FOREIGN),
        "launch-memberships-foreign",
    ),
    "another port of the host": (
        lambda k: k.claims[NRPS].update(context_memberships_url="http://127.0.0.1:1/"),
        "launch-memberships-foreign",
    ),
    "a file": (
        lambda k: k.claims[NRPS].update(context_memberships_url="file:///etc/passwd"),
        "launch-memberships-foreign",
    ),
    "a host behind a user name": (
        lambda k: k.claims[NRPS].update(
            context_memberships_url=k.claims["iss"] + "@lain.example/"
        ),
        "launch-memberships-foreign",
    ),
    "no text": (
        lambda k: k.claims[NRPS].update(context_memberships_url=7),
        "launch-claim-malformed",
    ),
    "a service that is no object": (
        lambda k: k.claims.update({NRPS: "x"}),
        "launch-claim-malformed",
    ),
    "the platform's own": (lambda _: None, "accepted"),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_launch_brings_no_address_but_the_platforms_own(
    name: str, door: Door
) -> None:
    change, code = ADDRESSES[name]
    knock = door.begin()
    change(knock)

    assert door.refusal(knock) == code


def test_the_address_of_a_launch_is_kept(door: Door) -> None:
    assert door.verify(door.begin()).memberships_url == f"{door.keys.url}{PATH}"


@pytest.mark.parametrize("versions", [["1.0"], [], "2.0"])
def test_a_service_of_another_version_is_none(versions: object, door: Door) -> None:
    knock = door.begin()
    knock.claims[NRPS]["service_versions"] = versions

    assert door.verify(knock).memberships_url == ""


def test_a_launch_without_the_service_is_taken(door: Door) -> None:
    knock = door.begin()
    knock.drop(NRPS)

    assert door.verify(knock).memberships_url == ""


# ---- where the next page is --------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        f"<{FOREIGN}>; rel=next",
        "<//lain.example/x>; rel=next",
        "<http://127.0.0.1:1/x>; rel=next",
        "<http://127.0.0.1@lain.example/>; rel=next",
        "<file:///etc/passwd>; rel=next",
        "<javascript:alert(1)>; rel=next",
        "<http://[::1/x>; rel=next",
    ],
)
def test_no_page_elsewhere_is_asked_for(link: str, lms: RosterStub) -> None:
    lms.answers = [lms.page([MEMBER], link)]

    assert refusal(lms).code == "roster-foreign"
    assert len(lms.asked) == 1


@pytest.mark.parametrize(
    "link", ["<>; rel=next", "<?limit=500>; rel=next", "<?a#b>; rel=next"]
)
def test_pages_that_lead_in_a_circle_are_refused(link: str, lms: RosterStub) -> None:
    lms.answers = [lms.page([MEMBER], link)] * 5

    assert refusal(lms).code == "roster-loop"
    assert len(lms.asked) <= 2


def test_pages_without_end_are_refused(
    lms: RosterStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "MOST_PAGES", 5)
    lms.pages = [[MEMBER]] * 9

    assert refusal(lms).code == "roster-too-long"
    assert len(lms.asked) == 5


def test_as_many_pages_as_are_read_are_no_refusal(
    lms: RosterStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "MOST_PAGES", 5)
    lms.pages = [[MEMBER]] * 5

    assert len(lms.read().listed) == 1


def test_members_without_end_are_refused(
    lms: RosterStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "MOST_MEMBERS", 10)
    lms.pages = [[{**MEMBER, "user_id": str(number)} for number in range(11)]]

    assert refusal(lms).code == "roster-too-long"


def test_entries_without_end_that_nobody_understands_are_refused(
    lms: RosterStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "MOST_MEMBERS", 10)
    lms.pages = [[None] * 6] * 2

    assert refusal(lms).code == "roster-too-long"


def test_pages_that_come_one_by_one_for_ever_are_refused(
    lms: RosterStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "LONGEST_SECONDS", 0.0)
    lms.pages = [[MEMBER]] * 2

    assert refusal(lms).code == "roster-slow"


# ---- what is answered --------------------------------------------------------------

ANSWERS: dict[str, tuple[Says, str]] = {
    "the login page": (
        listing(b"<!DOCTYPE html><title>Masuk</title>", "text/html; charset=utf-8"),
        "roster-unreadable",
    ),
    "HTML called a roster": (listing(b"<!DOCTYPE html>"), "roster-unreadable"),
    "another kind of JSON": (
        listing({"members": [MEMBER]}, "application/json"),
        "roster-unreadable",
    ),
    "the roster of version 1": (
        listing(
            {"members": [MEMBER]},
            "application/vnd.ims.lis.v2.membershipcontainer+json",
        ),
        "roster-unreadable",
    ),
    "no type": (Says(200, {"members": [MEMBER]}), "roster-unreadable"),
    "broken JSON": (listing(b'{"members": ['), "roster-unreadable"),
    "nothing": (listing(b""), "roster-unreadable"),
    "a list": (listing([MEMBER]), "roster-unreadable"),
    "no members": (listing({}), "roster-unreadable"),
    "members that are null": (listing({"members": None}), "roster-unreadable"),
    "members by id": (listing({"members": {"3": MEMBER}}), "roster-unreadable"),
    "bytes that are no text": (listing(b'{"members": ["\xff"]}'), "roster-unreadable"),
    "a nest without end": (listing(b"[" * 100_000), "roster-unreadable"),
    "a number without end": (listing(b"9" * 10_000), "roster-unreadable"),
    "nothing of that name": (Says(404, b"[]"), "roster-missing"),
    "nothing any more": (Says(410), "roster-missing"),
    "no permission": (Says(403), "roster-forbidden"),
    "too many requests": (Says(429), "roster-busy"),
    "a failure": (Says(500, b"<h1>Error</h1>"), "roster-trouble"),
    "maintenance": (Says(503), "roster-trouble"),
    "an unknown failure": (Says(599), "roster-trouble"),
    "a refusal of the type": (Says(400, {"status": 400}), "roster-refused"),
    "a redirect, which might lead inside": (
        Says(302, b"", {"Location": "http://169.254.169.254/"}),
        "roster-refused",
    ),
    "a page without content": (Says(204), "roster-refused"),
    "half an answer": (
        Says(200, {"members": []}, {"Content-Type": TYPE}, broken=True),
        "roster-unreachable",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_no_roster_is_refused_with_its_sentence(
    name: str, lms: RosterStub
) -> None:
    says, code = ANSWERS[name]
    lms.answers = [says]

    assert refusal(lms).code == code


def test_a_token_that_is_never_taken_is_a_sentence_of_its_own(lms: RosterStub) -> None:
    lms.answers = [Says(401), Says(401)]

    assert refusal(lms).code == "roster-unauthorized"
    assert len(lms.asked) == 2


def test_without_a_token_nothing_is_asked(lms: RosterStub) -> None:
    lms.token = Says(400, {"error": "invalid_scope"})

    assert refusal(lms).code == "roster-token"
    assert lms.asked == []


@pytest.mark.parametrize("status", [429, 503])
def test_the_wait_that_a_platform_asks_for_is_told(
    status: int, lms: RosterStub
) -> None:
    lms.answers = [Says(status, b"", {"Retry-After": "7200"})]

    assert refusal(lms).retry_after == 7200


def test_an_answer_larger_than_is_read_is_refused(lms: RosterStub) -> None:
    lms.answers = [listing(b" " * (LONGEST_PAGE + 1))]

    assert refusal(lms).code == "roster-too-long"


def test_a_large_class_on_one_page_is_read(lms: RosterStub) -> None:
    entry = {**MEMBER, "email": "x" * 200}
    members: list[object] = [
        {**entry, "user_id": str(number)} for number in range(10_000)
    ]
    assert len(json.dumps(members)) < LONGEST_PAGE
    lms.pages = [members]

    assert len(lms.read().listed) == 10_000


def test_an_answer_that_does_not_come_is_refused() -> None:
    never = threading.Event()
    with open_roster_stub(timeout=(5, 0.1)) as lms:
        lms.answers = [Says(200, b"", {"Content-Type": TYPE}, hold=never)]

        assert refusal(lms).code == "roster-slow"
        never.set()


def test_an_address_inside_the_network_is_not_called() -> None:
    with open_roster_stub(allowed=False) as lms:
        assert refusal(lms).code == "roster-address"
        assert lms.http.asked == []


def test_an_address_that_is_not_the_platforms_is_not_called(lms: RosterStub) -> None:
    assert refusal(lms, FOREIGN).code == "roster-foreign"
    assert lms.http.asked == []
