"""The agency's plan and individual plans."""

from lti_service.errors.explanation import Explanation

_LOAD_AGAIN = "Muat ulang halaman, lihat perubahannya, lalu ulangi bila masih perlu."

EXPLANATIONS = {
    "plan-entry": Explanation(
        422,
        "Isian belum dapat disimpan. Belum ada yang diubah.",
        "Perbaiki setiap hal yang disebut di bawah, lalu simpan lagi.",
    ),
    "plan-submitted": Explanation(
        409,
        "Rencana ini sedang menunggu keputusan pimpinan, sehingga tidak dapat diubah. "
        "Belum ada yang disimpan.",
        "Tarik kembali pengajuannya, ubah, lalu ajukan lagi.",
    ),
    "plan-changed": Explanation(
        409,
        "Isi ini sudah diubah orang lain sejak halaman dibuka. Belum ada yang disimpan.",
        _LOAD_AGAIN,
    ),
    "plan-step": Explanation(
        409,
        "Keadaan rencana sudah berubah sejak halaman dibuka. Belum ada yang disimpan.",
        _LOAD_AGAIN,
    ),
    "plan-nothing-chosen": Explanation(
        422,
        "Belum ada butir yang dipilih, atau belum ada isian yang diubah. Belum ada yang "
        "disimpan.",
        "Centang butir di tabel dan isi paling sedikit satu isian, lalu terapkan lagi.",
    ),
    "plan-incomplete": Explanation(
        422,
        "Rencana belum lengkap: ada butir yang belum memuat ketujuh isi wajib, atau "
        "belum ada butir sama sekali.",
        "Lengkapi atau batalkan butir yang ditandai, lalu ajukan lagi.",
    ),
    "plan-decided": Explanation(
        409,
        "Rencana ini sudah ditetapkan; usulan dari kebutuhan hanya mengisi rancangan.",
        "Tambahkan butir satu per satu sebagai perubahan bernomor dengan alasannya.",
    ),
    "revision-reason-missing": Explanation(
        422,
        "Rencana ini sudah ditetapkan, sehingga setiap perubahan memerlukan alasan. "
        "Belum ada yang disimpan.",
        "Tulis alasan perubahan, lalu simpan lagi.",
    ),
    "document-missing": Explanation(
        422,
        "Nomor dan tanggal dokumen penetapan belum diisi, atau tanggalnya di masa depan. "
        "Belum ada yang disimpan.",
        "Isi nomor dan tanggal dokumen, lalu tetapkan lagi.",
    ),
    "return-note-missing": Explanation(
        422,
        "Catatan pengembalian belum diisi. Belum ada yang disimpan.",
        "Tulis apa yang perlu diperbaiki, lalu kirim lagi.",
    ),
    "decider-drafted": Explanation(
        403,
        "Anda ikut menyusun rencana ini, sehingga tidak dapat menetapkannya.",
        "Serahkan penetapan kepada pimpinan yang tidak ikut menyusunnya.",
    ),
    "decider-unlinked": Explanation(
        403,
        "Akun Anda belum ditautkan dengan data pegawai, padahal setiap keputusan harus "
        "bernama.",
        "Minta pengelola menautkan akun Anda di halaman Administrasi.",
    ),
    "spending-entry": Explanation(
        422,
        "Serapan belum dapat dicatat: jumlah harus rupiah utuh di atas nol, tanggalnya "
        "tidak di masa depan, dan keterangannya terisi.",
        "Perbaiki isian, lalu catat lagi.",
    ),
    "spending-gone": Explanation(
        409,
        "Catatan serapan ini sudah dibatalkan.",
        _LOAD_AGAIN,
    ),
    "individual-empty": Explanation(
        422,
        "Rencana belum berisi kegiatan, sehingga belum dapat diajukan.",
        "Tambahkan paling sedikit satu kegiatan, lalu ajukan.",
    ),
    "supervisor-missing": Explanation(
        409,
        "Atasan langsung Anda belum tercatat hari ini, sehingga rencana belum dapat "
        "diajukan. Rancangan Anda tetap tersimpan.",
        "Minta pengelola kepegawaian mencatat atasan Anda.",
    ),
    "individual-waiting": Explanation(
        409,
        "Rencana ini sedang menunggu atasan Anda. Belum ada yang diubah.",
        "Tarik kembali pengajuannya, lalu ubah.",
    ),
}
