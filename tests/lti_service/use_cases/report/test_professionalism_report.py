from datetime import date
from decimal import Decimal

from lti_service.domain.learning_hours import JpState
from lti_service.use_cases.report.professionalism_report import PROFESSIONALISM_REPORT
from lti_service.use_cases.report.report import COMMAND, all_rows, open_report
from tests.lti_service.office import LEARNER, NIP, office
from tests.service_factories import jp_entry


def row(*routes: tuple[str, str, JpState], **values: str) -> tuple[object, ...]:
    storage, ports = office()
    storage.tables.hours += [
        jp_entry(
            id=f"jp-{n}",
            record=f"import:{n}",
            person_id=LEARNER.id,
            route=route,
            amount=Decimal(amount),
            state=state,
            proof=f"Sertifikat {n}",
            since=date(2026, 3, 2),
            until=date(2026, 3, 3),
        )
        for n, (route, amount, state) in enumerate(routes, 1)
    ]
    opened = open_report(PROFESSIONALISM_REPORT, COMMAND, values=values, ports=ports)
    found = {one[0]: tuple(one) for one in all_rows(opened)}
    return tuple(getattr(cell, "code", cell) for cell in found[LEARNER.name])


YES = JpState.RECOGNISED


def test_each_component_has_its_routes_and_its_proof() -> None:
    found = row(
        ("B1", "40", YES), ("B3", "12", YES), ("B10", "8", YES), ("B6", "1", YES)
    )
    assert found[3:9] == ("2026", "yes", "no", Decimal(20), "yes", "yes")
    assert found[9] == "Sertifikat 4; Sertifikat 3; Sertifikat 2; Sertifikat 1"
    assert NIP not in found


def test_too_few_hours_and_what_is_not_recognised_are_no_component() -> None:
    found = row(("B3", "19", YES), ("B4", "40", JpState.SUBMITTED), ("C1", "4", YES))
    assert found[4:10] == ("no", "no", Decimal(19), "no", "no", "Sertifikat 1")


def test_another_year_has_its_own() -> None:
    assert row(("B1", "40", YES), year="2025")[3:6] == ("2025", "no", "no")
