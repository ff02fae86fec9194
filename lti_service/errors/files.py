"""Tables that are read."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
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
