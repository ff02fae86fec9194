"""Fakes of what is outside, and all ports at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from course_builder.model.rendered import RenderedCourse
from lti_service.domain.attempt import part_of
from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.gradebook import Result
from lti_service.domain.health import OwnAddress, PlatformCondition
from lti_service.domain.launch import (
    LoginRedirect,
    LoginRequest,
    Platform,
    VerifiedLaunch,
)
from lti_service.domain.offer import Offer
from lti_service.domain.registration import RegisteredPlatform
from lti_service.errors import (
    LaunchRefusedError,
    NotFoundError,
    RegistrationRefusedError,
    SupersededError,
)
from lti_service.files.framework_file import read_import
from lti_service.files.open_badge import OpenBadges
from lti_service.files.pdf import write_pdf
from lti_service.files.personal_copy import write_copy
from lti_service.files.qr import draw_qr
from lti_service.files.report import write_report
from lti_service.files.table import read_rows, write_csv
from lti_service.ports import Ports
from tests.fakes.moodle import FakeMoodle
from tests.fakes.moodle_push import FakeMirror
from tests.fakes.roster import FakeMemberships
from tests.fakes.storage import FakeStorage

MORNING = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
"""When the tests' clock starts: half past nine in the morning in Ternate."""


class FakeClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = MORNING) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, **duration: float) -> datetime:
        """Move on by ``timedelta(**duration)``; return the new time."""
        self._now += timedelta(**duration)
        return self._now


class FakeCourses:
    """Published courses by release id."""

    def __init__(self, courses: Mapping[str, RenderedCourse] | None = None) -> None:
        self.courses = dict(courses or {})

    def get(
        self, release_id: str, module_id: str = "", activity_id: str = ""
    ) -> RenderedCourse:
        if release_id not in self.courses:
            raise NotFoundError("unknown-course", release=release_id)
        try:
            return part_of(self.courses[release_id], module_id, activity_id)
        except KeyError as error:
            raise NotFoundError("unknown-course", part=str(error)) from error


class FakeLaunches:
    """Accepts the launches that a test puts under a token."""

    def __init__(self, launches: Mapping[str, VerifiedLaunch] | None = None) -> None:
        self.launches = dict(launches or {})

    def login(self, request: LoginRequest) -> LoginRedirect:
        issuer = request.parameters.get("iss", "")
        if not issuer:
            raise LaunchRefusedError("login-issuer-missing")
        return LoginRedirect(f"{issuer}/auth?state=one", "browser-one", issuer)

    def verify(self, form: Mapping[str, str], browser: str) -> VerifiedLaunch:
        if not browser:
            raise LaunchRefusedError("launch-cookie-missing")
        token = form.get("id_token", "")
        if token not in self.launches:
            raise LaunchRefusedError("launch-token-malformed")
        return self.launches[token]

    def public_keys(self) -> Mapping[str, object]:
        return {"keys": []}


@dataclass
class FakeRegistrar:
    """Registers at the platforms that a test puts at an address.

    Attributes:
        platforms: By address of their configuration.
        asked: Address and token of each call.
    """

    platforms: dict[str, RegisteredPlatform] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def register(self, configuration_url: str, token: str) -> RegisteredPlatform:
        self.asked.append((configuration_url, token))
        if configuration_url not in self.platforms:
            raise RegistrationRefusedError("register-unreachable")
        return self.platforms[configuration_url]


class FakeDeepLinks:
    """Answers in plain words: the keys of what was chosen, and the message."""

    def answer(
        self,
        platform: Platform,
        pick: ContentPick,
        offers: Sequence[Offer],
        message: str = "",
    ) -> str:
        chosen = " ".join(offer.key for offer in offers)
        return f"{platform.id}|{pick.deployment_id}|{chosen}|{message}"


@dataclass(frozen=True, slots=True)
class Score:
    """What a gradebook was sent."""

    line_item_url: str
    subject: str
    hundredths: int
    timestamp: datetime


