"""What each rule parameter means, and which values it can have.

A new parameter is one entry of `MEANINGS`; one without an entry is shown by its code,
among the others, and takes any number from 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lti_service.locale import Sentence

_EVIDENCE = {
    "quiz": Sentence("kuis"),
    "simulation": Sentence("simulasi"),
    "assignment": Sentence("tugas"),
    "observation": Sentence("pengamatan"),
    "assessment_centre": Sentence("uji kompetensi"),
    "certificate": Sentence("sertifikat"),
    "self": Sentence("penilaian diri"),
}
_UNITS = {
    "JP": Sentence("JP"),
    "minutes": Sentence("menit"),
    "months": Sentence("bulan"),
    "days": Sentence("hari"),
    "hours": Sentence("jam"),
    "level": Sentence("level"),
    "share": Sentence("bagian dari 1"),
    "weight": Sentence("bobot"),
    "rows": Sentence("bukti"),
    "decisions": Sentence("penetapan"),
    "kappa": Sentence("kappa"),
    "points": Sentence("poin"),
    "people": Sentence("orang"),
    "years": Sentence("tahun"),
    "contents": Sentence("muatan"),
}


@dataclass(frozen=True, slots=True)
class RuleMeaning:
    """What a parameter, or those whose codes begin alike, means.

    Attributes:
        group: Where it is shown, a key of `GROUPS`.
        name: With the place ``{of}`` where the code goes on.
        meaning: What follows from it.
        least: The lowest value it can have.
        most: The highest.
        whole: Whether it is a whole number.
    """

    group: str
    name: Sentence
    meaning: Sentence
    least: Decimal
    most: Decimal
    whole: bool = True


GROUPS: Mapping[str, Sentence] = {
    "hours": Sentence("Jam pelajaran setahun"),
    "conversion": Sentence("Konversi jalur menjadi JP"),
    "mastery": Sentence("Kapan bukti cukup"),
    "tier": Sentence("Level terendah kelompok jabatan"),
    "moderation": Sentence("Moderasi penetapan"),
    "marking": Sentence("Penilaian tugas"),
    "needs": Sentence("Prioritas kebutuhan"),
    "plan": Sentence("Rencana pengembangan"),
    "privacy": Sentence("Laporan dan pelindungan"),
    "other": Sentence("Lainnya"),
}


MEANINGS: Mapping[str, RuleMeaning] = {
    "hours.minimum.": RuleMeaning(
        "hours",
        Sentence("JP paling sedikit setahun, {of}"),
        Sentence("Kurang dari ini ditunjukkan kepada pegawai dan dalam laporan."),
        Decimal(0),
        Decimal(500),
    ),
    "hours.maximum.": RuleMeaning(
        "hours",
        Sentence("JP paling banyak setahun, {of}"),
        Sentence("Lebih dari ini hanya diberitahukan; belajar tetap boleh."),
        Decimal(0),
        Decimal(1000),
    ),
    "hours.minutes": RuleMeaning(
        "hours",
        Sentence("Lama satu JP"),
        Sentence("Dipakai untuk menghitung JP kursus dari menitnya."),
        Decimal(1),
        Decimal(120),
    ),
    "mastery.weight.": RuleMeaning(
        "mastery",
        Sentence("Bobot bukti: {of}"),
        Sentence("Bobot bukti yang lulus dijumlahkan sampai ambangnya."),
        Decimal(0),
        Decimal(1),
        whole=False,
    ),
    "mastery.highest_level.": RuleMeaning(
        "mastery",
        Sentence("Level tertinggi dari bukti: {of}"),
        Sentence("Di atas level ini bukti jenis itu tidak dihitung."),
        Decimal(0),
        Decimal(5),
    ),
    "mastery.currency_months.": RuleMeaning(
        "mastery",
        Sentence("Lama berlaku bukti: {of}"),
        Sentence("Bukti yang lebih lama tidak dihitung lagi; bukti tidak dihapus."),
        Decimal(1),
        Decimal(240),
    ),
    "mastery.threshold": RuleMeaning(
        "mastery",
        Sentence("Ambang jumlah bobot"),
        Sentence("Dari jumlah ini kompetensi diusulkan kepada asesor."),
        Decimal("0.1"),
        Decimal(10),
        whole=False,
    ),
    "mastery.pass_mark": RuleMeaning(
        "mastery",
        Sentence("Batas lulus sebuah bukti"),
        Sentence("Hasil di bawah ini tidak dihitung."),
        Decimal(0),
        Decimal(1),
        whole=False,
    ),
    "mastery.most_of_a_kind": RuleMeaning(
        "mastery",
        Sentence("Bukti sejenis yang dihitung paling banyak"),
        Sentence("Lebih dari ini tidak menambah bobot."),
        Decimal(1),
        Decimal(20),
    ),
    "mastery.two_assessors_from": RuleMeaning(
        "mastery",
        Sentence("Level yang memerlukan dua asesor"),
        Sentence("Dari level ini dua asesor yang berbeda harus menilai."),
        Decimal(1),
        Decimal(6),
    ),
    "mastery.expiring_days": RuleMeaning(
        "mastery",
        Sentence("Pemberitahuan sebelum capaian berakhir"),
        Sentence("Sejak hari itu capaian disebut akan berakhir."),
        Decimal(0),
        Decimal(730),
    ),
    "mastery.holding_months": RuleMeaning(
        "mastery",
        Sentence("Lama berlaku penetapan"),
        Sentence("Sesudah itu capaian perlu ditinjau, tidak hilang."),
        Decimal(1),
        Decimal(240),
    ),
    "tier_level.": RuleMeaning(
        "tier",
        Sentence("Level manajerial terendah: {of}"),
        Sentence("Berlaku sementara untuk jabatan yang belum mempunyai standar."),
        Decimal(1),
        Decimal(5),
    ),
    "moderation.least": RuleMeaning(
        "moderation",
        Sentence("Penetapan seorang asesor yang dimoderasi paling sedikit"),
        Sentence("Setiap triwulan, bila bagiannya lebih kecil."),
        Decimal(0),
        Decimal(100),
    ),
    "moderation.share": RuleMeaning(
        "moderation",
        Sentence("Bagian penetapan yang dimoderasi"),
        Sentence("Dari penetapan seorang asesor dalam satu triwulan."),
        Decimal(0),
        Decimal(1),
        whole=False,
    ),
    "moderation.kappa": RuleMeaning(
        "moderation",
        Sentence("Batas kesesuaian asesor (kappa)"),
        Sentence("Di bawah ini halaman moderasi menyarankan kalibrasi."),
        Decimal(0),
        Decimal(1),
        whole=False,
    ),
    "marking.difference": RuleMeaning(
        "marking",
        Sentence("Selisih dua penilai yang perlu penilai ketiga"),
        Sentence("Bagian dari nilai tertinggi."),
        Decimal(0),
        Decimal(1),
        whole=False,
    ),
    "marking.double_share": RuleMeaning(
        "marking",
        Sentence("Bagian tugas yang dinilai dua kali"),
        Sentence("Untuk mengukur kesesuaian penilai."),
        Decimal(0),
        Decimal(1),
        whole=False,
    ),
    "marking.least": RuleMeaning(
        "marking",
        Sentence("Nilai terendah tugas yang diterima"),
        Sentence("Bagian dari nilai tertinggi."),
        Decimal(0),
        Decimal(1),
        whole=False,
    ),
    "marking.undo_hours": RuleMeaning(
        "marking",
        Sentence("Waktu untuk membatalkan penilaian"),
        Sentence("Sesudah itu penilaian hanya diganti oleh yang baru."),
        Decimal(0),
        Decimal(720),
    ),
    "needs.priority.": RuleMeaning(
        "needs",
        Sentence("Poin prioritas: {of}"),
        Sentence("Poin dijumlahkan; dari jumlahnya ditentukan prioritas kebutuhan."),
        Decimal(0),
        Decimal(100),
    ),
    "plan.contents": RuleMeaning(
        "plan",
        Sentence("Muatan wajib butir rencana"),
        Sentence("Sebanyak ini yang diperiksa sebelum rencana ditetapkan."),
        Decimal(1),
        Decimal(20),
    ),
    "report.smallest_group": RuleMeaning(
        "privacy",
        Sentence("Kelompok terkecil dalam laporan"),
        Sentence("Kelompok yang lebih kecil ditutup supaya orangnya tidak dikenali."),
        Decimal(2),
        Decimal(100),
    ),
    "author.smallest_group": RuleMeaning(
        "privacy",
        Sentence("Kelompok terkecil bagi penulis"),
        Sentence("Angka dari peserta yang lebih sedikit tidak ditunjukkan."),
        Decimal(2),
        Decimal(1000),
    ),
    "author.stopped_days": RuleMeaning(
        "privacy",
        Sentence("Sejak kapan peserta dianggap berhenti"),
        Sentence("Sesudah sebanyak ini hari tanpa kegiatan."),
        Decimal(1),
        Decimal(365),
    ),
    "retention.session_hours": RuleMeaning(
        "privacy",
        Sentence("Sisa waktu sesudah sesi berakhir"),
        Sentence("Sesi peramban dan tanda sekali pakai dihapus sesudahnya."),
        Decimal(0),
        Decimal(720),
    ),
    "retention.invitation_days": RuleMeaning(
        "privacy",
        Sentence("Masa simpan undangan yang lewat"),
        Sentence("Kode dan undangan dihapus sekian hari sesudah hari terakhirnya."),
        Decimal(0),
        Decimal(3650),
    ),
    "retention.mark_draft_days": RuleMeaning(
        "privacy",
        Sentence("Masa simpan penilaian yang belum selesai"),
        Sentence("Hanya untuk tugas yang sudah dinilai; sesudah itu dihapus."),
        Decimal(1),
        Decimal(3650),
    ),
    "retention.member_months": RuleMeaning(
        "privacy",
        Sentence("Masa simpan peserta yang keluar dari kelas"),
        Sentence("Dihitung sejak hari ia tidak ada lagi dalam daftar LMS."),
        Decimal(1),
        Decimal(240),
    ),
    "retention.access_days": RuleMeaning(
        "privacy",
        Sentence("Masa simpan catatan siapa membuka data"),
        Sentence("Sesudah itu catatannya dihapus."),
        Decimal(30),
        Decimal(3650),
    ),
    "retention.personnel_years": RuleMeaning(
        "privacy",
        Sentence("Masa simpan catatan kepegawaian"),
        Sentence(
            "Sebelum lewat, data pegawai tidak dapat dihapus. Nol berarti belum ditetapkan."
        ),
        Decimal(0),
        Decimal(100),
    ),
}
"""By code, or by its beginning where that ends with a dot."""

_OTHER = RuleMeaning(
    "other",
    Sentence("{of}"),
    Sentence("Parameter ini belum diterangkan di sini."),
    Decimal(0),
    Decimal(1_000_000),
    whole=False,
)


def meaning_of(code: str) -> RuleMeaning:
    """Return what a parameter means: by its whole code, else by its beginning."""
    if code in MEANINGS:
        return MEANINGS[code]
    begins = [
        start for start in MEANINGS if start[-1] == "." and code.startswith(start)
    ]
    return MEANINGS[max(begins, key=len)] if begins else _OTHER


def rest_of(code: str) -> str | Sentence:
    """Return what the place ``{of}`` of a parameter's name says."""
    begins = [
        start for start in MEANINGS if start[-1] == "." and code.startswith(start)
    ]
    rest = code.removeprefix(max(begins, key=len)) if begins else code
    return _EVIDENCE.get(rest, rest)


def unit_words(unit: str) -> Sentence:
    """Return the words for what a parameter is counted in."""
    return _UNITS.get(unit, Sentence("{of}", {"of": unit}))


def is_possible(value: Decimal, meaning: RuleMeaning) -> bool:
    """Whether a parameter can have a value."""
    return (
        value.is_finite()
        and meaning.least <= value <= meaning.most
        and (not meaning.whole or value == int(value))
    )
