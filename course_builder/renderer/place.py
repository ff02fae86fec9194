"""Find the page that a relative link names."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from course_builder.model.course import Page
from course_builder.model.scenario import Scenario
from course_builder.model.slug import slug
from course_builder.renderer.sanitise import Attribute
from course_builder.renderer.tree import UNRESOLVED, PageContext

Place = tuple[str, str]
"""A page's id, and the id of a heading on it or an empty text."""


class Places:
    """Every page and heading of a course by file and slug."""

    def __init__(self, pages: Iterable[tuple[Page, Sequence[str]]]) -> None:
        """Take each page with the ids of its headings, in reading order."""
        self._places: dict[tuple[PurePosixPath, str], Place] = {}
        for page, anchors in pages:
            path = page.where.path
            self._places.setdefault((path, ""), (page.id, ""))
            self._places.setdefault((path, page.slug), (page.id, ""))
            for anchor in anchors:
                self._places.setdefault((path, anchor), (page.id, anchor))
            for scenario in page.activities:
                if isinstance(scenario, Scenario):
                    # A situation is shown by the play only: its scenario stands for it.
                    for title in _node_titles(scenario):
                        node = (path, slug(title))
                        self._places.setdefault(node, (page.id, scenario.id))

    def find(self, address: str, source: PurePosixPath) -> Place | None:
        """Return the place that a relative address names; none where there is none.

        Args:
            address: As the author wrote it: ``02-ancaman.md#tsunami``, ``#tsunami``.
            source: The course file it stands in.
        """
        name, _, anchor = unquote(address).partition("#")
        path = PurePosixPath(normpath(source.parent / name)) if name else source
        return self._places.get((path, anchor))

    def judge(self, context: PageContext) -> Attribute:
        """Return what decides on the addresses and ids of one page."""

        def decide(tag: str, attribute: str, value: str) -> str | None:
            del tag
            if attribute == "id":
                return value if value in context.identifiers else None
            if attribute == "src":
                return self._medium(value, context)
            own = value.startswith(UNRESOLVED)
            place = self.find(value.removeprefix(UNRESOLVED), context.source)
            match attribute:
                case "data-page":
                    return place[0] if own and place else None
                case "data-anchor":
                    return (place[1] or None) if own and place else None
                case _ if place is not None:
                    return f"#{place[0]}"
            if ":" in value or value.removeprefix("#") in context.identifiers:
                return value
            return self._medium(value, context)

        return decide

    def _medium(self, address: str, context: PageContext) -> str | None:
        if context.shelf.holds(address):
            return address
        stored = context.shelf.put(address, context.source)
        return stored.address if stored is not None else None


def _node_titles(scenario: Scenario) -> Iterator[str]:
    for text in scenario.texts.values():
        yield text.title
    if scenario.debrief is not None:
        yield scenario.debrief.title
