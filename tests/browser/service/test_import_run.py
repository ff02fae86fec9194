"""An administrator brings a faulty file, mends it, and sees the person."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.service.both_sides import BothSides
from tests.browser.service.conftest import PATIENCE_MS
from tests.browser.service.test_pages import ADMIN, ADMINISTRATOR, Visit

pytestmark = pytest.mark.browser

HEAD = "nip,name,employment_type,unit,position,from,synthetic\n"
NIP = "192705051947051005"


def test_a_faulty_file_is_mended_and_its_person_seen(
    sides: BothSides, browser: Browser, tmp_path: Path
) -> None:
    with sides.ports.storage.reading() as uow:
        unit = uow.organisation.units()[0].code
        position = uow.organisation.positions()[0].code
    file = tmp_path / "pegawai.csv"
    right = f"{NIP},Pegawai Uji Impor,PNS,{unit},{position},2026-03-01,ya\n"
    file.write_text(HEAD + right.replace("2026-03-01", "03/04/2026"), "utf-8")
    visit = Visit(sides, browser)
    page = visit.open(ADMINISTRATOR, ADMIN)
    page.set_default_timeout(PATIENCE_MS)
    page.locator("#semua + .pair").get_by_role("link", name="Impor data").click()

    page.locator("#kind").select_option("people")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Uji coba").click()
    expect(page.get_by_text("03/04/2026 dapat berarti dua tanggal")).to_be_visible()
    visit.look(page)

    file.write_text(HEAD + right, "utf-8")
    page.get_by_role("link", name="Unggah berkas yang sudah diperbaiki").click()
    expect(page.locator("#kind")).to_have_value("people")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Uji coba").click()
    expect(page.get_by_role("cell", name="Pegawai Uji Impor")).to_be_visible()
    visit.look(page)
    page.get_by_role("button", name="Tulis berkas ini").click()
    expect(page.get_by_text("Sudah ditulis: 1 baru")).to_be_visible()

    page.goto(f"{sides.url}/admin/people?q=Uji+Impor")
    page.get_by_role("link", name="Pegawai Uji Impor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pegawai Uji Impor")
    visit.look(page)
    for place in ("people", "units", "positions", "rules", "frameworks", "import"):
        page.goto(f"{sides.url}/admin/{place}")
        visit.look(page)
    for place in (
        f"units/{unit}",
        f"positions/{position}",
        "rules/hours.minutes",
        "rules/jp.C3.national",
    ):
        page.goto(f"{sides.url}/admin/{place}")
        visit.look(page)
    page.goto(f"{sides.url}/admin/frameworks")
    page.locator("th a").first.click()
    visit.look(page)
    assert not visit.findings, "\n".join(visit.findings)
    page.context.close()
