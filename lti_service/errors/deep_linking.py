"""Choosing content for an LMS."""

from lti_service.errors.explanation import OPEN_AGAIN, TELL_LMS_ADMIN, Explanation

EXPLANATIONS = {
    "content-missing": Explanation(
        422,
        "Belum ada isi yang dipilih.",
        "Kembali, lalu pilih kursus, modul, atau kegiatan.",
    ),
    "content-too-many": Explanation(
        422,
        "Pilihan Anda lebih banyak daripada yang diterima LMS sekaligus.",
        "Kembali, lalu pilih lebih sedikit; LMS lain hanya menerima satu.",
    ),
    "content-begun": Explanation(
        409,
        "Peserta sudah mulai belajar dengan isi yang sekarang. Belum ada yang diubah.",
        "Pastikan Anda memang hendak mengganti isinya, lalu pilih sekali lagi.",
    ),
    "choice-over": Explanation(404, "Pemilihan isi ini sudah berakhir.", OPEN_AGAIN),
    "deep-linking-settings-missing": Explanation(
        400,
        "LMS meminta pilihan isi tanpa menyebut apa yang diterimanya.",
        TELL_LMS_ADMIN,
    ),
    "deep-linking-return": Explanation(
        400,
        "Alamat tempat mengembalikan pilihan isi tidak ada atau tidak aman.",
        TELL_LMS_ADMIN,
    ),
    "deep-linking-type": Explanation(
        400,
        "LMS ini tidak menerima tautan kegiatan sebagai pilihan isi.",
        TELL_LMS_ADMIN,
    ),
    "deep-linking-forbidden": Explanation(
        403,
        "Hanya pengajar atau pengelola kelas yang dapat memilih isi.",
        "Minta pengajar kelas ini memilih isinya.",
    ),
}
