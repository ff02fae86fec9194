"""Members of a platform's course, over Names and Role Provisioning Services 2.0."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit

from lti_service.domain.launch import Platform, origin_of
from lti_service.domain.roster import Listed, MemberRole, Reading
from lti_service.errors import (
    LaunchRefusedError,
    PlatformBusyError,
    PlatformRefusedError,
    PlatformSlowError,
    PlatformTokenError,
    PlatformTooLongError,
    RosterError,
)
from lti_service.lti import claim
from lti_service.lti.connection import MEGABYTE, PlatformConnection, Reply
from lti_service.lti.key import Keyring
from lti_service.lti.link_header import next_page
from lti_service.lti.retry_after import retry_after
from lti_service.lti.role import member_role
from lti_service.lti.service_call import ServiceCalls
from lti_service.ports import Clock

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
PAGE_SIZE = 500
"""How many members a page is asked to hold; a platform may send more or fewer."""
LONGEST_PAGE = 8 * MEGABYTE
"""Some 25,000 members, for platforms that know no pages."""
MOST_PAGES = 1000
MOST_MEMBERS = 100_000
PAGE_TIMEOUT = (5.0, 30.0)
LONGEST_SECONDS = 60.0
"""After this no further page is asked for."""

_CODES: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "roster-unauthorized",
    HTTPStatus.FORBIDDEN: "roster-forbidden",
    HTTPStatus.NOT_FOUND: "roster-missing",
    HTTPStatus.GONE: "roster-missing",
    HTTPStatus.REQUEST_TIMEOUT: "roster-trouble",
    HTTPStatus.TOO_EARLY: "roster-trouble",
    HTTPStatus.TOO_MANY_REQUESTS: "roster-busy",
}
_WEIGHT = (MemberRole.INSTRUCTOR, MemberRole.LEARNER, MemberRole.OTHER)
_TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (PlatformSlowError, "roster-slow"),
    (PlatformTooLongError, "roster-too-long"),
    (PlatformTokenError, "roster-token"),
    (PlatformBusyError, "roster-unreachable"),
    (PlatformRefusedError, "roster-address"),
)


class LtiMemberships:
    """`ports.Memberships` over NRPS.

    Args:
        connection: The way out.
        keyring: Our own signing keys.
        clock: Time source.
        timeout: Seconds to connect and, from then on, for a page.
    """

    def __init__(
        self,
        *,
        connection: PlatformConnection,
        keyring: Keyring,
        clock: Clock,
        timeout: tuple[float, float] = PAGE_TIMEOUT,
    ) -> None:
        self._calls = ServiceCalls(connection, keyring, clock, timeout=timeout)
        self._clock = clock

    def read(self, platform: Platform, memberships_url: str) -> Reading:
        """Return a roster, all its pages; see `ports.Memberships.read`."""
        found: dict[str, Listed] = {}
        ignored = 0
        for page in self._pages(platform, _first_page(memberships_url)):
            for entry in page:
                if _deleted(entry):
                    continue
                one = _listed(entry)
                if one is None:
                    ignored += 1
                else:
                    found[one.subject] = _merged(found.get(one.subject), one)
            if len(found) + ignored > MOST_MEMBERS:
                raise RosterError("roster-too-long", members=str(len(found)))
        return Reading(list(found.values()), ignored)

    def _pages(self, platform: Platform, url: str) -> Iterator[list[object]]:
        """Return the entries page by page, until no page follows."""
        end = time.monotonic() + LONGEST_SECONDS
        seen: set[str] = set()
        while url:
            if origin_of(url) not in platform.origins:
                raise RosterError("roster-foreign", platform=platform.id)
            if url in seen:
                raise RosterError("roster-loop", platform=platform.id)
            if len(seen) == MOST_PAGES:
                raise RosterError("roster-too-long", pages=str(MOST_PAGES))
            if time.monotonic() > end:
                raise RosterError("roster-slow", pages=str(len(seen)))
            seen.add(url)
            reply = self._page(platform, url)
            yield _entries(reply)
            url = next_page(reply.headers.get("Link", ""), url)

    def _page(self, platform: Platform, url: str) -> Reply:
        try:
            reply = self._calls.call(
                platform,
                SCOPE,
                "GET",
                url,
                headers={"Accept": TYPE},
                limit=LONGEST_PAGE,
            )
        except (PlatformBusyError, PlatformRefusedError) as error:
            code = next(code for kind, code in _TROUBLES if isinstance(error, kind))
            wait = getattr(error, "retry_after", None)
            raise RosterError(code, wait, platform=platform.id) from error
        if reply.status == HTTPStatus.OK:
            return reply
        server = reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        otherwise = "roster-trouble" if server else "roster-refused"
        raise RosterError(
            _CODES.get(reply.status, otherwise),
            retry_after(reply, self._clock.now()),
            platform=platform.id,
            status=str(reply.status),
        )


def _first_page(memberships_url: str) -> str:
    """Return the address with the size of a page, unless it names one."""
    url = urldefrag(memberships_url).url
    query = urlsplit(url).query
    if any(name == "limit" for name, _ in parse_qsl(query, keep_blank_values=True)):
        return url
    joint = "&" if query else "?"
    return f"{url.rstrip('?')}{joint}{urlencode({'limit': PAGE_SIZE})}"


def _entries(reply: Reply) -> list[object]:
    kind = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != TYPE:
        raise RosterError("roster-unreadable", type=kind[:100])
    try:
        container = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise RosterError("roster-unreadable") from error
    members = container.get("members") if isinstance(container, dict) else None
    if not isinstance(members, list):
        raise RosterError("roster-unreadable")
    return members


def _deleted(entry: object) -> bool:
    """Whether it tells of somebody who is no member any more."""
    return isinstance(entry, dict) and entry.get("status") == "Deleted"


def _listed(entry: object) -> Listed | None:
    """Return a member; none where the entry cannot be understood."""
    if not isinstance(entry, dict):
        return None
    try:
        subject = _subject(entry)
        if not subject:
            return None
        return Listed(
            subject,
            claim.full_name(entry),
            _role(entry),
            active=claim.text(entry, "status") != "Inactive",
            claimed_nip=claim.nip(entry, "lis_person_sourcedid"),
        )
    except LaunchRefusedError:
        return None


def _subject(entry: Mapping[str, object]) -> str:
    """Return ``user_id``; some platforms write numbers as numbers."""
    value = entry.get("user_id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return claim.identifier(entry, "user_id")


def _role(entry: Mapping[str, object]) -> MemberRole:
    roles = entry.get("roles") or []
    if not isinstance(roles, list) or not all(isinstance(one, str) for one in roles):
        raise LaunchRefusedError("launch-claim-malformed", claim="roles")
    return member_role(roles)


def _merged(before: Listed | None, one: Listed) -> Listed:
    """Return a member who is listed twice, in the higher role, active if once active."""
    if before is None:
        return one
    role = min(before.role, one.role, key=_WEIGHT.index)
    return replace(one, role=role, active=before.active or one.active)
