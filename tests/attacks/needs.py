"""Cycles of needs, each kind of act on one of its own."""

from lti_service.domain.needs import CycleState, GapKind, Mandate, NeedState
from lti_service.ports.storage import UnitOfWork
from tests import service_factories as made
from tests.fakes import MORNING

PLANNED, OPEN, VALIDATED, STAGE, DECIDE = 2026, 2040, 2041, 2042, 2043
"""Years of cycles: that of the plan, in inventory, in validation, for the two acts."""
JUDGED_AT = MORNING.isoformat()


def fill_needs(uow: UnitOfWork) -> None:
    """Put them there; the people must be."""
    for year, state in (
        (PLANNED, CycleState.DECIDED),
        (OPEN, CycleState.INVENTORY),
        (VALIDATED, CycleState.VALIDATION),
        (STAGE, CycleState.INVENTORY),
        (DECIDE, CycleState.VALIDATION),
    ):
        decided = state is CycleState.DECIDED
        cycle = made.needs_cycle(
            year=year,
            state=state,
            decided_by="Gubernur" if decided else "",
            decided_on=made.TODAY if decided else None,
            document_number="800/1/2025" if decided else "",
        )
        uow.needs.save_cycle(cycle)
    own = {"person_id": "p-owner", "unit_code": "UNIT-A", "position_code": "ANALIS"}
    uow.needs.save(
        [
            made.need_item(
                id="need-own",
                year=OPEN,
                kind=GapKind.PERFORMANCE,
                subject="bukti pemilik",
                competency_code="",
                title="Bukti Pemilik",
                proposed_by="p-owner",
                changed_by="p-owner",
                **own,
            ),
            made.need_item(
                id="need-owner",
                year=VALIDATED,
                state=NeedState.VERIFIED,
                reason="Bukti Pemilik",
                **own,
            ),
            made.need_item(
                id="need-judged",
                year=VALIDATED,
                subject="M08",
                competency_code="M08",
                state=NeedState.VALIDATED,
                changed_by="p-admin",
                validator_id="p-admin",
                validated_at=MORNING,
                **own,
            ),
        ],
        (),
    )
    uow.needs.save_mandate(
        Mandate("mandate-1", OPEN, "T-PB-01", 1, "", "", "Edaran", "cli", MORNING)
    )
