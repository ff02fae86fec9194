"""How long what nobody needs any longer is kept: dated rule parameters, by class."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lti_service.domain.rule import RuleParameter

_DAYS_A_MONTH = 31
"""A month is never shorter here than in the calendar."""


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Before which time each class goes; none where no parameter says so.

    Attributes:
        sessions: Sessions and what comes from the LMS for once, after they are over.
        invitations: Codes and invitations, after their last day.
        mark_drafts: Marks begun and never said, of hand-ins marked since.
        members: Who has left a class, after that day.
        access: Who looked at whose page.
    """

    sessions: datetime | None
    invitations: datetime | None
    mark_drafts: datetime | None
    members: datetime | None
    access: datetime | None


def cutoffs(parameters: Iterable[RuleParameter], now: datetime) -> Cutoffs:
    """Return before which time each class goes."""
    values = {row.code: int(row.value) for row in parameters}

    def before(code: str, unit: timedelta) -> datetime | None:
        found = values.get(f"retention.{code}")
        return None if found is None else now - found * unit

    day = timedelta(days=1)
    return Cutoffs(
        sessions=before("session_hours", timedelta(hours=1)),
        invitations=before("invitation_days", day),
        mark_drafts=before("mark_draft_days", day),
        members=before("member_months", day * _DAYS_A_MONTH),
        access=before("access_days", day),
    )
