"""Say what courses and activities of a Moodle stand for, and what that gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lti_service.domain.audit import AuditEntry
from lti_service.domain.moodle_ledger import (
    WHOLE_COURSE,
    MappedOutcome,
    MoodleConnection,
    MoodleMapping,
    RunCount,
    SyncRun,
    in_force,
)
from lti_service.domain.moodle_mapping import (
    Own,
    OwnPackage,
    PlaceCount,
    Suggestion,
    count_at,
    counts_by_place,
    own_package,
    suggest_activity,
    suggest_course,
)
from lti_service.domain.moodle_plan import COMPETENCIES, MoodleCompetency
from lti_service.domain.moodle_sync import MoodleActivity, MoodleCourse
from lti_service.domain.programme import Programme
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.moodle.connection import one_moodle
from lti_service.use_cases.moodle.giving import AT_ONCE, go_on_giving
from lti_service.use_cases.moodle.run import (
    affected_users,
    begin_giving,
    found_moodle,
    settle_users,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A course or an activity, how far people are there, and what it stands for.

    Attributes:
        activity: None for the course itself.
        programme: Which it is mapped to, or which is suggested; none for neither.
        hours: JP of one completion, by the mapping or what is suggested.
        package: Of which course of ours the activity is a package; none where of none.
    """

    course: MoodleCourse
    activity: MoodleActivity | None
    counts: PlaceCount
    mapping: MoodleMapping | None
    suggestion: Suggestion | None
    programme: Programme | None
    hours: Decimal
    package: OwnPackage | None = None

    @property
    def activity_id(self) -> int:
        """As mappings and observations name it."""
        return self.activity.id if self.activity else WHOLE_COURSE


