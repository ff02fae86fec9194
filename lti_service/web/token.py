"""The bearer token of the player: signed, bound to an account, two hours."""

from dataclasses import dataclass

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from lti_service.errors import ForbiddenError

TOKEN_LIFE_SECONDS = 2 * 60 * 60


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token stands for.

    Attributes:
        counts: False for a teacher who only looks: nothing is graded for the platform.
    """

    account_id: str
    counts: bool


class Tokens:
    """Makes and reads tokens.

    Args:
        secret: The service's secret key.
    """

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="player")

    def make(self, bearer: Bearer) -> str:
        """Return a token that is good for two hours from now."""
        token = self._serializer.dumps([bearer.account_id, int(bearer.counts)])
        return token if isinstance(token, str) else token.decode()

    def read(self, token: str) -> Bearer:
        """Return whom a token stands for.

        Raises:
            ForbiddenError: ``token-expired`` or ``token-invalid``.
        """
        try:
            account_id, counts = self._serializer.loads(
                token, max_age=TOKEN_LIFE_SECONDS
            )
        except SignatureExpired as error:
            raise ForbiddenError("token-expired") from error
        except (BadSignature, ValueError, TypeError) as error:
            raise ForbiddenError("token-invalid") from error
        return Bearer(str(account_id), bool(counts))
