"""The keys that this service signs with."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.key import (
    PUBLISHED_AFTER_USE,
    PUBLISHED_BEFORE_USE,
    ROTATE_AFTER,
    KeyState,
)
from lti_service.errors import InvalidInputError
from lti_service.use_cases.lms.key import list_keys, rotate_keys
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import translate as _

blueprint = Blueprint("key", __name__, url_prefix="/admin/keys")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The keys, newest first."""
    require_everywhere(Role.ADMINISTRATOR)
    return _page(None), 200


@blueprint.post("/rotate")
def rotate() -> ResponseReturnValue:
    """Make a new key, which signs once platforms had time to fetch it."""
    require_everywhere(Role.ADMINISTRATOR)
    if request.form.get("sure") != "1":
        error = InvalidInputError("not-confirmed")
        return _page(error), error.explanation.status
    rotate_keys(actor=account().id, ports=ports())
    return redirect(url_for("key.show", done=1), 303)


def _page(error: InvalidInputError | None) -> str:
    words = error.explanation if error else None
    keys = list_keys(ports=ports())
    return render_template(
        "keys.html",
        keys=keys,
        due_at=keys[0].created_at + ROTATE_AFTER if keys else None,
        waiting=any(key.state is KeyState.NEXT for key in keys),
        marks=_marks(),
        days=(ROTATE_AFTER.days, PUBLISHED_BEFORE_USE.days, PUBLISHED_AFTER_USE.days),
        problem=(_(words.message), _(words.remedy)) if words else None,
        done=request.args.get("done"),
        time_zone=ports().time_zone,
    )


def _marks() -> dict[KeyState, tuple[str, str]]:
    """Return the class and the words of each state's badge."""
    return {
        KeyState.NEXT: ("info", _("Menunggu diambil LMS")),
        KeyState.SIGNING: ("right", _("Dipakai")),
        KeyState.KEPT: ("", _("Masih diumumkan")),
        KeyState.OVER: ("", _("Selesai; dihapus pada pergantian berikut")),
    }
