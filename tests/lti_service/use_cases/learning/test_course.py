import io

import pytest

from course_builder.model.release import write_release
from lti_service.errors import ConflictError, InvalidInputError
from lti_service.use_cases.learning.course import publish_release, published_courses
from tests.factories import rendered_course
from tests.fakes import fake_ports


def release(**changes) -> bytes:
    out = io.BytesIO()
    write_release(rendered_course(**changes), out)
    return out.getvalue()


def test_a_release_is_stored_and_becomes_the_current_one():
    ports = fake_ports()

    publish_release(release(version="1.0"), "cli", ports=ports)
    newer = publish_release(release(version="1.1"), "cli", ports=ports)

    assert [r.id for r in published_courses(ports=ports)] == [newer.id]


def test_publishing_the_same_content_again_changes_nothing():
    ports = fake_ports()
    first = publish_release(release(), "cli", ports=ports)

    again = publish_release(release(), "cli", ports=ports)

    assert again.id == first.id
    with ports.storage.reading() as uow:
        assert len(uow.audit.list()) == 1


def test_other_content_under_the_same_version_is_refused():
    ports = fake_ports()
    publish_release(release(), "cli", ports=ports)

    with pytest.raises(ConflictError) as caught:
        publish_release(release(title="Lain"), "cli", ports=ports)

    assert caught.value.code == "release-conflict"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"{}", release()[:-40]])
def test_a_broken_file_is_refused_and_nothing_is_stored(content):
    ports = fake_ports()

    with pytest.raises(InvalidInputError) as caught:
        publish_release(content, "cli", ports=ports)

    assert caught.value.code == "release-invalid"
    assert published_courses(ports=ports) == []
