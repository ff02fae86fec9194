"""An attempt of somebody at a SCORM package, as a Moodle tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class AttemptStatus(StrEnum):
    """How far an attempt went."""

    OPEN = "open"
    COMPLETED = "completed"
    PASSED = "passed"
    FAILED = "failed"


class ItemKind(StrEnum):
    """What a package tells of beside the whole."""

    QUESTION = "question"
    OBJECTIVE = "objective"


@dataclass(frozen=True, slots=True)
class AttemptItem:
    """How a question or an objective of a package went; what was answered is not kept.

    Attributes:
        name: Its identifier in the package.
        result: As the package says it, such as ``correct`` or ``passed``.
        share: 0 to 1; none without a score of its own.
    """

    kind: ItemKind
    name: str
    result: str
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class ScormAttempt:
    """An attempt at a package.

    Attributes:
        activity_id: ``cmid``.
        number: Counted from 1.
        share: 0 to 1; none without a score.
        seconds: How long it took, as the package says.
        last_at: When Moodle last heard of it.
    """

    activity_id: int
    number: int
    status: AttemptStatus
    share: Decimal | None
    seconds: int
    last_at: datetime | None
    items: tuple[AttemptItem, ...] = ()


def whole_attempt(parts: Sequence[ScormAttempt]) -> ScormAttempt:
    """Return an attempt at a package of several parts (SCO) as one.

    It is failed where one part is, and done where all are; the score is the best one, as
    Moodle's own grading does where nobody chose otherwise.
    """
    first = parts[0]
    states = {one.status for one in parts}
    if AttemptStatus.FAILED in states:
        status = AttemptStatus.FAILED
    elif AttemptStatus.OPEN in states:
        status = AttemptStatus.OPEN
    elif AttemptStatus.PASSED in states:
        status = AttemptStatus.PASSED
    else:
        status = AttemptStatus.COMPLETED
    return ScormAttempt(
        first.activity_id,
        first.number,
        status,
        max((one.share for one in parts if one.share is not None), default=None),
        sum(one.seconds for one in parts),
        max((one.last_at for one in parts if one.last_at), default=None),
        tuple(item for one in parts for item in one.items),
    )
