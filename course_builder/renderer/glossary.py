"""Mark a term where a page first uses it, as a link to its explanation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of a course, by the first word of each in small letters."""

    terms: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Iterable[str]) -> "Glossary":
        """Return a glossary of terms; of two that begin alike the longer goes first."""
        found: dict[str, list[str]] = {}
        for term in sorted(set(terms), key=lambda term: (-len(term), term)):
            if first := _WORD.search(term):
                found.setdefault(first[0].lower(), []).append(term)
        return cls(found)

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
            for term in self.terms.get(word[0].lower(), ()):
                start, end = _span(term, word)
                if term in seen or not _is_there(term, text, start, end, at):
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


def _span(term: str, word: re.Match[str]) -> tuple[int, int]:
    first = _WORD.search(term)
    start = word.start() - (first.start() if first else 0)
    return start, start + len(term)


def _is_there(term: str, text: str, start: int, end: int, at: int) -> bool:
    """Tell whether a term stands whole at a place that is not yet taken."""
    if start < at or text[start:end].lower() != term.lower():
        return False
    around = text[max(0, start - 1) : start], text[end : end + 1]
    return not any(character.isalnum() for character in around)
