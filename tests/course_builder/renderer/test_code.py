"""Code is coloured by few classes, and is never changed."""

import re
from html import unescape

import pytest
from hypothesis import given, settings, strategies as st

from course_builder.player.style import style
from course_builder.renderer.code import CLASSES, code_html, is_known, languages_like


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html)).removesuffix("\n")


def test_words_of_a_language_have_classes() -> None:
    html = code_html("def luas(r):\n    return 3.14 * r  # <m2>", "python")
    assert html.startswith(
        '<pre><code class="language-python"><span class="k">def</span>'
    )
    assert '<span class="f">luas</span>' in html
    assert '<span class="m">3.14</span>' in html
    assert '<span class="c"># &lt;m2&gt;</span>' in html


def test_the_last_line_is_coloured_like_the_others() -> None:
    assert code_html("- lama\n+ baru", "diff").endswith(
        '<span class="d">- lama</span>\n<span class="i">+ baru</span>\n</code></pre>'
    )


@pytest.mark.parametrize("language", ["", "text", "txt", "klingon", "Plain"])
def test_code_of_no_known_language_is_plain(language: str) -> None:
    assert "<span" not in code_html("def x", language)


@pytest.mark.parametrize("language", ["python", "Python", "JS", "c++", "", "text"])
def test_a_language_is_known_by_its_usual_names(language: str) -> None:
    assert is_known(language)


def test_a_mistyped_language_has_neighbours() -> None:
    assert not is_known("pyhton")
    assert "python" in languages_like("Pyhton")
    assert "json" not in languages_like("pyhton")


def test_only_code_that_is_wider_than_a_phone_is_reached_by_keyboard() -> None:
    assert code_html("x").startswith("<pre><code>")
    assert code_html("x" * 60).startswith('<pre tabindex="0"><code>')


def test_a_very_long_listing_stays_plain() -> None:
    assert "<span" not in code_html("x = 1\n" * 5000, "python")


@settings(deadline=None)  # the first call loads a library
@given(
    st.text(st.sampled_from(list("abc \n\t\"'#<>&/*{}()=1.\\`é\u2028"))),
    st.sampled_from(["python", "json", "html", "bash", "yaml", "sql", "diff", "php"]),
)
def test_colours_change_no_character(code: str, language: str) -> None:
    assert text_of(code_html(code, language)) == code


def rules() -> list[str]:
    return [
        line for line in style().splitlines() if line.startswith(("pre .", "pre :is"))
    ]


def test_every_class_has_a_colour_and_all_of_them_are_small() -> None:
    styled = "".join(rules())
    assert all(re.search(rf"\.{name}\b", styled) for name in CLASSES)
    colours = [
        line for line in style().splitlines() if "--code-" in line or line in rules()
    ]
    assert len("\n".join(colours)) < 1024


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    lights = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return 0.2126 * lights[0] + 0.7152 * lights[1] + 0.0722 * lights[2]


def values(name: str) -> list[str]:
    return re.findall(rf"--{name}: (#[0-9a-f]{{6}})", style())


@pytest.mark.parametrize("name", ["code-s", "code-m", "code-f", "link", "soft"])
def test_the_colours_of_code_can_be_read_by_day_and_by_night(name: str) -> None:
    light_and_dark = zip(values(name), values("tint"), strict=True)
    for colour, paper in light_and_dark:
        light, dark = sorted((luminance(colour), luminance(paper)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 7
