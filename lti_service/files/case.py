"""Competency frameworks out in 1EdTech CASE 1.1 (JSON).

Competencies, levels and indicators are items of these types, each a child of the one
above: of the association ``isChildOf`` the origin is the child. An indicator is an item
of its own, since notes would not tell where one ends and the next begins.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    FrameworkContent,
    FrameworkStatus,
)

NAMESPACE = UUID("7a1f7c3e-52c5-5b0e-9d35-0c4b6b2f8e11")
"""Of all ids, which are made of codes: what is exported again keeps its ids."""

_CREATOR = "Pembinaan ASN"
STATUSES = {
    FrameworkStatus.DRAFT: "Draft",
    FrameworkStatus.ADOPTED: "Adopted",
    FrameworkStatus.DEPRECATED: "Deprecated",
}
COMPETENCY, LEVEL, INDICATOR = "Kompetensi", "Level", "Indikator"


def write_case(content: FrameworkContent, at: datetime) -> str:
    """Return a framework as a CASE package.

    Args:
        content: The framework.
        at: When it was exported; CASE asks when each part last changed.
    """
    return json.dumps(_Package(content, at).whole(), ensure_ascii=False, indent=1)


class _Package:
    def __init__(self, content: FrameworkContent, at: datetime) -> None:
        self._content = content
        self._at = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        framework = content.framework
        self._document = _link(framework.title, f"document/{framework.code}")
        self._items: list[dict[str, Any]] = []
        self._associations: list[dict[str, Any]] = []

    def whole(self) -> dict[str, Any]:
        levels = self._content.levels_by_competency()
        for number, competency in enumerate(self._content.competencies, 1):
            code = competency.code
            link = _link(code, f"competency/{code}")
            above = self._document
            if competency.parent_code:
                parent = competency.parent_code
                above = _link(parent, f"competency/{parent}")
            self._add(
                link,
                above,
                number,
                CFItemType=COMPETENCY,
                humanCodingScheme=code,
                fullStatement=competency.name,
                notes=competency.definition,
                conceptKeywords=[competency.kind],
            )
            for level in levels.get(code, ()):
                self._add_level(level, competency, link)
        return {
            "CFDocument": self._described(),
            "CFItems": self._items,
            "CFAssociations": self._associations,
        }

    def _described(self) -> dict[str, Any]:
        framework = self._content.framework
        told = {
            "identifier": self._document["identifier"],
            "uri": self._document["uri"],
            "creator": _CREATOR,
            "title": framework.title,
            "lastChangeDateTime": self._at,
            "officialSourceURL": framework.source_uri,
            "adoptionStatus": STATUSES[framework.status],
            "language": "id",
            "version": framework.version,
            "notes": framework.legal_basis,
            "CFPackageURI": _link(framework.title, f"package/{framework.code}"),
            "extensions": {"code": framework.code},
        }
        # An empty address is none by the schema.
        return {name: value for name, value in told.items() if value}

    def _add_level(
        self, level: CompetencyLevel, competency: Competency, above: dict[str, str]
    ) -> None:
        code = f"{level.competency_code}.{level.level}"
        link = _link(code, f"level/{level.competency_code}/{level.level}")
        self._add(
            link,
            above,
            level.level,
            CFItemType=LEVEL,
            humanCodingScheme=code,
            fullStatement=level.name or level_words(competency.name, level.level),
        )
        for number, indicator in enumerate(level.indicators, 1):
            self._add(
                _link(f"{code}.{number}", f"indicator/{code}/{number}"),
                link,
                number,
                CFItemType=INDICATOR,
                humanCodingScheme=f"{code}.{number}",
                fullStatement=indicator,
            )

    def _add(
        self, link: dict[str, str], above: dict[str, str], number: int, **told: object
    ) -> None:
        self._items.append(
            {
                "identifier": link["identifier"],
                "uri": link["uri"],
                "lastChangeDateTime": self._at,
                "CFDocumentURI": self._document,
            }
            | {name: value for name, value in told.items() if value}
        )
        made = _link("", f"isChildOf/{link['identifier']}")
        self._associations.append(
            {
                "identifier": made["identifier"],
                "uri": made["uri"],
                "associationType": "isChildOf",
                "sequenceNumber": number,
                "originNodeURI": link,
                "destinationNodeURI": above,
                "lastChangeDateTime": self._at,
            }
        )


def _link(title: str, name: str) -> dict[str, str]:
    identifier = str(uuid5(NAMESPACE, name))
    return {"title": title, "identifier": identifier, "uri": f"urn:uuid:{identifier}"}


def level_uri(competency_code: str, level: int) -> str:
    """Return the id under which a level stands in an exported framework."""
    return _link("", f"level/{competency_code}/{level}")["uri"]


def level_words(name: str, level: int) -> str:
    """Return what a level without a name is called."""
    return f"{name}: level {level}"
