"""Look at the HTML of a text: its words, and what of it may stand in a line."""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import TypeAlias

from course_builder.model.prose import Prose

Html: TypeAlias = Callable[[Prose | None], str]
"""Returns the sanitised HTML of a text of the course; empty for none."""

LONGEST_TITLE = 250
"""Characters of a question's title; SCORM 2004 allows a description no more."""

_IMAGE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')
_BLOCK_END = re.compile(r"</(?:p|div|li|tr|td|th|h[1-6]|dt|dd|pre|figcaption)>|<[bh]r>")
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"<p>(?P<inner>(?:(?!</?p>).)*)</p>\s*", re.DOTALL)
_LINK = re.compile(r"</?a\b(?:[^<>\"]|\"[^\"]*\")*>")
_ELEMENT = re.compile(r"</?([a-z][a-z0-9]*)")
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_PHRASES = (
    "abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strong "
    "sub sup time u var wbr"
)
_PHRASING = frozenset(_PHRASES.split())


def plain(html: str) -> str:
    """Return the words of some HTML on one line."""
    text = _IMAGE.sub(r" \1 ", html)
    return " ".join(unescape(_TAG.sub("", _BLOCK_END.sub(" ", text))).split())


def title(html: str) -> str:
    """Return the words of some HTML, cut short where they are many."""
    text = plain(html)
    if len(text) <= LONGEST_TITLE:
        return text
    return text[:LONGEST_TITLE].rpartition(" ")[0][: LONGEST_TITLE - 1] + "…"


def inline(html: str) -> str:
    """Return HTML for inside a label, where paragraphs may not stand."""
    return _PARAGRAPH.sub(r"\g<inner><br>", html).strip().removesuffix("<br>")


def phrase(html: str) -> str:
    """Return HTML for inside a button: no links, and no blocks."""
    text = inline(_LINK.sub("", html))
    if _PHRASING.issuperset(_ELEMENT.findall(_FORMULA.sub("", text))):
        return text
    return escape(plain(html))
