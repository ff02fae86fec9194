"""Convert the texts of a page to HTML, all of a page in one go."""

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from functools import cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import (
    AutolinkInlineProcessor,
    InlineProcessor,
    SimpleTagInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from course_builder.model.slug import Slugs
from course_builder.renderer.bound import (
    LONGEST_TEXT,
    BoundFootnotes,
    BoundMarkdown,
    FlattenDepth,
)
from course_builder.renderer.definition import SLOTS, Definitions
from course_builder.renderer.dialect import translate
from course_builder.renderer.formula import FORMULA, FormulaError, as_written, mathml
from course_builder.renderer.tree import TRANSCRIPT, PageContext, PageShaper
from course_builder.renderer.verbatim import verbatim_html

_PART = "\ue000"
_PARTS = re.compile(rf"<p>{_PART}([0-9]+){_PART}</p>\n?")
_PART_MARK = re.compile(rf"{_PART}([0-9]+){_PART}")
_ID = re.compile(r' id="[^"]*"')
_MARKED = re.compile(r"[\\`*_\[<&~$\x02]|https?:|  \n")
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
            text = element.text
            if text and (len(text) > LONGEST_TEXT or not _MARKED.search(text)):
                element.text = AtomicString(text)
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


class _ReadFormula(InlineProcessor):
    """Puts MathML in place of a formula."""

    def __init__(self, markdown: Markdown, shaper: PageShaper) -> None:
        super().__init__(FORMULA.pattern, markdown)
        self._markdown = markdown
        self._shaper = shaper

    def handleMatch(  # type: ignore[override]  # noqa: N802 - their name
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        """Return what stands for the formula until the page is written."""
        del data
        displayed = m[1] is not None
        tex = m[1] if displayed else m[2]
        try:
            html = mathml(tex, displayed=displayed)
        except FormulaError:
            html = as_written(tex, displayed=displayed)
        stored = self._markdown.htmlStash.store(html)
        self._shaper.formulas[stored] = m[0]
        return stored, m.start(0), m.end(0)


class _MarkTerms(Treeprocessor):
    """Marks the terms of the glossary where a page first uses them.

    Attributes:
        parts: Numbers of the parts whose terms are marked.
    """

    parts: Container[int] = ()

    def __init__(self, shaper: PageShaper) -> None:
        super().__init__()
        self._shaper = shaper

    def run(self, root: Element) -> None:
        """Mark in place, part by part: each ends with its number."""
        context = self._shaper.context
        if not context.glossary.terms:
            return
        waiting: list[Element] = []
        for element in root:
            part = _PART_MARK.fullmatch(element.text or "")
            if part is None:
                waiting.append(element)
                continue
            if int(part[1]) in self.parts:
                for found in waiting:
                    context.glossary.mark(found, context.terms)
            waiting = []


class Converter:
    """Python-Markdown with the reading habits of a Git host."""

    def __init__(self) -> None:
        self._footnotes = BoundFootnotes()
        self._markdown = BoundMarkdown(
            extensions=[
                AbbrExtension(),
                DefListExtension(),
                self._footnotes,
                SaneListExtension(),
                TableExtension(),
            ]
        )
        self._shaper = PageShaper(self._markdown)
        self._terms = _MarkTerms(self._shaper)
        self._markdown.ESCAPED_CHARS = [*self._markdown.ESCAPED_CHARS, "$"]
        trees = self._markdown.treeprocessors
        aside = _SetPlainTextAside(self._markdown)
        trees.register(aside, "aside", 21)
        trees.register(_TakePlainTextBack(aside), "back", 19)
        trees.register(FlattenDepth(self._markdown), "depth", 18)
        trees.register(self._shaper, "shape", -10)
        trees.register(self._terms, "terms", -20)
        patterns = self._markdown.inlinePatterns
        formula = _ReadFormula(self._markdown, self._shaper)
        patterns.register(formula, "formula", 185)
        patterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "break", 181)
        patterns.register(
            AutolinkInlineProcessor(_BARE_ADDRESS, self._markdown), "address", 85
        )
        patterns.register(
            SimpleTagInlineProcessor(r"(~~)(?=\S)(.+?)(?<=\S)~~", "del"), "strike", 55
        )

    def convert(
        self,
        parts: Sequence[str],
        definitions: Definitions,
        context: PageContext,
        glossed: Container[int] = (),
    ) -> tuple[list[str], str]:
        """Convert texts that belong together; what comes out is not yet sanitised.

        Args:
            parts: Texts as `dialect.translate` returns them.
            definitions: What they may refer to.
            context: The page they stand on.
            glossed: Numbers of the parts, from 0, in which terms of the glossary are
                marked; not those inside a label or a button.

        Returns:
            HTML of each part, and the footnotes of all.
        """
        marked = [
            f"{part}\n\n{_PART}{number}{_PART}\n" for number, part in enumerate(parts)
        ]
        self._terms.parts = glossed
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
        html = self._markdown.convert(f"{text}\n\n{definitions.used_by(text)}")
        if definitions.verbatim:
            html = SLOTS.sub(
                lambda slot: verbatim_html(
                    definitions.verbatim[int(slot[1] or slot[2])], context
                ),
                html,
            )
        while context.transcripts:
            html = self._with_transcript(html, context)
        return html

    def _with_transcript(self, html: str, context: PageContext) -> str:
        """Put the words of a recording where they belong."""
        source, text = context.transcripts.pop()
        definitions = Definitions()
        own = replace(
            context,
            source=source,
            slugs=Slugs(),
            anchors=[],
            identifiers=set(),
            transcripts=[],
            is_transcript=True,
        )
        words = self._html(translate(text, definitions), definitions, own)
        # Its ids would be those of the page once more.
        mark = f"{TRANSCRIPT}{len(context.transcripts)}{TRANSCRIPT}"
        return html.replace(mark, _ID.sub("", words))


@cache
def converter() -> Converter:
    """Return the one converter of this process; making one costs as much as a page."""
    return Converter()
