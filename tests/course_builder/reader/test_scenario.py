import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from course_builder.model.graph_document import graph_document
from course_builder.model.question import CompetencyRef
from course_builder.model.scenario import Scenario
from tests.course_builder.course_folder import (
    all_findings,
    course_of,
    problems_of,
    write_course,
)
from tests.course_builder.model.cases import CASES

TEXT = """\
::: scenario {#sim-erupsi rounds=2 pass=60 competency="T-PB-01.2"}
Anda camat Pulau Seruni. Keputusan Anda menentukan siapa yang selamat.

| variable | label | start | min | max | better | unit |
|---|---|---|---|---|---|---|
| waktu | Waktu | 24 | 0 | | high | jam |
| kepercayaan | Kepercayaan warga | 55 | 0 | 100 | high | % |
| jiwa_berisiko | Jiwa berisiko | 2400 | 0 | | low | orang |

### Status Siaga
Pukul 06.00. Status naik ke Level III. Masih ada {{waktu}} jam.

- [Aktifkan pos komando](#pos-komando){set="waktu -24, kepercayaan +5"}
  > Komando jelas, data cepat.
- [Kumpulkan warga](#balai-desa){set="waktu -1"}
- [Buat gaduh](#balai-desa){set="kepercayaan -20"}

### Balai desa
Warga menunggu.

- [Aktifkan pos komando](#pos-komando)
- [Ajak dialog tokoh adat](#dialog){if="kepercayaan >= 50" set="waktu -3"}
  > Alasan menolak dijawab satu per satu.
  - [Tokoh adat menolak](#penolakan)
    > Tanpa kepercayaan, ajakan ini ditolak.

### Pos komando
- [Selesai](#semua-selamat)

### Dialog
- [Selesai](#semua-selamat)

### Penolakan
- [Selesai](#semua-selamat)

### Fase terberat
{when="waktu <= 0 and jiwa_berisiko > 800" before="dialog pos-komando" once}
Letusan terkuat terjadi.

- [Berlindung](#semua-selamat)

### Semua selamat
{ending score=100}
Tidak ada korban.

### Renungan
{debrief}
Keputusan mana yang paling mahal? Informasi apa yang kurang?

:::
"""


def scenario_of(folder: Path, text: str) -> Scenario:
    """Return the one scenario of a text without problems."""
    (page,) = course_of(folder, text).pages
    (scenario,) = (block for block in page.blocks if isinstance(block, Scenario))
    return scenario


SMALL = """\
::: scenario {#sim-hujan}
### Hujan deras
Air sungai naik.

- [Buka pintu air](#selamat)
- [Menunggu](#terlambat)

### Selamat
{ending score=100}

### Terlambat
{ending score=20}

:::
"""


def changed(*pairs: tuple[str, str], text: str = SMALL) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_texts_and_graph_of_a_scenario(tmp_path):
    scenario = scenario_of(tmp_path, TEXT)

    assert (scenario.id, scenario.rounds, scenario.pass_mark) == ("sim-erupsi", 2, 60)
    assert scenario.competencies == (CompetencyRef("T-PB-01", 2),)
    assert (scenario.points, scenario.required) == (Decimal(10), True)
    assert scenario.briefing is not None
    assert scenario.briefing.text.startswith("Anda camat Pulau Seruni.")
    assert "|" not in scenario.briefing.text
    assert scenario.debrief is not None
    assert scenario.debrief.title == "Renungan"
    assert scenario.debrief.text is not None
    assert scenario.debrief.text.text.startswith("Keputusan mana")
    assert list(scenario.graph.nodes) == [
        "status-siaga",
        "balai-desa",
        "pos-komando",
        "dialog",
        "penolakan",
        "fase-terberat",
        "semua-selamat",
    ]
    first = scenario.texts["status-siaga"]
    assert first.title == "Status Siaga"
    assert first.text is not None
    assert first.text.text.endswith("Masih ada {{waktu}} jam.")
    second = scenario.texts["balai-desa"].choices[1]
    assert second.text.text == "Ajak dialog tokoh adat"
    assert second.feedback is not None
    assert second.feedback.text == "Alasan menolak dijawab satu per satu."
    assert second.otherwise_feedback is not None
    assert second.otherwise_feedback.text == "Tanpa kepercayaan, ajakan ini ditolak."
    assert second.condition == "kepercayaan >= 50"
    lines = TEXT.split("\n")
    where = second.feedback.where
    told = lines.index("  > Alasan menolak dijawab satu per satu.")
    assert (where.line, where.column) == (told + 7, 5)


