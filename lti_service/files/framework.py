"""Frameworks as tables, and whichever form a file has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lti_service.domain.framework import KINDS, FrameworkContent
from lti_service.domain.import_run import RowProblem, Sheet, SheetRow, normal
from lti_service.files.table import tidy
from lti_service.locale import Sentence

FRAMEWORK_COLUMNS = (
    "framework",
    "title",
    "version",
    "status",
    "source_uri",
    "legal_basis",
    "code",
    "parent",
    "name",
    "kind",
    "definition",
    "level",
    "level_name",
    "indicators",
)

_KIND_WORDS = {normal(kind): kind for kind in KINDS} | {
    "managerial": "manajerial",
    "sociocultural": "sosial kultural",
    "technical": "teknis",
    "values": "nilai",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A competency as a file has it, before it is known to be one that can be kept.

    Attributes:
        number: Where it is in the file.
        parent: Code of the one above; empty at the top.
        kind: Empty where the file does not say.
    """

    number: int
    code: str
    name: str
    parent: str
    kind: str
    definition: str


def framework_rows(content: FrameworkContent) -> Iterator[tuple[str | int, ...]]:
    """Yield one row a level, and one for each competency that has none."""
    framework = content.framework
    told = (
        framework.code,
        framework.title,
        framework.version,
        str(framework.status),
        framework.source_uri,
        framework.legal_basis,
    )
    levels = content.levels_by_competency()
    for competency in content.competencies:
        heading = (
            *told,
            competency.code,
            competency.parent_code,
            competency.name,
            competency.kind,
            competency.definition,
        )
        for level in levels.get(competency.code, ()):
            yield (*heading, level.level, level.name, "\n".join(level.indicators))
        if competency.code not in levels:
            yield (*heading, "", "", "")


def content_sheet(
    name: str,
    content: FrameworkContent,
    places: Mapping[tuple[str, int], int],
    problems: Sequence[RowProblem],
    warnings: Sequence[RowProblem],
) -> Sheet:
    """Return what a file of another form tells, as the table that is taken in.

    Args:
        name: Name of the file.
        content: What it tells.
        places: Where in the file a competency (level 0) or a level of it is.
        problems: Why it cannot be taken in.
        warnings: Worth a look.
    """
    rows = []
    for cells in framework_rows(content):
        row = dict(zip(FRAMEWORK_COLUMNS, map(tidy, map(str, cells)), strict=True))
        level = int(row["level"] or 0)
        place = places.get((row["code"], level)) or places.get((row["code"], 0), 1)
        rows.append(SheetRow(place, row))
    return Sheet(name, FRAMEWORK_COLUMNS, tuple(rows), tuple(problems), tuple(warnings))


def kind_named(words: str) -> str:
    """Return the kind of competency that words name; empty where they name none."""
    return _KIND_WORDS.get(normal(words), "")


def kinds_of(nodes: Mapping[str, Node]) -> tuple[dict[str, str], list[RowProblem]]:
    """Return the kind of each node, by code, and a warning where none could be found.

    What a node does not say, its nearest ancestor does, by what it says or by its name.
    """
    kinds: dict[str, str] = {}
    warnings = []
    for node in nodes.values():
        kind, above, seen = node.kind, node, {node.code}
        while not kind:
            kind = above.kind or kind_named(above.name)
            if kind or above.parent not in nodes or above.parent in seen:
                break
            above = nodes[above.parent]
            seen.add(above.code)
        if not kind:
            warnings.append(
                RowProblem(
                    "choice-unknown",
                    node.number,
                    node.code,
                    Sentence("Jenis kompetensi ini tidak disebut; dianggap teknis."),
                    Sentence(
                        "Bila keliru, ekspor sebagai CSV, ubah jenisnya, lalu impor lagi."
                    ),
                )
            )
        kinds[node.code] = kind or "teknis"
    return kinds, warnings
