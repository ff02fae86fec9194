"""Files taken in: bring one, read what it comes to, and say that it is meant."""

from collections import Counter

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.import_run import DraftState, ImportDraft, ImportRun, RowState
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.importing.import_draft import (
    confirm_import,
    discard_import,
    import_draft,
    import_history,
    stage_import,
)
from lti_service.use_cases.importing.import_kind import IMPORT_KINDS
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.field_words import field_words
from lti_service.web.language import translate as _

blueprint = Blueprint("import_run", __name__, url_prefix="/admin/import")

_ROWS_A_PAGE = 200
_BUSY = (DraftState.WAITING, DraftState.CONFIRMED, DraftState.TAKING)


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Choose what to bring, and see what was brought."""
    require_everywhere(Role.ADMINISTRATOR)
    return _choose_page(None), 200


@blueprint.post("")
def upload() -> ResponseReturnValue:
    """Try a file."""
    require_everywhere(Role.ADMINISTRATOR)
    file = request.files.get("file")
    try:
        draft = stage_import(
            request.form.get("kind", ""),
            file.read() if file else b"",
            (file.filename or "") if file else "",
            complete=request.form.get("complete") == "1",
            actor=account().id,
            ports=ports(),
        )
    except InvalidInputError as error:
        return _choose_page(error), error.explanation.status
    return redirect(url_for("import_run.show_draft", draft_id=draft.id), 303)


@blueprint.get("/<draft_id>")
def show_draft(draft_id: str) -> ResponseReturnValue:
    """What a file comes to, row by row."""
    require_everywhere(Role.ADMINISTRATOR)
    draft = import_draft(draft_id, actor=account().id, ports=ports())
    return _report_page(draft, None), 200


@blueprint.get("/<draft_id>/report.csv")
def report_csv(draft_id: str) -> ResponseReturnValue:
    """The same as a file."""
    require_everywhere(Role.ADMINISTRATOR)
    draft = import_draft(draft_id, actor=account().id, ports=ports())
    headings = (
        _("Baris"),
        _("Hasil"),
        _("Data"),
        _("Kolom"),
        _("Sebelum"),
        _("Sesudah"),
        _("Sebab"),
        _("Yang perlu dilakukan"),
    )
    rows = _csv_rows(draft.report) if draft.report else []
    text = ports().write_csv(headings, rows)
    response = Response("\ufeff" + text, content_type="text/csv; charset=utf-8")
    name = f'attachment; filename="uji-coba-{draft.kind}.csv"'
    response.headers["Content-Disposition"] = name
    return response


@blueprint.post("/<draft_id>/confirm")
def confirm(draft_id: str) -> ResponseReturnValue:
    """Take a file in."""
    require_everywhere(Role.ADMINISTRATOR)
    digest = request.form.get("digest", "")
    try:
        confirm_import(draft_id, digest, actor=account().id, ports=ports())
    except ConflictError as error:
        draft = import_draft(draft_id, actor=account().id, ports=ports())
        return _report_page(draft, error), error.explanation.status
    return redirect(url_for("import_run.show_draft", draft_id=draft_id), 303)


@blueprint.post("/<draft_id>/discard")
def discard(draft_id: str) -> ResponseReturnValue:
    """Throw a file away."""
    require_everywhere(Role.ADMINISTRATOR)
    discard_import(draft_id, actor=account().id, ports=ports())
    return redirect(url_for("import_run.show", gone=1), 303)


def kind_words() -> dict[str, str]:
    """Return what each kind of file is called."""
    return {name: kind.title.told(_) for name, kind in IMPORT_KINDS.items()}


def _choose_page(error: ServiceError | None) -> str:
    words = error.explanation if error else None
    return render_template(
        "import.html",
        kinds=kind_words(),
        columns={name: ", ".join(kind.columns) for name, kind in IMPORT_KINDS.items()},
        form=request.form,
        asked=request.args,
        history=import_history(actor=account().id, ports=ports()),
        problem=(_(words.message), _(words.remedy)) if words else None,
        time_zone=ports().time_zone,
    )


def _report_page(draft: ImportDraft, error: ServiceError | None) -> str:
    words, report = error.explanation if error else None, draft.report
    state = request.args.get("state", "")
    page = max(request.args.get("page", 1, type=int), 1)
    counts = Counter(one.state for one in report.outcomes) if report else Counter()
    shown = [
        one
        for one in (report.outcomes if report else ())
        if one.state == state
        or (not state and one.state not in {RowState.UNCHANGED, RowState.REFUSED})
    ]
    first = (page - 1) * _ROWS_A_PAGE
    problems = report.problems if report else ()
    return render_template(
        "import-report.html",
        draft=draft,
        report=report,
        busy=draft.state in _BUSY,
        refused=len({p.row for p in problems}),
        problems=problems[first : first + _ROWS_A_PAGE],
        warnings=report.warnings[:_ROWS_A_PAGE] if report else (),
        rows=shown[first : first + _ROWS_A_PAGE],
        found=len(shown),
        pages=-(-max(len(shown), len(problems)) // _ROWS_A_PAGE),
        page=page,
        state=state,
        counts=counts,
        kind=kind_words()[draft.kind],
        state_mark=state_mark,
        fields=field_words(),
        problem=(_(words.message), _(words.remedy)) if words else None,
        time_zone=ports().time_zone,
    )


def state_mark(state: RowState) -> tuple[str, str]:
    """Return the class and the words of a row's badge."""
    return {
        RowState.NEW: ("right", _("baru")),
        RowState.CHANGED: ("info", _("berubah")),
        RowState.UNCHANGED: ("none", _("tetap")),
        RowState.REFUSED: ("wrong", _("ditolak")),
    }[state]


def _csv_rows(report: ImportRun) -> list[tuple[object, ...]]:
    words, rows = field_words(), list[tuple[object, ...]]()
    for one in report.outcomes:
        if one.state is RowState.REFUSED:
            continue
        for field, before, after in one.changes or (("", "", ""),):
            told = words.get(field, field)
            mark = state_mark(one.state)[1]
            rows.append((one.row, mark, one.label, told, before, after, "", ""))
    for problems, mark in (
        (report.problems, state_mark(RowState.REFUSED)[1]),
        (report.warnings, _("perlu dilihat")),
    ):
        rows += [
            (p.row, mark, "", p.column, "", "", p.reason.told(_), p.remedy.told(_))
            for p in problems
        ]
    return rows
