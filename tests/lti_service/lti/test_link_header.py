"""The next page of a list: every form of the Link header, and none that is a trap."""

import string
from typing import Any

import pytest
from hypothesis import given, strategies as st

from lti_service.lti.link_header import next_page

PAGE = "https://lms.example/api/members?from=1"
NEXT = "https://lms.example/api/members?from=2"

FORMS = {
    "as Moodle writes it": f'<{NEXT}>; rel="next"',
    "Moodle's columns": f"<{NEXT}>; rel=“next”",
    "Moodle's columns, read as latin-1": f"<{NEXT}>; rel=“next”".encode().decode(
        "latin-1"
    ),
    "without quotes": f"<{NEXT}>; rel=next",
    "in capitals": f'<{NEXT}>; REL="NEXT"',
    "without blanks": f'<{NEXT}>;rel="next"',
    "with blanks wherever they may stand": f' <{NEXT}> ;  rel = "next" ',
    "relative to the host": '</api/members?from=2>; rel="next"',
    "relative to the page": '<?from=2>; rel="next"',
    "relative to the folder": '<members?from=2>; rel="next"',
    "parameters before": f'<{NEXT}>; title="Berikut; <ya>, \\"ya\\""; rel="next"',
    "parameters after": f"<{NEXT}>; rel=next; title*=UTF-8''berikut; type=x/y",
    "a parameter without a value": f"<{NEXT}>; nofollow; rel=next",
    "several relations in one": f'<{NEXT}>; rel="last  next"',
    "several links": f'<{PAGE}>; rel="self", <{NEXT}>; rel="next", </>; rel="first"',
    "several links without blanks": f"<{PAGE}>;rel=self,<{NEXT}>;rel=next",
    "empty elements of the list": f', ,<{NEXT}>; rel="next",,',
    "an empty parameter": f"<{NEXT}>; ; rel=next;",
    "the first rel holds": f'<{NEXT}>; rel="next"; rel="prev"',
    "a link about something else before": f'</x>; rel=next; anchor="/y", <{NEXT}>; rel=next',
    "an extension relation beside": f'<{NEXT}>; rel="next https://x.example/rel#n"',
    "a fragment, which no server sees": f'<{NEXT}#top>; rel="next"',
    "broken after it": f'<{NEXT}>; rel="next" oops, <{PAGE}>; rel="next"',
}


@pytest.mark.parametrize("name", FORMS)
def test_the_next_page_is_found_in_every_form(name: str) -> None:
    assert next_page(FORMS[name], PAGE) == NEXT


NONE = {
    "no header": "",
    "only other pages": f'<{NEXT}>; rel="prev", <{NEXT}>; rel="last"',
    "a relation that only begins so": f'<{NEXT}>; rel="nextversion"',
    "next as an address of a relation": f'<{NEXT}>; rel="https://x.example/next"',
    "no relation": f"<{NEXT}>",
    "the second rel": f'<{NEXT}>; rel="prev"; rel="next"',
    "the relation that leads back": f'<{NEXT}>; rev="next"',
    "a link of another page": f'<{NEXT}>; rel="next"; anchor="https://x.example/"',
    "words in a title": f'<{NEXT}>; title="rel=next"',
    "no brackets": f'{NEXT}; rel="next"',
    "a bracket that is not closed": f'<{NEXT}; rel="next"',
}


@pytest.mark.parametrize("name", NONE)
def test_what_names_no_next_page_ends_the_list(name: str) -> None:
    assert next_page(NONE[name], PAGE) == ""


def test_an_address_with_commas_and_semicolons_stays_whole() -> None:
    strange = "https://lms.example/a,b;c=(d)?e=%3E,f&g"

    assert next_page(f'<{strange}>; rel="next"', PAGE) == strange


def test_an_address_written_as_in_html_is_read() -> None:
    header = '<https://lms.example/a?b=1&amp;c=2>; rel="next"'

    assert next_page(header, PAGE) == "https://lms.example/a?b=1&c=2"


def test_an_address_that_is_none_is_returned_for_its_reader_to_refuse() -> None:
    assert next_page("<https://[::1/x>; rel=next", PAGE) == "https://[::1/x"


def test_the_end_of_a_long_header_without_sense_is_found_at_once() -> None:
    # Patterns that go back and forth would take hours for these.
    for nonsense in ("<a>" + " ; " * 20_000, '<a>; b="' + "\\" * 20_001, ", " * 20_000):
        assert next_page(nonsense, PAGE) == ""


_token = st.text(string.ascii_letters + string.digits + "-*", min_size=1, max_size=8)
_quoted = st.text(
    st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=12
).map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
_blank = st.text(" \t", max_size=2)


@st.composite
def _link(draw: Any, relation: str | None) -> str:
    """Return a link with strange, valid parameters, and one relation if asked for."""
    names = _token.filter(lambda name: name.lower() not in {"rel", "anchor"})
    others = st.tuples(names, st.one_of(st.none(), _token, _quoted))
    parameters = draw(st.lists(others, max_size=3))
    if relation is not None:
        place = draw(st.integers(0, len(parameters)))
        quoted = relation if draw(st.booleans()) else f'"{relation}"'
        parameters.insert(place, ("rel", quoted))
    told = [
        f"{draw(_blank)};{draw(_blank)}{name}"
        + ("" if value is None else f"{draw(_blank)}={draw(_blank)}{value}")
        for name, value in parameters
    ]
    address = NEXT if relation == "next" else f"https://lms.example/{draw(_token)}"
    return f"<{address}>{''.join(told)}{draw(_blank)}"


@given(
    before=st.lists(_link("prev") | _link(None), max_size=3),
    following=_link("next"),
    after=st.lists(_link("last") | _link(None), max_size=3),
)
def test_the_one_next_link_is_found_among_any_others(
    before: list[str], following: str, after: list[str]
) -> None:
    assert next_page(", ".join([*before, following, *after]), PAGE) == NEXT
    assert next_page(", ".join([*before, *after]), PAGE) == ""


@given(st.text(max_size=60) | st.text('<>;=", \\relnxt', max_size=60))
def test_no_header_is_a_crash(header: str) -> None:
    assert isinstance(next_page(header, PAGE), str)
