"""The YAML that begins a course file."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from course_builder.codes import nearest
from course_builder.errors import SourceLocation
from course_builder.reader.source import Source
from course_builder.reader.spelling import (
    as_kebab_case,
    is_kebab_case,
    read_decimal,
    read_whole,
)
from course_builder.reader.yaml_tree import (
    DEEPEST,
    Node,
    Scalar,
    Sequence,
    Table,
    YamlError,
    read_yaml,
)

_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)
_FENCE = "---"


@dataclass(slots=True)
class Fields:
    """The pairs of key and value of one level of front matter.

    The readers below note what is wrong with a value and then return nothing, so that
    reading goes on.

    Attributes:
        source: The file.
        line: Where the level begins, counted from 0.
        entries: Key and value by the key's text; the first of repeated ones.
    """

    source: Source
    line: int = 0
    column: int = 0
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    readable: bool = True

    def warn_of_unknown(self, known: Collection[str]) -> None:
        """Note the keys that are not known."""
        for name, (key, _) in self.entries.items():
            if name not in known:
                self.source.report(
                    "B116",
                    key.line,
                    key.column,
                    key.length,
                    key=name,
                    nearest=nearest(name, known),
                    known=", ".join(known),
                )

    def text(self, name: str, *, required: bool = False) -> Scalar | None:
        """Return a text that is not empty."""
        entry = self.entries.get(name)
        if entry is None or (
            isinstance(entry[1], Scalar) and not entry[1].text.strip()
        ):
            if required and self.readable:
                self._report_missing(name)
            return None
        return self._scalar(name, entry[1])

    def string(self, name: str) -> str:
        """Return an optional text, stripped; empty where it is absent."""
        value = self.text(name)
        return value.text.strip() if value else ""

    def address(self, name: str) -> str:
        """Return an optional address of a page on the web; empty where it is none."""
        value = self.text(name)
        if value is None or _ADDRESS.fullmatch(value.text.strip()):
            return value.text.strip() if value else ""
        self._report("B137", value, value=value.text.strip())
        return ""

    def identifier(self, name: str) -> Scalar | None:
        """Return a required kebab-case id; one in another form is noted, yet returned."""
        value = self.text(name, required=True)
        if value and not is_kebab_case(value.text):
            near = as_kebab_case(value.text)
            self._report("B121", value, id=value.text, nearest=near)
        return value

    def hours(self, name: str) -> Decimal | None:
        """Return a required number above 0."""
        value = self.text(name, required=True)
        if value is None:
            return None
        number = read_decimal(value.text)
        if not number:
            self._report("B124", value, key=name, value=value.text, expected="> 0")
        return number or None

    def whole(
        self, name: str, low: int, high: int, *, required: bool = False
    ) -> int | None:
        """Return a whole number from `low` to `high`."""
        value = self.text(name, required=required)
        if value is None:
            return None
        number = read_whole(value.text)
        if number is None or not low <= number <= high:
            expected = f"{low}–{high}"
            self._report("B136", value, key=name, value=value.text, expected=expected)
            return None
        return number

    def switch(self, name: str) -> bool:
        """Return whether an optional key says ``true`` or ``yes``."""
        value = self.text(name)
        if value is None:
            return False
        chosen = self._one_of(name, value, ("true", "false", "yes", "no"))
        return chosen in {"true", "yes"}

    def choice(self, name: str, known: Collection[str]) -> str | None:
        """Return an optional value of a closed set."""
        value = self.text(name)
        return self._one_of(name, value, known) if value else None

    def choices(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Return an optional list of values of a closed set."""
        values = (self._one_of(name, value, known) for value in self.texts(name))
        return tuple(value for value in values if value is not None)

    def texts(self, name: str) -> tuple[Scalar, ...]:
        """Return an optional list of texts; a single text counts as a list of one."""
        items = (self._scalar(name, item) for item in self._items(name))
        return tuple(item for item in items if item is not None and item.text.strip())

    def tables(self, name: str) -> Iterator["Fields"]:
        """Yield each item of an optional list, all of which hold keys and values."""
        for item in self._items(name):
            if isinstance(item, Table):
                yield self._nested(item)
            else:
                self._report("B120", item, key=name)

    def table(self, name: str) -> "Fields | None":
        """Return the keys and values below an optional key."""
        entry = self.entries.get(name)
        if entry is None or _is_empty(entry[1]):
            return None
        if isinstance(entry[1], Table):
            return self._nested(entry[1])
        self._report("B120", entry[1], key=name)
        return None

    def place(self, name: str) -> SourceLocation | None:
        """Return where the value of a key begins; none where the key is absent."""
        entry = self.entries.get(name)
        return self.source.place(entry[1].line, entry[1].column) if entry else None

    def places(self) -> dict[str, SourceLocation]:
        """Return where each value begins, and each item of a list: ``tags.0``."""
        found = {}
        for name, (_, value) in self.entries.items():
            found[name] = self.source.place(value.line, value.column)
            if isinstance(value, Sequence):
                for number, item in enumerate(value.items):
                    found[f"{name}.{number}"] = self.source.place(
                        item.line, item.column
                    )
        return found

    def _items(self, name: str) -> tuple[Node, ...]:
        entry = self.entries.get(name)
        if entry is None or _is_empty(entry[1]):
            return ()
        match entry[1]:
            case Sequence() as sequence:
                return sequence.items
            case Scalar() as scalar:
                return (scalar,)
            case other:
                self._report("B119", other, key=name)
                return ()

    def _nested(self, table: Table) -> "Fields":
        return _fields(self.source, table)

    def _scalar(self, name: str, value: Node) -> Scalar | None:
        if isinstance(value, Scalar):
            return value
        self._report("B118", value, key=name)
        return None

    def _one_of(self, name: str, value: Scalar, known: Collection[str]) -> str | None:
        if value.text in known:
            return value.text
        self._report(
            "B125",
            value,
            key=name,
            value=value.text,
            nearest=nearest(value.text, known),
            known=", ".join(known),
        )
        return None

    def _report_missing(self, name: str) -> None:
        if name in self.entries:
            key = self.entries[name][0]
            self.source.report("B115", key.line, key.column, key.length, key=name)
        else:
            self.source.report("B115", self.line, self.column, len(_FENCE), key=name)

    def _report(self, code: str, node: Node, **values: str) -> None:
        length = node.length if isinstance(node, Scalar) else 1
        self.source.report(code, node.line, node.column, length, **values)

    def check(
        self, name: str, code: str, is_right: Callable[[str], object]
    ) -> Scalar | None:
        """Return a required text; one that is not right is noted under `code`."""
        value = self.text(name, required=True)
        if value and not is_right(value.text):
            self._report(code, value, value=value.text)
        return value


