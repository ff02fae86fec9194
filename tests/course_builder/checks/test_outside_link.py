"""Addresses outside a course are asked for, politely, and only where that is wanted."""

import io
import socket
import threading
import urllib.error
import urllib.request
from collections import Counter
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.response import addinfourl

import pytest

from course_builder.checks.outside_link import (
    MOST_AT_ONCE,
    Answer,
    Silence,
    ask_address,
    check_outside_links,
)
from course_builder.codes import describe
from course_builder.errors import Finding
from course_builder.reader.course import read_course
from tests.course_builder.course_folder import FIRST_LINE, write_course


class Network(urllib.request.OpenerDirector):
    """A network that answers from a table and remembers what it was asked."""

    def __init__(self, answers: dict[tuple[str, str], int | OSError]) -> None:
        super().__init__()
        self.answers = answers
        self.asked: list[tuple[str, str]] = []

    def open(self, fullurl: Any, data: Any = None, timeout: Any = None) -> Any:
        del data
        assert timeout
        request = (fullurl.get_method(), fullurl.full_url)
        self.asked.append(request)
        answer = self.answers[request]
        if isinstance(answer, OSError):
            raise answer
        if answer >= 400:
            raise urllib.error.HTTPError(
                request[1], answer, "", Message(), io.BytesIO()
            )
        return addinfourl(io.BytesIO(), Message(), request[1], answer)


@pytest.fixture(autouse=True)
def _names_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names lead to public addresses, without a network."""
    known = {"dalam.example": "10.0.0.7", "localhost": "127.0.0.1"}

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[Any]:
        address = known.get(host, host if host[0] in "0123456789:" else "93.184.216.34")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def findings(folder: Path, text: str, answers: dict[str, Answer]) -> list[Finding]:
    course = read_course(write_course(folder, text)).course
    assert course is not None
    return list(check_outside_links(course, answers.__getitem__))


def test_an_address_that_is_gone_is_told_at_every_place(tmp_path: Path):
    text = (
        "[Satu](https://a.example/x) dan [dua](https://b.example).\n\n<p>Lagi</p>\n\n"
    )
    text += "[tiga](https://a.example/x)\n"

    found = findings(
        tmp_path, text, {"https://a.example/x": 404, "https://b.example": 200}
    )

    assert [f.code for f in found] == ["B390", "B390"]
    assert [f.where.line for f in found] == [FIRST_LINE, FIRST_LINE + 4]
    assert (found[0].where.column, found[0].length) == (8, 19)
    assert describe(found[0], "id").message == (
        "alamat `https://a.example/x` tidak ditemukan: server menjawab 404 Not Found"
    )


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (410, "B390"),
        (403, "B391"),
        (503, "B391"),
        (Silence.UNREACHABLE, "B392"),
        (Silence.PRIVATE, "B393"),
    ],
)
def test_each_kind_of_failure_has_a_code(tmp_path: Path, answer: Answer, code: str):
    text = "[a](https://a.example) [b](https://b.example)\n"
    answers = {"https://a.example": answer, "https://b.example": 301}
    assert [f.code for f in findings(tmp_path, text, answers)] == [code]


def test_without_a_network_one_note_stands_for_all(tmp_path: Path):
    text = "".join(f"[a](https://a{n}.example)\n" for n in range(5))
    answers = {f"https://a{n}.example": Silence.UNREACHABLE for n in range(5)}

    (found,) = findings(tmp_path, text, dict(answers))

    assert (found.code, found.values["count"]) == ("B394", "5")
    assert found.where.line == FIRST_LINE


def test_each_address_is_asked_for_once_and_few_at_a_time(tmp_path: Path):
    text = "".join(f"[a](https://a{n % 20}.example)\n" for n in range(60))
    course = read_course(write_course(tmp_path, text)).course
    assert course is not None
    lock, asked, running, most = threading.Lock(), Counter[str](), 0, 0
    full = threading.Barrier(MOST_AT_ONCE)

    def ask(address: str) -> Answer:
        nonlocal running, most
        with lock:
            asked[address] += 1
            running += 1
            most = max(most, running)
            number = sum(asked.values())
        if number <= MOST_AT_ONCE:
            full.wait(10)
        with lock:
            running -= 1
        return 200

    assert list(check_outside_links(course, ask)) == []
    assert len(asked) == 20
    assert set(asked.values()) == {1}
    assert most == MOST_AT_ONCE


def test_mail_telephone_and_links_within_the_course_are_not_asked_for(tmp_path: Path):
    text = "[a](mailto:a@b.example) [b](tel:112) [c](01-modul.md) `[d](https://d)`\n"
    assert findings(tmp_path, text, {}) == []


def test_head_is_enough_where_it_is_answered():
    network = Network({("HEAD", "https://a.example/"): 200})
    assert ask_address("https://a.example", network) == 200
    assert len(network.asked) == 1


def test_get_follows_where_head_is_refused():
    network = Network(
        {("HEAD", "https://a.example/x"): 405, ("GET", "https://a.example/x"): 200}
    )
    assert ask_address("https://a.example/x#bagian", network) == 200


@pytest.mark.parametrize(
    ("error", "silence"),
    [
        (urllib.error.URLError(socket.gaierror(socket.EAI_NONAME, "")), "UNREACHABLE"),
        (urllib.error.URLError(socket.gaierror(socket.EAI_AGAIN, "")), "OFFLINE"),
        (TimeoutError(), "UNREACHABLE"),
        (ConnectionResetError(), "UNREACHABLE"),
    ],
)
def test_what_does_not_answer_is_silence(error: OSError, silence: str):
    network = Network({("HEAD", "https://a.example/"): error})
    assert ask_address("https://a.example/", network) is Silence[silence]


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/",
        "http://127.0.0.1:8010/",
        "http://[::1]/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data",
        "https://dalam.example/",
    ],
)
def test_networks_of_ones_own_are_not_asked(address: str):
    network = Network({})
    assert ask_address(address, network) is Silence.PRIVATE
    assert network.asked == []


@pytest.mark.parametrize(
    "address", ["http://a b", "http://[", "https://a:99999/", "http://"]
)
def test_an_unreadable_address_is_silence(address: str):
    assert ask_address(address) in {Silence.UNREACHABLE, Silence.PRIVATE}


def test_letters_beyond_ascii_are_spelt_as_the_network_wants():
    network = Network({("HEAD", "https://xn--mller-kva.example/caf%C3%A9?q=%20a"): 200})
    assert ask_address("https://müller.example/café?q=%20a", network) == 200


class _Elsewhere(BaseHTTPRequestHandler):
    """Sends whoever asks to a network of one's own."""

    def do_HEAD(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://10.0.0.7/")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


def test_a_redirection_into_a_network_of_ones_own_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    connect = socket.create_connection
    monkeypatch.setattr(
        socket,
        "create_connection",
        lambda _, *rest, **more: connect(
            ("127.0.0.1", server.server_port), *rest, **more
        ),
    )
    try:
        assert ask_address("http://a.example/") is Silence.PRIVATE
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
