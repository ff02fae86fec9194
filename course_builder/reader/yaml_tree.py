"""YAML as a tree in which every value is text and knows its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import yaml

DEEPEST = 8
"""Levels of nesting that front matter may have."""

# The loader in C is ten times as fast; not every platform's PyYAML has it. Either keeps
# plain scalars as they are written: `version: 1.10` stays `1.10`.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written; `line` and `column` count from 0, also in the others."""

    text: str
    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """Pairs of key and value in source order; a key may occur twice."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    line: int
    column: int


Node: TypeAlias = Scalar | Sequence | Table


class YamlError(Exception):
    """The text is not what front matter may be.

    Attributes:
        code: B113 where it is unreadable, B114 where it is too deep.
        line: Counted from 0, like `column`.
    """

    def __init__(self, code: str, line: int, column: int) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.column = column


class _Mark(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


@dataclass(slots=True)
class _Collection:
    """A list or table whose end has not been read yet; a table's nodes alternate."""

    event: yaml.Event
    nodes: list[Node]


def read_yaml(text: str) -> Node | None:
    """Read one document; none where there is nothing in it.

    Raises:
        YamlError: It is unreadable or too deep, or it has anchors, several documents
            or a key that is not plain text.
    """
    try:
        return _build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError("B113", *_position(mark)) from error
    except yaml.YAMLError as error:
        raise YamlError("B113", 0, 0) from error


def _build(events: Iterator[yaml.Event]) -> Node | None:
    root: Node | None = None
    stack: list[_Collection] = []
    for event in events:
        match event:
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                if event.anchor is not None:
                    raise YamlError("B113", *_start(event))
                if len(stack) == DEEPEST:
                    raise YamlError("B114", *_start(event))
                stack.append(_Collection(event, []))
                continue
            case yaml.ScalarEvent():
                if event.anchor is not None:
                    raise YamlError("B113", *_start(event))
                node: Node = _scalar(event)
            case yaml.SequenceEndEvent():
                done = stack.pop()
                node = Sequence(tuple(done.nodes), *_start(done.event))
            case yaml.MappingEndEvent():
                node = _table(stack.pop())
            case yaml.AliasEvent():
                raise YamlError("B113", *_start(event))
            case _:
                continue
        if stack:
            stack[-1].nodes.append(node)
        elif root is not None:
            raise YamlError("B113", node.line, node.column)
        else:
            root = node
    return root


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    line, column = _start(event)
    end_line, end_column = _position(event.end_mark)
    length = end_column - column if end_line == line else 1
    return Scalar(event.value, line, column, max(1, length))


def _table(collection: _Collection) -> Table:
    entries = []
    pairs = iter(collection.nodes)
    for key, value in zip(pairs, pairs, strict=True):
        if not isinstance(key, Scalar):
            raise YamlError("B113", key.line, key.column)
        entries.append((key, value))
    return Table(tuple(entries), *_start(collection.event))


def _start(event: yaml.Event) -> tuple[int, int]:
    return _position(event.start_mark)


def _position(mark: _Mark | None) -> tuple[int, int]:
    return (mark.line, mark.column) if mark else (0, 0)
