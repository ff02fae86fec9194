from datetime import timedelta

import pytest

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Grant, Role
from lti_service.errors import ForbiddenError
from lti_service.use_cases.report.audit_report import AUDIT_REPORT, masked
from lti_service.use_cases.report.report import COMMAND, Reader, all_rows, open_report
from tests.fakes import MORNING
from tests.lti_service.office import ADMIN, NIP, office

OLD = MORNING - timedelta(days=60)


def rows(**values: str) -> list[tuple[object, ...]]:
    storage, ports = office()
    storage.tables.audit += [
        AuditEntry(OLD, "cli", "grant.added", "grant:1"),
        AuditEntry(MORNING, "a-admin", "person.saved", f"person:{NIP}", NIP, "b", "c"),
        AuditEntry(MORNING, "cli", "keys.rotated", "key:1"),
    ]
    opened = open_report(AUDIT_REPORT, COMMAND, values=values, ports=ports)
    return [tuple(row) for row in all_rows(opened)]


def test_the_last_days_are_shown_newest_first_with_names() -> None:
    assert [row[1:4] for row in rows()] == [
        ("cli", "keys.rotated", "key:1"),
        (ADMIN.name, "person.saved", "person:" + "•" * 14 + "1001"),
    ]


def test_days_and_actors_are_chosen() -> None:
    day = OLD.date().isoformat()
    assert [row[2] for row in rows(since=day, until=day)] == ["grant.added"]
    assert [row[2] for row in rows(since=day, actor="PEGAWAI 040")] == ["person.saved"]
    assert rows(actor="tiada") == []


def test_no_nip_is_shown_whole() -> None:
    assert NIP not in str(rows())
    assert masked(f"a {NIP}, 1{NIP}") == f"a {'•' * 14}1001, 1{NIP}"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_who_holds_the_role_everywhere_sees_it(role: Role) -> None:
    _, ports = office()

    def reader(unit_code: str) -> Reader:
        grant = Grant("g", role, ADMIN.id, None, unit_code, None, "cli", MORNING)
        return Reader("a-admin", ADMIN.id, (grant,))

    open_report(AUDIT_REPORT, reader(""), ports=ports)
    with pytest.raises(ForbiddenError):
        open_report(AUDIT_REPORT, reader("KEC"), ports=ports)
