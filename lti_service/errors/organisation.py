"""People, units and what posts require."""

from lti_service.errors.explanation import Explanation

EXPLANATIONS = {
    "unknown-person": Explanation(
        404,
        "Pegawai yang dimaksud tidak dikenal.",
        "Periksa nomornya, atau impor data pegawai lebih dulu.",
    ),
    "unknown-unit": Explanation(
        404,
        "Unit yang dimaksud tidak dikenal.",
        "Periksa kodenya, atau impor data unit lebih dulu.",
    ),
    "unknown-framework": Explanation(
        404,
        "Kerangka kompetensi yang dimaksud tidak dikenal.",
        "Periksa kodenya, atau impor dulu: lti-service import framework BERKAS.",
    ),
    "person-incomplete": Explanation(
        422,
        "Nama atau jenis pegawai belum diisi.",
        "Isi keduanya, lalu kirim lagi.",
    ),
    "change-settled": Explanation(
        404,
        "Perubahan itu tidak dapat dibatalkan lagi dari sini.",
        "Tulis nilai yang benar di formulir, lalu simpan.",
    ),
    "nip-invalid": Explanation(
        422,
        "Nomor ini bukan NIP yang sah.",
        "NIP terdiri atas 18 angka: tanggal lahir, tahun dan bulan pengangkatan, angka 1 "
        "atau 2, dan nomor urut. Salin lagi dari sumbernya.",
    ),
    "identifier-invalid": Explanation(
        422,
        "Nomor atau jenisnya belum diisi.",
        "Pilih jenis nomornya dan tulis nomornya, lalu kirim lagi.",
    ),
    "identifier-days": Explanation(
        422,
        "Hari pertama nomor ini belum tiba, atau mendahului nomor sebelumnya.",
        "Tulis hari ini atau hari sebelumnya yang tidak mendahului nomor terakhir.",
    ),
    "posting-days": Explanation(
        422,
        "Tanggal jabatan belum lengkap, terbalik, atau bertemu jabatan berikutnya.",
        "Periksa hari pertama dan hari terakhirnya, lalu kirim lagi.",
    ),
    "posting-position": Explanation(
        422,
        "Jabatan itu tidak dikenal, atau namanya dipakai beberapa jabatan.",
        "Pilih jabatan dari daftar, atau tulis kodenya.",
    ),
    "posting-supervisor": Explanation(
        422,
        "Atasan itu tidak dikenal, atau namanya dipakai beberapa pegawai.",
        "Tulis nama lengkap atau NIP atasan.",
    ),
    "posting-self": Explanation(
        422,
        "Seorang pegawai tidak dapat menjadi atasannya sendiri.",
        "Tulis atasan lain, atau kosongkan.",
    ),
    "posting-same-day": Explanation(
        409,
        "Pada hari itu sudah mulai jabatan dengan jenis penugasan yang lain.",
        "Tulis hari pertama yang lain.",
    ),
    "posting-unit-closed": Explanation(
        422,
        "Unit itu sudah ditutup sebelum hari pertama jabatan ini.",
        "Pilih unit lain, atau tulis hari yang lebih awal.",
    ),
    "unknown-posting": Explanation(
        404,
        "Jabatan yang dimaksud tidak ada dalam riwayat pegawai ini.",
        "Muat ulang halaman pegawai, lalu pilih dari riwayatnya.",
    ),
    "unit-incomplete": Explanation(
        422,
        "Kode atau nama unit belum diisi.",
        "Isi keduanya, lalu kirim lagi.",
    ),
    "unit-known": Explanation(
        409,
        "Sudah ada unit dengan kode itu.",
        "Buka unit itu, atau beri kode lain.",
    ),
    "unit-circle": Explanation(
        409,
        "Unit itu akan berada di bawah dirinya sendiri.",
        "Pilih unit induk yang tidak berada di bawah unit ini.",
    ),
    "unit-days": Explanation(
        422,
        "Tanggalnya belum diisi, belum tiba, atau mendahului perubahan sebelumnya.",
        "Tulis hari ini atau hari sebelumnya yang sesudah perubahan terakhir.",
    ),
    "unit-in-use": Explanation(
        409,
        "Sesudah hari itu masih ada pegawai di unit ini, atau unit di bawahnya masih buka.",
        "Pindahkan dulu pegawainya dan tutup unit di bawahnya, lalu tutup unit ini.",
    ),
    "position-incomplete": Explanation(
        422,
        "Nama jabatan belum diisi.",
        "Isi namanya, lalu kirim lagi.",
    ),
    "standard-incomplete": Explanation(
        422,
        "Kompetensi, level, atau tanggal standar belum lengkap atau terbalik.",
        "Pilih kompetensi, level 1 sampai 5, dan hari pertama; hari terakhir tidak "
        "mendahuluinya.",
    ),
    "standard-overlaps": Explanation(
        409,
        "Standar itu bertumpuk dengan standar lain untuk kompetensi yang sama.",
        "Ubah tanggalnya, atau akhiri dulu standar yang lain.",
    ),
    "unknown-standard": Explanation(
        404,
        "Standar yang dimaksud tidak ada.",
        "Muat ulang halaman jabatan, lalu pilih dari daftarnya.",
    ),
    "unknown-position": Explanation(
        404,
        "Jabatan yang dimaksud tidak dikenal.",
        "Periksa kodenya, atau impor data jabatan lebih dulu.",
    ),
}
