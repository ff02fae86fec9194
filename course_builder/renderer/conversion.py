"""Convert all texts of a course file, page by page; links are resolved afterwards."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from course_builder.model.course import Page
from course_builder.model.slug import Slugs
from course_builder.renderer.definition import Definitions
from course_builder.renderer.dialect import translate
from course_builder.renderer.glossary import Glossary
from course_builder.renderer.media import MediaShelf
from course_builder.renderer.prose import converter
from course_builder.renderer.source_text import SourceText, source_texts
from course_builder.renderer.tree import PageContext, Words

_FOOTNOTE_ID = re.compile(r'(\b(?:id|href)="#?fn(?:ref[0-9]*)?-)')
_ID = re.compile(r'\bid="([^"]*)"')
_TOGETHER = 200
"""Texts of a bank that are converted in one go."""


class Conversion(NamedTuple):
    """Texts as HTML that is not yet sanitised, and whose links are still open.

    Attributes:
        html: By the name of the text.
        notes: Footnotes of those that stand on the page; empty for none.
    """

    context: PageContext
    html: dict[int, str]
    notes: str = ""


class Workshop(NamedTuple):
    """What every conversion of a course needs.

    Attributes:
        language: BCP 47 tag of the course.
        glossary: Terms that pages mark.
    """

    shelf: MediaShelf
    words: Words
    language: str = ""
    glossary: Glossary = Glossary()


def converted_pages(
    path: PurePosixPath,
    slug: str,
    pages: Sequence[Page],
    workshop: Workshop,
    raised: int = 1,
) -> Iterator[tuple[Page, Conversion]]:
    """Convert the pages of one file; definitions hold for all of them.

    Args:
        path: The course file.
        slug: The id of its ``#`` heading; empty where it has none.
        pages: In order.
        workshop: Where media go, and our own words.
        raised: As in `PageContext`.
    """
    definitions = Definitions()
    translated = [
        [
            text._replace(markdown=translate(text.markdown, definitions))
            for block in page.blocks
            for text in source_texts(block)
        ]
        for page in pages
    ]
    slugs = Slugs()
    if slug:
        slugs.take(slug)
    for page, texts in zip(pages, translated, strict=True):
        if page.slug != slug:
            slugs.take_plain(page.title)
        context = PageContext(
            path,
            workshop.shelf,
            workshop.words,
            slugs,
            raised,
            language=workshop.language,
            glossary=workshop.glossary,
        )
        html, notes = _converted(texts, definitions, context, page.slug)
        yield page, Conversion(context, html, notes)


def converted_apart(
    path: PurePosixPath, texts: Sequence[SourceText], workshop: Workshop
) -> Conversion:
    """Convert the texts of a file that is no page, such as a bank."""
    definitions = Definitions()
    translated = [
        text._replace(markdown=translate(text.markdown, definitions)) for text in texts
    ]
    context = PageContext(
        path, workshop.shelf, workshop.words, Slugs(), language=workshop.language
    )
    html: dict[int, str] = {}
    # A bank may be much larger than a page.
    for number in range(0, len(translated), _TOGETHER):
        some = translated[number : number + _TOGETHER]
        found, _ = _converted(some, definitions, context, f"{path.stem}.{number}")
        html |= found
    return Conversion(context, html)


def _converted(
    texts: Sequence[SourceText],
    definitions: Definitions,
    context: PageContext,
    name: str,
) -> tuple[dict[int, str], str]:
    """Convert texts in one go, but for those with footnotes that stand apart."""
    together = [t for t in texts if not (t.is_apart and "[^" in t.markdown)]
    parts, notes = converter().convert(
        [text.markdown for text in together],
        definitions,
        context,
        {number for number, text in enumerate(together) if text.is_prose},
    )
    html = {text.name: part for text, part in zip(together, parts, strict=True)}
    for number, text in enumerate(texts):
        if text.name not in html:
            html[text.name] = _with_notes(
                text.markdown, definitions, context, f"{name}-{number}"
            )
    return html, notes


def _with_notes(
    text: str, definitions: Definitions, context: PageContext, name: str
) -> str:
    """Convert a text with footnotes of its own."""
    parts, notes = converter().convert([text], definitions, context)
    html = _FOOTNOTE_ID.sub(rf"\g<1>{name}-", parts[0] + notes)
    context.identifiers |= set(_ID.findall(html))
    return html
