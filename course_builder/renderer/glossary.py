"""Mark a term where a page first uses it, as a link to its explanation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

TERM = "\ue005"
"""The address of the glossary, until a page is sanitised: authors cannot write it."""

_WORD = re.compile(r"[^\W_]+")
_LEFT_ALONE = frozenset(
    [
        "a",
        "abbr",
        "audio",
        "button",
        "code",
        "dfn",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "kbd",
        "label",
        "pre",
        "samp",
        "summary",
        "th",
        "var",
        "video",
    ]
)


class _Span(NamedTuple):
    """Where a term lies around its first word.

    Attributes:
        length: Of the whole term, in characters.
        offset: Characters before the first word.
    """

    length: int
    offset: int


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of a course.

    Attributes:
        terms: Term by what it is in small letters.
        spans: By the first word of terms, in small letters; the longer goes first.
    """

    terms: dict[str, str] = field(default_factory=dict)
    spans: dict[str, list[_Span]] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Iterable[str]) -> "Glossary":
        """Return a glossary of terms."""
        found: dict[str, str] = {}
        spans: dict[str, set[_Span]] = {}
        for term in terms:
            if first := _WORD.search(term):
                found.setdefault(term.lower(), term)
                span = _Span(len(term), first.start())
                spans.setdefault(first[0].lower(), set()).add(span)
        longest_first = {w: sorted(some, reverse=True) for w, some in spans.items()}
        return cls(found, longest_first)

    def mark(self, part: Element, seen: set[str]) -> None:
        """Mark the terms of a part of a page, in place.

        Args:
            part: Some element.
            seen: The terms already marked on this page; grows.
        """
        if part.tag in _LEFT_ALONE or not self.terms:
            return
        part.text, made = self._marked(part.text, seen)
        for child in list(part):
            self.mark(child, seen)
            child.tail, links = self._marked(child.tail, seen)
            made += [child, *links]
        if part.tag == "td" and made and not len(part):
            # In a list each cell is a grid (`base.css`): pieces of text must not part.
            span = Element("span")
            span.text, span[:] = part.text, made
            part.text, made = None, [span]
        part[:] = made

    def _marked(
        self, text: str | None, seen: set[str]
    ) -> tuple[str | None, list[Element]]:
        """Return text up to its first term, and the terms with what follows each."""
        if not text:
            return text, []
        links: list[Element] = []
        parts = []
        at = 0
        for word in _WORD.finditer(text):
            if word.start() < at:
                continue
            for span in self.spans.get(word[0].lower(), ()):
                start = word.start() - span.offset
                end = start + span.length
                term = self.terms.get(text[start:end].lower()) if start >= at else None
                if term is None or term in seen or not _is_whole(text, start, end):
                    continue
                parts.append(text[at:start])
                links.append(Element("a", {"class": "term", "href": TERM}))
                links[-1].set("data-term", term)
                links[-1].text = text[start:end]
                seen.add(term)
                at = end
                break
        parts.append(text[at:])
        for link, tail in zip(links, parts[1:], strict=True):
            link.tail = tail
        return parts[0], links


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether no word goes on before or after."""
    around = text[max(0, start - 1) : start], text[end : end + 1]
    return not any(character.isalnum() for character in around)
