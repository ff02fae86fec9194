"""The ids that Git hosts give to headings."""

import re
import unicodedata

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_MARKS = re.compile(r"\\([^\w\s])|\*+|`+|~~")
_UNDERSCORES = re.compile(r"(?<![\w])_+([^_]+)_+(?![\w])")
_DROPPED = re.compile(r"[^a-z0-9_ -]+")
_KEPT_CATEGORIES = frozenset({"Nd", "Nl", "Pc"})


def plain(heading: str) -> str:
    """Return a heading without the marks of emphasis, code and links."""
    text = _MARKS.sub(r"\1", _LINK.sub(r"\1", heading.strip()))
    return _UNDERSCORES.sub(r"\1", text) if "_" in text else text


def slug(heading: str) -> str:
    """Return the id of a heading: ``Status *tsunami*`` becomes ``status-tsunami``.

    Args:
        heading: Text after the number signs; it may be empty, as may the result.
    """
    text = plain(heading).lower()
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
        """Return the id of the file's next heading."""
        plain = unique = slug(heading)
        while unique in self._taken:
            self._taken[plain] += 1
            unique = f"{plain}-{self._taken[plain]}"
        self._taken[unique] = 0
        return unique


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return character in " -" or category[0] in "LM" or category in _KEPT_CATEGORIES
