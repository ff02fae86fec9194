"""Cycles of needs (AKPK): open one, see how far it is, lead it on; mandates."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.charts.bars import Bar, bars
from lti_service.domain.grant import Role
from lti_service.domain.needs import CycleState, NeedState
from lti_service.domain.organisation import GROUPS
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.locale import format_number
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.needs.inventory import request_inventory
from lti_service.use_cases.needs.mandate import (
    end_mandate,
    list_mandates,
    make_mandate,
)
from lti_service.use_cases.needs.needs import (
    READERS,
    CycleProgress,
    PlannedCycle,
    change_stage,
    cycle_progress,
    decide_cycle,
    list_cycles,
    open_cycle,
)
from lti_service.use_cases.needs.queue import waiting_needs
from lti_service.web.current import account, grants, ports, require, require_everywhere
from lti_service.web.language import language, translate as _
from lti_service.web.needs_words import WORDS, state_words

blueprint = Blueprint("needs", __name__, url_prefix="/admin/needs")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """All cycles, and what waits for whoever reads."""
    require(*READERS)
    return _cycles_page({}, None), 200


@blueprint.post("")
def open_new() -> ResponseReturnValue:
    """Open the cycle of a year."""
    require_everywhere(Role.ADMINISTRATOR)
    form = request.form

    def act() -> str:
        year = form.get("year", "")
        days = [
            day_of(form.get(name, ""))
            for name in (
                "reference_date",
                "inventory_until",
                "verification_until",
                "validation_until",
            )
        ]
        known = [day for day in days if day is not None]
        if len(known) < len(days) or not (year.isascii() and year.isdecimal()):
            raise InvalidInputError("needs-dates")
        planned = PlannedCycle(int(year[:6]), *known)
        cycle = open_cycle(planned, actor=account().id, ports=ports())
        return url_for("needs.show_cycle", year=cycle.year)

    return _done(act, lambda error: _cycles_page(form, error))


@blueprint.get("/<int:year>")
def show_cycle(year: int) -> ResponseReturnValue:
    """How far a cycle is, by unit and competency."""
    require(*READERS)
    return _cycle_page(year, {}, None), 200


@blueprint.post("/<int:year>/inventory")
def inventory(year: int) -> ResponseReturnValue:
    """Let the worker make the proposals of everybody."""
    require_everywhere(Role.ADMINISTRATOR)

    def act() -> str:
        request_inventory(year, actor=account().id, ports=ports())
        return url_for("needs.show_cycle", year=year)

    return _done(act, lambda error: _cycle_page(year, {}, error))


@blueprint.post("/<int:year>/stage")
def stage(year: int) -> ResponseReturnValue:
    """Lead a cycle to its next stage, or back to the one before."""
    require_everywhere(Role.ADMINISTRATOR)
    form = request.form

    def act() -> str:
        seen, to = form.get("seen", ""), form.get("to", "")
        if not {seen, to} <= set(CycleState):
            raise InvalidInputError("bad-form")
        change_stage(
            year,
            CycleState(seen),
            CycleState(to),
            form.get("note", ""),
            actor=account().id,
            ports=ports(),
        )
        return url_for("needs.show_cycle", year=year)

    return _done(act, lambda error: _cycle_page(year, form, error))


@blueprint.post("/<int:year>/decide")
def decide(year: int) -> ResponseReturnValue:
    """Keep that the PPK decided a cycle."""
    require_everywhere(Role.ADMINISTRATOR)
    form = request.form

    def act() -> str:
        decide_cycle(
            year,
            form.get("decided_by", ""),
            form.get("document_number", ""),
            day_of(form.get("decided_on", "")),
            actor=account().id,
            ports=ports(),
        )
        return url_for("needs.show_cycle", year=year)

    return _done(act, lambda error: _cycle_page(year, form, error))


@blueprint.get("/<int:year>/mandates")
def mandates(year: int) -> ResponseReturnValue:
    """What everybody of a group must learn."""
    require_everywhere(Role.ADMINISTRATOR)
    return _mandates_page(year, {}, None), 200


@blueprint.post("/<int:year>/mandates")
def add_mandate(year: int) -> ResponseReturnValue:
    """Say what everybody of a group must learn."""
    require_everywhere(Role.ADMINISTRATOR)
    form = request.form

    def act() -> str:
        make_mandate(
            year,
            form.get("competency", ""),
            form.get("level", 0, type=int),
            form.get("reason", ""),
            unit_code=form.get("unit", ""),
            group=form.get("group", ""),
            actor=account().id,
            ports=ports(),
        )
        return url_for("needs.mandates", year=year)

    return _done(act, lambda error: _mandates_page(year, form, error))


@blueprint.post("/<int:year>/mandates/<mandate_id>")
def change_mandate(year: int, mandate_id: str) -> ResponseReturnValue:
    """Take a mandate back, or put it back."""
    require_everywhere(Role.ADMINISTRATOR)

    def act() -> str:
        back = request.form.get("act") == "restore"
        end_mandate(year, mandate_id, back=back, actor=account().id, ports=ports())
        return url_for("needs.mandates", year=year)

    return _done(act, lambda error: _mandates_page(year, {}, error))


def day_of(text: str) -> date | None:
    """Return the day that a form names; none where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def problem_of(error: ServiceError | None) -> tuple[str, str] | None:
    """Return what a person is told of an error."""
    if error is None:
        return None
    return _(error.explanation.message), _(error.explanation.remedy)


