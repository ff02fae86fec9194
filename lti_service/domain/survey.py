"""What people answered in surveys that keep no names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from course_builder.model.activity_progress import Answer


@dataclass(frozen=True, slots=True)
class SurveyResponse:
    """One hand-in of an anonymous survey; nothing in it leads to a person.

    Attributes:
        id: Random, so that it tells nothing about the order.
        version: Version of the course.
        answers: By item id: a number as text, a text, or ids of options.
        received_on: The day alone, in the service's time zone.
    """

    id: str
    course_id: str
    version: str
    survey_id: str
    answers: Mapping[str, Answer]
    received_on: date
