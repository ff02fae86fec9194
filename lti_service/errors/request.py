"""What any page may answer."""

from lti_service.errors.explanation import OPEN_AGAIN, Explanation

EXPLANATIONS = {
    "not-found": Explanation(
        404, "Halaman ini tidak ada.", "Periksa alamatnya, atau mulai lagi dari LMS."
    ),
    "forbidden": Explanation(
        403,
        "Anda belum mempunyai peran untuk halaman ini.",
        "Minta pengelola memberi Anda peran yang sesuai.",
    ),
    "session-missing": Explanation(
        401, "Sesi Anda sudah berakhir atau belum dimulai.", OPEN_AGAIN
    ),
    "bad-form": Explanation(
        400,
        "Formulir tidak dapat dipastikan berasal dari halaman ini.",
        "Muat ulang halaman, lalu kirim sekali lagi.",
    ),
    "too-large": Explanation(
        413, "Kiriman melebihi ukuran yang diterima.", "Kirim dalam bagian lebih kecil."
    ),
    "range-beyond": Explanation(
        416,
        "Berkas ini tidak sepanjang bagian yang diminta.",
        "Muat ulang halaman, lalu putar atau unduh dari awal.",
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
    "reason-missing": Explanation(
        422, "Penetapan memerlukan alasan.", "Tulis alasan, lalu kirim lagi."
    ),
    "not-confirmed": Explanation(
        422,
        "Tindakan ini belum ditegaskan.",
        "Centang pernyataan di atas tombol, lalu kirim lagi.",
    ),
}
