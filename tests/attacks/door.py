"""A launch as a real Moodle made it, up to the moment before it is posted.

The claims are a recording's; nonce, times and addresses are those of this login, and the
signature is that of the tests' platform key. A test changes one thing and knocks.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from joserfc.jwk import RSAKey

from lti_service.domain.launch import LoginRequest, Platform, VerifiedLaunch
from lti_service.errors import LaunchRefusedError
from lti_service.lti.connection import PlatformConnection
from lti_service.lti.key import Keyring
from lti_service.lti.launch import LtiLaunches
from lti_service.ports.launch import Launches
from lti_service.ports.storage import Storage
from tests.fakes import MORNING, FakeClock, FakeMetrics, FakeStorage
from tests.http_stub import HttpStub, Says

CASES = Path(__file__).parents[1] / "cases" / "moodle"
BASE_URL = "https://belajar.example"
SECRET = b"a secret of the tests, long enough for all"
KID = "0b7f1cc5dafc3bb42832"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MOODLE = "http://127.0.0.1:8300"
RECORDED_TOOL = "http://localhost:8310"


@cache
def platform_key(name: str) -> RSAKey:
    """Return a key of the tests, made once a process."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": name})


def jwk(kid: str = KID, name: str = "platform", **changes: Any) -> dict[str, Any]:
    """Return a public key as the platform publishes it."""
    public = platform_key(name).as_dict(private=False)
    return {**public, "kid": kid, **changes}


