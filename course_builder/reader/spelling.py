"""What an author may have meant, and the forms that names and numbers must have."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_LONGEST_COMPARED = 40


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like a word, or nothing."""
    # Comparing takes time with the square of the length.
    if len(word) > _LONGEST_COMPARED:
        return ""
    return next(iter(difflib.get_close_matches(word, list(known), 1)), "")


def is_kebab_case(identifier: str) -> bool:
    """Tell whether an id is ASCII kebab-case."""
    return _KEBAB.fullmatch(identifier) is not None


def as_kebab_case(text: str) -> str:
    """Return the kebab-case id most like a text; it may be empty."""
    plain = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def read_decimal(text: str) -> Decimal | None:
    """Read a number that is not negative, written with a decimal point."""
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def read_whole(text: str) -> int | None:
    """Read a whole number that is not negative."""
    return int(text) if _WHOLE.fullmatch(text) else None
