import pytest

from course_builder.model.fence import fenced_lines


def fenced(text: str) -> str:
    """Return a mark for each line: x where it is code."""
    return "".join("x" if code else "." for code in fenced_lines(text.split("\n")))


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("a\n```\nb\n```\nc", ".xxx."),
        ("```\na", "xx"),
        ("````\n```\n````\na", "xxx."),
        ("~~~ python\n```\n~~~\na", "xxx."),
        ("```a`b\nc", ".."),
        ("    ```\na", ".."),
        ("   ```\na\n   ```\nb", "xxx."),
        ("```\n    ```\na", "xxx"),
        ("- ```\n  a\n  ```\nb", "xxx."),
        ("- a\n\n  ```\n  b\n\nc", "..xxx."),
        ("1. a\n   - b\n\n     ```\n     c\n     ```\n", "...xxx."),
        ("> ```\n> a\nb", "xx."),
        ("> > ~~~\n> > a\n> b", "xx."),
        ("```\n> a\n```\nb", "xxx."),
        ("- a\n\nb\n\n  ```\n  c\n```\nd", "....xxx."),
    ],
)
def test_lines_of_code_are_told_from_text(text, marks):
    assert fenced(text) == marks
