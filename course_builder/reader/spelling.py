"""The forms that names and numbers must have."""

import re
import unicodedata
from decimal import Decimal

_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_WHOLE = re.compile(r"[0-9]{1,9}")


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
