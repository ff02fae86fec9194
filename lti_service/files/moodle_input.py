"""Competency frameworks in, as Moodle writes them and others for it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import PurePath

from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    Framework,
    FrameworkContent,
    FrameworkStatus,
)
from lti_service.domain.import_run import RowProblem, Sheet, normal
from lti_service.domain.moodle_node import FACTS, LONGEST
from lti_service.files.framework import Node, content_sheet, kind_named, kinds_of
from lti_service.files.moodle_framework import COLUMNS
from lti_service.files.table import tidy
from lti_service.locale import Sentence

# Moodle from 4.5.8 on guards such cells by an apostrophe when it exports.
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
# Of text from a word processor; the parser fails on the words that it does not know.
_MARKED_SECTION = re.compile(r"<!\[[^>]*>?")
_LEVEL = re.compile(r"(.+)\.([1-5])", re.DOTALL)


def is_moodle(rows: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Return whether rows of a CSV file are a framework of Moodle's, by their shape."""
    if not rows or len(rows[0][1]) != len(COLUMNS):
        return False
    headings = {normal(heading) for heading in rows[0][1]}
    if {"isframework", "parentidnumber"} <= headings:
        return True
    return "code" not in headings and any(
        len(row) == len(COLUMNS) and row[12].strip() == "1" for _, row in rows[1:]
    )


def read_moodle(rows: Sequence[tuple[int, Sequence[str]]], name: str) -> Sheet:
    """Read a framework of Moodle's; columns count by position."""
    return _Reading(PurePath(name).name, rows).sheet()


