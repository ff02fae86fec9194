"""No role sees more than the domain model says (§5): all pages, as all viewers."""

from collections.abc import Iterator, Sequence

import pytest
from werkzeug.test import TestResponse

from lti_service.use_cases.report.report_list import REPORTS
from tests.attacks.roles import DOOR_OF, DOORS
from tests.attacks.routes import ROUTES, SERVED, address
from tests.attacks.viewers import VIEWERS, cookie_name, open_viewed_world
from tests.attacks.world import NIP, OWN, World

REFUSED = {401, 403, 404}
LED_ON = 302
BY_SLUG = {"GET report.show", "GET report.download"}


def pages() -> list[str]:
    """All pages that are not open to the world; reports one by one."""
    private = [
        name.removeprefix("GET ")
        for name, _ in SERVED
        if name.startswith("GET ") and name not in BY_SLUG
        # A route that nobody declared is told by `test_routes`.
        if name in ROUTES and ROUTES[name].who
    ]
    private = list(dict.fromkeys(private))  # one page may have two addresses
    slugs = [served.report.slug for served in REPORTS]
    return [*private, *(f"report:{s}{form}" for s in slugs for form in ("", ".csv"))]


PAGES = pages()
OF_LOOKING = {"privacy.all_access"}
"""Pages that tell of who looked at the owner: somebody has to, just before."""
RULES = dict(SERVED)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = open_viewed_world(tmp_path_factory.mktemp("viewers"))
    yield opened
    opened.close()


def look(page: str, viewer: str, world: World) -> TestResponse:
    """Ask for a page of the owner's, or with the owner in it."""
    if page in OF_LOOKING:
        world.ask(cookie_name("supervisor"), "GET", "/team/p-owner")
    if page.startswith("report:"):
        url = f"/reports/{page.removeprefix('report:')}"
    else:
        _, url = address(f"GET {page}", RULES[f"GET {page}"], world)
    return world.ask(cookie_name(viewer), "GET", url)


def told(answer: TestResponse) -> tuple[bool, bool, bool]:
    """Whether it opened, whether it shows the owner, and whether their whole NIP."""
    assert answer.status_code in {200, LED_ON, *REFUSED}, answer.text
    opened = answer.status_code in {200, LED_ON}
    return opened, any(word in answer.text for word in OWN), NIP in answer.text


def wrong(page: str, world: World) -> Sequence[str]:
    """What a page does with which viewer, and should not."""
    door, found = DOOR_OF[page], []
    for viewer in VIEWERS:
        opened, shown, number = told(look(page, viewer, world))
        for is_so, may, words in (
            (opened, door.opens, "opens to"),
            (shown, door.shows, "shows the owner to"),
            (number, door.numbers, "shows the owner's NIP to"),
        ):
            if is_so is not (viewer in may):
                found.append(
                    f"{page} {words if is_so else f'no more {words}'} {viewer}"
                )
    return found


def test_every_page_is_a_door_of_the_table() -> None:
    """A page that is not there: see `tests/attacks/roles.py`."""
    assert set(PAGES) - set(DOOR_OF) == set()
    assert set(DOOR_OF) - set(PAGES) == set()
    assert len(DOOR_OF) == sum(len(door.routes.split()) for door in DOORS)


@pytest.mark.parametrize("page", [page for page in PAGES if page in DOOR_OF])
def test_a_page_shows_each_role_no_more_than_its_door(page: str, world: World) -> None:
    assert wrong(page, world.again()) == []


def test_who_sees_more_than_the_table_says_would_be_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Open one door too wide: a grant for one unit taken for one of all others too."""
    monkeypatch.setattr(
        "lti_service.use_cases.organisation.person_list._reached", lambda *_: True
    )
    assert wrong("person.show", world.again()) == [
        "person.show shows the owner to administrator elsewhere"
    ]


def test_a_page_without_its_check_would_be_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is signed in gets through."""
    monkeypatch.setattr("lti_service.web.health.require_everywhere", lambda _: [])
    open_to = {
        line.rpartition(" to ")[2] for line in wrong("health.show", world.again())
    }
    assert open_to == set(VIEWERS) - {"administrator of all"}
