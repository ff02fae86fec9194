"""How often one account may ask. Nobody is judged by an address: an island may share one.

The counts are in each process's memory, so several processes let through as many times
more. What an account may do is far above what a learner in a hurry does: a page is two
requests and an answer one, two or three a second at the most, and what waited for a link
comes in batches of a hundred events.

The library under Flask-Limiter is used without it: its hooks cost a launch 8 % even where
a route is exempt.
"""

import math
import time
from collections.abc import Mapping

from flask import Flask, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from lti_service.domain.registration import secret_hash
from lti_service.errors import InvalidInputError
from lti_service.web.current import api_token_or_none, bearer_or_none, session_or_none

ENABLED = "RATE_LIMITS"
"""Name in the application's configuration; benchmarks turn it off."""

USUAL = "300 per minute"
"""For all that one account asks, of each kind: the player's API, and pages; for a token."""

STRICT: Mapping[str, str] = {
    "me.redeem": "10 per hour",  # a code to guess
    "admin.completions_csv": "30 per hour",  # reads every attempt
    "gradebook.scores_csv": "30 per hour",  # asks the platform for everybody
    "gradebook.csv_class": "30 per hour",
    "gradebook.add_column": "30 per hour",
    "gradebook.column_class": "30 per hour",
    "import_run.upload": "60 per hour",  # unpacks and reads whole workbooks
    "moodle_file.take": "60 per hour",  # as above
    "credential.ask": "60 per hour",  # signs
    "transcript.mine": "60 per hour",  # makes a PDF
    "transcript.of_person": "120 per hour",
    "registration.register": "10 per hour",  # calls out; of one invitation
    "hand_in_file.send": "120 per hour",  # of megabytes each
    "api.post_release": "60 per hour",  # unpacks and reads whole courses
}

FREE = frozenset(
    {
        "health.healthz",
        "health.readyz",
        "health.metrics",  # a token of its own opens it
        "asset.static",
        "asset.media",
        "attempt.shell",
        "launch.jwks",
        "api.openapi",
        "api.docs",
        # What anybody may check who was shown a credential or a transcript.
        "credential.show",
        "credential.read",
        "credential.download",
        "credential.picture",
        "credential.status_list",
        "credential.issuer",
        "credential.key",
        "credential.keys",
        "transcript.show",
        "privacy.notice",
        # By a link that cannot be guessed, from a mail program where nobody is signed in.
        "digest.ask",
        "digest.end",
        # Before a launch nobody is known, and who names a platform need not be of it: a
        # limit would let one stranger shut out all its learners.
        "launch.login",
        "launch.launch",
        "launch.launch_by_get",
    }
)
"""Endpoints that belong to nobody: the same for all, cheap, and without effect."""

_API = "/api/attempts/"
"""Where the player asks, with a bearer token."""

_PLAYER = "attempt"

_SYSTEMS = "/api/v1/"
"""Where other systems ask, with a token."""


def register(app: Flask) -> None:
    """Count what accounts ask for."""
    counts = FixedWindowRateLimiter(MemoryStorage())
    usual, strict = parse(USUAL), {name: parse(one) for name, one in STRICT.items()}
    app.config.setdefault(ENABLED, True)

    def check() -> None:
        endpoint = request.endpoint
        if endpoint in FREE or endpoint is None or not app.config[ENABLED]:
            return
        who = _who(endpoint)
        if not who:
            return  # turned away for that
        kind = _PLAYER if request.path.startswith(_API) else "pages"
        if request.path.startswith(_SYSTEMS):
            kind = "api"
        _count(counts, usual, kind, who)
        if endpoint in strict:
            _count(counts, strict[endpoint], endpoint, who)

    app.before_request(check)


def _who(endpoint: str) -> str:
    if endpoint == "registration.register":
        return secret_hash(request.args.get("invitation", ""))
    if request.path.startswith(_API):
        bearer = bearer_or_none()
        return bearer.account_id if bearer else ""
    if request.path.startswith(_SYSTEMS):
        token = api_token_or_none()
        return token.id if token else ""
    session = session_or_none()
    return session.account_id if session else ""


def _count(
    counts: FixedWindowRateLimiter, limit: RateLimitItem, kind: str, who: str
) -> None:
    if counts.hit(limit, kind, who):
        return
    ends = counts.get_window_stats(limit, kind, who).reset_time
    wait = max(1, math.ceil(ends - time.time()))
    raise InvalidInputError("too-often", kind=kind, retry_after=str(wait))
