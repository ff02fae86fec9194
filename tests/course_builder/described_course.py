"""Courses for the examples that are described, because they cannot be shown as text."""

import hashlib
import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from PIL import Image

Write: TypeAlias = Callable[[Path], None]
"""Turns the right course in a folder into another one."""

MODULE = "01-contoh.md"
_TEXT = "Gempa kuat di pantai adalah tanda bahaya."
_HEAD = "---\nid: contoh-modul\nminutes: 45\n---\n# Contoh\n\n## Halaman\n\n"
_SECOND = "---\nid: ancaman\nminutes: 1\n---\n# Ancaman\n\nTsunami.\n"
_QUESTION = "::: question {{#q-siaga}}\nApa arti Siaga?\n\n- = {answer}\n\n:::\n"
_LARGEST = 16 * 1024 * 1024
_SHARP = (1280, 960)


def _page(text: str) -> Write:
    return _module((_HEAD + text).encode())


def _module(data: bytes) -> Write:
    return lambda folder: _put(folder, MODULE, data)


def _put(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _index_astray(folder: Path) -> None:
    (folder / "index.md").unlink()


def _index_below(folder: Path) -> None:
    (folder / "kursus").mkdir()
    for name in ("index.md", MODULE):
        (folder / name).rename(folder / "kursus" / name)


def _folder_as_module(folder: Path) -> None:
    (folder / "02-ancaman.md").mkdir()


def _second_module(folder: Path) -> None:
    _put(folder, "02-ancaman.md", _SECOND.encode())


def _module_elsewhere(folder: Path) -> None:
    _put(folder.parent, "bersama.md", _SECOND.encode())
    (folder / "02-ancaman.md").symlink_to(folder.parent / "bersama.md")


def _as_pengantar(folder: Path) -> None:
    (folder / MODULE).rename(folder / "pengantar.md")


def _as_01_pengantar(folder: Path) -> None:
    (folder / MODULE).rename(folder / "01-pengantar.md")


def _with_table(folder: Path) -> None:
    _put(folder, "media/data.csv", b"kejadian;korban\n")
    _page("Lihat [datanya](media/data.csv).\n")(folder)


def _picture(name: str, data: bytes) -> Write:
    return _pictures({name: data})


def _pictures(media: Mapping[str, bytes], *, halves: bool = False) -> Write:
    def write(folder: Path) -> None:
        shown = [f"![Foto udara pantai]({name})\n" for name in media]
        middle = len(shown) // 2
        if halves:
            shown.insert(middle, "## Halaman kedua\n")
        _page("\n".join(shown))(folder)
        for name, data in media.items():
            _put(folder, name, data)

    return write


def _plain(width: int, height: int, form: str = "png") -> bytes:
    return _encoded(Image.new("L", (width, height), 200), form)


def _encoded(picture: Image.Image, form: str) -> bytes:
    data = io.BytesIO()
    picture.save(data, form)
    return data.getvalue()


def _noise(width: int, height: int, seed: int = 0) -> bytes:
    """Return a picture that nothing makes much smaller."""
    pixels = hashlib.shake_128(bytes([seed])).digest(width * height * 3)
    return _encoded(Image.frombytes("RGB", (width, height), pixels), "png")


def _many() -> dict[str, bytes]:
    return {f"media/{seed}.png": _noise(400, 300, seed) for seed in range(20)}


def _recording(name: str, size: int, beside: Mapping[str, bytes]) -> Write:
    def write(folder: Path) -> None:
        _page(f"![Rekaman latihan](media/{name})\n")(folder)
        _put(folder, f"media/{name}", b"")
        # The file has holes: it takes no room on the disk.
        os.truncate(folder / "media" / name, size)
        for path, data in beside.items():
            _put(folder, f"media/{path}", data)

    return write


def _films(number: int) -> Write:
    def write(folder: Path) -> None:
        names = [f"latihan-{film}" for film in range(1, number + 1)]
        for name in names:
            captions = {
                f"{name}.id.vtt": b"WEBVTT\n\n00:00.000 --> 00:04.000\nSirene.\n"
            }
            _recording(f"{name}.mp4", 24_000_000, captions)(folder)
        shown = [f"![Latihan evakuasi {name}](media/{name}.mp4)\n" for name in names]
        _page("\n".join(shown))(folder)

    return write


_CAPTIONS = {"latihan.id.vtt": b"WEBVTT\n\n00:00.000 --> 00:04.000\nSirene.\n"}
_DIAGRAM = _page("```mermaid\nflowchart LR\n  Siaga --> Evakuasi\n```\n")
_LINKS = _page("".join(f"[Situs {n}](https://contoh.go.id/{n})\n" for n in range(3)))

COURSES: Mapping[str, tuple[Write, Write]] = MappingProxyType(
    {
        "B101": (_index_astray, _index_below),
        "B102": (_folder_as_module, _second_module),
        "B103": (
            _module(f"{_HEAD}Skala 1–5".encode("cp1252")),
            _page("Skala 1–5\n"),
        ),
        "B104": (_page("Gempa\0kuat\n"), _page("Gempa kuat\n")),
        "B105": (
            _module(f"{_HEAD}{_TEXT}\n".replace("\n", "\r").encode()),
            _module(f"{_HEAD}{_TEXT}\n".replace("\n", "\r\n").encode()),
        ),
        "B106": (_module_elsewhere, _second_module),
        "B107": (_page("1;2;3\n" * (_LARGEST // 6)), _with_table),
        "B108": (_as_pengantar, _as_01_pengantar),
        "B227": (
            _page(_QUESTION.format(answer="jauhi pantai " * 90)),
            _page(_QUESTION.format(answer="jauhi pantai")),
        ),
        "B313": (_DIAGRAM, _DIAGRAM),
        "B315": (
            _picture("media/foto.jpg", _plain(800, 600, "jpeg")[:400]),
            _picture("media/foto.jpg", _plain(800, 600, "jpeg")),
        ),
        "B316": (
            _picture("media/peta.png", _plain(8000, 7000)),
            _picture("media/peta.png", _plain(1600, 1400)),
        ),
        "B317": (
            _picture("media/foto.png", _noise(*_SHARP)),
            _picture("media/foto.png", _noise(200, 150)),
        ),
        "B318": (_pictures(_many()), _pictures(_many(), halves=True)),
        "B319": (
            _recording("latihan.mp4", 30_000_000, _CAPTIONS),
            _recording("latihan.mp4", 12_000_000, _CAPTIONS),
        ),
        "B324": (
            _recording("sirene.mp3", 1000, {"sirene.md": "Sirene.".encode("utf-16")}),
            _recording("sirene.mp3", 1000, {"sirene.md": b"Sirene."}),
        ),
        "B394": (_LINKS, _LINKS),
        "B760": (_films(5), _films(2)),
    }
)
"""The wrong and the right course of each code whose example is described."""
