"""Credentials, who issues them, the keys that sign them, and transcripts."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from lti_service.domain.credential import Credential, CredentialKind, IssuerProfile
from lti_service.domain.transcript import TranscriptRecord
from lti_service.storage.columns import Exact, Moment, choice
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

credentials = sa.Table(
    "credentials",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False, unique=True),
    sa.Column(
        "person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True
    ),
    sa.Column("kind", choice(CredentialKind), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("named", sa.Boolean, nullable=False),
    sa.Column("token", sa.Text, nullable=False),
    sa.Column("issued_at", Moment, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.Column("shown", sa.Boolean, nullable=False),
    sa.Column("revoked_at", Moment),
    sa.Column("revoked_by", sa.Text, nullable=False),
    sa.Column("revocation", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
issuer_profiles = sa.Table(
    "issuer_profiles",
    metadata,
    sa.Column("saved_at", Moment, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("image_url", sa.Text, nullable=False),
    sa.Column("saved_by", sa.Text, nullable=False),
)
credential_keys = sa.Table(
    "credential_keys",
    metadata,
    sa.Column("kid", sa.Text, primary_key=True),
    sa.Column("pem", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)
transcripts = sa.Table(
    "transcripts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column(
        "person_id", sa.Text, sa.ForeignKey("people.id"), nullable=False, index=True
    ),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False, unique=True),
    sa.Column("masked_name", sa.Text, nullable=False),
    sa.Column("recognised", Exact, nullable=False),
    sa.Column("decisions", sa.Integer, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
)

_COLUMNS = columns_of(credentials, Credential)
_SAVE = insert_or_update(credentials, ["id"])
_GET = sa.select(*_COLUMNS).where(credentials.c.id == sa.bindparam("id"))
_ALL = sa.select(*_COLUMNS).order_by(credentials.c.number.desc())
_OF_PERSON = _ALL.where(credentials.c.person_id == sa.bindparam("person_id"))
_LAST = sa.select(sa.func.max(credentials.c.number))
_ISSUER = sa.select(*columns_of(issuer_profiles, IssuerProfile)).order_by(
    issuer_profiles.c.saved_at.desc()
)
_SAVE_ISSUER = insert_or_update(issuer_profiles, ["saved_at"])
_KEYS = sa.select(
    credential_keys.c.kid, credential_keys.c.pem, credential_keys.c.created_at
).order_by(credential_keys.c.created_at.desc(), credential_keys.c.kid)
_ADD_KEY = sa.insert(credential_keys)
_TRANSCRIPT = sa.select(*columns_of(transcripts, TranscriptRecord))
_TRANSCRIPT_BY_ID = _TRANSCRIPT.where(transcripts.c.id == sa.bindparam("id"))
_TRANSCRIPT_LIKE = _TRANSCRIPT.where(
    transcripts.c.content_hash == sa.bindparam("content_hash")
)
_ADD_TRANSCRIPT = sa.insert(transcripts)
_row = values_of(Credential)
_issuer_row = values_of(IssuerProfile)
_transcript_row = values_of(TranscriptRecord)


class SqlCredentials:
    """`ports.Credentials` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def hold_still(self) -> None:
        """Let nobody else issue or revoke before this transaction ends."""
        self._sql.lock("credentials")

    def next_number(self) -> int:
        """Return the number of the next credential."""
        row = self._sql.one(_LAST)
        return 0 if row is None or row[0] is None else int(row[0]) + 1

    def save(self, credential: Credential) -> None:
        """Add a credential, or keep what became of it."""
        self._sql.run(_SAVE, _row(credential))

    def get(self, credential_id: str) -> Credential | None:
        """Return a credential."""
        row = self._sql.one(_GET, {"id": credential_id})
        return Credential(*row) if row else None

    def of_person(self, person_id: str) -> Sequence[Credential]:
        """Return a person's credentials, newest first."""
        rows = self._sql.all(_OF_PERSON, {"person_id": person_id})
        return [Credential(*row) for row in rows]

    def all(self) -> Sequence[Credential]:
        """Return all credentials, newest first."""
        return [Credential(*row) for row in self._sql.all(_ALL)]

    def issuer(self) -> IssuerProfile | None:
        """Return who issues now; none until that is filled in."""
        row = self._sql.one(_ISSUER.limit(1))
        return IssuerProfile(*row) if row else None

    def save_issuer(self, profile: IssuerProfile) -> None:
        """Add a profile; it holds from now on."""
        self._sql.run(_SAVE_ISSUER, _issuer_row(profile))

    def keys(self) -> Sequence[tuple[str, str, datetime]]:
        """Return kid, PEM and creation time of all keys there ever were, newest first."""
        return [(kid, pem, created_at) for kid, pem, created_at in self._sql.all(_KEYS)]

    def add_key(self, kid: str, pem: str, created_at: datetime) -> None:
        """Add a key."""
        self._sql.run(_ADD_KEY, {"kid": kid, "pem": pem, "created_at": created_at})

    def add_transcript(self, record: TranscriptRecord) -> None:
        """Keep that a transcript was made."""
        self._sql.run(_ADD_TRANSCRIPT, _transcript_row(record))

    def transcript_like(self, content_hash: str) -> TranscriptRecord | None:
        """Return what is kept of a transcript that says just that."""
        row = self._sql.one(_TRANSCRIPT_LIKE, {"content_hash": content_hash})
        return TranscriptRecord(*row) if row else None

    def transcript(self, transcript_id: str) -> TranscriptRecord | None:
        """Return what is kept of a transcript."""
        row = self._sql.one(_TRANSCRIPT_BY_ID, {"id": transcript_id})
        return TranscriptRecord(*row) if row else None
