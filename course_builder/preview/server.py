"""Serve previews to the browsers of this machine, and to nobody else."""

import errno
import json
import sys
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import unquote, urlsplit

from course_builder.errors import CourseBuilderError
from course_builder.locale import translator
from course_builder.model.media import MEDIA_TYPES
from course_builder.player.style import style
from course_builder.preview.course import PreviewedCourse
from course_builder.targets.content import ENTRY

HOST = "127.0.0.1"

_TEMPLATES = Path(__file__).parent.parent / "templates" / "preview"
_ASSETS = {"preview.js": "text/javascript", "preview.css": "text/css"}
_TYPES = {"html": "text/html", "js": "text/javascript", "json": "application/json"}
_HEAD_END = b"</head>"
_HTML = b"<html "

Told = Callable[[PreviewedCourse], None]
"""Is told of each course that was built again."""


class PortTakenError(CourseBuilderError):
    """Another program listens on the port."""


class PreviewServer(ThreadingHTTPServer):
    """Serves courses at ``/1/``, ``/2/`` and so on, and their list at ``/``."""

    daemon_threads = True

    def __init__(
        self, courses: Sequence[PreviewedCourse], port: int, told: Told | None = None
    ) -> None:
        """Listen.

        Args:
            courses: At least one.
            port: 0 for any that is free.
            told: Hears of each course that was built again.

        Raises:
            PortTakenError: Another program listens there.
        """
        self.courses = courses
        self.told = told
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                raise PortTakenError(str(port)) from error
            raise

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where a browser went away before it had its answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def refresh(self, course: PreviewedCourse) -> None:
        """Build a course again where it has changed."""
        if course.refresh() and self.told is not None:
            self.told(course)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a page, a file or the state of a course."""
        if not self._is_for_us():
            # A name of somebody else's that leads here would let his pages read ours.
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"", "text/plain")
            return
        path = unquote(urlsplit(self.path).path).removeprefix("/")
        number, slash, name = path.partition("/")
        if path in _ASSETS:
            self._send(HTTPStatus.OK, _asset(path), _ASSETS[path])
        elif not path:
            self._send_list()
        elif (course := self._course(number)) is None:
            self._send(HTTPStatus.NOT_FOUND, b"", "text/plain")
        elif not slash:
            self._redirect(f"/{number}/")
        else:
            self._send_file(course, name)

    do_HEAD = do_GET  # noqa: N815, as http.server names it

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""

    def _is_for_us(self) -> bool:
        port = self.server.server_port
        return self.headers.get("Host") in {
            f"{name}:{port}" for name in (HOST, "localhost", "[::1]")
        }

    def _course(self, number: str) -> PreviewedCourse | None:
        courses = self.server.courses
        for at, course in enumerate(courses, start=1):
            if number == str(at):
                return course
        return None

    def _send_list(self) -> None:
        courses = self.server.courses
        if len(courses) == 1:
            self._redirect("/1/")
            return
        for course in courses:
            self.server.refresh(course)
        _ = translator(courses[0].language)
        items = "".join(
            f'<li><a href="/{number}/">{escape(course.name)}</a></li>'
            for number, course in enumerate(courses, start=1)
        )
        self._send_page("list.html", courses[0].language, _("Kursus"), items)

    def _send_file(self, course: PreviewedCourse, name: str) -> None:
        if name == "state":
            self.server.refresh(course)
            body = json.dumps(course.state(), ensure_ascii=False).encode()
            self._send(HTTPStatus.OK, body, _TYPES["json"])
            return
        if not name:
            self.server.refresh(course)
            self._send_entry(course)
            return
        data = course.file(name)
        suffix = name.rpartition(".")[2]
        if data is None:
            self._send(HTTPStatus.NOT_FOUND, b"", "text/plain")
        else:
            kind = _TYPES.get(suffix) or MEDIA_TYPES.get(suffix)
            self._send(HTTPStatus.OK, data, kind or "application/octet-stream")

    def _send_entry(self, course: PreviewedCourse) -> None:
        shell = course.file(ENTRY)
        if shell is None:
            self._send_page("broken.html", course.language, course.name, "")
            return
        # The page must know which build it is of, before it asks which is the newest.
        marked = shell.replace(_HTML, _HTML + course.mark.encode() + b" ", 1)
        head, end, rest = marked.partition(_HEAD_END)
        page = head + _asset("head.html") + end + rest
        self._send(HTTPStatus.OK, page, _TYPES["html"])

    def _send_page(self, name: str, language: str, title: str, items: str) -> None:
        page = Template(_asset(name).decode()).substitute(
            language=escape(language),
            title=escape(title),
            styles=style(),
            head=_asset("head.html").decode(),
            items=items,
        )
        self._send(HTTPStatus.OK, page.encode(), _TYPES["html"])

    def _redirect(self, address: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        is_text = kind.startswith("text/") or kind == _TYPES["json"]
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@cache
def _asset(name: str) -> bytes:
    return (_TEMPLATES / name).read_bytes()
