"""A published course, a platform and launches, for tests of learning."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

from course_builder.model.course import DeclaredCompetency
from course_builder.model.question import CompetencyRef
from course_builder.model.release import write_release
from course_builder.model.rendered import RenderedCourse, RenderedModule, RenderedPage
from lti_service.domain.launch import Content, Platform, VerifiedLaunch
from lti_service.ports import Ports
from lti_service.use_cases.learning.course import publish_release
from lti_service.use_cases.lms.launch import Launched, record_launch
from tests.factories import rendered_course, rendered_question
from tests.fakes import MORNING

LINE_ITEM = "https://lms.example/lineitems/7"
PLATFORM = Platform(
    id="p1",
    issuer="https://lms.example",
    client_id="tool",
    name="LMS",
    auth_url="https://lms.example/auth",
    token_url="https://lms.example/token",
    jwks_url="https://lms.example/jwks",
    deployments=frozenset({"1"}),
    trust_nip=True,
    created_at=MORNING,
)


def two_questions(**changes: Any) -> RenderedCourse:
    """A course of two pages with q-1 and q-2, one point each, b is right; 75 passes."""
    competency = CompetencyRef("T-PB-01", 1)
    questions = {
        identifier: rendered_question(
            identifier, competencies=(competency,), hints=("<p>Petunjuk</p>",)
        )
        for identifier in ("q-1", "q-2")
    }
    pages = (
        RenderedPage("m1/a", "A", '<h1>A</h1><img src="media/x.png">', ("q-1",)),
        RenderedPage("m1/b", "B", "<h1>B</h1>", ("q-2",)),
    )
    fields: dict[str, Any] = {
        "modules": (
            RenderedModule("m1", "Modul satu", 45, optional=False, pages=pages),
        ),
        "activities": questions,
        "competencies": (DeclaredCompetency("T-PB-01", 1, ("quiz",)),),
        "hours": Decimal(1),
    }
    return rendered_course(**(fields | changes))


def publish(course: RenderedCourse, ports: Ports) -> str:
    """Publish a course; return the id of its release."""
    out = io.BytesIO()
    write_release(course, out)
    release = publish_release(out.getvalue(), "tests", ports=ports)
    if hasattr(ports.courses, "courses"):
        ports.courses.courses[release.id] = course
    return release.id


def register(ports: Ports, platform: Platform = PLATFORM) -> None:
    """Let the platform in."""
    with ports.storage.writing() as uow:
        uow.platforms.save(platform)
        uow.commit()


def verified(nonce: str = "n1", **changes: Any) -> VerifiedLaunch:
    """A learner's launch of the published course."""
    fields: dict[str, Any] = {
        "platform": PLATFORM,
        "deployment_id": "1",
        "subject": "3",
        "nonce": nonce,
        "nonce_expires_at": MORNING + timedelta(minutes=10),
        "name": "Peserta Tiga",
        "email": "",
        "claimed_nip": "",
        "roles": frozenset({"Learner"}),
        "instructor": False,
        "resource_link_id": "1",
        "resource_link_title": "Kursus",
        "context_id": "2",
        "context_title": "Kelas",
        "line_item_url": LINE_ITEM,
        "content": Content("siaga-bencana"),
        "custom": {},
        "return_url": "https://lms.example/course",
        "locale": "id",
    }
    return VerifiedLaunch(**(fields | changes))


def launch(ports: Ports, nonce: str = "n1", **changes: Any) -> Launched:
    """Record a launch."""
    return record_launch(verified(nonce, **changes), "https://lms.example", ports=ports)
