"""Standings, evidence and decisions in words and marks."""

from collections.abc import Mapping
from typing import NamedTuple

from lti_service.charts.level import level_bar
from lti_service.domain.evidence import Use, Weighed
from lti_service.domain.moodle_plan import RATED_AS
from lti_service.domain.plan import Missing, Standing, StandingState
from lti_service.domain.rule import MasteryRule
from lti_service.locale import (
    Sentence,
    Translator,
    format_date,
    format_number,
    translator,
)
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
_USE_BADGES = {Use.COUNTS: "badge right", Use.NOT_ACCEPTED: "badge"}


def kind_word(kind: str) -> str:
    """Return a kind of evidence in words."""
    return _KINDS[kind].told(_) if kind in _KINDS else kind


class EvidenceRow(NamedTuple):
    """A row of evidence in words.

    Attributes:
        activity: What it came from, as far as it says so.
        judge: Who judged it.
        badge: Classes of the mark of whether it counts.
        use: Whether it counts, and why not.
        until: Until when it counts; empty where it does not.
    """

    kind: str
    activity: str
    day: str
    level: int
    result: str
    weight: str
    judge: str
    badge: str
    use: str
    until: str


def evidence_rows(standing: Standing, names: Mapping[str, str]) -> list[EvidenceRow]:
    """Return the evidence of a standing in words.

    Args:
        standing: The standing.
        names: Names of those who judged, by id.
    """
    # Asked once, since a person may have a hundred rows.
    spoken = language()
    say = translator(spoken)
    return [_evidence_row(item, names, spoken, say) for item in standing.evidence]


def _evidence_row(
    item: Weighed, names: Mapping[str, str], spoken: str, _: Translator
) -> EvidenceRow:
    row, use = item.row, item.use
    if row.assessor_id:
        judge = names.get(row.assessor_id) or _("asesor")
    elif row.kind == RATED_AS and row.source.startswith("moodle:"):
        judge = _("penilai di Moodle")
    else:
        judge = _("sistem")
    until = ""
    if use is Use.COUNTS:
        until = _("sampai {date}", date=format_date(item.last_day, spoken))
    return EvidenceRow(
        kind=_KINDS[row.kind].told(_) if row.kind in _KINDS else row.kind,
        activity="" if row.activity.startswith("import:") else row.activity,
        day=format_date(row.observed_on, spoken),
        level=row.level,
        result=format_number(row.result, spoken),
        weight=format_number(item.weight, spoken),
        judge=judge,
        badge=_USE_BADGES.get(use, ""),
        use=_USES[use].told(_),
        until=until,
    )


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
