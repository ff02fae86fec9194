"""The values of BerAKHLAK come along as a framework that can be taken in."""

from importlib.resources import files

from lti_service.files.table import read_sheet
from lti_service.use_cases.standard.framework import import_framework
from tests.lti_service.office import office

FILE = files("lti_service") / "frameworks" / "berakhlak.csv"


def test_seven_values_with_three_behaviours_each_are_taken_in_whole() -> None:
    storage, ports = office()
    table = read_sheet(FILE.read_bytes(), "berakhlak.csv")
    run = import_framework(table, dry_run=False, ports=ports)
    assert run.problems == ()
    found = [c for c in storage.tables.competencies.values() if c.kind == "nilai"]
    values = [one for one in found if not one.parent_code]
    assert "".join(one.name[0] for one in values) == "BAKHLAK"
    children = [one.parent_code for one in found if one.parent_code]
    assert {one.code: children.count(one.code) for one in values} == {
        one.code: 3 for one in values
    }
    again = import_framework(table, dry_run=False, ports=ports)
    assert (again.added, again.changed) == (0, 0)


def test_what_was_not_seen_in_the_law_is_marked_to_be_checked() -> None:
    storage, ports = office()
    table = read_sheet(FILE.read_bytes(), "berakhlak.csv")
    import_framework(table, dry_run=False, ports=ports)
    framework = storage.tables.frameworks["BERAKHLAK"]
    assert "periksa" in framework.legal_basis
    unseen = [
        one
        for one in storage.tables.competencies.values()
        if one.code.startswith(("BA-D", "BA-C"))
    ]
    assert len(unseen) == 8
    assert all("periksa" in one.definition for one in unseen)
