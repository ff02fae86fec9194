"""Which of our competencies a rating in a Moodle is evidence of: seen, tried, said."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.evidence import HIGHEST_LEVEL
from lti_service.domain.grant import Role
from lti_service.domain.moodle_ledger import MappedOutcome, SyncRun
from lti_service.domain.moodle_plan import COMPETENCIES, RATED_AS
from lti_service.errors import InvalidInputError, NotFoundError, ServiceError
from lti_service.use_cases.moodle.competency import CompetencyPlace, competency_places
from lti_service.use_cases.moodle.mapping import (
    MappedOnce,
    Preview,
    mapping_history,
    preview_mapping,
    restore_mapping,
    save_mapping,
)
from lti_service.use_cases.moodle.mapping_form import (
    MOST_OUTCOMES,
    Problems,
    cells_of,
    mapping_choices,
    read_outcomes,
)
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import translate as _
from lti_service.web.moodle import problem_words
from lti_service.web.moodle_map import told_mapping, told_outcomes
from lti_service.web.moodle_words import kind_words

blueprint = Blueprint(
    "moodle_competency", __name__, url_prefix="/admin/moodle/<moodle_id>/competencies"
)


@blueprint.get("")
def show(moodle_id: str) -> ResponseReturnValue:
    """The competencies of a Moodle, and what ratings of them give or would give."""
    require_everywhere(Role.ADMINISTRATOR)
    moodle, places = competency_places(moodle_id, ports=ports())
    asked = request.args.get("q", "").strip().casefold()
    with ports().storage.reading() as uow:
        run = uow.moodle.run(request.args.get("run", ""))
    return render_template(
        "moodle-competencies.html",
        moodle=moodle,
        places=[one for one in places if asked in _words(one)],
        total=len(places),
        given=sum(bool(one.outcomes) for one in places),
        asked=request.args.get("q", ""),
        saved="saved" in request.args,
        run=run if run is not None and run.moodle_id == moodle_id else None,
        told_outcomes=told_outcomes,
    )


@blueprint.get("/<int:competency>")
def ask(moodle_id: str, competency: int) -> ResponseReturnValue:
    """What a competency stands for, as a form."""
    require_everywhere(Role.ADMINISTRATOR)
    return _form_page(moodle_id, competency), 200


@blueprint.post("/<int:competency>")
def save(moodle_id: str, competency: int) -> ResponseReturnValue:
    """Try what a mapping would do, or save it and apply it."""
    require_everywhere(Role.ADMINISTRATOR)
    cells = {name: value.strip() for name, value in request.form.items()}
    said, problems = read_outcomes(cells, mapping_choices(ports=ports()))
    if said is None:
        error = InvalidInputError("bad-mapping")
        page = _form_page(moodle_id, competency, cells=cells, problems=problems)
        return page, error.explanation.status
    if cells.get("do") != "save":
        tried = preview_mapping(
            moodle_id, COMPETENCIES, competency, said, ports=ports()
        )
        return _form_page(moodle_id, competency, cells=cells, tried=tried), 200
    return _said(moodle_id, competency, said, cells)


@blueprint.post("/<int:competency>/end")
def end(moodle_id: str, competency: int) -> ResponseReturnValue:
    """Let ratings of a competency stand for nothing."""
    require_everywhere(Role.ADMINISTRATOR)
    history = mapping_history(moodle_id, COMPETENCIES, competency, ports=ports())
    outcomes: Sequence[MappedOutcome] = history[0].outcomes if history else ()
    said = MappedOnce("", None, "", tuple(outcomes), is_ended=True)
    return _said(moodle_id, competency, said, None)


@blueprint.post("/<int:competency>/restore")
def restore(moodle_id: str, competency: int) -> ResponseReturnValue:
    """Let an earlier revision hold again."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        run = restore_mapping(
            moodle_id,
            COMPETENCIES,
            competency,
            request.form.get("revision", -1, type=int),
            seen=request.form.get("seen", -1, type=int),
            actor=account().id,
            ports=ports(),
        )
    except ServiceError as error:
        page = _form_page(moodle_id, competency, error=error)
        return page, error.explanation.status
    return _after(moodle_id, competency, run)


def _said(
    moodle_id: str, competency: int, said: MappedOnce, cells: dict[str, str] | None
) -> ResponseReturnValue:
    try:
        run = save_mapping(
            moodle_id,
            COMPETENCIES,
            competency,
            said,
            seen=request.form.get("seen", -1, type=int),
            actor=account().id,
            ports=ports(),
        )
    except ServiceError as error:
        page = _form_page(moodle_id, competency, cells=cells, error=error)
        return page, error.explanation.status
    return _after(moodle_id, competency, run)


def _after(moodle_id: str, competency: int, run: SyncRun | None) -> ResponseReturnValue:
    return redirect(
        url_for(
            "moodle_competency.show",
            moodle_id=moodle_id,
            saved=competency,
            run=run.id if run else None,
        ),
        303,
    )


def _form_page(
    moodle_id: str,
    competency: int,
    *,
    cells: dict[str, str] | None = None,
    problems: Problems | None = None,
    tried: Preview | None = None,
    error: ServiceError | None = None,
) -> str:
    moodle, places = competency_places(moodle_id, ports=ports())
    one = next((one for one in places if one.competency.id == competency), None)
    if one is None:
        raise NotFoundError("unknown-place", moodle=moodle_id)
    history = mapping_history(moodle_id, COMPETENCIES, competency, ports=ports())
    if cells is None:
        cells = cells_of(one.mapping) if one.mapping else _suggested(one)
    filled = sum(
        bool(cells.get(f"competency-{n}")) for n in range(1, MOST_OUTCOMES + 1)
    )
    newest = history[0].revision if history else 0
    return render_template(
        "moodle-competency.html",
        moodle=moodle,
        one=one,
        cells=cells,
        wrong={
            name: [words.told(_) for words in found]
            for name, found in (problems or {}).items()
        },
        tried=tried,
        history=history,
        seen=int(cells.get("seen") or newest),
        choices=mapping_choices(ports=ports()),
        kinds=kind_words(),
        levels=range(1, HIGHEST_LEVEL + 1),
        outcome_rows=range(1, min(filled + 1, MOST_OUTCOMES) + 1),
        told_mapping=told_mapping,
        told_outcomes=told_outcomes,
        problem=problem_words(error),
        time_zone=ports().time_zone,
    )


def _suggested(one: CompetencyPlace) -> dict[str, str]:
    if one.suggestion is None:
        return {"kind-1": RATED_AS}
    level = one.suggestion.level
    return {
        "competency-1": one.suggestion.code,
        "level-1": "" if level is None else str(level),
        "kind-1": RATED_AS,
    }


def _words(one: CompetencyPlace) -> str:
    about = one.competency
    return f"{about.name} {about.idnumber} {about.framework}".casefold()
