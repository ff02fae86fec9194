"""Reading the members of a class. Shown beside the class, not as a page."""

from lti_service.errors.explanation import Explanation

_ROSTER_AGAIN = (
    "Layanan mencobanya lagi dengan sendirinya; daftar yang terakhir terbaca tetap "
    "dipakai."
)
_ROSTER_ADMIN = (
    "Sampaikan kode ini kepada pengelola layanan; daftar yang terakhir terbaca tetap "
    "dipakai."
)

EXPLANATIONS = {
    code: Explanation(502, message, remedy)
    for code, (message, remedy) in {
        "roster-unauthorized": (
            "LMS tidak menerima izin layanan ini untuk membaca daftar peserta.",
            (
                "Minta pengelola LMS mengaktifkan layanan nama dan peran (Names and Role "
                "Provisioning) untuk alat ini."
            ),
        ),
        "roster-forbidden": (
            "LMS tidak mengizinkan layanan ini membaca daftar peserta kelas ini.",
            (
                "Minta pengelola LMS mengaktifkan layanan nama dan peran (Names and Role "
                "Provisioning) untuk alat ini."
            ),
        ),
        "roster-missing": (
            "LMS tidak lagi mempunyai daftar peserta di alamat yang diberikannya.",
            (
                "Buka kegiatan ini sekali lagi dari LMS; bila berulang, periksa apakah "
                "kursusnya masih ada di sana."
            ),
        ),
        "roster-busy": (
            "LMS sedang membatasi permintaan.",
            _ROSTER_AGAIN,
        ),
        "roster-trouble": (
            "LMS sedang bermasalah saat diminta daftar peserta.",
            _ROSTER_AGAIN,
        ),
        "roster-refused": (
            "LMS menolak permintaan daftar peserta.",
            _ROSTER_ADMIN,
        ),
        "roster-unreachable": (
            "LMS tidak dapat dihubungi untuk membaca daftar peserta.",
            _ROSTER_AGAIN,
        ),
        "roster-slow": (
            "LMS terlalu lama menjawab permintaan daftar peserta.",
            _ROSTER_AGAIN,
        ),
        "roster-too-long": (
            "Daftar peserta dari LMS lebih panjang daripada yang dibaca layanan ini.",
            _ROSTER_ADMIN,
        ),
        "roster-loop": (
            (
                "Halaman berikut dari daftar peserta LMS kembali ke halaman yang sudah "
                "dibaca."
            ),
            _ROSTER_ADMIN,
        ),
        "roster-foreign": (
            "Daftar peserta dari LMS menunjuk alamat yang bukan milik LMS itu.",
            _ROSTER_ADMIN,
        ),
        "roster-unreadable": (
            "Jawaban LMS bukan daftar peserta yang dapat dibaca.",
            _ROSTER_ADMIN,
        ),
        "roster-token": (
            "LMS tidak memberi layanan ini izin untuk memakai layanannya.",
            (
                "Minta pengelola layanan memeriksa pendaftaran LMS: Client ID, alamat "
                "token, dan alamat kunci layanan ini."
            ),
        ),
        "roster-address": (
            "Alamat daftar peserta tidak boleh dihubungi layanan ini.",
            (
                "Sampaikan kode ini kepada pengelola layanan; alamat di dalam jaringan "
                "harus disebut dalam ALLOW_PRIVATE_HOSTS."
            ),
        ),
    }.items()
}
