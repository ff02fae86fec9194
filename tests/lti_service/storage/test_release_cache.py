from dataclasses import replace

import pytest

from lti_service.errors import NotFoundError
from lti_service.ports import Ports
from lti_service.storage.release_cache import MOST_COURSES, StoredCourses
from tests.fakes import fake_ports
from tests.lti_service.use_cases.learning.given import publish, two_questions


@pytest.fixture
def ports() -> Ports:
    return fake_ports()


def test_a_course_is_read_once_and_its_parts_are_cut_once(ports):
    release_id = publish(two_questions(), ports)
    courses = StoredCourses(ports.storage)

    asked = [(release_id,), (release_id, "m1"), (release_id, "", "q-1")]
    first = [courses.get(*about) for about in asked]

    assert [course.title for course in first] == [two_questions().title] * 3
    assert [list(course.activities) for course in first] == [
        ["q-1", "q-2"],
        ["q-1", "q-2"],
        ["q-1"],
    ]
    assert all(courses.get(*a) is c for a, c in zip(asked, first, strict=True))


def test_the_course_used_longest_ago_makes_room_with_its_parts(ports):
    first, *others = (
        publish(replace(two_questions(), version=f"1.{number}"), ports)
        for number in range(MOST_COURSES + 1)
    )
    courses = StoredCourses(ports.storage)
    part = courses.get(first, "m1")

    kept = [courses.get(release_id) for release_id in others]

    assert all(courses.get(o) is k for o, k in zip(others, kept, strict=True))
    assert courses.get(first, "m1") is not part


@pytest.mark.parametrize("part", [("m9", ""), ("", "q-9")])
def test_a_part_that_a_course_does_not_have_is_not_found(ports, part):
    release_id = publish(two_questions(), ports)

    with pytest.raises(NotFoundError) as caught:
        StoredCourses(ports.storage).get(release_id, *part)

    assert caught.value.code == "unknown-course"
