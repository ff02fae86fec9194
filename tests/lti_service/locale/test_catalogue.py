"""Every sentence that the service may say has its English, with the same places."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import jinja2
from babel.messages.pofile import read_po
from jinja2 import nodes

import lti_service
from lti_service.errors import EXPLANATIONS

PACKAGE = Path(lti_service.__path__[0])
SPEAKING = ("_", "Sentence", "translate")
# The practice LMS is a world of its own, with its own words.
APART = ("sandbox",)


def spoken_in_python() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] in APART:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]
                ) if name in SPEAKING:
                    yield text


def spoken_in_templates() -> Iterator[str]:
    environment = jinja2.Environment(autoescape=True)
    for path in (PACKAGE / "web" / "templates").rglob("*.html"):
        for call in environment.parse(path.read_text()).find_all(nodes.Call):
            match call:
                case nodes.Call(
                    node=nodes.Name(name="_"), args=[nodes.Const(value=text), *_]
                ):
                    yield text


def spoken() -> set[str]:
    errors = {
        text for e in EXPLANATIONS.values() for text in (e.message, e.remedy) if text
    }
    return {*spoken_in_python(), *spoken_in_templates(), *errors}


def english() -> dict[str, tuple[str, ...]]:
    with (PACKAGE / "locale" / "en.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    found = {}
    for message in catalogue:
        source = message.id if isinstance(message.id, str) else message.id[0]
        strings = message.string
        if source:
            found[source] = (
                (strings,) if isinstance(strings, str) else tuple(strings or ())
            )
    return found


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_sentence_has_its_english() -> None:
    known = english()
    assert sorted(text for text in spoken() if not all(known.get(text, ("",)))) == []


def test_nothing_is_translated_that_nobody_says() -> None:
    assert sorted(english().keys() - spoken()) == []


def test_both_languages_have_the_same_places() -> None:
    differing = [
        source
        for source, translations in english().items()
        if any(places(translation) != places(source) for translation in translations)
    ]
    assert differing == []
