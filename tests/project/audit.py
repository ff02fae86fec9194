"""Known weaknesses of what is installed: `make audit`.

pip-audit itself passes where its advisory service knows none of the packages, as behind
a mirror. Here nothing passes that was not looked up, and a package whose weakness is known
to all shows first that the service tells of any.

Usage: python -m tests.project.audit
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.project.repository import ROOT

KNOWN_WEAK = "jinja2==2.4.1"
UNREACHABLE = (
    "Nothing could be looked up: the advisory service did not answer, or knows no "
    "advisories. Is there a network?"
)

Found = Sequence[dict[str, Any]]
"""Of pip-audit: name, version, and either vulns or skip_reason."""


def main(look_up: Callable[[str], Found | None]) -> list[str]:
    """Return what is wrong, a line each; empty where all was looked up and is well.

    Args:
        look_up: Asks about lines of a requirements file; None where nobody answers.
    """
    weak = look_up(f"{KNOWN_WEAK}\n")
    if not weak or not weak[0].get("vulns"):
        return [UNREACHABLE]
    found = look_up((ROOT / "constraints.txt").read_text("utf-8"))
    if not found:
        return [UNREACHABLE]
    return [line for one in found for line in _problems(one)]


def _problems(package: dict[str, Any]) -> list[str]:
    if "skip_reason" in package:
        return [f"{package['name']} was not looked up: {package['skip_reason']}"]
    named = f"{package['name']} {package['version']}"
    return [
        f"{named}: {weakness['id']}, "
        f"mended in {', '.join(weakness['fix_versions']) or 'no version yet'}"
        for weakness in package["vulns"]
    ]


def pip_audit(requirements: str) -> Found | None:
    """Ask the advisory service of the Python Package Index."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "requirements.txt"
        file.write_text(requirements, "utf-8")
        command = [sys.executable, "-m", "pip_audit", f"--requirement={file}"]
        options = ("--no-deps", "--disable-pip", "--format=json")
        done = subprocess.run(
            [*command, *options, "--progress-spinner=off"],
            capture_output=True,
            text=True,
            check=False,
        )
    try:
        answer: dict[str, Found] = json.loads(done.stdout)
    except ValueError:
        sys.stderr.write(done.stderr[-2000:])
        return None
    return answer["dependencies"]


if __name__ == "__main__":
    wrong = main(pip_audit)
    sys.stdout.write("\n".join(wrong) or "Everything was looked up; nothing is known.")
    sys.stdout.write("\n")
    sys.exit(bool(wrong))
