"""A Chromium as people have it: none of the switches that test tools add.

Playwright's own switches turn off the partitioning of third-party storage, so that a
frame of another site loses its database; a browser that we start ourselves keeps it.
"""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, sync_playwright

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)
_PORT_FILE = "DevToolsActivePort"
_BLOCK = 2
"""Chromium's content setting."""


@contextmanager
def browsing(
    executable: Path, profile: Path, *, keeps_nothing: str = ""
) -> Iterator[BrowserContext]:
    """Start a browser that blocks third-party cookies.

    Args:
        executable: The browser.
        profile: A folder for the profile; one that was used before brings its tabs back.
        keeps_nothing: Two hosts, ``framed,framing``: the first keeps neither cookies nor
            storage in a frame of the second, partitioned or not.
    """
    exceptions = {keeps_nothing: {"setting": _BLOCK}} if keeps_nothing else {}
    kept = {
        "cookie_controls_mode": 1,
        "block_third_party_cookies": True,
        "content_settings": {"exceptions": {"cookies": exceptions}},
    }
    preferences = profile / "Default" / "Preferences"
    command = [str(executable), *SWITCHES, f"--user-data-dir={profile}"]
    if preferences.exists():
        command.append("--restore-last-session")
        (profile / _PORT_FILE).unlink(missing_ok=True)
    else:
        preferences.parent.mkdir(parents=True)
        preferences.write_text(json.dumps({"profile": kept}))
        command.append("about:blank")
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        port = _debugging_port(profile)
        with sync_playwright() as playwright:
            browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
            yield browser.contexts[0]
            # In good order, so that it writes down which tabs to bring back.
            with suppress(Error):  # It may be gone before it has answered.
                browser.new_browser_cdp_session().send("Browser.close")
            process.wait(20)
    finally:
        process.terminate()
        process.wait(20)


def _debugging_port(profile: Path) -> int:
    """Return the port that the browser chose, once it has written it down."""
    file, pause = profile / _PORT_FILE, threading.Event()
    for _ in range(300):
        if file.exists() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        pause.wait(0.1)
    raise AssertionError("the browser did not start")
