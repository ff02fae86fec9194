"""What a Moodle should have: frameworks, templates of positions, plans, ratings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    Framework,
    FrameworkStatus,
    PositionStandard,
)
from lti_service.domain.moodle_node import (
    LONGEST,
    about_competency,
    about_framework,
    about_level,
    cut,
    level_code,
    level_name,
    paragraph,
)
from lti_service.domain.moodle_push import (
    ACHIEVED,
    ACTIVE,
    NOT_YET,
    ItemKind,
    MirrorItem,
    WantedItem,
    decided_by,
)
from lti_service.domain.organisation import Position
from lti_service.domain.plan import Standing
from lti_service.domain.rule import MasteryRule
from lti_service.locale import format_date
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.evidence.plan import required_by_position, required_standings

_TEMPLATES, _PLANS, _RATINGS = 90, 91, 92
"""Places after all competencies, whose places are how deep they are in the tree."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What plans may speak of.

    Attributes:
        frameworks: Those that are not withdrawn, by code.
        competencies: Theirs, by code.
        required: What each position that somebody holds requires, by its code.
        positions: Those positions.
    """

    frameworks: Mapping[str, Framework]
    competencies: Mapping[str, Competency]
    required: Mapping[str, Sequence[PositionStandard]]
    positions: Mapping[str, Position]

    def node_of(self, standard: PositionStandard) -> str | None:
        """Return the node of what is required; none where its framework is withdrawn."""
        if standard.competency_code not in self.competencies:
            return None
        return level_code(_bare(standard.competency_code, standard.level))

    def nodes_of(self, position_code: str) -> list[str]:
        """Return the nodes of all that a position requires."""
        found = map(self.node_of, self.required.get(position_code, ()))
        return sorted(node for node in found if node)


def read_catalogue(on: date, uow: UnitOfWork) -> Catalogue:
    """Return what plans may speak of on a day."""
    frameworks = {
        one.code: one
        for one in uow.frameworks.all()
        if one.status is not FrameworkStatus.DEPRECATED
    }
    held = {posting.position_code for posting in uow.organisation.postings(on)}
    return Catalogue(
        frameworks,
        {
            one.code: one
            for one in uow.frameworks.competencies()
            if one.framework_code in frameworks
        },
        {code: required_by_position(code, uow, on)[0] for code in sorted(held)},
        {
            code: position
            for code in held
            if (position := uow.organisation.position(code)) is not None
        },
    )


def wanted_frameworks(known: Catalogue, uow: UnitOfWork) -> list[WantedItem]:
    """Return frameworks, their competencies, and one node a level.

    A level that only a post asks for, and the framework has no words for, has one too.
    """
    items = [
        WantedItem(
            ItemKind.FRAMEWORK,
            framework_key(one.code),
            one.title,
            {"name": _plain(cut(one.title)), "description": about_framework(one)},
            {},
            0,
        )
        for one in known.frameworks.values()
    ]
    asked: dict[str, set[int]] = {}
    for required in known.required.values():
        for standard in required:
            asked.setdefault(standard.competency_code, set()).add(standard.level)
    for one in known.competencies.values():
        items.append(_competency(one, known.competencies))
        levels = {level.level: level for level in uow.frameworks.levels(one.code)}
        for number in sorted(levels.keys() | asked.get(one.code, set())):
            level = levels.get(number) or _bare(one.code, number)
            items.append(_level(one, level, known.competencies))
    return sorted(items, key=lambda item: item.place)


def wanted_templates(known: Catalogue) -> list[WantedItem]:
    """Return a template for each position that somebody holds and that requires something."""
    items = []
    for code, required in known.required.items():
        position, nodes = known.positions.get(code), known.nodes_of(code)
        if position is not None and nodes:
            items.append(
                WantedItem(
                    ItemKind.TEMPLATE,
                    template_key(code),
                    position.name,
                    {
                        "name": _name(position),
                        "description": _about(position, required),
                        "nodes": "\n".join(nodes),
                    },
                    {},
                    _TEMPLATES,
                )
            )
    return items


class People:
    """What a Moodle should have of people.

    Args:
        on: Today.
        known: What plans may speak of.
        rule: The mastery rule of today.
        ports: Connections to the outside.
    """

    def __init__(
        self, on: date, known: Catalogue, rule: MasteryRule, ports: Ports
    ) -> None:
        self._on, self._known, self._rule, self._ports = on, known, rule, ports

    def wanted(
        self, person_id: str, user_id: int, uow: UnitOfWork
    ) -> Sequence[WantedItem]:
        """Return somebody's plan for their post of today, and the ratings in it."""
        person = uow.organisation.person(person_id)
        posting = uow.organisation.posting(person_id, self._on)
        position = self._known.positions.get(posting.position_code) if posting else None
        if person is None or not person.active or position is None:
            return []
        nodes = self._known.nodes_of(position.code)
        if not nodes:
            return []
        required = self._known.required[position.code]
        rows = required_standings(
            person_id, required, self._rule, self._on, self._ports, uow
        )
        plan = WantedItem(
            ItemKind.PLAN,
            f"{ItemKind.PLAN}:{person_id}:{position.code}",
            position.name,
            {
                "name": _name(position),
                "description": _about(position, required),
                "nodes": "\n".join(nodes),
                "status": ACTIVE,
            },
            {"user": str(user_id), "template": template_key(position.code)},
            _PLANS,
            person_id,
        )
        return [plan, *self._ratings(plan, rows)]

    def _ratings(
        self,
        plan: WantedItem,
        rows: Sequence[tuple[PositionStandard, Standing]],
    ) -> Iterator[WantedItem]:
        for standard, found in rows:
            node, decision = self._known.node_of(standard), found.decision
            if node is None or decision is None:
                continue
            competency = self._known.competencies[standard.competency_code]
            if not (found.met or decision.level >= standard.level):
                # Held below what the post asks for, and never judged on that.
                continue
            day = decision.decided_at.astimezone(self._ports.time_zone).date()
            note = f"Keputusan nomor {decision.number}, {format_date(day, 'id')}"
            if found.met and decision.valid_until:
                note += f", berlaku sampai {format_date(decision.valid_until, 'id')}"
            links = {
                "plan": plan.key,
                "node": node_key(node),
                "framework": framework_key(competency.framework_code),
            }
            until = decision.valid_until if found.met else None
            yield WantedItem(
                ItemKind.RATING,
                f"{ItemKind.RATING}:{plan.person_id}:{node}",
                level_name(competency, standard.level),
                {"rating": ACHIEVED if found.met else NOT_YET, "note": f"{note}."},
                links | dict(decided_by(decision.number, day, until)),
                _RATINGS,
                plan.person_id,
            )


