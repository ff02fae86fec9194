"""What is kept of Moodles, whoever stores it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest

from lti_service.domain.moodle_ledger import (
    WHOLE_COURSE,
    MappedOutcome,
    MatchBasis,
    MatchDoubt,
    MoodleAccount,
    MoodleConnection,
    MoodleMapping,
    MoodleParticipant,
    Observation,
    RunCount,
    RunRefusal,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_mapping import PlaceCount
from lti_service.domain.moodle_sync import (
    Completion,
    MoodleActivity,
    MoodleCourse,
    Tracking,
)
from lti_service.ports.storage import Storage
from tests.contracts import given

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MOODLE = MoodleConnection(
    id="m-1",
    name="Moodle BPSDM",
    url="https://moodle.example",
    token="rahasia",
    platform_id=None,
    trusts_idnumber=True,
    created_at=NOW,
)
RUN = SyncRun(
    id="r-1",
    moodle_id="m-1",
    state=RunState.RUNNING,
    is_trial=False,
    is_full=True,
    actor="cli",
    started_at=NOW,
    seen_at=NOW,
    finished_at=None,
    next_course=0,
    next_user=0,
    counts=MappingProxyType({}),
    refusals=(),
)
SEEN = Observation(
    moodle_id="m-1",
    course_id=2,
    activity_id=9,
    user_id=3,
    completion=Completion.PASSED,
    completed_at=NOW,
    share=Decimal("0.85"),
    graded_at=NOW,
    run_id="r-1",
    recorded_at=NOW,
)
ACCOUNT = MoodleAccount(
    moodle_id="m-1",
    user_id=3,
    idnumber="197501012005011001",
    name="Siti Aminah",
    person_id="person-1",
    basis=MatchBasis.NIP,
    doubt=MatchDoubt.NONE,
    matched_by="",
    changed_at=NOW,
)
MAPPING = MoodleMapping(
    moodle_id="m-1",
    course_id=2,
    activity_id=WHOLE_COURSE,
    name="Kearsipan",
    programme_code="",
    hours=Decimal("6.5"),
    route="C3",
    outcomes=(MappedOutcome("T-AR-01", 2, "quiz"),),
    is_counted_already=False,
    is_ended=False,
    revision=1,
    recorded_by="a-1",
    recorded_at=NOW,
)


@pytest.fixture
def kept(storage: Storage) -> Storage:
    given.an_office(storage)
    with storage.writing() as uow:
        uow.moodle.save_connection(MOODLE)
        uow.moodle.save_run(RUN)
        uow.commit()
    return storage


def later_run(number: int, **changes: object) -> SyncRun:
    moment = NOW + timedelta(hours=number)
    return replace(RUN, id=f"r-{number}", started_at=moment, **changes)  # type: ignore[arg-type]


def test_connections_come_by_name_and_are_replaced_by_id(kept: Storage) -> None:
    other = replace(MOODLE, id="m-2", name="Arsip", url="https://arsip.example")
    ended = replace(MOODLE, ended_at=NOW, token="", platform_id="p-1", pushes_since=NOW)
    with kept.writing() as uow:
        uow.moodle.save_connection(other)
        uow.moodle.save_connection(ended)
        assert uow.moodle.connections() == [other, ended]


def test_courses_and_activities_are_replaced_and_never_lost(kept: Storage) -> None:
    course = MoodleCourse(2, "CRS-1", "K1", "Kearsipan", tracks_completion=True)
    quiz = MoodleActivity(9, "quiz", 4, "Kuis", Tracking.AUTOMATIC)
    page = MoodleActivity(8, "page", 1, "Bacaan", Tracking.NONE)
    with kept.writing() as uow:
        uow.moodle.save_courses("m-1", [course])
        uow.moodle.save_activities("m-1", 2, [quiz, page])
        uow.moodle.save_courses("m-1", [replace(course, name="Arsip")])
        uow.moodle.save_activities("m-1", 2, [replace(quiz, name="Tes")])
        uow.moodle.save_courses("m-1", [])
        uow.commit()
    with kept.reading() as uow:
        assert uow.moodle.courses("m-1") == [replace(course, name="Arsip")]
        assert uow.moodle.activities("m-1") == [
            (2, page),
            (2, replace(quiz, name="Tes")),
        ]
        assert uow.moodle.courses("m-9") == []


def test_accounts_are_found_by_user_and_by_person(kept: Storage) -> None:
    waiting = replace(
        ACCOUNT,
        user_id=5,
        person_id=None,
        basis=MatchBasis.NONE,
        doubt=MatchDoubt.UNKNOWN_NIP,
    )
    dismissed = replace(waiting, user_id=6, doubt=MatchDoubt.DISMISSED)
    with kept.writing() as uow:
        uow.moodle.save_accounts([ACCOUNT, waiting, dismissed])
        uow.commit()
    with kept.reading() as uow:
        assert uow.moodle.accounts("m-1", [3, 4]) == [ACCOUNT]
        assert uow.moodle.accounts("m-1", []) == []
        assert uow.moodle.accounts_of("m-1", ["person-1", "person-2"]) == [ACCOUNT]
        assert uow.moodle.doubted_accounts("m-1") == [waiting]


def test_participants_are_known_by_course_and_by_user(kept: Storage) -> None:
    one = MoodleParticipant("m-1", 2, 3, 0, None, is_complete=False, read_at=NOW)
    other = replace(one, course_id=7, progress=Decimal("33.3"), last_access=1795485561)
    left = replace(one, user_id=4, left_at=NOW, is_complete=True)
    with kept.writing() as uow:
        uow.moodle.save_participants([one, other, left])
        uow.commit()
    with kept.reading() as uow:
        assert uow.moodle.participants("m-1", 2) == [one, left]
        assert uow.moodle.participants("m-1", 2, [4, 5]) == [left]
        assert uow.moodle.courses_of("m-1", [3]) == [one, other]


def test_what_is_to_be_read_again_is_told_by_user_and_course(kept: Storage) -> None:
    one = MoodleParticipant("m-1", 2, 3, 9, None, is_complete=False, read_at=NOW)
    with kept.writing() as uow:
        uow.moodle.save_participants([one, replace(one, course_id=7)])
        uow.moodle.forget_reads("m-1", {(3, 7), (4, 2)})
        uow.moodle.forget_reads("m-1", [])
        uow.commit()
    with kept.reading() as uow:
        visits = [part.last_access for part in uow.moodle.courses_of("m-1", [3])]
    assert visits == [9, -1]


def test_the_latest_observation_of_a_place_holds(kept: Storage) -> None:
    better = replace(SEEN, run_id="r-2", share=Decimal("0.95"))
    whole = replace(SEEN, activity_id=WHOLE_COURSE, share=None, graded_at=None)
    with kept.writing() as uow:
        uow.moodle.save_run(later_run(2))
        uow.moodle.observe([SEEN, whole])
        uow.moodle.observe([better])
        uow.moodle.observe([])
        uow.commit()
    with kept.reading() as uow:
        assert uow.moodle.observations("m-1", [3, 4]) == [whole, better]
        assert uow.moodle.observations("m-1", [4]) == []
        assert uow.moodle.read_in("r-1") == [(3, 2)]
        assert uow.moodle.observed_users("m-1", 2) == [3]
        assert uow.moodle.observed_users("m-1", 1) == []
        assert uow.moodle.observed_users("m-1", 0) == [3]
        assert uow.moodle.observed_users("m-2", 0) == []


def test_places_are_counted_as_what_holds_of_them(kept: Storage) -> None:
    worse = replace(SEEN, run_id="r-2", completion=Completion.FAILED, share=None)
    stranger = replace(SEEN, user_id=4)
    whole = replace(SEEN, activity_id=WHOLE_COURSE, share=None, graded_at=None)
    elsewhere = replace(whole, course_id=7)
    with kept.writing() as uow:
        uow.moodle.hold_still()
        uow.moodle.save_accounts([ACCOUNT])
        uow.moodle.observe([SEEN, stranger, whole, elsewhere])
        of_quiz, of_course = PlaceCount(2, 9, 2, 2, 1, 1), PlaceCount(2, 0, 1, 0, 1, 0)
        assert uow.moodle.place_counts("m-1", 2) == [of_course, of_quiz]
        assert uow.moodle.place_counts("m-1", 0) == [
            of_course,
            PlaceCount(7, 0, 1, 0, 1, 0),
        ]
        uow.moodle.save_run(later_run(2))
        uow.moodle.observe([worse])
        assert uow.moodle.place_counts("m-1", 2)[1] == PlaceCount(2, 9, 1, 1, 0, 0)
        assert uow.moodle.place_counts("m-9", 2) == []


def test_settled_accounts_come_changed_last_first_and_by_words(kept: Storage) -> None:
    later = NOW + timedelta(hours=1)
    waiting = replace(ACCOUNT, user_id=5, doubt=MatchDoubt.NAME_FAR)
    dismissed = replace(
        ACCOUNT,
        user_id=6,
        name="Budi_Tua",
        idnumber="9",
        doubt=MatchDoubt.DISMISSED,
        changed_at=later,
    )
    with kept.writing() as uow:
        uow.moodle.save_accounts([ACCOUNT, waiting, dismissed])
        settled = uow.moodle.settled_accounts
        assert settled("m-1", "", 9) == [dismissed, ACCOUNT]
        assert settled("m-1", "", 1) == [dismissed]
        assert settled("m-1", "i_t", 9) == [dismissed]
        assert settled("m-1", "AMINAH", 9) == [ACCOUNT]
        assert settled("m-1", "1975", 9) == [ACCOUNT]
        assert settled("m-1", "%", 9) == []


def test_what_a_run_observed_holds_no_more_once_it_is_undone(kept: Storage) -> None:
    better = replace(SEEN, run_id="r-2", share=Decimal("0.95"))
    with kept.writing() as uow:
        uow.moodle.save_run(later_run(2))
        uow.moodle.observe([SEEN, better])
        uow.moodle.save_run(later_run(2, state=RunState.UNDONE))
        assert uow.moodle.observations("m-1", [3]) == [SEEN]
        uow.moodle.save_run(replace(RUN, state=RunState.UNDONE))
        assert uow.moodle.observations("m-1", [3]) == []
        assert uow.moodle.read_in("r-2") == [(3, 2)]
        assert uow.moodle.read_in("r-9") == []


def test_a_run_says_one_thing_of_a_place_however_often_it_is_resumed(
    kept: Storage,
) -> None:
    with kept.writing() as uow:
        uow.moodle.observe([SEEN])
        uow.moodle.observe([replace(SEEN, share=Decimal("0.1"))])
        assert uow.moodle.observations("m-1", [3]) == [SEEN]


def test_mappings_keep_all_their_revisions(kept: Storage) -> None:
    second = replace(MAPPING, revision=2, hours=None, route="", is_ended=True)
    of_activity = replace(MAPPING, activity_id=9, programme_code="P-1", outcomes=())
    with kept.writing() as uow:
        assert uow.moodle.append_mapping(MAPPING)
        assert uow.moodle.append_mapping(second)
        assert uow.moodle.append_mapping(of_activity)
        assert not uow.moodle.append_mapping(replace(second, hours=Decimal(9)))
        uow.commit()
    with kept.reading() as uow:
        assert uow.moodle.mappings("m-1") == [MAPPING, second, of_activity]
        assert uow.moodle.mappings("m-2") == []


def test_runs_come_newest_first_with_their_counts_and_refusals(kept: Storage) -> None:
    counts: Mapping[RunCount, int] = MappingProxyType({RunCount.NEW: 3})
    refusals = (RunRefusal("moodle-enrolment", 2, 3),)
    done = later_run(
        2,
        state=RunState.DONE,
        finished_at=NOW,
        counts=counts,
        refusals=refusals,
        next_course=7,
        next_user=500,
    )
    with kept.writing() as uow:
        uow.moodle.save_run(done)
        uow.commit()
    with kept.reading() as uow:
        assert uow.moodle.runs("m-1") == [done, RUN]
        assert uow.moodle.run("r-2") == done
        assert uow.moodle.run("r-9") is None


def test_names_and_keys_of_files_stand_for_what_they_were_given_last(
    kept: Storage,
) -> None:
    with kept.writing() as uow:
        uow.moodle.save_file_places("m-1", WHOLE_COURSE, {"kearsipan": 2_000_000_000})
        uow.moodle.save_file_places("m-1", 2_000_000_000, {"bacaan": 2_000_000_001})
        uow.moodle.save_file_places("m-1", 2_000_000_000, {"bacaan": 2_000_000_002})
        uow.moodle.save_file_users("m-1", {"a": 3, "b": 4})
        uow.moodle.save_file_users("m-1", {"b": 3})
        uow.commit()
    with kept.reading() as uow:
        assert uow.moodle.file_places("m-1", 2_000_000_000) == {"bacaan": 2_000_000_002}
        assert uow.moodle.file_places("m-2", WHOLE_COURSE) == {}
        assert uow.moodle.file_users("m-1", ["a", "b", "c"]) == {"a": 3, "b": 3}
        assert uow.moodle.file_users("m-2", ["a"]) == {}


def test_the_highest_user_is_of_the_accounts_of_one_moodle(kept: Storage) -> None:
    with kept.reading() as uow:
        known = uow.moodle.accounts("m-1", range(1, 1000))
        highest = max((one.user_id for one in known), default=0)
        assert uow.moodle.last_user("m-1") == highest
        assert uow.moodle.last_user("m-9") == 0


def test_a_run_keeps_the_name_of_its_file(kept: Storage) -> None:
    with kept.writing() as uow:
        uow.moodle.save_run(later_run(2, source="progress.csv"))
        uow.commit()
    with kept.reading() as uow:
        read = uow.moodle.run("r-2")
    assert read is not None
    assert read.source == "progress.csv"
