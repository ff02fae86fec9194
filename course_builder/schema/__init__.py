"""JSON Schemas of front matter, so that editors complete and check it.

They say the form of a value; `reader/` alone decides, and says more of what is wrong.
"""

import json
from pathlib import Path
from typing import Any

PARTS = ("course", "module")
"""Kinds of files that have front matter: index.md, and the other ones."""

_FOLDER = Path(__file__).parent


def schema_of(part: str) -> dict[str, Any]:
    """Return a schema, draft 2020-12.

    Args:
        part: One of `PARTS`.
    """
    found: dict[str, Any] = json.loads((_FOLDER / f"{part}.json").read_text("utf-8"))
    return found
