"""Roles, invitations, sessions, claims to a NIP, registered platforms."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "invite-invalid": Explanation(
        400,
        "Kode undangan tidak dikenal, sudah dipakai, atau kedaluwarsa.",
        "Minta kode baru kepada pengelola layanan.",
    ),
    "unknown-grant": Explanation(
        404,
        "Peran ini tidak ditemukan, atau sudah diakhiri.",
        "Muat ulang daftar peran.",
    ),
    "grant-too-wide": Explanation(
        403,
        "Peran Anda sebagai administrator tidak menjangkau unit, pegawai, atau waktu itu.",
        "Pilih unit Anda atau unit di bawahnya, pegawai di dalamnya, dan hari terakhir "
        "yang tidak melampaui peran Anda sendiri; selebihnya minta administrator seluruh "
        "daerah.",
    ),
    "grant-days": Explanation(
        422,
        "Hari terakhir sudah lewat, atau mendahului hari pertama.",
        "Pilih hari terakhir mulai hari ini dan tidak sebelum hari pertama, atau "
        "kosongkan.",
    ),
    "grant-unit-missing": Explanation(
        422,
        "Belum dipilih di mana peran itu berlaku.",
        "Pilih sebuah unit, atau seluruh daerah.",
    ),
    "last-administrator": Explanation(
        409,
        "Ini administrator terakhir untuk seluruh daerah. Tanpa dia tidak ada lagi yang "
        "dapat memberi peran.",
        "Beri dahulu peran administrator untuk seluruh daerah kepada orang lain, lalu "
        "akhiri yang ini.",
    ),
    "invite-not-open": Explanation(
        404,
        "Undangan ini sudah dipakai, dicabut, atau kedaluwarsa.",
        "Muat ulang daftar undangan.",
    ),
    "unknown-session": Explanation(
        404,
        "Perangkat ini sudah tidak masuk.",
        "Muat ulang daftar perangkat.",
    ),
    "claim-changed": Explanation(
        409,
        "Klaim NIP ini sudah berubah sejak halaman ini dibuka. Belum ada yang disimpan.",
        "Muat ulang antrean, lalu periksa sekali lagi.",
    ),
    "claim-reason-missing": Explanation(
        422,
        "Alasan penolakan klaim belum diisi.",
        "Tulis mengapa akun ini bukan milik pegawai itu, lalu kirim lagi.",
    ),
    "nothing-to-undo": Explanation(
        404,
        "Tidak ada lagi yang dapat dibatalkan.",
        "Muat ulang antrean.",
    ),
    "platform-known": Explanation(
        422,
        "LMS dengan Platform ID dan Client ID itu sudah terdaftar.",
        "Buka LMS itu di daftar, lalu ubah di sana.",
    ),
    "trust-unconfirmed": Explanation(
        422,
        "Penguncian kolom nomor induk belum ditegaskan.",
        "Kunci kolom itu di LMS, centang pernyataannya, lalu kirim lagi.",
    ),
    "already-linked": Explanation(
        409,
        "Akun ini sudah ditautkan dengan pegawai lain.",
        "Lepaskan tautannya lebih dulu, bila memang keliru.",
    ),
}
