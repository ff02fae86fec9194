"""``authoring.md``, `scenario`: what ``course-builder check`` finds by playing all of it."""

import pytest

from tests.course_builder.language.conftest import Write
from tests.course_builder.language.played import ENDINGS, TABLE, simulation

GO = "### Awal\n\n- [Pergi](#akhir)\n"


@pytest.mark.parametrize(
    ("nodes", "code"),
    [
        ("### Awal\n\n- [Pergi](#tiada)\n- [Akhir](#akhir)\n", "B501"),
        ('### Awal\n\n- [Pergi](#akhir){set="uang +1"}\n', "B502"),
        (GO + '- [Coba](#akhir){if="uang > 1"}\n', "B502"),
        (GO + '- [Coba](#akhir){if="waktu >"}\n', "B503"),
        (GO + '- [Coba](#akhir){if="waktu"}\n', "B503"),
        ('### Awal\n\n- [Pergi](#akhir){set="waktu 3"}\n', "B504"),
        (GO + "\n### Buntu\n\nTidak ada pilihan.\n", "B509"),
    ],
)
def test_what_cannot_be_read_or_played_is_an_error(
    course: Write, nodes: str, code: str
) -> None:
    assert course(simulation(nodes)).errors == [code]


def test_no_ending_is_an_error(course: Write) -> None:
    nodes = "### Awal\n\n- [Pergi](#lain)\n\n### Lain\n\n- [Kembali](#awal)\n"

    assert "B508" in course(simulation(nodes, ends="")).errors


def test_a_reachable_state_with_every_choice_disabled_is_an_error(
    course: Write,
) -> None:
    nodes = (
        '### Awal\n\n- [Tunggu](#lain){set="waktu -10"}\n- [Lain](#lain)\n\n'
        '### Lain\n\n- [Pergi](#akhir){if="waktu > 0"}\n'
    )
    written = course(simulation(nodes))

    assert written.errors == ["B540"]
    assert "waktu 0" in written.said("B540")


def test_a_disabled_choice_in_a_state_that_is_never_reached_is_none(
    course: Write,
) -> None:
    nodes = '### Awal\n\n- [Pergi](#akhir){if="waktu > 0"}\n'

    assert course(simulation(nodes)).errors == []


def test_a_state_from_which_no_ending_can_be_reached_is_an_error(
    course: Write,
) -> None:
    nodes = GO + "- [Sesat](#pusar)\n\n### Pusar\n\n- [Ulang](#pusar)\n"

    assert course(simulation(nodes)).errors == ["B541"]


@pytest.mark.parametrize(
    ("nodes", "attributes", "code"),
    [
        (GO + "\n### Terpencil\n\n- [Pergi](#akhir)\n", "", "B543"),
        (GO + '- [Coba](#akhir){if="waktu > 10"}\n', "", "B544"),
        (GO + '- [Coba](#akhir){if="waktu = 10"}\n', "", "B545"),
        (GO + "- [Ulang](#awal)\n", "", "B547"),
        (GO, "pass=90", "B548"),
    ],
)
def test_what_play_never_comes_to_is_a_warning(
    course: Write, nodes: str, attributes: str, code: str
) -> None:
    written = course(simulation(nodes, attributes=attributes))

    assert (written.errors, written.warnings) == ([], [code])


def test_an_unreachable_ending_is_a_warning(course: Write) -> None:
    ends = ENDINGS + "\n### Lain\n{ending}\nSelesai.\n"

    assert course(simulation(GO, ends=ends)).warnings == ["B543"]


def test_a_mark_that_can_be_reached_is_no_warning(course: Write) -> None:
    assert course(simulation(GO, attributes="pass=75")).codes == []


VARIABLE = "| uang | Uang | 3 | | | | |\n"


def test_a_variable_that_nothing_reads_is_a_warning(course: Write) -> None:
    nodes = GO.replace("(#akhir)", '(#akhir){set="uang -1"}')

    assert course(simulation(nodes, TABLE + VARIABLE)).warnings == ["B546"]


@pytest.mark.parametrize(
    ("nodes", "attributes"),
    [
        (GO.replace("\n\n", "\nAda {{uang}} rupiah.\n\n", 1), ""),
        (GO.replace("\n\n", "\nAda {{ uang }} rupiah.\n\n", 1), ""),
        (GO + '- [Coba](#akhir){if="uang > 3" set="uang -1"}\n', ""),
        (GO, 'score="uang * 20"'),
    ],
)
def test_a_condition_a_score_or_a_text_reads_a_variable(
    course: Write, nodes: str, attributes: str
) -> None:
    written = course(simulation(nodes, TABLE + VARIABLE, attributes))

    assert "uang" not in " ".join(
        str(f.values) for f in written.findings if f.code == "B546"
    )


def test_the_bound_is_said_when_it_is_hit(course: Write) -> None:
    table = TABLE + "".join(f"| v{n} | | 0 | | | | |\n" for n in range(4))
    steps = "".join(f'- [v{n}](#awal){{set="v{n} +1"}}\n' for n in range(4))
    read = " ".join(f"{{{{v{n}}}}}" for n in range(4))
    nodes = f"### Awal\n{read}\n\n- [Pergi](#akhir)\n{steps}"
    written = course(simulation(nodes, table))

    assert written.codes == ["B549"]
    ((_, exploration),) = written.checked.explorations
    assert not exploration.complete
    assert exploration.shortest is None


def test_it_tells_nodes_endings_paths_plays_and_shares(course: Write) -> None:
    nodes = (
        "### Awal\n\n- [Langsung](#akhir)\n- [Lewat](#tengah)\n- [Juga](#tengah)\n\n"
        "### Tengah\n\n- [Pergi](#akhir)\n- [Gagal](#gagal)\n"
    )
    ends = ENDINGS + "\n### Gagal\n{ending score=0}\n\n### Renungan\n{debrief}\nApa?\n"
    ((_, found),) = course(simulation(nodes, ends=ends)).checked.explorations

    assert (found.nodes, found.endings) == (2, 2)
    assert (found.states, found.paths) == (4, 5)
    assert (found.shortest, found.longest) == (1, 2)
    assert found.share == {"akhir": 0.6, "gagal": 0.4}


def test_the_errors_of_every_state_are_found_behind_a_gate_of_visited_nodes(
    course: Write,
) -> None:
    nodes = (
        "### Awal\n\n- [Kiri](#kiri)\n- [Kanan](#kanan)\n\n"
        "### Kiri\n\n- [Maju](#pintu)\n\n### Kanan\n\n- [Maju](#pintu)\n\n"
        '### Pintu\n\n- [Buka](#akhir){if="visited(kiri)"}\n'
    )

    assert course(simulation(nodes)).errors == ["B540"]
