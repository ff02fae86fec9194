"""Words in Bahasa Indonesia, the language of the sources, and in English.

Code that speaks to people asks for a translator, calls it ``_`` and passes it whole
Indonesian sentences; ``en.po`` has their English. A test finds them by that name.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

_CATALOGUE = Path(__file__).with_name("en.po")


def translator(language: str) -> Callable[[str], str]:
    """Return the function that puts an Indonesian sentence into a language.

    Args:
        language: BCP 47 tag; all but English get the source sentences.
    """
    if language.partition("-")[0].lower() != "en":
        return str
    english = _english()
    return lambda text: english.get(text, text)


@cache
def _english() -> dict[str, str]:
    # Babel is slow to import, and most commands never need it.
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with _CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str)
        if message.id and message.string and not message.fuzzy
    }
