"""The ledger of learning hours (jam pelajaran, JP): what counts, and how much of it.

Append-only: a change is a new row of the same record. Hours are exact decimals, and what
the caps leave is computed from all entries of a person at once, so that no order of them
changes a sum.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from lti_service.domain.rule import RuleParameter

_STEP = Decimal("0.01")
_NOTHING = Decimal(0)
_DAY = timedelta(days=1)


class Scope(StrEnum):
    """How far an activity reaches."""

    NATIONAL = "national"
    INTERNATIONAL = "international"


class Basis(StrEnum):
    """What an amount is counted in."""

    ACTUAL = "ACTUAL"
    PER_DAY = "PER_DAY"
    PER_SESSION = "PER_SESSION"
    PER_SEMESTER = "PER_SEMESTER"
    PER_EVENT = "PER_EVENT"


class CapPeriod(StrEnum):
    """What a cap is for."""

    NONE = ""
    DAY = "DAY"
    MONTH = "MONTH"


class JpState(StrEnum):
    """Whether an entry counts."""

    SUBMITTED = "submitted"
    RECOGNISED = "recognised"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class JpUse(StrEnum):
    """What the caps leave of an entry, and why."""

    WHOLE = "whole"
    CAPPED = "capped"
    REPEAT = "repeat"
    NOT_COUNTED = "not_counted"


class Balance(StrEnum):
    """How a year's hours stand to what the law says."""

    NO_LIMIT = "no_limit"
    SHORT = "short"
    WITHIN = "within"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class JpConversion:
    """How one route (jalur) becomes JP, from a day on.

    Attributes:
        code: A1 to C11.
        value: JP for one of the basis; 1 for actual hours.
        cap_value: Most JP of the route in a period; none for no cap.
    """

    code: str
    name: str
    scope: Scope
    basis: Basis
    value: Decimal
    cap_value: Decimal | None
    cap_period: CapPeriod
    version: int
    valid_from: date
    valid_to: date | None
    legal_basis: str


@dataclass(frozen=True, slots=True)
class JpEntry:
    """One row about one activity of a person.

    Attributes:
        course_id: The service's own course that it comes from; empty for all else.
        since: First day; the year is that of the last, `until`.
        amount: In what the route counts: JP, days, sessions, semesters or times.
        proof: Where the proof is: a number, an address, a place.
        reason: Why it was refused; empty for all else.
        verifier_id: Person who recognised or refused it; none for the service's own.
        record: Where it comes from: ``attempt:<id>`` or ``import:<digest>``.
        revision: 1 for the first row of a record; the highest one holds.
    """

    id: str
    person_id: str
    activity: str
    organiser: str
    course_id: str
    route: str
    scope: Scope
    since: date
    until: date
    amount: Decimal
    proof: str
    state: JpState
    reason: str
    verifier_id: str | None
    record: str
    revision: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CountedEntry:
    """An entry and its JP.

    Attributes:
        before: JP by the conversion alone.
        after: JP that the caps leave; of a submitted entry, what it would bring now.
        conversion: None where the route has none on its last day: then there is no JP.
    """

    entry: JpEntry
    conversion: JpConversion | None
    before: Decimal
    after: Decimal
    use: JpUse


@dataclass(frozen=True, slots=True)
class HoursRule:
    """What the law says of a year, by employment type.

    Attributes:
        minimum: Least JP a year.
        maximum: Most JP a year; more is only remarked on.
        minutes: Of one JP; none where no rule says so yet.
    """

    version: int
    minimum: Mapping[str, RuleParameter]
    maximum: Mapping[str, RuleParameter]
    minutes: Decimal | None


@dataclass(frozen=True, slots=True)
class YearOfHours:
    """A person's year.

    Attributes:
        entries: Newest first.
        learned: JP before caps of all that was neither refused nor withdrawn.
        recognised: JP after caps of what is recognised.
        limit: The minimum or maximum that holds for the person; none where none does.
        difference: JP that lack, or that are too many.
    """

    year: int
    entries: tuple[CountedEntry, ...]
    learned: Decimal
    recognised: Decimal
    balance: Balance
    limit: RuleParameter | None
    difference: int

    @property
    def whole(self) -> int:
        """Recognised JP as compliance knows them: rounded down to whole ones."""
        return int(self.recognised)

    @property
    def most_used_route(self) -> str:
        """Code of the route that brought most, by recognised and then learned JP."""
        sums: dict[str, tuple[Decimal, Decimal]] = {}
        for counted in self.entries:
            if _learned(counted):
                got, all_ = sums.get(counted.entry.route, (_NOTHING, _NOTHING))
                if counted.entry.state is JpState.RECOGNISED:
                    got += counted.after
                sums[counted.entry.route] = got, all_ + counted.before
        return min(sums, key=lambda code: (*(-n for n in sums[code]), code), default="")


_LEARNED = (JpState.RECOGNISED, JpState.SUBMITTED)


def hours_rule(parameters: Iterable[RuleParameter]) -> HoursRule:
    """Put the rule together, from ``hours.minimum.<employment type>`` and the like."""
    rows = {p.code: p for p in parameters if p.code.startswith("hours.")}
    length = rows.get("hours.minutes")

    def of(kind: str) -> dict[str, RuleParameter]:
        start = f"hours.{kind}."
        return {
            code.removeprefix(start): row
            for code, row in rows.items()
            if code.startswith(start)
        }

    return HoursRule(
        version=max((row.version for row in rows.values()), default=0),
        minimum=of("minimum"),
        maximum=of("maximum"),
        minutes=length.value if length else None,
    )