@dataclass(frozen=True, slots=True)
class MappedOnce:
    """What a mapping says, before it is a revision."""

    programme_code: str
    hours: Decimal | None
    route: str
    outcomes: tuple[MappedOutcome, ...]
    is_counted_already: bool = False
    is_ended: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What saving a mapping would do.

    Attributes:
        people: Of how many something was observed in the course.
        tried: With how many of them it was tried.
        hours: Entries of hours that would be added, or withdrawn.
        evidence: Rows of evidence, likewise.
    """

    people: int
    tried: int
    hours: int
    evidence: int


def course_places(
    moodle_id: str, *, ports: Ports
) -> tuple[MoodleConnection, Sequence[Place]]:
    """Return the courses of a Moodle, by name.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
    """
    moodle = one_moodle(moodle_id, ports=ports)
    with ports.storage.reading() as uow:
        own = _own(moodle, uow)
        counts = counts_by_place(uow.moodle.place_counts(moodle_id, WHOLE_COURSE))
        mappings = in_force(uow.moodle.mappings(moodle_id))
        courses = uow.moodle.courses(moodle_id)
    places = [_place(course, None, own, counts, mappings) for course in courses]
    return moodle, sorted(places, key=lambda one: one.course.name.casefold())


def activity_places(
    moodle_id: str, course_id: int, *, ports: Ports
) -> tuple[MoodleConnection, Sequence[Place]]:
    """Return a course itself, then its activities.

    Raises:
        NotFoundError: No such Moodle or course: ``unknown-moodle``, ``unknown-place``.
    """
    moodle = one_moodle(moodle_id, ports=ports)
    with ports.storage.reading() as uow:
        course = _course(moodle_id, course_id, uow)
        own = _own(moodle, uow)
        counts = counts_by_place(uow.moodle.place_counts(moodle_id, course_id))
        mappings = in_force(uow.moodle.mappings(moodle_id))
        activities = [
            one for place, one in uow.moodle.activities(moodle_id) if place == course_id
        ]
    return moodle, [
        _place(course, one, own, counts, mappings) for one in (None, *activities)
    ]


def mapping_history(
    moodle_id: str, course_id: int, activity_id: int, *, ports: Ports
) -> Sequence[MoodleMapping]:
    """Return all revisions of what a place stands for, newest first."""
    with ports.storage.reading() as uow:
        rows = uow.moodle.mappings(moodle_id)
    place = (course_id, activity_id)
    found = [row for row in rows if (row.course_id, row.activity_id) == place]
    return sorted(found, key=lambda row: row.revision, reverse=True)


def preview_mapping(
    moodle_id: str,
    course_id: int,
    activity_id: int,
    said: MappedOnce,
    *,
    ports: Ports,
) -> Preview:
    """Try what saving a mapping would do, with the first of the people concerned.

    Raises:
        NotFoundError: ``unknown-moodle`` or ``unknown-place``.
    """
    with ports.storage.writing() as uow:
        moodle, row, _ = _revision(
            moodle_id, course_id, activity_id, said, "", uow=uow, ports=ports
        )
        users = affected_users(moodle_id, course_id, uow)
        uow.moodle.append_mapping(row)
        tried = users[:AT_ONCE]
        counts = settle_users(moodle, tried, uow=uow, ports=ports)
    return Preview(
        len(users),
        len(tried),
        counts.get(RunCount.HOURS, 0),
        counts.get(RunCount.EVIDENCE, 0),
    )


def save_mapping(
    moodle_id: str,
    course_id: int,
    activity_id: int,
    said: MappedOnce,
    *,
    seen: int,
    actor: str,
    ports: Ports,
) -> SyncRun | None:
    """Say what a place stands for, and apply it to what was observed there.

    Args:
        moodle_id: Which Moodle.
        course_id: Which course; `COMPETENCIES` for the Moodle's competencies.
        activity_id: Which activity or competency; `WHOLE_COURSE` for the course itself.
        said: What it stands for.
        seen: The revision that the form was made from; 0 for none.
        actor: Account id.
        ports: Connections to the outside.

    Returns:
        The run that applies it: done where few are concerned, else left to the worker;
        none where nothing changed.

    Raises:
        NotFoundError: ``unknown-moodle`` or ``unknown-place``.
        ConflictError: Somebody changed it meanwhile: ``mapping-changed``.
    """
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        moodle, row, known = _revision(
            moodle_id, course_id, activity_id, said, actor, uow=uow, ports=ports
        )
        if seen != row.revision - 1:
            raise ConflictError("mapping-changed", moodle=moodle_id)
        if known is not None and replace(known, name=row.name) == replace(
            row,
            revision=known.revision,
            recorded_by=known.recorded_by,
            recorded_at=known.recorded_at,
        ):
            return None
        uow.moodle.append_mapping(row)
        run = begin_giving(moodle.id, course_id, actor=actor, uow=uow, ports=ports)
        place = f"moodle:{moodle_id}/{course_id}/{activity_id}"
        uow.audit.add(
            AuditEntry(
                row.recorded_at,
                actor,
                "moodle.mapping-ended" if row.is_ended else "moodle.mapped",
                place,
                before=_told(known) if known else "",
                after=_told(row),
            )
        )
        uow.commit()
    return go_on_giving(run.id, most=AT_ONCE, ports=ports)


def restore_mapping(
    moodle_id: str,
    course_id: int,
    activity_id: int,
    revision: int,
    *,
    seen: int,
    actor: str,
    ports: Ports,
) -> SyncRun | None:
    """Let an earlier revision hold again; revision 0 is that nothing was said.

    Raises:
        NotFoundError: ``unknown-moodle`` or ``unknown-place``.
        ConflictError: Somebody changed it meanwhile: ``mapping-changed``.
    """
    history = mapping_history(moodle_id, course_id, activity_id, ports=ports)
    found = next((row for row in history if row.revision == revision), None)
    if found is None and (revision or not history):
        raise NotFoundError("unknown-place", moodle=moodle_id)
    said = replace(_said(history[0]), is_ended=True) if found is None else _said(found)
    return save_mapping(
        moodle_id, course_id, activity_id, said, seen=seen, actor=actor, ports=ports
    )


def read_courses(moodle_id: str, *, ports: Ports) -> int:
    """Ask a Moodle for its courses, so that they can be mapped before a reading.

    Raises:
        MoodleError: It does not answer, or refuses.
        NotFoundError: ``unknown-moodle``.
    """
    moodle = _open(moodle_id, ports)
    courses = ports.open_moodle(moodle.url, moodle.token).courses()
    with ports.storage.writing() as uow:
        uow.moodle.save_courses(moodle_id, courses)
        uow.commit()
    return len(courses)


def read_activities(moodle_id: str, course_id: int, *, ports: Ports) -> int:
    """Ask a Moodle for the activities of a course.

    Raises:
        MoodleError: It does not answer, or refuses.
        NotFoundError: ``unknown-moodle`` or ``unknown-place``.
    """
    moodle = _open(moodle_id, ports)
    with ports.storage.reading() as uow:
        _course(moodle_id, course_id, uow)
    activities = ports.open_moodle(moodle.url, moodle.token).activities(course_id)
    with ports.storage.writing() as uow:
        uow.moodle.save_activities(moodle_id, course_id, activities)
        uow.commit()
    return len(activities)


def _open(moodle_id: str, ports: Ports) -> MoodleConnection:
    moodle = one_moodle(moodle_id, ports=ports)
    if moodle.ended_at is not None:
        raise NotFoundError("unknown-moodle", moodle=moodle_id)
    if moodle.reads_files:
        raise ConflictError("moodle-without-token", moodle=moodle_id)
    return moodle


def _revision(
    moodle_id: str,
    course_id: int,
    activity_id: int,
    said: MappedOnce,
    actor: str,
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> tuple[MoodleConnection, MoodleMapping, MoodleMapping | None]:
    """Return the next revision, and the newest that is known."""
    moodle = found_moodle(moodle_id, uow)
    if moodle is None:
        raise NotFoundError("unknown-moodle", moodle=moodle_id)
    name = _name(moodle_id, course_id, activity_id, uow)
    known = [
        row
        for row in uow.moodle.mappings(moodle_id)
        if (row.course_id, row.activity_id) == (course_id, activity_id)
    ]
    newest = max(known, key=lambda row: row.revision, default=None)
    row = MoodleMapping(
        moodle_id=moodle_id,
        course_id=course_id,
        activity_id=activity_id,
        name=name,
        programme_code=said.programme_code,
        hours=said.hours,
        route=said.route,
        outcomes=said.outcomes,
        is_counted_already=said.is_counted_already,
        is_ended=said.is_ended,
        revision=newest.revision + 1 if newest else 1,
        recorded_by=actor,
        recorded_at=ports.clock.now(),
    )
    return moodle, row, newest


def _name(moodle_id: str, course_id: int, activity_id: int, uow: UnitOfWork) -> str:
    if course_id == COMPETENCIES:
        return known_competency(moodle_id, activity_id, uow).name
    course = _course(moodle_id, course_id, uow)
    if activity_id == WHOLE_COURSE:
        return course.name
    return _activity(moodle_id, course_id, activity_id, uow).name


def known_competency(
    moodle_id: str, competency_id: int, uow: UnitOfWork
) -> MoodleCompetency:
    """Return a competency of a Moodle that was met.

    Raises:
        NotFoundError: ``unknown-place``.
    """
    for one in uow.moodle_plans.competencies(moodle_id):
        if one.id == competency_id:
            return one
    raise NotFoundError("unknown-place", moodle=moodle_id, activity=str(competency_id))


def _said(row: MoodleMapping) -> MappedOnce:
    return MappedOnce(
        row.programme_code,
        row.hours,
        row.route,
        row.outcomes,
        row.is_counted_already,
        row.is_ended,
    )


def _told(row: MoodleMapping) -> str:
    """Return what the trail says of a mapping."""
    if row.is_ended:
        return f"{row.revision}: -"
    if row.is_counted_already:
        return f"{row.revision}: ="
    outcomes = [f"{one.competency_code}/{one.level}/{one.kind}" for one in row.outcomes]
    hours = f"{row.hours} {row.route}" if row.hours else ""
    parts = [row.programme_code, hours, *outcomes]
    return f"{row.revision}: " + "; ".join(part for part in parts if part)


def _place(
    course: MoodleCourse,
    activity: MoodleActivity | None,
    own: Own,
    counts: Mapping[tuple[int, int], PlaceCount],
    mappings: Mapping[tuple[int, int], MoodleMapping],
) -> Place:
    place = (course.id, activity.id if activity else WHOLE_COURSE)
    mapping = mappings.get(place)
    suggestion = None
    if mapping is None:
        suggestion = (
            suggest_activity(activity, own) if activity else suggest_course(course, own)
        )
    code = mapping.programme_code if mapping else ""
    if suggestion is not None:
        code = suggestion.programme_code
    programme = own.programmes.get(code)
    of_mapping = mapping.hours if mapping else None
    hours = of_mapping or (programme.hours if programme else Decimal(0))
    if mapping is not None and mapping.is_counted_already:
        hours = Decimal(0)
    return Place(
        course,
        activity,
        count_at(counts, place),
        mapping,
        suggestion,
        programme,
        hours,
        own_package(activity, own) if activity else None,
    )


def _own(moodle: MoodleConnection, uow: UnitOfWork) -> Own:
    programmes = {one.code: one for one in uow.programmes.programmes()}
    courses = {one.course_id: one.title for one in uow.releases.all_latest()}
    links = {
        int(link.lti_id): courses.get(link.content.course_id, link.title)
        for link in uow.resource_links.all()
        if moodle.platform_id is not None
        and link.platform_id == moodle.platform_id
        and link.lti_id.isascii()
        and link.lti_id.isdigit()
    }
    versions = {one.course_id: one.version for one in uow.releases.all_current()}
    return Own(programmes, courses, links, versions)


def _course(moodle_id: str, course_id: int, uow: UnitOfWork) -> MoodleCourse:
    for one in uow.moodle.courses(moodle_id):
        if one.id == course_id:
            return one
    raise NotFoundError("unknown-place", moodle=moodle_id, course=str(course_id))


def _activity(
    moodle_id: str, course_id: int, activity_id: int, uow: UnitOfWork
) -> MoodleActivity:
    for place, one in uow.moodle.activities(moodle_id):
        if (place, one.id) == (course_id, activity_id):
            return one
    raise NotFoundError("unknown-place", moodle=moodle_id, activity=str(activity_id))
