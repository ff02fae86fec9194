"""The composition root: the one place where everything is put together."""

import atexit
import gc
import os
import uuid
from datetime import UTC, datetime
from functools import lru_cache, partial

from flask import Flask

from lti_service.clients.moodle_push import MoodleCompetencies
from lti_service.clients.moodle_sync import MoodleServices
from lti_service.clients.smtp import SmtpMail
from lti_service.files.framework_file import read_import
from lti_service.files.open_badge import OpenBadges
from lti_service.files.pdf import write_pdf
from lti_service.files.personal_copy import write_copy
from lti_service.files.qr import draw_qr
from lti_service.files.report import write_report
from lti_service.files.table import read_rows, write_csv
from lti_service.log import configure_logging
from lti_service.lti.connection import PlatformConnection
from lti_service.lti.deep_linking import LtiDeepLinks
from lti_service.lti.gradebook import LtiGradebook
from lti_service.lti.health import LtiProbe
from lti_service.lti.key import Keyring, new_signing_key
from lti_service.lti.launch import LtiLaunches
from lti_service.lti.registration import LtiRegistrar
from lti_service.lti.roster import LtiMemberships
from lti_service.ports import Clock, Ports
from lti_service.settings import Settings, read_settings
from lti_service.storage.database import open_storage
from lti_service.storage.release_cache import StoredCourses
from lti_service.use_cases.lms.health import tell_metrics
from lti_service.web.setup import build_web
from lti_service.worker.loop import start_loop

WORKER_SWITCH = "LTI_SERVICE_WORKER"
"""Set to 0 by ``run --no-worker`` for the processes that it starts."""

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Set by ``run``: where the processes that it starts count together."""

METRICS_HOST = "LTI_SERVICE_METRICS_HOST"
"""Set by ``run``: on which address its processes listen at ``METRICS_PORT``."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)


def build_ports(settings: Settings, clock: Clock | None = None) -> Ports:
    """Connect to everything outside.

    Args:
        settings: The settings.
        clock: Time source; the machine's clock where none is given.
    """
    # Its library looks at METRICS_FOLDER while it is loaded.
    from lti_service.metrics import PrometheusMetrics  # noqa: PLC0415 - as said

    storage, clock = open_storage(settings.database_url), clock or SystemClock()
    keyring = Keyring(storage, clock)
    connection = PlatformConnection(allow_private_hosts=settings.allow_private_hosts)
    metrics = PrometheusMetrics(os.environ.get(METRICS_FOLDER, ""))
    return Ports(
        storage=storage,
        open_moodle=partial(MoodleServices, connection),
        # Kept, so that all messages to one Moodle go at one pace.
        open_mirror=lru_cache(16)(partial(MoodleCompetencies, connection)),
        courses=StoredCourses(storage),
        launches=LtiLaunches(
            storage,
            base_url=settings.base_url,
            secret=settings.secret_key,
            clock=clock,
            keyring=keyring,
            connection=connection,
            metrics=metrics,
        ),
        deep_links=LtiDeepLinks(
            base_url=settings.base_url, keyring=keyring, clock=clock
        ),
        registrar=LtiRegistrar(base_url=settings.base_url, connection=connection),
        gradebook=LtiGradebook(connection=connection, keyring=keyring, clock=clock),
        memberships=LtiMemberships(connection=connection, keyring=keyring, clock=clock),
        probe=LtiProbe(
            connection, base_url=settings.base_url, keyring=keyring, clock=clock
        ),
        metrics=metrics,
        badges=OpenBadges(settings.base_url),
        clock=clock,
        time_zone=settings.time_zone,
        new_id=lambda: uuid.uuid4().hex,
        new_signing_key=new_signing_key,
        draw_qr=draw_qr,
        write_pdf=write_pdf,
        write_csv=write_csv,
        read_table=read_rows,
        read_import=read_import,
        write_report=write_report,
        write_copy=write_copy,
        mail=SmtpMail(settings.mail_server, settings.base_url, clock)
        if settings.mail_server
        else None,
    )


def create_app(ports: Ports, settings: Settings) -> Flask:
    """Return the web application.

    Args:
        ports: Connections to the outside; tests pass fakes.
        settings: The settings.
    """
    return build_web(
        ports,
        secret_key=settings.secret_key,
        secure_origin=settings.secure_origin,
        max_upload_mb=settings.max_upload_mb,
        metrics_token=settings.metrics_token,
        base_url=settings.base_url,
        trusted_proxies=settings.trusted_proxies,
    )


def serve() -> Flask:
    """Return the application of one server process, with its share of the work."""
    settings = read_settings()
    configure_logging(settings.log_format)
    ports = build_ports(settings)
    if settings.metrics_port:
        host = os.environ.get(METRICS_HOST, "127.0.0.1")
        answer_prometheus(ports, host, settings.metrics_port, shared=True)
    if os.environ.get(WORKER_SWITCH) != "0":
        atexit.register(start_loop(ports).set)
    app = create_app(ports, settings)
    # What is loaded by now stays. To look through it for garbage once in a thousand
    # launches would hold up all threads for 0.1 s.
    gc.collect()
    gc.freeze()
    return app


def answer_prometheus(ports: Ports, host: str, port: int, *, shared: bool) -> None:
    """Answer Prometheus at ``METRICS_PORT``; see `metrics.serve_metrics`."""
    from lti_service.metrics import serve_metrics  # noqa: PLC0415 - as in `build_ports`

    serve_metrics(host, port, lambda: tell_metrics(ports=ports), shared=shared)
