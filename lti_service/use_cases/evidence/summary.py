"""Keep everybody's standings computed: what changed, what time changed, all again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from lti_service.domain.framework import PositionStandard
from lti_service.domain.rule import MasteryRule
from lti_service.domain.summary import (
    ChangeKind,
    GapCount,
    Inputs,
    PersonSummary,
    counts_of,
    days_around,
    summarise_person,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.evidence.plan import (
    decided_by_then,
    required_by_position,
)

MOST_PEOPLE = 25
"""Computed together, then written in one short transaction: others wait for that."""
_MOST_CHANGES = 1000


@dataclass(frozen=True, slots=True)
class Compared:
    """What is kept beside what the ledger says.

    Attributes:
        people: How many were compared.
        waiting: Whose standings have yet to be computed; they are not compared.
        differing: Ids of people of whom something else is kept.
        counts: Whether the counts are those of the kept standings.
    """

    people: int
    waiting: int
    differing: tuple[str, ...]
    counts: bool


@dataclass
class _Requirements:
    """What positions require on a day, each looked up once a round."""

    uow: UnitOfWork
    on: date
    rule: MasteryRule
    rule_turns: Sequence[date]
    groups: dict[str, str] = field(default_factory=dict)
    required: dict[str, Sequence[PositionStandard]] = field(default_factory=dict)
    turns: dict[str, Sequence[date]] = field(default_factory=dict)

    def of(self, person_id: str, ports: Ports) -> PersonSummary:
        """Return a person's summary on the day."""
        organisation = self.uow.organisation
        person = organisation.person(person_id)
        spans = organisation.postings_of(person_id)
        posting = organisation.posting(person_id, self.on)
        if person is None or not person.active:
            posting, spans = None, ()
        position = posting.position_code if posting else ""
        if posting and position not in self.required:
            self._look_up(position)
        required = self.required.get(position, ())
        evidence = self.uow.evidence
        return summarise_person(
            Inputs(
                person_id,
                posting,
                self.groups.get(position, ""),
                required,
                evidence.of_person(person_id) if required else (),
                decided_by_then(evidence.decisions(person_id), self.on, ports.time_zone)
                if required
                else (),
                [
                    *days_around((p.since, p.until) for p in spans),
                    *self.turns.get(position, ()),
                    *self.rule_turns,
                ],
            ),
            self.rule,
            self.on,
        )

    def _look_up(self, position_code: str) -> None:
        position = self.uow.organisation.position(position_code)
        self.groups[position_code] = (
            position.group.strip().casefold() if position else ""
        )
        self.required[position_code], _ = required_by_position(
            position_code, self.uow, self.on
        )
        standards = self.uow.frameworks.standards_of(position_code)
        self.turns[position_code] = days_around(
            (s.valid_from, s.valid_to) for s in standards
        )


def refresh_summaries(*, ports: Ports) -> bool:
    """See to what changed, some people at a time; return whether there was anything.

    What is computed in one transaction is written in another, and only for people whom
    nobody else computed in between: else they are computed once more.
    """
    on = today(ports)
    with ports.storage.reading() as uow:
        day = uow.summaries.day()
        changes = uow.summaries.changes(_MOST_CHANGES)
    if day is None or day < on:
        with ports.storage.writing() as uow:
            uow.summaries.turn(on)
            uow.commit()
        return True
    if not changes:
        _finish(ports)
        return False
    if any(change.kind is not ChangeKind.PERSON for change in changes):
        with ports.storage.writing() as uow:
            uow.summaries.spread(uow.summaries.changes(_MOST_CHANGES))
            uow.commit()
        return True
    people = list(dict.fromkeys(change.key for change in changes))[:MOST_PEOPLE]
    with ports.storage.reading() as uow:
        seen = uow.summaries.changes_of(people)
        revisions = uow.summaries.revisions(people)
        requirements = _requirements(uow, on)
        made = [requirements.of(person_id, ports) for person_id in people]
    with ports.storage.writing() as uow:
        now = uow.summaries.revisions(people)
        same = {id_ for id_ in people if now.get(id_) == revisions.get(id_)}
        # A number of a change may have been given anew, but not to who is the same still.
        uow.summaries.replace([one for one in made if one.person_id in same])
        uow.summaries.forget([change for change in seen if change.key in same])
        uow.commit()
    return True


def rebuild_summaries(*, ports: Ports) -> int:
    """Compute everybody again, or go on where that was broken off; return how many."""
    with ports.storage.writing() as uow:
        uow.summaries.begin_again()
        uow.commit()
    while refresh_summaries(ports=ports):
        pass
    with ports.storage.reading() as uow:
        return sum(1 for one in uow.summaries.all() if one.unit_code)


def compare_summaries(*, ports: Ports) -> Compared:
    """Compare what is kept with what the ledger says; nothing is written."""
    on = today(ports)
    differing: list[str] = []
    kept: list[GapCount] = []
    count = 0
    with ports.storage.reading() as uow:
        changes = uow.summaries.changes(10**9)
        everybody = any(change.kind is not ChangeKind.PERSON for change in changes)
        day = uow.summaries.day()
        if everybody or day is None or day < on:
            # Whoever is not seen to yet may differ: that is no fault.
            return Compared(0, len(uow.organisation.people()), (), counts=True)
        waiting = {change.key for change in changes}
        requirements = _requirements(uow, on)
        for summary in uow.summaries.all():
            count += 1
            if summary.person_id in waiting:
                continue
            if requirements.of(summary.person_id, ports) != summary:
                differing.append(summary.person_id)
        known = {person.id for person in uow.organisation.people()}
        never = known - waiting - {one.person_id for one in uow.summaries.all()}
        kept = list(uow.summaries.counts())
        same = kept == counts_of(uow.summaries.all())
    return Compared(
        count, len(waiting), tuple(sorted({*differing, *never})), counts=same
    )


def computed_standings(on: date, *, ports: Ports) -> Iterator[PersonSummary]:
    """Yield everybody's summary as the ledger alone says it, kept or not."""
    with ports.storage.reading() as uow:
        requirements = _requirements(uow, on)
        for person in uow.organisation.people():
            yield requirements.of(person.id, ports)


def _requirements(uow: UnitOfWork, on: date) -> _Requirements:
    return _Requirements(uow, on, uow.rules.mastery(on), uow.rules.turns(on))


def _finish(ports: Ports) -> None:
    """Count once more from the kept standings where everybody was computed again."""
    with ports.storage.reading() as uow:
        if not uow.summaries.under_way():
            return
    with ports.storage.writing() as uow:
        uow.summaries.recount()
        uow.summaries.finish_again()
        uow.commit()
