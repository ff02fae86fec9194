"""Standings, evidence and decisions in words and marks."""

from lti_service.charts.level import level_bar
from lti_service.domain.evidence import Evidence, Use
from lti_service.domain.plan import Missing, Standing, StandingState
from lti_service.domain.rule import MasteryRule
from lti_service.locale import Sentence, format_date, format_number
from lti_service.web.language import language, translate as _


def state_mark(standing: Standing) -> tuple[str, str]:
    """Return the class and the words of a standing's badge."""
    match standing.state:
        case StandingState.ACHIEVED if standing.held > standing.required:
            extra = standing.held - standing.required
            return "right", _("Terpenuhi, lebih {n} level", n=extra)
        case StandingState.ACHIEVED:
            return "right", _("Terpenuhi")
        case StandingState.EXPIRING if standing.valid_until:
            last = format_date(standing.valid_until, language())
            return "attention", _("Berakhir {date}", date=last)
        case StandingState.EXPIRED:
            return "attention", _("Perlu ditinjau")
        case StandingState.PROPOSED:
            return "info", _("Menunggu asesor")
        case StandingState.NOT_YET:
            return "attention", _("Belum tercapai")
        case StandingState.IN_PROGRESS:
            return "attention", _("Sedang berjalan")
        case _:
            return "attention", _("Belum dimulai")


def level_chart(name: str, held: int, required: int) -> str:
    """Return the level bar of a competency as SVG."""
    title = _(
        "{name}: dimiliki level {held}, wajib level {required}",
        name=name,
        held=held,
        required=required,
    )
    return level_bar(title, held, required)


def missing_words(standing: Standing, rule: MasteryRule) -> list[str]:
    """Return what a requirement lacks, a sentence each; empty where it is met."""
    if standing.met:
        return []
    if standing.state is StandingState.PROPOSED:
        return [_("Bukti sudah cukup; asesor yang menetapkan.")]
    words = [_missing_word(lack, standing, rule) for lack in standing.missing]
    if standing.state is StandingState.EXPIRED and not words:
        words = [_("Masa berlakunya habis; asesor perlu meninjau.")]
    return words


_KINDS = {
    "quiz": Sentence("Tes pengetahuan"),
    "simulation": Sentence("Simulasi"),
    "assignment": Sentence("Tugas yang dinilai dengan rubrik"),
    "observation": Sentence("Pengamatan di tempat kerja"),
    "assessment_centre": Sentence("Uji kompetensi"),
    "certificate": Sentence("Sertifikat dari luar"),
    "self": Sentence("Penilaian diri"),
}
_USES = {
    Use.COUNTS: Sentence("Dihitung"),
    Use.REPEAT: Sentence("Tidak dihitung lagi: kegiatan yang sama"),
    Use.ENOUGH_OF_KIND: Sentence("Tidak dihitung lagi: sudah cukup dari jenis ini"),
    Use.LOWER_LEVEL: Sentence("Tidak dihitung: menunjukkan level yang lebih rendah"),
    Use.TOO_LOW: Sentence("Tidak dihitung: hasil di bawah batas"),
    Use.LAPSED: Sentence("Tidak dihitung lagi: masa berlakunya habis"),
    Use.SHOWN_ONLY: Sentence("Ditampilkan saja"),
    Use.NOT_ACCEPTED: Sentence("Belum dihitung: belum diterima"),
}


def kind_word(kind: str) -> str:
    """Return a kind of evidence in words."""
    return _KINDS[kind].told(_) if kind in _KINDS else kind


def use_word(use: Use) -> str:
    """Return in words whether a row counts, and why not."""
    return _USES[use].told(_)


def activity_word(row: Evidence) -> str:
    """Return what a row came from, as far as it says so."""
    return "" if row.activity.startswith("import:") else row.activity


def _missing_word(lack: Missing, standing: Standing, rule: MasteryRule) -> str:
    level = standing.required
    match lack:
        case Missing.EVIDENCE:
            return _("Belum ada bukti yang dihitung untuk level {level}.", level=level)
        case Missing.WEIGHT:
            return _(
                "Jumlah bobot bukti baru {sum} dari {threshold}.",
                sum=format_number(standing.weight, language()),
                threshold=format_number(rule.threshold, language()),
            )
        case Missing.KIND:
            able = [
                kind_word(kind).lower()
                for kind, known in rule.kinds.items()
                if known.highest_level >= level
            ]
            return _(
                "Belum ada bukti dari jenis yang dapat menunjukkan level {level}: {kinds}.",
                level=level,
                kinds=", ".join(able),
            )
        case Missing.ASSESSOR:
            return _("Pada level ini diperlukan dua asesor yang berbeda.")
