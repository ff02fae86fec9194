"""B5: scenarios."""

from course_builder.codes.diagnostic import error, info, warning

SCENARIOS = {
    "B501": error(
        "simpul `{name}` tidak dikenal",
        "tulis simpul dengan judul `### …` yang menjadi `#{name}`; yang ada: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B502": error(
        "variabel `{name}` tidak dikenal",
        "tambahkan satu baris `{name}` pada tabel variabel; yang ada: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B503": error(
        "syarat tidak terbaca mulai di sini",
        "tulis misalnya `waktu <= 0 and not visited(pos-komando)`, dengan < <= = != >= >,"
        " and, or, not, visited( ), dan kurung",
    ),
    "B504": error(
        "perubahan tidak terbaca mulai di sini",
        "tulis misalnya `waktu -2, kepercayaan +5, logistik =0`",
    ),
    "B505": error(
        "rumus nilai tidak terbaca mulai di sini",
        "pakai angka, variabel, + - * /, dan kurung, misalnya `100 - korban / 24`",
    ),
    "B506": error(
        "`{value}` memakai koma desimal",
        "tulis dengan titik: `{fitting}`",
    ),
    "B507": error(
        "`{value}` tidak terbaca sebagai angka",
        "tulis misalnya `24`, `-3`, atau `2.5`, tanpa pemisah ribuan dan paling banyak"
        " enam desimal",
    ),
    "B508": error(
        "simulasi `{id}` tidak punya akhir",
        "tulis `{{ending}}` di bawah judul sedikitnya satu simpul",
    ),
    "B509": error(
        "simpul `{id}` tidak punya pilihan, sehingga permainan berhenti di situ",
        "tambahkan `- [pilihan](#simpul)`, atau tulis `{{ending}}` atau `{{debrief}}` di"
        " bawah judulnya",
    ),
    "B510": error(
        "judul ini dan judul di baris {line} sama-sama menjadi `#{id}`",
        "ubah salah satu judul, agar tautan menuju satu tempat saja",
    ),
    "B511": error(
        "`#{id}` sudah menjadi nama simpul di baris {line}",
        "beri simpul ini judul atau `#id` lain",
    ),
    "B512": error(
        "pilihan ini menuju renungan `{id}`",
        "arahkan ke sebuah akhir; renungan tampil dengan sendirinya setelah akhir",
    ),
    "B513": error(
        "simpul ini punya lebih dari {most} pilihan",
        "pecah menjadi dua simpul",
    ),
    "B514": error(
        "butir ini bertingkat terlalu dalam",
        "di bawah sebuah pilihan hanya boleh ada satu tingkat: ke mana pilihan menuju"
        " bila syaratnya tidak terpenuhi",
    ),
    "B515": error(
        "pilihan ini punya lebih dari satu butir di bawahnya",
        "sisakan satu: ke mana pilihan menuju bila syaratnya tidak terpenuhi",
    ),
    "B516": error(
        "nilai awal {value} berada di luar batas {low} sampai {high}",
        "ubah nilai awal atau batasnya",
    ),
    "B517": error(
        "batas bawah {low} lebih besar daripada batas atas {high}",
        "tukar keduanya, atau kosongkan salah satu",
    ),
    "B518": error(
        "variabel `{name}` tidak punya rentang, sehingga tidak dapat dinilai",
        "beri min dan maks yang berbeda, kosongkan arahnya, atau tulis rumus `score`",
    ),
    "B519": error(
        "variabel `{name}` sudah ditulis di baris {line}",
        "sisakan satu baris, atau beri nama lain",
    ),
    "B520": error(
        "`{name}` tidak dapat menjadi nama variabel",
        "pakai huruf kecil a-z, angka, dan garis bawah, diawali huruf, dan bukan and, or,"
        " not, atau visited",
    ),
    "B521": error(
        "tabel variabel tidak punya kolom `{column}`",
        "tambahkan kolom itu; tabel memerlukan sedikitnya nama (variabel) dan nilai awal"
        " (awal)",
    ),
    "B522": warning(
        "kolom `{column}` tidak dikenal pada tabel variabel",
        "hapus kolom itu; yang dikenal: {known}",
        "mungkin maksud Anda `{nearest}`",
    ),
    "B523": error(
        "teks ini berada di bawah pilihan, sehingga tidak ditampilkan",
        "pindahkan ke atas pilihan pertama; umpan balik diawali dua spasi, lalu `>`",
    ),
    "B524": error(
        "pilihan ini tidak punya teks",
        "tulis teksnya di dalam kurung siku",
    ),
    "B525": error(
        "atribut ditulis pada baris judul, sehingga menjadi bagian judul",
        "pindahkan ke baris tersendiri tepat di bawah judul",
    ),
    "B526": error(
        "judul ini tidak dapat menjadi nama simpul",
        "tulis judul yang memuat huruf atau angka",
    ),
    "B527": error(
        "`#{id}` tidak dapat menjadi nama simpul",
        "pakai huruf kecil, angka, dan tanda hubung",
        "tulis misalnya `#{nearest}`",
    ),
    "B528": error(
        "`{key}` dan `{other}` tidak dapat dipakai bersama pada satu simpul",
        "hapus salah satunya",
    ),
    "B529": warning(
        "`{key}` tidak berarti apa-apa tanpa `{needed}`",
        "tambahkan `{needed}`, atau hapus `{key}`",
    ),
    "B530": error(
        "`{key}` tidak berlaku pada butir bertingkat",
        "tulis `{key}` pada pilihan di atasnya",
    ),
    "B531": warning(
        "butir bertingkat ini tidak pernah dipakai, karena pilihannya tidak punya `if`",
        'tambahkan `{{if="…"}}` pada pilihan di atasnya, atau hapus butir ini',
    ),
    "B532": warning(
        "akhir `{id}` punya pilihan, yang tidak pernah ditampilkan",
        "hapus pilihan itu, atau hapus `ending`",
    ),
    "B533": error(
        "simulasi ini punya renungan kedua; yang pertama di baris {line}",
        "gabungkan keduanya",
    ),
    "B534": error(
        "simulasi `{id}` tidak punya simpul",
        "tulis sedikitnya satu judul `### …` dengan pilihan, dan satu akhir",
    ),
    "B535": error(
        "bagian ini terlalu panjang atau kurungnya terlalu dalam",
        "sederhanakan, atau pecah menjadi beberapa simpul",
    ),
    "B536": error(
        "butir bertingkat ini tidak diawali tautan ke sebuah simpul",
        "tulis `- [teks](#simpul)`; umpan balik diawali `>`",
    ),
    "B540": error(
        "di simpul `{id}` semua pilihan dapat tertutup{values}",
        "beri satu pilihan tanpa `if`, atau butir bertingkat yang membawanya ke simpul lain",
    ),
    "B541": error(
        "dari simpul `{id}` permainan tidak dapat sampai ke akhir mana pun{values}",
        "beri jalan dari simpul ini, atau dari simpul sesudahnya, ke sebuah akhir",
    ),
    "B542": error(
        "rumus nilai membagi dengan nol di akhir `{id}`{values}",
        "pastikan pembaginya tidak pernah nol",
    ),
    "B543": warning(
        "simpul `{id}` tidak pernah tercapai",
        "beri pilihan yang menuju ke sini, ubah syaratnya, atau hapus simpul ini",
    ),
    "B544": warning(
        "syarat pilihan ini tidak pernah terpenuhi, sehingga tautannya tidak pernah"
        " diikuti",
        "longgarkan syaratnya, atau hapus pilihan ini",
    ),
    "B545": warning(
        "syarat pilihan ini selalu terpenuhi",
        "hapus `if`, atau perketat syaratnya",
    ),
    "B546": warning(
        "variabel `{name}` tidak dipakai syarat, nilai, atau teks mana pun",
        "pakai variabel itu, atau hapus barisnya",
    ),
    "B547": warning(
        "permainan dapat kembali ke simpul `{id}` dalam keadaan yang sama, tanpa batas",
        "biarkan tiap putaran mengubah suatu variabel, atau tutup jalan kembalinya",
    ),
    "B548": warning(
        "nilai lulus {pass_mark} tidak dapat dicapai: nilai tertinggi {best}",
        "turunkan `pass`, atau beri jalan ke nilai yang lebih tinggi",
    ),
    "B549": info(
        "simulasi `{id}` terlalu besar untuk ditelusuri seluruhnya: penelusuran berhenti"
        " setelah {states} keadaan",
        "beri variabel batas dan langkah yang lebih kasar bila hasil lengkap diperlukan",
    ),
    "B550": info(
        "akhir `{id}` selalu bernilai 100, karena tidak ada yang menilainya",
        "tulis `score=…` pada akhir itu, atau isi kolom arah pada tabel variabel",
    ),
}