@dataclass
class FakeGradebook:
    """A gradebook after Moodle's rules: a score must be later by whole seconds.

    Attributes:
        sent: What was accepted, in order.
        trouble: Errors to raise, one a call, before anything is accepted.
        columns: By resource link, those that were found or made.
    """

    sent: list[Score] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    _held: dict[tuple[str, str], Score] = field(default_factory=dict)

    def publish(
        self,
        platform: Platform,
        line_item_url: str,
        subject: str,
        hundredths: int,
        timestamp: datetime,
    ) -> None:
        del platform
        if self.trouble:
            raise self.trouble.pop(0)
        held = self._held.get((line_item_url, subject))
        if held is not None and timestamp <= held.timestamp:
            raise SupersededError("409: the score held is not older")
        score = Score(line_item_url, subject, hundredths, timestamp)
        self._held[line_item_url, subject] = score
        self.sent.append(score)

    def result(
        self, platform: Platform, line_item_url: str, subject: str
    ) -> int | None:
        del platform
        held = self._held.get((line_item_url, subject))
        return None if held is None else held.hundredths

    def results(self, platform: Platform, line_item_url: str) -> Sequence[Result]:
        del platform
        if self.trouble:
            raise self.trouble.pop(0)
        return [
            Result(subject, score.hundredths, score.timestamp)
            for (column, subject), score in self._held.items()
            if column == line_item_url
        ]

    def column(
        self,
        platform: Platform,
        line_items_url: str,
        resource_link_id: str,
        resource_id: str,
        label: str,
    ) -> str:
        del platform, resource_id, label
        if self.trouble:
            raise self.trouble.pop(0)
        made = f"{line_items_url}/{len(self.columns) + 1}"
        return self.columns.setdefault(resource_link_id, made)

    def grade(self, line_item_url: str, subject: str, hundredths: int) -> None:
        """Let a teacher give a grade in the platform."""
        score = Score(line_item_url, subject, hundredths, MORNING)
        self._held[line_item_url, subject] = score


@dataclass
class FakeProbe:
    """Answers as a test says.

    Attributes:
        platforms: By id; others are well.
        own: How our own address looks.
    """

    platforms: dict[str, PlatformCondition] = field(default_factory=dict)
    own: OwnAddress = field(
        default_factory=lambda: OwnAddress("https://belajar.example.go.id/lti/jwks")
    )

    def platform(self, platform: Platform) -> PlatformCondition:
        well = PlatformCondition(token_status=200, ahead=timedelta(0))
        return self.platforms.get(platform.id, well)

    def own_address(self) -> OwnAddress:
        return self.own


@dataclass
class FakeMetrics:
    """Remembers what was counted.

    Attributes:
        counted: Every call: its name and what it was given.
    """

    counted: list[tuple[Any, ...]] = field(default_factory=list)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        assert seconds >= 0
        self.counted.append(("answered", method, route, status))

    def launched(self, platform_id: str) -> None:
        self.counted.append(("launched", platform_id))

    def refused(self, code: str) -> None:
        self.counted.append(("refused", code))

    def delivered(self, platform_id: str, result: str) -> None:
        self.counted.append(("delivered", platform_id, result))

    def fetched_keys(self, platform_id: str, *, succeeded: bool) -> None:
        self.counted.append(("fetched_keys", platform_id, succeeded))

    def worked(self) -> None:
        self.counted.append(("worked",))

    def told(self, states: Mapping[str, int] | None, oldest_seconds: float) -> bytes:
        return f"{states and dict(states)} {oldest_seconds}".encode()


def counted_ids(prefix: str = "id") -> Callable[[], str]:
    """Return a function that returns ``id-0001``, ``id-0002`` and so on."""
    numbers: Iterator[int] = count(1)
    return lambda: f"{prefix}-{next(numbers):04d}"


def counted_keys() -> Callable[[], tuple[str, str]]:
    """Return a function that makes names of keys: a real key takes time to make."""
    next_kid = counted_ids("key")
    return lambda: (next_kid(), "pem")


def fake_ports(**changes: Any) -> Ports:
    """All ports as fakes; name those a test looks at."""
    ports: dict[str, Any] = {
        "storage": FakeStorage(),
        "open_moodle": lambda _url, _token: FakeMoodle(),
        "open_mirror": lambda _url, _token: FakeMirror(),
        "courses": FakeCourses(),
        "launches": FakeLaunches(),
        "registrar": FakeRegistrar(),
        "deep_links": FakeDeepLinks(),
        "gradebook": FakeGradebook(),
        "memberships": FakeMemberships(),
        "probe": FakeProbe(),
        "metrics": FakeMetrics(),
        "badges": OpenBadges("http://localhost:8000"),
        "clock": FakeClock(),
        "time_zone": ZoneInfo("Asia/Jayapura"),
        "new_id": counted_ids(),
        "new_signing_key": counted_keys(),
        "draw_qr": draw_qr,
        "write_pdf": write_pdf,
        "read_table": read_rows,
        "write_csv": write_csv,
        "read_import": read_import,
        "write_report": write_report,
        "write_copy": write_copy,
    }
    return Ports(**(ports | changes))
