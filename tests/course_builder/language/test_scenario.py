"""``authoring.md``, `scenario`: nodes, choices, the order of play, and the score."""

from decimal import Decimal

import pytest

from course_builder.errors import PlayError
from course_builder.model.play import begin, choose, is_open
from tests.course_builder.language.conftest import Write
from tests.course_builder.language.played import (
    TABLE,
    played,
    scored,
    simulation,
    values,
)

DOCUMENTED = """\
::: scenario {#sim-erupsi rounds=2 pass=60 competency="M08.2 M03.2"}
Anda camat Pulau Seruni. Keputusan Anda menentukan siapa yang selamat.

| variable | label | start | min | max | better | unit |
|---|---|---|---|---|---|---|
| waktu | Waktu | 24 | 0 | | high | jam |
| kepercayaan | Kepercayaan warga | 55 | 0 | 100 | high | % |
| jiwa_berisiko | Jiwa berisiko | 2400 | 0 | | low | orang |

### Status Siaga
Pukul 06.00. Status naik ke Level III. Masih ada {{waktu}} jam.

- [Aktifkan pos komando](#pos-komando){set="waktu -2, kepercayaan +5"}
  > Komando jelas, data cepat.
- [Ajak dialog tokoh adat](#dialog){if="kepercayaan >= 50" set="waktu -3"}
  > Alasan menolak dijawab satu per satu.
  - [Tokoh adat menolak](#penolakan)
    > Tanpa kepercayaan, ajakan ini ditolak.

### Pos komando

- [Lanjut](#semua-selamat){set="waktu -30, jiwa_berisiko -100"}

### Dialog

- [Lanjut](#semua-selamat){set="kepercayaan -90"}

### Penolakan

- [Lanjut](#semua-selamat)

### Fase terberat
{when="waktu <= 0 and jiwa_berisiko > 800" before="dialog pos-komando" once}
…

- [Lanjut](#semua-selamat)

### Semua selamat
{ending score=100}

### Renungan
{debrief}
Keputusan mana yang paling mahal? Informasi apa yang kurang?

:::
"""
DECLARED = {"competencies": "[{code: M08, level: 2}, {code: M03, level: 2}]"}
WALK = '### Awal\n\n- [Pergi](#akhir){set="%s"}\n'


def test_the_example_of_the_language_means_what_it_says(course: Write) -> None:
    written = course(DOCUMENTED, index=DECLARED)

    assert written.errors == []
    found = written.scenario
    assert (found.id, found.rounds, found.pass_mark) == ("sim-erupsi", 2, 60)
    assert [str(ref) for ref in found.competencies] == ["M08.2", "M03.2"]
    assert [v.label for v in found.graph.variables] == [
        "Waktu",
        "Kepercayaan warga",
        "Jiwa berisiko",
    ]
    assert values(written, "a")["waktu"] == 22
    assert values(written, "a")["kepercayaan"] == 60
    assert scored(written, "aa") == 100


def test_a_node_s_id_is_its_slug_and_play_starts_at_the_first(course: Write) -> None:
    written = course(simulation("### Status Siaga\n\n- [Pergi](#akhir)\n"))

    assert list(written.scenario.graph.nodes) == ["status-siaga", "akhir"]
    assert played(written, "").node == "status-siaga"


def test_text_before_the_first_node_is_the_briefing(course: Write) -> None:
    written = course(simulation("### Awal\n\n- [Pergi](#akhir)\n"))

    assert "Anda camat." in written.html
    assert "<table" not in written.html


@pytest.mark.parametrize("name", ["mulai-sini", "awal-lama"])
def test_a_link_may_name_the_slug_or_the_id_kept_from_before(
    course: Write, name: str
) -> None:
    nodes = (
        "### Mulai\n\n- [Pergi](#%s)\n\n"
        "### Mulai sini\n{#awal-lama}\n\n- [Pergi](#akhir)\n"
    )
    written = course(simulation(nodes % name))

    assert written.errors == []
    assert played(written, "a").node == "awal-lama"


def test_a_link_to_a_debrief_is_an_error(course: Write) -> None:
    ends = "\n### Akhir\n{ending}\n\n### Renungan\n{debrief}\nApa?\n"
    nodes = "### Awal\n\n- [Pergi](#akhir)\n- [Lihat](#renungan)\n"

    assert course(simulation(nodes, ends=ends)).errors == ["B512"]


def test_a_debrief_is_shown_after_the_ending(course: Write) -> None:
    ends = "\n### Akhir\n{ending}\n\n### Renungan\n{debrief}\nApa yang kurang?\n"
    written = course(simulation("### Awal\n\n- [Pergi](#akhir)\n", ends=ends))

    assert "Apa yang kurang?" in written.scenario.texts[":debrief"]
    assert "renungan" not in written.scenario.graph.nodes


