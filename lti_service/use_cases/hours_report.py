"""How everybody stands to the hours of a year (R2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lti_service.domain.learning_hours import (
    YearOfHours,
    count_entries,
    hours_rule,
    year_of_hours,
)
from lti_service.domain.organisation import Person
from lti_service.ports import Ports
from lti_service.use_cases.learning_hours import route_names


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One person's year until a day.

    Attributes:
        unit: Name of the unit; empty for who holds no post that day.
        route: Name of the route that brought most; empty for none.
        version: Of the rule and the conversions.
    """

    person: Person
    unit: str
    year: YearOfHours
    route: str
    version: int


def hours_report(on: date, *, ports: Ports) -> Iterator[HoursRow]:
    """Yield the row of everybody who is active, by name.

    Only activities that ended in the year of that day, and not after it, are counted.
    """
    with ports.storage.reading() as uow:
        rule = hours_rule(uow.rules.parameters(on))
        conversions = uow.hours.conversions()
        names = route_names(conversions)
        version = max([rule.version, *(row.version for row in conversions)])
        units = {unit.code: unit.name for unit in uow.organisation.units()}
        posted = {p.person_id: p.unit_code for p in uow.organisation.postings(on)}
        entries = {
            person_id: [row for row in rows if row.until <= on]
            for person_id, rows in groupby(uow.hours.all(), lambda row: row.person_id)
        }
        for person in uow.organisation.people():
            if not person.active:
                continue
            counted = count_entries(entries.get(person.id, ()), conversions)
            year = year_of_hours(on.year, counted, person.employment_type, rule)
            unit = units.get(posted.get(person.id, ""), "")
            route = names.get(year.most_used_route, year.most_used_route)
            yield HoursRow(person, unit, year, route, version)
