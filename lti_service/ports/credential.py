"""Credentials, who issues them, and the form in which they are shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from lti_service.domain.credential import Badge, Credential, IssuerProfile, StatusList
from lti_service.domain.transcript import TranscriptRecord


class Credentials(Protocol):
    """Issued credentials, the issuer, its keys, and transcripts that were made."""

    def hold_still(self) -> None:
        """Let nobody else issue or revoke before this transaction ends."""
        ...

    def next_number(self) -> int:
        """Return the number of the next credential."""
        ...

    def save(self, credential: Credential) -> None:
        """Add a credential, or keep what became of it."""
        ...

    def get(self, credential_id: str) -> Credential | None:
        """Return a credential."""
        ...

    def of_person(self, person_id: str) -> Sequence[Credential]:
        """Return a person's credentials, newest first."""
        ...

    def all(self) -> Sequence[Credential]:
        """Return all credentials, newest first."""
        ...

    def issuer(self) -> IssuerProfile | None:
        """Return who issues now; none until that is filled in."""
        ...

    def save_issuer(self, profile: IssuerProfile) -> None:
        """Add a profile; it holds from now on."""
        ...

    def keys(self) -> Sequence[tuple[str, str, datetime]]:
        """Return kid, PEM and creation time of all keys there ever were, newest first."""
        ...

    def add_key(self, kid: str, pem: str, created_at: datetime) -> None:
        """Add a key."""
        ...

    def add_transcript(self, record: TranscriptRecord) -> None:
        """Keep that a transcript was made."""
        ...

    def transcript_like(self, content_hash: str) -> TranscriptRecord | None:
        """Return what is kept of a transcript that says just that."""
        ...

    def transcript(self, transcript_id: str) -> TranscriptRecord | None:
        """Return what is kept of a transcript."""
        ...


class Badges(Protocol):
    """Credentials in the form of Open Badges 3.0."""

    def sign(self, badge: Badge, kid: str, pem: str) -> str:
        """Return a credential as VC-JWT, signed."""
        ...

    def sign_list(self, status_list: StatusList, kid: str, pem: str) -> str:
        """Return a status list as VC-JWT, signed."""
        ...

    def read(self, token: str) -> Mapping[str, object]:
        """Return what one of our own tokens says; its signature is not looked at."""
        ...

    def public_key(self, kid: str, pem: str) -> Mapping[str, object]:
        """Return the public half of a key as JSON Web Key."""
        ...

    def profile(self, issuer: IssuerProfile) -> Mapping[str, object]:
        """Return the issuer as others read it."""
        ...

    def bake(self, credential: Credential) -> bytes:
        """Return a picture (SVG) of a credential that holds the credential itself."""
        ...
