"""Run the practice LMS: ``python -m lti_service.sandbox``."""

import argparse
import ipaddress
import sys
from collections.abc import Sequence
from pathlib import Path

from werkzeug.serving import make_server

from lti_service.errors import SettingsError
from lti_service.sandbox import ISSUER, TOOL_URL
from lti_service.sandbox.app import create_sandbox
from lti_service.sandbox.config import SandboxConfig


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; return the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        _require_loopback(asked.host)
        host = f"[{asked.host}]" if ":" in asked.host else asked.host
        config = SandboxConfig(
            issuer=f"http://{host}:{asked.port}",
            tool_url=asked.tool.rstrip("/"),
            state_path=asked.state,
        )
        app = create_sandbox(config)
        server = make_server(asked.host, asked.port, app, threaded=True)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stderr.write(f"LMS latihan: {config.issuer}\n")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lti_service.sandbox",
        description="A practice LMS with invented people, for this machine only.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=int(ISSUER.rpartition(":")[2]))
    parser.add_argument("--tool", default=TOOL_URL, help="address of the service")
    parser.add_argument("--state", type=Path, help="file to keep scores in")
    return parser


def _require_loopback(host: str) -> None:
    """Refuse an address that others can reach: anyone may be anybody here.

    Raises:
        SettingsError: It is not a loopback address.
    """
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise SettingsError(
            f"LMS latihan tidak dijalankan di {host}: siapa pun dapat menjadi siapa pun "
            "di dalamnya. Pakai alamat loopback, misalnya --host 127.0.0.1."
        )


if __name__ == "__main__":
    sys.exit(main())
