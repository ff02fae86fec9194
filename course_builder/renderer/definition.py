"""What a course file says once and its pages use: definitions, and what stands apart."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_SLOT = "\ue003"
SLOTS = re.compile(rf"<p>{_SLOT}([0-9]+){_SLOT}</p>|{_SLOT}([0-9]+){_SLOT}")
"""What stands in a page's HTML for what was taken out: its number."""

_FOOTNOTE_USE = re.compile(r"\[\^([^\]\s]+)\]")


class Verbatim(NamedTuple):
    """Code or a formula.

    Attributes:
        language: The first word after the fence; ``math`` for a formula.
    """

    text: str
    language: str


@dataclass(slots=True)
class Definitions:
    """What a course file defines for all of its pages.

    Attributes:
        verbatim: What was taken out, by number.
        footnotes: Text by label.
        abbreviations: Long form by short form.
        links: Address, with title, by label in lower case.
    """

    verbatim: list[Verbatim] = field(default_factory=list)
    footnotes: dict[str, str] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def keep(self, text: str, language: str) -> str:
        """Take something out; return what stands for it."""
        self.verbatim.append(Verbatim(text, language))
        return f"{_SLOT}{len(self.verbatim) - 1}{_SLOT}"

    def used_by(self, text: str) -> str:
        """Return, as Markdown, the definitions that a text makes use of."""
        lower = text.lower()
        lines = [
            f"*[{short}]: {long}"
            for short, long in self.abbreviations.items()
            if short in text
        ]
        lines += [
            f"[{label}]: {address}"
            for label, address in self.links.items()
            if f"[{label}]" in lower
        ]
        for label in dict.fromkeys(_FOOTNOTE_USE.findall(text)):
            if label in self.footnotes:
                lines.append(f"[^{label}]: {self.footnotes[label]}")
        # Each is a block of its own: taking one from many copies the rest.
        return "\n\n".join(lines)
