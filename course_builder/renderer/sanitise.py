"""Let through only HTML that a page may hold."""

import re
from collections.abc import Callable
from functools import cache

from nh3 import Cleaner

from course_builder.renderer.code import CLASSES
from course_builder.renderer.glossary import TERM

Attribute = Callable[[str, str, str], str | None]
"""Takes element, attribute and value; returns the value to keep, or none."""

_SCHEMES = {"http", "https", "mailto", "tel"}
_TAGS = (
    "a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details "
    "dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre "
    "q rp rt ruby s samp small span strong sub summary sup table tbody td tfoot th thead "
    "time tr track u ul var video wbr"
)
_MATHML = (
    "math menclose mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle "
    "msub msubsup msup mtable mtd mtext mtr munder munderover"
)
_MATHML_ATTRIBUTES = {
    *("accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth"),
    *(
        "displaystyle",
        "fence",
        "form",
        "height",
        "linebreak",
        "linethickness",
        "lspace",
    ),
    *("mathcolor", "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits"),
    *("notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator"),
    *("stretchy", "symmetric", "voffset", "width"),
}
_ATTRIBUTES = {
    "*": {"class", "id", "lang", "dir", "title", "role", "aria-label"},
    "a": {"href", "data-page", "data-anchor", "data-term", "download"},
    "audio": {"controls", "preload", "src"},
    "video": {"controls", "preload", "src", "width", "height", "poster"},
    "track": {"kind", "src", "srclang", "label", "default"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "math": {"display", "alttext"},
    "pre": {"tabindex"},
    "div": {"tabindex"},
    "p": {"tabindex"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "data-label"},
    "th": {"colspan", "rowspan", "scope", "abbr", "data-label"},
    "time": {"datetime"},
    "details": {"open"},
    "q": {"cite"},
    "blockquote": {"cite"},
}
_ROLES = frozenset({"note", "region"})
_CLASSES = {
    "div": {"alert", "attention", "right", "wrong", "footnote", "scroll"},
    "a": {"footnote-ref", "footnote-backref", "term"},
    "figure": {"diagram"},
    "p": {"formula", "small"},
    "span": CLASSES,
    "li": {"task"},
    "table": {"stack"},
    "td": {"n", "mid"},
    "th": {"n", "mid"},
}
_OUTSIDE = re.compile(r'<a (?=[^>]*\bhref="https?:)')


class Sanitiser:
    """nh3 with our rules; addresses and ids are judged by whoever knows the page."""

    def __init__(self) -> None:
        self._judge: Attribute = _nothing
        self._cleaner = Cleaner(
            tags={*_TAGS.split(), *_MATHML.split()},
            attributes=_ATTRIBUTES
            | {
                tag: _ATTRIBUTES.get(tag, set()) | _MATHML_ATTRIBUTES
                for tag in _MATHML.split()
            },
            clean_content_tags={"script", "style", "template", "iframe", "noscript"},
            attribute_filter=self._filter,
            url_schemes=_SCHEMES,
            link_rel=None,
        )

    def clean(self, html: str, judge: Attribute) -> str:
        """Return harmless HTML with all elements closed.

        Args:
            html: Anything.
            judge: Decides on ``id``, ``data-page``, ``data-anchor`` and every address.
        """
        self._judge = judge
        # Inside the frame of an LMS another site would take the course's place.
        return _OUTSIDE.sub(
            '<a target="_blank" rel="noopener" ', self._cleaner.clean(html)
        )

    def _filter(self, tag: str, attribute: str, value: str) -> str | None:
        match attribute:
            case "class" if tag == "code":
                return value if value.startswith("language-") else None
            case "class":
                kept = [c for c in value.split() if c in _CLASSES.get(tag, ())]
                return " ".join(kept) or None
            case "role":
                return value if value in _ROLES else None
            case "tabindex":
                return value if value == "0" else None
            case "href" if value == TERM:
                return "#glossary"
            case "poster":
                return self._judge(tag, "src", value)
            case "id" | "href" | "src" | "data-page" | "data-anchor":
                return self._judge(tag, attribute, value)
            case _:
                return value


def _nothing(tag: str, attribute: str, value: str) -> None:
    del tag, attribute, value


@cache
def sanitiser() -> Sanitiser:
    """Return the one sanitiser of this process."""
    return Sanitiser()
