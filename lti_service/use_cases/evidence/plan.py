"""Where people stand against what their posts require."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from course_builder.model.course import DeclaredCompetency
from lti_service.domain.evidence import Decision, Evidence, EvidenceState, latest
from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    FrameworkStatus,
    PositionStandard,
)
from lti_service.domain.organisation import Person, Position, Posting, Unit
from lti_service.domain.plan import Standing, StandingState, standing
from lti_service.domain.rule import MasteryRule, RuleParameter
from lti_service.domain.tier import tier_of, tier_standards
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.assignment.assignment import (
    is_marked,
    record_assignment_evidence,
)
from lti_service.use_cases.evidence.evidence import record_attempt_evidence
from lti_service.use_cases.learning_hours.learning_hours import (
    lacks_hours,
    record_attempt_hours,
)
from lti_service.use_cases.programme.enrolment_completion import (
    complete_enrolments,
)


@dataclass(frozen=True, slots=True)
class OfferedCourse:
    """A published course that helps to show a competency level."""

    course_id: str
    title: str
    version: str
    declared: DeclaredCompetency


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of a plan.

    Attributes:
        standard: What is required.
        level: The required level in words; none where the framework has no words.
        course: The published course that leads on; none where there is none, or
            where it was passed already.
        passed: Whether the person passed a course for this level.
    """

    standard: PositionStandard
    competency: Competency
    level: CompetencyLevel | None
    standing: Standing
    course: OfferedCourse | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person's post requires, what is shown, what is missing, and what is next.

    Attributes:
        posting: The post held that day; none where there is none.
        requirements: Those with a gap first.
        next: What to do first; none where nothing is missing.
        tier: The lowest level of the post's group, where the post has no standard and
            this stands in for it.
        names: Names of assessors and deciders, by person id.
        at: When it was computed.
    """

    person: Person
    posting: Posting | None
    position: Position | None
    unit: Unit | None
    requirements: tuple[Requirement, ...]
    next: Requirement | None
    tier: RuleParameter | None
    names: Mapping[str, str]
    rule: MasteryRule
    at: datetime

    @property
    def met(self) -> int:
        """How many requirements are met."""
        return sum(1 for row in self.requirements if row.standing.met)


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A person's standing on one requirement, for export."""

    person: Person
    standing: Standing


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What recomputing from the ledger came to.

    Attributes:
        states: How many requirements are in each state.
        missing: Passed attempts whose evidence was not in the ledger.
        broken: Numbers of decisions that rest on evidence which is not there.
        enrolments: Those that a passed course completes, or whose hours were not there.
    """

    people: int
    states: Mapping[StandingState, int]
    missing: tuple[str, ...]
    broken: tuple[int, ...]
    enrolments: tuple[str, ...] = ()


_URGENCY = (
    StandingState.EXPIRED,
    StandingState.NOT_YET,
    StandingState.IN_PROGRESS,
    StandingState.NOT_STARTED,
    StandingState.EXPIRING,
    StandingState.PROPOSED,
    StandingState.ACHIEVED,
)


def my_plan(person_id: str, on: date, *, ports: Ports) -> Plan | None:
    """Return a person's plan as of a day; none where there is no such person."""
    with ports.storage.reading() as uow:
        person = uow.organisation.person(person_id)
        if person is None:
            return None
        return plan_of(person, on, uow.rules.mastery(on), uow, ports)


def plan_of(
    person: Person, on: date, rule: MasteryRule, uow: UnitOfWork, ports: Ports
) -> Plan:
    """Return somebody's plan as of a day, by the rule that holds on it."""
    posting = uow.organisation.posting(person.id, on)
    evidence = uow.evidence.of_person(person.id)
    required, tier = _required(posting, uow, on)
    words = _words(required, uow)
    offers = _offered_courses(uow, ports)
    taken = _taken(evidence)
    stands = _standings(required, evidence, person.id, rule, uow, on, ports)
    rows = [
        _requirement(standard, found, offers, taken, words)
        for standard, found in stands
    ]
    rows.sort(key=_urgency)
    return Plan(
        person=person,
        posting=posting,
        position=uow.organisation.position(posting.position_code) if posting else None,
        unit=uow.organisation.unit(posting.unit_code) if posting else None,
        requirements=tuple(rows),
        next=_next(rows),
        tier=tier,
        names=_names(rows, uow),
        rule=rule,
        at=ports.clock.now().astimezone(ports.time_zone),
    )


