"""What waits for an assessor, and one case to decide on (Q5)."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.evidence import Outcome
from lti_service.domain.grant import Role
from lti_service.domain.organisation import mask_nip
from lti_service.domain.task import Place, TaskKind
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.evidence.decision import (
    DecisionRequest,
    assessment_case,
    assessment_queue,
    decide,
)
from lti_service.use_cases.overview.task import waiting_tasks
from lti_service.web.current import account, ports, require
from lti_service.web.language import translate as _
from lti_service.web.standing import (
    evidence_rows,
    level_chart,
    missing_words,
    state_mark,
)
from lti_service.web.task import shown_tasks

blueprint = Blueprint("assess", __name__, url_prefix="/assess")


@blueprint.get("")
def queue() -> ResponseReturnValue:
    """The queue, oldest first."""
    require(Role.ASSESSOR)
    waiting = assessment_queue(account().id, ports=ports())
    proposed = [item for item in waiting if item.proposed]
    only = request.args.get("only") == "proposed"
    return render_template(
        "assess.html",
        waiting=proposed if only else waiting,
        total=len(waiting),
        proposed=len(proposed),
        only=only,
        tasks=shown_tasks(
            waiting_tasks(
                account().id,
                (Place.ASSESS,),
                but=frozenset({TaskKind.CASES}),
                ports=ports(),
            )
        ),
        saved=request.args.get("saved", type=int),
        at=ports().clock.now().astimezone(ports().time_zone),
    )


@blueprint.get("/<person_id>/<competency_code>")
def case(person_id: str, competency_code: str) -> ResponseReturnValue:
    """One person's competency."""
    require(Role.ASSESSOR)
    return _case_page(person_id, competency_code, None), 200


@blueprint.post("/<person_id>/<competency_code>")
def save(person_id: str, competency_code: str) -> ResponseReturnValue:
    """Record a decision and go on to the next case."""
    require(Role.ASSESSOR)
    try:
        decision = decide(
            _request(person_id, competency_code), account().id, ports=ports()
        )
    except (InvalidInputError, ConflictError) as error:
        page = _case_page(person_id, competency_code, error)
        return page, error.explanation.status
    rest = assessment_queue(account().id, ports=ports())
    if not rest:
        return redirect(url_for("assess.queue", saved=decision.number), 303)
    return redirect(
        url_for(
            "assess.case",
            person_id=rest[0].person.id,
            competency_code=rest[0].competency_code,
            saved=decision.number,
        ),
        303,
    )


def _request(person_id: str, competency_code: str) -> DecisionRequest:
    outcome = request.form.get("outcome", "")
    if outcome not in set(Outcome):
        raise InvalidInputError("outcome-missing")
    return DecisionRequest(
        person_id,
        competency_code,
        request.form.get("level", 0, type=int),
        Outcome(outcome),
        request.form.get("reason", ""),
        request.form.get("seen", ""),
    )


def _case_page(person_id: str, competency_code: str, error: ServiceError | None) -> str:
    who = account()
    words = error.explanation if error else None
    return render_template(
        "assess-case.html",
        case=assessment_case(who.id, person_id, competency_code, ports=ports()),
        waiting=assessment_queue(who.id, ports=ports()),
        problem=(_(words.message), _(words.remedy)) if words else None,
        form=request.form,
        saved=request.args.get("saved", type=int),
        mask_nip=mask_nip,
        state_mark=state_mark,
        missing_words=missing_words,
        level_chart=level_chart,
        evidence_rows=evidence_rows,
        time_zone=ports().time_zone,
    )
