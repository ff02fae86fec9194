import pytest

from lti_service.domain.grant import Role
from lti_service.errors import ForbiddenError
from lti_service.use_cases.learning.course import publish_release
from lti_service.use_cases.report.coverage_report import COVERAGE_REPORT
from lti_service.use_cases.report.report import COMMAND, Reader, all_rows, open_report
from tests import service_factories as made
from tests.lti_service.course_release import first, packed, published_office


def test_each_outcome_of_each_offered_course_is_a_row():
    _, ports = published_office()

    other = first(id="etika", title="Etika", competencies=())
    publish_release(packed(other), "cli", ports=ports)

    opened = open_report(COVERAGE_REPORT, COMMAND, ports=ports)
    rows = list(all_rows(opened))

    assert [(row[0], row[3], row[4], getattr(row[8], "code", "")) for row in rows] == [
        ("Etika", "T-PB-01.1", 2, "test"),
        (first().title, "T-PB-01.1", 2, "test"),
    ]
    assert str(opened.content.lead(rows)).startswith("<b>2 dari 2</b>")


@pytest.mark.parametrize("unit", ["", "KEC"])
def test_it_is_for_authors_of_everything(unit: str):
    _, ports = published_office()
    grant = made.grant(role=Role.AUTHOR, unit_code=unit)
    reader = Reader("a-boss", "p-boss", (grant,))
    if unit:
        with pytest.raises(ForbiddenError):
            open_report(COVERAGE_REPORT, reader, ports=ports)
    else:
        opened = open_report(COVERAGE_REPORT, reader, ports=ports)
        assert len(list(all_rows(opened))) == 1
