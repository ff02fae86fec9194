"""What never changes under its address: the player, its style, and media of courses."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, make_response, request
from flask.typing import ResponseReturnValue

from course_builder.model.media import Media
from course_builder.player.bundle import bundle
from course_builder.player.style import style
from lti_service.errors import NotFoundError
from lti_service.web.address import rooted
from lti_service.web.current import ports

blueprint = Blueprint("asset", __name__)

_FOREVER = "public, max-age=31536000, immutable"
_STATIC = Path(__file__).with_name("static")
_SAFE_TYPES = ("image/", "audio/", "video/", "text/vtt", "application/pdf")


@dataclass(frozen=True, slots=True)
class _Asset:
    data: bytes
    packed: bytes
    media_type: str
    tag: str


@blueprint.get("/static/<name>")
def static(name: str) -> ResponseReturnValue:
    """A script or style of ours, by name."""
    if name not in _SOURCES:
        raise NotFoundError("not-found", asset=name)
    return _served(_asset(name))


@blueprint.get("/media/<name>")
def media(name: str) -> ResponseReturnValue:
    """A picture, sound, video or document of a published course."""
    with ports().storage.reading() as uow:
        found = uow.releases.media(name)
    if found is None:
        raise NotFoundError("not-found", media=name)
    response = medium_response(found)
    response.headers["Cache-Control"] = _FOREVER
    return response


def medium_response(found: Media) -> Response:
    """Return a medium, or the part of it that is asked for, as an answer that runs nothing.

    Players of sound and video ask for parts: to jump, and to go on after a break.
    """
    response = make_response(found.data)
    response.set_etag(found.name.partition(".")[0])
    asked = dict(request.environ)
    part = request.range
    if part is None or part.units != "bytes" or len(part.ranges) != 1:
        # Other units, no range at all and several get the whole, as RFC 9110 allows.
        asked.pop("HTTP_RANGE", None)
    response.make_conditional(
        asked, accept_ranges=True, complete_length=len(found.data)
    )
    response.content_type = found.media_type
    # A picture opened by its own address must not run what may be hidden in it.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not found.media_type.startswith(_SAFE_TYPES):
        response.headers["Content-Disposition"] = "attachment"
    return response


def asset_url(name: str) -> str:
    """Return the address of an asset, which changes with its content."""
    return rooted(f"/static/{name}?v={_asset(name).tag}")


@lru_cache
def _asset(name: str) -> _Asset:
    kind = "javascript" if name.endswith(".js") else "css"
    data = _SOURCES[name]().encode()
    tag = hashlib.sha256(data).hexdigest()[:12]
    return _Asset(
        data, gzip.compress(data, 9, mtime=0), f"text/{kind}; charset=utf-8", tag
    )


def _player() -> str:
    return bundle("service")


def _page_style() -> str:
    names = ("tokens", "base", "service")
    return "".join((_STATIC / f"{name}.css").read_text("utf-8") for name in names)


def _script(name: str) -> Callable[[], str]:
    return lambda: (_STATIC / f"{name}.js").read_text("utf-8")


_SOURCES: dict[str, Callable[[], str]] = {
    "player.js": _player,
    "course.css": style,
    "pages.css": _page_style,
    "help.js": _script("help"),
    "marking.js": _script("marking"),
    "observe.js": _script("observe"),
    "picker.js": _script("picker"),
    "registration.js": _script("registration"),
}


def _served(asset: _Asset) -> Response:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = make_response(asset.packed if packed else asset.data)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.content_type = asset.media_type
    response.headers["Cache-Control"] = _FOREVER
    return response
