"""How a competency framework is told to Moodle: one node a level, with its words."""

from html import escape

from lti_service.domain.framework import Competency, CompetencyLevel, Framework

SCALE = ("Belum tercapai", "Tercapai")
"""Words of the scale that each level is rated by; the last means proficient."""

LONGEST = 100
"""Letters of an id number and a short name: Moodle cuts what is longer."""

FACTS = {
    "Versi": "version",
    "Status": "status",
    "Sumber": "source_uri",
    "Dasar hukum": "legal_basis",
}


def cut(name: str, longest: int = LONGEST) -> str:
    """Return a name that Moodle need not cut."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def level_code(level: CompetencyLevel) -> str:
    """Return the id number of a level's node."""
    return f"{level.competency_code}.{level.level}"


def level_name(competency: Competency, level: int) -> str:
    """Return what a level's node is called."""
    words = f": level {level}"
    return cut(competency.name, LONGEST - len(words)) + words


def about_framework(framework: Framework) -> str:
    """Return what is known of a framework, as HTML."""
    return "".join(
        paragraph(f"{label}: {getattr(framework, name)}")
        for label, name in FACTS.items()
        if getattr(framework, name)
    )


def about_competency(competency: Competency) -> str:
    """Return what is known of a competency, as HTML."""
    return paragraph(f"Jenis: {competency.kind}") + paragraph(competency.definition)


def about_level(level: CompetencyLevel) -> str:
    """Return a level's name and indicators, as HTML."""
    items = "".join(f"<li>{_html(text)}</li>" for text in level.indicators)
    return paragraph(level.name) + (f"<ul>{items}</ul>" if items else "")


def paragraph(text: str) -> str:
    """Return a text as a paragraph of HTML; nothing for nothing."""
    return f"<p>{_html(text)}</p>" if text else ""


def _html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")
