"""How needs are told: kinds, priorities, states, stages."""

from datetime import date

from lti_service.domain.needs import (
    INVENTORY,
    CycleState,
    GapKind,
    NeedsCycle,
    NeedState,
    Priority,
)
from lti_service.use_cases.needs.intake import IMPORT
from lti_service.use_cases.needs.queue import NeedRow
from lti_service.web.language import translate as _


def kind_words() -> dict[GapKind, str]:
    """Return the kinds of gaps."""
    return {
        GapKind.COMPETENCY: _("kompetensi"),
        GapKind.PERFORMANCE: _("kinerja"),
        GapKind.CAREER: _("karier"),
        GapKind.MANDATE: _("mandat"),
    }


def priority_words() -> dict[Priority, str]:
    """Return the priorities, the most pressing first."""
    return {
        Priority.HIGH: _("tinggi"),
        Priority.MEDIUM: _("sedang"),
        Priority.LOW: _("rendah"),
    }


def priority_mark(priority: Priority) -> str:
    """Return the class of a priority's badge."""
    return "attention" if priority is Priority.HIGH else "none"


def state_words() -> dict[NeedState, str]:
    """Return the states of needs."""
    return {
        NeedState.PROPOSED: _("menunggu verifikasi"),
        NeedState.VERIFIED: _("menunggu validasi"),
        NeedState.NOT_VERIFIED: _("ditolak verifikator"),
        NeedState.VALIDATED: _("divalidasi"),
        NeedState.NOT_VALIDATED: _("ditolak validator"),
        NeedState.WITHDRAWN: _("ditarik"),
    }


def state_mark(state: NeedState) -> str:
    """Return the class of a state's badge."""
    return {
        NeedState.PROPOSED: "info",
        NeedState.VERIFIED: "info",
        NeedState.VALIDATED: "right",
        NeedState.WITHDRAWN: "none",
    }.get(state, "wrong")


def stage_words() -> dict[CycleState, str]:
    """Return the stages of a cycle."""
    return {
        CycleState.INVENTORY: _("inventarisasi"),
        CycleState.VERIFICATION: _("verifikasi"),
        CycleState.VALIDATION: _("validasi"),
        CycleState.DECIDED: _("ditetapkan"),
    }


def days_of(cycle: NeedsCycle) -> list[tuple[str, date]]:
    """Return the planned last day of each stage."""
    return [
        (_("Inventarisasi sampai"), cycle.inventory_until),
        (_("Verifikasi sampai"), cycle.verification_until),
        (_("Validasi sampai"), cycle.validation_until),
    ]


def subject_words(row: NeedRow) -> str:
    """Return what is needed."""
    return row.competency.name if row.competency else row.item.title


def level_words(row: NeedRow) -> str:
    """Return which level is held and which is required."""
    item = row.item
    if not item.required:
        return _("tanpa level")
    return _("{held} dari {required}", held=item.held, required=item.required)


def proposer_words(row: NeedRow) -> str:
    """Return who proposed a need."""
    return actor_words(row.item.proposed_by, row.names)


def actor_words(by: str, names: dict[str, str]) -> str:
    """Return who made a change."""
    if by == INVENTORY:
        return _("inventarisasi")
    if by == IMPORT:
        return _("berkas impor")
    return names.get(by, _("seseorang"))


WORDS = {
    "kind_words": kind_words,
    "priority_words": priority_words,
    "priority_mark": priority_mark,
    "state_words": state_words,
    "state_mark": state_mark,
    "stage_words": stage_words,
    "days_of": days_of,
    "subject_words": subject_words,
    "level_words": level_words,
    "proposer_words": proposer_words,
    "actor_words": actor_words,
}
"""What templates of needs ask for."""
