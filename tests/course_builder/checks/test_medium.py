from pathlib import Path

import pytest

from course_builder.codes import describe
from tests.course_builder.course_folder import all_findings, problems_of, write_course

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nSirene.\n"
VIDEO = "![Sirene](media/sirene.mp4)"
SOUND = "![Sirene](media/sirene.mp3)"


def found(folder: Path, text: str, **files: str | bytes) -> list[tuple[int, int, str]]:
    """Return what is wrong with a text, its files named by ``sirene_id_vtt``."""
    for name, content in files.items():
        path = folder / "media" / name.replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return problems_of(folder, text)


def test_a_video_needs_captions_and_a_sound_a_transcript(tmp_path):
    assert found(tmp_path, VIDEO, sirene_mp4=b"x") == [(1, 11, "B320")]
    assert found(tmp_path, SOUND, sirene_mp3=b"x") == [(1, 11, "B321")]


def test_what_is_missing_is_named(tmp_path):
    found(tmp_path, VIDEO, sirene_mp4=b"x")

    (finding,) = all_findings(tmp_path)[1]

    assert "`media/sirene.id.vtt`" in describe(finding, "id").hint


@pytest.mark.parametrize("language", ["id", "en", "en-GB", "jv"])
def test_captions_of_any_language_will_do(tmp_path, language):
    captions = {f"sirene_{language}_vtt": "\ufeff" + VTT}

    assert found(tmp_path, VIDEO, sirene_mp4=b"x", **captions) == []


@pytest.mark.parametrize("name", ["lain_id_vtt", "sirene_vtt", "sirene_1_vtt"])
def test_captions_have_the_name_of_the_video_and_of_their_language(tmp_path, name):
    captions = {name: VTT}

    assert found(tmp_path, VIDEO, sirene_mp4=b"x", **captions) == [(1, 11, "B320")]


@pytest.mark.parametrize("text", ["1\n00:00,000 --> 00:02,000\na\n", "", b"WEBVTT\xff"])
def test_captions_that_no_browser_reads_are_an_error(tmp_path, text):
    assert found(tmp_path, VIDEO, sirene_mp4=b"x", sirene_id_vtt=text) == [
        (1, 11, "B322")
    ]


def test_a_transcript_beside_a_sound_will_do(tmp_path):
    assert found(tmp_path, SOUND, sirene_mp3=b"x", sirene_md="Sirene.") == []


@pytest.mark.parametrize("text", [b"\xff\xfe", b"", b"a" * 1_000_001])
def test_a_transcript_that_is_no_text_is_an_error(tmp_path, text):
    assert found(tmp_path, SOUND, sirene_mp3=b"x", sirene_md=text) == [(1, 11, "B324")]


def test_a_recording_is_told_of_once_and_a_link_to_one_needs_nothing(tmp_path):
    assert found(tmp_path, f"{VIDEO}\n\n{VIDEO}", sirene_mp4=b"x") == [(1, 11, "B320")]
    assert found(tmp_path, VIDEO[1:], sirene_mp4=b"x") == []


def test_a_module_is_no_transcript(tmp_path):
    folder = write_course(
        tmp_path, "![Sirene](01-modul.mp3)", files={"01-modul.mp3": b"x"}
    )

    assert [finding.code for finding in all_findings(folder)[1]] == ["B321"]


@pytest.mark.parametrize("name", ["data.pdf", "film.mp4", "peta.svg"])
def test_a_file_above_25_mb_is_a_warning(tmp_path, name):
    (tmp_path / "media").mkdir()
    with (tmp_path / "media" / name).open("wb") as file:
        file.truncate(25_000_000)
    assert problems_of(tmp_path, f"[berkas](media/{name})") == []

    with (tmp_path / "media" / name).open("wb") as file:
        file.truncate(25_000_001)
    assert problems_of(tmp_path, f"[berkas](media/{name})") == [(1, 10, "B319")]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("![a](https://a.id/a.png)", 6),
        ("![a](//a.id/a.png)", 6),
        ('<img alt="a" src="http://a.id/a.png">', 19),
        ('<video src="https://a.id/a.mp4"></video>', 13),
    ],
)
def test_what_another_site_would_send_is_an_error(tmp_path, text, column):
    assert problems_of(tmp_path, text) == [(1, column, "B323")]
