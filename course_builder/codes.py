"""Every diagnostic: its code, how much it matters, what is wrong and how to mend it.

B1 files and front matter · B2 questions · B3 links, media and prose · B4 directives.
A code that is taken out is never given to something else.
"""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from course_builder.errors import Finding, Severity
from course_builder.locale import translator

LONGEST_VALUE = 80
"""Characters of an author's text that a sentence repeats before it is cut short."""

_LONGEST_COMPARED = 60
_MOST_COMPARED = 300
_STEERING = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING = frozenset(
    {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"},
)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One kind of problem; its sentences are Indonesian, with blanks in braces.

    Attributes:
        problem: What is wrong.
        remedy: How to mend it.
        nearest: How to mend it where the finding has a value `nearest`; empty where
            that makes no difference.
    """

    severity: Severity
    problem: str
    remedy: str
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """A finding in words."""

    severity: Severity
    message: str
    hint: str


def describe(finding: Finding, language: str) -> Description:
    """Put a finding into words.

    Args:
        finding: What was found.
        language: BCP 47 tag; English, or Indonesian for all others.
    """
    _ = translator(language)
    diagnostic = DIAGNOSTICS[finding.code]
    values = {name: _short(value) for name, value in finding.values.items()}
    near = diagnostic.nearest if finding.values.get("nearest") else ""
    return Description(
        diagnostic.severity,
        _(diagnostic.problem).format_map(values),
        _(near or diagnostic.remedy).format_map(values),
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like a word, or nothing."""
    # Comparing takes time with the square of the length.
    if len(word) > _LONGEST_COMPARED:
        return ""
    some = list(islice(known, _MOST_COMPARED))
    return next(iter(difflib.get_close_matches(word, some, 1)), "")


def shown(text: str) -> str:
    """Return text without what would steer a terminal or turn its letters round."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(c) else c for c in text)


def _steers(character: str) -> bool:
    return (
        unicodedata.category(character) in _STEERING
        or unicodedata.bidirectional(character) in _TURNING
    )


def _short(value: str) -> str:
    if len(value) > LONGEST_VALUE:
        value = value[: LONGEST_VALUE - 1] + "…"
    return shown(value)


def _error(problem: str, remedy: str, nearest: str = "") -> Diagnostic:
    return Diagnostic(Severity.ERROR, problem, remedy, nearest)


def _warning(problem: str, remedy: str, nearest: str = "") -> Diagnostic:
    return Diagnostic(Severity.WARNING, problem, remedy, nearest)


_FILES = {
    "B101": _error(
        "di sini tidak ada `index.md` dan tidak ada folder kursus",
        "sebutkan folder kursus, yaitu folder yang berisi `index.md`",
    ),
    "B102": _error(
        "berkas ini tidak dapat dibaca",
        "periksa apakah ini berkas biasa dan Anda berhak membacanya",
    ),
    "B103": _error(
        "baris ini bukan teks UTF-8",
        "simpan ulang berkas ini sebagai UTF-8",
    ),
    "B104": _error(
        "ada karakter kendali {character} yang tidak boleh ada dalam teks",
        "hapus karakter itu",
    ),
    "B105": _error(
        "baris berakhir dengan CR saja",
        "simpan ulang berkas ini dengan akhir baris LF atau CRLF",
    ),
    "B106": _error(
        "`{target}` berada di luar folder kursus",
        "salin berkas itu ke dalam folder kursus",
    ),
    "B107": _error(
        "berkas ini lebih besar dari {limit} MiB",
        "bagi modul ini menjadi beberapa berkas",
    ),
    "B108": _error(
        "kursus ini tidak punya modul",
        "tambahkan berkas seperti `01-pengantar.md` di samping `index.md`",
    ),
    "B111": _error(
        "berkas ini tidak diawali keterangan YAML",
        "mulai berkas dengan baris `---`, lalu `id: …`, lalu baris `---`",
    ),
    "B112": _error(
        "keterangan YAML ini tidak ditutup",
        "akhiri dengan satu baris `---`",
    ),
    "B113": _error(
        "keterangan YAML tidak terbaca mulai di sini",
        "periksa jorokan dan titik dua; apit nilai yang berisi `: ` atau `#` dengan"
        " tanda petik",
    ),
    "B114": _error(
        "keterangan YAML bersusun lebih dari {limit} tingkat",
        "tulis nilainya lebih datar",
    ),
    "B115": _error(
        "kunci `{key}` tidak ada",
        "tambahkan `{key}: …` di antara kedua baris `---`",
    ),
    "B116": _warning(
        "kunci `{key}` tidak dikenal",
        "hapus kunci itu; yang dikenal: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B117": _error(
        "kunci `{key}` ditulis dua kali",
        "sisakan satu saja",
    ),
    "B118": _error(
        "nilai `{key}` harus berupa satu teks",
        "tulis `{key}: teks` dalam satu baris",
    ),
    "B119": _error(
        "nilai `{key}` harus berupa daftar",
        "tulis `{key}: [satu, dua]`",
    ),
    "B120": _error(
        "nilai `{key}` harus berupa pasangan kunci dan nilai",
        "tulis tiap pasangan pada baris sendiri yang menjorok: `kunci: nilai`",
    ),
    "B121": _error(
        "id `{id}` tidak berbentuk kebab-case",
        "pakai huruf kecil a-z, angka, dan tanda hubung tunggal, misalnya `peran-asn`",
        "tulis misalnya `{nearest}`",
    ),
    "B122": _error(
        "`{value}` bukan kode bahasa BCP 47",
        "tulis misalnya `id` atau `en`",
    ),
    "B123": _error(
        "versi `{value}` tidak berbentuk `mayor.minor`",
        "tulis misalnya `1.0`",
    ),
    "B124": _error(
        "`{value}` tidak dapat dipakai sebagai nilai `{key}`",
        "tulis angka {expected}, dengan titik desimal dan tanpa pemisah ribuan",
    ),
    "B125": _error(
        "`{value}` tidak dikenal untuk `{key}`",
        "pilih dari: {known}",
        "mungkin maksud Anda `{nearest}`; pilih dari: {known}",
    ),
    "B126": _error(
        "kompetensi `{code}` jenjang {level} dinyatakan dua kali",
        "hapus salah satu; yang pertama di baris {line}",
    ),
    "B127": _error(
        "`hours: {hours}` berarti {expected} menit, tetapi modul wajib berjumlah"
        " {minutes} menit",
        "tulis `hours: {fitting}` atau ubah `minutes` modul",
    ),
    "B128": _error(
        "prasyarat `{id}` bukan id modul kursus ini",
        "tulis id salah satu modul: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B129": _error(
        "id modul `{id}` sudah dipakai di `{path}`",
        "beri modul ini id lain",
    ),
    "B130": _error(
        "id modul `index` dicadangkan untuk ikhtisar kursus",
        "beri modul ini id lain",
    ),
    "B131": _error(
        "modul ini tidak punya judul",
        "awali teks modul dengan `# Judul`, atau tambahkan `title: …`",
    ),
    "B132": _error(
        "modul ini tidak punya isi",
        "tulis teks di bawah judul atau mulai halaman dengan `## Judul`",
    ),
    "B133": _error(
        "judul halaman ini kosong atau tidak berisi huruf maupun angka",
        "tulis judul setelah `##`",
    ),
    "B134": _error(
        "modul `{id}` menjadi prasyarat bagi dirinya sendiri",
        "putuskan lingkaran itu: hapus salah satu prasyarat",
    ),
    "B135": _error(
        "kompetensi `{code}` tidak dinyatakan di `index.md`",
        "tambahkan kode itu pada `competencies` di `index.md`",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B136": _error(
        "`{value}` tidak dapat dipakai sebagai nilai `{key}`",
        "tulis bilangan bulat {expected}, tanpa pemisah ribuan",
    ),
}

_QUESTIONS = {
    "B201": _error(
        "aktivitas ini tidak punya id",
        "tulis id yang tetap, misalnya `::: {kind} {{#q-nama}}`",
    ),
    "B202": _error(
        "id aktivitas `{id}` tidak berbentuk kebab-case",
        "pakai huruf kecil a-z, angka, dan tanda hubung tunggal",
        "tulis misalnya `#{nearest}`",
    ),
    "B203": _error(
        "pertanyaan `{id}` tidak punya jawaban benar",
        "tandai satu pilihan dengan {mark}",
    ),
    "B204": _error(
        "pertanyaan `{id}` punya lebih dari satu pilihan bertanda (x)",
        "sisakan satu (x), atau pakai [x] dan [ ] bila beberapa pilihan benar",
    ),
    "B205": _error(
        "pertanyaan `{id}` tidak punya jawaban",
        "akhiri dengan daftar jawaban: `- ( )` dan `- (x)`, `- [ ]` dan `- [x]`, atau"
        " `- = jawaban`",
    ),
    "B206": _error(
        "butir jawaban ini lain bentuknya daripada butir sebelumnya",
        "tulis semua butir dalam satu bentuk; pisahkan daftar lain dengan satu kalimat",
    ),
    "B207": _error(
        "id aktivitas `{id}` sudah dipakai di `{path}` baris {line}",
        "beri aktivitas ini id lain",
    ),
    "B208": _error(
        "pola `{pattern}` tidak terbaca",
        "tulis `=~ /pola/`, dengan semua kurung berpasangan",
    ),
    "B209": _error(
        "pola memakai `{part}`, yang tidak diizinkan",
        "pakai huruf, angka, `.`, `[ ]`, `( )`, `|`, `?`, `*`, `+`, dan `{{m,n}}` saja,"
        " tanpa pengulangan di dalam pengulangan",
    ),
    "B210": _error(
        "`{value}` tidak terbaca sebagai angka",
        "tulis misalnya `= 5950`, `= 5950 +- 50`, atau `= 10..12`, dengan titik desimal"
        " dan paling banyak satu kata satuan",
    ),
    "B211": _error(
        "rentang {low} sampai {high} kosong: tidak ada angka yang benar",
        "tulis angka yang lebih kecil lebih dahulu",
    ),
    "B212": _error(
        "jawaban ini kosong, sehingga tidak dapat diberikan",
        "tulis jawaban yang benar setelah tanda sama dengan",
    ),
    "B213": _error(
        "pertanyaan `{id}` tidak punya teks soal",
        "tulis pertanyaannya di atas daftar jawaban",
    ),
    "B214": _error(
        "teks ini tidak termasuk soal, jawaban, atau umpan balik",
        "pindahkan ke atas daftar jawaban; umpan balik sebuah pilihan dijorokkan dua"
        " spasi dan diawali `>`",
    ),
    "B215": _error(
        "`[!{name}]` tidak dikenal setelah jawaban",
        "pakai [!HINT], [!RIGHT], [!WRONG], atau [!EXPLANATION]",
        "mungkin maksud Anda [!{nearest}]",
    ),
    "B216": _error(
        "`[!{name}]` ditulis dua kali",
        "gabungkan menjadi satu; hanya [!HINT] boleh berulang",
    ),
    "B217": _error(
        "pilihan ini kosong",
        "tulis teks pilihan setelah tandanya",
    ),
    "B218": _warning(
        "pertanyaan `{id}` hanya punya satu pilihan",
        "tambahkan sedikitnya satu pilihan yang salah",
    ),
    "B219": _error(
        "`{value}` tidak dapat dipakai sebagai nilai `{key}`",
        "tulis angka {expected}, dengan titik dan paling banyak dua desimal",
    ),
    "B220": _error(
        "`{value}` tidak dikenal untuk `{key}`",
        "pilih dari: {known}",
        "mungkin maksud Anda `{nearest}`; pilih dari: {known}",
    ),
    "B221": _error(
        "`{value}` bukan kode kompetensi dengan jenjang 1 sampai 5",
        "tulis kode, titik, lalu jenjang, misalnya `T-PB-01.2`",
    ),
    "B222": _error(
        "kompetensi `{value}` tidak dinyatakan di `index.md`",
        "tambahkan `{{code: {code}, level: {level}}}` pada `competencies` di `index.md`",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B223": _warning(
        "`{value}` dibaca sebagai teks karena memakai koma",
        "tulis angka dengan titik desimal: `= {nearest}`",
    ),
    "B224": _warning(
        "`{value}` dibaca sebagai angka dengan tiga desimal, bukan ribuan",
        "tulis ribuan tanpa titik: `{nearest}`",
    ),
    "B225": _warning(
        "`{key}` tidak berlaku untuk bentuk jawaban ini",
        "hapus `{key}`",
    ),
    "B226": _error(
        "umpan balik ini berada di bawah jawaban yang diketik",
        "tulis sebagai `> [!RIGHT]` atau `> [!WRONG]` setelah daftar jawaban",
    ),
    "B227": _error(
        "jawaban ini lebih panjang dari {limit} karakter, sehingga tidak dapat diketik",
        "persingkat jawaban, atau jadikan soal pilihan",
    ),
    "B228": _error(
        "pola ini memberi terlalu banyak kemungkinan untuk diperiksa dengan cepat",
        "kurangi `*`, `+`, `?`, dan `|`, atau tulis beberapa jawaban",
    ),
    "B229": _error(
        "`[!{name}]` ini kosong",
        "tulis teksnya di bawahnya, tiap baris diawali `> `, atau hapus baris ini",
    ),
    "B230": _error(
        "jawaban yang diurutkan (`1. … 2. …`) belum didukung versi ini",
        "pakai pilihan, angka, atau jawaban singkat",
    ),
    "B231": _error(
        "jawaban yang dijodohkan (`kiri => kanan`) belum didukung versi ini",
        "pakai pilihan, angka, atau jawaban singkat",
    ),
    "B232": _error(
        "jawaban di sela teks (`[[…]]`) belum didukung versi ini",
        "pakai pilihan, angka, atau jawaban singkat",
    ),
    "B233": _error(
        "jawaban terbuka (`long`) belum didukung versi ini",
        "pakai pilihan, angka, atau jawaban singkat",
    ),
    "B234": _error(
        "nilai sebagian (`partial`) belum didukung versi ini",
        "hapus `partial`: jawaban dinilai benar bila semua pilihannya tepat",
    ),
    "B235": _error(
        "`{value}` tidak dapat dipakai sebagai nilai `{key}`",
        "tulis bilangan bulat {expected}",
    ),
}

_PROSE = {
    "B301": _error(
        "tautan menuju `{target}`, yang tidak ada dalam kursus ini",
        "perbaiki nama berkasnya",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B302": _error(
        "`{path}` tidak punya judul `#{anchor}`",
        "pakai judul yang ada, huruf kecil dengan tanda hubung",
        "mungkin maksud Anda `#{nearest}`",
    ),
    "B303": _error(
        "berkas `{target}` tidak ada",
        "simpan berkas itu di folder kursus atau perbaiki namanya",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B304": _warning(
        "gambar `{target}` tidak punya teks alternatif",
        "tulis apa yang tampak: `![Peta kawasan rawan]({target})`",
    ),
    "B305": _error(
        "`{target}` menunjuk ke luar folder kursus",
        "salin berkas itu ke folder `media` dan tautkan dari sana",
    ),
    "B306": _error(
        "tautan menuju `{target}`, yang tidak pernah ditampilkan kepada peserta",
        "tautkan halaman modul",
    ),
    "B307": _error(
        "alamat `{target}` memakai `{scheme}:`, yang tidak didukung",
        "pakai alamat `https:`, `mailto:`, `tel:`, atau nama berkas",
    ),
    "B308": _error(
        "berkas `{target}` berjenis `{suffix}`, yang tidak dapat dibawa kursus",
        "ubah menjadi jenis yang lazim: png, jpg, svg, mp3, mp4, pdf, docx, atau xlsx",
    ),
    "B309": _error(
        "gambar `{target}` bukan SVG yang terbaca",
        "simpan ulang sebagai SVG biasa: XML dalam UTF-8, tanpa definisi entitas",
    ),
}

_DIRECTIVES = {
    "B401": _error(
        "direktif `{kind}` tidak dikenal",
        "yang dikenal: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B402": _error(
        "direktif `{kind}` tidak ditutup",
        "tambahkan baris `{colons}` di akhir isinya, setelah satu baris kosong",
    ),
    "B403": _error(
        "penutup `{colons}` ini tidak punya pembuka",
        "hapus baris ini, atau samakan jumlah titik duanya dengan pembukanya",
    ),
    "B404": _error(
        "atribut tidak terbaca mulai di sini",
        'tulis `{{#id kunci=nilai kunci="nilai berspasi"}}` dan tutup dengan `}}`',
    ),
    "B405": _error(
        "direktif di dalam `{outer}` harus memakai titik dua lebih sedikit",
        "pakai lebih dari {count} titik dua untuk `{outer}` dan penutupnya",
    ),
    "B406": _warning(
        "tidak ada baris kosong sebelum penutup",
        "sisipkan satu baris kosong di atas baris ini",
    ),
    "B407": _warning(
        "atribut `{key}` tidak dikenal pada `{kind}`",
        "hapus atribut itu; yang dikenal: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B408": _error(
        "direktif `{kind}` belum didukung versi ini",
        "pakai `question` dan `note`, atau hapus bagian ini untuk sementara",
    ),
    "B409": _warning(
        "baris ini menjorok, sehingga titik duanya tidak membuka atau menutup direktif",
        "hapus spasi di awal baris",
    ),
    "B410": _error(
        "direktif ini tidak menyebut jenisnya",
        "tulis misalnya `::: question {{#q-nama}}`",
    ),
    "B411": _error(
        "atribut `{key}` ditulis dua kali",
        "sisakan satu saja",
    ),
    "B412": _error(
        "`{kind}` tidak boleh berada di dalam `{outer}`",
        "pindahkan ke luar `{outer}`",
    ),
}

DIAGNOSTICS: Mapping[str, Diagnostic] = MappingProxyType(
    _FILES | _QUESTIONS | _PROSE | _DIRECTIVES
)
"""Every code that a finding may have."""
