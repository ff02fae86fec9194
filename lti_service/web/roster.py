"""The class: who learns in it and how far they are; rosters, for administrators."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.attempt import Attempt
from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.grant import Role
from lti_service.domain.launch import ResourceLink
from lti_service.domain.roster import Roster
from lti_service.errors import EXPLANATIONS, ForbiddenError, NotFoundError
from lti_service.use_cases.learning.attempt import attempt_course
from lti_service.use_cases.learning.course import is_withdrawn
from lti_service.use_cases.lms.deep_linking import open_pick
from lti_service.use_cases.lms.roster import (
    ask_for_roster,
    class_list,
    open_class,
    read_roster,
    rosters,
)
from lti_service.web.current import account, ports, require_everywhere, session
from lti_service.web.language import language, translate as _

blueprint = Blueprint("roster", __name__)

PAGE_ROWS = 200


@blueprint.get("/class/<attempt_id>")
def show(attempt_id: str) -> ResponseReturnValue:
    """The class once more, for the teacher who launched it."""
    attempt, link = _own_class(attempt_id)
    return class_page(link, attempt, _pick(request.args.get("pick", "")))


@blueprint.post("/class/<attempt_id>/roster")
def refresh(attempt_id: str) -> ResponseReturnValue:
    """Read the roster from the platform while the teacher waits."""
    attempt, link = _own_class(attempt_id)
    roster = class_list(link, ports=ports()).roster
    if roster is None:
        raise NotFoundError("not-found", link=link.id)
    read = read_roster(roster.id, actor=account().id, ports=ports())
    pick = request.form.get("pick") or None
    done = None if read.roster.error else "read"
    return redirect(
        url_for("roster.show", attempt_id=attempt.id, pick=pick, done=done), 303
    )


@blueprint.get("/admin/rosters")
def show_all() -> ResponseReturnValue:
    """The rosters of all classes; nobody is named."""
    require_everywhere(Role.ADMINISTRATOR)
    return render_template(
        "rosters.html",
        rosters=rosters(ports=ports()),
        problem=_problem,
        time_zone=ports().time_zone,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


def class_page(
    link: ResourceLink, attempt: Attempt, pick: ContentPick | None
) -> ResponseReturnValue:
    """Return the page of a class; an old roster is asked for, and read by the worker.

    Args:
        link: Whose class it is.
        attempt: The teacher's own trial.
        pick: The choice of content that the teacher may make, if any.
    """
    found = class_list(link, ports=ports())
    roster = found.roster and ask_for_roster(found.roster, ports=ports())
    pages = max(-(-len(found.rows) // PAGE_ROWS), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "class.html",
        course=attempt_course(attempt, ports=ports()),
        pick=pick,
        found=found,
        rows=found.rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        page=page,
        pages=pages,
        roster=roster,
        problem=_problem(roster),
        done=request.args.get("done") == "read",
        attempt_id=attempt.id,
        link_id=link.id,
        is_withdrawn=is_withdrawn(link.content.course_id, ports=ports()),
        no_column=not link.line_item_url and _graded(attempt),
        now=ports().clock.now().astimezone(ports().time_zone),
        time_zone=ports().time_zone,
        language=language(),
    )


def _graded(attempt: Attempt) -> bool:
    """Whether a score comes of what the class learns."""
    required = attempt_course(attempt, ports=ports()).required_activities
    return any(activity.is_graded for activity in required)


def _own_class(attempt_id: str) -> tuple[Attempt, ResourceLink]:
    if not session().instructor:
        raise ForbiddenError("forbidden")
    return open_class(attempt_id, account().id, ports=ports())


def _pick(pick_id: str) -> ContentPick | None:
    """Return a choice that is still open."""
    try:
        return open_pick(pick_id, account().id, ports=ports())
    except NotFoundError:
        return None


def _problem(roster: Roster | None) -> tuple[str, str] | None:
    """Return what went wrong with the last reading, and what to do."""
    if roster is None or not roster.error:
        return None
    words = EXPLANATIONS[roster.error]
    return _(words.message), _(words.remedy)
