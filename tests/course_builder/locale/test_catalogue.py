"""The English catalogue has every sentence that the builder says, and no other."""

import ast
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

import course_builder
from course_builder.codes import DIAGNOSTICS
from course_builder.locale import translator

PACKAGE = Path(course_builder.__file__).parent
TRANSLATORS = {"_", "words"}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (PACKAGE / "locale" / "en.po").open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def messages(catalogue: Catalog) -> dict[str, Message]:
    return {str(message.id): message for message in catalogue if message.id}


def blanks(sentence: str) -> set[str]:
    return {
        name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None
    }


def trees() -> Iterator[ast.AST]:
    for path in PACKAGE.rglob("*.py"):
        if "node_modules" not in path.parts:
            yield ast.parse(path.read_text("utf-8"))


def said_in_code() -> set[str]:
    """Return the texts handed to a translator, which is called ``_`` or ``words``."""
    said = set()
    for node in (node for tree in trees() for node in ast.walk(tree)):
        match node:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name),
                args=[ast.Constant(value=str(text))],
            ) if name in TRANSLATORS:
                said.add(text)
    return said


def said_in_templates() -> set[str]:
    environment = Environment(autoescape=True)
    return {
        text
        for path in (PACKAGE / "templates").glob("*.html")
        for _, name, text in extract_from_ast(
            environment.parse(path.read_text("utf-8")), ["_"]
        )
        if name == "_" and isinstance(text, str)
    }


def said_in_diagnostics() -> set[str]:
    return {
        sentence
        for diagnostic in DIAGNOSTICS.values()
        for sentence in (diagnostic.problem, diagnostic.remedy, diagnostic.nearest)
        if sentence
    }


def test_every_sentence_has_its_english(catalogue):
    said = said_in_code() | said_in_templates() | said_in_diagnostics()

    translated = {i for i, message in messages(catalogue).items() if message.string}

    assert said - translated == set()


def test_nothing_is_translated_that_is_no_longer_said(catalogue):
    written = {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert set(messages(catalogue)) - written - said_in_templates() == set()
    assert not catalogue.obsolete


def test_no_translation_is_a_guess(catalogue):
    assert [str(m.id) for m in catalogue if m.id and m.fuzzy] == []


def test_translations_fill_the_same_blanks(catalogue):
    for text, message in messages(catalogue).items():
        assert blanks(str(message.string)) == blanks(text), text


def test_code_and_marks_stay_as_they_are(catalogue):
    for text, message in messages(catalogue).items():
        marks = set(re.findall(r"\[![A-Z]+\]", text))
        assert marks <= set(re.findall(r"\[![A-Z]+\]", str(message.string))), text


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("id", "galat"),
        ("en", "error"),
        ("en-US", "error"),
        ("EN", "error"),
        ("", "galat"),
    ],
)
def test_all_languages_but_english_get_the_source(language, word):
    assert translator(language)("galat") == word


def test_what_has_no_translation_stays_as_it_is():
    assert translator("en")("tidak ada dalam katalog") == "tidak ada dalam katalog"


def test_indonesian_needs_no_catalogue():
    program = (
        "import sys\n"
        "from course_builder.locale import translator\n"
        "translator('id')('galat')\n"
        "sys.exit('babel' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], check=False)

    assert done.returncode == 0
