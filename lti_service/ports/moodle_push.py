"""A Moodle that mirrors what stands here, and what is kept of that."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from lti_service.domain.moodle_push import (
    Fields,
    ItemKind,
    MirrorItem,
    MirrorState,
    TheirItem,
)


class MoodleMirror(Protocol):
    """What is written into one Moodle, and read back of that.

    Every method raises `MoodleError` where Moodle does not answer, or refuses.
    """

    def missing(self) -> Sequence[str]:
        """Return the functions that the token lacks for writing."""
        ...

    def frameworks(self) -> Mapping[str, TheirItem]:
        """Return all frameworks, by ID number."""
        ...

    def nodes(self, framework_id: int, code: str = "") -> Mapping[str, TheirItem]:
        """Return the competencies of a framework by ID number; of one code alone."""
        ...

    def templates(self) -> Mapping[str, TheirItem]:
        """Return the plan templates, by name, without what they list."""
        ...

    def template_nodes(self, template_id: int) -> Mapping[str, int]:
        """Return the competencies that a template lists: ID numbers and ids."""
        ...

    def plans(self, user_id: int) -> Sequence[tuple[TheirItem, int]]:
        """Return somebody's plans, and of which template each is; 0 for none."""
        ...

    def plan_nodes(self, plan_id: int) -> Mapping[str, TheirItem]:
        """Return the competencies of a plan by ID number, with their ratings."""
        ...

    def save_framework(
        self, remote_id: int | None, code: str, fields: Fields
    ) -> TheirItem:
        """Make or change a framework; return what Moodle made of it.

        Raises:
            MoodleError: There is no scale of two words: ``moodle-scale``.
        """
        ...

    def save_node(
        self,
        remote_id: int | None,
        code: str,
        fields: Fields,
        *,
        framework_id: int,
        parent_id: int,
    ) -> TheirItem:
        """Make or change a competency; return what Moodle made of it.

        Args:
            remote_id: Its id; none where it is not there.
            code: Its ID number.
            fields: What it says; the parent is named by `parent_id`.
            framework_id: Its framework's id.
            parent_id: Its parent's id; 0 at the top.
        """
        ...

    def save_template(
        self, remote_id: int | None, fields: Fields, nodes: Mapping[str, int]
    ) -> TheirItem:
        """Make or change a template, and let it list exactly these competencies."""
        ...

    def save_plan(
        self,
        remote_id: int | None,
        user_id: int,
        fields: Fields,
        nodes: Mapping[str, int],
    ) -> TheirItem:
        """Make or change somebody's plan, active, with exactly these competencies."""
        ...

    def rate(
        self, plan_id: int, node_id: int, framework_id: int, fields: Fields
    ) -> TheirItem:
        """Rate a competency in a plan, with a note."""
        ...


class Mirrors(Protocol):
    """What is kept of items that Moodles mirror."""

    def get(self, moodle_id: str, key: str) -> MirrorItem | None:
        """Return an item."""
        ...

    def some(self, moodle_id: str, keys: Iterable[str]) -> Mapping[str, MirrorItem]:
        """Return these items, by key."""
        ...

    def list(
        self,
        moodle_id: str,
        states: Sequence[MirrorState],
        limit: int,
        offset: int = 0,
        *,
        kinds: Sequence[ItemKind] = tuple(ItemKind),
    ) -> Sequence[MirrorItem]:
        """Return the items in these states, in the order in which they are sent."""
        ...

    def counts(self, moodle_id: str) -> Mapping[MirrorState, int]:
        """Return how many items are in each state."""
        ...

    def asking(self, moodle_id: str) -> Mapping[tuple[ItemKind, MirrorState], int]:
        """Return how many items wait for an answer, by kind and state."""
        ...

    def save(self, items: Sequence[MirrorItem]) -> None:
        """Add or replace items."""
        ...

    def people(self, moodle_id: str) -> Sequence[tuple[str, int]]:
        """Return whose accounts are matched: person ids and user ids, by user id."""
        ...
