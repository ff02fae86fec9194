import pytest

from tests.course_builder.course_folder import INDEX, MODULE, problems, write_course

QUESTION = "::: question {#q-satu}\nApa?\n\n- (x) ya\n- ( ) tidak\n\n:::\n"


def module(identifier: str, keys: str = "", text: str = "Isi.\n") -> str:
    return MODULE.replace("id: modul", f"id: {identifier}\n{keys}".rstrip()) + text


@pytest.mark.parametrize(
    ("hours", "minutes", "is_right"),
    [
        ("1", 44, True),
        ("1", 46, True),
        ("1", 43, False),
        ("1", 47, False),
        ("4.33", 195, True),
        ("4.33", 196, False),
        ("0.5", 22, True),
    ],
)
def test_hours_equal_the_minutes_of_the_modules_within_one(
    tmp_path, hours, minutes, is_right
):
    folder = write_course(
        tmp_path,
        index=INDEX.replace("hours: 1", f"hours: {hours}"),
        files={"01-modul.md": MODULE.replace("45", str(minutes)) + "Isi."},
    )

    assert problems(folder) == ([] if is_right else [("index.md", 6, 8, "B127")])


def test_optional_modules_do_not_count(tmp_path):
    folder = write_course(tmp_path, files={"02-b.md": module("b", "optional: yes")})

    assert problems(folder) == []


def test_minutes_that_are_missing_may_make_up_for_the_rest(tmp_path):
    missing = module("b").replace("minutes: 45\n", "")
    too_few = write_course(
        tmp_path / "a",
        index=INDEX.replace("hours: 1", "hours: 3"),
        files={"02-b.md": missing},
    )
    too_many = write_course(
        tmp_path / "b",
        index=INDEX.replace("hours: 1", "hours: 0.5"),
        files={"02-b.md": missing},
    )

    assert [code for *_, code in problems(too_few)] == ["B115"]
    assert [code for *_, code in problems(too_many)] == ["B115", "B127"]


def test_ids_of_modules_are_unique(tmp_path):
    files: dict[str, str | bytes] = {
        "02-b.md": module("modul", "optional: yes"),
        "03-c.md": module("index", "optional: yes"),
    }

    assert problems(write_course(tmp_path, files=files)) == [
        ("02-b.md", 2, 5, "B129"),
        ("03-c.md", 2, 5, "B130"),
    ]


def test_ids_of_activities_are_unique_in_the_course(tmp_path):
    files: dict[str, str | bytes] = {"02-b.md": module("b", "optional: yes", QUESTION)}

    folder = write_course(tmp_path, QUESTION + "\n" + QUESTION, files=files)

    assert problems(folder) == [
        ("01-modul.md", 15, 1, "B207"),
        ("02-b.md", 8, 1, "B207"),
    ]


def test_prerequisites_are_modules_that_can_come_first(tmp_path):
    files: dict[str, str | bytes] = {
        "02-b.md": module("b", "optional: yes\nprerequisites: [modul, c]"),
        "03-c.md": module("c", "optional: yes\nprerequisites: [modul, b, d]"),
        "04-d.md": module("d", "optional: yes\nprerequisites: d"),
    }

    assert problems(write_course(tmp_path, files=files)) == [
        ("02-b.md", 4, 16, "B134"),
        ("04-d.md", 4, 16, "B134"),
    ]
    del files["04-d.md"]
    (tmp_path / "04-d.md").unlink()
    assert problems(write_course(tmp_path, files=files)) == [
        ("02-b.md", 4, 16, "B134"),
        ("03-c.md", 4, 27, "B128"),
    ]


def test_competencies_are_declared(tmp_path):
    text = QUESTION.replace("#q-satu", '#q-satu competency="T-PB-01.2 T-PB-01.3 X.1"')
    files: dict[str, str | bytes] = {
        "02-b.md": module("b", "optional: yes\ncompetencies: [T-PB-01, T-PB-02]")
    }

    assert problems(write_course(tmp_path, text, files=files)) == [
        ("01-modul.md", 7, 45, "B222"),
        ("01-modul.md", 7, 55, "B222"),
        ("02-b.md", 4, 25, "B135"),
    ]
