"""Draws that a seed repeats; the cases also run in JavaScript."""

import hashlib
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, strategies as st

from course_builder.model.draw import Generator, shuffled
from tests.course_builder.model.cases import cases

SHARED = cases("draw")


def name_of(case: Any) -> str:
    return f"{case['seed']!a} {case.get('limit', case.get('count', ''))}"


@pytest.mark.parametrize("case", SHARED["numbers"], ids=name_of)
def test_the_numbers_are_the_words_of_sha_256(case):
    generator = Generator(case["seed"])
    digests = b"".join(
        hashlib.sha256(f"{case['seed']}:{block}".encode()).digest()
        for block in range(2)
    )

    drawn = [generator.below(2**32) for _ in case["first"]]

    words = [digests[at : at + 4].hex() for at in range(0, 40, 4)]
    assert drawn == case["first"] == [int(word, 16) for word in words]


@pytest.mark.parametrize("case", SHARED["below"], ids=name_of)
def test_numbers_below_a_limit_are_drawn(case):
    generator = Generator(case["seed"])

    drawn = [generator.below(case["limit"]) for _ in case["drawn"]]

    assert drawn == case["drawn"]


def test_a_number_that_would_favour_the_small_ones_is_passed_over():
    limit = 3 * 2**30
    words = Generator("a")
    raw = [words.below(2**32) for _ in range(40)]
    usable = [number for number in raw if number < limit]
    generator = Generator("a")

    assert len(usable) < len(raw)
    assert [generator.below(limit) for _ in usable] == usable


@pytest.mark.parametrize("case", SHARED["shuffles"], ids=name_of)
def test_items_are_shuffled(case):
    assert shuffled(range(case["count"]), case["seed"]) == tuple(case["order"])


@given(st.lists(st.text()), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_shuffle_keeps_every_item_and_repeats_itself(items, seed):
    order = shuffled(items, seed)

    assert Counter(order) == Counter(items)
    assert shuffled(items, seed) == order


def test_every_order_comes_about_as_often():
    seen = Counter(shuffled("abc", f"benih-{n}") for n in range(6000))

    assert len(seen) == 6
    assert all(850 < count < 1150 for count in seen.values())
