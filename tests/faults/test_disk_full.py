"""The disk fills while people answer: they are told so, and nothing acknowledged is lost."""

import contextlib
import os
import resource
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
import requests

from lti_service.storage.database import open_storage
from tests.faults.test_kill import (
    Log,
    learn,
    require_all_kept,
    three_questions,
    wait_until_delivered,
)
from tests.platform_stub import PlatformStub, attempt_document
from tests.running import Service

SIZE = "4m"


class Disk(Protocol):
    """Where the database lies."""

    folder: Path

    def fill(self, service: Service) -> None:
        """Leave no room."""

    def free(self, service: Service) -> None:
        """Give it back."""


class SmallDisk:
    """A disk of a few megabytes, filled to the last byte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, service: Service) -> None:
        del service
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            for size in (65536, 512, 1):
                with contextlib.suppress(OSError):
                    while True:
                        ballast.write(b"\0" * size)

    def free(self, service: Service) -> None:
        del service
        (self.folder / "ballast").unlink()


class LimitedFiles:
    """Where no disk may be mounted: the service's files may not grow."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, service: Service) -> None:
        for process in processes(service):
            resource.prlimit(
                process, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY)
            )

    def free(self, service: Service) -> None:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        for process in processes(service):
            resource.prlimit(process, resource.RLIMIT_FSIZE, unlimited)


def processes(service: Service) -> list[int]:
    """Return the process of a service and its children."""
    assert service.process is not None
    first = service.process.pid
    listed = Path(f"/proc/{first}/task/{first}/children").read_text()
    return [first, *map(int, listed.split())]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)]
    may = os.geteuid() == 0
    if may and subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        yield SmallDisk(folder)
        subprocess.run(["umount", folder], check=True)
    else:
        yield LimitedFiles(folder)


def test_a_full_disk_is_told_and_loses_nothing_and_is_over_when_it_is_over(
    disk: Disk, tmp_path: Path
) -> None:
    course = three_questions()
    log = Log()
    with PlatformStub() as platform:
        url = f"sqlite:///{disk.folder}/service.db"
        service = Service(platform, url, tmp_path)
        service.prepare(course)
        with service:
            attempts = {"before": learn(service, "before", course.id, log)}
            document = attempt_document(launched(service, "meanwhile", course.id).text)
            disk.fill(service)
            acknowledged, refused, event = answer_until_refused(service, document)
            assert refused.status_code == 507, refused.text
            assert refused.json()["code"] == "storage-full"
            assert refused.json()["request"] == refused.headers["X-Request-Id"]
            page = launched(service, "too-late", course.id)
            assert page.status_code == 507
            assert 'data-code="storage-full"' in page.text
            disk.free(service)
            assert view(service, document, event).status_code == 200
            for subject in ("too-late", "after"):
                attempts[subject] = learn(service, subject, course.id, log)
            wait_until_delivered(service)
        require_all_kept(service, log, attempts)
    storage = open_storage(url)
    with storage.reading() as uow:
        kept = uow.attempts.recorded(document["attempt"], [*acknowledged, event])
    storage.dispose()
    assert kept.keys() == {*acknowledged, event}
    assert '"event": "failure"' not in (tmp_path / "service.log").read_text()


def launched(service: Service, subject: str, course: str) -> requests.Response:
    return service.platform.launch(service.url, subject, int(time.time()), course)


def view(service: Service, document: Any, event: str) -> requests.Response:
    page = document["outline"]["pages"][0]["id"]
    return requests.post(
        f"{service.url}/api/attempts/{document['attempt']}/events",
        json={"events": [{"id": event, "kind": "viewed", "activity": page}]},
        headers={"Authorization": f"Bearer {document['token']}"},
        timeout=20,
    )


def answer_until_refused(
    service: Service, document: Any
) -> tuple[list[str], requests.Response, str]:
    """Send events until one is refused: SQLite's files may have some room inside."""
    acknowledged: list[str] = []
    for _ in range(2000):
        event = str(uuid.uuid4())
        reply = view(service, document, event)
        if reply.status_code != 200:
            return acknowledged, reply, event
        acknowledged.append(event)
    raise AssertionError("the disk was never full")
