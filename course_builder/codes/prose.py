"""B3: links, media and prose."""

from course_builder.codes.diagnostic import error, info, warning

PROSE = {
    "B301": error(
        "tautan ini menuju `{target}`, yang tidak ada dalam kursus ini",
        "perbaiki nama berkasnya",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B302": error(
        "`{path}` tidak punya judul `#{anchor}`",
        "tulis judul yang ada, dengan huruf kecil dan tanda hubung",
        "mungkin maksud Anda `#{nearest}`",
    ),
    "B303": error(
        "berkas `{target}` tidak ada",
        "simpan berkas itu di folder kursus atau perbaiki namanya",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B304": warning(
        "gambar `{target}` tidak punya teks alternatif",
        "tulis apa yang tampak: `![Peta kawasan rawan]({target})`",
    ),
    "B305": error(
        "`{target}` menunjuk ke luar folder kursus",
        "salin berkas itu ke folder `media` dan tautkan dari sana",
    ),
    "B306": error(
        "tautan ini menuju `{target}`, yang tidak pernah ditampilkan kepada peserta",
        "tautkan ke sebuah halaman modul",
    ),
    "B307": error(
        "alamat `{target}` memakai `{scheme}:`, yang tidak didukung",
        "pakai alamat `https:`, `mailto:`, `tel:`, atau nama berkas",
    ),
    "B308": error(
        "berkas `{target}` berjenis `{suffix}`, yang tidak dapat dibawa kursus",
        "ubah menjadi jenis yang lazim: png, jpg, svg, mp3, mp4, pdf, docx, atau xlsx",
    ),
    "B309": error(
        "gambar `{target}` bukan SVG yang terbaca",
        "simpan ulang sebagai SVG biasa: XML dalam UTF-8, tanpa definisi entitas",
    ),
    "B310": warning(
        "bahasa `{language}` pada blok kode tidak dikenal, sehingga kodenya tidak"
        " diwarnai",
        "pakai nama yang lazim, misalnya `python`, atau kosongkan",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B311": error(
        "rumus `{formula}` tidak terbaca",
        "periksa pasangan kurung kurawalnya; tanda dolar biasa ditulis `\\$`",
    ),
    "B312": error(
        "rumus memakai `{command}`, yang tidak dikenal",
        "pakai perintah TeX yang lazim, atau `\\text{{…}}` untuk kata",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B313": warning(
        "diagram ini tidak digambar, karena program `{tool}` tidak terpasang",
        "pasang `{tool}`, lalu bangun lagi; sementara itu isinya tampil sebagai teks",
    ),
    "B314": error(
        "diagram ini tidak dapat digambar: {reason}",
        "perbaiki isinya menurut tata tulis {language}",
    ),
    "B315": error(
        "gambar `{target}` rusak atau terpotong",
        "simpan ulang sebagai png, jpg, atau webp",
    ),
    "B316": error(
        "gambar `{target}` terlalu besar untuk diolah: lebih dari 50 juta piksel",
        "perkecil gambarnya; lebar 1.600 piksel sudah cukup",
    ),
    "B317": warning(
        "gambar `{target}` masih {size} KB setelah diperkecil",
        "pangkas atau sederhanakan gambarnya; usahakan di bawah 300 KB",
    ),
    "B318": warning(
        "gambar pada halaman ini seluruhnya {size} KB, sehingga lama terbuka di"
        " jaringan yang lambat",
        "bagi halamannya atau kurangi gambarnya; usahakan di bawah 1.000 KB",
    ),
    "B319": warning(
        "berkas `{target}` berukuran {size} MB: banyak peserta tidak dapat membukanya",
        "perkecil sampai di bawah 25 MB",
    ),
    "B320": warning(
        "video `{target}` tidak punya takarir untuk peserta yang tidak dapat mendengar",
        "simpan takarir WebVTT di sampingnya dengan nama `{name}`",
    ),
    "B321": warning(
        "rekaman suara `{target}` tidak punya transkrip",
        "tulis isinya di `{name}` di samping rekaman itu",
    ),
    "B322": error(
        "takarir `{name}` bukan WebVTT yang terbaca",
        "simpan sebagai teks UTF-8 yang baris pertamanya `WEBVTT`",
    ),
    "B323": error(
        "`{target}` diambil dari situs lain, sehingga tidak tampil tanpa internet, dan"
        " situs itu dapat melacak peserta",
        "simpan berkasnya di folder `media` dan tautkan dari sana",
    ),
    "B324": error(
        "transkrip `{name}` kosong atau bukan teks yang terbaca",
        "tulis yang terdengar dan simpan sebagai teks UTF-8",
    ),
    "B390": warning(
        "alamat `{target}` tidak ditemukan: server menjawab {status}",
        "cari alamat barunya, atau hapus tautan ini",
    ),
    "B391": warning(
        "alamat `{target}` tidak dapat dibaca: server menjawab {status}",
        "buka alamat itu di peramban; bila di sana pun gagal, ganti tautannya",
    ),
    "B392": warning(
        "alamat `{target}` tidak dapat dihubungi",
        "periksa ejaan nama servernya, atau coba lagi nanti",
    ),
    "B393": warning(
        "alamat `{target}` berada di jaringan internal, sehingga tidak diperiksa",
        "pakai alamat yang dapat dibuka semua peserta",
    ),
    "B394": info(
        "tidak satu pun dari {count} alamat luar dapat dihubungi",
        "periksa sambungan internet, lalu ulangi dengan `--links`",
    ),
}
