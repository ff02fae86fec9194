"""Moodle's web services: what they refuse, and what they do not answer."""

from lti_service.errors.explanation import Explanation

_SERVICE = (
    "Buka Administrasi situs > Server > Layanan web di Moodle, dan periksa layanan yang "
    "dipakai token ini."
)
_LATER = "Coba lagi beberapa menit lagi; yang sudah terbaca tidak dibaca ulang."

EXPLANATIONS = {
    code: Explanation(502, message, remedy)
    for code, (message, remedy) in {
        "moodle-address": (
            "Alamat Moodle itu tidak boleh dihubungi layanan ini.",
            (
                "Periksa alamatnya; Moodle di dalam jaringan harus disebut dalam "
                "ALLOW_PRIVATE_HOSTS."
            ),
        ),
        "moodle-busy": (
            "Moodle tidak dapat dihubungi atau sedang bermasalah.",
            _LATER,
        ),
        "moodle-slow": ("Moodle terlalu lama menjawab.", _LATER),
        "moodle-too-long": (
            "Jawaban Moodle lebih panjang daripada yang dibaca layanan ini.",
            "Sampaikan kode ini kepada pengelola layanan.",
        ),
        "moodle-unreadable": (
            "Jawaban dari alamat itu bukan jawaban layanan web Moodle.",
            (
                "Periksa alamat Moodle, dan apakah layanan web serta protokol REST sudah "
                "dinyalakan di sana."
            ),
        ),
        "moodle-token": (
            "Moodle tidak mengenal token ini.",
            "Buat token baru untuk pengguna layanan web di Moodle, lalu simpan di sini.",
        ),
        "moodle-function": (
            "Token ini tidak boleh memakai fungsi yang diperlukan.",
            f"Tambahkan fungsinya ke layanan. {_SERVICE}",
        ),
        "moodle-permission": (
            "Pengguna layanan web Moodle tidak berhak melihat atau mengubah data itu.",
            (
                "Beri perannya di Moodle semua kemampuan pada langkah 4 di halaman "
                "Hubungkan Moodle."
            ),
        ),
        "moodle-missing": (
            "Yang diminta tidak ada lagi di Moodle.",
            "Periksa apakah kursus, kegiatan, atau orangnya sudah dihapus di sana.",
        ),
        "moodle-enrolment": (
            "Orang itu tidak lagi menjadi peserta kursus tersebut di Moodle.",
            "Periksa kepesertaannya di Moodle.",
        ),
        "moodle-parameter": (
            "Moodle menolak isi permintaan layanan ini.",
            "Sampaikan kode ini dan versi Moodle kepada pengelola layanan.",
        ),
        "moodle-refused": (
            "Moodle menolak permintaan layanan ini.",
            "Sampaikan kode ini kepada pengelola Moodle.",
        ),
    }.items()
}

EXPLANATIONS |= {
    "moodle-incomplete": Explanation(
        400,
        "Alamat Moodle atau tokennya belum diisi.",
        "Isi keduanya; token dibuat di Moodle, pada bagian layanan web.",
    ),
    "unknown-moodle": Explanation(
        404,
        "Moodle itu tidak terhubung dengan layanan ini.",
        "Pilih salah satu dari daftar, atau hubungkan dulu.",
    ),
    "unknown-run": Explanation(
        404, "Pembacaan itu tidak ada.", "Pilih salah satu dari daftar pembacaan."
    ),
    "run-under-way": Explanation(
        409,
        "Moodle ini sedang dibaca.",
        "Tunggu sampai pembacaan itu selesai; kemajuannya terlihat pada daftarnya.",
    ),
    "run-not-ended": Explanation(
        409,
        "Pembacaan itu masih berjalan, sudah dibatalkan, atau hanya percobaan.",
        "Tunggu sampai selesai; yang sudah dibatalkan tidak perlu dibatalkan lagi.",
    ),
}

EXPLANATIONS |= {
    "unknown-place": Explanation(
        404,
        "Kursus atau kegiatan itu belum dikenal layanan ini.",
        "Ambil daftar kursus atau kegiatannya dari Moodle lebih dulu.",
    ),
    "unknown-moodle-account": Explanation(
        404,
        "Akun Moodle itu belum dikenal layanan ini.",
        "Pilih salah satu dari daftar akun; akun baru muncul setelah Moodle dibaca.",
    ),
    "mapping-changed": Explanation(
        409,
        "Pemetaan ini sudah diubah orang lain sejak halaman Anda dibuka.",
        "Periksa yang berlaku sekarang, lalu simpan lagi bila masih perlu.",
    ),
    "act-undone": Explanation(
        409,
        "Tidak ada lagi tautan dari tindakan itu yang dapat dibatalkan.",
        "Akun yang sudah diubah setelahnya dilepas satu per satu.",
    ),
    "bad-mapping": Explanation(
        422,
        "Isian pemetaan ini perlu diperbaiki. Belum ada yang disimpan.",
        "Perbaiki isian yang ditandai.",
    ),
}

EXPLANATIONS |= {
    "moodle-scale": Explanation(
        502,
        "Di Moodle tidak ada skala dengan tepat dua kata.",
        (
            "Buat skala Belum tercapai, Tercapai di Moodle, pada Administrasi situs > "
            "Nilai > Skala, lalu kirim lagi."
        ),
    ),
    "moodle-answer": Explanation(
        422,
        "Pilih apa yang berlaku: yang di Moodle atau yang di sini.",
        "Tekan salah satu dari kedua tombolnya.",
    ),
    "mirror-answered": Explanation(
        409,
        "Perbedaan itu sudah tidak menunggu keputusan.",
        "Periksa keadaannya sekarang pada daftarnya.",
    ),
}
