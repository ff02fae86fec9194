"""Conditions, changes and score formulas, as an author writes them in an attribute."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import NamedTuple, NoReturn, TypeVar

from course_builder.codes import nearest
from course_builder.model.scenario import (
    And,
    Comparison,
    Condition,
    Formula,
    Not,
    Operand,
    Operation,
    Or,
    Setting,
    Visited,
)
from course_builder.reader.source import Source

RESERVED = frozenset({"and", "or", "not", "visited"})
"""Words of the language, which name no variable."""

MOST_NAMED = 12
"""Names that a sentence lists."""

DEEPEST = 40
"""Brackets within brackets; deeper ones are not read."""

MOST_OPERATIONS = 100
"""Operations of a formula; longer ones are not read."""

_TOKEN = re.compile(
    r"[ \t]*(?:(?P<number>[0-9]+(?:[.,][0-9]+)*)|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign><=|>=|!=|==|=<|=>|[-+*/=<>(),])|(?P<other>\S))"
)
_NODE = re.compile(r"[ \t]*([^\s()]+)[ \t]*\)")
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?")
_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_COMPARISONS = frozenset({"<", "<=", "=", "!=", ">=", ">"})

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Text:
    """An expression in a file.

    Attributes:
        line: Counted from 0, like `column`, where it begins.
    """

    source: Source
    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may name.

    Attributes:
        variables: Names of variables.
        nodes: Ids of nodes.
    """

    variables: Collection[str]
    nodes: Collection[str]


def report_unknown(
    source: Source, code: str, line: int, column: int, name: str, known: Collection[str]
) -> None:
    """Note a name that there is not; `line` and `column` are counted from 0."""
    source.report(
        code,
        line,
        column,
        len(name),
        name=name,
        nearest=nearest(name, known),
        known=", ".join(islice(known, MOST_NAMED)),
    )


class _Token(NamedTuple):
    """A word, number or sign; all empty at the end of the text."""

    number: str
    name: str
    sign: str
    start: int
    end: int


class _UnreadableError(Exception):
    """An expression cannot be read further; what is wrong has been noted."""


def read_condition(text: Text, names: Names) -> Condition | None:
    """Read a condition; none where it cannot be read, which is noted."""
    return _read(text, names, "B503", _Parser.condition)


def read_settings(text: Text, names: Names) -> tuple[Setting, ...] | None:
    """Read changes; none where they cannot be read, which is noted."""
    return _read(text, names, "B504", _Parser.settings)


def read_formula(text: Text, names: Names) -> Formula | None:
    """Read a formula; none where it cannot be read, which is noted."""
    return _read(text, names, "B505", _Parser.formula)


def read_number(source: Source, line: int, column: int, text: str) -> Decimal | None:
    """Read a number; none where it cannot be read, which is noted.

    Args:
        source: The file.
        line: Counted from 0, like `column`.
        column: Where the number begins.
        text: The number as written.
    """
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if _COMMA.fullmatch(text):
        fitting = text.replace(",", ".")
        source.report("B506", line, column, len(text), value=text, fitting=fitting)
    else:
        source.report("B507", line, column, len(text), value=text)
    return None


def _read(
    text: Text, names: Names, code: str, read: Callable[["_Parser"], _Read]
) -> _Read | None:
    parser = _Parser(text, names, code)
    try:
        found = read(parser)
        parser.expect_end()
    except _UnreadableError:
        return None
    return None if parser.unknown else found


