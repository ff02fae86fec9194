import json
import re

from course_builder.targets.content import package_files
from tests.factories import rendered_course, rendered_question

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 Kursus & $title"


def arguments_of(script: bytes, name: str) -> list[str]:
    match = re.fullmatch(rf"{name}\((.*)\)\n", script.decode(), re.DOTALL)
    assert match is not None
    arguments: list[str] = json.loads(f"[{match[1]}]")
    return arguments


def test_each_page_is_a_script_numbered_from_one() -> None:
    files = package_files(rendered_course(), "standalone")
    identifier, html = arguments_of(files["pages/2.js"], "coursePage")
    assert identifier == "m1/latihan"
    assert html.startswith("<h1>Latihan</h1>")


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
    assert sum(len(files[name]) for name in first) < 120_000
    assert "src=" not in files["index.html"].decode().replace('src="player.js"', "")


def test_someone_without_javascript_is_told() -> None:
    shell = package_files(rendered_course(), "standalone")["index.html"]
    assert "memerlukan JavaScript" in shell.decode()


def test_a_course_in_english_is_announced_as_such() -> None:
    shell = package_files(rendered_course(language="en"), "standalone")["index.html"]
    assert '<html lang="en">' in shell.decode()
