"""Make drawings harmless: what is not known to be a drawing is left out."""

import re
from typing import NamedTuple
from xml.etree.ElementTree import (
    Element,
    ParseError,
    fromstring,
    register_namespace,
    tostring,
)

from course_builder.renderer.picture import svg_size

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_XML_KEPT = frozenset({f"{_XML}lang", f"{_XML}space"})
_SHAPES = (
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text "
    "tspan textPath linearGradient radialGradient stop clipPath mask pattern marker image "
    "style switch filter feBlend feColorMatrix feComponentTransfer feComposite "
    "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology "
    "feOffset feTile feTurbulence"
)
_ELEMENTS = frozenset(f"{_SVG}{name}" for name in _SHAPES.split())
_ADDRESS = re.compile(r"#|data:image/(?:png|jpeg|gif|webp);base64,")
_REACHES_OUT = re.compile(
    r"url\(\s*['\"]?(?!#)|@import|image-set\(|(?<![\w-])src\(|javascript:|expression\(|\\",
    re.IGNORECASE,
)
_LONGEST = 5_000_000  # bytes: a tree of it takes ten times as many
_DEEPEST = 100
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>")


class Drawing(NamedTuple):
    """A cleaned SVG file.

    Attributes:
        size: Width and height in pixels; none where the file does not say.
    """

    data: bytes
    size: tuple[int, int] | None


def clean_svg(data: bytes) -> Drawing:
    """Return a drawing without scripts, event handlers and outside addresses.

    Raises:
        ValueError: It is not a readable SVG in UTF-8, it defines XML entities, or it is
            far too long or too deep.
    """
    if len(data) > _LONGEST:
        raise ValueError("it is too long")
    text = _DOCTYPE.sub("", data.decode("utf-8-sig"), count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("it defines XML entities")
    try:
        root = fromstring(text)  # noqa: S314 - entities are refused above
    except ParseError as error:
        raise ValueError(str(error)) from error
    if root.tag != f"{_SVG}svg":
        raise ValueError("it is not an SVG drawing")
    _clean(root)
    size = svg_size(
        root.get("width", ""), root.get("height", ""), root.get("viewBox", "")
    )
    register_namespace("", _SVG.strip("{}"))
    register_namespace("xlink", _XLINK_HREF[1:].partition("}")[0])
    return Drawing(tostring(root, encoding="utf-8"), size)


def _clean(root: Element) -> None:
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ValueError("it is too deep")
        for name, value in list(element.items()):
            if not _is_harmless(name, value):
                del element.attrib[name]
        kept = [c for c in element if c.tag in _ELEMENTS and not _is_bad_style(c)]
        if len(kept) != len(element):
            element[:] = kept
        waiting += [(child, depth + 1) for child in kept]


def _is_harmless(name: str, value: str) -> bool:
    if name in {"href", _XLINK_HREF}:
        return _ADDRESS.match(value) is not None
    if name.startswith("{") and name not in _XML_KEPT:
        return False
    return not name.lower().startswith("on") and _REACHES_OUT.search(value) is None


def _is_bad_style(element: Element) -> bool:
    if element.tag != f"{_SVG}style":
        return False
    return _REACHES_OUT.search("".join(element.itertext())) is not None
