"""A supervisor's people and what waits for the supervisor, as tables (R6, R7)."""

from collections.abc import Mapping, Sequence

from lti_service.domain.plan import StandingState
from lti_service.domain.report import (
    Asked,
    Column,
    ColumnKind,
    Content,
    Report,
    Row,
    Term,
)
from lti_service.domain.summary import HeldStanding
from lti_service.domain.task import KIND_WORDS, Task, in_order, total
from lti_service.domain.team import NextStep
from lti_service.errors import InvalidInputError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.overview.task import waiting_tasks
from lti_service.use_cases.overview.team import TeamRow, team_of
from lti_service.use_cases.report.report import Reach, ServedReport

STATES = {
    StandingState.ACHIEVED: Term("achieved", Sentence("Terpenuhi")),
    StandingState.EXPIRING: Term("expiring", Sentence("Segera berakhir")),
    StandingState.EXPIRED: Term("expired", Sentence("Perlu ditinjau")),
    StandingState.NOT_YET: Term("not_yet", Sentence("Belum tercapai")),
    StandingState.IN_PROGRESS: Term("in_progress", Sentence("Sedang berjalan")),
    StandingState.PROPOSED: Term("proposed", Sentence("Menunggu asesor")),
    StandingState.NOT_STARTED: Term("not_started", Sentence("Belum dimulai")),
}

_STEPS = {
    NextStep.ANSWER_PLAN: Term("answer-plan", Sentence("Jawab rencananya")),
    NextStep.RENEW: Term("renew", Sentence("Perbarui yang habis")),
    NextStep.EXPIRING: Term("expiring", Sentence("Perbarui sebelum berakhir")),
    NextStep.ENROLMENT_WAITS: Term(
        "enrolment-waits", Sentence("Usulan pelatihan menunggu")
    ),
    NextStep.LEARNING: Term("learning", Sentence("Sedang belajar")),
    NextStep.ASSESSOR: Term("assessor", Sentence("Menunggu asesor")),
    NextStep.PLAN: Term("plan", Sentence("Bicarakan rencana")),
    NextStep.EVIDENCE: Term("evidence", Sentence("Kumpulkan bukti dari pekerjaan")),
    NextStep.NOTHING: Term("nothing", Sentence("Tidak perlu tindakan")),
    NextStep.UNKNOWN: Term("unknown", Sentence("Belum dihitung")),
}

TEAM = Report(
    name="R6",
    slug="profil-tim",
    title=Sentence("Profil tim"),
    question=Sentence(
        "Menjawab: apa yang harus dapat dikerjakan setiap anggota tim, apa yang sudah "
        "ditunjukkan, apa yang kurang atau segera berakhir?"
    ),
    columns=(
        Column("person", Sentence("Pegawai"), filtered=True),
        Column("position", Sentence("Jabatan")),
        Column("competency", Sentence("Kompetensi"), filtered=True),
        Column("required", Sentence("Wajib"), ColumnKind.NUMBER),
        Column("held", Sentence("Dimiliki"), ColumnKind.NUMBER),
        Column("state", Sentence("Keadaan"), filtered=True),
        Column("valid_until", Sentence("Berlaku sampai"), ColumnKind.DAY),
        Column("next_step", Sentence("Langkah berikut"), filtered=True),
    ),
    personal=True,
)

TASKS = Report(
    name="R7",
    slug="tugas-atasan",
    title=Sentence("Daftar tugas"),
    question=Sentence("Menjawab: apa yang menunggu saya, sejak kapan, dan di mana?"),
    columns=(
        Column("kind", Sentence("Jenis tugas"), filtered=True),
        Column("person", Sentence("Pegawai")),
        Column("n", Sentence("Jumlah"), ColumnKind.NUMBER),
        Column("since", Sentence("Sejak"), ColumnKind.DAY),
        Column("due", Sentence("Tenggat"), ColumnKind.DAY),
        Column("link", Sentence("Tautan")),
    ),
    personal=True,
)


def build_team_report(asked: Asked, ports: Ports) -> Content:
    """Return the people whom somebody supervises today, a row a requirement.

    Raises:
        InvalidInputError: Of another day: ``report-today``.
    """
    _only_today(asked, TEAM, ports)
    team = team_of(asked.scope.person_id, asked.on, ports=ports)
    rows = [row for one in team.rows for row in _cells(one, team.competencies)]
    lead = Sentence(
        "Dari {all} anggota tim, <b>{met}</b> memenuhi seluruh tuntutan jabatannya.",
        {"all": len(team.rows), "met": team.complete},
    )
    return Content(
        rows=rows,
        lead=lambda _rows: lead,
        at=team.at,
        on=asked.on,
        rule_version=team.rule_version,
        how=Sentence(
            "Anggota tim menurut penugasan hari ini; keadaan dari ringkasan yang dihitung "
            "pekerja layanan. {waiting} perubahan masih menunggu dihitung.",
            {"waiting": team.waiting},
        ),
        empty=Sentence(
            "Tidak ada pegawai yang tercatat di bawah Anda hari ini, atau jabatan mereka "
            "belum mempunyai standar. Minta pengelola kepegawaian memeriksa data atasan "
            "bila ini keliru."
        ),
        dated=False,
        n=len(team.rows),
    )


def build_task_report(asked: Asked, ports: Ports) -> Content:
    """Return what waits for somebody, on whichever of their accounts.

    Raises:
        InvalidInputError: Of another day: ``report-today``.
    """
    _only_today(asked, TASKS, ports)
    with ports.storage.reading() as uow:
        accounts = uow.accounts.of_person(asked.scope.person_id)
        version = uow.rules.mastery(asked.on).version
    found: dict[Task, None] = {}
    for account in accounts:
        found |= dict.fromkeys(waiting_tasks(account.id, ports=ports))
    tasks = in_order(found)
    n = total(tasks)
    lead = Sentence("<b>{n} hal</b> menunggu Anda.", {"n": n})
    return Content(
        rows=[
            (
                Term(task.kind, KIND_WORDS[task.kind]),
                task.who,
                task.n,
                task.since,
                task.due,
                task.path,
            )
            for task in tasks
        ],
        lead=lambda _rows: lead,
        at=ports.clock.now().astimezone(ports.time_zone),
        on=asked.on,
        rule_version=version,
        how=Sentence(
            "Dikumpulkan dari semua antrean yang dibuka peran dan penugasan Anda hari ini. "
            "Yang bertenggat didahulukan, lalu yang paling lama menunggu."
        ),
        empty=Sentence("Tidak ada yang menunggu Anda."),
        dated=False,
        n=n,
    )


def _cells(row: TeamRow, names: Mapping[str, str]) -> list[Row]:
    return [_row(row, one, names) for one in _by_urgency(row.standings or ())]


def _by_urgency(standings: Sequence[HeldStanding]) -> list[HeldStanding]:
    return sorted(standings, key=lambda one: (-one.gap, one.competency_code))


def _row(row: TeamRow, one: HeldStanding, names: Mapping[str, str]) -> Row:
    return (
        row.member.person.name,
        row.member.position,
        names.get(one.competency_code, one.competency_code),
        one.required,
        one.held,
        STATES[one.state],
        one.valid_until,
        _STEPS[row.step],
    )


def _only_today(asked: Asked, report: Report, ports: Ports) -> None:
    if asked.on != today(ports):
        raise InvalidInputError("report-today", report=report.name)


TEAM_REPORT = ServedReport(
    TEAM, build_team_report, reach=Reach.OWN, tells_of_others=True
)
TASK_REPORT = ServedReport(
    TASKS, build_task_report, reach=Reach.OWN, tells_of_others=True
)
