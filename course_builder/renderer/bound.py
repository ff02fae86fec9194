"""Hold Python-Markdown to time, memory and depth that grow with the text alone."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.footnotes import FootnoteExtension, FootnoteInlineProcessor
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    IMAGE_REFERENCE_RE,
    LINK_RE,
    REFERENCE_RE,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor

LONGEST_TEXT = 50_000
"""Characters beyond which a paragraph is plain text: each mark in it copies it whole."""

_MOST_BRACKETS = 16
"""Brackets within each other; where there are more, none of them is a link's."""

_DEEPEST = 100
"""Elements within each other; what lies deeper is plain text."""

_AHEAD = 500
"""Blocks that are handed over at once: taking one moves all that follow."""


class BoundMarkdown(Markdown):
    """Python-Markdown, whatever the text."""

    def build_parser(self) -> "BoundMarkdown":
        """Return this, with parsers and patterns of ours."""
        super().build_parser()
        parser = _SteadyParser(self)
        parser.blockprocessors = self.parser.blockprocessors
        for processor in parser.blockprocessors:
            processor.parser = parser
        self.parser = parser
        patterns = self.inlinePatterns
        patterns.register(_Reference(REFERENCE_RE, self), "reference", 170)
        patterns.register(_Link(LINK_RE, self), "link", 160)
        patterns.register(_Image(IMAGE_LINK_RE, self), "image_link", 150)
        patterns.register(
            _ImageReference(IMAGE_REFERENCE_RE, self), "image_reference", 140
        )
        patterns.register(_ShortReference(REFERENCE_RE, self), "short_reference", 130)
        patterns.register(
            _ShortImageReference(IMAGE_REFERENCE_RE, self), "short_image_ref", 125
        )
        return self


class BoundFootnotes(FootnoteExtension):
    """Footnotes, however many."""

    def __init__(self) -> None:
        super().__init__(SEPARATOR="-")
        self._numbers: dict[str, int] = {}

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register what reads footnotes, with a reader of references that counts once."""
        super().extendMarkdown(md)
        reader = _FootnoteReference(r"\[\^([^\]]*)\]", self)
        md.inlinePatterns.register(reader, "footnote", 175)

    def reset(self) -> None:
        """Forget the footnotes of another page."""
        super().reset()
        self._numbers = {}

    def number(self, label: str) -> int:
        """Return the number of a footnote, from 1; all are known by now."""
        if not self._numbers:
            self._numbers = {name: n for n, name in enumerate(self.footnotes, start=1)}
        return self._numbers[label]

    def unique_ref(self, reference: str, found: bool = False) -> str:  # noqa: FBT001, FBT002
        """Return an id for one of the references to a footnote."""
        if not found:
            return reference
        count = self.found_refs.get(reference, 0) + 1
        self.found_refs[reference] = count
        before, separator, label = reference.partition("-")
        return f"{before}{count}{separator}{label}" if count > 1 else reference


class FlattenDepth(Treeprocessor):
    """Makes text of what lies too deep: all that walk the tree call themselves."""

    def run(self, root: Element) -> None:
        """Flatten in place."""
        for element in _at_depth(root, _DEEPEST):
            element.text = "".join(element.itertext())
            element[:] = []


class _SteadyParser(BlockParser):
    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        """Parse blocks, of which no more than some stand in line at a time."""
        if len(blocks) <= 2 * _AHEAD:
            super().parseBlocks(parent, blocks)
            return
        waiting = blocks[::-1]
        blocks.clear()
        while waiting or blocks:
            while waiting and len(blocks) < _AHEAD:
                blocks += waiting[: -_AHEAD - 1 : -1]
                del waiting[-_AHEAD:]
            for processor in self.blockprocessors:
                is_for_it = processor.test(parent, blocks[0])
                if is_for_it and processor.run(parent, blocks) is not False:
                    break


class _FootnoteReference(FootnoteInlineProcessor):
    def __init__(self, pattern: str, footnotes: BoundFootnotes) -> None:
        super().__init__(pattern, footnotes)
        self._footnotes = footnotes

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return a reference to a footnote, where there is such a one."""
        del data
        label = m[1]
        if label not in self._footnotes.footnotes:
            return None, None, None
        place = self._footnotes.makeFootnoteRefId(label, found=True)
        mark = Element("sup", {"id": place})
        address = f"#{self._footnotes.makeFootnoteId(label)}"
        link = SubElement(mark, "a", {"href": address, "class": "footnote-ref"})
        link.text = str(self._footnotes.number(label))
        return mark, m.start(), m.end()


class _Shallow(LinkInlineProcessor):
    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802
        """Return what stands in brackets, its end, and whether it has one."""
        depth = 1
        for at in range(index, len(data)):
            if data[at] == "]":
                depth -= 1
                if not depth:
                    return data[index:at], at + 1, True
            elif data[at] == "[":
                depth += 1
                if depth > _MOST_BRACKETS:
                    break
        return "", index, False


class _Link(_Shallow):
    pass


class _Image(_Shallow, ImageInlineProcessor):
    pass


class _Reference(_Shallow, ReferenceInlineProcessor):
    pass


class _ImageReference(_Shallow, ImageReferenceInlineProcessor):
    pass


class _ShortReference(_Shallow, ShortReferenceInlineProcessor):
    pass


class _ShortImageReference(_Shallow, ShortImageReferenceInlineProcessor):
    pass


def _at_depth(root: Element, depth: int) -> Iterator[Element]:
    """Yield the elements at a depth that have others in them."""
    level = [root]
    for _ in range(depth):
        level = [child for element in level for child in element]
    yield from (element for element in level if len(element))
