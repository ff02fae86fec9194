"""The section of a page in which an activity stands."""

from collections.abc import Collection, Iterable
from html import escape
from typing import NamedTuple

from course_builder.renderer.template import fill

_TAKEN = frozenset({"player", "outline", "dashboard", "isi"})


class Heading(NamedTuple):
    """What an activity is called on its page.

    Attributes:
        text: Plain text.
        id: Of its element: the slug of the author's heading, else one of ours, which
            holds a point as no slug does.
    """

    text: str
    id: str


def section(
    identifier: str,
    kind: str,
    heading: Heading,
    parts: Iterable[str],
    taken: Collection[str] = (),
) -> str:
    """Return the section of an activity.

    Args:
        identifier: Of the activity.
        kind: Its ``data-type``.
        heading: What it is called.
        parts: HTML; empty ones are left out.
        taken: Ids that the page's headings have.
    """
    is_taken = identifier in taken or identifier in _TAKEN
    return fill(
        "activity",
        id=f"{identifier}." if is_taken else identifier,
        activity=identifier,
        type=kind,
        heading_id=heading.id,
        heading=escape(heading.text),
        body="\n".join(filter(None, parts)),
    )


def intro_part(html: str) -> str:
    """Return the introduction as a part of the section; empty for none."""
    return f'<div class="intro">{html}</div>' if html else ""


class Term(NamedTuple):
    """One thing to know before beginning.

    Attributes:
        text: A plain sentence.
        only: ``service`` or ``package`` where it is true only there; else empty.
    """

    text: str
    only: str = ""


def terms(known: Iterable[Term]) -> str:
    """Return what is to be known before beginning; empty for nothing."""
    items = [f"<li{only_for(term.only)}>{escape(term.text)}</li>" for term in known]
    return f'<ul class="terms small">{"".join(items)}</ul>' if items else ""


def only_for(place: str) -> str:
    """Return the attribute of what is only for one place; empty for both."""
    return f' data-for="{place}"' if place else ""
