"""A person's year on paper, and what whoever holds the paper may compare it with."""

from dataclasses import dataclass
from datetime import date, datetime

from lti_service.domain.audit import AuditEntry
from lti_service.domain.evidence import Decision, Outcome, effective
from lti_service.domain.programme import EnrolmentState
from lti_service.domain.transcript import Transcript, TranscriptRecord, mask_name
from lti_service.errors import NotFoundError
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.credential.credential_list import administered
from lti_service.use_cases.learning_hours.learning_hours import (
    hours_card,
)


@dataclass(frozen=True, slots=True)
class MadeTranscript:
    """A transcript ready to be printed.

    Attributes:
        rule_version: Of the rules of hours and their conversions.
        at: When it was first made with just this content.
    """

    transcript: Transcript
    record: TranscriptRecord
    rule_version: int
    at: datetime


def make_transcript(
    person_id: str | None, year: int, account_id: str, *, ports: Ports
) -> MadeTranscript:
    """Put a year on paper, for its owner or an administrator of their unit.

    What says the same is the same paper: it keeps its number and its date.

    Args:
        person_id: Whose; none for whoever asks.
        year: The calendar year.
        account_id: Who asks.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such person, or the account belongs to nobody.
        ForbiddenError: It is somebody of another unit.
    """
    now = ports.clock.now()
    with ports.storage.reading() as uow:
        identity = identify(account_id, uow=uow, on=today(ports))
        own = identity.person.id if identity.person else None
        whose = person_id or own
        if whose is None:
            raise NotFoundError("not-found", account=account_id)
        if whose != own:
            administered(account_id, whose, uow, ports)
    card = hours_card(whose, year, ports=ports)
    if card is None:
        raise NotFoundError("not-found", person=whose)
    with ports.storage.writing() as uow:
        uow.credentials.hold_still()
        posting = uow.organisation.posting(whose, today(ports))
        units = {one.code: one.name for one in uow.organisation.units()}
        position = uow.organisation.position(posting.position_code) if posting else None
        issuer = uow.credentials.issuer()
        transcript = Transcript(
            person=card.person,
            unit=units.get(posting.unit_code, "") if posting else "",
            position=position.name if position else "",
            hours=card.year,
            decisions=tuple(_decisions(whose, year, uow, ports)),
            competencies={one.code: one.name for one in uow.frameworks.competencies()},
            programmes=tuple(_programmes(whose, year, uow)),
            routes=card.routes,
            issuer=issuer.name if issuer else "",
        )
        record = uow.credentials.transcript_like(transcript.content_hash)
        if record is None:
            record = TranscriptRecord(
                id=ports.new_id(),
                person_id=whose,
                year=year,
                content_hash=transcript.content_hash,
                masked_name=mask_name(card.person.name),
                recognised=card.year.recognised,
                decisions=len(transcript.decisions),
                made_at=now,
                made_by=account_id,
            )
            uow.credentials.add_transcript(record)
        uow.audit.add(
            AuditEntry(
                now,
                account_id,
                "transcript.made",
                f"transcript:{record.id}",
                after=f"person:{whose} {year}",
            )
        )
        uow.commit()
    made_at = record.made_at.astimezone(ports.time_zone)
    return MadeTranscript(transcript, record, card.version, made_at)


def transcript_record(transcript_id: str, *, ports: Ports) -> TranscriptRecord:
    """Return what is kept of a transcript, for whoever holds a copy.

    Raises:
        NotFoundError: There is none of that id.
    """
    with ports.storage.reading() as uow:
        record = uow.credentials.transcript(transcript_id)
    if record is None:
        raise NotFoundError("not-found", transcript=transcript_id)
    return record


def newest_transcript(record: TranscriptRecord, *, ports: Ports) -> bool:
    """Whether the ledgers still say what this transcript says.

    Only what decides is compared: the sum of recognised hours and the decisions.
    """
    card = hours_card(record.person_id, record.year, ports=ports)
    if card is None or card.year.recognised != record.recognised:
        return False
    with ports.storage.reading() as uow:
        now = _decisions(record.person_id, record.year, uow, ports)
    return len(now) == record.decisions


def _decisions(
    person_id: str, year: int, uow: UnitOfWork, ports: Ports
) -> list[Decision]:
    made = [
        one
        for one in effective(uow.evidence.decisions(person_id))
        if one.outcome is Outcome.ACHIEVED
        and one.decided_at.astimezone(ports.time_zone).year == year
    ]
    return sorted(made, key=lambda one: one.number)


def _programmes(person_id: str, year: int, uow: UnitOfWork) -> list[tuple[str, date]]:
    found: list[tuple[date, str]] = []
    for one in uow.programmes.enrolments_of(person_id):
        if one.state is not EnrolmentState.COMPLETED or one.completed_on is None:
            continue
        if one.completed_on.year != year:
            continue
        batch = uow.programmes.batch(one.batch_id)
        programme = uow.programmes.programme(batch.programme_code) if batch else None
        if programme is not None:
            found.append((one.completed_on, programme.title))
    return [(title, day) for day, title in sorted(found)]
