"""The second platform: installed once, started once, and our service beside it.

Tests against a Moodle are left out, and that is said, where ``MOODLE_URL`` names none.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import browsing
from tests.peers.moodle import Moodle
from tests.peers.second import SecondPlatform, Tool, free_port

ROOT = Path(__file__).parents[2]
# The package signs with PyJWT but does not ask for the cryptography that this needs.
MOODLE = frozenset(
    Path(__file__).with_name(name)
    for name in ("test_moodle.py", "test_moodle_scorm.py", "test_moodle_services.py")
)
WANTED = ("lti-consumer-xblock==11.4.4", "cryptography")


_without_moodle = pytest.StashKey[int]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out the tests of a Moodle that nobody named."""
    if os.environ.get("MOODLE_URL"):
        return
    left_out = [item for item in items if item.path in MOODLE]
    items[:] = [item for item in items if item.path not in MOODLE]
    config.hook.pytest_deselected(items=left_out)
    config.stash[_without_moodle] = len(left_out)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what was left out."""
    if left_out := config.stash.get(_without_moodle, 0):
        terminalreporter.write_line(
            f"{left_out} tests against a Moodle did not run: MOODLE_URL names none."
        )


@pytest.fixture(scope="session")
def peer_python() -> Path:
    """The Python of a virtual environment that holds the second platform."""
    folder = ROOT / "var" / "peers"
    python, done = folder / "bin" / "python", folder / f"has-{WANTED[0]}"
    if not done.exists():
        pip = [str(python), "-m", "pip", "install", "--quiet"]
        pip += ["--disable-pip-version-check", *WANTED]
        for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], pip):
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            if ended.returncode:
                absent(f"The second platform cannot be installed: {ended.stderr}")
        done.touch()
    return python


@pytest.fixture(scope="session")
def tool_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def platform(
    peer_python: Path, tool_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SecondPlatform]:
    """The second platform, which knows our service at its port."""
    folder = tmp_path_factory.mktemp("second-platform")
    with SecondPlatform(peer_python, f"http://localhost:{tool_port}", folder) as it:
        yield it


@pytest.fixture
def tool(platform: SecondPlatform, tool_port: int, tmp_path: Path) -> Iterator[Tool]:
    """Our service, with an empty database and one course."""
    with Tool(tool_port, platform.host, tmp_path) as it:
        yield it


def absent(sentence: str) -> None:
    """Fail where the other side must be there; else say why it is not."""
    required = os.environ.get("REQUIRE_SERVICES") == "1"
    raise (pytest.fail if required else pytest.skip).Exception(sentence)


@pytest.fixture(scope="module")
def browser(
    chromium: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    with browsing(chromium, tmp_path_factory.mktemp("browser")) as context:
        assert context.browser is not None
        yield context.browser


@pytest.fixture(scope="module")
def moodle(browser: Browser) -> Iterator[Moodle]:
    """The Moodle; what is made there is removed at the end."""
    needed = ("MOODLE_URL", "MOODLE_ADMIN", "MOODLE_PASSWORD")
    missing = [name for name in needed if not os.environ.get(name)]
    assert not missing, f"beside MOODLE_URL these are needed: {missing}"
    url, admin, password = (os.environ[name] for name in needed)
    with Moodle(url.rstrip("/"), admin, password, browser) as it:
        yield it
