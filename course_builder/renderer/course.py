"""Render a whole course: all pages to HTML first, then the links between them."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path, PurePosixPath

from course_builder.locale import translator
from course_builder.model.course import Course, Page
from course_builder.model.prose import Prose
from course_builder.model.question import Question
from course_builder.model.quiz import Quiz
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedCourse,
    RenderedModule,
    RenderedPage,
)
from course_builder.renderer.activity import Language, headings, show
from course_builder.renderer.conversion import (
    Conversion,
    Workshop,
    converted_apart,
    converted_pages,
)
from course_builder.renderer.glossary import Glossary
from course_builder.renderer.media import MediaShelf
from course_builder.renderer.place import Places
from course_builder.renderer.sanitise import sanitiser
from course_builder.renderer.source_text import SourceText, question_source

_HEADING_ID = re.compile(r'<h[1-6] id="([^"]*)"')


def render_course(course: Course, folder: Path) -> RenderedCourse:
    """Return a course ready to be packaged.

    Args:
        course: A course that neither `checks` nor `problem` finds an error in.
        folder: The course folder, for its pictures and documents.
    """
    workshop = Workshop(
        MediaShelf(folder),
        translator(course.language),
        course.language,
        Glossary.of(term for term, _ in course.glossary),
    )
    pages = list(_converted_pages(course, workshop))
    shown = [conversion for _, conversion in pages]
    glossary = [Prose(definition) for _, definition in course.glossary]
    apart = [
        *(
            converted_apart(path, texts, workshop)
            for path, texts in _bank_texts(course).items()
        ),
        converted_apart(
            course.where.path, [SourceText(id(p), p.text) for p in glossary], workshop
        ),
    ]
    places = Places((page, made.context.anchors) for page, made in pages)
    texts = _clean([*shown, *apart], places)
    language = Language(workshop.words, course.language)
    rendered: dict[str, RenderedPage] = {}
    activities: dict[str, RenderedActivity] = {}
    for page, made in pages:
        rendered[page.id], found = _rendered_page(
            page, made, texts, language, course.forum
        )
        activities |= found
    return RenderedCourse(
        id=course.id,
        title=course.title,
        language=course.language,
        version=course.version,
        hours=course.hours,
        modules=tuple(_modules(course, rendered)),
        activities=activities,
        pass_mark=course.pass_mark,
        summary=course.summary,
        authors=course.authors,
        license=course.license,
        competencies=course.competencies,
        glossary={
            term: texts[id(prose)]
            for (term, _), prose in zip(course.glossary, glossary, strict=True)
        },
        media=workshop.shelf.media(),
    )


def _converted_pages(
    course: Course, workshop: Workshop
) -> Iterator[tuple[Page, Conversion]]:
    if (overview := course.overview) is not None:
        path = overview.where.path
        yield from converted_pages(path, overview.slug, (overview,), workshop, raised=0)
    for module in course.modules:
        path = module.where.path
        yield from converted_pages(path, module.slug, module.pages, workshop)


def _bank_texts(course: Course) -> dict[PurePosixPath, list[SourceText]]:
    """Return the texts of every bank that a quiz draws from, each bank once."""
    taken: dict[PurePosixPath, dict[int, Question]] = {}
    for page in course.pages:
        for block in page.blocks:
            if isinstance(block, Quiz):
                for question in block.questions:
                    if (path := question.where.path) != block.where.path:
                        taken.setdefault(path, {})[id(question)] = question
    return {
        path: [
            text
            for question in questions.values()
            for text in question_source(question)
        ]
        for path, questions in taken.items()
    }


def _clean(conversions: list[Conversion], places: Places) -> dict[int, str]:
    """Resolve the links of all texts and sanitise them."""
    clean = sanitiser().clean
    texts: dict[int, str] = {}
    for conversion in conversions:
        judge = places.judge(conversion.context)
        for name, html in conversion.html.items():
            texts[name] = clean(html, judge).strip()
        texts[id(conversion)] = clean(conversion.notes, judge).strip()
    return texts


def _rendered_page(
    page: Page,
    conversion: Conversion,
    texts: Mapping[int, str],
    language: Language,
    forum: str,
) -> tuple[RenderedPage, dict[str, RenderedActivity]]:
    """Put a page together."""

    def html(prose: Prose | None) -> str:
        return "" if prose is None else texts[id(prose)]

    slugs = {
        id(activity): found[1]
        for activity in page.activities
        if (found := _HEADING_ID.match(texts.get(id(activity), "")))
    }
    titles = iter(list(headings(page.activities, slugs, language.words)))
    taken = frozenset(conversion.context.anchors)
    parts = [f"<h1>{escape(page.title, quote=False)}</h1>"]
    activities: dict[str, RenderedActivity] = {}
    for block in page.blocks:
        if isinstance(block, Prose):
            parts.append(html(block))
            continue
        shown = show(block, next(titles), html, language, forum=forum, taken=taken)
        activities[block.id] = shown.activity
        parts.append(shown.html)
    parts.append(texts[id(conversion)])
    text = "\n".join(filter(None, parts))
    return RenderedPage(page.id, page.title, text, tuple(activities)), activities


def _modules(
    course: Course, pages: Mapping[str, RenderedPage]
) -> Iterator[RenderedModule]:
    if (overview := course.overview) is not None:
        first = (pages[overview.id],)
        yield RenderedModule(
            overview.id, overview.title, 0, optional=False, pages=first
        )
    for module in course.modules:
        yield RenderedModule(
            module.id,
            module.title,
            module.minutes,
            module.optional,
            tuple(pages[page.id] for page in module.pages),
            module.prerequisites,
        )
