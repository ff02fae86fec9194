"""Every page of the service: no serious finding of axe, no page wider than the screen.

Each person goes wherever the links of their pages lead. What only a form leads to is
opened by that form; which pages nobody has seen is found by their templates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pytest
from flask import template_rendered
from playwright.sync_api import Browser, Frame, Page

from lti_service.domain.evidence import Outcome
from lti_service.domain.needs import CycleState, NeedFilter, NeedState
from lti_service.use_cases.credential.credential import issue_credential
from lti_service.use_cases.credential.transcript import make_transcript
from lti_service.use_cases.evidence.objection import raise_objection
from lti_service.use_cases.needs.inventory import request_inventory, run_inventory
from lti_service.use_cases.needs.needs import PlannedCycle, change_stage, open_cycle
from lti_service.use_cases.planning.individual_plan import (
    propose_individual,
    save_individual,
)
from lti_service.use_cases.planning.plan_change import add_item
from lti_service.use_cases.planning.plan_revision import Change
from tests.browser.packages.learner import RIGHT, answer, at, forward
from tests.browser.packages.test_access import AXE, OVERFLOW
from tests.browser.service.both_sides import BothSides
from tests.browser.service.conftest import PATIENCE_MS
from tests.lti_service.credential import ISSUER
from tests.service_factories import decision

pytestmark = pytest.mark.browser

LEARNER, BEGINNER, CLAIMANT, UNLINKED = "3", "4", "5", "9"
TEACHER, ASSESSOR, ADMINISTRATOR = "6", "7", "2"
COURSE, UNASSIGNED, PLAN, ASSESS, ADMIN = "1", "4", "5", "6", "7"
TEMPLATES = Path(__file__).parents[3] / "lti_service" / "web" / "templates"
FILES = (".csv", ".xlsx", ".jwt", ".json", ".svg", ".pdf", "/credentials/jwks")
LEADING_ON = {"me.open_course"}
"""What leads to the LMS, which is not ours to look at."""
HREFS = "links => links.map(link => link.href)"
ELSEWHERE = {
    "author-difference": "a part of other pages",
    "author-draft": "looked at in test_author.py",
    "author-preview": "a course as its pages are, like anonymous",
    "anonymous": "a course as its pages are, which the packages' tests look at",
    "evidence-table": "a part of other pages",
    "form-field": "a part of other pages",
    "import-report": "looked at in test_import_run.py",
    "drill": "looked at in test_observation.py",
    "drill-form": "looked at in test_observation.py",
    "drills": "looked at in test_observation.py",
    "my-observations": "looked at in test_observation.py",
    "observe": "looked at in test_observation.py",
    "observe-drills": "looked at in test_observation.py",
    "observe-team": "looked at in test_observation.py",
    "sheet": "looked at in test_observation.py",
    "sheet-form": "looked at in test_observation.py",
    "sheets": "looked at in test_observation.py",
    "layout": "what pages have in common",
    "marking-case": "looked at in test_assignment.py",
    "notices-end": "led to by letters, see tests/lti_service/web/test_digest.py",
    **{
        f"moodle{part}": "looked at in test_moodle.py"
        for part in (
            "",
            "-account",
            "-competencies",
            "-competency",
            "-course",
            "-courses",
            "-file",
            "-mapping",
            "-people",
            "-push",
            "-push-answer",
        )
    },
    "moodle-plans": "a part of other pages",
    "moodle-run": "looked at in test_moodle.py",
    "moodle-package": "a part of other pages",
    "moodle-steps": "a part of other pages",
    "moodle-trust": "looked at in test_moodle.py",
    "picker-return": "goes on by itself",
    "plan-paper": "a PDF, looked at in tests/lti_service/web/test_agency_plan.py",
    "tasks": "a part of other pages",
    "transcript": "a PDF, which tests/lti_service/web/test_transcript.py reads",
    "registered": "looked at in test_registration.py",
    "window": "looked at in test_window.py",
}
SERIOUS = """
async (rules) => {
  const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
"""


def findings(page: Page, frame: Frame | None = None) -> list[str]:
    """Look at a page, or a frame in it, in two widths, in the light and in the dark."""
    shown, found = frame or page, []
    shown.evaluate(AXE.read_text("utf-8"))
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        if over := shown.evaluate(OVERFLOW):
            found.append(f"wider than {width} by {over}")
    found += shown.evaluate(SERIOUS, [])
    page.emulate_media(color_scheme="dark")
    found += shown.evaluate(SERIOUS, ["color-contrast"])
    page.emulate_media(color_scheme="light")
    return [f"{shown.title()}: {one}" for one in found]


@dataclass
class Visit:
    """People who go through the pages, each with a browser as new.

    Attributes:
        shown: Names of the templates that were rendered.
        kinds: What serves the pages that were looked at, or need not be.
    """

    sides: BothSides
    browser: Browser
    shown: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=lambda: {"", "attempt.shell"})
    findings: list[str] = field(default_factory=list)

    def open(self, person: str, activity: str) -> Page:
        """Open an activity in a window, as a person who was not here before."""
        context = self.browser.new_context(locale="id-ID")
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        self.go(page, f"{self.sides.lms}/orang/{person}/buka/{activity}")
        return page

    def go(self, page: Page, url: str) -> None:
        """Go to an address; wait until the service has answered."""
        page.goto(url)
        page.wait_for_url(re.compile(re.escape(self.sides.url)))
        page.wait_for_selector("main")

    def look(self, page: Page) -> None:
        """Look at the page that is shown."""
        self.findings += findings(page)

    def press(self, page: Page, button: str) -> None:
        """Press a button, and look at what it leads to."""
        with page.expect_navigation():
            page.get_by_role("button", name=button).first.click()
        self.look(page)

    def follow(self, page: Page) -> None:
        """Look at a page and at all that its links lead to, each kind of page once."""
        self.kinds.add(self._kind(page.url))
        waiting = [""]
        while waiting:
            if url := waiting.pop(0):
                self.go(page, url)
            self.look(page)
            guide = self._kind(page.url).startswith("help.")
            for link in page.eval_on_selector_all("a[href]", HREFS):
                kind = self._kind(link)
                if guide and not kind.startswith("help."):
                    continue  # to pages of the guide's reader, who is another one
                if kind not in self.kinds:
                    self.kinds.add(kind)
                    waiting.append(link)

    def _kind(self, link: str) -> str:
        """Return what serves a page of the service; nothing for other addresses."""
        path = re.split("[?#]", link)[0]
        ours = path.startswith(self.sides.url) and not path.endswith(FILES)
        kind = self.sides.kind_of(path.removeprefix(self.sides.url)) if ours else ""
        return "" if kind in LEADING_ON else kind


@pytest.fixture
def visit(sides: BothSides, browser: Browser) -> Iterator[Visit]:
    made = Visit(sides, browser)

    def saw(_: object, template: object, **__: object) -> None:
        made.shown.add(str(getattr(template, "name", "")).removesuffix(".html"))

    with template_rendered.connected_to(saw):
        yield made
    for context in browser.contexts[1:]:
        context.close()


def learn(visit: Visit) -> None:
    """One learner passes the course, one only opens it."""
    page = visit.open(LEARNER, COURSE)
    for title in ("Siaga tsunami di desa", "Mengenal tanda"):
        at(page, title)
        forward(page)
    for title in ("Gempa terasa lama", "Air laut surut", "Seberapa jauh"):
        at(page, title)
        for section in page.locator("[data-activity]").all():
            name = section.get_attribute("data-activity") or ""
            answer(page, name, RIGHT[name])
        forward(page)
    at(page, "Hasil Anda")
    at(visit.open(BEGINNER, COURSE), "Siaga tsunami di desa")


def trust_no_nip(sides: BothSides) -> None:
    """From now on a NIP from the LMS is a claim."""
    with sides.ports.storage.writing() as uow:
        for platform in uow.platforms.all():
            uow.platforms.save(replace(platform, trust_nip=False))
        uow.commit()


def issue_credential_and_transcript(sides: BothSides) -> str:
    """The learner asks for a credential and a transcript; return the latter's id."""
    ports = sides.ports
    with ports.storage.writing() as uow:
        people = {one.name.split()[0]: one.id for one in uow.organisation.people()}
        learner = people["Halimah"]
        (account,) = uow.accounts.of_person(learner)
        seen = {row.competency_code for row in uow.evidence.of_person(learner)}
        others = {one.code for one in uow.frameworks.competencies()} - seen
        achieved = decision(
            id="decision-shown",
            number=77,
            person_id=learner,
            competency_code=min(others),
            evidence_ids=(),
            decided_by=people["Wahida"],
            decided_at=ports.clock.now(),
        )
        uow.evidence.append_decision(achieved)
        uow.credentials.save_issuer(ISSUER)
        uow.commit()
    issue_credential("decision:decision-shown", account.id, named=True, ports=ports)
    year = ports.clock.now().year
    return make_transcript(None, year, account.id, ports=ports).record.id


def make_plans(sides: BothSides) -> None:
    """An item of the agency's plan, and the plan of a person, which waits."""
    ports, year = sides.ports, sides.ports.clock.now().year
    with ports.storage.reading() as uow:
        people = {
            person.name.split()[0]: person for person in uow.organisation.people()
        }
        (planner,) = uow.accounts.of_person(people["Wahida"].id)
        (assessor,) = uow.accounts.of_person(people["Burhan"].id)
        aim = {
            "competency_code": uow.frameworks.competencies()[0].code,
            "level": "2",
            "route": "C1",
        }
    add_item(year, Change({**aim, "people": "5"}), planner.id, ports=ports)
    coaching = {**aim, "activity": "Coaching", "due_on": f"{year}-12-31"}
    save_individual(year, [coaching], (), assessor.id, seen=0, ports=ports)
    propose_individual(year, assessor.id, ports=ports)


def make_needs_inventory(sides: BothSides) -> None:
    """A cycle of needs, with what everybody lacks today."""
    ports, on = sides.ports, sides.ports.clock.now().date()
    cycle = open_cycle(PlannedCycle(on.year + 1, on, on, on, on), ports=ports)
    request_inventory(cycle.year, ports=ports)
    run_inventory(cycle.year, ports=ports)


def verify_needs(sides: BothSides) -> None:
    """All needs of the cycle wait for their validation."""
    ports = sides.ports
    with ports.storage.reading() as uow:
        (cycle,) = uow.needs.cycles()
    stages = pairwise(list(CycleState)[:3])
    for before, after in stages:
        change_stage(cycle.year, before, after, "", ports=ports)
    with ports.storage.writing() as uow:
        items = uow.needs.find(cycle.year, NeedFilter())
        assert items
        uow.needs.save([replace(i, state=NeedState.VERIFIED) for i in items], ())
        uow.commit()


def refuse_and_object(sides: BothSides) -> None:
    """The administrator decides against the learner, who objects; an assessor is next."""
    ports = sides.ports
    with ports.storage.writing() as uow:
        people = {
            person.name.split()[0]: person for person in uow.organisation.people()
        }
        learner = people["Halimah"].id
        (account,) = uow.accounts.of_person(learner)
        shown = uow.evidence.of_person(learner)[0]
        refused = decision(
            person_id=learner,
            competency_code=shown.competency_code,
            level=shown.level,
            outcome=Outcome.NOT_YET,
            evidence_ids=(shown.id,),
            follows_proposal=False,
            decided_by=people["Wahida"].id,
            decided_at=ports.clock.now(),
            valid_until=None,
        )
        uow.evidence.append_decision(refused)
        uow.commit()
    raise_objection(refused.id, "Bukti saya lengkap.", account.id, ports=ports)


def test_every_page_is_fit_for_every_eye_and_screen(visit: Visit) -> None:
    learn(visit)
    transcript = issue_credential_and_transcript(visit.sides)
    make_needs_inventory(visit.sides)
    learner = visit.open(LEARNER, PLAN)
    visit.follow(learner)
    visit.go(learner, f"{visit.sides.url}/credentials/transcripts/{transcript}")
    visit.look(learner)
    assessor = visit.open(ASSESSOR, ASSESS)
    visit.follow(assessor)
    refuse_and_object(visit.sides)
    for queue in ("moderation", "objections"):
        visit.go(assessor, f"{visit.sides.url}/assess/{queue}")
        visit.follow(assessor)
    visit.look(visit.open(LEARNER, PLAN))
    administrator = visit.open(ADMINISTRATOR, ADMIN)

    trust_no_nip(visit.sides)
    visit.look(visit.open(UNLINKED, PLAN))
    visit.open(CLAIMANT, PLAN)
    visit.look(visit.open(CLAIMANT, UNASSIGNED))

    teacher = visit.open(TEACHER, COURSE)
    visit.follow(teacher)
    visit.go(teacher, f"{visit.sides.lms}/orang/{TEACHER}/tinjau/2/{BEGINNER}")
    visit.look(teacher)
    choose_twice(visit)

    verify_needs(visit.sides)
    make_plans(visit.sides)
    visit.follow(administrator)
    visit.go(administrator, f"{visit.sides.url}/team/plans")
    visit.look(administrator)
    visit.go(administrator, f"{visit.sides.url}/admin/platforms")
    visit.press(administrator, "Buat alamat undangan")
    visit.go(administrator, f"{visit.sides.url}/admin/grants")
    administrator.locator("#invite-role").select_option("auditor")
    administrator.locator("#invite-unit").select_option("*")
    visit.press(administrator, "Buat kode")
    visit.go(administrator, f"{visit.sides.url}/admin/api")
    administrator.get_by_label("Nama sistem").fill("Dasbor")
    administrator.get_by_label("Untuk pegawai").select_option("*")
    administrator.locator("input[value='people:read']").check()
    visit.press(administrator, "Buat token")
    visit.go(administrator, f"{visit.sides.url}/lti/launch")
    visit.look(administrator)
    visit.go(administrator, f"{visit.sides.url}/me/sessions")
    visit.press(administrator, "Keluar dari sini")

    assert not visit.findings, "\n".join(visit.findings)
    templates = {path.stem for path in TEMPLATES.glob("*.html")}
    assert templates - visit.shown == set(ELSEWHERE) - visit.shown


def choose_twice(visit: Visit) -> None:
    """Choose content for a link at once; then, when somebody has begun, after a word."""
    page = visit.open(TEACHER, UNASSIGNED)
    visit.look(page)
    page.locator("input[name=content]").first.check()
    visit.press(page, "Tampilkan di kegiatan ini")
    at(visit.open(BEGINNER, UNASSIGNED), "Siaga tsunami di desa")
    page.get_by_role("link", name="Pilih isi lain").click()
    page.locator("input[name=content]").nth(1).check()
    visit.press(page, "Tampilkan di kegiatan ini")
