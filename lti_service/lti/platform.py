"""The registrations that logins and launches are checked against."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from lti_service.domain.launch import Platform
from lti_service.errors import LaunchRefusedError
from lti_service.ports import Clock
from lti_service.ports.storage import Storage

KEPT = timedelta(seconds=5)


class Registrations:
    """Registrations as they were a few seconds ago at most; new ones count at once.

    Args:
        storage: Where they are kept.
        clock: Time source.
    """

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._known: Sequence[Platform] = ()
        self._read_at: datetime | None = None

    def of_login(self, issuer: str, client_id: str, deployment_id: str) -> Platform:
        """Return the registration that a login means.

        Args:
            issuer: ``iss``.
            client_id: Empty where the platform does not say.
            deployment_id: Likewise.

        Raises:
            LaunchRefusedError: There is none, or more than one.
        """
        of_issuer = self._find(lambda known: known.issuer == issuer)
        if not of_issuer:
            raise LaunchRefusedError("login-issuer-unknown")
        if client_id:
            of_issuer = self._find(
                lambda known: known.issuer == issuer and known.client_id == client_id
            )
            if not of_issuer:
                raise LaunchRefusedError("login-client-unknown")
        if deployment_id:
            of_issuer = [
                known for known in of_issuer if self._deployed(known, deployment_id)
            ]
            if not of_issuer:
                raise LaunchRefusedError("launch-deployment-unknown")
        if len(of_issuer) > 1:
            raise LaunchRefusedError("login-client-missing")
        return of_issuer[0]

    def by_id(self, platform_id: str) -> Platform:
        """Return a registration.

        Raises:
            LaunchRefusedError: It was removed.
        """
        found = self._find(lambda known: known.id == platform_id)
        if not found:
            raise LaunchRefusedError("login-issuer-unknown")
        return found[0]

    def require_deployment(self, platform: Platform, deployment_id: str) -> None:
        """Refuse a deployment that was not registered.

        Raises:
            LaunchRefusedError: It is not among the platform's.
        """
        if not self._deployed(platform, deployment_id):
            raise LaunchRefusedError("launch-deployment-unknown", platform=platform.id)

    def _deployed(self, platform: Platform, deployment_id: str) -> bool:
        return deployment_id in platform.deployments or bool(
            self._find(
                lambda known: (
                    known.id == platform.id and deployment_id in known.deployments
                )
            )
        )

    def _find(self, fits: Callable[[Platform], bool]) -> list[Platform]:
        now = self._clock.now()
        if self._read_at is not None and now - self._read_at < KEPT:
            found = [known for known in self._known if fits(known)]
            if found:
                return found
        with self._storage.reading() as uow:
            known = uow.platforms.all()
        self._known, self._read_at = known, now
        return [platform for platform in known if fits(platform)]
