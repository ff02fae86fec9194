"""Pages of help: one for each kind of reader, in both languages."""

import re

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lti_service.errors import NotFoundError
from lti_service.web.current import session
from lti_service.web.language import language, translate as _

blueprint = Blueprint("help", __name__, url_prefix="/help")

GUIDES = ("participant", "supervisor", "assessor", "administrator")
_HEADING = re.compile(r'<section id="([a-z]+)"><h2>([^<]+)</h2>')


@blueprint.get("")
def participant() -> ResponseReturnValue:
    """The page of help for everybody."""
    return show("participant")


@blueprint.get("/<guide>")
def show(guide: str) -> ResponseReturnValue:
    """One page of help. They tell of nobody: whoever is signed in may read all."""
    session()
    if guide not in GUIDES:
        raise NotFoundError("not-found", page=guide[:40])
    name = f"help/{guide}.{language()}.html"
    text = current_app.jinja_env.get_template(name).render(request=request)
    titles = {
        "participant": _("Bantuan untuk peserta"),
        "supervisor": _("Bantuan untuk atasan langsung"),
        "assessor": _("Bantuan untuk asesor"),
        "administrator": _("Bantuan untuk administrator"),
    }
    return render_template(
        "help.html",
        guide=guide,
        titles=titles,
        headings=[(id_, Markup(words)) for id_, words in _HEADING.findall(text)],  # noqa: S704
        text=Markup(text),  # noqa: S704
    )
