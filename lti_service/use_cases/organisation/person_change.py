"""Change what is known of a person, by date; nothing is deleted."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.import_run import normal
from lti_service.domain.organisation import (
    EMPLOYMENT_TYPES,
    IDENTIFIER_KINDS,
    POSTING_KINDS,
    Person,
    PersonIdentifier,
    Posting,
    check_nip,
)
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.organisation.person_list import managed_units
from lti_service.use_cases.organisation.person_record import managed_person

_DAY = timedelta(days=1)
_LONGEST = 200
_CHANGED = "person.changed"


@dataclass(frozen=True, slots=True)
class NewPosting:
    """What a form says of a post.

    Attributes:
        position: Code, or a name that only one position bears.
        supervisor: NIP, or a name that only one person bears; empty for none.
        kind: One of `POSTING_KINDS`.
    """

    position: str
    unit_code: str
    supervisor: str
    since: date | None
    kind: str


def change_person(
    person_id: str,
    name: str,
    employment_type: str,
    email: str,
    *,
    actor: str,
    ports: Ports,
    active: bool | None = None,
    seen: Person | None = None,
) -> Person:
    """Change the name, the kind of employment or the address.

    Args:
        person_id: The person.
        name: Of the person.
        employment_type: One of `EMPLOYMENT_TYPES`.
        email: May be empty.
        actor: Account id, or that of a token.
        ports: Connections to the outside.
        active: Whether they are; none where that stays as it is.
        seen: As the person was read before; none where that does not matter.

    Raises:
        ConflictError: They are not as they were seen: ``api-precondition-failed``.
        InvalidInputError: There is no name, or the kind is unknown: ``person-incomplete``.
        NotFoundError: There is no such person: ``unknown-person``.
        ForbiddenError: The account is no administrator of the person's unit.
    """
    name, email = name.strip()[:_LONGEST], email.strip()[:_LONGEST]
    if not name or employment_type not in EMPLOYMENT_TYPES:
        raise InvalidInputError("person-incomplete")
    with ports.storage.writing() as uow:
        before = managed_person(person_id, actor, uow, ports)
        if seen is not None and before != seen:
            raise ConflictError("api-precondition-failed", person=person_id)
        after = replace(before, name=name, employment_type=employment_type, email=email)
        if active is not None and active is not before.active:
            absences = 0 if active else before.absences
            after = replace(after, active=active, absences=absences)
        if after != before:
            _keep(before, after, actor, uow, ports)
            uow.commit()
    return after


def set_active(person_id: str, *, active: bool, actor: str, ports: Ports) -> Person:
    """Make a person active or inactive; either undoes the other.

    Raises:
        NotFoundError: There is no such person: ``unknown-person``.
        ForbiddenError: The account is no administrator of the person's unit.
    """
    with ports.storage.writing() as uow:
        before = managed_person(person_id, actor, uow, ports)
        after = replace(
            before, active=active, absences=0 if active else before.absences
        )
        if after != before:
            _keep(before, after, actor, uow, ports)
            uow.commit()
    return after


def undo_change(person_id: str, *, actor: str, ports: Ports) -> Person:
    """Put back what the latest change of a person replaced.

    Raises:
        NotFoundError: There is no such person (``unknown-person``), or no change of
            theirs among the latest acts (``nothing-to-undo``).
        ForbiddenError: The account is no administrator of the person's unit.
    """
    with ports.storage.writing() as uow:
        now = managed_person(person_id, actor, uow, ports)
        about = f"person:{person_id}"
        entries = (
            e
            for e in uow.audit.list()
            # What an erasure emptied is not there to be put back.
            if (e.action, e.object) == (_CHANGED, about) and e.before
        )
        latest = next(entries, None)
        if latest is None:
            raise NotFoundError("change-settled", person=person_id)
        before = replace(now, **json.loads(latest.before))
        _keep(now, before, actor, uow, ports)
        uow.commit()
    return before


def show_nip(person_id: str, *, actor: str, ports: Ports) -> str:
    """Return a NIP in full; that it was shown is kept.

    Raises:
        NotFoundError: There is no such person: ``unknown-person``.
        ForbiddenError: The account is no administrator of the person's unit.
    """
    with ports.storage.writing() as uow:
        person = managed_person(person_id, actor, uow, ports)
        _audit("person.nip_shown", person_id, actor, uow, ports)
        uow.commit()
    return person.nip


def give_identifier(
    person_id: str,
    kind: str,
    value: str,
    since: date | None,
    *,
    actor: str,
    ports: Ports,
) -> None:
    """Give a person another number from a day on; the former stays known.

    Args:
        person_id: The person.
        kind: One of `IDENTIFIER_KINDS`.
        value: The number.
        since: First day; today where none is named.
        actor: Account id.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: It is no number of that kind (``nip-invalid``,
            ``identifier-invalid``), or its day is later than today or earlier than the
            first of the number before (``identifier-days``).
        ConflictError: Somebody else bears it: ``nip-taken``, ``conflict``.
        NotFoundError: There is no such person: ``unknown-person``.
        ForbiddenError: The account is no administrator of the person's unit.
    """
    on = today(ports)
    since, value = since or on, value.strip()
    with ports.storage.writing() as uow:
        person = managed_person(person_id, actor, uow, ports)
        known = [i for i in uow.organisation.identifiers(person_id) if i.kind == kind]
        if since > on or any(since < one.valid_from for one in known):
            raise InvalidInputError("identifier-days")
        if kind == "nip":
            check = check_nip(value, employment_type=person.employment_type, on=on)
            if check.errors:
                raise InvalidInputError("nip-invalid")
            uow.organisation.save_person(replace(person, nip=check.nip), since)
        elif kind in IDENTIFIER_KINDS and value and len(value) <= _LONGEST:
            new = PersonIdentifier(person_id, kind, value, since)
            uow.organisation.give_identifier(new)
        else:
            raise InvalidInputError("identifier-invalid")
        _audit(
            "person.identifier", person_id, actor, uow, ports, after=f"{kind} {since}"
        )
        uow.commit()


def post_person(
    person_id: str, new: NewPosting, *, actor: str, ports: Ports
) -> Posting:
    """Give a person a post, or the same post under another supervisor, from a day on.

    A post of one's own ends the one before it. One that began on the same day is
    corrected; what it was stays in the trail.

    Raises:
        InvalidInputError: Something is missing or unknown: ``posting-position``,
            ``posting-supervisor``, ``posting-self``, ``posting-days``, ``bad-form``.
        ConflictError: A post of the other kind begins that day: ``posting-same-day``.
        NotFoundError: There is no such person or unit: ``unknown-person``,
            ``unknown-unit``.
        ForbiddenError: The account is no administrator there.
    """
    if new.since is None:
        raise InvalidInputError("posting-days")
    if new.kind not in POSTING_KINDS:
        raise InvalidInputError("bad-form")
    with ports.storage.writing() as uow:
        managed_person(person_id, actor, uow, ports)
        unit_code = _unit(new.unit_code, new.since, actor, uow, ports)
        posting = Posting(
            person_id,
            _position(new.position, uow),
            unit_code,
            _supervisor(new.supervisor, person_id, uow, ports),
            new.since,
            None,
            new.kind,
        )
        before, kept = _place(posting, uow)
        _audit("person.posted", person_id, actor, uow, ports, before=before, after=kept)
        uow.commit()
    return posting


def end_posting(
    person_id: str, since: date, until: date | None, *, actor: str, ports: Ports
) -> Posting:
    """Give a posting its last day, or none again: that undoes it.

    Raises:
        InvalidInputError: The last day precedes the first, or meets the next post:
            ``posting-days``.
        NotFoundError: There is no such person or posting: ``unknown-person``,
            ``unknown-posting``.
        ForbiddenError: The account is no administrator of the person's unit.
    """
    with ports.storage.writing() as uow:
        managed_person(person_id, actor, uow, ports)
        held = uow.organisation.postings_of(person_id)
        posting = next((one for one in held if one.since == since), None)
        if posting is None:
            raise NotFoundError("unknown-posting", person=person_id)
        ended = replace(posting, until=until)
        later = [
            one
            for one in held
            if one.since > since and one.kind == posting.kind == "definitif"
        ]
        meets = later and (until is None or until >= later[0].since)
        if meets or (until is not None and until < since):
            raise InvalidInputError("posting-days")
        uow.organisation.save_posting(ended)
        told = _told(posting), _told(ended)
        _audit("person.posting_ended", person_id, actor, uow, ports, *told)
        uow.commit()
    return ended


def _place(posting: Posting, uow: UnitOfWork) -> tuple[str, str]:
    """Save a posting among the others; return what was and what is, as the trail says."""
    held = uow.organisation.postings_of(posting.person_id)
    same = next((one for one in held if one.since == posting.since), None)
    if same is not None and same.kind != posting.kind:
        raise ConflictError("posting-same-day", person=posting.person_id)
    if same is not None:
        posting = replace(posting, until=same.until)
    elif posting.kind == "definitif":
        own = [one for one in held if one.kind == "definitif"]
        later = [one for one in own if one.since > posting.since]
        if later:
            posting = replace(posting, until=later[0].since - _DAY)
        for one in own:
            if one.since < posting.since and one.holds(posting.since):
                same = one
                ended = replace(one, until=posting.since - _DAY)
                uow.organisation.save_posting(ended)
    uow.organisation.save_posting(posting)
    return _told(same) if same else "", _told(posting)


def _unit(code: str, since: date, actor: str, uow: UnitOfWork, ports: Ports) -> str:
    reach = managed_units(actor, uow, ports)
    unit = next((one for one in uow.organisation.units() if one.code == code), None)
    if unit is None:
        raise NotFoundError("unknown-unit", unit=code)
    if reach is not None and code not in reach:
        raise ForbiddenError("forbidden", actor=actor, unit=code)
    if unit.closed_on is not None and unit.closed_on < since:
        raise InvalidInputError("posting-unit-closed", unit=code)
    return code


def _position(text: str, uow: UnitOfWork) -> str:
    positions, asked = uow.organisation.positions(), normal(text)
    # A list of suggestions fills in code and name.
    by_code = [p.code for p in positions if text.strip().partition(" · ")[0] == p.code]
    by_name = [p.code for p in positions if asked and normal(p.name) == asked]
    found = by_code or by_name
    if len(found) != 1:
        raise InvalidInputError("posting-position")
    return found[0]


def _supervisor(text: str, person_id: str, uow: UnitOfWork, ports: Ports) -> str | None:
    asked = text.strip()
    if not asked:
        return None
    check = check_nip(asked, employment_type="", on=today(ports), synthetic=True)
    found = uow.organisation.person_by_nip(check.nip) if check.nip else None
    if found is None:
        named = [
            one
            for one in uow.organisation.people()
            if one.active and asked.casefold() in one.name.casefold()
        ]
        exact = [one for one in named if one.name.casefold() == asked.casefold()]
        named = exact or named
        found = named[0] if len(named) == 1 else None
    if found is None:
        raise InvalidInputError("posting-supervisor")
    if found.id == person_id:
        raise InvalidInputError("posting-self")
    return found.id


def _keep(
    before: Person, after: Person, actor: str, uow: UnitOfWork, ports: Ports
) -> None:
    uow.organisation.save_person(after, today(ports))
    fields = ("name", "employment_type", "email", "active", "absences")
    old, new = (
        json.dumps(
            {
                name: getattr(one, name)
                for name in fields
                if getattr(before, name) != getattr(after, name)
            },
            ensure_ascii=False,
        )
        for one in (before, after)
    )
    _audit(_CHANGED, before.id, actor, uow, ports, old, new)


def _told(posting: Posting) -> str:
    until = f" until {posting.until}" if posting.until else ""
    head = f" under {posting.supervisor_id}" if posting.supervisor_id else ""
    where = f"{posting.position_code} in {posting.unit_code}"
    return f"{where} {posting.kind} from {posting.since}{until}{head}"


def _audit(
    action: str,
    person_id: str,
    actor: str,
    uow: UnitOfWork,
    ports: Ports,
    before: str = "",
    after: str = "",
) -> None:
    now = ports.clock.now()
    uow.audit.add(AuditEntry(now, actor, action, f"person:{person_id}", before, after))
