from collections.abc import Iterator

import pytest

from tests.attacks.door import Door, key_server, open_door
from tests.http_stub import HttpStub


@pytest.fixture
def keys() -> Iterator[HttpStub]:
    with key_server() as stub:
        yield stub


@pytest.fixture
def door(keys: HttpStub) -> Iterator[Door]:
    opened = open_door(keys)
    yield opened
    opened.connection.close()
