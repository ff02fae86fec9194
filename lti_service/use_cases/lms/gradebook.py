"""Our scores beside those of platforms' gradebooks, and sending them again."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from course_builder.model.progress import summarise
from lti_service.domain.attempt import Attempt
from lti_service.domain.audit import AuditEntry
from lti_service.domain.gradebook import Agreement, Comparison, Result, agreement
from lti_service.domain.launch import Account, Content, Platform, ResourceLink
from lti_service.domain.outbox import (
    SCORE,
    OutboxMessage,
    OutboxState,
    score_key,
    score_payload,
)
from lti_service.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PlatformBusyError,
    PlatformRefusedError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.learning.attempt import attempt_course, hundredths


@dataclass(frozen=True, slots=True)
class LinkSummary:
    """An activity in a platform's course, as an administrator sees it in a list.

    Attributes:
        course: Title of what it shows; empty where nothing is chosen or published.
        learners: How many have opened it; no teachers.
        compared: How its column compared last; none where it was not.
    """

    link: ResourceLink
    platform: Platform | None
    course: str
    learners: int
    compared: Comparison | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One person in a link, here and in the gradebook.

    Attributes:
        account: None for a person whom only the gradebook knows.
        attempt: The one that counts; none where nothing was finished.
        ours: In hundredths of a per cent; none where nothing is to be sent yet.
        theirs: None where the gradebook holds nothing, or was not asked.
        message: How our score goes there; none where it was never queued.
        agreement: None where the gradebook was not asked.
    """

    subject: str
    account: Account | None
    attempt: Attempt | None
    ours: int | None
    theirs: Result | None = None
    message: OutboxMessage | None = None
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True)
class LinkScores:
    """All people of a link.

    Attributes:
        rows: Those who want a look first, then by name.
        compared_at: When the gradebook was asked; none where it was not.
        trouble: Why it could not be read; empty where it could.
    """

    link: ResourceLink
    platform: Platform | None
    course: str
    rows: tuple[ScoreRow, ...]
    compared_at: datetime | None = None
    trouble: str = ""


def resource_links(*, ports: Ports) -> list[LinkSummary]:
    """Return all links that platforms have opened, by their course."""
    with ports.storage.reading() as uow:
        platforms = {platform.id: platform for platform in uow.platforms.all()}
        learners, compared = uow.attempts.learners(), uow.comparisons.all()
        return [
            LinkSummary(
                link,
                platforms.get(link.platform_id),
                _course_title(link, uow),
                learners.get(link.id, 0),
                compared.get(link.id),
            )
            for link in uow.resource_links.all()
        ]


def link_scores(link_id: str, *, ports: Ports) -> LinkScores:
    """Return our scores in a link, without asking the platform.

    Raises:
        NotFoundError: No such link.
    """
    with ports.storage.reading() as uow:
        link = _require(link_id, uow)
        platform = uow.platforms.get(link.platform_id)
        course = _course_title(link, uow)
        accounts, attempts = _learners(link, uow)
        messages = {
            account.id: uow.outbox.find(SCORE, score_key(link, account))
            for account in accounts
        }
    rows = [
        _own_row(account, attempts[account.id], messages[account.id], link, ports)
        for account in accounts
    ]
    return LinkScores(link, platform, course, tuple(rows))


def compare(link_id: str, *, ports: Ports) -> LinkScores:
    """Return our scores beside the platform's, as it holds them now.

    Raises:
        NotFoundError: No such link.
    """
    ours = link_scores(link_id, ports=ports)
    link, platform = ours.link, ours.platform
    if platform is None:
        return replace(ours, trouble="LMS ini tidak lagi terdaftar.")
    theirs: Sequence[Result] = ()
    if link.line_item_url:
        try:
            theirs = ports.gradebook.results(platform, link.line_item_url)
        except (PlatformBusyError, PlatformRefusedError) as error:
            return replace(ours, trouble=str(error))
    now = ports.clock.now()
    rows = sorted(_compared(ours.rows, theirs, link, platform, ports), key=_order)
    scores = [row for row in rows if row.agreement is not Agreement.NOT_DUE]
    differing = sum(1 for row in rows if row.agreement and row.agreement.differs)
    with ports.storage.writing() as uow:
        uow.comparisons.save(Comparison(link.id, now, len(scores), differing))
        uow.commit()
    return replace(ours, rows=tuple(rows), compared_at=now)


