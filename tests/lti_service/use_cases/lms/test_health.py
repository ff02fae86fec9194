"""Each fault is found, told in words, and has something to be done about it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from course_builder.errors import ReleaseError
from lti_service.domain.circuit import Circuit
from lti_service.domain.health import (
    Check,
    Finding,
    Grade,
    OwnAddress,
    PlatformCondition,
    worst,
)
from lti_service.domain.moodle_ledger import MoodleConnection
from lti_service.domain.moodle_sync import MoodleSite
from lti_service.domain.outbox import ALARM_AFTER, OutboxState
from lti_service.errors import MoodleError
from lti_service.ports import Ports
from lti_service.use_cases.lms.backup import BACKED_UP, BEGUN, record
from lti_service.use_cases.lms.health import examine, examine_outside
from lti_service.use_cases.moodle.connection import READ_FUNCTIONS
from lti_service.use_cases.moodle.pull import pull
from tests.fakes import (
    MORNING,
    FakeClock,
    FakeCourses,
    FakeProbe,
    FakeStorage,
    fake_ports,
)
from tests.fakes.moodle import FakeMoodle
from tests.lti_service.use_cases.learning.given import (
    PLATFORM,
    publish,
    register,
    two_questions,
)
from tests.lti_service.use_cases.lms.test_outbox import queue
from tests.lti_service.use_cases.moodle.test_pull import a_moodle
from tests.service_factories import roster

OWN = OwnAddress("https://belajar.example.go.id/lti/jwks", kids=frozenset({"k1"}))
GRANTED = PlatformCondition(token_status=200, ahead=timedelta(0))


class World:
    """A service that is well, until a test says otherwise."""

    def __init__(self) -> None:
        self.storage, self.clock = FakeStorage(), FakeClock()
        self.probe = FakeProbe({PLATFORM.id: GRANTED}, OWN)
        self.courses = FakeCourses()
        self.ports: Ports = fake_ports(
            storage=self.storage,
            clock=self.clock,
            probe=self.probe,
            courses=self.courses,
        )
        register(self.ports)
        publish(two_questions(), self.ports)
        self.storage.tables.keys["k1"] = ("k1", "pem", MORNING - timedelta(days=30))
        self.moodle = FakeMoodle()
        self.ports = replace(self.ports, open_moodle=lambda _url, _token: self.moodle)
        self.storage.tables.moodles["m-1"] = MoodleConnection(
            "m-1",
            "Moodle BPSDM",
            "https://moodle.example",
            "rahasia",
            platform_id=None,
            trusts_idnumber=True,
            created_at=self.clock.now(),
        )
        record(BACKED_UP, "", ports=self.ports)

    def database(self, **changes: Any) -> None:
        self.storage.state = replace(self.storage.state, **changes)

    def platform(self, **changes: Any) -> None:
        self.probe.platforms[PLATFORM.id] = replace(GRANTED, **changes)

    def findings(self) -> Sequence[Finding]:
        found = list(examine(ports=self.ports))
        if not self.storage.unusable:
            found += examine_outside(ports=self.ports)
        return found


def left_lying(world: World) -> None:
    queue(world.ports)
    world.clock.advance(minutes=4)


def late(world: World) -> None:
    queue(world.ports)
    world.storage.tables.circuits[PLATFORM.id] = Circuit(PLATFORM.id, failures=3)
    world.clock.advance(seconds=ALARM_AFTER.total_seconds() + 1)


def refused_for_good(world: World) -> None:
    queue(world.ports)
    [(key, message)] = world.storage.tables.outbox.items()
    world.storage.tables.outbox[key] = replace(message, state=OutboxState.FAILED)


def broken_release(world: World) -> None:
    def get(*_: str) -> Any:
        raise ReleaseError("the zip is damaged")

    world.courses.get = get  # type: ignore[method-assign,assignment]


def unread_class(world: World) -> None:
    with world.ports.storage.writing() as uow:
        uow.rosters.save(roster(error="roster-forbidden", failures=1))
        uow.commit()


def unread_moodle(world: World) -> None:
    known = world.storage.tables.moodles["m-1"]
    long_ago = MORNING - timedelta(days=3)
    world.storage.tables.moodles["m-1"] = replace(known, created_at=long_ago)


def stopped_moodle(world: World) -> None:
    world.moodle.breaks_at, world.moodle.code = 1, "moodle-slow"
    pull("m-1", actor="cli", ports=world.ports)


def token_taken_back(world: World) -> None:
    world.moodle.breaks_at, world.moodle.code = 1, "moodle-token"


def function_gone(world: World) -> None:
    class Narrow(FakeMoodle):
        def site(self) -> MoodleSite:
            told = super().site()
            return replace(told, functions=told.functions - {READ_FUNCTIONS[2]})

    world.moodle = Narrow()


def role_too_narrow(world: World) -> None:
    class Blind(FakeMoodle):
        def participants(self, course_id: int, start: int, count: int) -> Any:
            raise MoodleError("moodle-permission", page=f"{course_id} {start} {count}")

    world.moodle = Blind(**vars(a_moodle()))


def no_numbers(world: World) -> None:
    world.moodle = a_moodle()
    for people in world.moodle.people.values():
        for one in people.values():
            people[one.id] = replace(one, idnumber="")


def put(name: str, value: object) -> Callable[[World], None]:
    return lambda world: setattr(world.probe, name, value)


def never_backed_up(world: World) -> None:
    world.storage.tables.audit.clear()
    # One that failed is none.
    record(BEGUN, "", ports=world.ports)


def backed_up_long_ago(world: World) -> None:
    long_ago = MORNING - timedelta(days=9, hours=1)
    entries = world.storage.tables.audit
    entries[:] = [replace(entry, at=long_ago) for entry in entries]


MB = 1024**2
FAULTS: dict[str, tuple[Callable[[World], Any], Check, Grade, str]] = {
    "the database is away": (
        lambda world: setattr(world.storage, "unusable", "It is not running."),
        Check.DATABASE,
        Grade.WRONG,
        "It is not running.",
    ),
    "SQLite on a network share": (
        lambda world: world.database(share="nfs4"),
        Check.DATABASE,
        Grade.WRONG,
        "nfs4",
    ),
    "no WAL": (
        lambda world: world.database(journal="delete"),
        Check.DATABASE,
        Grade.WRONG,
        "delete, bukan WAL",
    ),
    "the disk is full": (
        lambda world: world.database(free_bytes=7 * MB),
        Check.DATABASE,
        Grade.WRONG,
        "tersisa 7 MiB",
    ),
    "the disk fills": (
        lambda world: world.database(free_bytes=700 * MB),
        Check.DATABASE,
        Grade.LOOK,
        "700 MiB",
    ),
    "no backup ever": (
        never_backed_up,
        Check.BACKUP,
        Grade.LOOK,
        "Belum pernah ada cadangan",
    ),
    "an old backup": (backed_up_long_ago, Check.BACKUP, Grade.LOOK, "9 hari yang lalu"),
    "the database's clock is another": (
        lambda world: world.database(
            kind="postgresql", journal="", now=MORNING + timedelta(minutes=2)
        ),
        Check.CLOCK,
        Grade.WRONG,
        "120 detik di belakang",
    ),
    "the platform's clock differs a little": (
        lambda world: world.platform(ahead=timedelta(seconds=-20)),
        Check.CLOCK,
        Grade.LOOK,
        "20 detik di depan",
    ),
    "no key yet": (
        lambda world: world.storage.tables.keys.clear(),
        Check.KEYS,
        Grade.LOOK,
        "Belum ada kunci",
    ),
    "an old key": (
        lambda world: world.storage.tables.keys.update(
            k1=("k1", "pem", MORNING - timedelta(days=121))
        ),
        Check.KEYS,
        Grade.LOOK,
        "121 hari",
    ),
    "nothing answers at our address": (
        put("own", replace(OWN, trouble="HTTP 502.")),
        Check.OWN_ADDRESS,
        Grade.WRONG,
        "HTTP 502.",
    ),
    "another service answers at our address": (
        put("own", replace(OWN, kids=frozenset({"k9"}))),
        Check.OWN_ADDRESS,
        Grade.WRONG,
        "layanan lain",
    ),
    "our address is inside a network": (
        put("own", replace(OWN, inside=True)),
        Check.OWN_ADDRESS,
        Grade.LOOK,
        "Moodle bawaan menolak",
    ),
    "our address has an unusual port": (
        put("own", replace(OWN, port=8443)),
        Check.OWN_ADDRESS,
        Grade.LOOK,
        "8443",
    ),
    "no platform": (
        lambda world: world.storage.tables.platforms.clear(),
        Check.PLATFORM,
        Grade.LOOK,
        "Belum ada LMS",
    ),
    "the platform's keys are away": (
        lambda world: world.platform(keys_trouble="HTTP 500."),
        Check.PLATFORM,
        Grade.WRONG,
        "tidak dapat masuk",
    ),
    "the token endpoint is away": (
        lambda world: world.platform(token_trouble="Tidak menjawab."),
        Check.PLATFORM,
        Grade.WRONG,
        "Nilai tidak sampai",
    ),
    "Moodle cannot fetch our keys": (
        lambda world: world.platform(token_status=404),
        Check.PLATFORM,
        Grade.WRONG,
        "tidak dapat mengambil kunci layanan ini",
    ),
    "the platform does not know us": (
        lambda world: world.platform(token_status=400, token_error="invalid_client"),
        Check.PLATFORM,
        Grade.WRONG,
        "HTTP 400 invalid_client",
    ),
    "the platform lets us send no scores": (
        lambda world: world.platform(token_status=400, token_error="invalid_scope"),
        Check.PLATFORM,
        Grade.LOOK,
        "tidak mengizinkannya mengirim nilai",
    ),
    "the platform is in trouble": (
        lambda world: world.platform(token_status=503),
        Check.PLATFORM,
        Grade.WRONG,
        "HTTP 503",
    ),
    "no worker": (left_lying, Check.WORKER, Grade.WRONG, "tidak ada yang mengerjakan"),
    "late scores": (late, Check.OUTBOX, Grade.WRONG, "menunggu sejak"),
    "refused scores": (refused_for_good, Check.OUTBOX, Grade.LOOK, "1 nilai ditolak"),
    "a broken release": (
        broken_release,
        Check.RELEASES,
        Grade.WRONG,
        "the zip is damaged",
    ),
    "a class that is not read": (unread_class, Check.ROSTERS, Grade.LOOK, "peserta"),
    "a Moodle that is not read": (unread_moodle, Check.MOODLE, Grade.LOOK, "2 hari"),
    "a reading that stopped": (
        stopped_moodle,
        Check.MOODLE,
        Grade.LOOK,
        "terlalu lama",
    ),
    "a token taken back": (
        token_taken_back,
        Check.MOODLE,
        Grade.WRONG,
        "tidak mengenal token",
    ),
    "a function that is missing": (
        function_gone,
        Check.MOODLE,
        Grade.WRONG,
        "core_course_get_contents",
    ),
    "the role in a Moodle sees too little": (
        role_too_narrow,
        Check.MOODLE,
        Grade.WRONG,
        "moodle/course:viewparticipants",
    ),
    "no ID numbers in a Moodle": (
        no_numbers,
        Check.MOODLE,
        Grade.LOOK,
        "Tidak satu pun dari 3 peserta",
    ),
}


def test_of_a_service_that_is_well_nothing_is_said_but_that() -> None:
    findings = World().findings()
    assert worst(findings) is Grade.OK
    assert {finding.check for finding in findings} == {*Check} - {Check.SETTINGS}
    assert not any(finding.remedy for finding in findings)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_and_nothing_else_is_blamed(name: str) -> None:
    break_, check, grade, words = FAULTS[name]
    world = World()
    break_(world)
    faults = [f for f in world.findings() if f.grade is not Grade.OK]
    [finding] = faults
    assert (finding.check, finding.grade) == (check, grade)
    assert words in str(finding.meaning)
    assert finding.remedy or check is Check.KEYS


def test_nobody_outside_is_asked_for_what_a_page_shows_at_once() -> None:
    world = World()
    left_lying(world)
    silent = replace(world.ports, probe=None)  # type: ignore[arg-type]
    assert worst(examine(ports=silent)) is Grade.WRONG


def test_a_platform_that_is_paused_is_not_blamed_on_the_worker() -> None:
    world = World()
    late(world)
    blamed = [f.check for f in world.findings() if f.grade is not Grade.OK]
    assert blamed == [Check.OUTBOX]


def test_the_moodle_settings_that_block_us_are_named_with_host_and_port() -> None:
    world = World()
    world.probe.own = replace(OWN, port=8443)
    world.platform(token_status=404)
    remedies = [str(f.remedy) for f in world.findings() if f.remedy]
    assert len(remedies) == 2
    for remedy in remedies:
        assert "keluarkan belajar.example.go.id, atau rentang yang memuatnya" in remedy
        assert "tambahkan 8443 ke cURL allowed ports list" in remedy
