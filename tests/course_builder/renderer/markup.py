"""Hold pages to the rules of HTML that browsers forgive and screen readers do not."""

from collections import Counter
from html.parser import HTMLParser

_VOID = frozenset(["area", "br", "col", "hr", "img", "input", "source", "track", "wbr"])
_REFERENCES = ("for", "aria-labelledby", "aria-describedby")
_FIELDS = frozenset({"input", "select", "textarea"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.ids: Counter[str] = Counter()
        self.references: set[str] = set()
        self.labels: set[str] = set()
        self.fields: list[tuple[str, dict[str, str], bool]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if len(attributes) != len(attrs):
            self.problems.append(f"<{tag}> repeats an attribute")
        if identifier := attributes.get("id"):
            self.ids[identifier] += 1
        for name in _REFERENCES:
            self.references |= set(attributes.get(name, "").split())
        if tag == "label":
            self.labels.add(attributes.get("for", ""))
        if tag in _FIELDS:
            self.fields.append((tag, attributes, "label" in self._open))
        if tag == "th" and "scope" not in attributes:
            self.problems.append("<th> without scope")
        if tag in {"a", "button", "input", "select"} and "button" in self._open:
            self.problems.append(f"<{tag}> in a button")
        if tag in {"p", "div", "ul", "ol", "table", "section"} and "p" in self._open:
            self.problems.append(f"<{tag}> in a paragraph")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def found(self) -> list[str]:
        problems = [*self.problems, *(f"<{tag}> is left open" for tag in self._open)]
        problems += [
            f"id {name} is there twice" for name, n in self.ids.items() if n > 1
        ]
        problems += [
            f"{name} names nothing" for name in self.references - set(self.ids)
        ]
        for tag, attributes, is_inside in self.fields:
            named = is_inside or attributes.keys() & {"aria-label", "aria-labelledby"}
            if not named and attributes.get("id") not in self.labels:
                problems.append(f"<{tag}> has no label: {attributes}")
        return problems


def markup_problems(html: str) -> list[str]:
    """Return what is wrong with a fragment."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found()