def test_two_headings_of_a_file_with_one_slug_are_an_error(course: Write) -> None:
    node = "### Awal\n\n- [Pergi](#akhir)\n"
    twice = course(simulation(node + "\n### Awal\n\n- [Pergi](#akhir)\n"))
    outside = course("## Awal\n\nIsi.\n\n" + simulation(node))

    assert twice.errors == ["B510"]
    assert outside.errors == ["B510"]


def test_two_nodes_with_one_id_are_an_error(course: Write) -> None:
    nodes = "### Awal\n\n- [Pergi](#akhir)\n\n### Lain\n{#awal}\n\n- [Pergi](#akhir)\n"

    assert course(simulation(nodes)).errors == ["B511"]


def test_a_choice_begins_with_a_link_and_other_links_are_text(course: Write) -> None:
    nodes = (
        "### Awal\n\nBaca [ini](#awal).\n\n- [Pergi](#akhir)\n\n"
        "### Lain\n\n- Lihat [itu](#akhir)\n- [Pergi](#akhir)\n"
    )
    written = course(simulation(nodes))

    assert len(written.scenario.graph.nodes["awal"].choices) == 1
    assert "Baca" in written.scenario.texts["awal"]


def test_the_quote_under_a_choice_is_its_feedback(course: Write) -> None:
    nodes = "### Awal\n\n- [Pergi](#akhir)\n  > Tepat waktu.\n"
    written = course(simulation(nodes))

    assert "Tepat waktu." in written.scenario.texts["awal/a/told"]
    assert "Tepat waktu." not in written.html


GATED = (
    "### Awal\n\n"
    '- [Turunkan](#awal){set="percaya -30"}\n'
    '- [Ajak](#dialog){if="percaya >= 50" set="waktu -3"}\n  > Didengar.\n%s'
    "\n### Dialog\n\n- [Pergi](#akhir)\n\n### Tolak\n\n- [Pergi](#akhir)\n"
)
NESTED = "  - [Ditolak](#tolak)\n    > Tanpa kepercayaan.\n"


def test_a_nested_item_is_where_a_choice_leads_when_its_if_fails(
    course: Write,
) -> None:
    written = course(simulation(GATED % NESTED))
    graph = written.scenario.graph

    assert written.errors == []
    step = choose(graph, played(written, "a"), "b")
    assert (step.position.node, step.told) == ("tolak", "else")
    assert "Tanpa kepercayaan." in written.scenario.texts["awal/b/else"]
    assert choose(graph, begin(graph), "b").position.node == "dialog"


def test_set_applies_either_way(course: Write) -> None:
    written = course(simulation(GATED % NESTED))

    assert values(written, "ab")["waktu"] == 7
    assert values(written, "b")["waktu"] == 7


def test_without_a_nested_item_the_choice_is_disabled_with_its_condition(
    course: Write,
) -> None:
    nodes = (GATED % "").replace("\n### Dialog", "- [Pergi](#akhir)\n\n### Dialog")
    written = course(simulation(nodes))
    graph = written.scenario.graph

    assert is_open(graph, begin(graph), "b")
    assert not is_open(graph, played(written, "a"), "b")
    with pytest.raises(PlayError):
        choose(graph, played(written, "a"), "b")
    condition = written.scenario.conditions["awal/b"]
    assert "Kepercayaan" in condition
    assert "50" in condition


def test_if_is_read_against_the_values_before_set(course: Write) -> None:
    nodes = (
        '### Awal\n\n- [Satu](#akhir){if="waktu >= 10" set="waktu -5"}\n'
        "  - [Dua](#lain)\n\n### Lain\n\n- [Pergi](#akhir)\n"
    )

    assert played(course(simulation(nodes)), "a").node == "akhir"


def test_set_goes_from_left_to_right_and_clamps_after_each(course: Write) -> None:
    written = course(simulation(WALK % "percaya +80, percaya -10, waktu -30, waktu +1"))

    assert values(written, "a") == {"percaya": 90, "waktu": 1}


def test_an_empty_bound_does_not_clamp(course: Write) -> None:
    assert values(course(simulation(WALK % "waktu +900")), "a")["waktu"] == 910


def test_set_knows_plus_minus_and_equals(course: Write) -> None:
    written = course(simulation(WALK % "waktu =2.5, percaya -10, percaya +0.5"))

    assert values(written, "a") == {"waktu": Decimal("2.5"), "percaya": Decimal("40.5")}


EVENT = (
    "### Awal\n\n"
    '- [Tunggu](#jalan){set="waktu -10"}\n'
    '- [Selesai](#akhir){set="waktu -10"}\n'
    '- [Lain](#lain){set="waktu -10"}\n'
    "- [Tetap](#jalan)\n\n"
    "### Jalan\n\n- [Ulang](#jalan)\n- [Selesai](#akhir)\n\n"
    "### Lain\n\n- [Selesai](#akhir)\n\n"
    "### Letusan\n{%s}\n\n- [Kembali](#jalan)\n- [Selesai](#akhir)\n\n"
    '### Letusan kedua\n{when="waktu <= 0"}\n\n- [Selesai](#akhir)\n'
)