def read_front_matter(source: Source) -> tuple[Fields, int]:
    """Return the front matter of a file and the line where its text begins.

    What is unreadable is noted; then the fields are empty and ask for nothing more.
    """
    nothing = Fields(source, readable=False)
    if source.lines[0].rstrip() != _FENCE:
        source.report_line("B111", 0)
        return nothing, 0
    end = next(
        (n for n, line in enumerate(source.lines) if n and line.rstrip() == _FENCE),
        None,
    )
    if end is None:
        source.report_line("B112", 0)
        return nothing, len(source.lines)
    # The empty line stands for the fence, so that places count from the file's start.
    text = "\n".join(("", *source.lines[1:end]))
    try:
        tree = read_yaml(text)
    except YamlError as error:
        line = min(error.line, end)
        length = len(source.lines[line]) - error.column
        limit = str(DEEPEST)
        source.report(error.code, line, error.column, length, limit=limit)
        return nothing, end + 1
    match tree:
        case Table():
            fields = _fields(source, tree)
            fields.line = fields.column = 0
            return fields, end + 1
        case None:
            return Fields(source), end + 1
        case other:
            source.report("B113", other.line, other.column)
            return nothing, end + 1


def _fields(source: Source, table: Table) -> Fields:
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, value in table.entries:
        if key.text in entries:
            source.report("B117", key.line, key.column, key.length, key=key.text)
        else:
            entries[key.text] = (key, value)
    return Fields(source, table.line, table.column, entries)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()
