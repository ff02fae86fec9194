"""A platform of the tests that lists the members of a course."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qs

from lti_service.domain.roster import Reading
from lti_service.lti.connection import PlatformConnection
from lti_service.lti.key import Keyring
from lti_service.lti.roster import PAGE_TIMEOUT, TYPE, LtiMemberships
from tests.fakes import FakeClock, FakeStorage
from tests.http_stub import Asked, HttpStub, Says
from tests.service_factories import platform

PATH = "/mod/lti/services.php/CourseSection/2/bindings/1/memberships"


@cache
def keyring() -> Keyring:
    """Return a keyring for all tests: making a key is slow."""
    return Keyring(FakeStorage(), FakeClock())


@dataclass
class RosterStub:
    """The platform, and our reader of its roster.

    Attributes:
        pages: Members by page, each with a link to the next.
        answers: What is said before any of them, one a call.
        token: What the token endpoint says; a token each where it is none.
        scopes: What tokens were asked for.
        asked: What came for the roster.
    """

    http: HttpStub
    memberships: LtiMemberships
    pages: list[list[object]] = field(default_factory=lambda: [[]])
    answers: list[Says] = field(default_factory=list)
    token: Says | None = None
    scopes: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return self.http.url

    @property
    def url(self) -> str:
        return f"{self.origin}{PATH}"

    def read(self, url: str = "") -> Reading:
        """Read the roster."""
        registered = platform(
            issuer=self.origin,
            auth_url=f"{self.origin}/auth",
            token_url=f"{self.origin}/token",
            jwks_url=f"{self.origin}/certs",
        )
        return self.memberships.read(registered, url or self.url)

    def page(self, members: list[object], link: str = "") -> Says:
        """Return a page as an answer."""
        headers = {"Content-Type": TYPE} | ({"Link": link} if link else {})
        return Says(200, {"id": self.url, "members": members}, headers)

    def answer(self, asked: Asked) -> Says:
        """Answer a request."""
        if asked.path == "/token":
            self.scopes += parse_qs(asked.body.decode())["scope"]
            token = {"access_token": f"token-{len(self.scopes)}", "expires_in": 3600}
            return self.token or Says(200, token)
        self.asked.append(asked)
        if self.answers:
            return self.answers.pop(0)
        members = self.pages.pop(0)
        link = f'<{self.url}?page={len(self.pages)}>; rel="next"' if self.pages else ""
        return self.page(members, link)


@contextmanager
def open_roster_stub(
    *, allowed: bool = True, timeout: tuple[float, float] = PAGE_TIMEOUT
) -> Iterator[RosterStub]:
    """Open the platform.

    Args:
        allowed: Whether its private address is named in ``ALLOW_PRIVATE_HOSTS``.
        timeout: How long the reader waits for it.
    """
    with HttpStub(lambda _: Says(404)) as http:
        hosts = frozenset({http.host}) if allowed else frozenset[str]()
        connection = PlatformConnection(allow_private_hosts=hosts)
        memberships = LtiMemberships(
            connection=connection,
            keyring=keyring(),
            clock=FakeClock(),
            timeout=timeout,
        )
        stub = RosterStub(http, memberships)
        http.answer = stub.answer
        yield stub
        connection.close()
