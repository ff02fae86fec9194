"""The one way in which these tests write courses."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.course_builder.language.written import Written, write

Write: TypeAlias = Callable[..., Written]


@pytest.fixture
def course(tmp_path: Path) -> Write:
    """Write a course into a new folder; the same arguments as `write`."""
    numbers = iter(range(100))

    def new(*arguments: str | dict[str, str | bytes], **named: object) -> Written:
        folder = tmp_path / f"kursus-{next(numbers)}"
        return write(folder, *arguments, **named)  # type: ignore[arg-type]

    return new