def standings(on: date, *, ports: Ports) -> Iterator[StandingRow]:
    """Yield the standing of each active person with a post on each requirement."""
    with ports.storage.reading() as uow:
        postings = {p.person_id: p for p in uow.organisation.postings(on)}
        rule = uow.rules.mastery(on)
        required: dict[str, list[PositionStandard]] = {}
        for person in uow.organisation.people():
            if person.active and person.id in postings:
                posting = postings[person.id]
                position = posting.position_code
                if position not in required:
                    required[position], _ = _required(posting, uow, on)
                rows = uow.evidence.of_person(person.id)
                for _, found in _standings(
                    required[position], rows, person.id, rule, uow, on, ports
                ):
                    yield StandingRow(person, found)


def recompute(on: date, *, check: bool, ports: Ports) -> Recomputed:
    """Compute all standings from the ledger, after completing it.

    Standings are not stored, so what can be missing is evidence: that of passed
    attempts of linked accounts is written where it is not there.

    Args:
        on: The day.
        check: Only compare, write nothing.
        ports: Connections to the outside.
    """
    missing = _complete_ledger(check=check, ports=ports)
    enrolments = complete_enrolments(check=check, ports=ports)
    states: Counter[StandingState] = Counter()
    people = set()
    for row in standings(on, ports=ports):
        people.add(row.person.id)
        states[row.standing.state] += 1
    broken: list[int] = []
    with ports.storage.reading() as uow:
        for person in uow.organisation.people():
            known = {row.id for row in uow.evidence.of_person(person.id)}
            broken += [
                decision.number
                for decision in uow.evidence.decisions(person.id)
                if not known.issuperset(decision.evidence_ids)
            ]
    return Recomputed(len(people), states, missing, tuple(sorted(broken)), enrolments)


def required_of(
    posting: Posting | None, competency_code: str, uow: UnitOfWork, on: date
) -> PositionStandard | None:
    """Return what a post requires of one competency on a day."""
    required, _ = _required(posting, uow, on)
    return next((s for s in required if s.competency_code == competency_code), None)


def required_standings(
    person_id: str,
    required: Sequence[PositionStandard],
    rule: MasteryRule,
    on: date,
    ports: Ports,
    uow: UnitOfWork,
) -> list[tuple[PositionStandard, Standing]]:
    """Return where a person stands on each of some requirements."""
    rows = uow.evidence.of_person(person_id) if required else ()
    return _standings(required, rows, person_id, rule, uow, on, ports)


def decided_by_then(
    decisions: Iterable[Decision], on: date, time_zone: tzinfo
) -> list[Decision]:
    """Return the decisions made on a day or before it."""
    return [d for d in decisions if d.decided_at.astimezone(time_zone).date() <= on]


def _offered_courses(uow: UnitOfWork, ports: Ports) -> list[OfferedCourse]:
    """Return what the published courses say they help to show."""
    return [
        OfferedCourse(release.course_id, release.title, release.version, declared)
        for release in uow.releases.all_current()
        for declared in ports.courses.get(release.id).competencies
    ]


def _required(
    posting: Posting | None, uow: UnitOfWork, on: date
) -> tuple[list[PositionStandard], RuleParameter | None]:
    if posting is None:
        return [], None
    return required_by_position(posting.position_code, uow, on)


def required_by_position(
    position_code: str, uow: UnitOfWork, on: date
) -> tuple[list[PositionStandard], RuleParameter | None]:
    """Return what a post requires; of two standards that overlap the later one holds.

    Where the post has no standard at all, the lowest level of its group stands in for
    one, and is returned too.
    """
    found = uow.frameworks.standards(position_code, on)
    if not found:
        return _tier_required(position_code, uow, on)
    by_start = sorted(found, key=lambda standard: standard.valid_from)
    latest_of = {standard.competency_code: standard for standard in by_start}
    return [latest_of[code] for code in sorted(latest_of)], None


def _tier_required(
    position_code: str, uow: UnitOfWork, on: date
) -> tuple[list[PositionStandard], RuleParameter | None]:
    position = uow.organisation.position(position_code)
    tier = tier_of(position, uow.rules.parameters(on)) if position else None
    if position is None or tier is None:
        return [], None
    withdrawn = {
        framework.code
        for framework in uow.frameworks.all()
        if framework.status is FrameworkStatus.DEPRECATED
    }
    competencies = [
        competency
        for competency in uow.frameworks.competencies()
        if competency.framework_code not in withdrawn
    ]
    standards = tier_standards(position, tier, competencies)
    return standards, tier if standards else None


def _standings(
    required: Sequence[PositionStandard],
    rows: Sequence[Evidence],
    person_id: str,
    rule: MasteryRule,
    uow: UnitOfWork,
    on: date,
    ports: Ports,
) -> list[tuple[PositionStandard, Standing]]:
    if not required:
        return []
    decisions = decided_by_then(uow.evidence.decisions(person_id), on, ports.time_zone)
    return [
        (
            standard,
            standing(
                standard.competency_code,
                standard.level,
                rows,
                decisions,
                rule,
                on,
                provisional=not standard.legal_basis,
            ),
        )
        for standard in required
    ]


