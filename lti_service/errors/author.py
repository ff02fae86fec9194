"""Uploading a release, publishing it and going back."""

from lti_service.errors.explanation import Explanation

_BUILD_AGAIN = "Buat lagi dengan course-builder build --target release, lalu unggah."

EXPLANATIONS = {
    "author-of-unit": Explanation(
        403,
        "Kursus ditawarkan kepada semua unit, sedangkan peran Anda berlaku untuk "
        "sebagian unit saja.",
        "Minta pengelola memberi peran penulis untuk semua unit.",
    ),
    "upload-missing": Explanation(
        422,
        "Belum ada berkas yang dipilih.",
        "Pilih berkas rilis (.zip) dari course-builder build --target release.",
    ),
    "release-no-zip": Explanation(
        422,
        "Berkas ini bukan zip yang utuh, jadi bukan rilis kursus. Belum ada yang "
        "disimpan.",
        _BUILD_AGAIN,
    ),
    "release-unpacks-large": Explanation(
        422,
        "Isi berkas ini terlalu besar bila dibuka. Belum ada yang disimpan.",
        "Kecilkan gambar dan rekaman kursus, lalu buat rilisnya lagi.",
    ),
    "release-foreign": Explanation(
        422,
        "Zip ini memuat berkas yang bukan bagian rilis, atau tidak memuat "
        "release.json. Belum ada yang disimpan.",
        f"Jangan mengubah isi zip. {_BUILD_AGAIN}",
    ),
    "release-unsafe": Explanation(
        422,
        "Halaman kursus ini memuat skrip, bingkai, atau gaya, yang tidak pernah dibuat "
        "course-builder. Belum ada yang disimpan.",
        f"Jangan mengubah isi zip. {_BUILD_AGAIN}",
    ),
    "release-stored": Explanation(
        409,
        "Versi ini sudah diterbitkan dengan isi yang sama. Tidak ada yang perlu "
        "diunggah.",
        "Buka halaman kursusnya untuk menawarkannya lagi.",
    ),
    "draft-waiting": Explanation(
        409,
        "Draf dengan isi yang sama sudah menunggu.",
        "Buka draf itu dari daftar kursus.",
    ),
    "draft-settled": Explanation(
        409,
        "Draf ini sudah diterbitkan atau dibuang. Belum ada yang diubah.",
        "Muat ulang halamannya untuk melihat keadaannya sekarang.",
    ),
    "offer-meanwhile": Explanation(
        409,
        "Yang ditawarkan berubah sejak halaman ini dibuka. Belum ada yang diubah.",
        "Baca keadaannya sekarang, lalu putuskan lagi.",
    ),
    "offer-same": Explanation(
        409,
        "Versi ini sudah yang ditawarkan sekarang. Tidak ada yang diubah.",
        "Pilih versi lain bila Anda ingin kembali.",
    ),
    "offer-withdrawn": Explanation(
        409,
        "Kursus ini sudah ditarik. Tidak ada yang diubah.",
        "Pilih salah satu versinya bila Anda ingin menawarkannya lagi.",
    ),
    "course-reason-missing": Explanation(
        422,
        "Alasan menarik kursus belum diisi. Belum ada yang diubah.",
        "Tulis mengapa kursus ini tidak lagi ditawarkan, lalu kirim lagi.",
    ),
    "rollback-reason-missing": Explanation(
        422,
        "Alasan kembali ke versi lain belum diisi. Belum ada yang diubah.",
        "Tulis mengapa versi sekarang tidak lagi ditawarkan, lalu kirim lagi.",
    ),
}
