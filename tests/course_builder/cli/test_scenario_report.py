import json

import pytest
from click.testing import CliRunner

from course_builder.cli import main
from course_builder.cli.scenario_report import scenario_document, scenario_line
from course_builder.model.exploration import Exploration
from course_builder.model.scenario import Graph, NodeText, Scenario
from tests.course_builder.model.cases import CASES

SERUNI = str(CASES / "pulau-seruni")
SCENARIO = Scenario("sim", Graph((), {}), {"baik": NodeText("Layanan membaik")})


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["check", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_simulation_is_told_in_one_line():
    lines = run(SERUNI).splitlines()

    assert (
        "sim-erupsi-pulau-seruni: 19 simpul, 4 akhir, 1.295 jalur, terpendek 6 langkah, "
        "terpanjang 12 langkah, Selamat dan pulih 5,5%, Selamat dengan biaya tinggi "
        "55,1%, Pulang terlalu cepat 21,1%, Kehilangan kendali 18,4%"
    ) in lines


def test_a_simulation_is_told_in_english():
    assert (
        "sim-erupsi-pulau-seruni: 19 nodes, 4 endings, 1,295 paths, shortest 6 steps, "
        "longest 12 steps, Selamat dan pulih 5.5%"
    ) in run(SERUNI, "--language", "en")


def test_a_simulation_is_told_to_programs():
    report = json.loads(run(SERUNI, "--format", "json"))

    (course,) = report["courses"]
    (scenario,) = course["scenarios"]
    share = scenario.pop("share")
    assert scenario == {
        "id": "sim-erupsi-pulau-seruni",
        "nodes": 19,
        "endings": 4,
        "states": 2211,
        "paths": 1295,
        "shortest": 6,
        "longest": 12,
        "complete": True,
    }
    assert share == {
        "selamat-dan-pulih": 71 / 1295,
        "selamat-dengan-biaya-tinggi": 713 / 1295,
        "pulang-terlalu-cepat": 273 / 1295,
        "kehilangan-kendali": 238 / 1295,
    }
    assert course["activities"] == 1


def test_a_simulation_is_drawn_under_its_id(tmp_path):
    run(SERUNI, "--graph", str(tmp_path / "gambar"))

    (picture,) = (tmp_path / "gambar").iterdir()
    assert picture.name == "sim-erupsi-pulau-seruni.svg"
    assert picture.read_text("utf-8").startswith("<svg ")


def test_a_quiet_check_tells_only_what_is_wrong():
    assert "1.295" not in run(SERUNI, "--quiet")


@pytest.mark.parametrize(
    ("exploration", "line"),
    [
        (Exploration(3, 1), "sim: 3 simpul, 1 akhir, tidak ditelusuri"),
        (
            Exploration(3, 1, states=9),
            "sim: 3 simpul, 1 akhir, batas penelusuran tercapai setelah 9 keadaan",
        ),
        (
            Exploration(3, 1, states=9, complete=True, shortest=2),
            (
                "sim: 3 simpul, 1 akhir, jalur tak terhingga karena dapat berputar,"
                " terpendek 2 langkah"
            ),
        ),
        (
            Exploration(3, 0, states=9, complete=True, paths=0, share={}),
            "sim: 3 simpul, 0 akhir, tidak ada jalur ke akhir",
        ),
        (
            Exploration(3, 1, 9, 10**20, 2, 70, complete=True, share={"baik": 0.12345}),
            (
                "sim: 3 simpul, 1 akhir, lebih dari 10^20 jalur, terpendek 2 langkah,"
                " terpanjang 70 langkah, Layanan membaik 12,3%"
            ),
        ),
    ],
)
def test_what_cannot_be_counted_is_said(exploration, line):
    assert scenario_line(SCENARIO, exploration, "id") == line


def test_a_number_of_many_paths_is_exact_for_programs():
    exploration = Exploration(3, 1, 9, 3**8000, 2, 70, complete=True, share={})

    text = json.dumps(scenario_document(SCENARIO, exploration))

    assert json.loads(text)["paths"] == 3**8000
