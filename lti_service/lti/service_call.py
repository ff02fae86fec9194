"""Calls of a platform's services: by its own address only, and with an access token."""

from collections.abc import Mapping
from http import HTTPStatus

from lti_service.domain.launch import Platform
from lti_service.lti.access_token import AccessTokens
from lti_service.lti.connection import (
    MEGABYTE,
    TIMEOUT,
    PlatformConnection,
    Reply,
)
from lti_service.lti.key import Keyring
from lti_service.ports import Clock


class ServiceCalls:
    """Calls with a token; one that is not taken is renewed once.

    Args:
        connection: The way out.
        keyring: Our own signing keys.
        clock: Time source.
        timeout: Seconds to connect and, from then on, for a whole answer.
    """

    def __init__(
        self,
        connection: PlatformConnection,
        keyring: Keyring,
        clock: Clock,
        *,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        self._connection = connection
        self._timeout = timeout
        self._tokens = AccessTokens(connection, keyring, clock)

    def check_owner(self, url: str, platform: Platform) -> None:
        """Refuse an address that is not the platform's: `PlatformRefusedError`."""
        self._connection.guard.check_owner(url, platform)

    def call(
        self,
        platform: Platform,
        scope: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: str | None = None,
        limit: int = MEGABYTE,
    ) -> Reply:
        """Send a request; return the answer whatever its status.

        Raises:
            PlatformBusyError: No answer, or no token.
            PlatformRefusedError: The address may not be called.
        """
        self.check_owner(url, platform)
        token = self._tokens.get(platform, [scope])
        reply = self._sent(method, url, headers, data, limit, token)
        if reply.status != HTTPStatus.UNAUTHORIZED:
            return reply
        self._tokens.discard(platform, [scope], token)
        token = self._tokens.get(platform, [scope])
        return self._sent(method, url, headers, data, limit, token)

    def _sent(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: str | None,
        limit: int,
        token: str,
    ) -> Reply:
        authorized = {**headers, "Authorization": f"Bearer {token}"}
        return self._connection.call(
            method,
            url,
            headers=authorized,
            data=data,
            timeout=self._timeout,
            limit=limit,
        )
