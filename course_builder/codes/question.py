"""B2: questions."""

from course_builder.codes.diagnostic import error, info, warning

QUESTIONS = {
    "B201": error(
        "aktivitas ini tidak punya id",
        "tulis id yang tetap, misalnya `::: {kind} {{#q-nama}}`, atau jalankan"
        " `course-builder check --fix`",
    ),
    "B202": error(
        "id aktivitas `{id}` tidak berbentuk kebab-case",
        "pakai huruf kecil a-z, angka, dan tanda hubung tunggal",
        "tulis misalnya `#{nearest}`",
    ),
    "B203": error(
        "pertanyaan `{id}` tidak punya jawaban benar",
        "tandai satu pilihan dengan {mark}",
    ),
    "B204": error(
        "pertanyaan `{id}` punya lebih dari satu pilihan bertanda (x)",
        "sisakan satu (x), atau pakai [x] dan [ ] bila beberapa pilihan benar",
    ),
    "B205": error(
        "pertanyaan `{id}` tidak punya jawaban",
        "akhiri dengan daftar jawaban: `- ( )` dan `- (x)`, `- [ ]` dan `- [x]`,"
        " `- = jawaban`, `1. urutan`, atau `- kiri => kanan`; atau tulis `[[jawaban]]`"
        " di dalam teks",
    ),
    "B206": error(
        "bentuk butir jawaban ini berbeda dari butir sebelumnya",
        "tulis semua butir dalam satu bentuk; pisahkan daftar lain dengan satu kalimat",
    ),
    "B207": error(
        "id aktivitas `{id}` sudah dipakai di `{path}` baris {line}",
        "beri aktivitas ini id lain",
    ),
    "B208": error(
        "pola `{pattern}` tidak terbaca",
        "tulis `=~ /pola/`, dengan semua kurung berpasangan",
    ),
    "B209": error(
        "pola memakai `{part}`, yang tidak diizinkan",
        "pakai huruf, angka, `.`, `[ ]`, `( )`, `|`, `?`, `*`, `+`, dan `{{m,n}}` saja,"
        " tanpa pengulangan di dalam pengulangan",
    ),
    "B210": error(
        "`{value}` tidak terbaca sebagai angka",
        "tulis misalnya `= 5950`, `= 5950 +- 50`, atau `= 10..12`, dengan titik desimal"
        " dan paling banyak satu kata satuan",
    ),
    "B211": error(
        "rentang {low} sampai {high} kosong: tidak ada angka yang benar",
        "tulis angka yang lebih kecil lebih dahulu",
    ),
    "B212": error(
        "jawaban ini kosong, sehingga tidak dapat diberikan",
        "tulis jawaban yang benar setelah tanda sama dengan",
    ),
    "B213": error(
        "pertanyaan `{id}` tidak punya teks",
        "tulis pertanyaannya di atas daftar jawaban",
    ),
    "B214": error(
        "teks ini bukan bagian pertanyaan, jawaban, atau umpan balik",
        "pindahkan ke atas daftar jawaban; umpan balik sebuah pilihan diawali dua"
        " spasi, lalu `>`",
    ),
    "B215": error(
        "`[!{name}]` tidak dikenal setelah jawaban",
        "pakai [!HINT], [!RIGHT], [!WRONG], atau [!EXPLANATION]",
        "mungkin maksud Anda [!{nearest}]",
    ),
    "B216": error(
        "`[!{name}]` ditulis dua kali",
        "gabungkan menjadi satu; hanya [!HINT] boleh berulang",
    ),
    "B217": error(
        "butir ini kosong",
        "tulis teksnya setelah tandanya",
    ),
    "B218": warning(
        "pertanyaan `{id}` hanya punya satu pilihan",
        "tambahkan sedikitnya satu pilihan yang salah",
    ),
    "B219": error(
        "`{value}` tidak dapat dipakai sebagai nilai `{key}`",
        "tulis angka {expected}, dengan titik desimal dan paling banyak dua angka di"
        " belakangnya",
    ),
    "B220": error(
        "`{value}` tidak dikenal untuk `{key}`",
        "pilih dari: {known}",
        "mungkin maksud Anda `{nearest}`; pilih dari: {known}",
    ),
    "B221": error(
        "`{value}` bukan kode kompetensi dengan jenjang 1 sampai 5",
        "tulis kode, titik, lalu jenjang, misalnya `T-PB-01.2`",
    ),
    "B222": error(
        "kompetensi `{value}` tidak dinyatakan di `index.md`",
        "tambahkan `{{code: {code}, level: {level}}}` pada `competencies` di `index.md`",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B223": warning(
        "`{value}` dibaca sebagai teks, bukan sebagai angka",
        "tulis angka dengan titik desimal dan tanpa pemisah ribuan: `= {nearest}`",
    ),
    "B224": warning(
        "`{value}` dibaca sebagai angka dengan tiga desimal, bukan ribuan",
        "tulis ribuan tanpa titik: `{nearest}`",
    ),
    "B225": warning(
        "`{key}` tidak berlaku untuk bentuk jawaban ini",
        "hapus `{key}`",
    ),
    "B226": error(
        "umpan balik ini berada di bawah butir yang tidak dapat dipilih",
        "tulis sebagai `> [!RIGHT]` atau `> [!WRONG]` setelah daftar jawaban",
    ),
    "B227": error(
        "jawaban ini lebih dari {limit} karakter, sehingga tidak dapat diketik",
        "persingkat jawaban, atau jadikan pertanyaan pilihan",
    ),
    "B228": error(
        "pola ini memberi terlalu banyak kemungkinan untuk diperiksa dengan cepat",
        "kurangi `*`, `+`, `?`, dan `|`, atau tulis beberapa jawaban",
    ),
    "B229": error(
        "`[!{name}]` ini kosong",
        "tulis teksnya di bawahnya, tiap baris diawali `> `, atau hapus baris ini",
    ),
    "B235": error(
        "`{value}` tidak dapat dipakai sebagai nilai `{key}`",
        "tulis bilangan bulat {expected}",
    ),
    "B236": error(
        "pertanyaan `{id}` hanya punya satu butir, sehingga tidak ada yang diurutkan"
        " atau dijodohkan",
        "tulis sedikitnya dua butir",
    ),
    "B237": error(
        "butir ini sama bunyinya dengan butir di baris {line}",
        "ubah atau hapus salah satu, agar jawaban yang benar dapat dibedakan",
    ),
    "B238": error(
        "pasangan ini tidak lengkap",
        "tulis kedua sisinya: `- kiri => kanan`",
    ),
    "B239": error(
        "tidak ada jawaban yang cocok dengan pola `{pattern}`",
        "ubah polanya: jawaban dibandingkan tanpa spasi di awal, di akhir, atau yang"
        " berurutan, dan paling panjang {limit} karakter",
    ),
    "B240": info(
        "pertanyaan ini hanya punya pola, sehingga jawaban benar tidak dapat"
        " ditunjukkan",
        "tambahkan satu jawaban biasa: `- = jawaban`",
    ),
    "B241": warning(
        "satu petunjuk mengurangi {cost} poin, lebih dari {points} poin pertanyaan ini",
        "kecilkan `hint-cost` atau besarkan `points`",
    ),
    "B242": error(
        "pertanyaan `{id}` bertanda `long`, tetapi punya daftar jawaban",
        "hapus `long`, atau hapus daftar jawabannya",
    ),
    "B243": warning(
        "`[[…]]` ini tampil apa adanya, karena pertanyaan punya daftar jawaban",
        "hapus daftar jawaban agar menjadi isian, atau tulis `\\[[…]]`",
    ),
    "B244": error(
        "isian ini tidak punya jawaban, sehingga tidak dapat diisi",
        "tulis jawabannya: `[[jawaban]]` atau `[[jawaban|jawaban lain]]`",
    ),
    "B245": error(
        "rentang `{value}` bukan satu-satunya jawaban, sehingga dibaca sebagai teks",
        "sisakan rentang itu saja, misalnya `= 10..12`, atau tulis jawaban biasa",
    ),
    "B246": error(
        "pertanyaan ini punya {count} pasangan, lebih dari {most}",
        "bagi menjadi beberapa pertanyaan: peserta memilih setiap pasangan dari seluruh"
        " daftar",
    ),
}
