from dataclasses import replace
from datetime import timedelta

from lti_service.domain.grant import Grant, Role
from lti_service.domain.outbox import OutboxState
from lti_service.ports import Ports
from lti_service.use_cases.learning.completion import (
    Delivery,
    account_claim,
    completions,
    overview,
)
from tests.fakes import MORNING, FakeCourses, FakeStorage
from tests.lti_service.office import (
    ADMIN,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    attempt,
    link,
    office,
)
from tests.lti_service.use_cases.learning.given import two_questions

COURSE = two_questions(id="siaga", title="Siaga bencana")


def grant(unit_code: str = "") -> Grant:
    return Grant(
        "g", Role.ADMINISTRATOR, ADMIN.id, None, unit_code, None, "cli", MORNING
    )


def learning() -> tuple[FakeStorage, Ports]:
    """The learner passed, the boss did not, and an unlinked account passed."""
    storage, ports = office(courses=FakeCourses({"r-1": COURSE}))
    link(storage)
    stranger = replace(account_of(BOSS), id="a-x", subject="x", person_id=None)
    storage.tables.accounts["a-x"] = stranger
    for number, (who, right) in enumerate(
        (("a-learner", True), ("a-boss", False), ("a-x", True)), 1
    ):
        made = attempt(COURSE, who, identifier=f"t-{number}", right=right)
        storage.tables.attempts[made.id] = made
    return storage, ports


def test_everybody_who_learns_is_in_the_report_once_a_course() -> None:
    storage, ports = learning()
    worse = attempt(COURSE, "a-learner", identifier="t-9", right=False)
    storage.tables.attempts["t-9"] = replace(worse, updated_at=MORNING)
    rows = completions([grant()], ports=ports)
    told = {row.account.id: bool(row.attempt.passed_at) for row in rows}
    assert told == {"a-learner": True, "a-boss": False, "a-x": True}
    assert len(rows) == 3


def test_a_teacher_who_tries_the_course_is_no_learner() -> None:
    storage, ports = learning()
    trial = storage.tables.attempts["t-2"]
    storage.tables.attempts["t-2"] = replace(trial, instructor=True)
    told = {row.account.id for row in completions([grant()], ports=ports)}
    assert told == {"a-learner", "a-x"}


def test_an_administrator_of_a_unit_sees_only_its_people() -> None:
    _, ports = learning()
    seen = {row.account.id for row in completions([grant("KEC")], ports=ports)}
    assert seen == {"a-learner", "a-boss"}
    assert completions([grant("LAIN")], ports=ports) == []


def test_the_report_says_whether_the_platform_has_the_score() -> None:
    storage, ports = learning()
    with ports.storage.writing() as uow:
        uow.outbox.put("score", "x|y", {"attempt_id": "t-1"}, MORNING)
        uow.commit()
    rows = {r.account.id: r.delivery for r in completions([grant()], ports=ports)}
    assert rows == {
        "a-learner": Delivery.WAITING,
        "a-boss": Delivery.NOT_DUE,
        "a-x": Delivery.SENT,
    }
    key, message = next(iter(storage.tables.outbox.items()))
    storage.tables.outbox[key] = replace(message, state=OutboxState.FAILED)
    rows = {r.account.id: r.delivery for r in completions([grant()], ports=ports)}
    assert rows["a-learner"] is Delivery.FAILED


def test_an_activity_without_a_column_has_nothing_to_send() -> None:
    storage, ports = learning()
    storage.tables.links["l-1"] = replace(storage.tables.links["l-1"], line_item_url="")
    rows = {r.account.id: r.delivery for r in completions([grant()], ports=ports)}
    assert rows["a-boss"] is Delivery.NO_COLUMN


def test_claims_are_counted_and_tell_who_bears_the_nip_and_whether_it_is_taken() -> (
    None
):
    storage, ports = learning()
    claimed = replace(
        account_of(LEARNER), id="a-c", subject="c", person_id=None, claimed_nip=NIP
    )
    storage.tables.accounts["a-c"] = claimed
    nobody = replace(claimed, id="a-d", subject="d", claimed_nip="1" * 18)
    storage.tables.accounts["a-d"] = replace(nobody, created_at=MORNING + timedelta(1))
    assert overview([grant()], ports=ports).claims == 2
    assert overview([grant("KEC")], ports=ports).claims == 0
    taken, unknown = (account_claim(one, ports=ports) for one in ("a-c", "a-d"))
    assert taken is not None
    assert unknown is not None
    assert (taken.person, taken.others) == (LEARNER, 1)
    assert (unknown.person, unknown.others) == (None, 0)


def test_the_overview_counts_what_there_is() -> None:
    _, ports = learning()
    found = overview([grant()], ports=ports)
    assert (found.people, found.units, found.competencies) == (4, 2, 3)
    assert (found.platforms, found.courses, found.standards) == (1, 0, True)


def test_an_account_tells_whom_it_belongs_to() -> None:
    _, ports = learning()
    claim = account_claim("a-learner", ports=ports)
    assert claim is not None
    assert (claim.person, claim.others) == (LEARNER, 0)
    assert account_claim("tiada", ports=ports) is None