class _Reading:
    def __init__(self, name: str, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        self._name = name
        self._rows = [
            (number, _cells(row))
            for number, row in rows[1:]
            if any(map(str.strip, row))
        ]
        self._problems: list[RowProblem] = []
        self._warnings: list[RowProblem] = []

    def sheet(self) -> Sheet:
        framework = self._framework()
        rows = self._competency_rows()
        parents = {cells[0] for _, cells in rows.values()}
        nodes: dict[str, Node] = {}
        levels: list[tuple[int, CompetencyLevel]] = []
        for code, (number, cells) in rows.items():
            blocks = _Blocks(cells[3]).found
            kind = _told_kind(blocks)
            level = _LEVEL.fullmatch(code)
            if level and level[1] == cells[0] and not kind and code not in parents:
                one = _level(cells, blocks, int(level[2]))
                levels.append((number, one))
                continue
            told = blocks[1:] if kind else blocks
            definition = tidy("\n".join(text for _, text in told))
            nodes[code] = Node(number, code, cells[2], cells[0], kind, definition)
        kinds, warnings = kinds_of(nodes)
        whole = FrameworkContent(
            framework,
            tuple(
                Competency(n.code, "", n.name, kinds[n.code], n.parent, n.definition)
                for n in nodes.values()
            ),
            tuple(level for _, level in levels),
        )
        places = {(node.code, 0): node.number for node in nodes.values()}
        places |= {(one.competency_code, one.level): number for number, one in levels}
        warnings += self._warnings
        return content_sheet(self._name, whole, places, self._problems, warnings)

    def _framework(self) -> Framework:
        found = [row for row in self._rows if row[1][12] == "1"]
        if len(found) != 1:
            self._problem(
                "row-contradicts",
                found[1][0] if found else 1,
                12,
                Sentence(
                    "Berkas ini memuat {n} kerangka, padahal harus satu.",
                    {"n": len(found)},
                ),
                Sentence("Tandai tepat satu baris sebagai kerangka dengan angka 1."),
            )
            return Framework("", "")
        number, cells = found[0]
        self._check_code(number, cells)
        self._check_scale(number, cells)
        facts: dict[str, str] = {}
        for _, text in _Blocks(cells[3]).found:
            label, _, value = text.partition(": ")
            if label in FACTS:
                facts.setdefault(FACTS[label], tidy(value))
        status = facts.get("status", "")
        known = {str(one) for one in FrameworkStatus}
        return Framework(
            cells[1],
            cells[2],
            facts.get("version", ""),
            FrameworkStatus(status) if status in known else FrameworkStatus.DRAFT,
            facts.get("source_uri", ""),
            facts.get("legal_basis", ""),
        )

    def _competency_rows(self) -> Mapping[str, tuple[int, list[str]]]:
        found: dict[str, tuple[int, list[str]]] = {}
        dropped = 0
        for number, cells in self._rows:
            if cells[12] == "1":
                continue
            if not self._check_code(number, cells):
                continue
            if cells[1] in found:
                self._problem(
                    "row-repeated",
                    number,
                    1,
                    Sentence(
                        "Baris ini mengulang baris {first}.",
                        {"first": found[cells[1]][0]},
                    ),
                    Sentence("Simpan satu saja dari keduanya."),
                )
                continue
            found[cells[1]] = number, cells
            dropped = dropped or (number if _carries_more(cells) else 0)
            self._check_scale(number, cells)
        for number, cells in found.values():
            if cells[0] and cells[0] not in found:
                self._problem(
                    "competency-unknown",
                    number,
                    0,
                    Sentence(
                        "Induknya, {value}, tidak ada di berkas; Moodle menghilangkan "
                        "baris seperti ini.",
                        {"value": cells[0]},
                    ),
                    Sentence("Perbaiki nomor induknya, atau tambahkan barisnya."),
                )
        if dropped:
            self._warnings.append(
                RowProblem(
                    "part-dropped",
                    dropped,
                    COLUMNS[7],
                    Sentence(
                        "Skala, aturan, dan rujukan silang tidak disimpan di sini."
                    ),
                    Sentence("Atur lagi di Moodle bila kerangka ini dikirim ke sana."),
                )
            )
        return found

    def _check_code(self, number: int, cells: Sequence[str]) -> bool:
        for column in (1, 2):
            if not cells[column]:
                self._problem(
                    "value-missing",
                    number,
                    column,
                    Sentence(
                        "Sel ini kosong; Moodle menghilangkan baris ini dan semua di "
                        "bawahnya."
                    ),
                    Sentence("Isi selnya, lalu impor lagi seluruh berkas."),
                )
                return False
        if len(cells[1]) > LONGEST:
            self._problem(
                "value-too-long",
                number,
                1,
                Sentence("Isi sel ini lebih dari {n} huruf.", {"n": LONGEST}),
                Sentence("Pendekkan nomornya; Moodle memotong yang lebih panjang."),
            )
            return False
        return True

    def _check_scale(self, number: int, cells: Sequence[str]) -> None:
        """Warn of a scale that Moodle would stumble over; it is not kept here."""
        words = cells[5].split(",") if cells[5] else []
        try:
            told = json.loads(cells[6]) if cells[6] else []
        except (ValueError, RecursionError):
            told = None
        ids = [
            one["id"]
            for one in (told if isinstance(told, list) else ())
            if isinstance(one, dict) and isinstance(one.get("id"), int)
        ]
        if (
            isinstance(told, list)
            and all(words)
            and (not words or max(ids, default=1) <= len(words))
        ):
            return
        self._warnings.append(
            RowProblem(
                "scale-doubtful",
                number,
                COLUMNS[6],
                Sentence("Skala ini tidak dapat dibaca Moodle."),
                Sentence("Periksa kata skala, tanpa koma di dalamnya, dan aturannya."),
            )
        )

    def _problem(
        self, code: str, number: int, column: int, reason: Sentence, remedy: Sentence
    ) -> None:
        self._problems.append(RowProblem(code, number, COLUMNS[column], reason, remedy))


class _Blocks(HTMLParser):
    """The paragraphs and list items of a description, as text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._text, self._tag = "", "p"
        self.feed(_MARKED_SECTION.sub("", html))
        self.close()
        self._end("p")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "br":
            self._text += "\n"
        elif tag in {"p", "div", "li", "ul", "ol"}:
            self._end("li" if tag == "li" else "p")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "div", "li", "ul", "ol"}:
            self._end("p")

    def handle_data(self, data: str) -> None:
        self._text += re.sub(r"[\r\n]+", " ", data)

    def _end(self, following: str) -> None:
        if text := tidy(self._text):
            self.found.append((self._tag, text))
        self._text, self._tag = "", following


def _cells(row: Sequence[str]) -> list[str]:
    cells = [cell[1:] if _GUARDED.match(cell) else cell for cell in row]
    cells += [""] * (len(COLUMNS) - len(cells))
    return [tidy(cell) for cell in cells]


def _carries_more(cells: Sequence[str]) -> bool:
    return any(cell not in {"", "null", "0"} for cell in cells[5:11])


def _told_kind(blocks: Sequence[tuple[str, str]]) -> str:
    label, _, kind = (blocks[0][1] if blocks else "").partition(": ")
    return kind_named(kind) if label == "Jenis" else ""


def _level(
    cells: Sequence[str], blocks: Sequence[tuple[str, str]], number: int
) -> CompetencyLevel:
    paragraphs = [text for tag, text in blocks if tag == "p"]
    items = [text for tag, text in blocks if tag == "li"]
    if cells[2].endswith(f": level {number}"):
        name, rest = "\n".join(paragraphs[:1]), paragraphs[1:]
    else:
        name, rest = cells[2], paragraphs
    return CompetencyLevel(cells[0], number, name, tuple(_lines(items or rest)))


def _lines(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from filter(None, map(str.strip, text.split("\n")))
