"""A Moodle read: what is new, once; broken off anywhere, resumed, and undone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.evidence import EvidenceState, latest
from lti_service.domain.learning_hours import JpState
from lti_service.domain.moodle_ledger import (
    WHOLE_COURSE,
    MappedOutcome,
    MatchBasis,
    MatchDoubt,
    MoodleConnection,
    MoodleMapping,
    RunCount,
    RunRefusal,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_sync import (
    MoodleActivity,
    MoodleCourse,
    MoodleUser,
    Tracking,
)
from lti_service.domain.organisation import Person
from lti_service.errors import ConflictError, MoodleError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.moodle.pull import SWEEP_DAYS, pull
from lti_service.use_cases.moodle.run import undo_run
from tests.fakes import FakeClock, FakeStorage
from tests.fakes.moodle import FakeMoodle
from tests.lti_service.office import ASSESSOR, BOSS, LEARNER, office

ARCHIVES, MEETING = 2, 5
READING, QUIZ, PRESENT = 21, 22, 51
DONE_AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
VISITED = 1795485561
MOODLE = MoodleConnection(
    id="m-1",
    name="Moodle BPSDM",
    url="https://moodle.example",
    token="rahasia",
    platform_id=None,
    trusts_idnumber=True,
    created_at=DONE_AT,
)
GIVES_HOURS = MoodleMapping(
    moodle_id="m-1",
    course_id=ARCHIVES,
    activity_id=WHOLE_COURSE,
    name="Kearsipan Dasar",
    programme_code="",
    hours=Decimal(6),
    route="B3",
    outcomes=(),
    is_counted_already=False,
    is_ended=False,
    revision=1,
    recorded_by="a-admin",
    recorded_at=DONE_AT,
)
GIVES_EVIDENCE = replace(
    GIVES_HOURS,
    activity_id=QUIZ,
    name="Kuis kearsipan",
    hours=None,
    route="",
    outcomes=(MappedOutcome("T-PB-01", 2, "quiz"),),
)


def user(user_id: int, person: Person, **changes: Any) -> MoodleUser:
    known = MoodleUser(user_id, person.nip, person.name, "", frozenset({"student"}))
    return replace(known, **changes)


def a_moodle() -> FakeMoodle:
    """Two courses, three people; two have done something."""
    moodle = FakeMoodle()
    moodle.teach(
        MoodleCourse(ARCHIVES, "K", "K", "Kearsipan Dasar", tracks_completion=True),
        MoodleActivity(READING, "page", 1, "Bacaan", Tracking.AUTOMATIC),
        MoodleActivity(QUIZ, "quiz", 1, "Kuis kearsipan", Tracking.AUTOMATIC),
    )
    moodle.teach(
        MoodleCourse(MEETING, "T", "T", "Tatap muka", tracks_completion=True),
        MoodleActivity(PRESENT, "assign", 1, "Hadir", Tracking.MANUAL),
    )
    everybody = [user(3, LEARNER), user(4, ASSESSOR), user(11, BOSS)]
    moodle.enrol(ARCHIVES, *everybody)
    moodle.enrol(MEETING, *everybody[:2])
    moodle.complete(ARCHIVES, 3, DONE_AT, {QUIZ: "0.856789"}, visited=VISITED)
    moodle.complete(MEETING, 4, DONE_AT)
    return moodle


def service(
    moodle: FakeMoodle, *mappings: MoodleMapping, **changes: Any
) -> tuple[FakeStorage, Ports]:
    connection = replace(MOODLE, **changes)
    storage, ports = office(open_moodle=lambda _url, _token: moodle)
    storage.tables.moodles["m-1"] = connection
    storage.tables.moodle_mappings.extend(mappings or (GIVES_HOURS, GIVES_EVIDENCE))
    return storage, ports


def read(ports: Ports, **changes: Any) -> SyncRun:
    return pull("m-1", actor="cli", ports=ports, **changes)


def counts(run: SyncRun) -> Mapping[str, int]:
    return {str(what): n for what, n in run.counts.items() if what != "requests"}


def kept(storage: FakeStorage) -> dict[str, Any]:
    """All that a reading leaves, but for ids and times."""
    tables = storage.tables
    return {
        "accounts": tables.moodle_accounts,
        "observations": sorted(
            (one.place, one.says) for one in tables.moodle_observations
        ),
        "participants": {
            key: (one.last_access, one.progress, one.is_complete, one.left_at)
            for key, one in tables.moodle_participants.items()
        },
        "hours": sorted((e.record, e.amount, e.state) for e in tables.hours),
        "evidence": sorted(
            (e.source, e.result, e.state) for e in tables.evidence.values()
        ),
        "activities": tables.moodle_activities,
    }


def next_day(ports: Ports, days: int = 1) -> None:
    assert isinstance(ports.clock, FakeClock)
    ports.clock.advance(days=days)


def test_a_first_reading_takes_in_who_they_are_and_what_they_did() -> None:
    storage, ports = service(a_moodle())

    run = read(ports)

    assert run.state is RunState.DONE
    assert counts(run) == {
        "courses": 2,
        "people": 5,
        "new": 5,
        "hours": 1,
        "evidence": 1,
    }
    accounts = storage.tables.moodle_accounts
    assert [accounts["m-1", one].person_id for one in (3, 4, 11)] == [
        LEARNER.id,
        ASSESSOR.id,
        BOSS.id,
    ]
    assert {one.basis for one in accounts.values()} == {MatchBasis.NIP}
    (audited,) = storage.tables.audit
    assert audited.action == "moodle.read"


def test_a_completed_course_gives_its_hours_and_a_grade_is_evidence() -> None:
    storage, ports = service(a_moodle())

    read(ports)

    (entry,) = storage.tables.hours
    assert (entry.person_id, entry.route) == (LEARNER.id, "B3")
    assert entry.amount == Decimal(6)
    assert (entry.state, str(entry.until)) == (JpState.RECOGNISED, "2026-11-20")
    assert entry.proof == "Moodle BPSDM: Kearsipan Dasar"
    (row,) = storage.tables.evidence.values()
    assert (row.person_id, row.competency_code, row.kind) == (
        LEARNER.id,
        "T-PB-01",
        "quiz",
    )
    assert row.result == Decimal("0.8567")  # down, so that no rounding reaches a pass
    assert (row.state, str(row.observed_on)) == (EvidenceState.ACCEPTED, "2026-11-20")


def test_reading_again_changes_nothing_and_asks_little() -> None:
    moodle = a_moodle()
    storage, ports = service(moodle)
    first = read(ports)
    before = kept(storage)

    next_day(ports, SWEEP_DAYS)
    again = read(ports)

    assert kept(storage) == before
    assert counts(again) == {"courses": 2}
    assert again.count(RunCount.REQUESTS) < first.count(RunCount.REQUESTS)


def test_who_came_back_is_read_again_and_a_better_grade_is_a_new_row() -> None:
    moodle = a_moodle()
    storage, ports = service(moodle)
    read(ports)
    next_day(ports)
    moodle.complete(
        ARCHIVES, 3, DONE_AT, {QUIZ: "0.95"}, visited=VISITED + 60 * 60 * 24
    )

    run = read(ports)

    assert counts(run) == {"courses": 2, "people": 1, "changed": 1, "evidence": 1}
    assert [row.result for row in latest(storage.tables.evidence.values())] == [
        Decimal("0.95")
    ]
    assert len(storage.tables.evidence) == 2


def test_what_a_teacher_ticks_off_without_a_visit_is_found_within_days() -> None:
    moodle = a_moodle()
    storage, ports = service(
        moodle, replace(GIVES_HOURS, course_id=MEETING, name="Tatap muka")
    )
    read(ports)
    moodle.complete(MEETING, 3, DONE_AT)

    for _ in range(SWEEP_DAYS):
        next_day(ports)
        read(ports)

    assert {entry.person_id for entry in storage.tables.hours} == {
        ASSESSOR.id,
        LEARNER.id,
    }


def test_a_full_reading_looks_at_everybody() -> None:
    moodle = a_moodle()
    storage, ports = service(moodle)
    read(ports)
    next_day(ports)
    moodle.complete(MEETING, 3, DONE_AT)

    run = read(ports, is_full=True)

    assert counts(run) == {"courses": 2, "people": 5, "new": 2}
    assert storage.tables.moodle_observations[-1].user_id == 3


def test_a_course_that_was_reset_takes_nothing_away() -> None:
    moodle = a_moodle()
    storage, ports = service(moodle)
    read(ports)
    next_day(ports)
    moodle.reset(ARCHIVES)

    run = read(ports, is_full=True)

    assert counts(run) == {"courses": 2, "people": 5, "vanished": 3}
    assert [e.state for e in storage.tables.hours] == [JpState.RECOGNISED]


def test_who_left_is_marked_and_who_returns_is_there_again() -> None:
    moodle = a_moodle()
    storage, ports = service(moodle)
    read(ports)
    moodle.unenrol(ARCHIVES, 11)

    next_day(ports)
    left = read(ports)
    parts = storage.tables.moodle_participants
    marked = parts["m-1", ARCHIVES, 11].left_at
    moodle.enrol(ARCHIVES, user(11, BOSS))
    next_day(ports)
    read(ports)

    assert (counts(left)["left"], marked is None) == (1, False)
    assert storage.tables.moodle_participants["m-1", ARCHIVES, 11].left_at is None


def test_whom_a_shifting_page_left_out_is_not_taken_for_gone() -> None:
    class Shifting(FakeMoodle):
        def participants(self, course_id: int, start: int, count: int) -> Any:
            found = super().participants(course_id, start, count)
            return [one for one in found if one.id != 11]

    moodle = a_moodle()
    storage, ports = service(moodle)
    read(ports)
    next_day(ports)
    again = replace(ports, open_moodle=lambda *_: Shifting(**vars(moodle)))

    run = read(again)

    assert run.count(RunCount.LEFT) == 0
    assert storage.tables.moodle_participants["m-1", ARCHIVES, 11].left_at is None


def test_a_moodle_that_gives_the_same_page_again_and_again_is_read_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Repeating(FakeMoodle):
        def participants(self, course_id: int, start: int, count: int) -> Any:
            assert self.requests < 100
            return super().participants(course_id, start * 0, count)

    monkeypatch.setattr("lti_service.use_cases.moodle.pull.PAGE", 2)
    _, ports = service(Repeating(**vars(a_moodle())))

    assert read(ports).count(RunCount.PEOPLE) == 4


def test_what_was_read_before_it_was_broken_off_is_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lti_service.use_cases.moodle.pull.PAGE", 1)
    moodle = a_moodle()
    asked: list[tuple[int, int]] = []

    class Watched(FakeMoodle):
        def progress(self, course: MoodleCourse, user_ids: Any) -> Any:
            found = super().progress(course, user_ids)
            asked.extend((course.id, user_id) for user_id in user_ids)
            return found

    moodle = Watched(**vars(moodle))
    moodle.breaks_at = 9
    _, ports = service(moodle)

    stopped, done = read(ports, is_full=True), read(ports)

    assert (stopped.state, done.state) == (RunState.STOPPED, RunState.DONE)
    assert len(asked) == len(set(asked)) == done.count(RunCount.PEOPLE)


def test_a_trial_says_what_would_be_and_keeps_nothing() -> None:
    storage, ports = service(a_moodle())

    trial = read(ports, is_trial=True)
    empty = kept(storage)
    real = read(ports)

    assert counts(trial) == counts(real)
    assert not any(empty.values())
    assert trial.is_trial
    assert [entry.action for entry in storage.tables.audit] == ["moodle.read"]


def test_broken_off_at_any_request_and_resumed_it_is_as_one_clean_run() -> None:
    clean_moodle = a_moodle()
    clean, ports = service(clean_moodle)
    whole = read(ports)
    expected = kept(clean)

    for request in range(1, clean_moodle.requests + 1):
        moodle = a_moodle()
        moodle.breaks_at = request
        storage, ports = service(moodle)

        stopped = read(ports)
        resumed = read(ports)

        assert stopped.state is RunState.STOPPED, request
        assert stopped.refusals[-1].code == "moodle-busy"
        assert (resumed.id, resumed.state) == (stopped.id, RunState.DONE)
        assert kept(storage) == expected, request
        told = {what: n for what, n in counts(resumed).items() if what != "refused"}
        assert told == counts(whole), request


def test_broken_off_at_every_request_in_turn_it_still_ends() -> None:
    clean, ports = service(a_moodle())
    read(ports)
    expected = kept(clean)
    moodle = a_moodle()
    storage, ports = service(moodle)

    for _ in range(200):
        moodle.breaks_at = moodle.requests + 8
        if read(ports).state is RunState.DONE:
            break

    assert kept(storage) == expected


def test_undone_a_run_leaves_the_ledgers_as_before_it() -> None:
    moodle = a_moodle()
    storage, ports = service(moodle)
    first = read(ports)
    next_day(ports)
    moodle.complete(ARCHIVES, 3, DONE_AT, {QUIZ: "0.95"}, visited=VISITED + 9)
    second = read(ports)

    undo_run(second.id, actor="a-admin", ports=ports)
    (better,) = latest(storage.tables.evidence.values())
    undo_run(first.id, actor="a-admin", ports=ports)
    (gone,) = latest(storage.tables.evidence.values())

    assert (better.result, better.state) == (
        Decimal("0.8567"),
        EvidenceState.ACCEPTED,
    )
    assert gone.state is EvidenceState.WITHDRAWN
    with ports.storage.reading() as uow:
        (entry,) = uow.hours.of_person(LEARNER.id)
    assert entry.state is JpState.WITHDRAWN
    assert [one.action for one in storage.tables.audit][-2:] == [
        "moodle.run-undone"
    ] * 2


def test_what_was_undone_is_read_again_by_the_next_run() -> None:
    moodle = a_moodle()
    storage, ports = service(moodle)
    expected = read(ports)
    held = {row.result for row in latest(storage.tables.evidence.values())}
    undo_run(expected.id, actor="cli", ports=ports)

    next_day(ports)
    read(ports)

    (row,) = latest(storage.tables.evidence.values())
    assert (row.state, {row.result}) == (EvidenceState.ACCEPTED, held)
    with ports.storage.reading() as uow:
        (entry,) = uow.hours.of_person(LEARNER.id)
    assert entry.state is JpState.RECOGNISED


def test_a_moodle_is_read_by_one_process_at_a_time() -> None:
    moodle = a_moodle()
    storage, ports = service(moodle)
    run = read(ports)
    at_it = replace(run, state=RunState.RUNNING, finished_at=None)
    storage.tables.moodle_runs[run.id] = at_it

    with pytest.raises(ConflictError) as caught:
        read(ports)

    assert caught.value.code == "run-under-way"


def test_a_run_whose_process_was_killed_goes_on_once_it_is_silent() -> None:
    clean, ports = service(a_moodle())
    read(ports)
    expected = kept(clean)

    class Killing(FakeMoodle):
        def _ask(self, user_id: int = 0) -> None:
            super()._ask(user_id)
            if self.requests == 7:
                raise KeyboardInterrupt

    storage, ports = service(Killing(**vars(a_moodle())))
    with pytest.raises(KeyboardInterrupt):
        read(ports)
    (dead,) = storage.tables.moodle_runs.values()
    assert isinstance(ports.clock, FakeClock)
    ports.clock.advance(minutes=16)
    run = read(ports)

    assert (run.id, run.state) == (dead.id, RunState.DONE)
    assert kept(storage) == expected


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.UNDONE])
def test_only_a_run_that_ended_is_undone(state: RunState) -> None:
    storage, ports = service(a_moodle())
    run = read(ports)
    storage.tables.moodle_runs[run.id] = replace(run, state=state)

    with pytest.raises(ConflictError):
        undo_run(run.id, actor="cli", ports=ports)


def test_a_trial_cannot_be_undone() -> None:
    _, ports = service(a_moodle())
    trial = read(ports, is_trial=True)

    with pytest.raises(ConflictError):
        undo_run(trial.id, actor="cli", ports=ports)


def test_a_moodle_nobody_knows_or_that_was_ended_is_not_read() -> None:
    _, ports = service(a_moodle(), ended_at=DONE_AT)

    for moodle_id in ("m-1", "m-9"):
        with pytest.raises(NotFoundError):
            pull(moodle_id, actor="cli", ports=ports)


def test_one_refused_person_hinders_nobody_else() -> None:
    moodle = a_moodle()
    moodle.refuses[4] = "moodle-enrolment"
    storage, ports = service(moodle)

    run = read(ports)

    assert run.state is RunState.DONE
    assert set(run.refusals) == {
        RunRefusal("moodle-enrolment", ARCHIVES, 4),
        RunRefusal("moodle-enrolment", MEETING, 4),
    }
    assert {one.person_id for one in storage.tables.hours} == {LEARNER.id}


def test_a_course_that_is_gone_hinders_no_other() -> None:
    class Vanishing(FakeMoodle):
        def activities(self, course_id: int) -> Any:
            if course_id == ARCHIVES:
                self.courses_by_id.pop(course_id, None)
            return super().activities(course_id)

    moodle = Vanishing(**vars(a_moodle()))
    _, ports = service(moodle)

    run = read(ports)

    assert run.state is RunState.DONE
    assert run.refusals == (RunRefusal("moodle-missing", ARCHIVES, 0),)
    assert run.count(RunCount.COURSES) == 1


@pytest.mark.parametrize("code", ["moodle-token", "moodle-function"])
def test_what_is_taken_back_in_mid_run_stops_it_with_its_reason(code: str) -> None:
    moodle = a_moodle()
    moodle.breaks_at, moodle.code = 4, code
    clean, unbroken = service(a_moodle())
    read(unbroken)
    storage, ports = service(moodle)

    run = read(ports)
    resumed = read(ports)

    assert (run.state, run.refusals[-1]) == (
        RunState.STOPPED,
        RunRefusal(code, ARCHIVES, 0),
    )
    assert (resumed.id, resumed.state) == (run.id, RunState.DONE)
    assert kept(storage) == kept(clean)


def test_why_it_stopped_is_told_however_much_was_refused_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lti_service.use_cases.moodle.pull.MOST_REFUSALS", 2)
    moodle = a_moodle()
    moodle.refuses = dict.fromkeys((3, 4, 11), "moodle-enrolment")
    moodle.breaks_at = 7
    _, ports = service(moodle)

    run = read(ports)

    assert [one.code for one in run.refusals] == ["moodle-enrolment", "moodle-busy"]
    assert run.count(RunCount.REFUSED) == 4


class Stumbling(FakeMoodle):
    """Fails over one course each time, and answers all else."""

    def participants(self, course_id: int, start: int, count: int) -> Any:
        if course_id == ARCHIVES:
            raise MoodleError("moodle-busy")
        return super().participants(course_id, start, count)


def test_a_course_that_stops_it_each_time_is_left_out_of_it_in_the_end() -> None:
    _, ports = service(Stumbling(**vars(a_moodle())))

    runs = [read(ports) for _ in range(3)]

    states = [run.state for run in runs]
    assert states == [RunState.STOPPED, RunState.STOPPED, RunState.DONE]
    assert {run.id for run in runs} == {runs[0].id}
    assert runs[-1].count(RunCount.COURSES) == 1
    assert set(runs[-1].refusals) == {RunRefusal("moodle-busy", ARCHIVES, 0)}


def test_where_moodle_answers_nothing_no_course_is_left_out() -> None:
    class Silent(Stumbling):
        def site(self) -> Any:
            raise MoodleError("moodle-slow")

    _, ports = service(Silent(**vars(a_moodle())))

    runs = [read(ports) for _ in range(5)]

    assert {run.state for run in runs} == {RunState.STOPPED}


@pytest.mark.parametrize("code", ["moodle-permission", "moodle-missing"])
def test_a_course_whose_people_are_refused_hinders_no_other(code: str) -> None:
    class Hidden(FakeMoodle):
        def participants(self, course_id: int, start: int, count: int) -> Any:
            if course_id == ARCHIVES:
                raise MoodleError(code)
            return super().participants(course_id, start, count)

    _, ports = service(Hidden(**vars(a_moodle())))

    run = read(ports)

    assert run.state is RunState.DONE
    assert run.refusals == (RunRefusal(code, ARCHIVES, 0),)


def test_who_is_not_matched_is_kept_and_counts_once_matched() -> None:
    moodle = a_moodle()
    moodle.enrol(ARCHIVES, user(3, LEARNER, idnumber="1.98E+17", last_access=VISITED))
    moodle.enrol(MEETING, user(3, LEARNER, idnumber="1.98E+17"))
    storage, ports = service(moodle)

    first = read(ports)
    waiting = storage.tables.moodle_accounts["m-1", 3]
    moodle.enrol(ARCHIVES, user(3, LEARNER, last_access=VISITED))
    moodle.enrol(MEETING, user(3, LEARNER))
    next_day(ports)
    read(ports)

    assert first.count(RunCount.UNMATCHED) == 1
    assert waiting.doubt is MatchDoubt.NOT_A_NIP
    assert storage.tables.moodle_accounts["m-1", 3].person_id == LEARNER.id
    assert [entry.person_id for entry in storage.tables.hours] == [LEARNER.id]


def test_a_nip_in_groups_is_the_same_nip() -> None:
    moodle = a_moodle()
    nip = LEARNER.nip
    grouped = f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
    moodle.enrol(ARCHIVES, user(3, LEARNER, idnumber=grouped, last_access=VISITED))
    storage, ports = service(moodle)

    read(ports)

    assert storage.tables.moodle_accounts["m-1", 3].person_id == LEARNER.id


def test_of_two_accounts_with_one_number_the_second_waits() -> None:
    moodle = a_moodle()
    moodle.enrol(ARCHIVES, user(12, LEARNER))
    storage, ports = service(moodle)

    read(ports)

    first, second = (storage.tables.moodle_accounts["m-1", one] for one in (3, 12))
    assert (first.person_id, first.doubt) == (LEARNER.id, MatchDoubt.NONE)
    assert (second.person_id, second.doubt) == (None, MatchDoubt.TWO_ACCOUNTS)


def test_the_clock_of_the_day_is_that_of_the_service() -> None:
    moodle = a_moodle()
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # 1 January in Jayapura
    moodle.complete(ARCHIVES, 3, late, {QUIZ: "0.9"}, visited=VISITED)
    storage, ports = service(moodle)
    next_day(ports, 60)

    read(ports)

    (entry,) = storage.tables.hours
    assert str(entry.until) == "2027-01-01"


def test_a_clock_that_is_ahead_in_moodle_moves_nothing_into_another_year() -> None:
    moodle = a_moodle()
    ahead = datetime(2031, 1, 1, tzinfo=UTC)
    moodle.complete(ARCHIVES, 3, ahead, {QUIZ: "0.9"}, visited=VISITED)
    storage, ports = service(moodle)

    read(ports)
    next_day(ports)
    moodle.complete(ARCHIVES, 3, ahead, {QUIZ: "0.95"}, visited=VISITED + 9)
    read(ports)

    assert {str(entry.until) for entry in storage.tables.hours} == {"2026-11-24"}
    days = [str(row.observed_on) for row in storage.tables.evidence.values()]
    assert days == ["2026-11-24", "2026-11-25"]


def test_a_course_the_service_counts_itself_gives_nothing_twice() -> None:
    storage, ports = service(a_moodle(), replace(GIVES_HOURS, is_counted_already=True))

    read(ports)

    assert storage.tables.hours == []


def test_progress_is_told_after_every_page() -> None:
    _, ports = service(a_moodle())
    told: list[int] = []

    run = read(ports, told=lambda one: told.append(one.count(RunCount.PEOPLE)))

    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, run.count(RunCount.PEOPLE))


def test_a_run_takes_as_long_as_it_takes_and_says_when_it_ended() -> None:
    _, ports = service(a_moodle())

    run = read(ports)

    assert run.finished_at is not None
    assert run.finished_at - run.started_at >= timedelta()