def test_the_graph_of_a_scenario(tmp_path):
    document = graph_document(scenario_of(tmp_path, TEXT).graph)

    assert document["variables"][1] == {
        "name": "kepercayaan",
        "label": "Kepercayaan warga",
        "start": "55",
        "min": "0",
        "max": "100",
        "better": "high",
        "unit": "%",
    }
    assert document["nodes"][0]["choices"][0] == {
        "to": "pos-komando",
        "when": None,
        "otherwise": None,
        "set": [["waktu", "-", "24"], ["kepercayaan", "+", "5"]],
    }
    assert document["nodes"][1] == {
        "id": "balai-desa",
        "choices": [
            {"to": "pos-komando", "when": None, "otherwise": None, "set": []},
            {
                "to": "dialog",
                "when": [">=", "kepercayaan", "50"],
                "otherwise": "penolakan",
                "set": [["waktu", "-", "3"]],
            },
        ],
        "ending": False,
        "score": None,
        "event": None,
    }
    assert document["nodes"][5]["event"] == {
        "when": ["and", ["<=", "waktu", "0"], [">", "jiwa_berisiko", "800"]],
        "before": ["dialog", "pos-komando"],
        "once": True,
    }
    ending = document["nodes"][6]
    assert (ending["ending"], ending["score"], ending["choices"]) == (True, "100", [])


def test_play_starts_at_the_first_node(tmp_path):
    scenario = scenario_of(tmp_path, SMALL)

    assert next(iter(scenario.graph.nodes)) == "hujan-deras"


def test_a_heading_above_the_nodes_is_the_title(tmp_path):
    text = changed(("### Hujan", "# Banjir di *Rua*\n\nAnda lurah.\n\n### Hujan"))

    scenario = scenario_of(tmp_path, text)

    assert scenario.title == "Banjir di Rua"
    assert scenario.briefing is not None
    assert scenario.briefing.text == "Anda lurah."


def test_the_table_may_have_any_order_and_no_label_or_unit(tmp_path):
    table = "| maks | Variabel | arah | awal |\n|---|---|---|---|\n| 9 | `dana` | RENDAH | 3 |\n\n"
    text = changed(
        ("### Hujan", f"{table}### Hujan"), ("{ending score=20}", "{ending}")
    )

    (variable,) = scenario_of(tmp_path, text).graph.variables

    assert (variable.name, variable.label, variable.unit) == ("dana", "dana", "")
    assert (variable.start, variable.minimum) == (Decimal(3), None)
    assert variable.maximum == Decimal(9)
    assert variable.better == "low"


def test_a_choice_may_name_the_slug_or_the_id(tmp_path):
    text = changed(
        ("### Selamat\n{ending", "### Selamat\n{#aman ending"),
        ("(#terlambat)", "(#aman)"),
    ).replace("\n### Terlambat\n{ending score=20}\n", "")

    graph = scenario_of(tmp_path, text).graph

    assert [choice.to for choice in graph.nodes["hujan-deras"].choices] == ["aman"] * 2
    assert list(graph.nodes) == ["hujan-deras", "aman"]


def test_a_slug_in_a_link_may_be_written_in_per_cent(tmp_path):
    text = changed(("(#selamat)", "(#s%C3%A9lamat)"), ("### Selamat", "### Sélamat"))

    scenario = scenario_of(tmp_path, text)

    assert scenario.graph.nodes["hujan-deras"].choices[0].to == "sélamat"


def test_other_links_are_text(tmp_path):
    text = changed(
        (
            "Air sungai naik.",
            (
                "Lihat [peta](https://contoh.id) dan [akhir](#selamat).\n\n"
                "- Sungai naik, [kata BMKG](https://bmkg.go.id).\n- Hujan deras."
            ),
        )
    )

    scenario = scenario_of(tmp_path, text)

    body = scenario.texts["hujan-deras"].text
    assert body is not None
    assert body.text.endswith("- Hujan deras.")
    assert len(scenario.graph.nodes["hujan-deras"].choices) == 2


def test_a_choice_goes_on_after_its_link_and_its_attributes(tmp_path):
    text = changed(
        ("(#selamat)", '(#selamat){set=""} sekarang,\n  sebelum **malam**\n  > Benar.')
    )
    text = text.replace('{set=""}', "")

    choice = scenario_of(tmp_path, text).texts["hujan-deras"].choices[0]

    assert choice.text.text == "Buka pintu air sekarang,\nsebelum **malam**"
    assert choice.feedback is not None
    assert choice.feedback.text == "Benar."


