"""No secret and no personal number in any log that the tests see.

A plugin of pytest, which `tests/conftest.py` loads for the whole suite: what the service
logs within a test is captured by pytest and read once the test is over; the logs of server
processes are read by whoever started them, with `check_log`.
"""

import logging
import re
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

import pytest

FORBIDDEN: Mapping[str, re.Pattern[str]] = {
    "a NIP": re.compile(r"(?<!\d)(?:19|20)\d{16}(?!\d)"),
    "a signed token of JOSE": re.compile(r"\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*"),
    "a bearer token": re.compile(
        r"\bbearer\s+[\w.~+/-]{8,}|\bWyJ[\w-]{8,}\.[\w-]{20,}", re.IGNORECASE
    ),
    "a cookie": re.compile(r"\blti_(?:session|form|browser\w*)=|\bcookie-of-"),
    "a key of an LMS session": re.compile(r"sesskey=", re.IGNORECASE),
    "a secret in an address": re.compile(
        r"\b(?:invitation|registration_token|id_token|client_assertion|access_token"
        r"|client_secret)[\"']?[=:]\s*[\"']?[\w-]{6,}",
        re.IGNORECASE,
    ),
    "the secret key": re.compile(r"a[- ]secret[- ]of[- ]the[- ]tests"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
}


def pytest_configure() -> None:
    """Silence the server that tests put before an application of theirs.

    It writes whole addresses; what serves people (granian) writes none.
    """
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


def secrets_in(text: str) -> Iterator[str]:
    """Return what a log must not hold, with the beginning of its line."""
    for name, pattern in FORBIDDEN.items():
        for found in pattern.finditer(text):
            line = text.rfind("\n", 0, found.start()) + 1
            yield f"{name}: {text[line : found.start() + 6]}…"


def check_log(path: Path) -> None:
    """Fail where the log of a server process holds what it must not."""
    if path.exists():
        found = list(secrets_in(path.read_text("utf-8", "replace")))
        assert found == [], f"{path.name} holds {found[:5]}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[
    None, pytest.TestReport, pytest.TestReport
]:
    """Fail a test in which something was logged that must not be."""
    report = yield
    if report.when == "teardown":
        shown = "\n".join(text for name, text in report.sections if "Captured" in name)
        found = list(dict.fromkeys(secrets_in(shown)))
        if found:
            report.outcome = "failed"
            report.longrepr = "\n".join(["The log of this test holds:", *found[:10]])
    return report
