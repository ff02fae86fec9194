"""The guard of the logs can fail."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.logs import check_log, secrets_in
from tests.project.repository import ROOT

FORBIDDEN = {
    "a NIP": "refused code=forbidden person=192501011945011001",
    "an id_token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIzIn0.c2lnbmF0dXJl",
    "a header": "Authorization: Bearer abcdefgh.ijkl",
    "a token of the player": "token=WyJhLTEiLDEsMTc5NTQ4MDAwMF0.q3hVZ0q8fG4Yf0hYt1nQ2w",
    "a session": "Cookie: lti_session=abc",
    "a state cookie": "lti_browser_1a2b3c4d=abc",
    "a return address": "https://lms.example/course?id=2&sesskey=AbC1",
    "an invitation": "GET /lti/register?invitation=abcdefgh",
    "an access token": '{"access_token": "0123456789abcdef"}',
    "the secret of a client": "client_secret=0123456789",
    "the key of the tests": "a-secret-of-the-tests-xxxx",
    "a private key": "-----BEGIN RSA PRIVATE KEY-----",
}
HARMLESS = (
    "refused code=launch-nonce request=4391-f869-7ed2 route=/lti/launch",
    "hash=3f0c9e1f0c9e1f0c9e1f0c9e1f0c9e1f0c9e1f0c9e1f0c9e1f0c9e1f0c9e1f0c",
    "sent id=93c59b1b61d04ca88fbb06d36df1beeb hundredths=10000 at=20261124003000",
    "code=token-invalid code=register-invitation-invalid code=launch-cookie-missing",
)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_it_finds(name: str) -> None:
    assert list(secrets_in(f"info started\ninfo {FORBIDDEN[name]}\n"))


@pytest.mark.parametrize("line", HARMLESS)
def test_it_lets_pass(line: str) -> None:
    assert list(secrets_in(line)) == []


def test_the_log_of_a_process_is_read(tmp_path: Path) -> None:
    log = tmp_path / "service.log"
    check_log(log)
    log.write_text("info started\n")
    check_log(log)
    log.write_text(f"info {FORBIDDEN['a NIP']}\n")
    with pytest.raises(AssertionError, match="a NIP"):
        check_log(log)


def test_a_test_that_logs_a_nip_fails_in_the_suite(tmp_path: Path) -> None:
    (tmp_path / "test_inner.py").write_text(
        "import logging, sys, structlog\n"
        "def test_clean(): structlog.get_logger().info('x', person='p-1')\n"
        "def test_structured():\n"
        "    structlog.get_logger().info('x', nip='1925010119450' + '11001')\n"
        "def test_plain():\n"
        "    logging.getLogger('x').warning('%s', '1925010119450' + '11001')\n"
        "def test_error_stream(): sys.stderr.write('sess' 'key=1')\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.logs",
        "-p",
        "no:xdist",
    ]
    done = subprocess.run(
        [*command, "-c", "/dev/null", f"--rootdir={tmp_path}", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "4 passed, 3 errors" in done.stdout, done.stdout
