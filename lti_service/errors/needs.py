"""Cycles of needs (AKPK)."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "need-chosen-none": Explanation(
        422,
        "Belum ada kebutuhan yang dipilih. Belum ada yang diubah.",
        "Centang satu atau beberapa kebutuhan, lalu kirim lagi.",
    ),
    "need-exists": Explanation(
        409,
        "Kebutuhan yang sama sudah ada dalam siklus ini.",
        "Lihat daftarnya; tarik dulu yang lama bila hendak diganti.",
    ),
    "need-meanwhile": Explanation(
        409,
        "Salah satu kebutuhan sudah berubah sejak halaman dibuka. Belum ada yang "
        "disimpan.",
        "Muat ulang daftarnya, lalu pilih lagi yang masih menunggu.",
    ),
    "need-note-missing": Explanation(
        422,
        "Alasan penolakan belum diisi. Belum ada yang diubah.",
        "Tulis mengapa kebutuhan ini ditolak; pegawainya membacanya. Lalu kirim lagi.",
    ),
    "need-own": Explanation(
        403,
        "Tidak seorang pun boleh memverifikasi atau memvalidasi kebutuhannya sendiri.",
        "Serahkan kepada verifikator atau pengelola lain.",
    ),
    "need-reason-missing": Explanation(
        422,
        "Kebutuhan ini belum disebut, atau alasannya belum diisi. Belum ada yang "
        "disimpan.",
        "Pilih kompetensinya atau tulis kebutuhannya, isi alasannya, lalu kirim lagi.",
    ),
    "need-unposted": Explanation(
        409,
        "Pegawai ini tidak memegang jabatan pada tanggal acuan siklus.",
        "Minta pengelola memeriksa riwayat jabatannya di SIASN, lalu impor lagi.",
    ),
    "needs-cycle-exists": Explanation(
        409,
        "Siklus untuk tahun itu sudah ada.",
        "Buka siklus yang ada, atau pilih tahun lain.",
    ),
    "needs-dates": Explanation(
        422,
        "Tahun atau tanggal siklus belum lengkap atau tidak berurutan. Belum ada yang "
        "disimpan.",
        "Isi tahun anggaran, tanggal acuan, serta hari terakhir inventarisasi, "
        "verifikasi, dan validasi, masing-masing tidak mendahului yang sebelumnya.",
    ),
    "needs-decision-incomplete": Explanation(
        422,
        "Penetapan belum lengkap. Belum ada yang disimpan.",
        "Isi siapa yang menetapkan, nomor dokumennya, dan tanggalnya.",
    ),
    "needs-decision-early": Explanation(
        422,
        "Tanggal penetapan belum tiba. Belum ada yang disimpan.",
        "Isi tanggal yang tertulis pada dokumen penetapan.",
    ),
    "needs-stage-closed": Explanation(
        409,
        "Siklus ini sedang tidak berada pada tahap itu. Belum ada yang disimpan.",
        "Muat ulang halamannya untuk melihat tahap yang berjalan.",
    ),
    "needs-step-reason": Explanation(
        422,
        "Alasan kembali ke tahap sebelumnya belum diisi. Belum ada yang diubah.",
        "Tulis alasannya, lalu kirim lagi.",
    ),
    "mandate-incomplete": Explanation(
        422,
        "Kompetensi, level, atau alasan kewajiban belum diisi. Belum ada yang disimpan.",
        "Pilih kompetensi dan levelnya, tulis dasar atau alasannya, lalu kirim lagi.",
    ),
}
