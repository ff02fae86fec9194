"""A platform that fails as real ones do, and keeps Moodle's rule for timestamps."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lti_service.domain.launch import Platform
from lti_service.ports import Clock
from tests.http_stub import Asked, HttpStub, Says
from tests.service_factories import platform


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer gone wrong.

    Attributes:
        says: What is answered.
        stores: Whether the score was taken all the same.
    """

    says: Says
    stores: bool = False


@dataclass
class TokenJudge:
    """Whether a request for a token is granted, as platforms judge it.

    Attributes:
        fetch: Returns the tool's key set as it is published now.
        clock: The platform's.
        refetches: Whether, like Moodle 4.5.6, it fetches the key set again where a
            signature does not verify; else once a day, come what may.
        kids: Names of the keys whose signatures it took.
        refused: How many requests it refused.
    """

    fetch: Callable[[], Mapping[str, object]]
    clock: Clock
    refetches: bool = True
    kids: set[str] = field(default_factory=set)
    refused: int = 0
    _keys: KeySet | None = None
    _fetched_at: datetime | None = None

    def grants(self, form: bytes) -> bool:
        """Judge by signature and time; Moodle gives the time no leeway at all."""
        [assertion] = parse_qs(form.decode())["client_assertion"]
        now = self.clock.now()
        if self._fetched_at is None or (
            not self.refetches and now - self._fetched_at >= timedelta(days=1)
        ):
            self._fetch(now)
        token = self._verified(assertion)
        if token is None and self.refetches:
            self._fetch(now)
            token = self._verified(assertion)
        if (
            token is None
            or not token.claims["iat"] <= now.timestamp() < token.claims["exp"]
        ):
            self.refused += 1
            return False
        self.kids.add(token.header["kid"])
        return True

    def _fetch(self, now: datetime) -> None:
        self._keys = KeySet.import_key_set(dict(self.fetch()))  # type: ignore[arg-type]
        self._fetched_at = now

    def _verified(self, assertion: str) -> jwt.Token | None:
        assert self._keys is not None
        try:
            return jwt.decode(assertion, self._keys, algorithms=["RS256"])
        except (JoseError, ValueError):
            return None


@dataclass
class FaultyPlatform:
    """A gradebook and a token endpoint, at a port of its own; a context manager.

    Attributes:
        faults: Of the gradebook, one a sending; then all is well.
        token_faults: Of the token endpoint, likewise.
        scores: What it holds: timestamp and per cent by learner.
        sendings: Every score that came: learner, timestamp, per cent.
        stored: How often a score was stored.
        judge: Of requests for a token; all are granted where there is none.
    """

    faults: list[Fault] = field(default_factory=list)
    token_faults: list[Says] = field(default_factory=list)
    scores: dict[str, tuple[str, float]] = field(default_factory=dict)
    sendings: list[tuple[str, str, float]] = field(default_factory=list)
    stored: int = 0
    never: threading.Event = field(default_factory=threading.Event)
    tokens: int = 0
    judge: TokenJudge | None = None

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._stub = HttpStub(self._answer)

    def __enter__(self) -> Self:
        self._stub.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.never.set()
        self._stub.__exit__()

    @property
    def host(self) -> str:
        return self._stub.host

    @property
    def column(self) -> str:
        return f"{self._stub.url}/lineitems/1?type_id=1"

    @property
    def registered(self) -> Platform:
        url = self._stub.url
        return platform(
            id="p1",
            issuer=url,
            auth_url=f"{url}/auth",
            token_url=f"{url}/token",
            jwks_url=f"{url}/jwks",
        )

    def percentages(self) -> dict[str, float]:
        return {user: value for user, (_, value) in self.scores.items()}

    def _answer(self, asked: Asked) -> Says:
        with self._lock:
            if asked.path == "/token":
                return self._token(asked.body)
            if asked.path.startswith("/lineitems/1/results"):
                user = asked.path.rpartition("user_id=")[2]
                held = self.scores.get(user)
                found = [{"userId": user, "resultScore": held[1]}] if held else []
                return Says(body=[{**each, "resultMaximum": 100} for each in found])
            return self._score(json.loads(asked.body))

    def _token(self, form: bytes) -> Says:
        if self.token_faults:
            return self.token_faults.pop(0)
        if self.judge is not None and not self.judge.grants(form):
            return Says(400, {"error": "invalid_client"})
        self.tokens += 1
        return Says(body={"access_token": f"t{self.tokens}", "expires_in": 3600})

    def _score(self, body: dict[str, object]) -> Says:
        user, stamp = str(body["userId"]), str(body["timestamp"])
        value = float(str(body["scoreGiven"]))
        self.sendings.append((user, stamp, value))
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None and not fault.stores:
            return fault.says
        held = self.scores.get(user)
        if held is not None and stamp <= held[0]:
            return Says(409)
        self.scores[user] = (stamp, value)
        self.stored += 1
        return fault.says if fault is not None else Says(200)
