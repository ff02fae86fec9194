"""Courses of any size to measure with: ordinary prose, tables, lists and questions."""

from pathlib import Path

PAGES_A_MODULE = 10

_HEAD = """\
---
id: ukuran-{pages}
title: Kursus ukuran {pages} halaman
language: id
version: "1.0"
hours: {hours}
---

# Kursus ukuran

Kursus ini dibuat untuk mengukur, dengan {pages} halaman.
"""

_MODULE = """\
---
id: modul-{module}
minutes: 45
---

# Modul {module}
"""

_PAGE = """
## Halaman {page}

Sungai nomor {page} meluap setelah **tiga hari hujan**. Aparatur desa menghitung warga di
setiap rumah, menandai jalur aman pada peta, dan memberi tahu keluarga yang tinggal di
tepi sungai. Jalan utama masih dapat dilewati sampai pukul {hour}, sesudah itu hanya jalan
di atas bukit yang aman; lihat [modul pertama](01-modul.md) untuk peta lengkapnya.

Petugas mencatat tinggi air setiap jam. Bila angka pada papan melewati garis kuning, pos
siaga menghubungi kecamatan; bila melewati garis merah, warga berpindah tanpa menunggu
perintah berikutnya. Catatan ini dipakai lagi pada rapat evaluasi[^{page}].

[^{page}]: Catatan lapangan nomor {page}.

### Yang perlu disiapkan

- Air minum untuk *tiga hari*, paling sedikit {page} liter
- Obat-obatan rutin dan salinan surat penting
- Lampu, radio, dan `baterai` cadangan
  1. Periksa setiap bulan
  2. Ganti yang kedaluwarsa

| Status  | Tinggi air | Tindakan                |
|---------|-----------:|-------------------------|
| Waspada |     {page} cm | Pantau setiap jam       |
| Siaga   |     80 cm | Siapkan perpindahan     |
| Awas    |    120 cm | Pindah ke tempat tinggi |

> Keselamatan warga didahulukan dari keselamatan barang.
"""

_QUESTION = """
::: question {{#q-{page} points=2}}
Air naik melewati garis merah di sungai nomor {page}. Apa yang Anda lakukan lebih dahulu?

{options}

> [!EXPLANATION]
> Garis merah berarti pindah, tanpa menunggu perintah berikutnya.

:::
"""


_OPTIONS = (
    "- ( ) Menunggu perintah tertulis dari kantor\n  > Menunggu membuang waktu.",
    "- (x) Memindahkan warga ke tempat tinggi",
    "- ( ) Mengambil foto untuk laporan",
)


def write_course(folder: Path, *, pages: int) -> None:
    """Write a course of so many pages, ten a module, a question on every second one."""
    folder.mkdir(parents=True)
    modules = -(-pages // PAGES_A_MODULE)
    (folder / "index.md").write_text(_HEAD.format(pages=pages, hours=modules), "utf-8")
    for module in range(1, modules + 1):
        text = _MODULE.format(module=module)
        first = (module - 1) * PAGES_A_MODULE + 1
        for page in range(first, min(first + PAGES_A_MODULE, pages + 1)):
            text += _PAGE.format(page=page, hour=page % 24)
            text += _question(page) if page % 2 else ""
        (folder / f"{module:02d}-modul.md").write_text(text, "utf-8")


def _question(page: int) -> str:
    """Return a question whose right answer has another place than that before it."""
    turn = page // 2 % len(_OPTIONS)
    options = "\n".join(_OPTIONS[turn:] + _OPTIONS[:turn])
    return _QUESTION.format(page=page, options=options)
