"""Backing up and restoring the whole service."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "backup-exists": Explanation(
        409,
        "Berkas cadangan itu sudah ada; belum ada yang ditulis.",
        "Pilih nama lain, atau tambahkan --overwrite untuk menggantinya.",
    ),
    "backup-unwritable": Explanation(
        507,
        "Berkas cadangan tidak dapat ditulis.",
        "Pilih folder yang dapat ditulisi dan masih mempunyai ruang.",
    ),
    "backup-unreadable": Explanation(
        422,
        "Berkas ini bukan cadangan dari layanan ini, atau tidak dapat dibaca.",
        "Pilih berkas yang dibuat dengan lti-service backup.",
    ),
    "backup-damaged": Explanation(
        422,
        "Isi cadangan ini rusak; belum ada yang dipulihkan.",
        "Salin lagi berkasnya dari tempat asal, atau pakai cadangan lain.",
    ),
    "backup-newer": Explanation(
        409,
        "Cadangan ini dibuat oleh versi layanan yang lebih baru.",
        "Pasang versi yang tersebut di bawah atau yang lebih baru, lalu pulihkan lagi.",
    ),
    "backup-kind": Explanation(
        409,
        "Cadangan ini dari jenis basis data yang lain daripada DATABASE_URL.",
        "Arahkan DATABASE_URL ke jenis basis data yang tersebut di bawah.",
    ),
    "restore-occupied": Explanation(
        409,
        "Basis data tujuan sudah berisi; belum ada yang diubah.",
        "Pulihkan ke basis data kosong, atau tambahkan --overwrite: yang ada sekarang "
        "disisihkan, tidak dihapus.",
    ),
    "restore-running": Explanation(
        409,
        "Basis data tujuan masih dipakai proses lain; belum ada yang diubah.",
        "Hentikan layanan dan worker, lalu pulihkan lagi.",
    ),
    "database-program-missing": Explanation(
        503,
        "Program PostgreSQL yang diperlukan tidak ada di mesin ini.",
        "Pasang paket postgresql-client dengan versi yang sama dengan servernya, atau "
        "jalankan program itu di mesin basis data.",
    ),
    "database-program-failed": Explanation(
        502,
        "Program PostgreSQL berhenti dengan galat; basis data tujuan tidak berubah.",
        "Perbaiki sebab yang tersebut di bawah, lalu ulangi.",
    ),
}
