"""A drill is scored on a phone whose link is cut, and arrives when it is back."""

import pytest
from playwright.sync_api import Browser, Page, expect

from lti_service.domain.organisation import Person
from lti_service.use_cases.observation.drill import save_drill
from lti_service.use_cases.observation.observation_sheet import save_sheet
from tests.browser.service.both_sides import BothSides
from tests.browser.service.test_pages import (
    ADMIN,
    ADMINISTRATOR,
    ASSESS,
    ASSESSOR,
    LEARNER,
    PLAN,
    Visit,
)
from tests.lti_service.use_cases.observation.given import SHEET

pytestmark = pytest.mark.browser


def prepare(sides: BothSides) -> tuple[str, str, dict[str, Person]]:
    """A sheet, and a drill of today that Burhan observes; return both and all people."""
    ports = sides.ports
    with ports.storage.reading() as uow:
        people = {one.name.split()[0]: one for one in uow.organisation.people()}
        (account,) = uow.accounts.of_person(people["Wahida"].id)
        code = uow.frameworks.competencies()[0].code
    sheet = save_sheet(SHEET | {"outcomes": f"{code}:2"}, account.id, ports=ports)
    day = ports.clock.now().astimezone(ports.time_zone).date()
    drill = save_drill(
        {
            "title": "Latihan tsunami",
            "sheet": sheet.id,
            "day": day.isoformat(),
            "place": "Lapangan",
            "observers": people["Burhan"].nip,
            "participants": f"{people['Halimah'].nip}\n{people['Salma'].nip}",
        },
        account.id,
        ports=ports,
    )
    assert (sheet.problems, drill.problems) == ((), ())
    return sheet.id, drill.id, people


def score(page: Page, first: int, second: int, note: str = "") -> None:
    """Choose levels, write a note, and save."""
    page.locator(f"input[name=k0][value='{first}']").check()
    page.locator(f"input[name=k1][value='{second}']").check()
    page.locator("#c1").fill(note)
    page.get_by_role("button", name="Simpan dan lanjut").click()


def test_a_drill_is_scored_without_a_link_and_sent_when_it_is_back(
    sides: BothSides, browser: Browser
) -> None:
    visit = Visit(sides, browser)
    visit.open(ADMINISTRATOR, ADMIN)  # so that she has an account
    sheet, drill, people = prepare(sides)
    page = visit.open(ASSESSOR, ASSESS)
    visit.go(page, f"{sides.url}/assess/observe")
    visit.look(page)
    page.locator(f"a[href$='{drill}']").click()
    expect(page.locator("#link")).to_have_text("Semua nilai Anda sudah terkirim.")
    visit.look(page)
    page.set_viewport_size({"width": 360, "height": 740})

    page.context.set_offline(True)
    crowd = page.locator("[data-person]")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page.locator("#refused")).to_contain_text("Memakai jalur; Menenangkan warga")
    score(page, 3, 4, "Tenang")
    expect(page.locator("#link")).to_contain_text("1 nilai tersimpan di ponsel ini")
    expect(crowd.nth(0)).to_contain_text("tersimpan di ponsel ini, belum terkirim")
    expect(crowd.nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator("input[name=k0]:checked")).to_have_count(0)
    score(page, 1, 4)
    expect(page.locator("#link")).to_contain_text("2 nilai tersimpan di ponsel ini")
    # Back to the first, with what was said of her; another word is a correction.
    crowd.nth(0).click()
    expect(page.locator("#c1")).to_have_value("Tenang")
    score(page, 4, 4, "Sangat tenang")
    visit.look(page)
    with sides.ports.storage.reading() as uow:
        assert list(uow.observations.of_drill(drill)) == []

    page.context.set_offline(False)
    expect(page.locator("#link")).to_have_text("Semua nilai Anda sudah terkirim.")
    expect(crowd.nth(0)).to_contain_text("hasil 100 %")
    expect(crowd.nth(1)).to_contain_text("hasil 62,5 %")
    with sides.ports.storage.reading() as uow:
        rows = uow.observations.of_drill(drill)
        names = {row.person_id: row.levels for row in rows}
        evidence = uow.evidence.of_person(people["Halimah"].id)
    assert len(rows) == 2
    assert names == {people["Halimah"].id: (4, 4), people["Salma"].id: (1, 4)}
    assert [row.kind for row in evidence] == ["observation"]

    # What is not sent outlives the page, and shows to nobody else on the phone.
    page.context.set_offline(True)
    crowd.nth(1).click()
    score(page, 2, 2, "Belum yakin")
    expect(page.locator("#link")).to_contain_text("1 nilai tersimpan di ponsel ini")
    page.goto("about:blank")
    page.context.set_offline(False)
    visit.go(page, f"{sides.lms}/orang/{ADMINISTRATOR}/buka/{ADMIN}")
    page.goto(f"{sides.url}/assess/observe/{drill}")
    expect(page.locator("main")).to_contain_text("bukan untuk Anda")
    expect(page.locator("body")).not_to_contain_text("Belum yakin")
    visit.go(page, f"{sides.lms}/orang/{ASSESSOR}/buka/{ASSESS}")
    page.goto(f"{sides.url}/assess/observe/{drill}")
    expect(page.locator("#link")).to_have_text("Semua nilai Anda sudah terkirim.")
    expect(crowd.nth(1)).to_contain_text("hasil 50 %")
    look_at_the_rest(visit, sheet, drill)
    assert not visit.findings, "\n".join(visit.findings)


def look_at_the_rest(visit: Visit, sheet: str, drill: str) -> None:
    """Look at the pages of the observed, of administrators and of supervisors."""
    url = visit.sides.url
    learner = visit.open(LEARNER, PLAN)
    visit.go(learner, f"{url}/me/observations")
    expect(learner.locator("main")).to_contain_text("Sangat tenang")
    visit.look(learner)
    administrator = visit.open(ADMINISTRATOR, ADMIN)
    for place in (
        *("/admin/sheets", "/admin/sheets/new", f"/admin/sheets/{sheet}"),
        *(f"/admin/sheets/{sheet}/edit", "/admin/drills", "/admin/drills/new"),
        *(f"/admin/drills/{drill}", f"/admin/drills/{drill}/edit"),
        *("/team/observe", f"/team/observe/{sheet}"),
    ):
        visit.go(administrator, f"{url}{place}")
        expect(administrator.locator("main h1")).to_be_visible()
        visit.look(administrator)
