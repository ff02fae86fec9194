"""Objections that wait for an assessor, and their answers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.evidence.objection import (
    answer_objection,
    objection_case,
    objection_queue,
)
from lti_service.web.current import account, ports, require
from lti_service.web.language import translate as _
from lti_service.web.standing import evidence_rows

blueprint = Blueprint("objection", __name__, url_prefix="/assess/objections")


@blueprint.get("")
def queue() -> ResponseReturnValue:
    """The objections that wait, oldest first."""
    require(Role.ASSESSOR)
    return render_template(
        "objections.html",
        waiting=objection_queue(account().id, ports=ports()),
        saved=request.args.get("saved", type=int),
        time_zone=ports().time_zone,
    )


@blueprint.get("/<objection_id>")
def case(objection_id: str) -> ResponseReturnValue:
    """One objection."""
    require(Role.ASSESSOR)
    return _case_page(objection_id, None), 200


@blueprint.post("/<objection_id>")
def answer(objection_id: str) -> ResponseReturnValue:
    """Keep the answer and go back to the queue."""
    require(Role.ASSESSOR)
    try:
        verdict = request.form.get("verdict", "")
        if verdict not in {"upheld", "rejected"}:
            raise InvalidInputError("outcome-missing")
        answer_objection(
            objection_id,
            request.form.get("reason", ""),
            account().id,
            upheld=verdict == "upheld",
            ports=ports(),
        )
    except (InvalidInputError, ConflictError) as error:
        return _case_page(objection_id, error), error.explanation.status
    return redirect(url_for("objection.queue", saved=1), 303)


def _case_page(objection_id: str, error: ServiceError | None) -> str:
    words = error.explanation if error else None
    return render_template(
        "objection.html",
        case=objection_case(account().id, objection_id, ports=ports()),
        problem=(_(words.message), _(words.remedy)) if words else None,
        form=request.form,
        evidence_rows=evidence_rows,
        time_zone=ports().time_zone,
    )
