"""The web application: blueprints, errors, headers, words."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import (
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionMixin,
)
from flask_wtf.csrf import CSRFProtect

from lti_service.locale import (
    format_date,
    format_date_time,
    format_number,
    translator,
)
from lti_service.ports import Ports
from lti_service.web import (
    access_log,
    address,
    admin,
    agency_plan,
    api,
    api_token,
    assess,
    asset,
    attempt,
    author,
    body,
    claim,
    credential,
    credential_list,
    deep_linking,
    digest,
    drill,
    enrolment,
    errors,
    gradebook,
    grant,
    hand_in_file,
    health,
    help as help_pages,
    import_run,
    individual_plan,
    key,
    launch,
    learning_hours,
    limit,
    marking,
    me,
    moderation,
    moodle,
    moodle_competency,
    moodle_file,
    moodle_map,
    moodle_people,
    moodle_push,
    my_needs,
    needs,
    needs_queue,
    objection,
    observation,
    observation_sheet,
    outbox,
    page,
    person,
    plan_item,
    platform,
    position,
    privacy,
    programme,
    registration,
    report,
    review,
    roster,
    rule,
    security,
    session,
    team,
    transcript,
    unit,
)
from lti_service.web.language import language, translate
from lti_service.web.token import Tokens

MOST_OUTLINES = 128
"""How many outlines of courses and of their parts one process keeps as text."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

_FROM_ELSEWHERE = frozenset(
    {
        # From another site: no cookie of ours is trusted.
        "launch.login",
        "launch.launch",
        # Its token in the address is all that it asks for; it opens nothing else.
        "digest.end",
    }
)
"""Endpoints whose forms bear no token of ours."""

_BY_BEARER = frozenset({"attempt", "api", "hand_in_file"})
"""Blueprints that trust a bearer token, and no cookie of ours."""


class _Service(Flask):
    """None of our functions is a coroutine: none is looked at before each call."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is; the looking was a twentieth of a launch."""
        return func


class _FormSessions(SecureCookieSessionInterface):
    """Costs nothing where there is no form: only pages with forms need the cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        """Set the cookie of a response, if anything looked at the session."""
        if session.accessed:
            super().save_session(app, session, response)


def build_web(
    ports: Ports,
    *,
    secret_key: bytes,
    secure_origin: bool,
    max_upload_mb: int,
    metrics_token: str = "",
    base_url: str = "http://localhost:8000",
    trusted_proxies: int = 0,
) -> Flask:
    """Return the web application.

    Args:
        ports: Connections to the outside.
        secret_key: Signs tokens and forms.
        secure_origin: Whether browsers take Secure cookies from the public address.
        max_upload_mb: Largest file that is taken.
        metrics_token: Opens ``/metrics``; where empty there is none.
        base_url: The public address, as platforms know it.
        trusted_proxies: How many proxies' ``X-Forwarded-…`` are believed.
    """
    app = _Service("lti_service.web", static_folder=None, template_folder="templates")
    app.session_interface = _FormSessions()
    app.config.update(
        SECRET_KEY=secret_key,
        SESSION_COOKIE_NAME="lti_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=secure_origin,
        SESSION_COOKIE_SAMESITE="None" if secure_origin else "Lax",
        SESSION_COOKIE_PARTITIONED=secure_origin,
        WTF_CSRF_TIME_LIMIT=None,
        # Done by `_check_forms`, which looks at the method first.
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    app.extensions["ports"] = ports
    app.extensions["secure_origin"] = secure_origin
    app.extensions["base_url"] = base_url
    app.extensions["metrics_token"] = metrics_token
    app.extensions["tokens"] = Tokens(secret_key, ports.clock)
    # What is released under an id never changes.
    app.extensions["outlines"] = lru_cache(MOST_OUTLINES)(
        lambda *about: attempt.outline_json(ports.courses.get(*about))
    )
    address.register(app, base_url, trusted_proxies)
    access_log.register(app, ports.metrics)
    body.register(app, max_upload_mb)
    _check_forms(app)
    limit.register(app)
    for module in (
        health,
        help_pages,
        asset,
        launch,
        deep_linking,
        registration,
        attempt,
        api,
        api_token,
        roster,
        page,
        me,
        learning_hours,
        needs,
        needs_queue,
        my_needs,
        enrolment,
        programme,
        credential,
        transcript,
        assess,
        author,
        marking,
        observation,
        observation_sheet,
        drill,
        hand_in_file,
        moderation,
        objection,
        session,
        admin,
        claim,
        grant,
        platform,
        moodle,
        moodle_file,
        moodle_competency,
        moodle_map,
        moodle_people,
        moodle_push,
        key,
        credential_list,
        outbox,
        agency_plan,
        plan_item,
        individual_plan,
        team,
        digest,
        import_run,
        person,
        unit,
        position,
        rule,
        gradebook,
        review,
        report,
        privacy,
    ):
        app.register_blueprint(module.blueprint)
    errors.register(app)
    security.register(app)
    privacy.register(app)
    _add_words(app)
    return app


def _check_forms(app: Flask) -> None:
    """Refuse forms without a token of ours, before anything is done."""
    csrf = CSRFProtect(app)

    def check() -> None:
        if request.method in _SAFE or not app.config["WTF_CSRF_ENABLED"]:
            return
        endpoint = request.endpoint
        if endpoint in _FROM_ELSEWHERE or request.blueprint in _BY_BEARER:
            return
        if endpoint is not None:
            csrf.protect()

    app.before_request(check)


def _add_words(app: Flask) -> None:
    def number(value: Decimal | float) -> str:
        return format_number(value, language())

    def day(value: date) -> str:
        return format_date(value, language())

    def date_time(value: datetime) -> str:
        return format_date_time(value, language())

    app.jinja_env.globals.update(
        _=translate, number=number, date=day, date_time=date_time
    )

    # A page says some hundred words: which language it speaks is asked once. What is
    # imported without context has the words above.
    @app.context_processor
    def words() -> dict[str, object]:
        spoken = language()
        return {
            "_": translator(spoken),
            "number": lambda value: format_number(value, spoken),
            "date": lambda value: format_date(value, spoken),
        }
