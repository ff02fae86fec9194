"""Fake of what a Moodle mirrors, and of the Moodle that mirrors it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lti_service.domain.moodle_ledger import MatchDoubt
from lti_service.domain.moodle_push import (
    ACTIVE,
    ASKING,
    Fields,
    ItemKind,
    MirrorItem,
    MirrorState,
    TheirItem,
)
from lti_service.errors import MoodleError
from tests.fakes.tables import Tables


class FakeMirrors:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, moodle_id: str, key: str) -> MirrorItem | None:
        return self._tables.moodle_mirrors.get((moodle_id, key))

    def some(self, moodle_id: str, keys: Iterable[str]) -> Mapping[str, MirrorItem]:
        found = {key: self.get(moodle_id, key) for key in keys}
        return {key: item for key, item in found.items() if item is not None}

    def list(
        self,
        moodle_id: str,
        states: Sequence[MirrorState],
        limit: int,
        offset: int = 0,
        *,
        kinds: Sequence[ItemKind] = tuple(ItemKind),
    ) -> Sequence[MirrorItem]:
        found = [
            item
            for item in self._tables.moodle_mirrors.values()
            if item.moodle_id == moodle_id
            and item.state in states
            and item.kind in kinds
        ]
        found.sort(key=lambda item: (item.place, item.key))
        return found[offset : offset + limit]

    def counts(self, moodle_id: str) -> Mapping[MirrorState, int]:
        counted: dict[MirrorState, int] = {}
        for item in self.list(moodle_id, tuple(MirrorState), 10**6):
            counted[item.state] = counted.get(item.state, 0) + 1
        return counted

    def asking(self, moodle_id: str) -> Mapping[tuple[ItemKind, MirrorState], int]:
        waiting = self.list(moodle_id, tuple(ASKING), 10**6)
        return Counter((item.kind, item.state) for item in waiting)

    def save(self, items: Sequence[MirrorItem]) -> None:
        for item in items:
            self._tables.moodle_mirrors[item.moodle_id, item.key] = item

    def people(self, moodle_id: str) -> Sequence[tuple[str, int]]:
        return sorted(
            (
                (one.person_id, one.user_id)
                for one in self._tables.moodle_accounts.values()
                if one.moodle_id == moodle_id
                and one.person_id
                and one.doubt is MatchDoubt.NONE
            ),
            key=lambda one: one[1],
        )


@dataclass
class FakeMirror:
    """A Moodle in memory; whatever a test changes in it was changed there.

    Attributes:
        held: Fields of frameworks, nodes, templates and plans, by id.
        codes: ID numbers of frameworks and nodes, by id.
        plan_of: User and template (0 for none) of each plan.
        ratings: By plan and code of the node.
        notes: What was sent with each rating, in order.
        lacks: Functions that the token lacks.
        refuses: Raised by every call while it is set.
    """

    held: dict[int, dict[str, str]] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    framework_of: dict[int, int] = field(default_factory=dict)
    plan_of: dict[int, tuple[int, int]] = field(default_factory=dict)
    ratings: dict[tuple[int, str], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    lacks: tuple[str, ...] = ()
    refuses: MoodleError | None = None
    refuses_user: dict[int, str] = field(default_factory=dict)

    def missing(self) -> Sequence[str]:
        self._ask()
        return self.lacks

    def frameworks(self) -> Mapping[str, TheirItem]:
        self._ask()
        return {
            code: self._item(id_)
            for id_, code in self.codes.items()
            if id_ not in self.framework_of and id_ in self.held
        }

    def nodes(self, framework_id: int, code: str = "") -> Mapping[str, TheirItem]:
        self._ask()
        return {
            name: self._item(id_)
            for id_, name in self.codes.items()
            if self.framework_of.get(id_) == framework_id
            and id_ in self.held
            and code in {"", name}
        }

    def templates(self) -> Mapping[str, TheirItem]:
        self._ask()
        return {
            one["name"]: TheirItem(
                id_, {name: one[name] for name in ("name", "description")}
            )
            for id_, one in self.held.items()
            if id_ not in self.codes and id_ not in self.plan_of
        }

    def template_nodes(self, template_id: int) -> Mapping[str, int]:
        self._ask()
        return self._listed(template_id)

    def plans(self, user_id: int) -> Sequence[tuple[TheirItem, int]]:
        self._ask()
        if user_id in self.refuses_user:
            raise MoodleError(self.refuses_user[user_id])
        return [
            (
                TheirItem(
                    id_,
                    {n: self.held[id_][n] for n in ("name", "description", "status")},
                ),
                template,
            )
            for id_, (user, template) in self.plan_of.items()
            if user == user_id and id_ in self.held
        ]

    def plan_nodes(self, plan_id: int) -> Mapping[str, TheirItem]:
        self._ask()
        _, template = self.plan_of[plan_id]
        return {
            code: TheirItem(
                id_,
                {"rating": self.ratings[plan_id, code]}
                if (plan_id, code) in self.ratings
                else {},
            )
            for code, id_ in self._listed(template or plan_id).items()
        }

    def save_framework(
        self, remote_id: int | None, code: str, fields: Fields
    ) -> TheirItem:
        return self._save(remote_id, code, fields)

    def save_node(
        self,
        remote_id: int | None,
        code: str,
        fields: Fields,
        *,
        framework_id: int,
        parent_id: int,
    ) -> TheirItem:
        assert self.codes.get(parent_id, "") == fields["parent"]
        made = self._save(remote_id, code, fields)
        self.framework_of[made.remote_id] = framework_id
        return made

    def save_template(
        self, remote_id: int | None, fields: Fields, nodes: Mapping[str, int]
    ) -> TheirItem:
        assert {self.codes[id_] for id_ in nodes.values()} == set(nodes)
        return self._save(remote_id, "", fields)

    def save_plan(
        self,
        remote_id: int | None,
        user_id: int,
        fields: Fields,
        nodes: Mapping[str, int],
    ) -> TheirItem:
        assert {self.codes[id_] for id_ in nodes.values()} == set(nodes)
        made = self._save(remote_id, "", {**fields, "status": ACTIVE})
        self.plan_of.setdefault(made.remote_id, (user_id, 0))
        return made

    def rate(
        self, plan_id: int, node_id: int, framework_id: int, fields: Fields
    ) -> TheirItem:
        self._ask()
        assert self.framework_of[node_id] == framework_id
        self.ratings[plan_id, self.codes[node_id]] = fields["rating"]
        self.notes.append(fields["note"])
        self.written.append(self.codes[node_id])
        return TheirItem(node_id, {"rating": fields["rating"]})

    def made(self, name: str) -> int:
        """Return the id of what bears a name."""
        return next(id_ for id_, one in self.held.items() if one["name"] == name)

    def _save(self, remote_id: int | None, code: str, fields: Fields) -> TheirItem:
        self._ask()
        id_ = remote_id or max((*self.held, *self.codes, 0)) + 1
        self.held[id_] = dict(fields)
        if code:
            self.codes[id_] = code
        self.written.append(fields["name"])
        return self._item(id_)

    def _item(self, id_: int) -> TheirItem:
        return TheirItem(id_, dict(self.held[id_]))

    def _listed(self, id_: int) -> dict[str, int]:
        listed = self.held[id_].get("nodes", "").split("\n")
        ids = {code: one for one, code in self.codes.items()}
        return {code: ids[code] for code in listed if code}

    def _ask(self) -> None:
        if self.refuses is not None:
            raise self.refuses
