"""Read links and pictures out of prose, past all code, in time linear in its length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from course_builder.errors import SourceLocation
from course_builder.model.paragraph import Paragraph, paragraphs, without_code
from course_builder.model.prose import Prose

# What every text with a link has; a footnote is none.
_SIGN = re.compile(r"\]\(|!\[|<|^[ \t>]*\[(?!\^)", re.MULTILINE)
_BRACKET = re.compile(r"!?\[|\]")
_SPACE = re.compile(r"\s*")
_SPACES = r"[ \t\n]*"
_TITLE = r"""("[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\))"""
_DESTINATION = re.compile(
    rf"\({_SPACES}(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))*))"
    rf"(?:[ \t\n]+{_TITLE})?{_SPACES}\)"
)
_DEFINED = re.compile(r":[ \t]*(?:<([^<>\n]*)>|([^\s<]\S*))")
_TAG = re.compile(r"<(img|a|audio|video|source)[ \t\n][^<>]{0,2000}>", re.IGNORECASE)
_ADDRESS = re.compile(
    r"""[ \t\n](?:src|href)[ \t\n]*=[ \t\n]*(?:"([^"]*)"|'([^']*)')"""
)
_ALT = re.compile(r"""[ \t\n]alt[ \t\n]*=[ \t\n]*["']([^"'\s][^"']*)""")

LONGEST = 300
"""Characters of a link's text that are kept."""

DECORATIVE = frozenset({"dekoratif", "decorative"})
"""Titles of a picture that only adorns: ``![](media/garis.svg "dekoratif")``."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture.

    Attributes:
        target: As written; empty for a picture that is named elsewhere.
        where: The first character of the target.
        length: Characters of the target, at least 1.
        is_image: Whether it is a picture, sound or video.
        has_text: Whether there is a text, for a picture its alternative text.
        text: As written, for a picture its alternative text, at most `LONGEST`
            characters; empty where only the target is known.
        title: What may follow the target, without its quotes.
    """

    target: str
    where: SourceLocation
    length: int
    is_image: bool
    has_text: bool
    text: str = ""
    title: str = ""

    @property
    def is_decorative(self) -> bool:
        """Whether it is a picture that tells nothing, as its author says."""
        return self.is_image and not self.has_text and self.title.lower() in DECORATIVE


def links(prose: Prose) -> Iterator[Link]:
    """Yield the links and pictures of a text, those in raw HTML too."""
    if not _SIGN.search(prose.text):
        return
    for paragraph in paragraphs(prose):
        if "[" in paragraph.text:
            yield from _bracketed(paragraph)
        if "<" in paragraph.text:
            yield from _tagged(paragraph)


def _bracketed(paragraph: Paragraph) -> Iterator[Link]:
    text = without_code(paragraph.text)
    opened: list[tuple[int, bool]] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] != "]":
            opened.append((bracket.start(), bracket[0] == "!["))
            continue
        if not opened:
            continue
        start, is_image = opened.pop()
        end = bracket.end()
        inside = start + 1 + is_image
        space = _SPACE.match(text, inside)
        has_text = space is not None and space.end() < bracket.start()
        following = text[end : end + 1]
        if following == "(":
            if found := _DESTINATION.match(paragraph.text, end):
                group = 1 if found[1] is not None else 2
                yield Link(
                    found[group],
                    paragraph.place(found.start(group)),
                    max(1, len(found[group])),
                    is_image,
                    has_text,
                    # Brackets may stand in brackets: whole texts would be too many.
                    paragraph.text[inside : min(bracket.start(), inside + LONGEST)],
                    (found[3] or "")[1:-1],
                )
        elif following == ":" and not is_image and not text.startswith("^", inside):
            is_first = paragraph.begins_line(start)
            if is_first and (found := _DEFINED.match(paragraph.text, end)):
                group = 1 if found[1] is not None else 2
                place = paragraph.place(found.start(group))
                length = max(1, len(found[group]))
                yield Link(found[group], place, length, is_image=False, has_text=True)
        elif following == "[" and is_image and not has_text:
            place = paragraph.place(start)
            yield Link("", place, 1, is_image=True, has_text=False)


def _tagged(paragraph: Paragraph) -> Iterator[Link]:
    text = without_code(paragraph.text)
    for tag in _TAG.finditer(text):
        if address := _ADDRESS.search(text, tag.start(), tag.end()):
            group = 1 if address[1] is not None else 2
            name = tag[1].lower()
            alternative = _ALT.search(tag[0]) if name == "img" else None
            yield Link(
                address[group],
                paragraph.place(address.start(group)),
                max(1, len(address[group])),
                is_image=name != "a",
                has_text=name != "img" or alternative is not None,
                text=alternative[1][:LONGEST] if alternative else "",
            )
