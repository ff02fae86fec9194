"""A supervisor's people, read in one statement each."""

from dataclasses import replace
from datetime import date, timedelta

from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.domain.programme import EnrolmentState
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given

ON = make.TODAY
BOSS, ONE = "person-2", "person-1"


def office(storage: Storage) -> None:
    given.an_office(storage)
    with storage.writing() as uow:
        uow.organisation.save_posting(make.posting(supervisor_id=BOSS))
        uow.commit()


def test_members_are_those_whose_post_of_the_day_is_under_the_supervisor(
    storage: Storage,
) -> None:
    office(storage)

    with storage.reading() as uow:
        found = uow.team.members(BOSS, ON)
        before = uow.team.members(BOSS, make.posting().since - timedelta(days=1))
        own = uow.team.members(ONE, ON)

    assert [member.person for member in found] == [make.person()]
    assert found[0].posting == make.posting(supervisor_id=BOSS)
    assert found[0].position == make.position().name
    assert (before, own) == ([], [])


def test_who_is_a_supervisor_no_more_has_nobody(storage: Storage) -> None:
    office(storage)
    with storage.writing() as uow:
        first = make.posting(supervisor_id=BOSS)
        uow.organisation.save_posting(replace(first, until=ON - timedelta(days=1)))
        uow.organisation.save_posting(replace(first, supervisor_id=None, since=ON))
        uow.commit()

    with storage.reading() as uow:
        assert uow.team.members(BOSS, ON) == []
        assert len(uow.team.members(BOSS, ON - timedelta(days=1))) == 1


def test_a_post_that_is_stood_in_for_makes_nobody_a_member(storage: Storage) -> None:
    office(storage)
    with storage.writing() as uow:
        own = make.posting(supervisor_id=None)
        uow.organisation.save_posting(own)
        uow.organisation.save_posting(
            replace(own, supervisor_id=BOSS, since=ON, kind="plt")
        )
        uow.commit()

    with storage.reading() as uow:
        assert uow.team.members(BOSS, ON) == []


def test_people_who_left_and_oneself_are_no_members(storage: Storage) -> None:
    office(storage)
    with storage.writing() as uow:
        uow.organisation.save_person(make.person(active=False), ON)
        uow.organisation.save_posting(make.posting(person_id=BOSS, supervisor_id=BOSS))
        uow.commit()

    with storage.reading() as uow:
        assert uow.team.members(BOSS, ON) == []


def test_plans_come_without_what_is_planned(storage: Storage) -> None:
    office(storage)
    rows = [
        make.individual_plan(),
        make.individual_plan(
            id="rpi-2", row=2, state=IndividualPlanState.PROPOSED, supervisor_id=BOSS
        ),
        make.individual_plan(id="rpi-3", year=2020),
    ]
    with storage.writing() as uow:
        for row in rows:
            uow.plans.append_individual(row)
        uow.commit()

    with storage.reading() as uow:
        found = uow.team.plans([ONE, BOSS], [2026, 2027])
        nobody = uow.team.plans([], [2026])

    assert [(one.row, one.state) for one in found] == [
        (1, IndividualPlanState.DRAFT),
        (2, IndividualPlanState.PROPOSED),
    ]
    assert nobody == []


def test_enrolments_are_those_as_they_hold_in_batches_that_are_not_over(
    storage: Storage,
) -> None:
    office(storage)
    with storage.writing() as uow:
        uow.programmes.append_programme(make.programme(title="Lama"))
        uow.programmes.append_programme(make.programme(version=2))
        uow.programmes.append_batch(make.batch(revision=1, until=date(2020, 1, 1)))
        uow.programmes.append_batch(make.batch(revision=2))
        uow.programmes.append_enrolment(make.enrolment())
        uow.programmes.append_enrolment(make.enrolment(id="en-2"))
        dropped = make.enrolment(id="en-2", revision=2, state=EnrolmentState.DROPPED)
        uow.programmes.append_enrolment(dropped)
        uow.commit()

    with storage.reading() as uow:
        found = uow.team.enrolments([ONE], ON)
        later = uow.team.enrolments([ONE], make.batch().until + timedelta(days=1))

    assert [(one.programme, one.proposed, one.until) for one in found] == [
        (make.programme().title, True, make.batch().until)
    ]
    assert later == []
