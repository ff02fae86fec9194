"""A learner's way through a course."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from course_builder.model.activity_progress import ActivityProgress, Answer
from course_builder.model.rendered import RenderedCourse


@dataclass(frozen=True, slots=True)
class Attempt:
    """One account, one resource link, one content; it stays on its release.

    Attributes:
        module_id: The module it is about; empty for the whole course.
        activity_id: The one activity it is about; empty for a module or a course.
        viewed: Ids of the pages viewed.
        activities: Progress by activity id.
        place: Id of the page viewed last; empty before the first.
        completed_at: When all that is required was done first.
        passed_at: When it was passed first.
        instructor: Whether it is the trial of somebody who teaches, by the last launch.
        sent_hundredths: Per cent of the points last queued for the platform, in
            hundredths (0 to 10000); none before.
    """

    id: str
    account_id: str
    resource_link_id: str
    release_id: str
    module_id: str
    started_at: datetime
    updated_at: datetime
    viewed: frozenset[str] = frozenset()
    activities: Mapping[str, ActivityProgress] = field(default_factory=dict)
    place: str = ""
    completed_at: datetime | None = None
    passed_at: datetime | None = None
    sent_hundredths: int | None = None
    activity_id: str = ""
    instructor: bool = False


def part_of(course: RenderedCourse, module_id: str, activity_id: str) -> RenderedCourse:
    """Return a course cut down to what an attempt or a resource link is about.

    Raises:
        KeyError: No such module or activity.
    """
    if activity_id:
        return course.only_activity(activity_id)
    return course.only(module_id) if module_id else course


@dataclass(frozen=True, slots=True)
class Event:
    """What the player reports.

    Attributes:
        id: Made by the player; a repeated id changes nothing.
        kind: ``viewed``, ``answered``, ``hinted``, ``started`` (a run of a quiz, a round
            of a simulation), ``chose`` (in a simulation) or ``submitted``.
        activity: Id of a page (viewed) or of an activity.
        at: The player's clock, clamped to [attempt start, received].
        answer: What was answered; the letter of a choice; what was submitted, by name;
            of the start of a run the seed it was given, so that the run can be shown
            again, empty where none began; none for other kinds, and for an anonymous survey.
        question: Id of a question of a quiz; empty outside of quizzes.
    """

    id: str
    kind: str
    activity: str
    at: datetime
    answer: Answer | Mapping[str, Answer] | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event with the reply it got, kept for ever and replayed on repetition.

    Attributes:
        reply: The JSON object that was answered.
    """

    event: Event
    attempt_id: str
    received_at: datetime
    reply: Mapping[str, Any]
