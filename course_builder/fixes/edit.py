"""Edits of single lines, and the text that they are made in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Edit:
    """A line put in place of another, or before it.

    Attributes:
        line: Counted from 0.
        text: The new line, without its end.
        what: An Indonesian sentence with blanks in braces: what is done.
        is_new: Whether the line is put before the other.
    """

    line: int
    text: str
    what: str
    values: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a file, each with its end; the last has none."""

    lines: tuple[str, ...]
    ends: tuple[str, ...]

    @property
    def whole(self) -> str:
        """All of it."""
        return "".join(
            part for pair in zip(self.lines, self.ends, strict=True) for part in pair
        )

    def edited(self, edits: Sequence[Edit]) -> "Text":
        """Return the text with edits made in it, which are in order of their lines."""
        lines: list[str] = []
        ends: list[str] = []
        done = 0
        for edit in edits:
            lines += self.lines[done : edit.line]
            ends += self.ends[done : edit.line]
            lines.append(edit.text)
            ends.append(self.ends[edit.line] or self._usual_end())
            done = edit.line
            if not edit.is_new:
                ends[-1] = self.ends[edit.line]
                done += 1
        return Text(
            (*lines, *self.lines[done:]),
            (*ends, *self.ends[done:]),
        )

    def _usual_end(self) -> str:
        return self.ends[0] or "\n"


def split(text: str) -> Text:
    """Take a text apart."""
    ends = _END.findall(text)
    return Text(tuple(_END.split(text)), (*ends, ""))
