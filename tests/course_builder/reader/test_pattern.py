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
    r"\S\D\W\sa": r"[^ \t][^0-9][^0-9A-Za-z_][ \t]a",
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
        ("a  b", "B239"),
        ("a ", "B239"),
        (r"(?:a )\sb", "B239"),
        (r"\tb", "B209"),
        ("(a {2}|b )c{0}", "B239"),
        ("a{1000}b", "B239"),
        ("[ ]", "B239"),
    ],
)
def test_what_is_unreadable_not_allowed_or_slow_is_refused(pattern, code):
    with pytest.raises(PatternError) as refused:
        read_pattern(pattern)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "pattern",
    ["a b", "a ?b", " ?a", "a *b", "( |a)b", "[ -~]{3}", "(a b){2}", r"a\s+b", "a?"],
)
def test_what_can_be_typed_in_one_way_is_accepted(pattern):
    assert read_pattern(pattern)


def test_where_space_counts_it_may_be_asked_for():
    assert read_pattern("a  b ", exact=True) == "a  b "
    with pytest.raises(PatternError):
        read_pattern("a{1000}b", exact=True)


def test_letters_are_compared_in_one_form():
    assert read_pattern("cafe\u0301") == "caf\u00e9"
