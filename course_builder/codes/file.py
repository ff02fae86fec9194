"""B1: files and front matter."""

from course_builder.codes.diagnostic import error, warning

FILES = {
    "B101": error(
        "di sini tidak ada `index.md` dan tidak ada folder kursus",
        "sebutkan folder kursus, yaitu folder yang berisi `index.md`",
    ),
    "B102": error(
        "berkas ini tidak dapat dibaca",
        "periksa apakah ini berkas biasa dan Anda berhak membacanya",
    ),
    "B103": error(
        "baris ini bukan teks UTF-8",
        "simpan ulang berkas ini sebagai UTF-8",
    ),
    "B104": error(
        "ada karakter kendali {character} yang tidak boleh ada dalam teks",
        "hapus karakter itu",
    ),
    "B105": error(
        "baris ini berakhir dengan CR saja",
        "simpan ulang berkas ini dengan akhir baris LF atau CRLF",
    ),
    "B106": error(
        "`{target}` berada di luar folder kursus",
        "salin berkas itu ke dalam folder kursus",
    ),
    "B107": error(
        "berkas ini lebih besar daripada {limit} MiB",
        "bagi isinya menjadi beberapa berkas",
    ),
    "B108": error(
        "kursus ini tidak punya modul",
        "tambahkan berkas seperti `01-pengantar.md` di samping `index.md`",
    ),
    "B111": error(
        "berkas ini tidak diawali keterangan YAML",
        "mulai berkas dengan baris `---`, lalu `id: …`, lalu baris `---`",
    ),
    "B112": error(
        "keterangan YAML ini tidak ditutup",
        "akhiri dengan satu baris `---`",
    ),
    "B113": error(
        "keterangan YAML tidak terbaca mulai di sini",
        "periksa spasi di awal baris dan titik dua; apit nilai yang berisi `: ` atau"
        " `#` dengan tanda petik",
    ),
    "B114": error(
        "keterangan YAML bersusun lebih dari {limit} tingkat",
        "tulis nilainya dengan lebih sedikit tingkat",
    ),
    "B115": error(
        "kunci `{key}` tidak ada atau kosong",
        "tambahkan `{key}: …` di antara kedua baris `---`",
    ),
    "B116": warning(
        "kunci `{key}` tidak dikenal",
        "hapus kunci itu; yang dikenal: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B117": error(
        "kunci `{key}` ditulis dua kali",
        "sisakan satu saja",
    ),
    "B118": error(
        "nilai `{key}` harus berupa satu teks",
        "tulis `{key}: teks` dalam satu baris",
    ),
    "B119": error(
        "nilai `{key}` harus berupa daftar",
        "tulis `{key}: [satu, dua]`",
    ),
    "B120": error(
        "nilai `{key}` harus berupa pasangan kunci dan nilai",
        "tulis tiap pasangan pada barisnya sendiri, diawali dua spasi: `kunci: nilai`",
    ),
    "B121": error(
        "id `{id}` tidak berbentuk kebab-case",
        "pakai huruf kecil a-z, angka, dan tanda hubung tunggal, misalnya `peran-asn`",
        "tulis misalnya `{nearest}`",
    ),
    "B122": error(
        "`{value}` bukan kode bahasa BCP 47",
        "tulis misalnya `id` atau `en`",
    ),
    "B123": error(
        "versi `{value}` tidak berbentuk `mayor.minor`",
        "tulis misalnya `1.0`",
    ),
    "B124": error(
        "`{value}` tidak dapat dipakai sebagai nilai `{key}`",
        "tulis angka {expected}, dengan titik desimal dan tanpa pemisah ribuan",
    ),
    "B125": error(
        "`{value}` tidak dikenal untuk `{key}`",
        "pilih dari: {known}",
        "mungkin maksud Anda `{nearest}`; pilih dari: {known}",
    ),
    "B126": error(
        "kompetensi `{code}` jenjang {level} dinyatakan dua kali",
        "hapus salah satu; yang pertama di baris {line}",
    ),
    "B127": error(
        "`hours: {hours}` berarti {expected} menit, tetapi modul yang wajib berjumlah"
        " {minutes} menit",
        "tulis `hours: {fitting}` atau ubah `minutes` modul",
    ),
    "B128": error(
        "prasyarat `{id}` bukan id modul kursus ini",
        "tulis id salah satu modul: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B129": error(
        "id modul `{id}` sudah dipakai di `{path}`",
        "beri modul ini id lain",
    ),
    "B130": error(
        "id modul `index` dicadangkan untuk ikhtisar kursus",
        "beri modul ini id lain",
    ),
    "B131": error(
        "modul ini tidak punya judul",
        "awali teks modul dengan `# Judul`, atau tambahkan `title: …`",
    ),
    "B132": error(
        "modul ini tidak punya isi",
        "tulis teks di bawah judul atau mulai halaman dengan `## Judul`",
    ),
    "B133": error(
        "judul halaman ini kosong atau tidak berisi huruf maupun angka",
        "tulis judul setelah `##`",
    ),
    "B134": error(
        "modul `{id}` menjadi prasyarat bagi dirinya sendiri",
        "putuskan lingkaran itu: hapus salah satu prasyarat",
    ),
    "B135": error(
        "kompetensi `{code}` tidak dinyatakan di `index.md`",
        "tambahkan kode itu pada `competencies` di `index.md`",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B136": error(
        "`{value}` tidak dapat dipakai sebagai nilai `{key}`",
        "tulis bilangan bulat {expected}, tanpa pemisah ribuan",
    ),
    "B137": error(
        "`{value}` bukan alamat web",
        "tulis alamat lengkap, misalnya `https://lms.contoh.go.id/forum`",
    ),
}
