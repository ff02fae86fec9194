"""Pages of help: both languages say the same, and no link leads to a closed door."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import lti_service
from lti_service.web.help import GUIDES
from tests.attacks.viewers import cookie_name, open_viewed_world
from tests.attacks.world import World

TEXTS = Path(lti_service.__path__[0]) / "web" / "templates" / "help"
READER = {
    "participant": "colleague",
    "supervisor": "supervisor",
    "assessor": "assessor",
    "administrator": "administrator of all",
}
MARKS = re.compile(
    r'<dt>|<dd>|<ol>|<li>|<b>|<code>|<section id="[a-z]+">|href="[^"]+"|<h2>|<p class="who">|<p>|<em>'
)


def text(guide: str, language: str) -> str:
    written = (TEXTS / f"{guide}.{language}.html").read_text("utf-8")
    return written.replace("{{ request.script_root }}", "")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = open_viewed_world(tmp_path_factory.mktemp("help"))
    yield opened
    opened.close()


def test_each_guide_is_there_in_both_languages() -> None:
    expected = {f"{guide}.{language}" for guide in GUIDES for language in ("id", "en")}
    assert {path.stem for path in TEXTS.iterdir()} == expected


@pytest.mark.parametrize("guide", GUIDES)
def test_both_languages_have_the_same_sections_paragraphs_and_links(guide: str) -> None:
    found = MARKS.findall(text(guide, "id"))
    assert found == MARKS.findall(text(guide, "en"))
    assert len(re.findall("<section", text(guide, "id"))) >= 3


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_section_says_who_may_do_it_and_links_to_the_page(
    guide: str, language: str
) -> None:
    for section in text(guide, language).split("</section>")[:-1]:
        assert re.search(r'<p class="who">[^<]+<a href="/', section), section


@pytest.mark.parametrize("guide", GUIDES)
def test_every_link_leads_to_a_page_that_its_reader_may_open(
    guide: str, world: World
) -> None:
    links = sorted(set(re.findall(r'href="(/[^"#]*)"', text(guide, "id"))))
    reader = cookie_name(READER[guide])
    answers = {link: world.ask(reader, "GET", link).status_code for link in links}
    assert links
    assert answers == dict.fromkeys(links, 200)


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_has_a_way_to_each_of_its_headings(guide: str, world: World) -> None:
    url = "/help" if guide == "participant" else f"/help/{guide}"
    page = world.ask(cookie_name("colleague"), "GET", url).text
    ids = re.findall(r'<section id="([a-z]+)">', page)
    assert ids == re.findall(r'<li><a href="#([a-z]+)">', page)
    assert len(set(ids)) == len(ids)


def test_help_is_linked_from_pages_and_open_to_who_is_signed_in(
    world: World,
) -> None:
    page = world.ask(cookie_name("colleague"), "GET", "/me").text
    assert 'href="/help"' in page
    assert world.ask(cookie_name("colleague"), "GET", "/help/tiada").status_code == 404
    assert world.ask("", "GET", "/help").status_code in {401, 403}
