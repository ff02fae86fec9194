"""Check that right answers cannot be guessed from where they stand or how long they are."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from course_builder.errors import Finding, SourceLocation
from course_builder.model.course import Course, Page
from course_builder.model.question import ChoiceRule, Question
from course_builder.model.quiz import Quiz

FEWEST = 5
"""Questions from which on a pattern in their right answers is one."""

LIKELIEST = Fraction(1, 100)
"""What chance alone may bring about at most, for a pattern to be told."""

_WHOLE_LINE = 10_000
_ALL_OF_THEM = re.compile(
    r"semua(?:nya)?(?: (?:jawaban|pilihan|opsi|pernyataan))?(?: di ?atas)?"
    r"(?: (?:adalah )?(?:benar|betul|tepat|salah|keliru))?(?: semua)?"
    r"|(?:tidak ada|tidak satu ?pun|bukan salah satu)(?: (?:jawaban|pilihan))?"
    r"(?: yang)?(?: (?:benar|betul|tepat|di ?atas))"
    r"|(?:all|none|both) of (?:the above|these|them)"
    r"|all (?:(?:answers|options) )?(?:above )?(?:are )?(?:correct|right|true)"
)


@dataclass(frozen=True, slots=True)
class _Group:
    """Questions that a learner meets together.

    Attributes:
        fixed: Those whose options stay in the order of the source.
    """

    where: SourceLocation
    length: int
    questions: Sequence[Question]
    fixed: Sequence[Question]


def check_answer_keys(course: Course) -> Iterator[Finding]:
    """Yield patterns in the right answers of quizzes, banks and modules."""
    for module in course.modules:
        yield from _check_part(module.where, len(module.id), module.pages)
    if course.overview is not None:
        overview = course.overview
        yield from _check_part(overview.where, _WHOLE_LINE, (overview,))
    keep_order = {
        activity.bank
        for page in course.pages
        for activity in page.activities
        if isinstance(activity, Quiz) and not activity.shuffle
    }
    for bank in course.banks:
        in_order = bank.questions if str(bank.path) in keep_order else ()
        yield from _patterns(_Group(bank.where, 1, bank.questions, in_order))
        yield from _check_options(bank.questions)


def _check_part(
    where: SourceLocation, length: int, pages: Sequence[Page]
) -> Iterator[Finding]:
    """Yield patterns in the quizzes of some pages, and in all their questions."""
    told: set[str] = set()
    questions: list[Question] = []
    fixed: list[Question] = []
    for page in pages:
        for activity in page.activities:
            if isinstance(activity, Question):
                questions.append(activity)
                fixed.append(activity)
            elif isinstance(activity, Quiz):
                path = activity.where.path
                own = [q for q in activity.questions if q.where.path == path]
                in_order = [] if activity.shuffle else own
                quiz = _Group(activity.where, _WHOLE_LINE, own, in_order)
                for finding in _patterns(quiz):
                    told.add(finding.code)
                    yield finding
                questions += own
                fixed += in_order
    for finding in _patterns(_Group(where, length, questions, fixed)):
        if finding.code not in told:
            yield finding
    yield from _check_options(questions)


def chance_of(least: int, chances: Sequence[Fraction]) -> Fraction:
    """Return a bound of how likely so many hits are, exact where all chances are alike.

    Source: W. Hoeffding, On the Distribution of the Number of Successes in Independent
    Trials (1956), theorem 4: above the mean, no mixture of chances has a heavier tail
    than their average.

    Args:
        least: Number of hits.
        chances: Of each trial, all of them independent.
    """
    trials = len(chances)
    chance = sum(chances, Fraction()) / trials if trials else Fraction()
    if least < trials * chance + 1:
        return Fraction(1)
    hit = chance.numerator
    miss = chance.denominator - hit
    term = comb(trials, least) * hit**least * miss ** (trials - least)
    total = 0
    for hits in range(least, trials + 1):
        total += term
        if hits < trials:
            term = term * (trials - hits) * hit // ((hits + 1) * miss)
    return Fraction(total, chance.denominator**trials)


def _patterns(group: _Group) -> Iterator[Finding]:
    yield from _check_places(group)
    yield from _check_lengths(group)
    yield from _check_truths(group)


def _check_places(group: _Group) -> Iterator[Finding]:
    """Yield a place where right answers stand more often than chance would put them."""
    rules = [rule for _, rule in _single(group.fixed)]
    if len(rules) < FEWEST:
        return
    places = Counter(rule.options.index(next(iter(rule.right))) for rule in rules)
    place, count = places.most_common(1)[0]
    sizes = [len(rule.options) for rule in rules]
    chances = [Fraction(place < size, size) for size in sizes]
    # Any of the places might have been the one.
    is_pattern = max(sizes) * chance_of(count, chances) < LIKELIEST
    if is_pattern or count == len(rules):
        yield _finding("B740", group, count, len(rules), place=str(place + 1))


def _check_lengths(group: _Group) -> Iterator[Finding]:
    """Yield whether right answers are the longest, or the shortest, too often."""
    longest = shortest = 0
    chances = []
    for question, rule in _single(group.questions):
        words = {o.id: len(o.text.text.split()) for o in question.options}
        right = words.pop(next(iter(rule.right)))
        longest += right > max(words.values())
        shortest += right < min(words.values())
        chances.append(Fraction(1, len(rule.options)))
    for code, count in (("B741", longest), ("B744", shortest)):
        if len(chances) >= FEWEST and chance_of(count, chances) < LIKELIEST:
            yield _finding(code, group, count, len(chances))


def _check_truths(group: _Group) -> Iterator[Finding]:
    """Yield whether all statements are true, or all are false."""
    answers = [
        next(o.text.text for o in question.options if o.id in question.rule.right)
        for question in group.questions
        if isinstance(question.rule, ChoiceRule) and question.rule.boolean
    ]
    if len(answers) >= FEWEST and len({answer.casefold() for answer in answers}) == 1:
        yield _finding("B742", group, len(answers), len(answers), answer=answers[0])


def _check_options(questions: Sequence[Question]) -> Iterator[Finding]:
    """Yield options that stand for all the others, once for all questions."""
    found = [
        option
        for question in questions
        if isinstance(question.rule, ChoiceRule)
        for option in question.options
        if len(option.text.text) < _WHOLE_LINE
        and _ALL_OF_THEM.fullmatch(option.text.text.strip(" .*_").casefold())
    ]
    if found:
        text = found[0].text
        values = {"text": text.text, "count": str(len(found))}
        yield Finding("B743", text.where, max(1, len(text.text)), values)


def _single(questions: Sequence[Question]) -> Iterator[tuple[Question, ChoiceRule]]:
    """Yield the questions with one right answer among options of their own."""
    for question in questions:
        rule = question.rule
        if not isinstance(rule, ChoiceRule) or rule.multiple or rule.boolean:
            continue
        if len(rule.options) > 1 and len(rule.right) == 1:
            yield question, rule


def _finding(
    code: str, group: _Group, count: int, total: int, **values: str
) -> Finding:
    numbers = {"count": str(count), "total": str(total)}
    return Finding(code, group.where, group.length, numbers | values)
