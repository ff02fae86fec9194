"""Moodle XML: the questions of a course as a question bank of Moodle.

Categories are course, then module or bank, then quiz; a question stands once, whichever
quizzes draw it, and its `idnumber` is its id.

Source: ``question/format/xml`` of Moodle 4.5.6, tried there; `ordering` is in Moodle's
core since 4.4.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import BinaryIO, NamedTuple, assert_never

from lxml import etree
from lxml.html import HtmlElement

from course_builder.locale import translator
from course_builder.model.graph_document import number_text
from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRange,
    NumberRule,
    OrderRule,
    TextRule,
)
from course_builder.model.rendered import (
    RenderedCourse,
    RenderedQuestion,
    RenderedQuiz,
)
from course_builder.targets.content import named_media
from course_builder.targets.markup import (
    QuestionTexts,
    Surroundings,
    parsed,
    question_texts,
    quiz_form,
    static,
    xml_text,
)
from course_builder.targets.target import Lack

_FILES = "@@PLUGINFILE@@/"
_MEDIA = re.compile(rf"{_FILES}media/([0-9a-f]{{64}}\.[a-z0-9]+)")
_MOST_RIGHT = 10
"""Right options whose equal shares Moodle knows; of more the import is refused."""

_MARKS = re.compile("[<>&]")
_CLOZE_MARKS = re.compile(r"[}#]")
_NOT_IN_CLOZE = "~"
"""Ends an answer in a gap, and Moodle takes no mark away that says otherwise."""

_TRUE = {"benar", "true"}


class _Placed(NamedTuple):
    """A question, the category that it belongs to, and its texts."""

    category: tuple[str, ...]
    question: RenderedQuestion
    texts: QuestionTexts


class MoodleXml:
    """Writes question banks."""

    name = "moodlexml"
    standard = "Moodle XML"
    adapter = ""

    def write(self, course: RenderedCourse, out: BinaryIO) -> None:
        """Write one bank; it holds a category alone where a course asks nothing."""
        named_media(course)
        out.write(_Bank(course).document())

    def warnings(self, course: RenderedCourse) -> tuple[Lack, ...]:
        """Return what the bank cannot hold: some questions, and all that are none."""
        asked = {question.id: question for question in course.questions}
        found = [
            Lack(
                "Moodle XML tidak punya bentuk untuk pertanyaan `{id}`: jawabannya hanya "
                "pola, isiannya memuat `~`, atau pilihan benarnya lebih dari sepuluh",
                {"id": question.id},
            )
            for question in asked.values()
            if not _has_form(question)
        ]
        others = [
            activity.id
            for activity in course.activities.values()
            if not isinstance(activity, RenderedQuestion | RenderedQuiz)
        ]
        found += [
            Lack(
                "Moodle XML hanya memuat pertanyaan, jadi `{id}` tidak ikut",
                {"id": name},
            )
            for name in others
        ]
        return tuple(found)


class _Bank:
    """The questions of one course on their way into a file."""

    def __init__(self, course: RenderedCourse) -> None:
        self._course = course
        self._words = translator(course.language)
        self._media = {media.name: media.data for media in course.media}
        titles = {page.id: page.title for page in course.pages}
        self._around = Surroundings(
            lambda name: f"{_FILES}media/{name}", titles, self._words
        )

    def document(self) -> bytes:
        """Return the file."""
        root = etree.Element("quiz")
        by_category: dict[tuple[str, ...], list[_Placed]] = {(): []}
        for placed in self._questions():
            by_category.setdefault(placed.category, []).append(placed)
        for category, questions in by_category.items():
            self._category(root, category)
            for placed in questions:
                self._question(root, placed)
        text: bytes = etree.tostring(
            root, encoding="utf-8", xml_declaration=True, pretty_print=True
        )
        return text

    def _questions(self) -> Iterator[_Placed]:
        """Yield each question that has a form once, in reading order."""
        seen: set[str] = set()
        for question, form, category in self._forms():
            if question.id not in seen and _has_form(question):
                seen.add(question.id)
                gap = _gap_of(question)
                texts = question_texts(question, form, self._around, gap)
                place = self._bank_of(question) or category
                yield _Placed(place, question, texts)

    def _forms(
        self,
    ) -> Iterator[tuple[RenderedQuestion, HtmlElement, tuple[str, ...]]]:
        """Yield all questions with their forms and where they stand."""
        for module in self._course.modules:
            for page in module.pages:
                root = parsed(page.html)
                for section in root.xpath(".//section[@data-activity]"):
                    match self._course.activities[section.get("data-activity")]:
                        case RenderedQuestion() as question:
                            yield question, section, (module.title,)
                        case RenderedQuiz() as quiz:
                            for question in quiz.questions.values():
                                form = quiz_form(quiz, question.id)
                                yield question, form, (module.title, quiz.title)
                        case _:
                            pass

    def _bank_of(self, question: RenderedQuestion) -> tuple[str, ...]:
        if not question.bank:
            return ()
        return (self._words("Bank soal: {name}").format(name=question.bank),)

    def _category(self, root: etree._Element, category: tuple[str, ...]) -> None:
        one = etree.SubElement(root, "question", type="category")
        # A slash in a name is written twice.
        path = "/".join(
            name.replace("/", "//") for name in (self._course.title, *category)
        )
        _text(_add(one, "category"), f"$course$/top/{path}")
        if not category:
            _add(one, "idnumber", self._course.id)

    def _question(self, root: etree._Element, placed: _Placed) -> None:
        question, texts = placed.question, placed.texts
        one = etree.SubElement(root, "question", type=_type(question))
        _text(_add(one, "name"), question.title)
        self._html(one, "questiontext", texts.prompt + texts.rubric)
        self._html(one, "generalfeedback", self._static(question.explanation))
        _add(one, "defaultgrade", number_text(question.points))
        _add(one, "penalty", number_text(_penalty(question)))
        _add(one, "hidden", "0")
        _add(one, "idnumber", question.id)
        match question.rule:
            case ChoiceRule(boolean=True) as rule:
                self._true_false(one, question, rule)
            case ChoiceRule() as rule:
                self._choices(one, question, rule, texts)
            case TextRule() as rule:
                _add(one, "usecase", str(int(rule.exact)))
                for answer in rule.answers:
                    self._answer(one, _literal(answer), 100, question.right)
                self._any_other(one, question)
            case NumberRule() as rule:
                self._numbers(one, question, rule)
            case OrderRule() as rule:
                self._order(one, question, rule, texts)
            case MatchRule(partners=partners):
                _add(one, "shuffleanswers", "true")
                self._told_together(one, question)
                for left, partner in zip(texts.left, partners, strict=True):
                    pair = self._html(one, "subquestion", left)
                    _text(_add(pair, "answer"), question.option_texts[partner])
            case GapRule():
                pass  # The gaps stand in the text.
            case LongRule():
                _add(one, "responseformat", "editor")
                _add(one, "responserequired", "1")
                _add(one, "responsefieldlines", "15")
                _add(one, "attachments", "0")
                self._html(one, "graderinfo", texts.rubric)
                self._html(one, "responsetemplate", "")
            case _:
                assert_never(question.rule)
        if not isinstance(question.rule, LongRule):
            for hint in question.hints:
                self._html(one, "hint", self._static(hint))
        if question.tags or question.competencies:
            tags = _add(one, "tags")
            for tag in (*question.tags, *map(str, question.competencies)):
                _text(_add(tags, "tag"), tag)

    def _true_false(
        self, parent: etree._Element, question: RenderedQuestion, rule: ChoiceRule
    ) -> None:
        for option in rule.options:
            is_right = option in rule.right
            is_true = question.option_texts[option].strip(" .*").lower() in _TRUE
            told = question.right if is_right else question.wrong
            self._answer(
                parent,
                "true" if is_true else "false",
                100 if is_right else 0,
                question.option_feedback.get(option, "") + told,
            )

    def _choices(
        self,
        parent: etree._Element,
        question: RenderedQuestion,
        rule: ChoiceRule,
        texts: QuestionTexts,
    ) -> None:
        _add(parent, "single", str(not rule.multiple).lower())
        _add(parent, "shuffleanswers", "true")
        _add(parent, "answernumbering", "abc")
        self._told_together(parent, question)
        share = Decimal(100) / len(rule.right)
        # Moodle's core has no "all or nothing": there one wrong option takes everything.
        loss = -share if rule.partial else Decimal(-100)
        for option, html in texts.options.items():
            fraction = share if option in rule.right else loss
            if not rule.multiple:
                fraction = max(fraction, Decimal(0))
            told = question.option_feedback.get(option, "")
            self._answer(parent, html, fraction, told, is_html=True)

    def _numbers(
        self, parent: etree._Element, question: RenderedQuestion, rule: NumberRule
    ) -> None:
        for accepted in rule.accepted:
            middle, tolerance = _middle(accepted)
            answer = self._answer(parent, number_text(middle), 100, question.right)
            _add(answer, "tolerance", number_text(tolerance))
        self._any_other(parent, question)
        if rule.unit:
            unit = _add(_add(parent, "units"), "unit")
            _add(unit, "multiplier", "1")
            _add(unit, "unit_name", rule.unit)
            _add(parent, "unitgradingtype", "0")
            _add(parent, "showunits", "0")

    def _any_other(self, parent: etree._Element, question: RenderedQuestion) -> None:
        if question.wrong:
            self._answer(parent, "*", 0, question.wrong)

    def _order(
        self,
        parent: etree._Element,
        question: RenderedQuestion,
        rule: OrderRule,
        texts: QuestionTexts,
    ) -> None:
        _add(parent, "layouttype", "VERTICAL")
        _add(parent, "selecttype", "ALL")
        _add(parent, "selectcount", str(len(rule.order)))
        grading = "ABSOLUTE_POSITION" if rule.partial else "ALL_OR_NOTHING"
        _add(parent, "gradingtype", grading)
        _add(parent, "showgrading", "SHOW")
        _add(parent, "numberingstyle", "none")
        self._told_together(parent, question)
        # Without this Moodle 4.5.6 makes hints of nothing and fails to save them.
        _add(parent, "shownumcorrect", "1")
        for number, item in enumerate(rule.order, start=1):
            self._answer(parent, texts.options[item], number, "", is_html=True)

    def _told_together(
        self, parent: etree._Element, question: RenderedQuestion
    ) -> None:
        self._html(parent, "correctfeedback", self._static(question.right))
        self._html(parent, "partiallycorrectfeedback", "")
        self._html(parent, "incorrectfeedback", self._static(question.wrong))

    def _answer(
        self,
        parent: etree._Element,
        answer: str,
        fraction: Decimal | int,
        told: str,
        *,
        is_html: bool = False,
    ) -> etree._Element:
        """Add an answer; `fraction` is in per cent, as Moodle rounds it."""
        kind = "html" if is_html else "moodle_auto_format"
        share = f"{fraction:.5f}".rstrip("0").rstrip(".")
        one = _add(parent, "answer", fraction=share, format=kind)
        self._fill(one, answer)
        self._html(one, "feedback", self._static(told))
        return one

    def _static(self, html: str) -> str:
        return static(html, self._around) if html else ""

    def _html(self, parent: etree._Element, name: str, html: str) -> etree._Element:
        one = _add(parent, name, format="html")
        self._fill(one, html)
        return one

    def _fill(self, parent: etree._Element, html: str) -> None:
        """Put a text into its element, and the media that it shows behind it."""
        _text(parent, html)
        for name in dict.fromkeys(_MEDIA.findall(html)):
            place = {"name": name, "path": "/media/", "encoding": "base64"}
            file = etree.SubElement(parent, "file", place)
            file.text = b64encode(self._media[name]).decode()


def _has_form(question: RenderedQuestion) -> bool:
    match question.rule:
        case TextRule(answers=answers):
            return bool(answers)
        case GapRule(gaps=gaps):
            return all(_fits_a_gap(gap) for gap in gaps)
        case ChoiceRule(right=right):
            return len(right) <= _MOST_RIGHT
        case _:
            return True


def _fits_a_gap(gap: NumberRule | TextRule) -> bool:
    if isinstance(gap, NumberRule):
        return True
    return bool(gap.answers) and not any(_NOT_IN_CLOZE in one for one in gap.answers)


def _type(question: RenderedQuestion) -> str:
    match question.rule:
        case ChoiceRule(boolean=True):
            return "truefalse"
        case ChoiceRule():
            return "multichoice"
        case TextRule():
            return "shortanswer"
        case NumberRule():
            return "numerical"
        case OrderRule():
            return "ordering"
        case MatchRule():
            return "matching"
        case GapRule():
            return "cloze"
        case LongRule():
            return "essay"
        case _:
            assert_never(question.rule)


def _penalty(question: RenderedQuestion) -> Decimal:
    """Return what a further try costs in Moodle, which shows a hint before it: 0 to 1."""
    if not question.hints:
        return Decimal(0)
    cost = min(question.hint_cost / question.points, Decimal(1))
    return round(cost, 7)


def _gap_of(question: RenderedQuestion) -> Callable[[int], str]:
    gaps = question.rule.gaps if isinstance(question.rule, GapRule) else ()
    return lambda number: _cloze(gaps[number])


def _cloze(gap: NumberRule | TextRule) -> str:
    """Return a gap in the language of Moodle's embedded answers."""
    match gap:
        case TextRule(answers=answers, exact=exact):
            kind = "SHORTANSWER_C" if exact else "SHORTANSWER"
            listed = [_literal(answer) for answer in answers]
        case NumberRule(accepted=accepted):
            kind = "NUMERICAL"
            listed = [":".join(map(number_text, _middle(one))) for one in accepted]
        case _:
            assert_never(gap)
    escaped = (_CLOZE_MARKS.sub(r"\\\g<0>", answer) for answer in listed)
    return f"{{1:{kind}:{'~'.join(f'={answer}' for answer in escaped)}}}"


def _literal(answer: str) -> str:
    """Return an answer in which a star is a star: Moodle takes it for any text."""
    return answer.replace("*", r"\*")


def _middle(accepted: NumberRange) -> tuple[Decimal, Decimal]:
    """Return a range as a number and how far off an answer may be."""
    return (accepted.low + accepted.high) / 2, (accepted.high - accepted.low) / 2


def _text(parent: etree._Element, text: str) -> None:
    """Add a text, as CDATA where it holds marks.

    Moodle reads it piece by piece between references, and drops a piece that is a space:
    ``</b> <i>`` would lose its own.
    """
    child = etree.SubElement(parent, "text")
    plain = xml_text(text)
    child.text = etree.CDATA(plain) if _MARKS.search(plain) else plain


def _add(
    parent: etree._Element, name: str, text: str = "", **attributes: str
) -> etree._Element:
    child = etree.SubElement(parent, name, attributes)
    child.text = xml_text(text) or None
    return child
