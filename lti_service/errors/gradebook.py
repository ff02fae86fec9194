"""Scores on their way, and work looked at from a gradebook."""

from lti_service.errors.explanation import TELL_LMS_ADMIN, Explanation

EXPLANATIONS = {
    "review-user-missing": Explanation(
        400,
        "LMS tidak menyebut pengerjaan siapa yang hendak dilihat.",
        TELL_LMS_ADMIN,
    ),
    "review-anonymous": Explanation(
        403,
        "LMS tidak menyebut siapa Anda, sehingga pengerjaan ini tidak ditampilkan.",
        TELL_LMS_ADMIN,
    ),
    "review-forbidden": Explanation(
        403,
        "Pengerjaan ini hanya ditampilkan kepada pesertanya dan pengajar kelasnya.",
        "Buka lagi dari buku nilai di LMS bila Anda peserta atau pengajarnya.",
    ),
    "review-line-item-missing": Explanation(
        400,
        "LMS tidak menyebut kegiatan yang pengerjaannya hendak dilihat.",
        TELL_LMS_ADMIN,
    ),
    "column-missing": Explanation(
        409,
        "Kegiatan ini tidak mempunyai kolom di buku nilai.",
        "Minta pengajar memberi nilai pada kegiatan ini di LMS, lalu buka sekali dari sana.",
    ),
    "column-not-offered": Explanation(
        409,
        "LMS tidak mengizinkan layanan ini membuat kolom nilai untuk kegiatan ini.",
        "Minta pengajar memberi nilai pada kegiatan ini di LMS, lalu buka sekali dari sana.",
    ),
    "column-being-made": Explanation(
        409,
        "Kolom nilai untuk kegiatan ini sedang dibuat.",
        "Tunggu dua menit, lalu muat ulang halaman ini.",
    ),
    "scores-missing": Explanation(
        422,
        "Belum ada nilai yang dipilih untuk dikirim ulang.",
        "Bandingkan dahulu, centang peserta yang nilainya hendak dikirim, lalu kirim.",
    ),
    "drop-reason-missing": Explanation(
        422,
        "Membatalkan pengiriman memerlukan alasan. Belum ada yang diubah.",
        "Tulis mengapa nilai ini tidak perlu dikirim, lalu kirim lagi.",
    ),
    "message-sent": Explanation(
        409,
        "Nilai ini sudah terkirim, sehingga pengirimannya tidak dapat dibatalkan.",
        "Ubah nilainya di LMS bila memang keliru.",
    ),
}
