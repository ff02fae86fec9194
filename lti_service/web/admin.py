"""Who has finished what, and what waits for an administrator."""

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.organisation import check_nip, mask_nip
from lti_service.domain.task import Place, TaskKind
from lti_service.errors import InvalidInputError, NotFoundError
from lti_service.use_cases.access.claim import link_account, unlink_account
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.learning.completion import (
    Completion,
    Delivery,
    account_claim,
    completions,
    overview,
)
from lti_service.use_cases.lms.outbox_queue import waiting
from lti_service.use_cases.lms.session import count_sessions
from lti_service.use_cases.overview.task import waiting_tasks
from lti_service.web.current import account, ports, require, require_everywhere
from lti_service.web.language import language, translate as _
from lti_service.web.task import shown_tasks

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

_MOST_ROWS = 200
_STATES: dict[str, Callable[[Completion], bool]] = {
    "passed": lambda row: row.attempt.passed_at is not None,
    "failed": lambda row: row.progress.passed is False,
    "learning": lambda row: row.progress.passed is None and not row.attempt.passed_at,
    "unsent": lambda row: row.delivery in {Delivery.WAITING, Delivery.FAILED},
}
_ORDERS: dict[str, Callable[[Completion], str]] = {
    "name": lambda row: (row.person.name if row.person else row.account.name).lower(),
    "unit": lambda row: row.unit.name.lower() if row.unit else "~",
    "course": lambda row: f"{row.course} {row.module}".lower(),
    "score": lambda row: f"{float(row.progress.scaled):.6f}",
    "updated": lambda row: row.attempt.updated_at.isoformat(),
}
_DESCENDING = {"score", "updated"}


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The table of completions, and what waits."""
    granted = require(Role.ADMINISTRATOR)
    everything = completions(granted, ports=ports())
    rows, order = _asked(everything)
    return render_template(
        "admin.html",
        overview=overview(granted, ports=ports()),
        waiting=waiting(ports=ports()),
        tasks=shown_tasks(
            waiting_tasks(
                account().id,
                (Place.ADMIN,),
                but=frozenset({TaskKind.CLAIMS, TaskKind.SCORES}),
                ports=ports(),
            )
        ),
        rows=rows[:_MOST_ROWS],
        found=len(rows),
        total=len(everything),
        passed=sum(1 for row in everything if row.attempt.passed_at),
        courses=sorted({(row.course_id, row.course) for row in everything}),
        states=_state_words(),
        asked=request.args,
        order=order,
        order_words=_order_words(),
        descending=_DESCENDING,
        delivery_mark=delivery_mark,
        mask_nip=mask_nip,
        time_zone=ports().time_zone,
    )


@blueprint.get("/completions.csv")
def completions_csv() -> ResponseReturnValue:
    """The same rows as a file."""
    rows, _order = _asked(completions(require(Role.ADMINISTRATOR), ports=ports()))
    headings = (
        _("Nama"),
        _("NIP"),
        _("Unit"),
        _("Kursus"),
        _("Modul"),
        _("Versi"),
        _("Halaman dibaca"),
        _("Kegiatan selesai"),
        _("Nilai"),
        _("Lulus pada"),
        _("Buku nilai LMS"),
    )
    text = ports().write_csv(headings, map(_csv_row, rows))
    name = f"penyelesaian-{today(ports()).isoformat()}.csv"
    # The mark lets spreadsheets on Windows see that it is UTF-8.
    response = Response("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/accounts/<account_id>")
def show_account(account_id: str) -> ResponseReturnValue:
    """An account, and whom it belongs to or claims to be."""
    # Accounts belong to no unit.
    require_everywhere(Role.ADMINISTRATOR)
    return _account_page(account_id, None), 200


@blueprint.post("/accounts/<account_id>/link")
def link(account_id: str) -> ResponseReturnValue:
    """Link an account to the person whom it claims to be, or whose NIP was typed."""
    # Accounts belong to no unit.
    require_everywhere(Role.ADMINISTRATOR)
    claim = account_claim(account_id, ports=ports())
    person_id = claim.person.id if claim and claim.person else ""
    typed = request.form.get("nip", "").strip()
    if typed:
        try:
            person_id = _person_id(typed)
        except InvalidInputError as error:
            words = error.explanation
            problem = (_(words.message), _(words.remedy))
            return _account_page(account_id, problem), words.status
    link_account(account_id, person_id, actor=account().id, ports=ports())
    return redirect(url_for("admin.show_account", account_id=account_id), 303)


@blueprint.post("/accounts/<account_id>/unlink")
def unlink(account_id: str) -> ResponseReturnValue:
    """Undo a link; the evidence that it brought is withdrawn."""
    # Accounts belong to no unit.
    require_everywhere(Role.ADMINISTRATOR)
    if request.form.get("sure") != "1":
        problem = (
            _("Pelepasan belum ditegaskan."),
            _("Centang pernyataan di bawah, lalu kirim lagi."),
        )
        return _account_page(account_id, problem), 422
    unlink_account(account_id, actor=account().id, ports=ports())
    return redirect(url_for("admin.show_account", account_id=account_id), 303)


def delivery_mark(delivery: Delivery) -> tuple[str, str]:
    """Return the class and the words of a delivery's badge."""
    marks = {
        Delivery.SENT: ("right", _("Terkirim")),
        Delivery.WAITING: ("info", _("Menunggu dikirim")),
        Delivery.FAILED: ("wrong", _("Gagal dikirim")),
        Delivery.DROPPED: ("attention", _("Tidak jadi dikirim")),
        Delivery.NO_COLUMN: ("", _("Tanpa kolom nilai")),
        Delivery.NOT_DUE: ("", _("Belum saatnya")),
    }
    return marks[delivery]


