"""Titles as manifests bear them."""

LONGEST_TITLE = 200
"""Characters of a title in the schemas; Moodle bears 255, more is a database error."""


def manifest_title(text: str) -> str:
    """Return a title on one line, without what cannot be printed, and not too long."""
    words = one_line(text)
    if len(words) <= LONGEST_TITLE:
        return words
    return f"{words[: LONGEST_TITLE - 1].rstrip()}…"


def one_line(text: str) -> str:
    """Return a text on one line, without what cannot be printed."""
    return "".join(filter(str.isprintable, " ".join(text.split())))
