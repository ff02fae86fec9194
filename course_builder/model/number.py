"""Numbers as people write them."""

from decimal import Decimal

from course_builder.model.graph_document import number_text


def shown_number(number: Decimal, language: str) -> str:
    """Return a number as a language writes it: ``2.400,5`` or ``2,400.5``.

    Args:
        number: Any.
        language: BCP 47 tag; English, or Indonesian for all others.
    """
    sign, point = (",", ".") if _is_english(language) else (".", ",")
    whole, _, fraction = number_text(abs(number)).partition(".")
    grouped = f"{int(whole):,}".replace(",", sign)
    minus = "−" if number < 0 else ""
    return f"{minus}{grouped}{point if fraction else ''}{fraction}"


def with_unit(number: Decimal, unit: str, language: str) -> str:
    """Return a number and its unit: ``50 %`` in Indonesian, ``50%`` in English."""
    text = shown_number(number, language)
    if not unit:
        return text
    return (
        f"{text}{unit}" if unit == "%" and _is_english(language) else f"{text} {unit}"
    )


def _is_english(language: str) -> bool:
    return language.partition("-")[0].lower() == "en"
