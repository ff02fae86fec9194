"""The bearer token of the player: signed, bound to an account, two hours."""

import json
from dataclasses import dataclass

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from lti_service.errors import ForbiddenError
from lti_service.ports import Clock

TOKEN_LIFE_SECONDS = 2 * 60 * 60


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token stands for.

    Attributes:
        counts: False for a teacher who only looks: nothing is graded for the platform.
        epoch: Of the account when its course was opened. Renewing a token keeps it: of
            an account that was signed out since, no token is good.
    """

    account_id: str
    counts: bool
    epoch: int = 0


class Tokens:
    """Makes and reads tokens.

    Args:
        secret: The service's secret key.
        clock: Time source.
    """

    def __init__(self, secret: bytes, clock: Clock) -> None:
        key = Signer(secret, salt="player token").derive_key()
        # Derived once: a signer else derives it anew for each token.
        self._signer = Signer(key, key_derivation="none")
        self._clock = clock

    def make(self, bearer: Bearer) -> str:
        """Return a token that is good for two hours from now."""
        ends = self._now() + TOKEN_LIFE_SECONDS
        claims = [bearer.account_id, int(bearer.counts), ends, bearer.epoch]
        payload = base64_encode(json.dumps(claims))
        return self._signer.sign(payload).decode()

    def read(self, token: str) -> Bearer:
        """Return whom a token stands for.

        Raises:
            ForbiddenError: ``token-expired`` or ``token-invalid``.
        """
        try:
            payload = base64_decode(self._signer.unsign(token))
            account_id, counts, ends, epoch = json.loads(payload)
        except (BadData, ValueError, TypeError) as error:
            raise ForbiddenError("token-invalid") from error
        if ends <= self._now():
            raise ForbiddenError("token-expired")
        return Bearer(str(account_id), bool(counts), int(epoch))

    def _now(self) -> int:
        return int(self._clock.now().timestamp())
