"""Pages that read well without the player, with a stand-in for each activity."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum, auto
from html import escape
from typing import NamedTuple, assert_never

from lxml import html as markup
from lxml.html import HtmlElement

from course_builder.model.number import shown_number, with_unit
from course_builder.model.play import LETTERS
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
    RenderedActivity,
    RenderedAssignment,
    RenderedDiscussion,
    RenderedItem,
    RenderedPage,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)
from course_builder.targets.markup import (
    QuestionTexts,
    Surroundings,
    content,
    guarded,
    parsed,
    question_texts,
    quiz_form,
    replace_by_text,
    right_pairs,
    settle,
    static,
)

Words = Callable[[str], str]

STYLE = "style.css"
"""Name of the style sheet, a folder above the pages."""


class Way(Enum):
    """How a cartridge carries an activity."""

    ASSESSMENT = auto()
    TOPIC = auto()
    LINK = auto()
    PAGE = auto()


class Carried(NamedTuple):
    """Where learners find an activity.

    Attributes:
        title: Of the item after the page; empty where the page is all there is.
        asked: How many questions its assessment asks.
    """

    way: Way
    title: str = ""
    asked: int = 0


def page_document(
    page: RenderedPage,
    activities: Mapping[str, RenderedActivity],
    carried: Mapping[str, Carried],
    around: Surroundings,
    language: str,
    words: Words,
) -> str:
    """Return the HTML of a page."""
    stand_ins = _StandIns(around, language, words)
    root = parsed(page.html)
    # An LMS heads a page with its title itself.
    for heading in root.findall("h1")[:1]:
        heading.drop_tree()
    for section in root.xpath(".//section[@data-activity]"):
        activity = activities[section.get("data-activity")]
        html = stand_ins.of(activity, section, carried[activity.id])
        shown = markup.fragment_fromstring(html)
        shown.tail = section.tail
        section.getparent().replace(section, shown)
    settle(root, around)
    return f"{content(root)}\n{stand_ins.key}".strip()


def document(title: str, html: str, identifier: str, language: str) -> bytes:
    """Return a whole page around its content."""
    text = (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="dcterms.identifier" content="{escape(identifier)}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<link rel="stylesheet" href="../{STYLE}">\n</head>\n'
        f'<body>\n<main id="player">\n{guarded(html)}\n</main>\n</body>\n</html>\n'
    )
    return text.encode()


class _StandIns:
    """What a page shows in place of its forms; gathers the key at its end."""

    def __init__(self, around: Surroundings, language: str, words: Words) -> None:
        self._around = around
        self._language = language
        self.words = words
        self._keys: list[str] = []

    @property
    def key(self) -> str:
        """The answers to what is asked on paper; empty where nothing is."""
        if not self._keys:
            return ""
        heading = escape(self.words("Kunci jawaban"))
        return f"<h2>{heading}</h2>\n" + "\n".join(self._keys)

    def of(
        self, activity: RenderedActivity, section: HtmlElement, carried: Carried
    ) -> str:
        """Return the section that stands for an activity."""
        headings = section.findall("h2")
        title = "" if isinstance(activity, RenderedQuestion) else activity.title
        heading = headings[0].text_content() if headings else title
        parts = [f"<h2>{escape(heading)}</h2>" if heading else ""]
        parts += [content(intro) for intro in section.find_class("intro")]
        match activity:
            case RenderedQuestion():
                parts += self._question(activity, section, carried, heading)
            case _ if carried.way is Way.LINK:
                parts.append(
                    _strong(
                        self.words(
                            "Kerjakan ini dalam kegiatan “{title}” setelah halaman ini."
                        ).format(title=carried.title)
                    )
                )
            case RenderedQuiz():
                parts += self._quiz(activity, carried)
            case RenderedScenario():
                parts += self._scenario(activity)
            case RenderedAssignment():
                parts += self._assignment(section)
            case RenderedSurvey():
                parts += self._survey(activity)
            case RenderedDiscussion():
                parts.append(
                    _strong(
                        self.words(
                            "Tulislah tanggapan Anda dalam diskusi “{title}” setelah halaman ini."
                        ).format(title=carried.title)
                    )
                )
            case _:
                assert_never(activity)
        inner = "\n".join(filter(None, parts))
        identifier = escape(section.get("id") or activity.id)
        return f'<section class="activity" id="{identifier}">\n{inner}\n</section>'

    def _question(
        self,
        question: RenderedQuestion,
        form: HtmlElement,
        carried: Carried,
        heading: str,
    ) -> list[str]:
        texts = question_texts(question, form, self._around)
        if carried.way is Way.LINK:
            return [
                _strong(
                    self.words(
                        "Kerjakan ini dalam kegiatan “{title}” setelah halaman ini."
                    ).format(title=carried.title)
                )
            ]
        parts = [_asked(question, texts, self.words)]
        if carried.way is Way.ASSESSMENT:
            return [
                *parts,
                _strong(
                    self.words(
                        "Jawablah soal ini dalam kegiatan “{title}” di akhir modul ini."
                    ).format(title=carried.title)
                ),
            ]
        return [*parts, self._on_paper(question, texts, heading)]

    def _on_paper(
        self, question: RenderedQuestion, texts: QuestionTexts, heading: str
    ) -> str:
        told = static(question.explanation, self._around)
        answer = _right_answer(question, texts, self._language) + told
        if not answer:
            return _strong(
                self.words("Jawablah di kertas, lalu bahaslah bersama rekan.")
            )
        self._keys.append(f"<h3>{escape(heading)}</h3>\n{answer}")
        return _strong(
            self.words(
                "Jawablah di kertas, lalu cocokkan dengan kunci di akhir halaman ini."
            )
        )

    def _quiz(self, quiz: RenderedQuiz, carried: Carried) -> list[str]:
        if carried.way is Way.ASSESSMENT:
            return [
                _strong(
                    self.words(
                        "Kerjakan kuis ini dalam kegiatan “{title}” setelah halaman ini: {count} soal."
                    ).format(title=carried.title, count=carried.asked)
                )
            ]
        parts = []
        for number, question in enumerate(quiz.questions.values(), start=1):
            form = quiz_form(quiz, question.id)
            texts = question_texts(question, form, self._around)
            heading = f"{quiz.title}: {number}"
            parts.append(f"<h3>{number}</h3>\n{_asked(question, texts, self.words)}")
            parts.append(self._on_paper(question, texts, heading))
        return parts

    def _scenario(self, scenario: RenderedScenario) -> list[str]:
        name, node = next(iter(scenario.graph.nodes.items()))
        rows = "".join(
            f'<tr><th scope="row">{escape(variable.label)}</th>'
            f"<td>{escape(with_unit(variable.start, variable.unit, self._language))}"
            "</td></tr>"
            for variable in scenario.graph.variables
        )
        choices = []
        for letter, text in zip(
            LETTERS, scenario.choice_texts.get(name, ()), strict=False
        ):
            shown = scenario.texts.get(f"{name}/{letter}") or escape(text)
            gate = scenario.conditions.get(f"{name}/{letter}", "")
            told = f" <small>({escape(gate)})</small>" if gate else ""
            choices.append(f"<li>{shown}{told}</li>")
        parts = []
        if rows:
            caption = escape(self.words("Keadaan awal"))
            parts.append(
                f'<table class="table"><caption>{caption}</caption>'
                f"<tbody>{rows}</tbody></table>"
            )
        parts.append(f"<h3>{escape(scenario.titles.get(name, ''))}</h3>")
        parts.append(self._filled(scenario.texts.get(name, ""), scenario))
        if node.choices:
            listed = self._filled("".join(choices), scenario)
            parts.append(f'<ol type="a">{listed}</ol>')
        parts.append(
            _strong(
                self.words(
                    "Simulasi ini tidak dapat dimainkan di sini. Bahaslah keadaan "
                    "awalnya bersama rekan: mana yang Anda pilih, dan apa akibatnya?"
                )
            )
        )
        if debrief := scenario.texts.get(":debrief"):
            parts.append(f"<h3>{escape(scenario.titles.get(':debrief', ''))}</h3>")
            parts.append(self._filled(debrief, scenario))
        return parts

    def _filled(self, html: str, scenario: RenderedScenario) -> str:
        """Return a text of a simulation as it reads at the start."""
        starts = {v.name: v.start for v in scenario.graph.variables}
        element = parsed(html)
        for slot in element.xpath(".//*[@data-variable]"):
            start = starts[slot.get("data-variable")]
            replace_by_text(slot, shown_number(start, self._language))
        settle(element, self._around)
        return content(element)

    def _assignment(self, section: HtmlElement) -> list[str]:
        for one in section.xpath(".//*[@data-for]"):
            one.drop_tree()
        kept = [*section.find_class("terms"), *section.find_class("rubric")]
        shown = [
            markup.tostring(one, encoding="unicode", with_tail=False) for one in kept
        ]
        told = self.words(
            "Serahkan hasil kerja Anda kepada penilai dengan cara yang ditentukan "
            "penyelenggara."
        )
        return [*shown, _strong(told)]

    def _survey(self, survey: RenderedSurvey) -> list[str]:
        items = "\n".join(f"<li>{_survey_item(item)}</li>" for item in survey.items)
        parts = []
        if survey.after_days is not None:
            parts.append(
                _strong(
                    self.words(
                        "Jawablah {days} hari setelah Anda selesai belajar."
                    ).format(days=survey.after_days)
                )
            )
        told = self.words("Sampaikan jawaban Anda kepada penyelenggara.")
        if survey.anonymous:
            told = self.words("Sampaikan jawaban Anda kepada penyelenggara tanpa nama.")
        return [*parts, f"<ol>\n{items}\n</ol>", _strong(told)]


def _asked(question: RenderedQuestion, texts: QuestionTexts, words: Words) -> str:
    """Return a question as it would stand on paper."""
    parts = [f'<div class="prompt">{texts.prompt}</div>']
    if texts.left:
        parts.append(_list("ul", texts.left))
        parts.append(f"<p>{escape(words('Pasangan yang tersedia:'))}</p>")
    if texts.options:
        tag = "ul" if texts.left or question.type == "order" else 'ol type="a"'
        parts.append(_list(tag, texts.options.values()))
    return "\n".join([*parts, texts.rubric]).strip()


def _right_answer(
    question: RenderedQuestion, texts: QuestionTexts, language: str
) -> str:
    """Return the right answer as HTML; empty where none can be written down."""
    match question.rule:
        case ChoiceRule(right=right):
            return _list("ul", (t for o, t in texts.options.items() if o in right))
        case OrderRule(order=order):
            return _list("ol", (texts.options[item] for item in order))
        case MatchRule():
            pairs = right_pairs(question, texts)
            return _list("ul", (f"{left} → {partner}" for left, partner in pairs))
        case GapRule(gaps=gaps):
            return _list("ol", (escape(_typed(gap, language)) for gap in gaps))
        case NumberRule() | TextRule():
            answer = _typed(question.rule, language)
            return f"<p>{escape(answer)}</p>" if answer else ""
        case LongRule():
            return ""
        case _:
            assert_never(question.rule)


def _typed(rule: NumberRule | TextRule, language: str) -> str:
    match rule:
        case TextRule(answers=answers):
            return " / ".join(answers)
        case NumberRule(accepted=accepted, unit=unit):
            return " / ".join(_range(one, unit, language) for one in accepted)


def _range(accepted: NumberRange, unit: str, language: str) -> str:
    high = with_unit(accepted.high, unit, language)
    if accepted.low == accepted.high:
        return high
    return f"{shown_number(accepted.low, language)}–{high}"


def _survey_item(item: RenderedItem) -> str:
    text = escape(item.text)
    if item.type == "scale":
        low = f"{item.low} {item.low_label}".strip()
        high = f"{item.high} {item.high_label}".strip()
        return f"{text}<br><small>{escape(low)} … {escape(high)}</small>"
    if item.options:
        return f"{text}\n{_list('ul', map(escape, item.options.values()))}"
    return text


def _strong(sentence: str) -> str:
    return f"<p><strong>{escape(sentence, quote=False)}</strong></p>"


def _list(tag: str, items: Iterable[str]) -> str:
    name = tag.partition(" ")[0]
    return f"<{tag}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{name}>"
