"""What the preview serves, to whom, and when it builds again."""

import http.client
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from course_builder.preview.course import PreviewedCourse
from course_builder.preview.server import PortTakenError, PreviewServer
from tests.course_builder import course_folder
from tests.course_builder.course_folder import FIRST_LINE

INDEX = course_folder.INDEX.partition("competencies:")[0] + "---\n"
RIGHT = "Isi.\n\n::: question {#q-a}\nSiapa?\n\n- (x) Camat\n- ( ) Bupati\n\n:::\n"
WRONG = RIGHT.replace("(x)", "( )")


def write_course(folder: Path, text: str, index: str | None = INDEX) -> Path:
    """Write a course that promises no competency, so that none must be shown."""
    return course_folder.write_course(folder, text, index=index)


@contextmanager
def serving(*folders: Path) -> Iterator[PreviewServer]:
    courses = [PreviewedCourse(f, PurePosixPath(f.name), None) for f in folders]
    with PreviewServer(courses, 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def get(
    server: PreviewServer, path: str, *, host: str = "", method: str = "GET"
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    headers = {"Host": host or f"localhost:{server.server_port}"}
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def state(server: PreviewServer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(get(server, "/1/state")[1])
    return found


def wrong(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the findings that are more than a note."""
    return [f for f in told["findings"] if f["severity"] != "info"]


def rewrite(folder: Path, text: str) -> None:
    """Write a course whose files certainly bear another time."""
    write_course(folder, text)
    path = folder / "01-modul.md"
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))


def test_a_course_is_served_as_its_web_package(tmp_path: Path):
    with serving(write_course(tmp_path, RIGHT)) as server:
        assert get(server, "/")[0].headers["Location"] == "/1/"
        response, page = get(server, "/1/")
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-store"
        assert b'<script src="/preview.js" defer>' in page
        assert b'data-version="' + state(server)["version"].encode() in page
        assert get(server, "/1/pages/1.js")[1].startswith(b"coursePage(")
        assert b"courseKey" in get(server, "/1/key.js")[1]
        assert get(server, "/preview.css")[0].status == 200
        assert get(server, "/1/", method="HEAD")[1] == b""


@pytest.mark.parametrize(
    "path", ["/2/", "/x/", "/1/../../index.md", "/1/%2e%2e/index.md", "/1/entah.js"]
)
def test_nothing_else_is_served(tmp_path: Path, path: str):
    with serving(write_course(tmp_path, RIGHT)) as server:
        assert get(server, path)[0].status == 404


def test_another_name_that_leads_here_is_refused(tmp_path: Path):
    with serving(write_course(tmp_path, RIGHT)) as server:
        port = server.server_port
        for host in (
            "jahat.example",
            f"jahat.example:{port}",
            "localhost",
            "localhost:1",
        ):
            response, body = get(server, "/1/state", host=host)
            assert (response.status, body) == (421, b"")
        assert get(server, "/1/state", host=f"127.0.0.1:{port}")[0].status == 200


def test_only_this_machine_is_served(tmp_path: Path):
    with serving(write_course(tmp_path, RIGHT)) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_saving_builds_again_and_nothing_else_does(tmp_path: Path):
    told: list[PreviewedCourse] = []
    folder = write_course(tmp_path, RIGHT)
    with serving(folder) as server:
        server.told = told.append
        first = state(server)["version"]
        assert state(server)["version"] == first
        assert len(told) == 1

        rewrite(folder, RIGHT.replace("Isi.", "Isi baru."))

        assert state(server)["version"] != first
        assert b"Isi baru." in get(server, "/1/pages/1.js")[1]
        assert len(told) == 2


def test_a_broken_course_keeps_its_last_good_pages_and_tells_its_findings(
    tmp_path: Path,
):
    folder = write_course(tmp_path, RIGHT)
    with serving(folder) as server:
        before = state(server)
        assert wrong(before) == []

        rewrite(folder, WRONG)

        after = state(server)
        assert after["version"] == before["version"]
        (finding,) = wrong(after)
        assert finding == {
            "code": "B203",
            "severity": "error",
            "word": "galat",
            "place": f"{tmp_path.name}/01-modul.md:{FIRST_LINE + 2}",
            "message": "pertanyaan `q-a` tidak punya jawaban benar",
            "hint": "tandai satu pilihan dengan (x)",
            "page": "modul/modul",
            "activity": "q-a",
            "line": ["", "::: question {#q-a}", ""],
        }
        assert get(server, "/1/")[0].status == 200


def test_a_course_that_was_never_good_has_a_page_for_its_findings(tmp_path: Path):
    folder = write_course(tmp_path, WRONG)
    with serving(folder) as server:
        page = get(server, "/1/")[1]
        assert b'data-version=""' in page
        assert b"/preview.js" in page
        assert state(server)["version"] == ""

        rewrite(folder, RIGHT)

        assert state(server)["version"] != ""


def test_several_courses_are_listed(tmp_path: Path):
    one = write_course(tmp_path / "a", RIGHT, index=INDEX.replace("Contoh", "Satu <1>"))
    two = write_course(tmp_path / "b", WRONG, index=None)
    with serving(one, two) as server:
        page = get(server, "/")[1].decode()
        assert '<a href="/1/">Satu &lt;1&gt;</a>' in page
        assert '<a href="/2/">b</a>' in page


def test_a_taken_port_is_an_error_of_its_own(tmp_path: Path):
    with (
        serving(write_course(tmp_path, RIGHT)) as server,
        pytest.raises(PortTakenError),
    ):
        PreviewServer(server.courses, server.server_port)


def test_findings_of_a_file_that_no_page_shows_have_no_page(tmp_path: Path):
    folder = write_course(
        tmp_path, RIGHT, index=INDEX.replace("version: 1.0", "version: x")
    )
    with serving(folder) as server:
        (finding,) = wrong(state(server))
        assert (finding["code"], finding["page"]) == ("B123", "")
