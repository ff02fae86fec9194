"""Connect Moodles: address and token, what the token may do, and what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lti_service.domain.audit import AuditEntry
from lti_service.domain.moodle_ledger import MoodleConnection
from lti_service.domain.moodle_sync import MoodleSite
from lti_service.errors import InvalidInputError, NotFoundError
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


@dataclass(frozen=True, slots=True)
class CheckedMoodle:
    """A Moodle that answered.

    Attributes:
        missing: Functions that its token's service lacks, in the order of
            `READ_FUNCTIONS`.
    """

    moodle: MoodleConnection
    site: MoodleSite
    missing: tuple[str, ...]


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
    """
    url, token = url.strip().rstrip("/"), token.strip()
    if not url or not token:
        raise InvalidInputError("moodle-incomplete")
    site = ports.open_moodle(url, token).site()
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        known = next((one for one in uow.moodle.connections() if one.url == url), None)
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
    return CheckedMoodle(moodle, site, _missing(site))


def check_moodle(moodle_id: str, *, ports: Ports) -> CheckedMoodle:
    """Ask a Moodle what its token may do.

    Raises:
        MoodleError: It does not answer, or refuses the token.
        NotFoundError: No such Moodle: ``unknown-moodle``.
    """
    moodle = one_moodle(moodle_id, ports=ports)
    site = ports.open_moodle(moodle.url, moodle.token).site()
    return CheckedMoodle(moodle, site, _missing(site))


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
        lambda one: replace(one, token="", ended_at=one.ended_at or now),
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


def _platform_of(url: str, uow: UnitOfWork) -> str | None:
    """Return the platform at the same address, where there is exactly one."""
    found = uow.platforms.find(url)
    return found[0].id if len(found) == 1 else None


def _missing(site: MoodleSite) -> tuple[str, ...]:
    return tuple(one for one in READ_FUNCTIONS if one not in site.functions)
