"""What a person's post requires, where they stand, and what is next (Q7, Q9)."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.errors import ConflictError, InvalidInputError
from lti_service.use_cases.grant import today
from lti_service.use_cases.individual_plan_review import supervises
from lti_service.use_cases.invitation import redeem_invitation
from lti_service.use_cases.objection import my_objections, raise_objection
from lti_service.use_cases.plan import my_plan
from lti_service.web.current import account, grants, ports
from lti_service.web.grant import role_words
from lti_service.web.language import translate as _
from lti_service.web.standing import (
    activity_word,
    kind_word,
    level_chart,
    missing_words,
    state_mark,
    use_word,
)

blueprint = Blueprint("me", __name__, url_prefix="/me")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Profile and plan of whoever is signed in."""
    return _page(None)


@blueprint.post("/objections/<decision_id>")
def object_to(decision_id: str) -> ResponseReturnValue:
    """Object to a decision on oneself."""
    reason = request.form.get("reason", "")
    try:
        raise_objection(decision_id, reason, account().id, ports=ports())
    except (InvalidInputError, ConflictError) as error:
        words = error.explanation
        return _page((_(words.message), _(words.remedy))), words.status
    return redirect(url_for("me.show", objected=1), 303)


def _page(problem: tuple[str, str] | None) -> str:
    who = account()
    person_id = who.person_id
    plan = my_plan(person_id, today(ports()), ports=ports()) if person_id else None
    if plan is None:
        return render_template("me-unlinked.html", account=who)
    return render_template(
        "me.html",
        plan=plan,
        objections=my_objections(plan.person.id, ports=ports()),
        supervises=supervises(plan.person.id, ports=ports()),
        objected=request.args.get("objected", type=int),
        problem=problem,
        state_mark=state_mark,
        missing_words=missing_words,
        level_chart=level_chart,
        kind_word=kind_word,
        use_word=use_word,
        activity_word=activity_word,
    )


@blueprint.get("/code")
def code() -> ResponseReturnValue:
    """Ask for the code of an invitation."""
    return render_template("me-code.html", roles=_roles(), problem=None)


@blueprint.post("/code")
def redeem() -> ResponseReturnValue:
    """Take the code of an invitation."""
    who = account()
    try:
        redeem_invitation(request.form.get("code", ""), who.id, ports=ports())
    except InvalidInputError as error:
        words = error.explanation
        problem = (_(words.message), _(words.remedy))
        page = render_template("me-code.html", roles=_roles(), problem=problem)
        return page, words.status
    return redirect(url_for("me.code"), 303)


def _roles() -> list[str]:
    account()
    held = {grant.role for grant in grants()}
    return [words for role, words in role_words().items() if role in held]
