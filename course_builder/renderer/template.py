"""Fill in the templates of course pages."""

from functools import cache
from pathlib import Path
from string import Template

_TEMPLATES = Path(__file__).parent.parent / "templates"


def fill(name: str, **values: str) -> str:
    """Fill in a template; values are HTML."""
    return _template(name).substitute(values)


@cache
def _template(name: str) -> Template:
    return Template((_TEMPLATES / f"{name}.html").read_text("utf-8").strip())
