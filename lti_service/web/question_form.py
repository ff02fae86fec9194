"""The words of a question, taken from the form in which it was asked.

A form is for answering; whoever looks back wants to read. The renderer makes the forms
and shows them nowhere else, so that their parts have the marks of `templates/` alone.
"""

from collections.abc import Callable, Mapping
from html.parser import HTMLParser

from lti_service.web.address import with_media

_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)


def form_parts(html: str, gap: Callable[[int], str]) -> Mapping[str, str]:
    """Return HTML by name: ``prompt``, ``intro``, ``option:<id>`` and ``left:<number>``.

    Args:
        html: The form, or the section of an activity.
        gap: Returns what stands in place of a gap, by its number from 0.
    """
    parser = _Parser(gap)
    parser.feed(html)
    parser.close()
    return {name: with_media(part) for name, part in parser.found.items()}


class _Parser(HTMLParser):
    """Copies what lies within the elements that are looked for."""

    def __init__(self, gap: Callable[[int], str]) -> None:
        super().__init__(convert_charrefs=False)
        self.found: dict[str, str] = {}
        self._gap = gap
        self._name, self._depth, self._copied = "", 0, [""]
        self._awaited, self._pairs = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if not self._name:
            self._name = self._named(tag, given)
            self._depth, self._copied = 1, []
        elif tag == "input" and given.get("data-gap", "").isdigit():
            self._copied.append(self._gap(int(given["data-gap"])))
        else:
            self._copied.append(self.get_starttag_text() or "")
            self._depth += tag not in _VOID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag, attrs
        self._copied.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= 1
        if self._name and not self._depth:
            self.found.setdefault(self._name, "".join(self._copied))
            self._name = ""
        self._copied.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._copied.append(data)

    def handle_entityref(self, name: str) -> None:
        self._copied.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._copied.append(f"&#{name};")

    def _named(self, tag: str, given: Mapping[str, str]) -> str:
        """Return the name of an element that is looked for; empty for others."""
        kinds = given.get("class", "").split()
        for kind in ("prompt", "intro"):
            if kind in kinds:
                return kind
        if "option" in kinds or "data-item" in given:
            option = given.get("data-option") or given.get("data-item", "")
            self._awaited = f"option:{option}"
        elif "pair" in kinds:
            self._awaited = f"left:{self._pairs}"
            self._pairs += 1
        elif self._awaited and tag in {"span", "div"}:
            name, self._awaited = self._awaited, ""
            return name
        return ""
