"""The table of a year's items: which are shown, in what order, and the picture above."""

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from lti_service.charts.realisation import realisation_bar
from lti_service.use_cases.planning.plan_realisation import RealisedItem, YearPlan
from lti_service.web.language import translate as _
from lti_service.web.plan_words import rupiah_words

_STATES: Mapping[str, Callable[[RealisedItem], bool]] = {
    "incomplete": lambda row: row.item.stands and bool(row.item.missing),
    "complete": lambda row: row.item.stands and not row.item.missing,
    "unstarted": lambda row: row.item.stands and not row.enrolled,
    "cancelled": lambda row: not row.item.stands,
}
_ORDERS: Mapping[str, Callable[[RealisedItem], Any]] = {
    "number": lambda row: row.item.number,
    "competency": lambda row: (row.competency.lower(), row.item.level),
    "schedule": lambda row: row.item.first_month or 13,
    "budget": lambda row: -(row.item.budget or 0),
    "finished": lambda row: row.finished / (row.item.people or 1),
}


def plan_charts(plan: YearPlan) -> tuple[str, str]:
    """Return bars of people and of money as SVG."""
    rows = plan.standing
    people, total = plan.people, plan.totals.total
    enrolled, finished = (
        sum(getattr(r, n) for r in rows) for n in ("enrolled", "finished")
    )
    return (
        realisation_bar(
            _(
                "Orang: direncanakan {people}, terdaftar {enrolled}, selesai {finished}",
                people=people,
                enrolled=enrolled,
                finished=finished,
            ),
            people,
            enrolled,
            finished,
        ),
        realisation_bar(
            _(
                "Anggaran: direncanakan {total}, terserap {spent}",
                total=rupiah_words(total),
                spent=rupiah_words(plan.spent),
            ),
            total,
            plan.spent,
            plan.spent,
        ),
    )


def asked_rows(
    plan: YearPlan, asked: MultiDict[str, str]
) -> tuple[list[RealisedItem], str]:
    """Return the items that an address asks for, and by what they are sorted."""
    state = asked.get("state", "")
    rows = [row for row in plan.items if state not in _STATES or _STATES[state](row)]
    if quarter := asked.get("quarter", type=int):
        rows = [row for row in rows if row.item.quarter == quarter]
    if route := asked.get("route", ""):
        rows = [row for row in rows if row.item.route == route]
    if words := asked.get("q", "").strip().lower():
        rows = [
            row
            for row in rows
            if words
            in f"{row.competency} {row.unit} {row.item.organiser} {row.item.funding}".lower()
        ]
    order = asked.get("order", "number")
    order = order if order in _ORDERS else "number"
    return sorted(rows, key=_ORDERS[order]), order


def state_words() -> dict[str, str]:
    """Return what the table may be cut to, in words."""
    return {
        "incomplete": _("belum lengkap"),
        "complete": _("lengkap"),
        "unstarted": _("belum ada peserta"),
        "cancelled": _("dibatalkan"),
    }
