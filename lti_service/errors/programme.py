"""Programmes, batches and who takes part."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "unknown-programme": Explanation(
        404,
        "Program pelatihan yang dimaksud tidak dikenal.",
        "Periksa kodenya, atau cari di daftar program.",
    ),
    "unknown-batch": Explanation(
        404,
        "Angkatan yang dimaksud tidak dikenal.",
        "Periksa kodenya, atau cari di halaman programnya.",
    ),
    "unknown-enrolment": Explanation(
        404,
        "Kepesertaan yang dimaksud tidak dikenal.",
        "Muat ulang halamannya; daftarnya mungkin sudah berubah.",
    ),
    "programme-changed": Explanation(
        409,
        "Orang lain sudah mengubahnya sejak halaman ini dibuka. Belum ada yang disimpan.",
        "Periksa isian di bawah, lalu simpan lagi bila perubahan Anda masih diperlukan.",
    ),
    "batch-closed": Explanation(
        422,
        "Angkatan ini tidak menerima usulan: programnya tidak dibuka, atau angkatannya "
        "sudah berakhir.",
        "Pilih angkatan lain yang masih dibuka.",
    ),
    "enrolled-twice": Explanation(
        409,
        "Pegawai ini masih mengikuti program yang sama di angkatan lain atau di "
        "angkatan ini.",
        "Selesaikan atau gugurkan dulu kepesertaan itu.",
    ),
    "step-impossible": Explanation(
        409,
        "Kepesertaan ini tidak dapat diubah seperti itu sekarang.",
        "Muat ulang halamannya untuk melihat keadaannya.",
    ),
    "approver-unlinked": Explanation(
        403,
        "Akun Anda belum ditautkan dengan data pegawai, padahal setiap penyelesaian "
        "harus bernama.",
        "Minta pengelola menautkan akun Anda di halaman Administrasi.",
    ),
    "nobody-chosen": Explanation(
        422,
        "Belum ada pegawai yang dipilih. Belum ada yang diubah.",
        "Centang pesertanya, atau tempel NIP mereka, lalu kirim lagi.",
    ),
    "nobody-ticked": Explanation(
        422,
        "Belum ada nama yang dicentang, jadi belum ada yang diubah.",
        "Centang nama yang dimaksud di tabel Peserta, lalu tekan tombolnya lagi.",
    ),
    "nobody-ready": Explanation(
        422,
        "Tidak ada peserta dari unit Anda yang menunggu langkah ini, jadi tidak ada "
        "yang diubah.",
        "Lihat keadaan masing-masing di tabel Peserta; usulan Anda sendiri diputuskan "
        "administrator lain.",
    ),
    "day-invalid": Explanation(
        422,
        "Tanggal selesai itu bukan tanggal. Belum ada yang diubah.",
        "Tulis tanggal seperti 2026-11-24, lalu kirim lagi.",
    ),
    "enrolment-reason-missing": Explanation(
        422,
        "Alasan gugur belum diisi. Belum ada yang diubah.",
        "Tulis mengapa peserta ini gugur, lalu kirim lagi.",
    ),
}
