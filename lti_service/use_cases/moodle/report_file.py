"""Read a report of a Moodle that gives no token: who completed what, and with what grade.

A file is one transaction: all of it is taken in, or nothing. It names no ids of courses
and activities, so their names stand for numbers of ours, and people are known again by
their number, or by address or user name where a file has no number. What it says is kept
as what the web services say: added where it differs, undone as one run.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_DOWN
from typing import TypeVar

from lti_service.domain.audit import AuditEntry
from lti_service.domain.moodle_file import (
    COURSE_ITSELF,
    FILE_IDS,
    LONGEST_NAME,
    FileCell,
    FileKind,
    FileProblem,
    FileRow,
    MoodleFile,
    lost_names,
    read_moodle_file,
    same_name,
)
from lti_service.domain.moodle_ledger import (
    AFTER_COURSES,
    MOST_REFUSALS,
    SHARE_STEP,
    WHOLE_COURSE,
    MoodleAccount,
    MoodleConnection,
    MoodleParticipant,
    Observation,
    Place,
    RunCount,
    RunRefusal,
    RunState,
    SyncRun,
    is_completed,
    news,
)
from lti_service.domain.moodle_sync import (
    Completion,
    MoodleActivity,
    MoodleCourse,
    MoodleUser,
    Tracking,
)
from lti_service.errors import ConflictError, InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.moodle.page import match_users
from lti_service.use_cases.moodle.run import found_moodle, new_run, settle_users

PAGE = 200
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class AskedFile:
    """A file, and what is to be known of it.

    Attributes:
        content: Of the file.
        name: Of the file; folders are dropped.
        course: Name, short name or ID number of the course that it is of.
        renamed: Names of activities now, by the names before.
    """

    content: bytes
    name: str
    course: str
    renamed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FileReading:
    """What a file came to, or would come to.

    Attributes:
        problems: What is not taken in; all of them.
        new: Activities that were not known before.
        missing: Activities that earlier files named and this one does not.
        renamed: Of those, which seem to have another name now: the new by the old.
    """

    run: SyncRun
    kind: FileKind
    course: str
    problems: tuple[FileProblem, ...]
    new: tuple[str, ...]
    missing: tuple[str, ...]
    renamed: Mapping[str, str]


def read_report_file(
    moodle_id: str, asked: AskedFile, *, actor: str, is_trial: bool, ports: Ports
) -> FileReading:
    """Take a report in, or say what that would do.

    Args:
        moodle_id: Which Moodle it is of.
        asked: The file.
        actor: Account id, or ``cli``.
        is_trial: Keep nothing but that it was tried.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
        ConflictError: It is read by a token: ``moodle-has-token``.
        InvalidInputError: No course is named (``moodle-course-missing``), it is no report
            (``file-unreadable``, ``file-empty``, ``moodle-file-…``), or a new name is not
            in it (``moodle-file-rename``).
    """
    course_name = " ".join(asked.course.split())[:LONGEST_NAME]
    if not course_name:
        raise InvalidInputError("moodle-course-missing")
    table = ports.read_table(asked.content)
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        moodle = found_moodle(moodle_id, uow)
        if moodle is None or moodle.ended_at is not None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        if not moodle.reads_files:
            raise ConflictError("moodle-has-token", moodle=moodle_id)
        run = new_run(
            moodle_id,
            RunState.DONE,
            actor=actor,
            is_trial=is_trial,
            next_course=AFTER_COURSES,
            source=asked.name.replace("\\", "/").rpartition("/")[2][:LONGEST_NAME],
            ports=ports,
        )
        uow.moodle.save_run(run)
        intake = _Intake(moodle, run, uow, ports)
        reading = intake.take(table, course_name, asked.renamed)
        uow.moodle.save_run(reading.run)
        if not is_trial:
            uow.audit.add(
                AuditEntry(run.started_at, actor, "moodle.file", f"moodle:{moodle_id}")
            )
            uow.commit()
    if is_trial:
        with ports.storage.writing() as uow:
            uow.moodle.save_run(reading.run)
            uow.commit()
    return reading


def course_names(moodle_id: str, *, ports: Ports) -> Sequence[str]:
    """Return what the courses of a Moodle are called."""
    with ports.storage.reading() as uow:
        courses = uow.moodle.courses(moodle_id)
    return sorted({one.name for one in courses}, key=str.casefold)


class _Intake:
    """One file under way, in one transaction."""

    def __init__(
        self, moodle: MoodleConnection, run: SyncRun, uow: UnitOfWork, ports: Ports
    ) -> None:
        self._moodle, self._run, self._uow, self._ports = moodle, run, uow, ports
        self._now = ports.clock.now()
        self._next_user = max(uow.moodle.last_user(moodle.id) + 1, FILE_IDS)

    def take(
        self,
        table: Sequence[tuple[int, Sequence[str]]],
        course_name: str,
        renamed: Mapping[str, str],
    ) -> FileReading:
        course = self._course(course_name)
        known = {
            one.id: one
            for place, one in self._uow.moodle.activities(self._moodle.id)
            if place == course.id
        }
        file = read_moodle_file(
            table,
            zone=self._ports.time_zone,
            known=[one.name for one in known.values()],
        )
        ids, new = self._activities(course, file, known, renamed)
        self._run = self._run.counted({RunCount.COURSES: 1})
        for page in _pages(file.rows):
            self._take_page(course, page, ids)
        told = set(ids.values())
        missing = [one for one in known.values() if one.id not in told]
        if file.kind is not FileKind.PROGRESS:
            missing = []  # The others name but some of the activities.
        self._refuse(course, file.problems)
        self._run = replace(self._run, finished_at=self._ports.clock.now())
        return FileReading(
            self._run,
            file.kind,
            course.name,
            file.problems,
            tuple(new),
            tuple(one.name for one in missing),
            self._renamed(course, ids, new, missing),
        )

    def _course(self, name: str) -> MoodleCourse:
        ledger, wanted = self._uow.moodle, same_name(name)
        for one in ledger.courses(self._moodle.id):
            names = (one.name, one.short_name, one.idnumber)
            if wanted in {same_name(told) for told in names if told}:
                return one
        known = ledger.file_places(self._moodle.id, WHOLE_COURSE)
        course = MoodleCourse(
            known.get(wanted, _next_place(known.values())),
            "",
            "",
            name,
            tracks_completion=True,
        )
        ledger.save_courses(self._moodle.id, [course])
        ledger.save_file_places(self._moodle.id, WHOLE_COURSE, {wanted: course.id})
        return course

    def _activities(
        self,
        course: MoodleCourse,
        file: MoodleFile,
        known: Mapping[int, MoodleActivity],
        renamed: Mapping[str, str],
    ) -> tuple[dict[str, int], list[str]]:
        """Return the ids of the file's activities by name, and those that are new."""
        ledger = self._uow.moodle
        ids = {same_name(one.name): one.id for one in known.values()}
        ids |= ledger.file_places(self._moodle.id, course.id)
        told = {same_name(name): name for name in file.activities}
        given: dict[str, int] = {}
        for old, now in renamed.items():
            if same_name(old) not in ids or same_name(now) not in told:
                raise InvalidInputError("moodle-file-rename", old=old, new=now)
            given[same_name(now)] = ids[same_name(old)]
        ids |= given
        following, new, changed = self._next_activity(), [], []
        for key, name in told.items():
            if key not in ids:
                ids[key], following = following, following + 1
                new.append(name)
            at = ids[key]
            if at not in known:
                changed.append(MoodleActivity(at, "", 0, name, Tracking.NONE))
            elif key in given:
                changed.append(replace(known[at], name=name))
        ledger.save_activities(self._moodle.id, course.id, changed)
        ledger.save_file_places(
            self._moodle.id, course.id, {key: ids[key] for key in told}
        )
        return {key: ids[key] for key in told}, new

    def _next_activity(self) -> int:
        return _next_place(
            one.id for _, one in self._uow.moodle.activities(self._moodle.id)
        )

    def _take_page(
        self, course: MoodleCourse, rows: Sequence[FileRow], ids: Mapping[str, int]
    ) -> None:
        ledger, moodle = self._uow.moodle, self._moodle
        found = dict(self._users(rows))
        users = list(found.values())
        accounts = {
            one.user_id: one
            for one in match_users(moodle, users, uow=self._uow, ports=self._ports)
        }
        before = {
            row.place: row for row in ledger.observations(moodle.id, list(accounts))
        }
        told = [
            self._observation(course, found[row.number].id, cell, ids, before)
            for row in rows
            for cell in row.cells
        ]
        fresh = news(told, before)
        ledger.observe(fresh)
        complete = {row.user_id for row in (*before.values(), *told) if _whole(row)}
        ledger.save_participants(
            [self._part(course, user_id, complete) for user_id in accounts]
        )
        new = sum(row.place not in before for row in fresh)
        changed = {row.user_id for row in fresh}
        settled = settle_users(moodle, changed, uow=self._uow, ports=self._ports)
        self._run = self._run.counted(
            {
                RunCount.PEOPLE: len(rows),
                RunCount.NEW: new,
                RunCount.CHANGED: len(fresh) - new,
                RunCount.UNMATCHED: sum(
                    accounts[user_id].person_id is None for user_id in changed
                ),
            }
            | dict(settled)
        )

    def _users(self, rows: Sequence[FileRow]) -> Iterator[tuple[int, MoodleUser]]:
        """Say whose account each row is of, by its line."""
        ledger, moodle = self._uow.moodle, self._moodle
        hashed = {key: _digest(key) for row in rows for key in row.keys}
        known = dict(ledger.file_users(moodle.id, hashed.values()))
        accounts = {
            one.user_id: one for one in ledger.accounts(moodle.id, set(known.values()))
        }
        added: dict[str, int] = {}
        taken: set[int] = set()
        for row in rows:
            keys = [hashed[key] for key in row.keys]
            user_id = self._known_as(row, known, accounts, taken)
            if user_id is None:
                user_id, self._next_user = self._next_user, self._next_user + 1
            taken.add(user_id)
            for key in keys:
                # An address that two people share stays with whom it named first.
                if key not in known:
                    known[key] = added[key] = user_id
            account = accounts.get(user_id)
            idnumber = row.idnumber or (account.idnumber if account else "")
            name = row.name or (account.name if account else "")
            yield row.number, MoodleUser(user_id, idnumber, name, row.email)
        ledger.save_file_users(moodle.id, added)

    def _known_as(
        self,
        row: FileRow,
        known: Mapping[str, int],
        accounts: Mapping[int, MoodleAccount],
        taken: set[int],
    ) -> int | None:
        """Return the account that a row is of by its surest key; none for a new one."""
        for key in row.keys:
            user_id = known.get(_digest(key))
            if user_id is None or user_id in taken:
                continue
            number = accounts[user_id].idnumber if user_id in accounts else ""
            # An address may be of several people, each with their own number.
            is_other = number and row.idnumber and number != row.idnumber
            if not (is_other and key.startswith("email:")):
                return user_id
        return self._by_number(row)

    def _by_number(self, row: FileRow) -> int | None:
        """Return the account that was known by a token, where it had one once."""
        person = (
            self._uow.organisation.person_by_nip(row.idnumber) if row.idnumber else None
        )
        if person is None:
            return None
        theirs = self._uow.moodle.accounts_of(self._moodle.id, [person.id])
        same = [one.user_id for one in theirs if one.idnumber == row.idnumber]
        return same[0] if len(same) == 1 else None

    def _observation(
        self,
        course: MoodleCourse,
        user_id: int,
        cell: FileCell,
        ids: Mapping[str, int],
        before: Mapping[Place, Observation],
    ) -> Observation:
        """Return what a cell says, with what other files said of the same place."""
        is_whole = cell.activity == COURSE_ITSELF
        activity_id = WHOLE_COURSE if is_whole else ids[same_name(cell.activity)]
        known = before.get((course.id, activity_id, user_id))
        row = Observation(
            moodle_id=self._moodle.id,
            course_id=course.id,
            activity_id=activity_id,
            user_id=user_id,
            completion=known.completion if known else Completion.INCOMPLETE,
            completed_at=known.completed_at if known else None,
            share=known.share if known else None,
            graded_at=known.graded_at if known else None,
            run_id=self._run.id,
            recorded_at=self._now,
        )
        if cell.share is not None:
            row = replace(row, share=cell.share.quantize(SHARE_STEP, ROUND_DOWN))
        if cell.completion is not None and not self._says_same(known, cell):
            row = replace(
                row, completion=cell.completion, completed_at=cell.completed_at
            )
        return row

    def _says_same(self, known: Observation | None, cell: FileCell) -> bool:
        """Whether a cell says what is known, maybe without seconds or the hour."""
        if known is None or known.completion is not cell.completion:
            return False
        if known.completed_at is None or cell.completed_at is None:
            return known.completed_at is cell.completed_at
        zone = self._ports.time_zone
        days = (
            at.astimezone(zone).date() for at in (known.completed_at, cell.completed_at)
        )
        return next(days) == next(days)

    def _part(
        self, course: MoodleCourse, user_id: int, complete: set[int]
    ) -> MoodleParticipant:
        return MoodleParticipant(
            moodle_id=self._moodle.id,
            course_id=course.id,
            user_id=user_id,
            last_access=0,
            progress=None,
            is_complete=user_id in complete,
            read_at=self._now,
        )

    def _refuse(self, course: MoodleCourse, problems: Sequence[FileProblem]) -> None:
        kept = [RunRefusal(one.code, course.id, 0) for one in problems[:MOST_REFUSALS]]
        self._run = replace(self._run, refusals=tuple(kept)).counted(
            {RunCount.REFUSED: len(problems)}
        )

    def _renamed(
        self,
        course: MoodleCourse,
        ids: Mapping[str, int],
        new: Sequence[str],
        missing: Sequence[MoodleActivity],
    ) -> Mapping[str, str]:
        """Return which missing activities may be those that are new."""
        if not new or not missing:
            return {}
        ledger = self._uow.moodle
        users = ledger.observed_users(self._moodle.id, course.id)
        done: dict[int, dict[int, datetime | None]] = {}
        for page in _pages(users):
            for row in ledger.observations(self._moodle.id, page):
                if row.course_id == course.id and is_completed(row):
                    done.setdefault(row.activity_id, {})[row.user_id] = row.completed_at
        return lost_names(
            {one.name: done.get(one.id, {}) for one in missing},
            {name: done.get(ids[same_name(name)], {}) for name in new},
        )


def _pages(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    return (rows[start : start + PAGE] for start in range(0, len(rows), PAGE))


def _next_place(ids: Iterable[int]) -> int:
    return max((FILE_IDS, *(one + 1 for one in ids)))


def _whole(row: Observation) -> bool:
    return row.activity_id == WHOLE_COURSE and is_completed(row)


def _digest(key: str) -> str:
    """Return a key as it is kept: it only ever has to be known again."""
    return hashlib.sha256(key.encode()).hexdigest()
