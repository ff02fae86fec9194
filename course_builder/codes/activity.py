"""B6: quizzes, assignments, surveys and discussions."""

from course_builder.codes.diagnostic import error, warning

ACTIVITIES = {
    "B601": warning(
        "teks ini tidak ditampilkan: `{kind}` hanya menampilkan teks sebelum butir"
        " pertamanya",
        "pindahkan ke atas butir pertama, atau ke dalam salah satu butir",
    ),
    "B602": error(
        "kuis `{id}` tidak punya pertanyaan",
        "tulis `::: question {{#…}}` di dalamnya, atau sebutkan bank: `from=banks/….md`",
    ),
    "B603": error(
        "bank soal `{value}` tidak ada",
        "tulis salah satu berkas di folder `banks`: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B605": error(
        "`{value}` tidak terbaca sebagai undian",
        'tulis `draw=10`, atau per tag `draw="mudah:4 sulit:2"`, tiap tag satu kali',
    ),
    "B606": error(
        "undian `{value}` meminta lebih banyak daripada {available} pertanyaan yang"
        " pasti tersisa",
        "kecilkan angkanya atau tambahkan pertanyaan",
    ),
    "B607": error(
        "tidak ada pertanyaan dengan tag `{tag}`",
        "pakai tag yang ada: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B608": error(
        "kuis `{id}` mengundi dari bank, tetapi punya pertanyaan sendiri",
        "pindahkan pertanyaannya ke bank, atau hapus `draw`",
    ),
    "B609": warning(
        "`feedback={value}` tidak dipakai: pretes tidak menunjukkan jawaban yang benar",
        "hapus `feedback`",
    ),
    "B610": warning(
        "bank soal ini tidak dipakai kuis mana pun",
        "sebutkan bank ini pada sebuah kuis: `from=banks/….md`",
    ),
    "B611": error(
        "bank soal `{value}` tidak punya pertanyaan",
        "tulis sedikitnya satu `::: question {{#…}}` di sana",
    ),
    "B612": error(
        "`{kind}` tidak boleh berada dalam bank soal",
        "pindahkan ke modul; bank hanya berisi `question`",
    ),
    "B620": error(
        "`{kind}` `{id}` tidak punya teks",
        "tulis apa yang diminta dari peserta di bawah baris ini",
    ),
    "B621": error(
        "baris rubrik ini punya {count} kolom, padahal judulnya {expected}",
        "samakan jumlah kolomnya; tulis `\\|` untuk garis tegak di dalam teks",
    ),
    "B622": error(
        "rubrik ini perlu sedikitnya dua jenjang dengan nama yang berbeda",
        "tulis judul seperti `| Kriteria | Belum | Cukup | Baik |`",
    ),
    "B623": error(
        "kriteria ini tidak punya nama",
        "tulis apa yang dinilai pada kolom pertama",
    ),
    "B624": error(
        "kriteria `{name}` sudah ditulis di baris {line}",
        "ubah atau hapus salah satu",
    ),
    "B625": error(
        "rubrik ini tidak punya kriteria",
        "tulis sedikitnya satu baris di bawah judul rubrik",
    ),
    "B626": warning(
        "`{key}` tidak berlaku tanpa `{needed}`",
        "tambahkan `{needed}` atau hapus `{key}`",
    ),
    "B627": error(
        "`{value}` bukan akhiran nama berkas",
        'tulis akhiran tanpa titik, dipisahkan spasi: `accept="pdf jpg docx"`',
    ),
    "B630": error(
        "survei `{id}` tidak punya butir",
        "tulis daftar seperti `- (1-5) …` atau `- ___ …`",
    ),
    "B631": error(
        "skala ini tidak terbaca",
        "tulis `(1-5)`, `(0-10)`, atau `(1 tidak setuju - 5 setuju)`, dari 0 atau 1"
        " sampai paling tinggi 10",
    ),
    "B632": error(
        "butir survei ini tidak punya bentuk yang dikenal",
        "tulis `- (1-5) …` atau `- ___ …`; untuk pilihan, tulis `question` di dalam"
        " survei",
    ),
    "B633": error(
        "butir survei ini tidak punya teks",
        "tulis pernyataan atau pertanyaannya setelah tandanya",
    ),
    "B634": error(
        "id butir `{id}` tidak berbentuk kebab-case",
        "pakai huruf kecil a-z, angka, dan tanda hubung tunggal",
        "tulis misalnya `#{nearest}`",
    ),
    "B635": error(
        "id butir `{id}` sudah dipakai di baris {line}",
        "beri butir ini id lain; butir tanpa id memakai huruf menurut urutannya",
    ),
    "B636": error(
        "pertanyaan di dalam survei harus berupa pilihan",
        "tulis daftar `- ( ) …` atau `- [ ] …`; isian bebas ditulis `- ___ …` di luar"
        " `question`",
    ),
    "B637": warning(
        "tanda benar tidak berarti apa-apa dalam survei",
        "hapus `x` dari tanda pilihan ini",
    ),
}
