"""Credentials and transcripts."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "credential-issuer-missing": Explanation(
        409,
        "Profil penerbit belum diisi, sehingga kredensial belum dapat diterbitkan.",
        "Minta pengelola mengisi nama dan alamat penerbit di halaman Administrasi, "
        "bagian Kredensial.",
    ),
    "credential-not-given": Explanation(
        409,
        "Penetapan atau kelulusan ini tidak (lagi) memberi kredensial: mungkin ia sudah "
        "diganti, dibalik, atau berakhir.",
        "Muat ulang halaman Kredensial saya, lalu pilih dari yang masih berlaku.",
    ),
    "credential-withdrawn": Explanation(
        409,
        "Kredensial untuk capaian ini dicabut oleh pengelola, sehingga tidak dapat "
        "diminta lagi sendiri.",
        "Baca alasan pencabutannya, lalu hubungi pengelola; ia dapat menerbitkannya "
        "kembali.",
    ),
    "credential-revoked": Explanation(
        409,
        "Kredensial ini sudah tidak berlaku. Belum ada yang diubah.",
        "Muat ulang daftar untuk melihat keadaannya sekarang.",
    ),
    "credential-reason-missing": Explanation(
        422,
        "Alasan pencabutan belum diisi. Belum ada yang diubah.",
        "Tulis mengapa kredensial ini dicabut; pemiliknya membaca alasan itu.",
    ),
    "issuer-invalid": Explanation(
        422,
        "Profil penerbit belum dapat disimpan. Belum ada yang diubah.",
        "Perbaiki isian yang ditandai, lalu simpan lagi.",
    ),
    "pdf-unavailable": Explanation(
        503,
        "Server ini belum dapat membuat PDF karena pustaka Pango tidak terpasang.",
        "Minta pengelola server memasang paket libpango-1.0-0, libpangoft2-1.0-0 dan "
        "libharfbuzz-subset0.",
    ),
}
