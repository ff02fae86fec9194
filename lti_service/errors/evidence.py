"""Evidence, decisions, moderation and objections."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "self-decision": Explanation(
        403,
        "Tidak seorang pun boleh menetapkan kompetensinya sendiri.",
        "Serahkan penetapan ini kepada asesor lain.",
    ),
    "assessor-unlinked": Explanation(
        403,
        "Akun Anda belum ditautkan dengan data pegawai, padahal setiap penetapan harus "
        "bernama.",
        "Minta pengelola menautkan akun Anda di halaman Administrasi.",
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
}
