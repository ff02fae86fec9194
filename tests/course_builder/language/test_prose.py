"""``authoring.md``, Prose: what Markdown may hold, and where links lead."""

import io
import wave
from pathlib import Path

import pytest
from PIL import Image

from tests.course_builder.language.conftest import Write
from tests.course_builder.language.written import front_matter
from tests.course_builder.renderer.programs import DOT, MERMAID, install

VTT = b"WEBVTT\n\n00:00.000 --> 00:04.000\nSirene.\n"
SECOND = front_matter({"id": "ancaman", "minutes": "45"})


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("L", (8, 6), 200).save(data, "png")
    return data.getvalue()


def sound() -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setparams((1, 1, 8000, 0, "NONE", ""))
        file.writeframes(bytes(8))
    return data.getvalue()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "| Status | Arti |\n|---|---|\n| Siaga | III |\n",
            ["<table", '<th scope="col">Arti', "III</td>"],
        ),
        ("Pos[^1] buka.\n\n[^1]: Jam pertama.\n", ["footnote", "Jam pertama."]),
        ("Status\n: Tingkat aktivitas\n", ["<dl>", "<dt>Status</dt>", "<dd>"]),
        ("```python\ndef air(): ...\n```\n", ["<pre", '<span class="k">def</span>']),
        (
            "Seorang ASN.\n\n*[ASN]: Aparatur Sipil Negara\n",
            ['<abbr title="Aparatur Sipil Negara">ASN</abbr>'],
        ),
        ("Rumus $x^2$.\n", ["<math", "<msup>"]),
        ("$$\\frac{1}{2}$$\n", ["<math", "<mfrac>", 'display="block"']),
        ("- [x] Sudah\n- [ ] Belum\n", ["☑ Sudah", "☐ Belum"]),
        ("> Kutipan.\n", ["<blockquote>"]),
        ("~~lama~~ **baru**\n", ["<del>lama</del>", "<strong>baru</strong>"]),
        ("https://www.bmkg.go.id\n", ['href="https://www.bmkg.go.id"']),
        ("1. Satu\n2. Dua\n", ["<ol>"]),
    ],
)
def test_prose_is_git_hosts_markdown_and_more(
    course: Write, text: str, parts: list[str]
) -> None:
    written = course(text)

    assert written.codes == []
    assert all(part in written.html for part in parts), written.html


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("NOTE", "Catatan"),
        ("TIP", "Kiat"),
        ("WARNING", "Peringatan"),
        ("IMPORTANT", "Penting"),
        ("CAUTION", "Awas"),
    ],
)
def test_an_alert_is_a_box_with_a_title(course: Write, kind: str, title: str) -> None:
    html = course(f"> [!{kind}]\n> Ombak tinggi.\n").html

    assert 'role="note"' in html
    assert f"<b>{title}.</b>" in html
    assert "Ombak tinggi." in html
    assert f"[!{kind}]" not in html


def test_maths_ships_no_script(course: Write) -> None:
    assert "<script" not in course("Rumus $x^2$.\n").everything


@pytest.mark.parametrize(("language", "program"), [("mermaid", "mmdc"), ("dot", "dot")])
def test_a_diagram_is_a_warning_where_its_tool_is_not_installed(
    course: Write, monkeypatch: pytest.MonkeyPatch, language: str, program: str
) -> None:
    monkeypatch.setenv("PATH", "")
    written = course(f"```{language}\ngraph {{ lapor }}\n```\n")

    assert (written.errors, written.warnings) == ([], ["B313"])
    assert program in written.said("B313")
    assert "lapor" in written.html


@pytest.mark.parametrize(
    ("language", "program", "code"),
    [("mermaid", "mmdc", MERMAID), ("dot", "dot", DOT), ("graphviz", "dot", DOT)],
)
def test_a_diagram_is_a_picture_where_its_tool_is_installed(
    course: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    program: str,
    code: str,
) -> None:
    install(tmp_path, program, code)
    monkeypatch.setenv("PATH", str(tmp_path))
    written = course(f"```{language}\ngraph {{ lapor }}\n```\n")

    assert written.codes == []
    assert [media.media_type for media in written.course.media] == ["image/svg+xml"]
    assert "<img" in written.html


