"""The ids that Git hosts give to headings."""

import re
import unicodedata

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_LITERAL = re.compile(r"\\([!-/:-@\[-`{-~])|(?<!`)(`+)(?!`)(.{1,300}?)(?<!`)\2(?!`)")
_MARKS = re.compile(r"\*+|`+|~~")
_UNDERSCORES = re.compile(r"(?<![\w])_+([^_]+)_+(?![\w])")
_DROPPED = re.compile(r"[^a-z0-9_ -]+")
_KEPT_CATEGORIES = frozenset({"Nd", "Nl", "Pc"})
# Signs that are no marks, as they stand in code or after a backslash, while marks go.
_HIDDEN = str.maketrans("*`~_[]", "\ue0e0\ue0e1\ue0e2\ue0e3\ue0e4\ue0e5")
_SHOWN = str.maketrans("\ue0e0\ue0e1\ue0e2\ue0e3\ue0e4\ue0e5", "*`~_[]")


def plain(heading: str) -> str:
    """Return a heading without the marks of emphasis, code and links."""
    text = _LITERAL.sub(_hidden, heading.strip())
    text = _MARKS.sub("", _LINK.sub(r"\1", text))
    if "_" in text:
        text = _UNDERSCORES.sub(r"\1", text)
    return text.translate(_SHOWN)


def slug(heading: str) -> str:
    """Return the id of a heading: ``Status *tsunami*`` becomes ``status-tsunami``.

    Args:
        heading: Text after the number signs; it may be empty, as may the result.
    """
    return slug_of_plain(plain(heading))


def slug_of_plain(text: str) -> str:
    """Return the id of a heading whose marks have become something else already."""
    text = text.strip().lower()
    if text.isascii():
        text = _DROPPED.sub("", text)
    else:
        text = "".join(character for character in text if _is_kept(character))
    return text.replace(" ", "-")


class Slugs:
    """Gives each heading of one file an id of its own, the second ``status`` as ``status-1``."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def take(self, heading: str) -> str:
        """Return the id of the file's next heading, given as it is written."""
        return self._unique(slug(heading))

    def take_plain(self, text: str) -> str:
        """Return the id of the file's next heading, given without its marks."""
        return self._unique(slug_of_plain(text))

    def _unique(self, first: str) -> str:
        unique = first
        while unique in self._taken:
            self._taken[first] += 1
            unique = f"{first}-{self._taken[first]}"
        self._taken[unique] = 0
        return unique


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return character in " -" or category[0] in "LM" or category in _KEPT_CATEGORIES


def _hidden(literal: re.Match[str]) -> str:
    return (literal[1] or literal[3].strip()).translate(_HIDDEN)
