from decimal import Decimal

import pytest

from lti_service.charts.hours import hours_bar


@pytest.mark.parametrize(
    ("recognised", "learned", "limit", "marks"),
    [
        ("0", "0", None, []),
        ("0", "0", "20", ["need"]),
        ("5", "8", "20", ["need", "rest", "now"]),
        ("25", "25", "20", ["now"]),
        ("5", "5", None, ["now"]),
    ],
)
def test_the_bar_shows_what_is_recognised_what_lacks_and_what_was_learned(
    recognised: str, learned: str, limit: str | None, marks: list[str]
) -> None:
    svg = hours_bar(
        "JP <2026>",
        Decimal(recognised),
        Decimal(learned),
        Decimal(limit) if limit else None,
    )
    assert [
        m for m in svg.replace('"', " ").split() if m in {"need", "rest", "now"}
    ] == (marks)
    assert "<title>JP &lt;2026&gt;</title>" in svg


def test_a_quarter_of_the_year_fills_a_quarter_of_the_bar() -> None:
    svg = hours_bar("JP", Decimal(5), Decimal(5), Decimal(20))
    assert '<rect class="now" width="60" height="14"/>' in svg
    assert '<rect class="need" x="60" y="1" width="180" height="12"/>' in svg
