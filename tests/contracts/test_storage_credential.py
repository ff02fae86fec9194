"""Credentials, their issuer and keys, and transcripts, whoever stores them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from lti_service.domain.credential import (
    Credential,
    CredentialKind,
    IssuerProfile,
    Revocation,
)
from lti_service.domain.transcript import TranscriptRecord
from lti_service.ports.storage import Storage
from tests.contracts import given
from tests.fakes import MORNING

FIRST = Credential(
    id="c-1",
    number=0,
    person_id="person-1",
    kind=CredentialKind.COMPETENCY,
    source="decision:d-1",
    title="Penanggulangan bencana",
    level=2,
    named=True,
    token="a.b.c",
    issued_at=MORNING,
    valid_until=date(2029, 11, 24),
)
SECOND = replace(
    FIRST,
    id="c-2",
    number=1,
    kind=CredentialKind.COURSE,
    level=0,
    named=False,
    valid_until=None,
    shown=False,
)
OTHERS = replace(FIRST, id="c-3", number=2, person_id="person-2")
PROFILE = IssuerProfile("BPSDM", "https://a.example", "", "", MORNING, "a-1")
TRANSCRIPT = TranscriptRecord(
    "t-1", "person-1", 2026, "ab" * 32, "S•••", Decimal("12.50"), 1, MORNING, "a-1"
)


@pytest.fixture
def kept(storage: Storage) -> Storage:
    """An office, so that credentials belong to somebody."""
    given.an_office(storage)
    return storage


def test_credentials_come_back_newest_first_and_keep_what_became_of_them(
    kept: Storage,
) -> None:
    with kept.writing() as uow:
        uow.credentials.hold_still()
        assert uow.credentials.next_number() == 0
        for one in (FIRST, SECOND, OTHERS):
            uow.credentials.save(one)
        assert uow.credentials.next_number() == 3
        uow.commit()
    revoked = replace(
        FIRST,
        shown=False,
        revoked_at=MORNING + timedelta(days=1),
        revoked_by="a-1",
        revocation=Revocation.ISSUER,
        reason="Keliru.",
    )
    with kept.writing() as uow:
        uow.credentials.save(revoked)
        uow.commit()
    with kept.reading() as uow:
        assert uow.credentials.all() == [OTHERS, SECOND, revoked]
        assert uow.credentials.of_person("person-1") == [SECOND, revoked]
        assert uow.credentials.get("c-1") == revoked
        assert uow.credentials.get("c-9") is None
        assert isinstance(uow.credentials.all()[0].kind, CredentialKind)


def test_the_latest_profile_is_who_issues(kept: Storage) -> None:
    later = replace(PROFILE, name="BPSDM Baru", saved_at=MORNING + timedelta(hours=1))
    with kept.writing() as uow:
        assert uow.credentials.issuer() is None
        uow.credentials.save_issuer(later)
        uow.credentials.save_issuer(PROFILE)
        assert uow.credentials.issuer() == later
        again = replace(later, email="a@b.example")
        uow.credentials.save_issuer(again)
        assert uow.credentials.issuer() == again


def test_keys_are_never_lost_and_the_newest_comes_first(kept: Storage) -> None:
    with kept.writing() as uow:
        uow.credentials.add_key("k-1", "pem-1", MORNING)
        uow.credentials.add_key("k-2", "pem-2", MORNING + timedelta(days=1))
        assert uow.credentials.keys() == [
            ("k-2", "pem-2", MORNING + timedelta(days=1)),
            ("k-1", "pem-1", MORNING),
        ]
        assert uow.keys.all() == []


def test_a_transcript_is_found_by_its_id_and_by_what_it_says(kept: Storage) -> None:
    with kept.writing() as uow:
        assert uow.credentials.transcript_like(TRANSCRIPT.content_hash) is None
        uow.credentials.add_transcript(TRANSCRIPT)
        uow.commit()
    with kept.reading() as uow:
        assert uow.credentials.transcript_like(TRANSCRIPT.content_hash) == TRANSCRIPT
        assert uow.credentials.transcript("t-1") == TRANSCRIPT
        assert uow.credentials.transcript("t-2") is None
