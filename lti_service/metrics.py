"""What happens, counted for Prometheus; the counts of several processes add up.

Where ``PROMETHEUS_MULTIPROC_DIR`` is set before this module is loaded, each process
counts in files of its own in that folder, and any of them can tell the sum.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST
_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class PrometheusMetrics:
    """`ports.Metrics` in the client library of Prometheus; one a process.

    Args:
        folder: Where several processes count together; empty where this one is alone.
    """

    def __init__(self, folder: str = "") -> None:
        self._folder = folder
        self._registry = own = CollectorRegistry()
        self._requests = Counter(
            "lti_service_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=own,
        )
        self._seconds = Histogram(
            "lti_service_request_seconds",
            "Time until a request was answered.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=own,
        )
        # Looking them up by their labels costs more than counting.
        self._answered: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._launches = Counter(
            "lti_service_launches",
            "Launches taken in.",
            ["platform"],
            registry=own,
        )
        self._refusals = Counter(
            "lti_service_refusals",
            "Requests that were refused, by the code that people are shown.",
            ["code"],
            registry=own,
        )
        self._deliveries = Counter(
            "lti_service_deliveries",
            "Sendings of the outbox: sent, later or failed.",
            ["platform", "result"],
            registry=own,
        )
        self._key_sets = Counter(
            "lti_service_key_set_fetches",
            "Fetches of platforms' key sets.",
            ["platform", "result"],
            registry=own,
        )
        self._worked_at = Gauge(
            "lti_service_worker_seen_timestamp_seconds",
            "When a worker last looked into the outbox.",
            registry=own,
            multiprocess_mode="max",
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request and how long it took."""
        key = (method, route, status)
        if key not in self._answered:
            # Anybody may invent methods, but not so many lines of ours.
            method = method if method in _METHODS else "other"
            key = (method, route, status)
            self._answered[key] = (
                self._requests.labels(method, route, status),
                self._seconds.labels(method, route),
            )
        count, duration = self._answered[key]
        count.inc()
        duration.observe(seconds)

    def launched(self, platform_id: str) -> None:
        """Count a launch that was taken in."""
        self._launches.labels(platform_id).inc()

    def refused(self, code: str) -> None:
        """Count a refusal."""
        self._refusals.labels(code).inc()

    def delivered(self, platform_id: str, result: str) -> None:
        """Count a sending of the outbox."""
        self._deliveries.labels(platform_id, result).inc()

    def fetched_keys(self, platform_id: str, *, succeeded: bool) -> None:
        """Count a fetch of a platform's key set."""
        self._key_sets.labels(platform_id, "ok" if succeeded else "failed").inc()

    def worked(self) -> None:
        """Remember that a worker looked into the outbox just now."""
        self._worked_at.set_to_current_time()

    def told(self, states: Mapping[str, int] | None, oldest_seconds: float) -> bytes:
        """Return all of it as text for Prometheus; see `ports.Metrics.told`."""
        counted, asked = self._registry, CollectorRegistry()
        if self._folder:
            counted = CollectorRegistry()
            MultiProcessCollector(counted, self._folder)  # type: ignore[no-untyped-call]
        asked.register(_Stored(states, oldest_seconds))
        return generate_latest(counted) + generate_latest(asked)


class _Stored(Collector):
    """What the database says at the moment of asking."""

    def __init__(self, states: Mapping[str, int] | None, oldest_seconds: float) -> None:
        self._states = states
        self._oldest_seconds = oldest_seconds

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "lti_service_database_up",
            "Whether the database answers.",
            value=self._states is not None,
        )
        if self._states is None:
            return
        messages = GaugeMetricFamily(
            "lti_service_outbox_messages", "Messages by state.", labels=["state"]
        )
        for state, count in self._states.items():
            messages.add_metric([state], count)
        yield messages
        yield GaugeMetricFamily(
            "lti_service_outbox_oldest_seconds",
            "How long the oldest message waits; 0 where none does.",
            value=self._oldest_seconds,
        )


class _Server(ThreadingMixIn, WSGIServer):
    """Takes the port together with the other processes of the same service."""

    daemon_threads = True


class _SharedServer(_Server):
    allow_reuse_port = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """A line a scrape would say nothing."""


def serve_metrics(
    host: str, port: int, tell: Callable[[], bytes], *, shared: bool
) -> None:
    """Answer Prometheus at a port of its own, in a thread of this process.

    Args:
        host: Address to listen on.
        port: Port to listen on.
        tell: Returns the text.
        shared: Whether other processes of the same service listen there as well: each
            of them can answer for all.

    Raises:
        OSError: The port is taken.
    """

    def answer(_: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        start("200 OK", [("Content-Type", CONTENT_TYPE)])
        return [tell()]

    kind = _SharedServer if shared else _Server
    server = make_server(host, port, answer, kind, handler_class=_Silent)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