def send_again(
    link_id: str, account_ids: Collection[str], actor: str, *, ports: Ports
) -> int:
    """Queue our scores of some people in a link once more; return how many.

    Raises:
        NotFoundError: No such link.
        ConflictError: It has no column in the gradebook: ``column-missing``.
        InvalidInputError: Nobody of the link was named: ``scores-missing``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        link = _require(link_id, uow)
        if not link.line_item_url:
            raise ConflictError("column-missing", link=link_id)
        accounts, attempts = _learners(link, uow)
        sent = []
        for account in accounts:
            best = _best(attempts[account.id], link, ports)
            if account.id in account_ids and best is not None:
                attempt, score = best
                _queue_again(link, account, attempt.id, score, now, uow)
                sent.append(account.id)
        if not sent:
            raise InvalidInputError("scores-missing", link=link_id)
        about = f"resource_link:{link.id}"
        after = f"{len(sent)}: {' '.join(sorted(sent))}"
        uow.audit.add(AuditEntry(now, actor, "scores.sent_again", about, "", after, ""))
        uow.commit()
    return len(sent)


def _require(link_id: str, uow: UnitOfWork) -> ResourceLink:
    link = uow.resource_links.get(link_id)
    if link is None:
        raise NotFoundError("not-found", link=link_id)
    return link


def _course_title(link: ResourceLink, uow: UnitOfWork) -> str:
    release = uow.releases.latest(link.content.course_id)
    return release.title if release else ""


def _learners(
    link: ResourceLink, uow: UnitOfWork
) -> tuple[list[Account], Mapping[str, list[Attempt]]]:
    """Return who learns in a link, by name, and their attempts; no trials."""
    attempts: dict[str, list[Attempt]] = {}
    for attempt in uow.attempts.of_resource_link(link.id):
        if not attempt.instructor:
            attempts.setdefault(attempt.account_id, []).append(attempt)
    accounts = filter(None, map(uow.accounts.get, attempts))
    return sorted(accounts, key=lambda account: (account.name, account.id)), attempts


def _best(
    attempts: Iterable[Attempt], link: ResourceLink, ports: Ports
) -> tuple[Attempt, int] | None:
    """Return the best finished attempt at what the link shows now, and its score."""
    found = []
    for attempt in attempts:
        course = attempt_course(attempt, ports=ports)
        about = Content(course.id, attempt.module_id, attempt.activity_id)
        if attempt.completed_at is not None and about == link.content:
            progress = summarise(course, attempt.viewed, attempt.activities)
            found.append((attempt, hundredths(progress)))
    return max(found, key=lambda one: one[1], default=None)


def _own_row(
    account: Account,
    attempts: Iterable[Attempt],
    message: OutboxMessage | None,
    link: ResourceLink,
    ports: Ports,
) -> ScoreRow:
    attempt, ours = _best(attempts, link, ports) or (None, None)
    return ScoreRow(account.subject, account, attempt, ours, message=message)


def _compared(
    rows: Iterable[ScoreRow],
    theirs: Iterable[Result],
    link: ResourceLink,
    platform: Platform,
    ports: Ports,
) -> Iterator[ScoreRow]:
    held = {result.subject: result for result in theirs}
    column = bool(link.line_item_url)
    for row in rows:
        result = held.pop(row.subject, None)
        number = result.hundredths if result else None
        judged = agreement(row.ours, number, known=True, column=column)
        yield replace(row, theirs=result, agreement=judged)
    graded = [result for result in held.values() if result.hundredths is not None]
    with ports.storage.reading() as uow:
        accounts = {
            result.subject: uow.accounts.find(platform.id, result.subject)
            for result in graded
        }
    for result in graded:
        yield ScoreRow(
            result.subject,
            accounts[result.subject],
            None,
            None,
            result,
            agreement=Agreement.UNKNOWN_PERSON,
        )


def _order(row: ScoreRow) -> tuple[bool, str, str]:
    differs = row.agreement is not None and row.agreement.differs
    return not differs, row.account.name if row.account else "", row.subject


def _queue_again(
    link: ResourceLink,
    account: Account,
    attempt_id: str,
    score: int,
    now: datetime,
    uow: UnitOfWork,
) -> None:
    # As events do: the attempt first, then its message.
    attempt = uow.attempts.get(attempt_id)
    if attempt is not None and attempt.sent_hundredths != score:
        uow.attempts.save(replace(attempt, sent_hundredths=score))
    key = score_key(link, account)
    uow.outbox.put(SCORE, key, score_payload(link, account, attempt_id, score), now)
    message = uow.outbox.find(SCORE, key)
    # The same score is no news to the outbox: it is then made due once more, unless a
    # worker is sending it.
    if message is not None and (message.leased_until or now) <= now:
        again = OutboxState.WAITING
        uow.outbox.settle(
            replace(message, state=again, tries=0, due_at=now, error="", updated_at=now)
        )
