"""Whatever becomes of a course's files, nothing of what is promised is broken.

``python -m tests.fuzz COUNT`` looks further, with other seeds.
"""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.fuzz.course import COURSES, files_of, write_files
from tests.fuzz.damage import damaged
from tests.fuzz.promise import hold


@pytest.mark.parametrize("name", COURSES)
def test_a_course_keeps_its_promises_when_it_is_damaged(name):
    files = files_of(name)

    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.randoms(use_true_random=True), st.integers(1, 12))
    def keeps(chance, times):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place, "kursus")
            write_files(folder, damaged(files, chance, times))
            hold(folder)

    keeps()
