"""Give an id to activities that have none."""

import re
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from course_builder.fixes.directive import every
from course_builder.fixes.edit import Edit
from course_builder.model.slug import plain
from course_builder.reader.source import Source
from course_builder.reader.spelling import as_kebab_case
from course_builder.reader.structure import Structure, read_structure

_PREFIXES = MappingProxyType(
    {
        "question": ("q", "q"),
        "quiz": ("kuis", "quiz"),
        "scenario": ("sim", "sim"),
        "assignment": ("tugas", "assignment"),
        "survey": ("survei", "survey"),
        "discussion": ("diskusi", "discussion"),
    }
)
_EMPTY_WORDS = frozenset(
    [
        "ada",
        "adalah",
        "akan",
        "anda",
        "apa",
        "apakah",
        "atau",
        "bagaimana",
        "bagi",
        "bahwa",
        "berapa",
        "berikut",
        "boleh",
        "cara",
        "dalam",
        "dan",
        "dapat",
        "dari",
        "daripada",
        "dengan",
        "di",
        "harus",
        "ini",
        "itu",
        "jika",
        "kapan",
        "karena",
        "ke",
        "kepada",
        "ketika",
        "lalu",
        "mana",
        "mengapa",
        "menurut",
        "oleh",
        "pada",
        "para",
        "pilih",
        "sebagai",
        "sebuah",
        "semua",
        "seorang",
        "siapa",
        "suatu",
        "tersebut",
        "tulis",
        "untuk",
        "urutkan",
        "yang",
        "about",
        "after",
        "and",
        "are",
        "before",
        "can",
        "choose",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "into",
        "its",
        "may",
        "much",
        "must",
        "not",
        "one",
        "order",
        "that",
        "the",
        "then",
        "these",
        "they",
        "this",
        "those",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "write",
        "you",
        "your",
    ]
)
_SHORTEST = 3
_LONGEST = 40
_FEWEST = 2
_MOST = 5
_SCANNED = 400
_SCANNED_LINES = 10
_OTHER = re.compile(r"[ \t]*(?:[-*+>|:]|[0-9]{1,9}[.)])(?:[ \t:]|$)|[ \t]*[>|]")


class Ids:
    """The ids of a course, among which every new one is unique."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}

    def take(self, prefix: str, words: list[str]) -> str:
        """Return a new id: the shortest of some words that is free, or a numbered one."""
        stem = "-".join((prefix, *words[:_FEWEST]))[:_LONGEST].strip("-")
        if stem not in self._numbers:
            for number in range(min(_FEWEST, len(words)), len(words) + 1):
                found = "-".join((prefix, *words[:number]))[:_LONGEST].strip("-")
                if number and found not in self._taken:
                    self._taken.add(found)
                    return found
        while True:
            first = 1 if words else 0
            self._numbers[stem] = self._numbers.get(stem, first) + 1
            found = f"{stem}-{self._numbers[stem]}"
            if found not in self._taken:
                self._taken.add(found)
                return found


def new_ids(
    source: Source, structure: Structure, ids: Ids, language: str
) -> list[Edit]:
    """Return edits that write ids in, made of the words of what is asked.

    Args:
        source: The file, with its findings.
        structure: Its structure.
        ids: Those of the course; grow by the new ones.
        language: BCP 47 tag of the course.
    """
    without = {f.where.line - 1 for f in source.findings if f.code == "B201"}
    edits = []
    for directive in every(structure.directives):
        prefixes = _PREFIXES.get(directive.kind)
        if directive.line not in without or prefixes is None:
            continue
        if not _takes_id(source, directive.line):
            continue
        prefix = prefixes[language.lower().startswith("en")]
        words = _words(source.lines, directive.line + 1, directive.end)
        identifier = ids.take(prefix, words)
        text = _with_id(source.lines[directive.line], identifier)
        values = {"id": identifier}
        edits.append(Edit(directive.line, text, "menulis id `{id}`", values))
    return sorted(edits, key=lambda edit: edit.line)


def _with_id(line: str, identifier: str) -> str:
    opener = line.rstrip()
    head, brace, rest = opener.partition("{")
    if not brace:
        return f"{opener} {{#{identifier}}}"
    gap = "" if rest.lstrip().startswith("}") else " "
    return f"{head}{{#{identifier}{gap}{rest.lstrip()}"


def _takes_id(source: Source, line: int) -> bool:
    """Tell whether an opener has an id once one is written in: it may be unreadable."""
    opener = _with_id(source.lines[line], "x")
    alone = read_structure(Source(source.path, (opener, ":" * len(opener))), 0)
    return any(found.attributes.id is not None for found in every(alone.directives))


def ids_in(structure: Structure) -> Iterator[str]:
    """Yield the ids that a file gives already."""
    for directive in every(structure.directives):
        if directive.attributes.id is not None:
            yield directive.attributes.id.value


def _words(lines: Sequence[str], start: int, end: int) -> list[str]:
    """Return words that say what a text is about, at most a few.

    They are those before the first list, table or quote: an answer must not show.
    """
    said = []
    for number in range(start, min(end, start + _SCANNED_LINES)):
        if _OTHER.match(lines[number]):
            break
        said.append(lines[number][:_SCANNED])
    found = as_kebab_case(plain("\n".join(said))).split("-")
    telling = [w for w in found if len(w) >= _SHORTEST and w not in _EMPTY_WORDS]
    return (telling or [word for word in found if word.isalpha()])[:_MOST]
