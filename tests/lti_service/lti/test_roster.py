"""Rosters over NRPS: what is asked, every form of paging, and what members are made of."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lti_service.domain.roster import Listed, MemberRole, Reading
from lti_service.errors import RosterError
from lti_service.lti.roster import PAGE_SIZE, TYPE
from tests.attacks.door import CASES, MOODLE
from tests.http_stub import Says
from tests.lti_service.lti.roster_stub import RosterStub, open_roster_stub

VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
LEARNER, TEACHER = MemberRole.LEARNER, MemberRole.INSTRUCTOR


@pytest.fixture
def lms() -> Iterator[RosterStub]:
    with open_roster_stub() as stub:
        yield stub


def recorded(case: str) -> dict[str, Any]:
    cases: list[dict[str, Any]] = json.loads((CASES / "nrps-cases.json").read_text())
    return next(one for one in cases if one["case"] == case)


def one(**changes: Any) -> dict[str, Any]:
    return {"user_id": "3", "roles": ["Learner"], "status": "Active", **changes}


def read_one(lms: RosterStub, entry: object) -> Reading:
    lms.pages = [[entry]]
    return lms.read()


# ---- what is asked -----------------------------------------------------------------


def test_it_is_asked_as_moodle_was_seen_to_answer(lms: RosterStub) -> None:
    lms.read()

    (asked,) = lms.asked
    request = recorded("all")["request"]
    assert asked.method == request["method"]
    assert asked.headers["Accept"] == request["headers"]["Accept"]
    assert asked.headers["Authorization"] == "Bearer token-1"
    assert parse_qs(urlsplit(asked.path).query) == {"limit": [str(PAGE_SIZE)]}
    assert lms.scopes == [
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
    ]


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("?type_id=1", f"?type_id=1&limit={PAGE_SIZE}"),
        ("?limit=7", "?limit=7"),
        ("?", f"?limit={PAGE_SIZE}"),
        ("#top", f"?limit={PAGE_SIZE}"),
    ],
)
def test_the_size_of_a_page_joins_the_query(
    query: str, asked: str, lms: RosterStub
) -> None:
    lms.read(f"{lms.url}{query}")

    assert lms.asked[0].path.endswith(f"/memberships{asked}")


def test_a_token_that_is_not_taken_is_renewed_once(lms: RosterStub) -> None:
    lms.answers = [Says(401)]
    lms.pages = [[one()]]

    assert len(lms.read().listed) == 1
    assert lms.asked[-1].headers["Authorization"] == "Bearer token-2"


# ---- pages -------------------------------------------------------------------------


def test_moodles_pages_are_read_to_their_end(lms: RosterStub) -> None:
    for case in ("limit=10", "limit=10&from=10", "limit=10&from=30"):
        response = recorded(case)["response"]
        headers = dict(response["headers"])
        if "Link" in headers:
            headers["Link"] = headers["Link"].replace(MOODLE, lms.origin)
        lms.answers.append(Says(200, response["body"], headers))

    reading = lms.read()

    whole = {m.subject: m for m in reading.listed}
    nip = "198107072011071007"
    assert whole["9"] == Listed("9", "Sri Wahyuni", LEARNER, claimed_nip=nip)
    assert len(lms.asked) == 3
    # The recordings stand for the entries that were left out with a text.
    assert reading.ignored == 2


def test_a_page_may_be_empty_though_another_follows(lms: RosterStub) -> None:
    lms.pages = [[one(user_id="1")], [], [one(user_id="2")]]

    assert [m.subject for m in lms.read().listed] == ["1", "2"]


def test_a_next_page_relative_to_the_first_is_read(lms: RosterStub) -> None:
    lms.answers = [lms.page([one(user_id="1")], "<memberships?from=1>; REL=next")]
    lms.pages = [[one(user_id="2")]]

    assert [m.subject for m in lms.read().listed] == ["1", "2"]
    assert lms.asked[-1].path.endswith("/memberships?from=1")


def test_a_thousand_members_on_pages_of_ten_are_all_there(lms: RosterStub) -> None:
    ids = [str(number) for number in range(1000)]
    lms.pages = [
        [one(user_id=id_) for id_ in ids[start : start + 10]]
        for start in range(0, 1000, 10)
    ]

    assert [m.subject for m in lms.read().listed] == ids


# ---- members -----------------------------------------------------------------------

ROLES: dict[str, tuple[list[str], MemberRole]] = {
    "a short name": (["Learner"], LEARNER),
    "a full one": ([f"{VOCABULARY}membership#Learner"], LEARNER),
    "a short teacher": (["Instructor"], TEACHER),
    "a full teacher": ([f"{VOCABULARY}membership#Instructor"], TEACHER),
    "a teacher who learns, too": (["Learner", "Instructor"], TEACHER),
    "an assistant": (
        [f"{VOCABULARY}membership/Instructor#TeachingAssistant"],
        TEACHER,
    ),
    "an author": (["ContentDeveloper"], TEACHER),
    "Moodle's site administrator": (
        ["Instructor", f"{VOCABULARY}person#Administrator"],
        TEACHER,
    ),
    "a mentor": ([f"{VOCABULARY}membership#Mentor"], MemberRole.OTHER),
    "a role of the institution alone": (
        [f"{VOCABULARY}institution/person#Staff"],
        MemberRole.OTHER,
    ),
    "none": ([], LEARNER),
}


@pytest.mark.parametrize("name", ROLES)
def test_roles_are_read_short_and_full(name: str, lms: RosterStub) -> None:
    roles, expected = ROLES[name]

    (member,) = read_one(lms, one(roles=roles)).listed

    assert member.role is expected


@pytest.mark.parametrize(
    ("status", "there"), [("Active", "yes"), (None, "yes"), ("Inactive", "no")]
)
def test_a_member_is_active_unless_told_otherwise(
    status: str | None, there: str, lms: RosterStub
) -> None:
    (member,) = read_one(lms, one(status=status)).listed

    assert member.active is (there == "yes")


def test_a_deleted_member_is_no_member(lms: RosterStub) -> None:
    assert read_one(lms, one(status="Deleted")) == Reading([])


def test_a_member_of_a_platform_that_keeps_to_itself_has_no_name(
    lms: RosterStub,
) -> None:
    body = recorded("private tool (no name/email)")["response"]["body"]
    lms.pages = [[entry for entry in body["members"] if isinstance(entry, dict)]]

    assert {member.name for member in lms.read().listed} == {""}


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ({"name": "Siti Aminah", "given_name": "S"}, "Siti Aminah"),
        ({"given_name": "Siti", "family_name": "Aminah"}, "Siti Aminah"),
        ({"name": "Guest user  ", "family_name": " "}, "Guest user"),
        ({"name": None, "given_name": None, "picture": None}, ""),
    ],
)
def test_a_name_is_what_the_platform_gives(
    entry: dict[str, Any], name: str, lms: RosterStub
) -> None:
    assert read_one(lms, one(**entry)).listed[0].name == name


def test_an_id_written_as_a_number_is_the_same_id(lms: RosterStub) -> None:
    assert read_one(lms, one(user_id=3)).listed[0].subject == "3"


def test_a_nip_is_taken_as_a_claim_and_shown_in_no_log(lms: RosterStub) -> None:
    (member,) = read_one(lms, one(lis_person_sourcedid="19750101 200501 1 001")).listed

    assert member.claimed_nip == "197501012005011001"
    assert member.claimed_nip not in repr(member)


UNREADABLE: dict[str, object] = {
    "no object": "... 32 in all",
    "nothing": None,
    "no id": {"roles": ["Learner"]},
    "an empty id": one(user_id=""),
    "an id that is too long": one(user_id="x" * 256),
    "an id that no database takes": one(user_id="\ud800"),
    "an id that is true": one(user_id=True),
    "an id that is a list": one(user_id=["3"]),
    "roles that are no list": one(roles="Learner"),
    "a role that is no text": one(roles=[7]),
    "a name that is no text": one(name={"id": "Siti"}),
    "a NIP that is no text": one(lis_person_sourcedid=1),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_entry_without_sense_is_counted_and_hinders_no_other(
    name: str, lms: RosterStub
) -> None:
    lms.pages = [[UNREADABLE[name], one(user_id="4")]]

    reading = lms.read()

    assert [member.subject for member in reading.listed] == ["4"]
    assert reading.ignored == 1


def test_who_is_listed_twice_is_one_member_in_the_higher_role(lms: RosterStub) -> None:
    lms.pages = [
        [one(roles=["Instructor"], status="Inactive")],
        [one(roles=["Learner"], name="Siti")],
    ]

    assert lms.read().listed == [Listed("3", "Siti", TEACHER, active=True)]


def test_what_a_platform_adds_of_its_own_is_no_hindrance(lms: RosterStub) -> None:
    entry = recorded("rlid=1 (activity with custom params)")["response"]["body"]
    lms.pages = [[entry["members"][0]]]

    assert lms.read().ignored == 0


def test_the_media_type_may_bear_parameters_and_capitals(lms: RosterStub) -> None:
    kind = f"{TYPE.upper()} ; charset=utf-8"
    lms.answers = [Says(200, {"members": [one()]}, {"Content-Type": kind})]

    assert len(lms.read().listed) == 1


def test_a_half_read_roster_is_none(lms: RosterStub) -> None:
    lms.answers = [lms.page([one()], "<?from=2>; rel=next"), Says(500)]

    with pytest.raises(RosterError, match="roster-trouble"):
        lms.read()
