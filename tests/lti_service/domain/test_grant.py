import pytest

from lti_service.domain.grant import Grant, Role, code_hash, covers, new_code
from tests.fakes import MORNING

PARENTS = {"PEMDA": "", "KEC": "PEMDA", "SEKSI": "KEC", "DINAS": "PEMDA"}


def grant(unit_code: str) -> Grant:
    return Grant("g", Role.ASSESSOR, "p", None, unit_code, None, "cli", MORNING)


def test_a_code_has_eighty_bits_in_four_groups() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert code != new_code()


@pytest.mark.parametrize(
    "typed", ["AB01-CDEF", "ab01cdef", " ab o1 cdef ", "ABOI-CDEF", "ab0l–cdef"]
)
def test_a_code_may_be_typed_carelessly(typed: str) -> None:
    assert code_hash(typed) == code_hash("AB01-CDEF")


def test_another_code_has_another_hash() -> None:
    assert code_hash("AB01-CDEF") != code_hash("AB01-CDEG")


@pytest.mark.parametrize(
    ("where", "unit", "expected"),
    [
        ("", "SEKSI", True),
        ("", "", True),
        ("KEC", "KEC", True),
        ("KEC", "SEKSI", True),
        ("PEMDA", "SEKSI", True),
        ("KEC", "DINAS", False),
        ("SEKSI", "KEC", False),
        ("KEC", "", False),
    ],
)
def test_a_grant_holds_in_its_unit_and_below(
    where: str, unit: str, *, expected: bool
) -> None:
    assert covers([grant(where)], unit, PARENTS) is expected


def test_units_that_go_round_end() -> None:
    assert not covers([grant("X")], "A", {"A": "B", "B": "A"})
