"""Reports."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "unknown-report": Explanation(
        404,
        "Laporan ini tidak ada.",
        "Pilih laporan dari daftar laporan.",
    ),
    "report-day": Explanation(
        422,
        "Tanggal atau tahun yang ditulis tidak dapat dibaca.",
        "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-11-24, dan tahun dengan "
        "empat angka.",
    ),
    "report-today": Explanation(
        422,
        "Laporan ini hanya dihitung untuk hari ini.",
        "Hapus tanggalnya, lalu buka lagi.",
    ),
    "report-unit": Explanation(
        404,
        "Unit ini tidak ada, atau di luar jangkauan peran Anda.",
        "Pilih salah satu unit dari daftar.",
    ),
}
