"""Assignments: files, hand-ins, marks."""

from lti_service.errors.explanation import Explanation

_READ_AGAIN = "Kembali ke antrean tugas, lalu buka yang masih menunggu."

EXPLANATIONS = {
    "hand-in-file-empty": Explanation(
        422,
        "Berkas ini kosong. Belum ada yang disimpan.",
        "Buka berkasnya di perangkat Anda, simpan sekali lagi, lalu pilih lagi.",
    ),
    "hand-in-file-large": Explanation(
        413,
        "Berkas ini lebih besar daripada yang diterima tugas ini.",
        "Perkecil berkasnya atau bagi menjadi beberapa berkas, lalu pilih lagi.",
    ),
    "hand-in-file-type": Explanation(
        415,
        "Berkas jenis ini tidak diterima tugas ini.",
        "Simpan sebagai salah satu jenis yang disebut pada tugas, lalu pilih lagi.",
    ),
    "hand-in-file-content": Explanation(
        415,
        "Isi berkas ini tidak sesuai dengan jenis yang disebut namanya.",
        "Simpan ulang dengan jenis yang benar dari aplikasinya; mengganti namanya saja "
        "tidak cukup.",
    ),
    "hand-in-files-many": Explanation(
        409,
        "Tugas ini sudah memiliki berkas sebanyak yang dapat disimpan.",
        "Hapus berkas yang belum diserahkan, lalu kirim lagi.",
    ),
    "hand-in-files-full": Explanation(
        409,
        "Berkas Anda di layanan ini sudah sebesar yang dapat disimpan.",
        "Hapus berkas yang belum diserahkan, atau serahkan tautan ke berkas itu.",
    ),
    "hand-in-file-used": Explanation(
        409,
        "Berkas ini sudah diserahkan, sehingga tidak dihapus.",
        "Serahkan lagi tanpa berkas ini bila penilaian belum dimulai.",
    ),
    "hand-in-file-known": Explanation(
        409,
        "Berkas lain sudah dikirim dengan tanda yang sama.",
        "Muat ulang halaman, lalu pilih berkasnya lagi.",
    ),
    "unknown-file": Explanation(
        404, "Berkas ini tidak ada.", "Muat ulang halaman asalnya."
    ),
    "marked-already": Explanation(
        409,
        "Tugas ini sudah dinilai, sehingga tidak dapat diserahkan lagi.",
        "Muat ulang halaman untuk membaca penilaiannya.",
    ),
    "marker-unlinked": Explanation(
        403,
        "Akun Anda belum ditautkan dengan data pegawai, padahal setiap penilaian harus "
        "bernama.",
        "Minta pengelola menautkan akun Anda di halaman Administrasi.",
    ),
    "self-marking": Explanation(
        403,
        "Tidak seorang pun boleh menilai tugasnya sendiri.",
        "Biarkan penilai lain menilainya; tugas itu menunggu di antrean mereka.",
    ),
    "marker-involved": Explanation(
        403,
        "Anda sudah menilai tugas ini, padahal sekarang diperlukan orang lain.",
        "Biarkan asesor lain menilainya; tugas itu menunggu di antrean mereka.",
    ),
    "marking-taken": Explanation(
        409,
        "Tugas ini sedang dinilai orang lain. Belum ada yang Anda simpan.",
        _READ_AGAIN,
    ),
    "marked-meanwhile": Explanation(
        409,
        "Tugas ini sudah selesai dinilai. Penilaian Anda tidak disimpan.",
        _READ_AGAIN,
    ),
    "handed-in-meanwhile": Explanation(
        409,
        "Peserta menyerahkan tugas ini lagi. Penilaian atas yang lama tidak disimpan.",
        _READ_AGAIN,
    ),
    "levels-missing": Explanation(
        422,
        "Belum semua kriteria dinilai. Tugas ini belum selesai dinilai.",
        "Pilih satu tingkat pada setiap kriteria, lalu selesaikan lagi.",
    ),
    "run-not-returned": Explanation(
        409,
        "Jawaban dalam kuis tidak dapat dikembalikan, karena putarannya sudah selesai. "
        "Belum ada yang diubah.",
        "Nilai menurut rubriknya dan tulis catatan untuk peserta. Sesudah dinilai, "
        "peserta dapat memulai putaran baru selama masih ada.",
    ),
    "return-reason-missing": Explanation(
        422,
        "Alasan pengembalian belum diisi. Tugas belum dikembalikan.",
        "Tulis pada catatan umum apa yang perlu diperbaiki, lalu kembalikan lagi.",
    ),
    "return-too-late": Explanation(
        409,
        "Tugas ini sudah dinilai penilai pertama, sehingga tidak dapat dikembalikan.",
        "Nilai setiap kriteria seperti yang Anda lihat.",
    ),
    "mark-fixed": Explanation(
        409,
        "Penilaian ini tidak dapat dibatalkan lagi: waktunya lewat, penilai lain sudah "
        "menilai, tugas sudah diserahkan lagi, atau buktinya sudah dipakai.",
        "Bila nilainya keliru, minta pegawai mengajukan keberatan atas penetapannya.",
    ),
}
