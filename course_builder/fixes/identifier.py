"""Give an id to activities that have none."""

from collections.abc import Iterable, Iterator
from itertools import count
from types import MappingProxyType

from course_builder.fixes.edit import Edit
from course_builder.model.slug import plain
from course_builder.reader.source import Source
from course_builder.reader.spelling import as_kebab_case
from course_builder.reader.structure import Directive, Structure

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


def new_ids(
    source: Source, structure: Structure, taken: set[str], language: str
) -> list[Edit]:
    """Return edits that write ids in; `taken` grows by them.

    Args:
        source: The file, with its findings.
        structure: Its structure.
        taken: Ids that the course has already.
        language: BCP 47 tag of the course.
    """
    without = {f.where.line - 1 for f in source.findings if f.code == "B201"}
    edits = []
    for directive in _all(structure.directives):
        prefixes = _PREFIXES.get(directive.kind)
        if directive.line not in without or prefixes is None:
            continue
        prefix = prefixes[language.lower().startswith("en")]
        words = _words(source.lines[directive.line + 1 : directive.end])
        identifier = next(i for i in _ids(prefix, words) if i not in taken)
        opener = source.lines[directive.line].rstrip()
        head, brace, rest = opener.partition("{")
        if brace:
            gap = "" if rest.lstrip().startswith("}") else " "
            text = f"{head}{{#{identifier}{gap}{rest.lstrip()}"
        else:
            text = f"{opener} {{#{identifier}}}"
        taken.add(identifier)
        edits.append(
            Edit(directive.line, text, "menulis id `{id}`", {"id": identifier})
        )
    return sorted(edits, key=lambda edit: edit.line)


def ids_in(structure: Structure) -> Iterator[str]:
    """Yield the ids that a file gives already."""
    for directive in _all(structure.directives):
        if directive.attributes.id is not None:
            yield directive.attributes.id.value


def _all(directives: Iterable[Directive]) -> Iterator[Directive]:
    for directive in directives:
        yield directive
        yield from _all(directive.children)


def _words(lines: tuple[str, ...]) -> list[str]:
    """Return the words of a text that say something, at most a few."""
    start = "\n".join(lines[: _MOST * 2])[:_SCANNED]
    found = as_kebab_case(plain(start)).split("-")
    said = [w for w in found if len(w) >= _SHORTEST and w not in _EMPTY_WORDS]
    return said[:_MOST]


def _ids(prefix: str, words: list[str]) -> Iterator[str]:
    """Yield ids that suit, the shortest first, then numbered ones."""
    for number in range(min(_FEWEST, len(words)), len(words) + 1):
        if number:
            yield "-".join((prefix, *words[:number]))[:_LONGEST].strip("-")
    stem = "-".join((prefix, *words[:_FEWEST]))[:_LONGEST].strip("-")
    for number in count(1 if not words else 2):
        yield f"{stem}-{number}"
