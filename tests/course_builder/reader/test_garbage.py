"""Whatever becomes of a directive, it is read to its end, in time, and with places."""

import time
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings, strategies as st

from course_builder.codes import describe
from course_builder.reader.bank import Banks, read_bank
from course_builder.reader.module import read_module
from course_builder.reader.source import Source

HEAD = "---\nid: modul\nminutes: 45\n---\n# Modul\n\n"
PATH = PurePosixPath("01-modul.md")
TEXT = """\
:::
::::
:::::
::: question {#q-satu partial exact long tags="a b" points=2 hint-cost=9}
:::: question {#q-satu}
::: question {required}
:::: quiz {#kuis role=pretest from=banks/a.md draw="a:1 b:2 3" minutes=5}
::: quiz {#kuis draw=2}
::: assignment {#tugas submit="file link" accept="pdf .x" max-mb=0 due-days=x}
:::: survey {#survei level=results after-days=9 audience="self peer" anonymous}
::: discussion {#diskusi}
::: note
::: scenario {#main rounds=2}
:::: {#tanpa-jenis
### Judul *miring*
## Halaman
# Judul
Kata [[satu|dua]] dan [[]] `[[kode]]`
Kata [[2,5]] dan [[10..12 km]]
- ( ) salah
- (x) benar
- [x] centang
- [ ]
- = 5.950 +- 50
- = 12..10
- =~ /a(b|c)*d{2,}/
- =~ /(/
- kiri => kanan
- kiri =>
- `a => b` => c
1. satu
2. dua
   lanjutan
- (1-5) Baik {#baik required reverse}
- (0 buruk - 10 baik) Skala
- (5-1) {#}
- ___ Isian {required=ya}
  > umpan balik
> [!HINT]
> [!RIGHT] Benar.
> [!APA]
> kutipan
| Kriteria | Belum | Baik |
| Kriteria | A
|---|---|---|
|---|
| Runtut * | acak | urut |
| a \\| b | c |
```
~~~~
    kode

---
===
"""
LINES = TEXT.split("\n")


def findings_of(text: str) -> list[str]:
    """Read a text as a module and as a bank; return what is said of it."""
    said = []
    for is_bank in (False, True):
        source = Source(PATH, tuple(text.split("\n")))
        if is_bank:
            read_bank(source, "id")
        else:
            read_module(source, "id", Banks())
        for finding in source.findings:
            where = finding.where
            assert 1 <= where.line <= len(source.lines)
            width = len(source.lines[where.line - 1])
            assert 1 <= where.column <= width + 1
            assert where.column - 1 + finding.length <= max(1, width)
            said.append(describe(finding, "id").message)
    return said


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_lines_in_any_order_are_read(lines):
    findings_of(HEAD + "\n".join(lines))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=15),
    st.lists(
        st.tuples(
            st.integers(0, 10_000),
            st.integers(0, 3),
            st.text(alphabet=' \t{}[]()|=>#"\\:-*_`.1ax\u0301é\u2028', max_size=4),
        ),
        max_size=8,
    ),
)
def test_lines_with_accidents_are_read(lines, accidents):
    text = "\n".join(lines)
    for place, cut, piece in accidents:
        at = place % (len(text) + 1)
        text = text[:at] + piece + text[at + cut :]
    findings_of(HEAD + text)


QUESTION = "Apa?\n\n- (x) ya\n- ( ) tidak\n\n> [!HINT]\n> Lihat.\n\n"


@pytest.mark.parametrize(
    "piece",
    [
        "::: question {{#q-{n}}}\n" + QUESTION + ":::\n\n",
        "::: question {{#q-{n}}}\n" + QUESTION,
        ":::: quiz {{#k-{n}}}\n::: question {{#q-{n}}}\n" + QUESTION + ":::\n",
        "::: question {{#q-{n} long}}\n| Kriteria | A | B |\n",
        "- (1-5) Butir {{#b-{n}}}\n",
        "1. langkah {n}\n",
        "- kiri {n} => kanan {n}\n",
        "Kata [[a{n}]] `[[kode]]\n",
        "> [!HINT]\n> {n}\n",
        "{n}{n}{n}{n}{n}{n}\n===\n",
        ":::{n} x\n",
        "[[[[[[[[[[[[[[",
        "| Kriteria | A | B |\n|---|---|---|\n| {n} | a | b |\n",
    ],
)
@pytest.mark.parametrize(
    "opening",
    ["::: question {#q}\nA?\n\n", ":::: survey {#s}\n", "::::: quiz {#k}\n"],
)
def test_time_grows_with_length_and_no_faster(opening, piece):
    def seconds(count: int) -> float:
        body = "".join(piece.format(n=n) for n in range(count))
        lines = tuple(f"{HEAD}{opening}{body}\n:::\n\n:::::\n".split("\n"))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            read_module(Source(PATH, lines), "id", Banks())
            best = min(best, time.process_time() - start)
        return best

    few, many = seconds(50), seconds(800)

    # Sixteen times as much takes sixteen times as long; a square would take 256.
    assert many < 64 * max(few, 0.001)


@pytest.mark.parametrize(
    "start", ["- (", "- [", "- = ", "- a => ", "- (1 ", "| ", "[["]
)
@pytest.mark.parametrize("piece", [" ", "\t", "[[", "`", "\\", "|", "_a_ ", "-", "x"])
def test_a_line_may_be_long(start, piece):
    opening = "::::: note\n\n:::::\n\n:::: quiz {#k}\n\n::: question {#q}\nApa?\n\n"
    lines = tuple(f"{HEAD}{opening}{start}{piece * 60_000}\n\n:::\n".split("\n"))

    begun = time.process_time()
    read_module(Source(PATH, lines), "id", Banks())

    # A square of the length takes several times as long as this.
    assert time.process_time() - begun < 1.5