class _Parser:
    """Reads one expression from left to right.

    Attributes:
        unknown: What it names and there is not; each is told once.
    """

    def __init__(self, text: Text, names: Names, code: str) -> None:
        self._text = text
        self._names = names
        self._code = code
        self._depth = 0
        self._operations = 0
        self.unknown: set[str] = set()
        self._token = self._scan(0)

    def condition(self) -> Condition:
        """Read ``and`` before ``or``."""
        return self._joined("or", Or, lambda: self._joined("and", And, self._term))

    def settings(self) -> tuple[Setting, ...]:
        """Read changes between commas."""
        found = [self._setting()]
        while self._token.sign == ",":
            self._next()
            found.append(self._setting())
        return tuple(found)

    def formula(self) -> Formula:
        """Read ``*`` and ``/`` before ``+`` and ``-``."""
        return self._chain("+-", lambda: self._chain("*/", self._factor))

    def expect_end(self) -> None:
        """Fail where something is left."""
        if self._token.start < self._token.end:
            self._fail()

    def _joined(
        self, word: str, kind: type[And | Or], read: Callable[[], Condition]
    ) -> Condition:
        found = [read()]
        while self._token.name == word:
            self._next()
            found.append(read())
        return kind(tuple(found)) if len(found) > 1 else found[0]

    def _term(self) -> Condition:
        if self._token.name == "not":
            self._next()
            return self._deeper(lambda: Not(self._term()))
        if self._token.sign == "(":
            self._next()
            inner = self._deeper(self.condition)
            self._expect(")")
            return inner
        if self._token.name == "visited":
            return self._visited()
        left = self._operand()
        operator = self._token.sign
        if operator not in _COMPARISONS:
            self._fail()
        self._next()
        return Comparison(left, operator, self._operand())

    def _visited(self) -> Condition:
        self._next()
        if self._token.sign != "(":
            self._fail()
        node = _NODE.match(self._text.text, self._token.end)
        if node is None:
            self._next()
            self._fail()
        if node[1] not in self._names.nodes:
            self._unknown("B501", node[1], node.start(1), self._names.nodes)
        self._token = self._scan(node.end())
        return Visited(node[1])

    def _operand(self) -> Operand:
        sign = self._token
        if sign.sign == "-":
            self._next()
            if not self._token.number:
                self._fail()
            return -self._number()
        if self._token.number:
            return self._number()
        return self._variable()

    def _number(self) -> Decimal:
        token = self._token
        text = self._text
        column = text.column + token.start
        number = read_number(text.source, text.line, column, token.number)
        if number is None:
            raise _UnreadableError
        self._next()
        return number

    def _variable(self) -> str:
        name = self._token.name
        if not name or name in RESERVED:
            self._fail()
        if name not in self._names.variables:
            self._unknown("B502", name, self._token.start, self._names.variables)
        self._next()
        return name

    def _setting(self) -> Setting:
        name = self._variable()
        operator = self._token.sign
        if not operator or operator not in "+-=":
            self._fail()
        self._next()
        if operator == "=":
            is_negative = self._token.sign == "-"
            if is_negative:
                self._next()
        else:
            is_negative = False
        if not self._token.number:
            self._fail()
        number = self._number()
        return Setting(name, operator, -number if is_negative else number)

    def _chain(self, signs: str, read: Callable[[], Formula]) -> Formula:
        found = read()
        while self._token.sign and self._token.sign in signs:
            operator = self._token.sign
            self._count()
            self._next()
            found = Operation(found, operator, read())
        return found

    def _factor(self) -> Formula:
        if self._token.sign == "(":
            self._next()
            inner = self._deeper(self.formula)
            self._expect(")")
            return inner
        if self._token.sign == "-":
            self._next()
            if self._token.number:
                return -self._number()
            self._count()
            return Operation(Decimal(0), "-", self._deeper(self._factor))
        return self._operand()

    def _deeper(self, read: Callable[[], _Read]) -> _Read:
        self._depth += 1
        if self._depth > DEEPEST:
            self._too_long()
        found = read()
        self._depth -= 1
        return found

    def _count(self) -> None:
        self._operations += 1
        if self._operations > MOST_OPERATIONS:
            self._too_long()

    def _next(self) -> None:
        self._token = self._scan(self._token.end)

    def _expect(self, sign: str) -> None:
        if self._token.sign != sign:
            self._fail()
        self._next()

    def _scan(self, at: int) -> _Token:
        token = _TOKEN.match(self._text.text, at)
        if token is None:
            end = len(self._text.text)
            return _Token("", "", "", end, end)
        number, name, sign, other = token.group("number", "name", "sign", "other")
        start = token.end() - len(number or name or sign or other)
        return _Token(number or "", name or "", sign or "", start, token.end())

    def _unknown(
        self, code: str, name: str, start: int, known: Collection[str]
    ) -> None:
        if name in self.unknown:
            return
        self.unknown.add(name)
        text = self._text
        column = text.column + start
        report_unknown(text.source, code, text.line, column, name, known)

    def _fail(self) -> NoReturn:
        self._report(self._code)

    def _too_long(self) -> NoReturn:
        self._report("B535")

    def _report(self, code: str) -> NoReturn:
        text, token = self._text, self._token
        length = token.end - token.start
        text.source.report(code, text.line, text.column + token.start, max(1, length))
        raise _UnreadableError
