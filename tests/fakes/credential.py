"""Fake store of credentials, their issuer and keys, and transcripts."""

from collections.abc import Sequence
from datetime import datetime

from lti_service.domain.credential import Credential, IssuerProfile
from lti_service.domain.transcript import TranscriptRecord
from tests.fakes.tables import Tables


class FakeCredentials:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def hold_still(self) -> None:
        """Whoever writes is alone here."""

    def next_number(self) -> int:
        return (
            max((c.number for c in self._tables.credentials.values()), default=-1) + 1
        )

    def save(self, credential: Credential) -> None:
        self._tables.credentials[credential.id] = credential

    def get(self, credential_id: str) -> Credential | None:
        return self._tables.credentials.get(credential_id)

    def of_person(self, person_id: str) -> Sequence[Credential]:
        return [c for c in self.all() if c.person_id == person_id]

    def all(self) -> Sequence[Credential]:
        known = self._tables.credentials.values()
        return sorted(known, key=lambda one: one.number, reverse=True)

    def issuer(self) -> IssuerProfile | None:
        known = self._tables.issuers
        return max(known, key=lambda one: one.saved_at, default=None)

    def save_issuer(self, profile: IssuerProfile) -> None:
        known = [
            one for one in self._tables.issuers if one.saved_at != profile.saved_at
        ]
        self._tables.issuers[:] = [*known, profile]

    def keys(self) -> Sequence[tuple[str, str, datetime]]:
        by_name = sorted(self._tables.credential_keys, key=lambda one: one[0])
        return sorted(by_name, key=lambda one: one[2], reverse=True)

    def add_key(self, kid: str, pem: str, created_at: datetime) -> None:
        self._tables.credential_keys.append((kid, pem, created_at))

    def add_transcript(self, record: TranscriptRecord) -> None:
        self._tables.transcripts[record.id] = record

    def transcript_like(self, content_hash: str) -> TranscriptRecord | None:
        known = self._tables.transcripts.values()
        return next((one for one in known if one.content_hash == content_hash), None)

    def transcript(self, transcript_id: str) -> TranscriptRecord | None:
        return self._tables.transcripts.get(transcript_id)
