"""B3: links, media and prose."""

from course_builder.codes.diagnostic import error, warning

PROSE = {
    "B301": error(
        "tautan menuju `{target}`, yang tidak ada dalam kursus ini",
        "perbaiki nama berkasnya",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B302": error(
        "`{path}` tidak punya judul `#{anchor}`",
        "pakai judul yang ada, huruf kecil dengan tanda hubung",
        "mungkin maksud Anda `#{nearest}`",
    ),
    "B303": error(
        "berkas `{target}` tidak ada",
        "simpan berkas itu di folder kursus atau perbaiki namanya",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B304": warning(
        "gambar `{target}` tidak punya teks alternatif",
        "tulis apa yang tampak: `![Peta kawasan rawan]({target})`",
    ),
    "B305": error(
        "`{target}` menunjuk ke luar folder kursus",
        "salin berkas itu ke folder `media` dan tautkan dari sana",
    ),
    "B306": error(
        "tautan menuju `{target}`, yang tidak pernah ditampilkan kepada peserta",
        "tautkan halaman modul",
    ),
    "B307": error(
        "alamat `{target}` memakai `{scheme}:`, yang tidak didukung",
        "pakai alamat `https:`, `mailto:`, `tel:`, atau nama berkas",
    ),
    "B308": error(
        "berkas `{target}` berjenis `{suffix}`, yang tidak dapat dibawa kursus",
        "ubah menjadi jenis yang lazim: png, jpg, svg, mp3, mp4, pdf, docx, atau xlsx",
    ),
    "B309": error(
        "gambar `{target}` bukan SVG yang terbaca",
        "simpan ulang sebagai SVG biasa: XML dalam UTF-8, tanpa definisi entitas",
    ),
}
