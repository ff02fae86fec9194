"""Programmes and their batches, as administrators keep them (Q3)."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.charts.fill import fill_bar
from lti_service.domain.grant import Role
from lti_service.domain.import_run import RowProblem
from lti_service.domain.programme import Batch, Mode, Programme, ProgrammeState
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.programme.programme import (
    Saved,
    one_batch,
    one_programme,
    save_batch,
    save_programme,
    set_programme_state,
)
from lti_service.use_cases.programme.programme_list import (
    Figures,
    list_programmes,
    programme_choices,
    programme_page,
)
from lti_service.web.current import account, ports, require
from lti_service.web.language import translate as _

blueprint = Blueprint("programme", __name__, url_prefix="/admin")

Cells: TypeAlias = Mapping[str, str]


@blueprint.get("/programmes")
def show() -> ResponseReturnValue:
    """All programmes, those that are open first."""
    require(Role.ADMINISTRATOR)
    state = request.args.get("state", "")
    found = list_programmes(
        account().id,
        words=request.args.get("q", ""),
        state=state if state in {*ProgrammeState} else "",
        ports=ports(),
    )
    return render_template(
        "programmes.html",
        found=found,
        asked=request.args,
        states=state_marks(),
        fill_chart=fill_chart,
    )


@blueprint.get("/programmes/new")
def add_form() -> ResponseReturnValue:
    """An empty form."""
    require(Role.ADMINISTRATOR)
    return _programme_form(None, {"state": ProgrammeState.DRAFT}, 0), 200


@blueprint.post("/programmes/new")
def add() -> ResponseReturnValue:
    """Make a programme."""
    require(Role.ADMINISTRATOR)
    cells = _cells()
    return _saved(
        lambda: save_programme(cells, account().id, ports=ports()),
        lambda problems: _programme_form(None, cells, 0, problems),
        _page_of,
    )


@blueprint.get("/programmes/<code>")
def page(code: str) -> ResponseReturnValue:
    """One programme and its batches."""
    require(Role.ADMINISTRATOR)
    return render_template(
        "programme.html",
        page=programme_page(account().id, code, ports=ports()),
        states=state_marks(),
        modes=mode_words(),
        fill_chart=fill_chart,
        saved=request.args.get("saved"),
        before=_state_or_none(request.args.get("before", "")),
    )


@blueprint.get("/programmes/<code>/edit")
def edit_form(code: str) -> ResponseReturnValue:
    """The form of a programme."""
    require(Role.ADMINISTRATOR)
    programme = one_programme(account().id, code, ports=ports())
    cells = programme_cells(programme)
    return _programme_form(programme, cells, programme.version), 200


@blueprint.post("/programmes/<code>/edit")
def edit(code: str) -> ResponseReturnValue:
    """Change a programme."""
    require(Role.ADMINISTRATOR)
    cells, seen = _cells(), request.form.get("seen", 0, type=int)
    programme = one_programme(account().id, code, ports=ports())
    return _saved(
        lambda: save_programme(
            cells, account().id, code=code, seen=seen, ports=ports()
        ),
        lambda problems: _programme_form(
            programme, {**cells, "code": code}, programme.version, problems
        ),
        _page_of,
    )


@blueprint.post("/programmes/<code>/state")
def set_state(code: str) -> ResponseReturnValue:
    """Open a programme, close it, or take it back to a draft."""
    require(Role.ADMINISTRATOR)
    state = _state_or_none(request.form.get("state", ""))
    if state is None:
        raise InvalidInputError("bad-form")
    before = one_programme(account().id, code, ports=ports()).state
    set_programme_state(code, state, account().id, ports=ports())
    return redirect(url_for("programme.page", code=code, before=before), 303)


@blueprint.get("/programmes/<code>/batches/new")
def add_batch_form(code: str) -> ResponseReturnValue:
    """An empty form for a batch."""
    require(Role.ADMINISTRATOR)
    programme = one_programme(account().id, code, ports=ports())
    return _batch_form(programme, None, {"mode": Mode.CLASSICAL}, 0), 200


@blueprint.post("/programmes/<code>/batches/new")
def add_batch(code: str) -> ResponseReturnValue:
    """Make a batch."""
    require(Role.ADMINISTRATOR)
    programme = one_programme(account().id, code, ports=ports())
    cells = {**_cells(), "programme": code}
    return _saved(
        lambda: save_batch(cells, account().id, ports=ports()),
        lambda problems: _batch_form(programme, None, cells, 0, problems),
        _batch_of,
    )


@blueprint.get("/batches/<batch_id>/edit")
def edit_batch_form(batch_id: str) -> ResponseReturnValue:
    """The form of a batch."""
    require(Role.ADMINISTRATOR)
    batch, programme = one_batch(account().id, batch_id, ports=ports())
    return _batch_form(programme, batch, batch_cells(batch), batch.revision), 200


@blueprint.post("/batches/<batch_id>/edit")
def edit_batch(batch_id: str) -> ResponseReturnValue:
    """Change a batch."""
    require(Role.ADMINISTRATOR)
    batch, programme = one_batch(account().id, batch_id, ports=ports())
    cells = {**_cells(), "programme": programme.code}
    seen = request.form.get("seen", 0, type=int)
    return _saved(
        lambda: save_batch(
            cells, account().id, batch_id=batch_id, seen=seen, ports=ports()
        ),
        lambda problems: _batch_form(
            programme, batch, {**cells, "code": batch_id}, batch.revision, problems
        ),
        _batch_of,
    )


def state_marks() -> dict[str, tuple[str, str]]:
    """Return the class and the words of each state's badge."""
    return {
        ProgrammeState.OPEN: ("right", _("Dibuka")),
        ProgrammeState.DRAFT: ("none", _("Rancangan")),
        ProgrammeState.CLOSED: ("none", _("Ditutup")),
    }


