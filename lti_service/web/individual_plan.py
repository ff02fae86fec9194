"""One's own plan of a year, and the plans of one's people that wait (Q5, Q7)."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.individual_plan import (
    MOST_ITEMS,
    IndividualItem,
    IndividualPlanState,
    learning_mode,
)
from lti_service.domain.plan_entry import EntryProblem
from lti_service.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.moodle.plan import plans_in_moodles
from lti_service.use_cases.planning.individual_plan import (
    propose_individual,
    save_individual,
    withdraw_individual,
)
from lti_service.use_cases.planning.individual_plan_review import (
    Answer,
    answer_individual,
    supervises,
    team_plans,
)
from lti_service.use_cases.planning.individual_year import MyYear, Suggestion, my_year
from lti_service.web.current import account, ports
from lti_service.web.language import translate as _
from lti_service.web.plan_words import individual_mark, schedule_words

blueprint = Blueprint("individual_plan", __name__)

_FIRST_YEAR, _LAST_YEAR = 2000, 2999
_FIELDS = ("plan_item_id", "competency_code", "level", "activity", "route", "due_on")
_BLANK_ROWS = 2
_COURSE_ROUTE, _WORK_ROUTE = "C3", "C1"


@blueprint.get("/me/plan")
def show() -> ResponseReturnValue:
    """One's own plan of a year."""
    return _my_page(None, ()), 200


@blueprint.post("/me/plan")
def save() -> ResponseReturnValue:
    """Write the plan down; where asked, propose it at once."""
    who, year = account(), _year()
    mine = my_year(who.person_id, year, ports=ports()) if who.person_id else None
    if mine is None:
        raise ForbiddenError("decider-unlinked")
    chosen = set(request.form.getlist("take"))
    taken = [_item_of(one) for one in mine.suggestions if one.key in chosen]
    try:
        written = save_individual(
            mine.year,
            _typed(),
            taken,
            who.id,
            seen=request.form.get("seen", -1, type=int),
            ports=ports(),
        )
        if written.problems:
            return _my_page(None, written.problems), 422
        if request.form.get("act") == "propose":
            propose_individual(mine.year, who.id, ports=ports())
    except ServiceError as error:
        if isinstance(error, (ForbiddenError, NotFoundError)):
            raise
        return _my_page(error, ()), error.explanation.status
    return _to_mine(mine.year, request.form.get("act", ""))


@blueprint.post("/me/plan/withdraw")
def withdraw() -> ResponseReturnValue:
    """Take one's plan back before the supervisor answers."""
    year = _year() or today(ports()).year
    try:
        withdraw_individual(year, account().id, ports=ports())
    except ServiceError as error:
        if isinstance(error, ForbiddenError):
            raise
        return _my_page(error, ()), error.explanation.status
    return _to_mine(year, "withdraw")


@blueprint.get("/team/plans")
def team() -> ResponseReturnValue:
    """The plans of one's people, those that wait first."""
    return _team_page(None), 200


@blueprint.post("/team/plans/<person_id>")
def answer(person_id: str) -> ResponseReturnValue:
    """Agree to a plan, return it, or take one's answer back."""
    form, year = request.form, _year()
    try:
        said = form.get("answer", "")
        if said not in set(Answer) or year is None:
            raise InvalidInputError("bad-form")
        answer_individual(
            person_id,
            year,
            Answer(said),
            form.get("note", ""),
            account().id,
            seen=form.get("seen", 0, type=int),
            ports=ports(),
        )
    except ServiceError as error:
        if isinstance(error, ForbiddenError):
            raise
        return _team_page(error), error.explanation.status
    address = url_for("individual_plan.team", year=year, done=person_id)
    return redirect(address, 303)


