"""The service as an administrator runs it: its own process group, over HTTP."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import requests

from course_builder.model.release import write_release
from course_builder.model.rendered import RenderedCourse
from lti_service.app import build_ports
from lti_service.domain.launch import Platform
from lti_service.settings import read_settings
from lti_service.storage.database import SqlStorage, open_storage
from lti_service.use_cases.learning.course import publish_release
from tests.logs import check_log
from tests.platform_stub import CLIENT_ID, DEPLOYMENT, PlatformStub

READY_SECONDS = 60


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """`lti-service run`, which can be killed with all its processes and started again."""

    platform: PlatformStub
    database_url: str
    folder: Path
    processes: int = 1
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "BASE_URL": self.url,
            "SECRET_KEY": "a-secret-of-the-tests-" + "x" * 32,
            "ALLOW_PRIVATE_HOSTS": self.platform.host,
            "LOG_FORMAT": "json",
            **self.settings,
        }

    def prepare(self, course: RenderedCourse) -> None:
        """Migrate, register the platform and publish a course."""
        storage = open_storage(self.database_url)
        storage.upgrade()
        storage.dispose()
        ports = build_ports(read_settings(self.environment))
        issuer = self.platform.issuer
        with ports.storage.writing() as uow:
            uow.platforms.save(
                Platform(
                    id="p1",
                    issuer=issuer,
                    client_id=CLIENT_ID,
                    name="Platform of the tests",
                    auth_url=f"{issuer}/auth",
                    token_url=f"{issuer}/token",
                    jwks_url=f"{issuer}/jwks",
                    deployments=frozenset({DEPLOYMENT}),
                    trust_nip=False,
                    created_at=datetime.now(UTC),
                )
            )
            uow.commit()
        release = io.BytesIO()
        write_release(course, release)
        publish_release(release.getvalue(), "tests", ports=ports)
        assert isinstance(ports.storage, SqlStorage)
        ports.storage.dispose()

    def start(self) -> None:
        """Start the process group and wait until it is ready."""
        log = (self.folder / "service.log").open("ab")
        self.process = subprocess.Popen(
            [
                Path(sys.executable).with_name("lti-service"),
                "run",
                f"--port={self.port}",
                f"--processes={self.processes}",
            ],
            env=os.environ | self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        waiting = threading.Event()
        for _ in range(READY_SECONDS * 10):
            try:
                if requests.get(f"{self.url}/readyz", timeout=2).ok:
                    return
            except requests.RequestException:
                waiting.wait(0.1)
        raise AssertionError((self.folder / "service.log").read_text()[-4000:])

    def kill(self) -> None:
        """Kill every process of the group at once, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        check_log(self.folder / "service.log")
