"""A Moodle that somebody runs, worked by its own pages and in its own words.

What is made there bears a random mark. The words are those of Moodle's English, as the
README quotes them.
"""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Frame,
    FrameLocator,
    Locator,
    Page,
    expect,
)

from tests.browser.screenshot import picture

PATIENCE_MS = 30_000
TOOL = "Pembinaan ASN"
IN_CHOOSER = "Show in activity chooser and as a preconfigured tool"
LOOPBACK = "127.0.0.0/8"
READY = "document.readyState === 'complete' && !M.util.pending_js.length"
SIGNED_IN_OR_REFUSED = re.compile("^(?!.*/login/)|loginredirect")
SIGN_IN = """
(form, [username, password]) => {
  form.elements.username.value = username;
  form.elements.password.value = password;
  form.submit();
}
"""
ONCE_IT_ACTS = """
async (button) => {
  while (!button.onclick) await new Promise((go) => requestAnimationFrame(go));
}
"""


@dataclass(frozen=True, slots=True)
class Person:
    """An account that was made there; its user name is its password, too."""

    id: str
    username: str
    nip: str


class Moodle:
    """A site as its administrator sees it; a context manager.

    Args:
        url: Its address, without a slash at its end.
        admin: The administrator's user name.
        password: The administrator's.
        browser: To open it in.

    Attributes:
        admin: A page of the administrator's.
        mark: Ends the names of all that is made.
    """

    def __init__(self, url: str, admin: str, password: str, browser: Browser) -> None:
        self.url = url
        self.host = urlsplit(url).netloc
        self.mark = f"uji{secrets.token_hex(4)}"
        self._browser = browser
        self._lists: tuple[str, str] | None = None
        self._courses: list[str] = []
        self._people: list[Person] = []
        self.admin = self.sign_in(admin, password)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was made, and block again what was blocked."""
        for course in self._courses:
            self.admin.goto(f"{self.url}/course/delete.php?id={course}")
            self.admin.get_by_role("button", name="Delete").click()
            self.admin.get_by_role("button", name="Continue").wait_for()
        self.tools()
        while cards := self.card().count():
            self.card().first.get_by_role("link", name="Delete").click()
            self.admin.get_by_role("dialog").get_by_role(
                "button", name=re.compile("Delete|Yes")
            ).click()
            expect(self.card()).to_have_count(cards - 1)
        if self._lists:
            self._save_lists(*self._lists)
        key = self.admin.evaluate("M.cfg.sesskey")
        for person in self._people:
            asked = f"/admin/user.php?delete={person.id}&sesskey={key}"
            self.admin.goto(f"{self.url}{asked}")
            self.admin.get_by_role("button", name="Delete").click()
            self.admin.wait_for_url(re.compile(r"/admin/user\.php(?!.*delete)"))
        self.admin.context.close()

    def visit(self, page: Page, path: str) -> None:
        """Open a page, past the tour that covers what somebody sees for the first time."""
        page.goto(f"{self.url}{path}")
        _ready(page)
        skip = page.locator("[data-flexitour=container] [data-role=end]").first
        if skip.is_visible():
            skip.click()
            expect(page.locator("[data-flexitour=backdrop]")).to_have_count(0)

    # ---- people ------------------------------------------------------------------------

    def sign_in(
        self, username: str, password: str, context: BrowserContext | None = None
    ) -> Page:
        """Return a page of somebody who is signed in, in a profile of their own or not."""
        context = context or self._browser.new_context(
            locale="id-ID", viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(PATIENCE_MS)
        return self.sign_in_on(context.new_page(), username, password)

    def sign_in_on(self, page: Page, username: str, password: str) -> Page:
        """Sign in on a page, and return it."""
        # Once in fifty times Moodle 4.5.6 refused what it took a moment later.
        for _ in range(3):
            page.goto(f"{self.url}/login/index.php")
            _ready(page)
            # A script puts an empty field in the place of the password that was typed
            # meanwhile: both are written and sent at once.
            page.locator("#login").evaluate(SIGN_IN, [username, password])
            page.wait_for_url(SIGNED_IN_OR_REFUSED)
            if "/login/" not in page.url:
                return page
        raise AssertionError(page.locator("body").inner_text())

    def page_of(self, person: Person, context: BrowserContext | None = None) -> Page:
        """Return a page of a person who signs in."""
        return self.sign_in(person.username, person.username, context)

    def sign_out(self, page: Page) -> None:
        """Sign out, as people do who share a machine."""
        page.goto(f"{self.url}/login/logout.php")
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("#user-menu-toggle")).to_have_count(0)

    def add_person(self, name: str, nip: str, course: str, role: str) -> Person:
        """Make an account whose *ID number* is a NIP, and enrol it by hand.

        Args:
            name: First name and, with the mark, user name.
            nip: The NIP.
            course: Where to.
            role: *Student*, *Teacher* and so on.
        """
        username, page = f"{name}-{self.mark}", self.admin
        page.goto(f"{self.url}/user/editadvanced.php?id=-1")
        _expand(page)
        page.locator("#id_username").fill(username)
        page.locator("[data-passwordunmask=edit]").click()
        page.locator("#id_newpassword").fill(username)
        page.locator("#id_firstname").fill(name)
        page.locator("#id_lastname").fill(self.mark)
        page.locator("#id_email").fill(f"{username}@example.invalid")
        page.locator("#id_idnumber").fill(nip)
        page.get_by_role("button", name="Create user").click()
        page.wait_for_url(re.compile(r"/admin/user\.php"))
        person = Person(self.enrol(username, course, role), username, nip)
        self._people.append(person)
        return person

    # ---- courses -----------------------------------------------------------------------

    def add_course(self, name: str) -> str:
        """Make a course; return its id."""
        page = self.admin
        page.goto(f"{self.url}/course/edit.php")
        page.locator("#id_fullname").fill(f"{name} {self.mark}")
        page.locator("#id_shortname").fill(f"{name}-{self.mark}")
        page.get_by_role("button", name="Save and display").click()
        page.wait_for_url(re.compile(r"/course/view\.php|/user/index\.php"))
        self._courses.append(parse_qs(urlsplit(page.url).query)["id"][0])
        return self._courses[-1]

    def enrol(self, username: str, course: str, role: str) -> str:
        """Enrol by hand, as *Student*, *Teacher* and so on; return the account's id."""
        page = self.admin
        page.goto(f"{self.url}/enrol/instances.php?id={course}")
        manual = page.locator("a[href*='/enrol/manual/manage.php']").first
        sought = f"{manual.get_attribute('href')}&addselect_searchtext={username}"
        page.goto(sought)
        page.locator("#menuroleid").select_option(label=role)
        option = page.locator("#addselect option", has_text=username)
        number = option.get_attribute("value") or ""
        page.locator("#addselect").select_option(number)
        page.locator("#add").click()
        enrolled = page.locator(f"#removeselect option[value='{number}']")
        enrolled.wait_for(state="attached")
        return number

    def import_course(self, source: str, target: str) -> None:
        """Copy a course's activities into another, by *Course reuse, Import*."""
        page = self.admin
        page.goto(f"{self.url}/backup/import.php?id={target}&importid={source}")
        page.get_by_role("button", name="Jump to final step").click()
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(re.compile(r"/course/view\.php"))

    def restore_course(self, source: str) -> str:
        """Back a whole course up, its people too, and restore it as a new one.

        Returns:
            The id of the new course.
        """
        page, was_later = self.admin, self._back_up_later(wanted=False)
        page.goto(f"{self.url}/backup/backup.php?id={source}")
        page.get_by_role("button", name="Jump to final step").click()
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("link", name="Restore", exact=True).first.click()
        page.get_by_role("button", name="Continue").click()
        new = page.locator("form", has=page.get_by_label("Restore as a new course"))
        new.locator("input[name=targetid]").first.check()
        new.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Perform restore").click()
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(re.compile(r"/course/view\.php"))
        self._courses.append(parse_qs(urlsplit(page.url).query)["id"][0])
        self._back_up_later(wanted=was_later)
        return self._courses[-1]

    def _back_up_later(self, *, wanted: bool) -> bool:
        """Say whether backups wait for Moodle's cron; return whether they did."""
        page = self.admin
        page.goto(f"{self.url}/admin/settings.php?section=asyncgeneralsettings")
        later = page.locator("input[type=checkbox][name$=enableasyncbackup]")
        before = later.is_checked()
        if before is not wanted:
            later.set_checked(wanted)
            page.get_by_role("button", name="Save changes").click()
            page.get_by_text("Changes saved").wait_for()
        return before

    def edit(self, page: Page, course: str) -> None:
        """Open a course with *Edit mode* on."""
        self.visit(page, f"/course/view.php?id={course}")
        if not page.locator("body.editing").count():
            page.locator("input[name=setmode]").click()
            page.locator("body.editing").wait_for()
            self.visit(page, f"/course/view.php?id={course}")

    # ---- the tool ----------------------------------------------------------------------

    def tools(self) -> Page:
        """Open *Site administration, Plugins, External tool, Manage tools*."""
        page = self.admin
        page.goto(f"{self.url}/admin/search.php")
        page.get_by_role("tab", name="Plugins").click()
        page.get_by_role("link", name="Manage tools").click()
        page.get_by_role("heading", name="Manage tools").wait_for()
        # The list is asked for by a script, and is not marked as loading before that.
        _ready(page)
        expect(page.locator("#tool-list-container.loading")).to_have_count(0)
        return page

    def card(self) -> Locator:
        """Return the card of the tool on the page of tools."""
        return self.admin.locator(".tool-card", has_text=TOOL)

    def add_tool(self, address: str) -> FrameLocator:
        """Paste an invitation; return the frame that the service answers in."""
        page = self.tools()
        field = page.get_by_placeholder("Tool URL")
        field.fill(address)
        field.press("Home")
        add = page.get_by_role("button", name="Add LTI Advantage")
        picture(page, "moodle-add.webp", add, 400)
        add.click()
        return page.frame_locator("#external-registration-page-container iframe")

    def update_tool(self, frame: FrameLocator) -> None:
        """Choose to renew the tool that is there, where Moodle asks."""
        update = frame.get_by_role("button", name="Update")
        update.evaluate(ONCE_IT_ACTS)
        update.click()

    def configure(self, **chosen: str) -> None:
        """Change selections of the tool's form, by the names of their fields."""
        self.tools()
        self.card().get_by_role("link", name="Edit").click()
        page = self.admin
        _expand(page)
        for name, label in chosen.items():
            page.locator(f"select[name={name}]").select_option(label=label)
        if "lti_coursevisible" in chosen:
            usage = page.get_by_label("Tool configuration usage", exact=True)
            expect(usage).to_contain_text(IN_CHOOSER)
            picture(page, "moodle-chooser.webp", usage, 260)
        page.get_by_role("button", name="Save changes").click()
        page.get_by_role("heading", name="Manage tools").wait_for()

    def let_ask(self, host: str) -> None:
        """Open *HTTP security* and let Moodle ask a host of this machine."""
        page, (name, _, port) = self.admin, host.partition(":")
        page.goto(f"{self.url}/admin/search.php")
        page.get_by_role("link", name="HTTP security").click()
        before = self._blocked().input_value(), self._ports().input_value()
        blocked = [line for line in before[0].split() if line not in {name, LOOPBACK}]
        self._save_lists("\n".join(blocked), before[1] and f"{before[1]}\n{port}")
        self._lists = before
        picture(page, "moodle-ports.webp", self._ports(), 360)

    def _blocked(self) -> Locator:
        return self.admin.get_by_label("cURL blocked hosts list", exact=True)

    def _ports(self) -> Locator:
        return self.admin.get_by_label("cURL allowed ports list", exact=True)

    def _save_lists(self, blocked: str, ports: str) -> None:
        self.admin.goto(f"{self.url}/admin/settings.php?section=httpsecurity")
        self._blocked().fill(blocked)
        self._ports().fill(ports)
        self.admin.get_by_role("button", name="Save changes").click()
        self.admin.get_by_text("Changes saved").wait_for()

    # ---- activities --------------------------------------------------------------------

    def choose_tool(self, page: Page, course: str) -> None:
        """Open the form of a new activity by the activity chooser."""
        self.edit(page, course)
        page.get_by_text("Add an activity or resource").first.click()
        chooser = page.get_by_role("dialog")
        chooser.get_by_role("link", name=TOOL, exact=True).first.click()
        page.wait_for_url(re.compile(r"/course/modedit\.php"))

    def select_content(self, page: Page) -> FrameLocator:
        """Open the tool's picker from the form of an activity."""
        page.get_by_role("button", name="Select content").click()
        return page.frame_locator("#contentitem-page-iframe")

    def activities(self, page: Page, course: str) -> dict[str, str]:
        """Return the tool's activities of a course in their order: name by id."""
        page.goto(f"{self.url}/course/view.php?id={course}")
        return {
            item.get_attribute("data-id") or "": item.locator(
                "[data-activityname]"
            ).first.get_attribute("data-activityname")
            or ""
            for item in page.locator("li.activity.modtype_lti").all()
        }

    def complete_by_grade(self, page: Page, activity: str) -> None:
        """Let an activity be done by whoever gets a grade in it."""
        self.visit(page, f"/course/modedit.php?update={activity}")
        _expand(page)
        page.get_by_label("Add requirements").check()
        page.get_by_label("Receive a grade").check()
        page.get_by_role("button", name="Save and return to course").click()
        page.wait_for_url(re.compile(r"/course/view\.php"))

    def add_package(self, page: Page, course: str, name: str, package: Path) -> str:
        """Upload a SCORM package that is done by passing; return the activity's id."""
        self.visit(page, f"/course/modedit.php?add=scorm&course={course}&section=0")
        _expand(page)
        page.locator("#id_name").fill(name)
        page.locator(".fp-btn-add a").first.click()
        page.get_by_role("link", name="Upload a file").click()
        _ready(page)  # The form is made anew, and a file in the former one is lost.
        page.locator("input[name=repo_upload_file]").set_input_files(package)
        page.get_by_role("button", name="Upload this file").click()
        page.locator(".fp-filename", has_text=package.name).first.wait_for()
        page.get_by_label("Add requirements").check()
        page.locator("input[type=checkbox]#id_completionstatusrequired_2").check()
        page.get_by_role("button", name="Save and return to course").click()
        page.wait_for_url(re.compile(r"/course/view\.php"))
        item = page.locator("li.activity.modtype_scorm", has_text=name)
        return item.get_attribute("data-id") or ""

    def enter(self, page: Page, activity: str) -> Frame:
        """Open a SCORM package as whoever is signed in; return its frame."""
        self.visit(page, f"/mod/scorm/view.php?id={activity}")
        page.get_by_role("button", name="Enter", exact=True).click()
        handle = page.wait_for_selector("#scorm_object")
        assert handle is not None
        frame = handle.content_frame()
        assert frame is not None
        frame.wait_for_selector(".next")
        return frame

    def duplicate(self, page: Page, course: str, activity: str) -> str:
        """Duplicate an activity; return the id of the copy."""
        before = self.activities(page, course)
        self.edit(page, course)
        item = page.locator(f"li.activity[data-id='{activity}']")
        item.locator(".activity-actions [data-toggle=dropdown]").first.click()
        item.locator("[data-action=cmDuplicate]").click()
        shown = page.locator("li.activity.modtype_lti")
        expect(shown).to_have_count(len(before) + 1)
        return next(one for one in self.activities(page, course) if one not in before)

    def open(self, page: Page, activity: str) -> Frame:
        """Open an activity as whoever is signed in; return the tool's frame."""
        page.goto(f"{self.url}/mod/lti/view.php?id={activity}")
        return self.framed(page)

    def review(self, page: Page, course: str, activity: str, person: Person) -> Frame:
        """Open somebody's work by *Grade analysis* of the gradebook."""
        self.visit(page, f"/grade/report/grader/index.php?id={course}")
        link = f"a[href*='grade.php?id={activity}&'][href*='userid={person.id}']"
        cell = page.locator("td", has=page.locator(link))
        cell.get_by_role("button", name="Cell actions").click()
        cell.get_by_role("menuitem", name="Grade analysis").click()
        return self.framed(page)

    def framed(self, page: Page) -> Frame:
        """Return the tool's frame on a page, once something is shown in it."""
        handle = page.wait_for_selector("#contentframe")
        assert handle is not None
        frame = handle.content_frame()
        assert frame is not None
        frame.wait_for_selector("main")
        return frame

    def grade(self, page: Page, course: str, activity: str) -> str:
        """Return the grade that a learner reads in their own report; ``-`` for none."""
        page.goto(f"{self.url}/grade/report/user/index.php?id={course}")
        row = page.locator("tr", has=page.locator(f"a[href*='?id={activity}&']"))
        return row.locator("td.column-grade").inner_text().strip()

    def is_done(self, page: Page, course: str, activity: str) -> bool:
        """Whether a learner reads in the course that an activity is done."""
        page.goto(f"{self.url}/course/view.php?id={course}")
        item = page.locator(f"li.activity[data-id='{activity}']")
        return (
            item.locator(".activity-completion button").inner_text().strip() == "Done"
        )


def _ready(page: Page) -> None:
    """Wait for a page's scripts, as Moodle's own browser tests do."""
    page.wait_for_function(READY)


def _expand(page: Page) -> None:
    """Open all parts of a form."""
    _ready(page)
    page.get_by_role("button", name="Expand all").click()
    page.get_by_role("button", name="Collapse all").wait_for()
