"""Every privileged act leaves a row in the trail, or a stated reason why it need not."""

from pathlib import Path

import pytest
from werkzeug.routing import Rule

from tests.attacks.routes import ROUTES, SERVED, ask, changing
from tests.attacks.world import NIP, open_world

ACTS = [pytest.param(*one, id=one[0]) for one in SERVED if changing(one[0])]


@pytest.mark.parametrize(("name", "rule"), ACTS)
def test_an_act_is_in_the_trail(name: str, rule: Rule, tmp_path: Path) -> None:
    route, world = ROUTES[name], open_world(tmp_path)
    with world.storage.reading() as uow:
        before = len(uow.audit.list())

    answer = ask(name, rule, world, route.who)

    assert answer.status_code < 400, answer.text
    with world.storage.reading() as uow:
        added = uow.audit.list()[: len(uow.audit.list()) - before]
    assert bool(added) is (not route.audit), "say why not in ROUTES, or audit it"
    for entry in added:
        assert entry.actor
        assert entry.action
        assert entry.object
        assert NIP not in repr(entry)
    world.close()
