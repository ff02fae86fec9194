from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain.moodle_sync import MoodleSite, UnreadUser
from lti_service.errors import InvalidInputError, MoodleError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.moodle.connection import (
    READ_FUNCTIONS,
    SEES_NUMBERS,
    TriedRole,
    check_moodle,
    connect_moodle,
    end_moodle,
    moodles,
    trust_idnumber,
    try_role,
)
from tests.fakes import FakeStorage
from tests.fakes.moodle import FakeMoodle
from tests.lti_service.office import office
from tests.lti_service.use_cases.learning.given import PLATFORM
from tests.lti_service.use_cases.moodle.test_pull import a_moodle

URL = "https://moodle.example"


def service(moodle: FakeMoodle | None = None) -> tuple[FakeStorage, Ports]:
    return office(open_moodle=lambda _url, _token: moodle or FakeMoodle())


def connect(ports: Ports, **changes: Any) -> str:
    values = {"url": f"{URL}/ ", "token": " rahasia", "actor": "a-admin"} | changes
    return connect_moodle(**values, ports=ports).moodle.id


def actions(storage: FakeStorage) -> list[str]:
    return [entry.action for entry in storage.tables.audit]


def test_a_moodle_that_answers_is_taken_in_under_its_own_name() -> None:
    storage, ports = service()

    checked = connect_moodle(f"{URL}/ ", " rahasia", actor="a-admin", ports=ports)

    assert moodles(ports=ports) == [checked.moodle]
    assert (checked.moodle.url, checked.moodle.token) == (URL, "rahasia")
    assert (checked.moodle.name, checked.missing) == ("Moodle", ())
    assert not checked.moodle.trusts_idnumber
    assert actions(storage) == ["moodle.connected"]
    assert "rahasia" not in repr(checked) + repr(storage.tables.audit)


def test_nothing_is_kept_of_one_that_does_not_answer() -> None:
    storage, ports = service(FakeMoodle(breaks_at=1, code="moodle-token"))

    with pytest.raises(MoodleError):
        connect(ports)

    assert (storage.tables.moodles, actions(storage)) == ({}, [])


@pytest.mark.parametrize(
    "written",
    [
        f"{URL}/my/",
        f"{URL}/login/index.php",
        f"{URL}/?redirect=0",
        f"{URL}/course/view.php?id=2#section-1",
        "https://MOODLE.example//",
    ],
)
def test_whatever_page_of_it_was_copied_it_is_the_same_moodle(written: str) -> None:
    _, ports = service()
    known = connect(ports)

    assert connect(ports, url=written) == known


def test_a_moodle_in_a_folder_keeps_its_folder() -> None:
    _, ports = service()

    connect(ports, url="https://lms.example/belajar/my/courses.php")

    assert moodles(ports=ports)[0].url == "https://lms.example/belajar"


@pytest.mark.parametrize("missing", ["url", "token"])
def test_address_and_token_are_both_needed(missing: str) -> None:
    _, ports = service()

    with pytest.raises(InvalidInputError) as caught:
        connect(ports, **{missing: " "})

    assert caught.value.code == "moodle-incomplete"


def test_functions_that_the_token_lacks_are_named() -> None:
    class Narrow(FakeMoodle):
        def site(self) -> MoodleSite:
            told = super().site()
            lacking = {READ_FUNCTIONS[3], "core_user_get_users_by_field"}
            return replace(told, functions=told.functions - lacking)

    _, ports = service(Narrow())

    assert check_moodle(connect(ports), ports=ports).missing == (READ_FUNCTIONS[3],)


def test_another_token_replaces_the_first_and_the_same_changes_nothing() -> None:
    storage, ports = service()
    first = connect(ports)

    assert connect(ports, token="baru", name="BPSDM") == first
    assert connect(ports, token="baru") == first

    (kept,) = moodles(ports=ports)
    assert (kept.token, kept.name) == ("baru", "BPSDM")
    assert actions(storage) == ["moodle.connected"] * 2


def test_where_it_is_a_platform_too_its_users_are_the_same() -> None:
    _, ports = service()

    connect(ports, url=PLATFORM.issuer)

    assert moodles(ports=ports)[0].platform_id == PLATFORM.id


def test_trust_is_given_and_taken_and_each_is_in_the_trail() -> None:
    storage, ports = service()
    moodle_id = connect(ports)

    for trusted in (True, True, False):
        changed = trust_idnumber(
            moodle_id, trusted=trusted, actor="a-admin", ports=ports
        )
        assert changed.trusts_idnumber is trusted

    assert actions(storage)[1:] == ["moodle.trusted", "moodle.untrusted"]


def test_one_that_ended_forgets_its_token_and_may_be_connected_again() -> None:
    _, ports = service()
    moodle_id = connect(ports)

    ended = end_moodle(moodle_id, actor="a-admin", ports=ports)

    assert (ended.token, ended.ended_at is None) == ("", False)
    assert connect(ports) == moodle_id
    assert moodles(ports=ports)[0].ended_at is None


def test_one_that_nobody_knows_is_refused() -> None:
    _, ports = service()

    with pytest.raises(NotFoundError):
        check_moodle("m-9", ports=ports)


def test_a_role_that_sees_enough_is_told_with_what_it_was_tried() -> None:
    _, ports = service(a_moodle())

    tried = try_role(connect(ports), ports=ports)

    assert tried == TriedRole("Kearsipan Dasar", 3, 0, ())
    assert not tried.tells_no_numbers


@pytest.mark.parametrize(
    ("refused", "named"),
    [
        ("activities", "moodle/course:view"),
        ("participants", "moodle/course:viewparticipants"),
        ("courses_of", "moodle/user:viewdetails"),
        ("progress", "moodle/grade:viewall"),
    ],
)
def test_what_a_role_lacks_shows_by_what_is_refused(refused: str, named: str) -> None:
    class Refusing(FakeMoodle):
        def __getattribute__(self, name: str) -> Any:
            if name == refused == "progress":
                return lambda _course, ids: [UnreadUser(ids[0], "moodle-permission")]
            if name == refused:
                raise MoodleError("moodle-permission")
            return super().__getattribute__(name)

    _, ports = service(Refusing(**vars(a_moodle())))

    assert named in try_role(connect(ports), ports=ports).lacking


def test_numbers_that_nobody_has_or_that_may_not_be_seen_are_told() -> None:
    moodle = a_moodle()
    for people in moodle.people.values():
        for one in people.values():
            people[one.id] = replace(one, idnumber="")
    _, ports = service(moodle)

    assert try_role(connect(ports), ports=ports).tells_no_numbers
    assert "moodle/user:viewalldetails" in SEES_NUMBERS


def test_courses_without_anybody_try_nothing() -> None:
    _, ports = service(FakeMoodle())

    assert try_role(connect(ports), ports=ports) == TriedRole("", 0, 0, ())
