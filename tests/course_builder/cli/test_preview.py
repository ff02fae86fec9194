"""``course-builder preview``: how it begins and ends; the rest is in tests/browser."""

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.course_builder.cli.program import run


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What is started in the background of a shell inherits that it cannot be."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_it_serves_until_it_is_interrupted() -> None:
    run("new", "kursus")
    command = [
        sys.executable,
        "-m",
        "course_builder",
        "preview",
        "kursus",
        "--port",
        "0",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        found = re.search(
            r"http://(127[.]0[.]0[.]1:[0-9]+)/", process.stdout.readline()
        )
        assert found
        connection = http.client.HTTPConnection(found[1], timeout=30)
        connection.request("GET", "/1/")
        assert b"preview.js" in connection.getresponse().read()
        connection.close()
        process.send_signal(signal.SIGINT)
        try:
            said, told = process.communicate(timeout=30)
        finally:
            process.kill()
    assert said == "Pratinjau dihentikan.\n"
    assert told == "Kursus: 0 galat, 0 peringatan\n"
    assert process.returncode == 0


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_taken_port_is_a_sentence(language: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("preview", "x", "--port", str(port), "--language", language)
    assert result.exit_code == 1
    assert f"`--port {port + 1}`" in result.stderr
