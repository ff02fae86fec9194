"""Observation sheets, drills, and what observers send."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "unknown-sheet": Explanation(
        404,
        "Lembar pengamatan ini tidak ada.",
        "Kembali ke daftar lembar pengamatan, lalu pilih yang ada di sana.",
    ),
    "unknown-drill": Explanation(
        404,
        "Latihan ini tidak ada, atau bukan untuk Anda.",
        "Kembali ke daftar latihan, lalu pilih yang ada di sana.",
    ),
    "unknown-observation": Explanation(
        404,
        "Pengamatan ini tidak ada, atau bukan milik Anda.",
        "Kembali ke daftar latihan, lalu buka pengamatannya dari sana.",
    ),
    "observer-unlinked": Explanation(
        403,
        "Akun Anda belum ditautkan dengan data pegawai, padahal setiap pengamatan harus "
        "bernama.",
        "Minta pengelola menautkan akun Anda di halaman Administrasi.",
    ),
    "self-observation": Explanation(
        403,
        "Tidak seorang pun boleh mengamati dirinya sendiri. Nilai ini tidak disimpan.",
        "Minta pengamat lain menilai Anda.",
    ),
    "observation-person": Explanation(
        403,
        "Pegawai ini bukan peserta latihan ini, atau bukan bawahan Anda pada hari itu. "
        "Nilainya tidak disimpan.",
        "Minta pengelola latihan atau kepegawaian memeriksa datanya.",
    ),
    "observation-account": Explanation(
        403,
        "Nilai ini disimpan akun lain di ponsel yang sama. Nilainya tidak dikirim.",
        "Masuk dengan akun yang menilai, lalu buka halaman latihannya.",
    ),
    "observation-levels": Explanation(
        422,
        "Belum semua kriteria dinilai. Nilai ini belum disimpan.",
        "Pilih satu tingkat pada setiap kriteria, lalu simpan lagi.",
    ),
    "observation-early": Explanation(
        409,
        "Latihan ini belum dimulai. Nilainya belum disimpan.",
        "Nilai peserta pada hari latihan.",
    ),
    "observation-closed": Explanation(
        409,
        "Latihan ini dibatalkan, lembarnya diakhiri, atau sudah lewat 30 hari. Nilainya "
        "tidak disimpan.",
        "Hubungi pengelola latihan.",
    ),
    "observation-known": Explanation(
        409,
        "Nilai lain sudah dikirim dengan tanda yang sama. Nilai ini tidak disimpan.",
        "Muat ulang halaman, lalu nilai peserta ini sekali lagi.",
    ),
    "observation-batch": Explanation(
        422,
        "Kiriman dari ponsel ini tidak dapat dibaca. Belum ada yang disimpan.",
        "Muat ulang halaman; nilai yang belum terkirim tetap di ponsel ini.",
    ),
    "withdrawal-reason-missing": Explanation(
        422,
        "Alasan penarikan belum diisi. Pengamatan ini belum ditarik.",
        "Tulis mengapa pengamatan ini ditarik, lalu tarik lagi.",
    ),
    "withdrawn-already": Explanation(
        409,
        "Pengamatan ini sudah ditarik.",
        "Muat ulang halaman; peserta ini dapat dinilai lagi.",
    ),
    "sheet-changed": Explanation(
        409,
        "Data ini sudah diubah orang lain sejak Anda membukanya. Belum ada yang "
        "disimpan.",
        "Periksa isinya yang terbaru, lalu simpan lagi.",
    ),
    "rubric-unusable": Explanation(
        409,
        "Tugas ini tidak mempunyai rubrik atau capaian yang dapat diambil alih.",
        "Buat lembar baru, atau lengkapi rubrik dan capaian tugasnya di kursus.",
    ),
}