def test_links_between_pages_are_relative_links(course: Write) -> None:
    text = SECOND + "# Ancaman\n\n## Tsunami\n\n[Kembali](01-modul.md).\n"
    written = course(
        "Lihat [tsunami](02-ancaman.md#tsunami).\n",
        {"02-ancaman.md": text},
        index={"hours": "2"},
    )

    assert written.codes == []
    assert 'data-page="ancaman/tsunami"' in written.html
    assert 'data-page="modul/modul"' in written.html


def test_a_link_may_name_a_heading_in_a_page(course: Write) -> None:
    written = course("## Satu\n\n[Ke rincian](#rincian)\n\n### Rincian\n\nIsi.\n")

    assert written.codes == []
    assert 'data-anchor="rincian"' in written.html


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[Ancaman](02-ancaman.md)\n", "B301"),
        ("[Tsunami](#tsunami)\n", "B302"),
        ("[Tsunami](01-modul.md#tsunami)\n", "B302"),
        ("![Peta](media/peta.png)\n", "B303"),
        ("[Daftar](media/daftar.pdf)\n", "B303"),
    ],
)
def test_a_missing_file_a_broken_link_or_anchor_is_an_error(
    course: Write, text: str, code: str
) -> None:
    written = course(text)

    assert written.errors == [code]
    assert written.lines == [(1, code)]


def test_a_broken_link_is_found_inside_activities_too(course: Write) -> None:
    text = (
        "::: question {#q}\nBaca [ini](tiada.md).\n\n- (x) Ya\n- ( ) Tidak\n"
        "  > Lihat [itu](tiada.md).\n\n> [!HINT]\n> ![x](media/tiada.png)\n\n:::\n"
    )

    assert course(text).lines == [(2, "B301"), (6, "B301"), (9, "B303")]


def test_pictures_are_ordinary_images(course: Write) -> None:
    written = course("![Peta desa](media/peta.png)\n", {"media/peta.png": picture()})

    assert written.codes == []
    assert 'alt="Peta desa"' in written.html
    assert len(written.course.media) >= 1


def test_a_missing_alternative_text_is_a_warning(course: Write) -> None:
    written = course("![](media/peta.png)\n", {"media/peta.png": picture()})

    assert (written.errors, written.warnings) == ([], ["B304"])


def test_an_image_whose_file_is_a_video_is_a_player_with_captions_and_transcript(
    course: Write,
) -> None:
    written = course(
        "![Latihan](media/latihan.mp4)\n",
        {
            "media/latihan.mp4": b"0",
            "media/latihan.id.vtt": VTT,
            "media/latihan.md": "Sirene berbunyi.\n",
        },
    )

    assert written.codes == []
    assert "<video" in written.html
    assert "<track" in written.html
    assert 'srclang="id"' in written.html
    assert "Sirene berbunyi." in written.html


def test_an_image_whose_file_is_audio_is_a_player_with_a_transcript(
    course: Write,
) -> None:
    files = {"media/pesan.wav": sound(), "media/pesan.md": "Warga bergerak.\n"}
    written = course("![Pesan radio](media/pesan.wav)\n", files)

    assert written.codes == []
    assert "<audio" in written.html
    assert "Warga bergerak." in written.html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>\n\nIsi.\n",
        '<p onclick="alert(1)">Isi.</p>\n',
        '<iframe src="https://contoh.go.id"></iframe>\n\nIsi.\n',
        '<form action="/"><input name="x"></form>\n\nIsi.\n',
    ],
)
def test_raw_html_is_sanitised(course: Write, text: str) -> None:
    written = course(text)

    assert "Isi." in written.everything
    for part in ("<script", "onclick", "<iframe", "<form", "alert(1)"):
        assert part not in written.everything


def test_an_address_that_runs_something_is_an_error(course: Write) -> None:
    assert course('<a href="javascript:alert(1)">Isi.</a>\n').errors == ["B307"]
