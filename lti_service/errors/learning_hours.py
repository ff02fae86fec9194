"""Learning hours (JP)."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "self-verification": Explanation(
        403,
        "Tidak seorang pun boleh memverifikasi JP miliknya sendiri.",
        "Serahkan kepada verifikator lain.",
    ),
    "verifier-unlinked": Explanation(
        403,
        "Akun Anda belum ditautkan dengan data pegawai, padahal setiap verifikasi harus "
        "bernama.",
        "Minta pengelola menautkan akun Anda di halaman Administrasi.",
    ),
    "refusal-reason-missing": Explanation(
        422,
        "Alasan penolakan belum diisi. Belum ada yang diubah.",
        "Tulis mengapa kegiatan ini ditolak, lalu kirim lagi.",
    ),
    "verified-meanwhile": Explanation(
        409,
        "Kegiatan ini sudah berubah sejak halaman dibuka. Belum ada yang disimpan.",
        "Muat ulang antrean, lalu verifikasi yang masih menunggu.",
    ),
}
