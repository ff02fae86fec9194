"""Whether an uploaded file may be a release: judged before and after it is read.

A release that `course-builder` made passes. One that somebody made by hand must not bring
more than a course: no other files, no scripts, nothing that cannot be stored.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Set as AbstractSet
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from course_builder.model.rendered import RenderedCourse

LARGEST_UNPACKED = 128 * 1024 * 1024
"""Bytes that an uploaded release may unpack to, all its parts together."""

LARGEST_DOCUMENT = 32 * 1024 * 1024
"""Bytes of ``release.json``, which is read into memory several times as large."""

MOST_PARTS = 5000

_PART = re.compile(r"(?:release|author)\.json|media/[0-9a-f]{64}\.[a-z0-9]{1,8}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")
_COURSE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VERSION = re.compile(r"(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MOST_DIGITS = 12
_ENCRYPTED = 0x1

_NEVER = frozenset(
    {
        "script",
        "style",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "base",
        "meta",
        "link",
        "template",
        "portal",
        "noscript",
        "svg",
        "html",
        "head",
        "body",
        "plaintext",
        "xmp",
        "title",
    }
)
_NEVER_ATTRIBUTES = frozenset(
    {
        "style",
        "srcdoc",
        "action",
        "formaction",
        "ping",
        "srcset",
        "background",
        "manifest",
    }
)
_ADDRESSES = frozenset({"href", "src", "poster", "cite", "data"})
_BLANK = re.compile(r"[\s\x00-\x20]+")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def file_problem(content: bytes) -> str:
    """Return the code of what is wrong with a file as a zip; empty where nothing is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, zlib.error):
        return "release-no-zip"
    names = [part.filename for part in parts]
    if len(names) > MOST_PARTS or sum(p.file_size for p in parts) > LARGEST_UNPACKED:
        return "release-unpacks-large"
    if any(
        p.file_size > LARGEST_DOCUMENT and p.filename[-5:] == ".json" for p in parts
    ):
        return "release-unpacks-large"
    strange = any(not _PART.fullmatch(name) for name in names)
    if strange or len(set(names)) != len(names) or "release.json" not in names:
        return "release-foreign"
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        return "release-foreign"
    return ""


def course_problem(course: RenderedCourse) -> str:
    """Return the code of what is wrong with a course; empty where nothing is."""
    if not (_fits(course, RenderedCourse) and _holds_together(course)):
        return "release-invalid"
    if any(map(is_unsafe, course.html)):
        return "release-unsafe"
    return ""


def is_unsafe(html: str) -> bool:
    """Whether HTML holds what no page of a course does: scripts, frames, styles."""
    judge = _Judge()
    judge.feed(html)
    judge.close()
    return judge.unsafe


class _Judge(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.unsafe = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge an element; those that close themselves come here too."""
        self.unsafe |= tag in _NEVER
        for name, value in attrs:
            self.unsafe |= name.startswith("on") or name in _NEVER_ATTRIBUTES
            self.unsafe |= ":" in name
            # A browser passes over blanks wherever they stand in an address.
            address = _BLANK.sub("", value or "") if name in _ADDRESSES else ""
            scheme = _SCHEME.match(address)
            self.unsafe |= scheme is not None and scheme[1].lower() not in _SCHEMES

    def handle_pi(self, data: str) -> None:
        """Judge a processing instruction: there is none in a page."""
        self.unsafe |= bool(data)

    def handle_decl(self, decl: str) -> None:
        """Judge a declaration: there is none in a page."""
        self.unsafe |= bool(decl)


def _holds_together(course: RenderedCourse) -> bool:
    pages = list(course.pages)
    named = [activity for page in pages for activity in page.activities]
    return (
        bool(_COURSE_ID.fullmatch(course.id))
        and bool(_VERSION.fullmatch(course.version))
        and bool(_LANGUAGE.fullmatch(course.language))
        and bool(course.title.strip())
        and bool(pages)
        and course.hours > 0
        and len({page.id for page in pages}) == len(pages)
        and sorted(named) == sorted(course.activities)
        and all(_MEDIA_TYPE.fullmatch(medium.media_type) for medium in course.media)
    )


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _fits(value: object, kind: Any) -> bool:
    """Whether a value is what its annotation says, all the way down, and storable."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return any(_fits(value, one) for one in arguments)
    if kind in {None, NoneType}:
        return value is None
    if origin is tuple:
        return isinstance(value, tuple) and _all_fit(value, arguments)
    if origin is frozenset:
        return isinstance(value, AbstractSet) and all(
            _fits(one, arguments[0]) for one in value
        )
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(
            _fits(key, arguments[0]) and _fits(one, arguments[1])
            for key, one in value.items()
        )
    if not isinstance(kind, type):
        return any(value == one for one in arguments)
    if is_dataclass(kind):
        return isinstance(value, kind) and all(
            _fits(getattr(value, field.name), _hints(kind)[field.name])
            for field in fields(kind)
        )
    return _is_plain(value, kind)


def _all_fit(values: tuple[object, ...], kinds: tuple[Any, ...]) -> bool:
    if len(kinds) == 2 and kinds[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        return all(_fits(one, kinds[0]) for one in values)
    return len(values) == len(kinds) and all(map(_fits, values, kinds))


def _is_plain(value: object, kind: type[Any]) -> bool:
    match value:
        case bool():
            return kind is bool
        case int() if kind is int:
            return len(str(abs(value))) <= _MOST_DIGITS
        case Decimal():
            return kind is Decimal and all(_is_short(value))
        case str():
            return isinstance(value, kind) and _is_storable(value)
        case _:
            return isinstance(value, kind) and kind is not int


def _is_short(number: Decimal) -> Iterator[bool]:
    yield number.is_finite()
    if number.is_finite():
        yield abs(number.adjusted()) <= _MOST_DIGITS
        yield len(number.as_tuple().digits) <= 3 * _MOST_DIGITS


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
