"""The files that every package with a player holds, whatever its standard."""

import json
import re
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from course_builder.errors import PackageError
from course_builder.locale import translator
from course_builder.model import document
from course_builder.model.rendered import RenderedCourse
from course_builder.player.bundle import bundle
from course_builder.player.style import style

ENTRY = "index.html"
"""The page that starts a package."""

_TEMPLATES = Path(__file__).parent.parent / "templates"
_MEDIA = re.compile(r"\bmedia/([0-9a-f]{64}\.[a-z0-9]+)")


def package_files(course: RenderedCourse, adapter: str) -> dict[str, bytes]:
    """Return the files of a package by name: shell, player, answer key, pages, media.

    Raises:
        PackageError: A page names a medium that the course does not hold.
    """
    files = {
        ENTRY: _shell(course),
        "player.js": bundle(adapter).encode(),
        "key.js": f"courseKey({_script(document.answer_key(course))})\n".encode(),
    }
    for number, page in enumerate(course.pages, start=1):
        known = document.page_details(course, page)
        parts = ", ".join(map(_script, (page.id, page.html, known)))
        call = f"coursePage({parts})\n"
        files[f"pages/{number}.js"] = call.encode()
    held = {media.name: media.data for media in course.media}
    return files | {f"media/{name}": held[name] for name in named_media(course)}


def named_media(course: RenderedCourse) -> set[str]:
    """Return the names of the media that a course shows anywhere.

    Raises:
        PackageError: The course does not hold one of them.
    """
    names = set(_MEDIA.findall("\n".join(course.html)))
    if missing := names - {media.name for media in course.media}:
        raise PackageError(f"Kursus ini tidak memuat media/{min(missing)}.")
    return names


def _shell(course: RenderedCourse) -> bytes:
    words = translator(course.language)
    page = _template().substitute(
        language=escape(course.language),
        title=escape(course.title),
        skip=escape(words("Langsung ke isi")),
        styles=style(),
        needs_script=escape(
            words(
                "Kursus ini memerlukan JavaScript. Aktifkan JavaScript di peramban Anda, "
                "lalu muat ulang halaman ini."
            )
        ),
        outline=_script(document.outline(course)),
    )
    return page.encode()


def _script(value: Any) -> str:
    """Return JSON that may stand inside a script: it ends no script, opens no comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (
        text.replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


@cache
def _template() -> Template:
    return Template((_TEMPLATES / ENTRY).read_text("utf-8"))
