"""What Prometheus is told, of one process and of several."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from lti_service.app import create_app
from lti_service.errors import UnavailableError
from lti_service.metrics import PrometheusMetrics, serve_metrics
from lti_service.settings import read_settings
from lti_service.use_cases.lms.health import tell_metrics
from tests.fakes import FakeClock, FakeStorage, fake_ports
from tests.lti_service.use_cases.learning.given import register
from tests.lti_service.use_cases.lms.test_outbox import queue
from tests.running import free_port

TOKEN = "a-token-of-the-tests"
COUNTING = """
from lti_service.metrics import PrometheusMetrics
metrics = PrometheusMetrics({folder!r})
for _ in range(5):
    metrics.launched("p1")
    metrics.answered("GET", "/me", 200, 0.02)
"""


def samples(text: bytes) -> dict[str, float]:
    """Return the figures by name and labels, written as Prometheus does."""
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_what_happened_is_counted() -> None:
    metrics = PrometheusMetrics()
    metrics.answered("GET", "/me", 200, 0.02)
    metrics.answered("GET", "/me", 404, 0.2)
    metrics.launched("p1")
    metrics.refused("forbidden")
    metrics.delivered("p1", "sent")
    metrics.fetched_keys("p1", succeeded=False)
    metrics.worked()
    told = samples(metrics.told({"waiting": 3, "failed": 1}, 90))
    labels = "('method', 'GET'), ('route', '/me')"
    assert told[f"lti_service_requests_total[{labels}, ('status', '200')]"] == 1
    assert told[f"lti_service_request_seconds_count[{labels}]"] == 2
    assert told[f"lti_service_request_seconds_bucket[('le', '0.1'), {labels}]"] == 1
    assert told["lti_service_launches_total[('platform', 'p1')]"] == 1
    assert told["lti_service_refusals_total[('code', 'forbidden')]"] == 1
    sent = "[('platform', 'p1'), ('result', 'sent')]"
    assert told[f"lti_service_deliveries_total{sent}"] == 1
    failed = "[('platform', 'p1'), ('result', 'failed')]"
    assert told[f"lti_service_key_set_fetches_total{failed}"] == 1
    assert told["lti_service_worker_seen_timestamp_seconds[]"] > 0
    assert told["lti_service_outbox_messages[('state', 'waiting')]"] == 3
    assert told["lti_service_outbox_messages[('state', 'failed')]"] == 1
    assert told["lti_service_outbox_oldest_seconds[]"] == 90
    assert told["lti_service_database_up[]"] == 1


def test_invented_methods_share_one_line() -> None:
    metrics = PrometheusMetrics()
    for number in range(100):
        metrics.answered(f"METHOD{number}", "-", 405, 0)
    told = samples(metrics.told({}, 0))
    assert sum("lti_service_requests_total" in name for name in told) == 1


def test_the_counts_of_several_processes_add_up(tmp_path: Path) -> None:
    folder = str(tmp_path)
    code = COUNTING.format(folder=folder)
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": folder}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    told = samples(PrometheusMetrics(folder).told({}, 0))
    assert told["lti_service_launches_total[('platform', 'p1')]"] == 10
    labels = "[('method', 'GET'), ('route', '/me')]"
    assert told[f"lti_service_request_seconds_count{labels}"] == 10


def test_the_outbox_is_told_as_it_stands_at_the_moment() -> None:
    clock = FakeClock()
    ports = fake_ports(metrics=PrometheusMetrics(), clock=clock)
    register(ports)
    queue(ports)
    clock.advance(seconds=timedelta(minutes=2).total_seconds())
    told = samples(tell_metrics(ports=ports))
    assert told["lti_service_outbox_messages[('state', 'waiting')]"] == 1
    assert told["lti_service_outbox_oldest_seconds[]"] == 120


def test_a_database_that_is_away_is_told_and_the_counts_stay() -> None:
    class Away(FakeStorage):
        def reading(self):
            raise UnavailableError("database-away", why="test")

    metrics = PrometheusMetrics()
    metrics.launched("p1")
    told = samples(tell_metrics(ports=fake_ports(metrics=metrics, storage=Away())))
    assert told["lti_service_database_up[]"] == 0
    assert told["lti_service_launches_total[('platform', 'p1')]"] == 1
    assert not any("outbox" in name for name in told)


@pytest.mark.parametrize(
    ("setting", "given", "status"),
    [
        (TOKEN, f"Bearer {TOKEN}", 200),
        (TOKEN, f"Bearer {TOKEN}x", 401),
        (TOKEN, "", 401),
        ("", f"Bearer {TOKEN}", 404),
        ("", "Bearer ", 404),
    ],
)
def test_the_public_port_tells_whoever_knows_the_token(
    setting: str, given: str, status: int
) -> None:
    settings: Mapping[str, str] = {"SECRET_KEY": "x" * 32, "METRICS_TOKEN": setting}
    app = create_app(fake_ports(), read_settings(settings))
    reply = app.test_client().get("/metrics", headers={"Authorization": given})
    assert reply.status_code == status


def test_a_port_of_its_own_is_shared_by_the_processes_of_one_service() -> None:
    port = free_port()
    for _ in range(2):
        serve_metrics("127.0.0.1", port, lambda: b"told\n", shared=True)
    reply = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5)
    assert reply.text == "told\n"
    assert reply.headers["Content-Type"].startswith("text/plain; version=")
    with pytest.raises(OSError, match="in use"):
        serve_metrics("127.0.0.1", port, lambda: b"", shared=False)
    assert sum(thread.name == "metrics" for thread in threading.enumerate()) == 2
