"""Waiting for the outbox without waiting a minute for what the dead had leased."""

import threading
import time
from typing import Any

import sqlalchemy as sa

from lti_service.storage.database import SqlStorage
from lti_service.storage.tables import metadata

PATIENCE_SECONDS = 120
STUCK_SECONDS = 3.0
"""The platforms of the tests answer at once: who holds a message longer is dead."""
_OUTBOX = metadata.tables["outbox"]


def wait_for(storage: SqlStorage, waiting: int = 0) -> None:
    """Wait until so few messages wait; leases of the dead are ended."""
    pause, held = threading.Event(), dict[Any, float]()
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with storage.reading() as uow:
            if uow.outbox.counts().get("waiting", 0) <= waiting:
                return
        held = {row: held.get(row, time.monotonic()) for row in _leased(storage)}
        for row, since in held.items():
            if time.monotonic() - since > STUCK_SECONDS:
                _free(storage, *row)
        pause.wait(0.1)
    raise AssertionError("the outbox did not empty")


def _leased(storage: SqlStorage) -> list[tuple[Any, Any]]:
    leased = sa.select(_OUTBOX.c.id, _OUTBOX.c.leased_until).where(
        _OUTBOX.c.leased_until.is_not(None)
    )
    with storage._reader.connect() as connection:
        return [tuple(row) for row in connection.execute(leased)]


def _free(storage: SqlStorage, message: Any, leased_until: Any) -> None:
    stuck = (_OUTBOX.c.id == message) & (_OUTBOX.c.leased_until == leased_until)
    with storage._engine.begin() as connection:
        connection.execute(sa.update(_OUTBOX).where(stuck).values(leased_until=None))
