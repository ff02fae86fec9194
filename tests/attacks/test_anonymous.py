"""A launch without ``sub``, over HTTP: the course is shown, and nothing of it is kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from course_builder.model.rendered import RenderedModule, RenderedPage
from lti_service.domain.launch import Content
from lti_service.storage.release_cache import StoredCourses
from tests import service_factories as make
from tests.attacks.test_launch_http import CODE
from tests.attacks.world import MEDIA, OWN, PICTURE, World, open_world
from tests.factories import rendered_course_of_every_kind
from tests.fakes import FakeLaunches
from tests.lti_service.use_cases.learning.given import publish, verified

FORM = """<h1>Latihan</h1>
<section class="activity" id="q" data-activity="q" aria-labelledby="q.h"><h2 id="q.h">Soal</h2>
<form><fieldset><div class="prompt" id="q.p"><p>Apa?</p><img alt="" src="media/y.png"></div>
<label><input type="radio" name="q" value="a"> <span>Satu</span></label>
<select name="q"><option value="a">Satu</option></select><textarea name="q"></textarea>
</fieldset><div class="actions"><button type="submit" data-action="answer">Periksa</button>
</div></form></section>"""
COURSE = rendered_course_of_every_kind(
    id="arsip",
    title="Arsip daerah",
    modules=(
        RenderedModule(
            "m1",
            "Modul",
            45,
            optional=False,
            pages=(RenderedPage("m1/latihan", "Latihan", FORM, ("q-siaga",)),),
        ),
    ),
)
KEPT = {"nonces"}
"""A spent nonce is all that may be left of it."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = open_world(tmp_path)
    assert isinstance(world.ports.courses, StoredCourses)
    publish(COURSE, world.ports)
    yield world
    world.storage.dispose()


def visit(world: World, nonce: str = "anonymous", **changes: object) -> TestResponse:
    """Launch without a name, in a browser where nobody is signed in."""
    launches = world.ports.launches
    assert isinstance(launches, FakeLaunches)
    asked = {
        "platform": make.platform(id="p1"),
        "subject": None,
        "name": "",
        "email": "",
        "resource_link_id": "new",
        "content": Content("siaga-bencana"),
    }
    launches.launches[nonce] = verified(nonce, **(asked | changes))
    form = {"id_token": nonce, "state": "-"}
    return world.ask("", "POST", "/lti/launch", form)


@pytest.mark.parametrize("course", ["siaga-bencana", "arsip"])
def test_of_an_anonymous_visit_nothing_is_kept(course: str, world: World) -> None:
    before = world.everything()

    answer = visit(world, content=Content(course))

    assert answer.status_code == 200
    assert answer.headers.getlist("Set-Cookie") == []
    after = world.everything()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == KEPT
    assert len(after["nonces"]) == len(before["nonces"]) + 1


def test_a_visit_with_a_name_is_kept(world: World) -> None:
    """The same launch with a ``sub``: the search above would find what is kept."""
    before = world.everything()

    answer = visit(world, subject="visitor", name="Tamu")

    after = world.everything()
    changed = {name for name in before if before[name] != after[name]}
    assert {"accounts", "attempts", "sessions", "resource_links"} <= changed
    assert answer.headers.getlist("Set-Cookie") != []


def test_all_pages_can_be_read_by_their_contents(world: World) -> None:
    page = visit(world).text

    for name in ("m1/a", "m1/b"):
        assert f'<a href="#{name}">' in page
        assert f'<article id="{name}">' in page
    assert "Anda masuk tanpa identitas." in page
    assert [word for word in OWN if word in page] == []


def test_activities_are_shown_and_take_nothing(world: World) -> None:
    page = visit(world, content=Content("arsip")).text

    assert "<span>Satu</span>" in page
    assert "<button" not in page
    assert "data-token" not in page
    assert '"token"' not in page
    assert "<script" not in page
    controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page)
    assert len(controls) == 3
    assert [control for control in controls if " disabled" not in control] == []
    assert 'data-activity="q"><h2' in page  # on one page its name would not be unique


def test_media_load_without_a_name(world: World) -> None:
    page = visit(world).text
    assert 'src="/media/x.png"' in page
    assert '"media/' not in page

    picture = world.ask("", "GET", f"/media/{MEDIA.name}")

    assert (picture.status_code, picture.data) == (200, PICTURE)
    assert picture.headers.getlist("Set-Cookie") == []


def test_what_a_teacher_chose_for_the_link_is_shown(world: World) -> None:
    answer = visit(world, resource_link_id="l-1", content=Content())

    assert '<article id="m1/a">' in answer.text
    with world.storage.reading() as uow:
        link = uow.resource_links.find("p1", "1", "l-1")
    assert link is not None
    assert link.title == "Kegiatan l-1"


def test_where_nothing_was_chosen_the_visitor_is_told(world: World) -> None:
    before = world.everything()
    answer = visit(world, content=Content())

    assert '<main id="unassigned"' in answer.text
    after = world.everything()
    assert {name for name in before if before[name] != after[name]} == KEPT


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (Content("lain"), "unknown-course"),
        (Content("siaga-bencana", "lain"), "unknown-course"),
        (Content("siaga-bencana", "", "lain"), "unknown-course"),
    ],
)
def test_what_is_not_there_is_refused_by_name(
    content: Content, code: str, world: World
) -> None:
    answer = visit(world, content=content)

    found = CODE.search(answer.text)
    assert answer.status_code == 404
    assert found is not None
    assert found[1] == code


@pytest.mark.parametrize("page", ["me", "assess", "admin"])
def test_pages_of_people_are_not_opened(page: str, world: World) -> None:
    answer = visit(world, content=Content(page=page))
    assert answer.headers.getlist("Set-Cookie") == []

    assert answer.status_code == 303
    assert world.ask("", "GET", answer.location).status_code == 401
