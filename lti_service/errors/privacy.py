"""What is refused of copies and erasures of personal data."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS: dict[str, Explanation] = {
    "copy-once-a-day": Explanation(
        409,
        "Salinan data Anda sudah diunduh hari ini.",
        "Pakai berkas yang sudah diunduh, atau minta lagi besok.",
    ),
    "copy-reason-missing": Explanation(
        422,
        "Alasan mengunduh data pegawai ini belum diisi.",
        "Tulis untuk apa salinannya, misalnya permintaan pegawai dan nomor suratnya.",
    ),
    "erase-too-early": Explanation(
        409,
        "Catatan kepegawaian orang ini masih dalam masa simpan.",
        "Periksa masa simpannya di Aturan dan parameter, lalu hapus sesudah masa itu.",
    ),
}
