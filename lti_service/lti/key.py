"""Our own signing keys: made on first need, parsed once, published with overlap."""

import hashlib
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from joserfc.jwk import RSAKey

from lti_service.domain.key import DatedKey, KeyState, states
from lti_service.ports import Clock
from lti_service.ports.storage import Storage

KEY_BITS = 2048
_READ_AGAIN = timedelta(seconds=60)


def new_signing_key() -> tuple[str, str]:
    """Make an RSA key; return its kid and PEM."""
    key = RSAKey.generate_key(KEY_BITS)
    pem = key.as_pem(private=True)
    return hashlib.sha256(pem).hexdigest()[:20], pem.decode()


class Keyring:
    """The keys of this tool, for one process.

    Loading a PEM costs 35 ms of CPU and signing 0.3 ms: parsed keys are kept.

    Args:
        storage: Where the keys are kept.
        clock: Time source.
    """

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._lock = threading.Lock()
        self._parsed: dict[str, RSAKey] = {}
        self._dated: tuple[DatedKey, ...] = ()
        self._read_at: datetime | None = None

    def signing(self) -> tuple[str, RSAKey]:
        """Return the kid and private key to sign with."""
        now = self._clock.now()
        with self._lock:
            if self._read_at is None or now - self._read_at > _READ_AGAIN:
                self._read(now)
            kid = next(
                kid
                for kid, state in states(self._dated, now).items()
                if state is KeyState.SIGNING
            )
            return kid, self._parsed[kid]

    def public(self) -> Mapping[str, object]:
        """Return the JSON Web Key Set of all keys that are or may be in use."""
        now = self._clock.now()
        with self._lock:
            self._read(now)
            shown = [
                kid
                for kid, state in states(self._dated, now).items()
                if state is not KeyState.OVER
            ]
            return {"keys": [_public(kid, self._parsed[kid]) for kid in shown]}

    def _read(self, now: datetime) -> None:
        with self._storage.reading() as uow:
            rows = uow.keys.all()
        if not rows:
            kid, pem = new_signing_key()
            with self._storage.writing() as uow:
                uow.keys.hold_still()
                # Another process may have been first.
                if not uow.keys.all():
                    uow.keys.add(kid, pem, now)
                    uow.commit()
            with self._storage.reading() as uow:
                rows = uow.keys.all()
        self._parsed = {
            kid: self._parsed.get(kid) or RSAKey.import_key(pem) for kid, pem, _ in rows
        }
        self._dated = tuple(DatedKey(kid, created_at) for kid, _, created_at in rows)
        self._read_at = now


def _public(kid: str, key: RSAKey) -> Mapping[str, object]:
    numbers = key.as_dict(private=False)
    return {
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": kid,
        "n": numbers["n"],
        "e": numbers["e"],
    }