def _my_page(error: ServiceError | None, problems: Sequence[EntryProblem]) -> str:
    who = account()
    year = _year()
    mine = my_year(who.person_id, year, ports=ports()) if who.person_id else None
    if mine is None or who.person_id is None:
        return render_template("me-unlinked.html", account=who)
    words = error.explanation if error else None
    state = mine.current.state if mine.current else None
    typed = "seen" in request.form and (error is not None or bool(problems))
    open_year = mine.year >= today(ports()).year
    return render_template(
        "my-plan.html",
        mine=mine,
        rows=_typed() if typed else _rows(mine),
        may_edit=open_year and state is not IndividualPlanState.PROPOSED,
        seen=mine.current.row if mine.current else 0,
        suggested={one.key: _item_of(one) for one in mine.suggestions},
        chosen=set(request.form.getlist("take")),
        mark=individual_mark(state) if state else None,
        problem=(_(words.message), _(words.remedy)) if words else None,
        problems={one.field: one for one in problems},
        done=request.args.get("done", ""),
        translate=_,
        field_words=_field_words(),
        modes=_modes(mine.items),
        schedule_words=schedule_words,
        today=today(ports()),
        at=ports().clock.now().astimezone(ports().time_zone),
        time_zone=ports().time_zone,
        individual_mark=individual_mark,
        supervises=supervises(who.person_id, ports=ports()),
        plans=plans_in_moodles(who.person_id, ports=ports()),
    )


def _team_page(error: ServiceError | None) -> str:
    words = error.explanation if error else None
    found = team_plans(account().id, _year(), ports=ports())
    done = request.args.get("done", "")
    return render_template(
        "team-plans.html",
        team=found,
        done=next((one for one in found.people if one.person.id == done), None),
        problem=(_(words.message), _(words.remedy)) if words else None,
        form=request.form,
        wrong=request.view_args.get("person_id", "") if request.view_args else "",
        individual_mark=individual_mark,
        time_zone=ports().time_zone,
    )


def _year() -> int | None:
    year = request.values.get("year", type=int)
    return year if year is not None and _FIRST_YEAR <= year <= _LAST_YEAR else None


def _typed() -> Sequence[Mapping[str, str]]:
    """Return the rows of the form that are not to be left out."""
    form = request.form
    rows = []
    for number in range(MOST_ITEMS + _BLANK_ROWS):
        if f"activity-{number}" not in form:
            break
        if f"drop-{number}" not in form:
            rows.append({name: form.get(f"{name}-{number}", "") for name in _FIELDS})
    return rows


def _rows(mine: MyYear) -> Sequence[Mapping[str, str]]:
    kept = [
        {
            "plan_item_id": item.plan_item_id,
            "competency_code": item.competency_code,
            "level": str(item.level),
            "activity": item.activity,
            "route": item.route,
            "due_on": item.due_on.isoformat(),
        }
        for item in mine.items
    ]
    blank = dict.fromkeys(_FIELDS, "")
    return [*kept, *([blank] * (_BLANK_ROWS if len(kept) < MOST_ITEMS else 0))]


def _item_of(one: Suggestion) -> IndividualItem:
    """Return what a suggestion becomes once it is taken up."""
    if one.plan_item is not None:
        route = one.plan_item.route or _WORK_ROUTE
        words = _(
            "Mengikuti kegiatan dalam rencana instansi: {name}", name=one.competency
        )
        return IndividualItem(
            one.plan_item.id, one.competency_code, one.level, words, route, one.due_on
        )
    if one.course:
        words, route = _("Kursus {course}", course=one.course), _COURSE_ROUTE
    else:
        words = _("Coaching dengan atasan: {name}", name=one.competency)
        route = _WORK_ROUTE
    return IndividualItem("", one.competency_code, one.level, words, route, one.due_on)


def _modes(items: Sequence[IndividualItem]) -> list[tuple[str, int]]:
    words = {
        "formal": _("di kelas atau kursus"),
        "social": _("dari orang lain"),
        "work": _("dari pekerjaan"),
    }
    found = [learning_mode(item.route).value for item in items]
    return [(label, found.count(mode)) for mode, label in words.items()]


def _field_words() -> dict[str, str]:
    return {
        "activity": _("Kegiatan"),
        "competency_code": _("Kompetensi"),
        "level": _("Level"),
        "route": _("Jalur"),
        "due_on": _("Tenggat"),
    }


def _to_mine(year: int, act: str) -> ResponseReturnValue:
    done = act if act in {"propose", "withdraw"} else "save"
    return redirect(url_for("individual_plan.show", year=year, done=done), 303)
