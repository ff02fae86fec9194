"""Delete what is over its time, by the dated rule parameters."""

from collections.abc import Mapping, Sequence

from lti_service.domain.audit import AuditEntry
from lti_service.domain.retention import cutoffs
from lti_service.domain.rule import RuleParameter
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import today

SCHEDULE = "schedule"


def forget_what_is_over(*, ports: Ports) -> Mapping[str, int]:
    """Delete what is over its time; return how many rows, by table.

    Evidence, decisions and all that leads to them are in none of the classes.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        before = cutoffs(uow.rules.parameters(today(ports)), now)
        gone = uow.privacy.forget(before)
        if gone:
            told = ", ".join(f"{count} {name}" for name, count in gone.items())
            entry = AuditEntry(now, SCHEDULE, "retention.applied", "tables:", told)
            uow.audit.add(entry)
            uow.commit()
    return gone


def periods(*, ports: Ports) -> Sequence[RuleParameter]:
    """Return how long each class is kept today, by code."""
    with ports.storage.reading() as uow:
        held = uow.rules.parameters(today(ports))
    return [row for row in held if row.code.startswith("retention.")]
