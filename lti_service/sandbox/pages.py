"""The pages that people see: who am I, the course, its gradebook, its people."""

from datetime import timedelta, timezone

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lti_service.sandbox.activity import COURSE_TITLE, Activity
from lti_service.sandbox.login import (
    activity_or_404,
    config,
    member_or_404,
    state,
    teacher_or_404,
)
from lti_service.sandbox.people import Member, Role, members
from lti_service.sandbox.services import grade

blueprint = Blueprint("pages", __name__)

# Eastern Indonesia keeps no summer time.
_WIT = timezone(timedelta(hours=9), "WIT")


@blueprint.get("/")
def people() -> ResponseReturnValue:
    """Choose who to be."""
    return render_template("people.html", members=members().values())


@blueprint.get("/orang/<member_id>/")
def course(member_id: str) -> ResponseReturnValue:
    """The course, as one of its people sees it."""
    member = member_or_404(member_id)
    groups: dict[str, list[tuple[str, str]]] = {}
    activities = state().activities()
    for activity in activities.values():
        row = (activity.id, _grade_words(member, activity))
        groups.setdefault(activity.group, []).append(row)
    return render_template(
        "course.html",
        **_place(member),
        groups=groups,
        activities=activities,
        teaches=member.role is not Role.LEARNER,
        message=request.args.get("lti_msg", ""),
        error=request.args.get("lti_errormsg", ""),
    )


@blueprint.get("/orang/<member_id>/kegiatan/<activity_id>")
def activity(member_id: str, activity_id: str) -> ResponseReturnValue:
    """An activity in a frame."""
    return render_template(
        "activity.html",
        **_place(member_or_404(member_id)),
        activity=activity_or_404(activity_id),
    )


@blueprint.get("/orang/<member_id>/pilih")
def choose(member_id: str) -> ResponseReturnValue:
    """Choose content at the tool, in a frame."""
    return render_template("choose.html", **_place(teacher_or_404(member_id)))


@blueprint.get("/orang/<member_id>/tinjauan/<activity_id>/<learner_id>")
def review(member_id: str, activity_id: str, learner_id: str) -> ResponseReturnValue:
    """A learner's work at the tool, in a frame."""
    return render_template(
        "review.html",
        **_place(teacher_or_404(member_id)),
        activity=activity_or_404(activity_id),
        learner=member_or_404(learner_id),
    )


@blueprint.get("/orang/<member_id>/nilai")
def gradebook(member_id: str) -> ResponseReturnValue:
    """All grades for those who teach; their own for learners."""
    member = member_or_404(member_id)
    learners = [m for m in members().values() if m.role is Role.LEARNER]
    shown = [member] if member.role is Role.LEARNER else learners
    graded = [one for one in state().activities().values() if one.graded]
    rows = [(one, [_grade_words(one, column) for column in graded]) for one in shown]
    return render_template(
        "gradebook.html",
        **_place(member),
        columns=graded,
        rows=rows,
        teaches=member.role is not Role.LEARNER,
    )


@blueprint.get("/orang/<member_id>/peserta")
def roster(member_id: str) -> ResponseReturnValue:
    """The people of the course."""
    member = member_or_404(member_id)
    return render_template("roster.html", **_place(member), members=members().values())


def _place(member: Member) -> dict[str, object]:
    return {
        "me": member,
        "course_title": COURSE_TITLE,
        "tool_url": config().tool_url,
        "here": request.endpoint or "",
    }


def _grade_words(member: Member, activity: Activity) -> str:
    """Return a grade in words: score, scale and time; empty where there is none."""
    for score in state().scores():
        if (score.activity_id, score.member_id) == (activity.id, member.id):
            value = grade(score, activity)
            if value is None:
                return ""
            number = f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
            moment = score.moment.astimezone(_WIT).strftime("%d-%m-%Y %H.%M WIT")
            return f"{number} dari {activity.maximum} ({moment})"
    return ""
