"""Small valid pieces of a course; tests name only what they are about."""

from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from course_builder.errors import SourceLocation
from course_builder.model.assignment import Assignment
from course_builder.model.course import Block, Course, Module, Page
from course_builder.model.discussion import Discussion
from course_builder.model.prose import Prose
from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRange,
    NumberRule,
    Option,
    OrderRule,
    Question,
    TextRule,
)
from course_builder.model.quiz import Quiz
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedCourse,
    RenderedDiscussion,
    RenderedItem,
    RenderedModule,
    RenderedPage,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)
from course_builder.model.rubric import Criterion, Rubric
from course_builder.model.scenario import (
    Choice,
    ChoiceText,
    Comparison,
    Graph,
    Node,
    NodeText,
    Scenario,
    Setting,
    Variable,
)
from course_builder.model.survey import ChoiceItem, ScaleItem, Survey, TextItem

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


def order_question(identifier: str = "q-urutan", **changes: Any) -> Question:
    """A question whose right order is b, c, a."""
    fields: dict[str, Any] = {
        "id": identifier,
        "prompt": prose("Urutkan tindakan Anda."),
        "rule": OrderRule(("b", "c", "a")),
        "options": (
            Option("a", prose("Melapor")),
            Option("b", prose("Berlindung")),
            Option("c", prose("Menjauhi pantai")),
        ),
        "where": at(40),
    }
    return Question(**(fields | changes))


def match_question(identifier: str = "q-pasangan", **changes: Any) -> Question:
    """A question in which PVMBG goes with b and BMKG with a."""
    fields: dict[str, Any] = {
        "id": identifier,
        "prompt": prose("Siapa memantau apa?"),
        "rule": MatchRule(("b", "a")),
        "options": (Option("a", prose("gempa")), Option("b", prose("gunung api"))),
        "left": (prose("PVMBG"), prose("BMKG")),
        "where": at(50),
    }
    return Question(**(fields | changes))


def gap_question(identifier: str = "q-isian", **changes: Any) -> Question:
    """A question with the gaps Siaga and 3."""
    fields: dict[str, Any] = {
        "id": identifier,
        "prompt": prose("Level [[3]] disebut [[Siaga|siaga]]."),
        "rule": GapRule(
            (
                NumberRule((NumberRange(Decimal(3), Decimal(3)),)),
                TextRule(("Siaga", "siaga")),
            )
        ),
        "where": at(60),
    }
    return Question(**(fields | changes))


def long_question(identifier: str = "q-uraian", **changes: Any) -> Question:
    """An open question with a rubric."""
    fields: dict[str, Any] = {
        "id": identifier,
        "prompt": prose("Apa rencana desa Anda?"),
        "rule": LongRule(),
        "rubric": rubric(),
        "where": at(70),
    }
    return Question(**(fields | changes))


def rubric(**changes: Any) -> Rubric:
    """Two criteria, of which the first is required, and two levels."""
    fields: dict[str, Any] = {
        "levels": ("Belum", "Baik"),
        "criteria": (
            Criterion(
                prose("Jalur"), (prose("Tidak ada"), prose("Ada *peta*")), required=True
            ),
            Criterion(prose("Waktu"), (prose("Tidak ada"), prose("Ada jam"))),
        ),
    }
    return Rubric(**(fields | changes))


def quiz(identifier: str = "k-akhir", **changes: Any) -> Quiz:
    """A practice quiz of a choice and a text question."""
    fields: dict[str, Any] = {
        "id": identifier,
        "questions": (choice_question("k-satu"), text_question("k-dua")),
        "where": at(80),
    }
    return Quiz(**(fields | changes))


def scenario_graph(**changes: Any) -> Graph:
    """From siaga to aman (100) by a, or by b, which needs trust, to gagal (0)."""
    fields: dict[str, Any] = {
        "variables": (
            Variable("waktu", "Waktu", Decimal(24), Decimal(0), None, "high", "jam"),
            Variable(
                "percaya",
                "Kepercayaan",
                Decimal(55),
                Decimal(0),
                Decimal(100),
                "high",
                "%",
            ),
        ),
        "nodes": {
            "siaga": Node(
                "siaga",
                (
                    Choice("aman", settings=(Setting("waktu", "-", Decimal(2)),)),
                    Choice("gagal", when=Comparison("percaya", ">=", Decimal(50))),
                ),
            ),
            "aman": Node("aman", ending=True, score=Decimal(100)),
            "gagal": Node("gagal", ending=True, score=Decimal(0)),
        },
    }
    return Graph(**(fields | changes))


def scenario(identifier: str = "sim-erupsi", **changes: Any) -> Scenario:
    """A simulation of one decision and two endings, with a debrief."""
    fields: dict[str, Any] = {
        "id": identifier,
        "graph": scenario_graph(),
        "texts": {
            "siaga": NodeText(
                "Status Siaga",
                prose("Masih ada {{waktu}} jam."),
                (
                    ChoiceText(prose("Pindahkan warga"), prose("Tepat waktu.")),
                    ChoiceText(
                        prose("Tunggu kabar"),
                        prose("Terlambat."),
                        condition="percaya >= 50",
                    ),
                ),
            ),
            "aman": NodeText("Semua selamat", prose("Tidak ada korban.")),
            "gagal": NodeText("Terlambat"),
        },
        "briefing": prose("Anda camat Pulau Seruni."),
        "debrief": NodeText("Renungan", prose("Apa yang paling mahal?")),
        "where": at(90),
    }
    return Scenario(**(fields | changes))


