"""Convert the texts of a page to HTML, all of a page in one go."""

import re
from collections.abc import Sequence
from functools import cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import (
    AutolinkInlineProcessor,
    SimpleTagInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from course_builder.renderer.dialect import Definitions
from course_builder.renderer.tree import PageContext, PageShaper

_PART = "\ue000"
_PARTS = re.compile(rf"<p>{_PART}([0-9]+){_PART}</p>\n?")
_MARKED = re.compile(r"[\\`*_\[<&~\x02]|https?:|  \n")
"""What every inline pattern of ours and of Python-Markdown needs in a text."""

_BARE_ADDRESS = (
    r"(?<![\w/.\"'=>\[(])(https?://[^\s<>\x02\x03]*[^\s<>\x02\x03.,;:!?'\")\]*_])"
)


class _SetPlainTextAside(Treeprocessor):
    """Keeps texts without markup from being tried with twenty inline patterns each.

    Attributes:
        aside: Elements whose text was set aside.
    """

    aside: list[Element]

    def run(self, root: Element) -> None:
        """Set aside, before the inline patterns."""
        self.aside = []
        for element in root.iter():
            if element.text and not _MARKED.search(element.text):
                element.text = AtomicString(element.text)
                self.aside.append(element)


class _TakePlainTextBack(Treeprocessor):
    """Hands those texts to what comes later: abbreviations leave atomic texts alone."""

    def __init__(self, before: _SetPlainTextAside) -> None:
        super().__init__()
        self._before = before

    def run(self, root: Element) -> None:
        """Take back, after the inline patterns."""
        del root
        for element in self._before.aside:
            if element.text:
                element.text = str(element.text)


class Converter:
    """Python-Markdown with the reading habits of a Git host."""

    def __init__(self) -> None:
        self._footnotes = FootnoteExtension(SEPARATOR="-")
        self._markdown = Markdown(
            extensions=[
                AbbrExtension(),
                DefListExtension(),
                self._footnotes,
                SaneListExtension(),
                TableExtension(),
            ]
        )
        self._shaper = PageShaper(self._markdown)
        trees = self._markdown.treeprocessors
        aside = _SetPlainTextAside(self._markdown)
        trees.register(aside, "aside", 21)
        trees.register(_TakePlainTextBack(aside), "back", 19)
        trees.register(self._shaper, "shape", -10)
        patterns = self._markdown.inlinePatterns
        patterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "break", 181)
        patterns.register(
            AutolinkInlineProcessor(_BARE_ADDRESS, self._markdown), "address", 85
        )
        patterns.register(
            SimpleTagInlineProcessor(r"(~~)(?=\S)(.+?)(?<=\S)~~", "del"), "strike", 55
        )

    def convert(
        self, parts: Sequence[str], definitions: Definitions, context: PageContext
    ) -> tuple[list[str], str]:
        """Convert texts that belong together; what comes out is not yet sanitised.

        Args:
            parts: Texts as `dialect.translate` returns them.
            definitions: What they may refer to.
            context: The page they stand on.

        Returns:
            HTML of each part, and the footnotes of all.
        """
        marked = [
            f"{part}\n\n{_PART}{number}{_PART}\n" for number, part in enumerate(parts)
        ]
        html = self._html("\n".join(marked), definitions, context)
        found = _PARTS.split(html)
        if found[1::2] == [str(number) for number in range(len(parts))]:
            return found[:-1:2], found[-1]
        # An element left open has swallowed the rest: keep it within its part.
        return [self._html(part, definitions, context) for part in parts], ""

    def _html(self, text: str, definitions: Definitions, context: PageContext) -> str:
        self._footnotes.setConfig(
            "BACKLINK_TITLE", context.words("Kembali ke catatan {} dalam teks")
        )
        self._shaper.context = context
        self._markdown.reset()
        return self._markdown.convert(f"{text}\n\n{definitions.used_by(text)}")


@cache
def converter() -> Converter:
    """Return the one converter of this process; making one costs as much as a page."""
    return Converter()
