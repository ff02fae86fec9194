"""Fake digests, and a mail server that keeps what it is handed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from lti_service.domain.digest import Digest, DigestState, Letter, NoticeChoice
from lti_service.errors import MailError
from tests.fakes.tables import Tables

_UNSENT = (DigestState.REFUSED, DigestState.FAILED)


class FakeDigests:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def hold_still(self) -> None:
        """Whoever writes is alone."""

    def choice(self, recipient: str) -> NoticeChoice | None:
        return self._tables.notice_choices.get(recipient)

    def choice_of_token(self, token: str) -> NoticeChoice | None:
        return next((c for c in self.choices() if c.token == token), None)

    def choices(self) -> Sequence[NoticeChoice]:
        kept = self._tables.notice_choices
        return [kept[recipient] for recipient in sorted(kept)]

    def save_choice(self, choice: NoticeChoice) -> None:
        self._tables.notice_choices[choice.recipient] = choice

    def begin(self, day: date, at: datetime) -> bool:
        assert at.tzinfo
        new = not self.has_begun(day)
        self._tables.digest_days.add(day)
        return new

    def has_begun(self, day: date) -> bool:
        return day in self._tables.digest_days

    def last_days(self) -> Mapping[str, date]:
        last: dict[str, date] = {}
        for recipient, day in self._tables.digests:
            last[recipient] = max(day, last.get(recipient, day))
        return last

    def plan(self, digest: Digest) -> bool:
        key = digest.recipient, digest.day
        new = key not in self._tables.digests
        self._tables.digests.setdefault(key, digest)
        return new

    def due(self, now: datetime, limit: int) -> Sequence[Digest]:
        found = [
            row
            for row in self._tables.digests.values()
            if row.state is DigestState.WAITING and row.due_at <= now
        ]
        return sorted(found, key=lambda row: (row.due_at, row.recipient))[:limit]

    def save(self, digest: Digest) -> None:
        self._tables.digests[digest.recipient, digest.day] = digest

    def unsent(self, since: date) -> Sequence[Digest]:
        found = [
            row
            for row in self._tables.digests.values()
            if row.state in _UNSENT and row.day >= since
        ]
        return sorted(found, key=lambda row: (-row.day.toordinal(), row.recipient))


@dataclass(slots=True)
class FakeMail:
    """A mail server.

    Attributes:
        code: With which it fails; empty while it takes all.
    """

    origin: str = "https://belajar.example"
    letters: list[Letter] = field(default_factory=list)
    code: str = ""

    def send(self, letter: Letter) -> None:
        if self.code:
            raise MailError(self.code)
        self.letters.append(letter)
