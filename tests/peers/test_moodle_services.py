"""A real Moodle read and written by its web services.

It needs ``MOODLE_URL`` and ``MOODLE_TOKEN``: of a service with the functions that
``/admin/moodle`` lists, of a user whose role has the capabilities listed there, and, for
what the tests make and remove themselves, ``core_competency_delete_plan``,
``…_delete_template`` and ``…_delete_competency_framework``. Passed with 4.5.6.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lti_service.app import build_ports
from lti_service.clients.moodle_rest import RestServer
from lti_service.domain.evidence import Decision, EvidenceState, Outcome, latest
from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    Framework,
    PositionStandard,
)
from lti_service.domain.moodle_ledger import (
    WHOLE_COURSE,
    MatchBasis,
    MatchDoubt,
    MoodleAccount,
    RunCount,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_plan import OF_ONESELF
from lti_service.domain.moodle_push import MirrorState
from lti_service.domain.organisation import Person, Position, Posting, Unit
from lti_service.domain.outbox import OutboxState
from lti_service.lti.connection import PlatformConnection
from lti_service.ports import Ports
from lti_service.settings import read_settings
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.use_cases.moodle.connection import check_moodle, connect_moodle
from lti_service.use_cases.moodle.plan import plans_in_moodles, plans_of_account
from lti_service.use_cases.moodle.pull import pull
from lti_service.use_cases.moodle.push import push
from lti_service.use_cases.moodle.push_answer import answer_difference
from lti_service.use_cases.moodle.push_list import push_overview
from lti_service.use_cases.moodle.run import undo_run
from tests.browser.service.both_sides import MovedClock
from tests.databases import open_empty_sqlite

pytestmark = pytest.mark.peer


class World:
    """A service with one framework, one post and one person, and the real Moodle."""

    def __init__(self, folder: Path) -> None:
        needed = ("MOODLE_URL", "MOODLE_TOKEN")
        missing = [name for name in needed if not os.environ.get(name)]
        assert not missing, f"beside MOODLE_URL these are needed: {missing}"
        url, token = (os.environ[name] for name in needed)
        open_empty_sqlite(folder).dispose()
        host = urlsplit(url).netloc
        settings = read_settings(
            {
                "DATABASE_URL": f"sqlite:///{folder}/service.db",
                "SECRET_KEY": "x" * 40,
                "ALLOW_PRIVATE_HOSTS": host,
            }
        )
        self.clock = MovedClock()
        self.ports: Ports = build_ports(settings, self.clock)
        way_out = PlatformConnection(allow_private_hosts=frozenset({host}))
        self.rest = RestServer(way_out, url, token)
        self.mark = f"UJI{secrets.token_hex(4)}".upper()
        self.moodle = connect_moodle(url, token, actor="tests", ports=self.ports).moodle
        site = self.rest.call("core_webservice_get_site_info")
        # Any account will do that is not a person's: its own.
        self.user = int(site["userid"])
        self.made_by_hand: list[int] = []
        self._fill()

    def _fill(self) -> None:
        on, now = today(self.ports), self.clock.now()
        with self.ports.storage.writing() as uow:
            uow.organisation.save_position(
                Position(self.mark, "Kepala Seksi Uji", "pengawas", "")
            )
            uow.frameworks.save(Framework(self.mark, f"Standar {self.mark}", "1 & 2"))
            for code in ("M01", "M02"):
                code = f"{self.mark}-{code}"  # noqa: PLW2901 - told apart in Moodle
                uow.frameworks.save_competency(
                    Competency(code, self.mark, f"Kerja <sama> {code}", "manajerial")
                )
                for level in (1, 2):
                    words = ("Tahu & mau", "Dapat > tahu")
                    uow.frameworks.save_level(
                        CompetencyLevel(code, level, "Menerapkan", words)
                    )
                uow.frameworks.save_standard(
                    PositionStandard(self.mark, code, 2, "wajib", on, None, "Uji")
                )
            uow.organisation.save_unit(Unit("U", "Unit", "dinas", "", ""))
            person = Person("p-1", "Pegawai Uji", "", "PNS", "")
            uow.organisation.save_person(person, on)
            uow.organisation.save_posting(Posting("p-1", self.mark, "U", None, on))
            uow.moodle.save_accounts(
                [
                    MoodleAccount(
                        self.moodle.id,
                        self.user,
                        "",
                        "",
                        "p-1",
                        MatchBasis.HAND,
                        MatchDoubt.NONE,
                        "tests",
                        now,
                    )
                ]
            )
            uow.commit()

    def decide(self, number: int, outcome: Outcome, supersedes: str | None) -> None:
        with self.ports.storage.writing() as uow:
            uow.evidence.append_decision(
                Decision(
                    f"d-{number}",
                    uow.evidence.next_decision_number(),
                    "p-1",
                    f"{self.mark}-M01",
                    2,
                    outcome,
                    "",
                    (),
                    follows_proposal=True,
                    decided_by="p-1",
                    decided_at=self.clock.now(),
                    valid_until=None,
                    rule_version=1,
                    supersedes=supersedes,
                )
            )
            uow.commit()

    def push(self) -> dict[str, int]:
        run = push(self.moodle.id, actor="tests", ports=self.ports)
        assert (run.state, run.refusals) == (RunState.PUSHED, ())
        for _ in range(30):
            self.clock.advance(seconds=30)
            deliver_due(ports=self.ports, limit=100, at_once=8)
        with self.ports.storage.reading() as uow:
            waiting = uow.outbox.list([OutboxState.WAITING, OutboxState.FAILED])
        assert [one.error for one in waiting] == []
        return {str(what): n for what, n in run.counts.items() if n}

    def node(self, code: str) -> dict[str, object]:
        filters = [{"column": "idnumber", "value": f"{self.mark}-{code}"}]
        (found,) = self.rest.call("core_competency_list_competencies", filters=filters)
        return dict(found)

    def plan(self) -> tuple[int, dict[str, object]]:
        plans = self.rest.call("core_competency_list_user_plans", userid=self.user)
        (plan,) = [one for one in plans if self.mark in one["name"]]
        listed = self.rest.call("core_competency_list_plan_competencies", id=plan["id"])
        return plan["id"], {
            one["competency"]["idnumber"].removeprefix(f"{self.mark}-"): one[
                "usercompetency"
            ]["grade"]
            for one in listed
        }

    def read(self) -> SyncRun:
        """Read everybody: who rates somebody leaves no trace of having been there."""
        self.clock.advance(minutes=1)
        run = pull(self.moodle.id, actor="tests", is_full=True, ports=self.ports)
        assert run.state is RunState.DONE
        return run

    def evidence(self) -> list[tuple[str, int, str, int]]:
        with self.ports.storage.reading() as uow:
            rows = latest(uow.evidence.of_person("p-1"))
        return [
            (row.competency_code, row.level, row.kind, int(row.result))
            for row in rows
            if row.state is EvidenceState.ACCEPTED
        ]

    def clean(self) -> None:
        """Remove what was made."""
        for plan in self.made_by_hand:
            self.rest.call("core_competency_delete_plan", id=plan)
        with self.ports.storage.reading() as uow:
            kept = uow.mirrors.list(self.moodle.id, tuple(MirrorState), 100)
        for kind, function in (
            ("plan", "core_competency_delete_plan"),
            ("template", "core_competency_delete_template"),
            ("framework", "core_competency_delete_competency_framework"),
        ):
            more = {"deleteplans": 0} if kind == "template" else {}
            for item in kept:
                if item.kind == kind and item.remote_id is not None:
                    self.rest.call(function, id=item.remote_id, **more)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.clean()


def test_a_reading_ends_and_the_same_again_is_nothing_new(world: World) -> None:
    first = pull(world.moodle.id, actor="tests", is_full=True, ports=world.ports)
    again = pull(world.moodle.id, actor="tests", is_full=True, ports=world.ports)

    assert (first.state, again.state) == (RunState.DONE, RunState.DONE)
    assert first.count(RunCount.REQUESTS) > 0
    assert again.count(RunCount.NEW) + again.count(RunCount.CHANGED) == 0
    assert again.count(RunCount.ATTEMPTS) == 0
    checked = check_moodle(world.moodle.id, ports=world.ports)
    assert (checked.lacking, checked.lacking_plans) == ((), ())


def test_what_stands_here_arrives_stays_and_is_never_written_over(
    world: World,
) -> None:
    world.decide(1, Outcome.ACHIEVED, None)
    # A framework, two competencies of two levels, a template, a plan, a rating.
    assert world.push() == {"people": 1, "create": 10}
    assert world.push() == {"people": 1, "same": 10}
    _, rated = world.plan()
    assert rated == {"M01.2": 2, "M02.2": None}

    world.decide(2, Outcome.NOT_YET, "d-1")
    assert world.push() == {"people": 1, "same": 9, "change": 1}
    assert world.plan()[1]["M01.2"] == 1

    node = world.node("M02.2")
    changed = {
        name: node[name]
        for name in ("id", "idnumber", "description", "descriptionformat")
    }
    changed |= {
        "shortname": "Diubah orang",
        "competencyframeworkid": node["competencyframeworkid"],
    }
    world.rest.call("core_competency_update_competency", competency=changed)
    assert world.push() == {"people": 1, "same": 9, "ask": 1}
    assert world.node("M02.2")["shortname"] == "Diubah orang"

    (asked,) = push_overview(world.moodle.id, ports=world.ports).asking
    answer_difference(
        world.moodle.id, asked.item.key, ours=True, actor="tests", ports=world.ports
    )
    assert world.push()["same"] >= 9
    assert str(world.node("M02.2")["shortname"]).endswith(": level 2")


def test_what_we_rated_does_not_come_back_and_what_people_rate_and_plan_does(
    world: World,
) -> None:
    world.decide(1, Outcome.ACHIEVED, None)
    world.push()
    pushed = world.read()
    # Of courses that are not ours something may well be refused.
    assert [one for one in pushed.refusals if one.course_id == WHOLE_COURSE] == []
    assert pushed.count(RunCount.PUSHED) >= 1
    there = plans_of_account(world.moodle, world.user, ports=world.ports)
    assert (there, world.evidence()) == (([], []), [])

    node = int(str(world.node("M02.2")["id"]))
    plan = world.rest.call(
        "core_competency_create_plan",
        plan={
            "name": f"Buatan tangan {world.mark}",
            "description": "",
            "userid": world.user,
            "status": 1,
            "duedate": 1798675200,
        },
    )["id"]
    world.made_by_hand.append(plan)
    world.rest.call(
        "core_competency_add_competency_to_plan", planid=plan, competencyid=node
    )
    world.rest.call(
        "core_competency_grade_competency_in_plan",
        planid=plan,
        competencyid=node,
        grade=2,
        note="Memimpin dua rapat",
    )
    run = world.read()
    assert (run.count(RunCount.RATINGS), run.count(RunCount.PLANS)) == (1, 1)

    (shown,) = plans_in_moodles("p-1", ports=world.ports)
    assert shown.plan.name == f"Buatan tangan {world.mark}"
    assert [one.is_proficient for one in shown.items] == [True]
    _, (rating,) = plans_of_account(world.moodle, world.user, ports=world.ports)
    assert (rating.rating.note, rating.rating.is_proficient) == (
        "Memimpin dua rapat",
        True,
    )
    # The token's own account rates and is rated here: shown, and of no weight.
    assert world.evidence() == [(f"{world.mark}-M02", 2, OF_ONESELF, 1)]

    again = world.read()
    assert again.count(RunCount.RATINGS) + again.count(RunCount.PLANS) == 0
    undo_run(run.id, actor="tests", ports=world.ports)
    assert (world.evidence(), plans_in_moodles("p-1", ports=world.ports)) == ([], [])


def test_a_token_that_is_revoked_in_mid_run_is_told_and_the_rest_follows_with_another(
    world: World,
) -> None:
    push(world.moodle.id, actor="tests", ports=world.ports)
    revoked = replace(world.moodle, token="0" * 32)
    with world.ports.storage.writing() as uow:
        uow.moodle.save_connection(revoked)
        uow.commit()
    world.clock.advance(minutes=1)
    deliver_due(ports=world.ports, limit=100, at_once=8)
    with world.ports.storage.reading() as uow:
        waiting = uow.outbox.list([OutboxState.WAITING])
    assert "Moodle tidak mengenal token ini" in {
        one.error.split(".")[0] for one in waiting
    }
    run = push(world.moodle.id, actor="tests", ports=world.ports)
    assert [one.code for one in run.refusals] == ["moodle-token"]

    with world.ports.storage.writing() as uow:
        uow.moodle.save_connection(world.moodle)
        uow.commit()
    world.clock.advance(hours=1)
    assert world.push()["people"] == 1
