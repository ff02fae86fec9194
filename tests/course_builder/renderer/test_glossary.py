"""A term is marked where a page first uses it, whole and in prose only."""

from xml.etree.ElementTree import fromstring, tostring

import pytest

from course_builder.renderer.glossary import TERM, Glossary

TERMS = ("Tsunami", "status Siaga", "status", "BMKG", "pra-bencana")


def marked(html: str, *terms: str) -> str:
    root = fromstring(f"<div>{html}</div>")  # noqa: S314 - ours
    Glossary.of(terms or TERMS).mark(root, set())
    text = tostring(root, encoding="unicode")
    return text.removeprefix("<div>").removesuffix("</div>").replace(TERM, "#g")


def link(term: str, text: str = "") -> str:
    return f'<a class="term" href="#g" data-term="{term}">{text or term}</a>'


def test_only_the_first_use_is_marked_whatever_its_letters() -> None:
    assert marked("<p>Ada tsunami. Tsunami besar.</p>") == (
        f"<p>Ada {link('Tsunami', 'tsunami')}. Tsunami besar.</p>"
    )


def test_the_longer_of_two_terms_is_marked_and_both_may_be() -> None:
    assert marked("<p>Kini status Siaga; status apa?</p>") == (
        f"<p>Kini {link('status Siaga')}; {link('status')} apa?</p>"
    )


def test_a_part_of_a_word_is_no_term() -> None:
    assert marked("<p>tsunamigenik, BMKGs, prabencana</p>") == (
        "<p>tsunamigenik, BMKGs, prabencana</p>"
    )
    assert marked("<p>(BMKG) pra-bencana</p>") == (
        f"<p>({link('BMKG')}) {link('pra-bencana')}</p>"
    )


@pytest.mark.parametrize("tag", ["h2", "a", "code", "pre", "abbr", "th", "summary"])
def test_headings_links_and_code_are_left_alone(tag: str) -> None:
    html = f"<{tag}>BMKG</{tag}>"
    assert marked(html) == html


def test_what_follows_an_element_is_marked_too() -> None:
    assert marked("<ul><li><b>a</b> BMKG<i>b</i> Tsunami</li></ul>") == (
        f"<ul><li><b>a</b> {link('BMKG')}<i>b</i> {link('Tsunami')}</li></ul>"
    )


def test_terms_seen_on_a_page_are_not_marked_again() -> None:
    root = fromstring("<p>BMKG dan Tsunami</p>")  # noqa: S314 - ours
    seen = {"BMKG"}
    Glossary.of(TERMS).mark(root, seen)
    assert [a.text for a in root] == ["Tsunami"]
    assert seen == {"BMKG", "Tsunami"}


def test_terms_of_signs_alone_and_no_terms_change_nothing() -> None:
    assert marked("<p>a — b</p>", "—", "") == "<p>a — b</p>"
    assert Glossary().terms == {}


def test_the_text_of_a_cell_stays_in_one_piece() -> None:
    assert marked("<table><tr><td>a BMKG b</td><td>c</td></tr></table>") == (
        f"<table><tr><td><span>a {link('BMKG')} b</span></td><td>c</td></tr></table>"
    )
    assert marked("<td><span>a <b>b</b> BMKG</span></td>") == (
        f"<td><span>a <b>b</b> {link('BMKG')}</span></td>"
    )
