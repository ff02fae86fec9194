"""Show the attempts at packages that a Moodle told of an account."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_service.domain.moodle_attempt import SeenAttempt
from lti_service.ports import Ports

_MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ShownAttempt:
    """An attempt, with the names of where it was."""

    seen: SeenAttempt
    course: str
    name: str


def shown_attempts(
    moodle_id: str, user_id: int, *, ports: Ports
) -> Sequence[ShownAttempt]:
    """Return the attempts of an account that hold, the latest first."""
    with ports.storage.reading() as uow:
        held = uow.moodle_attempts.held(moodle_id, [user_id])
        if not held:
            return []
        courses = {one.id: one.name for one in uow.moodle.courses(moodle_id)}
        names = {one.id: one.name for _, one in uow.moodle.activities(moodle_id)}
    newest = sorted(held, key=lambda one: (one.recorded_at, one.place), reverse=True)
    return [
        ShownAttempt(
            one,
            courses.get(one.course_id, str(one.course_id)),
            names.get(one.activity_id, str(one.activity_id)),
        )
        for one in newest[:_MOST_SHOWN]
    ]
