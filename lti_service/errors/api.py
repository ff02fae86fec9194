"""The API for other systems, ``/api/v1``, and its tokens."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "api-token-invalid": Explanation(
        401,
        "Token API tidak ada, tidak dikenal, atau sudah dicabut.",
        "Kirim Authorization: Bearer dengan token dari /admin/api.",
    ),
    "api-token-expired": Explanation(
        401,
        "Masa berlaku token API sudah berakhir.",
        "Minta administrator membuat token baru di /admin/api.",
    ),
    "api-scope-missing": Explanation(
        403,
        "Token ini tidak mempunyai cakupan untuk permintaan itu.",
        "Minta administrator membuat token dengan cakupan yang disebut di required_scope.",
    ),
    "api-token-narrow": Explanation(
        403,
        "Token ini hanya untuk satu unit; permintaan itu menyentuh yang lain.",
        "Batasi pada pegawai unit itu, atau pakai token untuk seluruh daerah.",
    ),
    "api-invalid": Explanation(
        422,
        "Isi permintaan tidak sesuai dengan skemanya. Belum ada yang disimpan.",
        "Perbaiki yang disebut di errors, lalu kirim lagi.",
    ),
    "api-rows-refused": Explanation(
        422,
        "Sebagian baris tidak dapat diterima. Belum ada satu pun yang disimpan.",
        "Perbaiki baris yang disebut di errors, lalu kirim lagi semuanya.",
    ),
    "api-query-invalid": Explanation(
        400,
        "Parameter alamat tidak sesuai dengan yang diharapkan.",
        "Perbaiki yang disebut di errors; ambil cursor dari next tanpa diubah.",
    ),
    "api-media-type": Explanation(
        415,
        "Jenis isi permintaan ini tidak diterima.",
        "Kirim dengan Content-Type yang disebut di dokumen OpenAPI.",
    ),
    "api-precondition-missing": Explanation(
        428,
        "Perubahan ini memerlukan If-Match.",
        "Baca dulu isinya, lalu kirim ETag jawabannya sebagai If-Match.",
    ),
    "api-precondition-failed": Explanation(
        412,
        "Isinya sudah berubah sejak Anda membacanya. Belum ada yang disimpan.",
        "Baca lagi, terapkan perubahan Anda padanya, lalu kirim dengan ETag yang baru.",
    ),
    "api-key-missing": Explanation(
        400,
        "Permintaan ini memerlukan Idempotency-Key, 1 sampai 200 huruf atau angka ASCII.",
        "Buat satu kunci acak untuk tiap tindakan, dan pakai lagi kunci yang sama bila "
        "mengulang.",
    ),
    "api-key-reused": Explanation(
        422,
        "Idempotency-Key itu sudah dipakai untuk permintaan lain.",
        "Buat kunci baru untuk tindakan baru.",
    ),
    "api-key-pending": Explanation(
        409,
        "Permintaan dengan Idempotency-Key itu masih dikerjakan, atau terputus.",
        "Tunggu lalu ulangi; bila tetap begitu, baca dulu apakah sudah tersimpan.",
    ),
    "api-token-form": Explanation(
        422,
        "Token belum lengkap: nama, sedikitnya satu cakupan, dan masa berlaku 1 sampai "
        "366 hari diperlukan.",
        "Lengkapi, lalu kirim lagi.",
    ),
    "unknown-api-token": Explanation(
        404,
        "Token ini tidak ditemukan, atau sudah dicabut.",
        "Muat ulang daftar token.",
    ),
}
