"""A browser for tests of the running service."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.chromium import browsing

PATIENCE_MS = 20_000


@pytest.fixture
def context(chromium: Path, tmp_path: Path) -> Iterator[BrowserContext]:
    with browsing(chromium, tmp_path / "profile") as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context
