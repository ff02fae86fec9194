"""Connect Moodles: address and token, what the token may do, and what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from lti_service.domain.audit import AuditEntry
from lti_service.domain.moodle_ledger import MoodleConnection, RunState
from lti_service.domain.moodle_sync import MoodleSite, UnreadUser
from lti_service.errors import (
    ConflictError,
    InvalidInputError,
    MoodleError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork

READ_FUNCTIONS = (
    "core_webservice_get_site_info",
    "core_course_get_courses_by_field",
    "core_course_get_contents",
    "core_enrol_get_enrolled_users",
    "core_enrol_get_users_courses",
    "core_completion_get_activities_completion_status",
    "core_completion_get_course_completion_status",
    "gradereport_user_get_grade_items",
)
"""What reading needs of the token's service."""

ATTEMPT_FUNCTIONS = (
    "mod_scorm_get_scorm_scoes",
    "mod_scorm_get_scorm_sco_tracks",
)
"""What reading attempts at SCORM packages needs; without them all else is read."""

PLAN_FUNCTIONS = (
    "core_competency_list_user_plans",
    "core_competency_list_plan_competencies",
    "core_competency_read_competency_framework",
    "tool_lp_data_for_user_competency_summary",
    "core_competency_list_course_competencies",
    "report_competency_data_for_report",
)
"""What reading learning plans and ratings needs; without them all else is read."""

_MOST_TRIED = 8
"""Courses, and participants, by which a role is tried."""

_SEES_COURSES = (
    "moodle/course:view",
    "moodle/course:viewhiddencourses",
    "moodle/course:viewparticipants",
)
_SEES_PEOPLE = ("moodle/user:viewdetails", "moodle/course:viewparticipants")
_SEES_PROGRESS = (
    "report/progress:view",
    "report/completion:view",
    "gradereport/user:view",
    "moodle/grade:viewall",
)
SEES_NUMBERS = ("moodle/site:viewuseridentity", "moodle/user:viewalldetails")
"""Without which nobody's ID number is told."""

_PAGES = frozenset(
    {"admin", "course", "index.php", "login", "my", "user", "webservice"}
)
"""What addresses of pages go on with after that of their Moodle."""


@dataclass(frozen=True, slots=True)
class CheckedMoodle:
    """A Moodle that answered.

    Attributes:
        missing: Functions that its token's service lacks, in the order of
            `READ_FUNCTIONS`.
        lacking: Those of `ATTEMPT_FUNCTIONS` that it lacks: attempts are not read.
        lacking_plans: Those of `PLAN_FUNCTIONS` that it lacks: plans, or ratings in
            courses, are not read.
    """

    moodle: MoodleConnection
    site: MoodleSite
    missing: tuple[str, ...]
    lacking: tuple[str, ...] = ()
    lacking_plans: tuple[str, ...] = ()


def connect_moodle(
    url: str, token: str, *, name: str = "", actor: str, ports: Ports
) -> CheckedMoodle:
    """Take a Moodle in, or give a known one another token.

    Nothing is kept of a Moodle that does not answer.

    Args:
        url: Its address, as people open it.
        token: Of its web-service user.
        name: As people call it here; its own name where empty.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        MoodleError: It does not answer, or refuses the token.
        InvalidInputError: Address or token are missing: ``moodle-incomplete``.
        ConflictError: What its files told still holds: ``moodle-has-files``.
    """
    url, token = _site_address(url), token.strip()
    if not url or not token:
        raise InvalidInputError("moodle-incomplete")
    site = ports.open_moodle(url, token).site()
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        known = _at(url, uow)
        if known is not None:
            _check_no_file_holds(known, uow)
        platform_id = _platform_of(url, uow)
        if known is None:
            moodle = MoodleConnection(
                id=ports.new_id(),
                name=name.strip() or site.name,
                url=url,
                token=token,
                platform_id=platform_id,
                trusts_idnumber=False,
                created_at=now,
            )
        else:
            moodle = replace(
                known,
                name=name.strip() or known.name,
                token=token,
                platform_id=platform_id,
                ended_at=None,
            )
        if moodle != known:
            uow.moodle.save_connection(moodle)
            uow.audit.add(
                AuditEntry(
                    now, actor, "moodle.connected", f"moodle:{moodle.id}", after=url
                )
            )
            uow.commit()
    return _checked(moodle, site)


