"""Take in a page of what a Moodle tells: who they are, what is new, what that gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lti_service.domain.moodle_attempt import (
    SeenAttempt,
    seen_attempts,
    with_attempts,
)
from lti_service.domain.moodle_ledger import (
    MatchDoubt,
    MoodleAccount,
    MoodleConnection,
    MoodleParticipant,
    Observation,
    RunCount,
    news,
    observed,
    share_done,
    vanished,
)
from lti_service.domain.moodle_match import Known, match
from lti_service.domain.moodle_sync import MoodleCourse, MoodleUser, UserProgress
from lti_service.domain.organisation import check_nip
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.moodle.run import settle_users


@dataclass(frozen=True, slots=True)
class Told:
    """What a Moodle told of participants of a course.

    Attributes:
        users: A page of them.
        progress: Of those of them whose progress was read.
        done: Per cent, where Moodle told it itself, of the only one of them.
    """

    moodle: MoodleConnection
    course: MoodleCourse
    run_id: str
    users: Sequence[MoodleUser]
    progress: Sequence[UserProgress]
    done: Decimal | None = None


def keep_progress(
    told: Told, *, uow: UnitOfWork, ports: Ports
) -> Mapping[RunCount, int]:
    """Keep a page and what it gives; return what there was. The caller commits."""
    now, moodle = ports.clock.now(), told.moodle
    matched = match_users(moodle, told.users, uow=uow, ports=ports)
    people = {one.user_id: one for one in matched}
    before = uow.moodle.observations(moodle.id, [one.user_id for one in told.progress])
    attempts, tried = _attempts(told, uow, now)
    uow.moodle_attempts.keep(tried)
    rows, counts = _news(told, before, attempts, now)
    uow.moodle.observe(rows)
    by_id = {user.id: user for user in told.users}
    uow.moodle.save_participants(
        [_participant(told, by_id[one.user_id], one, now) for one in told.progress]
    )
    changed = {row.user_id for row in rows}
    settled = settle_users(moodle, changed, uow=uow, ports=ports)
    unmatched = sum(people[user_id].person_id is None for user_id in changed)
    more = {RunCount.UNMATCHED: unmatched, RunCount.ATTEMPTS: len(tried)}
    return counts | more | dict(settled)


def match_users(
    moodle: MoodleConnection,
    users: Sequence[MoodleUser],
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> Sequence[MoodleAccount]:
    """Say whose accounts these are, and let what they did before count."""
    on, now = today(ports), ports.clock.now()
    known = {
        one.user_id: one
        for one in uow.moodle.accounts(moodle.id, [user.id for user in users])
    }
    people = _known(moodle, users, uow)
    matched = []
    for user in users:
        one = match(user, known.get(user.id), people, moodle, on=on, at=now)
        matched.append(one)
        if one.person_id is not None and one.doubt is MatchDoubt.NONE:
            # A second account of the same page with the same number has to wait.
            people.taken.setdefault(one.person_id, one.user_id)
    changed = [one for one in matched if one != known.get(one.user_id)]
    uow.moodle.save_accounts(changed)
    owned = {one.user_id for one in changed if one.user_id in known}
    if owned:
        rated = uow.moodle_plans.rated_by(moodle.id, owned)
        settle_users(moodle, {*owned, *rated}, uow=uow, ports=ports)
    return matched


def _nip(number: str) -> str:
    """Return the NIP that an ID number is, however its digits are grouped."""
    # The day matters for warnings alone.
    return check_nip(number, employment_type="", on=date.max, synthetic=True).nip


def _known(
    moodle: MoodleConnection, users: Sequence[MoodleUser], uow: UnitOfWork
) -> Known:
    told = {user.idnumber for user in users if user.idnumber}
    numbers = {_nip(number) for number in told} - {""}
    found = (uow.organisation.person_by_nip(number) for number in sorted(numbers))
    by_nip = {person.nip: person for person in found if person is not None}
    launched: dict[int, str] = {}
    if moodle.platform_id is not None:
        for user in users:
            account = uow.accounts.find(moodle.platform_id, str(user.id))
            if account is not None and account.person_id is not None:
                launched[user.id] = account.person_id
    theirs = uow.moodle.accounts_of(
        moodle.id, [person.id for person in by_nip.values()]
    )
    taken = {one.person_id: one.user_id for one in theirs if one.person_id}
    return Known(by_nip, launched, taken)


def _attempts(
    told: Told, uow: UnitOfWork, now: datetime
) -> tuple[Sequence[SeenAttempt], Sequence[SeenAttempt]]:
    """Return all attempts of these people in the course, and those new or changed."""
    user_ids = [one.user_id for one in told.progress]
    held = {
        one.place: one
        for one in uow.moodle_attempts.held(told.moodle.id, user_ids, told.course.id)
    }
    fresh: list[SeenAttempt] = []
    for one in told.progress:
        fresh += seen_attempts(
            one,
            held,
            moodle_id=told.moodle.id,
            course_id=told.course.id,
            run_id=told.run_id,
            at=now,
        )
    held |= {row.place: row for row in fresh}
    return list(held.values()), fresh


def _news(
    told: Told,
    before: Sequence[Observation],
    attempts: Sequence[SeenAttempt],
    now: datetime,
) -> tuple[list[Observation], dict[RunCount, int]]:
    known = {row.place: row for row in before if row.course_id == told.course.id}
    rows: list[Observation] = []
    gone = 0
    for one in told.progress:
        # What was once tried stays tried, also where it could not be read this time.
        tried = [row.told for row in attempts if row.user_id == one.user_id]
        seen = observed(
            with_attempts(one, tried),
            moodle_id=told.moodle.id,
            course_id=told.course.id,
            run_id=told.run_id,
            at=now,
        )
        mine = [row for row in known.values() if row.user_id == one.user_id]
        gone += len(vanished(seen, mine))
        rows += news(seen, known)
    new = sum(row.place not in known for row in rows)
    return rows, {
        RunCount.PEOPLE: len(told.progress),
        RunCount.NEW: new,
        RunCount.CHANGED: len(rows) - new,
        RunCount.VANISHED: gone,
    }


def _participant(
    told: Told, user: MoodleUser, progress: UserProgress, now: datetime
) -> MoodleParticipant:
    whole = progress.course
    return MoodleParticipant(
        moodle_id=told.moodle.id,
        course_id=told.course.id,
        user_id=user.id,
        last_access=user.last_access,
        progress=share_done(progress) if told.done is None else told.done,
        is_complete=whole.is_complete if whole else False,
        read_at=now,
    )
