"""What other systems write: through the very intakes that files go through."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from lti_service.domain.api_token import ApiToken
from lti_service.domain.import_run import ImportRun, Sheet, SheetRow
from lti_service.domain.organisation import Person
from lti_service.errors import ConflictError, ForbiddenError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.api.feed import Reach, check_everywhere
from lti_service.use_cases.evidence.evidence import import_evidence
from lti_service.use_cases.learning_hours.hours_intake import import_hours
from lti_service.use_cases.organisation.person import import_people
from lti_service.use_cases.organisation.person_change import change_person
from lti_service.use_cases.programme.enrolment_intake import import_enrolments
from lti_service.use_cases.publishing.release_draft import upload_release

FIRST_ROW = 2
"""Number of the first row, as in a file with headings."""

Rows = Sequence[Mapping[str, str]]
"""Text by name of column; ``person`` is an id, instead of a NIP."""


class _Intake(Protocol):
    """What takes in a sheet."""

    def __call__(
        self, sheet: Sheet, *, dry_run: bool, actor: str, ports: Ports
    ) -> ImportRun: ...


def write_people(
    token: ApiToken, rows: Rows, *, dry_run: bool, ports: Ports
) -> ImportRun:
    """Add people, or change them, by NIP.

    Raises:
        ForbiddenError: The token is for one unit: ``api-token-narrow``. Who is not
            known yet is of none.
    """
    check_everywhere(token)
    return _take("people", import_people, token, rows, dry_run, ports)


def write_evidence(
    token: ApiToken, rows: Rows, *, dry_run: bool, ports: Ports
) -> ImportRun:
    """Append evidence; the same again changes nothing.

    Raises:
        ForbiddenError: Somebody is not of the token's unit: ``api-token-narrow``.
    """
    return _take("evidence", import_evidence, token, rows, dry_run, ports)


def write_hours(
    token: ApiToken, rows: Rows, *, dry_run: bool, ports: Ports
) -> ImportRun:
    """Hand in learning hours with their proof; a verifier recognises them.

    Raises:
        ForbiddenError: Somebody is not of the token's unit: ``api-token-narrow``.
    """
    return _take("learning-hours", import_hours, token, rows, dry_run, ports)


def write_completions(
    token: ApiToken, rows: Rows, *, dry_run: bool, ports: Ports
) -> ImportRun:
    """Complete programmes for people in batches.

    Who made the token answers for them: hours are recognised in that name, and nobody
    completes their own.

    Raises:
        ForbiddenError: Somebody is not of the token's unit: ``api-token-narrow``.
    """
    done = [{**row, "state": "completed"} for row in rows]
    return _take("completions", import_enrolments, token, done, dry_run, ports)


def patch_person(
    token: ApiToken,
    seen: Person,
    *,
    name: str,
    employment_type: str,
    email: str,
    active: bool,
    ports: Ports,
) -> None:
    """Change what is known of a person, as it was seen.

    Raises:
        ForbiddenError: They are not of the token's unit any more: ``forbidden``.
        ConflictError: It was changed meanwhile: ``api-precondition-failed``.
        InvalidInputError: No name, or an unknown kind: ``person-incomplete``.
    """
    change_person(
        seen.id,
        name,
        employment_type,
        email,
        actor=token.actor,
        ports=ports,
        active=active,
        seen=seen,
    )


def write_release(token: ApiToken, content: bytes, *, ports: Ports) -> tuple[str, bool]:
    """Keep a release as a draft, which an author publishes; return its id, and if new.

    The same file again is the draft or the release that it became.

    Raises:
        ForbiddenError: The token is for one unit: ``api-token-narrow``.
        InvalidInputError: It is no release, as `upload_release` says.
        ConflictError: Its version is published with other content: ``release-conflict``.
    """
    check_everywhere(token)
    with ports.storage.reading() as uow:
        identify(token.actor, uow=uow, on=today(ports))
    try:
        return upload_release(content, token.actor, ports=ports).id, True
    except ConflictError as error:
        same = error.context.get("draft") or error.context.get("release")
        if error.code not in {"draft-waiting", "release-stored"} or not same:
            raise
        return same, False


def _take(
    kind: str,
    intake: _Intake,
    token: ApiToken,
    rows: Rows,
    dry_run: bool,  # noqa: FBT001 - handed on
    ports: Ports,
) -> ImportRun:
    with ports.storage.reading() as uow:
        identify(token.actor, uow=uow, on=today(ports))
        reach = Reach(token, uow, ports)
        named = [_named(row, token, reach, uow) for row in rows]
    headings = tuple(dict.fromkeys(column for row in named for column in row))
    sheet = Sheet(
        f"api/v1/{kind}",
        headings,
        tuple(SheetRow(number, row) for number, row in enumerate(named, FIRST_ROW)),
    )
    return intake(sheet, dry_run=dry_run, actor=token.actor, ports=ports)


def _named(
    row: Mapping[str, str], token: ApiToken, reach: Reach, uow: UnitOfWork
) -> Mapping[str, str]:
    """Return a row with the NIP of whom it is about, who must be of the token's unit."""
    cells = {column: text for column, text in row.items() if column != "person"}
    if row.get("person"):
        person = uow.organisation.person(row["person"])
        cells["nip"] = person.nip if person else ""
        if person is None or not person.nip:
            raise NotFoundError("unknown-person", person=row["person"])
    elif token.unit_code:
        person = uow.organisation.person_by_nip(row.get("nip", ""))
    else:
        return cells
    if token.unit_code and (person is None or not reach.has(person.id)):
        raise ForbiddenError("api-token-narrow", token=token.id)
    return cells
