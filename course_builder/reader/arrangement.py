"""Read what is put in order or matched.

Items and partners get their letters in the order in which learners find them, so that
the letters give nothing away.
"""

from collections.abc import Sequence

from course_builder.model.draw import shuffled
from course_builder.model.gap import without_code
from course_builder.model.grading import collapse
from course_builder.model.prose import Prose
from course_builder.model.question import MatchRule, Option, OrderRule
from course_builder.reader.answer_list import ARROW, Answer, Row, join
from course_builder.reader.source import Source

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

MOST_PAIRS = 100
"""Each left item is shown with all partners: a page grows with the square of them."""


def option_id(number: int) -> str:
    """Return the id of an option by its position: a to z, 0 to 9, o37 and so on."""
    return _LETTERS[number] if number < len(_LETTERS) else f"o{number + 1}"


def read_order(
    source: Source, answers: Sequence[Answer], seed: str, *, partial: bool
) -> tuple[OrderRule, tuple[Option, ...]]:
    """Read items that are put in order; source order is right.

    Args:
        source: The file.
        answers: At least one.
        seed: What the order in which learners find them comes from.
        partial: Whether each item in its right place earns its share.
    """
    texts = [read_text(source, answer) for answer in answers]
    report_repeats(source, texts)
    found = _mixed(len(texts), seed)
    options = tuple(
        Option(option_id(place), texts[number]) for place, number in enumerate(found)
    )
    ids = {number: option_id(place) for place, number in enumerate(found)}
    return OrderRule(tuple(ids[n] for n in range(len(texts))), partial), options


def read_match(
    source: Source, answers: Sequence[Answer], seed: str, *, partial: bool
) -> tuple[MatchRule, tuple[Prose, ...], tuple[Option, ...]]:
    """Read pairs; return the rule, the left items and the partners.

    Args:
        source: The file.
        answers: At least one.
        seed: What the order in which learners find the partners comes from.
        partial: Whether each right pair earns its share.
    """
    if len(answers) > MOST_PAIRS:
        item = answers[MOST_PAIRS].item
        counted = {"count": str(len(answers)), "most": str(MOST_PAIRS)}
        source.report_line("B246", item.line, **counted)
        answers = answers[:MOST_PAIRS]
    left: list[Prose] = []
    keys: list[str] = []
    right: dict[str, Prose] = {}
    for answer in answers:
        pair = _read_pair(source, answer)
        if pair is not None:
            left.append(pair[0])
            keys.append(collapse(pair[1].text))
            right.setdefault(keys[-1], pair[1])
    report_repeats(source, left)
    names = list(right)
    found = [names[number] for number in _mixed(len(names), seed)]
    ids = {name: option_id(place) for place, name in enumerate(found)}
    options = tuple(Option(ids[name], right[name]) for name in found)
    rule = MatchRule(tuple(ids[key] for key in keys), partial)
    return rule, tuple(left), options


def read_text(source: Source, answer: Answer) -> Prose:
    """Return the text of an item; an empty one is noted."""
    item = answer.item
    first = Row(item.line, answer.column, answer.text)
    text = join(source, (first, *answer.rest))
    if text is None:
        length = max(1, answer.column - item.column)
        source.report("B217", item.line, item.column, min(length, 3))
        return Prose("", source.place(item.line, item.column))
    return text


def report_repeats(source: Source, texts: Sequence[Prose]) -> None:
    """Note items that read the same, since a learner cannot tell them apart."""
    first: dict[str, Prose] = {}
    for text in texts:
        key = collapse(text.text)
        known = first.setdefault(key, text)
        if known is not text and key:
            where, line = text.where, str(known.where.line)
            length = len(text.text.partition("\n")[0])
            source.report("B237", where.line - 1, where.column - 1, length, line=line)


def _read_pair(source: Source, answer: Answer) -> tuple[Prose, Prose] | None:
    """Return both halves; none where one is missing, which is noted."""
    line, column = answer.item.line, answer.column
    arrow = ARROW.search(without_code(answer.text))
    halves = None
    if arrow is not None:
        rest = answer.text[arrow.end() :]
        start = column + arrow.end() + len(rest) - len(rest.lstrip())
        left = join(source, [Row(line, column, answer.text[: arrow.start()].rstrip())])
        right = join(source, [Row(line, start, rest.lstrip()), *answer.rest])
        halves = (left, right) if left and right else None
    if halves is None:
        source.report("B238", line, column, len(answer.text))
        return None
    return halves


def _mixed(count: int, seed: str) -> tuple[int, ...]:
    """Return the numbers below `count` in the order of a seed, never in their own."""
    order = shuffled(range(count), seed)
    return (*order[1:], *order[:1]) if order == tuple(range(count)) else order
