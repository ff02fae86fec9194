"""Learning hours: what courses bring, and a person's year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import TypeAlias

from course_builder.model.rendered import RenderedCourse
from lti_service.domain.attempt import Attempt
from lti_service.domain.learning_hours import (
    HoursRule,
    JpConversion,
    JpEntry,
    JpState,
    Scope,
    YearOfHours,
    count_entries,
    hours_rule,
    year_of_hours,
)
from lti_service.domain.organisation import Person
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today

OWN_COURSE_ROUTE = "C3"
"""E-learning. Whether courses of one's own are that is for the organisation to decide."""

Names: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HoursCard:
    """A person's card of learning hours.

    Attributes:
        years: The years there are entries of and the present one, newest first.
        routes: Name of each route, by code.
        verifiers: Names of those who recognised or refused, by id.
        version: Of the rule and the conversions.
    """

    person: Person
    year: YearOfHours
    years: tuple[int, ...]
    routes: Names
    verifiers: Names
    rule: HoursRule
    version: int
    at: datetime


def record_attempt_hours(
    attempt: Attempt,
    course: RenderedCourse,
    person_id: str,
    *,
    uow: UnitOfWork,
    now: datetime,
    tz: tzinfo,
    entry_id: str,
) -> bool:
    """Append the hours of a passed course, once; return whether there were any.

    A course gives its declared hours when the whole of it was passed, whatever becomes
    of its competencies. The days are those from the start to the pass.

    Args:
        attempt: A passed attempt.
        course: Its course.
        person_id: Whom the attempt's account belongs to.
        uow: The transaction of the pass; the caller commits.
        now: When this is recorded.
        tz: In which days are reckoned.
        entry_id: A new opaque id.
    """
    if attempt.passed_at is None or not _is_whole(attempt) or not course.hours:
        return False
    until = attempt.passed_at.astimezone(tz).date()
    entry = JpEntry(
        id=entry_id,
        person_id=person_id,
        activity=course.title,
        organiser="",
        course_id=course.id,
        route=OWN_COURSE_ROUTE,
        scope=Scope.NATIONAL,
        since=min(attempt.started_at.astimezone(tz).date(), until),
        until=until,
        amount=course.hours,
        proof="",
        state=JpState.RECOGNISED,
        reason="",
        verifier_id=None,
        record=f"attempt:{attempt.id}",
        revision=1,
        recorded_at=now,
    )
    return append_entry(entry, uow=uow)


def lacks_hours(attempt: Attempt, person_id: str, *, uow: UnitOfWork) -> bool:
    """Whether a passed attempt at a whole course has no entry of its own yet."""
    record = f"attempt:{attempt.id}"
    return _is_whole(attempt) and all(
        entry.record != record for entry in uow.hours.of_person(person_id)
    )


def append_entry(entry: JpEntry, *, uow: UnitOfWork) -> bool:
    """Append a row unless the newest of its record says the same already.

    One that was recognised or refused holds until what was told changes.
    """
    known = uow.hours.of_person(entry.person_id)
    old = next((row for row in known if row.record == entry.record), None)
    if old is not None:
        settled = old.state in {JpState.RECOGNISED, JpState.REFUSED}
        told = (old.amount, old.proof) == (entry.amount, entry.proof)
        if told and (settled or old.state is entry.state):
            return False
        entry = replace(entry, revision=old.revision + 1)
    return uow.hours.append(entry)


def withdraw_attempt_hours(
    records: frozenset[str], person_id: str, *, uow: UnitOfWork, ports: Ports
) -> None:
    """Withdraw by new rows what attempts brought a person; the caller commits."""
    for row in uow.hours.of_person(person_id):
        if row.record in records and row.state is JpState.RECOGNISED:
            withdrawn = replace(
                row,
                id=ports.new_id(),
                state=JpState.WITHDRAWN,
                revision=row.revision + 1,
                recorded_at=ports.clock.now(),
            )
            uow.hours.append(withdrawn)


def hours_card(person_id: str, year: int | None, *, ports: Ports) -> HoursCard | None:
    """Return a person's card for a year, the present one where none is named.

    None where there is no such person.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        person = uow.organisation.person(person_id)
        if person is None:
            return None
        asked = year or on.year
        rule = hours_rule(uow.rules.parameters(reference_day(asked, on)))
        return card_of(person, asked, rule, uow, ports)


def card_of(
    person: Person, year: int, rule: HoursRule, uow: UnitOfWork, ports: Ports
) -> HoursCard:
    """Return somebody's card for a year, by the rule that the year is held to."""
    entries = uow.hours.of_person(person.id)
    conversions = uow.hours.conversions()
    counted = count_entries(entries, conversions)
    verifiers = {row.verifier_id for row in entries if row.verifier_id}
    people = uow.organisation.people_in(sorted(verifiers)) if verifiers else ()
    years = {today(ports).year, year} | {row.until.year for row in entries}
    return HoursCard(
        person,
        year_of_hours(year, counted, person.employment_type, rule),
        tuple(sorted(years, reverse=True)),
        route_names(conversions),
        {found.id: found.name for found in people},
        rule,
        max([rule.version, *(row.version for row in conversions)]),
        ports.clock.now().astimezone(ports.time_zone),
    )


def route_names(conversions: Iterable[JpConversion]) -> dict[str, str]:
    """Return the name of each route, by code."""
    return {row.code: row.name for row in conversions}


def reference_day(year: int, on: date) -> date:
    """Return the day whose rules a year is held to: its last, or today."""
    return min(max(date(year, 1, 1), on), date(year, 12, 31))


def _is_whole(attempt: Attempt) -> bool:
    return not (attempt.module_id or attempt.activity_id)
