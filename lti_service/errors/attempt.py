"""Learning: attempts, pages, answers, published courses."""

from lti_service.errors.explanation import OPEN_AGAIN, Explanation

EXPLANATIONS = {
    "unknown-attempt": Explanation(
        404, "Kegiatan belajar ini tidak ditemukan.", OPEN_AGAIN
    ),
    "unknown-page": Explanation(
        404, "Halaman kursus ini tidak ada.", "Pilih halaman lain dari daftar isi."
    ),
    "unknown-course": Explanation(
        404,
        "Kursus yang diminta belum diterbitkan di layanan ini.",
        "Minta pengelola menerbitkannya, atau pilih kursus lain.",
    ),
    "course-withdrawn": Explanation(
        404,
        "Kursus ini sedang ditarik, jadi tidak dapat dimulai sekarang.",
        "Tanyakan kepada pengajar Anda kapan kursus ini dibuka lagi, atau kegiatan apa "
        "yang menggantikannya. Bila Anda sudah memulainya, buka dari kegiatan tempat "
        "Anda memulainya: pekerjaan dan hasil Anda tetap ada di sana.",
    ),
    "not-yours": Explanation(403, "Kegiatan belajar ini milik akun lain.", OPEN_AGAIN),
    "token-invalid": Explanation(401, "Tanda masuk tidak dikenal.", OPEN_AGAIN),
    "token-expired": Explanation(
        401,
        "Sesi belajar sudah berakhir. Jawaban Anda tetap tersimpan.",
        OPEN_AGAIN,
    ),
    "bad-batch": Explanation(
        422, "Kiriman pemutar tidak dapat dibaca.", "Muat ulang halaman."
    ),
    "bad-event": Explanation(
        422, "Satu catatan pemutar tidak dapat dibaca.", "Muat ulang halaman."
    ),
    "bad-answer": Explanation(
        422, "Jawaban tidak sesuai bentuk pertanyaan.", "Jawab sekali lagi."
    ),
    "release-invalid": Explanation(
        422,
        "Berkas ini bukan rilis kursus yang utuh.",
        "Buat lagi dengan course-builder build --target release, lalu terbitkan.",
    ),
}
