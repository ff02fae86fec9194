"""How often somebody is told by e-mail what waits, and the link that ends it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.digest import DIGEST_HOUR, Frequency
from lti_service.domain.task import without_names
from lti_service.errors import InvalidInputError
from lti_service.use_cases.overview.digest import (
    choose_frequency,
    my_notices,
    unsubscribe,
)
from lti_service.use_cases.overview.task import waiting_tasks
from lti_service.web.current import account, ports
from lti_service.web.language import translate as _
from lti_service.web.task import shown_tasks

blueprint = Blueprint("digest", __name__)


@blueprint.get("/me/notices")
def show() -> ResponseReturnValue:
    """What was chosen, and what a digest would tell today."""
    return _page(None), 200


@blueprint.post("/me/notices")
def choose() -> ResponseReturnValue:
    """Keep what was chosen; the same form takes it back."""
    try:
        choose_frequency(account().id, request.form.get("frequency", ""), ports=ports())
    except InvalidInputError as error:
        words = error.explanation
        return _page((_(words.message), _(words.remedy))), words.status
    return redirect(url_for("digest.show", saved=1), 303)


@blueprint.get("/notices/<token>")
def ask(token: str) -> ResponseReturnValue:
    """Ask whether digests are to end: a link alone may be opened by a machine."""
    unsubscribe(token, sure=False, ports=ports())
    return render_template("notices-end.html", token=token, ended=False)


@blueprint.post("/notices/<token>")
def end(token: str) -> ResponseReturnValue:
    """End them: from the page, or by the reader's mail program (RFC 8058)."""
    unsubscribe(token, sure=True, ports=ports())
    return render_template("notices-end.html", token=token, ended=True)


def _page(problem: tuple[str, str] | None) -> str:
    who = account()
    return render_template(
        "notices.html",
        notices=my_notices(who.id, ports=ports()),
        tasks=shown_tasks(without_names(waiting_tasks(who.id, ports=ports()))),
        words={
            Frequency.DAILY: _("Setiap hari"),
            Frequency.WEEKLY: _("Setiap minggu, pada hari Senin"),
            Frequency.NEVER: _("Tidak pernah"),
        },
        hour=DIGEST_HOUR,
        saved=request.args.get("saved") == "1",
        problem=problem,
    )
