"""Shape the element tree of a page: alerts, tables for phones, headings, links, media."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

from course_builder.model.slug import Slugs
from course_builder.renderer.dialect import SEPARATOR
from course_builder.renderer.media import MediaShelf

Words: TypeAlias = Callable[[str], str]
"""Turns words of ours into the course's language."""

UNRESOLVED = "\ue002"
"""Marks an address that names another place of the course, until all are known."""

_ALERT = re.compile(r"\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*\n?")
_ALERTS = {
    "NOTE": ("Catatan", ""),
    "TIP": ("Kiat", " right"),
    "IMPORTANT": ("Penting", " attention"),
    "WARNING": ("Peringatan", " attention"),
    "CAUTION": ("Awas", " wrong"),
}
_ALIGNMENT = {"text-align: right;": "n", "text-align: center;": "mid"}
_TASK = re.compile(r"\s*\[([ xX])\] ")
_STASHED = re.compile("\x02[^\x03]*\x03")
_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|\x02")


@dataclass(slots=True)
class PageContext:
    """The page that is being converted.

    Attributes:
        source: Its course file, relative to the course folder.
        slugs: The slugs given out in that file so far.
        raised: Levels that headings move up: the page's title is the `h1`, so `###`,
            the first level inside a page of a module, is an `h2`.
        anchors: Ids of the headings found on this page.
        identifiers: Every id that is ours on this page.
    """

    source: PurePosixPath
    shelf: MediaShelf
    words: Words
    slugs: Slugs
    raised: int = 1
    anchors: list[str] = field(default_factory=list)
    identifiers: set[str] = field(default_factory=set)


class PageShaper(Treeprocessor):
    """Shapes the tree of each page in one walk, once everything else is done.

    Attributes:
        context: The page at hand; set before each conversion.
    """

    context: PageContext

    def run(self, root: Element) -> None:
        """Shape a page in place."""
        for child in list(root):
            if child.tag == "p" and child.text == SEPARATOR:
                root.remove(child)
            else:
                self.run(child)
                self._shape(child)

    def _shape(self, element: Element) -> None:
        match element.tag:
            case "a":
                self._link(element)
            case "img":
                self._medium(element)
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._heading(element)
            case "blockquote":
                self._alert(element)
            case "table":
                _shape_table(element)
            case "li":
                _shape_task(element)
            case "p":
                _shape_figure(element)
        if "id" in element.attrib:
            self.context.identifiers.add(element.attrib["id"])

    def _heading(self, heading: Element) -> None:
        level = int(heading.tag[1]) - self.context.raised
        heading.tag = f"h{max(2, level)}"
        slug = self.context.slugs.take(_STASHED.sub("", _text(heading)))
        heading.set("id", slug)
        self.context.anchors.append(slug)

    def _link(self, link: Element) -> None:
        address = link.get("href", "")
        if not address or _OUTSIDE.match(address) or "class" in link.attrib:
            return
        stored = None
        if not address.startswith("#"):
            stored = self.context.shelf.put(address, self.context.source)
        if stored is None:
            target = f"{UNRESOLVED}{address}"
            link.attrib.update(
                {"href": target, "data-page": target, "data-anchor": target}
            )
        else:
            link.set("href", stored.address)

    def _medium(self, image: Element) -> None:
        address, label, tail = image.get("src", ""), image.get("alt", ""), image.tail
        stored = self.context.shelf.put(address, self.context.source)
        if stored is not None and stored.kind == "image":
            image.set("src", stored.address)
            if stored.size is not None:
                image.set("width", str(stored.size[0]))
                image.set("height", str(stored.size[1]))
            image.set("loading", "lazy")
            return
        image.clear()
        image.tail = tail
        if stored is None:
            # The alternative text stands for a picture that cannot be shown.
            image.tag, image.text = "span", label
        elif stored.kind in {"audio", "video"}:
            image.tag = stored.kind
            image.attrib.update({"controls": "", "preload": "none"})
            image.attrib.update({"src": stored.address, "aria-label": label})
            for language, file in self.context.shelf.captions(
                address, self.context.source
            ):
                track = {"kind": "captions", "srclang": language, "label": language}
                SubElement(image, "track", track | {"src": file.address})
        else:
            image.tag, image.text = "a", label
            image.set("href", stored.address)

    def _alert(self, quote: Element) -> None:
        first = next(iter(quote), None)
        match = _ALERT.match(first.text or "") if first is not None else None
        if first is None or match is None:
            return
        word, sign = _ALERTS[match[1]]
        quote.tag = "div"
        quote.attrib.update({"class": f"alert{sign}", "role": "note"})
        first.text = (first.text or "")[match.end() :]
        if not first.text.strip() and not len(first):
            quote.remove(first)
        title = Element("p")
        SubElement(title, "b").text = f"{self.context.words(word)}."
        quote.insert(0, title)


def _shape_table(table: Element) -> None:
    """Give cells what turns a table into a list on a phone; see `base.css`."""
    table.set("class", "stack")
    labels = []
    for heading in table.iterfind("thead/tr/th"):
        heading.set("scope", "col")
        _align(heading)
        labels.append(_STASHED.sub("", _text(heading)).strip())
    for row in table.iterfind("tbody/tr"):
        for index, cell in enumerate(row):
            _align(cell)
            label = labels[index] if index < len(labels) else ""
            if index == 0 and (_text(cell).strip() or len(cell)):
                cell.tag = "th"
                cell.set("scope", "row")
            elif label:
                cell.set("data-label", label)
            if len(cell) and cell.tag == "td":
                # In a list each cell is a grid: pieces of text must not part.
                span = Element("span")
                span.text, span[:] = cell.text, list(cell)
                cell.text, cell[:] = None, [span]


def _align(cell: Element) -> None:
    if name := _ALIGNMENT.get(cell.attrib.pop("style", "")):
        cell.set("class", name)


def _shape_task(item: Element) -> None:
    """Show a tick box of a list as a sign."""
    holder = item
    if not (item.text or "").strip() and len(item) and item[0].tag == "p":
        holder = item[0]
    if match := _TASK.match(holder.text or ""):
        sign = "☐ " if match[1] == " " else "☑ "
        holder.text = sign + (holder.text or "")[match.end() :]
        item.set("class", "task")


def _shape_figure(paragraph: Element) -> None:
    """Make a figure of a picture that stands alone and has a title: its caption."""
    if len(paragraph) != 1 or (paragraph.text or "").strip():
        return
    picture = paragraph[0]
    if picture.tag != "img" or (picture.tail or "").strip() or not picture.get("title"):
        return
    paragraph.tag = "figure"
    caption = SubElement(paragraph, "figcaption")
    caption.text = picture.attrib.pop("title")


def _text(element: Element) -> str:
    return "".join(element.itertext())
