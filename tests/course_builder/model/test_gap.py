import pytest
from hypothesis import given, strategies as st

from course_builder.model.gap import gaps, without_code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ibu kota adalah [[Sofifi]].", [("Sofifi",)]),
        (
            "[[Sofifi| kota Sofifi ]] dan [[5950]]",
            [("Sofifi", "kota Sofifi"), ("5950",)],
        ),
        (r"| Level | [[Siaga\|Level III|III]] |", [("Siaga", "Level III", "III")]),
        (r"Kurung [[\[satu\]]]", [("[satu]",)]),
        ("Kosong [[]] dan [[ | ]]", [(), ()]),
        ("Sebagian kosong [[a|]]", [("a",)]),
        ("Tautan [[1]](#satu), [2], dan [[Ternate]]", [("Ternate",)]),
        (r"Bukan \[[celah]]", []),
        ("Bukan [[dua\nbaris]]", []),
        ("- satu [[a]]\n- dua [[b]]", [("a",), ("b",)]),
        ("Kode `[[a]]` dan ``[[b]] ` `` lalu [[c]]", [("c",)]),
        ("Tanda ` yang sendiri [[a]]\n\nlalu ` lagi", [("a",)]),
        (r"Lolos \` [[a]] `", [("a",)]),
        ("```\n[[a]]\n```\n\n[[b]]", [("b",)]),
        ("Teks\n\n    [[kode]]\n    [[kode]]\n\n[[b]]", [("b",)]),
        ("- butir\n\n      [[dalam butir]]", [("dalam butir",)]),
        ("Teks\n    [[lanjutan]]", [("lanjutan",)]),
    ],
)
def test_gaps_are_found_in_text_and_not_in_code(text, found):
    assert [gap.alternatives for gap in gaps(text)] == found


def test_a_gap_knows_its_place():
    text = "`[[x]]` Kota [[Sofifi|Ternate]]!"

    (gap,) = gaps(text)

    assert text[gap.start : gap.end] == "[[Sofifi|Ternate]]"


@given(st.text(alphabet="`[]|\\a \n-~>\t", max_size=200))
def test_masking_keeps_every_place(text):
    masked = without_code(text)

    assert [len(line) for line in masked.split("\n")] == [
        len(line) for line in text.split("\n")
    ]
    for gap in gaps(text):
        assert text[gap.start :].startswith("[[")
        assert text[: gap.end].endswith("]]")


def test_many_gaps_and_ticks_take_no_time():
    text = "[[a|b]] `x `` " * 50_000

    assert len(list(gaps(text))) > 0
