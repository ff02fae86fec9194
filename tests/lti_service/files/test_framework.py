"""Frameworks out and in again: what each form carries, and what it refuses."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from lti_service.domain.framework import (
    KINDS,
    Competency,
    CompetencyLevel,
    Framework,
    FrameworkContent,
    FrameworkStatus,
)
from lti_service.domain.import_run import ImportRun, normal
from lti_service.domain.moodle_node import SCALE
from lti_service.errors import InvalidInputError
from lti_service.files.case import write_case
from lti_service.files.framework import FRAMEWORK_COLUMNS, framework_rows
from lti_service.files.framework_file import read_framework
from lti_service.files.moodle_framework import (
    COLUMNS,
    moodle_obstacles,
    shortened_names,
    write_moodle,
)
from lti_service.files.table import tidy, write_csv
from lti_service.files.workbook import write_workbook
from lti_service.use_cases.standard.framework import import_framework, whole_framework
from tests.lti_service.office import office

SKJ = FrameworkContent(
    Framework(
        "SKJ", "Standar Kompetensi", "2", FrameworkStatus.ADOPTED, "https://a.b", "SK 1"
    ),
    (
        Competency("M01", "SKJ", "Integritas", "manajerial", "MAN", "Jujur\n& tegas"),
        Competency("MAN", "SKJ", "Manajerial", "manajerial"),
    ),
    (
        CompetencyLevel("M01", 1, "Paham", ("Menyebut nilai", "Menaati aturan")),
        CompetencyLevel("M01", 2, ""),
    ),
)

NOTHING = FrameworkContent(Framework("SKJ", ""), (), ())
AT = datetime(2026, 11, 24, tzinfo=UTC)


def as_csv(content: FrameworkContent) -> bytes:
    return write_csv(FRAMEWORK_COLUMNS, framework_rows(content)).encode()


def as_xlsx(content: FrameworkContent) -> bytes:
    return write_workbook(FRAMEWORK_COLUMNS, framework_rows(content), "framework")


def as_case(content: FrameworkContent) -> bytes:
    return write_case(content, AT).encode()


def as_wrapped_case(content: FrameworkContent) -> bytes:
    return json.dumps({"CFPackage": json.loads(as_case(content))}).encode()


def as_moodle(content: FrameworkContent) -> bytes:
    return write_moodle(content).encode()


def taken_in(file: bytes) -> tuple[ImportRun, FrameworkContent]:
    storage, ports = office()
    for table in (storage.tables.competencies, storage.tables.levels):
        table.clear()
    run = import_framework(read_framework(file, "a.x"), dry_run=False, ports=ports)
    if not run.written:
        return run, NOTHING
    return run, whole_framework("SKJ", ports=ports)


def codes(file: bytes) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in taken_in(file)[0].problems]


# ---- round trips -------------------------------------------------------------

LETTERS = st.characters(exclude_categories=("C", "Zl", "Zp"), include_characters="\n")
CODES = st.from_regex(r"[A-Z][A-Za-z0-9.,_-]{0,20}[A-Z]", fullmatch=True)


def texts(longest: int = 60, *, smallest: int = 0) -> st.SearchStrategy[str]:
    """What an import can have brought in."""
    made = st.text(LETTERS, max_size=longest).map(tidy)
    return made.filter(lambda text: len(text) >= smallest and text == tidy(text))


NAMES = texts(smallest=1).filter(lambda text: ": level" not in text)
INDICATORS = st.lists(
    texts(smallest=1).filter(lambda text: not set(text) & set("|\n")), max_size=3
).map(tuple)


@st.composite
def contents(draw: st.DrawFn) -> FrameworkContent:
    found = draw(st.lists(CODES, min_size=1, max_size=5, unique_by=normal))
    competencies, levels = [], []
    for place, code in enumerate(sorted(found)):
        above = draw(st.sampled_from(["", *sorted(found)[:place]]))
        kind = draw(st.sampled_from(KINDS))
        name, definition = draw(NAMES), draw(texts())
        competencies.append(Competency(code, "SKJ", name, kind, above, definition))
        for level in sorted(draw(st.sets(st.integers(1, 5), max_size=3))):
            words = draw(NAMES | st.just(""))
            levels.append(CompetencyLevel(code, level, words, draw(INDICATORS)))
    framework = Framework(
        "SKJ",
        draw(NAMES),
        draw(texts()),
        draw(st.sampled_from(list(FrameworkStatus))),
        draw(texts()),
        draw(texts()),
    )
    return FrameworkContent(framework, tuple(competencies), tuple(levels))


@pytest.mark.parametrize(
    "write", [as_csv, as_xlsx, as_case, as_wrapped_case, as_moodle]
)
@settings(max_examples=100, deadline=None)
@given(content=contents())
def test_what_goes_out_comes_back_whole(
    write: Callable[[FrameworkContent], bytes], content: FrameworkContent
) -> None:
    run, back = taken_in(write(content))
    assert (run.problems, run.warnings) == ((), ())
    assert back == content


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_case, as_moodle])
@pytest.mark.parametrize(
    "name", ["=1+1", "-5", "'=1", "'kutip'", "<b>&amp;", "1.98E+17"]
)
def test_a_text_stays_what_it_is(
    write: Callable[[FrameworkContent], bytes], name: str
) -> None:
    competency = Competency("M01", "SKJ", name, "teknis", "", name)
    content = FrameworkContent(SKJ.framework, (competency,), ())
    run, back = taken_in(write(content))
    assert not run.problems
    assert back == content


# ---- CASE --------------------------------------------------------------------


def case(**changes: Any) -> dict[str, Any]:
    package: dict[str, Any] = json.loads(as_case(SKJ))
    return package | changes


def test_of_a_case_association_the_origin_is_the_child() -> None:
    package = case()
    by_id = {item["identifier"]: item for item in package["CFItems"]}
    pairs = {
        (
            by_id[one["originNodeURI"]["identifier"]]["humanCodingScheme"],
            by_id[one["destinationNodeURI"]["identifier"]]["humanCodingScheme"],
        )
        for one in package["CFAssociations"]
        if one["destinationNodeURI"]["identifier"] in by_id
    }
    assert {one["associationType"] for one in package["CFAssociations"]} == {
        "isChildOf"
    }
    assert pairs == {
        ("M01", "MAN"),
        ("M01.1", "M01"),
        ("M01.2", "M01"),
        ("M01.1.1", "M01.1"),
        ("M01.1.2", "M01.1"),
    }


def test_nothing_empty_is_written_into_a_case_file() -> None:
    bare = FrameworkContent(Framework("SKJ", "S"), SKJ.competencies[1:], ())
    document = json.loads(as_case(bare))["CFDocument"]
    assert "" not in document.values()
    assert "officialSourceURL" not in document
    assert json.loads(as_case(SKJ))["CFDocument"]["officialSourceURL"] == "https://a.b"


def test_what_is_exported_again_keeps_its_ids() -> None:
    changed = replace(SKJ, framework=replace(SKJ.framework, title="Judul baru"))

    def ids(content: FrameworkContent) -> list[str]:
        package = json.loads(as_case(content))
        parts = [package["CFDocument"], *package["CFItems"], *package["CFAssociations"]]
        return [part["identifier"] for part in parts]

    assert ids(SKJ) == ids(changed)
    assert len(set(ids(SKJ))) == len(ids(SKJ))


def test_a_foreign_case_file_gets_codes_and_kinds_as_far_as_it_tells() -> None:
    package = {
        "CFDocument": {"identifier": "SKJ", "title": "Asing"},
        "CFItems": [
            {"identifier": "a", "fullStatement": "Managerial"},
            {"identifier": "b", "fullStatement": "Berpikir", "CFItemType": "Standard"},
            {"identifier": "c", "fullStatement": "Sendiri"},
        ],
        "CFAssociations": [
            {
                "associationType": "isChildOf",
                "originNodeURI": {"identifier": "b"},
                "destinationNodeURI": {"identifier": "a"},
            },
            {"associationType": "isRelatedTo"},
        ],
    }
    run, back = taken_in(json.dumps(package).encode())
    assert [(c.code, c.kind, c.parent_code) for c in back.competencies] == [
        ("a", "manajerial", ""),
        ("b", "manajerial", "a"),
        ("c", "teknis", ""),
    ]
    assert [(w.row, w.code) for w in run.warnings] == [(3, "choice-unknown")]


def test_a_parent_that_is_not_in_a_case_file_is_told() -> None:
    package = case()
    package["CFItems"] = [
        item for item in package["CFItems"] if item["humanCodingScheme"] != "MAN"
    ]
    package["CFAssociations"] = [
        one
        for one in package["CFAssociations"]
        if one["originNodeURI"]["title"] != "MAN"
    ]
    run, _ = taken_in(json.dumps(package).encode())
    assert {problem.code for problem in run.problems} == {"competency-unknown"}


def test_repeated_items_and_two_parents_are_told() -> None:
    package = case()
    package["CFItems"].append(package["CFItems"][0])
    package["CFItems"].append(package["CFItems"][0] | {"identifier": "lain"})
    twice = package["CFAssociations"][0] | {"destinationNodeURI": {"identifier": "x"}}
    package["CFAssociations"].append(twice)
    assert {code for _, code in codes(json.dumps(package).encode())} == {
        "row-repeated",
        "row-contradicts",
    }


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"CFPackage": []}',
        '{"CFDocument": {"identifier": "SKJ"}, "CFItems": {}}',
        '{"CFDocument": {"identifier": "SKJ"}, "CFItems": [1, null, {"identifier": []}]}',
        '{"CFDocument": {"identifier": "SKJ"}, "CFItems": [], "CFAssociations": [7]}',
    ],
)
def test_json_that_is_no_case_is_told_with_its_place(text: str) -> None:
    run, _ = taken_in(text.encode())
    assert run.problems
    assert all(p.column or p.code == "rows-missing" for p in run.problems)
    assert not run.written


@pytest.mark.parametrize("text", [b"{", b'{"a":' * 100_000, b'{"a": "\xff"}'])
def test_json_that_cannot_be_read_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_framework(text, "a.json")
    assert caught.value.code == "file-unreadable"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["identifier", "fullStatement", "CFItemType", "humanCodingScheme"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(items=st.lists(JSON, max_size=4), links=JSON)
def test_no_case_file_brings_the_import_down(items: list[Any], links: Any) -> None:
    package = case(CFItems=items, CFAssociations=[links])
    assert taken_in(json.dumps(package).encode())[0].written is not None


# ---- Moodle ------------------------------------------------------------------


def moodle(*rows: dict[int, str], framework: dict[int, str] | None = None) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    head = {2: "SKJ", 3: "Standar", 13: "1"} | (framework or {})
    for row in (head, *rows):
        writer.writerow([row.get(column, "") for column in range(1, 15)])
    return out.getvalue().encode()


def test_moodle_gets_exactly_its_columns_and_every_cell_quoted() -> None:
    text = write_moodle(SKJ)
    assert text.startswith('"Parent ID number","ID number","Short name",')
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(row) for row in rows} == {14}
    assert rows[1][5] == "Belum tercapai,Tercapai"
    assert json.loads(rows[1][6]) == [
        {"scaleid": "0"},
        {"id": 1, "scaledefault": 1, "proficient": 0},
        {"id": 2, "scaledefault": 0, "proficient": 1},
    ]
    assert rows[1][12:] == ["1", "domain,competency,level,behaviour"]
    assert [row[:3] for row in rows[2:]] == [
        ["MAN", "M01", "Integritas"],
        ["M01", "M01.1", "Integritas: level 1"],
        ["M01", "M01.2", "Integritas: level 2"],
        ["", "MAN", "Manajerial"],
    ]


@pytest.mark.parametrize(
    ("content", "scale", "words"),
    [
        (SKJ, ("Belum, nanti", "Tercapai"), "koma"),
        (SKJ, ("Tercapai",), "dua kata"),
        (replace(SKJ, competencies=SKJ.competencies[:1]), SCALE, "kerangka lain"),
        (replace(SKJ, framework=Framework("S" * 101, "S")), SCALE, "lebih dari"),
        (
            replace(
                SKJ,
                competencies=(
                    *SKJ.competencies,
                    Competency("M01.1", "SKJ", "Lain", "teknis"),
                ),
            ),
            SCALE,
            "kode sebuah level",
        ),
    ],
)
def test_what_moodle_would_lose_is_refused(
    content: FrameworkContent, scale: tuple[str, ...], words: str
) -> None:
    assert moodle_obstacles(SKJ, SCALE) == []
    (obstacle,) = moodle_obstacles(content, scale)
    assert words in obstacle.text


def test_a_name_that_moodle_would_cut_is_cut_and_told() -> None:
    long = replace(SKJ.competencies[0], name="n" * 101)
    content = replace(SKJ, competencies=(long, SKJ.competencies[1]))
    rows = list(csv.reader(io.StringIO(write_moodle(content), newline="")))
    assert max(len(row[2]) for row in rows) == 100
    assert shortened_names(content) == ["n" * 101]
    assert shortened_names(SKJ) == []


def test_what_moodle_would_lose_silently_is_told_on_the_way_in() -> None:
    assert not codes(moodle({2: "A", 3: "Satu"}, {1: "A", 2: "B", 3: "Dua"}))
    assert codes(
        moodle(
            {1: "TIADA", 2: "A", 3: "Satu"},
            {2: "A", 3: "Dua"},
            {2: "", 3: "Tanpa nomor"},
            {2: "D"},
            {2: "E" * 101, 3: "Panjang"},
        )
    ) == [
        (3, "competency-unknown"),
        (4, "row-repeated"),
        (5, "value-missing"),
        (6, "value-missing"),
        (7, "value-too-long"),
    ]


@pytest.mark.parametrize("flag", ["", "0"])
def test_a_file_without_its_framework_is_told(flag: str) -> None:
    file = moodle({2: "A", 3: "Satu"}, framework={13: flag})
    assert codes(file)[0] == (1, "row-contradicts")


@pytest.mark.parametrize(
    "scale", [{6: "a,b", 7: "[{"}, {6: "a,,b"}, {6: "a,b", 7: '[{"id": 3}]'}]
)
def test_a_scale_that_moodle_would_stumble_over_is_told(scale: dict[int, str]) -> None:
    run, _ = taken_in(moodle({2: "A", 3: "Managerial"}, framework=scale))
    assert [(w.row, w.code) for w in run.warnings] == [(2, "scale-doubtful")]
    assert run.written


def test_a_guarding_apostrophe_is_taken_off_and_others_stay() -> None:
    _, back = taken_in(
        moodle({2: "A", 3: "'=Nilai"}, {2: "B", 3: "'Abd"}, {2: "C", 3: "managerial"})
    )
    assert [one.name for one in back.competencies] == ["=Nilai", "'Abd", "managerial"]


def test_rules_and_references_are_not_kept_which_is_said() -> None:
    run, back = taken_in(moodle({2: "A", 3: "Managerial", 10: "null", 11: "B%2C1,C"}))
    assert [(w.row, w.code) for w in run.warnings] == [(3, "part-dropped")]
    assert [one.code for one in back.competencies] == ["A"]


def test_descriptions_of_others_are_read_as_text() -> None:
    _, back = taken_in(
        moodle(
            {
                2: "A",
                3: "Managerial",
                4: "<div>Satu &amp; <b>dua</b></div>\n<p>Tiga</p>",
            },
            {1: "A", 2: "A.2", 3: "Dasar", 4: "<p>Menolong</p><p>Menjaga</p>"},
        )
    )
    assert back.competencies[0].definition == "Satu & dua\nTiga"
    assert back.levels == (CompetencyLevel("A", 2, "Dasar", ("Menolong", "Menjaga")),)


PIECES = st.sampled_from(
    ["<![if x]>", "<![", "<p", "</li>", "<!--", "&#0;", "&#xD800;", "<br/>", "]]>", "x"]
)


@settings(max_examples=100, deadline=None)
@given(description=st.lists(PIECES, max_size=6).map("".join))
def test_no_description_brings_the_import_down(description: str) -> None:
    run, _ = taken_in(moodle({2: "A", 3: "Managerial", 4: description}))
    assert run.written


# ---- tables ------------------------------------------------------------------


def test_a_nip_in_a_workbook_is_text_and_nothing_is_a_formula() -> None:
    nip = "198003042006041002"
    file = write_workbook(("nip", "code"), [(nip, "=1+1")], "people")
    row = read_framework(file, "a.xlsx").rows[0]
    assert dict(row.cells) == {"nip": nip, "code": "=1+1"}


def test_a_code_of_another_framework_is_not_taken_over() -> None:
    storage, ports = office()

    def run(framework: str) -> ImportRun:
        file = f"framework,code,name,kind\n{framework},X-01,Satu,teknis\n".encode()
        sheet = read_framework(file, "a.csv")
        return import_framework(sheet, dry_run=False, ports=ports)

    assert run("SKJ").problems == run("skj").problems == ()
    assert [problem.code for problem in run("LAIN").problems] == ["row-contradicts"]
    assert storage.tables.competencies["X-01"].framework_code == "SKJ"
