from pathlib import Path

import pytest

from course_builder.codes import describe
from tests.course_builder.checks.content import content_findings
from tests.course_builder.course_folder import INDEX, MODULE

HEAD = INDEX.partition("competencies:")[0]
QUESTION = "::: question {#q-a competency=T-PB-01.2}\nApa?\n\n- = a\n\n:::\n"
OPTIONAL = QUESTION.replace("#q-a", "#q-a required=no")
ASSIGNMENT = "::: assignment {#t-a competency=T-PB-01.2}\nGambar peta.\n\n:::\n"
SURVEY = "::: survey {#s-a competency=T-PB-01.2}\n- (1-5) Jelas\n\n:::\n"
DISCUSSION = "::: discussion {#d-a competency=T-PB-01.2}\nApa?\n\n:::\n"
SCENARIO = (
    "::: scenario {#sim competency=T-PB-01.2}\n### Awal\n\n- [Naik](#naik)\n\n"
    "### Naik\n{ending score=100}\n\nSelamat.\n\n:::\n"
)
OWN = (
    ":::: quiz {#k-a role=posttest}\n::: question {#q-a competency=T-PB-01.2}\nApa?\n\n"
    "- = a\n\n:::\n\n::::\n"
)
PRETEST = (
    ":::: quiz {#k-a role=pretest competency=T-PB-01.2}\n::: question {#q-a}\nApa?\n\n"
    "- = a\n\n:::\n\n::::\n"
)
DRAWN = "::: quiz {#k-a role=posttest from=banks/a.md draw=1}\n\n:::\n"


def index(*declared: str) -> str:
    lines = "".join(f"  - {{{one}}}\n" for one in declared)
    return f"{HEAD}competencies:\n{lines}---\n"


def declared(evidence: str) -> str:
    return f"code: T-PB-01, level: 2, evidence: [{evidence}]"


@pytest.mark.parametrize(
    "text",
    ["Isi.\n", QUESTION.replace(" competency=T-PB-01.2", "")],
)
@pytest.mark.parametrize("evidence", ["", "quiz", "quiz, observation"])
def test_a_competency_that_no_activity_names_is_a_warning(
    tmp_path: Path, text: str, evidence: str
) -> None:
    (found,) = content_findings(tmp_path, text, index=index(declared(evidence)))

    assert (str(found.where), found.code) == ("index.md:8:12", "B720")


def test_what_is_only_observed_at_work_needs_no_activity(tmp_path: Path) -> None:
    assert (
        content_findings(tmp_path, "Isi.\n", index=index(declared("observation"))) == []
    )


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (QUESTION, "quiz"),
        (OWN, "quiz"),
        (DRAWN, "quiz"),
        (SCENARIO, "scenario"),
        (ASSIGNMENT, "assignment"),
        (QUESTION + "\n" + ASSIGNMENT, "quiz, assignment, observation"),
    ],
)
def test_evidence_is_given_by_the_activity_that_it_names(
    tmp_path: Path, text: str, kinds: str
) -> None:
    files: dict[str, str | bytes] = {"banks/a.md": QUESTION} if text is DRAWN else {}

    found = content_findings(tmp_path, text, index=index(declared(kinds)), files=files)

    assert [finding.code for finding in found] == []


@pytest.mark.parametrize(
    ("text", "kinds", "missing"),
    [
        (QUESTION, "quiz, scenario, assignment", "scenario, assignment"),
        (SCENARIO, "quiz", "quiz"),
        (ASSIGNMENT, "quiz, assignment", "quiz"),
        (SURVEY, "quiz", "quiz"),
        (DISCUSSION, "quiz", "quiz"),
        (PRETEST, "quiz", "quiz"),
    ],
)
def test_evidence_that_no_activity_gives_is_a_warning(
    tmp_path: Path, text: str, kinds: str, missing: str
) -> None:
    (found,) = content_findings(tmp_path, text, index=index(declared(kinds)))

    assert (found.code, found.values["kinds"]) == ("B721", missing)
    assert f"`{missing}`" in describe(found, "id").message


def test_a_level_that_only_optional_activities_name_is_told(tmp_path: Path) -> None:
    (found,) = content_findings(tmp_path, OPTIONAL, index=index(declared("quiz")))

    assert (str(found.where), found.code) == ("index.md:8:12", "B723")


def test_a_competency_of_a_module_that_nothing_in_it_names_is_told(
    tmp_path: Path,
) -> None:
    head = MODULE.replace("minutes: 45", "minutes: 45\ncompetencies: [T-PB-01]")
    other = MODULE.replace("id: modul", "id: lain\noptional: yes") + QUESTION

    (found,) = content_findings(
        tmp_path,
        "",
        index=index(declared("quiz")),
        files={"01-modul.md": head + "Isi.\n", "02-lain.md": other},
    )

    assert (str(found.where), found.code) == ("01-modul.md:4:16", "B722")


def test_a_competency_that_a_module_s_activity_names_is_fine(tmp_path: Path) -> None:
    head = MODULE.replace("minutes: 45", "minutes: 45\ncompetencies: T-PB-01")
    files: dict[str, str | bytes] = {"01-modul.md": head + QUESTION}

    assert (
        content_findings(tmp_path, "", index=index(declared("quiz")), files=files) == []
    )


def test_outcomes_are_not_judged_of_what_could_not_be_read(tmp_path: Path) -> None:
    broken = QUESTION.replace("- = a", "- ( ) a\n- ( ) b")

    assert content_findings(tmp_path, broken, index=index(declared("quiz"))) == []
