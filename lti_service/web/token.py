"""The bearer token of the player: signed, bound to an account, two hours."""

from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, Serializer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

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


class _Uncompressed(URLSafeSerializer):
    """Does not try whether a token would be shorter compressed; both are read."""

    def dump_payload(self, obj: Any) -> bytes:
        """Return the claims as they stand in a token."""
        return base64_encode(Serializer.dump_payload(self, obj))


class Tokens:
    """Makes and reads tokens.

    Args:
        secret: The service's secret key.
        clock: Time source.
    """

    def __init__(self, secret: bytes, clock: Clock) -> None:
        self._serializer = _Uncompressed(secret, salt="player token")
        self._clock = clock

    def make(self, bearer: Bearer) -> str:
        """Return a token that is good for two hours from now."""
        ends = self._now() + TOKEN_LIFE_SECONDS
        claims = [bearer.account_id, int(bearer.counts), ends, bearer.epoch]
        token = self._serializer.dumps(claims)
        return token if isinstance(token, str) else token.decode()

    def read(self, token: str) -> Bearer:
        """Return whom a token stands for.

        Raises:
            ForbiddenError: ``token-expired`` or ``token-invalid``.
        """
        try:
            account_id, counts, ends, epoch = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError) as error:
            raise ForbiddenError("token-invalid") from error
        if ends <= self._now():
            raise ForbiddenError("token-expired")
        return Bearer(str(account_id), bool(counts), int(epoch))

    def _now(self) -> int:
        return int(self._clock.now().timestamp())
