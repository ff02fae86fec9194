"""How Moodles, their accounts and their readings are told."""

from lti_service.domain.claim import Likeness
from lti_service.domain.moodle_ledger import (
    PUSHES,
    MatchBasis,
    MatchDoubt,
    RunState,
    SyncRun,
)
from lti_service.domain.scorm_attempt import AttemptStatus
from lti_service.web.language import translate as _


def run_mark(run: SyncRun, *, is_alive: bool) -> tuple[str, str]:
    """Return the class and the words of a run's badge."""
    if run.state in {RunState.RUNNING, RunState.PUSHING} and not is_alive:
        return "attention", _("terputus")
    return {
        RunState.QUEUED: ("none", _("menunggu")),
        RunState.RUNNING: ("info", _("berjalan")),
        RunState.DONE: ("right", _("selesai")),
        RunState.STOPPED: ("wrong", _("terhenti")),
        RunState.UNDONE: ("none", _("dibatalkan")),
        RunState.GIVING: ("info", _("diterapkan")),
        RunState.GIVEN: ("right", _("diterapkan")),
        RunState.PUSH_QUEUED: ("none", _("menunggu")),
        RunState.PUSHING: ("info", _("dibandingkan")),
        RunState.PUSHED: ("right", _("dibandingkan")),
        RunState.PUSH_STOPPED: ("wrong", _("terhenti")),
    }[run.state]


def run_title(run: SyncRun) -> str:
    """Return what kind of run it is."""
    if run.state in {RunState.GIVING, RunState.GIVEN}:
        return _("Penerapan pemetaan atau penautan")
    if run.state in PUSHES:
        return _("Uji coba kirim") if run.is_trial else _("Pengiriman ke Moodle")
    if run.source and run.is_trial:
        return _("Uji coba berkas {name}", name=run.source)
    if run.source:
        return _("Berkas {name}", name=run.source)
    if run.is_trial:
        return _("Uji coba baca")
    return _("Pembacaan semua orang") if run.is_full else _("Pembacaan")


def actor_words(actor: str, names: dict[str, str]) -> str:
    """Return who asked for a run."""
    if actor == "worker":
        return _("jadwal malam")
    if actor == "cli":
        return _("baris perintah")
    return names.get(actor, actor)


def doubt_words(doubt: MatchDoubt) -> tuple[str, str]:
    """Return why an account waits, and what to do."""
    return {
        MatchDoubt.NONE: ("", ""),
        MatchDoubt.NO_NUMBER: (
            _("Tanpa nomor ID"),
            _("Moodle tidak menyebut nomor ID akun ini. Cari pegawainya menurut nama."),
        ),
        MatchDoubt.NOT_A_NIP: (
            _("Nomor ID bukan NIP"),
            _("Periksa nomornya di Moodle, atau cari pegawainya menurut nama."),
        ),
        MatchDoubt.UNKNOWN_NIP: (
            _("NIP tidak dikenal"),
            _(
                "Tidak ada pegawai dengan NIP ini. Impor pegawainya, atau cari orangnya."
            ),
        ),
        MatchDoubt.UNTRUSTED: (
            _("Nomor ID belum dipercaya"),
            _(
                "NIP-nya milik seorang pegawai, tetapi nomor ID Moodle ini belum dipercaya."
            ),
        ),
        MatchDoubt.NAME_FAR: (
            _("Namanya jauh berbeda"),
            _("NIP-nya milik seorang pegawai yang namanya lain. Bandingkan keduanya."),
        ),
        MatchDoubt.TWO_ACCOUNTS: (
            _("Akun kedua"),
            _("Pegawai dengan NIP ini sudah mempunyai akun lain di Moodle ini."),
        ),
        MatchDoubt.NUMBER_CHANGED: (
            _("Nomor ID berubah"),
            _(
                "Akun ini sudah tertaut, tetapi nomor ID-nya kini lain. Putuskan milik siapa."
            ),
        ),
        MatchDoubt.DISMISSED: (
            _("Bukan pegawai di sini"),
            _("Diputuskan oleh administrator; yang dikerjakannya tidak dihitung."),
        ),
    }[doubt]


def basis_words(basis: MatchBasis) -> str:
    """Return why an account is taken for somebody's."""
    return {
        MatchBasis.NONE: "",
        MatchBasis.NIP: _("menurut NIP"),
        MatchBasis.LAUNCH: _("pernah membuka layanan ini dari Moodle itu"),
        MatchBasis.HAND: _("ditautkan administrator"),
    }[basis]


def likeness_mark(likeness: Likeness) -> tuple[str, str]:
    """Return the class and the words for how alike two names are."""
    return {
        Likeness.SAME: ("right", _("nama sama")),
        Likeness.CLOSE: ("right", _("nama mirip")),
        Likeness.PARTLY: ("attention", _("nama sebagian sama")),
        Likeness.FAR: ("wrong", _("nama jauh berbeda")),
        Likeness.UNKNOWN: ("none", _("nama tidak dapat dibandingkan")),
    }[likeness]


def status_mark(status: AttemptStatus) -> tuple[str, str]:
    """Return the class and the words for how far an attempt at a package went."""
    return {
        AttemptStatus.OPEN: ("none", _("belum selesai")),
        AttemptStatus.COMPLETED: ("right", _("selesai")),
        AttemptStatus.PASSED: ("right", _("lulus")),
        AttemptStatus.FAILED: ("wrong", _("tidak lulus")),
    }[status]


def result_words(result: str) -> str:
    """Return how a question or an objective of a package went; what it says itself else."""
    return {
        "": _("tanpa hasil"),
        "correct": _("benar"),
        "wrong": _("salah"),
        "incorrect": _("salah"),
        "neutral": _("tidak dinilai"),
        "passed": _("lulus"),
        "failed": _("tidak lulus"),
        "completed": _("selesai"),
        "incomplete": _("belum selesai"),
        "not attempted": _("belum dicoba"),
        "unknown": _("tanpa hasil"),
    }.get(result, result)


def module_words(module: str) -> str:
    """Return what a kind of activity is called."""
    return {
        "assign": _("tugas"),
        "h5pactivity": "H5P",
        "lti": _("alat LTI"),
        "page": _("halaman"),
        "quiz": _("kuis"),
        "resource": _("berkas"),
        "scorm": _("paket SCORM"),
    }.get(module, module)


def kind_words() -> dict[str, str]:
    """Return the kinds of evidence that a grade may be."""
    return {
        "quiz": _("Kuis"),
        "simulation": _("Simulasi"),
        "assignment": _("Tugas"),
        "observation": _("Pengamatan"),
        "assessment_centre": _("Uji kompetensi"),
        "certificate": _("Sertifikat"),
        "self": _("Penilaian diri"),
    }
