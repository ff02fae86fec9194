"""Judge whether a Moodle is read and pushed to, and what to do where it is not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lti_service.domain.health import Check, Finding, Grade
from lti_service.domain.moodle_ledger import (
    PUSHES,
    READS_NOTHING,
    MoodleConnection,
    RunState,
    SyncRun,
)
from lti_service.errors import EXPLANATIONS
from lti_service.errors.explanation import Explanation
from lti_service.locale import Sentence

OLD_AFTER = timedelta(days=2)
"""A reading each night: one that failed is no reason to be woken."""

_SEE_RUNS = Sentence(
    "Lihat pembacaannya di /admin/moodle; pekerja layanan membacanya setiap malam."
)


def readings(
    moodle: MoodleConnection, runs: Sequence[SyncRun], now: datetime
) -> Finding:
    """Judge when a Moodle was read last, and how that ended.

    Args:
        moodle: Which one.
        runs: Its runs, newest first.
        now: Now.
    """
    real = [run for run in runs if not run.is_trial and run.state not in READS_NOTHING]
    if real and real[0].state is RunState.STOPPED:
        reason = real[0].refusals[-1].code if real[0].refusals else "moodle-busy"
        words = EXPLANATIONS[reason]
        return _finding(
            moodle,
            Grade.WRONG if now - real[0].started_at > OLD_AFTER else Grade.LOOK,
            Sentence(words.message),
            Sentence(words.remedy),
        )
    ended = next((run.finished_at for run in real if run.finished_at), None)
    if ended is None and now - moodle.created_at <= OLD_AFTER:
        return _finding(
            moodle, Grade.OK, Sentence("Belum dibaca; pembacaan pertama menyusul.")
        )
    if ended is None or now - ended > OLD_AFTER:
        return _finding(
            moodle,
            Grade.LOOK,
            Sentence("Sudah lebih dari 2 hari tidak selesai dibaca."),
            _SEE_RUNS,
        )
    return _finding(
        moodle, Grade.OK, Sentence("Dibaca dalam 2 hari terakhir, tanpa terhenti.")
    )


def pushes(
    moodle: MoodleConnection, runs: Sequence[SyncRun], asking: int, now: datetime
) -> list[Finding]:
    """Judge what is sent to a Moodle each night, and what waits for an answer.

    Args:
        moodle: Which one.
        runs: Its runs, newest first.
        asking: How many items were changed or deleted there and wait.
        now: Now.
    """
    found = []
    if asking:
        found.append(
            _finding(
                moodle,
                Grade.LOOK,
                Sentence(
                    "{n} hal diubah atau dihapus di Moodle dan menunggu keputusan; "
                    "sampai dijawab, itu tidak dikirim.",
                    {"n": asking},
                ),
                Sentence("Putuskan di /admin/moodle/{id}/push", {"id": moodle.id}),
                Check.MIRROR,
            )
        )
    trouble = _push_trouble(moodle, runs, now)
    if trouble is not None:
        found.append(trouble)
    if not found:
        found.append(
            _finding(
                moodle,
                Grade.OK,
                Sentence("Dikirim setiap malam; tidak ada yang menunggu keputusan.")
                if moodle.pushes_since
                else Sentence(
                    "Dikirim bila diminta; tidak ada yang menunggu keputusan."
                ),
                check=Check.MIRROR,
            )
        )
    return found


def _push_trouble(
    moodle: MoodleConnection, runs: Sequence[SyncRun], now: datetime
) -> Finding | None:
    """Return why what goes each night by itself did not; none where it did."""
    if moodle.pushes_since is None:
        return None
    real = [run for run in runs if not run.is_trial and run.state in PUSHES]
    ended = next(
        (run.finished_at for run in real if run.state is RunState.PUSHED), None
    )
    is_late = now - max(ended or moodle.pushes_since, moodle.pushes_since) > OLD_AFTER
    if real and real[0].state is RunState.PUSH_STOPPED:
        reason = real[0].refusals[-1].code if real[0].refusals else "moodle-busy"
        words = EXPLANATIONS[reason]
        return _finding(
            moodle,
            Grade.WRONG if is_late else Grade.LOOK,
            Sentence(words.message),
            Sentence(words.remedy),
            Check.MIRROR,
        )
    if not is_late:
        return None
    return _finding(
        moodle,
        Grade.LOOK,
        Sentence("Sudah lebih dari 2 hari tidak selesai dibandingkan dan dikirim."),
        Sentence(
            "Lihat di /admin/moodle/{id}/push; pekerja layanan mengirimnya setiap malam.",
            {"id": moodle.id},
        ),
        Check.MIRROR,
    )


def refusal(moodle: MoodleConnection, words: Explanation) -> Finding:
    """Tell that a Moodle does not answer, or refuses its token."""
    return _finding(
        moodle, Grade.WRONG, Sentence(words.message), Sentence(words.remedy)
    )


def functions(
    moodle: MoodleConnection,
    release: str,
    missing: Sequence[str],
    lacking: Sequence[str] = (),
    lacking_plans: Sequence[str] = (),
) -> Finding:
    """Judge what a token may do.

    Args:
        moodle: Which one.
        release: Of Moodle.
        missing: Functions without which nothing is read.
        lacking: Those without which attempts at packages are not.
        lacking_plans: Those without which learning plans, or ratings in courses, are not.
    """
    if missing:
        return _finding(
            moodle,
            Grade.WRONG,
            Sentence(
                "Moodle {release}: layanan token ini tidak memuat {names}.",
                {"release": release, "names": ", ".join(missing)},
            ),
            Sentence(
                "Di Moodle: Site administration, Server, Web services, External "
                "services: tambahkan fungsi itu ke layanannya."
            ),
        )
    if lacking:
        return _finding(
            moodle,
            Grade.LOOK,
            Sentence(
                "Moodle {release}: percobaan paket SCORM tidak dibaca, sebab layanan "
                "token ini tidak memuat {names}; selebihnya dibaca.",
                {"release": release, "names": ", ".join(lacking)},
            ),
            Sentence(
                "Di Moodle: tambahkan fungsi itu ke layanannya (Server, Web services, "
                "External services), dan kemampuan mod/scorm:viewreport ke peran "
                "penggunanya (Users, Permissions, Define roles)."
            ),
        )
    if lacking_plans:
        return _finding(
            moodle,
            Grade.LOOK,
            Sentence(
                "Moodle {release}: rencana belajar dan penilaian kompetensi tidak dibaca "
                "seluruhnya, sebab layanan token ini tidak memuat {names}; selebihnya "
                "dibaca.",
                {"release": release, "names": ", ".join(lacking_plans)},
            ),
            Sentence(
                "Di Moodle: tambahkan fungsi itu ke layanannya (Server, Web services, "
                "External services), dan kemampuan moodle/competency pada langkah 4 ke "
                "peran penggunanya."
            ),
        )
    return _finding(
        moodle,
        Grade.OK,
        Sentence(
            "Moodle {release} menjawab, dan tokennya boleh membaca semua yang perlu.",
            {"release": release},
        ),
    )


def role(moodle: MoodleConnection, lacking: Sequence[str]) -> Finding:
    """Tell that a role lets the token read too little.

    Args:
        moodle: Which one.
        lacking: Capabilities of which it seems to lack some.
    """
    return _finding(
        moodle,
        Grade.WRONG,
        Sentence(
            "Peran pengguna layanan web di Moodle belum cukup: kurang sebagian dari "
            "{names}.",
            {"names": ", ".join(lacking)},
        ),
        Sentence(
            "Di Moodle: tambahkan kemampuan itu ke perannya (Users, Permissions, Define "
            "roles)."
        ),
    )


def numbers(
    moodle: MoodleConnection, course: str, people: int, needed: Sequence[str]
) -> Finding:
    """Tell that nobody's ID number is told.

    Args:
        moodle: Which one.
        course: Where it was looked for.
        people: At how many it was looked.
        needed: Capabilities without which none is told.
    """
    return _finding(
        moodle,
        Grade.LOOK,
        Sentence(
            "Tidak satu pun dari {n} peserta yang dilihat di kursus {course} bernomor "
            "ID.",
            {"n": people, "course": course},
        ),
        Sentence(
            "Isi nomor ID dengan NIP di profil mereka di Moodle; bila sudah terisi, beri "
            "perannya {names}.",
            {"names": ", ".join(needed)},
        ),
    )


def _finding(
    moodle: MoodleConnection,
    grade: Grade,
    meaning: Sentence,
    remedy: Sentence | None = None,
    check: Check = Check.MOODLE,
) -> Finding:
    return Finding(check, grade, meaning, remedy, moodle.name)
