"""The doors of LTI: login initiation, launch, key set, and what a launch shows."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import (
    Blueprint,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers

from lti_service.domain.attempt import Attempt
from lti_service.domain.launch import LoginRequest, VerifiedLaunch
from lti_service.errors import LaunchRefusedError
from lti_service.use_cases.learning.attempt import (
    attempt_course,
    open_attempt,
)
from lti_service.use_cases.lms.launch import (
    SESSION_LIFE,
    Launched,
    record_launch,
    session_id,
)
from lti_service.web.access_log import note
from lti_service.web.address import rooted, with_media
from lti_service.web.asset import asset_url
from lti_service.web.attempt import attempt_json, issuer_of
from lti_service.web.body import posted_fields
from lti_service.web.current import (
    SESSION_COOKIE,
    account,
    enter,
    ports,
    session,
    set_cookie,
)
from lti_service.web.deep_linking import picker
from lti_service.web.language import language, speak
from lti_service.web.player_page import player_page
from lti_service.web.review import review_page
from lti_service.web.roster import class_page
from lti_service.web.security import Answer, allow_framing_by
from lti_service.web.token import Bearer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

blueprint = Blueprint("launch", __name__)

BROWSER_COOKIE = "lti_browser"
"""Each value has a name of its own: two frames of one page that log in at once, before
there is a cookie, must not overwrite each other's."""

COOKIE_TRIED = "cookie_tried"
"""Marks the second of two logins: the first one of a frame tries whether its cookie is
kept, before the platform is asked. Afterwards would be too late for another window, since
Moodle 4.5.6 takes each ``lti_message_hint`` once."""

BROWSER_LIFE_SECONDS = 365 * 24 * 60 * 60
_REGION = re.compile('(<section class="activity"[^>]*) aria-labelledby="[^"]*"')
_BUTTON = re.compile(r"<button\b.*?</button>", re.DOTALL)
_CONTROL = re.compile(r"<(input|select|textarea)\b")
_PAGES = {
    "me": "/me",
    "team": "/team",
    "assess": "/assess",
    "author": "/author",
    "admin": "/admin",
}


class _Redirect(Answer):
    """To an address that is a URI as it stands: Werkzeug would take it apart again.

    That, of the long query of a login, was a twentieth of a launch.

    Args:
        url: Where to; ASCII, with its host.
        status: Whether the request is repeated there as it was (RFC 9110, section 15.4).
    """

    def __init__(self, url: str, status: int) -> None:
        super().__init__(status=status, mimetype="text/plain")
        self._url = url

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:
        """Return the headers as they are sent."""
        headers = super().get_wsgi_headers(environ)
        headers["Location"] = self._url
        return headers


