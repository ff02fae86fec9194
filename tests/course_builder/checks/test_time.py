from pathlib import Path

import pytest

from course_builder.codes import describe
from tests.course_builder.checks.content import content_findings
from tests.course_builder.course_folder import INDEX, MODULE

SHORT = "Kata kata kata kata kata. "
QUESTION = "::: question {{#q-{}}}\nApa?\n\n- = a\n\n:::\n"
LONG = "::: question {#q-a long}\nApa?\n\n:::\n"
QUIZ = "::: quiz {{#k-a from=banks/a.md {}}}\n\n:::\n"
SCENARIO = (
    "::: scenario {#sim rounds=3}\n### Awal\n\n- [Naik](#naik)\n\n"
    "### Naik\n{ending score=100}\n\nSelamat.\n\n:::\n"
)
SURVEY = "::: survey {{#s-a}}\n{}\n\n:::\n"
ASSIGNMENT = "::: assignment {#t-a}\nGambar peta.\n\n:::\n"
DISCUSSION = "::: discussion {#d-a}\nApa?\n\n:::\n"


def estimate(folder: Path, minutes: int, text: str) -> list[tuple[str, str, str]]:
    """Return code, least and most."""
    index = INDEX.replace("hours: 1", f"hours: {minutes / 45:.2f}")
    files: dict[str, str | bytes] = {
        "01-modul.md": MODULE.replace("45", str(minutes)) + text
    }
    if "banks/" in text:
        files["banks/a.md"] = "\n".join(QUESTION.format(n) for n in range(12))
    found = content_findings(folder, "", index=index, files=files)
    return [(f.code, f.values["least"], f.values["most"]) for f in found]


def prose(number: int) -> str:
    return SHORT * (number // 5) + "\n\n"


@pytest.mark.parametrize(
    ("text", "least"),
    [
        (prose(2_000), 10),
        (prose(2_000) + QUESTION.format(1), 11),
        ("".join(QUESTION.format(n) + "\n" for n in range(7)), 7),
        (QUIZ.format("draw=5"), 5),
        (QUIZ.format(""), 12),
        (QUIZ.format("minutes=8"), 8),
        (QUIZ.format("minutes=30"), 12),
        (SCENARIO, 30),
        (SURVEY.format("\n".join(["- (1-5) Jelas"] * 9)), 3),
        (DISCUSSION, 5),
    ],
)
def test_a_module_that_cannot_be_done_in_its_minutes_is_told(
    tmp_path: Path, text: str, least: int
) -> None:
    (found,) = estimate(tmp_path, least - 1, text)

    assert found[:2] == ("B730", str(least))
    assert estimate(tmp_path, least, text) == []


def test_a_module_with_far_too_many_minutes_is_told(tmp_path: Path) -> None:
    text = prose(1_500) + QUESTION.format(1)

    assert estimate(tmp_path, 33, text) == []
    assert estimate(tmp_path, 34, text) == [("B731", "8", "11")]


@pytest.mark.parametrize(
    "more",
    [ASSIGNMENT, DISCUSSION, LONG, "[Pedoman](media/pedoman.pdf)\n"],
)
def test_what_takes_as_long_as_it_takes_is_not_too_long(
    tmp_path: Path, more: str
) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "pedoman.pdf").write_bytes(b"%PDF-1.4")

    assert estimate(tmp_path, 90, prose(500) + more) == []


def test_a_module_that_is_still_being_written_is_not_too_long(tmp_path: Path) -> None:
    assert estimate(tmp_path, 90, prose(95)) == []
    assert estimate(tmp_path, 90, prose(100)) == [("B731", "0", "1")]


def test_the_estimate_is_told_at_the_minutes(tmp_path: Path) -> None:
    (found,) = content_findings(
        tmp_path,
        "",
        files={"01-modul.md": MODULE + prose(12_000)},
    )

    assert str(found.where) == "01-modul.md:3:10"
    assert describe(found, "id").message == (
        "`minutes: 45` terlalu singkat: 12000 kata dan 0 aktivitas perlu sedikitnya 60 menit"
    )
