"""A simulation in built packages, played by keyboard and by pointer."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from course_builder.build import build
from tests.browser.packages.learner import Place, forward
from tests.browser.packages.lms import REPOSITORY, serving
from tests.browser.packages.test_access import AXE, OVERFLOW, SERIOUS, tab_to

pytestmark = pytest.mark.browser

COURSE = REPOSITORY / "tests" / "cases" / "pulau-seruni"
BEST = "aaaaaaa"
WORST = "bbabbb"
SURPRISED = "babacaaaa"
GATED = """\
::: scenario {#sim-dermaga}
Anda kepala pos dermaga.

| variable | label | start | min | max | better | unit |
|---|---|---|---|---|---|---|
| kepercayaan | Kepercayaan warga | 42.5 | 0 | 100 | high | % |

### Antrean
Warga menunggu; kepercayaan {{kepercayaan}} %.

- [Ajak berdialog](#pulih){if="kepercayaan >= 50"}
  > Alasan menolak dijawab.
- [Dengarkan dahulu](#antrean){set="kepercayaan +10"}
  > Warga merasa didengar.

### Pulih
{ending}
Warga ikut.

:::
"""
PLAIN = """\
::: scenario {#sim-rumour}
A rumour spreads on the island.

### Rumour
What comes first?

- [Ask the observers](#calm)
  > They know.
- [Wait](#calm)

### Calm
{ending score=80}
People stay calm.

:::
"""


@pytest.fixture(scope="module")
def seruni(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The packages of Pulau Seruni by target."""
    out = tmp_path_factory.mktemp("seruni")
    targets = ("scorm12", "web")
    list(build([COURSE], targets, out, jobs=1, cache=False))
    return {name: next(out.glob(f"*-{name}.zip")) for name in targets}


@pytest.fixture(scope="module")
def web(seruni: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(seruni["web"], tmp_path_factory.mktemp("unpacked"))


@pytest.fixture
def island(page: Page, web: Path) -> Page:
    """The page of the simulation, before the first round."""
    page.goto(web.as_uri())
    go_to_simulation(page)
    return page


def open_small(page: Page, folder: Path, scenario: str, language: str) -> None:
    """Build a course of one simulation and open it there."""
    course = folder / "dermaga"
    course.mkdir()
    (course / "index.md").write_text(
        "---\nid: dermaga\ntitle: Dermaga\nversion: '1.0'\nhours: 1\n"
        f"language: {language}\n---\n# Dermaga\n"
    )
    (course / "01-dermaga.md").write_text(
        f"---\nid: antrean\nminutes: 45\n---\n# Dermaga\n\n## Simulasi\n\n{scenario}"
    )
    list(build([course], ("web",), folder / "dist", jobs=1, cache=False))
    package = next((folder / "dist").glob("*-web.zip"))
    page.goto(unpacked(package, folder / "unpacked").as_uri())
    go_to_simulation(page)


def unpacked(package: Path, folder: Path) -> Path:
    """Unpack a web package and return its first file."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return folder / "index.html"


def go_to_simulation(place: Place) -> None:
    heading = place.locator("#player h1, #player h2").first
    expect(place.locator(".next .primary")).to_be_visible()
    while not simulation(place).count():
        before = heading.inner_text()
        forward(place)
        expect(heading).not_to_have_text(before)


def simulation(place: Place) -> Locator:
    return place.locator("[data-type=scenario]")


def told(place: Place) -> Locator:
    return simulation(place).locator("[data-slot=scenario] > [role=status]").first


def begin(place: Place) -> None:
    simulation(place).locator("[data-action=begin]").click()


def decide(place: Place, letters: str) -> None:
    """Make some decisions, each when the one before has come to something."""
    for letter in letters:
        before = simulation(place).locator("[data-slot=scenario] > p").first
        words = before.inner_text()
        simulation(place).locator(f"[data-choice={letter}]").click()
        expect(before).not_to_have_text(words)


def play(place: Place, letters: str) -> None:
    """Play a whole round."""
    begin(place)
    decide(place, letters)
    expect(simulation(place).locator("textarea")).to_be_visible()


def test_the_keyboard_alone_leads_to_the_best_ending(island: Page):
    tab_to(island, "[data-action=begin]")
    island.keyboard.press("Enter")
    expect(island.locator(".sim h3")).to_be_focused()

    for letter in BEST:
        tab_to(island, f"[data-choice={letter}]")
        island.keyboard.press("Enter")
        # What came of it has the focus, since the button is gone.
        expect(told(island)).to_be_focused()

    expect(island.locator(".sim h3")).to_have_text("Selamat dan pulih")
    expect(simulation(island)).to_contain_text(
        "Nilai putaran ini 70 dari 100; batas lulus 60, sudah tercapai."
    )
    expect(simulation(island)).to_contain_text("Ini satu dari 4 akhir.")
    tab_to(island, ".sim textarea")
    island.keyboard.type("Kapal kedua harus disiapkan lebih dahulu.")
    tab_to(island, ".sim [data-action=submit]")
    island.keyboard.press("Enter")
    expect(simulation(island)).to_contain_text("✓ Renungan tersimpan.")
    tab_to(island, ".sim [data-action=begin]")
    island.keyboard.press("Enter")
    expect(simulation(island)).to_contain_text("Putaran 2 dari 2 · keputusan ke-1")


def test_a_decision_moves_the_bars_and_says_by_how_much(island: Page):
    begin(island)
    bars = island.locator(".bars li")
    expect(bars.nth(0)).to_contain_text("Waktu")
    expect(bars.nth(0).locator(".now")).to_have_attribute("width", "100")

    decide(island, "b")

    expect(bars.nth(0)).to_contain_text("19 jam")
    expect(bars.nth(0)).to_contain_text("▼ turun 5")
    expect(bars.nth(0).locator(".now")).to_have_attribute("width", "79.17")
    expect(bars.nth(0).locator("title")).to_have_text(
        re.compile(r"^Waktu 19.jam.*, sebelumnya 24, memburuk$")
    )
    expect(bars.nth(0).locator(".was")).to_have_attribute("width", "20.83")
    expect(bars.nth(1)).to_contain_text("= tetap")
    expect(told(island)).to_contain_text("Keputusan Anda: Menunggu surat resmi")
    expect(told(island)).to_contain_text("persiapan tidak perlu menunggu surat")


def test_the_briefing_makes_room_and_opens_again(island: Page):
    briefing = island.locator("details.briefing")
    expect(briefing).to_have_count(0)

    begin(island)

    expect(briefing.locator("p").first).to_be_hidden()
    briefing.locator("summary").click()
    expect(briefing.locator("p").first).to_be_visible()


def test_after_a_reload_play_goes_on_where_it_was(island: Page, web: Path):
    begin(island)
    decide(island, "ab")
    situation = island.locator(".sim h3").inner_text()
    state = island.locator(".bars").inner_text()
    story = told(island).inner_text()

    island.goto("about:blank")
    island.goto(web.as_uri())
    go_to_simulation(island)

    expect(simulation(island)).to_contain_text("Putaran 1 dari 2 · keputusan ke-3")
    assert island.locator(".sim h3").inner_text() == situation
    assert island.locator(".bars").inner_text() == state
    assert told(island).inner_text() == story
    island.locator(".sim summary").click()
    expect(island.locator(".path li")).to_have_count(2)


def test_a_bad_round_and_a_better_one_are_both_kept_and_the_better_counts(
    island: Page, web: Path
):
    play(island, WORST)
    expect(island.locator(".sim h3")).to_have_text("Kehilangan kendali")
    expect(simulation(island)).to_contain_text("batas lulus 60, belum tercapai.")
    island.locator(".sim textarea").fill("Saya menunggu terlalu lama.")
    island.locator(".sim [data-action=submit]").click()
    expect(simulation(island)).to_contain_text("✓ Renungan tersimpan.")

    play(island, BEST)

    rows = island.locator(".sim table[aria-labelledby] tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Kehilangan kendali")
    expect(rows.nth(0)).not_to_contain_text("terbaik")
    expect(rows.nth(1)).to_contain_text("Selamat dan pulih")
    expect(rows.nth(1)).to_contain_text("✓ terbaik, dihitung")
    expect(island.locator("[data-action=begin]")).to_have_text("Mulai putaran ketiga")
    island.goto("about:blank")
    island.goto(web.as_uri())
    go_to_simulation(island)
    expect(island.locator(".sim textarea")).to_have_value("Saya menunggu terlalu lama.")
    expect(rows).to_have_count(2)


def test_the_end_shows_the_path_and_the_numbers(island: Page):
    play(island, BEST)

    path = island.locator(".path").last
    expect(path.locator("li")).to_have_count(len(BEST))
    expect(path.locator("li.turn")).to_have_count(3)
    expect(path.locator("li").first).to_contain_text("Waktu −2, Kepercayaan warga +5")
    charts = island.locator(".lines li")
    expect(charts).to_have_count(4)
    expect(charts.last).to_contain_text("2.400 → 300")
    expect(charts.last.locator(".dot")).to_have_count(3)
    expect(charts.last.locator("desc")).to_have_text("Mulai 2.400, berakhir 300.")
    island.locator("summary", has_text="Angka di balik grafik").click()
    rows = island.locator(".scroll tbody tr")
    expect(rows).to_have_count(len(BEST) + 1)
    expect(rows.first).to_contain_text("Awal")
    expect(rows.last).to_contain_text("300")


def test_what_comes_by_itself_is_said(island: Page):
    begin(island)

    decide(island, SURPRISED[:-1])
    expect(told(island)).not_to_contain_text("tidak Anda pilih")
    decide(island, SURPRISED[-1])

    expect(told(island)).to_contain_text("Lalu terjadi sesuatu yang tidak Anda pilih.")
    expect(island.locator(".sim p").filter(has_text="Letusan terkuat")).to_be_visible()


def test_a_closed_choice_says_what_it_needs_and_what_there_is(
    page: Page, tmp_path: Path
):
    open_small(page, tmp_path, GATED, "id")
    begin(page)
    expect(simulation(page)).to_contain_text("kepercayaan 42,5 %")
    closed = page.locator("[data-choice=a]")
    expect(closed).to_have_attribute("aria-disabled", "true")
    reason = page.locator(f"#{closed.get_attribute('aria-describedby')}")
    expect(reason).to_have_text(
        "Belum dapat dipilih. Syarat: Kepercayaan warga paling sedikit 50\u00a0%;"
        " sekarang 42,5\u00a0%."
    )

    tab_to(page, "[data-choice=a]")
    page.keyboard.press("Enter")
    expect(simulation(page)).to_contain_text("keputusan ke-1")
    decide(page, "b")

    expect(closed).not_to_have_attribute("aria-disabled", "true")
    decide(page, "a")
    expect(page.locator(".sim h3")).to_have_text("Pulih")


def test_without_variables_there_are_no_bars_and_no_charts(page: Page, tmp_path: Path):
    open_small(page, tmp_path, PLAIN, "en")
    begin(page)
    expect(page.locator(".bars")).to_have_count(0)
    expect(simulation(page)).to_contain_text("Round 1 of 1 · decision 1")

    decide(page, "a")

    expect(told(page)).to_contain_text("Your decision: Ask the observers")
    expect(page.locator(".sim")).to_contain_text(
        "The result of this round is 80 of 100."
    )
    expect(page.locator(".bars")).to_have_count(0)
    expect(page.locator(".path li")).to_have_text("Ask the observers")


@pytest.mark.parametrize("lms", ["moodle", "scorm-again"])
def test_an_lms_gets_the_best_round_and_gives_the_play_back(
    page: Page, seruni: dict[str, Path], lms: str
):
    def launch() -> FrameLocator:
        page.goto(address)
        course = page.frame_locator("#sco")
        expect(course.locator(".next")).to_be_visible()
        go_to_simulation(course)
        return course

    with serving(seruni["scorm12"], lms) as address:
        course = launch()
        begin(course)
        decide(course, WORST[:3])

        course = launch()
        expect(simulation(course)).to_contain_text("keputusan ke-4")
        decide(course, WORST[3:])
        expect(course.locator(".sim h3")).to_have_text("Kehilangan kendali")
        play(course, BEST)
        course = launch()

        expect(course.locator(".sim h3")).to_have_text("Selamat dan pulih")
        assert page.evaluate("lms.get('cmi.core.score.raw')") == "70"
        assert page.evaluate("refused") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_no_serious_finding_and_nothing_is_too_wide(island: Page, scheme: str):
    island.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    island.set_viewport_size({"width": 320, "height": 740})
    island.add_script_tag(path=AXE)
    assert island.evaluate(SERIOUS) == []
    begin(island)
    for letter in BEST:
        assert island.evaluate(SERIOUS) == []
        assert island.evaluate(OVERFLOW) == 0
        decide(island, letter)
    for summary in island.locator(".sim summary").all():
        summary.click()
    assert island.evaluate(SERIOUS) == []
    assert island.evaluate(OVERFLOW) == 0
    play(island, WORST)
    assert island.evaluate(SERIOUS) == []
    assert island.evaluate(OVERFLOW) == 0


def test_paper_shows_the_path_and_no_buttons(island: Page):
    play(island, BEST)

    island.emulate_media(media="print")

    expect(island.locator(".path li").last).to_be_visible()
    expect(island.locator(".scroll tbody tr").last).to_be_visible()
    expect(island.locator(".sim [data-action=begin]")).to_be_hidden()