@dataclass(frozen=True, slots=True)
class _Words:
    """What required competencies and their levels are called."""

    competencies: Mapping[str, Competency]
    levels: Mapping[tuple[str, int], CompetencyLevel]


def _words(required: Sequence[PositionStandard], uow: UnitOfWork) -> _Words:
    codes = [standard.competency_code for standard in required]
    if not codes:
        return _Words({}, {})
    return _Words(
        {one.code: one for one in uow.frameworks.competencies_in(codes)},
        {
            (one.competency_code, one.level): one
            for one in uow.frameworks.levels_in(codes)
        },
    )


def _requirement(
    standard: PositionStandard,
    found: Standing,
    offers: Sequence[OfferedCourse],
    taken: frozenset[tuple[str, str]],
    words: _Words,
) -> Requirement:
    code = standard.competency_code
    competency = words.competencies.get(code) or Competency(code, "", code, "")
    helpful = sorted(
        (
            offer
            for offer in offers
            if offer.declared.code == code and offer.declared.level >= standard.level
        ),
        key=lambda offer: (offer.declared.level, offer.course_id),
    )
    fresh = [offer for offer in helpful if (offer.course_id, code) not in taken]
    return Requirement(
        standard,
        competency,
        words.levels.get((code, standard.level)),
        found,
        fresh[0] if fresh and _lacks_evidence(found) else None,
        len(fresh) < len(helpful),
    )


def _lacks_evidence(found: Standing) -> bool:
    return not found.met and found.state is not StandingState.PROPOSED


def _taken(rows: Iterable[Evidence]) -> frozenset[tuple[str, str]]:
    """Return course and competency of the evidence that the person's attempts brought."""
    return frozenset(
        (row.activity.partition("/")[0], row.competency_code)
        for row in latest(rows)
        if row.source.startswith("attempt:") and row.state is EvidenceState.ACCEPTED
    )


def _urgency(row: Requirement) -> tuple[bool, int, int, str]:
    state = row.standing.state
    return (
        row.standing.met and state is not StandingState.EXPIRING,
        _URGENCY.index(state),
        -row.standing.gap,
        row.competency.code,
    )


def _next(rows: Sequence[Requirement]) -> Requirement | None:
    """Return what to do first: a course that can be taken now, else the worst gap."""
    open_rows = [row for row in rows if not row.standing.met]
    learnable = [row for row in open_rows if row.course is not None]
    acting = [r for r in open_rows if r.standing.state is not StandingState.PROPOSED]
    return next(iter(learnable or acting or open_rows), None)


def _names(rows: Iterable[Requirement], uow: UnitOfWork) -> dict[str, str]:
    ids = set()
    for row in rows:
        if row.standing.decision:
            ids.add(row.standing.decision.decided_by)
        ids |= {w.row.assessor_id for w in row.standing.evidence if w.row.assessor_id}
    if not ids:
        return {}
    people = uow.organisation.people_in(sorted(ids))
    return {person.id: person.name for person in people}


def _complete_ledger(*, check: bool, ports: Ports) -> tuple[str, ...]:
    """Write evidence and hours of passed attempts that lack; return those attempts' ids."""
    missing: list[str] = []
    after = ""
    now = ports.clock.now()
    while True:
        with ports.storage.writing() as uow:
            attempts = uow.attempts.all(after=after)
            for attempt in attempts:
                account = uow.accounts.get(attempt.account_id)
                if not (account and account.person_id):
                    continue
                if is_marked(attempt) and record_assignment_evidence(
                    attempt,
                    ports.courses.get(attempt.release_id),
                    account.person_id,
                    uow=uow,
                    now=now,
                    tz=ports.time_zone,
                    new_id=ports.new_id,
                ):
                    missing.append(attempt.id)
                if attempt.passed_at is None:
                    continue
                # Most have theirs; the course is read only for those that do not.
                record = f"attempt:{attempt.id}"
                rows = uow.evidence.of_person(account.person_id)
                known = any(row.record == record for row in rows)
                if known and not lacks_hours(attempt, account.person_id, uow=uow):
                    continue
                course = ports.courses.get(attempt.release_id)
                added: int = not known and record_attempt_evidence(
                    attempt,
                    course,
                    account.person_id,
                    uow=uow,
                    now=now,
                    tz=ports.time_zone,
                    new_id=ports.new_id,
                )
                timed = record_attempt_hours(
                    attempt,
                    course,
                    account.person_id,
                    uow=uow,
                    now=now,
                    tz=ports.time_zone,
                    entry_id=ports.new_id(),
                )
                if (added or timed) and attempt.id not in missing:
                    missing.append(attempt.id)
            if not check:
                uow.commit()
        if not attempts:
            return tuple(missing)
        after = attempts[-1].id