def test_a_link_may_hold_brackets_and_a_title(tmp_path):
    text = changed(
        ("[Buka pintu air](#selamat)", '[Buka \\[pintu\\] [air]](#selamat "Ya")')
    )

    choice = scenario_of(tmp_path, text).texts["hujan-deras"].choices[0]

    assert choice.text.text == "Buka \\[pintu\\] [air]"


def test_feedback_may_have_paragraphs_lists_and_code(tmp_path):
    quote = "  > Satu.\n  >\n  > - butir\n  > - [taut](#selamat)\n"
    text = changed(("- [Menunggu]", f"{quote}- [Menunggu]"))

    choice = scenario_of(tmp_path, text).texts["hujan-deras"].choices[0]

    assert choice.feedback is not None
    assert choice.feedback.text == "Satu.\n\n- butir\n- [taut](#selamat)"


def test_a_nested_item_without_a_quote_tells_its_text(tmp_path):
    table = "| variabel | awal |\n|---|---|\n| dana | 3 |\n\n"
    text = changed(
        ("### Hujan", f"{table}### Hujan"),
        (
            "(#selamat)",
            '(#selamat){if="dana > 3 or not visited(hujan-deras)"}\n  - [Dana **kurang**](#terlambat)',
        ),
    )
    result, found = all_findings(write_course(tmp_path, text))

    assert {f.code for f in found} == {"B543", "B544"}  # the gate never holds
    assert result.course is not None
    (page,) = result.course.pages
    (scenario,) = page.blocks
    assert isinstance(scenario, Scenario)
    told = scenario.texts["hujan-deras"].choices[0].otherwise_feedback
    assert told is not None
    assert told.text == "Dana **kurang**"


def test_code_is_no_node_no_choice_and_no_variable(tmp_path):
    code = "```\n### Bukan simpul\n- [Bukan](#pilihan)\n{{bukan}}\n```\n\n`{{bukan}}`"
    text = changed(("Air sungai naik.", code))

    scenario = scenario_of(tmp_path, text)

    assert len(scenario.graph.nodes) == 3
    assert len(scenario.graph.nodes["hujan-deras"].choices) == 2


def test_deeper_headings_are_text(tmp_path):
    text = changed(("Air sungai naik.", "Air naik.\n\n#### Data\n\nTinggi 2 m."))

    body = scenario_of(tmp_path, text).texts["hujan-deras"].text

    assert body is not None
    assert body.text == "Air naik.\n\n#### Data\n\nTinggi 2 m."


def test_numbered_choices_are_choices(tmp_path):
    text = changed(("- [Buka", "1. [Buka"), ("- [Menunggu", "2. [Menunggu"))

    assert len(scenario_of(tmp_path, text).graph.nodes["hujan-deras"].choices) == 2


def test_attributes_may_stand_below_a_blank_line(tmp_path):
    text = changed(("### Selamat\n", "### Selamat\n\n"))

    assert scenario_of(tmp_path, text).graph.nodes["selamat"].score == 100


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([("{#sim-hujan}", "{#sim-hujan rounds=0}")], (1, 33, "B235")),
        ([("{#sim-hujan}", "{#sim-hujan pass=101}")], (1, 31, "B235")),
        ([("{#sim-hujan}", "{#sim-hujan points=0}")], (1, 33, "B219")),
        ([("{#sim-hujan}", "{#sim-hujan round=2}")], (1, 26, "B407")),
        ([("{#sim-hujan}", "{#sim-hujan competency=M08.2}")], (1, 37, "B222")),
        ([("{ending score=20}", "{ending score=120}")], (12, 9, "B219")),
        ([("{ending score=20}", "{ending scor=20}")], (12, 9, "B407")),
        ([("(#selamat)", '(#selamat){is="x > 1"}')], (5, 30, "B407")),
        ([("(#selamat)", "(#selamt)")], (5, 21, "B501")),
        ([("Air sungai", "{{air}} sungai")], (3, 3, "B502")),
        ([("Air sungai", "{{}} sungai")], (3, 1, "B502")),
        ([("(#selamat)", '(#selamat){if="x >"}')], (5, 34, "B502")),
        ([("(#selamat)", '(#selamat){set="x"}')], (5, 36, "B504")),
        ([("{#sim-hujan}", '{#sim-hujan score="1 +"}')], (1, 36, "B505")),
        ([("### Terlambat", "### Selamat\n")], (11, 1, "B510")),
        ([("### Terlambat\n{", "### Terlambat\n{#selamat ")], (11, 1, "B511")),
        ([("(#selamat)", "(#selamat){set=}")], (5, 30, "B404")),
    ],
)
def test_a_problem_is_told_at_its_place(tmp_path, pairs, found):
    told = problems_of(tmp_path, changed(*pairs))

    assert found in [(line, column, code) for line, column, code in told]


