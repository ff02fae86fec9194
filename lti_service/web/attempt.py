"""The player's API, and the place a learner comes back to."""

from collections.abc import Sequence
from functools import lru_cache

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from jinja2.utils import htmlsafe_json_dumps

from course_builder.model.document import outline
from course_builder.model.progress import summarise
from course_builder.model.rendered import RenderedCourse, RenderedPage
from course_builder.model.view import progress_view
from lti_service.domain.attempt import Attempt
from lti_service.errors import NotFoundError
from lti_service.use_cases.learning.attempt import (
    attempt_course,
    attempt_origin,
    handle_events,
    open_attempt,
    page_document,
)
from lti_service.use_cases.learning.event import activity_view
from lti_service.web.address import rooted
from lti_service.web.current import outlines, ports, token_bearer, tokens
from lti_service.web.player_page import player_page
from lti_service.web.security import allow_framing_by
from lti_service.web.token import Bearer

blueprint = Blueprint("attempt", __name__)

MOST_PAGES = 512
"""How many pages' HTML one process keeps as JSON: to write it is most of a reply."""

# As it stands in JSON. A page's own address says nothing about its media.
_OWN_MEDIA = b'=\\"media/'


@blueprint.get("/learn/<attempt_id>")
def shell(attempt_id: str) -> ResponseReturnValue:
    """A page without personal data: the player in it knows its token, or says so."""
    # Where no cookie is kept, the attempt alone tells in whose frame this is.
    allow_framing_by(attempt_origin(attempt_id, ports=ports()))
    return player_page(attempt_id)


@blueprint.get("/api/attempts/<attempt_id>")
def get_attempt(attempt_id: str) -> ResponseReturnValue:
    """Where the learner stands, and the page they were on."""
    bearer = token_bearer()
    attempt = _own_attempt(attempt_id, bearer)
    issuer = issuer_of(bearer.account_id)
    return _json(*attempt_json(attempt, bearer, issuer=issuer))


@blueprint.get("/api/attempts/<attempt_id>/pages/<path:page_id>")
def get_page(attempt_id: str, page_id: str) -> ResponseReturnValue:
    """One page of the attempt's course."""
    bearer = token_bearer()
    attempt = _own_attempt(attempt_id, bearer)
    course = attempt_course(attempt, ports=ports())
    page = course.page_by_id.get(page_id)
    if page is None:
        raise NotFoundError("unknown-page", page=page_id)
    document = page_document(page, attempt, course, ports=ports())
    html = _html_json(document.pop("html"), rooted("/media/"))
    rest = shown_json({**document, "token": tokens().make(bearer)})
    return _json(rest[:-1], b', "html": ', html, b"}")


@blueprint.post("/api/attempts/<attempt_id>/events")
def post_events(attempt_id: str) -> ResponseReturnValue:
    """Take in what the player reports."""
    bearer = token_bearer()
    handled = handle_events(
        attempt_id,
        bearer.account_id,
        _batch(),
        ports=ports(),
        counts=bearer.counts,
        epoch=bearer.epoch,
    )
    reply = {
        "results": list(handled.results),
        "progress": progress_view(handled.progress),
        "token": tokens().make(bearer),
    }
    return _json(shown_json(reply))


def _own_attempt(attempt_id: str, bearer: Bearer) -> Attempt:
    return open_attempt(
        attempt_id, bearer.account_id, epoch=bearer.epoch, ports=ports()
    )


def _batch() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # nested so deeply that nobody reads it
        return None


def attempt_json(
    attempt: Attempt, bearer: Bearer, *, issuer: str, return_url: str = ""
) -> Sequence[bytes]:
    """Return what the player starts from, in parts to be sent one after the other.

    `README.md` of this package describes it. Most of it is the same for all and kept as
    it is sent.
    """
    on, media = ports(), rooted("/media/")
    course = attempt_course(attempt, ports=on)
    progress = summarise(course, attempt.viewed, attempt.activities)
    now = on.clock.now()
    page = page_document(_place(attempt, course), attempt, course, ports=on)
    html = _html_json(page.pop("html"), media)
    document = {
        "attempt": attempt.id,
        "token": tokens().make(bearer),
        "account": bearer.account_id,
        "issuer": issuer,
        "returnUrl": return_url or None,
        "viewed": sorted(attempt.viewed),
        "activities": {
            identifier: activity_view(activity, done, course, now)
            for identifier, done in attempt.activities.items()
            if (activity := course.activities.get(identifier))
        },
        "progress": progress_view(progress),
        "page": page,
    }
    about = (attempt.release_id, attempt.module_id, attempt.activity_id)
    own = _json_with_media(document, media).removesuffix(b"}}")
    return own, b', "html": ', html, b'}, "outline": ', outlines()(*about), b"}"


def outline_json(course: RenderedCourse) -> bytes:
    """Return the outline of a course, as part of what the player starts from."""
    return shown_json(outline(course))


def issuer_of(account_id: str) -> str:
    """Return the issuer of an account's platform; empty where there is no account."""
    with ports().storage.reading() as uow:
        account = uow.accounts.get(account_id)
        platform = uow.platforms.get(account.platform_id) if account else None
    return platform.issuer if platform else ""


def _place(attempt: Attempt, course: RenderedCourse) -> RenderedPage:
    return course.page_by_id.get(attempt.place) or next(course.pages)


def shown_json(document: object) -> bytes:
    """Return JSON that may stand in a page; media are asked for under /media."""
    return _json_with_media(document, rooted("/media/"))


def _json_with_media(value: object, media: str) -> bytes:
    shown = htmlsafe_json_dumps(value).encode()
    return shown.replace(_OWN_MEDIA, f'=\\"{media}'.encode())


_html_json = lru_cache(MOST_PAGES)(_json_with_media)


def _json(*parts: bytes) -> Response:
    return Response(b"".join(parts), mimetype="application/json")
