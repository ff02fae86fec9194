"""What Moodle's completions and grades give: hours, evidence, completed enrolments.

Everything is worked out from what holds: observations, whose an account is, and what an
administrator said a course or activity stands for. So the same call takes in what is new,
and takes back what holds no more.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from lti_service.domain.evidence import Evidence, EvidenceState, latest
from lti_service.domain.learning_hours import JpEntry, JpState, Scope, conversion_of
from lti_service.domain.moodle_ledger import (
    WHOLE_COURSE,
    MappedOutcome,
    MoodleConnection,
    MoodleMapping,
    Observation,
    RunCount,
    happened_at,
    in_force,
    is_completed,
    record_of,
)
from lti_service.domain.moodle_plan import (
    OF_ONESELF,
    SeenRating,
    outcomes_of,
    record_of_rating,
    standing_ratings,
)
from lti_service.domain.programme import (
    EnrolmentState,
    Programme,
    amount_for,
    state_on,
    stepped,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.evidence.evidence import append_revision
from lti_service.use_cases.learning_hours.learning_hours import (
    append_entry,
)
from lti_service.use_cases.moodle.overlap import (
    counted_elsewhere,
    is_counted,
    prefix_of,
)
from lti_service.use_cases.programme.enrolment_completion import (
    reopen_by_attempts,
)

BY_MOODLE = "moodle"
"""Who recorded what a completion in a Moodle completed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person's observations in one Moodle give.

    Attributes:
        hours: By record.
        evidence: By record, competency and level.
        completed: Day of the completion of a programme, by its code and the record.
    """

    hours: Mapping[str, JpEntry]
    evidence: Mapping[tuple[str, str, int], Evidence]
    completed: Mapping[tuple[str, str], date]


def settle_moodles(
    person_ids: Collection[str], *, uow: UnitOfWork, ports: Ports
) -> None:
    """Bring people's ledgers in line with all Moodles, once a programme is completed.

    The caller commits.
    """
    for moodle in uow.moodle.connections():
        known = uow.moodle.accounts_of(moodle.id, person_ids)
        learners = sorted({one.person_id for one in known if one.person_id})
        if learners:
            apply_effects(moodle, learners, uow=uow, ports=ports)


def apply_effects(
    moodle: MoodleConnection,
    person_ids: Collection[str],
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> Mapping[RunCount, int]:
    """Bring people's ledgers in line with what is known of them in a Moodle.

    The caller commits.

    Args:
        moodle: The Moodle.
        person_ids: Whose.
        uow: The transaction.
        ports: Connections to the outside.

    Returns:
        How many entries of hours and rows of evidence were added, withdrawals too.
    """
    accounts = uow.moodle.accounts_of(moodle.id, person_ids)
    owner = {one.user_id: one.person_id for one in accounts if one.person_id}
    seen: dict[str, list[Observation]] = {person_id: [] for person_id in person_ids}
    for row in uow.moodle.observations(moodle.id, owner):
        seen[owner[row.user_id]].append(row)
    rated: dict[str, list[SeenRating]] = {person_id: [] for person_id in person_ids}
    for rating in standing_ratings(uow.moodle_plans.ratings(moodle.id, owner)):
        rated[owner[rating.user_id]].append(rating)
    mappings = in_force(uow.moodle.mappings(moodle.id))
    giving = _Giving(moodle, mappings, uow, ports)
    hours = evidence = 0
    for person_id, rows in seen.items():
        wanted = giving.of(person_id, rows, rated[person_id])
        hours += _settle_hours(moodle, person_id, wanted, uow=uow, ports=ports)
        evidence += _settle_evidence(moodle, person_id, wanted, uow=uow, ports=ports)
        _settle_enrolments(moodle, person_id, wanted, uow=uow, ports=ports)
    return {RunCount.HOURS: hours, RunCount.EVIDENCE: evidence}


def rating_outcomes(
    moodle_id: str, uow: UnitOfWork
) -> Mapping[int, tuple[MappedOutcome, ...]]:
    """Return what a rating of each competency of a Moodle is evidence of."""
    kept = uow.moodle_plans
    return outcomes_of(
        kept.competencies(moodle_id),
        kept.mirrored(moodle_id),
        uow.moodle.mappings(moodle_id),
        {one.code: one for one in uow.frameworks.competencies()},
    )


class _Giving:
    """Works out what observations give; reads what it needs once."""

    def __init__(
        self,
        moodle: MoodleConnection,
        mappings: Mapping[tuple[int, int], MoodleMapping],
        uow: UnitOfWork,
        ports: Ports,
    ) -> None:
        self._moodle, self._mappings = moodle, mappings
        self._uow, self._ports = uow, ports
        self._now = ports.clock.now()
        self._conversions = uow.hours.conversions()
        self._courses = {one.id: one.name for one in uow.moodle.courses(moodle.id)}
        named = {row.programme_code for row in mappings.values()} - {""}
        programmes = (uow.programmes.programme(code) for code in sorted(named))
        self._programmes = {one.code: one for one in programmes if one is not None}

    def of(
        self,
        person_id: str,
        rows: Iterable[Observation],
        ratings: Sequence[SeenRating],
    ) -> Wanted:
        """Return what a person's observations give, and ratings of them."""
        hours: dict[str, JpEntry] = {}
        evidence: dict[tuple[str, str, int], Evidence] = {}
        counted = counted_elsewhere(person_id, self._moodle, uow=self._uow)
        completed: dict[tuple[str, str], date] = {}
        for row in rows:
            mapping = self._mappings.get((row.course_id, row.activity_id))
            if mapping is None or mapping.is_counted_already:
                continue
            day = self._completed_on(row)
            programme = self._programmes.get(mapping.programme_code)
            if day is not None:
                entry = self._hours(person_id, row, mapping, programme, day)
                if entry is not None and not is_counted(mapping, day, counted):
                    hours[entry.record] = entry
                if programme is not None:
                    completed[programme.code, record_of(row)] = day
            for shown in self._evidence(person_id, row, mapping):
                evidence[shown.record, shown.competency_code, shown.level] = shown
        for shown in self._rated(person_id, ratings):
            evidence[shown.record, shown.competency_code, shown.level] = shown
        return Wanted(hours, evidence, completed)

    def _rated(
        self, person_id: str, ratings: Sequence[SeenRating]
    ) -> Iterator[Evidence]:
        if not ratings:
            return
        outcomes, names = self._outcomes
        accounts = self._uow.moodle.accounts(
            self._moodle.id, {row.rater_id for row in ratings}
        )
        raters = {one.user_id: one.person_id for one in accounts}
        for row in ratings:
            moment = happened_at(row.rated_at, row.recorded_at)
            day = moment.astimezone(self._ports.time_zone).date()
            rater = raters.get(row.rater_id)
            # Nobody judges themselves: shown, and of no weight.
            own = row.rater_id == row.user_id or rater == person_id
            for outcome in outcomes.get(row.competency_id, ()):
                kind = OF_ONESELF if own else outcome.kind
                yield Evidence(
                    id=self._ports.new_id(),
                    person_id=person_id,
                    competency_code=outcome.competency_code,
                    level=outcome.level,
                    kind=kind,
                    result=Decimal(1) if row.is_proficient else Decimal(0),
                    observed_on=day,
                    valid_until=None,
                    assessor_id=None if own else rater,
                    activity=f"{self._moodle.name}: {names[row.competency_id]}",
                    source=f"{record_of_rating(row)}:{kind}",
                    state=EvidenceState.ACCEPTED,
                    rule_version=self._uow.rules.mastery(day).version,
                    recorded_at=self._now,
                )

    @cached_property
    def _outcomes(
        self,
    ) -> tuple[Mapping[int, tuple[MappedOutcome, ...]], Mapping[int, str]]:
        """What ratings of each competency of the Moodle give, and its name."""
        found = self._uow.moodle_plans.competencies(self._moodle.id)
        names = {one.id: one.name for one in found}
        return rating_outcomes(self._moodle.id, self._uow), names

    def _completed_on(self, row: Observation) -> date | None:
        if not is_completed(row):
            return None
        # A course whose criteria tell no time: the day on which it was seen complete.
        moment = happened_at(row.completed_at, row.recorded_at)
        return moment.astimezone(self._ports.time_zone).date()

    def _hours(
        self,
        person_id: str,
        row: Observation,
        mapping: MoodleMapping,
        programme: Programme | None,
        day: date,
    ) -> JpEntry | None:
        hours = mapping.hours or (programme.hours if programme else None)
        route = mapping.route or (programme.route if programme else "")
        if not hours or not route:
            return None
        conversion = conversion_of(route, Scope.NATIONAL, day, self._conversions)
        return JpEntry(
            id=self._ports.new_id(),
            person_id=person_id,
            activity=programme.title if programme else mapping.name,
            organiser=programme.organiser if programme else self._moodle.name,
            course_id="",
            route=route,
            scope=Scope.NATIONAL,
            since=day,
            until=day,
            amount=amount_for(hours, conversion),
            proof=f"{self._moodle.name}: {self._place(row, mapping)}",
            state=JpState.RECOGNISED,
            reason="",
            verifier_id=None,
            record=record_of(row),
            revision=1,
            recorded_at=self._now,
        )

    def _evidence(
        self, person_id: str, row: Observation, mapping: MoodleMapping
    ) -> Iterator[Evidence]:
        if row.share is None:
            return
        moment = happened_at(row.graded_at, row.recorded_at)
        day = moment.astimezone(self._ports.time_zone).date()
        for outcome in mapping.outcomes:
            yield Evidence(
                id=self._ports.new_id(),
                person_id=person_id,
                competency_code=outcome.competency_code,
                level=outcome.level,
                kind=outcome.kind,
                result=row.share,
                observed_on=day,
                valid_until=None,
                assessor_id=None,
                activity=f"moodle:{row.moodle_id}/{row.course_id}/{row.activity_id}",
                source=f"{record_of(row)}:{outcome.kind}",
                state=EvidenceState.ACCEPTED,
                rule_version=self._uow.rules.mastery(day).version,
                recorded_at=self._now,
            )

    def _place(self, row: Observation, mapping: MoodleMapping) -> str:
        course = self._courses.get(row.course_id, str(row.course_id))
        return (
            course if row.activity_id == WHOLE_COURSE else f"{course}, {mapping.name}"
        )


