"""Files that are brought in the browser."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "file-missing": Explanation(
        422,
        "Belum ada berkas yang dipilih.",
        "Pilih sebuah berkas CSV atau XLSX, lalu kirim lagi.",
    ),
    "import-kind": Explanation(
        422,
        "Belum dipilih apa isi berkas ini.",
        "Pilih jenis datanya, lalu kirim lagi.",
    ),
    "import-gone": Explanation(
        404,
        "Berkas yang diuji coba ini sudah tidak disimpan.",
        "Berkas disimpan sehari saja. Unggah lagi berkasnya; data yang sudah tercatat "
        "tidak berubah karenanya.",
    ),
    "import-refused": Explanation(
        409,
        "Berkas ini masih memuat baris yang ditolak.",
        "Perbaiki berkasnya menurut laporan di bawah, lalu unggah lagi.",
    ),
    "import-other-file": Explanation(
        409,
        "Berkas yang ditegaskan bukan berkas yang diuji coba.",
        "Buka lagi laporan uji coba, lalu tegaskan dari sana.",
    ),
}
