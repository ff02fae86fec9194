"""The styles of a course page: in every package, and in the service."""

import re
from functools import cache
from pathlib import Path

_TEMPLATES = Path(__file__).parent.parent / "templates"
_SHEETS = (
    "tokens.css",
    "base.css",
    "course.css",
    "prose.css",
    "activity.css",
    "sim.css",
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def style() -> str:
    """Return the styles of a course page as one sheet, without comments."""
    sheets = [(_TEMPLATES / name).read_text("utf-8") for name in _SHEETS]
    lines = _COMMENT.sub("", "".join(sheets)).splitlines()
    return "".join(f"{line.strip()}\n" for line in lines if line.strip())
