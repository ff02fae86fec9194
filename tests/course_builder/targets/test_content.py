"""What every package with a player holds."""

import json
import re
import zlib
from dataclasses import replace
from typing import Any

import pytest

from course_builder.errors import PackageError
from course_builder.model import document
from course_builder.model.media import Media
from course_builder.model.rendered import RenderedActivity
from course_builder.targets.content import package_files
from tests.factories import (
    rendered_course,
    rendered_course_of,
    rendered_course_of_every_kind,
    rendered_discussion,
    rendered_question,
    rendered_quiz,
    rendered_scenario,
)

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 Kursus & $title"


def arguments_of(script: bytes, name: str) -> list[Any]:
    match = re.fullmatch(rf"{name}\((.*)\)\n", script.decode(), re.DOTALL)
    assert match is not None
    arguments: list[Any] = json.loads(f"[{match[1]}]")
    return arguments


def test_each_page_is_a_script_numbered_from_one() -> None:
    files = package_files(rendered_course(), "standalone")
    identifier, html, details = arguments_of(files["pages/2.js"], "coursePage")
    assert identifier == "m1/latihan"
    assert html.startswith("<h1>Latihan</h1>")
    assert details == {}


def test_a_page_brings_the_details_of_its_quizzes_and_scenarios() -> None:
    course = rendered_course_of_every_kind()
    files = package_files(course, "standalone")
    _, _, details = arguments_of(files["pages/1.js"], "coursePage")
    assert details == document.page_details(course, next(course.pages))
    assert list(details) == ["k-akhir", "sim-erupsi"]
    assert "rule" not in files["pages/1.js"].decode()


def test_the_key_has_the_questions_of_quizzes_too() -> None:
    files = package_files(rendered_course_of_every_kind(), "standalone")
    (key,) = arguments_of(files["key.js"], "courseKey")
    assert list(key) == ["q-siaga", "k-satu", "k-dua"]


@pytest.mark.parametrize("place", ["form", "scenario", "feedback", "glossary"])
def test_media_of_every_text_are_carried(place: str) -> None:
    medium = Media("c" * 64 + ".png", "image/png", b"c")
    shown = f'<img src="media/{medium.name}" alt="">'
    question = rendered_question("k-satu")
    activity: RenderedActivity
    match place:
        case "form":
            activity = rendered_quiz(
                questions={"k-satu": question}, forms={"k-satu": shown}
            )
        case "scenario":
            activity = rendered_scenario(texts={"siaga": shown})
        case "feedback":
            activity = rendered_quiz(
                questions={"k-satu": replace(question, right=shown)}
            )
        case _:
            activity = rendered_discussion()
    course = rendered_course_of(
        activity,
        media=(medium,),
        glossary={"Awas": shown if place == "glossary" else ""},
    )
    assert package_files(course, "scorm12")[f"media/{medium.name}"] == b"c"
    with pytest.raises(PackageError):
        package_files(replace(course, media=()), "scorm12")


def test_the_shell_carries_the_outline_without_a_key() -> None:
    shell = package_files(rendered_course(), "standalone")["index.html"].decode()
    match = re.search(
        r'<script type="application/json" id="outline">(.*?)</script>', shell
    )
    assert match is not None
    outline = json.loads(match[1])
    assert outline["id"] == "siaga-bencana"
    assert "rule" not in match[1]


def test_no_text_of_an_author_ends_a_script_or_starts_markup() -> None:
    course = rendered_course(
        title=HOSTILE,
        activities={"q-siaga": rendered_question(title=HOSTILE, explanation=HOSTILE)},
    )
    files = package_files(course, "standalone")
    shell = files["index.html"].decode()
    assert shell.count("<script") == shell.count("</script>") == 2
    assert "alert(1)</" not in shell.replace("&lt;/", "")
    assert b"</script>" not in files["key.js"]
    assert "\u2028" not in files["key.js"].decode()


def test_the_first_page_needs_four_requests_and_little_to_load() -> None:
    files = package_files(rendered_course(), "scorm12")
    first = ("index.html", "player.js", "key.js", "pages/1.js")
    together = b"".join(files[name] for name in first)
    assert len(zlib.compress(together)) < 64_000
    assert "src=" not in files["index.html"].decode().replace('src="player.js"', "")


def test_someone_without_javascript_is_told() -> None:
    shell = package_files(rendered_course(), "standalone")["index.html"]
    assert "memerlukan JavaScript" in shell.decode()


def test_a_course_in_english_is_announced_as_such() -> None:
    shell = package_files(rendered_course(language="en"), "standalone")["index.html"]
    assert '<html lang="en">' in shell.decode()
