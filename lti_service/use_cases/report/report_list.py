"""All reports that are served: a feature with a report adds its line here."""

from lti_service.domain.grant import Grant
from lti_service.errors import NotFoundError
from lti_service.use_cases.report.audit_report import AUDIT_REPORT
from lti_service.use_cases.report.coverage_report import COVERAGE_REPORT
from lti_service.use_cases.report.gap_report import GAP_REPORT
from lti_service.use_cases.report.hours_card_report import HOURS_CARD
from lti_service.use_cases.report.hours_report import HOURS_REPORT
from lti_service.use_cases.report.item_report import ITEM_REPORT
from lti_service.use_cases.report.my_report import (
    DECISION_REPORT,
    PROFILE_REPORT,
)
from lti_service.use_cases.report.needs_report import NEEDS_REPORT
from lti_service.use_cases.report.plan_report import (
    PLAN_REPORT,
    REALISATION_REPORT,
)
from lti_service.use_cases.report.professionalism_report import (
    PROFESSIONALISM_REPORT,
)
from lti_service.use_cases.report.report import Reach, ServedReport
from lti_service.use_cases.report.team_report import TASK_REPORT, TEAM_REPORT

REPORTS: tuple[ServedReport, ...] = (
    GAP_REPORT,
    PROFESSIONALISM_REPORT,
    ITEM_REPORT,
    AUDIT_REPORT,
    HOURS_REPORT,
    HOURS_CARD,
    TEAM_REPORT,
    TASK_REPORT,
    PROFILE_REPORT,
    DECISION_REPORT,
    NEEDS_REPORT,
    REALISATION_REPORT,
    PLAN_REPORT,
    COVERAGE_REPORT,
)


def reports_for(grants: tuple[Grant, ...], person_id: str | None) -> list[ServedReport]:
    """Return the reports that somebody may have, by number."""
    found = [served for served in REPORTS if served.opened_by(grants, person_id)]
    return sorted(found, key=lambda served: int(served.report.name[1:]))


def report_named(name: str) -> ServedReport:
    """Return a report by its name or by what it is called in addresses.

    Raises:
        NotFoundError: There is none: ``unknown-report``.
    """
    for served in REPORTS:
        if name.casefold() in {served.report.slug, served.report.name.casefold()}:
            return served
    raise NotFoundError("unknown-report", report=name[:40])


def command_names() -> list[str]:
    """Return what commands may ask for; one's own reports need somebody who asks."""
    return [s.report.slug for s in REPORTS if s.reach is not Reach.OWN]
