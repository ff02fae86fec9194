"""What a teacher chose at the tool becomes activities, by Moodle 4.5's rules."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.sandbox.activity import SCORE_MAXIMUM, Activity
from lti_service.sandbox.login import (
    activity_or_404,
    config,
    state,
    teacher_or_404,
)
from lti_service.sandbox.message import RESOURCE_LINK, RETURN_PATH
from lti_service.sandbox.tool import claims_of

blueprint = Blueprint("deep_linking", __name__)

_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_GROUP = "Pilihan pengajar"
_TOOL = "Layanan"
_TITLE_LENGTH = 255


@blueprint.post(RETURN_PATH)
def take() -> ResponseReturnValue:
    """Take what was chosen; what cannot be an activity is left out."""
    claims = claims_of(request.form.get("JWT", ""), config())
    if not claims:
        abort(400)
    choice = state().take(request.args.get("pilihan", ""), config().now())
    if choice is None:
        abort(400)
    refused = _text(claims.get(f"{_DL}errormsg"))
    items = [] if refused else claims.get(f"{_DL}content_items", [])
    added = [activity for item in items if (activity := activity_of(item)) is not None]
    for activity in added:
        state().add_activity(activity)
    return render_template(
        "chosen.html",
        member_id=choice.member_id,
        added=added,
        left_out=len(items) - len(added),
        message=refused or _text(claims.get(f"{_DL}msg")),
    )


@blueprint.post("/orang/<member_id>/gandakan/<activity_id>")
def duplicate(member_id: str, activity_id: str) -> ResponseReturnValue:
    """Copy an activity, as teachers do in an LMS."""
    member = teacher_or_404(member_id)
    state().add_activity(activity_or_404(activity_id).copy())
    return redirect(url_for("pages.course", member_id=member.id), 303)


def activity_of(item: Mapping[str, Any]) -> Activity | None:
    """Return the activity that an item makes; none where Moodle makes none.

    Moodle says nothing where a column's maximum is no whole number from 1 to 100, or a
    title does not fit: the item is just not there. It takes links and HTML for
    activities, which nobody wants; here they are left out.
    """
    if item.get("type") != RESOURCE_LINK:
        return None
    title = _text(item.get("title")) or _TOOL
    column = item.get("lineItem")
    maximum = (column or {}).get("scoreMaximum") or SCORE_MAXIMUM
    if type(maximum) is not int or not 1 <= maximum <= SCORE_MAXIMUM:
        return None
    if len(title) > _TITLE_LENGTH:
        return None
    custom = item.get("custom") or {}
    if not isinstance(custom, Mapping):
        abort(400)  # Moodle fails here as well.
    return Activity(
        id="",
        title=title,
        about=_text(item.get("text")),
        group=_GROUP,
        custom={name: str(value) for name, value in custom.items()},
        graded=column is not None,
        maximum=maximum,
        resource_id=_text((column or {}).get("resourceId")),
        tag=_text((column or {}).get("tag")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
