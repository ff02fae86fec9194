"""Text as an author wrote it."""

from dataclasses import dataclass, field

from course_builder.errors import NOWHERE, SourceLocation


@dataclass(frozen=True, slots=True)
class Prose:
    r"""Markdown that is not read any further before it is rendered.

    Attributes:
        text: Lines joined by ``\\n``, without the indentation and quote marks of what
            encloses them.
        where: Place of the first character.
        indent: Characters that stood before each line in the file, so that line n of the
            text (from 0) is line ``where.line + n`` and its columns are shifted by this.
    """

    text: str
    where: SourceLocation = field(default=NOWHERE, compare=False)
    indent: int = field(default=0, compare=False)
