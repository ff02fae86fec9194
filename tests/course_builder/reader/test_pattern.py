import json
import re
import subprocess

import pytest

from course_builder.reader.pattern import PatternError, read_pattern

SAME_IN_BOTH = {
    "sofifi": "sofifi",
    "(kota )?sofifi": "(?:kota )?sofifi",
    "(?:a|b)+c": None,
    r"^\d{2,4}\.\d$": r"[0-9]{2,4}\.[0-9]",
    r"[\w.-]+@x\/y": r"[0-9A-Za-z_.\-]+@x\/y",
    r"\S\D\W\s": r"[^ \t][^0-9][^0-9A-Za-z_][ \t]",
    r"[^a-f&&\]]": r"[^a-f&\]]",
    r"rp\. ?[0-9]{1,3}": r"rp\. ?[0-9]{1,3}",
    "é.*?": "é.*?",
    "(ab){3}": "(?:ab){3}",
    "": None,
}


@pytest.mark.parametrize(
    ("pattern", "written"), [(k, v) for k, v in SAME_IN_BOTH.items() if v]
)
def test_a_pattern_is_written_so_that_both_languages_read_it_alike(pattern, written):
    assert read_pattern(pattern) == written


def test_both_languages_can_read_what_is_written(node):
    patterns = [
        read_pattern(pattern) for pattern, written in SAME_IN_BOTH.items() if written
    ]
    program = (
        f"for (const p of {json.dumps(patterns)}) new RegExp(`^(?:${{p}})$`, 'su');"
    )

    done = subprocess.run(
        [node, "-e", program], check=False, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
    for pattern in patterns:
        re.compile(pattern)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("", "B208"),
        ("(a", "B208"),
        ("a)", "B208"),
        ("[a", "B208"),
        ("[]", "B208"),
        ("[b-a]", "B208"),
        ("*a", "B208"),
        ("a{2", "B208"),
        ("a{3,2}", "B208"),
        ("a{x}", "B208"),
        ("a{9999}", "B208"),
        ("a\\", "B208"),
        ("]", "B208"),
        ("(?=a)b", "B209"),
        ("(?<!a)b", "B209"),
        ("(?P<n>a)", "B209"),
        (r"(a)\1", "B209"),
        (r"\bkata\b", "B209"),
        (r"\p{L}", "B209"),
        ("(a+)+", "B209"),
        ("(a?b)*", "B209"),
        ("(a|aa)+", "B209"),
        ("((a|b)c){2,}", "B209"),
        ("a**", "B209"),
        ("a++", "B209"),
        ("a^b", "B209"),
        ("[[:alpha:]]", "B209"),
        ("a$b", "B209"),
        (".*.*.*", "B228"),
        ("(a|a)" * 30, "B228"),
        ("a?" * 40, "B228"),
        ("(" * 30 + ")" * 30, "B228"),
        ("a" * 301, "B228"),
    ],
)
def test_what_is_unreadable_not_allowed_or_slow_is_refused(pattern, code):
    with pytest.raises(PatternError) as refused:
        read_pattern(pattern)

    assert refused.value.code == code
