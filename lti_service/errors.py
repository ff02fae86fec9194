"""Everything the service refuses, with a stable code, an HTTP status and words for people.

ServiceError
├── NotFoundError            nothing of that name, or not for this person
├── ForbiddenError           this person may not do that
├── ConflictError            it contradicts what is already there
├── InvalidInputError        what came in cannot be understood
├── UnavailableError         the database is away or full: it may pass
├── LaunchRefusedError       a login or launch that is not accepted
├── RegistrationRefusedError a platform that is not registered at
├── RosterError              the members of a class could not be read
├── SettingsError            a setting is missing or unusable
└── PlatformError            the other side did not do what was asked
    ├── PlatformBusyError    try again later
    │   ├── PlatformSlowError    no answer in time
    │   ├── PlatformTokenError   no access token
    │   └── PlatformTooLongError an answer larger than is read
    ├── PlatformRefusedError final; a person has to look
    └── SupersededError      it already holds something newer (HTTP 409)

`EXPLANATIONS` has, for every code, the status, what happened, and what to do, in Bahasa
Indonesia; ``locale/en.po`` has the English. Context in an error is for the log: never a
NIP, a token or an answer.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person is told of an error.

    Attributes:
        status: HTTP status.
        message: What happened.
        remedy: What to do.
    """

    status: int
    message: str
    remedy: str


_OPEN_AGAIN = (
    "Kembali ke halaman kursus di LMS, lalu buka kegiatan ini sekali lagi dari sana."
)
_TELL_LMS_ADMIN = "Sampaikan kode di bawah kepada pengelola LMS."

