"""Render a whole course: all pages to HTML first, then the links between them."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from course_builder.locale import translator
from course_builder.model.course import Course, Page
from course_builder.model.prose import Prose
from course_builder.model.question import Question
from course_builder.model.rendered import (
    RenderedCourse,
    RenderedModule,
    RenderedPage,
    RenderedQuestion,
)
from course_builder.model.slug import Slugs
from course_builder.renderer.dialect import Definitions, translate
from course_builder.renderer.media import MediaShelf
from course_builder.renderer.place import Places
from course_builder.renderer.prose import converter
from course_builder.renderer.question import (
    QuestionTexts,
    form,
    rendered_question,
    shown,
    told,
)
from course_builder.renderer.sanitise import sanitiser
from course_builder.renderer.tree import PageContext, Words

_FOOTNOTE_ID = re.compile(r'(\b(?:id|href)="#?fn(?:ref[0-9]*)?-)')


def render_course(course: Course, folder: Path) -> RenderedCourse:
    """Return a course ready to be packaged.

    Args:
        course: A course that neither `checks` nor `problem` finds an error in.
        folder: The course folder, for its pictures and documents.
    """
    shelf = MediaShelf(folder)
    words = translator(course.language)
    files = [
        _File(module.where.path, module.slug, module.pages) for module in course.modules
    ]
    if (overview := course.overview) is not None:
        path = overview.where.path
        files.insert(0, _File(path, overview.slug, (overview,), raised=0))
    drafts = {
        draft.page.id: draft for file in files for draft in _drafts(file, shelf, words)
    }
    places = Places((d.page, d.context.anchors) for d in drafts.values())
    pages: dict[str, RenderedPage] = {}
    questions: dict[str, RenderedQuestion] = {}
    for draft in drafts.values():
        page, found = _finish(draft, places)
        pages[page.id] = page
        questions |= found
    modules = [
        RenderedModule(
            module.id,
            module.title,
            module.minutes,
            module.optional,
            tuple(pages[page.id] for page in module.pages),
        )
        for module in course.modules
    ]
    if overview is not None:
        first = pages[overview.id]
        modules.insert(
            0,
            RenderedModule(
                overview.id, overview.title, 0, optional=False, pages=(first,)
            ),
        )
    return RenderedCourse(
        id=course.id,
        title=course.title,
        language=course.language,
        version=course.version,
        hours=course.hours,
        modules=tuple(modules),
        activities=questions,
        pass_mark=course.pass_mark,
        summary=course.summary,
        authors=course.authors,
        license=course.license,
        competencies=course.competencies,
        media=shelf.media(),
    )


class _File(NamedTuple):
    """The pages of one course file.

    Attributes:
        slug: The id of its ``#`` heading; empty where it has none.
        raised: As in `PageContext`.
    """

    path: PurePosixPath
    slug: str
    pages: Sequence[Page]
    raised: int = 1


class _Draft(NamedTuple):
    """A converted page whose links are still open.

    Attributes:
        shown: HTML of the page's texts, in the order of `_shown`.
        told: HTML of the texts of its answer key, in the order of `told`.
        notes: HTML of the page's footnotes.
    """

    page: Page
    context: PageContext
    shown: Sequence[str]
    told: Sequence[str]
    notes: str


def _drafts(file: _File, shelf: MediaShelf, words: Words) -> Iterator[_Draft]:
    """Convert the pages of one file; definitions hold for all of them."""
    definitions = Definitions()
    texts = [
        (
            [translate(prose.text, definitions) for prose in _shown(page)],
            [translate(prose.text, definitions) for prose in _told(page)],
        )
        for page in file.pages
    ]
    slugs = Slugs()
    if file.slug:
        slugs.take(file.slug)
    for page, (shown_texts, told_texts) in zip(file.pages, texts, strict=True):
        if page.slug != file.slug:
            slugs.take(page.title)
        context = PageContext(file.path, shelf, words, slugs, file.raised)
        # A footnote of the answer key must not stand on the page.
        together = [text for text in told_texts if "[^" not in text]
        parts, notes = converter().convert(
            [*shown_texts, *together], definitions, context
        )
        rest = iter(parts[len(shown_texts) :])
        told_parts = [
            next(rest)
            if "[^" not in text
            else _with_notes(text, definitions, context, f"{page.slug}-{number}")
            for number, text in enumerate(told_texts)
        ]
        yield _Draft(page, context, parts[: len(shown_texts)], told_parts, notes)


def _with_notes(
    text: str, definitions: Definitions, context: PageContext, name: str
) -> str:
    """Convert a text with footnotes of its own."""
    parts, notes = converter().convert([text], definitions, context)
    html = _FOOTNOTE_ID.sub(rf"\g<1>{name}-", parts[0] + notes)
    context.identifiers |= set(re.findall(r'\bid="([^"]*)"', html))
    return html


def _finish(
    draft: _Draft, places: Places
) -> tuple[RenderedPage, dict[str, RenderedQuestion]]:
    """Resolve the links of a page, sanitise it and put it together."""
    judge = places.judge(draft.context)
    clean = sanitiser().clean
    shown_html = iter([clean(html, judge) for html in draft.shown])
    told_html = iter([clean(html, judge) for html in draft.told])
    words = draft.context.words
    heading = words("Periksa pemahaman")
    several = len(draft.page.questions) > 1
    html = [f"<h1>{_escape(draft.page.title)}</h1>"]
    questions: dict[str, RenderedQuestion] = {}
    for block in draft.page.blocks:
        match block:
            case Prose():
                html.append(next(shown_html).strip())
            case Question():
                texts = QuestionTexts(
                    [next(shown_html).strip() for _ in shown(block)],
                    [next(told_html).strip() for _ in told(block)],
                )
                question = rendered_question(block, texts)
                questions[question.id] = question
                # Regions of a page need names of their own.
                number = f" {len(questions)}" if several else ""
                html.append(form(question, texts, heading + number, words))
    html.append(clean(draft.notes, judge).strip())
    page = RenderedPage(
        draft.page.id, draft.page.title, "\n".join(filter(None, html)), tuple(questions)
    )
    return page, questions


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _told(page: Page) -> Iterator[Prose]:
    for question in page.questions:
        yield from told(question)


def _shown(page: Page) -> Iterator[Prose]:
    for block in page.blocks:
        match block:
            case Prose():
                yield block
            case Question():
                yield from shown(block)
