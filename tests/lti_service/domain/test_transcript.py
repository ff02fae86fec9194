from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.learning_hours import (
    JpEntry,
    count_entries,
    hours_rule,
    year_of_hours,
)
from lti_service.domain.transcript import Transcript, TranscriptRecord, mask_name
from tests.fakes import MORNING
from tests.fakes.hours_rule import hours_parameters, jp_conversions
from tests.lti_service.credential import passed
from tests.lti_service.office import LEARNER, decision


def transcript(entry: JpEntry | None = None, **changes: Any) -> Transcript:
    counted = count_entries([entry or passed()], jp_conversions())
    year = year_of_hours(2026, counted, "PNS", hours_rule(hours_parameters()))
    fields: dict[str, Any] = {
        "person": LEARNER,
        "unit": "Kecamatan Seruni",
        "position": "Kepala Seksi",
        "hours": year,
        "decisions": (decision(1),),
        "competencies": {},
        "programmes": (("Pelatihan dasar", date(2026, 3, 1)),),
        "routes": {},
        "issuer": "BPSDM",
    }
    return Transcript(**(fields | changes))


def test_the_same_words_have_the_same_hash() -> None:
    assert transcript().content_hash == transcript().content_hash
    assert transcript().year == 2026


@pytest.mark.parametrize(
    "changes",
    [
        {"person": replace(LEARNER, name="Orang Lain")},
        {"person": replace(LEARNER, nip="")},
        {"unit": ""},
        {"position": ""},
        {"issuer": ""},
        {"decisions": ()},
        {"decisions": (decision(1, level=3),)},
        {"decisions": (decision(1, valid_until=None),)},
        {"programmes": ()},
        {"entry": passed(amount=Decimal(1))},
        {"entry": passed(activity="Siaga")},
    ],
)
def test_whatever_it_says_otherwise_changes_the_hash(changes: dict[str, Any]) -> None:
    assert transcript(**changes).content_hash != transcript().content_hash


def test_a_name_is_masked_to_its_first_letters() -> None:
    assert mask_name("Siti Rahma,  S.Sos.") == "S••• R••• S•••"


def test_paper_bears_the_beginning_of_the_hash_in_groups() -> None:
    record = TranscriptRecord(
        "t", "p", 2026, "0123456789abcdef" * 4, "S•••", Decimal(1), 1, MORNING, "a"
    )
    assert record.short_hash == "0123 4567 89AB"
