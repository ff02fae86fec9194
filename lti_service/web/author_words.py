"""What differs between two versions, what follows, and what an outcome lacks, in words."""

from decimal import Decimal, InvalidOperation

from course_builder.model.coverage import Gap
from lti_service.domain.course_difference import Change, FactChange
from lti_service.locale import format_number
from lti_service.web.language import language, translate as _


def fact_word(fact: str) -> str:
    """Return what a fact of a course or an activity is called."""
    words = {
        "title": _("Judul"),
        "summary": _("Ringkasan"),
        "language": _("Bahasa"),
        "hours": _("Jam pelajaran (JP)"),
        "pass_mark": _("Batas lulus, persen"),
        "license": _("Lisensi"),
        "authors": _("Penulis"),
        "maximum": _("Poin tertinggi"),
        "glossary": _("Glosarium"),
        "module": _("Modul"),
        "minutes": _("Menit"),
        "optional": _("Boleh dilewati"),
        "prerequisites": _("Prasyarat"),
        "outcome": _("Jenis bukti"),
        "kind": _("Jenis kegiatan"),
        "type": _("Bentuk soal"),
        "key": _("Kunci"),
        "marking": _("Cara menilai"),
        "left_texts": _("Yang dipasangkan"),
        "points": _("Poin"),
        "hint_cost": _("Potongan per petunjuk"),
        "attempts": _("Kesempatan menjawab"),
        "required": _("Wajib"),
        "competencies": _("Kompetensi"),
        "option_texts": _("Pilihan jawaban"),
        "option_feedback": _("Umpan balik pilihan"),
        "hints": _("Petunjuk"),
        "right": _("Umpan balik jawaban benar"),
        "wrong": _("Umpan balik jawaban belum tepat"),
        "explanation": _("Penjelasan"),
        "tags": _("Tanda soal"),
        "role": _("Peran kuis"),
        "draws": _("Soal yang diambil"),
        "shuffle": _("Diacak"),
        "feedback": _("Saat umpan balik"),
        "worth": _("Nilai kuis"),
        "graph": _("Alur simulasi"),
        "titles": _("Judul bagian simulasi"),
        "choice_texts": _("Keputusan simulasi"),
        "texts": _("Teks simulasi"),
        "conditions": _("Syarat keputusan"),
        "rounds": _("Putaran"),
        "submit": _("Cara mengirim"),
        "accept": _("Jenis berkas"),
        "largest_mb": _("Berkas terbesar, MB"),
        "assessor": _("Penilai"),
        "due_days": _("Tenggat, hari"),
        "levels": _("Tingkat rubrik"),
        "criteria": _("Kriteria rubrik"),
        "required_criteria": _("Kriteria wajib"),
        "items": _("Butir survei"),
        "level": _("Tingkat evaluasi"),
        "anonymous": _("Tanpa nama"),
        "after_days": _("Hari sesudah selesai"),
        "audience": _("Siapa yang ditanya"),
        "forum": _("Alamat forum"),
    }
    return words.get(fact, fact)


def value_words(change: FactChange) -> tuple[str, str]:
    """Return what a fact was and is."""
    return _value(change.before), _value(change.after)


def change_mark(change: Change) -> tuple[str, str]:
    """Return the class and the word of a change's badge."""
    return {
        Change.ADDED: ("right", _("Baru")),
        Change.REMOVED: ("wrong", _("Hilang")),
        Change.CHANGED: ("", _("Berubah")),
    }[change]


def severity_mark(severity: str) -> tuple[str, str]:
    """Return the class and the word of a finding's badge."""
    if severity == "warning":
        return "attention", _("Peringatan")
    return "info", _("Catatan")


def evidence_word(kind: str) -> str:
    """Return what a kind of evidence is called, as courses declare it."""
    words = {
        "quiz": _("kuis"),
        "scenario": _("simulasi"),
        "assignment": _("tugas"),
        "observation": _("pengamatan di tempat kerja"),
    }
    return words.get(kind, kind)


def activity_kind_word(kind: str) -> str:
    """Return what a kind of activity is called."""
    words = {
        "question": _("Soal"),
        "quiz": _("Kuis"),
        "scenario": _("Simulasi"),
        "assignment": _("Tugas"),
        "survey": _("Survei"),
        "discussion": _("Diskusi"),
    }
    return words.get(kind, kind)


def gap_words(gap: Gap) -> str:
    """Return what to do where an outcome lacks something."""
    return {
        Gap.TEACHING: _("Tulis halaman, atau sebut kompetensinya pada modul."),
        Gap.PRACTICE: _("Beri soal latihan yang menyebut kompetensi ini."),
        Gap.TEST: _("Beri soal tes, simulasi, atau tugas yang menyebutnya."),
        Gap.EVIDENCE: _("Beri kegiatan yang menjadi bukti, atau ubah jenis buktinya."),
        Gap.DECLARATION: _(
            "Sebut capaian ini di index.md, atau hapus dari kegiatannya."
        ),
    }[gap]


def _value(text: str) -> str:
    if text in {"yes", "no"}:
        return _("ya") if text == "yes" else _("tidak")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text or "–"
    return format_number(number, language()) if number.is_finite() else text