def _account_page(account_id: str, problem: tuple[str, str] | None) -> str:
    claim = account_claim(account_id, ports=ports())
    if claim is None:
        raise NotFoundError("not-found", account=account_id)
    return render_template(
        "admin-account.html",
        claim=claim,
        problem=problem,
        done=_done_words().get(request.args.get("done", "")),
        sessions=count_sessions(account_id, ports=ports()),
        mask_nip=mask_nip,
        time_zone=ports().time_zone,
    )


def _person_id(typed: str) -> str:
    check = check_nip(typed, employment_type="", on=today(ports()), synthetic=True)
    with ports().storage.reading() as uow:
        found = uow.organisation.person_by_nip(check.nip) if check.nip else None
    if found is None:
        raise InvalidInputError("unknown-person")
    return found.id


def _asked(rows: Sequence[Completion]) -> tuple[list[Completion], str]:
    """Return the rows that the address asks for, and by what they are sorted."""
    course, state = request.args.get("course", ""), request.args.get("state", "")
    order = request.args.get("order", "updated")
    order = order if order in _ORDERS else "updated"
    kept = [
        row
        for row in rows
        if (not course or row.course_id == course)
        and (state not in _STATES or _STATES[state](row))
    ]
    return sorted(kept, key=_ORDERS[order], reverse=order in _DESCENDING), order


def _csv_row(row: Completion) -> tuple[object, ...]:
    progress, passed = row.progress, row.attempt.passed_at
    percent = f"{float(progress.scaled * 100):.2f}"
    return (
        row.person.name if row.person else row.account.name,
        row.person.nip if row.person else "",
        row.unit.name if row.unit else "",
        row.course,
        row.module,
        row.version,
        f"{progress.pages_viewed}/{progress.pages}",
        f"{progress.activities_done}/{progress.activities}",
        percent.replace(".", ",") if language() == "id" else percent,
        passed.astimezone(ports().time_zone).date().isoformat() if passed else "",
        delivery_mark(row.delivery)[1],
    )


def _done_words() -> dict[str, str]:
    return {"sessions": _("Akun ini sudah dikeluarkan dari semua perangkat.")}


def _state_words() -> dict[str, str]:
    return {
        "passed": _("lulus"),
        "failed": _("belum mencapai batas lulus"),
        "learning": _("sedang belajar"),
        "unsent": _("nilai belum sampai di LMS"),
    }


def _order_words() -> dict[str, str]:
    return {
        "name": _("Nama"),
        "unit": _("Unit"),
        "course": _("Kursus"),
        "score": _("Nilai"),
        "updated": _("Terakhir belajar"),
    }
