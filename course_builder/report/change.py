"""What was mended, for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from course_builder.codes import shown
from course_builder.errors import SourceLocation
from course_builder.locale import translator


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was mended.

    Attributes:
        where: In the mended file.
        what: An Indonesian sentence with blanks in braces: what was done.
        values: What fills the blanks.
    """

    where: SourceLocation
    what: str
    values: Mapping[str, str] = field(default_factory=dict)


def as_lines(changes: Iterable[Change], language: str, folder: PurePosixPath) -> str:
    """Return a line for each change, in order of place.

    Args:
        changes: In one course.
        language: BCP 47 tag; English, or Indonesian for all others.
        folder: The course folder, relative to the working directory.
    """
    _ = translator(language)
    lines = []
    for change in sorted(changes, key=lambda change: (change.where, change.what)):
        path, line = folder / change.where.path, change.where.line
        values = {name: shown(value) for name, value in change.values.items()}
        done = _(change.what).format_map(values)
        lines.append(f"{shown(str(path))}:{line}: {_('dibetulkan')}: {done}\n")
    return "".join(lines)
