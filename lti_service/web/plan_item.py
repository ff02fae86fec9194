"""One item of the plan: added, completed, cancelled, brought back; money it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.agency_plan import PlanItem, PlanState, may_be_taken_back
from lti_service.domain.framework import Competency
from lti_service.domain.grant import Role
from lti_service.domain.organisation import Unit
from lti_service.domain.plan_entry import EntryProblem, rupiah
from lti_service.domain.programme import Programme
from lti_service.errors import ForbiddenError, NotFoundError, ServiceError
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.planning.plan_change import (
    add_item,
    cancel_items,
    change_items,
    restore_item,
)
from lti_service.use_cases.planning.plan_realisation import (
    RealisedItem,
    YearPlan,
    year_plan,
)
from lti_service.use_cases.planning.plan_revision import Change
from lti_service.use_cases.planning.plan_spending import (
    Payment,
    record_spending,
    take_spending_back,
)
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import translate as _
from lti_service.web.plan_words import (
    change_words,
    content_words,
    field_words,
    form_words,
    item_mark,
    month_names,
    rupiah_words,
    schedule_words,
)

blueprint = Blueprint("plan_item", __name__, url_prefix="/admin/plan")

_FIRST_YEAR, _LAST_YEAR = 2000, 2999
_TYPED = (
    "competency_code",
    "level",
    "unit_code",
    "people",
    "route",
    "organiser",
    "programme_code",
    "first_month",
    "last_month",
    "curriculum",
    "budget",
    "funding",
)


@dataclass(frozen=True, slots=True)
class ItemChoices:
    """What an item may name."""

    competencies: Sequence[Competency]
    units: Sequence[Unit]
    routes: Sequence[tuple[str, str]]
    programmes: Sequence[Programme]
    fundings: Sequence[str]
    organisers: Sequence[str]


def item_choices(year: int) -> ItemChoices:
    """Return what an item of a year may name, and what others of it already do."""
    with ports().storage.reading() as uow:
        items = uow.plans.versions(year)
        names = {row.code: row.name for row in uow.hours.conversions()}
        return ItemChoices(
            uow.frameworks.competencies(),
            uow.organisation.units(),
            sorted(names.items(), key=lambda one: (one[0][:1], int(one[0][1:] or 0))),
            uow.programmes.programmes(),
            sorted({item.funding for item in items if item.funding}),
            sorted({item.organiser for item in items if item.organiser}),
        )


@blueprint.get("/<int:year>/new")
def ask_new(year: int) -> ResponseReturnValue:
    """Ask for a new item."""
    require_everywhere(Role.ADMINISTRATOR)
    return _new_page(year, None, ()), 200


@blueprint.post("/<int:year>/new")
def add(year: int) -> ResponseReturnValue:
    """Add an item."""
    require_everywhere(Role.ADMINISTRATOR)
    _check_year(year)
    try:
        saved = add_item(year, _change(), account().id, ports=ports())
    except ServiceError as error:
        _raise_unless_told(error)
        return _new_page(year, error, ()), error.explanation.status
    if saved.problems:
        return _new_page(year, None, saved.problems), 422
    return _to_item(saved.items[0].id, saved.revision)


@blueprint.get("/items/<plan_item_id>")
def show(plan_item_id: str) -> ResponseReturnValue:
    """One item, what became of it, and all its versions."""
    require_everywhere(Role.ADMINISTRATOR)
    return _item_page(plan_item_id, None, ()), 200


@blueprint.post("/items/<plan_item_id>")
def change(plan_item_id: str) -> ResponseReturnValue:
    """Save what was changed of an item."""
    require_everywhere(Role.ADMINISTRATOR)
    year = _item(plan_item_id).year
    seen = {plan_item_id: request.form.get("seen", 0, type=int)}
    try:
        saved = change_items(year, seen, _change(), account().id, ports=ports())
    except ServiceError as error:
        _raise_unless_told(error)
        return _item_page(plan_item_id, error, ()), error.explanation.status
    if saved.problems:
        return _item_page(plan_item_id, None, saved.problems), 422
    return _to_item(plan_item_id, saved.revision)


@blueprint.post("/items/<plan_item_id>/cancel")
def cancel(plan_item_id: str) -> ResponseReturnValue:
    """Cancel an item; it stays, and an earlier version brings it back."""
    require_everywhere(Role.ADMINISTRATOR)
    year = _item(plan_item_id).year
    seen = {plan_item_id: request.form.get("seen", 0, type=int)}
    reason = request.form.get("reason", "")
    try:
        saved = cancel_items(year, seen, reason, account().id, ports=ports())
    except ServiceError as error:
        _raise_unless_told(error)
        return _item_page(plan_item_id, error, ()), error.explanation.status
    return _to_item(plan_item_id, saved.revision)


@blueprint.post("/items/<plan_item_id>/restore")
def restore(plan_item_id: str) -> ResponseReturnValue:
    """Let an earlier version hold again."""
    require_everywhere(Role.ADMINISTRATOR)
    form = request.form
    try:
        saved = restore_item(
            plan_item_id,
            form.get("version", 0, type=int),
            form.get("seen", 0, type=int),
            form.get("reason", ""),
            account().id,
            ports=ports(),
        )
    except ServiceError as error:
        _raise_unless_told(error)
        return _item_page(plan_item_id, error, ()), error.explanation.status
    return _to_item(plan_item_id, saved.revision)


@blueprint.post("/items/<plan_item_id>/spend")
def spend(plan_item_id: str) -> ResponseReturnValue:
    """Enter money that an item took."""
    require_everywhere(Role.ADMINISTRATOR)
    form = request.form
    try:
        payment = Payment(
            rupiah(form.get("amount", "")),
            _day(form.get("spent_on", "")),
            form.get("spent_note", ""),
        )
        record_spending(plan_item_id, payment, account().id, ports=ports())
    except ServiceError as error:
        _raise_unless_told(error)
        return _item_page(plan_item_id, error, ()), error.explanation.status
    return redirect(url_for("plan_item.show", plan_item_id=plan_item_id, spent=1), 303)


@blueprint.post("/items/<plan_item_id>/spend/<spending_id>/undo")
def take_back(plan_item_id: str, spending_id: str) -> ResponseReturnValue:
    """Take an entry of money back."""
    require_everywhere(Role.ADMINISTRATOR)
    item = _item(plan_item_id)
    try:
        take_spending_back(spending_id, item.year, account().id, ports=ports())
    except ServiceError as error:
        _raise_unless_told(error)
        return _item_page(plan_item_id, error, ()), error.explanation.status
    return redirect(url_for("plan_item.show", plan_item_id=plan_item_id, spent=2), 303)


def _new_page(
    year: int, error: ServiceError | None, problems: Sequence[EntryProblem]
) -> str:
    _check_year(year)
    plan = year_plan(year, ports=ports())
    values = {name: request.values.get(name, "") for name in _TYPED}
    return _page(plan, None, values, error, problems)


def _item_page(
    item_id: str, error: ServiceError | None, problems: Sequence[EntryProblem]
) -> str:
    item = _item(item_id)
    plan = year_plan(item.year, ports=ports())
    row = next(row for row in plan.items if row.item.id == item_id)
    typed = "competency_code" in request.form
    values = {
        name: request.form.get(name, "") if typed else _plain(row.item, name)
        for name in _TYPED
    }
    return _page(plan, row, values, error, problems)


def _page(
    plan: YearPlan,
    row: RealisedItem | None,
    values: dict[str, str],
    error: ServiceError | None,
    problems: Sequence[EntryProblem],
) -> str:
    words = error.explanation if error else None
    versions: list[PlanItem] = []
    spendings = []
    if row is not None:
        with ports().storage.reading() as uow:
            found = uow.plans.versions(plan.year)
        versions = [one for one in reversed(found) if one.id == row.item.id]
        spendings = [one for one in plan.spendings if one.item_id == row.item.id]
    return render_template(
        "plan-item.html",
        plan=plan,
        row=row,
        values=values,
        form=request.form,
        choices=item_choices(plan.year),
        months=month_names(),
        problem=(_(words.message), _(words.remedy)) if words else None,
        problems={one.field: one for one in problems},
        decided=plan.state is PlanState.DECIDED,
        waiting=plan.state is PlanState.SUBMITTED,
        versions=versions,
        spendings=spendings,
        may_be_taken_back=may_be_taken_back,
        revision=request.args.get("revision", type=int),
        saved=request.args.get("saved", type=int),
        spent=request.args.get("spent", type=int),
        today=today(ports()),
        time_zone=ports().time_zone,
        translate=_,
        rupiah=rupiah_words,
        field_words=field_words(),
        content_words=content_words(),
        change_words=change_words,
        form_words=form_words,
        item_mark=item_mark,
        schedule_words=schedule_words,
    )


def _plain(item: PlanItem, name: str) -> str:
    value = getattr(item, name)
    if value is None or (name in {"first_month", "last_month", "people"} and not value):
        return ""
    if name == "budget":
        return f"{value:,}".replace(",", ".")
    return str(value)


def _item(item_id: str) -> PlanItem:
    with ports().storage.reading() as uow:
        item = uow.plans.item(item_id)
    if item is None:
        raise NotFoundError("not-found", item=item_id)
    return item


def _change() -> Change:
    form = request.form
    typed = {name: form[name] for name in _TYPED if name in form}
    return Change(typed, form.get("reason", ""), form.get("document_no", ""))


def _to_item(item_id: str, revision: int) -> ResponseReturnValue:
    address = url_for(
        "plan_item.show", plan_item_id=item_id, saved=1, revision=revision or None
    )
    return redirect(address, 303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _check_year(year: int) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotFoundError("not-found", year=str(year))


def _raise_unless_told(error: ServiceError) -> None:
    """Let pages of refusal say what no form can mend."""
    if isinstance(error, (ForbiddenError, NotFoundError)):
        raise error
