"""Somebody who takes a whole course, knowing everything or nothing.

It reads what to do from the course itself, so that any course can be taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from playwright.sync_api import Locator, expect

from course_builder.model import play
from course_builder.model.grading import right_answer
from course_builder.model.question import (
    ChoiceRule,
    GapRule,
    LongRule,
    MatchRule,
    NumberRule,
    OrderRule,
    Rule,
    TextRule,
)
from course_builder.model.quiz import When
from course_builder.model.rendered import (
    RenderedActivity,
    RenderedAssignment,
    RenderedCourse,
    RenderedDiscussion,
    RenderedItem,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
    RenderedSurvey,
)
from tests.browser.packages.learner import Place

BY_PATTERN = {"q-sumber-zona-waktu": "02.09"}
"""Answers to questions that know a pattern only, by id."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes activities as they come.

    Attributes:
        place: Where the course is shown.
        rightly: Whether everything is answered rightly, or nothing is.
    """

    place: Place
    course: RenderedCourse
    rightly: bool

    def take(self, identifier: str) -> None:
        """Do an activity of the page that is shown, until nothing is left to do."""
        section = self.place.locator(f"[data-activity={identifier}]")
        activity: RenderedActivity = self.course.activities[identifier]
        match activity:
            case RenderedQuestion():
                self._answer(section, activity)
            case RenderedQuiz():
                self._run(section, activity)
            case RenderedScenario():
                self._play(section, activity)
            case RenderedAssignment():
                _hand_in(section)
            case RenderedSurvey(after_days=None):
                _fill_in(section, activity.items)
            case RenderedSurvey():
                expect(section.locator("[data-action=submit]")).to_have_count(0)
            case RenderedDiscussion():
                _contribute(section)

    def _answer(self, section: Locator, question: RenderedQuestion) -> None:
        button = section.locator("[data-action=answer]")
        for _ in range(1 if self.rightly else max(question.attempts, 1)):
            if button.count():
                _fill(section, question, rightly=self.rightly)
                button.click()
                expect(section.locator("[data-slot=result]").first).not_to_be_empty()

    def _run(self, section: Locator, quiz: RenderedQuiz) -> None:
        for _ in range(1 if self.rightly else max(quiz.attempts, 1)):
            section.locator("[data-action=begin]").click()
            asked = section.locator("li[data-question]")
            expect(asked.first).to_be_visible()
            for identifier in [
                one.get_attribute("data-question") for one in asked.all()
            ]:
                question = quiz.questions[identifier or ""]
                item = section.locator(f"li[data-question={identifier}]")
                if quiz.feedback is When.IMMEDIATE:
                    self._answer(item, question)
                else:
                    _fill(item, question, rightly=self.rightly)
            submit = section.locator("[data-action=submit]")
            if submit.count():
                submit.click()
            expect(submit).to_have_count(0)

    def _play(self, section: Locator, scenario: RenderedScenario) -> None:
        for _ in range(scenario.rounds):
            section.locator("[data-action=begin]").click()
            for letter in _letters(scenario, best=self.rightly):
                before = section.locator("[data-slot=scenario] > p").first
                words = before.inner_text()
                section.locator(f"[data-choice={letter}]").click()
                expect(before).not_to_have_text(words)
            debrief = section.locator("textarea")
            if debrief.count():
                debrief.fill("Lain kali data kelompok rentan diminta lebih dahulu.")
                section.locator("[data-action=submit]").click()


def _letters(scenario: RenderedScenario, *, best: bool) -> str:
    """Return the choices of the best play or of the worst; the shortest of several."""
    plays = sorted(_plays(scenario), key=lambda one: (one[0], -len(one[1])))
    return (
        plays[-1][1] if best else min(plays, key=lambda one: (one[0], len(one[1])))[1]
    )


def _plays(scenario: RenderedScenario) -> Iterator[tuple[Decimal, str]]:
    """Walk every state once, and yield what each ending is worth with one way there."""
    graph = scenario.graph
    waiting = [(play.begin(graph), "")]
    seen = set()
    while waiting:
        position, letters = waiting.pop(0)
        node = graph.nodes[position.node]
        if node.ending:
            yield play.score(graph, position), letters
            continue
        for letter, _ in zip(LETTERS, node.choices, strict=False):
            if not play.is_open(graph, position, letter):
                continue
            after = play.choose(graph, position, letter).position
            key = (after.node, tuple(after.values.items()), after.visited)
            if key not in seen:
                seen.add(key)
                waiting.append((after, letters + letter))


def _fill(section: Locator, question: RenderedQuestion, *, rightly: bool) -> None:
    rule = question.rule
    given = _right(question) if rightly else _wrong(rule)
    match rule:
        case ChoiceRule():
            for box in section.locator("input[type=checkbox]:checked").all():
                if box.get_attribute("value") not in given:
                    box.uncheck()
            for value in given:
                section.locator(f"input[value='{value}']").check()
        case OrderRule():
            _put_in_order(section, list(given))
        case MatchRule():
            for left, partner in enumerate(given):
                section.locator(f"[data-left='{left}']").select_option(value=partner)
        case GapRule():
            for gap, text in enumerate(given):
                section.locator(f"[data-gap='{gap}']").fill(text)
        case LongRule():
            section.locator("textarea").fill(
                "Saya memakai data per RT, lalu mencatatnya."
            )
        case NumberRule() | TextRule():
            section.locator("input[type=text]").fill("".join(given))


def _right(question: RenderedQuestion) -> tuple[str, ...]:
    """Return a right answer as someone would type it in Indonesian."""
    known = right_answer(question.rule) or BY_PATTERN.get(question.id, "")
    numbers = isinstance(question.rule, NumberRule)
    if isinstance(known, str):
        return (known.replace(".", ",") if numbers else known,)
    if isinstance(question.rule, GapRule):
        parts = zip(known, question.rule.gaps, strict=True)
        return tuple(
            text.replace(".", ",") if isinstance(gap, NumberRule) else text
            for text, gap in parts
        )
    return known


def _wrong(rule: Rule) -> tuple[str, ...]:
    match rule:
        case ChoiceRule():
            wrong = [option for option in rule.options if option not in rule.right]
            return tuple(wrong[:1] or rule.options[:1])
        case OrderRule():
            return tuple(reversed(rule.order))
        case MatchRule():
            return rule.partners[1:] + rule.partners[:1]
        case GapRule():
            return ("entah",) * len(rule.gaps)
        case NumberRule():
            return ("987654321",)
        case _:
            return ("entah",)


def _put_in_order(section: Locator, order: list[str]) -> None:
    items = section.locator("[data-item]")
    for place, item in enumerate(order):
        shown = [one.get_attribute("data-item") for one in items.all()]
        for at in range(shown.index(item), place, -1):
            moving = section.locator(f"[data-item='{item}']")
            moving.get_by_role("button", name="Naikkan").click()
            expect(items.nth(at - 1)).to_have_attribute("data-item", item)


def _hand_in(section: Locator) -> None:
    for box in section.locator("input[type=checkbox]").all():
        box.check()
    section.locator("[data-field=place]").fill("Kepada atasan, berkas di map unit")
    section.locator("[data-action=submit]").click()
    expect(section.locator("[data-slot=result]")).not_to_be_empty()


def _fill_in(section: Locator, items: tuple[RenderedItem, ...]) -> None:
    for item in items:
        place = section.locator(f"[data-item='{item.id}']")
        if item.type == "text":
            place.locator("textarea, input[type=text]").first.fill(
                "Tambah contoh laut."
            )
        else:
            place.locator("input[type=radio], input[type=checkbox]").last.check()
    section.locator("[data-action=submit]").click()
    expect(section.locator("[data-action=submit]")).to_have_count(0)


def _contribute(section: Locator) -> None:
    box = section.locator("textarea")
    if box.count():
        box.fill("Kami menjaga ternak warga, lalu mereka mau berangkat.")
        section.locator("[data-action=submit]").click()
        expect(section.locator("[data-slot=result]")).not_to_be_empty()
