r"""Formulas: ``$…$`` within a line, ``$$…$$`` set apart, from TeX to MathML.

A price is no formula: after the first sign and before the last there is no space, and
neither letters nor digits stand around them: ``Rp5.000``, ``$5 dan $6``.
"""

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element, tostring

INLINE = r"(?<![\w\\$])\$(?![\s$])((?:[^$\\`\x02]|\\[\s\S])++)(?<!\s)\$(?![\w$])"
DISPLAYED = r"(?<![\\$])\$\$(?!\$)((?:[^$\\`\x02]|\\[\s\S])++)\$\$(?!\$)"
FORMULA = re.compile(f"{DISPLAYED}|{INLINE}")

_LONGEST = 2000
_DEEPEST = 40
_BRACES = re.compile(r"\\[\s\S]|[{}]")
_MACRO = re.compile(r"\\(?:(?:re)?newcommand|providecommand|def|let)(?![a-zA-Z])")
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|.|$)")
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_OPENED = re.compile(r"\\(begin|left)(?![a-zA-Z])")
_PARTS = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
_REFUSED = ("href", "style", "class", "id")


class FormulaError(ValueError):
    """A formula cannot be read.

    Attributes:
        command: The command that is not known; empty where it is something else.
    """

    def __init__(self, command: str = "") -> None:
        super().__init__(command or "it is not readable TeX")
        self.command = command


@lru_cache(maxsize=1024)
def mathml(tex: str, *, displayed: bool) -> str:
    """Return a formula as MathML.

    Raises:
        FormulaError: It cannot be read, or it is too long or too deep.
    """
    tex = tex.strip()
    if len(tex) > _LONGEST or _MACRO.search(tex) or not _is_balanced(tex):
        raise FormulaError
    root = _converted(tex, "block" if displayed else "inline")
    for element in root.iter():
        _tidy(element)
    del root.attrib["xmlns"]
    root.set("alttext", " ".join(tex.split()))
    return tostring(root, encoding="unicode")


def commands_like(command: str) -> list[str]:
    """Return the commands that begin as one does, to find what was meant."""
    from latex2mathml import commands  # noqa: PLC0415
    from latex2mathml.symbols_parser import SYMBOLS  # noqa: PLC0415

    known = {*SYMBOLS, *(c for c in vars(commands).values() if isinstance(c, str))}
    return sorted(name for name in known if name.startswith(command[:2]))


def as_written(tex: str, *, displayed: bool) -> str:
    """Return a formula that could not be read, for what it is: text."""
    mark = "$$" if displayed else "$"
    return f"<code>{escape(mark + tex + mark, quote=False)}</code>"


def _is_balanced(tex: str) -> bool:
    depth = 0
    for brace in _BRACES.findall(tex):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if not 0 <= depth <= _DEEPEST:
            return False
    return depth == 0 and len(_OPENED.findall(tex)) <= _DEEPEST


def _converted(tex: str, display: str) -> Element:
    # Reading its table of symbols takes longer than rendering twenty pages.
    from latex2mathml import exceptions  # noqa: PLC0415
    from latex2mathml.converter import Converter  # noqa: PLC0415

    # Its errors have no common ancestor, and much that is wrong is not foreseen there.
    foreseen: tuple[type[Exception], ...] = tuple(
        found
        for found in vars(exceptions).values()
        if isinstance(found, type) and issubclass(found, Exception)
    )
    unforeseen = (LookupError, ValueError, TypeError, AttributeError, RuntimeError)
    errors: tuple[type[Exception], ...] = (
        *foreseen,
        *unforeseen,
        StopIteration,
        AssertionError,
    )
    try:
        return Converter(display=display).convert_to_element(tex)
    except errors as error:
        raise FormulaError from error


def _tidy(element: Element) -> None:
    """Take out what is no formula.

    Raises:
        FormulaError: Something was left unread.
    """
    # The library writes characters as references, to be undone in its own output.
    text = unescape(element.text or "")
    if element.tag != "mtext":
        if command := _COMMAND.match(text):
            raise FormulaError(command[0])
        if element.text == "&":  # a column where there is no table
            raise FormulaError
    else:
        text = _ESCAPED.sub(r"\1", text)
    if len(element) != _PARTS.get(element.tag, len(element)):
        raise FormulaError
    element.text = text or None
    element.tail = None
    for name in _REFUSED:
        element.attrib.pop(name, None)
