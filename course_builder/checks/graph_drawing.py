"""A simulation as a picture: nodes in layers from the top, choices as arrows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from textwrap import wrap

from course_builder.checks.layering import Layout, arrange
from course_builder.locale import translator
from course_builder.model.exploration import Exploration
from course_builder.model.play import LETTERS
from course_builder.model.scenario import Scenario

_WIDTH, _SPACE, _LANE = 184.0, 28.0, 26.0
_LINE, _PADDING, _BETWEEN, _MARGIN = 18.0, 12.0, 64.0, 32.0
_LETTERS_OF_LINE, _MOST_LINES = 24, 3
_HEAD = 56.0
_STYLE = """
svg { color-scheme: light dark; --paper: #fdfcf9; --ink: #1b1f24; --soft: #454b53;
  --edge: #757980; --accent: #0b5a8a; --pale: #e2ecf3; --tint: #f5f2ea }
@media (prefers-color-scheme: dark) { svg { --paper: #14171b; --ink: #ece9e1;
  --soft: #bdc1c6; --edge: #8b9199; --accent: #7fc1ec; --pale: #1b3446; --tint: #1d2126 } }
.paper { fill: var(--paper) }
text { font: 14px -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
  fill: var(--ink); text-anchor: middle }
.head { font-size: 18px; font-weight: 600; text-anchor: start }
.say { font-size: 13px; fill: var(--soft); text-anchor: start }
.box { fill: var(--tint); stroke: var(--edge) }
.start .box { stroke: var(--accent); stroke-width: 3 }
.ending .box { fill: var(--pale); stroke: var(--accent); stroke-width: 2 }
.ending .name { font-weight: 600 }
.never .box { fill: none; stroke-dasharray: 2 3 }
.note { font-size: 12px; fill: var(--soft) }
.way { fill: none; stroke: var(--edge); stroke-width: 1.5 }
.else { stroke-dasharray: 7 4 }
.event { stroke: var(--accent); stroke-dasharray: 2 4; stroke-width: 2 }
.tip { fill: var(--edge) }
.letter { font-size: 12px; font-weight: 600; paint-order: stroke; stroke: var(--paper);
  stroke-width: 4px; stroke-linejoin: round }
"""


@dataclass(slots=True)
class _Way:
    """An arrow between two nodes; `letters` are the choices it stands for."""

    start: int
    end: int
    kind: str
    letters: str = ""


@dataclass(slots=True)
class _Box:
    """A node on the paper; `x` is its middle, `y` its upper edge."""

    lines: list[str]
    note: str
    kind: str
    x: float = 0
    y: float = 0
    out: list[_Way] = field(default_factory=list)

    @property
    def height(self) -> float:
        return _PADDING + _LINE * (len(self.lines) + bool(self.note))

    @property
    def bottom(self) -> float:
        return self.y + self.height


def draw(scenario: Scenario, exploration: Exploration, language: str) -> str:
    """Return an SVG document that needs nothing else.

    Args:
        scenario: A simulation that could be read whole.
        exploration: What it can come to.
        language: BCP 47 tag; English, or Indonesian for all others.
    """
    return _Drawing(scenario, exploration, language).document()


class _Drawing:
    def __init__(
        self, scenario: Scenario, exploration: Exploration, language: str
    ) -> None:
        self._scenario = scenario
        self._exploration = exploration
        self._language = language
        self._ids = {name: n for n, name in enumerate(scenario.graph.nodes)}
        self._ways = list(self._all_ways())
        self._boxes = [self._box(name) for name in scenario.graph.nodes]
        for way in self._ways:
            self._boxes[way.start].out.append(way)

    def document(self) -> str:
        _ = translator(self._language)
        pairs = [(way.start, way.end) for way in self._ways if way.start != way.end]
        layout = arrange(len(self._boxes), pairs, _WIDTH + _SPACE, _LANE)
        tops = self._place(layout)
        lanes = [x for bends in layout.bends.values() for x in bends]
        left = min([box.x - _WIDTH / 2 for box in self._boxes] + lanes) - _MARGIN
        right = max([box.x + _WIDTH / 2 for box in self._boxes] + lanes) + 2 * _MARGIN
        title = self._scenario.title or self._scenario.id
        head = max(right - left, 620.0)
        height = tops[-1] + _MARGIN
        parts = [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{self._tag()}"'
                f' aria-labelledby="title desc" viewBox="{left:.0f} 0 {head:.0f}'
                f' {height:.0f}" width="{head:.0f}" height="{height:.0f}">'
            ),
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(" ".join(self._sentences()))}</desc>',
            f"<style>{_STYLE}</style>",
            (
                '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
                ' markerHeight="7" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/>'
                "</marker></defs>"
            ),
            (
                f'<rect class="paper" x="{left:.0f}" width="{head:.0f}"'
                f' height="{height:.0f}"/>'
            ),
            *self._header(title, left + _MARGIN),
            *(self._way(way, layout) for way in self._ways),
            *(self._drawn(box) for box in self._boxes),
            *self._letters(),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _tag(self) -> str:
        return "en" if self._language.partition("-")[0].lower() == "en" else "id"

    def _all_ways(self) -> Iterator[_Way]:
        """Yield the arrows, one for all choices of a node that lead alike."""
        for node in self._scenario.graph.nodes.values():
            found: dict[tuple[str, str], _Way] = {}
            start = self._ids[node.id]
            for letter, choice in zip(LETTERS, node.choices, strict=False):
                ways = [(choice.to, "way")]
                if choice.otherwise is not None:
                    ways.append((choice.otherwise, "way else"))
                for to, kind in ways:
                    way = _Way(start, self._ids[to], kind)
                    found.setdefault((to, kind), way).letters += letter
            yield from found.values()
        for one, other in sorted(self._exploration.jumps):
            yield _Way(self._ids[one], self._ids[other], "way event")

    def _box(self, name: str) -> _Box:
        _ = translator(self._language)
        lines = wrap(self._scenario.texts[name].title, _LETTERS_OF_LINE) or [name]
        if len(lines) > _MOST_LINES:
            last = lines[_MOST_LINES - 1][: _LETTERS_OF_LINE - 1]
            lines = [*lines[: _MOST_LINES - 1], f"{last}…"]
        lines = [line[:_LETTERS_OF_LINE] for line in lines]
        kinds = []
        note = ""
        if self._ids[name] == 0:
            kinds.append("start")
            note = _("mulai")
        if self._scenario.graph.nodes[name].ending:
            kinds.append("ending")
            note = self._share(name) or _("akhir")
        if self._exploration.complete and name not in self._exploration.shown:
            kinds.append("never")
            note = _("tidak tercapai")
        return _Box(lines, note, " ".join(["node", *kinds]))

    def _share(self, ending: str) -> str:
        """Return what part of the plays comes to an ending; empty where unknown."""
        share = (self._exploration.share or {}).get(ending)
        if share is None:
            return ""
        text = f"{100 * share:.1f}"
        if self._tag() == "id":
            text = text.replace(".", ",")
        _ = translator(self._language)
        return _("akhir, {share}% jalur").format(share=text)

    def _place(self, layout: Layout) -> list[float]:
        """Place the boxes; return the upper edges of the layers, and the lowest edge."""
        rows: dict[int, list[_Box]] = {}
        for number, box in enumerate(self._boxes):
            rows.setdefault(layout.layers[number], []).append(box)
            box.x = layout.across[number]
        self._tops = [_HEAD + _MARGIN + _LINE]
        for layer in range(max(rows) + 1):
            top = self._tops[-1]
            for box in rows.get(layer, []):
                box.y = top
            tallest = max((box.height for box in rows.get(layer, [])), default=0)
            self._tops.append(top + tallest + _BETWEEN)
        self._tops[-1] -= _BETWEEN
        for box in self._boxes:
            box.out.sort(key=lambda way: (self._boxes[way.end].x, way.kind))
        return self._tops

    def _leaves_at(self, way: _Way) -> tuple[float, float]:
        """Return where an arrow leaves its box: beside those to other boxes."""
        box = self._boxes[way.start]
        step = min(30.0, (_WIDTH - 24) / max(1, len(box.out)))
        number = box.out.index(way)
        return box.x + (number - (len(box.out) - 1) / 2) * step, box.bottom

    def _way(self, way: _Way, layout: Layout) -> str:
        x, y = self._leaves_at(way)
        end = self._boxes[way.end]
        bends = layout.bends.get((way.start, way.end), ())
        layer = layout.layers[way.start]
        points = [(x, y)]
        for number, bend in enumerate(bends, layer + 1):
            points += [
                (bend, self._tops[number]),
                (bend, self._tops[number + 1] - _BETWEEN),
            ]
        lean = max(-_WIDTH / 3, min(_WIDTH / 3, (points[-1][0] - end.x) / 4))
        points.append((end.x + lean, end.y))
        if end.y <= self._boxes[way.start].y:
            return self._back(way, points[0], points[-1])
        path = f"M{x:.0f} {y:.0f}"
        for (x1, y1), (x2, y2) in pairwise(points):
            if x1 == x2:
                path += f"L{x2:.0f} {y2:.0f}"
            else:
                half = (y2 - y1) / 2
                path += (
                    f"C{x1:.0f} {y1 + half:.0f} {x2:.0f} {y2 - half:.0f}"
                    f" {x2:.0f} {y2:.0f}"
                )
        return f'<path class="{way.kind}" marker-end="url(#tip)" d="{path}"/>'

    def _back(
        self, way: _Way, start: tuple[float, float], end: tuple[float, float]
    ) -> str:
        """Return an arrow that leads back up, or to its own box."""
        side = (
            max(self._boxes[way.start].x, self._boxes[way.end].x) + _WIDTH / 2 + _SPACE
        )
        (x1, y1), (x2, y2) = start, end
        path = (
            f"M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + 40:.0f} {side:.0f} {y1 + 40:.0f}"
            f" {side:.0f} {y1:.0f}L{side:.0f} {y2:.0f}"
            f"C{side:.0f} {y2 - 40:.0f} {x2:.0f} {y2 - 40:.0f} {x2:.0f} {y2:.0f}"
        )
        return f'<path class="{way.kind}" marker-end="url(#tip)" d="{path}"/>'

    def _drawn(self, box: _Box) -> str:
        rounding = box.height / 2 if "ending" in box.kind else 4
        texts = [
            f'<text class="name" x="{box.x:.0f}" y="{box.y + _PADDING / 2 + 14 + n * _LINE:.0f}">'
            f"{escape(line)}</text>"
            for n, line in enumerate(box.lines)
        ]
        if box.note:
            y = box.y + _PADDING / 2 + 13 + len(box.lines) * _LINE
            texts.append(
                f'<text class="note" x="{box.x:.0f}" y="{y:.0f}">{escape(box.note)}</text>'
            )
        return (
            f'<g class="{box.kind}"><rect class="box" x="{box.x - _WIDTH / 2:.0f}"'
            f' y="{box.y:.0f}" width="{_WIDTH:.0f}" height="{box.height:.0f}"'
            f' rx="{rounding:.0f}"/>{"".join(texts)}</g>'
        )

    def _letters(self) -> Iterator[str]:
        for way in self._ways:
            if way.letters:
                x, y = self._leaves_at(way)
                yield (
                    f'<text class="letter" x="{x:.0f}" y="{y + 16:.0f}">'
                    f"{way.letters}</text>"
                )

    def _header(self, title: str, left: float) -> Iterator[str]:
        """Yield the title, and what the lines mean."""
        _ = translator(self._language)
        yield f'<text class="head" x="{left:.0f}" y="34">{escape(title)}</text>'
        for kind, words in (
            ("way", _("pilihan")),
            ("way else", _("pilihan yang syaratnya gagal")),
            ("way event", _("peristiwa")),
        ):
            yield f'<path class="{kind}" d="M{left:.0f} 58h36"/>'
            yield f'<text class="say" x="{left + 44:.0f}" y="62">{escape(words)}</text>'
            left += 60 + 8 * len(words)

    def _sentences(self) -> Iterator[str]:
        """Yield the picture in words: what each node is and where its choices lead."""
        _ = translator(self._language)
        yield _("{nodes} simpul dan {endings} akhir.").format(
            nodes=self._exploration.nodes, endings=self._exploration.endings
        )
        names = [self._scenario.texts[name].title for name in self._ids]
        for number, box in enumerate(self._boxes):
            said = f"{names[number]} ({box.note})" if box.note else names[number]
            ways = [f"{way.letters or '!'} → {names[way.end]}" for way in box.out]
            yield f"{said}: {'; '.join(ways)}." if ways else f"{said}."