def conversion_of(
    route: str, scope: Scope, on: date, conversions: Iterable[JpConversion]
) -> JpConversion | None:
    """Return the conversion that holds on a day; the one that began later wins.

    Where the route has none of its own for what is international, the national one holds.
    """
    held = [
        row
        for row in conversions
        if row.code == route
        and row.scope in {scope, Scope.NATIONAL}
        and row.valid_from <= on
        and (row.valid_to is None or on <= row.valid_to)
    ]
    return max(held, key=lambda row: (row.scope is scope, row.valid_from), default=None)


def count_entries(
    entries: Iterable[JpEntry], conversions: Sequence[JpConversion]
) -> list[CountedEntry]:
    """Say how many JP each entry of one person brings.

    A cap is for all entries of a route together, whatever course they are of: each takes
    from the days (or months) between its first and its last day what is left, those that
    end first before the others, which leaves the most to all. What is recognised takes
    before what is only submitted. A course of this service's own counts once a year.

    Args:
        entries: The newest row of each record of one person.
        conversions: All that there are.

    Returns:
        The entries, newest first.
    """
    counted: dict[str, CountedEntry] = {}
    used: dict[tuple[str, date], Decimal] = {}
    courses: set[tuple[str, int]] = set()
    rows = sorted(entries, key=_age)
    for state in _LEARNED:
        waiting = []
        for row in rows:
            if row.state is not state:
                continue
            alone = _alone(row, conversions)
            course = row.course_id, row.until.year
            if row.course_id and course in courses:
                alone = _left(alone, _NOTHING, JpUse.REPEAT)
            elif alone.conversion is not None and alone.conversion.cap_value is None:
                alone = _left(alone, alone.before, JpUse.WHOLE)
            else:
                waiting.append(row.id)
            courses.add(course)
            counted[row.id] = alone
        _share(counted, waiting, used)
    for row in rows:
        if row.id not in counted:
            counted[row.id] = _alone(row, conversions)
    return sorted(counted.values(), key=lambda one: _age(one.entry), reverse=True)


def year_of_hours(
    year: int,
    counted: Iterable[CountedEntry],
    employment_type: str,
    rule: HoursRule,
) -> YearOfHours:
    """Sum a year, that of the last day of each activity, and hold it to the rule."""
    mine = [one for one in counted if one.entry.until.year == year]
    learned = sum((o.before for o in mine if _learned(o)), _NOTHING)
    recognised = sum(
        (o.after for o in mine if o.entry.state is JpState.RECOGNISED), _NOTHING
    )
    least, most = rule.minimum.get(employment_type), rule.maximum.get(employment_type)
    balance, difference = Balance.NO_LIMIT, 0
    if least is not None:
        difference = max(int(least.value) - int(recognised), 0)
        balance = Balance.SHORT if difference else Balance.WITHIN
    if most is not None and int(recognised) > most.value:
        balance, difference = Balance.OVER, int(recognised) - int(most.value)
    elif most is not None and least is None:
        balance = Balance.WITHIN
    return YearOfHours(
        year, tuple(mine), learned, recognised, balance, least or most, difference
    )


def _learned(counted: CountedEntry) -> bool:
    return counted.entry.state in _LEARNED and counted.use is not JpUse.REPEAT


def _age(entry: JpEntry) -> tuple[date, date, str, str]:
    # By what the entry is of, never by when it came: no order may change a sum.
    return entry.until, entry.since, entry.record, entry.id


def _alone(entry: JpEntry, conversions: Sequence[JpConversion]) -> CountedEntry:
    found = conversion_of(entry.route, entry.scope, entry.until, conversions)
    before = _NOTHING
    if found is not None:
        before = (entry.amount * found.value).quantize(_STEP, ROUND_DOWN)
    return CountedEntry(entry, found, before, _NOTHING, JpUse.NOT_COUNTED)


def _left(counted: CountedEntry, after: Decimal, use: JpUse) -> CountedEntry:
    return CountedEntry(counted.entry, counted.conversion, counted.before, after, use)


def _share(
    counted: dict[str, CountedEntry],
    waiting: Sequence[str],
    used: dict[tuple[str, date], Decimal],
) -> None:
    """Give each waiting entry, in the order of their ends, what its periods have left."""
    for id_ in waiting:
        one = counted[id_]
        rule = one.conversion
        if rule is None or rule.cap_value is None:
            continue
        rest = one.before
        for period in _periods(one.entry, rule.cap_period):
            key = rule.code, period
            take = min(rest, max(rule.cap_value - used.get(key, _NOTHING), _NOTHING))
            used[key] = used.get(key, _NOTHING) + take
            rest -= take
            if not rest:
                break
        use = JpUse.CAPPED if rest else JpUse.WHOLE
        counted[id_] = _left(one, one.before - rest, use)


def _periods(entry: JpEntry, period: CapPeriod) -> Iterator[date]:
    """Yield the days of an entry, or the first days of its months, in order."""
    if period is CapPeriod.MONTH:
        month = entry.since.replace(day=1)
        while month <= entry.until:
            yield month
            month = (month + 31 * _DAY).replace(day=1)
        return
    day = entry.since
    while day <= entry.until:
        yield day
        day += _DAY
