"""A Moodle that is read, with an account, a mapping and a run for each kind of act."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType

from lti_service.domain.moodle_ledger import (
    MappedOutcome,
    MatchBasis,
    MatchDoubt,
    MoodleAccount,
    MoodleConnection,
    MoodleMapping,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_plan import COMPETENCIES, MoodleCompetency
from lti_service.domain.moodle_push import ItemKind, MirrorItem, MirrorState
from lti_service.domain.moodle_sync import MoodleActivity, MoodleCourse, Tracking
from lti_service.ports.storage import UnitOfWork
from tests.fakes import MORNING
from tests.fakes.moodle import FakeMoodle

COURSE = MoodleCourse(2, "", "K", "Kelas Pemilik", tracks_completion=True)
PAGE = MoodleActivity(22, "page", 2, "Bacaan", Tracking.AUTOMATIC)
QUIZ = MoodleActivity(21, "quiz", 1, "Kuis", Tracking.AUTOMATIC)
MAPPED = {"hours": "7,5", "route": "B3", "seen": "0", "do": "save"}
RATED = {
    "competency-1": "T-PB-01",
    "level-1": "2",
    "kind-1": "observation",
    "seen": "0",
    "do": "save",
}
CONNECTED = {"url": "https://empat.example", "token": "rahasia"}
CHANGED_THERE = "node:K01.1"
LINKED_AT = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)


def taught_moodle(_url: str, _token: str) -> FakeMoodle:
    """Return the Moodle behind the address."""
    moodle = FakeMoodle()
    moodle.teach(COURSE, QUIZ, PAGE)
    return moodle


def fill_moodle(uow: UnitOfWork) -> None:
    """Put them there; the people must be."""
    uow.moodle.save_connection(
        MoodleConnection(
            "m-1",
            "Moodle BPSDM",
            "https://moodle.example",
            "rahasia",
            platform_id=None,
            trusts_idnumber=False,
            created_at=MORNING,
        )
    )
    uow.moodle.save_connection(
        MoodleConnection(
            "m-files",
            "Berkas",
            "https://berkas.example",
            "",
            platform_id=None,
            trusts_idnumber=False,
            created_at=MORNING,
        )
    )
    uow.moodle.save_connection(
        MoodleConnection(
            "m-trusted",
            "Moodle lain",
            "https://lain.example",
            "rahasia",
            platform_id=None,
            trusts_idnumber=True,
            created_at=MORNING,
        )
    )
    uow.mirrors.save(
        [
            MirrorItem(
                "m-1",
                CHANGED_THERE,
                ItemKind.NODE,
                "Kerja sama: level 1",
                None,
                {"framework": "framework:K"},
                2,
                wanted={"name": "Kerja sama: level 1"},
                sent=None,
                known=None,
                theirs={"name": "Tim"},
                remote_id=7,
                state=MirrorState.ASK,
                is_kept=False,
                code="",
                changed_at=MORNING,
            ),
            MirrorItem(
                "m-1",
                "template:K-1",
                ItemKind.TEMPLATE,
                "Templat",
                None,
                {},
                3,
                wanted={"name": "Templat"},
                sent=None,
                known=None,
                theirs={"name": "Templat lama"},
                remote_id=9,
                state=MirrorState.ASK,
                is_kept=False,
                code="",
                changed_at=MORNING,
            ),
            MirrorItem(
                "m-1",
                "plan:p-owner",
                ItemKind.PLAN,
                "Rencana: Peserta Pemilik",
                "p-owner",
                {},
                4,
                wanted={"name": "Rencana: Peserta Pemilik"},
                sent=None,
                known=None,
                theirs={"name": "Rencana lama"},
                remote_id=8,
                state=MirrorState.ASK,
                is_kept=False,
                code="",
                changed_at=MORNING,
            ),
        ]
    )
    uow.moodle.save_courses("m-1", [COURSE])
    uow.moodle.save_activities("m-1", COURSE.id, [QUIZ, PAGE])
    waiting = MoodleAccount(
        "m-1",
        3,
        "192501011945011001",
        "Peserta Pemilik",
        None,
        MatchBasis.NONE,
        MatchDoubt.UNTRUSTED,
        "",
        MORNING,
    )
    linked = replace(
        waiting,
        user_id=4,
        idnumber="",
        person_id="p-owner",
        basis=MatchBasis.HAND,
        doubt=MatchDoubt.NONE,
        matched_by="a-admin",
        changed_at=LINKED_AT,
    )
    dismissed = replace(waiting, user_id=5, doubt=MatchDoubt.DISMISSED)
    mate = uow.organisation.person("p-mate")
    assert mate is not None
    # The only account there of whoever it names: it may be linked in one act.
    exact = replace(waiting, user_id=6, idnumber=mate.nip, name=mate.name)
    uow.moodle.save_accounts([waiting, linked, dismissed, exact])
    mapped = MoodleMapping(
        "m-1",
        COURSE.id,
        0,
        COURSE.name,
        programme_code="",
        hours=Decimal(6),
        route="B3",
        outcomes=(),
        is_counted_already=False,
        is_ended=False,
        revision=1,
        recorded_by="a-admin",
        recorded_at=MORNING,
    )
    uow.moodle.append_mapping(mapped)
    uow.moodle.append_mapping(replace(mapped, activity_id=PAGE.id, name=PAGE.name))
    uow.moodle_plans.save_competencies(
        "m-1",
        [
            MoodleCompetency(one, f"LAT-{one}", "Melatih", "Kamus")
            for one in (11, 12, 13)
        ],
    )
    for one in (11, 13):
        uow.moodle.append_mapping(
            replace(
                mapped,
                course_id=COMPETENCIES,
                activity_id=one,
                hours=None,
                route="",
                outcomes=(MappedOutcome("T-PB-01", 2, "observation"),),
            )
        )
    uow.moodle.save_run(
        SyncRun(
            "run-1",
            "m-1",
            RunState.DONE,
            is_trial=False,
            is_full=False,
            actor="a-admin",
            started_at=MORNING,
            seen_at=MORNING,
            finished_at=MORNING,
            next_course=0,
            next_user=0,
            counts=MappingProxyType({}),
            refusals=(),
        )
    )
