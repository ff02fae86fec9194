"""Scores on their way to platforms: what waits, what failed and why."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.outbox import OutboxState
from lti_service.errors import ConflictError, InvalidInputError
from lti_service.use_cases.lms.outbox_queue import (
    QueuedMessage,
    drop_message,
    queue,
    queued_message,
    retry_message,
)
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import translate as _

blueprint = Blueprint("outbox", __name__, url_prefix="/admin/outbox")

_OPEN = (OutboxState.WAITING, OutboxState.FAILED)


@blueprint.get("")
def show() -> ResponseReturnValue:
    """A page of what is not delivered, or of what the filter asks for."""
    require_everywhere(Role.ADMINISTRATOR)
    asked = request.args.get("state", "")
    states = [state for state in OutboxState if state == asked] or (
        list(OutboxState) if asked == "all" else list(_OPEN)
    )
    found = queue(
        states,
        request.args.get("platform") or None,
        request.args.get("page", 1, type=int),
        ports=ports(),
    )
    return render_template(
        "outbox.html",
        queue=found,
        asked=request.args,
        states=_state_words(),
        mark=state_mark,
        who=_who,
        done=_done_words().get(request.args.get("done", "")),
        time_zone=ports().time_zone,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


@blueprint.get("/<message_id>")
def show_message(message_id: str) -> ResponseReturnValue:
    """One message, and what can be done about it."""
    require_everywhere(Role.ADMINISTRATOR)
    return _message_page(message_id, None), 200


@blueprint.post("/<message_id>/retry")
def retry(message_id: str) -> ResponseReturnValue:
    """Send a message again at once."""
    require_everywhere(Role.ADMINISTRATOR)
    retry_message(message_id, account().id, ports=ports())
    return _back("retried")


@blueprint.post("/<message_id>/drop")
def drop(message_id: str) -> ResponseReturnValue:
    """Give a message up, with a reason."""
    require_everywhere(Role.ADMINISTRATOR)
    reason = request.form.get("reason", "")
    try:
        drop_message(message_id, account().id, reason, ports=ports())
    except (InvalidInputError, ConflictError) as error:
        words = error.explanation
        problem = (_(words.message), _(words.remedy))
        return _message_page(message_id, problem), words.status
    return _back("dropped")


def state_mark(state: OutboxState) -> tuple[str, str]:
    """Return the class and the words of a state's badge."""
    marks = {
        OutboxState.WAITING: ("info", _("Menunggu dikirim")),
        OutboxState.FAILED: ("wrong", _("Gagal dikirim")),
        OutboxState.SENT: ("right", _("Terkirim")),
        OutboxState.DROPPED: ("attention", _("Tidak jadi dikirim")),
    }
    return marks[state]


def _back(done: str) -> ResponseReturnValue:
    """Return to the list that the form was sent from."""
    form = request.form
    return redirect(
        url_for(
            "outbox.show",
            done=done,
            state=form.get("state") or None,
            platform=form.get("platform") or None,
            page=form.get("page", type=int),
        ),
        303,
    )


def _message_page(message_id: str, problem: tuple[str, str] | None) -> str:
    return render_template(
        "outbox-message.html",
        found=queued_message(message_id, ports=ports()),
        problem=problem,
        form=request.form,
        mark=state_mark,
        who=_who,
        time_zone=ports().time_zone,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


def _who(queued: QueuedMessage) -> str:
    if queued.item is not None:
        title = queued.item.title
        return f"{title}, {queued.person}" if queued.person else title
    if queued.account is None:
        return _("Tidak dikenal")
    return queued.account.name or _("Tanpa nama")


def _state_words() -> dict[str, str]:
    return {
        "": _("menunggu atau gagal"),
        OutboxState.WAITING: _("menunggu"),
        OutboxState.FAILED: _("gagal"),
        OutboxState.DROPPED: _("tidak jadi dikirim"),
        OutboxState.SENT: _("terkirim"),
        "all": _("semua"),
    }


def _done_words() -> dict[str, str]:
    return {
        "retried": _("Nilai itu dikirim lagi sekarang juga."),
        "dropped": _("Pengiriman dibatalkan; alasannya tersimpan."),
    }
