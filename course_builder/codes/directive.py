"""B4: directives and their attributes."""

from course_builder.codes.diagnostic import error, warning

DIRECTIVES = {
    "B401": error(
        "direktif `{kind}` tidak dikenal",
        "yang dikenal: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B402": error(
        "direktif `{kind}` tidak ditutup",
        "tambahkan baris `{colons}` di akhir isinya, setelah satu baris kosong",
    ),
    "B403": error(
        "penutup `{colons}` ini tidak punya pembuka",
        "hapus baris ini, atau samakan jumlah titik duanya dengan pembukanya",
    ),
    "B404": error(
        "atribut tidak terbaca mulai di sini",
        'tulis `{{#id kunci=nilai kunci="nilai berspasi"}}` dan tutup dengan `}}`',
    ),
    "B405": error(
        "direktif di dalam `{outer}` harus memakai titik dua lebih sedikit",
        "pakai lebih dari {count} titik dua untuk `{outer}` dan penutupnya",
    ),
    "B406": warning(
        "tidak ada baris kosong sebelum penutup",
        "sisipkan satu baris kosong di atas baris ini",
    ),
    "B407": warning(
        "atribut `{key}` tidak dikenal pada `{kind}`",
        "hapus atribut itu; yang dikenal: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B409": warning(
        "baris ini diawali spasi, sehingga titik duanya tidak membuka atau menutup"
        " direktif",
        "hapus spasi di awal baris",
    ),
    "B410": error(
        "direktif ini tidak menyebut jenisnya",
        "tulis misalnya `::: question {{#q-nama}}`",
    ),
    "B411": error(
        "atribut `{key}` ditulis dua kali",
        "sisakan satu saja",
    ),
    "B412": error(
        "`{kind}` tidak boleh berada di dalam `{outer}`",
        "pindahkan ke luar `{outer}`",
    ),
}
