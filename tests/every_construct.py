"""A course that holds every construct of the language, with its media."""

import shutil
import wave
from pathlib import Path

from PIL import Image, ImageDraw

SOURCE = Path(__file__).parent / "cases" / "every-construct"


def write_every_construct(folder: Path) -> Path:
    """Write the course to a new folder; return that.

    Texts are those of ``tests/cases/every-construct``; what is not text is made here:
    a picture, a recording, a film that has only its head, a document.
    """
    shutil.copytree(SOURCE, folder)
    media = folder / "media"
    _draw_map(media / "peta.png")
    _record(media / "pesan.wav")
    (media / "latihan.mp4").write_bytes(
        b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    )
    (media / "daftar.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return folder


def _draw_map(path: Path) -> None:
    """Draw an island with three rings around its crater."""
    picture = Image.new("RGB", (2000, 1200), "#dbe9f2")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((300, 150, 1700, 1050), fill="#e9e2c8", outline="#8a7f5c", width=6)
    for radius in (150, 280, 410):
        box = (1000 - radius, 600 - radius, 1000 + radius, 600 + radius)
        pen.ellipse(box, outline="#b3261e", width=8)
    picture.save(path)


def _record(path: Path) -> None:
    """Record half a second of silence."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(8000))
