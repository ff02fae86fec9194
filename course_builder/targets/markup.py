"""HTML of a course for packages that carry no player: static, and placed elsewhere."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import NamedTuple

from lxml import html as markup
from lxml.html import HtmlElement

from course_builder.model.question import GapRule, MatchRule
from course_builder.model.rendered import RenderedQuestion, RenderedQuiz

BLANK = "______"
"""Stands for a gap where nothing can be typed."""

_MATH = re.compile(r"""<math\b((?:[^>"]|"[^"]*")*)>.*?</math>""", re.DOTALL)
_TEX = re.compile(r'\balttext="([^"]*)"')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOOKS_LIKE_A_TAG = re.compile(r"&lt;(?=[A-Za-z/!?])")
_ADDRESSES = ("src", "href", "poster")
# What Bootstrap calls these boxes: Moodle and others show pages with it, and with its
# names a table has lines and a picture stays within a phone.
_BOXES = {"right": "success", "attention": "warning", "wrong": "danger"}


class Surroundings(NamedTuple):
    """Where HTML will stand.

    Attributes:
        media: Returns the address of a medium by its name.
        titles: Title of each page by its id. A link to a page becomes its words and this
            title: in an LMS a page has an address that nobody knows beforehand, and
            Moodle makes links of the names of activities by itself.
        words: Translates our own words.
        keeps_ids: Whether the text is a document of its own, so that its ids are unique.
        titles_pictures: Whether the alternative text of a picture is its title as well,
            and a picture without any is left out: Moodle would call both by a file name.
    """

    media: Callable[[str], str]
    titles: Mapping[str, str]
    words: Callable[[str], str]
    keeps_ids: bool = False
    titles_pictures: bool = False


class QuestionTexts(NamedTuple):
    """What a question shows before it is answered; HTML.

    Attributes:
        prompt: A gap reads as its caller asked for.
        options: Options, items or partners by id, as learners find them.
        left: What is to be matched.
        rubric: The table of an open answer; else empty.
    """

    prompt: str
    options: Mapping[str, str]
    left: tuple[str, ...] = ()
    rubric: str = ""


def xml_text(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def guarded(html: str) -> str:
    """Return HTML of a cartridge in which what only looks like a tag stays visible.

    Moodle turns references into signs before it stores the text (``safexml``). A word
    joiner, which nobody sees, keeps a letter from following a less-than sign.
    """
    return _LOOKS_LIKE_A_TAG.sub("&lt;\N{WORD JOINER}", html)


def parsed(html: str) -> HtmlElement:
    """Return an element that holds a fragment; formulas become TeX that LMSs show."""
    text = _MATH.sub(_as_tex, html).replace("<wbr>", "")
    return markup.fragment_fromstring(text, create_parent="div")


def content(element: HtmlElement) -> str:
    """Return the HTML within an element."""
    inner = (markup.tostring(child, encoding="unicode") for child in element)
    return (escape(element.text or "", quote=False) + "".join(inner)).strip()


def static(html: str, around: Surroundings) -> str:
    """Return a fragment as it reads without the player."""
    element = parsed(html)
    settle(element, around)
    return content(element)


def settle(element: HtmlElement, around: Surroundings) -> None:
    """Lead what an element links to its new place, and leave out what only we know.

    Doing it twice changes nothing more.
    """
    for one in list(element.iter()):
        if not isinstance(one.tag, str) or one is element:
            continue
        if one.tag == "a" and not _is_link(one, around):
            one.drop_tag()
            continue
        if one.tag == "img" and around.titles_pictures:
            if not one.get("alt"):
                one.drop_tree()
                continue
            one.set("title", one.get("alt", ""))
        for name in _ADDRESSES:
            folder, _, medium = one.get(name, "").partition("/")
            if folder == "media":
                one.set(name, around.media(medium))
        match one.tag:
            case "table":
                _name(one, "table")
            case "img":
                _name(one, "img-fluid")
            case "div" if "alert" in one.get("class", "").split():
                names = one.get("class", "").split()
                kind = next((_BOXES[name] for name in names if name in _BOXES), "info")
                _name(one, f"alert-{kind}")
            case "details":
                # Moodle strips what opens and closes, and would run words together.
                one.tag = "div"
            case "summary":
                _embolden(one)
            case _:
                pass
        for name in list(one.attrib):
            is_ours = name.startswith("data-") and name != "data-label"
            if is_ours or (name == "id" and not around.keeps_ids):
                del one.attrib[name]


def replace_by_text(element: HtmlElement, text: str) -> None:
    """Put a text where an element was."""
    element.tail = text + (element.tail or "")
    element.drop_tree()


def question_texts(
    question: RenderedQuestion,
    form: HtmlElement,
    around: Surroundings,
    gap: Callable[[int], str] = lambda number: BLANK,  # noqa: ARG005
) -> QuestionTexts:
    """Return the texts of a question out of its form, which is changed.

    Args:
        question: The question; where the form lacks a text, its plain one is taken.
        form: The section, or the form in a quiz.
        around: Where the texts will stand.
        gap: Returns the text that stands for a gap by its number.
    """
    for field in form.xpath(".//input[@data-gap]"):
        replace_by_text(field, gap(int(field.get("data-gap"))))
    found = {
        one.getparent().getparent().get("data-option"): one
        for one in form.xpath(".//*[@data-option]/label/span")
    } | {
        one.getparent().get("data-item"): one
        for one in form.xpath(".//*[@data-item]/span")
    }
    prompts = form.find_class("prompt")
    left = form.xpath(".//*[@class='pair']/div")
    rubrics = form.find_class("rubric")
    settle(form, around)
    return QuestionTexts(
        content(prompts[0]) if prompts else escape(question.title, quote=False),
        {
            option: content(found[option])
            if option in found
            else escape(text, quote=False)
            for option, text in question.option_texts.items()
        },
        tuple(map(content, left)) or tuple(map(escape, question.left_texts)),
        _whole(rubrics[0]) if rubrics else "",
    )


def quiz_form(quiz: RenderedQuiz, question_id: str) -> HtmlElement:
    """Return the form of a quiz's question."""
    return parsed(quiz.forms[question_id])


def right_pairs(
    question: RenderedQuestion, texts: QuestionTexts
) -> Iterator[tuple[str, str]]:
    """Yield each left item of a match question with its partner; HTML."""
    if isinstance(question.rule, MatchRule):
        for left, partner in zip(texts.left, question.rule.partners, strict=True):
            yield left, texts.options[partner]


def gap_count(question: RenderedQuestion) -> int:
    """Return how many gaps a question has."""
    return len(question.rule.gaps) if isinstance(question.rule, GapRule) else 0


def _is_link(link: HtmlElement, around: Surroundings) -> bool:
    """Tell whether a link leads anywhere; one to a page says its title instead."""
    page = link.get("data-page")
    if page is not None:
        title = around.titles.get(page, "")
        if title and title.casefold() not in link.text_content().casefold():
            told = around.words("halaman “{title}”").format(title=title)
            link.tail = f" ({told}){link.tail or ''}"
        return False
    if "term" in link.get("class", "").split():
        return False
    return around.keeps_ids or not link.get("href", "").startswith("#")


def _embolden(summary: HtmlElement) -> None:
    strong = markup.Element("strong")
    strong.text, summary.text = summary.text, None
    strong.extend(list(summary))
    summary.append(strong)
    summary.tag = "p"


def _name(element: HtmlElement, name: str) -> None:
    names = dict.fromkeys([*element.get("class", "").split(), name])
    element.set("class", " ".join(names))


def _as_tex(formula: re.Match[str]) -> str:
    tex = _TEX.search(formula[1])
    if tex is None:
        return formula[0]
    is_block = 'display="block"' in formula[1]
    return rf"\[{tex[1]}\]" if is_block else rf"\({tex[1]}\)"


def _whole(element: HtmlElement) -> str:
    return markup.tostring(element, encoding="unicode", with_tail=False)
