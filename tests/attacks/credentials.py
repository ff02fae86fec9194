"""What the owner of the world has been issued: nothing of it names them."""

import base64
import json
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

from lti_service.domain.credential import Credential, CredentialKind, Revocation
from lti_service.domain.learning_hours import JpState
from lti_service.domain.transcript import TranscriptRecord
from tests import service_factories as made
from tests.fakes import MORNING
from tests.lti_service.credential import ISSUER, key

KID = "kid-1"
_SAID = {
    "name": "Kompetensi",
    "issuer": {"name": "BPSDM", "url": "https://bpsdm.example"},
    "credentialSubject": {
        "achievement": {"description": "", "criteria": {"narrative": ""}}
    },
}


def real_keys() -> Any:
    """Return what makes keys that can sign, without the time that making them takes."""
    numbers = count(2)
    return lambda: (f"kid-{next(numbers)}", key()[1])


def _token() -> str:
    """Return what pages read; its signature is looked at elsewhere."""
    said = base64.urlsafe_b64encode(json.dumps(_SAID).encode()).decode()
    return f"e30.{said}."


def fill_credentials(uow: Any) -> None:
    """Put an issuer, a key, three credentials and a transcript there."""
    uow.credentials.save_issuer(ISSUER)
    uow.credentials.add_key(KID, key()[1], MORNING)
    passed = made.jp_entry(
        id="jp-passed",
        person_id="p-owner",
        activity="Bukti Pemilik",
        course_id="siaga-bencana",
        record="attempt:t-owner",
        route="C3",
        state=JpState.RECOGNISED,
        amount=Decimal(2),
    )
    uow.hours.append(passed)
    first = Credential(
        id="c-owner",
        number=0,
        person_id="p-owner",
        kind=CredentialKind.COMPETENCY,
        source="decision:d-other-competency",
        title="Kompetensi",
        level=2,
        named=False,
        token=_token(),
        issued_at=MORNING,
        valid_until=None,
    )
    for one in (
        first,
        replace(first, id="c-standing", number=1, source="decision:d-objected"),
        replace(
            first,
            id="c-revoked",
            number=2,
            kind=CredentialKind.COURSE,
            level=0,
            source="hours:attempt:t-owner",
            revoked_at=MORNING,
            revocation=Revocation.ISSUER,
        ),
    ):
        uow.credentials.save(one)
    uow.credentials.add_transcript(
        TranscriptRecord(
            "tr-owner",
            "p-owner",
            2026,
            "ab" * 32,
            "P••• P•••",
            Decimal(2),
            1,
            MORNING,
            "a-owner",
        )
    )
