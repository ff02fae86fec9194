"""What may happen to a course file while a person writes it, and what never should."""

from collections.abc import Callable
from random import Random

from tests.fuzz.course import Files

Lines = list[str]

SNIPPETS = (
    *(":::", "::::", ":::::", "::: question {#q-baru}", "::: question {", "::: {#x}"),
    *(":::: quiz {#k-baru draw=2 from=banks/ancaman.md}", "::: note", "::: apa {#a}"),
    *(
        "::: scenario {#s-baru rounds=2 pass=60}",
        "::: survey {#sv}",
        "::: discussion {#d}",
    ),
    *('::: assignment {#t submit="file text"}', '::: question {#q tags="a b" long}'),
    *("### Simpul", "{ending score=100}", "{debrief}", '{when="waktu <= 0" once}'),
    *('- [Ke sana](#simpul){if="a >= 1" set="a -1"}', "- [Ke sana](#simpul)"),
    *("| variable | label | start | min | max | better | unit |", "|---|---|", "| a |"),
    *("| a | A | 24 | 0 | | high | jam |", "| Kriteria | Kurang | Baik |", "|", "| |"),
    *(
        "- ( ) salah",
        "- (x) benar",
        "- [x] ya",
        "- [ ] tidak",
        "- = 5 +- 1",
        "- = 1..0",
    ),
    *(
        "- =~ /(a+)+b/",
        "- =~ /[/",
        "- kiri => kanan",
        "- =>",
        "1. satu",
        "99999999999. x",
    ),
    *("- (1-5) Baik {#b required reverse}", "- ___ Isian", "- (9-1) x", "Kata [[a|b]]"),
    *("> [!HINT]", "> [!RIGHT]", "> [!EXPLANATION]", "> [!NOTE]", "> > > dalam", ">"),
    *(
        "$",
        "$$",
        "$a^2$",
        "$\\frac{1}{$",
        "$\\x$",
        "$\\def\\a{\\a\\a}\\a$",
        "\\$",
        "$$\nx\n$$",
    ),
    *(
        "`",
        "``",
        "```",
        "~~~",
        "```math",
        "```mermaid",
        "```dot",
        "```python",
        "    kode",
    ),
    *(
        "[[",
        "]]",
        "[[|]]",
        "[",
        "](",
        "![](",
        "![x](media/peta.png)",
        "![x](../../x.png)",
    ),
    *(
        "[x](01-teks.md#apa)",
        "[^1]",
        "[^1]: kaki [^1]",
        "*[ASN]: Aparatur",
        "[a]: b",
        "[a]",
    ),
    *(
        "{{waktu}}",
        "{{",
        "{",
        "}",
        "{#x}",
        "{:",
        "Istilah\n: arti",
        ": arti",
        "# Judul",
    ),
    *(
        "## Halaman",
        "###",
        "===",
        "---",
        "***",
        "- - -",
        "+",
        "* x",
        "\\",
        "\\\\",
        "&amp;",
    ),
    *(
        "<b>",
        "</b>",
        "<script>",
        "<!--",
        "-->",
        "<a href='x",
        "<img src=x>",
        "<?",
        "<![CDATA[",
    ),
    *(
        "id: x",
        "minutes: -1",
        "minutes: 1e999",
        "hours: .inf",
        "a: &a [*a, *a]",
        "<<: *a",
    ),
    *(
        "glossary:",
        "  ASN: x",
        "? x",
        "- {a: [",
        "a: !!python/object:os.system x",
        "%YAML 9",
    ),
    *(
        "version: 1.0",
        "hours: 0x_1",
        "competencies: [a, {code: 1}]",
        "pass: 999999999999999",
    ),
    *(
        "\x00",
        "\ufeff",
        "\r",
        "\x0b",
        "\x0c",
        "\x1b[31m",
        "\x85",
        "\u2028",
        "\u2029",
        "\ufffe",
    ),
    *(
        "\U0001f30b",
        "\U000e0001",
        "e\u0301",
        "\u0301" * 40,
        "\u202e",
        "\u2066",
        "\u200f",
        "ﷺ",
    ),
    *("\u0130", "ß", "ſ", "Ⅷ", "٣", "²", "1" * 400, "-" * 400, "\t", " " * 400, "\xa0"),
    *(
        "\ue000",
        "\ue00f",
        "\x02",
        "\x03",
        "wzxhzdk:0",
        "klzzwxh:0001",
        "stx",
        "%s {0} {x}",
    ),
)
PAIRS = (
    "[",
    "(",
    "{",
    "<",
    "*",
    "_",
    "`",
    "$",
    ">",
    "- ",
    "> ",
    "[[",
    "![",
    "~",
    "**_",
    "|",
)