def withdrawn_ratings(
    plan: WantedItem, wanted: Sequence[WantedItem], known: Mapping[str, MirrorItem]
) -> list[WantedItem]:
    """Return ratings that were sent as achieved and rest on no decision any more."""
    keys = {item.key for item in wanted}
    return [
        WantedItem(
            ItemKind.RATING,
            item.key,
            item.title,
            {"rating": NOT_YET, "note": "Tidak ada lagi keputusan yang berlaku."},
            {name: item.links[name] for name in ("plan", "node", "framework")},
            item.place,
            item.person_id,
        )
        for item in known.values()
        if item.key not in keys
        and item.links.get("plan") == plan.key
        and item.sent is not None
    ]


def framework_key(code: str) -> str:
    """Return the key of a framework."""
    return f"{ItemKind.FRAMEWORK}:{code}"


def node_key(code: str) -> str:
    """Return the key of a competency, or of one of its levels."""
    return f"{ItemKind.NODE}:{code}"


def template_key(position_code: str) -> str:
    """Return the key of a position's template."""
    return f"{ItemKind.TEMPLATE}:{position_code}"


def _competency(one: Competency, known: Mapping[str, Competency]) -> WantedItem:
    parent = one.parent_code if one.parent_code in known else ""
    return WantedItem(
        ItemKind.NODE,
        node_key(one.code),
        one.name,
        {
            "name": _plain(cut(one.name)),
            "description": about_competency(one),
            "parent": parent,
        },
        {"framework": framework_key(one.framework_code)}
        | ({"parent": node_key(parent)} if parent else {}),
        _depth(one, known),
    )


def _level(
    one: Competency, level: CompetencyLevel, known: Mapping[str, Competency]
) -> WantedItem:
    name = _plain(level_name(one, level.level))
    return WantedItem(
        ItemKind.NODE,
        node_key(level_code(level)),
        name,
        {"name": name, "description": about_level(level), "parent": one.code},
        {"framework": framework_key(one.framework_code), "parent": node_key(one.code)},
        _depth(one, known) + 1,
    )


def _depth(one: Competency, known: Mapping[str, Competency]) -> int:
    """Return how deep a competency is, 1 at the top; a circle ends somewhere."""
    seen, code = {one.code}, one.parent_code
    while code in known and code not in seen:
        seen.add(code)
        code = known[code].parent_code
    return len(seen)


def _bare(competency_code: str, level: int) -> CompetencyLevel:
    return CompetencyLevel(competency_code, level, "")


def _name(position: Position) -> str:
    ending = f" ({position.code})"
    return _plain(cut(position.name, max(LONGEST - len(ending), 1)) + ending)


def _plain(name: str) -> str:
    """Return a name without what Moodle takes for tags, and refuses."""
    return name.replace("<", "‹").replace(">", "›")


def _about(position: Position, required: Sequence[PositionStandard]) -> str:
    bases = sorted({one.legal_basis for one in required if one.legal_basis})
    rests = f"Dasar hukum: {'; '.join(bases)}" if bases else "Standar sementara"
    return paragraph(f"Standar kompetensi jabatan {position.name}.") + paragraph(rests)
