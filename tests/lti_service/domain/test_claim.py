"""How alike names are, and what stands against a claim."""

import pytest
from hypothesis import given, strategies as st

from lti_service.domain.claim import (
    Conflict,
    ConflictKind,
    Likeness,
    conflict_of,
    likeness,
)
from lti_service.domain.launch import Account
from tests import service_factories as make

NAMES = st.lists(
    st.text("abcdefghijklmnoprstuwy", min_size=4, max_size=9), min_size=1, max_size=4
)
NIP = "199001012015011001"
PERSON = make.person(name="Siti Aminah", nip="1")
OTHER = make.person(id="person-2", name="Budi Santoso", nip="2")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Dr. Ir. SITI Aminah, M.Si.", "Siti Aminah", Likeness.SAME),
        ("Aminah Siti", "Siti Aminah", Likeness.SAME),
        ("Ma'ruf Amin", "Maruf  Amin", Likeness.SAME),
        ("Moh. Rizal Kadir", "Muhammad Rizal Kadir", Likeness.SAME),
        ("A. Rahman", "Abdul Rahman", Likeness.CLOSE),
        ("Siti Aminah Umar", "Siti Aminah", Likeness.CLOSE),
        ("Siti Aminnah", "Siti Aminah", Likeness.CLOSE),
        ("Siti Umar", "Siti Aminah", Likeness.PARTLY),
        ("Budi Santoso", "Siti Aminah", Likeness.FAR),
        ("S. A.", "Siti Aminah", Likeness.PARTLY),
        ("S. B.", "Siti Aminah", Likeness.FAR),
        ("", "Siti Aminah", Likeness.UNKNOWN),
        (", S.Pd.", "Siti Aminah", Likeness.UNKNOWN),
    ],
)
def test_names_are_compared_as_people_would(one, other, expected) -> None:
    assert likeness(one, other) is expected


@given(NAMES, NAMES)
def test_it_does_not_matter_which_name_comes_first(one, other) -> None:
    first, second = " ".join(one), " ".join(other)

    there, back = likeness(first, second), likeness(second, first)

    assert (there is Likeness.SAME) is (back is Likeness.SAME)
    assert (there is Likeness.UNKNOWN) is (back is Likeness.UNKNOWN)


@given(NAMES, st.randoms())
def test_order_case_and_degrees_do_not_count(names, chance) -> None:
    shuffled = names[:]
    chance.shuffle(shuffled)

    other = f"{' '.join(shuffled).upper()}, S.E."
    assert likeness(" ".join(names), other) is Likeness.SAME


def judged(account: Account, person=PERSON, linked=None, **changes) -> Conflict:
    platform = make.platform(trust_nip=changes.pop("trust", False))
    said = {"changed": False, "taken": False, "privileged": False} | changes
    return conflict_of(account, platform, person, linked, **said)


CLAIMING = make.account(name="Siti Aminah", claimed_nip="1")


@pytest.mark.parametrize(
    ("conflict", "kind", "exact"),
    [
        (judged(CLAIMING), ConflictKind.UNTRUSTED, True),
        (judged(CLAIMING, privileged=True), ConflictKind.UNTRUSTED, False),
        (judged(CLAIMING, trust=True), ConflictKind.NOT_SEEN_SINCE, True),
        (judged(CLAIMING, person=OTHER), ConflictKind.NAME_FAR, False),
        (judged(CLAIMING, person=OTHER, trust=True), ConflictKind.NAME_FAR, False),
        (judged(CLAIMING, taken=True), ConflictKind.TAKEN, False),
        (judged(CLAIMING, person=None), ConflictKind.UNKNOWN_NIP, False),
        (judged(CLAIMING, linked=OTHER, changed=True), ConflictKind.CHANGED, False),
        (judged(CLAIMING, linked=OTHER), ConflictKind.NAME_FAR, False),
    ],
)
def test_the_gravest_of_what_stands_against_a_claim_is_named(
    conflict: Conflict, kind: ConflictKind, *, exact: bool
) -> None:
    assert (conflict.kind, conflict.exact) == (kind, exact)


def test_what_was_shown_tells_a_claim_that_changed() -> None:
    before = judged(CLAIMING)

    assert judged(CLAIMING).seen == before.seen
    assert judged(CLAIMING, person=OTHER).seen != before.seen
    renamed = make.account(name="Siti Aminah", claimed_nip="3")
    assert judged(renamed).seen != before.seen
    assert NIP not in repr(judged(make.account(claimed_nip=NIP)))
