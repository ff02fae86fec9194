"""The picker: what a link shows, or what is sent back to a platform that asked."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.launch import origin_of
from lti_service.domain.offer import Offer
from lti_service.errors import ConflictError, LaunchRefusedError, NotFoundError
from lti_service.use_cases.learning.course import course_offers
from lti_service.use_cases.lms.deep_linking import (
    answer_platform,
    choose_content,
    chosen_offers,
    open_pick,
)
from lti_service.web.asset import asset_url
from lti_service.web.current import account, ports, session
from lti_service.web.language import translate as _
from lti_service.web.security import allow_framing_by, allow_posting_to

blueprint = Blueprint("deep_linking", __name__)

MOST_COURSES = 30
"""How many courses one page shows; more are found by their words."""
_LONGEST_QUERY = 200


@blueprint.get("/lti/pick")
def search() -> ResponseReturnValue:
    """Look for content; what was ticked before stays ticked."""
    pick = _pick(request.args.get("pick", ""))
    asked = [key for key in request.args.getlist("content") if key]
    query = request.args.get("q", "")[:_LONGEST_QUERY]
    return picker(pick, query, _known(asked, pick))


@blueprint.post("/lti/pick")
def choose() -> ResponseReturnValue:
    """Take the choice of a teacher."""
    pick = _pick(request.form.get("pick", ""))
    if "cancel" in request.form:
        return _sent(pick, [], _("Tidak ada isi yang dipilih."))
    offers = chosen_offers(request.form.getlist("content"), pick, ports=ports())
    if pick.resource_link_id:
        return _chosen(pick, offers[0])
    return _sent(pick, offers)


def picker(
    pick: ContentPick, query: str = "", chosen: tuple[Offer, ...] = ()
) -> ResponseReturnValue:
    """Return the page of what can be chosen."""
    courses = course_offers(query, ports=ports())
    return render_template(
        "picker.html",
        pick=pick,
        query=query.strip(),
        chosen=chosen,
        courses=courses[:MOST_COURSES],
        more=len(courses) - MOST_COURSES,
        script_url=asset_url("picker.js"),
    )


def _pick(pick_id: str) -> ContentPick:
    if not session().instructor:
        raise LaunchRefusedError("forbidden")
    allow_framing_by(session().frame_ancestor)
    return open_pick(pick_id, account().id, ports=ports())


def _known(keys: list[str], pick: ContentPick) -> tuple[Offer, ...]:
    """Return what was ticked before; what is no longer there is left out."""
    if not keys:
        return ()
    try:
        return tuple(chosen_offers(keys, pick, ports=ports()))
    except NotFoundError:
        return ()


def _chosen(pick: ContentPick, offer: Offer) -> ResponseReturnValue:
    try:
        choose_content(
            pick,
            offer.content,
            ports=ports(),
            confirmed=request.form.get("confirmed") == "yes",
        )
    except ConflictError as error:
        if error.code != "content-begun":
            raise
        learners = error.context["learners"]
        page = render_template(
            "picker-confirm.html", pick=pick, offer=offer, learners=learners
        )
        return page, 409
    return render_template("chosen.html", pick=pick, offer=offer)


def _sent(
    pick: ContentPick, offers: Sequence[Offer], message: str = ""
) -> ResponseReturnValue:
    if not pick.return_url:
        raise NotFoundError("choice-over", pick=pick.id)
    answer = answer_platform(pick, offers, message, ports=ports())
    allow_posting_to(origin_of(answer.return_url))
    return render_template(
        "picker-return.html", answer=answer, script_url=asset_url("picker.js")
    )
