"""Common Cartridge 1.1, held to the standard's schemas and to Moodle's habits."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree

from course_builder.build import build, check
from course_builder.locale import translator
from course_builder.model.media import Media
from course_builder.model.question import OrderRule
from course_builder.model.quiz import Draw, Role, When
from course_builder.model.rendered import RenderedCourse
from course_builder.targets.common_cartridge import Cc11
from course_builder.targets.registry import target_for
from tests.every_construct import write_every_construct
from tests.factories import (
    rendered_assignment,
    rendered_course,
    rendered_course_of,
    rendered_course_of_every_kind,
    rendered_discussion,
    rendered_question,
    rendered_quiz,
    rendered_scenario,
    rendered_survey,
)

CP = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
BLTI = "{http://www.imsglobal.org/xsd/imsbasiclti_v1p0}"
Q = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
SERVICE = "https://asn.example.go.id/belajar"
ORDER = OrderRule(("b", "c", "a"))
SCHEMAS = {
    "imsmanifest.xml": "cc11libxml2validator.xsd",
    "questions": "ccv1p1_qtiasiv1p2p1_v1p0.xsd",
    "discussions": "ccv1p1_imsdt_v1p1.xsd",
    "links": "imslticc_v1p0p1.xsd",
}


@pytest.fixture(scope="module")
def every_construct(tmp_path_factory: pytest.TempPathFactory) -> RenderedCourse:
    folder = write_every_construct(tmp_path_factory.mktemp("cc11") / "kursus")
    course = check(folder).rendered
    assert course is not None
    return course


def packaged(course: RenderedCourse, service: str = "") -> zipfile.ZipFile:
    out = io.BytesIO()
    target_for("cc11", course.id, service).write(course, out)
    return zipfile.ZipFile(out)


def manifest(archive: zipfile.ZipFile) -> etree._Element:
    return etree.fromstring(archive.read("imsmanifest.xml"))


def titles(archive: zipfile.ZipFile) -> list[str | None]:
    """Return the titles of all items, in their order."""
    return [item.findtext(f"{CP}title") for item in manifest(archive).iter(f"{CP}item")]


def asked(archive: zipfile.ZipFile, name: str) -> list[str]:
    document = etree.fromstring(archive.read(f"questions/{name}.xml"))
    return [item.get("ident", "") for item in document.iter(f"{Q}item")]


def warned(course: RenderedCourse, service: str = "") -> set[str]:
    lacks = target_for("cc11", course.id, service).warnings(course)
    return {lack.values["id"] for lack in lacks}


@pytest.mark.parametrize("service", ["", SERVICE], ids=["alone", "with a service"])
def test_every_document_is_valid(
    service: str, every_construct: RenderedCourse, schemas_dir: Path
) -> None:
    schemas = {
        kind: etree.XMLSchema(etree.parse(schemas_dir / "cc11" / name))
        for kind, name in SCHEMAS.items()
    }
    archive = packaged(every_construct, service)
    held = {name: schemas.get(name.partition("/")[0]) for name in archive.namelist()}
    for name, schema in held.items():
        if schema is not None:
            document = etree.fromstring(archive.read(name))
            assert schema.validate(document), (name, schema.error_log)
    kinds = {name.partition("/")[0] for name, schema in held.items() if schema}
    assert kinds == set(SCHEMAS) - ({"links"} if not service else set())
    broken = archive.read("imsmanifest.xml").replace(b"webcontent", b"web")
    assert not schemas["imsmanifest.xml"].validate(etree.fromstring(broken))


def test_moodle_finds_its_version_early_in_the_manifest() -> None:
    head = packaged(rendered_course()).read("imsmanifest.xml")[:1024].decode()
    assert 'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"' in head


def test_what_is_listed_is_there_and_what_is_there_is_listed(
    every_construct: RenderedCourse,
) -> None:
    archive = packaged(every_construct, SERVICE)
    root = manifest(archive)
    listed = [file.get("href") for file in root.iter(f"{CP}file")]
    assert sorted(map(str, listed)) == sorted(
        {*archive.namelist()} - {"imsmanifest.xml"}
    )
    known = {resource.get("identifier") for resource in root.iter(f"{CP}resource")}
    named = {item.get("identifierref") for item in root.iter(f"{CP}item")} - {None}
    needed = {need.get("identifierref") for need in root.iter(f"{CP}dependency")}
    assert named | needed <= known
    identifiers = [i for e in root.iter() if (i := e.get("identifier"))]
    assert len(identifiers) == len(set(identifiers))


def test_one_untitled_root_holds_modules_whose_items_follow_their_page(
    every_construct: RenderedCourse,
) -> None:
    archive = packaged(every_construct)
    (organization,) = manifest(archive).iter(f"{CP}organization")
    (root,) = organization.findall(f"{CP}item")
    assert root.find(f"{CP}title") is None
    assert all(item.find(f"{CP}item") is not None for item in root.findall(f"{CP}item"))
    order = titles(archive)
    tests = order[order.index("Tes") :]
    assert tests[:6] == [
        *("Tes", "Latihan singkat", "Tes awal", "Tes akhir", "Ujian"),
        "Latihan: Soal",
    ]


def test_the_bank_is_a_resource_without_an_item(
    every_construct: RenderedCourse,
) -> None:
    archive = packaged(every_construct)
    root = manifest(archive)
    banks = [
        r for r in root.iter(f"{CP}resource") if "question-bank" in r.get("type", "")
    ]
    assert [bank.get("identifier") for bank in banks] == ["bank"]
    assert "bank" not in {item.get("identifierref") for item in root.iter(f"{CP}item")}
    assert asked(archive, "bank") == ["b-satu", "b-dua", "b-tiga", "b-empat"]


def test_pages_hold_no_form_and_nothing_that_only_the_player_knows(
    every_construct: RenderedCourse,
) -> None:
    archive = packaged(every_construct)
    pages = [n for n in archive.namelist() if n.startswith("pages/")]
    for name in pages:
        text = archive.read(name).decode()
        for trace in ("<form", "<input", "<button", "<textarea", "data-", "<math"):
            assert trace not in text.replace("data-label", ""), (name, trace)
    everything = "".join(archive.read(name).decode() for name in pages)
    assert 'src="../media/' in everything
    assert "Peran camat" in everything


def test_a_question_without_a_form_stands_on_its_page_with_its_key(
    every_construct: RenderedCourse,
) -> None:
    archive = packaged(every_construct)
    (page,) = (
        text
        for name in archive.namelist()
        if name.startswith("pages/")
        and "Urutkan langkah" in (text := archive.read(name).decode())
    )
    body, _, key = page.partition("Kunci jawaban")
    assert "Jawablah di kertas" in body
    assert "<li>Kaji cepat</li><li>Aktifkan pos komando</li>" in key
    assert "PVMBG" in key
    assert "tingkat aktivitas gunung api" in key
    # What the exercise asks has its key there, and only there.
    assert "Pilih isi pesan" in body
    assert "Pilih isi pesan" not in key


def test_what_pages_ask_is_one_exercise_a_module_with_its_media() -> None:
    picture = f"{'ab' * 32}.webp"
    first, second = rendered_question("q-satu"), rendered_question("q-dua")
    course = rendered_course_of(
        first, second, media=(Media(picture, "image/webp", b"RIFF"),)
    )
    (module,) = course.modules
    html = module.pages[0].html.replace(
        'data-activity="q-dua">',
        f'data-activity="q-dua"><div class="prompt"><img src="media/{picture}" alt="Peta"></div>',
    )
    page = replace(module.pages[0], html=html)
    archive = packaged(replace(course, modules=(replace(module, pages=(page,)),)))
    assert asked(archive, "exercise-m1") == ["q-satu", "q-dua"]
    exercise = archive.read("questions/exercise-m1.xml").decode()
    assert "data:image/webp;base64,UklGRg==" in exercise
    assert f'src="../media/{picture}"' in archive.read("pages/001.html").decode()


def test_a_document_that_a_question_links_to_is_found_from_its_file() -> None:
    document = f"{'cd' * 32}.pdf"
    told = f'<p><a href="media/{document}">daftar</a></p>'
    archive = packaged(
        rendered_course_of(
            rendered_question(explanation=told),
            media=(Media(document, "application/pdf", b"%PDF"),),
        )
    )
    exercise = archive.read("questions/exercise-m1.xml").decode()
    assert f"$IMS-CC-FILEBASE$../media/{document}" in exercise
    assert f"media/{document}" in archive.namelist()


def test_a_draw_becomes_questions_that_stay_the_same() -> None:
    questions = {f"b-{n}": rendered_question(f"b-{n}") for n in range(9)}
    drawing = {"questions": questions, "draws": (Draw("", 3),)}
    course = rendered_course_of(
        rendered_quiz("tes-awal", **drawing), rendered_quiz("tes-akhir", **drawing)
    )
    first = asked(packaged(course), "assessment-tes-awal")
    second = asked(packaged(course), "assessment-tes-akhir")
    assert len(first) == len(second) == 3
    assert first != second
    assert asked(packaged(course), "bank") == list(questions)
    assert warned(course) == {"tes-awal", "tes-akhir"}


def test_a_quiz_leaves_out_what_has_no_form_and_says_so() -> None:
    questions = {
        "k-satu": rendered_question("k-satu"),
        "k-urut": rendered_question("k-urut", rule=ORDER),
    }
    course = rendered_course_of(rendered_quiz(questions=questions))
    assert asked(packaged(course), "assessment-k-akhir") == ["k-satu"]
    (lack,) = Cc11().warnings(course)
    assert lack.values == {"id": "k-akhir", "lost": "`k-urut`"}


def test_a_pretest_tells_nothing() -> None:
    told = {"k-satu": rendered_question("k-satu", explanation="<p>Begini.</p>")}
    for role, tells in ((Role.PRACTICE, True), (Role.PRETEST, False)):
        quiz = rendered_quiz(questions=told, role=role, feedback=When.IMMEDIATE)
        archive = packaged(rendered_course_of(quiz))
        document = archive.read("questions/assessment-k-akhir.xml")
        assert (b"Begini." in document) is tells


def test_with_a_service_only_what_cannot_be_carried_is_a_link() -> None:
    course = rendered_course_of(
        rendered_question(),
        rendered_question("q-urut", rule=ORDER),
        rendered_quiz(),
        rendered_quiz("k-undi", draws=(Draw("", 1),)),
        rendered_scenario(),
        rendered_assignment(),
        rendered_survey(),
        rendered_discussion(),
    )
    archive = packaged(course, SERVICE)
    links = {n for n in archive.namelist() if n.startswith("links/")}
    linked = {"q-urut", "k-undi", "sim-erupsi", "t-rencana", "s-reaksi"}
    assert links == {f"links/{name}.xml" for name in linked}
    assert "questions/assessment-k-akhir.xml" in archive.namelist()
    assert "questions/bank.xml" not in archive.namelist()
    assert warned(course, SERVICE) == set()
    assert not [n for n in packaged(course).namelist() if n.startswith("links/")]


def test_a_link_names_course_and_activity_in_its_address(tmp_path: Path) -> None:
    folder = write_every_construct(tmp_path / "kursus")
    (done,) = build(
        [folder],
        ["cc11"],
        tmp_path / "dist",
        per_module=True,
        service_url=f"{SERVICE}/",
        cache=False,
    )
    (package,) = (p for p in done.packages if "-simulasi-" in p.path.name)
    assert package.path.name == "kursus-lengkap-1.0-simulasi-cc11.imscc"
    with zipfile.ZipFile(package.path) as archive:
        link = etree.fromstring(archive.read("links/sim-erupsi.xml"))
    address = urlsplit(link.findtext(f"{BLTI}launch_url") or "")
    assert (
        f"{address.scheme}://{address.netloc}{address.path}" == f"{SERVICE}/lti/launch"
    )
    assert parse_qs(address.query) == {
        "course": ["kursus-lengkap"],
        "activity": ["sim-erupsi"],
    }


def test_the_title_of_a_link_is_ascii_because_moodle_makes_it_xml_that_is_none() -> (
    None
):
    scenario = rendered_scenario(title="Gunung api – “Siaga” · kaji é")
    archive = packaged(rendered_course_of(scenario), SERVICE)
    link = etree.fromstring(archive.read("links/sim-erupsi.xml"))
    assert link.findtext(f"{BLTI}title") == 'Gunung api - "Siaga" - kaji e'
    assert "Gunung api – “Siaga” · kaji é" in titles(archive)


def test_a_course_in_english_speaks_english() -> None:
    course = replace(rendered_course_of_every_kind(), language="en")
    archive = packaged(course)
    page = archive.read("pages/001.html").decode()
    for sentence in (
        "Kerjakan kuis ini",
        "Jawablah",
        "Sampaikan jawaban",
        "Serahkan hasil",
        "Bahaslah",
        "Tulislah",
    ):
        assert sentence not in page
    assert "Exercise: Modul satu" in titles(archive)


@pytest.mark.parametrize("title", ['A & <b> "c"', "Satu\x0b\ndua 🌋", "panjang " * 60])
def test_any_title_makes_a_valid_manifest(title: str, schemas_dir: Path) -> None:
    path = schemas_dir / "cc11" / SCHEMAS["imsmanifest.xml"]
    schema = etree.XMLSchema(etree.parse(path))
    course = rendered_course(title=title, summary=title)
    root = manifest(packaged(course))
    assert schema.validate(root), schema.error_log


def test_every_sentence_about_what_is_lacking_has_its_english(
    every_construct: RenderedCourse,
) -> None:
    lacks = Cc11().warnings(every_construct)
    assert {lack.values["id"] for lack in lacks} >= {
        "q-urut",
        "sim-erupsi",
        "tugas-peta",
    }
    for lack in lacks:
        assert translator("en")(lack.sentence) != lack.sentence
        assert "{" not in lack.sentence.format_map(lack.values)
