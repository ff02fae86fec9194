"""The agency's plan of a year: draft, submit, decide, follow (Q3, R3, R5)."""

from datetime import date

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.charts.realisation import realisation_bar
from lti_service.domain.agency_plan import QUARTERS
from lti_service.domain.grant import Role
from lti_service.domain.plan_entry import EntryProblem
from lti_service.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.planning.agency_plan import propose_plan
from lti_service.use_cases.planning.plan_change import cancel_items, change_items
from lti_service.use_cases.planning.plan_decision import (
    Verdict,
    decide_plan,
    submit_plan,
    withdraw_plan,
)
from lti_service.use_cases.planning.plan_realisation import (
    plan_years,
    year_plan,
)
from lti_service.use_cases.planning.plan_revision import Change
from lti_service.web.current import account, grants, ports, require_everywhere
from lti_service.web.language import translate as _
from lti_service.web.plan_item import item_choices
from lti_service.web.plan_table import asked_rows, plan_charts, state_words
from lti_service.web.plan_words import (
    act_words,
    change_words,
    content_words,
    field_words,
    form_words,
    item_mark,
    plan_mark,
    quarter_words,
    rupiah_words,
    schedule_words,
)

blueprint = Blueprint("agency_plan", __name__, url_prefix="/admin/plan")

FIRST_YEAR, LAST_YEAR = 2000, 2999
_BULK = ("route", "organiser", "programme_code", "curriculum", "budget", "funding")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The years that have a plan, and those that may get one."""
    _require_reader()
    this = today(ports()).year
    plans = plan_years(ports=ports())
    known = {plan.year for plan in plans}
    return render_template(
        "plan-years.html",
        plans=plans,
        missing=[year for year in (this, this + 1) if year not in known],
        this=this,
        may_edit=_may_edit(),
        plan_mark=plan_mark,
        rupiah=rupiah_words,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


@blueprint.get("/<int:year>")
def show_year(year: int) -> ResponseReturnValue:
    """The items of a year, with what became of each."""
    _require_reader()
    return _year_page(year, None), 200


@blueprint.post("/<int:year>/propose")
def propose(year: int) -> ResponseReturnValue:
    """Draft items from validated needs."""
    require_everywhere(Role.ADMINISTRATOR)
    _check_year(year)
    try:
        found = propose_plan(
            year,
            account().id,
            by_unit=request.form.get("by_unit") == "1",
            ports=ports(),
        )
    except ServiceError as error:
        return _refused(year, error)
    return redirect(
        url_for(
            "agency_plan.show_year",
            year=year,
            added=found.added,
            extended=found.extended,
            needs=found.needs,
            unlevelled=found.unlevelled,
        ),
        303,
    )


@blueprint.post("/<int:year>/several")
def change_several(year: int) -> ResponseReturnValue:
    """Fill in or cancel several items at once."""
    require_everywhere(Role.ADMINISTRATOR)
    _check_year(year)
    try:
        seen = _seen()
        if request.form.get("act") == "cancel":
            reason = request.form.get("reason", "")
            saved = cancel_items(year, seen, reason, account().id, ports=ports())
        else:
            saved = change_items(year, seen, _bulk(), account().id, ports=ports())
    except ServiceError as error:
        return _refused(year, error)
    if saved.problems:
        return _year_page(
            year, None, [_told(problem) for problem in saved.problems]
        ), 422
    address = url_for(
        "agency_plan.show_year",
        year=year,
        changed=len(saved.items),
        revision=saved.revision or None,
    )
    return redirect(address, 303)


@blueprint.post("/<int:year>/submit")
def submit(year: int) -> ResponseReturnValue:
    """Submit the draft to the leader."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        submit_plan(year, account().id, ports=ports())
    except ServiceError as error:
        return _refused(year, error)
    return redirect(url_for("agency_plan.show_year", year=year, stepped=1), 303)


