import pytest

from course_builder.model.fence import fenced_lines, fences


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\n```python x\nb\n  c\n```\nc", (1, 4, "python x", 3, "b\n  c")),
        ("> ~~~ py\n> a\n>   b\nx", (0, 2, "py", 5, "a\n  b")),
        ("- a\n\n  ```js\n    b\n\n  d\n  ```", (2, 6, "js", 5, "  b\n\nd")),
        ("- ```py\n  b", (0, 1, "py", 5, "b")),
        ("```", (0, 0, "", 3, "")),
    ],
)
def test_a_block_of_code_knows_its_language_its_place_and_its_text(text, found):
    (fence,) = fences(text.split("\n"))

    assert (fence.first, fence.last, fence.info, fence.column, fence.code) == found
