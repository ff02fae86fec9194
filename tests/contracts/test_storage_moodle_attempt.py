"""Attempts at packages in Moodles: what holds, and what a run read."""

from dataclasses import replace
from decimal import Decimal

from lti_service.domain.moodle_attempt import SeenAttempt
from lti_service.domain.moodle_ledger import RunState
from lti_service.domain.scorm_attempt import AttemptItem, AttemptStatus, ItemKind
from lti_service.ports.storage import Storage
from tests.contracts.test_storage_moodle_sync import MOODLE, NOW, RUN

SEEN = SeenAttempt(
    moodle_id="m-1",
    course_id=2,
    activity_id=25,
    user_id=3,
    number=1,
    status=AttemptStatus.FAILED,
    share=Decimal("0.4"),
    seconds=1210,
    last_at=NOW,
    items=(
        AttemptItem(ItemKind.QUESTION, "tes-1", "wrong", None),
        AttemptItem(ItemKind.OBJECTIVE, "hasil-1", "completed", Decimal("0.85")),
    ),
    run_id="r-1",
    recorded_at=NOW,
)


def test_of_an_attempt_the_latest_holds_and_an_undone_run_nothing(
    storage: Storage,
) -> None:
    second = replace(SEEN, number=2, share=None, last_at=None, items=())
    better = replace(SEEN, status=AttemptStatus.PASSED, run_id="r-2")
    other = replace(RUN, id="r-2")
    with storage.writing() as uow:
        uow.moodle.save_connection(MOODLE)
        uow.moodle.save_run(RUN)
        uow.moodle.save_run(other)
        uow.moodle_attempts.keep([SEEN, second])
        uow.moodle_attempts.keep([better])
        uow.moodle_attempts.keep([])
        uow.moodle_attempts.keep([replace(SEEN, seconds=1)])
        uow.commit()
    with storage.writing() as uow:
        held = uow.moodle_attempts.held
        assert held("m-1", [3, 4]) == [better, second]
        assert (held("m-1", [4]), held("m-2", [3]), held("m-1", [])) == ([], [], [])
        assert held("m-1", [3], 2) == [better, second]
        assert held("m-1", [3], 9) == []
        assert uow.moodle_attempts.read_in("r-1") == [(3, 2)]
        assert uow.moodle_attempts.read_in("r-9") == []
        uow.moodle.save_run(replace(other, state=RunState.UNDONE))
        assert held("m-1", [3]) == [SEEN, second]
