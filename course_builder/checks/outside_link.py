"""Ask for the addresses outside a course; done only where an author wants it."""

import errno
import http.client
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from ipaddress import ip_address
from typing import Any, TypeAlias
from urllib.parse import quote, urlsplit, urlunsplit

from course_builder.errors import Finding, SourceLocation
from course_builder.model.course import Course
from course_builder.model.link import links
from course_builder.model.texts import question_texts, texts

MOST_AT_ONCE = 8
"""Addresses that are asked for at the same time."""

SECONDS = 10
"""Time that a server has to answer."""

_AGENT = "course-builder (link check)"
_FEWEST_SILENT = 3
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_GONE = frozenset({404, 410})


class Silence(Enum):
    """Why there is no answer."""

    UNREACHABLE = "the server does not answer"
    OFFLINE = "there is no network"
    PRIVATE = "the address lies in a network of one's own, so it is not asked for"


Answer: TypeAlias = int | Silence
"""The status of an HTTP response, or why there is none."""

Ask: TypeAlias = Callable[[str], Answer]
"""Asks for one address."""


class _PrivateAddressError(Exception):
    """A redirection leads into a network of one's own."""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirections, but not into a network of one's own."""

    def redirect_request(self, *request: Any) -> urllib.request.Request | None:
        following = super().redirect_request(*request)
        if following is not None and not _is_public(following.full_url):
            raise _PrivateAddressError(following.full_url)
        return following


def check_outside_links(course: Course, ask: Ask | None = None) -> Iterator[Finding]:
    """Yield the addresses that lead nowhere, each at every place that names it.

    Args:
        course: As it was read.
        ask: Asks for an address; over the network where none is given.
    """
    places = _places(course)
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        answers = dict(zip(places, pool.map(ask or ask_address, places), strict=True))
    if _is_offline(answers):
        first = min(where for found in places.values() for where, _ in found)
        yield Finding("B394", first, values={"count": str(len(answers))})
        answers = {a: s for a, s in answers.items() if s is Silence.PRIVATE}
    for address, answer in answers.items():
        code = _code(answer)
        if code:
            for where, length in places[address]:
                yield Finding(code, where, length, _values(address, answer))


def ask_address(
    address: str, opener: urllib.request.OpenerDirector | None = None
) -> Answer:
    """Ask for an address: with HEAD, and where that is not taken with GET."""
    if not _is_public(address):
        return Silence.PRIVATE
    opener = opener or urllib.request.build_opener(_Redirects)
    answer = _asked(address, "HEAD", opener)
    if isinstance(answer, int) and answer >= http.client.BAD_REQUEST:
        return _asked(address, "GET", opener)
    return answer


def _asked(address: str, method: str, opener: urllib.request.OpenerDirector) -> Answer:
    headers = {"User-Agent": _AGENT, "Accept": "*/*"}
    try:
        request = urllib.request.Request(  # noqa: S310, only http(s) comes here
            _spelt(address), headers=headers, method=method
        )
        with opener.open(request, timeout=SECONDS) as response:
            status: int = response.status
            return status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except _PrivateAddressError:
        return Silence.PRIVATE
    except (OSError, ValueError, http.client.HTTPException) as error:
        return Silence.OFFLINE if _tells_of_no_network(error) else Silence.UNREACHABLE


def _tells_of_no_network(error: Exception) -> bool:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, socket.gaierror):
        return reason.errno == socket.EAI_AGAIN
    return isinstance(reason, OSError) and reason.errno == errno.ENETUNREACH


def _is_public(address: str) -> bool:
    """Tell whether an address may be asked for; a name that is unknown may."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return True
    if not host:
        return True
    if parts.scheme in urllib.request.getproxies():
        found = [host]  # The proxy knows the name; here it may be unknown.
    else:
        try:
            entries = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return host != "localhost"
        found = [str(entry[4][0]) for entry in entries]
    return host != "localhost" and all(map(_is_global, found))


def _is_global(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return True


def _spelt(address: str) -> str:
    """Return an address as it goes over the wire: without fragment, in ASCII.

    Raises:
        ValueError: It is unreadable.
    """
    parts = urlsplit(address)
    if not parts.hostname or parts.port == 0:
        raise ValueError(address)
    host = parts.netloc if parts.netloc.isascii() else _idna(parts.netloc)
    path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    return urlunsplit((parts.scheme, host, path, query, ""))


def _idna(netloc: str) -> str:
    return netloc.encode("idna").decode("ascii")


def _places(course: Course) -> dict[str, list[tuple[SourceLocation, int]]]:
    """Return where each outside address stands, and how long it is there."""
    found: dict[str, list[tuple[SourceLocation, int]]] = {}
    prose = [
        text for page in course.pages for block in page.blocks for text in texts(block)
    ]
    for bank in course.banks:
        for question in bank.questions:
            prose += question_texts(question)
    for text in prose:
        for link in links(text):
            if _is_outside(link.target):
                found.setdefault(link.target, []).append((link.where, link.length))
    if _is_outside(course.forum) and "forum" in course.places:
        place = (course.places["forum"], len(course.forum))
        found.setdefault(course.forum, []).append(place)
    return found


def _is_outside(target: str) -> bool:
    return target.lower().startswith(("http://", "https://"))


def _is_offline(answers: Mapping[str, Answer]) -> bool:
    asked = [answer for answer in answers.values() if answer is not Silence.PRIVATE]
    if not asked or any(isinstance(answer, int) for answer in asked):
        return False
    return Silence.OFFLINE in asked or len(asked) >= _FEWEST_SILENT


def _code(answer: Answer) -> str:
    """Return the code for an answer; nothing where all is well."""
    if answer is Silence.PRIVATE:
        return "B393"
    if isinstance(answer, Silence):
        return "B392"
    if answer in _GONE:
        return "B390"
    return "B391" if answer >= http.client.BAD_REQUEST else ""


def _values(address: str, answer: Answer) -> dict[str, str]:
    values = {"target": address}
    if isinstance(answer, int):
        phrase = http.client.responses.get(answer, "")
        values["status"] = f"{answer} {phrase}".rstrip()
    return values
