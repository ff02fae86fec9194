"""A verifier of Open Badges 3.0 that is not ours looks at what the service serves.

Its status list is at an address that nobody serves here: it is handed over as a file.
"""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from lti_service.domain.credential import Credential, StatusList
from lti_service.files.open_badge import OpenBadges
from tests.lti_service.credential import ISSUER, another_key, key
from tests.lti_service.domain.test_credential import CREDENTIAL
from tests.lti_service.files.test_open_badge import BADGE, BASE, COURSE
from tests.peers.conftest import absent

pytestmark = pytest.mark.peer

ROOT = Path(__file__).parents[2]
WANTED = "openbadgeslib==4.6.3"
VERIFY = """
import json, sys
from openbadgeslib import baking
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
given = json.load(sys.stdin)
token = given["token"]
if given["picture"]:
    token = baking.extract_svg(
        given["picture"].encode(), element=baking.SVG_ELEMENT_OB3
    )
try:
    found = OB3Verifier(given["key"]).verify(
        token, check_status=True, download=lambda url: given["lists"][url].encode()
    )
    print("verified", found.issuer.name)
except OB3VerificationError as error:
    print("refused", error)
"""


@pytest.fixture(scope="module")
def verifier() -> Path:
    """The Python of a virtual environment that holds the verifier."""
    folder = ROOT / "var" / "badge-peer"
    python, done = folder / "bin" / "python", folder / f"has-{WANTED}"
    if not done.exists():
        pip = [str(python), "-m", "pip", "install", "--quiet"]
        pip += ["--disable-pip-version-check", WANTED]
        for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], pip):
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            if ended.returncode:
                absent(f"The verifier cannot be installed: {ended.stderr}")
        done.touch()
    return python


NOW = datetime.now(UTC).replace(microsecond=0)
CURRENT = replace(BADGE, valid_from=NOW - timedelta(hours=1))


def signed(badge: object = CURRENT, pem: str = "") -> str:
    # Another instance, since it remembers keys by their names.
    return OpenBadges(BASE).sign(badge, key()[0], pem or key()[1])  # type: ignore[arg-type]


def verified(python: Path, token: str, picture: str = "", revoked: int = 9) -> str:
    number = CURRENT.number // 131_072
    listed = StatusList(
        number,
        ISSUER,
        frozenset({revoked}),
        NOW - timedelta(hours=1),
        NOW + timedelta(days=7),
    )
    given = {
        "key": RSAKey.import_key(key()[1]).as_pem(private=False).decode(),
        "token": token,
        "picture": picture,
        "lists": {
            f"{BASE}/credentials/status/{number}": OpenBadges(BASE).sign_list(
                listed, *key()
            )
        },
    }
    ended = subprocess.run(
        [str(python), "-c", VERIFY],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.strip()


@pytest.mark.parametrize(
    "badge",
    [
        CURRENT,
        replace(CURRENT, named=False),
        replace(COURSE, valid_from=CURRENT.valid_from),
    ],
)
def test_it_verifies_a_credential(badge: object, verifier: Path) -> None:
    assert verified(verifier, signed(badge)) == "verified BPSDM Provinsi"


def test_it_finds_the_credential_in_the_picture(verifier: Path) -> None:
    held: Credential = replace(CREDENTIAL, token=signed())
    picture = OpenBadges(BASE).bake(held).decode()
    assert verified(verifier, "", picture) == "verified BPSDM Provinsi"


def test_it_refuses_what_is_forged_changed_over_or_revoked(verifier: Path) -> None:
    over = replace(CURRENT, valid_until=NOW - timedelta(minutes=10))
    index = CURRENT.number % 131_072
    assert "signature" in verified(verifier, signed(pem=another_key()[1]))
    assert "expired" in verified(verifier, signed(over))
    assert "'revocation' is set" in verified(verifier, signed(), revoked=index)
