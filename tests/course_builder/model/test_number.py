"""Numbers are written as the course's language writes them."""

from decimal import Decimal

import pytest

from course_builder.model.number import shown_number, with_unit


@pytest.mark.parametrize(
    ("number", "indonesian", "english"),
    [
        ("0", "0", "0"),
        ("-0.0", "0", "0"),
        ("2400", "2.400", "2,400"),
        ("2400.50", "2.400,5", "2,400.5"),
        ("-1234567.25", "−1.234.567,25", "−1,234,567.25"),
        ("1E+3", "1.000", "1,000"),
    ],
)
def test_a_number_is_grouped_and_pointed(
    number: str, indonesian: str, english: str
) -> None:
    assert shown_number(Decimal(number), "id") == indonesian
    assert shown_number(Decimal(number), "en-US") == english


def test_a_unit_follows_after_a_space_but_for_english_per_cent() -> None:
    assert with_unit(Decimal(50), "%", "id") == "50 %"
    assert with_unit(Decimal(50), "%", "en") == "50%"
    assert with_unit(Decimal(3), "jam", "en") == "3 jam"
    assert with_unit(Decimal(3), "", "id") == "3"
