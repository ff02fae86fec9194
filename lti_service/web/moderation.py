"""What other assessors judge blind, and how alike they judge."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.evidence import Outcome
from lti_service.domain.grant import Role
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.assignment.marking_queue import marking_figures
from lti_service.use_cases.evidence.moderation import (
    moderate,
    moderation_case,
    moderation_figures,
    moderation_queue,
)
from lti_service.web.current import account, ports, require, require_everywhere
from lti_service.web.language import translate as _
from lti_service.web.standing import evidence_rows, missing_words

blueprint = Blueprint("moderation", __name__)


@blueprint.get("/assess/moderation")
def queue() -> ResponseReturnValue:
    """The queue, oldest first."""
    require(Role.ASSESSOR)
    return render_template(
        "moderation.html",
        waiting=moderation_queue(account().id, ports=ports()),
        saved=request.args.get("saved", type=int),
    )


@blueprint.get("/assess/moderation/<decision_id>")
def case(decision_id: str) -> ResponseReturnValue:
    """One case, without what was decided."""
    require(Role.ASSESSOR)
    return _case_page(decision_id, None), 200


@blueprint.post("/assess/moderation/<decision_id>")
def save(decision_id: str) -> ResponseReturnValue:
    """Record a judgement and go back to the queue."""
    require(Role.ASSESSOR)
    who = account()
    try:
        outcome = request.form.get("outcome", "")
        if outcome not in set(Outcome):
            raise InvalidInputError("outcome-missing")
        reason = request.form.get("reason", "")
        moderate(decision_id, Outcome(outcome), reason, who.id, ports=ports())
    except (InvalidInputError, ConflictError) as error:
        # Where it is settled meanwhile, the page of the case says so itself.
        return _case_page(decision_id, error), error.explanation.status
    return redirect(url_for("moderation.queue", saved=1), 303)


@blueprint.get("/admin/moderation")
def figures() -> ResponseReturnValue:
    """How alike each assessor and those who moderated them judged."""
    require_everywhere(Role.ADMINISTRATOR)
    rule, rows = moderation_figures(ports=ports())
    marking, markers = marking_figures(ports=ports())
    return render_template(
        "moderation-figures.html",
        rule=rule,
        rows=rows,
        marking=marking,
        markers=markers,
    )


def _case_page(decision_id: str, error: ServiceError | None) -> str:
    words = error.explanation if error else None
    return render_template(
        "moderation-case.html",
        case=moderation_case(account().id, decision_id, ports=ports()),
        problem=(_(words.message), _(words.remedy)) if words else None,
        form=request.form,
        missing_words=missing_words,
        evidence_rows=evidence_rows,
    )
