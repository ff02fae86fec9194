"""A wrong and a right example of every code, as ``examples/*.md`` hold them.

Below a heading that is a code stand blocks of code, fenced with four tildes or more.
The word after the tildes says what a block shows; what follows it, if anything, is the
file that the block is the whole of::

    ## B203

    ~~~~ wrong
    …
    ~~~~

    ~~~~ right 01-contoh.md
    …
    ~~~~

What cannot be shown as text, such as a broken picture, is told in words in a block
``wrong described``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

PAGE = ""
"""In place of a path: the text below a page's heading in an otherwise right course."""

DESCRIBED = "described"
"""In place of a path: a sentence that tells what the course is like."""

_FOLDER = Path(__file__).with_name("examples")
_BLOCK = re.compile(
    r"^## (?P<code>B[0-9]{3})[ \t]*$"
    r"|^(?P<fence>~{4,})[ \t]*(?P<side>wrong|right)(?:[ \t]+(?P<path>\S+))?[ \t]*\n"
    r"(?P<text>.*?)^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Example:
    """A course that has a problem and one that has not.

    Attributes:
        wrong: Text of each file by its path; `PAGE` is the path of a page's text,
            `DESCRIBED` that of a sentence about the course.
        right: The same, mended.
    """

    wrong: Mapping[str, str]
    right: Mapping[str, str]


@cache
def examples() -> Mapping[str, Example]:
    """Return the example of each code that has one."""
    texts = (path.read_text("utf-8") for path in sorted(_FOLDER.glob("*.md")))
    return MappingProxyType({c: e for text in texts for c, e in read(text).items()})


def read(text: str) -> dict[str, Example]:
    """Return the examples of one page by code.

    Raises:
        ValueError: A block stands below no code, or a code or block is there twice.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    code = ""
    for block in _BLOCK.finditer(text):
        if block["code"]:
            code = block["code"]
            if code in found:
                raise ValueError(f"{code} has two examples")
            found[code] = {"wrong": {}, "right": {}}
            continue
        files = found.get(code, {}).get(block["side"])
        path = block["path"] or PAGE
        if files is None or path in files:
            raise ValueError(f"{code or 'no code'}: {block['side']} {path} is astray")
        files[path] = block["text"]
    return {
        code: Example(sides["wrong"], sides["right"]) for code, sides in found.items()
    }
