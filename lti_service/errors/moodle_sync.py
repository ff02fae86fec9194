"""Moodle's web services: what they refuse, and what they do not answer."""

from lti_service.errors.explanation import Explanation

_LATER = "Coba lagi beberapa menit lagi; yang sudah terbaca tidak dibaca ulang."

EXPLANATIONS = {
    code: Explanation(502, message, remedy)
    for code, (message, remedy) in {
        "moodle-address": (
            "Alamat Moodle itu tidak boleh dihubungi layanan ini.",
            (
                "Periksa alamatnya: harus diawali https:// dan dikenal dari internet. "
                "Moodle di dalam jaringan, atau tanpa https, disebut sebagai host:port "
                "dalam ALLOW_PRIVATE_HOSTS, lalu layanan ini dijalankan ulang."
            ),
        ),
        "moodle-busy": (
            "Moodle tidak dapat dihubungi, sedang dirawat, atau bermasalah.",
            _LATER,
        ),
        "moodle-certificate": (
            "Sambungan https ke alamat itu tidak dapat dipastikan aman.",
            (
                "Minta pengelola Moodle memasang sertifikat yang berlaku untuk nama "
                "itu, lengkap dengan rantainya: peramban memaafkan rantai yang kurang, "
                "layanan ini tidak. Periksa juga apakah alamat itu memang memakai https."
            ),
        ),
        "moodle-moved": (
            "Alamat itu mengalihkan ke alamat lain.",
            (
                "Buka Moodle di peramban, lalu salin alamat yang tampak setelah "
                "halamannya terbuka, biasanya diawali https://."
            ),
        ),
        "moodle-closed": (
            "Alamat itu menutup layanan web Moodle.",
            (
                "Nyalakan layanan web dan protokol REST (langkah 1 di halaman Hubungkan "
                "Moodle). Bila sudah menyala, periksa apakah tembok api di depan Moodle "
                "menolak layanan ini."
            ),
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
            "Moodle tidak membolehkan token ini memakai fungsi yang diperlukan.",
            (
                "Moodle tidak menyebut sebabnya. Periksa di sana: fungsinya ada dalam "
                "layanan yang dipakai token ini, layanan itu menyala, dan akunnya "
                "disebut di Authorised users; tokennya belum lewat masa berlakunya dan "
                "tidak dibatasi untuk alamat IP lain; akunnya tidak ditangguhkan dan "
                "perannya mempunyai webservice/rest:use."
            ),
        ),
        "moodle-account": (
            "Akun layanan web di Moodle belum dapat dipakai.",
            (
                "Di Moodle: pastikan akun itu terkonfirmasi dan lengkap profilnya, kata "
                "sandinya tidak harus diganti, dan kebijakan situs sudah disetujuinya."
            ),
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
        "moodle-plan-function": (
            (
                "Rencana belajar dan penilaian kompetensi tidak dibaca: layanan token ini "
                "tidak memuat fungsinya."
            ),
            (
                "Tambahkan fungsi rencana belajar yang disebut pada pemeriksaan token. "
                "Selebihnya terbaca, dan yang tertinggal terbaca begitu fungsinya ada."
            ),
        ),
        "moodle-plan-permission": (
            (
                "Rencana belajar dan penilaian kompetensi tidak dibaca: peran pengguna "
                "layanan web tidak boleh melihatnya."
            ),
            (
                "Beri perannya moodle/competency:planview dan "
                "moodle/competency:usercompetencyview. Selebihnya terbaca, dan yang "
                "tertinggal terbaca begitu perannya cukup."
            ),
        ),
        "moodle-competency-off": (
            (
                "Kompetensi dimatikan di Moodle ini, jadi rencana belajar dan penilaiannya "
                "tidak dibaca."
            ),
            (
                "Bila memang dipakai, nyalakan di Moodle: Administrasi situs, "
                "Kompetensi. Selebihnya terbaca."
            ),
        ),
        "moodle-course-rating": (
            "Penilaian kompetensi yang diberikan di dalam kursus tidak dibaca.",
            (
                "Tambahkan fungsi core_competency_list_course_competencies dan "
                "report_competency_data_for_report ke layanannya, dan "
                "moodle/competency:coursecompetencyview ke perannya. Penilaian di dalam "
                "rencana belajar terbaca."
            ),
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
    "mirror-changed": Explanation(
        409,
        "Yang menunggu keputusan sudah berubah sejak Anda melihatnya. Belum ada yang "
        "diputuskan.",
        "Periksa lagi daftarnya, lalu putuskan.",
    ),
}

_AS_MOODLE_WROTE_IT = (
    "Unggah berkas persis seperti diunduh dari Moodle, tanpa dibuka dan disimpan lagi "
    "dengan lembar kerja."
)

EXPLANATIONS |= {
    "moodle-without-token": Explanation(
        409,
        "Moodle ini tidak memberi token; isinya dibaca dari berkas laporannya.",
        "Unggah berkas laporannya, atau hubungkan Moodle itu dengan token.",
    ),
    "moodle-has-token": Explanation(
        409,
        "Moodle ini dibaca dengan token; berkas laporannya tidak diperlukan.",
        "Baca Moodle itu di halamannya, atau akhiri dulu bila tokennya tidak berlaku.",
    ),
    "moodle-has-files": Explanation(
        409,
        "Yang dibaca dari berkas laporan Moodle ini masih berlaku.",
        (
            "Batalkan dulu pembacaan berkas-berkasnya supaya tidak dihitung dua kali, "
            "lalu hubungkan dengan token."
        ),
    ),
    "moodle-unnamed": Explanation(
        400,
        "Nama atau alamat Moodle belum diisi.",
        "Isi keduanya; alamatnya diawali https:// seperti di peramban.",
    ),
    "moodle-course-missing": Explanation(
        400,
        "Kursus yang dilaporkan berkas ini belum disebut.",
        "Pilih kursusnya, atau tulis namanya: berkas laporan Moodle tidak menyebutnya.",
    ),
    "moodle-file-unknown": Explanation(
        400,
        "Berkas ini bukan laporan Moodle yang dikenal.",
        (
            "Unggah laporan penyelesaian aktivitas, laporan penyelesaian kursus (CSV), "
            f"atau ekspor nilai (CSV atau XLSX). {_AS_MOODLE_WROTE_IT}"
        ),
    ),
    "moodle-file-nobody": Explanation(
        400,
        "Berkas ini hanya menyebut nama orang, tanpa nomor ID, surel, atau nama pengguna.",
        (
            "Di Moodle, buka Administrasi situs > Pengguna > Izin > Kebijakan pengguna, "
            "centang nomor ID pada identitas pengguna yang ditampilkan, lalu unduh lagi."
        ),
    ),
    "moodle-file-range": Explanation(
        400,
        "Nilai pada berkas ini tidak disertai rentangnya.",
        "Saat mengekspor nilai di Moodle, centang Persentase pada jenis tampilan nilai.",
    ),
    "moodle-file-rename": Explanation(
        400,
        "Ganti nama itu tidak sesuai dengan berkas ini.",
        (
            "Sebut nama lama yang dikenal dan nama baru yang ada dalam berkas; coba dulu "
            "tanpa menyimpan untuk melihat keduanya."
        ),
    ),
    "moodle-file-nip": Explanation(
        422,
        "Lembar kerja telah mengubah NIP menjadi bilangan, sehingga angkanya hilang.",
        _AS_MOODLE_WROTE_IT,
    ),
    "moodle-file-person": Explanation(
        422,
        "Baris tanpa nomor ID, surel, dan nama pengguna.",
        "Lengkapi nomor ID orangnya di Moodle, lalu unduh lagi.",
    ),
    "moodle-file-repeated": Explanation(
        422,
        "Orang yang sama sudah disebut di baris sebelumnya.",
        "Periksa apakah dua akun di Moodle memakai nomor ID atau surel yang sama.",
    ),
    "moodle-file-twice": Explanation(
        422,
        "Lebih dari satu kegiatan dalam kursus itu bernama sama.",
        "Beri nama yang berlainan di Moodle, lalu unduh lagi.",
    ),
    "moodle-file-state": Explanation(
        422,
        "Keadaan penyelesaian itu tidak dikenal.",
        "Unduh laporannya dalam bahasa Indonesia atau Inggris.",
    ),
    "moodle-file-date": Explanation(
        422,
        "Tanggal itu tidak terbaca, atau dapat berarti dua hari.",
        _AS_MOODLE_WROTE_IT,
    ),
    "moodle-file-grade": Explanation(
        422,
        "Nilai itu bukan persentase.",
        _AS_MOODLE_WROTE_IT,
    ),
}
