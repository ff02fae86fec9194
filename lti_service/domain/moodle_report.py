"""What a reading of a Moodle came to, in sentences."""

from collections import Counter

from lti_service.domain.moodle_ledger import PUSHES, RunCount, RunState, SyncRun
from lti_service.locale import Sentence

_OTHER_NEWS = (RunCount.ATTEMPTS, RunCount.RATINGS, RunCount.PLANS)


def told_run(run: SyncRun) -> list[Sentence]:
    """Return what a run read and what that changed; `refused_for` has the rest."""
    if run.state in PUSHES:
        return _told_push(run)
    said = [_began(run)]
    if run.count(RunCount.NEW) or run.count(RunCount.CHANGED):
        said.append(
            Sentence(
                "{new} penyelesaian atau nilai baru, {changed} berubah.",
                _counted(run, RunCount.NEW, RunCount.CHANGED),
            )
        )
    elif run.state is RunState.DONE and not any(map(run.count, _OTHER_NEWS)):
        said.append(Sentence("Tidak ada yang baru."))
    if n := run.count(RunCount.ATTEMPTS):
        said.append(Sentence("{n} percobaan paket SCORM baru atau berubah.", {"n": n}))
    said += _told_plans(run)
    if run.count(RunCount.HOURS) or run.count(RunCount.EVIDENCE):
        said.append(
            Sentence(
                "{hours} catatan JP dan {evidence} bukti kompetensi ditambahkan.",
                _counted(run, RunCount.HOURS, RunCount.EVIDENCE),
            )
        )
    if n := run.count(RunCount.UNMATCHED):
        said.append(
            Sentence(
                "Di antaranya pada {n} kepesertaan milik akun yang saat itu belum "
                "dicocokkan dengan pegawai.",
                {"n": n},
            )
        )
    if n := run.count(RunCount.VANISHED):
        said.append(
            Sentence(
                "{n} penyelesaian tidak lagi disebut Moodle; catatan di sini tetap.",
                {"n": n},
            )
        )
    if n := run.count(RunCount.LEFT):
        said.append(Sentence("{n} kepesertaan berakhir di Moodle.", {"n": n}))
    return said


def _told_plans(run: SyncRun) -> list[Sentence]:
    said = []
    if n := run.count(RunCount.RATINGS):
        said.append(Sentence("{n} penilaian kompetensi baru.", {"n": n}))
    if n := run.count(RunCount.PLANS):
        said.append(Sentence("{n} rencana belajar baru atau berubah.", {"n": n}))
    if n := run.count(RunCount.PUSHED):
        said.append(
            Sentence("{n} penilaian dari layanan ini sendiri tidak dihitung.", {"n": n})
        )
    return said


def _told_push(run: SyncRun) -> list[Sentence]:
    counted = _counted(
        run, RunCount.CREATE, RunCount.CHANGE, RunCount.SAME, RunCount.PEOPLE
    )
    if run.state is RunState.PUSH_QUEUED:
        return [Sentence("Menunggu pekerja layanan.")]
    if run.state is RunState.PUSH_STOPPED:
        said = [Sentence("Pembandingan terhenti setelah {people} orang.", counted)]
    elif run.state is RunState.PUSHING:
        said = [Sentence("Sejauh ini {people} orang dibandingkan.", counted)]
    elif run.is_trial:
        said = [
            Sentence(
                "Percobaan, tidak ada yang dikirim: {create} akan dibuat di Moodle, "
                "{change} akan diubah, {same} sudah sama.",
                counted,
            )
        ]
    else:
        said = [
            Sentence(
                "Antre dikirim: {create} akan dibuat di Moodle, {change} akan diubah; "
                "{same} sudah sama.",
                counted,
            )
        ]
    if n := run.count(RunCount.ASK) + run.count(RunCount.GONE):
        said.append(
            Sentence(
                "{n} diubah atau dihapus di Moodle dan menunggu keputusan Anda.",
                {"n": n},
            )
        )
    if n := run.count(RunCount.KEPT):
        said.append(
            Sentence("{n} dibiarkan seperti di Moodle, sesuai keputusan.", {"n": n})
        )
    return said


def _began(run: SyncRun) -> Sentence:
    counted = _counted(run, RunCount.PEOPLE, RunCount.COURSES, RunCount.REQUESTS)
    if run.state is RunState.QUEUED:
        return Sentence("Menunggu pekerja layanan.")
    if run.state is RunState.GIVING:
        return Sentence("Sedang diterapkan: {people} orang sejauh ini.", counted)
    if run.state is RunState.GIVEN:
        return Sentence(
            "Yang sudah terbaca dihitung ulang untuk {people} orang.", counted
        )
    if run.source and run.state is not RunState.UNDONE:
        return _began_file(run, counted)
    if run.is_trial and run.state is RunState.STOPPED:
        return Sentence(
            "Percobaan terhenti setelah {people} kepesertaan di {courses} kursus; tidak "
            "ada yang disimpan.",
            counted,
        )
    if run.is_trial:
        return Sentence(
            "Percobaan, tidak ada yang disimpan: {people} kepesertaan di {courses} "
            "kursus terbaca dengan {requests} permintaan.",
            counted,
        )
    if run.state is RunState.UNDONE:
        return Sentence("Pembacaan ini sudah dibatalkan.")
    if run.state is RunState.RUNNING:
        return Sentence(
            "Sejauh ini {people} kepesertaan di {courses} kursus terbaca dengan "
            "{requests} permintaan.",
            counted,
        )
    if run.state is RunState.STOPPED:
        return Sentence(
            "Terhenti setelah {people} kepesertaan di {courses} kursus; pembacaan "
            "berikutnya melanjutkannya.",
            counted,
        )
    return Sentence(
        "{people} kepesertaan di {courses} kursus terbaca dengan {requests} permintaan.",
        counted,
    )


def _began_file(run: SyncRun, counted: dict[str, object]) -> Sentence:
    about = counted | {"name": run.source}
    if run.is_trial:
        return Sentence(
            "Percobaan, tidak ada yang disimpan: {people} orang terbaca dari berkas "
            "{name}.",
            about,
        )
    return Sentence("{people} orang terbaca dari berkas {name}.", about)


def refused_for(run: SyncRun) -> list[tuple[str, int]]:
    """Return why something was not read, each code once, with how often that was."""
    codes = Counter(one.code for one in run.refusals)
    return list(codes.items())


def _counted(run: SyncRun, *what: RunCount) -> dict[str, object]:
    return {str(one): run.count(one) for one in what}
