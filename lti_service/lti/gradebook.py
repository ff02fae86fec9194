"""Scores to a platform's gradebook, after Moodle's rules, which are the strictest."""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote, urljoin, urlsplit

from pylti1p3.grade import Grade

from lti_service.domain.launch import Platform
from lti_service.errors import (
    PlatformBusyError,
    PlatformRefusedError,
    SupersededError,
)
from lti_service.lti.access_token import RESULTS, SCORE, AccessTokens
from lti_service.lti.connection import PlatformConnection, Reply
from lti_service.lti.key import Keyring
from lti_service.lti.retry_after import retry_after
from lti_service.ports import Clock

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"

_TAKEN = range(200, 300)
_AGAIN = frozenset({401, 408, 425, 429, *range(500, 600)})
_REASONS = {
    400: "peserta tidak terdaftar di kursus itu, atau isian tidak diterima",
    403: "kolom nilai milik alat lain",
    404: "kolom nilai tidak ada lagi",
}


class LtiGradebook:
    """`ports.Gradebook` over Assignment and Grade Services.

    What a platform writes in the body of an error is never shown or judged by: only the
    status counts.

    Args:
        connection: The way out.
        keyring: Our own signing keys.
        clock: Time source.
    """

    def __init__(
        self, *, connection: PlatformConnection, keyring: Keyring, clock: Clock
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._tokens = AccessTokens(connection, keyring, clock)

    def publish(
        self,
        platform: Platform,
        line_item_url: str,
        subject: str,
        hundredths: int,
        timestamp: datetime,
    ) -> None:
        """Send a final score; see `ports.Gradebook.publish`."""
        reply = self._call(
            platform,
            SCORE,
            "POST",
            _beneath(line_item_url, "scores"),
            {"Content-Type": SCORE_TYPE},
            _body(subject, hundredths, timestamp),
        )
        if reply.status == HTTPStatus.CONFLICT:
            raise SupersededError(
                "Platform sudah memegang nilai yang tidak lebih lama."
            )
        self._require(reply)

    def result(
        self, platform: Platform, line_item_url: str, subject: str
    ) -> int | None:
        """Return the score the platform holds, in hundredths of a per cent, if any.

        Raises:
            PlatformBusyError: Try again later.
            PlatformRefusedError: Final.
        """
        url = _beneath(line_item_url, "results")
        joint = "&" if urlsplit(url).query else "?"
        url = f"{url}{joint}user_id={quote(subject, safe='')}"
        seen: set[str] = set()
        while url and url not in seen:
            seen.add(url)
            reply = self._call(platform, RESULTS, "GET", url, {"Accept": RESULTS_TYPE})
            self._require(reply)
            for item in _listed(reply):
                if str(item.get("userId")) == subject:
                    return _hundredths(item)
            following = reply.links.get("next", {}).get("url", "")
            url = urljoin(url, following) if following else ""
        return None

    def _call(
        self,
        platform: Platform,
        scope: str,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: str | None = None,
    ) -> Reply:
        self._connection.guard.check_owner(url, platform)
        token = self._tokens.get(platform, [scope])
        reply = self._sent(method, url, headers, data, token)
        if reply.status != HTTPStatus.UNAUTHORIZED:
            return reply
        self._tokens.discard(platform, [scope], token)
        token = self._tokens.get(platform, [scope])
        return self._sent(method, url, headers, data, token)

    def _sent(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: str | None,
        token: str,
    ) -> Reply:
        authorized = {**headers, "Authorization": f"Bearer {token}"}
        return self._connection.call(method, url, headers=authorized, data=data)

    def _require(self, reply: Reply) -> None:
        status = reply.status
        if status in _TAKEN:
            return
        if status in _AGAIN:
            raise PlatformBusyError(
                f"Platform belum dapat menerima nilai (HTTP {status}).",
                retry_after(reply, self._clock.now()),
            )
        reason = _REASONS.get(status, "permintaan tidak diterima")
        raise PlatformRefusedError(f"Platform menolak nilai (HTTP {status}): {reason}.")


def _beneath(line_item_url: str, name: str) -> str:
    """Return the address of a line item's scores or results, before its query string."""
    parts = urlsplit(line_item_url)
    return parts._replace(path=f"{parts.path.rstrip('/')}/{name}", fragment="").geturl()


def _body(subject: str, hundredths: int, timestamp: datetime) -> str:
    # Moodle wipes the grade for anything but FullyGraded with a score.
    grade = (
        Grade()
        .set_user_id(subject)
        .set_score_given(hundredths / 100)
        .set_score_maximum(100)
        .set_activity_progress("Completed")
        .set_grading_progress("FullyGraded")
        .set_timestamp(timestamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    )
    return str(grade.get_value())


def _listed(reply: Reply) -> list[Mapping[str, object]]:
    try:
        results = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise PlatformBusyError("Daftar nilai dari platform tak terbaca.") from error
    if not isinstance(results, list):
        raise PlatformBusyError("Daftar nilai dari platform tak terbaca.")
    return [item for item in results if isinstance(item, dict)]


def _hundredths(item: Mapping[str, object]) -> int | None:
    score, maximum = item.get("resultScore"), item.get("resultMaximum", 1)
    if not isinstance(score, int | float) or not isinstance(maximum, int | float):
        return None
    share = score / maximum if maximum > 0 else math.nan
    return round(share * 10_000) if math.isfinite(share) else None