def add_file_moodle(
    url: str, *, name: str, actor: str, ports: Ports
) -> MoodleConnection:
    """Take in a Moodle that gives no token: it is read from files of its reports.

    One that was ended is opened again, with what was read of it.

    Args:
        url: Its address, as people open it.
        name: As people call it here.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: Address or name are missing: ``moodle-unnamed``.
        ConflictError: It is read by a token: ``moodle-has-token``.
    """
    url, name = _site_address(url), name.strip()
    if not name or not url.startswith(("https://", "http://")):
        raise InvalidInputError("moodle-unnamed")
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        known = _at(url, uow)
        if known is not None and known.token:
            raise ConflictError("moodle-has-token", moodle=known.id)
        if known is None:
            moodle = MoodleConnection(
                id=ports.new_id(),
                name=name,
                url=url,
                token="",
                platform_id=_platform_of(url, uow),
                trusts_idnumber=False,
                created_at=now,
            )
        else:
            moodle = replace(known, name=name, ended_at=None)
        if moodle != known:
            uow.moodle.save_connection(moodle)
            uow.audit.add(
                AuditEntry(now, actor, "moodle.added", f"moodle:{moodle.id}", after=url)
            )
            uow.commit()
    return moodle


def check_moodle(moodle_id: str, *, ports: Ports) -> CheckedMoodle:
    """Ask a Moodle what its token may do.

    Raises:
        MoodleError: It does not answer, or refuses the token.
        NotFoundError: No such Moodle: ``unknown-moodle``.
        ConflictError: It gives no token: ``moodle-without-token``.
    """
    moodle = one_moodle(moodle_id, ports=ports)
    if moodle.reads_files:
        raise ConflictError("moodle-without-token", moodle=moodle_id)
    site = ports.open_moodle(moodle.url, moodle.token).site()
    return _checked(moodle, site)


@dataclass(frozen=True, slots=True)
class TriedRole:
    """What the role of a web-service user was seen to let it read.

    Attributes:
        course: Name of the course that it was tried with; empty where none has anybody.
        people: How many of its participants were looked at.
        without_number: How many of them have no ID number, as far as it is told.
        lacking: Capabilities, at least one of which the role seems to lack.
    """

    course: str
    people: int
    without_number: int
    lacking: tuple[str, ...]

    @property
    def tells_no_numbers(self) -> bool:
        """Whether nobody's ID number was told: there is none, or it may not be seen."""
        return 0 < self.people == self.without_number


def try_role(moodle_id: str, *, ports: Ports) -> TriedRole:
    """Read a little of a Moodle, to see what its role lets the token read.

    Moodle tells a token its functions and never its capabilities: only what it refuses
    shows which are missing. At most 8 courses are looked at, and one person.

    Raises:
        MoodleError: It does not answer, or refuses the token.
        NotFoundError: No such Moodle: ``unknown-moodle``.
    """
    moodle = one_moodle(moodle_id, ports=ports)
    outside = ports.open_moodle(moodle.url, moodle.token)
    lacking: list[str] = []
    for course in outside.courses()[:_MOST_TRIED]:
        try:
            outside.activities(course.id)
            people = outside.participants(course.id, 0, _MOST_TRIED)
        except MoodleError as error:
            _note_lack(error, _SEES_COURSES, lacking)
            continue
        if not people:
            continue
        try:
            outside.courses_of(people[0].id)
        except MoodleError as error:
            _note_lack(error, _SEES_PEOPLE, lacking)
        (told,) = outside.progress(course, [people[0].id])
        if isinstance(told, UnreadUser):
            _note_lack(MoodleError(told.code), _SEES_PROGRESS, lacking)
        nameless = sum(not one.idnumber for one in people)
        names = tuple(dict.fromkeys(lacking))
        return TriedRole(course.name, len(people), nameless, names)
    return TriedRole("", 0, 0, tuple(dict.fromkeys(lacking)))


