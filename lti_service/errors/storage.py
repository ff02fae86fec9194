"""What storage refuses, and what it cannot do now."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "database-away": Explanation(
        503,
        "Layanan sementara tidak dapat mencapai basis datanya. Jawaban yang sudah "
        "tersimpan tidak hilang.",
        "Tunggu satu menit, lalu coba sekali lagi; yang dibuka dari LMS, buka lagi dari "
        "sana.",
    ),
    "storage-full": Explanation(
        507,
        "Layanan kehabisan ruang penyimpanan, sehingga yang baru saja dikirim belum "
        "tersimpan.",
        "Coba sekali lagi nanti, dan sampaikan kode di bawah kepada pengelola layanan.",
    ),
    "release-conflict": Explanation(
        409,
        "Isi lain sudah diterbitkan dengan id dan versi kursus yang sama.",
        "Naikkan versi pada index.md kursus, lalu terbitkan lagi.",
    ),
    "conflict": Explanation(
        409,
        "Data ini bertentangan dengan yang sudah tersimpan. Belum ada yang disimpan.",
        "Muat ulang halaman, periksa isiannya, lalu kirim sekali lagi.",
    ),
    "text-unstorable": Explanation(
        422,
        "Salah satu isian memuat tanda yang tidak dapat disimpan.",
        "Hapus tanda yang tidak terbaca dari isian itu, lalu kirim sekali lagi.",
    ),
    "nip-taken": Explanation(
        409,
        "NIP ini sudah dimiliki pegawai lain.",
        "Periksa NIP kedua pegawai, lalu perbaiki yang keliru.",
    ),
    "platform-in-use": Explanation(
        409,
        "Platform ini sudah dipakai, sehingga tidak dapat dihapus.",
        "Biarkan terdaftar: akun dan hasil belajar bergantung padanya.",
    ),
}