def _settle_hours(
    moodle: MoodleConnection,
    person_id: str,
    wanted: Wanted,
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> int:
    added = sum(append_entry(entry, uow=uow) for entry in wanted.hours.values())
    for row in uow.hours.of_person(person_id):
        if (
            row.record.startswith(prefix_of(moodle))
            and row.record not in wanted.hours
            and row.state is not JpState.WITHDRAWN
        ):
            withdrawn = replace(
                row,
                id=ports.new_id(),
                state=JpState.WITHDRAWN,
                revision=row.revision + 1,
                recorded_at=ports.clock.now(),
            )
            added += uow.hours.append(withdrawn)
    return added


def _settle_evidence(
    moodle: MoodleConnection,
    person_id: str,
    wanted: Wanted,
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> int:
    added = sum(append_revision(row, uow=uow) for row in wanted.evidence.values())
    for row in latest(uow.evidence.of_person(person_id)):
        if (
            row.record.startswith(prefix_of(moodle))
            and (row.record, row.competency_code, row.level) not in wanted.evidence
            and row.state is not EvidenceState.WITHDRAWN
        ):
            withdrawn = replace(
                row,
                id=ports.new_id(),
                state=EvidenceState.WITHDRAWN,
                recorded_at=ports.clock.now(),
            )
            added += append_revision(withdrawn, uow=uow)
    return added


def _settle_enrolments(
    moodle: MoodleConnection,
    person_id: str,
    wanted: Wanted,
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> None:
    rows = uow.programmes.enrolments_of(person_id)
    held = {record for _, record in wanted.completed}
    gone = frozenset(
        row.source
        for row in rows
        if row.source.startswith(prefix_of(moodle)) and row.source not in held
    )
    reopen_by_attempts(gone, person_id, uow=uow, now=ports.clock.now())
    for (code, record), day in wanted.completed.items():
        for row in rows:
            batch = uow.programmes.batch(row.batch_id)
            if (
                batch is None
                or batch.programme_code != code
                or day < batch.since
                or state_on(row, batch, day) is not EnrolmentState.ACTIVE
            ):
                continue
            entry = wanted.hours.get(record)
            completed = stepped(
                row,
                EnrolmentState.COMPLETED,
                by=BY_MOODLE,
                at=ports.clock.now(),
                completed_on=day,
                hours_learned=entry.amount if entry else Decimal(0),
                source=record,
            )
            uow.programmes.append_enrolment(completed)
