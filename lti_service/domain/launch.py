"""Who launches what, from which platform."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from lti_service.domain.deep_linking import DeepLinkingSettings

_USUAL_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"[!-\[\]-~]+")


@lru_cache(maxsize=1024)
def origin_of(url: str) -> str:
    """Return ``scheme://host:port`` of a web address; empty where it is not a plain one.

    The usual port is left out, as browsers do. Addresses with user names, backslashes,
    blanks or control characters are not plain: parsers disagree about their host.
    """
    if not _PLAIN.fullmatch(url):
        return ""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        return ""
    if scheme not in _USUAL_PORTS or not host or "@" in parts.netloc:
        return ""
    host = f"[{host}]" if ":" in host else host
    usual = port is None or port == _USUAL_PORTS[scheme]
    return f"{scheme}://{host}" if usual else f"{scheme}://{host}:{port}"


@dataclass(frozen=True, slots=True)
class Platform:
    """A registration: one LMS that may launch this tool.

    Attributes:
        id: Ours, opaque.
        issuer: ``iss`` of its tokens, byte for byte.
        client_id: Our id at that platform.
        deployments: Its deployment ids.
        trust_nip: Whether an administrator confirmed that users cannot edit their own
            ID number there, so that a NIP it sends is more than a claim.
    """

    id: str
    issuer: str
    client_id: str
    name: str
    auth_url: str
    token_url: str
    jwks_url: str
    deployments: frozenset[str]
    trust_nip: bool
    created_at: datetime

    @property
    def origin(self) -> str:
        """Origin of its pages, which may frame ours."""
        return origin_of(self.auth_url)

    @property
    def origins(self) -> frozenset[str]:
        """Origins that belong to this registration; no other address of it is called."""
        urls = (self.issuer, self.auth_url, self.token_url, self.jwks_url)
        return frozenset(filter(None, map(origin_of, urls)))


@dataclass(frozen=True, slots=True)
class Account:
    """A user of a platform: issuer and subject; linked to a person or not.

    Attributes:
        person_id: The person it belongs to; none until linked.
        claimed_nip: The NIP the platform sent last; empty for none, and once it linked.
        epoch: Bearer tokens of another epoch are good no longer.
    """

    id: str
    platform_id: str
    subject: str
    name: str
    email: str
    person_id: str | None
    claimed_nip: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What a resource link shows.

    Attributes:
        course_id: A published course; empty where nothing is chosen.
        module_id: One module of it; empty for the whole course.
        activity_id: One activity of it, alone; its module is then not named.
        page: ``me``, ``assess`` or ``admin`` instead of a course; else empty.
    """

    course_id: str = ""
    module_id: str = ""
    activity_id: str = ""
    page: str = ""

    @property
    def chosen(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.course_id or self.page)


@dataclass(frozen=True, slots=True)
class ResourceLink:
    """An activity in a platform's course that opens this tool.

    Attributes:
        lti_id: ``resource_link.id`` of the platform.
        line_item_url: Its gradebook column; empty where it has none.
        content: What it shows; what was last chosen for it.
        memberships_url: Where the platform lists who belongs to its course; empty where
            it does not.
        line_items_url: Where columns of its course may be made; empty where they may not.
        found_line_item_url: A column that was looked for or made by us, which holds where
            a launch names none; empty where there was no need.
        scores_due_at: Since when finished scores wait to be queued for a column that is
            new to this link; none where none do.
    """

    id: str
    platform_id: str
    deployment_id: str
    lti_id: str
    title: str
    context_id: str
    context_title: str
    line_item_url: str
    content: Content
    memberships_url: str = ""
    line_items_url: str = ""
    found_line_item_url: str = ""
    scores_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VerifiedLaunch:
    """A resource link launch whose token was verified; nothing is recorded yet.

    Attributes:
        subject: ``sub``; none for an anonymous launch.
        nonce: To be spent in the transaction that records the launch.
        nonce_expires_at: After this the nonce need not be remembered.
        claimed_nip: A claim, empty for none.
        instructor: Whether a role lets the user choose content and see the class.
        content: From the custom parameters, else from the query of target_link_uri.
        locale: From launch_presentation, such as ``id``; empty where not sent.
        copied_from: Ids of the resource links it was copied from, the last one first.
        memberships_url: Lists who belongs to the course; empty where not sent.
        deep_linking: What the platform lets a teacher choose; none for a launch of a
            resource link, whose fields are empty otherwise.
        review_of: ``sub`` of the learner whose work is to be shown; empty for other
            messages. The resource link may then be named by its line item alone.
        vouches_for_nip: Whether the platform itself sent the NIP, as
            ``lis.person_sourcedid``; a custom parameter may be a teacher's own words.
        line_items_url: Where columns of the course may be made; empty where they may not.
    """

    platform: Platform
    deployment_id: str
    subject: str | None
    nonce: str
    nonce_expires_at: datetime
    name: str
    email: str
    claimed_nip: str = field(repr=False)
    roles: frozenset[str]
    instructor: bool
    resource_link_id: str
    resource_link_title: str
    context_id: str
    context_title: str
    line_item_url: str
    content: Content
    custom: Mapping[str, str] = field(repr=False)
    return_url: str
    locale: str
    copied_from: tuple[str, ...] = ()
    memberships_url: str = ""
    deep_linking: DeepLinkingSettings | None = None
    review_of: str = ""
    vouches_for_nip: bool = True
    line_items_url: str = ""


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """Parameters of a third-party initiated login, as they came.

    Attributes:
        parameters: Query or form fields.
        browser: Values of our state cookies that bind the browser, separated by blanks;
            empty for none.
    """

    parameters: Mapping[str, str]
    browser: str


@dataclass(frozen=True, slots=True)
class LoginRedirect:
    """Where to send the browser, and what binds it.

    Attributes:
        url: The platform's authorization address with our request.
        browser: Value for the state cookie (Secure, HttpOnly, SameSite=None, Partitioned).
        platform_origin: For the page's ``frame-ancestors``.
    """

    url: str
    browser: str
    platform_origin: str


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser, for the pages outside of a course.

    Attributes:
        id: SHA-256 of the cookie's opaque value.
        instructor: Whether who launched may see the class of that link.
        frame_ancestor: Origin of the platform that launched.
        resource_link_id: The link that was launched; empty for none.
        replaced_at: When the browser launched again and got another cookie; none while
            it did not.
    """

    id: str
    account_id: str
    instructor: bool
    frame_ancestor: str
    locale: str
    created_at: datetime
    expires_at: datetime
    resource_link_id: str = ""
    replaced_at: datetime | None = None

    @property
    def name(self) -> str:
        """What it is called in addresses of our own pages."""
        return self.id[:16]

    def open_at(self, now: datetime) -> bool:
        """Whether its cookie opens pages."""
        return self.replaced_at is None and now < self.expires_at
