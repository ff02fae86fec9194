"""Sheets, drills and observations, each kind of act on one of its own."""

from lti_service.domain.observation import SheetOutcome
from lti_service.ports.storage import UnitOfWork
from tests import service_factories as made

SHEET = {
    "title": "Lembar Baru",
    "outcomes": "T-PB-01:2",
    "l1": "A",
    "l2": "B",
    "k0": "Memakai jalur",
    "k0-1": "Tidak",
    "k0-2": "Ya",
}
SCORE_ID = "20000000-0000-4000-8000-000000000001"
"""What a phone calls a score; sending it again changes nothing."""


def scores(account: str) -> dict[str, str]:
    """What a phone sends of the owner."""
    score = (
        f'{{"id": "{SCORE_ID[:-1]}{len(account) % 10}", "person": "p-owner", '
        '"levels": [3, 3], "comments": ["", ""], "comment": "", '
        '"at": "2026-11-24T00:10:00Z", "version": 1}'
    )
    return {"account": account, "scores": f"[{score}]"}


def fill_observations(uow: UnitOfWork) -> None:
    """Put them there; the people and competencies must be."""
    kept = uow.observations
    for name in ("1", "end", "edit"):
        outcomes = (SheetOutcome("T-PB-01", 3),)
        kept.append_sheet(made.observation_sheet(id=f"sheet-{name}", outcomes=outcomes))
    for name in ("1", "cancel", "edit"):
        kept.append_drill(
            made.drill(
                id=f"drill-{name}",
                observers=("p-assessor",),
                participants=("p-owner", "p-mate"),
            )
        )
    for number, (record, drill_id, observer) in enumerate(
        (("r-own", "drill-1", "p-assessor"), ("r-admin", "drill-1", "p-admin"))
    ):
        kept.append(
            made.observation(
                id=f"10000000-0000-4000-8000-00000000000{number}",
                record=record,
                drill_id=drill_id,
                person_id="p-owner",
                observer_id=observer,
                comment="Bukti Pemilik",
            )
        )
