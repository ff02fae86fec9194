"""A power cut in the middle of work loses nothing that was acknowledged."""

import functools
import os
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests

from course_builder.model.activity_progress import QuestionProgress
from course_builder.model.question import NumberRange, NumberRule
from course_builder.model.rendered import (
    RenderedCourse,
    RenderedModule,
    RenderedPage,
)
from lti_service.storage.database import open_storage
from tests.factories import rendered_course, rendered_question
from tests.faults.leases import wait_for
from tests.platform_stub import PlatformStub, Trouble, attempt_document
from tests.running import Service

LEARNERS = 100
KILLS = 3
TROUBLED_ROUNDS, LEARNERS_A_ROUND = 3, 8
ANSWERS = [("q-1", "1"), ("q-2", "0"), ("q-3", "3"), ("q-2", "2"), ("q-1", "1")]
"""Five answers: complete after the third with two of three points, then all three."""


@dataclass
class Log:
    """What was acknowledged, kept outside of the service."""

    replies: dict[tuple[str, str], Any] = field(default_factory=dict)
    answered: threading.Semaphore = field(
        default_factory=lambda: threading.Semaphore(0)
    )
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, attempt: str, event: str, reply: Any) -> None:
        with self.lock:
            self.replies[(attempt, event)] = reply
        self.answered.release()


def persist(call: Callable[[], requests.Response]) -> requests.Response:
    """Do a request again until it is answered, as the player does."""
    pause = threading.Event()
    for _ in range(600):
        try:
            response = call()
            if response.status_code < 500:
                return response
        except requests.RequestException:
            pass
        pause.wait(0.1)
    raise AssertionError("the service did not come back")


def learn(service: Service, subject: str, course: str, log: Log) -> str:
    page = persist(
        lambda: service.platform.launch(service.url, subject, int(time.time()), course)
    )
    assert page.status_code == 200, page.text
    document = attempt_document(page.text)
    url = f"{service.url}/api/attempts/{document['attempt']}/events"
    headers = {"Authorization": f"Bearer {document['token']}"}
    pages = [page["id"] for page in document["outline"]["pages"]]
    viewed = [{"id": str(uuid.uuid4()), "kind": "viewed", "activity": p} for p in pages]
    for activity, answer in ANSWERS:
        event = {
            "id": str(uuid.uuid4()),
            "kind": "answered",
            "activity": activity,
            "answer": answer,
        }
        batch = {"events": [*viewed, event]}
        reply = persist(
            functools.partial(
                requests.post, url, json=batch, headers=headers, timeout=20
            )
        )
        assert reply.status_code == 200, reply.text
        log.keep(document["attempt"], event["id"], reply.json()["results"][-1])
    return str(document["attempt"])


def test_killing_everything_three_times_loses_nothing(tmp_path):
    course = three_questions()
    log, attempts = Log(), dict[str, str]()
    with PlatformStub() as platform:
        service = Service(
            platform, f"sqlite:///{tmp_path}/plan.db", tmp_path, processes=4
        )
        service.prepare(course)
        with service:
            queue = [f"learner-{n}" for n in range(LEARNERS)]
            failures: list[BaseException] = []

            def work() -> None:
                try:
                    while queue:
                        subject = queue.pop()
                        attempts[subject] = learn(service, subject, course.id, log)
                except (AssertionError, IndexError) as failure:
                    failures.append(failure)

            threads = [threading.Thread(target=work) for _ in range(16)]
            for thread in threads:
                thread.start()
            for _ in range(KILLS):
                for _ in range(LEARNERS * len(ANSWERS) // (KILLS + 1)):
                    assert log.answered.acquire(timeout=120), failures
                service.kill()
                service.start()
            for thread in threads:
                thread.join()
            assert not failures
            wait_until_delivered(service)
        assert len(attempts) == LEARNERS
        require_all_kept(service, log, attempts)


TROUBLES = (
    Trouble(500),
    Trouble(429, {"Retry-After": "1"}),
    Trouble(401),
    Trouble(0),
    Trouble(500, stores=True),
    Trouble(0, stores=True),
    Trouble(200, stores=True, seconds=60),
)
"""Refuses, resets and hangs, before it has stored a score and after."""


def test_killing_everything_while_the_platform_is_in_trouble_loses_nothing(tmp_path):
    """All at once, over HTTP: what was acknowledged arrives, once and newest."""
    course = three_questions()
    log, attempts = Log(), dict[str, str]()
    with PlatformStub() as platform:
        platform.token_troubles = [503, 400]
        platform.gradebook.troubles = list(TROUBLES)
        service = Service(
            platform, f"sqlite:///{tmp_path}/plan.db", tmp_path, processes=2
        )
        service.prepare(course)
        with service:
            for round_ in range(TROUBLED_ROUNDS):
                for number in range(LEARNERS_A_ROUND):
                    subject = f"learner-{round_}-{number}"
                    attempts[subject] = learn(service, subject, course.id, log)
                if round_ == 0:
                    rotate(service)
                service.kill()
                service.start()
            wait_until_delivered(service)
        assert platform.gradebook.troubles == []
        assert platform.token_troubles == []
        require_all_kept(service, log, attempts)


def rotate(service: Service) -> None:
    """Change the signing key as an administrator does."""
    subprocess.run(
        [Path(sys.executable).with_name("lti-service"), "keys", "rotate"],
        env=os.environ | service.environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def require_all_kept(service: Service, log: Log, attempts: dict[str, str]) -> None:
    """All that was acknowledged is there, and the platform holds what we do."""
    assert len(attempts) * len(ANSWERS) == len(log.replies)
    storage = open_storage(service.database_url)
    with storage.reading() as uow:
        for (attempt, event), reply in log.replies.items():
            recorded = uow.attempts.recorded(attempt, [event])
            assert recorded[event].reply == reply
        for attempt in attempts.values():
            kept = uow.attempts.get(attempt)
            assert kept is not None
            for progress in kept.activities.values():
                assert isinstance(progress, QuestionProgress)
                assert progress.best == 1
    storage.dispose()
    gradebook = service.platform.gradebook
    scores = {user: value for user, (_, value) in gradebook.scores.items()}
    assert scores == dict.fromkeys(attempts, 1.0)
    sendings = Counter(
        (user, stamp)
        for user, stamp, _ in {
            (user, stamp, value) for user, stamp, value, _ in gradebook.sendings
        }
    )
    assert max(sendings.values()) == 1


def three_questions() -> RenderedCourse:
    """A course whose questions q-1, q-2 and q-3 are answered by 1, 2 and 3."""
    questions = {
        f"q-{n}": rendered_question(
            f"q-{n}",
            rule=NumberRule((NumberRange(Decimal(n), Decimal(n)),)),
            option_texts={},
        )
        for n in (1, 2, 3)
    }
    page = RenderedPage("m1/tes", "Tes", "<h1>Tes</h1>", tuple(questions))
    return rendered_course(
        modules=(RenderedModule("m1", "Modul", 45, optional=False, pages=(page,)),),
        activities=questions,
    )


def wait_until_delivered(service: Service) -> None:
    """Wait until nothing waits in the outbox."""
    storage = open_storage(service.database_url)
    wait_for(storage)
    storage.dispose()
