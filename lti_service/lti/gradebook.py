"""Scores to a platform's gradebook, after Moodle's rules, which are the strictest."""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from pylti1p3.grade import Grade

from lti_service.domain.gradebook import Result
from lti_service.domain.launch import Platform
from lti_service.errors import (
    PlatformBusyError,
    PlatformRefusedError,
    PlatformTooLongError,
    SupersededError,
)
from lti_service.lti.access_token import LINE_ITEMS, RESULTS, SCORE
from lti_service.lti.connection import MEGABYTE, PlatformConnection, Reply
from lti_service.lti.key import Keyring
from lti_service.lti.link_header import next_page
from lti_service.lti.retry_after import retry_after
from lti_service.lti.service_call import ServiceCalls
from lti_service.ports import Clock

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
COLUMN_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
COLUMNS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE_MAXIMUM = 100

LONGEST_PAGE = 8 * MEGABYTE
"""Some 25,000 results, for platforms that know no pages."""
MOST_PAGES = 1000

_TAKEN = range(200, 300)
_AGAIN = frozenset({401, 408, 425, 429, *range(500, 600)})
_REASONS = {
    400: "peserta tidak terdaftar di kursus itu, atau isian tidak diterima",
    403: "kolom nilai milik alat lain",
    404: "kolom nilai tidak ada lagi",
}
_COLUMN_REASONS = {
    401: "layanan ini tidak diberi izin mengelola kolom nilai",
    403: "layanan ini tidak diberi izin mengelola kolom nilai",
    404: "kursus itu tidak ada lagi",
}
_LABEL_LENGTH = 250
_ADDRESS_LENGTH = 4000


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
        self._calls = ServiceCalls(connection, keyring, clock)
        self._clock = clock

    def publish(
        self,
        platform: Platform,
        line_item_url: str,
        subject: str,
        hundredths: int,
        timestamp: datetime,
    ) -> None:
        """Send a final score; see `ports.Gradebook.publish`."""
        reply = self._calls.call(
            platform,
            SCORE,
            "POST",
            _beneath(line_item_url, "scores"),
            headers={"Content-Type": SCORE_TYPE},
            data=_body(subject, hundredths, timestamp),
        )
        if reply.status == HTTPStatus.CONFLICT:
            raise SupersededError(
                "Platform sudah memegang nilai yang tidak lebih lama."
            )
        self._require(reply)

    def column(
        self,
        platform: Platform,
        line_items_url: str,
        resource_link_id: str,
        resource_id: str,
        label: str,
    ) -> str:
        """Return the column of a link; see `ports.Gradebook.column`."""
        joint = "&" if urlsplit(line_items_url).query else "?"
        query = f"resource_link_id={quote(resource_link_id, safe='')}"
        listed = self._pages(
            platform,
            f"{line_items_url}{joint}{query}",
            LINE_ITEMS,
            COLUMNS_TYPE,
            self._require_column,
        )
        # Not every platform knows the filter.
        found = [one for one in listed if one.get("resourceLinkId") == resource_link_id]
        # Moodle's own comes first; to one that was made by POST no completion belongs.
        found.sort(key=lambda one: one.get("resourceId") not in {resource_id, "", None})
        if found:
            return self._own(found[0], platform)
        wanted = {
            "label": label[:_LABEL_LENGTH],
            "scoreMaximum": SCORE_MAXIMUM,
            "resourceLinkId": resource_link_id,
            "resourceId": resource_id,
        }
        reply = self._calls.call(
            platform,
            LINE_ITEMS,
            "POST",
            line_items_url,
            headers={"Content-Type": COLUMN_TYPE, "Accept": COLUMN_TYPE},
            data=json.dumps(wanted),
        )
        self._require_column(reply)
        try:
            return self._own(json.loads(reply.body), platform)
        except (ValueError, RecursionError) as error:
            raise PlatformBusyError("Kolom nilai dari platform tak terbaca.") from error

    def _own(self, line_item: object, platform: Platform) -> str:
        """Return the address of a column, which must be the platform's own."""
        url = line_item.get("id") if isinstance(line_item, dict) else None
        if not isinstance(url, str) or len(url) > _ADDRESS_LENGTH:
            raise PlatformBusyError("Kolom nilai dari platform tak terbaca.")
        self._calls.check_owner(url, platform)
        return url

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
        for item in self._pages(platform, url, RESULTS, RESULTS_TYPE, self._require):
            if str(item.get("userId")) == subject:
                return _hundredths(item)
        return None

    def results(self, platform: Platform, line_item_url: str) -> Sequence[Result]:
        """Return all that a column holds; see `ports.Gradebook.results`."""
        # Moodle 4.5.6 fails where it is asked for pages (`limit`): it sends all at once.
        found: dict[str, Result] = {}
        url = _beneath(line_item_url, "results")
        for item in self._pages(platform, url, RESULTS, RESULTS_TYPE, self._require):
            subject = item.get("userId")
            if isinstance(subject, str | int) and not isinstance(subject, bool):
                read = Result(str(subject), _hundredths(item), _graded_at(item))
                found.setdefault(read.subject, read)
        return list(found.values())

    def _pages(
        self,
        platform: Platform,
        url: str,
        scope: str,
        media_type: str,
        require: Callable[[Reply], None],
    ) -> Iterator[Mapping[str, object]]:
        """Return a list page by page, until no page follows or they go in a circle."""
        seen: set[str] = set()
        while url and url not in seen:
            if len(seen) == MOST_PAGES:
                raise PlatformTooLongError("Daftar nilai dari platform tidak berakhir.")
            seen.add(url)
            reply = self._calls.call(
                platform,
                scope,
                "GET",
                url,
                headers={"Accept": media_type},
                limit=LONGEST_PAGE,
            )
            require(reply)
            yield from _listed(reply)
            url = next_page(reply.headers.get("Link", ""), url)

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

    def _require_column(self, reply: Reply) -> None:
        status = reply.status
        if status in _TAKEN:
            return
        if status in _AGAIN and status not in _COLUMN_REASONS:
            raise PlatformBusyError(
                f"Platform sedang tidak dapat memberi kolom nilai (HTTP {status}).",
                retry_after(reply, self._clock.now()),
            )
        reason = _COLUMN_REASONS.get(status, "permintaan tidak diterima")
        raise PlatformRefusedError(
            f"Platform tidak memberi kolom nilai (HTTP {status}): {reason}."
        )


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


def _graded_at(item: Mapping[str, object]) -> datetime | None:
    """Return when it was graded; none where that is no time, or one without its zone."""
    told = item.get("timestamp")
    try:
        at = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return None if at is None or at.tzinfo is None else at.astimezone(UTC)
