"""The leased loop: delivers the outbox and tidies up, beside the web or on its own."""

import secrets
import threading
import time

import structlog

from lti_service.ports import Ports
from lti_service.use_cases.launch import forget_expired
from lti_service.use_cases.outbox import deliver_due
from lti_service.use_cases.outbox_queue import waiting

_log = structlog.get_logger()

IDLE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
WATCH_SECONDS = 60.0
TIDY_SECONDS = 600.0


def run_loop(ports: Ports, stop: threading.Event) -> None:
    """Deliver what is due until told to stop.

    What goes wrong here must not end the loop: it is logged, and tried again after a
    pause that doubles from failure to failure, as while a database restarts; the
    message's lease runs out and nothing is lost. Lines of the log that belong to one
    round bear the same ``run``.
    """
    tidied_at = watched_at = 0.0
    pause = IDLE_SECONDS
    while not stop.is_set():
        structlog.contextvars.bind_contextvars(run=secrets.token_hex(4))
        try:
            taken = deliver_due(ports=ports)
            ports.metrics.worked()
            if time.monotonic() - watched_at > WATCH_SECONDS:
                _watch(ports)
                watched_at = time.monotonic()
            if time.monotonic() - tidied_at > TIDY_SECONDS:
                forget_expired(ports=ports)
                tidied_at = time.monotonic()
        except Exception:  # noqa: BLE001 - the loop outlives whatever goes wrong in it
            _log.exception("worker-failure")
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            continue
        pause = IDLE_SECONDS
        if not taken:
            stop.wait(IDLE_SECONDS)


def start_loop(ports: Ports) -> threading.Event:
    """Run the loop in a thread of this process; set the returned event to end it."""
    stop = threading.Event()
    threading.Thread(
        target=run_loop, args=(ports, stop), name="outbox", daemon=True
    ).start()
    return stop


def _watch(ports: Ports) -> None:
    """Say in the log what an administrator should see to."""
    found = waiting(ports=ports)
    if found.late and found.since is not None:
        _log.warning("outbox-late", since=found.since.isoformat(), **dict(found.counts))
