"""Our scores beside a platform's gradebook: for administrators, and for who teaches."""

import re

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_service.domain.gradebook import Agreement
from lti_service.domain.grant import Role
from lti_service.domain.outbox import OutboxState
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    PlatformBusyError,
    PlatformRefusedError,
)
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.learning.review import teaches
from lti_service.use_cases.lms.column import make_column
from lti_service.use_cases.lms.gradebook import (
    LinkScores,
    ScoreRow,
    compare,
    link_scores,
    resource_links,
    send_again,
)
from lti_service.web.address import rooted
from lti_service.web.current import (
    account,
    grants,
    ports,
    require_everywhere,
    session,
)
from lti_service.web.language import language, translate as _

blueprint = Blueprint("gradebook", __name__)

_PART = re.compile(r"/(send|column|scores\.csv)$")


@blueprint.get("/admin/links")
def links() -> ResponseReturnValue:
    """All activities in platforms' courses that open this service."""
    require_everywhere(Role.ADMINISTRATOR)
    return render_template(
        "links.html",
        links=resource_links(ports=ports()),
        time_zone=ports().time_zone,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


@blueprint.get("/admin/links/<link_id>")
@blueprint.get("/gradebook/<link_id>", endpoint="show_class")
def show(link_id: str) -> ResponseReturnValue:
    """The scores of one activity; ``compare`` asks the platform for its own."""
    _require(link_id)
    return _page(_found(link_id), None), 200


@blueprint.get("/admin/links/<link_id>/scores.csv")
@blueprint.get("/gradebook/<link_id>/scores.csv", endpoint="csv_class")
def scores_csv(link_id: str) -> ResponseReturnValue:
    """The same rows as a file, compared."""
    _require(link_id)
    found = compare(link_id, ports=ports())
    if found.trouble:
        return _page(found, None), 502
    headings = (
        _("Peserta"),
        _("Pengenal di LMS"),
        _("Nilai di sini"),
        _("Nilai di buku nilai"),
        _("Keadaan"),
        _("Keterangan"),
    )
    text = ports().write_csv(headings, map(_csv_row, _asked(found)))
    name = f"buku-nilai-{today(ports()).isoformat()}.csv"
    # The mark lets spreadsheets on Windows see that it is UTF-8.
    response = Response("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.post("/admin/links/<link_id>/send")
@blueprint.post("/gradebook/<link_id>/send", endpoint="send_class")
def send(link_id: str) -> ResponseReturnValue:
    """Queue our scores of those who were ticked once more, or of all who differ."""
    _require(link_id)
    chosen = set(request.form.getlist("account"))
    if "all" in request.form:
        chosen = {
            row.account.id
            for row in compare(link_id, ports=ports()).rows
            if row.account and row.agreement and row.agreement.differs
        }
    try:
        count = send_again(link_id, chosen, account().id, ports=ports())
    except (InvalidInputError, ConflictError) as error:
        words = error.explanation
        problem = (_(words.message), _(words.remedy))
        return _page(_found(link_id), problem), words.status
    page = rooted(request.path.removesuffix("/send"))
    return redirect(f"{page}?sent={count}", 303)


@blueprint.post("/admin/links/<link_id>/column")
@blueprint.post("/gradebook/<link_id>/column", endpoint="column_class")
def add_column(link_id: str) -> ResponseReturnValue:
    """Give the activity a column in the platform's gradebook."""
    _require(link_id)
    try:
        make_column(link_id, account().id, ports=ports())
    except ConflictError as error:
        words = error.explanation
        problem = (_(words.message), _(words.remedy))
        return _page(_found(link_id), problem), words.status
    except (PlatformBusyError, PlatformRefusedError) as error:
        problem = (_("Kolom nilai tidak dapat dibuat."), str(error))
        return _page(_found(link_id), problem), 502
    page = rooted(request.path.removesuffix("/column"))
    return redirect(f"{page}?made=1", 303)


def _found(link_id: str) -> LinkScores:
    asked = compare if "compare" in request.args else link_scores
    return asked(link_id, ports=ports())


def _page(found: LinkScores, problem: tuple[str, str] | None) -> str:
    rows = _asked(found)
    return render_template(
        "link.html",
        found=found,
        rows=rows,
        differing=sum(
            1 for row in found.rows if row.agreement and row.agreement.differs
        ),
        only_different="only" in request.args,
        problem=problem,
        sent=request.args.get("sent", 0, type=int),
        made="made" in request.args,
        column=_column_wanted(found),
        base=rooted(_PART.sub("", request.path)),
        listed=request.path.startswith("/admin/"),
        mark=agreement_mark,
        note=_note,
        score=_score,
        time_zone=ports().time_zone,
    )


def _column_wanted(found: LinkScores) -> str:
    """Return ``none`` where the activity has no column, ``lost`` where ours is not read."""
    link = found.link
    if not link.line_item_url:
        return "none"
    lost = found.trouble and link.line_item_url == link.found_line_item_url
    return "lost" if lost else ""


def _require(link_id: str) -> None:
    """Let pass who teaches in the link, and administrators of everything.

    Raises:
        ForbiddenError: Neither.
    """
    if any(g.role is Role.ADMINISTRATOR and not g.unit_code for g in grants()):
        return
    with ports().storage.reading() as uow:
        if not teaches(session(), link_id, ports().clock.now(), uow):
            raise ForbiddenError("forbidden", link=link_id)


def agreement_mark(row: ScoreRow) -> tuple[str, str]:
    """Return the class and the words of a row's badge; empty before a comparison."""
    marks = {
        Agreement.SAME: ("right", _("Sama")),
        Agreement.DIFFERENT: ("attention", _("Berbeda")),
        Agreement.NOT_ARRIVED: ("wrong", _("Belum sampai")),
        Agreement.ONLY_THERE: ("attention", _("Hanya di buku nilai")),
        Agreement.UNKNOWN_PERSON: ("attention", _("Orang tidak dikenal")),
        Agreement.NO_COLUMN: ("", _("Tanpa kolom nilai")),
        Agreement.NOT_DUE: ("", _("Belum selesai")),
    }
    return marks[row.agreement] if row.agreement else ("", "")


def _note(row: ScoreRow) -> str:
    """Return why a row is as it is, and what there is to do."""
    state = row.message.state if row.message else None
    match row.agreement, state:
        case Agreement.ONLY_THERE, _:
            return _("Nilai ini diberikan di LMS; di sini kegiatannya belum selesai.")
        case Agreement.UNKNOWN_PERSON, _:
            return _("Orang ini belum pernah membuka kegiatan ini dari LMS.")
        case Agreement.SAME | Agreement.NO_COLUMN | Agreement.NOT_DUE, _:
            return ""
        case _, OutboxState.WAITING:
            return _("Nilai kami menunggu dikirim.")
        case _, OutboxState.FAILED if row.message:
            return _("Gagal dikirim: {reason}", reason=row.message.error)
        case _, OutboxState.DROPPED if row.message:
            return _("Tidak jadi dikirim: {reason}", reason=row.message.error)
        case Agreement.DIFFERENT, OutboxState.SENT:
            return _(
                "Mungkin dinilai ulang oleh pengajar di LMS. Nilai pengajar tetap berlaku di sana."
            )
        case Agreement.NOT_ARRIVED, OutboxState.SENT:
            return _("LMS menerima nilai ini, tetapi tidak lagi memegangnya.")
        case Agreement.DIFFERENT | Agreement.NOT_ARRIVED, _:
            return _("Nilai kami belum pernah dikirim ke kolom ini.")
        case _:
            return ""


def _asked(found: LinkScores) -> list[ScoreRow]:
    if "only" not in request.args or found.compared_at is None:
        return list(found.rows)
    return [row for row in found.rows if row.agreement and row.agreement.differs]


def _score(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100


def _csv_row(row: ScoreRow) -> tuple[object, ...]:
    def told(hundredths: int | None) -> str:
        if hundredths is None:
            return ""
        percent = f"{hundredths / 100:.2f}"
        return percent.replace(".", ",") if language() == "id" else percent

    return (
        row.account.name if row.account else "",
        row.subject,
        told(row.ours),
        told(row.theirs.hundredths if row.theirs else None),
        agreement_mark(row)[1],
        _note(row),
    )
