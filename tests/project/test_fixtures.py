"""What the shared fixtures promise to every other test."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

REPOSITORY = Path(__file__).resolve().parents[2]
NOTHING_THERE = {
    "TEST_POSTGRES_URL": "postgresql://127.0.0.1:1/nothing",
    "SCHEMAS_DIR": "no-such-folder",
    "PATH": "no-such-folder",
}


def test_the_postgres_database_is_ours_alone(postgres_url: str) -> None:
    assert f"/pembinaan_test_{os.getpid()}_" in postgres_url
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        name = connection.scalar(sa.text("SELECT current_database()"))
    assert name == sa.make_url(postgres_url).database


def test_the_schemas_of_the_primary_target_are_there(schemas_dir: Path) -> None:
    assert (schemas_dir / "scorm12" / "adlcp_rootv1p2.xsd").is_file()


def test_a_browser_is_there(chromium: Path) -> None:
    assert os.access(chromium, os.X_OK)


def test_only_this_machine_can_be_reached() -> None:
    # The warning comes with the refusal and is an error here, as every warning is.
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as outside,
        pytest.raises(UserWarning, match="A test tried to use socket"),
    ):
        outside.connect(("192.0.2.1", 80))  # an address kept for documentation


def test_what_is_absent_is_a_skip_with_its_reason_on_a_developers_machine() -> None:
    closing = _run_where_nothing_is_there({"REQUIRE_SERVICES": "0"})
    for name in ("TEST_POSTGRES_URL", "SCHEMAS_DIR", "apt-get install chromium"):
        assert name in closing
    assert "3 skipped" in closing


def test_what_is_absent_is_a_failure_where_services_are_required() -> None:
    closing = _run_where_nothing_is_there({"REQUIRE_SERVICES": "1"})
    assert "3 errors" in closing


def _run_where_nothing_is_there(required: dict[str, str]) -> str:
    finished = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"),
            *(__file__, "-k", "postgres or schemas or browser or machine_can"),
        ],
        cwd=REPOSITORY,
        env={**os.environ, **NOTHING_THERE, **required},
        capture_output=True,
        text=True,
        check=False,
    )
    return finished.stdout