@blueprint.post("/<int:year>/withdraw")
def withdraw(year: int) -> ResponseReturnValue:
    """Take the submission back."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        withdraw_plan(year, account().id, ports=ports())
    except ServiceError as error:
        return _refused(year, error)
    return redirect(url_for("agency_plan.show_year", year=year, stepped=1), 303)


@blueprint.get("/<int:year>/document")
def document(year: int) -> ResponseReturnValue:
    """The document that the leader decides, for print."""
    _require_reader()
    return _document_page(year, None), 200


@blueprint.get("/<int:year>/document.pdf")
def document_pdf(year: int) -> ResponseReturnValue:
    """The same document as PDF."""
    _require_reader()
    _check_year(year)
    plan = year_plan(year, ports=ports())
    page = render_template("plan-paper.html", plan=plan, **_words())
    response = Response(ports().write_pdf(page), content_type="application/pdf")
    name = f"rencana-{year}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@blueprint.post("/<int:year>/decide")
def decide(year: int) -> ResponseReturnValue:
    """Decide the plan by a document, or return it with a note."""
    require_everywhere(Role.LEADERSHIP)
    form = request.form
    try:
        day = form.get("document_date", "").strip()
        verdict = Verdict(
            form.get("verdict") == "decide",
            form.get("document_no", ""),
            _day(day),
            form.get("note", ""),
            form.get("seen", 0, type=int),
        )
        if form.get("verdict") not in {"decide", "return"}:
            raise InvalidInputError("bad-form")
        decide_plan(year, verdict, account().id, ports=ports())
    except ServiceError as error:
        if isinstance(error, ForbiddenError):
            raise
        return _document_page(year, _problem(error)), error.explanation.status
    return redirect(url_for("agency_plan.document", year=year, done=1), 303)


def _year_page(
    year: int, problem: tuple[str, str] | None, told: list[str] | None = None
) -> str:
    _check_year(year)
    plan = year_plan(year, ports=ports())
    rows, order = asked_rows(plan, request.args)
    return render_template(
        "plan-year.html",
        plan=plan,
        rows=rows,
        order=order,
        asked=request.args,
        states=state_words(),
        may_edit=_may_edit() and plan.state != "submitted",
        planner=_may_edit(),
        leader=_leads(),
        form=request.form,
        problem=problem,
        told=told or [],
        chart=plan_charts(plan),
        choices=item_choices(year) if _may_edit() else None,
        chosen=set(request.form.getlist("item")),
        **_words(),
    )


def _document_page(year: int, problem: tuple[str, str] | None) -> str:
    _check_year(year)
    plan = year_plan(year, ports=ports())
    return render_template(
        "plan-document.html",
        plan=plan,
        leader=_leads(),
        problem=problem,
        form=request.form,
        done=request.args.get("done", type=int),
        today=today(ports()),
        **_words(),
    )


def _words() -> dict[str, object]:
    return {
        "content_words": content_words(),
        "field_words": field_words(),
        "form_words": form_words,
        "schedule_words": schedule_words,
        "quarter_words": quarter_words,
        "quarters": QUARTERS,
        "item_mark": item_mark,
        "plan_mark": plan_mark,
        "act_words": act_words,
        "change_words": change_words,
        "rupiah": rupiah_words,
        "time_zone": ports().time_zone,
        "bar": realisation_bar,
    }


def _bulk() -> Change:
    form = request.form
    typed = {name: form[name] for name in _BULK if form.get(name, "").strip()}
    if quarter := form.get("quarter", type=int):
        typed["first_month"] = str(3 * quarter - 2)
        typed["last_month"] = str(3 * quarter)
    if not typed:
        raise InvalidInputError("plan-nothing-chosen")
    return Change(typed, form.get("reason", ""), form.get("document_no", ""))


def _seen() -> dict[str, int]:
    found = {}
    for text in request.form.getlist("item"):
        item_id, _sep, version = text.rpartition("@")
        if not version.isdecimal():
            raise InvalidInputError("bad-form")
        found[item_id] = int(version)
    if not found:
        raise InvalidInputError("plan-nothing-chosen")
    return found


def _refused(year: int, error: ServiceError) -> ResponseReturnValue:
    if isinstance(error, (ForbiddenError, NotFoundError)):
        raise error
    return _year_page(year, _problem(error)), error.explanation.status


def _told(problem: EntryProblem) -> str:
    name = field_words().get(problem.field, problem.field)
    return f"{name}: {problem.what.told(_)} {problem.remedy.told(_)}"


def _problem(error: ServiceError) -> tuple[str, str]:
    words = error.explanation
    return _(words.message), _(words.remedy)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFoundError("not-found", year=str(year))


def _may_edit() -> bool:
    return _holds(Role.ADMINISTRATOR)


def _leads() -> bool:
    return _holds(Role.LEADERSHIP)


def _holds(role: Role) -> bool:
    return any(grant.role is role and not grant.unit_code for grant in grants())


def _require_reader() -> None:
    if not (_may_edit() or _leads()):
        raise ForbiddenError(
            "forbidden", roles=f"{Role.ADMINISTRATOR},{Role.LEADERSHIP}"
        )
