"""A platform that is not registered at."""

from lti_service.errors.explanation import Explanation

_REGISTER_AGAIN = "Mulai sekali lagi dari LMS; undangan ini masih berlaku."
_REGISTER_CONFIGURATION = "Minta pengelola LMS memeriksa alamat OpenID configuration; undangan ini masih berlaku."
_REGISTER_BY_HAND = "Daftarkan LMS ini dengan tangan: lti-service platforms add."
_REGISTER_SERVER = "Minta pengelola LMS memeriksa servernya, lalu mulai sekali lagi; undangan ini masih berlaku."
_REGISTER_INSIDE = "Bila LMS memang berada di jaringan Anda, sebutkan host:port-nya dalam ALLOW_PRIVATE_HOSTS, lalu mulai sekali lagi; undangan ini masih berlaku."

EXPLANATIONS = {
    code: Explanation(status, message, remedy)
    for code, (status, message, remedy) in {
        "register-invitation-invalid": (
            403,
            "Undangan pendaftaran ini tidak dikenal, sudah dipakai, atau kedaluwarsa.",
            "Minta alamat baru kepada pengelola layanan: lti-service platforms invite.",
        ),
        "register-not-from-lms": (
            400,
            "Alamat pendaftaran ini tidak dibuka oleh LMS.",
            (
                "Tempelkan alamat itu di halaman alat eksternal LMS; membukanya di sini tidak "
                "memakai undangannya."
            ),
        ),
        "register-token-malformed": (
            400,
            "Token pendaftaran dari LMS tidak dapat dibaca.",
            _REGISTER_AGAIN,
        ),
        "register-address-not-web": (
            400,
            "Alamat konfigurasi LMS bukan alamat web.",
            _REGISTER_CONFIGURATION,
        ),
        "register-address-plain": (
            400,
            "Alamat LMS tidak memakai https.",
            _REGISTER_INSIDE,
        ),
        "register-address-private": (
            400,
            "Alamat LMS berada di dalam jaringan layanan ini.",
            _REGISTER_INSIDE,
        ),
        "register-unreachable": (
            424,
            "LMS tidak dapat dihubungi dari layanan ini.",
            _REGISTER_SERVER,
        ),
        "register-slow": (
            424,
            "LMS tidak menjawab pada waktunya.",
            _REGISTER_SERVER,
        ),
        "register-too-long": (
            424,
            "Jawaban LMS terlalu besar.",
            _REGISTER_CONFIGURATION,
        ),
        "register-redirected": (
            400,
            "LMS mengalihkan permintaan ke alamat lain.",
            _REGISTER_CONFIGURATION,
        ),
        "register-configuration-missing": (
            400,
            "LMS tidak memberikan konfigurasinya.",
            _REGISTER_CONFIGURATION,
        ),
        "register-configuration-unreadable": (
            400,
            "Konfigurasi LMS bukan JSON yang dapat dibaca.",
            _REGISTER_CONFIGURATION,
        ),
        "register-configuration-short": (
            400,
            "Konfigurasi LMS tidak lengkap.",
            _REGISTER_BY_HAND,
        ),
        "register-issuer-foreign": (
            400,
            "Konfigurasi LMS mengatasnamakan LMS di alamat lain.",
            _REGISTER_BY_HAND,
        ),
        "register-endpoint-foreign": (
            400,
            "Konfigurasi LMS menunjuk alamat yang bukan miliknya.",
            _REGISTER_BY_HAND,
        ),
        "register-unsuitable": (
            400,
            "LMS ini tidak mendukung tanda tangan atau masuk yang diperlukan LTI 1.3.",
            "Minta pengelola LMS memperbarui LMS.",
        ),
        "register-token-refused": (
            400,
            "LMS tidak menerima token pendaftaran: sudah dipakai atau kedaluwarsa.",
            _REGISTER_AGAIN,
        ),
        "register-declined": (
            400,
            "LMS menolak pendaftaran layanan ini.",
            _REGISTER_SERVER,
        ),
        "register-answer-unreadable": (
            400,
            "Jawaban LMS atas pendaftaran tidak dapat dibaca.",
            "Hapus alat yang setengah terdaftar di LMS, lalu mulai sekali lagi; undangan ini masih berlaku.",
        ),
    }.items()
}
