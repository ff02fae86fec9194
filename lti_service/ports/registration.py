"""Registering at an LMS."""

from typing import Protocol

from lti_service.domain.registration import RegisteredPlatform, RegistrationInvitation


class RegistrationInvitations(Protocol):
    """Invitations to register an LMS."""

    def get(self, secret_hash: str) -> RegistrationInvitation | None:
        """Return an invitation; in a writing unit of work its row is locked."""
        ...

    def save(self, invitation: RegistrationInvitation) -> None:
        """Add or replace an invitation."""
        ...


class Registrar(Protocol):
    """Registers this tool at platforms; it stores nothing."""

    def register(self, configuration_url: str, token: str) -> RegisteredPlatform:
        """Ask a platform who it is and send it our registration.

        Args:
            configuration_url: ``openid_configuration``, as the browser brought it.
            token: ``registration_token``; empty where there is none.

        Raises:
            RegistrationRefusedError: The platform is not one to register at.
        """
        ...
