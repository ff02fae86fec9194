"""Nobody gets at what is another's: every route, with the owner's ids, by strangers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from tests.attacks.routes import LAST, OTHERS, ROUTES, SERVED, ask
from tests.attacks.world import OWN, World, open_world

LED_IN = {200, 302}
TURNED_AWAY = {401, 403, 404}
NOBODY = "nobody"
PRIVATE = [one for one in SERVED if one[0] in ROUTES and ROUTES[one[0]].who]
STRANGERS = [
    pytest.param(name, rule, stranger, id=f"{name} by {stranger}")
    for name, rule in PRIVATE
    for stranger in sorted({*ROUTES[name].strangers, NOBODY} - {ROUTES[name].who})
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = open_world(tmp_path_factory.mktemp("tenants"))
    yield opened
    opened.close()


@pytest.mark.parametrize(("name", "rule", "stranger"), STRANGERS)
def test_a_stranger_is_turned_away_and_changes_nothing(
    name: str, rule: Rule, stranger: str, world: World
) -> None:
    # What makes an honest form opens a page, which is noted once a day.
    ROUTES[name].fields(world)
    before = world.written()

    answer = ask(name, rule, world, "" if stranger == NOBODY else stranger)

    allowed = stranger in ROUTES[name].allowed
    assert answer.status_code in (LED_IN if allowed else TURNED_AWAY)
    assert [word for word in OWN if word in answer.text] == []
    assert world.written() == before


def test_the_owners_words_are_on_the_owners_pages(tmp_path: Path) -> None:
    """A search for words that nobody is shown would prove nothing."""
    world = open_world(tmp_path)
    before = world.written()
    shown = "".join(
        # Some are papers and archives, not text.
        ask(name, rule, world, ROUTES[name].who).data.decode(errors="replace")
        for name, rule in sorted(PRIVATE, key=lambda one: one[0] in LAST)
    )

    assert [word for word in OWN if word not in shown] == []
    assert world.written() != before
    world.close()


def test_everybody_is_a_stranger_somewhere() -> None:
    tried = {stranger for route in ROUTES.values() for stranger in route.strangers}

    assert tried == OTHERS