def _done(
    act: Callable[[], str], refused: Callable[[ServiceError], str]
) -> ResponseReturnValue:
    """Do it, and go where it leads; or show the page again with what was typed."""
    try:
        return redirect(act(), 303)
    except (InvalidInputError, ConflictError) as error:
        return refused(error), error.explanation.status


def _leads() -> bool:
    return any(g.role is Role.ADMINISTRATOR and not g.unit_code for g in grants())


def _cycles_page(form: Mapping[str, str], error: ServiceError | None) -> str:
    who = account().id
    waiting = {one.cycle.year: one for one in waiting_needs(who, ports=ports())}
    return render_template(
        "needs-cycles.html",
        cycles=list_cycles(who, ports=ports()),
        waiting=waiting,
        total=sum(one.items for one in waiting.values()),
        leads=_leads(),
        form=form,
        next_year=today(ports()).year + 1,
        problem=problem_of(error),
        at=_now(),
        **WORDS,
    )


def _cycle_page(year: int, form: Mapping[str, str], error: ServiceError | None) -> str:
    who = account().id
    unit = request.args.get("unit", "")
    progress = cycle_progress(who, year, unit_code=unit, ports=ports())
    own = [one for one in waiting_needs(who, ports=ports()) if one.cycle.year == year]
    return render_template(
        "needs-cycle.html",
        progress=progress,
        cycle=progress.cycle,
        unit=unit,
        waiting=own[0].items if own else 0,
        leads=_leads(),
        form=form,
        problem=problem_of(error),
        chart=_chart(progress),
        today=today(ports()),
        at=_now(),
        time_zone=ports().time_zone,
        **WORDS,
    )


def _mandates_page(
    year: int, form: Mapping[str, str], error: ServiceError | None
) -> str:
    found = list_mandates(account().id, year, ports=ports())
    return render_template(
        "needs-mandates.html",
        found=found,
        cycle=found.cycle,
        names={one.code: one.name for one in found.competencies},
        units={one.code: one.name for one in found.units},
        groups=GROUPS,
        form=form,
        problem=problem_of(error),
        at=_now(),
    )


def _chart(progress: CycleProgress) -> str:
    """Return how many needs are in which state."""
    states = progress.all.states
    words = state_words()
    shown = [
        (words[state], states.get(state, 0))
        for state in NeedState
        if state is not NeedState.WITHDRAWN
    ]
    rows = [Bar(label, n, format_number(n, language())) for label, n in shown]
    return bars(_("Kebutuhan menurut keadaannya"), (_("Keadaan"), _("Kebutuhan")), rows)


def _now() -> Any:
    return ports().clock.now().astimezone(ports().time_zone)