def assignment(identifier: str = "t-rencana", **changes: Any) -> Assignment:
    """Work to be handed in as a text, with a rubric."""
    fields: dict[str, Any] = {
        "id": identifier,
        "task": prose("Susun rencana evakuasi."),
        "rubric": rubric(),
        "where": at(100),
    }
    return Assignment(**(fields | changes))


def survey(identifier: str = "s-reaksi", **changes: Any) -> Survey:
    """A survey with a scale, a choice and a text."""
    fields: dict[str, Any] = {
        "id": identifier,
        "items": (
            ScaleItem(
                "a",
                prose("Materi ini berguna."),
                1,
                5,
                "tidak setuju",
                "setuju",
                required=True,
            ),
            ChoiceItem(
                "b",
                prose("Di mana Anda belajar?"),
                (Option("a", prose("Kantor")), Option("b", prose("Rumah"))),
            ),
            TextItem("c", prose("Apa saran Anda?")),
        ),
        "where": at(110),
    }
    return Survey(**(fields | changes))


def discussion(identifier: str = "d-kabar", **changes: Any) -> Discussion:
    """A prompt to talk about."""
    fields: dict[str, Any] = {
        "id": identifier,
        "prompt": prose("Bagaimana kabar bohong menyebar?"),
        "where": at(120),
    }
    return Discussion(**(fields | changes))


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


def rendered_quiz(identifier: str = "k-akhir", **changes: Any) -> RenderedQuiz:
    """A practice quiz of two choice questions, k-satu and k-dua."""
    questions = (rendered_question("k-satu"), rendered_question("k-dua"))
    fields: dict[str, Any] = {
        "id": identifier,
        "title": "Kuis latihan",
        "questions": {question.id: question for question in questions},
    }
    fields |= changes
    forms = {
        question: f'<section data-question="{question}"></section>'
        for question in fields["questions"]
    }
    return RenderedQuiz(**({"forms": forms} | fields))


def rendered_scenario(
    identifier: str = "sim-erupsi", **changes: Any
) -> RenderedScenario:
    """A simulation of one decision and two endings, with a debrief."""
    fields: dict[str, Any] = {
        "id": identifier,
        "title": "Pulau Seruni",
        "graph": scenario_graph(),
        "titles": {
            "siaga": "Status Siaga",
            "aman": "Semua selamat",
            "gagal": "Terlambat",
            ":debrief": "Renungan",
        },
        "choice_texts": {
            "siaga": ("Pindahkan warga", "Tunggu kabar"),
            "aman": (),
            "gagal": (),
        },
        "texts": {
            "siaga": '<p>Masih ada <span data-variable="waktu"></span> jam.</p>',
            "siaga/a": "Pindahkan warga",
            "siaga/a/told": "<p>Tepat waktu.</p>",
            "siaga/b": "Tunggu kabar",
            ":debrief": "<p>Apa yang paling mahal?</p>",
        },
        "conditions": {"siaga/b": "Kepercayaan paling sedikit 50 %"},
    }
    return RenderedScenario(**(fields | changes))


def rendered_assignment(
    identifier: str = "t-rencana", **changes: Any
) -> RenderedAssignment:
    """Work to be handed in as a text, with a rubric."""
    fields: dict[str, Any] = {
        "id": identifier,
        "title": "Tugas",
        "levels": ("Belum", "Baik"),
        "criteria": ("Jalur", "Waktu"),
        "required_criteria": (0,),
    }
    return RenderedAssignment(**(fields | changes))


def rendered_survey(identifier: str = "s-reaksi", **changes: Any) -> RenderedSurvey:
    """A survey with a scale, a choice, several choices and a text."""
    options = {"a": "Kantor", "b": "Rumah"}
    fields: dict[str, Any] = {
        "id": identifier,
        "title": "Survei",
        "items": (
            RenderedItem(
                "a",
                "scale",
                "Materi ini berguna.",
                required=True,
                low=1,
                high=5,
                low_label="tidak setuju",
                high_label="setuju",
            ),
            RenderedItem("b", "choice", "Di mana Anda belajar?", options=options),
            RenderedItem("c", "multiple", "Di mana lagi?", options=options),
            RenderedItem("d", "text", "Apa saran Anda?"),
        ),
    }
    return RenderedSurvey(**(fields | changes))


def rendered_discussion(
    identifier: str = "d-kabar", **changes: Any
) -> RenderedDiscussion:
    """A prompt to talk about."""
    fields: dict[str, Any] = {"id": identifier, "title": "Diskusi"}
    return RenderedDiscussion(**(fields | changes))


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


def rendered_course_of(*activities: RenderedActivity, **changes: Any) -> RenderedCourse:
    """A course of one page that holds these activities."""
    sections = "\n".join(
        f'<section data-activity="{activity.id}"></section>' for activity in activities
    )
    page_of_all = RenderedPage(
        "m1/latihan",
        "Latihan",
        f"<h1>Latihan</h1>\n{sections}",
        tuple(activity.id for activity in activities),
    )
    module_of_all = RenderedModule(
        "m1", "Modul satu", 45, optional=False, pages=(page_of_all,)
    )
    fields: dict[str, Any] = {
        "modules": (module_of_all,),
        "activities": {activity.id: activity for activity in activities},
    }
    return rendered_course(**(fields | changes))


def rendered_course_of_every_kind(**changes: Any) -> RenderedCourse:
    """A course with one activity of every kind."""
    return rendered_course_of(
        rendered_question(),
        rendered_quiz(),
        rendered_scenario(),
        rendered_assignment(),
        rendered_survey(),
        rendered_discussion(),
        **changes,
    )