def _note_lack(
    error: MoodleError, capabilities: Sequence[str], lacking: list[str]
) -> None:
    if error.is_general:
        raise error
    if error.code == "moodle-permission":
        lacking += capabilities


def trust_idnumber(
    moodle_id: str, *, trusted: bool, actor: str, ports: Ports
) -> MoodleConnection:
    """Say whether a Moodle's ID numbers are NIPs that nobody changes themselves.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
    """
    return _change(
        moodle_id,
        "moodle.trusted" if trusted else "moodle.untrusted",
        lambda one: replace(one, trusts_idnumber=trusted),
        actor=actor,
        ports=ports,
    )


def end_moodle(moodle_id: str, *, actor: str, ports: Ports) -> MoodleConnection:
    """Read a Moodle no more, and forget its token; what it gave stays.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
    """
    now = ports.clock.now()
    return _change(
        moodle_id,
        "moodle.ended",
        lambda one: replace(
            one, token="", ended_at=one.ended_at or now, pushes_since=None
        ),
        actor=actor,
        ports=ports,
    )


def moodles(*, ports: Ports) -> Sequence[MoodleConnection]:
    """Return all Moodles, by name, those that ended too."""
    with ports.storage.reading() as uow:
        return uow.moodle.connections()


def one_moodle(moodle_id: str, *, ports: Ports) -> MoodleConnection:
    """Return a Moodle.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
    """
    known = moodles(ports=ports)
    found = next((one for one in known if one.id == moodle_id), None)
    if found is None:
        raise NotFoundError("unknown-moodle", moodle=moodle_id)
    return found


def _change(
    moodle_id: str,
    action: str,
    change: Callable[[MoodleConnection], MoodleConnection],
    *,
    actor: str,
    ports: Ports,
) -> MoodleConnection:
    known = one_moodle(moodle_id, ports=ports)
    changed = change(known)
    if changed != known:
        with ports.storage.writing() as uow:
            uow.moodle.save_connection(changed)
            uow.audit.add(
                AuditEntry(ports.clock.now(), actor, action, f"moodle:{moodle_id}")
            )
            uow.commit()
    return changed


def _site_address(text: str) -> str:
    """Return the address of a site, whatever page of it was copied.

    Two ways to write one address would be two Moodles, and count twice.
    """
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return text.strip()
    folders: list[str] = []
    for folder in parts.path.strip("/").split("/"):
        if folder in _PAGES:
            break
        folders.append(folder)
    path = "/".join(folders)
    site = urlunsplit((parts.scheme, parts.netloc.lower(), path, "", ""))
    return site.rstrip("/")


def _at(url: str, uow: UnitOfWork) -> MoodleConnection | None:
    return next((one for one in uow.moodle.connections() if one.url == url), None)


def _check_no_file_holds(moodle: MoodleConnection, uow: UnitOfWork) -> None:
    """See that nothing counts twice: files know no ids, so their courses are others."""
    for run in uow.moodle.runs(moodle.id):
        if run.source and not run.is_trial and run.state is not RunState.UNDONE:
            raise ConflictError("moodle-has-files", moodle=moodle.id)


def _platform_of(url: str, uow: UnitOfWork) -> str | None:
    """Return the platform at the same address, where there is exactly one."""
    found = uow.platforms.find(url)
    return found[0].id if len(found) == 1 else None


def _checked(moodle: MoodleConnection, site: MoodleSite) -> CheckedMoodle:
    return CheckedMoodle(
        moodle,
        site,
        _missing(site),
        _missing(site, ATTEMPT_FUNCTIONS),
        _missing(site, PLAN_FUNCTIONS),
    )


def _missing(
    site: MoodleSite, needed: Sequence[str] = READ_FUNCTIONS
) -> tuple[str, ...]:
    return tuple(one for one in needed if one not in site.functions)
