"""The leased loops: deliver the outbox, read rosters, tidy up; beside the web or not."""

import secrets
import threading
import time
from collections.abc import Callable

import structlog

from lti_service.ports import Ports
from lti_service.use_cases.evidence.summary import refresh_summaries
from lti_service.use_cases.importing.import_draft import forget_drafts, work_on_imports
from lti_service.use_cases.lms.column import queue_for_new_columns
from lti_service.use_cases.lms.key import rotate_keys_when_due
from lti_service.use_cases.lms.launch import forget_expired
from lti_service.use_cases.lms.outbox import deliver_due
from lti_service.use_cases.lms.outbox_queue import waiting
from lti_service.use_cases.lms.roster import read_due_roster
from lti_service.use_cases.moodle.queue import work_on_moodles
from lti_service.use_cases.needs.inventory import continue_inventory
from lti_service.use_cases.overview.digest import work_on_digests
from lti_service.use_cases.privacy.retention import forget_what_is_over

_log = structlog.get_logger()

MOST_TAKEN = 200
"""Messages of one round: what a round itself costs is then little beside them."""
MOST_AT_ONCE = 8
"""An LMS answers in a tenth of a second or more: one by one is ten scores a second."""

IDLE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
WATCH_SECONDS = 60.0
TIDY_SECONDS = 600.0
ROSTER_SECONDS = 5.0
COLUMN_SECONDS = 5.0
IMPORT_SECONDS = 2.0
SUMMARY_SECONDS = 2.0
INVENTORY_SECONDS = 5.0
DIGEST_SECONDS = 30.0
MOODLE_SECONDS = 3.0


def run_loop(ports: Ports, stop: threading.Event) -> None:
    """Deliver what is due until told to stop, watch the outbox and tidy up.

    A message whose delivery is broken off is not lost: its lease runs out.
    """
    tidied_at = watched_at = 0.0

    def deliver() -> bool:
        nonlocal tidied_at, watched_at
        taken = deliver_due(ports=ports, limit=MOST_TAKEN, at_once=MOST_AT_ONCE)
        ports.metrics.worked()
        if time.monotonic() - watched_at > WATCH_SECONDS:
            _watch(ports)
            watched_at = time.monotonic()
        if time.monotonic() - tidied_at > TIDY_SECONDS:
            forget_expired(ports=ports)
            forget_drafts(ports=ports)
            forget_what_is_over(ports=ports)
            _rotate(ports)
            tidied_at = time.monotonic()
        return taken > 0

    _repeat(deliver, stop, IDLE_SECONDS)


def run_rosters(ports: Ports, stop: threading.Event) -> None:
    """Read the rosters that are due until told to stop.

    Apart from the scores: a platform that takes a minute to list its members must not
    hold them up.
    """
    _repeat(lambda: read_due_roster(ports=ports), stop, ROSTER_SECONDS)


def run_columns(ports: Ports, stop: threading.Event) -> None:
    """Queue what was finished before a link had its column, until told to stop."""
    _repeat(lambda: queue_for_new_columns(ports=ports), stop, COLUMN_SECONDS)


def start_columns(ports: Ports, stop: threading.Event) -> None:
    """Look after new columns in a thread of this process."""
    threading.Thread(
        target=run_columns, args=(ports, stop), name="columns", daemon=True
    ).start()


def run_imports(ports: Ports, stop: threading.Event) -> None:
    """Try and take in large files from the browser until told to stop."""
    _repeat(lambda: work_on_imports(ports=ports), stop, IMPORT_SECONDS)


def start_imports(ports: Ports, stop: threading.Event) -> None:
    """Work on large files in a thread of this process."""
    threading.Thread(
        target=run_imports, args=(ports, stop), name="imports", daemon=True
    ).start()


def start_rosters(ports: Ports, stop: threading.Event) -> None:
    """Read rosters in a thread of this process."""
    threading.Thread(
        target=run_rosters, args=(ports, stop), name="rosters", daemon=True
    ).start()


def run_summaries(ports: Ports, stop: threading.Event) -> None:
    """Compute again whose standings something or time has changed, until told to stop."""
    _repeat(lambda: refresh_summaries(ports=ports), stop, SUMMARY_SECONDS)


def start_summaries(ports: Ports, stop: threading.Event) -> None:
    """Keep summaries in a thread of this process."""
    threading.Thread(
        target=run_summaries, args=(ports, stop), name="summaries", daemon=True
    ).start()


def run_inventories(ports: Ports, stop: threading.Event) -> None:
    """Make the inventories of needs that were asked for until told to stop."""
    _repeat(lambda: continue_inventory(ports=ports), stop, INVENTORY_SECONDS)


def start_inventories(ports: Ports, stop: threading.Event) -> None:
    """Make inventories of needs in a thread of this process."""
    threading.Thread(
        target=run_inventories, args=(ports, stop), name="inventories", daemon=True
    ).start()


def run_moodles(ports: Ports, stop: threading.Event) -> None:
    """Read the Moodles that are due until told to stop; a reading may take hours."""
    _repeat(lambda: work_on_moodles(ports=ports), stop, MOODLE_SECONDS)


def start_moodles(ports: Ports, stop: threading.Event) -> None:
    """Read Moodles in a thread of this process."""
    threading.Thread(
        target=run_moodles, args=(ports, stop), name="moodles", daemon=True
    ).start()


def run_digests(ports: Ports, stop: threading.Event) -> None:
    """Send the day's digests of what waits until told to stop."""
    _repeat(lambda: work_on_digests(ports=ports), stop, DIGEST_SECONDS)


def start_digests(ports: Ports, stop: threading.Event) -> None:
    """Send digests in a thread of this process."""
    threading.Thread(
        target=run_digests, args=(ports, stop), name="digests", daemon=True
    ).start()


def start_loop(ports: Ports) -> threading.Event:
    """Run both loops in threads of this process; set the returned event to end them."""
    stop = threading.Event()
    threading.Thread(
        target=run_loop, args=(ports, stop), name="outbox", daemon=True
    ).start()
    start_rosters(ports, stop)
    start_columns(ports, stop)
    start_imports(ports, stop)
    start_summaries(ports, stop)
    start_inventories(ports, stop)
    start_digests(ports, stop)
    start_moodles(ports, stop)
    return stop


def _repeat(work: Callable[[], bool], stop: threading.Event, idle: float) -> None:
    """Do some work again and again, at once where there was something to do.

    What goes wrong here must not end the loop: it is logged, and tried again after a
    pause that doubles from failure to failure, as while a database restarts. Lines of
    the log that belong to one round bear the same ``run``.
    """
    pause = IDLE_SECONDS
    while not stop.is_set():
        structlog.contextvars.bind_contextvars(run=secrets.token_hex(4))
        try:
            done = work()
        except Exception:  # noqa: BLE001 - the loop outlives whatever goes wrong in it
            _log.exception("worker-failure")
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            continue
        pause = IDLE_SECONDS
        if not done:
            stop.wait(idle)


def _rotate(ports: Ports) -> None:
    """Make the next signing key where it is time, and say so in the log."""
    keys = rotate_keys_when_due(ports=ports)
    if keys:
        _log.info("keys-rotated", key=keys[0].kid, kept=len(keys) - 1)


def _watch(ports: Ports) -> None:
    """Say in the log what an administrator should see to."""
    found = waiting(ports=ports)
    if found.late and found.since is not None:
        _log.warning("outbox-late", since=found.since.isoformat(), **dict(found.counts))
