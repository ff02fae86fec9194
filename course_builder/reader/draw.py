"""Read how many questions a quiz draws: ``draw=10``, ``draw="mudah:4 sulit:2"``."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from course_builder.codes import nearest
from course_builder.model.quiz import Draw
from course_builder.reader.attribute import Attributes
from course_builder.reader.spelling import read_whole

MOST_DRAWS = 50
"""Parts that a draw may have."""


def read_draws(
    attributes: Attributes, questions: Sequence[Collection[str]] | None
) -> Iterator[Draw]:
    """Yield what is drawn; what is unreadable or more than there is, is noted.

    Args:
        attributes: Of the quiz; it has the attribute ``draw``.
        questions: Tags of each question; none where not all of them are known.
    """
    source, line = attributes.source, attributes.line
    attribute = attributes.values["draw"]
    words = attributes.split("draw")
    if not words:
        source.report("B605", line, attribute.column, attribute.length, value="draw")
    known = Counter(tag for tags in questions or () for tag in tags)
    before: list[Draw] = []
    for number, (word, column) in enumerate(words):
        draw = _draw(word)
        is_repeated = draw is not None and any(draw.tag == one.tag for one in before)
        if draw is None or is_repeated or number == MOST_DRAWS:
            source.report("B605", line, column, len(word), value=word)
            if number == MOST_DRAWS:
                return
            continue
        if questions is not None and draw.tag and draw.tag not in known:
            source.report(
                "B607",
                line,
                column,
                len(draw.tag),
                tag=draw.tag,
                nearest=nearest(draw.tag, known),
                known=", ".join(sorted(known)),
            )
            continue
        left = None if questions is None else _left(draw, before, questions)
        if left is not None and draw.count > left:
            source.report(
                "B606", line, column, len(word), value=word, available=str(left)
            )
        before.append(draw)
        yield draw


def _draw(word: str) -> Draw | None:
    tag, colon, digits = word.rpartition(":")
    count = read_whole(digits)
    if not count or (colon and not tag):
        return None
    return Draw(tag, count)


def _left(
    draw: Draw, before: Sequence[Draw], questions: Sequence[Collection[str]]
) -> int:
    """Return how many questions a draw surely finds after those before it.

    Which ones those take is left to chance, so that as many are counted off as they
    may take of what this one could.
    """
    candidates = [tags for tags in questions if not draw.tag or draw.tag in tags]
    taken = 0
    for earlier in before:
        shared = sum(1 for t in candidates if not earlier.tag or earlier.tag in t)
        taken += min(shared, earlier.count)
    return max(0, len(candidates) - taken)
