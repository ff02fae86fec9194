"""Estimate how long a module takes, and hold that against its minutes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from course_builder.errors import Finding
from course_builder.model.assignment import Assignment
from course_builder.model.course import Course, Module
from course_builder.model.discussion import Discussion
from course_builder.model.prose import Prose
from course_builder.model.question import LongRule, Question
from course_builder.model.quiz import Quiz
from course_builder.model.scenario import Scenario
from course_builder.model.survey import Survey

FAST_WORDS_PER_MINUTE = 200
SLOW_WORDS_PER_MINUTE = 150
"""How fast grown-ups read to learn.

Our assumption for Indonesian, around the mean of 184 words a minute (standard deviation
29) in 17 other languages. Source: S. Trauzettel-Klosinski and K. Dietz, Standardized
Assessment of Reading Performance: The New International Reading Speed Texts IReST,
Investigative Ophthalmology & Visual Science 53 (2012), pages 5452 to 5461.
"""

MINUTES_OF_QUESTION = 1
MINUTES_OF_ROUND = 10
MINUTES_OF_DISCUSSION = 5
ITEMS_PER_MINUTE = 4
"""Of surveys; as the minutes above, our assumption."""

SLACK = 3
"""How many times the estimate a module may last: learners think, try and write, too."""

FEWEST_WORDS = 100
"""Words below which a module is still being written: authors begin with its minutes."""

_RECORDING = re.compile(r"\.(?:m4a|mp3|mp4|ogg|wav|webm|pdf|docx|odt|pptx|odp)\b")


@dataclass(slots=True)
class _Work:
    """What there is to be done.

    Attributes:
        minutes: Of the activities.
        limits: Minutes by which time limits of quizzes exceed what is estimated.
        is_open: Whether something takes as long as it takes.
    """

    words: int = 0
    activities: int = 0
    minutes: int = 0
    limits: int = 0
    is_open: bool = False


def check_time(course: Course) -> Iterator[Finding]:
    """Yield the modules that need clearly more or less time than they give."""
    for module in course.modules:
        if not module.minutes:
            continue
        work = _work_of(module)
        least = work.minutes + work.words // FAST_WORDS_PER_MINUTE
        slowly = -(-work.words // SLOW_WORDS_PER_MINUTE)
        most = work.minutes + work.limits + slowly
        values = {
            "minutes": str(module.minutes),
            "words": str(work.words),
            "activities": str(work.activities),
            "least": str(least),
            "most": str(most),
        }
        where = module.places.get("minutes", module.where)
        if module.minutes < least:
            yield Finding("B730", where, len(values["minutes"]), values)
        elif work.is_open or work.words < FEWEST_WORDS:
            continue
        elif module.minutes > SLACK * most:
            yield Finding("B731", where, len(values["minutes"]), values)


def _work_of(module: Module) -> _Work:
    work = _Work()
    for page in module.pages:
        for block in page.blocks:
            if isinstance(block, Prose):
                work.words += len(block.text.replace("|", " ").split())
                work.is_open |= _RECORDING.search(block.text) is not None
                continue
            work.activities += 1
            match block:
                case Question():
                    work.minutes += MINUTES_OF_QUESTION
                    work.is_open |= isinstance(block.rule, LongRule)
                case Quiz():
                    minutes = _asked(block) * MINUTES_OF_QUESTION
                    limit = block.minutes or minutes
                    work.minutes += min(minutes, limit)
                    work.limits += max(0, limit - minutes)
                case Scenario():
                    work.minutes += block.rounds * MINUTES_OF_ROUND
                case Assignment():
                    work.is_open = True
                case Survey():
                    if block.after_days is None:
                        work.minutes += -(-len(block.items) // ITEMS_PER_MINUTE)
                case Discussion():
                    work.minutes += MINUTES_OF_DISCUSSION
                    work.is_open = True
                case _:
                    assert_never(block)
    return work


def _asked(quiz: Quiz) -> int:
    return sum(draw.count for draw in quiz.draws) or len(quiz.questions)
