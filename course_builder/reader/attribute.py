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
    r'(?:=(?:"(?P<quoted>[^"\\]*(?:\\.[^"\\]*)*)"|(?P<bare>[^\s{}"=]+)))?'
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute.

    Attributes:
        value: Empty for a flag.
        column: Where the value begins, or the flag; counted from 0.
        length: Characters of the value.
        start: Where the name begins, or the number sign of an id.
        is_flag: Whether it stands alone.
    """

    value: str
    column: int
    length: int
    start: int
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
                    attribute.start,
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
        if attribute.is_flag:
            return True
        value = self._one_of(name, attribute, attribute.value, 0, ("yes", "no"))
        return default if value is None else value == "yes"

    def choice(self, name: str, known: Collection[str], default: str) -> str:
        """Return a word of a closed set."""
        attribute = self.values.get(name)
        if attribute is None:
            return default
        value = self._one_of(name, attribute, attribute.value.strip(), 0, known)
        return default if value is None else value

    def choices(
        self, name: str, known: Collection[str], default: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return the words of a value, all of a closed set, each once."""
        attribute = self.values.get(name)
        if attribute is None:
            return default
        words = self.split(name)
        if not words:
            self._one_of(name, attribute, "", 0, known)
        found = (
            self._one_of(name, attribute, word, column - attribute.column, known)
            for word, column in words
        )
        kept = tuple(dict.fromkeys(word for word in found if word is not None))
        return kept or default

    def decimal(self, name: str, *, above_zero: bool) -> Decimal | None:
        """Return a number with at most two decimals; none where there is none."""
        attribute = self.values.get(name)
        if attribute is None:
            return None
        number = read_decimal(attribute.value)
        too_fine = number is not None and number != round(number, 2)
        if number is None or too_fine or (above_zero and not number):
            expected = "≥ 0.01" if above_zero else "≥ 0"
            self._report("B219", name, attribute, expected=expected)
            return None
        return number

    def whole(self, name: str, low: int = 1, high: int | None = None) -> int | None:
        """Return a whole number from `low` to `high`; none where there is none."""
        attribute = self.values.get(name)
        if attribute is None:
            return None
        number = read_whole(attribute.value)
        if number is None or number < low or (high is not None and number > high):
            expected = f"≥ {low}" if high is None else f"{low}–{high}"
            self._report("B235", name, attribute, expected=expected)
            return None
        return number

    def report(self, code: str, name: str, /, **values: str) -> None:
        """Note a finding about an attribute that is there, its name and its value."""
        attribute = self.values[name]
        length = attribute.column + attribute.length - attribute.start
        self.source.report(code, self.line, attribute.start, length, **values)

    def _one_of(
        self,
        name: str,
        attribute: Attribute,
        value: str,
        offset: int,
        known: Collection[str],
    ) -> str | None:
        if value in known and not attribute.is_flag:
            return value
        self.source.report(
            "B220",
            self.line,
            attribute.column + offset,
            len(value) or attribute.length,
            key=name,
            value=value or name,
            nearest=nearest(value, known),
            known=", ".join(known),
        )
        return None

    def _report(
        self, code: str, name: str, attribute: Attribute, **values: str
    ) -> None:
        column, length = attribute.column, attribute.length
        value = attribute.value or name
        self.source.report(
            code, self.line, column, length, key=name, value=value, **values
        )


def read_attributes(
    source: Source, line: int, start: int, stop: int | None = None
) -> Attributes:
    """Read what follows the kind of a directive.

    Args:
        source: The file.
        line: Of the directive, counted from 0.
        start: Column after the kind, counted from 0.
        stop: Column where the attributes end; none for the end of the line.
    """
    text = source.lines[line][:stop].rstrip()
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
                identifier = Attribute(token["id"], at + 1, len(token["id"]), at)
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
            value = token[group].replace('\\"', '"')
            start, end = token.span(group)
            return Attribute(value, start, end - start, token.start())
    start = token.start()
    return Attribute("", start, len(token["key"]), start, is_flag=True)


def _skip_space(text: str, at: int, end: int | None = None) -> int:
    space = _SPACE.match(text, at, len(text) if end is None else end)
    return space.end() if space else at