def damaged(files: Files, chance: Random, times: int) -> Files:
    """Return files of which some were damaged so many times."""
    files = dict(files)
    names = sorted(name for name in files if name.endswith((".md", ".svg", ".vtt")))
    for _ in range(times):
        name = chance.choice(names)
        if chance.random() < 0.06:
            files[name] = chance.choice(_RAW)(files[name], chance)
            continue
        lines = files[name].decode(errors="surrogateescape").split("\n")
        chance.choice(_DAMAGES)(lines, chance)
        files[name] = "\n".join(lines).encode(errors="surrogateescape")
    return files


def _at(lines: Lines, chance: Random) -> int:
    return chance.randrange(len(lines))


def _delete(lines: Lines, chance: Random) -> None:
    at = _at(lines, chance)
    lines[at : at + chance.choice((1, 1, 1, 2, 5, 40))] = [""]


def _glue(lines: Lines, chance: Random) -> None:
    del lines[_at(lines, chance)]
    lines.append("")


def _double(lines: Lines, chance: Random) -> None:
    at = _at(lines, chance)
    lines[at:at] = lines[at : at + chance.choice((1, 1, 3, 20))]


def _swap(lines: Lines, chance: Random) -> None:
    one, other = _at(lines, chance), _at(lines, chance)
    lines[one], lines[other] = lines[other], lines[one]


def _insert_line(lines: Lines, chance: Random) -> None:
    lines.insert(_at(lines, chance), chance.choice(SNIPPETS))


def _insert(lines: Lines, chance: Random) -> None:
    at = _at(lines, chance)
    column = chance.randint(0, len(lines[at]))
    piece = chance.choice(SNIPPETS)
    lines[at] = lines[at][:column] + piece + lines[at][column:]


def _cut(lines: Lines, chance: Random) -> None:
    at = _at(lines, chance)
    start = chance.randint(0, len(lines[at]))
    lines[at] = lines[at][:start] + lines[at][start + chance.choice((1, 2, 5)) :]


def _indent(lines: Lines, chance: Random) -> None:
    at = _at(lines, chance)
    lead = chance.choice((" ", "  ", "   ", "    ", "\t", "> ", "- ", "1. ", "   > "))
    for line in range(at, min(len(lines), at + chance.choice((1, 2, 6)))):
        lines[line] = lead + lines[line]


def _outdent(lines: Lines, chance: Random) -> None:
    at = _at(lines, chance)
    lines[at] = lines[at].lstrip(" >-\t")


def _number(lines: Lines, chance: Random) -> None:
    at = _at(lines, chance)
    number = chance.choice(
        ("0", "-1", "9" * 30, "1e9", "0.000001", "1_000", "٣", "1,5")
    )
    lines[at] = "".join(number if c.isdigit() else c for c in lines[at])


def _nest(lines: Lines, chance: Random) -> None:
    piece = chance.choice(PAIRS)
    lines.insert(_at(lines, chance), piece * chance.choice((3, 30, 300)) + "x")


def _steps(lines: Lines, chance: Random) -> None:
    """Insert a list, each item of which stands in that before it."""
    at = _at(lines, chance)
    lead, mark = chance.choice(
        (("  ", "- "), ("    ", "1. "), ("> ", "> "), ("  ", ""))
    )
    lines[at:at] = [
        f"{lead * depth}{mark}butir {depth}" for depth in range(chance.choice((5, 60)))
    ]


def _repeat(lines: Lines, chance: Random) -> None:
    at = _at(lines, chance)
    block = lines[at : at + chance.choice((1, 2, 8))]
    lines[at:at] = block * chance.choice((10, 100))


def _truncate(lines: Lines, chance: Random) -> None:
    at = _at(lines, chance)
    lines[at] = lines[at][: chance.randint(0, len(lines[at]))]
    del lines[at + 1 :]


def _raw_byte(data: bytes, chance: Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _raw_ends(data: bytes, chance: Random) -> bytes:
    return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b"\n\r")))


def _raw_mark(data: bytes, _: Random) -> bytes:
    return b"\xef\xbb\xbf" + data


def _raw_encoding(data: bytes, chance: Random) -> bytes:
    text = data.decode(errors="ignore")
    return text.encode(chance.choice(("utf-16", "latin-1", "utf-32-le")), "replace")


_DAMAGES: tuple[Callable[[Lines, Random], None], ...] = (
    *(_delete, _glue, _double, _swap, _insert_line, _insert, _insert_line, _insert),
    *(_cut, _cut, _indent, _outdent, _number, _nest, _steps, _repeat, _truncate),
)
_RAW: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(_raw_byte, _raw_ends, _raw_mark, _raw_encoding),
)
