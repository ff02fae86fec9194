"""B7: what makes a course good: words, headings, outcomes, time, keys, weight."""

from course_builder.codes.diagnostic import remark, warning

CONTENT = {
    "B701": remark(
        "teks alternatif `{text}` hanyalah nama berkas",
        "tulis apa yang tampak pada gambar itu",
    ),
    "B702": remark(
        "teks alternatif gambar `{target}` lebih dari {most} karakter, sehingga sulit"
        " didengarkan sekaligus",
        "sebutkan intinya saja, lalu uraikan sisanya di bawah gambar",
    ),
    "B703": remark(
        "teks alternatif `{text}` diawali kata yang sudah diucapkan pembaca layar",
        "mulai langsung dengan apa yang tampak",
    ),
    "B704": remark(
        "teks tautan `{text}` tidak menyebut apa yang dituju",
        "tulis nama halaman atau berkasnya; di berkas ini ada {count} tautan seperti ini",
    ),
    "B705": warning(
        "tautan menuju `{target}` ini tidak punya teks, sehingga tidak tampak",
        "tulis apa yang dituju: `[Jalur evakuasi]({target})`",
    ),
    "B710": warning(
        "judul ini melompati satu tingkat atau lebih",
        "tulis `{fitting}`, bukan `{marks}`",
    ),
    "B711": warning(
        "judul `# {text}` bukan judul pertama berkas ini",
        "pakai `##` untuk halaman baru, atau `###` untuk bagian halaman",
    ),
    "B712": warning(
        "judul ini kosong",
        "tulis judulnya, atau hapus baris ini",
    ),
    "B713": warning(
        "judul `{text}` sudah ada pada halaman ini, di baris {line}",
        "beri keduanya judul yang berbeda",
    ),
    "B720": warning(
        "tidak satu pun aktivitas menyebut kompetensi `{competency}`, sehingga kursus ini"
        " tidak dapat membuktikannya",
        "tulis `competency={competency}` pada aktivitas yang melatihnya, atau hapus dari"
        " daftar ini",
    ),
    "B721": warning(
        "bukti untuk `{competency}` dijanjikan dari `{kinds}`, tetapi tidak ada aktivitas"
        " seperti itu yang menyebutnya",
        "tulis `competency={competency}` pada `{first}` yang sesuai, atau hapus jenis itu"
        " dari `evidence`",
    ),
    "B722": remark(
        "modul ini menyatakan `{codes}`, tetapi tidak satu pun aktivitasnya menyebutnya",
        "tambahkan aktivitas dengan `competency=…`, atau hapus kode itu dari modul",
    ),
    "B723": remark(
        "kompetensi `{competency}` hanya disebut aktivitas yang tidak wajib, sehingga"
        " peserta dapat lulus tanpa menunjukkannya",
        "beri salah satunya `required=yes`",
    ),
    "B730": remark(
        "`minutes: {minutes}` terlalu singkat: {words} kata dan {activities} aktivitas"
        " perlu sedikitnya {least} menit",
        "sesuaikan `minutes`, atau bagi modul ini; ini hanya perkiraan",
    ),
    "B731": remark(
        "`minutes: {minutes}` jauh melebihi isinya: {words} kata dan {activities} aktivitas"
        " perlu sekitar {most} menit",
        "sesuaikan `minutes`, atau tambahkan latihan; ini hanya perkiraan",
    ),
    "B740": warning(
        "jawaban benar ada di tempat ke-{place} pada {count} dari {total} pertanyaan"
        " pilihan tunggal, sehingga mudah ditebak",
        "ubah urutan pilihan, atau kelompokkan dalam kuis dengan `shuffle`",
    ),
    "B741": warning(
        "jawaban benar adalah pilihan terpanjang pada {count} dari {total} pertanyaan"
        " pilihan tunggal, sehingga mudah ditebak",
        "samakan panjangnya: pindahkan alasan ke penjelasan, atau lengkapi pengecoh",
    ),
    "B742": warning(
        "jawaban semua {total} pernyataan benar atau salah adalah `{answer}`, sehingga"
        " mudah ditebak",
        "balikkan sebagian pernyataannya",
    ),
    "B743": remark(
        "pilihan `{text}` bergantung pada pilihan lain",
        "pakai beberapa kotak centang `- [x]`, atau tulis pilihan yang berdiri sendiri",
    ),
    "B744": warning(
        "jawaban benar adalah pilihan terpendek pada {count} dari {total} pertanyaan"
        " pilihan tunggal, sehingga mudah ditebak",
        "samakan panjangnya: pendekkan pengecoh, atau pindahkan alasannya ke umpan balik",
    ),
    "B750": remark(
        "kalimat modul ini rata-rata {mean} kata; {share}% lebih dari {most} kata, dan"
        " yang terpanjang, di sini, {longest} kata",
        "pecah kalimat yang panjang; bahasa Indonesia belum punya rumus keterbacaan"
        " yang disepakati, jadi tidak ada nilai",
    ),
    "B760": warning(
        "berkas kursus ini seluruhnya {size} MB: banyak LMS menolak paket di atas {most} MB",
        "perkecil atau pindahkan yang terbesar, `{heaviest}` ({largest} MB)",
    ),
}
