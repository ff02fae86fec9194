"""The plan in words and marks."""

from lti_service.domain.agency_plan import (
    Content,
    PlanAct,
    PlanChange,
    PlanItem,
    PlanItemState,
    PlanState,
)
from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.locale import format_month, format_number
from lti_service.web.language import language, translate as _


def rupiah_words(amount: int | None) -> str:
    """Return an amount of money as people write it; a dash where there is none."""
    if amount is None:
        return "–"
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{format_number(abs(amount), language())}"


def content_words() -> dict[str, str]:
    """Return the seven contents in words, in the law's order."""
    return {
        Content.COMPETENCY: _("jenis kompetensi"),
        Content.TARGET: _("sasaran"),
        Content.ROUTE: _("jenis dan jalur"),
        Content.ORGANISER: _("penyelenggara"),
        Content.SCHEDULE: _("jadwal"),
        Content.CURRICULUM: _("kesesuaian kurikulum"),
        Content.BUDGET: _("anggaran"),
    }


def field_words() -> dict[str, str]:
    """Return what people change of an item, in words."""
    return {
        "competency_code": _("Kompetensi"),
        "level": _("Level"),
        "unit_code": _("Unit"),
        "people": _("Sasaran, orang"),
        "route": _("Jalur"),
        "organiser": _("Penyelenggara"),
        "programme_code": _("Program"),
        "first_month": _("Bulan pertama"),
        "last_month": _("Bulan terakhir"),
        "curriculum": _("Kesesuaian kurikulum"),
        "budget": _("Anggaran"),
        "funding": _("Sumber dana"),
        "state": _("Keadaan"),
    }


def form_words(route: str) -> str:
    """Return what type of development a route belongs to; empty where none is known."""
    return {
        "A": _("Pendidikan"),
        "B": _("Pelatihan klasikal"),
        "C": _("Pelatihan nonklasikal"),
    }.get(route[:1], "")


def schedule_words(item: PlanItem) -> str:
    """Return when an item is held; a dash while nobody said."""
    if not item.first_month:
        return "–"
    first = format_month(item.first_month, language())
    last = format_month(item.last_month, language())
    if first == last:
        return first
    return _("{from} sampai {until}", **{"from": first, "until": last})


def month_names() -> dict[int, str]:
    """Return the twelve months by number."""
    return {month: format_month(month, language()) for month in range(1, 13)}


def quarter_words(quarter: int) -> str:
    """Return a quarter in words."""
    if not quarter:
        return _("Belum terjadwal")
    return _("Triwulan {number}", number=("I", "II", "III", "IV")[quarter - 1])


def item_mark(item: PlanItem) -> tuple[str, str]:
    """Return the class and the words of an item's badge."""
    if item.state is PlanItemState.CANCELLED:
        return "none", _("Dibatalkan")
    if item.missing:
        return "attention", _("Belum lengkap")
    if item.state is PlanItemState.DECIDED:
        return "right", _("Ditetapkan")
    return "info", _("Rancangan, lengkap")


def plan_mark(state: PlanState) -> tuple[str, str]:
    """Return the class and the words of a plan's badge."""
    return {
        PlanState.DRAFT: ("info", _("Rancangan")),
        PlanState.SUBMITTED: ("attention", _("Menunggu keputusan pimpinan")),
        PlanState.DECIDED: ("right", _("Ditetapkan")),
    }[state]


def act_words(act: PlanAct) -> str:
    """Return a step of a plan in words."""
    return {
        PlanAct.SUBMITTED: _("Diajukan kepada pimpinan"),
        PlanAct.WITHDRAWN: _("Ditarik kembali"),
        PlanAct.RETURNED: _("Dikembalikan"),
        PlanAct.DECIDED: _("Ditetapkan"),
    }[act]


def change_words(change: PlanChange) -> str:
    """Return a value before and after in one line."""
    before = _value(change.field, change.before)
    return f"{before} → {_value(change.field, change.after)}"


def individual_mark(state: IndividualPlanState) -> tuple[str, str]:
    """Return the class and the words of the badge of a person's plan."""
    return {
        IndividualPlanState.DRAFT: ("info", _("Rancangan")),
        IndividualPlanState.PROPOSED: ("attention", _("Menunggu persetujuan atasan")),
        IndividualPlanState.AGREED: ("right", _("Disetujui")),
        IndividualPlanState.RETURNED: ("attention", _("Dikembalikan")),
    }[state]


def _value(field: str, text: str) -> str:
    if not text or (text == "0" and field in {"first_month", "last_month", "people"}):
        return "–"
    if field == "budget":
        return rupiah_words(int(text))
    if field in {"first_month", "last_month"}:
        return format_month(int(text), language())
    if field == "state":
        return {
            PlanItemState.DRAFT: _("Rancangan"),
            PlanItemState.DECIDED: _("Ditetapkan"),
            PlanItemState.CANCELLED: _("Dibatalkan"),
        }[PlanItemState(text)]
    return text