@blueprint.route("/lti/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Answer a third-party initiated login (OpenID Connect Core, section 4)."""
    given = request.form if request.method == "POST" else request.args
    parameters, browsers = _single(given.to_dict(flat=False)), _browsers()
    answer = ports().launches.login(LoginRequest(parameters, browsers))
    allow_framing_by(answer.platform_origin)
    if _is_framed() and answer.browser not in browsers.split():
        login_url = _login_url(parameters)
        if COOKIE_TRIED in parameters:
            return render_template("window.html", login_url=login_url)
        response = _Redirect(f"{login_url}&{COOKIE_TRIED}=1", 303)
    else:
        response = _Redirect(answer.url, 302)
    name = f"{BROWSER_COOKIE}_{session_id(answer.browser)[:8]}"
    set_cookie(response, name, answer.browser, BROWSER_LIFE_SECONDS)
    return response


@blueprint.post("/lti/launch")
def launch() -> ResponseReturnValue:
    """Verify a launch, record it, and show what it asks for."""
    on = ports()
    form = _single(posted_fields())
    verified = on.launches.verify(form, _browsers())
    note(platform=verified.platform.id)
    ancestor = frame_ancestor(verified)
    allow_framing_by(ancestor)
    speak(verified.locale)
    launched = record_launch(
        verified,
        ancestor,
        former_cookie=request.cookies.get(SESSION_COOKIE, ""),
        ports=on,
    )
    enter(launched.session)
    response = make_response(_page(verified, launched))
    if launched.cookie:
        life = int(SESSION_LIFE.total_seconds())
        set_cookie(response, SESSION_COOKIE, launched.cookie, life)
    return response


@blueprint.get("/lti/launch")
def launch_by_get() -> ResponseReturnValue:
    """A reload of a launch page, or its address typed in."""
    raise LaunchRefusedError("launch-not-posted")


@blueprint.get("/lti/jwks")
@blueprint.get("/.well-known/jwks.json")
def jwks() -> ResponseReturnValue:
    """Our public keys (RFC 7517)."""
    response = jsonify(ports().launches.public_keys())
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@blueprint.post("/lti/preview")
def preview() -> ResponseReturnValue:
    """A teacher goes through the course as a learner would; nothing is reported."""
    if not session().instructor:
        raise LaunchRefusedError("forbidden")
    allow_framing_by(session().frame_ancestor)
    who = account()
    attempt = open_attempt(request.form.get("attempt", ""), who.id, ports=ports())
    document = attempt_json(
        attempt, Bearer(who.id, counts=False, epoch=who.epoch), issuer=issuer_of(who.id)
    )
    return _player_page(attempt, document)


def frame_ancestor(launch: VerifiedLaunch) -> str:
    """Return the origin of the platform that may frame what this launch shows."""
    scheme, _, rest = launch.platform.auth_url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _is_framed() -> bool:
    """Whether the browser says so; old browsers and plain http say nothing."""
    return request.headers.get("Sec-Fetch-Dest") in {"iframe", "frame"}


def _login_url(parameters: dict[str, str]) -> str:
    """Return the address of this very login (LTI 1.3, section 5.1.1)."""
    names = (
        "iss",
        "login_hint",
        "target_link_uri",
        "lti_message_hint",
        "client_id",
        "lti_deployment_id",
    )
    kept = {name: parameters[name] for name in names if name in parameters}
    return rooted(f"{request.path}?{urlencode(kept)}")


def _page(launch: VerifiedLaunch, launched: Launched) -> ResponseReturnValue:
    content = launched.content
    if launch.review_of:
        return review_page(launched.attempt)
    if content.page in _PAGES:
        return redirect(rooted(_PAGES[content.page]), 303)
    if content.course_id and launched.account is None:
        return _anonymous(launched)
    if content.course_id and launch.instructor:
        return _class(launched)
    if content.course_id:
        return _player(launch, launched)
    if launched.pick is not None:
        return picker(launched.pick)
    return render_template("unassigned.html", language=language())


def _player(launch: VerifiedLaunch, launched: Launched) -> ResponseReturnValue:
    attempt, who = launched.attempt, launched.account
    if attempt is None or who is None:
        raise LaunchRefusedError("not-found")
    document = attempt_json(
        attempt,
        Bearer(who.id, counts=True, epoch=who.epoch),
        issuer=launch.platform.issuer,
        return_url=launch.return_url,
    )
    return _player_page(attempt, document)


def _player_page(attempt: Attempt, document: Sequence[bytes]) -> bytes:
    course = attempt_course(attempt, ports=ports())
    return player_page(
        attempt.id,
        title=course.title,
        course_language=course.language,
        document=document,
    )


def _class(launched: Launched) -> ResponseReturnValue:
    link, attempt = launched.link, launched.attempt
    if link is None or attempt is None:
        raise LaunchRefusedError("not-found")
    return class_page(link, attempt, launched.pick)


def _anonymous(launched: Launched) -> ResponseReturnValue:
    content = launched.content
    part = ports().courses.get(
        launched.release_id, content.module_id, content.activity_id
    )
    return render_template(
        "anonymous.html",
        course=part,
        only_to_read=only_to_read,
        style_url=asset_url("course.css"),
    )


def only_to_read(html: str) -> str:
    """Return HTML of a course whose forms can be read, and neither filled nor sent.

    What an author writes cannot hold these tags: they are the forms' alone.
    """
    shown = _BUTTON.sub("", with_media(html))
    # On one page the names of activities are no longer unique: they name no regions.
    shown = _REGION.sub(r"\1", shown)
    return _CONTROL.sub(r"<\1 disabled", shown)


def _single(values: dict[str, list[str]]) -> dict[str, str]:
    """Return each field's only value; a field that came twice is refused."""
    for name, given in values.items():
        if len(given) != 1:
            raise LaunchRefusedError("launch-field-repeated", field=name)
    return {name: given[0] for name, given in values.items()}


def _browsers() -> str:
    """Return the values of this browser's state cookies, separated by blanks."""
    cookies = request.cookies.items()
    return " ".join(value for name, value in cookies if name.startswith(BROWSER_COOKIE))