def test_the_first_node_whose_when_holds_takes_the_destination_s_place(
    course: Write,
) -> None:
    written = course(simulation(EVENT % 'when="waktu <= 0"'))
    position = played(written, "a")

    assert position.node == "letusan"
    assert "jalan" not in position.visited
    assert played(written, "d").node == "jalan"


def test_without_before_an_event_spares_only_endings(course: Write) -> None:
    written = course(simulation(EVENT % 'when="waktu <= 0"'))

    assert played(written, "b").node == "akhir"
    assert played(written, "c").node == "letusan"


def test_before_limits_an_event_to_some_destinations(course: Write) -> None:
    written = course(simulation(EVENT % 'when="waktu <= 0" before="lain akhir" once'))

    assert played(written, "b").node == "letusan"
    assert played(written, "c").node == "letusan"
    assert played(written, "a").node == "letusan-kedua"


def test_once_means_and_not_yet_visited(course: Write) -> None:
    often = course(simulation(EVENT % 'when="waktu <= 0"'))
    once = course(simulation(EVENT % 'when="waktu <= 0" once'))

    assert played(often, "aa").node == "letusan"
    assert played(once, "aa").node == "letusan-kedua"


def test_events_do_not_chain_and_are_not_tried_at_the_start(course: Write) -> None:
    written = course(simulation(EVENT % 'when="waktu >= 0"'))

    assert played(written, "").node == "awal"
    assert played(written, "d").node == "letusan"


def test_an_ending_may_come_by_itself(course: Write) -> None:
    nodes = '### Awal\n\n- [Tunggu](#lain){set="waktu -10"}\n- [Pergi](#lain)\n\n'
    nodes += "### Lain\n\n- [Pergi](#akhir)\n"
    ends = '\n### Akhir\n{ending}\n\n### Hanyut\n{ending score=0 when="waktu <= 0"}\n'
    written = course(simulation(nodes, ends=ends))

    assert written.errors == []
    assert played(written, "a").node == "hanyut"


CONDITIONS = {
    True: (
        "waktu <= 10",
        "waktu = 10",
        "waktu >= 10",
        "waktu > 10 or percaya = 50",
        "not waktu > 10",
        "waktu < percaya",
        "visited(awal)",
        "not visited(akhir) and waktu = 10.0",
    ),
    False: (
        "waktu < 10",
        "waktu != 10",
        "waktu > 10",
        "waktu > 10 and percaya = 50",
        "not (waktu > 10 or percaya = 50)",
        "visited(akhir)",
    ),
}


@pytest.mark.parametrize("condition", CONDITIONS[True] + CONDITIONS[False])
def test_conditions_know_comparisons_words_brackets_and_visited(
    course: Write, condition: str
) -> None:
    nodes = f'### Awal\n\n- [Pergi](#akhir)\n- [Coba](#akhir){{if="{condition}"}}\n'
    written = course(simulation(nodes))

    assert written.errors == []
    graph = written.scenario.graph
    assert is_open(graph, begin(graph), "b") is (condition in CONDITIONS[True])


def test_a_node_is_visited_from_the_moment_it_is_shown_in_this_round(
    course: Write,
) -> None:
    nodes = (
        "### Awal\n\n- [Lain](#lain)\n- [Akhir](#akhir)\n\n"
        '### Lain\n\n- [Pergi](#akhir){if="visited(lain) and visited(awal)"}\n'
        '- [Kembali](#awal){if="visited(akhir)"}\n- [Akhir](#akhir)\n'
    )
    written = course(simulation(nodes))
    graph = written.scenario.graph

    assert is_open(graph, played(written, "a"), "a")
    assert not is_open(graph, played(written, "a"), "b")


@pytest.mark.parametrize("name", ["Waktu", "2waktu", "waktu-sisa", "_waktu", "état"])
def test_names_of_variables_are_lower_case_ascii(course: Write, name: str) -> None:
    table = TABLE.replace("| waktu |", f"| {name} |")

    assert "B520" in course(simulation(WALK % "percaya +1", table)).errors


def test_visited_and_before_take_ids_of_nodes(course: Write) -> None:
    for attributes in ('when="visited(tiada)"', 'when="waktu <= 0" before="tiada"'):
        written = course(simulation(EVENT % attributes))
        assert "B501" in written.errors


@pytest.mark.parametrize("shown", ["{{waktu}}", "{{ waktu }}"])
def test_a_text_may_show_a_variable(course: Write, shown: str) -> None:
    nodes = f"### Awal\nMasih {shown} jam.\n\n- [Pergi](#akhir)\n"
    written = course(simulation(nodes))

    assert '<span data-variable="waktu"></span>' in written.scenario.texts["awal"]
    assert "B502" in course(simulation(nodes.replace("waktu", "wkatu"))).errors
