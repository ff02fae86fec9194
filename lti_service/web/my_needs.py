"""One's own needs: what is proposed, what one wishes, and why something was refused."""

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.needs import GapKind
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    ServiceError,
)
from lti_service.use_cases.needs.my_needs import (
    WISHED,
    MyNeeds,
    Wish,
    choose_target,
    my_needs,
    propose_need,
    withdraw_need,
)
from lti_service.web.current import account, ports
from lti_service.web.needs import problem_of
from lti_service.web.needs_words import WORDS

blueprint = Blueprint("my_needs", __name__, url_prefix="/me/needs")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """What is needed of whoever is signed in."""
    return _page({}, None), 200


@blueprint.post("")
def propose() -> ResponseReturnValue:
    """Propose a performance gap or a career wish."""
    form = request.form
    kind = form.get("kind", "")

    def act() -> str:
        if kind not in set(WISHED):
            raise InvalidInputError("bad-form")
        wish = Wish(
            GapKind(kind),
            person_id=form.get("person", ""),
            competency_code=form.get("competency", ""),
            level=form.get("level", 0, type=int),
            title=form.get("title", ""),
            reason=form.get("reason", ""),
        )
        return propose_need(_year(), wish, account().id, ports=ports()).id

    return _done(act)


@blueprint.post("/target")
def target() -> ResponseReturnValue:
    """Choose the position to be held."""

    def act() -> str:
        position = request.form.get("position", "")
        choose_target(_year(), position, account().id, ports=ports())
        return "target"

    return _done(act)


@blueprint.post("/<need_id>")
def withdraw(need_id: str) -> ResponseReturnValue:
    """Withdraw what one has proposed, or propose it again."""

    def act() -> str:
        back = request.form.get("act") == "restore"
        return withdraw_need(need_id, account().id, back=back, ports=ports()).id

    return _done(act)


def _done(act: Callable[[], str]) -> ResponseReturnValue:
    try:
        done = act()
    except (InvalidInputError, ConflictError) as error:
        return _page(request.form, error), error.explanation.status
    return redirect(url_for("my_needs.show", year=_year(), done=done), 303)


def _year() -> int:
    return request.form.get("year", 0, type=int)


def _page(form: Mapping[str, str], error: ServiceError | None) -> str:
    who = account()
    year = request.values.get("year", type=int)
    mine = my_needs(who.person_id, year, ports=ports()) if who.person_id else None
    if mine is None:
        if form:
            raise ForbiddenError("forbidden", account=who.id)
        return render_template("me-unlinked.html", account=who)
    return render_template(
        "my-needs.html",
        mine=mine,
        cycle=mine.cycle,
        done=_just_done(mine),
        chosen=request.args.get("done") == "target",
        form=form,
        problem=problem_of(error),
        at=ports().clock.now().astimezone(ports().time_zone),
        **WORDS,
    )


def _just_done(mine: MyNeeds) -> object:
    """Return the need that was just proposed or withdrawn, if it is shown here."""
    done = request.args.get("done", "")
    return next((r for r in (*mine.rows, *mine.proposed) if r.item.id == done), None)
