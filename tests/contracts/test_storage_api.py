"""Tokens of other systems and what they read, whoever stores them."""

from dataclasses import replace
from datetime import timedelta

from lti_service.domain.api_token import ApiToken, CoursePass, Replay
from lti_service.domain.programme import EnrolmentState
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given
from tests.fakes import MORNING

SECOND = timedelta(seconds=1)
TOKEN = ApiToken(
    "token-1",
    "Dasbor",
    "ab" * 32,
    frozenset({"people:read", "hours:write"}),
    "",
    "cli",
    MORNING,
    MORNING + timedelta(days=90),
)


def test_a_token_is_found_by_id_and_by_its_secrets_hash(storage: Storage) -> None:
    later = replace(TOKEN, id="token-2", secret_hash="cd", created_at=MORNING + SECOND)
    ended = replace(TOKEN, ended_at=MORNING, ended_by="cli", last_used_at=MORNING)
    with storage.writing() as uow:
        for token in (TOKEN, later, ended):
            uow.api.save_token(token)
        uow.commit()
    with storage.reading() as uow:
        assert uow.api.token("token-1") == uow.api.token_of("ab" * 32) == ended
        assert uow.api.token("token-3") is uow.api.token_of("ef") is None
        assert uow.api.tokens() == [later, ended]


def test_a_key_is_begun_once_ended_dropped_and_forgotten(storage: Storage) -> None:
    begun = Replay("token-1", "k1", "asked", 0, "", "", MORNING)
    done = replace(begun, status=201, body='{"id": 1}', location="/x")
    other = replace(begun, key="k2", at=MORNING + SECOND)
    with storage.writing() as uow:
        uow.api.save_token(TOKEN)
        assert [uow.api.begin_replay(one) for one in (begun, begun, other)] == [
            True,
            False,
            True,
        ]
        uow.api.end_replay(done)
        assert not uow.api.begin_replay(begun)
        assert uow.api.replay("token-1", "k1") == done
        uow.api.forget_replays(MORNING + SECOND)
        assert uow.api.replay("token-1", "k1") is None
        uow.api.drop_replay("token-1", "k2")
        assert uow.api.replay("token-1", "k2") is None


def test_people_and_ledgers_are_read_on_from_where_a_page_ended(
    storage: Storage,
) -> None:
    given.an_office(storage)
    rows = [make.evidence(id=f"e-{n}", source=f"import:{n}") for n in range(3)]
    entries = [make.jp_entry(id=f"jp-{n}", record=f"import:{n}") for n in range(3)]
    with storage.writing() as uow:
        for row in rows:
            uow.evidence.append(row)
        for entry in entries:
            uow.hours.append(entry)
        for number in (1, 2):
            plan = make.individual_plan(
                id=f"rpi-{number}", person_id="person-1", row=number
            )
            uow.plans.append_individual(plan)
        other = make.individual_plan(id="rpi-3", person_id="person-2")
        uow.plans.append_individual(other)
        uow.commit()
    with storage.reading() as uow:
        assert uow.api.planners(other.year, "", 5) == ["person-1", "person-2"]
        assert uow.api.planners(other.year, "", 1) == ["person-1"]
        assert uow.api.planners(other.year, "person-1", 5) == ["person-2"]
        assert uow.api.planners(other.year + 1, "", 5) == []
        first, second = uow.api.people("", 5)
        assert [first.id, second.id] == ["person-1", "person-2"]
        assert uow.api.people("", 1) == [first]
        assert uow.api.people("person-1", 5) == [second]
        for read, kept in ((uow.api.evidence, rows), (uow.api.hours, entries)):
            (place, one), (_, two) = read(0, 2)
            assert [one, two] == kept[:2]
            assert [row for _, row in read(place, 5)] == kept[1:]


def test_completions_are_passes_of_people_and_enrolments_completed_now(
    storage: Storage,
) -> None:
    given.an_office(storage)
    given.a_learner(storage)
    trial = {"id": "attempt-2", "resource_link_id": "link-2", "instructor": True}
    first = make.attempt(passed_at=MORNING)
    completed = make.enrolment(
        person_id="person-1",
        state=EnrolmentState.COMPLETED,
        completed_on=make.TODAY,
        recorded_at=MORNING,
    )
    undone = replace(completed, id="en-undone")
    with storage.writing() as uow:
        uow.accounts.save(replace(make.account(), person_id="person-1"))
        uow.resource_links.save(make.resource_link(id="link-2", lti_id="link-2"))
        uow.attempts.save(first)
        uow.attempts.save(make.attempt(passed_at=MORNING, **trial))
        for row in (
            completed,
            undone,
            replace(undone, revision=2, state=EnrolmentState.APPROVED),
        ):
            uow.programmes.append_enrolment(row)
        uow.commit()
    release = make.release()
    passed = CoursePass(
        first.id,
        "person-1",
        release.course_id,
        release.version,
        release.title,
        first.module_id,
        first.activity_id,
        MORNING,
    )
    with storage.reading() as uow:
        assert uow.api.passes(None, 5) == [passed]
        assert uow.api.passes((MORNING, ""), 5) == [passed]
        assert uow.api.passes((MORNING, first.id), 5) == []
        assert uow.api.completed(None, 5) == [completed]
        assert uow.api.completed((MORNING, completed.id), 5) == []