def table(row: str, head: str = "| variabel | awal | min | maks | arah |") -> str:
    return f"{head}\n|---|---|---|---|---|\n{row}\n\nDana {{{{dana}}}}.\n\n### Hujan"


NESTED = '(#selamat){if="not visited(selamat)"}\n  - [Gagal](#terlambat)'


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        (
            [
                ("\n:::", "\n### Renungan\n{debrief}\n\n:::"),
                ("(#selamat)", "(#renungan)"),
            ],
            (5, 21, "B512"),
        ),
        (
            [("- [Buka pintu air](#selamat)\n", "- [Buka](#selamat)\n" * 26)],
            (31, 3, "B513"),
        ),
        ([("(#selamat)", f"{NESTED}\n    - [Lagi](#selamat)")], (7, 5, "B514")),
        ([("(#selamat)", f"{NESTED}\n  - [Lagi](#selamat)")], (7, 3, "B515")),
        ([("### Hujan", table("| dana | 9 | 0 | 6 | |"))], (4, 10, "B516")),
        ([("### Hujan", table("| dana | 3 | 7 | 6 | |"))], (4, 14, "B517")),
        (
            [("### Hujan", table("| dana | 3 | | | |\n| dana | 4 | | | |"))],
            (5, 3, "B519"),
        ),
        ([("### Hujan", table("| Dana | 3 | | | |"))], (4, 3, "B520")),
        ([("### Hujan", table("| not | 3 | | | |"))], (4, 3, "B520")),
        (
            [("### Hujan", table("| dana | 3 |", "| variabel | mulai |"))],
            (2, 3, "B521"),
        ),
        (
            [("### Hujan", table("| dana | 3 |", "| variabel | awal | batas |"))],
            (2, 21, "B522"),
        ),
        ([("### Hujan", table("| dana | tiga | | | |"))], (4, 10, "B507")),
        ([("### Hujan", table("| dana | 2,5 | | | |"))], (4, 10, "B506")),
        ([("### Hujan", table("| dana | | | | |"))], (4, 3, "B507")),
        ([("### Hujan", table("| dana | 3 | | | naik |"))], (4, 18, "B220")),
        ([("(#terlambat)\n", "(#terlambat)\n\nPilih cepat.\n")], (8, 1, "B523")),
        ([("(#terlambat)\n", "(#terlambat)\n  > Ya.\n\n  Lagi.\n")], (9, 3, "B523")),
        ([("(#terlambat)\n", "(#terlambat)\n- Bukan pilihan\n")], (7, 1, "B523")),
        ([("[Menunggu]", "[ ]")], (6, 3, "B524")),
        (
            [("### Selamat\n{ending score=100}", "### Selamat {ending}")],
            (8, 13, "B525"),
        ),
        ([("### Hujan deras", "### 🌧")], (2, 1, "B526")),
        ([("{ending score=20}", "{#a.b ending}")], (12, 3, "B527")),
        ([("{ending score=20}", "{ending debrief}")], (12, 2, "B528")),
        ([("{ending score=20}", '{when="visited(selamat)" debrief}')], (12, 2, "B528")),
        ([("deras\n", "deras\n{score=5}\n")], (3, 2, "B529")),
        ([("deras\n", "deras\n{once}\n")], (3, 2, "B529")),
        ([("deras\n", "deras\n{before=selamat}\n")], (3, 2, "B529")),
        (
            [("deras\n", 'deras\n{when="visited(selamat)" before="selamt"}\n')],
            (3, 34, "B501"),
        ),
        ([("(#selamat)", f'{NESTED}{{if="visited(selamat)"}}')], (6, 25, "B530")),
        ([("(#selamat)", "(#selamat)\n  - [Gagal](#terlambat)")], (6, 5, "B531")),
        ([("score=100}", "score=100}\n- [Ulangi](#hujan-deras)")], (10, 1, "B532")),
        (
            [("\n:::", "\n### Satu\n{debrief}\n\n### Dua\n{debrief}\n\n:::")],
            (17, 1, "B533"),
        ),
        (
            [(SMALL[SMALL.index("###") : SMALL.index(":::", 9)], "\nHujan.\n\n")],
            (1, 1, "B534"),
        ),
        (
            [("(#selamat)", f'(#selamat){{if="{"not " * 41}visited(selamat)"}}')],
            (5, 198, "B535"),
        ),
        (
            [("(#selamat)", NESTED.replace("[Gagal](#terlambat)", "Gagal"))],
            (6, 5, "B536"),
        ),
    ],
)
def test_a_problem_of_the_form_is_told_at_its_place(tmp_path, pairs, found):
    assert found in problems_of(tmp_path, changed(*pairs))


