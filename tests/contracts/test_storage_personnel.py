"""People, frameworks, evidence, grants, keys, rules and audit, whoever stores them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest

from lti_service.domain.audit import AuditEntry
from lti_service.domain.evidence import EvidenceState, Outcome
from lti_service.domain.framework import (
    CompetencyLevel,
    Framework,
    FrameworkStatus,
)
from lti_service.domain.moderation import Moderation
from lti_service.domain.objection import Objection
from lti_service.domain.rule import KindRule
from lti_service.errors import ConflictError
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given
from tests.fakes import MORNING
from tests.fakes.tables import moderation_parameters, tier_parameters

DAY = timedelta(days=1)
NIP = make.person().nip


def test_people_come_back_by_id_nip_and_name(storage: Storage) -> None:
    given.an_office(storage)
    with storage.reading() as uow:
        organisation = uow.organisation
        assert organisation.person("person-1") == make.person()
        assert organisation.person("person-9") is None
        assert organisation.person_by_nip(NIP) == make.person()
        assert organisation.person_by_nip("0" * 18) is None
        assert [p.name for p in organisation.people()] == [
            "Pegawai Dua",
            "Pegawai Satu",
        ]
        some = organisation.people_in(["person-1", "person-9"])
        assert some == [make.person()]
        assert organisation.people_in([]) == []
        both = organisation.people_in(["person-1", "person-2"])
        assert [p.name for p in both] == ["Pegawai Dua", "Pegawai Satu"]
        assert organisation.unit("BPBD") == make.unit()
        assert organisation.unit("tiada") is None


def test_a_person_without_nip_is_found_by_no_nip(storage: Storage) -> None:
    unnumbered = make.person(nip="", active=False)
    with storage.writing() as uow:
        uow.organisation.save_person(unnumbered, make.TODAY)
        other = make.person(id="person-2", nip="")
        uow.organisation.save_person(other, make.TODAY)
        assert uow.organisation.person("person-1") == unnumbered
        assert uow.organisation.person_by_nip("") is None


def test_another_nip_replaces_the_former_one(storage: Storage) -> None:
    given.an_office(storage)
    renamed = make.person(name="Pegawai Baru", nip="199001012020121003")
    with storage.writing() as uow:
        uow.organisation.save_person(renamed, make.TODAY + DAY)
        assert uow.organisation.person("person-1") == renamed
        assert uow.organisation.person_by_nip(NIP) is None
        assert uow.organisation.person_by_nip(renamed.nip) == renamed


def test_a_nip_that_was_given_up_may_be_given_again(storage: Storage) -> None:
    given.an_office(storage)
    heir = make.person(id="person-2", nip=NIP)
    with storage.writing() as uow:
        uow.organisation.save_person(make.person(nip=""), make.TODAY)
        uow.organisation.save_person(heir, make.TODAY)
        assert uow.organisation.person_by_nip(NIP) == heir


def test_a_nip_has_one_bearer_and_the_refusal_does_not_repeat_it(
    storage: Storage,
) -> None:
    given.an_office(storage)
    with storage.writing() as uow, pytest.raises(ConflictError) as caught:
        uow.organisation.save_person(make.person(id="person-3"), make.TODAY)
    assert caught.value.code == "nip-taken"
    assert NIP not in str(caught.value)


def test_units_and_positions_come_by_code(storage: Storage) -> None:
    given.an_office(storage)
    above = make.unit(code="A", name="Sekretariat Daerah")
    changed = make.position(grade="8")
    with storage.writing() as uow:
        uow.organisation.save_unit(above)
        uow.organisation.save_position(changed)
        assert uow.organisation.units() == [above, make.unit()]
        assert uow.organisation.positions() == [changed]
        assert uow.organisation.position("ANALIS") == changed
        assert uow.organisation.position("LAIN") is None


def test_a_posting_holds_from_its_first_to_its_last_day(storage: Storage) -> None:
    given.an_office(storage)
    first = make.posting(until=date(2025, 6, 30), supervisor_id="person-2")
    second = make.posting(since=date(2025, 7, 1))
    with storage.writing() as uow:
        uow.organisation.save_posting(make.posting())
        uow.organisation.save_posting(first)
        uow.organisation.save_posting(second)
        posting = uow.organisation.posting
        assert posting("person-1", first.since - DAY) is None
        assert posting("person-1", first.since) == first
        assert posting("person-1", date(2025, 6, 30)) == first
        assert posting("person-1", date(2025, 7, 1)) == second
        assert posting("person-2", make.TODAY) is None
        assert uow.organisation.postings(make.TODAY) == [second]


def test_of_two_postings_the_later_begun_is_a_persons(storage: Storage) -> None:
    given.an_office(storage)
    second = make.posting(since=date(2025, 7, 1))
    with storage.writing() as uow:
        uow.organisation.save_posting(second)
        uow.organisation.save_posting(make.posting())
        assert uow.organisation.posting("person-1", make.TODAY) == second


def test_competencies_and_levels_come_back_in_order(storage: Storage) -> None:
    given.an_office(storage)
    other = make.competency(code="A", parent_code="TEKNIS")
    second = CompetencyLevel("KT.KB.01", 2, "Dasar", ("Menjelaskan", "Melapor"))
    first = CompetencyLevel("KT.KB.01", 1, "Awal")
    with storage.writing() as uow:
        uow.frameworks.save_competency(other)
        uow.frameworks.save_level(CompetencyLevel("KT.KB.01", 2, "Lain"))
        uow.frameworks.save_level(second)
        uow.frameworks.save_level(first)
        assert uow.frameworks.competency("A") == other
        assert uow.frameworks.competency("B") is None
        assert uow.frameworks.competencies() == [other, make.competency()]
        assert uow.frameworks.levels("KT.KB.01") == [first, second]
        assert uow.frameworks.levels("A") == []
        both = ["KT.KB.01", "tiada", "A"]
        assert uow.frameworks.competencies_in(both) == [other, make.competency()]
        assert uow.frameworks.competencies_in(["tiada"]) == []
        assert uow.frameworks.levels_in(both) == [first, second]
        assert uow.frameworks.levels_in([]) == []


def test_frameworks_come_back_in_order(storage: Storage) -> None:
    adopted = Framework(
        "SKJ", "Standar Kompetensi", "2", FrameworkStatus.ADOPTED, "https://a.b", "SK"
    )
    drafted = Framework("BERAKHLAK", "Nilai Dasar")
    with storage.writing() as uow:
        uow.frameworks.save(Framework("SKJ", "Lama"))
        uow.frameworks.save(adopted)
        uow.frameworks.save(drafted)
        uow.commit()
    with storage.reading() as uow:
        assert uow.frameworks.all() == [drafted, adopted]
        found = uow.frameworks.get("SKJ")
        assert found == adopted
        assert found is not None
        assert isinstance(found.status, FrameworkStatus)
        assert uow.frameworks.get("LAIN") is None


def test_a_competency_keeps_its_definition(storage: Storage) -> None:
    defined = make.competency(definition="Mampu\nberbuat.")
    with storage.writing() as uow:
        uow.frameworks.save_competency(defined)
        assert uow.frameworks.competency(defined.code) == defined


def test_a_standard_holds_on_its_days_and_the_newer_wins(storage: Storage) -> None:
    given.an_office(storage)
    ended = make.standard(valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    newer = make.standard(level=3, valid_from=date(2026, 1, 1), legal_basis="SK")
    with storage.writing() as uow:
        uow.frameworks.save_competency(make.competency(code="A"))
        other = make.standard(competency_code="A")
        for standard in (newer, ended, make.standard(level=1), make.standard(), other):
            uow.frameworks.save_standard(standard)
        standards = uow.frameworks.standards
        assert standards("ANALIS", date(2023, 1, 1)) == []
        assert standards("ANALIS", date(2024, 12, 31)) == [ended]
        assert standards("ANALIS", date(2025, 12, 31)) == [other, make.standard()]
        assert standards("ANALIS", date(2026, 1, 1)) == [other, newer]
        assert standards("LAIN", date(2026, 1, 1)) == []


def test_evidence_comes_back_exact_and_newest_first(storage: Storage) -> None:
    given.an_office(storage)
    older = make.evidence(
        id="evidence-2",
        result=Decimal("0.3333333333333333333333333333"),
        observed_on=make.TODAY - DAY,
        valid_until=make.TODAY,
        assessor_id="person-2",
        source="import:hasil#1",
        state=EvidenceState.SUBMITTED,
    )
    same_day = make.evidence(id="evidence-3", source="attempt:attempt-3")
    with storage.writing() as uow:
        for row in (make.evidence(), older, same_day):
            assert uow.evidence.append(row)
        uow.commit()
    with storage.reading() as uow:
        rows = uow.evidence.of_person("person-1")
        assert rows == [same_day, make.evidence(), older]
        assert uow.evidence.of_person("person-2") == []
        assert uow.evidence.people() == ["person-1"]


def test_the_same_source_and_level_is_evidence_once(storage: Storage) -> None:
    given.an_office(storage)
    with storage.writing() as uow:
        assert uow.evidence.append(make.evidence())
        assert not uow.evidence.append(
            make.evidence(id="evidence-2", result=Decimal(1))
        )
        assert uow.evidence.append(make.evidence(id="evidence-3", level=1))
        assert uow.evidence.append(make.evidence(id="evidence-4", person_id="person-2"))
        assert uow.evidence.append(make.evidence(id="evidence-5", competency_code="A"))
        assert make.evidence() in uow.evidence.of_person("person-1")


def test_decisions_come_back_newest_first(storage: Storage) -> None:
    given.an_office(storage)
    reversal = make.decision(
        id="decision-2",
        number=2,
        outcome=Outcome.NOT_YET,
        evidence_ids=(),
        valid_until=None,
        supersedes="decision-1",
    )
    with storage.writing() as uow:
        assert uow.evidence.next_decision_number() == 1
        uow.evidence.append_decision(make.decision())
        assert uow.evidence.next_decision_number() == 2
        uow.evidence.append_decision(reversal)
        assert uow.evidence.decisions("person-1") == [reversal, make.decision()]
        assert uow.evidence.decisions("person-2") == []


def test_a_decision_is_made_once(storage: Storage) -> None:
    given.an_office(storage)
    with storage.writing() as uow:
        uow.evidence.append_decision(make.decision())
        with pytest.raises(ConflictError):
            uow.evidence.append_decision(make.decision(number=2))


def test_deciding_at_once_numbers_decisions_without_gap(storage: Storage) -> None:
    given.an_office(storage)
    start = Barrier(8)

    def decide(own: int) -> int:
        start.wait(timeout=60)
        with storage.writing() as uow:
            number = uow.evidence.next_decision_number()
            uow.evidence.append_decision(make.decision(id=str(own), number=number))
            uow.commit()
        return number

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(decide, range(8))) == list(range(1, 9))


def test_grants_of_an_account_and_of_its_person_come_together(
    storage: Storage,
) -> None:
    given.an_office(storage)
    given.a_learner(storage)
    personal = make.grant(
        id="grant-0",
        account_id=None,
        person_id="person-1",
        unit_code="BPBD",
        until=make.TODAY,
        granted_at=MORNING + DAY,
    )
    with storage.writing() as uow:
        uow.grants.save(personal)
        uow.grants.save(make.grant())
        assert uow.grants.of("account-1", "person-1") == [make.grant(), personal]
        assert uow.grants.of("account-1", None) == [make.grant()]
        assert uow.grants.of("account-2", None) == []
        assert uow.grants.all() == [make.grant(), personal]


def test_a_grant_that_was_taken_away_is_kept_and_gives_nothing(
    storage: Storage,
) -> None:
    given.an_office(storage)
    given.a_learner(storage)
    ended = make.grant(since=make.TODAY, ended_at=MORNING + DAY, ended_by="account-2")
    with storage.writing() as uow:
        uow.grants.hold_still()
        uow.grants.save(make.grant())
        uow.grants.save(ended)
        assert uow.grants.of("account-1", None) == []
        assert uow.grants.all() == []
        assert uow.grants.get("grant-1") == ended
        assert uow.grants.get("grant-2") is None


def test_an_invitation_remembers_who_used_it(storage: Storage) -> None:
    used = make.invitation(used_by="account-1")
    with storage.writing() as uow:
        uow.grants.save_invitation(make.invitation())
        assert uow.grants.invitation(used.code_hash) == make.invitation()
        uow.grants.save_invitation(used)
        assert uow.grants.invitation(used.code_hash) == used
        assert uow.grants.invitation("cc" * 32) is None


def test_invitations_that_may_be_used_are_listed_until_they_are_removed(
    storage: Storage,
) -> None:
    later = make.invitation(
        code_hash="cc" * 32, expires_at=MORNING + 2 * DAY, unit_code="BPBD"
    )
    used = make.invitation(code_hash="dd" * 32, used_by="account-1")
    with storage.writing() as uow:
        for invitation in (later, used, make.invitation()):
            uow.grants.save_invitation(invitation)
        listed = uow.grants.open_invitations
        assert listed(MORNING) == [make.invitation(), later]
        assert listed(MORNING + DAY) == [later]
        uow.grants.remove_invitation(later.code_hash)
        uow.grants.remove_invitation(later.code_hash)
        assert listed(MORNING) == [make.invitation()]


def test_an_invitation_is_used_by_one_of_many_at_once(storage: Storage) -> None:
    hashes = [f"{number:064x}" for number in range(10)]
    with storage.writing() as uow:
        for code_hash in hashes:
            uow.grants.save_invitation(make.invitation(code_hash=code_hash))
        uow.commit()
    start = Barrier(4)

    def use(account_id: str, code_hash: str) -> bool:
        start.wait(timeout=60)
        with storage.writing() as uow:
            invitation = uow.grants.invitation(code_hash)
            assert invitation is not None
            if invitation.used_by is not None:
                return False
            uow.grants.save_invitation(replace(invitation, used_by=account_id))
            uow.commit()
        return True

    def use_all(account_id: str) -> list[bool]:
        return [use(account_id, code_hash) for code_hash in hashes]

    with ThreadPoolExecutor(4) as pool:
        used = pool.map(use_all, ["account-1", "account-2", "account-3", "account-4"])
        assert [sum(each) for each in zip(*used, strict=True)] == [1] * len(hashes)


def test_signing_keys_come_newest_first(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.keys.add("old", "pem-1", MORNING)
        uow.keys.add("new", "pem-2", MORNING + DAY)
        assert uow.keys.all() == [
            ("new", "pem-2", MORNING + DAY),
            ("old", "pem-1", MORNING),
        ]
        uow.keys.remove("old")
        uow.keys.remove("old")
        assert [kid for kid, _, _ in uow.keys.all()] == ["new"]
        with pytest.raises(ConflictError):
            uow.keys.add("new", "pem-3", MORNING)


def test_the_lowest_managerial_level_of_a_group_is_there_from_2018_on(
    storage: Storage,
) -> None:
    with storage.reading() as uow:
        before = uow.rules.parameters(date(2017, 12, 31))
        since = uow.rules.parameters(date(2018, 1, 1))
    tiers = [p for p in since if p.code.startswith("tier_level.")]
    assert not [p for p in before if p.code.startswith("tier_level.")]
    assert tiers == sorted(tier_parameters(), key=lambda p: p.code)


def test_version_1_of_the_mastery_rule_is_there_from_the_start(
    storage: Storage,
) -> None:
    with storage.reading() as uow:
        parameters = uow.rules.parameters(make.TODAY)
        rule = uow.rules.mastery(make.TODAY)
    assert [p.code for p in parameters] == sorted(p.code for p in parameters)
    mastery = [p for p in parameters if p.code.startswith("mastery.")]
    assert {p.legal_basis for p in mastery} == {
        "Usulan awal, menunggu penetapan daerah"
    }
    assert rule.version == 1
    assert rule.kinds == {
        "quiz": KindRule(Decimal("0.2"), 1, 12),
        "simulation": KindRule(Decimal("0.4"), 2, 24),
        "assignment": KindRule(Decimal("0.6"), 3, 36),
        "observation": KindRule(Decimal("0.8"), 4, 24),
        "assessment_centre": KindRule(Decimal("1.0"), 5, 36),
        "certificate": KindRule(Decimal("0.4"), 2, 36),
        "self": KindRule(Decimal(0), 0, 12),
    }
    assert (rule.threshold, rule.pass_mark) == (Decimal("1.0"), Decimal("0.75"))
    assert (rule.most_of_a_kind, rule.two_assessors_from) == (2, 3)
    assert (rule.expiring_days, rule.holding_months) == (90, 36)


def test_no_rule_holds_before_its_first_day(storage: Storage) -> None:
    with storage.reading() as uow:
        assert uow.rules.parameters(date(1999, 12, 31)) == []


def test_the_audit_trail_comes_newest_first(storage: Storage) -> None:
    first = AuditEntry(MORNING, "cli", "grant.given", "grant:grant-1")
    second = AuditEntry(
        MORNING, "account-1", "outbox.dropped", "outbox:1", "failed", "dropped", "Ganda"
    )
    with storage.writing() as uow:
        uow.audit.add(first)
        uow.audit.add(second)
        assert uow.audit.list() == [second, first]
        assert uow.audit.list(limit=1) == [second]


def test_the_newest_act_of_a_kind_is_found_among_others(storage: Storage) -> None:
    early, late = (
        AuditEntry(MORNING, "cli", "database.backed-up", "database:all", after=after)
        for after in ("1", "2")
    )
    other = AuditEntry(MORNING, "cli", "grant.given", "grant:grant-1")
    with storage.writing() as uow:
        for entry in (early, late, other):
            uow.audit.add(entry)
        assert uow.audit.last("database.backed-up") == late
        assert uow.audit.last("database.restored") is None


def test_judgements_of_a_decision_come_back_oldest_first_each_turn_once(
    storage: Storage,
) -> None:
    given.an_office(storage)
    second = Moderation(
        "m-2", "decision-1", 2, Outcome.NOT_YET, "Belum.", "p-2", MORNING, None
    )
    third = replace(
        second, id="m-1", turn=3, judged_at=MORNING + DAY, replacement="decision-2"
    )
    with storage.writing() as uow:
        uow.evidence.append_decision(make.decision())
        uow.evidence.append_decision(make.decision(id="decision-2", number=2))
        uow.moderations.add(second)
        uow.moderations.add(third)
        assert uow.moderations.all() == [second, third]
        with pytest.raises(ConflictError):
            uow.moderations.add(replace(second, id="m-3"))


def test_a_decision_is_found_by_its_id_and_all_come_oldest_first(
    storage: Storage,
) -> None:
    given.an_office(storage)
    second = make.decision(id="decision-2", number=2, person_id="person-2")
    with storage.writing() as uow:
        uow.evidence.append_decision(second)
        uow.evidence.append_decision(make.decision())
        assert uow.evidence.decision("decision-2") == second
        assert uow.evidence.decision("tiada") is None
        assert uow.evidence.all_decisions() == [make.decision(), second]


def test_the_numbers_of_moderation_are_there_with_their_basis(
    storage: Storage,
) -> None:
    with storage.reading() as uow:
        found = uow.rules.parameters(make.TODAY)
    numbers = [p for p in found if p.code.startswith("moderation.")]
    assert numbers == sorted(moderation_parameters(), key=lambda p: p.code)


def test_an_objection_waits_until_it_is_answered(storage: Storage) -> None:
    given.an_office(storage)
    first = Objection("o-2", "decision-1", "person-1", "Cukup.", MORNING)
    second = replace(first, id="o-1", raised_at=MORNING + DAY)
    answered = replace(
        first,
        answered_by="person-2",
        answered_at=MORNING + DAY,
        upheld=True,
        answer="Benar.",
        replacement="decision-2",
    )
    with storage.writing() as uow:
        uow.evidence.append_decision(make.decision())
        uow.evidence.append_decision(make.decision(id="decision-2", number=2))
        uow.objections.save(second)
        uow.objections.save(first)
        assert uow.objections.waiting() == [first, second]
        uow.objections.save(answered)
        assert uow.objections.get("o-2") == answered
        assert uow.objections.get("o-9") is None
        assert uow.objections.waiting() == [second]
        assert uow.objections.of_person("person-1") == [second, answered]
        assert uow.objections.of_person("person-2") == []