def recording(name: str) -> dict[str, Any]:
    """Return a recorded launch."""
    found = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def encoded(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Knock:
    """A launch that is about to be posted.

    Attributes:
        now: Seconds since 1970, as the tool's clock shows.
        sign: Makes the signature of the signing input.
        form: Fields to post instead of the honest ones; None leaves a field out.
        payload: Signed in place of the claims; empty for the claims.
        token: Turns the finished token into another.
        browser: Value of the state cookie.
    """

    now: int
    claims: dict[str, Any]
    header: dict[str, Any]
    state: str
    nonce: str
    browser: str
    form: dict[str, str | None] = field(default_factory=dict)
    key: str = "platform"
    sign: Callable[["Knock", bytes], bytes] = field(default=lambda k, d: k.rs256(d))
    payload: bytes = b""
    token: Callable[[str], str] = field(default=lambda token: token)

    def rs256(self, data: bytes) -> bytes:
        """Sign as the platform does."""
        private = platform_key(self.key).private_key
        assert private is not None
        return private.sign(data, PKCS1v15(), SHA256())

    def rs512(self, data: bytes) -> bytes:
        """Sign with the right key and another hash."""
        private = platform_key(self.key).private_key
        assert private is not None
        return private.sign(data, PKCS1v15(), SHA512())

    def hs256(self, data: bytes) -> bytes:
        """Sign with the public key as if it were a shared secret."""
        return hmac.digest(
            platform_key(self.key).as_pem(private=False), data, hashlib.sha256
        )

    def drop(self, *names: str) -> None:
        """Leave claims out."""
        for name in names:
            self.claims.pop(name)

    def lti(self, **values: Any) -> None:
        """Change claims of LTI by their short names."""
        self.claims.update({f"{LTI}{name}": value for name, value in values.items()})

    def within(self, claim: str, **values: Any) -> None:
        """Change members of a claim of LTI."""
        self.claims[f"{LTI}{claim}"] = {**self.claims[f"{LTI}{claim}"], **values}

    def posted(self) -> dict[str, str]:
        """Return the fields of the form."""
        payload = self.payload or json.dumps(self.claims).encode()
        signed = f"{encoded(json.dumps(self.header).encode())}.{encoded(payload)}"
        signature = encoded(self.sign(self, signed.encode()))
        honest = {"id_token": self.token(f"{signed}.{signature}"), "state": self.state}
        fields = {**honest, **self.form}
        return {name: value for name, value in fields.items() if value is not None}


@dataclass
class Door:
    """The service's door, at a platform registered as Moodle's.

    Attributes:
        platform: As registered.
        keys: What the platform's key set answers.
    """

    platform: Platform
    launches: Launches
    clock: FakeClock
    storage: Storage
    keys: HttpStub
    connection: PlatformConnection

    def login(
        self, *, browser: str = "", case: str = "launch-embed-student", **changes: Any
    ) -> Mapping[str, str]:
        """Go through login; return the browser's cookie and the request's parameters."""
        recorded = recording(case).get("login_initiation", {}).get("params") or {
            "login_hint": "3",
            "lti_message_hint": "{}",
        }
        asked = {
            **recorded,
            "iss": self.platform.issuer,
            "client_id": self.platform.client_id,
            "target_link_uri": f"{BASE_URL}/lti/launch",
            **changes,
        }
        kept = {name: value for name, value in asked.items() if value is not None}
        answer = self.launches.login(LoginRequest(kept, browser))
        query = dict(parse_qsl(urlsplit(answer.url).query))
        return {**query, "browser": answer.browser, "url": answer.url}

    def begin(
        self, case: str = "launch-embed-student", *, browser: str = "", **login: Any
    ) -> Knock:
        """Log in and return the launch that an honest platform would post now."""
        asked = self.login(browser=browser, case=case, **login)
        now = int(self.clock.now().timestamp())
        recorded = json.dumps(recording(case)["launch"]["claims"])
        claims = json.loads(
            recorded.replace(RECORDED_TOOL, BASE_URL).replace(MOODLE, self.keys.url)
        )
        claims.update(nonce=asked["nonce"], iat=now, exp=now + 60)
        header = dict(recording(case)["launch"]["jwt_header"])
        return Knock(
            now, claims, header, asked["state"], asked["nonce"], asked["browser"]
        )

    def verify(self, knock: Knock) -> VerifiedLaunch:
        """Post a launch."""
        return self.launches.verify(knock.posted(), knock.browser)

    def refusal(self, knock: Knock) -> str:
        """Post a launch; return the code of its refusal, or ``accepted``."""
        try:
            self.verify(knock)
        except LaunchRefusedError as error:
            return error.code
        return "accepted"

    def register(self, **changes: Any) -> Platform:
        """Register the platform with changes."""
        self.platform = replace(self.platform, **changes)
        with self.storage.writing() as uow:
            uow.platforms.save(self.platform)
            uow.commit()
        return self.platform


def moodle_at(keys: HttpStub) -> Platform:
    """Return Moodle's registration, with the key server in Moodle's place."""
    return Platform(
        id="moodle",
        issuer=keys.url,
        client_id="elsBW21xtmYvMNo",
        name="Moodle",
        auth_url=f"{keys.url}/mod/lti/auth.php",
        token_url=f"{keys.url}/mod/lti/token.php",
        jwks_url=f"{keys.url}/mod/lti/certs.php",
        deployments=frozenset({"1"}),
        trust_nip=False,
        created_at=MORNING,
    )


def open_door(keys: HttpStub, *, allow_private_hosts: bool = True) -> Door:
    """Return a door whose one platform is Moodle at the address of the key server."""
    clock, storage = FakeClock(MORNING), FakeStorage()
    hosts = frozenset({keys.host}) if allow_private_hosts else frozenset[str]()
    connection = PlatformConnection(allow_private_hosts=hosts)
    launches = LtiLaunches(
        storage,
        base_url=BASE_URL,
        secret=SECRET,
        clock=clock,
        keyring=Keyring(storage, clock),
        connection=connection,
        metrics=FakeMetrics(),
    )
    door = Door(moodle_at(keys), launches, clock, storage, keys, connection)
    door.register()
    return door


def key_server() -> HttpStub:
    """Return a server of the platform's key set."""
    return HttpStub(lambda _: Says(body={"keys": [jwk()]}))
