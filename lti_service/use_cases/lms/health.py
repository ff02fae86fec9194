"""What an administrator and whoever watches the service are told of its health."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from course_builder.errors import ReleaseError
from lti_service.domain import diagnosis, moodle_diagnosis
from lti_service.domain.health import (
    UNATTENDED_AFTER,
    Check,
    Finding,
    Grade,
)
from lti_service.domain.key import KeyState
from lti_service.domain.moodle_push import ASKING
from lti_service.domain.outbox import OutboxState
from lti_service.errors import ServiceError, UnavailableError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.lms.backup import last_backup
from lti_service.use_cases.lms.key import list_keys
from lti_service.use_cases.lms.outbox_queue import waiting
from lti_service.use_cases.moodle.connection import (
    SEES_NUMBERS,
    check_moodle,
    moodles,
    try_role,
)
from lti_service.use_cases.overview.digest import mail_state

_MOST_LOOKED_AT = 200


def tell_metrics(*, ports: Ports) -> bytes:
    """Return the counts of this service and the state of its outbox, for Prometheus."""
    try:
        found = waiting(ports=ports)
    except UnavailableError:
        return ports.metrics.told(None, 0)
    now = ports.clock.now()
    oldest = (now - found.since).total_seconds() if found.since else 0
    return ports.metrics.told(found.counts, oldest)


def examine(*, ports: Ports) -> Sequence[Finding]:
    """Look at what can be seen without asking anybody outside; takes no time."""
    condition = ports.storage.condition()
    findings = list(diagnosis.database(condition))
    if condition.trouble:
        return findings
    if condition.now is not None:
        ahead = condition.now - ports.clock.now()
        findings.append(diagnosis.clock(ahead, ""))
    return [
        *findings,
        _backup(ports=ports),
        _keys(ports=ports),
        _worker(ports=ports),
        *_outbox(ports=ports),
        *_rosters(ports=ports),
        *_mail(ports=ports),
        *_moodles(ports=ports),
    ]


def examine_outside(*, ports: Ports) -> Iterator[Finding]:
    """Ask our public address, every platform and every release; may take a while.

    The database has to be in order.
    """
    own = ports.probe.own_address()
    kids = {key.kid for key in list_keys(ports=ports) if key.state is not KeyState.OVER}
    yield diagnosis.own_address(own, kids)
    with ports.storage.reading() as uow:
        platforms = uow.platforms.all()
    if not platforms:
        yield Finding(
            Check.PLATFORM,
            Grade.LOOK,
            Sentence("Belum ada LMS yang terdaftar."),
            Sentence("Buat undangan pendaftaran: lti-service platforms invite"),
        )
    for platform in platforms:
        condition = ports.probe.platform(platform)
        yield from diagnosis.platform(platform, condition, own)
        if condition.ahead is not None:
            yield diagnosis.clock(condition.ahead, platform.name)
    yield from _releases(ports=ports)
    yield from _moodles_answer(ports=ports)


def _moodles(*, ports: Ports) -> Iterator[Finding]:
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        known = [
            (moodle, uow.moodle.runs(moodle.id), uow.mirrors.counts(moodle.id))
            for moodle in uow.moodle.connections()
            if moodle.ended_at is None and not moodle.reads_files
        ]
    for moodle, runs, counts in known:
        yield moodle_diagnosis.readings(moodle, runs, now)
        asking = sum(counts.get(state, 0) for state in ASKING)
        yield from moodle_diagnosis.pushes(moodle, runs, asking, now)


def _moodles_answer(*, ports: Ports) -> Iterator[Finding]:
    for moodle in moodles(ports=ports):
        if moodle.ended_at is not None or moodle.reads_files:
            continue
        try:
            checked = check_moodle(moodle.id, ports=ports)
            tried = None if checked.missing else try_role(moodle.id, ports=ports)
        except ServiceError as error:
            yield moodle_diagnosis.refusal(moodle, error.explanation)
        else:
            if tried and tried.lacking:
                yield moodle_diagnosis.role(moodle, tried.lacking)
            if tried and tried.tells_no_numbers:
                yield moodle_diagnosis.numbers(
                    moodle, tried.course, tried.people, SEES_NUMBERS
                )
            yield moodle_diagnosis.functions(
                moodle,
                checked.site.release,
                checked.missing,
                checked.lacking,
                checked.lacking_plans,
            )


def _keys(*, ports: Ports) -> Finding:
    keys = list_keys(ports=ports)
    signing = [key for key in keys if key.state is KeyState.SIGNING]
    age = ports.clock.now() - signing[0].created_at if signing else None
    published = sum(key.state is not KeyState.OVER for key in keys)
    return diagnosis.keys(published, age)


def _backup(*, ports: Ports) -> Finding:
    last = last_backup(ports=ports)
    told = _local(last, ports) if last else ""
    return diagnosis.backup(last, ports.clock.now(), told)


def _worker(*, ports: Ports) -> Finding:
    """See whether due work is left lying: that shows that no worker looks."""
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        messages = uow.outbox.list([OutboxState.WAITING], _MOST_LOOKED_AT)
        paused = {
            circuit.platform_id
            for circuit in uow.circuits.all()
            if circuit.open or circuit.paused(now)
        }
    due = [
        max(message.due_at, message.leased_until or message.due_at)
        for message in messages
        if message.platform_id not in paused
    ]
    left = [at for at in due if now - at > UNATTENDED_AFTER]
    return diagnosis.worker(len(left), _local(min(left), ports) if left else "")


def _outbox(*, ports: Ports) -> Iterator[Finding]:
    found = waiting(ports=ports)
    late = _local(found.since, ports) if found.late and found.since else ""
    counts = found.counts
    yield from diagnosis.outbox(
        counts.get(OutboxState.WAITING, 0), counts.get(OutboxState.FAILED, 0), late
    )


def _mail(*, ports: Ports) -> Iterator[Finding]:
    found = mail_state(ports=ports)
    yield from diagnosis.mail(
        is_set=found.set_up,
        unsent=found.unsent,
        codes=found.codes,
        stopped=found.stopped,
    )


def _rosters(*, ports: Ports) -> Iterator[Finding]:
    with ports.storage.reading() as uow:
        rosters = uow.rosters.all()
    troubled = [(each.context_title, each.error) for each in rosters if each.error]
    yield from diagnosis.rosters(len(rosters) - len(troubled), troubled)


def _releases(*, ports: Ports) -> Iterator[Finding]:
    with ports.storage.reading() as uow:
        stored = uow.releases.all_latest()
        releases = uow.releases.all_current()
        links = [link.content.course_id for link in uow.resource_links.all()]
    for release in stored:
        try:
            ports.courses.get(release.id)
        except (ServiceError, ReleaseError) as error:
            yield Finding(
                Check.RELEASES,
                Grade.WRONG,
                Sentence(
                    "Rilis {version} tidak terbaca: {why}",
                    {"version": release.version, "why": str(error)},
                ),
                Sentence(
                    "Terbitkan lagi dengan versi lebih tinggi: lti-service publish"
                ),
                release.title,
            )
    for release in stored:
        if release not in releases and release.course_id in links:
            yield Finding(
                Check.RELEASES,
                Grade.LOOK,
                Sentence(
                    "Kursus {title} ditarik, sedangkan {count} kegiatan di LMS masih "
                    "membukanya: peserta baru ditolak di sana.",
                    {
                        "title": release.title,
                        "count": links.count(release.course_id),
                    },
                ),
                Sentence(
                    "Tawarkan lagi kursusnya di /author, atau minta pengajar memilih "
                    "isi lain untuk kegiatan itu."
                ),
                release.title,
            )
    yield Finding(
        Check.RELEASES,
        Grade.OK if releases else Grade.LOOK,
        Sentence("{count} kursus terbit.", {"count": len(releases)}),
        None
        if releases
        else Sentence("Terbitkan sebuah kursus: lti-service publish courses/…"),
    )


def _local(at: datetime, ports: Ports) -> str:
    return f"{at.astimezone(ports.time_zone):%Y-%m-%d %H:%M}"
