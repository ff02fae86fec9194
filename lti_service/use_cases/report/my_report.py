"""One's own profile and plan, and the decisions on oneself, as tables (R9, R11)."""

from datetime import date

from lti_service.domain.evidence import Decision, Outcome
from lti_service.domain.individual_plan import newest
from lti_service.domain.objection import Objection
from lti_service.domain.report import (
    Asked,
    Column,
    ColumnKind,
    Content,
    Report,
    Row,
    Term,
)
from lti_service.errors import ForbiddenError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.evidence.plan import (
    Requirement,
    decided_by_then,
    my_plan,
)
from lti_service.use_cases.report.report import Reach, ServedReport
from lti_service.use_cases.report.team_report import STATES

PROFILE = Report(
    name="R9",
    slug="profil-saya",
    title=Sentence("Profil dan rencana saya"),
    question=Sentence(
        "Menjawab: apa yang dituntut jabatan saya, di mana saya, apa langkah berikut "
        "saya?"
    ),
    columns=(
        Column("competency", Sentence("Kompetensi")),
        Column("required", Sentence("Wajib"), ColumnKind.NUMBER),
        Column("held", Sentence("Dimiliki"), ColumnKind.NUMBER),
        Column("state", Sentence("Keadaan"), filtered=True),
        Column("activity", Sentence("Kegiatan")),
        Column("due", Sentence("Tenggat"), ColumnKind.DAY),
    ),
    personal=True,
)

DECISIONS = Report(
    name="R11",
    slug="riwayat-keputusan",
    title=Sentence("Riwayat keputusan kompetensi"),
    question=Sentence(
        "Menjawab: mengapa kompetensi ini diberikan atau belum, oleh siapa, atas bukti "
        "apa, sampai kapan?"
    ),
    columns=(
        Column("number", Sentence("Nomor"), ColumnKind.NUMBER),
        Column("competency", Sentence("Kompetensi"), filtered=True),
        Column("level", Sentence("Level"), ColumnKind.NUMBER),
        Column("outcome", Sentence("Keputusan"), filtered=True),
        Column("date", Sentence("Tanggal"), ColumnKind.DAY),
        Column("assessor", Sentence("Penilai")),
        Column("evidence", Sentence("Bukti"), ColumnKind.NUMBER),
        Column("reason", Sentence("Alasan")),
        Column("valid_until", Sentence("Berlaku sampai"), ColumnKind.DAY),
        Column("objection", Sentence("Keberatan"), filtered=True),
    ),
    personal=True,
)

_OUTCOMES = {
    Outcome.ACHIEVED: Term("achieved", Sentence("Tercapai")),
    Outcome.NOT_YET: Term("not_yet", Sentence("Belum tercapai")),
}
_OPEN = Term("open", Sentence("Menunggu jawaban"))
_UPHELD = Term("upheld", Sentence("Diterima"))
_REJECTED = Term("rejected", Sentence("Ditolak"))


def build_profile(asked: Asked, ports: Ports) -> Content:
    """Return one's own standing on each requirement, with what is planned for it."""
    plan = my_plan(asked.scope.person_id, asked.on, ports=ports)
    if plan is None:
        raise ForbiddenError("forbidden")
    with ports.storage.reading() as uow:
        current = newest(uow.plans.individual(plan.person.id, asked.on.year))
    planned = {}
    for item in sorted(
        current.items if current else (), key=lambda item: item.due_on, reverse=True
    ):
        planned[item.competency_code] = item.activity, item.due_on
    rows = [
        _standing(row, planned.get(row.competency.code)) for row in plan.requirements
    ]
    lead = Sentence(
        "Anda sudah menunjukkan <b>{met} dari {all}</b> kompetensi yang dituntut jabatan "
        "Anda.",
        {"met": plan.met, "all": len(rows)},
    )
    return Content(
        rows=rows,
        lead=lambda _rows: lead,
        at=plan.at,
        on=asked.on,
        rule_version=plan.rule.version,
        how=Sentence(
            "Jabatan dan standar yang berlaku pada tanggal data. Kegiatan dan tenggat "
            "dari rencana Anda tahun itu; tanpa rencana, kursus yang menuju level itu."
        ),
        empty=Sentence(
            "Jabatan Anda atau standarnya belum tercatat. Minta pengelola kepegawaian "
            "melengkapinya."
        ),
    )


def build_decisions(asked: Asked, ports: Ports) -> Content:
    """Return all decisions on oneself until a day, newest first, with objections."""
    person_id = asked.scope.person_id
    with ports.storage.reading() as uow:
        if uow.organisation.person(person_id) is None:
            raise ForbiddenError("forbidden")
        decisions = decided_by_then(
            uow.evidence.decisions(person_id), asked.on, ports.time_zone
        )
        objections: dict[str, Objection] = {}
        for one in uow.objections.of_person(person_id):
            objections.setdefault(one.decision_id, one)
        names = {row.code: row.name for row in uow.frameworks.competencies()}
        ids = {decision.decided_by for decision in decisions}
        found = (uow.organisation.person(id_) for id_ in ids)
        people = {person.id: person.name for person in found if person is not None}
        version = uow.rules.mastery(asked.on).version
    decisions.sort(key=lambda one: -one.number)
    lead = Sentence(
        "<b>{n} penetapan</b> tentang kompetensi Anda tercatat.", {"n": len(decisions)}
    )

    def row(one: Decision) -> Row:
        return (
            one.number,
            names.get(one.competency_code, one.competency_code),
            one.level,
            _OUTCOMES[one.outcome],
            one.decided_at.astimezone(ports.time_zone).date(),
            people.get(one.decided_by, ""),
            len(one.evidence_ids),
            one.reason,
            one.valid_until,
            _objection(objections.get(one.id)),
        )

    return Content(
        rows=[row(one) for one in decisions],
        lead=lambda _rows: lead,
        at=ports.clock.now().astimezone(ports.time_zone),
        on=asked.on,
        rule_version=version,
        how=Sentence(
            "Setiap penetapan tetap tercatat, juga yang diganti. Keberatan disampaikan di "
            "halaman Profil dan rencana saya."
        ),
        empty=Sentence(
            "Belum ada penetapan. Seorang asesor menetapkan begitu bukti Anda cukup."
        ),
    )


def _standing(row: Requirement, planned: tuple[str, date] | None) -> Row:
    course = row.course.title if row.course else ""
    activity, due = planned or (course, None)
    return (
        row.competency.name,
        row.standing.required,
        row.standing.held,
        STATES[row.standing.state],
        activity,
        due,
    )


def _objection(one: Objection | None) -> Term | None:
    if one is None:
        return None
    if one.open:
        return _OPEN
    return _UPHELD if one.upheld else _REJECTED


PROFILE_REPORT = ServedReport(PROFILE, build_profile, reach=Reach.OWN)
DECISION_REPORT = ServedReport(DECISIONS, build_decisions, reach=Reach.OWN)
