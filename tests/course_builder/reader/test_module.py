from course_builder.errors import SourceLocation
from course_builder.model.course import Module
from course_builder.model.prose import Prose
from course_builder.reader import read_course
from tests.course_builder.course_folder import (
    INDEX,
    MODULE,
    course_of,
    problems,
    problems_of,
    write_course,
)


def module_of(folder, text: str) -> Module:
    (module,) = course_of(folder, text).modules
    return module


def test_each_second_heading_starts_a_page(tmp_path):
    module = module_of(
        tmp_path,
        "Satu.\n\n## Status *tsunami*\n\nDua.\n\n## Status tsunami ##\nTiga.\n",
    )

    assert [(page.id, page.title) for page in module.pages] == [
        ("modul/modul", "Modul"),
        ("modul/status-tsunami", "Status tsunami"),
        ("modul/status-tsunami-1", "Status tsunami"),
    ]
    assert module.slug == "modul"


def test_a_module_without_text_before_its_first_page_has_no_such_page(tmp_path):
    module = module_of(tmp_path, "## Satu\n\nIsi.\n")

    assert [page.slug for page in module.pages] == ["satu"]
    assert module.title == "Modul"


def test_prose_knows_where_it_stands(tmp_path):
    module = module_of(tmp_path, "\nSatu.\nDua.\n\n\n## Halaman\n\n\n  Tiga.\n")

    first, second = (page.blocks[0] for page in module.pages)

    assert isinstance(first, Prose)
    assert isinstance(second, Prose)
    assert (first.text, first.where.line) == ("Satu.\nDua.", 8)
    assert (second.text, second.where.line) == ("  Tiga.", 15)
    assert module.pages[1].where == SourceLocation(module.where.path, 12, 1)


def test_the_front_matter_may_name_the_title(tmp_path):
    text = MODULE.replace("---\n# Modul\n", "title: Judul\n---\n") + "Isi.\n"
    folder = write_course(tmp_path, files={"01-modul.md": text})

    course = read_course(folder).course

    assert problems(folder) == []
    assert course is not None
    (module,) = course.modules
    assert (module.title, module.slug) == ("Judul", "")
    assert module.pages[0].id == "modul/judul"


def test_a_module_needs_a_title_and_a_page(tmp_path):
    text = MODULE.replace("# Modul\n\n", "")

    folder = write_course(tmp_path, files={"01-modul.md": text})

    assert [code for *_, code in problems(folder)] == ["B131", "B132"]


def test_a_page_needs_a_title_with_letters(tmp_path):
    assert problems_of(tmp_path, "## \n\nIsi.\n\n## !?\n\nIsi.\n") == [
        (1, 1, "B133"),
        (5, 1, "B133"),
    ]


def test_the_overview_is_one_page(tmp_path):
    folder = write_course(
        tmp_path, index=INDEX + "# Selamat *datang*\n\nIsi.\n\n## Untuk siapa\n\nASN.\n"
    )

    course = read_course(folder).course

    assert problems(folder) == []
    assert course is not None
    assert course.overview is not None
    assert (course.overview.id, course.overview.title) == ("index", "Selamat datang")
    (prose,) = course.overview.blocks
    assert isinstance(prose, Prose)
    assert prose.text == "Isi.\n\n## Untuk siapa\n\nASN."


def test_modules_come_in_order_of_file_names(tmp_path):
    folder = write_course(
        tmp_path,
        files={
            "02-dua.md": MODULE.replace("modul", "dua", 1) + "Isi.",
            "README.md": "Bukan modul.",
            "10-tiga.txt": "Bukan modul.",
        },
        index=INDEX.replace("hours: 1", "hours: 2"),
    )

    course = read_course(folder).course

    assert problems(folder) == []
    assert course is not None
    assert [module.id for module in course.modules] == ["modul", "dua"]


def test_a_module_lists_competencies_and_prerequisites(tmp_path):
    text = MODULE.replace(
        "minutes: 45",
        "minutes: 45\noptional: true\ncompetencies: T-PB-01\nprerequisites: [modul]",
    ).replace("modul", "dua", 1)
    folder = write_course(tmp_path, files={"02-dua.md": text + "Isi."})

    course = read_course(folder).course

    assert problems(folder) == []
    assert course is not None
    module = course.modules[1]
    assert (module.competencies, module.prerequisites) == (("T-PB-01",), ("modul",))
    assert module.optional


def test_every_heading_of_a_file_counts_for_the_ids_of_those_after_it(tmp_path):
    text = (
        "Siaga\nsatu\n=====\n\n> ### Awas\n\n- # Tiga\n\n```\n# Kode\n```\n\n---\n\n"
        "::: note\n### Rahasia\n\n:::\n\n"
        "## Awas\n\n[ke sini](#awas-1), [ke sana](#awas), [butir](#tiga)\n\n"
        "## Siagasatu\n\n[ke sini](#siagasatu-1)\n\n## Kode\n\nIsi.\n"
    )

    module = module_of(tmp_path, text)

    assert [page.slug for page in module.pages] == [
        "modul",
        "awas-1",
        "siagasatu-1",
        "kode",
    ]
    assert module.anchors == {
        "modul",
        "siagasatu",
        "awas",
        "tiga",
        "awas-1",
        "siagasatu-1",
        "kode",
    }


def test_the_title_of_an_activity_may_be_linked_to(tmp_path):
    text = (
        "[Diskusi](#pengalaman-anda)\n\n"
        "::: discussion {#d}\n### Pengalaman Anda\n\nApa?\n\n:::\n"
    )

    module = module_of(tmp_path, text)

    assert "pengalaman-anda" in module.anchors


def test_a_heading_in_a_note_cannot_be_linked_to(tmp_path):
    text = "[Catatan](#rahasia)\n\n::: note\n### Rahasia\n\n:::\n"

    assert problems_of(tmp_path, text) == [(1, 11, "B302")]
