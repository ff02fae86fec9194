"""How long a platform asks to wait."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lti_service.lti.connection import Reply

_LONGEST_WAIT = 86_400.0


def retry_after(reply: Reply, now: datetime) -> float | None:
    """Return the seconds a platform asks to wait, at most a day; none where it does not.

    Source: RFC 9110, section 10.2.3: a number of seconds, or a date.
    """
    text = reply.headers.get("Retry-After", "").strip()
    # Digits of other scripts are decimal, too, but no header's.
    if text.isascii() and text.isdecimal():
        return min(float(text), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT)
