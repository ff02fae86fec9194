"""E-mail: what a mail server refuses, and what it does not answer."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "mail-refused": Explanation(
        502,
        "Server surat menolak alamat penerima untuk seterusnya.",
        "Perbaiki alamat e-mail orang itu di data pegawai atau di LMS-nya.",
    ),
    "mail-away": Explanation(
        502,
        "Server surat tidak dapat dihubungi, atau menolak untuk sementara.",
        "Periksa SMTP_URL dan server surat; layanan mencoba lagi dengan sendirinya.",
    ),
    "mail-login": Explanation(
        502,
        "Server surat menolak nama pengguna, kata sandi, atau alamat pengirim.",
        "Perbaiki SMTP_URL, lalu jalankan layanan lagi.",
    ),
    "notice-frequency": Explanation(
        422,
        "Pilihan seberapa sering itu tidak dikenal.",
        "Pilih setiap hari, setiap minggu, atau tidak pernah.",
    ),
    "notice-unknown": Explanation(
        404,
        "Tautan ini tidak dikenal lagi.",
        "Buka halaman Ringkasan lewat e-mail dari profil Anda.",
    ),
}