EXPLANATIONS: dict[str, Explanation] = {
    "not-found": Explanation(
        404, "Halaman ini tidak ada.", "Periksa alamatnya, atau mulai lagi dari LMS."
    ),
    "unknown-attempt": Explanation(
        404, "Kegiatan belajar ini tidak ditemukan.", _OPEN_AGAIN
    ),
    "unknown-page": Explanation(
        404, "Halaman kursus ini tidak ada.", "Pilih halaman lain dari daftar isi."
    ),
    "unknown-course": Explanation(
        404,
        "Kursus yang diminta belum diterbitkan di layanan ini.",
        "Minta pengelola menerbitkannya, atau pilih kursus lain.",
    ),
    "not-yours": Explanation(403, "Kegiatan belajar ini milik akun lain.", _OPEN_AGAIN),
    "forbidden": Explanation(
        403,
        "Anda belum mempunyai peran untuk halaman ini.",
        "Minta pengelola memberi Anda peran yang sesuai.",
    ),
    "session-missing": Explanation(
        401, "Sesi Anda sudah berakhir atau belum dimulai.", _OPEN_AGAIN
    ),
    "token-invalid": Explanation(401, "Tanda masuk tidak dikenal.", _OPEN_AGAIN),
    "token-expired": Explanation(
        401,
        "Sesi belajar sudah berakhir. Jawaban Anda tetap tersimpan.",
        _OPEN_AGAIN,
    ),
    "bad-form": Explanation(
        400,
        "Formulir tidak dapat dipastikan berasal dari halaman ini.",
        "Muat ulang halaman, lalu kirim sekali lagi.",
    ),
    "bad-batch": Explanation(
        422, "Kiriman pemutar tidak dapat dibaca.", "Muat ulang halaman."
    ),
    "bad-event": Explanation(
        422, "Satu catatan pemutar tidak dapat dibaca.", "Muat ulang halaman."
    ),
    "bad-answer": Explanation(
        422, "Jawaban tidak sesuai bentuk pertanyaan.", "Jawab sekali lagi."
    ),
    "release-invalid": Explanation(
        422,
        "Berkas ini bukan rilis kursus yang utuh.",
        "Buat lagi dengan course-builder build --target release, lalu terbitkan.",
    ),
    "launch-already-used": Explanation(
        400,
        "Tautan masuk dari LMS ini sudah pernah dipakai. Demi keamanan, setiap tautan "
        "hanya berlaku satu kali.",
        _OPEN_AGAIN,
    ),
    "launch-not-posted": Explanation(
        405,
        "Halaman ini dimuat ulang atau dibuka tanpa LMS.",
        _OPEN_AGAIN,
    ),
    "launch-field-repeated": Explanation(
        400, "Permintaan masuk memuat satu isian dua kali.", _TELL_LMS_ADMIN
    ),
    "content-missing": Explanation(
        422,
        "Belum ada isi yang dipilih.",
        "Kembali, lalu pilih kursus, modul, atau kegiatan.",
    ),
    "content-too-many": Explanation(
        422,
        "Pilihan Anda lebih banyak daripada yang diterima LMS sekaligus.",
        "Kembali, lalu pilih lebih sedikit; LMS lain hanya menerima satu.",
    ),
    "content-begun": Explanation(
        409,
        "Peserta sudah mulai belajar dengan isi yang sekarang. Belum ada yang diubah.",
        "Pastikan Anda memang hendak mengganti isinya, lalu pilih sekali lagi.",
    ),
    "choice-over": Explanation(404, "Pemilihan isi ini sudah berakhir.", _OPEN_AGAIN),
    "deep-linking-settings-missing": Explanation(
        400,
        "LMS meminta pilihan isi tanpa menyebut apa yang diterimanya.",
        _TELL_LMS_ADMIN,
    ),
    "deep-linking-return": Explanation(
        400,
        "Alamat tempat mengembalikan pilihan isi tidak ada atau tidak aman.",
        _TELL_LMS_ADMIN,
    ),
    "deep-linking-type": Explanation(
        400,
        "LMS ini tidak menerima tautan kegiatan sebagai pilihan isi.",
        _TELL_LMS_ADMIN,
    ),
    "deep-linking-forbidden": Explanation(
        403,
        "Hanya pengajar atau pengelola kelas yang dapat memilih isi.",
        "Minta pengajar kelas ini memilih isinya.",
    ),
    "review-user-missing": Explanation(
        400,
        "LMS tidak menyebut pengerjaan siapa yang hendak dilihat.",
        _TELL_LMS_ADMIN,
    ),
    "review-anonymous": Explanation(
        403,
        "LMS tidak menyebut siapa Anda, sehingga pengerjaan ini tidak ditampilkan.",
        _TELL_LMS_ADMIN,
    ),
    "review-forbidden": Explanation(
        403,
        "Pengerjaan ini hanya ditampilkan kepada pesertanya dan pengajar kelasnya.",
        "Buka lagi dari buku nilai di LMS bila Anda peserta atau pengajarnya.",
    ),
    "review-line-item-missing": Explanation(
        400,
        "LMS tidak menyebut kegiatan yang pengerjaannya hendak dilihat.",
        _TELL_LMS_ADMIN,
    ),
    "column-missing": Explanation(
        409,
        "Kegiatan ini tidak mempunyai kolom di buku nilai.",
        "Minta pengajar memberi nilai pada kegiatan ini di LMS, lalu buka sekali dari sana.",
    ),
    "scores-missing": Explanation(
        422,
        "Belum ada nilai yang dipilih untuk dikirim ulang.",
        "Bandingkan dahulu, centang peserta yang nilainya hendak dikirim, lalu kirim.",
    ),
    "too-large": Explanation(
        413, "Kiriman melebihi ukuran yang diterima.", "Kirim dalam bagian lebih kecil."
    ),
    "too-often": Explanation(
        429,
        "Terlalu banyak permintaan dari akun Anda dalam waktu singkat.",
        "Tunggu sebentar, lalu coba sekali lagi.",
    ),
    "method-not-allowed": Explanation(
        405, "Alamat ini tidak menerima cara itu.", "Mulai lagi dari LMS."
    ),
    "internal": Explanation(
        500,
        "Layanan mengalami gangguan. Jawaban yang sudah tersimpan tidak hilang.",
        "Coba lagi beberapa saat lagi; bila berulang, sampaikan kode permintaan kepada "
        "pengelola.",
    ),
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
    "invite-invalid": Explanation(
        400,
        "Kode undangan tidak dikenal, sudah dipakai, atau kedaluwarsa.",
        "Minta kode baru kepada pengelola layanan.",
    ),
    "self-decision": Explanation(
        403,
        "Tidak seorang pun boleh menetapkan kompetensinya sendiri.",
        "Serahkan penetapan ini kepada asesor lain.",
    ),
    "reason-missing": Explanation(
        422, "Penetapan memerlukan alasan.", "Tulis alasan, lalu kirim lagi."
    ),
    "drop-reason-missing": Explanation(
        422,
        "Membatalkan pengiriman memerlukan alasan. Belum ada yang diubah.",
        "Tulis mengapa nilai ini tidak perlu dikirim, lalu kirim lagi.",
    ),
    "message-sent": Explanation(
        409,
        "Nilai ini sudah terkirim, sehingga pengirimannya tidak dapat dibatalkan.",
        "Ubah nilainya di LMS bila memang keliru.",
    ),
    "unknown-person": Explanation(
        404,
        "Pegawai yang dimaksud tidak dikenal.",
        "Periksa nomornya, atau impor data pegawai lebih dulu.",
    ),
    "unknown-unit": Explanation(
        404,
        "Unit yang dimaksud tidak dikenal.",
        "Periksa kodenya, atau impor data unit lebih dulu.",
    ),
    "unknown-framework": Explanation(
        404,
        "Kerangka kompetensi yang dimaksud tidak dikenal.",
        "Periksa kodenya, atau impor dulu: lti-service import framework BERKAS.",
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
    "not-confirmed": Explanation(
        422,
        "Tindakan ini belum ditegaskan.",
        "Centang pernyataan di atas tombol, lalu kirim lagi.",
    ),
    "already-linked": Explanation(
        409,
        "Akun ini sudah ditautkan dengan pegawai lain.",
        "Lepaskan tautannya lebih dulu, bila memang keliru.",
    ),
    "assessor-unlinked": Explanation(
        403,
        "Akun Anda belum ditautkan dengan data pegawai, padahal setiap penetapan harus "
        "bernama.",
        "Minta pengelola menautkan akun Anda di halaman Administrasi.",
    ),
    "self-verification": Explanation(
        403,
        "Tidak seorang pun boleh memverifikasi JP miliknya sendiri.",
        "Serahkan kepada verifikator lain.",
    ),
    "verifier-unlinked": Explanation(
        403,
        "Akun Anda belum ditautkan dengan data pegawai, padahal setiap verifikasi harus "
        "bernama.",
        "Minta pengelola menautkan akun Anda di halaman Administrasi.",
    ),
    "refusal-reason-missing": Explanation(
        422,
        "Alasan penolakan belum diisi. Belum ada yang diubah.",
        "Tulis mengapa kegiatan ini ditolak, lalu kirim lagi.",
    ),
    "verified-meanwhile": Explanation(
        409,
        "Kegiatan ini sudah berubah sejak halaman dibuka. Belum ada yang disimpan.",
        "Muat ulang antrean, lalu verifikasi yang masih menunggu.",
    ),
    "second-assessor-missing": Explanation(
        409,
        "Pada level ini diperlukan penilaian dua asesor yang berbeda; Anda satu-satunya "
        "yang menilai.",
        "Minta asesor lain menetapkan, atau tambahkan bukti yang dinilai asesor lain.",
    ),
    "moderator-involved": Explanation(
        403,
        "Anda sudah ikut menilai kasus ini, padahal moderasi memerlukan orang lain.",
        "Biarkan asesor lain menilainya; kasus ini menunggu di antrean mereka.",
    ),
    "moderated-meanwhile": Explanation(
        409,
        "Kasus ini sudah selesai dimoderasi. Penilaian Anda tidak disimpan.",
        "Kembali ke antrean moderasi, lalu pilih kasus lain.",
    ),
    "objection-reason": Explanation(
        422,
        "Alasan keberatan belum diisi.",
        "Tulis apa yang menurut Anda keliru, lalu kirim lagi.",
    ),
    "objection-open": Explanation(
        409,
        "Keberatan Anda atas penetapan ini sudah menunggu jawaban.",
        "Tunggu jawabannya; ia tampil di halaman profil Anda.",
    ),
    "objection-replaced": Explanation(
        409,
        "Penetapan ini sudah digantikan penetapan lain.",
        "Buka profil Anda, lalu baca penetapan yang baru.",
    ),
    "objection-own": Explanation(
        403,
        "Keberatan ini atas penetapan Anda sendiri, sehingga asesor lain yang menjawab.",
        "Biarkan asesor lain menjawabnya; keberatan itu menunggu di antrean mereka.",
    ),
    "objection-answered": Explanation(
        409,
        "Keberatan ini sudah dijawab. Jawaban Anda tidak disimpan.",
        "Kembali ke daftar keberatan, lalu pilih yang lain.",
    ),
    "evidence-missing": Explanation(
        422,
        "Belum ada bukti untuk kompetensi ini, sehingga capaian tidak dapat ditetapkan.",
        "Tunggu sampai ada bukti, lalu tetapkan.",
    ),
    "decided-meanwhile": Explanation(
        409,
        "Ada bukti atau penetapan baru sejak halaman ini dibuka. Belum ada yang disimpan.",
        "Buka kasusnya sekali lagi, baca yang baru, lalu tetapkan.",
    ),
    "holds-higher": Explanation(
        409,
        "Pegawai ini masih memegang level yang lebih tinggi.",
        "Tetapkan belum tercapai pada level yang lebih tinggi itu lebih dulu.",
    ),
    "level-invalid": Explanation(
        422, "Level harus 1 sampai 5.", "Pilih level dari daftar, lalu kirim lagi."
    ),
    "outcome-missing": Explanation(
        422, "Hasil penetapan belum dipilih.", "Pilih tercapai atau belum tercapai."
    ),
    "file-unreadable": Explanation(
        422,
        "Berkas ini tidak dapat dibaca sebagai tabel.",
        "Simpan sebagai CSV (UTF-8) atau XLSX dari program lembar kerja, lalu coba lagi.",
    ),
    "file-empty": Explanation(
        422,
        "Berkas ini kosong.",
        "Isi baris pertama dengan judul kolom dan baris berikutnya dengan data.",
    ),
}


_REGISTER = (
    "Minta pengelola LMS dan pengelola layanan ini membandingkan Platform ID, Client ID, "
    "dan Deployment ID pada pendaftaran kedua belah pihak."
)
_CLOCK = (
    "Buka kegiatan ini sekali lagi dari LMS; bila berulang, minta pengelola LMS memeriksa "
    "jam servernya."
)

EXPLANATIONS |= {
    # A login or launch that is refused: status, what happened, what to do.
    code: Explanation(status, message, remedy)
    for code, (status, message, remedy) in {
        "login-issuer-missing": (
            400,
            "LMS tidak menyebut namanya (iss).",
            _TELL_LMS_ADMIN,
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
            _TELL_LMS_ADMIN,
        ),
        "login-hint-missing": (
            400,
            "LMS tidak mengirim petunjuk pengguna (login_hint).",
            _TELL_LMS_ADMIN,
        ),
        "login-target-missing": (
            400,
            "LMS tidak menyebut alamat tujuan (target_link_uri).",
            _TELL_LMS_ADMIN,
        ),
        "login-target-foreign": (
            400,
            "Alamat tujuan kegiatan ini bukan alamat layanan ini.",
            "Minta pengajar memperbaiki alamat alat (Tool URL) pada kegiatan ini.",
        ),
        "login-malformed": (
            400,
            "Permintaan masuk dari LMS memuat isian yang tidak dapat dibaca.",
            _TELL_LMS_ADMIN,
        ),
        "platform-declined": (403, "LMS menolak permintaan masuk ini.", _OPEN_AGAIN),
        "launch-token-missing": (
            400,
            "LMS tidak mengirim bukti masuk (id_token).",
            _OPEN_AGAIN,
        ),
        "launch-token-malformed": (
            400,
            "Bukti masuk dari LMS tidak dapat dibaca.",
            _TELL_LMS_ADMIN,
        ),
        "launch-token-too-large": (
            413,
            "Bukti masuk dari LMS terlalu besar.",
            _TELL_LMS_ADMIN,
        ),
        "launch-state-missing": (
            400,
            "Permintaan masuk ini tidak dimulai dari LMS (state tidak ada).",
            _OPEN_AGAIN,
        ),
        "launch-state-unknown": (
            400,
            "Permintaan masuk ini tidak dimulai oleh layanan ini.",
            _OPEN_AGAIN,
        ),
        "launch-state-expired": (400, "Waktu untuk masuk sudah lewat.", _OPEN_AGAIN),
        "launch-cookie-missing": (
            400,
            "Peramban ini tidak menyimpan kuki yang diperlukan untuk masuk dari dalam bingkai LMS.",
            "Buka kegiatan ini di jendela baru, atau izinkan kuki untuk alamat ini.",
        ),
        "launch-other-browser": (
            400,
            "Permintaan masuk ini dimulai di peramban lain.",
            _OPEN_AGAIN,
        ),
        "launch-algorithm": (
            400,
            "Bukti masuk tidak ditandatangani dengan RS256.",
            _TELL_LMS_ADMIN,
        ),
        "launch-header-forbidden": (
            400,
            "Bukti masuk membawa kunci atau perluasan yang tidak diterima.",
            _TELL_LMS_ADMIN,
        ),
        "launch-key-missing": (
            400,
            "Bukti masuk tidak menyebut kunci penandatangannya (kid).",
            _TELL_LMS_ADMIN,
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
        "launch-signature": (400, "Tanda tangan bukti masuk tidak sah.", _OPEN_AGAIN),
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
            _TELL_LMS_ADMIN,
        ),
        "launch-expired": (400, "Bukti masuk sudah kedaluwarsa.", _CLOCK),
        "launch-issued-missing": (
            400,
            "Bukti masuk tidak menyebut waktu terbitnya (iat).",
            _TELL_LMS_ADMIN,
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
            _TELL_LMS_ADMIN,
        ),
        "launch-nonce-foreign": (
            400,
            "Bukti masuk bukan jawaban atas permintaan masuk ini.",
            _OPEN_AGAIN,
        ),
        "launch-version": (400, "LMS tidak memakai LTI versi 1.3.0.", _TELL_LMS_ADMIN),
        "launch-message-type": (
            400,
            "Jenis pesan LTI ini belum dilayani.",
            _TELL_LMS_ADMIN,
        ),
        "launch-deployment-missing": (
            400,
            "Bukti masuk tidak menyebut Deployment ID.",
            _TELL_LMS_ADMIN,
        ),
        "launch-deployment-unknown": (
            403,
            "Deployment ID dari LMS ini tidak terdaftar.",
            _REGISTER,
        ),
        "launch-target-missing": (
            400,
            "Bukti masuk tidak menyebut alamat tujuan.",
            _TELL_LMS_ADMIN,
        ),
        "launch-target-foreign": (
            400,
            "Alamat tujuan dalam bukti masuk bukan alamat layanan ini.",
            "Minta pengajar memperbaiki alamat alat (Tool URL) pada kegiatan ini.",
        ),
        "launch-resource-missing": (
            400,
            "Bukti masuk tidak menyebut kegiatan yang dibuka.",
            _TELL_LMS_ADMIN,
        ),
        "launch-roles-missing": (
            400,
            "Bukti masuk tidak memuat daftar peran.",
            _TELL_LMS_ADMIN,
        ),
        "launch-line-item-foreign": (
            400,
            "Kolom nilai kegiatan ini tidak berada di LMS yang terdaftar.",
            _TELL_LMS_ADMIN,
        ),
        "launch-memberships-foreign": (
            400,
            "Daftar peserta kelas ini tidak berada di LMS yang terdaftar.",
            _TELL_LMS_ADMIN,
        ),
        "launch-claim-malformed": (
            400,
            "Salah satu isian bukti masuk tidak sesuai bentuknya.",
            _TELL_LMS_ADMIN,
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
    # What storage refuses.
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


_REGISTER_AGAIN = "Mulai sekali lagi dari LMS; undangan ini masih berlaku."
_REGISTER_CONFIGURATION = "Minta pengelola LMS memeriksa alamat OpenID configuration; undangan ini masih berlaku."
_REGISTER_BY_HAND = "Daftarkan LMS ini dengan tangan: lti-service platforms add."
_REGISTER_SERVER = "Minta pengelola LMS memeriksa servernya, lalu mulai sekali lagi; undangan ini masih berlaku."
_REGISTER_INSIDE = "Bila LMS memang berada di jaringan Anda, sebutkan host:port-nya dalam ALLOW_PRIVATE_HOSTS, lalu mulai sekali lagi; undangan ini masih berlaku."

EXPLANATIONS |= {
    # A platform that is not registered at.
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
            "Tempelkan alamat itu di halaman alat eksternal LMS; undangan ini masih berlaku.",
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

_ROSTER_AGAIN = (
    "Layanan mencobanya lagi dengan sendirinya; daftar yang terakhir terbaca tetap "
    "dipakai."
)
_ROSTER_ADMIN = (
    "Sampaikan kode ini kepada pengelola layanan; daftar yang terakhir terbaca tetap "
    "dipakai."
)
EXPLANATIONS |= {
    # Reading the members of a class. Shown beside the class, not as a page.
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


class ServiceError(Exception):
    """Base of all errors the service raises on purpose.

    Args:
        code: A key of `EXPLANATIONS`.
        context: For the log only.
    """

    def __init__(self, code: str, **context: str) -> None:
        details = ", ".join(f"{name}={value}" for name, value in context.items())
        super().__init__(f"{code} ({details})" if details else code)
        self.code = code
        self.context = context

    @property
    def explanation(self) -> Explanation:
        """Status and words of this error."""
        return EXPLANATIONS[self.code]


class NotFoundError(ServiceError):
    """Nothing of that name, or not for this person."""


class ForbiddenError(ServiceError):
    """This person may not do that."""


class ConflictError(ServiceError):
    """It contradicts what is already there."""


class InvalidInputError(ServiceError):
    """What came in cannot be understood."""


class UnavailableError(ServiceError):
    """The database is away or takes nothing more; the same may go through later."""


class LaunchRefusedError(ServiceError):
    """A login or launch that is not accepted."""


class RegistrationRefusedError(ServiceError):
    """A platform that this tool does not register at."""


class RosterError(ServiceError):
    """The members of a class could not be read.

    Attributes:
        retry_after: Seconds the platform asked to wait; none where it did not say.
    """

    def __init__(
        self, code: str, retry_after: float | None = None, **context: str
    ) -> None:
        super().__init__(code, **context)
        self.retry_after = retry_after


class SettingsError(Exception):
    """A setting is missing or unusable; the message says which and what to do."""


class PlatformError(Exception):
    """The platform did not do what was asked; the message is kept with the message sent."""


class PlatformBusyError(PlatformError):
    """Try again later.

    Attributes:
        retry_after: Seconds the platform asked to wait; none where it did not say.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PlatformSlowError(PlatformBusyError):
    """The platform did not answer in time."""


class PlatformTokenError(PlatformBusyError):
    """The platform gave no access token, or none that can be read."""


class PlatformTooLongError(PlatformBusyError):
    """The platform's answer is larger than is read."""


class PlatformRefusedError(PlatformError):
    """Sending the same again cannot help; a person has to look."""


class SupersededError(PlatformError):
    """The platform already holds a score with the same or a newer timestamp."""
