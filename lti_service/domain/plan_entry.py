"""What people type of a plan item, read into values; all that is wrong at once."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from lti_service.domain.evidence import HIGHEST_LEVEL
from lti_service.locale import Sentence

MOST_PEOPLE = 100_000
MOST_RUPIAH = 10**14
LONGEST_TEXT = 300
_MONTHS = 12
_GROUPED = re.compile(r"\d{1,3}([. ]\d{3})+|\d+")


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """What is wrong with one field, and what to do."""

    field: str
    what: Sentence
    remedy: Sentence


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """What may be named.

    Attributes:
        programmes: None where programmes are not known here.
    """

    competencies: Collection[str]
    units: Collection[str]
    routes: Collection[str]
    programmes: Collection[str]


@dataclass(slots=True)
class ReadEntry:
    """What was read.

    Attributes:
        values: By the names of `PlanItem`; nothing of fields that were not typed in.
    """

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[EntryProblem] = field(default_factory=list)


def read_entry(typed: Mapping[str, str], known: KnownCodes) -> ReadEntry:
    """Read what was typed; fields that are not there are left alone.

    Args:
        typed: Texts by the names of `PlanItem`. Empty is what nobody said yet, but of
            the competency and its level.
        known: Codes that may be named.
    """
    read = ReadEntry()
    _codes(typed, known, read)
    level = _whole(typed.get("level"), 1, HIGHEST_LEVEL)
    if "level" in typed:
        read.values["level"] = level
        if level is None:
            _wrong(read, "level", _LEVEL, _CHOOSE)
    _take(read, typed, "people", lambda text: _whole(text, 0, MOST_PEOPLE), _PEOPLE)
    for name in ("first_month", "last_month"):
        _take(read, typed, name, lambda text: _whole(text, 0, _MONTHS), _MONTH)
    first, last = read.values.get("first_month"), read.values.get("last_month")
    if first and not last and "last_month" in typed:
        read.values["last_month"] = last = first
    if last and (not first or last < first) and "first_month" in typed:
        _wrong(read, "last_month", _ORDER, _ORDER_REMEDY)
    for name in ("organiser", "curriculum", "funding"):
        if name in typed:
            read.values[name] = " ".join(typed[name].split())[:LONGEST_TEXT]
    if "budget" in typed:
        text = typed["budget"].strip()
        read.values["budget"] = rupiah(text) if text else None
        if text and read.values["budget"] is None:
            _wrong(read, "budget", _RUPIAH, _RUPIAH_REMEDY)
    return read


def rupiah(text: str) -> int | None:
    """Return whole rupiah as people write them, ``Rp 1.500.000``; none for all else."""
    digits = re.sub(
        r"^Rp\.?\s*", "", text.strip().replace("\u00a0", " "), flags=re.IGNORECASE
    )
    if not digits.isascii() or not _GROUPED.fullmatch(digits):
        return None
    amount = int(re.sub(r"[. ]", "", digits))
    return amount if amount <= MOST_RUPIAH else None


def _codes(typed: Mapping[str, str], known: KnownCodes, read: ReadEntry) -> None:
    for name, codes, what in (
        ("competency_code", known.competencies, _COMPETENCY),
        ("unit_code", known.units, _UNIT),
        ("route", known.routes, _ROUTE),
        ("programme_code", known.programmes, _PROGRAMME),
    ):
        if name not in typed:
            continue
        code = typed[name].strip()
        read.values[name] = code
        if (code or name == "competency_code") and code not in codes:
            _wrong(read, name, what, _CHOOSE)


def _take(
    read: ReadEntry,
    typed: Mapping[str, str],
    name: str,
    reader: Callable[[str], int | None],
    what: Sentence,
) -> None:
    if name not in typed:
        return
    text = typed[name].strip() or "0"
    value = reader(text)
    read.values[name] = value or 0
    if value is None:
        _wrong(read, name, what, _NUMBER_REMEDY)


def _whole(text: str | None, least: int, most: int) -> int | None:
    text = (text or "").strip()
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:9]) <= most:
        return None
    return int(text) if len(text) < len(str(most)) + 3 else None


def _wrong(read: ReadEntry, name: str, what: Sentence, remedy: Sentence) -> None:
    read.problems.append(EntryProblem(name, what, remedy))


_CHOOSE = Sentence("Pilih salah satu dari daftarnya.")
_COMPETENCY = Sentence("Kompetensi belum dipilih atau tidak dikenal.")
_UNIT = Sentence("Unit ini tidak dikenal.")
_ROUTE = Sentence("Jalur ini tidak dikenal.")
_PROGRAMME = Sentence("Program dengan kode ini tidak dikenal.")
_LEVEL = Sentence("Level yang dituju belum dipilih.")
_PEOPLE = Sentence("Jumlah orang harus bilangan bulat.")
_MONTH = Sentence("Bulan ini tidak dikenal.")
_NUMBER_REMEDY = Sentence("Tulis dengan angka saja, tanpa satuan.")
_ORDER = Sentence("Bulan terakhir harus sesudah bulan pertama atau sama dengannya.")
_ORDER_REMEDY = Sentence("Pilih kedua bulan itu menurut urutannya.")
_RUPIAH = Sentence("Anggaran harus rupiah utuh, tanpa sen.")
_RUPIAH_REMEDY = Sentence("Tulis seperti 15.000.000, atau 0 bila tanpa biaya.")
