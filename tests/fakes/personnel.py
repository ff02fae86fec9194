"""Fake repositories of people, frameworks, evidence, grants, keys, rules and audit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from lti_service.domain.audit import AuditEntry
from lti_service.domain.evidence import Decision, Evidence
from lti_service.domain.framework import (
    Competency,
    CompetencyLevel,
    Framework,
    PositionStandard,
)
from lti_service.domain.grant import Grant, Invitation
from lti_service.domain.learning_hours import JpConversion, Scope
from lti_service.domain.moderation import Moderation
from lti_service.domain.objection import Objection
from lti_service.domain.organisation import (
    FormerUnit,
    Person,
    PersonIdentifier,
    Position,
    Posting,
    Unit,
)
from lti_service.domain.registration import RegistrationInvitation
from lti_service.domain.rule import MasteryRule, RuleParameter, mastery_rule
from lti_service.domain.summary import days_around
from tests.fakes.tables import Tables, holds, newest_first, refuse


class FakeOrganisation:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def person(self, person_id: str) -> Person | None:
        return self._tables.people.get(person_id)

    def people_in(self, person_ids: Sequence[str]) -> Sequence[Person]:
        return [one for one in self.people() if one.id in set(person_ids)]

    def person_by_nip(self, nip: str) -> Person | None:
        for person in self._tables.people.values():
            if person.nip and person.nip == nip:
                return person
        return None

    def people(self) -> Sequence[Person]:
        return sorted(self._tables.people.values(), key=lambda p: (p.name, p.id))

    def people_after(self, name: str, person_id: str, limit: int) -> Sequence[Person]:
        after = [p for p in self.people() if (p.name, p.id) > (name, person_id)]
        return after[:limit]

    def save_person(self, person: Person, on: date) -> None:
        bearer = self.person_by_nip(person.nip)
        taken = bearer is not None and bearer.id != person.id
        refuse(when=taken, code="nip-taken")
        before = self.person(person.id)
        if (before.nip if before else "") != person.nip:
            self._give(PersonIdentifier(person.id, "nip", person.nip, on))
        self._tables.people[person.id] = person

    def save_people(self, people: Sequence[Person], on: date) -> None:
        for person in people:
            self.save_person(person, on)

    def identifiers(self, person_id: str) -> Sequence[PersonIdentifier]:
        found = [i for i in self._tables.identifiers if i.person_id == person_id]
        return sorted(
            found,
            key=lambda i: (i.kind, i.valid_from, i.valid_to or date.max),
        )

    def give_identifier(self, identifier: PersonIdentifier) -> None:
        taken = {
            (i.kind, i.value)
            for i in self._tables.identifiers
            if i.valid_to is None and i.person_id != identifier.person_id
        }
        refuse(when=(identifier.kind, identifier.value) in taken)
        self._give(identifier)

    def _give(self, new: PersonIdentifier) -> None:
        self._tables.identifiers = [
            replace(one, valid_to=new.valid_from)
            if (one.person_id, one.kind, one.valid_to)
            == (new.person_id, new.kind, None)
            else one
            for one in self._tables.identifiers
        ] + [new] * bool(new.value)

    def unit(self, code: str) -> Unit | None:
        return self._tables.units.get(code)

    def units(self) -> Sequence[Unit]:
        return sorted(self._tables.units.values(), key=lambda unit: unit.code)

    def save_unit(self, unit: Unit) -> None:
        self._tables.units[unit.code] = unit

    def former_units(self, code: str) -> Sequence[FormerUnit]:
        found = [f for f in self._tables.former_units.values() if f.code == code]
        return newest_first(found, lambda former: former.until)

    def save_former_unit(self, former: FormerUnit) -> None:
        self._tables.former_units[former.code, former.until] = former

    def positions(self) -> Sequence[Position]:
        return sorted(self._tables.positions.values(), key=lambda p: p.code)

    def position(self, code: str) -> Position | None:
        return self._tables.positions.get(code)

    def save_position(self, position: Position) -> None:
        self._tables.positions[position.code] = position

    def posting(self, person_id: str, on: date) -> Posting | None:
        held = [p for p in self.postings(on) if p.person_id == person_id]
        return held[-1] if held else None

    def postings(self, on: date) -> Sequence[Posting]:
        postings = self._tables.postings.values()
        held = [p for p in postings if holds(p.since, p.until, on)]
        return sorted(held, key=lambda p: (p.person_id, p.kind == "definitif", p.since))

    def every_posting(self) -> Sequence[Posting]:
        postings = self._tables.postings
        return [postings[key] for key in sorted(postings)]

    def postings_of(self, person_id: str) -> Sequence[Posting]:
        return [p for p in self.every_posting() if p.person_id == person_id]

    def save_postings(self, postings: Sequence[Posting]) -> None:
        for posting in postings:
            self.save_posting(posting)

    def subordinates(self, supervisor_id: str, on: date) -> Sequence[Posting]:
        return [p for p in self.postings(on) if p.supervisor_id == supervisor_id]

    def save_posting(self, posting: Posting) -> None:
        self._tables.postings[posting.person_id, posting.since] = posting


class FakeFrameworks:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, code: str) -> Framework | None:
        return self._tables.frameworks.get(code)

    def all(self) -> Sequence[Framework]:
        return sorted(self._tables.frameworks.values(), key=lambda f: f.code)

    def save(self, framework: Framework) -> None:
        self._tables.frameworks[framework.code] = framework

    def competency(self, code: str) -> Competency | None:
        return self._tables.competencies.get(code)

    def competencies_in(self, codes: Sequence[str]) -> Sequence[Competency]:
        return [one for one in self.competencies() if one.code in set(codes)]

    def levels_in(self, codes: Sequence[str]) -> Sequence[CompetencyLevel]:
        return [row for code in sorted(set(codes)) for row in self.levels(code)]

    def competencies(self) -> Sequence[Competency]:
        return sorted(self._tables.competencies.values(), key=lambda c: c.code)

    def levels(self, competency_code: str) -> Sequence[CompetencyLevel]:
        levels = self._tables.levels.values()
        found = [level for level in levels if level.competency_code == competency_code]
        return sorted(found, key=lambda level: level.level)

    def save_competency(self, competency: Competency) -> None:
        self._tables.competencies[competency.code] = competency

    def save_level(self, level: CompetencyLevel) -> None:
        self._tables.levels[level.competency_code, level.level] = level

    def standards(self, position_code: str, on: date) -> Sequence[PositionStandard]:
        held = [
            standard
            for standard in self._tables.standards.values()
            if standard.position_code == position_code
            and holds(standard.valid_from, standard.valid_to, on)
        ]
        held.sort(key=lambda standard: (standard.competency_code, standard.valid_from))
        return list({standard.competency_code: standard for standard in held}.values())

    def standards_of(self, position_code: str) -> Sequence[PositionStandard]:
        found = [
            standard
            for standard in self._tables.standards.values()
            if standard.position_code == position_code
        ]
        return sorted(found, key=lambda one: (one.competency_code, one.valid_from))

    def save_standard(self, standard: PositionStandard) -> None:
        key = (standard.position_code, standard.competency_code, standard.valid_from)
        self._tables.standards[key] = standard


class FakeEvidenceLedger:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def append(self, evidence: Evidence) -> bool:
        key = (
            evidence.source,
            evidence.competency_code,
            evidence.level,
            evidence.person_id,
        )
        if key in self._tables.evidence:
            return False
        self._tables.evidence[key] = evidence
        return True

    def of_person(self, person_id: str) -> Sequence[Evidence]:
        rows = self._tables.evidence.values()
        found = [row for row in rows if row.person_id == person_id]
        return newest_first(found, lambda row: row.observed_on)

    def people(self) -> Sequence[str]:
        return sorted({row.person_id for row in self._tables.evidence.values()})

    def next_decision_number(self) -> int:
        return 1 + max((d.number for d in self._tables.decisions), default=0)

    def append_decision(self, decision: Decision) -> None:
        known = self._tables.decisions
        same = (d.number == decision.number or d.id == decision.id for d in known)
        refuse(when=any(same))
        known.append(decision)

    def decisions(self, person_id: str) -> Sequence[Decision]:
        found = [d for d in self._tables.decisions if d.person_id == person_id]
        return sorted(found, key=lambda decision: decision.number, reverse=True)

    def decisions_of(self, person_ids: Iterable[str]) -> Sequence[Decision]:
        people = set(person_ids)
        found = [d for d in self._tables.decisions if d.person_id in people]
        return sorted(found, key=lambda decision: decision.number, reverse=True)

    def decision(self, decision_id: str) -> Decision | None:
        return next((d for d in self._tables.decisions if d.id == decision_id), None)

    def all_decisions(self) -> Sequence[Decision]:
        return sorted(self._tables.decisions, key=lambda decision: decision.number)


class FakeModerations:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, moderation: Moderation) -> None:
        taken = {(m.decision_id, m.turn) for m in self._tables.moderations}
        refuse(when=(moderation.decision_id, moderation.turn) in taken)
        self._tables.moderations.append(moderation)

    def all(self) -> Sequence[Moderation]:
        return sorted(self._tables.moderations, key=lambda m: (m.judged_at, m.id))


class FakeObjections:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def save(self, objection: Objection) -> None:
        self._tables.objections[objection.id] = objection

    def get(self, objection_id: str) -> Objection | None:
        return self._tables.objections.get(objection_id)

    def of_person(self, person_id: str) -> Sequence[Objection]:
        rows = self._tables.objections.values()
        found = [row for row in rows if row.person_id == person_id]
        return newest_first(found, lambda row: row.raised_at)

    def waiting(self) -> Sequence[Objection]:
        rows = self._tables.objections.values()
        return sorted((r for r in rows if r.open), key=lambda r: (r.raised_at, r.id))


class FakeGrants:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, grant_id: str) -> Grant | None:
        return self._tables.grants.get(grant_id)

    def of(self, account_id: str, person_id: str | None) -> Sequence[Grant]:
        return [
            grant
            for grant in self.all()
            if grant.account_id == account_id
            or (person_id is not None and grant.person_id == person_id)
        ]

    def all(self) -> Sequence[Grant]:
        held = [g for g in self._tables.grants.values() if g.ended_at is None]
        return sorted(held, key=lambda g: (g.granted_at, g.id))

    def save(self, grant: Grant) -> None:
        self._tables.grants[grant.id] = grant

    def hold_still(self) -> None:
        """Nobody else changes anything: writers take turns."""

    def invitation(self, code_hash: str) -> Invitation | None:
        return self._tables.invitations.get(code_hash)

    def open_invitations(self, now: datetime) -> Sequence[Invitation]:
        found = [i for i in self._tables.invitations.values() if i.open_at(now)]
        return sorted(found, key=lambda i: (i.expires_at, i.code_hash))

    def remove_invitation(self, code_hash: str) -> None:
        self._tables.invitations.pop(code_hash, None)

    def save_invitation(self, invitation: Invitation) -> None:
        self._tables.invitations[invitation.code_hash] = invitation


class FakeRegistrationInvitations:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, secret_hash: str) -> RegistrationInvitation | None:
        return self._tables.registration_invitations.get(secret_hash)

    def save(self, invitation: RegistrationInvitation) -> None:
        self._tables.registration_invitations[invitation.secret_hash] = invitation


class FakeSigningKeys:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def all(self) -> Sequence[tuple[str, str, datetime]]:
        return newest_first(self._tables.keys.values(), lambda key: key[2])

    def hold_still(self) -> None:
        """Nobody else changes anything: writers take turns."""

    def add(self, kid: str, pem: str, created_at: datetime) -> None:
        refuse(when=kid in self._tables.keys)
        self._tables.keys[kid] = (kid, pem, created_at)

    def remove(self, kid: str) -> None:
        self._tables.keys.pop(kid, None)


class FakeRules:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def parameters(self, on: date) -> Sequence[RuleParameter]:
        rules = self._tables.rules
        held = [row for row in rules if holds(row.valid_from, row.valid_to, on)]
        held.sort(key=lambda row: (row.code, row.valid_from))
        return list({row.code: row for row in held}.values())

    def all(self) -> Sequence[RuleParameter]:
        return sorted(self._tables.rules, key=lambda row: (row.code, row.valid_from))

    def add(self, parameter: RuleParameter) -> None:
        key = parameter.code, parameter.valid_from
        known = {(row.code, row.valid_from) for row in self._tables.rules}
        refuse(when=key in known)
        self._tables.rules.append(parameter)

    def remove(self, code: str, since: date) -> None:
        self._tables.rules = [
            row
            for row in self._tables.rules
            if (row.code, row.valid_from) != (code, since)
        ]

    def add_conversion(self, conversion: JpConversion) -> None:
        key = conversion.code, conversion.scope, conversion.valid_from
        known = {(c.code, c.scope, c.valid_from) for c in self._tables.conversions}
        refuse(when=key in known)
        self._tables.conversions.append(conversion)

    def remove_conversion(self, code: str, scope: Scope, since: date) -> None:
        self._tables.conversions = [
            c
            for c in self._tables.conversions
            if (c.code, c.scope, c.valid_from) != (code, scope, since)
        ]

    def mastery(self, on: date) -> MasteryRule:
        return mastery_rule(self.parameters(on))

    def turns(self, on: date) -> Sequence[date]:
        spans = [(row.valid_from, row.valid_to) for row in self._tables.rules]
        return sorted({day for day in days_around(spans) if day > on})


class FakeAudit:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, entry: AuditEntry) -> None:
        self._tables.audit.append(entry)

    def list(self, limit: int = 200) -> Sequence[AuditEntry]:
        return self._tables.audit[::-1][:limit]

    def last(self, action: str) -> AuditEntry | None:
        rows = self._tables.audit[::-1]
        return next((row for row in rows if row.action == action), None)

    def between(self, start: datetime, end: datetime) -> Iterator[AuditEntry]:
        rows = self._tables.audit[::-1]
        return iter([row for row in rows if start <= row.at < end])
