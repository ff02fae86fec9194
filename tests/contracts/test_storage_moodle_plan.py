"""Plans and ratings in Moodles: what holds, who is read, what a run read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from lti_service.domain.moodle_file import FILE_IDS
from lti_service.domain.moodle_ledger import (
    MatchBasis,
    MatchDoubt,
    MoodleAccount,
    MoodleParticipant,
    RunState,
)
from lti_service.domain.moodle_mapping import PlaceCount
from lti_service.domain.moodle_plan import (
    COMPETENCIES,
    MoodleCompetency,
    PlanItem,
    PlanRead,
    PlanReader,
    PlanStatus,
    SeenPlan,
    SeenRating,
)
from lti_service.domain.moodle_push import ItemKind, MirrorItem, MirrorState
from lti_service.domain.organisation import Person
from lti_service.ports.storage import Storage, UnitOfWork
from tests.contracts.test_storage_moodle_sync import MOODLE, NOW, RUN

YES = True
RATING = SeenRating(
    "m-1", 3, 7, 11, 5, YES, "Menolak hadiah", "Rencana 2026", NOW, "r-1", NOW
)
PLAN = SeenPlan(
    "m-1",
    3,
    2,
    "Rencana 2026",
    PlanStatus.ACTIVE,
    NOW,
    (PlanItem(11, YES), PlanItem(12, None)),
    is_gone=False,
    run_id="r-1",
    recorded_at=NOW,
)
OTHER = replace(RUN, id="r-2")


def begin(uow: UnitOfWork) -> None:
    uow.moodle.save_connection(MOODLE)
    uow.moodle.save_run(RUN)
    uow.moodle.save_run(OTHER)


def account(user_id: int, person_id: str | None) -> MoodleAccount:
    basis = MatchBasis.NIP if person_id else MatchBasis.NONE
    return MoodleAccount(
        "m-1", user_id, "", "", person_id, basis, MatchDoubt.NONE, "", NOW
    )


def part(user_id: int, **changes: object) -> MoodleParticipant:
    one = MoodleParticipant("m-1", 2, user_id, 0, None, is_complete=False, read_at=NOW)
    return replace(one, **changes)  # type: ignore[arg-type]


def mirror(kind: ItemKind, remote_id: int | None) -> MirrorItem:
    fields: Mapping[str, str] = {}
    return MirrorItem(
        "m-1",
        f"{kind}:{remote_id}",
        kind,
        "",
        None,
        fields,
        0,
        fields,
        None,
        None,
        None,
        remote_id,
        MirrorState.SAME,
        is_kept=False,
        code="",
        changed_at=NOW,
    )


def test_of_a_line_and_a_plan_the_latest_holds_and_an_undone_run_nothing(
    storage: Storage,
) -> None:
    less = replace(RATING, is_proficient=None, run_id="r-2")
    second = replace(RATING, line_id=8, rater_id=6)
    gone = replace(PLAN, is_gone=True, due_at=None, run_id="r-2")
    with storage.writing() as uow:
        begin(uow)
        uow.moodle_plans.keep_ratings([RATING, second])
        uow.moodle_plans.keep_ratings([less, replace(RATING, note="lain")])
        uow.moodle_plans.keep_plans([PLAN])
        uow.moodle_plans.keep_plans([gone, replace(PLAN, name="lain")])
        uow.moodle_plans.keep_plans([])
        uow.commit()
    with storage.writing() as uow:
        kept = uow.moodle_plans
        assert kept.ratings("m-1", [3, 4]) == [less, second]
        assert (kept.ratings("m-1", [4]), kept.ratings("m-2", [3])) == ([], [])
        assert kept.plans("m-1", [3]) == [gone]
        assert (kept.read_in("r-1"), kept.read_in("r-9")) == ([3], [])
        assert kept.rated_users("m-1") == [3]
        assert (kept.rated_by("m-1", [6]), kept.rated_by("m-1", [9])) == ([3], [])
        uow.moodle.save_run(replace(OTHER, state=RunState.UNDONE))
        assert kept.ratings("m-1", [3]) == [RATING, second]
        assert kept.plans("m-1", [3]) == [PLAN]


def test_who_is_read_and_who_came_since(storage: Storage) -> None:
    later = NOW + timedelta(hours=1)
    stamps = {"11": "2:1795486420", "course 2/11": "1:1795486421"}
    read = PlanRead("m-1", 3, NOW, stamps)
    with storage.writing() as uow:
        begin(uow)
        uow.organisation.save_person(Person("p-1", "Orang", "", "PNS", ""), NOW.date())
        uow.moodle.save_accounts(
            [account(3, "p-1"), *(account(one, None) for one in (4, 5, 6, FILE_IDS))]
        )
        uow.moodle.save_participants(
            [
                part(4, read_at=later),
                part(5, left_at=NOW),
                part(FILE_IDS),
            ]
        )
        uow.moodle_plans.save_reads([PlanRead("m-1", 3, NOW, {}), read])
        uow.moodle_plans.save_reads([])
        uow.commit()
    with storage.writing() as uow:
        kept = uow.moodle_plans
        assert kept.readers("m-1", later) == [
            PlanReader(3, NOW, came=False),
            PlanReader(4, None, came=True),
        ]
        assert kept.readers("m-1", later + timedelta(1))[1] == PlanReader(
            4, None, came=False
        )
        # Matched by this very reading, and in no course: the next reads them.
        assert [one.user_id for one in kept.readers("m-1", NOW)] == [4]
        assert kept.reads("m-1", [3, 4]) == [read]
        kept.forget_reads("m-1", [3])
        assert kept.reads("m-1", [3]) == []


def test_how_many_were_rated_and_what_is_ours(storage: Storage) -> None:
    first = MoodleCompetency(11, "M01.1", "Integritas: level 1", "Standar")
    renamed = replace(first, name="Integritas")
    with storage.writing() as uow:
        begin(uow)
        uow.organisation.save_person(Person("p-1", "Orang", "", "PNS", ""), NOW.date())
        uow.moodle.save_accounts([account(3, "p-1"), account(4, None)])
        uow.moodle_plans.keep_ratings(
            [
                RATING,
                replace(RATING, line_id=8, is_proficient=False),
                replace(RATING, line_id=9, user_id=4, is_proficient=False),
                replace(RATING, line_id=10, user_id=5, is_proficient=None),
                replace(RATING, line_id=11, user_id=5, run_id="r-2"),
            ]
        )
        uow.moodle.save_run(replace(OTHER, state=RunState.UNDONE))
        uow.moodle_plans.save_competencies("m-1", [first])
        uow.moodle_plans.save_competencies("m-1", [renamed])
        uow.mirrors.save(
            [
                mirror(ItemKind.NODE, 11),
                mirror(ItemKind.NODE, None),
                mirror(ItemKind.PLAN, 2),
            ]
        )
        uow.commit()
    with storage.reading() as uow:
        kept = uow.moodle_plans
        assert kept.counts("m-1") == [PlaceCount(COMPETENCIES, 11, 1, 2, 1, 1)]
        assert kept.competencies("m-1") == [renamed]
        assert (kept.mirrored("m-1"), kept.pushed_plans("m-1")) == ([11], [2])
        assert (kept.mirrored("m-2"), kept.competencies("m-2")) == ([], [])
