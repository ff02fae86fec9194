"""Shape the element tree of a page: alerts, tables for phones, headings, links, media."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from course_builder.model.link import DECORATIVE
from course_builder.model.slug import Slugs
from course_builder.renderer.dialect import SEPARATOR
from course_builder.renderer.glossary import Glossary
from course_builder.renderer.media import MediaShelf, StoredMedia

Words: TypeAlias = Callable[[str], str]
"""Turns words of ours into the course's language."""

UNRESOLVED = "\ue002"
"""Marks an address that names another place of the course, until all are known."""

TRANSCRIPT = "\ue004"
"""Stands, with a number, for the words of a recording until they are converted."""

_WIDE = 6
"""Columns from which on a table is scrolled rather than squeezed."""

_LANGUAGES = {
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "id": "Bahasa Indonesia",
    "ja": "日本語",
    "jv": "Basa Jawa",
    "ms": "Bahasa Melayu",
    "nl": "Nederlands",
    "pt": "Português",
    "su": "Basa Sunda",
    "tet": "Tetun",
    "zh": "中文",
}
"""How languages call themselves, for the list of captions."""

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
_RECORDINGS = frozenset({"audio", "video"})
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
        language: BCP 47 tag of the course; empty where nobody asks.
        glossary: Terms to be marked.
        terms: Those that are marked already.
        pictures: How many pictures the page has so far.
        transcripts: File and text of recordings' words, not yet converted.
        is_transcript: Whether this is itself such a text.
    """

    source: PurePosixPath
    shelf: MediaShelf
    words: Words
    slugs: Slugs
    raised: int = 1
    anchors: list[str] = field(default_factory=list)
    identifiers: set[str] = field(default_factory=set)
    language: str = ""
    glossary: Glossary = field(default_factory=Glossary)
    terms: set[str] = field(default_factory=set)
    pictures: int = 0
    transcripts: list[tuple[PurePosixPath, str]] = field(default_factory=list)
    is_transcript: bool = False


class PageShaper(Treeprocessor):
    """Shapes the tree of each page in one walk, once everything else is done.

    Attributes:
        context: The page at hand; set before each conversion.
        formulas: As written, by what stands for them in the tree.
    """

    context: PageContext

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(markdown)
        self.formulas: dict[str, str] = {}

    def run(self, root: Element) -> None:
        """Shape a page in place."""
        self._shape_inside(root)
        self.formulas.clear()

    def _shape_inside(self, root: Element) -> None:
        for child in list(root):
            if child.tag == "p" and child.text == SEPARATOR:
                root.remove(child)
                continue
            self._shape_inside(child)
            self._shape(child)
            if child.tag in _RECORDINGS:
                self._transcribe(child, root)
            elif child.tag == "table" and _columns(child) >= _WIDE:
                _scroll(child, root, self.context.words("Tabel"))

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
        text = _STASHED.sub(lambda m: self.formulas.get(m[0], ""), _text(heading))
        slug = self.context.slugs.take_plain(text)
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
            if stored.kind in {"application", "text"}:
                self._offer(link, stored)

    def _offer(self, link: Element, document: StoredMedia) -> None:
        """Say what kind of file follows, and how large it is."""
        link.set("download", document.name)
        last = link[-1] if len(link) else None
        if last is None:
            link.text = f"{link.text or ''} "
        else:
            last.tail = f"{last.tail or ''} "
        kind = document.name.rpartition(".")[2].upper()
        size = _size_words(document.bytes, self.context.language)
        SubElement(link, "small").text = f"({kind}, {size})"

    def _medium(self, image: Element) -> None:
        address, label, tail = image.get("src", ""), image.get("alt", ""), image.tail
        stored = self.context.shelf.put(address, self.context.source)
        if stored is not None and stored.kind == "image":
            self._picture(image, stored)
            return
        image.clear()
        image.tail = tail
        if stored is None:
            # The alternative text stands for a picture that cannot be shown.
            image.tag, image.text = "span", label
        elif stored.kind in _RECORDINGS:
            self._recording(image, stored, address, label)
        else:
            image.tag, image.text = "a", label
            image.set("href", stored.address)
            self._offer(image, stored)

    def _picture(self, image: Element, stored: StoredMedia) -> None:
        image.set("src", stored.address)
        if stored.size is not None:
            image.set("width", str(stored.size[0]))
            image.set("height", str(stored.size[1]))
        if not image.get("alt") and image.get("title", "").lower() in DECORATIVE:
            del image.attrib["title"]
        # The first is in sight, and a page that waits for it looks empty.
        if self.context.pictures:
            image.set("loading", "lazy")
        image.set("decoding", "async")
        self.context.pictures += 1

    def _recording(
        self, player: Element, stored: StoredMedia, address: str, label: str
    ) -> None:
        context = self.context
        player.tag = stored.kind
        player.attrib.update({"controls": "", "src": stored.address})
        player.attrib.update({"aria-label": label, "preload": "none"})
        if stored.kind == "video":
            poster = context.shelf.poster(address, context.source)
            if poster is not None:
                player.set("poster", poster.address)
        captions = list(context.shelf.captions(address, context.source))
        own = context.language.partition("-")[0].lower()
        spoken = [language.partition("-")[0].lower() for language, _ in captions]
        chosen = spoken.index(own) if own in spoken else 0
        for number, (language, file) in enumerate(captions):
            name = _LANGUAGES.get(spoken[number], language)
            track = {"kind": "captions", "srclang": language, "label": name}
            if number == chosen:
                track["default"] = ""
            SubElement(player, "track", track | {"src": file.address})
        if not context.is_transcript:
            words = context.shelf.transcript(address, context.source)
            if words is not None:
                player.set("transcript", str(len(context.transcripts)))
                context.transcripts.append(words)

    def _transcribe(self, player: Element, parent: Element) -> None:
        """Put the words of a recording behind it, to be opened."""
        number = player.attrib.pop("transcript", "")
        if not number:
            return
        if parent.tag == "p":
            parent.tag = "div"
        details = Element("details")
        summary = SubElement(details, "summary")
        summary.text = self.context.words("Transkrip")
        summary.tail = f"{TRANSCRIPT}{number}{TRANSCRIPT}"
        details.tail, player.tail = player.tail, None
        parent.insert(list(parent).index(player) + 1, details)

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


_PAIR = 2
"""Columns of a table whose first does not name its rows, but stands beside the other."""


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
                if label and len(labels) == _PAIR:
                    cell.set("data-label", label)
            elif label:
                cell.set("data-label", label)
            if len(cell) and cell.tag == "td":
                # In a list each cell is a grid: pieces of text must not part.
                span = Element("span")
                span.text, span[:] = cell.text, list(cell)
                cell.text, cell[:] = None, [span]


def _columns(table: Element) -> int:
    return max((len(row) for row in table.iterfind("thead/tr")), default=0)


def _scroll(table: Element, parent: Element, label: str) -> None:
    """Let a wide table move within its frame, by keyboard too."""
    frame = Element("div", {"class": "scroll", "role": "region", "tabindex": "0"})
    frame.set("aria-label", label)
    frame.tail, table.tail = table.tail, None
    parent[list(parent).index(table)] = frame
    frame.append(table)


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


def _size_words(size: int, language: str) -> str:
    """Return bytes as people read them: ``120 KB``, ``1,2 MB``."""
    if size < 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{max(1, round(size / 1000))} KB"
    text = f"{size / 1_000_000:.1f} MB"
    is_english = language.partition("-")[0].lower() == "en"
    return text if is_english else text.replace(".", ",")
