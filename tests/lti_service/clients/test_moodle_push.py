"""What Moodle is told of competencies, templates, plans and ratings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from lti_service.clients import moodle_rest
from lti_service.clients.moodle_push import MoodleCompetencies
from lti_service.domain.moodle_push import ACHIEVED, ACTIVE, NOT_YET, WRITE_FUNCTIONS
from lti_service.errors import MoodleError
from lti_service.lti.connection import Reply
from tests.lti_service.clients.test_moodle_sync import RECORDINGS
from tests.moodle_competency_stub import Competencies
from tests.moodle_services_stub import MoodleServices

RECORDED = json.loads((RECORDINGS / "ws-core_competency.json").read_text())
FRAMEWORKS = "core_competency_list_competency_frameworks"
FRAMEWORK = {"name": "Standar", "description": "<p>Versi: 1</p>"}
TOP = {"name": "Kerja sama", "description": "", "parent": ""}
LEVEL = {"name": "Kerja sama: level 2", "description": "", "parent": "M02"}
PLAN = {"name": "Kepala Seksi (KASI)", "description": "<p>…</p>"}


@dataclass
class Answering:
    """The way out, to a stub."""

    taught: MoodleServices
    asked: list[str] = field(default_factory=list)

    def call(
        self, method: str, url: str, *, data: Mapping[str, str] | None = None, **_: Any
    ) -> Reply:
        form = dict(data or {})
        assert method, url
        self.asked.append(form["wsfunction"].removeprefix("core_competency_"))
        return Reply(200, {}, json.dumps(self.taught.answer(form)).encode())


class World:
    def __init__(self) -> None:
        self.moodle = MoodleServices({}, {})
        self.way = Answering(self.moodle)
        self.client = MoodleCompetencies(self.way, "https://moodle.example", "rahasia")
        self.framework = self.client.save_framework(None, "SKJ", FRAMEWORK).remote_id
        self.top = self.node(None, "M02", TOP)
        self.level = self.node(None, "M02.2", LEVEL, self.top)

    @property
    def there(self) -> Competencies:
        return self.moodle.competencies

    def node(
        self,
        remote_id: int | None,
        code: str,
        fields: Mapping[str, str],
        parent: int = 0,
    ) -> int:
        return self.client.save_node(
            remote_id, code, fields, framework_id=self.framework, parent_id=parent
        ).remote_id

    def plan(self) -> int:
        nodes = {"M02.2": self.level}
        return self.client.save_plan(None, 3, PLAN, nodes).remote_id


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moodle_rest, "MOST_A_SECOND", 10**6)


@pytest.fixture
def world() -> World:
    return World()


def test_what_was_recorded_of_moodle_is_read() -> None:
    told = {case["case"]: case["response"]["body"] for case in RECORDED}

    class Replayed:
        def call(
            self, *_: object, data: Mapping[str, str] | None = None, **__: object
        ) -> Reply:
            body = told.get((data or {})["wsfunction"], told[FRAMEWORKS][0])
            return Reply(200, {}, json.dumps(body).encode())

    client = MoodleCompetencies(Replayed(), "https://moodle.example", "rahasia")

    assert client.frameworks()["KK-ASN"].fields["name"] == "Kamus Kompetensi ASN"
    assert client.nodes(1)["INT"].fields == {
        "name": "Integritas",
        "description": "",
        "parent": "",
    }
    assert client.templates()["Rencana ASN 2026"].remote_id == 1
    assert client.template_nodes(1) == {"INT": 1, "KJS": 2}
    ((plan, template),) = client.plans(3)
    assert (plan.fields["status"], template) == (ACTIVE, 1)
    assert client.plan_nodes(1)["INT"].fields == {}
    says = {"rating": ACHIEVED, "note": "Dinilai oleh alat"}
    assert client.rate(1, 1, 1, says).fields == {"rating": ACHIEVED}


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("create competency duplicate idnumber", "moodle-refused"),
        ("grade out of scale", "moodle-refused"),
        ("grade with student token", "moodle-permission"),
    ],
)
def test_recorded_refusals_are_told(case: str, code: str) -> None:
    body = next(one["response"]["body"] for one in RECORDED if one["case"] == case)

    class Refusing:
        def call(self, *_: object, **__: object) -> Reply:
            return Reply(200, {}, json.dumps(body).encode())

    client = MoodleCompetencies(Refusing(), "https://moodle.example", "rahasia")
    with pytest.raises(MoodleError) as caught:
        client.plans(3)
    assert caught.value.code == code


def test_a_framework_takes_the_first_scale_of_two_words_where_ours_is_not_there(
    world: World,
) -> None:
    (made,) = world.there.of("framework")
    assert made["scaleid"] == "2"
    proficient = json.loads(made["scaleconfiguration"])[-1]
    assert proficient == {"id": 2, "scaledefault": 0, "proficient": 1}


def test_our_own_scale_goes_before_others(world: World) -> None:
    world.there.scales[9] = ("Belum tercapai", "Tercapai")

    world.client.save_framework(None, "LAIN", FRAMEWORK)

    assert world.there.of("framework")[-1]["scaleid"] == "9"


def test_without_a_scale_of_two_words_it_says_what_to_make(world: World) -> None:
    world.there.scales = {1: ("a", "b", "c")}

    with pytest.raises(MoodleError) as caught:
        world.client.save_framework(None, "LAIN", FRAMEWORK)
    assert caught.value.code == "moodle-scale"


def test_a_changed_framework_keeps_its_scale_and_whether_it_is_shown(
    world: World,
) -> None:
    (before,) = (dict(row) for row in world.there.of("framework"))

    made = world.client.save_framework(
        world.framework, "SKJ", {**FRAMEWORK, "name": "Standar 2026"}
    )

    (after,) = world.there.of("framework")
    assert made.fields["name"] == "Standar 2026"
    assert {**before, "shortname": "Standar 2026"}.keys() == after.keys()
    assert after["scaleconfiguration"] == before["scaleconfiguration"]


def test_nodes_tell_their_parents_by_code_also_when_one_alone_is_asked_for(
    world: World,
) -> None:
    assert world.client.nodes(world.framework)["M02.2"].fields == LEVEL
    assert world.client.nodes(world.framework, "M02.2")["M02.2"].fields == LEVEL
    assert world.client.nodes(world.framework, "M99") == {}


def test_a_node_is_moved_by_moodles_function_for_that_alone(world: World) -> None:
    world.way.asked.clear()
    world.node(world.level, "M02.2", {**LEVEL, "parent": ""})

    assert world.way.asked.count("set_parent_competency") == 1
    assert world.client.nodes(world.framework)["M02.2"].fields["parent"] == ""

    world.way.asked.clear()
    world.node(world.level, "M02.2", {**LEVEL, "name": "Tim", "parent": ""})
    assert "set_parent_competency" not in world.way.asked


def test_a_template_lists_exactly_what_is_wanted(world: World) -> None:
    made = world.client.save_template(None, PLAN, {"M02.2": world.level})
    assert made.fields["nodes"] == "M02.2"

    made = world.client.save_template(made.remote_id, PLAN, {"M02": world.top})
    assert made.fields["nodes"] == "M02"
    assert world.client.templates()[PLAN["name"]].remote_id == made.remote_id


def test_a_plan_is_active_and_rated_with_a_note(world: World) -> None:
    plan = world.plan()
    ((found, template),) = world.client.plans(3)
    assert (found.fields["status"], template) == (ACTIVE, 0)
    assert world.client.plan_nodes(plan)["M02.2"].fields == {}

    for rating in (NOT_YET, ACHIEVED):
        says = {"rating": rating, "note": f"Keputusan: {rating}"}
        made = world.client.rate(plan, world.level, world.framework, says)
        assert made.fields == {"rating": rating}
        assert world.client.plan_nodes(plan)["M02.2"].fields == {"rating": rating}
    assert world.there.notes == ["Keputusan: belum tercapai", "Keputusan: tercapai"]


@pytest.mark.parametrize(
    ("status", "words", "function"),
    [(2, "selesai", "reopen_plan"), (0, "rancangan", "approve_plan")],
    ids=["completed", "a draft"],
)
def test_a_plan_that_is_not_active_is_told_so_and_made_active_when_saved(
    world: World, status: int, words: str, function: str
) -> None:
    plan = world.plan()
    world.there.rows["plan", plan]["status"] = status
    ((found, _),) = world.client.plans(3)
    assert found.fields["status"] == words

    made = world.client.save_plan(plan, 3, PLAN, {"M02": world.top})

    assert function in world.way.asked
    assert made.fields["status"] == ACTIVE
    assert made.fields["nodes"] == "M02"


def test_a_plan_of_a_template_keeps_the_templates_name_and_list(world: World) -> None:
    template = world.client.save_template(None, PLAN, {"M02.2": world.level})
    plan = world.plan()
    world.there.rows["plan", plan]["templateid"] = template.remote_id

    made = world.client.save_plan(plan, 3, PLAN, {"M02": world.top})

    assert made.fields == {"status": ACTIVE}
    assert list(world.client.plan_nodes(plan)) == ["M02.2"]


def test_what_the_token_lacks_is_named(world: World) -> None:
    assert world.client.missing() == []
    world.moodle.lacks = {WRITE_FUNCTIONS[3]}
    assert world.client.missing() == [WRITE_FUNCTIONS[3]]


def test_what_the_user_may_not_do_is_told(world: World) -> None:
    world.there.forbidden.add("core_competency_create_plan")

    with pytest.raises(MoodleError) as caught:
        world.plan()
    assert caught.value.code == "moodle-permission"


def test_a_second_node_of_the_same_code_is_refused_as_moodle_refuses_it(
    world: World,
) -> None:
    with pytest.raises(MoodleError) as caught:
        world.node(None, "M02", TOP)
    assert (caught.value.code, caught.value.context["errorcode"]) == (
        "moodle-refused",
        "invalidpersistenterror",
    )


def test_an_error_of_php_itself_has_no_code_and_is_a_refusal_all_the_same() -> None:
    class Broken:
        def call(self, *_: object, **__: object) -> Reply:
            told = {"exception": "Error", "message": "Call to a member function"}
            return Reply(200, {}, json.dumps(told).encode())

    with pytest.raises(MoodleError) as caught:
        MoodleCompetencies(Broken(), "https://moodle.example", "rahasia").plans(3)
    assert caught.value.code == "moodle-refused"


def test_what_is_no_answer_of_that_form_is_refused_not_guessed() -> None:
    class Odd:
        def call(self, *_: object, **__: object) -> Reply:
            return Reply(200, {}, b'[{"id": "x"}]')

    with pytest.raises(MoodleError) as caught:
        MoodleCompetencies(Odd(), "https://moodle.example", "rahasia").frameworks()
    assert caught.value.code == "moodle-unreadable"
