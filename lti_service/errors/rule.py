"""Values of rule parameters."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "unknown-rule": Explanation(
        404,
        "Parameter aturan yang dimaksud tidak ada.",
        "Buka daftar parameter, lalu pilih dari sana.",
    ),
    "rule-value": Explanation(
        422,
        "Nilai itu tidak mungkin untuk parameter ini.",
        "Tulis bilangan di antara batas yang tertulis di formulir, misalnya 0,75.",
    ),
    "rule-incomplete": Explanation(
        422,
        "Hari pertama atau dasar hukum belum diisi.",
        "Isi keduanya: setiap nilai berlaku sejak suatu hari dan atas suatu dasar.",
    ),
    "rule-past": Explanation(
        422,
        "Hari pertamanya sudah lewat.",
        "Nilai dengan hari yang sudah lewat mengubah hitungan capaian dan JP sejak hari "
        "itu; penetapan yang sudah dibuat tetap. Centang pernyataannya bila memang itu "
        "maksudnya, atau tulis hari ini atau sesudahnya.",
    ),
    "rule-same-day": Explanation(
        409,
        "Sudah ada nilai yang mulai berlaku pada hari itu.",
        "Tulis hari lain. Nilai yang belum berlaku dapat dibatalkan dulu.",
    ),
    "rule-in-force": Explanation(
        409,
        "Nilai ini sudah berlaku, jadi tidak dapat dibatalkan.",
        "Tambahkan nilai yang benar sejak hari lain; yang lama tetap tercatat.",
    ),
}
