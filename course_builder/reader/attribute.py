"""The attributes of a directive: ``{#id key=value key="quoted value" flag}``."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from course_builder.codes import nearest
from course_builder.reader.source import Source
from course_builder.reader.spelling import read_decimal, read_whole

_SPACE = re.compile(r"[ \t]*")
_TOKEN = re.compile(
    r'#(?P<id>[^\s{}"=#]+)'
    r"|(?P<key>[A-Za-z_][A-Za-z0-9_-]*)"
    r'(?:=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s{}"=]+)))?'
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute.

    Attributes:
        value: Empty for a flag.
        column: Where the value begins, or the flag; counted from 0.
        length: Characters of the value.
        is_flag: Whether it stands alone.
    """

    value: str
    column: int
    length: int
    is_flag: bool = False


@dataclass(frozen=True, slots=True)
class Attributes:
    """All attributes of one directive.

    Attributes:
        line: Of the directive, counted from 0.
        id: What stands after ``#``; none where there is no id.
    """

    source: Source
    line: int
    id: Attribute | None = None
    values: Mapping[str, Attribute] = field(default_factory=dict)

    def warn_of_unknown(self, kind: str, known: Collection[str]) -> None:
        """Note the attributes that a kind of directive does not know."""
        for name, attribute in self.values.items():
            if name not in known:
                self.source.report(
                    "B407",
                    self.line,
                    attribute.column - (0 if attribute.is_flag else len(name) + 1),
                    len(name),
                    key=name,
                    kind=kind,
                    nearest=nearest(name, known),
                    known=", ".join(known) or "#id",
                )

    def split(self, name: str) -> list[tuple[str, int]]:
        """Return the words of a value and where each begins; none where it is absent."""
        attribute = self.values.get(name)
        if attribute is None:
            return []
        return [
            (word[0], attribute.column + word.start())
            for word in re.finditer(r"\S+", attribute.value)
        ]

    def switch(self, name: str, *, default: bool) -> bool:
        """Return what ``name=yes``, ``name=no`` or the flag ``name`` says."""
        attribute = self.values.get(name)
        if attribute is None:
            return default
        if not attribute.is_flag and attribute.value not in {"yes", "no"}:
            near = nearest(attribute.value, ("yes", "no"))
            self._report("B220", name, attribute, nearest=near, known="yes, no")
            return default
        return attribute.value != "no"

    def decimal(self, name: str, default: Decimal, *, above_zero: bool) -> Decimal:
        """Return a number with at most two decimals."""
        attribute = self.values.get(name)
        if attribute is None:
            return default
        number = read_decimal(attribute.value)
        too_fine = number is not None and number != round(number, 2)
        if number is None or too_fine or (above_zero and not number):
            expected = "≥ 0.01" if above_zero else "≥ 0"
            self._report("B219", name, attribute, expected=expected)
            return default
        return number

    def whole(self, name: str, default: int) -> int:
        """Return a whole number of at least 1."""
        attribute = self.values.get(name)
        if attribute is None:
            return default
        number = read_whole(attribute.value)
        if not number:
            self._report("B235", name, attribute, expected="≥ 1")
            return default
        return number

    def _report(
        self, code: str, name: str, attribute: Attribute, **values: str
    ) -> None:
        column, length = attribute.column, attribute.length
        value = attribute.value
        self.source.report(
            code, self.line, column, length, key=name, value=value, **values
        )


def read_attributes(source: Source, line: int, start: int) -> Attributes:
    """Read what follows the kind of a directive.

    Args:
        source: The file.
        line: Of the directive, counted from 0.
        start: Column after the kind, counted from 0.
    """
    text = source.lines[line].rstrip()
    at = _skip_space(text, start)
    if at == len(text):
        return Attributes(source, line)
    identifier: Attribute | None = None
    values: dict[str, Attribute] = {}
    problem = at if text[at] != "{" else -1
    is_closed = text.endswith("}")
    end = len(text) - is_closed
    at = _skip_space(text, at + 1)
    while problem < 0 and at < end:
        token = _TOKEN.match(text, at, end)
        if token is None:
            problem = at
        elif token.end() < end and text[token.end()] not in " \t":
            problem = token.end() if text[token.end()] == "}" else at
        elif token["id"] is not None:
            if identifier is not None:
                source.report("B411", line, at, token.end() - at, key="#")
            else:
                identifier = Attribute(token["id"], at + 1, len(token["id"]))
        elif token["key"] in values:
            source.report("B411", line, at, len(token["key"]), key=token["key"])
        else:
            values[token["key"]] = _attribute(token)
        if token is not None:
            at = _skip_space(text, token.end(), end)
    if problem < 0 and not is_closed:
        problem = len(text) - 1
    if problem >= 0:
        source.report("B404", line, problem, len(text) - problem)
    return Attributes(source, line, identifier, values)


def _attribute(token: re.Match[str]) -> Attribute:
    for group in ("quoted", "bare"):
        if token[group] is not None:
            value = token[group]
            return Attribute(value.replace('\\"', '"'), token.start(group), len(value))
    return Attribute("", token.start(), len(token["key"]), is_flag=True)


def _skip_space(text: str, at: int, end: int | None = None) -> int:
    space = _SPACE.match(text, at, len(text) if end is None else end)
    return space.end() if space else at
