"""The reader of the examples that `explain` shows; `test_examples.py` tests themselves."""

import pytest

from course_builder.codes.example import PAGE, Example, read

TEXT = """\
# Pertanyaan

## B203

Sebuah kalimat.

~~~~ wrong
::: question {#q-a}
~~~
## B999
~~~
:::
~~~~

~~~~ right
benar
~~~~

~~~~ right index.md
---
~~~~

## B204

~~~~~ wrong 02-lain.md
~~~~
~~~~~
"""


def test_blocks_belong_to_the_code_above_them_and_hold_files_by_path():
    assert read(TEXT) == {
        "B203": Example(
            {PAGE: "::: question {#q-a}\n~~~\n## B999\n~~~\n:::\n"},
            {PAGE: "benar\n", "index.md": "---\n"},
        ),
        "B204": Example({"02-lain.md": "~~~~\n"}, {}),
    }


@pytest.mark.parametrize(
    "text",
    [
        "~~~~ wrong\na\n~~~~\n",
        "## B203\n\n~~~~ wrong\na\n~~~~\n\n~~~~ wrong\nb\n~~~~\n",
        "## B203\n\n## B203\n",
    ],
)
def test_what_is_astray_or_there_twice_is_refused(text: str):
    with pytest.raises(ValueError, match=r"B203|no code"):
        read(text)