def test_two_pages_may_still_have_headings_of_one_text(tmp_path):
    text = f"## Latihan\n\nSatu.\n\n## Latihan\n\nDua.\n\n{SMALL}"

    assert problems_of(tmp_path, text) == []


def test_a_node_and_a_page_may_not_share_a_slug(tmp_path):
    text = f"## Selamat\n\nSatu.\n\n{SMALL}"

    assert problems_of(tmp_path, text) == [(12, 1, "B510")]


def test_two_scenarios_of_a_file_may_not_share_a_slug(tmp_path):
    text = SMALL + "\n" + SMALL.replace("sim-hujan", "sim-lain")

    assert [code for *_, code in problems_of(tmp_path, text)] == ["B510"] * 3


def test_a_scenario_without_an_id_is_told_and_the_rest_of_it_too(tmp_path):
    text = changed(("{#sim-hujan}", ""), ("(#selamat)", "(#selamt)"))

    assert problems_of(tmp_path, text) == [(1, 1, "B201"), (5, 21, "B501")]


def test_an_unclosed_scenario_is_only_told_to_be_unclosed(tmp_path):
    text = SMALL.replace("\n:::\n", "\n")

    assert problems_of(tmp_path, text)[0] == (1, 1, "B402")


def test_many_wrong_links_are_all_told(tmp_path):
    links = "".join(f"- [Pilih {n}](#salah-{n})\n" for n in range(20))
    text = changed(("- [Buka pintu air](#selamat)\n", links))

    codes = [code for *_, code in problems_of(tmp_path, text)]

    assert codes.count("B501") == 20


def test_a_thousand_with_a_point_is_warned_of(tmp_path):
    table = "| variabel | awal |\n|---|---|\n| dana | 2.400 |\n\n"
    text = changed(("### Hujan", f"{table}{{{{dana}}}}\n\n### Hujan"))

    assert problems_of(tmp_path, text) == [(4, 10, "B224")]


REAL = (CASES / "pulau-seruni" / "01-simulasi.md").read_text("utf-8")
LINES = REAL.split("\n")
PIECES = [
    "{",
    "}",
    "#",
    "[",
    "](#",
    ")",
    ":::",
    "###",
    "|",
    "- ",
    "  - ",
    "> ",
    '"',
    "if=",
]
MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["cut", "copy", "insert", "swap", "drop"]),
        st.integers(0, len(LINES) - 1),
        st.integers(0, 120),
        st.sampled_from(PIECES) | st.text(max_size=4),
    ),
    min_size=1,
    max_size=6,
)


def mutated(mutations: list[tuple[str, int, int, str]]) -> str:
    lines = list(LINES)
    for kind, number, column, piece in mutations:
        at = number % len(lines)
        match kind:
            case "cut":
                lines[at] = lines[at][:column]
            case "copy":
                lines.insert(column % len(lines), lines[at])
            case "insert":
                lines[at] = lines[at][:column] + piece + lines[at][column:]
            case "swap":
                other = column % len(lines)
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                lines.pop(at)
                lines = lines or [""]
    return "\n".join(lines)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(MUTATIONS)
def test_no_change_to_a_real_simulation_ends_in_a_traceback(tmp_path, mutations):
    index = (CASES / "pulau-seruni" / "index.md").read_text("utf-8")
    files: dict[str, str | bytes] = {"01-modul.md": mutated(mutations)}

    result, found = all_findings(write_course(tmp_path, index=index, files=files))

    assert result.course is not None
    text = mutated(mutations).replace("\r\n", "\n").replace("\r", "\n")
    lines = [len(line) for line in text.split("\n")]
    for finding in found:
        if finding.where.path.name == "01-modul.md" and re.match("B5", finding.code):
            assert 1 <= finding.where.column <= lines[finding.where.line - 1] + 1
