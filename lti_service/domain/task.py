"""What waits for somebody: each task with whom it is about, since when and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lti_service.locale import Sentence


class Place(StrEnum):
    """On whose page a task is shown."""

    ME = "me"
    TEAM = "team"
    ASSESS = "assess"
    ADMIN = "admin"


class TaskKind(StrEnum):
    """What is to be done."""

    OWN_PLAN = "own-plan"
    PLAN = "plan"
    ASSIGNMENTS = "assignments"
    OBSERVATIONS = "observations"
    CASES = "cases"
    OBJECTIONS = "objections"
    MODERATIONS = "moderations"
    ENROLMENTS = "enrolments"
    NEEDS = "needs"
    HOURS = "hours"
    CLAIMS = "claims"
    AGENCY_PLAN = "agency-plan"
    SCORES = "scores"
    MIRRORS = "mirrors"


KIND_WORDS = {
    TaskKind.OWN_PLAN: Sentence("Rencana Anda yang dikembalikan"),
    TaskKind.PLAN: Sentence("Rencana pengembangan"),
    TaskKind.ASSIGNMENTS: Sentence("Tugas untuk dinilai"),
    TaskKind.OBSERVATIONS: Sentence("Latihan untuk diamati"),
    TaskKind.CASES: Sentence("Kasus yang menunggu penetapan"),
    TaskKind.OBJECTIONS: Sentence("Keberatan"),
    TaskKind.MODERATIONS: Sentence("Moderasi"),
    TaskKind.ENROLMENTS: Sentence("Usulan kepesertaan"),
    TaskKind.NEEDS: Sentence("Kebutuhan kompetensi"),
    TaskKind.HOURS: Sentence("Verifikasi JP"),
    TaskKind.CLAIMS: Sentence("Klaim NIP"),
    TaskKind.AGENCY_PLAN: Sentence("Rencana instansi"),
    TaskKind.SCORES: Sentence("Nilai yang ditolak LMS"),
    TaskKind.MIRRORS: Sentence("Yang diubah di Moodle"),
}

ACT_WORDS = {
    TaskKind.OWN_PLAN: Sentence("Perbaiki rencana"),
    TaskKind.PLAN: Sentence("Baca rencana"),
    TaskKind.ASSIGNMENTS: Sentence("Nilai tugas"),
    TaskKind.OBSERVATIONS: Sentence("Amati peserta"),
    TaskKind.CASES: Sentence("Buka antrean"),
    TaskKind.OBJECTIONS: Sentence("Jawab keberatan"),
    TaskKind.MODERATIONS: Sentence("Nilai ulang"),
    TaskKind.ENROLMENTS: Sentence("Lihat usulan"),
    TaskKind.NEEDS: Sentence("Periksa kebutuhan"),
    TaskKind.HOURS: Sentence("Verifikasi"),
    TaskKind.CLAIMS: Sentence("Periksa klaim"),
    TaskKind.AGENCY_PLAN: Sentence("Baca rencana instansi"),
    TaskKind.SCORES: Sentence("Lihat sebabnya"),
    TaskKind.MIRRORS: Sentence("Putuskan mana yang berlaku"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits, or several of a kind together.

    Attributes:
        who: Whom or what it is about, such as a batch; empty where it is several, or
            nobody.
        n: How many.
        year: Of a plan or cycle; none for none.
        since: Day since when the oldest waits; none where that is not known.
        due: Last day; none where nothing is set.
        path: Where it is done, from the service's root.
    """

    kind: TaskKind
    place: Place
    who: str
    n: int
    year: int | None
    since: date | None
    due: date | None
    path: str

    def days_left(self, on: date) -> int | None:
        """Return how many days are left; below 0 where it is late, none without one."""
        return (self.due - on).days if self.due else None


def in_order(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Return tasks with what is due first before the rest, then what waits longest."""
    return tuple(
        sorted(
            tasks,
            key=lambda one: (
                one.due or date.max,
                one.since or date.max,
                one.kind,
                one.who,
                one.year or 0,
            ),
        )
    )


def without_names(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Return tasks of a kind as one that names nobody, as a digest tells them."""
    kinds: dict[tuple[TaskKind, Place, str], list[Task]] = {}
    for one in tasks:
        path = one.path.partition("?")[0]
        kinds.setdefault((one.kind, one.place, path), []).append(one)
    return in_order(
        Task(
            kind,
            place,
            "",
            total(found),
            None,
            min((one.since for one in found if one.since), default=None),
            min((one.due for one in found if one.due), default=None),
            path,
        )
        for (kind, place, path), found in kinds.items()
    )


def total(tasks: Iterable[Task]) -> int:
    """Return how many things wait in all."""
    return sum(one.n for one in tasks)
