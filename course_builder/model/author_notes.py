"""What an author wants to know of a course; learners get nothing of it.

In a release it is ``author.json``, beside the content and outside of its hash: another
builder may find more in the same course.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_NOTICES = 5000
"""How many findings are read from a release."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One finding in words.

    Attributes:
        code: Stable code such as ``B203``.
        severity: ``warning`` or ``info``; an error stops the build.
        path: Course file, relative to the course folder.
        line: Counted from 1, like `column`.
        words: What is wrong and how to mend it, by language (``id``, ``en``).
    """

    code: str
    severity: str
    path: str
    line: int
    column: int
    words: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AuthorNotes:
    """What the builder knew beside the course itself.

    Attributes:
        findings: In order of place.
        teaches: Codes of the competencies that a module says it teaches, by module id.
    """

    findings: tuple[Notice, ...] = ()
    teaches: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def notes_document(notes: AuthorNotes) -> bytes:
    """Return ``author.json``: the same for the same notes."""
    content = {
        "findings": [
            {
                "code": one.code,
                "severity": one.severity,
                "path": one.path,
                "line": one.line,
                "column": one.column,
                "words": {name: list(pair) for name, pair in one.words.items()},
            }
            for one in notes.findings
        ],
        "teaches": {module: list(codes) for module, codes in notes.teaches.items()},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def read_notes(raw: bytes) -> AuthorNotes:
    """Read ``author.json``.

    Raises:
        ValueError: It has another form; likewise KeyError, TypeError and AttributeError.
    """
    content = json.loads(raw)
    return AuthorNotes(
        tuple(map(_read_notice, content["findings"][:MOST_NOTICES])),
        {
            str(module): tuple(map(str, codes))
            for module, codes in content["teaches"].items()
        },
    )


def _read_notice(found: Mapping[str, Any]) -> Notice:
    return Notice(
        str(found["code"]),
        str(found["severity"]),
        str(found["path"]),
        int(found["line"]),
        int(found["column"]),
        {
            str(name): (str(message), str(hint))
            for name, (message, hint) in found["words"].items()
        },
    )
