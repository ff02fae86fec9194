"""Digests of what waits, by e-mail: how often, to whom, and what became of each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from lti_service.domain.task import KIND_WORDS, Task, total, without_names
from lti_service.locale import Translator

DIGEST_HOUR = 7
"""Local hour from which a day's digests are sent: before work, not in the night."""
MOST_TRIES = 5
FIRST_WAIT = timedelta(minutes=10)
"""Doubled after each try: 10, 20, 40, 80 minutes."""
MOST_REFUSED = 3
"""So often refused in a row, an address is written to no more until it changes."""
LONGEST_ADDRESS = 254
"""Of an address that can be sent to (RFC 5321, section 4.5.3.1)."""

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)


class Frequency(StrEnum):
    """How often somebody wants a digest."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class DigestState(StrEnum):
    """What became of a digest."""

    WAITING = "waiting"
    SENT = "sent"
    EMPTY = "empty"
    """Nothing waited when it was due to be sent."""
    REFUSED = "refused"
    """The address was refused for good."""
    FAILED = "failed"
    """It could not be handed over in the day's tries."""


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """What somebody chose, and what is known of their address.

    Attributes:
        recipient: Id of the person, or of an account that belongs to nobody.
        token: Of the link in each digest that ends them; opens nothing else.
        address: The one that was written to last; empty for none.
        refused: How often in a row it was refused.
    """

    recipient: str
    frequency: Frequency
    token: str
    address: str
    refused: int
    changed_at: datetime

    def stopped(self, address: str) -> bool:
        """Whether an address is written to no more, as it was refused too often."""
        return self.address == address and self.refused >= MOST_REFUSED

    def after(self, address: str, *, refused: bool) -> "NoticeChoice":
        """Return it after an address took a digest, or refused one for good."""
        before = self.refused if self.address == address else 0
        return replace(self, address=address, refused=before + 1 if refused else 0)


@dataclass(frozen=True, slots=True)
class Digest:
    """One recipient's digest of one day.

    Attributes:
        account_id: Whose tasks it tells.
        tries: How often it was tried.
        due_at: When it is tried next; while it is being sent, when others may take it.
        error: Code of what went wrong last; empty for nothing.
    """

    recipient: str
    day: date
    account_id: str
    state: DigestState
    tries: int
    due_at: datetime
    error: str
    changed_at: datetime

    @property
    def message_id(self) -> str:
        """Return the local part of its Message-ID: the same at each try."""
        return f"digest.{self.day:%Y%m%d}.{self.recipient}"


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain message.

    Attributes:
        message_id: Local part of the Message-ID.
        to: One address.
        unsubscribe: Path that ends these letters, from the service's root.
    """

    message_id: str
    to: str
    subject: str
    body: str
    unsubscribe: str


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over.

    Attributes:
        scheme: ``smtp``, ``smtps`` (TLS at once) or ``smtp+starttls``.
        user: Empty where nobody logs in.
        sender: Address that letters come from.
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str


def is_address(text: str) -> bool:
    """Whether a text is one plain address, without a name, comment or line break."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def is_due(frequency: Frequency, last: date | None, day: date) -> bool:
    """Whether a digest is due on a day.

    A weekly one is due once from each Monday on: where the service slept on Monday, on
    the first day after it.

    Args:
        frequency: What was chosen.
        last: Day of the last digest, sent or empty; none for none.
        day: The day.
    """
    if frequency is Frequency.NEVER:
        return False
    if last is None:
        return True
    monday = day - timedelta(days=day.weekday())
    return last < (day if frequency is Frequency.DAILY else monday)


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries."""
    wait: timedelta = FIRST_WAIT * 2 ** max(tries - 1, 0)
    return wait


def compose(
    digest: Digest,
    to: str,
    token: str,
    tasks: Sequence[Task],
    origin: str,
    _: Translator,
) -> Letter:
    """Write a digest: kinds, counts and links alone, and nobody's name or number.

    Args:
        digest: Which one it is.
        to: Where to.
        token: Of the recipient's choice.
        tasks: What waits, at least one.
        origin: The service's public address.
        _: Of the recipient's language.
    """
    lines = [
        _("{n} hal menunggu Anda di layanan belajar.", n=total(tasks)),
        "",
    ]
    for task in without_names(tasks):
        words = KIND_WORDS[task.kind].told(_)
        lines += [f"- {words}: {task.n}", f"  {origin}{task.path}"]
    unsubscribe = f"/notices/{token}"
    lines += [
        "",
        _("Masuk lebih dulu dari LMS Anda bila halaman meminta."),
        _(
            "Mengubah seberapa sering surat ini datang: {url}",
            url=f"{origin}/me/notices",
        ),
        _("Menghentikannya tanpa masuk: {url}", url=f"{origin}{unsubscribe}"),
        "",
    ]
    return Letter(
        digest.message_id,
        to,
        _("Ringkasan: {n} hal menunggu Anda", n=total(tasks)),
        "\n".join(lines),
        unsubscribe,
    )
