"""Competency frameworks in, from 1EdTech CASE (JSON)."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    Framework,
    FrameworkContent,
    FrameworkStatus,
)
from lti_service.domain.import_run import RowProblem, Sheet
from lti_service.errors import InvalidInputError
from lti_service.files.case import INDICATOR, LEVEL, STATUSES, level_words
from lti_service.files.framework import Node, content_sheet, kind_named, kinds_of
from lti_service.files.table import LARGEST_TABLE, tidy
from lti_service.locale import Sentence

_LEVEL_CODE = re.compile(r"\.([1-5])")


def read_case(content: bytes, name: str) -> Sheet:
    """Read a CASE package, with or without the wrapper ``CFPackage``.

    Places in problems are those in ``CFItems`` or ``CFAssociations``, from 1.

    Raises:
        InvalidInputError: It is no JSON, or too large (``file-unreadable``).
    """
    if len(content) > LARGEST_TABLE:
        raise InvalidInputError("file-unreadable", reason="too large")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InvalidInputError("file-unreadable", reason="no JSON") from error
    return _PackageReading(PurePath(name).name, data).sheet()


@dataclass(frozen=True, slots=True)
class _Item:
    number: int
    identifier: str
    code: str
    words: str
    type: str
    kind: str
    notes: str


@dataclass(slots=True)
class _PackageReading:
    name: str
    data: Any
    problems: list[RowProblem] = field(default_factory=list)

    def sheet(self) -> Sheet:
        package = _object(self.data)
        package = _object(package.get("CFPackage")) or package
        document = _object(package.get("CFDocument"))
        framework = _framework(document)
        if not framework.code:
            self._lacks("CFDocument")
        if not isinstance(package.get("CFItems"), list):
            self._lacks("CFItems")
        items = self._items(_list(package.get("CFItems")))
        above, order = self._parents(_list(package.get("CFAssociations")), items)
        levels = {
            item.identifier
            for item in items.values()
            if item.type == LEVEL.casefold()
            and (parent := items.get(above.get(item.identifier, "")))
            and parent.type != item.type
            and _LEVEL_CODE.fullmatch(item.code[-2:])
        }
        indicators = {
            item.identifier
            for item in items.values()
            if item.type in {INDICATOR.casefold(), "indicator"}
            and above.get(item.identifier) in levels
        }
        nodes = self._nodes(items, above, levels | indicators)
        kinds, warnings = kinds_of(nodes)
        children: dict[str, list[_Item]] = defaultdict(list)
        for identifier in sorted(
            indicators, key=lambda i: (order.get(i, 0), items[i].number)
        ):
            children[above[identifier]].append(items[identifier])
        told = list(self._levels(items, above, levels, children))
        whole = FrameworkContent(
            framework,
            tuple(
                Competency(n.code, "", n.name, kinds[n.code], n.parent, n.definition)
                for n in nodes.values()
            ),
            tuple(level for _, level in told),
        )
        places = {(node.code, 0): node.number for node in nodes.values()}
        places |= {(one.competency_code, one.level): number for number, one in told}
        return content_sheet(self.name, whole, places, self.problems, warnings)

    def _items(self, found: list[Any]) -> dict[str, _Item]:
        items: dict[str, _Item] = {}
        for number, told in enumerate(map(_object, found), 1):
            identifier = _text(told.get("identifier"))
            keywords = map(_text, _list(told.get("conceptKeywords")))
            item = _Item(
                number,
                identifier,
                _text(told.get("humanCodingScheme")) or identifier,
                _text(told.get("fullStatement")),
                _text(told.get("CFItemType")).casefold(),
                next(filter(None, map(kind_named, keywords)), ""),
                _text(told.get("notes")),
            )
            if not (identifier and item.words):
                self._problem(
                    "value-missing",
                    number,
                    "CFItems",
                    Sentence(
                        "Butir ini tidak mempunyai identifier atau fullStatement."
                    ),
                    Sentence("Lengkapi di sistem asalnya, lalu ekspor lagi."),
                )
            elif identifier in items:
                first = items[identifier].number
                self._problem(
                    "row-repeated",
                    number,
                    "CFItems",
                    Sentence("Butir ini mengulang butir {first}.", {"first": first}),
                    Sentence("Simpan satu saja dari keduanya."),
                )
            else:
                items[identifier] = item
        return items

    def _parents(
        self, found: list[Any], items: Mapping[str, _Item]
    ) -> tuple[dict[str, str], dict[str, int]]:
        """Return the parent of each item, a code where it is not in the file; order."""
        document = _object(_object(self.data).get("CFPackage")) or _object(self.data)
        top = _text(_object(document.get("CFDocument")).get("identifier"))
        above: dict[str, str] = {}
        order: dict[str, int] = {}
        for number, told in enumerate(map(_object, found), 1):
            if _text(told.get("associationType")) != "isChildOf":
                continue
            child = _text(_object(told.get("originNodeURI")).get("identifier"))
            parent = _object(told.get("destinationNodeURI"))
            identifier = _text(parent.get("identifier"))
            if child not in items:
                self._problem(
                    "competency-unknown",
                    number,
                    "CFAssociations",
                    Sentence("Asal hubungan ini tidak ada di berkas."),
                    Sentence("Sertakan butirnya, atau hapus hubungannya."),
                )
            elif child in above and above[child] != identifier:
                self._problem(
                    "row-contradicts",
                    number,
                    "CFAssociations",
                    Sentence("Butir ini mempunyai lebih dari satu induk."),
                    Sentence("Simpan satu hubungan isChildOf untuk setiap butir."),
                )
            elif identifier != top:
                outside = _text(parent.get("title")) or identifier
                above[child] = identifier if identifier in items else outside
                place = told.get("sequenceNumber")
                order[child] = place if isinstance(place, int) else 0
        return above, order

    def _nodes(
        self, items: Mapping[str, _Item], above: Mapping[str, str], others: set[str]
    ) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        for item in items.values():
            if item.identifier in others:
                continue
            parent = above.get(item.identifier, "")
            if parent in items:
                parent = items[parent].code
            if item.code in nodes:
                self._repeated(item, nodes[item.code].number)
                continue
            nodes[item.code] = Node(
                item.number, item.code, item.words, parent, item.kind, item.notes
            )
        return nodes

    def _levels(
        self,
        items: Mapping[str, _Item],
        above: Mapping[str, str],
        levels: set[str],
        indicators: Mapping[str, list[_Item]],
    ) -> Iterator[tuple[int, CompetencyLevel]]:
        taken: dict[tuple[str, int], int] = {}
        for item in items.values():
            if item.identifier not in levels:
                continue
            parent, number = items[above[item.identifier]], int(item.code[-1])
            if (parent.code, number) in taken:
                self._repeated(item, taken[parent.code, number])
                continue
            taken[parent.code, number] = item.number
            bare = item.words == level_words(parent.words, number)
            yield (
                item.number,
                CompetencyLevel(
                    parent.code,
                    number,
                    "" if bare else item.words,
                    tuple(child.words for child in indicators[item.identifier]),
                ),
            )

    def _repeated(self, item: _Item, first: int) -> None:
        self._problem(
            "row-repeated",
            item.number,
            "humanCodingScheme",
            Sentence(
                "Kode {code} sudah dipakai butir {first}.",
                {"code": item.code, "first": first},
            ),
            Sentence("Beri setiap butir kode sendiri."),
        )

    def _lacks(self, part: str) -> None:
        self._problem(
            "value-missing",
            1,
            part,
            Sentence("Bagian ini tidak ada, atau bukan bentuk CASE."),
            Sentence("Ekspor lagi kerangkanya sebagai CASE 1.1 (JSON)."),
        )

    def _problem(
        self, code: str, number: int, part: str, reason: Sentence, remedy: Sentence
    ) -> None:
        self.problems.append(RowProblem(code, number, part, reason, remedy))


def _framework(document: Mapping[str, Any]) -> Framework:
    identifier = _text(document.get("identifier"))
    asked = _text(document.get("adoptionStatus")).casefold()
    return Framework(
        _text(_object(document.get("extensions")).get("code")) or identifier,
        _text(document.get("title")),
        _text(document.get("version")),
        next(
            (ours for ours, word in STATUSES.items() if word.casefold() == asked),
            FrameworkStatus.DRAFT,
        ),
        _text(document.get("officialSourceURL")),
        _text(document.get("notes")),
    )


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """Return a text that every database can keep; empty where it is no text."""
    if not isinstance(value, str):
        return ""
    return tidy(value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8"))
