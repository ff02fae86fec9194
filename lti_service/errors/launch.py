"""A login or launch that is refused: status, what happened, what to do."""

from lti_service.errors.explanation import OPEN_AGAIN, TELL_LMS_ADMIN, Explanation

_REGISTER = (
    "Minta pengelola LMS dan pengelola layanan ini membandingkan Platform ID, Client ID, "
    "dan Deployment ID pada pendaftaran kedua belah pihak."
)
_CLOCK = (
    "Buka kegiatan ini sekali lagi dari LMS; bila berulang, minta pengelola LMS memeriksa "
    "jam servernya."
)

EXPLANATIONS = {
    code: Explanation(status, message, remedy)
    for code, (status, message, remedy) in {
        "login-issuer-missing": (
            400,
            "LMS tidak menyebut namanya (iss).",
            TELL_LMS_ADMIN,
        ),
        "login-issuer-unknown": (
            403,
            "LMS ini belum terdaftar di layanan ini.",
            _REGISTER,
        ),
        "login-client-unknown": (
            403,
            "Client ID dari LMS ini tidak terdaftar.",
            _REGISTER,
        ),
        "login-client-missing": (
            400,
            "LMS ini terdaftar lebih dari satu kali dan tidak menyebut Client ID.",
            TELL_LMS_ADMIN,
        ),
        "login-hint-missing": (
            400,
            "LMS tidak mengirim petunjuk pengguna (login_hint).",
            TELL_LMS_ADMIN,
        ),
        "login-target-missing": (
            400,
            "LMS tidak menyebut alamat tujuan (target_link_uri).",
            TELL_LMS_ADMIN,
        ),
        "login-target-foreign": (
            400,
            "Alamat tujuan kegiatan ini bukan alamat layanan ini.",
            "Minta pengajar memperbaiki alamat alat (Tool URL) pada kegiatan ini.",
        ),
        "login-malformed": (
            400,
            "Permintaan masuk dari LMS memuat isian yang tidak dapat dibaca.",
            TELL_LMS_ADMIN,
        ),
        "platform-declined": (403, "LMS menolak permintaan masuk ini.", OPEN_AGAIN),
        "launch-token-missing": (
            400,
            "LMS tidak mengirim bukti masuk (id_token).",
            OPEN_AGAIN,
        ),
        "launch-token-malformed": (
            400,
            "Bukti masuk dari LMS tidak dapat dibaca.",
            TELL_LMS_ADMIN,
        ),
        "launch-token-too-large": (
            413,
            "Bukti masuk dari LMS terlalu besar.",
            TELL_LMS_ADMIN,
        ),
        "launch-state-missing": (
            400,
            "Permintaan masuk ini tidak dimulai dari LMS (state tidak ada).",
            OPEN_AGAIN,
        ),
        "launch-state-unknown": (
            400,
            "Permintaan masuk ini tidak dimulai oleh layanan ini.",
            OPEN_AGAIN,
        ),
        "launch-state-expired": (400, "Waktu untuk masuk sudah lewat.", OPEN_AGAIN),
        "launch-cookie-missing": (
            400,
            "Peramban ini tidak menyimpan kuki yang diperlukan untuk masuk dari dalam bingkai LMS.",
            "Buka kegiatan ini di jendela baru, atau izinkan kuki untuk alamat ini.",
        ),
        "launch-other-browser": (
            400,
            "Permintaan masuk ini dimulai di peramban lain.",
            OPEN_AGAIN,
        ),
        "launch-algorithm": (
            400,
            "Bukti masuk tidak ditandatangani dengan RS256.",
            TELL_LMS_ADMIN,
        ),
        "launch-header-forbidden": (
            400,
            "Bukti masuk membawa kunci atau perluasan yang tidak diterima.",
            TELL_LMS_ADMIN,
        ),
        "launch-key-missing": (
            400,
            "Bukti masuk tidak menyebut kunci penandatangannya (kid).",
            TELL_LMS_ADMIN,
        ),
        "launch-key-unknown": (
            400,
            "Kunci penandatangan bukti masuk tidak diterbitkan oleh LMS.",
            "Coba lagi satu menit lagi; bila berulang, minta pengelola LMS memeriksa alamat kunci (keyset URL).",
        ),
        "launch-keys-unreachable": (
            424,
            "Kunci LMS sedang tidak dapat diambil, jadi bukti masuk belum dapat diperiksa.",
            "Coba lagi beberapa saat lagi; bila berulang, minta pengelola memeriksa alamat kunci (keyset URL) LMS.",
        ),
        "launch-signature": (400, "Tanda tangan bukti masuk tidak sah.", OPEN_AGAIN),
        "launch-issuer": (400, "Bukti masuk diterbitkan oleh LMS lain.", _REGISTER),
        "launch-audience": (400, "Bukti masuk ditujukan kepada alat lain.", _REGISTER),
        "launch-audience-activity-key": (
            400,
            "Kegiatan ini masih membawa kunci lama (Consumer key) sehingga bukti masuk ditujukan kepada alat lain.",
            "Minta pengajar mengosongkan Consumer key pada pengaturan kegiatan ini.",
        ),
        "launch-authorized-party": (
            400,
            "Bukti masuk dibuat untuk pihak lain (azp).",
            _REGISTER,
        ),
        "launch-expiry-missing": (
            400,
            "Bukti masuk tidak menyebut batas waktunya (exp).",
            TELL_LMS_ADMIN,
        ),
        "launch-expired": (400, "Bukti masuk sudah kedaluwarsa.", _CLOCK),
        "launch-issued-missing": (
            400,
            "Bukti masuk tidak menyebut waktu terbitnya (iat).",
            TELL_LMS_ADMIN,
        ),
        "launch-issued-later": (400, "Bukti masuk bertanggal di masa depan.", _CLOCK),
        "launch-issued-long-ago": (
            400,
            "Bukti masuk diterbitkan terlalu lama berselang.",
            _CLOCK,
        ),
        "launch-not-yet-valid": (400, "Bukti masuk belum berlaku (nbf).", _CLOCK),
        "launch-nonce-missing": (
            400,
            "Bukti masuk tidak memuat angka sekali pakai (nonce).",
            TELL_LMS_ADMIN,
        ),
        "launch-nonce-foreign": (
            400,
            "Bukti masuk bukan jawaban atas permintaan masuk ini.",
            OPEN_AGAIN,
        ),
        "launch-version": (400, "LMS tidak memakai LTI versi 1.3.0.", TELL_LMS_ADMIN),
        "launch-message-type": (
            400,
            "Jenis pesan LTI ini belum dilayani.",
            TELL_LMS_ADMIN,
        ),
        "launch-deployment-missing": (
            400,
            "Bukti masuk tidak menyebut Deployment ID.",
            TELL_LMS_ADMIN,
        ),
        "launch-deployment-unknown": (
            403,
            "Deployment ID dari LMS ini tidak terdaftar.",
            _REGISTER,
        ),
        "launch-target-missing": (
            400,
            "Bukti masuk tidak menyebut alamat tujuan.",
            TELL_LMS_ADMIN,
        ),
        "launch-target-foreign": (
            400,
            "Alamat tujuan dalam bukti masuk bukan alamat layanan ini.",
            "Minta pengajar memperbaiki alamat alat (Tool URL) pada kegiatan ini.",
        ),
        "launch-resource-missing": (
            400,
            "Bukti masuk tidak menyebut kegiatan yang dibuka.",
            TELL_LMS_ADMIN,
        ),
        "launch-roles-missing": (
            400,
            "Bukti masuk tidak memuat daftar peran.",
            TELL_LMS_ADMIN,
        ),
        "launch-line-item-foreign": (
            400,
            "Kolom nilai kegiatan ini tidak berada di LMS yang terdaftar.",
            TELL_LMS_ADMIN,
        ),
        "launch-memberships-foreign": (
            400,
            "Daftar peserta kelas ini tidak berada di LMS yang terdaftar.",
            TELL_LMS_ADMIN,
        ),
        "launch-claim-malformed": (
            400,
            "Salah satu isian bukti masuk tidak sesuai bentuknya.",
            TELL_LMS_ADMIN,
        ),
        "platform-address-invalid": (
            422,
            "Alamat platform harus berupa alamat web yang utuh.",
            "Periksa alamatnya, misalnya https://lms.example.go.id/mod/lti/auth.php.",
        ),
        "platform-incomplete": (
            422,
            "Issuer, Client ID, dan sedikitnya satu Deployment ID harus diisi.",
            "Salin ketiganya dari halaman rincian alat di LMS.",
        ),
        "platform-unknown": (
            404,
            "Platform itu tidak terdaftar.",
            "Lihat daftarnya dengan lti-service platforms list.",
        ),
    }.items()
}

EXPLANATIONS |= {
    "launch-already-used": Explanation(
        400,
        "Tautan masuk dari LMS ini sudah pernah dipakai. Demi keamanan, setiap tautan "
        "hanya berlaku satu kali.",
        OPEN_AGAIN,
    ),
    "launch-not-posted": Explanation(
        405,
        "Halaman ini dimuat ulang atau dibuka tanpa LMS.",
        OPEN_AGAIN,
    ),
    "launch-field-repeated": Explanation(
        400, "Permintaan masuk memuat satu isian dua kali.", TELL_LMS_ADMIN
    ),
}
