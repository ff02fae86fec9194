"""A PostgreSQL of one test's own, which may be stopped in the middle of everything."""

import getpass
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.running import free_port

_AS_ROOT = ("runuser", "-u", "postgres", "--")
"""PostgreSQL refuses to run as root."""


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; none where they are not installed."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return installed[-1].parent if installed else None


@dataclass
class Cluster:
    """A server at a port of its own on 127.0.0.1; a context manager.

    Attributes:
        folder: Empty; its own.
        bin: Of `programs`.
    """

    folder: Path
    bin: Path
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        return (
            f"postgresql+psycopg://{getpass.getuser()}@127.0.0.1:{self.port}/postgres"
        )

    def start(self) -> None:
        options = (
            f"-p {self.port} -k '' -h 127.0.0.1 -c fsync=off -c shared_buffers=16MB"
        )
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def crash(self) -> None:
        """Stop at once; what is under way is broken off, and mended at the next start."""
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        user = getpass.getuser()
        made = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", "-D", "data", "-U", user, *made)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.crash()

    def _run(self, program: str, *arguments: str) -> None:
        as_whom = _AS_ROOT if os.geteuid() == 0 else ()
        subprocess.run(
            [*as_whom, self.bin / program, *arguments],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )
