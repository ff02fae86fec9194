"""Small valid pieces of a course; tests name only what they are about."""

from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from course_builder.errors import SourceLocation
from course_builder.model.course import Block, Course, Module, Page
from course_builder.model.prose import Prose
from course_builder.model.question import (
    ChoiceRule,
    NumberRange,
    NumberRule,
    Option,
    Question,
    TextRule,
)
from course_builder.model.rendered import (
    RenderedCourse,
    RenderedModule,
    RenderedPage,
    RenderedQuestion,
)

COURSE_FILE = PurePosixPath("01-awal.md")


def at(line: int = 1, path: PurePosixPath = COURSE_FILE) -> SourceLocation:
    return SourceLocation(path, line)


def prose(text: str, path: PurePosixPath = COURSE_FILE) -> Prose:
    return Prose(text, at(1, path))


def choice_question(identifier: str = "q-siaga", **changes: Any) -> Question:
    """A question whose options are a (wrong), b (right) and c (wrong)."""
    fields: dict[str, Any] = {
        "id": identifier,
        "prompt": prose("Apa yang Anda lakukan?"),
        "rule": ChoiceRule(("a", "b", "c"), frozenset({"b"})),
        "options": (
            Option("a", prose("Menunggu"), prose("Menunggu itu berbahaya.")),
            Option("b", prose("Menjauhi pantai")),
            Option("c", prose("Meminta surat")),
        ),
        "hints": (prose("Pikirkan waktunya."),),
        "explanation": prose("Gelombang pertama sering bukan yang terbesar."),
        "where": at(10),
    }
    return Question(**(fields | changes))


def number_question(identifier: str = "q-jarak", **changes: Any) -> Question:
    """A question with the answer 1200 km."""
    fields: dict[str, Any] = {
        "id": identifier,
        "prompt": prose("Berapa jaraknya?"),
        "rule": NumberRule((NumberRange(Decimal(1200), Decimal(1200)),), "km"),
        "where": at(20),
    }
    return Question(**(fields | changes))


def text_question(identifier: str = "q-lembaga", **changes: Any) -> Question:
    """A question with the answer PVMBG."""
    fields: dict[str, Any] = {
        "id": identifier,
        "prompt": prose("Siapa menetapkan tingkatnya?"),
        "rule": TextRule(("PVMBG",)),
        "where": at(30),
    }
    return Question(**(fields | changes))


def page(
    *blocks: Block,
    slug: str = "awal",
    title: str = "Awal",
    module: str = "m1",
    path: PurePosixPath = COURSE_FILE,
) -> Page:
    return Page(
        id=f"{module}/{slug}",
        slug=slug,
        title=title,
        blocks=blocks or (prose("Selamat belajar."),),
        where=at(1, path),
    )


def module(*pages: Page, identifier: str = "m1", **changes: Any) -> Module:
    fields: dict[str, Any] = {
        "id": identifier,
        "title": f"Modul {identifier}",
        "minutes": 45,
        "pages": pages or (page(module=identifier),),
        "where": at(),
    }
    return Module(**(fields | changes))


def course(*modules: Module, **changes: Any) -> Course:
    fields: dict[str, Any] = {
        "id": "siaga-bencana",
        "title": "Siaga bencana",
        "language": "id",
        "version": "1.0",
        "hours": Decimal(1),
        "modules": modules or (module(),),
        "where": at(1, PurePosixPath("index.md")),
    }
    return Course(**(fields | changes))


def rendered_question(identifier: str = "q-siaga", **changes: Any) -> RenderedQuestion:
    """A question whose right option is b of a, b and c."""
    fields: dict[str, Any] = {
        "id": identifier,
        "title": "Apa yang Anda lakukan?",
        "rule": ChoiceRule(("a", "b", "c"), frozenset({"b"})),
        "points": Decimal(1),
        "hint_cost": Decimal(0),
        "attempts": 3,
        "required": True,
        "option_texts": {"a": "Menunggu", "b": "Menjauhi pantai", "c": "Bertanya"},
    }
    return RenderedQuestion(**(fields | changes))


def rendered_course(**changes: Any) -> RenderedCourse:
    """A course of one module, two pages and one question, without media."""
    pages = (
        RenderedPage("m1/awal", "Awal", "<h1>Awal</h1>\n<p>Selamat belajar.</p>"),
        RenderedPage(
            "m1/latihan",
            "Latihan",
            '<h1>Latihan</h1>\n<section data-activity="q-siaga"></section>',
            ("q-siaga",),
        ),
    )
    fields: dict[str, Any] = {
        "id": "siaga-bencana",
        "title": "Siaga bencana",
        "language": "id",
        "version": "1.0",
        "hours": Decimal(1),
        "modules": (
            RenderedModule("m1", "Modul satu", 45, optional=False, pages=pages),
        ),
        "activities": {"q-siaga": rendered_question()},
    }
    return RenderedCourse(**(fields | changes))
