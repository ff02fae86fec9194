"""Words in Bahasa Indonesia, the language of the sources, and in English.

Code that speaks to people asks for a translator, calls it ``_`` and passes it whole
Indonesian sentences with named places, ``_("{n} kasus", n=3)``; code that does not
know the reader makes a `Sentence`. ``en.po`` has their English. A test finds both by
name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

LANGUAGES = ("id", "en")

_CATALOGUE = Path(__file__).with_name("en.po")


class Translator(Protocol):
    """Puts an Indonesian sentence into a language."""

    def __call__(self, text: str, /, **values: object) -> str:
        """Return the sentence with its named places filled.

        A whole number named ``n`` chooses between singular and plural. Sentences and
        days among the values are told in the same language.
        """
        ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence whose reader is not known yet.

    Attributes:
        text: Indonesian, with named places.
        values: What fills the places.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.told(translator("id"))

    def told(self, _: Translator) -> str:
        """Return it in a reader's language."""
        return _(self.text, **self.values)


@cache
@lru_cache(maxsize=64)
def translator(language: str) -> Translator:
    """Return the translator into a language.

    Args:
        language: BCP 47 tag; all but English get the source sentences.
    """
    catalogue = _english() if language.partition("-")[0].lower() == "en" else {}

    def translate(text: str, /, **values: object) -> str:
        singular, plural = catalogue.get(text, (text, text))
        found = singular if values.get("n") == 1 else plural
        for name, value in values.items():
            if type(value) is Sentence:
                values[name] = value.told(translate)
            elif type(value) is date:
                values[name] = format_date(value, language)
        return found.format(**values) if values else found

    return translate


def format_date(day: date, language: str) -> str:
    """Return a date as people write it: ``24 November 2026``."""
    return _date_words(day.year, day.month, day.day, _locale(language))


@lru_cache(maxsize=4096)
def _date_words(year: int, month: int, day: int, locale: str) -> str:
    """Keep what a date is in words: a page shows the same ones many times."""
    # Babel is slow to import, and most commands never need it.
    from babel.dates import format_date as babel_date  # noqa: PLC0415

    return babel_date(date(year, month, day), "d MMMM y", locale=locale)


def format_date_time(at: datetime, language: str) -> str:
    """Return an aware time: ``24 November 2026, 09.42 WIT``."""
    from babel.dates import format_time, get_timezone_name  # noqa: PLC0415

    # CLDR has the names of Indonesia's zones in Indonesian alone; they serve both.
    zone = get_timezone_name(at, width="short", locale="id")
    pattern = "HH:mm" if _locale(language) == "en" else "HH.mm"
    clock = format_time(at, pattern, locale=_locale(language), tzinfo=at.tzinfo)
    return f"{format_date(at.date(), language)}, {clock} {zone}"


def format_month(month: int, language: str) -> str:
    """Return the name of a month, 1 to 12: ``November``."""
    from babel.dates import get_month_names  # noqa: PLC0415

    return str(get_month_names("wide", "stand-alone", _locale(language))[month])


def format_number(number: Decimal | float, language: str) -> str:
    """Return a number with at most two decimals: ``1.234,5``."""
    return _number_words(str(number), _locale(language))


@lru_cache(maxsize=4096)
def _number_words(written: str, locale: str) -> str:
    """Keep how a number is written in a language, by its digits."""
    from babel.numbers import format_decimal  # noqa: PLC0415

    return format_decimal(Decimal(written), "#,##0.##", locale=locale)


def _locale(language: str) -> str:
    return "en" if language.partition("-")[0].lower() == "en" else "id"


@cache
def _english() -> Mapping[str, tuple[str, str]]:
    """Return the English of each sentence, singular and plural."""
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with _CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    found = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        forms = (
            (message.string,)
            if isinstance(message.string, str)
            else tuple(message.string or ())
        )
        if forms and all(forms):
            found[source] = (forms[0], forms[-1])
    return found
