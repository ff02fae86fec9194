"""The alerts after the answers: hints, feedback and the explanation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from course_builder.codes import nearest
from course_builder.model.prose import Prose
from course_builder.reader.answer_list import Row, join
from course_builder.reader.source import Source

NAMES = ("HINT", "RIGHT", "WRONG", "EXPLANATION")
"""Alerts that belong to a question; all others are prose."""

_ALERT = re.compile(r" {0,3}> ?\[!([A-Za-z]+)\][ \t]*")
_QUOTE = re.compile(r" {0,3}> ?")


@dataclass(slots=True)
class Alerts:
    """What the alerts of a question say; `single` holds all but the hints, by name."""

    hints: list[Prose] = field(default_factory=list)
    single: dict[str, Prose] = field(default_factory=dict)


def first_alert(source: Source, start: int, end: int, fenced: Sequence[bool]) -> int:
    """Return the line where the alerts of a question begin; `end` where it has none."""
    for number in range(start, end):
        if source.lines[number][:1] in {">", " "} and not fenced[number]:
            alert = _ALERT.match(source.lines[number])
            if alert and alert[1].upper() in NAMES:
                return number
    return end


def read_alerts(
    source: Source, start: int, end: int, *, note_stray: bool = True
) -> Alerts:
    """Read what follows the answers; anything but alerts is noted.

    Args:
        source: The file.
        start: Line after the answers, counted from 0.
        end: Line after the last.
        note_stray: Whether to note text that is no alert.
    """
    alerts = Alerts()
    seen: set[str] = set()
    number = start
    has_stray = not note_stray
    while number < end:
        line = source.lines[number]
        alert = _ALERT.match(line)
        if alert is None:
            if line.strip() and not has_stray:
                source.report_line("B214", number)
                has_stray = True
            number += 1
            continue
        name = alert[1].upper()
        rows = [Row(number, alert.end(), line[alert.end() :])]
        number += 1
        while number < end and (row := _next_row(source, number)):
            rows.append(row)
            number += 1
        if name not in NAMES:
            column = alert.start(1)
            near = nearest(name, NAMES)
            source.report(
                "B215", rows[0].line, column, len(name), name=name, nearest=near
            )
        elif name != "HINT" and name in seen:
            source.report("B216", rows[0].line, alert.start(1), len(name), name=name)
        elif prose := join(source, rows):
            seen.add(name)
            if name == "HINT":
                alerts.hints.append(prose)
            else:
                alerts.single[name] = prose
        else:
            source.report("B229", rows[0].line, alert.start(1), len(name), name=name)
    return alerts


def _next_row(source: Source, number: int) -> Row | None:
    """Return a further line of an alert, or none where it has ended."""
    line = source.lines[number]
    if not line.strip() or _ALERT.match(line):
        return None
    quote = _QUOTE.match(line)
    start = quote.end() if quote else len(line) - len(line.lstrip())
    return Row(number, start, line[start:])
