"""What a simulation can come to, for people and for programs."""

from collections.abc import Iterator
from typing import Any

from course_builder.locale import translator
from course_builder.model.exploration import Exploration
from course_builder.model.scenario import Scenario

_LONGEST_NUMBER = 15


def scenario_line(scenario: Scenario, exploration: Exploration, language: str) -> str:
    """Return one line for people.

    Args:
        scenario: A simulation of a course.
        exploration: What it can come to.
        language: BCP 47 tag; English, or Indonesian for all others.
    """
    _ = translator(language)
    words = [
        _("{count} simpul").format(count=exploration.nodes),
        _("{count} akhir").format(count=exploration.endings),
    ]
    if not exploration.states:
        words.append(_("tidak ditelusuri"))
    elif not exploration.complete:
        sentence = _("batas penelusuran tercapai setelah {count} keadaan")
        words.append(sentence.format(count=exploration.states))
    else:
        words += _plays(exploration, language)
        words += _shares(scenario, exploration, language)
    return f"{scenario.id}: {', '.join(words)}"


def scenario_document(scenario: Scenario, exploration: Exploration) -> dict[str, Any]:
    """Return an object for programs, as ``check --format json`` prints it."""
    return {
        "id": scenario.id,
        "nodes": exploration.nodes,
        "endings": exploration.endings,
        "states": exploration.states,
        "paths": exploration.paths,
        "shortest": exploration.shortest,
        "longest": exploration.longest,
        "share": None if exploration.share is None else dict(exploration.share),
        "complete": exploration.complete,
    }


def share_text(share: float, language: str) -> str:
    """Return a share in per cent with one decimal."""
    text = f"{100 * share:.1f}"
    return f"{text if language.startswith('en') else text.replace('.', ',')}%"


def _plays(exploration: Exploration, language: str) -> list[str]:
    _ = translator(language)
    shortest = _("terpendek {count} langkah").format(count=exploration.shortest)
    longest = _("terpanjang {count} langkah").format(count=exploration.longest)
    if exploration.shortest is None:
        return [_("tidak ada jalur ke akhir")]
    if exploration.paths is None:
        return [_("jalur tak terhingga karena dapat berputar"), shortest]
    number = str(exploration.paths)
    if len(number) > _LONGEST_NUMBER:
        sentence = _("lebih dari 10^{power} jalur")
        return [sentence.format(power=len(number) - 1), shortest, longest]
    grouped = f"{exploration.paths:,}"
    if not language.startswith("en"):
        grouped = grouped.replace(",", ".")
    return [_("{count} jalur").format(count=grouped), shortest, longest]


def _shares(
    scenario: Scenario, exploration: Exploration, language: str
) -> Iterator[str]:
    """Yield each ending with its part of the plays."""
    for ending, share in (exploration.share or {}).items():
        yield f"{scenario.texts[ending].title} {share_text(share, language)}"
