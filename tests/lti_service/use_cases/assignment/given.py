"""An office in which somebody has handed in an assignment, for tests of marking it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from course_builder.model.course import DeclaredCompetency
from course_builder.model.question import CompetencyRef
from course_builder.model.rendered import RenderedCourse
from lti_service.domain.assignment import HandIn
from lti_service.domain.attempt import Attempt
from lti_service.domain.grant import Role
from lti_service.ports import Ports
from lti_service.use_cases.assignment.hand_in_file import SentFile, send_file
from lti_service.use_cases.assignment.marking import MarkRequest
from lti_service.use_cases.learning.attempt import handle_events
from tests.factories import rendered_assignment, rendered_course_of
from tests.fakes import MORNING, FakeStorage
from tests.lti_service.office import (
    BOSS,
    LEARNER,
    account_of,
    give,
    link,
    office,
)
from tests.lti_service.use_cases.learning.given import publish

PDF = b"%PDF-1.7\nrencana"
LEVELS = ("Kurang", "Cukup", "Baik", "Sangat baik")
ACCOUNT = account_of(LEARNER).id
TASK = rendered_assignment(
    levels=LEVELS,
    submit=("file", "text", "link"),
    accept=("pdf", "jpg"),
    largest_mb=1,
    competencies=(CompetencyRef("T-PB-01", 2),),
)


def course_of(*tasks: Any) -> RenderedCourse:
    """A course of assignments, each on a page of its own."""
    refs = {ref for task in tasks for ref in task.competencies}
    return replace(
        rendered_course_of(*tasks),
        competencies=tuple(
            DeclaredCompetency(ref.code, ref.level, ("assignment",))
            for ref in sorted(refs, key=str)
        ),
    )


class Desk:
    """An office with a course, a learner's attempt at it, and two assessors.

    Attributes:
        storage: Its tables.
        ports: What the use cases need.
    """

    def __init__(self, *tasks: Any, double: bool = False, **changes: Any) -> None:
        self.storage: FakeStorage
        self.ports: Ports
        self.storage, self.ports = office(**changes)
        if not double:
            self.rule("marking.double_share", "0")
        self.course = course_of(*(tasks or (TASK,)))
        self.release = publish(self.course, self.ports)
        link(self.storage)
        give(self.storage, Role.ASSESSOR, BOSS)
        self.begin("t-1", ACCOUNT)
        self.events = 0

    def rule(self, code: str, value: str) -> None:
        self.storage.tables.rules = [
            replace(row, value=Decimal(value)) if row.code == code else row
            for row in self.storage.tables.rules
        ]

    def begin(self, identifier: str, account_id: str) -> None:
        self.storage.tables.attempts[identifier] = Attempt(
            id=identifier,
            account_id=account_id,
            resource_link_id="l-1",
            release_id=self.release,
            module_id="",
            started_at=MORNING - timedelta(days=3),
            updated_at=MORNING - timedelta(days=3),
            viewed=frozenset(page.id for page in self.course.pages),
        )

    def hand_in(
        self,
        answers: Any = None,
        attempt: str = "t-1",
        activity: str = "t-rencana",
        account: str = ACCOUNT,
    ) -> Any:
        """Hand in; return the reply of the service."""
        self.events += 1
        item = {
            "id": f"event-{self.events:04}",
            "kind": "submitted",
            "activity": activity,
            "answer": answers or {"text": "Rencana saya"},
        }
        handled = handle_events(attempt, account, {"events": [item]}, ports=self.ports)
        return handled.results[0]

    def send(self, name: str = "rencana.pdf", content: bytes = PDF, **more: Any) -> Any:
        """Send a file; return the view."""
        sent = SentFile(
            more.get("id", "file-0001"),
            more.get("activity", "t-rencana"),
            name,
            content,
        )
        return send_file(
            more.get("attempt", "t-1"),
            more.get("account", ACCOUNT),
            sent,
            epoch=0,
            ports=self.ports,
        )

    @property
    def latest(self) -> HandIn:
        """What was handed in last."""
        return self.storage.tables.hand_ins[-1]

    @property
    def attempt(self) -> Attempt:
        """The learner's attempt."""
        return self.storage.tables.attempts["t-1"]

    def said(self, *levels: int, comment: str = "", **changes: Any) -> MarkRequest:
        """What a marker says of the latest hand-in."""
        request = MarkRequest(self.latest.id, levels, ("",) * len(levels), comment)
        return replace(request, **changes)

    def unsupervised(self) -> None:
        """Take the learner's supervisor away."""
        key = LEARNER.id, date(2026, 1, 5)
        posting = self.storage.tables.postings[key]
        self.storage.tables.postings[key] = replace(posting, supervisor_id=None)
