"""What stands here is mirrored in a Moodle, and what was changed there stays."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lti_service.domain.evidence import Outcome
from lti_service.domain.framework import Framework, FrameworkStatus
from lti_service.domain.moodle_ledger import (
    MatchBasis,
    MatchDoubt,
    MoodleAccount,
    RunRefusal,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_push import (
    ACHIEVED,
    NOT_YET,
    ItemKind,
    MirrorState,
    differences,
)
from lti_service.domain.outbox import OutboxState
from lti_service.errors import (
    EXPLANATIONS,
    ConflictError,
    MoodleError,
    NotFoundError,
)
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.use_cases.moodle.push import push, request_push
from lti_service.use_cases.moodle.push_answer import answer_difference
from lti_service.use_cases.moodle.push_list import push_overview
from lti_service.use_cases.moodle.queue import work_on_moodles
from tests.fakes import MORNING, FakeClock
from tests.fakes.moodle_push import FakeMirror
from tests.lti_service.office import ASSESSOR, LEARNER, decision, keep, office
from tests.lti_service.use_cases.moodle.test_pull import MOODLE

TEMPLATE = "Kepala Seksi Ketenteraman (KASI)"
NODE = "node:M02.2"
PLAN = f"plan:{LEARNER.id}:KASI"
RATING = f"rating:{LEARNER.id}:M02.2"
DECIDED = "Keputusan nomor 1, 10 November 2026, berlaku sampai 10 November 2029."


class World:
    """A service, a Moodle, and what a day does to them."""

    def __init__(self, **changes: Any) -> None:
        self.mirror = FakeMirror()
        self.storage, self.ports = office(
            open_mirror=lambda _url, _token: self.mirror, **changes
        )
        tables = self.storage.tables
        tables.moodles["m-1"] = replace(MOODLE, created_at=MORNING)
        tables.frameworks["SKJ"] = Framework("SKJ", "Standar kompetensi")
        for user_id, person in ((3, LEARNER), (4, ASSESSOR)):
            tables.moodle_accounts["m-1", user_id] = MoodleAccount(
                "m-1",
                user_id,
                person.nip,
                person.name,
                person.id,
                MatchBasis.NIP,
                MatchDoubt.NONE,
                "",
                MORNING,
            )

    def decide(self, number: int = 1, **changes: Any) -> None:
        made = decision(number, competency_code="M02", **changes)
        keep(self.storage, made)

    def push(self, *, is_trial: bool = False) -> SyncRun:
        return push("m-1", actor="cli", is_trial=is_trial, ports=self.ports)

    def deliver(self) -> None:
        clock = self.ports.clock
        assert isinstance(clock, FakeClock)
        for _ in range(40):
            clock.advance(seconds=30)
            deliver_due(ports=self.ports, limit=200, at_once=4)

    def state(self, key: str) -> MirrorState:
        return self.storage.tables.moodle_mirrors["m-1", key].state

    def messages(self, state: OutboxState) -> list[str]:
        return sorted(
            message.natural_key.partition("|")[2]
            for message in self.storage.tables.outbox.values()
            if message.state is state
        )

    def answer(self, key: str, *, ours: bool) -> None:
        answer_difference("m-1", key, ours=ours, actor="a-admin", ports=self.ports)


def told(items: Iterable[Any]) -> list[str]:
    return [str(one) for shown in items for one in differences(shown.item)]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def mirrored(world: World) -> World:
    """All is in Moodle, and nothing waits."""
    world.decide()
    world.push()
    world.deliver()
    assert world.messages(OutboxState.WAITING) == []
    return world


def test_frameworks_templates_plans_and_ratings_arrive(mirrored: World) -> None:
    mirror = mirrored.mirror
    framework = mirror.frameworks()["SKJ"]
    nodes = mirror.nodes(framework.remote_id)
    assert sorted(nodes) == ["M02", "M02.2", "M08", "M08.2", "T-PB-01", "T-PB-01.2"]
    assert nodes["M02.2"].fields["parent"] == "M02"
    template = mirror.templates()[TEMPLATE]
    wanted = {"M02.2", "M08.2", "T-PB-01.2"}
    assert set(mirror.template_nodes(template.remote_id)) == wanted
    ((plan, _),) = mirror.plans(3)
    assert set(mirror.plan_nodes(plan.remote_id)) == wanted
    assert mirror.ratings == {(plan.remote_id, "M02.2"): ACHIEVED}
    assert mirror.notes == [DECIDED]
    # A post that requires nothing has neither template nor plan.
    assert mirror.plans(4) == []


def test_pushed_again_it_writes_nothing(mirrored: World) -> None:
    before = list(mirrored.mirror.written)

    run = mirrored.push()
    mirrored.deliver()

    assert mirrored.mirror.written == before
    assert {str(n) for n in run.counts} == {"people", "same"}


def test_a_trial_says_what_would_be_made_and_queues_nothing(world: World) -> None:
    world.decide()

    run = world.push(is_trial=True)

    assert run.state is RunState.PUSHED
    assert world.storage.tables.outbox == {}
    assert world.mirror.written == []
    shown = push_overview("m-1", ports=world.ports)
    assert "Standar kompetensi: belum ada di Moodle." in told(shown.others)
    assert shown.counts == {MirrorState.CREATE: 10}
    assert world.storage.tables.audit == []


def test_what_was_changed_here_is_changed_there(mirrored: World) -> None:
    tables = mirrored.storage.tables
    old = tables.competencies["M02"]
    tables.competencies["M02"] = replace(old, name="Kolaborasi")

    mirrored.push()
    mirrored.deliver()

    assert mirrored.mirror.held[mirrored.mirror.made("Kolaborasi")]
    assert mirrored.mirror.made("Kolaborasi: level 2")


def test_names_bear_nothing_that_moodle_takes_for_tags(world: World) -> None:
    tables = world.storage.tables
    old = tables.competencies["M02"]
    tables.competencies["M02"] = replace(old, name="Kerja <b>sama</b>")

    world.push()

    item = world.storage.tables.moodle_mirrors["m-1", NODE]
    assert item.wanted["name"] == "Kerja ‹b›sama‹/b›: level 2"


def change_there(world: World) -> None:
    world.mirror.held[world.mirror.made("Kerja sama: level 2")]["name"] = "Tim"


def change_here(world: World) -> None:
    tables = world.storage.tables
    tables.competencies["M02"] = replace(tables.competencies["M02"], name="Kolaborasi")


@pytest.mark.parametrize("also_here", [False, True], ids=["there", "on both sides"])
def test_what_was_changed_there_waits_and_is_not_written_over(
    mirrored: World, *, also_here: bool
) -> None:
    change_there(mirrored)
    if also_here:
        change_here(mirrored)

    mirrored.push()
    mirrored.deliver()

    assert mirrored.mirror.made("Tim")
    assert mirrored.state(NODE) is MirrorState.ASK
    shown = push_overview("m-1", ports=mirrored.ports)
    ours = "Kolaborasi: level 2" if also_here else "Kerja sama: level 2"
    assert told(shown.asking) == [f"{ours}: namanya di Moodle “Tim”, di sini “{ours}”."]


def test_what_is_kept_there_stays_until_one_of_the_two_changes_again(
    mirrored: World,
) -> None:
    change_there(mirrored)
    mirrored.push()
    mirrored.answer(NODE, ours=False)

    mirrored.push()
    mirrored.deliver()
    assert mirrored.state(NODE) is MirrorState.KEPT
    assert mirrored.mirror.made("Tim")

    change_here(mirrored)
    mirrored.push()
    mirrored.deliver()
    assert mirrored.state(NODE) is MirrorState.ASK
    assert mirrored.mirror.made("Tim")


def test_ours_is_written_over_it_once_an_administrator_says_so(
    mirrored: World,
) -> None:
    change_there(mirrored)
    mirrored.push()

    mirrored.answer(NODE, ours=True)
    mirrored.deliver()

    assert mirrored.mirror.made("Kerja sama: level 2")
    assert mirrored.state(NODE) is MirrorState.SAME
    actions = [entry.action for entry in mirrored.storage.tables.audit]
    assert actions[-1] == "moodle.ours-taken"


def test_what_changed_between_the_answer_and_the_sending_is_asked_again(
    mirrored: World,
) -> None:
    change_there(mirrored)
    mirrored.push()
    mirrored.answer(NODE, ours=True)
    mirrored.mirror.held[mirrored.mirror.made("Tim")]["name"] = "Regu"

    mirrored.deliver()

    assert mirrored.mirror.made("Regu")
    assert mirrored.state(NODE) is MirrorState.ASK
    assert mirrored.messages(OutboxState.FAILED) == [NODE]
    mirrored.answer(NODE, ours=False)
    assert mirrored.messages(OutboxState.DROPPED) == [NODE]


@pytest.mark.parametrize("ours", [True, False], ids=["made anew", "left away"])
def test_what_was_deleted_there_is_made_anew_only_when_asked_for(
    mirrored: World, *, ours: bool
) -> None:
    del mirrored.mirror.held[mirrored.mirror.templates()[TEMPLATE].remote_id]
    mirrored.push()
    mirrored.deliver()
    assert mirrored.state("template:KASI") is MirrorState.GONE
    assert TEMPLATE not in mirrored.mirror.templates()

    mirrored.answer("template:KASI", ours=ours)
    mirrored.push()
    mirrored.deliver()

    assert (TEMPLATE in mirrored.mirror.templates()) is ours


def test_what_was_there_before_is_taken_where_it_says_the_same_else_asked(
    world: World,
) -> None:
    mirror = world.mirror
    mirror.save_framework(
        None, "SKJ", {"name": "Standar kompetensi", "description": ""}
    )
    mirror.save_node(
        None,
        "M02",
        {"name": "Kerja bareng", "description": "", "parent": ""},
        framework_id=1,
        parent_id=0,
    )

    world.push()
    world.deliver()

    assert world.state("node:M02") is MirrorState.ASK
    assert mirror.held[2]["name"] == "Kerja bareng"
    # The framework tells of its status here; there it did not.
    assert world.state("framework:SKJ") is MirrorState.ASK


def test_a_new_decision_is_rated_again_with_its_number(mirrored: World) -> None:
    mirrored.decide(2, outcome=Outcome.NOT_YET, supersedes="d-1")

    mirrored.push()
    mirrored.deliver()

    assert set(mirrored.mirror.ratings.values()) == {NOT_YET}
    assert mirrored.mirror.notes == [DECIDED, "Keputusan nomor 2, 10 November 2026."]


def test_a_rating_that_rests_on_nothing_any_more_is_taken_back(
    mirrored: World,
) -> None:
    mirrored.storage.tables.decisions.clear()

    mirrored.push()
    mirrored.deliver()

    assert set(mirrored.mirror.ratings.values()) == {NOT_YET}
    assert mirrored.mirror.notes[-1] == "Tidak ada lagi keputusan yang berlaku."


def test_a_rating_given_in_moodle_waits_for_an_administrator(mirrored: World) -> None:
    ((place, _),) = mirrored.mirror.ratings.items()
    mirrored.mirror.ratings[place] = NOT_YET

    mirrored.push()
    mirrored.deliver()

    assert mirrored.mirror.ratings == {place: NOT_YET}
    shown = push_overview("m-1", ports=mirrored.ports)
    assert told(shown.asking) == [
        "Kerja sama: level 2: dinilai “belum tercapai” di Moodle, “tercapai” di sini."
    ]
    assert [one.person for one in shown.asking] == [LEARNER.name]


def test_a_plan_made_of_our_template_there_is_taken_as_it_is(world: World) -> None:
    world.push()
    world.deliver()
    mirror, tables = world.mirror, world.storage.tables
    template = mirror.templates()[TEMPLATE].remote_id
    ((own, _),) = mirror.plans(3)
    del mirror.held[own.remote_id], tables.moodle_mirrors["m-1", PLAN]
    mirror.held[99] = {"name": TEMPLATE, "description": "", "status": "aktif"}
    mirror.plan_of[99] = 3, template

    world.decide()
    world.push()
    world.deliver()

    assert world.state(PLAN) is MirrorState.SAME
    assert mirror.ratings == {(99, "M02.2"): ACHIEVED}


def test_a_level_that_only_a_post_asks_for_has_a_node_too(world: World) -> None:
    tables = world.storage.tables
    del tables.levels["M02", 2]

    world.push()
    world.deliver()

    assert world.state(NODE) is MirrorState.SAME
    assert world.state(PLAN) is MirrorState.SAME


def test_what_is_required_of_a_withdrawn_framework_is_in_no_plan(world: World) -> None:
    tables = world.storage.tables
    tables.frameworks["LAMA"] = Framework(
        "LAMA", "Lama", status=FrameworkStatus.DEPRECATED
    )
    tables.competencies["M02"] = replace(
        tables.competencies["M02"], framework_code="LAMA"
    )

    world.push()
    world.deliver()

    ((plan, _),) = world.mirror.plans(3)
    assert set(world.mirror.plan_nodes(plan.remote_id)) == {"M08.2", "T-PB-01.2"}


def test_a_framework_that_is_withdrawn_is_left_as_it_is_there(mirrored: World) -> None:
    tables = mirrored.storage.tables
    withdrawn = Framework("SKJ", "Lama", status=FrameworkStatus.DEPRECATED)
    tables.frameworks["SKJ"] = withdrawn

    mirrored.push()
    mirrored.deliver()

    assert "SKJ" in mirrored.mirror.frameworks()
    assert mirrored.mirror.frameworks()["SKJ"].fields["name"] == "Standar kompetensi"


# ---- what goes wrong -------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["moodle-token", "moodle-function", "moodle-unreadable", "moodle-busy"]
)
def test_a_push_that_moodle_stops_says_why_and_keeps_what_it_knows(
    world: World, code: str
) -> None:
    world.mirror.refuses = MoodleError(code)

    run = world.push()

    assert run.state is RunState.PUSH_STOPPED
    assert run.refusals == (RunRefusal(code, 0, 0),)
    assert world.storage.tables.outbox == {}


def test_a_token_that_lacks_a_function_is_told_before_anything_is_sent(
    world: World,
) -> None:
    world.mirror.lacks = ("core_competency_create_plan",)

    run = world.push()

    assert run.refusals == (RunRefusal("moodle-function", 0, 0),)


def test_a_token_revoked_in_mid_run_is_told_and_all_arrives_once_there_is_another(
    world: World,
) -> None:
    world.decide()
    world.push()
    world.mirror.refuses = MoodleError("moodle-token")
    world.deliver()
    circuit = world.storage.tables.circuits["moodle:m-1"]
    assert circuit.failures == 1
    assert EXPLANATIONS["moodle-token"].message in circuit.error
    assert world.mirror.written == []

    world.mirror.refuses = None
    for _ in range(3):
        world.deliver()

    assert world.messages(OutboxState.WAITING) == []
    assert world.mirror.notes == [DECIDED]


def test_what_moodle_refuses_for_good_waits_for_a_person_and_holds_up_only_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise MoodleError("moodle-permission")

    monkeypatch.setattr(world.mirror, "save_template", refuse)
    world.decide()

    world.push()
    world.deliver()

    assert world.messages(OutboxState.FAILED) == ["template:KASI"]
    assert world.state("template:KASI") is MirrorState.REFUSED
    assert world.mirror.notes == [DECIDED]


def test_a_user_who_is_gone_hinders_nobody_else(world: World) -> None:
    world.mirror.refuses_user[3] = "moodle-missing"

    run = world.push()

    assert run.state is RunState.PUSHED
    assert run.refusals == (RunRefusal("moodle-missing", 0, 3),)
    assert "framework:SKJ" in {
        message.payload["key"] for message in world.storage.tables.outbox.values()
    }


def test_what_a_framework_that_asks_would_hold_says_so(mirrored: World) -> None:
    framework = mirrored.mirror.frameworks()["SKJ"].remote_id
    mirrored.mirror.held.clear()
    assert framework

    mirrored.push()
    mirrored.answer(NODE, ours=True)
    mirrored.deliver()

    (failed,) = [
        message
        for message in mirrored.storage.tables.outbox.values()
        if message.state is OutboxState.FAILED
    ]
    assert "belum ada di Moodle" in failed.error


def test_a_moodle_that_was_ended_is_sent_nothing_more(world: World) -> None:
    world.push()
    tables = world.storage.tables
    tables.moodles["m-1"] = replace(tables.moodles["m-1"], ended_at=MORNING)

    world.deliver()

    assert world.mirror.written == []
    with pytest.raises(NotFoundError):
        world.push()


def test_an_answer_is_given_once(mirrored: World) -> None:
    with pytest.raises(ConflictError) as caught:
        mirrored.answer(NODE, ours=True)
    assert caught.value.code == "mirror-answered"


def test_a_worker_killed_after_writing_makes_nothing_twice(world: World) -> None:
    world.push()
    world.deliver()
    made = len(world.mirror.held)
    tables = world.storage.tables
    for key, item in list(tables.moodle_mirrors.items()):
        # As if what came of the sending had not been kept.
        tables.moodle_mirrors[key] = replace(
            item, sent=None, known=None, state=MirrorState.SENDING, remote_id=None
        )
    for key, message in list(tables.outbox.items()):
        tables.outbox[key] = replace(message, state=OutboxState.WAITING)

    for _ in range(3):
        world.deliver()

    assert len(world.mirror.held) == made
    assert world.messages(OutboxState.WAITING) == []


def test_what_is_asked_for_waits_for_the_worker_and_nothing_is_asked_twice(
    world: World,
) -> None:
    run = request_push("m-1", is_trial=False, actor="a-admin", ports=world.ports)
    with pytest.raises(ConflictError) as caught:
        request_push("m-1", is_trial=True, actor="a-admin", ports=world.ports)
    assert caught.value.code == "run-under-way"

    assert work_on_moodles(ports=world.ports)

    assert world.storage.tables.moodle_runs[run.id].state is RunState.PUSHED
    assert world.messages(OutboxState.WAITING)


def test_who_left_has_no_plan(world: World) -> None:
    tables = world.storage.tables
    key = LEARNER.id, date(2026, 1, 5)
    tables.postings[key] = replace(tables.postings[key], until=date(2026, 11, 1))

    run = world.push()

    assert run.state is RunState.PUSHED
    kinds = {item.kind for item in world.storage.tables.moodle_mirrors.values()}
    assert kinds == {ItemKind.FRAMEWORK, ItemKind.NODE}
