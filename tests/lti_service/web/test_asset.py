"""Media of courses, whole and in parts."""

from dataclasses import replace
from hashlib import sha256

import pytest
from flask.testing import FlaskClient

from course_builder.model.media import Media
from lti_service.app import create_app
from lti_service.settings import read_settings
from tests.fakes import fake_ports
from tests.lti_service.use_cases.learning.given import publish, two_questions

SOUND = bytes(range(100))
TAG = sha256(SOUND).hexdigest()
MEDIUM = Media(f"{TAG}.mp3", "audio/mpeg", SOUND)
URL = f"/media/{MEDIUM.name}"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    ports = fake_ports()
    publish(replace(two_questions(), media=(MEDIUM,)), ports)
    return create_app(ports, read_settings({"SECRET_KEY": "x" * 32})).test_client()


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=10-19", (10, 19)), ("bytes=90-", (90, 99)), ("bytes=-5", (95, 99))],
    ids=["from-to", "from", "last"],
)
def test_a_part_is_given_where_one_is_asked_for(
    asked: str, part: tuple[int, int], client: FlaskClient
) -> None:
    answer = client.get(URL, headers={"Range": asked})

    first, last = part
    assert (answer.status_code, answer.data) == (206, SOUND[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/100"
    assert answer.content_type == "audio/mpeg"
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "asked", ["", "pages=1-2", "bytes=x", "bytes=0-1,5-6"], ids=str.__repr__
)
def test_what_names_no_single_part_gets_the_whole(
    asked: str, client: FlaskClient
) -> None:
    answer = client.get(URL, headers={"Range": asked})

    assert (answer.status_code, answer.data) == (200, SOUND)
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_part_beyond_the_end_is_refused_with_the_length(client: FlaskClient) -> None:
    answer = client.get(URL, headers={"Range": "bytes=100-"})

    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */100"
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("tag", "status"), [(TAG, 206), ("another", 200)], ids=["same", "changed"]
)
def test_a_part_goes_on_only_with_what_began(
    tag: str, status: int, client: FlaskClient
) -> None:
    asked = {"Range": "bytes=50-", "If-Range": f'"{tag}"'}

    assert client.get(URL, headers=asked).status_code == status


def test_what_is_held_already_is_not_sent_again(client: FlaskClient) -> None:
    answer = client.get(URL, headers={"If-None-Match": f'"{TAG}"'})

    assert (answer.status_code, answer.data) == (304, b"")


def test_the_head_of_a_medium_tells_its_length(client: FlaskClient) -> None:
    answer = client.head(URL)

    assert (answer.content_length, answer.data) == (100, b"")
