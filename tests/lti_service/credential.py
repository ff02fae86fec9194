"""An office that issues credentials, and a key that is made once."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from lti_service.domain.credential import IssuerProfile
from lti_service.domain.framework import Competency, Framework
from lti_service.domain.learning_hours import JpEntry, JpState
from lti_service.lti.key import new_signing_key
from lti_service.ports import Ports
from tests.fakes import MORNING, FakeStorage
from tests.lti_service.office import LEARNER, TODAY, decision, enough, keep, office
from tests.service_factories import jp_entry

ISSUER = IssuerProfile(
    "BPSDM Provinsi", "https://bpsdm.example", "surat@bpsdm.example", "", MORNING, "cli"
)
COMPETENCY, COURSE = "decision:d-1", "hours:attempt:t-1"


@cache
def key() -> tuple[str, str]:
    """Kid and PEM: a key takes a quarter of a second to make."""
    return new_signing_key()


@cache
def another_key() -> tuple[str, str]:
    """Somebody else's."""
    return new_signing_key()


def passed(**changes: Any) -> JpEntry:
    """The learner passed a course of the service's own."""
    fields: dict[str, Any] = {
        "person_id": LEARNER.id,
        "activity": "Siaga bencana",
        "course_id": "siaga-bencana",
        "record": "attempt:t-1",
        "route": "C3",
        "state": JpState.RECOGNISED,
        "amount": Decimal("2.5"),
    }
    return jp_entry(**(fields | changes))


def issuing(**changes: Any) -> tuple[FakeStorage, Ports]:
    """The learner has a competency and a course; an issuer is named."""
    storage, ports = office(new_signing_key=key, **changes)
    keep(storage, *enough(), decision(1, evidence_ids=("e-1", "e-2", "e-3")))
    tables = storage.tables
    tables.hours.append(passed())
    tables.issuers.append(ISSUER)
    tables.frameworks["SKJ"] = Framework("SKJ", "Standar Kompetensi ASN")
    known = tables.competencies["T-PB-01"]
    tables.competencies["T-PB-01"] = replace(
        known, definition="Menangani bencana di wilayahnya."
    )
    assert isinstance(known, Competency)
    assert TODAY.year == MORNING.year
    return storage, ports
