"""A person objects to a decision on them, and another assessor answers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection (keberatan), and its answer once there is one.

    Attributes:
        decision_id: The decision that is objected to.
        answered_by: Id of the person who answered; none while it is open.
        upheld: Whether it was found right.
        replacement: Id of the decision that came of it; none where the first stands.
    """

    id: str
    decision_id: str
    person_id: str
    reason: str
    raised_at: datetime
    answered_by: str | None = None
    answered_at: datetime | None = None
    upheld: bool = False
    answer: str = ""
    replacement: str | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.answered_at is None
