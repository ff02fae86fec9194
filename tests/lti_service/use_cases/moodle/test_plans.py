"""Plans and ratings given in a Moodle: evidence, once, never a decision, never our own."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lti_service.clients import moodle_rest
from lti_service.clients.moodle_plan import HISTORY
from lti_service.clients.moodle_push import MoodleCompetencies
from lti_service.clients.moodle_sync import MoodleServices
from lti_service.domain.evidence import Evidence, EvidenceState, latest
from lti_service.domain.framework import Framework
from lti_service.domain.moodle_ledger import (
    MappedOutcome,
    MatchDoubt,
    RunCount,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_plan import COMPETENCIES, RATED_AS, PlanStatus
from lti_service.domain.moodle_push import ItemKind, MirrorItem, MirrorState
from lti_service.domain.moodle_report import told_run
from lti_service.errors import NotFoundError
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.use_cases.moodle.competency import competency_places
from lti_service.use_cases.moodle.connection import PLAN_FUNCTIONS, check_moodle
from lti_service.use_cases.moodle.mapping import (
    MappedOnce,
    preview_mapping,
    save_mapping,
)
from lti_service.use_cases.moodle.match import link_account
from lti_service.use_cases.moodle.plan import plans_in_moodles, plans_of_account
from lti_service.use_cases.moodle.pull import SWEEP_DAYS
from lti_service.use_cases.moodle.push import push
from lti_service.use_cases.moodle.run import undo_run
from tests.fakes import MORNING, FakeClock, FakeStorage
from tests.lti_service.office import ASSESSOR, BOSS, LEARNER, decision, keep, office
from tests.lti_service.use_cases.moodle.test_attempts import Line
from tests.lti_service.use_cases.moodle.test_pull import (
    MOODLE,
    counts,
    kept,
    next_day,
    read,
)
from tests.moodle_services_stub import MoodleServices as Stub

COURSE, USER, RATER = 2, 3, 4
BY_RATER = {"id": RATER, "idnumber": ASSESSOR.nip, "fullname": ASSESSOR.name}
BY_BOSS = {"id": 50, "idnumber": BOSS.nip, "fullname": BOSS.name}
BY_STRANGER = {"id": 51, "idnumber": "", "fullname": "Pelatih Luar"}
BY_LEARNER = {"id": USER, "idnumber": LEARNER.nip, "fullname": LEARNER.name}
TRAINING = MappedOnce("", None, "", (MappedOutcome("M02", 3, "assessment_centre"),))


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moodle_rest, "MOST_A_SECOND", 10**6)


class World:
    """A service and a Moodle in which somebody made a plan and rated in it."""

    def __init__(self) -> None:
        people = {
            USER: (LEARNER.name, LEARNER.nip),
            RATER: (ASSESSOR.name, ASSESSOR.nip),
        }
        self.stub = Stub(people, {COURSE: ("Kearsipan", "K")})
        self.stub.visits = {(COURSE, USER): 1, (COURSE, RATER): 1}
        self.there = self.stub.competencies
        self.node = self.there.make("M02.2", "Kerja sama: level 2", "Standar")
        self.other = self.there.make("LAT-1", "Melatih orang lain", "Kamus latihan")
        self.plan = self.there.plan(USER, "Rencana 2026", self.node, self.other)
        self.line = Line(self.stub)
        self.storage, self.ports = office(
            open_moodle=lambda url, token: MoodleServices(self.line, url, token),
            open_mirror=lambda url, token: MoodleCompetencies(self.line, url, token),
        )
        self.storage.tables.moodles["m-1"] = replace(MOODLE, created_at=MORNING)
        self.storage.tables.frameworks["SKJ"] = Framework("SKJ", "Standar kompetensi")

    def rated(self) -> "World":
        """Let the competency that is mapped be rated twice, and the other once."""
        self.there.rate(USER, self.node, 1, BY_RATER, "Belum memimpin rapat")
        self.there.rate(USER, self.node, 2, BY_RATER, "Memimpin dua rapat")
        self.there.rate(USER, self.other, 2, BY_BOSS)
        return self

    def mapped(self, competency: int, said: MappedOnce, *, seen: int = 0) -> None:
        save_mapping(
            "m-1",
            COMPETENCIES,
            competency,
            said,
            seen=seen,
            actor="a-admin",
            ports=self.ports,
        )

    def mirror(self, competency: int) -> None:
        """Let a competency be one that this service sent."""
        about: dict[str, str] = {}
        item = MirrorItem(
            "m-1",
            "node:M02.2",
            ItemKind.NODE,
            "Kerja sama: level 2",
            None,
            about,
            2,
            about,
            about,
            about,
            about,
            competency,
            MirrorState.SAME,
            is_kept=False,
            code="",
            changed_at=MORNING,
        )
        self.storage.tables.moodle_mirrors["m-1", item.key] = item

    def evidence(self) -> Sequence[Evidence]:
        held = latest(list(self.storage.tables.evidence.values()))
        return [row for row in held if row.state is EvidenceState.ACCEPTED]

    def later(self, **changes: Any) -> SyncRun:
        next_day(self.ports)
        return read(self.ports, **changes)


def as_node(level: int = 2) -> MappedOnce:
    return MappedOnce("", None, "", (MappedOutcome("M02", level, RATED_AS),))


@pytest.fixture
def world() -> World:
    return World().rated()


def told(run: SyncRun) -> list[str]:
    return [str(one) for one in told_run(run)]


def all_kept(storage: FakeStorage) -> dict[str, Any]:
    """All that a reading leaves, but for ids and times."""
    tables = storage.tables
    return {
        **kept(storage),
        "ratings": [
            (one.user_id, one.line_id, one.is_proficient)
            for one in tables.moodle_ratings
        ],
        "plans": [(one.user_id, one.plan_id, one.says) for one in tables.moodle_plans],
        "reads": {key: one.stamps for key, one in tables.moodle_plan_reads.items()},
        "competencies": tables.moodle_competencies,
    }


def test_a_rating_is_evidence_with_day_and_rater_and_the_later_word_holds(
    world: World,
) -> None:
    read(world.ports)
    world.mapped(world.node, as_node())

    (row,) = world.evidence()

    assert (row.person_id, row.competency_code, row.level) == (LEARNER.id, "M02", 2)
    assert (row.kind, row.result) == ("observation", Decimal(1))
    assert (row.assessor_id, str(row.observed_on)) == (ASSESSOR.id, "2026-11-24")
    assert row.activity == "Moodle BPSDM: Kerja sama: level 2"
    assert world.storage.tables.decisions == []
    _, ratings = plans_of_account(
        world.storage.tables.moodles["m-1"], USER, ports=world.ports
    )
    assert [(one.name, one.rater, one.rating.note) for one in ratings] == [
        ("Melatih orang lain", BOSS.name, ""),
        ("Kerja sama: level 2", ASSESSOR.name, "Memimpin dua rapat"),
        ("Kerja sama: level 2", ASSESSOR.name, "Belum memimpin rapat"),
    ]


def test_a_reading_tells_what_it_met_and_the_same_again_asks_for_no_history(
    world: World,
) -> None:
    first = read(world.ports)
    world.later()  # Who rated and takes part in nothing is read from now on.
    before = all_kept(world.storage)
    world.line.functions.clear()
    again = [world.later() for _ in range(SWEEP_DAYS)]

    assert counts(first)["ratings"] == 3
    assert counts(first)["plans"] == 1
    assert "3 penilaian kompetensi baru." in told(first)
    assert "1 rencana belajar baru atau berubah." in told(first)
    assert all_kept(world.storage) == before
    assert [counts(one) for one in again] == [{"courses": 1}] * SWEEP_DAYS
    assert HISTORY not in world.line.functions


def test_a_rating_that_was_taken_back_or_lowered_shows_in_the_ledger(
    world: World,
) -> None:
    read(world.ports)
    world.mapped(world.node, as_node())
    world.there.rate(USER, world.node, 1, BY_RATER, "Keliru")
    lowered = world.later(is_full=True)
    (low,) = world.evidence()
    world.there.rate(USER, world.node, None, BY_RATER)
    world.later(is_full=True)

    assert (low.result, lowered.count(RunCount.EVIDENCE)) == (Decimal(0), 1)
    assert world.evidence() == []


def test_two_raters_are_two_who_judged_and_oneself_is_none(world: World) -> None:
    world.there.rate(USER, world.node, 2, BY_BOSS)
    world.there.rate(USER, world.node, 2, BY_LEARNER)
    read(world.ports)
    world.mapped(world.node, as_node())

    assert sorted((row.kind, row.assessor_id or "") for row in world.evidence()) == [
        ("observation", ASSESSOR.id),
        ("observation", BOSS.id),
        ("self", ""),
    ]


def test_a_rater_who_becomes_known_is_one_who_judged(world: World) -> None:
    world.there.rate(USER, world.node, 2, BY_STRANGER)
    read(world.ports)
    world.mapped(world.node, as_node())
    account = world.storage.tables.moodle_accounts["m-1", 51]
    judged = {row.assessor_id for row in world.evidence()}

    link_account("m-1", 51, BOSS.id, actor="a-admin", ports=world.ports)

    assert (account.doubt, judged) == (MatchDoubt.NO_NUMBER, {ASSESSOR.id, None})
    assert {row.assessor_id for row in world.evidence()} == {ASSESSOR.id, BOSS.id}


def test_what_a_rule_or_a_completed_course_rated_is_no_rating() -> None:
    world = World()
    world.there.complete_by_rule(USER, world.node)
    run = read(world.ports)
    world.mapped(world.node, as_node())

    assert (run.count(RunCount.RATINGS), world.evidence()) == (0, [])
    (plan,) = plans_in_moodles(LEARNER.id, ports=world.ports)
    assert [one.is_proficient for one in plan.items] == [True, None]


def test_what_we_pushed_does_not_come_back_and_what_people_rate_there_does() -> None:
    world = World()
    world.there.rows.clear()
    keep(world.storage, decision(1, competency_code="M02"))
    read(world.ports)
    push("m-1", actor="cli", ports=world.ports)
    assert isinstance(world.ports.clock, FakeClock)
    for _ in range(40):
        world.ports.clock.advance(seconds=30)
        deliver_due(ports=world.ports, limit=200, at_once=1)
    assert [one[:16] for one in world.there.notes] == ["Keputusan nomor "]

    pulled = world.later(is_full=True)

    assert counts(pulled)["pushed"] == 1
    assert "ratings" not in counts(pulled)
    assert "plans" not in counts(pulled)
    assert world.evidence() == []
    assert plans_in_moodles(LEARNER.id, ports=world.ports) == []
    assert "1 penilaian dari layanan ini sendiri tidak dihitung." in told(pulled)

    node = world.storage.tables.moodle_mirrors["m-1", "node:M08.2"].remote_id
    assert node is not None
    world.there.rate(USER, node, 2, BY_RATER, "Memutus dengan data")
    world.later(is_full=True)

    (row,) = world.evidence()
    assert (row.competency_code, row.level, row.kind) == ("M08", 2, "observation")


def test_a_plan_made_there_is_shown_until_it_is_gone(world: World) -> None:
    read(world.ports)
    world.mapped(world.node, as_node())
    (plan,) = plans_in_moodles(LEARNER.id, ports=world.ports)

    world.there.rows["plan", world.plan]["status"] = 2
    changed = world.later(is_full=True)
    (complete,) = plans_in_moodles(LEARNER.id, ports=world.ports)
    del world.there.rows["plan", world.plan]
    world.later(is_full=True)

    assert (plan.plan.name, plan.moodle.name) == ("Rencana 2026", "Moodle BPSDM")
    assert [(one.name, one.outcomes, one.is_proficient) for one in plan.items] == [
        ("Kerja sama: level 2", as_node().outcomes, True),
        ("Melatih orang lain", (), True),
    ]
    assert changed.count(RunCount.PLANS) == 1
    assert complete.plan.status is PlanStatus.COMPLETE
    assert plans_in_moodles(LEARNER.id, ports=world.ports) == []
    assert plans_in_moodles("p-nobody", ports=world.ports) == []
    assert len(world.evidence()) == 1


def test_a_rating_in_a_course_is_read_where_no_plan_lists_it() -> None:
    world = World()
    only = world.there.make("KOM", "Komunikasi")
    world.there.in_courses[COURSE] = [only]
    world.there.rate(USER, only, 2, BY_RATER, course=COURSE)
    world.there.teachers.add((COURSE, RATER))

    run = read(world.ports)

    assert (counts(run)["ratings"], run.refusals) == (1, ())


def test_unmapped_it_is_shown_with_what_it_would_give_and_a_suggestion(
    world: World,
) -> None:
    alike = world.there.make("", "Penanggulangan  BENCANA")
    code = world.there.make("M08", "Memutuskan")
    world.there.listed["plan", world.plan] += [alike, code]
    read(world.ports)

    moodle, places = competency_places("m-1", ports=world.ports)

    assert moodle.id == "m-1"
    found = {one.competency.id: one for one in places}
    node, other = found[world.node], found[world.other]
    assert (node.counts.graded, node.counts.completed_known) == (1, 1)
    assert node.suggestion is not None
    assert (node.suggestion.code, node.suggestion.level) == ("M02", 2)
    assert other.suggestion is None
    assert [
        (one.suggestion.code, one.suggestion.level)
        for one in (found[alike], found[code])
        if one.suggestion
    ] == [("T-PB-01", None), ("M08", None)]
    tried = preview_mapping(
        "m-1", COMPETENCIES, world.other, TRAINING, ports=world.ports
    )
    assert (tried.people, tried.evidence) == (1, 1)
    with pytest.raises(NotFoundError):
        world.mapped(999, TRAINING)


def test_a_mapping_gives_and_takes_back(
    world: World,
) -> None:
    read(world.ports)
    world.mapped(world.other, TRAINING)
    (given,) = world.evidence()
    world.mapped(world.other, replace(TRAINING, is_ended=True), seen=1)

    assert (given.kind, given.level) == ("assessment_centre", 3)
    assert (given.assessor_id, world.evidence()) == (BOSS.id, [])


def test_what_an_administrator_says_holds_over_what_was_mirrored(
    world: World,
) -> None:
    world.mirror(world.node)
    read(world.ports)
    (mirrored,) = world.evidence()

    world.mapped(world.node, TRAINING)
    (said,) = world.evidence()
    world.mapped(world.node, replace(TRAINING, is_ended=True), seen=1)

    assert (mirrored.level, mirrored.kind) == (2, "observation")
    assert (said.level, said.kind) == (3, "assessment_centre")
    assert world.evidence() == []


def test_undone_a_run_takes_its_ratings_back_and_the_next_reads_them_again(
    world: World,
) -> None:
    run = read(world.ports)
    world.mapped(world.node, as_node())
    held = [(row.result, row.assessor_id) for row in world.evidence()]

    undo_run(run.id, actor="cli", ports=world.ports)
    gone = world.evidence(), plans_in_moodles(LEARNER.id, ports=world.ports)
    again = world.later()

    assert gone == ([], [])
    assert counts(again)["ratings"] == 3
    assert [(row.result, row.assessor_id) for row in world.evidence()] == held


def test_a_trial_tells_the_same_and_keeps_nothing(world: World) -> None:
    world.storage.tables.moodle_mappings.clear()
    trial = read(world.ports, is_trial=True)
    empty = all_kept(world.storage)
    real = read(world.ports)

    assert counts(trial) == counts(real)
    assert not any(empty.values())


def test_broken_off_at_any_request_and_resumed_it_is_as_one_clean_run() -> None:
    clean = World().rated()
    whole = read(clean.ports)
    expected = all_kept(clean.storage)

    for request in range(1, clean.line.asked + 1):
        world = World().rated()
        world.line.breaks_at = request

        stopped = read(world.ports)
        resumed = read(world.ports)

        assert [stopped.state, resumed.state] == [RunState.STOPPED, RunState.DONE]
        assert stopped.id == resumed.id
        assert all_kept(world.storage) == expected, request
        said = {what: n for what, n in counts(resumed).items() if what != "refused"}
        assert said == counts(whole), request


@pytest.mark.parametrize("function", PLAN_FUNCTIONS[:4])
def test_a_function_that_comes_with_an_upgrade_brings_what_was_left(
    function: str, world: World
) -> None:
    world.stub.lacks = {function}
    without = read(world.ports)
    checked = check_moodle("m-1", ports=world.ports)
    world.stub.lacks = set()
    world.later()

    assert without.state is RunState.DONE
    assert [one.code for one in without.refusals] == ["moodle-plan-function"]
    assert checked.lacking_plans == (function,)
    assert len(world.storage.tables.moodle_ratings) == 3


@pytest.mark.parametrize("function", PLAN_FUNCTIONS)
def test_a_function_that_goes_with_an_upgrade_takes_nothing_away(
    function: str, world: World
) -> None:
    world.there.in_courses[COURSE] = [world.other]
    read(world.ports)
    world.mapped(world.node, as_node())
    held = world.evidence()
    world.stub.lacks = {function}

    run = world.later(is_full=True)

    in_courses = function in PLAN_FUNCTIONS[4:]
    assert run.state is RunState.DONE
    assert [one.code for one in run.refusals] == [
        "moodle-course-rating" if in_courses else "moodle-plan-function"
    ]
    assert world.evidence() == held


def test_a_role_that_sees_nobodys_plans_is_told_once(world: World) -> None:
    world.there.forbidden = {"core_competency_list_user_plans"}
    hidden = read(world.ports)
    world.there.forbidden = set()
    world.later()

    assert [one.code for one in hidden.refusals] == ["moodle-plan-permission"]
    assert len(world.storage.tables.moodle_ratings) == 3


def test_competencies_that_are_switched_off_hinder_nothing_else(world: World) -> None:
    world.there.is_on = False

    run = read(world.ports)

    assert run.state is RunState.DONE
    assert [one.code for one in run.refusals] == ["moodle-competency-off"]
    assert run.count(RunCount.PEOPLE) == 2


def test_who_was_in_a_course_since_is_read_the_next_night(world: World) -> None:
    read(world.ports)
    world.there.rate(USER, world.node, 2, BY_BOSS)
    world.stub.visits[COURSE, USER] += 60

    run = world.later()

    assert counts(run)["ratings"] == 1


def test_a_rating_without_a_visit_is_found_within_days(world: World) -> None:
    read(world.ports)
    world.there.rate(USER, world.node, 2, BY_BOSS)

    found = sum(world.later().count(RunCount.RATINGS) for _ in range(SWEEP_DAYS))

    assert found == 1
