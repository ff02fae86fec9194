"""What something is worth is said in the course's language."""

from decimal import Decimal

from course_builder.locale import translator
from course_builder.renderer.number import points_words


def test_one_point_is_said_in_words() -> None:
    assert points_words(Decimal(1), translator("en"), "en") == "One point."
    assert points_words(Decimal("2.5"), translator("en"), "en") == "2.5 points."
