from decimal import Decimal

import pytest

from course_builder.model.discussion import Discussion
from tests.course_builder.course_folder import course_of, problems_of

TEXT = """\
::: discussion {#diskusi competency=T-PB-01.2 points=2 required=yes}
### Pengalaman Anda

Ancaman apa yang paling sering terjadi di desa Anda?

:::
"""


def discussion_of(folder, text: str) -> Discussion:
    (page,) = course_of(folder, text).pages
    (discussion,) = page.activities
    assert isinstance(discussion, Discussion)
    return discussion


def test_a_discussion_is_read_with_all_that_its_author_wrote(tmp_path):
    discussion = discussion_of(tmp_path, TEXT)

    assert (discussion.id, discussion.title) == ("diskusi", "Pengalaman Anda")
    assert discussion.prompt.text.startswith("Ancaman apa")
    assert (discussion.points, discussion.required) == (Decimal(2), True)
    assert [str(ref) for ref in discussion.competencies] == ["T-PB-01.2"]


def test_a_discussion_is_not_required_and_worth_nothing_by_itself(tmp_path):
    discussion = discussion_of(tmp_path, "::: discussion {#d}\nApa?\n\n:::\n")

    assert (discussion.points, discussion.required) == (Decimal(0), False)
    assert discussion.title == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("::: discussion {#d}\n\n:::\n", (1, 1, "B620")),
        ("::: discussion {#d}\n### Judul saja\n\n:::\n", (1, 1, "B620")),
        ("::: discussion\nApa?\n\n:::\n", (1, 1, "B201")),
        ("::: discussion {#d forum=ya}\nApa?\n\n:::\n", (1, 20, "B407")),
        ("::: discussion {#d points=x}\nApa?\n\n:::\n", (1, 27, "B219")),
    ],
)
def test_each_mistake_is_found_where_it_stands(tmp_path, text, found):
    assert problems_of(tmp_path, text) == [found]


@pytest.mark.parametrize("kind", ["discussion {#d}", "note"])
def test_nothing_stands_in_it(tmp_path, kind):
    inner = "::: question {#q}\nApa?\n\n- (x) a\n- ( ) b\n\n:::\n"

    assert problems_of(tmp_path, f"Isi.\n\n:::: {kind}\n\n{inner}\n::::\n") == [
        (5, 1, "B412")
    ]