def mode_words() -> dict[str, str]:
    """Return the manners of learning in the words of the regulations."""
    return {
        Mode.CLASSICAL: _("klasikal"),
        Mode.NON_CLASSICAL: _("nonklasikal"),
    }


def fill_chart(batch: Batch, figures: Figures) -> str:
    """Return the bar of a batch's places."""
    values = {
        "completed": figures.completed,
        "learning": figures.learning,
        "waiting": figures.waiting,
    }
    title = (
        _(
            "{completed} selesai, {learning} belajar, {waiting} menunggu; tanpa batas "
            "tempat",
            **values,
        )
        if batch.places is None
        else _(
            "{completed} selesai, {learning} belajar, {waiting} menunggu; {places} "
            "tempat",
            **values,
            places=batch.places,
        )
    )
    return fill_bar(title, **values, places=batch.places)


def programme_cells(row: Programme) -> Cells:
    """Return a programme as the form of it has it."""
    return {
        "code": row.code,
        "title": row.title,
        "outcomes": "\n".join(f"{o.competency_code}:{o.level}" for o in row.outcomes),
        "hours": f"{row.hours:f}".replace(".", ","),
        "route": row.route,
        "target_group": row.target_group,
        "organiser": row.organiser,
        "unit": row.owner_unit,
        "course": row.course_id,
        "lms": row.lms_reference,
        "from": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else "",
        "state": row.state,
    }


def batch_cells(row: Batch) -> Cells:
    """Return a batch as the form of it has it."""
    return {
        "code": row.id,
        "programme": row.programme_code,
        "name": row.name,
        "from": row.since.isoformat(),
        "until": row.until.isoformat(),
        "mode": row.mode,
        "places": "" if row.places is None else str(row.places),
        "facilitator": row.facilitator,
        "context": row.context_id,
    }


def _cells() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name != "csrf_token"}


def _saved(
    save: Callable[[], Saved],
    again: Callable[[Sequence[RowProblem] | ServiceError], str],
    place: Callable[[str], str],
) -> ResponseReturnValue:
    """Save a form and go on, or show it again with all that is wrong."""
    try:
        saved = save()
    except ConflictError as error:
        return again(error), error.explanation.status
    if saved.problems:
        return again(saved.problems), 422
    return redirect(place(saved.code), 303)


def _page_of(code: str) -> str:
    return url_for("programme.page", code=code, saved=1)


def _batch_of(batch_id: str) -> str:
    return url_for("enrolment.show", batch_id=batch_id, saved=1)


def _programme_form(
    programme: Programme | None,
    cells: Cells,
    seen: int,
    problems: Sequence[RowProblem] | ServiceError = (),
) -> str:
    return render_template(
        "programme-form.html",
        programme=programme,
        choices=programme_choices(account().id, ports=ports()),
        states=state_marks(),
        **_form_words(cells, seen, problems),
    )


def _batch_form(
    programme: Programme,
    batch: Batch | None,
    cells: Cells,
    seen: int,
    problems: Sequence[RowProblem] | ServiceError = (),
) -> str:
    return render_template(
        "batch-form.html",
        programme=programme,
        batch=batch,
        modes=mode_words(),
        **_form_words(cells, seen, problems),
    )


def _form_words(
    cells: Cells, seen: int, problems: Sequence[RowProblem] | ServiceError
) -> dict[str, object]:
    refused = None
    wrong: dict[str, list[str]] = {}
    if isinstance(problems, ServiceError):
        words = problems.explanation
        refused = _(words.message), _(words.remedy)
    else:
        for problem in problems:
            wrong.setdefault(problem.column, []).append(_told(problem))
    return {"cells": cells, "seen": seen, "wrong": wrong, "refused": refused}


def _told(problem: RowProblem) -> str:
    """Return a problem in words for a form: those of files speak of importing again."""
    if problem.code == "value-missing":
        return _("Isian ini wajib diisi.")
    if problem.code.endswith("-unknown"):
        return f"{problem.reason.told(_)} {_('Periksa kodenya.')}"
    return f"{problem.reason.told(_)} {problem.remedy.told(_)}"


def _state_or_none(word: str) -> ProgrammeState | None:
    return ProgrammeState(word) if word in {*ProgrammeState} else None
