"""What Moodle's web services are told of competencies, templates, plans and ratings.

Moodle 4.5.6 has no function that makes a plan from a template, so a plan lists its
competencies itself; one that somebody made of our template there is taken as it is.

Source: Moodle 4.5.6 (Build 20250811), recorded; `competency/classes/external.php`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lti_service.clients.moodle_rest import Connection, RestServer, read_answer
from lti_service.domain.moodle_node import SCALE
from lti_service.domain.moodle_push import (
    ACHIEVED,
    ACTIVE,
    NOT_YET,
    WRITE_FUNCTIONS,
    Fields,
    TheirItem,
)
from lti_service.errors import MoodleError

_SCALES = range(1, 41)
"""Ids of scales that are tried: no function lists them."""

_SYSTEM = {"contextlevel": "system", "instanceid": 0}
_HTML = 1
_ACTIVE, _COMPLETE = 1, 2
_STATUS = {
    0: "rancangan",
    _ACTIVE: ACTIVE,
    _COMPLETE: "selesai",
    3: "menunggu peninjauan",
    4: "sedang ditinjau",
}
_TAXONOMIES = "competency,level,behaviour,behaviour"


class MoodleCompetencies:
    """One Moodle, as `ports.moodle_push.MoodleMirror`.

    Args:
        connection: The way out.
        url: Address of the Moodle, without a slash at its end.
        token: Of the web-service user.
    """

    def __init__(self, connection: Connection, url: str, token: str) -> None:
        self._rest = RestServer(connection, url, token)
        self._ratings: dict[int, tuple[int, int]] = {}

    def missing(self) -> Sequence[str]:
        """Return the functions that the token lacks for writing."""
        function = "core_webservice_get_site_info"
        told = self._rest.call(function)
        has = read_answer(
            function, lambda: {str(one["name"]) for one in told["functions"]}
        )
        return [name for name in WRITE_FUNCTIONS if name not in has]

    def frameworks(self) -> Mapping[str, TheirItem]:
        """Return all frameworks, by ID number."""
        function = "core_competency_list_competency_frameworks"
        told = self._rest.call(function, **_listed("shortname"), query="")
        return read_answer(
            function, lambda: {str(one["idnumber"]): _framework(one) for one in told}
        )

    def nodes(self, framework_id: int, code: str = "") -> Mapping[str, TheirItem]:
        """Return the competencies of a framework by ID number; of one code alone."""
        function = "core_competency_list_competencies"
        filters = [{"column": "competencyframeworkid", "value": framework_id}]
        if code:
            filters.append({"column": "idnumber", "value": code})
        told = self._rest.call(function, filters=filters, sort="id", order="ASC")
        return read_answer(function, lambda: self._nodes(told))

    def templates(self) -> Mapping[str, TheirItem]:
        """Return the plan templates, by name, without what they list."""
        function = "core_competency_list_templates"
        told = self._rest.call(function, **_listed("id"))
        return read_answer(
            function, lambda: {str(one["shortname"]): _template(one) for one in told}
        )

    def template_nodes(self, template_id: int) -> Mapping[str, int]:
        """Return the competencies that a template lists: ID numbers and ids."""
        function = "core_competency_list_competencies_in_template"
        told = self._rest.call(function, id=template_id)
        return read_answer(
            function, lambda: {str(one["idnumber"]): int(one["id"]) for one in told}
        )

    def plans(self, user_id: int) -> Sequence[tuple[TheirItem, int]]:
        """Return somebody's plans, and of which template each is; 0 for none."""
        function = "core_competency_list_user_plans"
        told = self._rest.call(function, userid=user_id)
        return read_answer(
            function,
            lambda: [(_plan(one), int(one["templateid"] or 0)) for one in told],
        )

    def plan_nodes(self, plan_id: int) -> Mapping[str, TheirItem]:
        """Return the competencies of a plan by ID number, with their ratings."""
        function = "core_competency_list_plan_competencies"
        told = self._rest.call(function, id=plan_id)
        return read_answer(function, lambda: dict(self._rated(one) for one in told))

    def save_framework(
        self, remote_id: int | None, code: str, fields: Fields
    ) -> TheirItem:
        """Make or change a framework; see the port."""
        about: dict[str, object] = {
            "shortname": fields["name"],
            "idnumber": code,
            "description": fields["description"],
            "descriptionformat": _HTML,
        }
        if remote_id is None:
            scale = self._scale()
            configuration = [
                {"scaleid": str(scale)},
                {"id": 1, "scaledefault": 1, "proficient": 0},
                {"id": 2, "scaledefault": 0, "proficient": 1},
            ]
            function = "core_competency_create_competency_framework"
            told = self._rest.call(
                function,
                competencyframework={
                    **about,
                    **_SYSTEM,
                    "visible": 1,
                    "scaleid": scale,
                    "scaleconfiguration": json.dumps(
                        configuration, separators=(",", ":")
                    ),
                    "taxonomies": _TAXONOMIES,
                },
            )
            return read_answer(function, lambda: _framework(told))
        function = "core_competency_read_competency_framework"
        there = self._rest.call(function, id=remote_id)
        kept = ("visible", "scaleid", "scaleconfiguration", "contextid", "taxonomies")
        about |= read_answer(function, lambda: {name: there[name] for name in kept})
        self._rest.call(
            "core_competency_update_competency_framework",
            competencyframework={"id": remote_id, **about},
        )
        told = self._rest.call(function, id=remote_id)
        return read_answer(function, lambda: _framework(told))

    def save_node(
        self,
        remote_id: int | None,
        code: str,
        fields: Fields,
        *,
        framework_id: int,
        parent_id: int,
    ) -> TheirItem:
        """Make or change a competency; see the port."""
        about: dict[str, object] = {
            "shortname": fields["name"],
            "idnumber": code,
            "description": fields["description"],
            "descriptionformat": _HTML,
            "competencyframeworkid": framework_id,
        }
        if remote_id is None:
            function = "core_competency_create_competency"
            told = self._rest.call(
                function, competency={**about, "parentid": parent_id}
            )
            return read_answer(function, lambda: _node(told, fields["parent"]))
        function = "core_competency_read_competency"
        there = self._rest.call(function, id=remote_id)
        if read_answer(function, lambda: int(there["parentid"])) != parent_id:
            self._rest.call(
                "core_competency_set_parent_competency",
                competencyid=remote_id,
                parentid=parent_id,
            )
        self._rest.call(
            "core_competency_update_competency",
            competency={"id": remote_id, **about, "parentid": parent_id},
        )
        told = self._rest.call(function, id=remote_id)
        return read_answer(function, lambda: _node(told, fields["parent"]))

    def save_template(
        self, remote_id: int | None, fields: Fields, nodes: Mapping[str, int]
    ) -> TheirItem:
        """Make or change a template; see the port."""
        about = {
            "shortname": fields["name"],
            "description": fields["description"],
            "descriptionformat": _HTML,
            "duedate": 0,
            "visible": 1,
        }
        if remote_id is None:
            function = "core_competency_create_template"
            told = self._rest.call(function, template={**about, **_SYSTEM})
            remote_id = read_answer(function, lambda: int(told["id"]))
        else:
            self._rest.call(
                "core_competency_update_template", template={"id": remote_id, **about}
            )
        self._list("template", remote_id, nodes, dict(self.template_nodes(remote_id)))
        function = "core_competency_read_template"
        told = self._rest.call(function, id=remote_id)
        made = read_answer(function, lambda: _template(told))
        return _with_nodes(made, self.template_nodes(remote_id))

    def save_plan(
        self,
        remote_id: int | None,
        user_id: int,
        fields: Fields,
        nodes: Mapping[str, int],
    ) -> TheirItem:
        """Make or change somebody's plan; see the port."""
        about: dict[str, object] = {
            "name": fields["name"],
            "description": fields["description"],
            "descriptionformat": _HTML,
            "userid": user_id,
            "duedate": 0,
        }
        reading = "core_competency_read_plan"
        if remote_id is None:
            function = "core_competency_create_plan"
            told = self._rest.call(function, plan={**about, "status": _ACTIVE})
            remote_id = read_answer(function, lambda: int(told["id"]))
        else:
            told = self._rest.call(reading, id=remote_id)
            status = read_answer(reading, lambda: int(told["status"]))
            if status == _COMPLETE:
                self._rest.call("core_competency_reopen_plan", planid=remote_id)
            elif status != _ACTIVE:
                self._rest.call("core_competency_approve_plan", id=remote_id)
            if not read_answer(reading, lambda: int(told["templateid"] or 0)):
                self._rest.call(
                    "core_competency_update_plan",
                    plan={"id": remote_id, **about, "status": _ACTIVE},
                )
        told = self._rest.call(reading, id=remote_id)
        if read_answer(reading, lambda: int(told["templateid"] or 0)):
            return read_answer(reading, lambda: _of_template(_plan(told)))
        there = {
            code: one.remote_id for code, one in self.plan_nodes(remote_id).items()
        }
        self._list("plan", remote_id, nodes, there)
        made = read_answer(reading, lambda: _plan(told))
        return _with_nodes(made, self.plan_nodes(remote_id))

    def rate(
        self, plan_id: int, node_id: int, framework_id: int, fields: Fields
    ) -> TheirItem:
        """Rate a competency in a plan, with a note."""
        lowest, proficient = self._grades(framework_id)
        function = "core_competency_grade_competency_in_plan"
        told = self._rest.call(
            function,
            planid=plan_id,
            competencyid=node_id,
            grade=proficient if fields["rating"] == ACHIEVED else lowest,
            note=fields["note"],
        )
        rating = read_answer(
            function,
            lambda: ACHIEVED if int(told["grade"]) == proficient else NOT_YET,
        )
        return TheirItem(node_id, {"rating": rating})

    # ---- inside ------------------------------------------------------------------------

    def _list(
        self,
        what: str,
        remote_id: int,
        wanted: Mapping[str, int],
        there: dict[str, int],
    ) -> None:
        """Let a template or plan list exactly what is wanted."""
        for code in sorted(wanted.keys() - there.keys()):
            self._rest.call(
                f"core_competency_add_competency_to_{what}",
                **{f"{what}id": remote_id},
                competencyid=wanted[code],
            )
        for code in sorted(there.keys() - wanted.keys()):
            self._rest.call(
                f"core_competency_remove_competency_from_{what}",
                **{f"{what}id": remote_id},
                competencyid=there[code],
            )

    def _nodes(self, told: Sequence[Mapping[str, Any]]) -> Mapping[str, TheirItem]:
        codes = {int(one["id"]): str(one["idnumber"]) for one in told}
        found = {}
        for one in told:
            parent = int(one["parentid"] or 0)
            if parent and parent not in codes:
                function = "core_competency_read_competency"
                above = self._rest.call(function, id=parent)
                codes[parent] = str(above["idnumber"])
            found[str(one["idnumber"])] = _node(one, codes.get(parent, ""))
        return found

    def _rated(self, told: Mapping[str, Any]) -> tuple[str, TheirItem]:
        competency = told["competency"]
        rated = told.get("usercompetency") or told.get("usercompetencyplan") or {}
        fields = {}
        if rated.get("grade") is not None:
            framework_id = int(competency["competencyframeworkid"])
            _, proficient = self._grades(framework_id)
            is_proficient = int(rated["grade"]) == proficient
            fields["rating"] = ACHIEVED if is_proficient else NOT_YET
        return str(competency["idnumber"]), TheirItem(int(competency["id"]), fields)

    def _grades(self, framework_id: int) -> tuple[int, int]:
        """Return the places on a framework's scale for not yet, and for achieved."""
        if framework_id not in self._ratings:
            function = "core_competency_read_competency_framework"
            told = self._rest.call(function, id=framework_id)
            self._ratings[framework_id] = read_answer(
                function, lambda: _places(str(told["scaleconfiguration"]))
            )
        return self._ratings[framework_id]

    def _scale(self) -> int:
        """Return the id of a scale of two words, ours where it is there."""
        function = "core_competency_get_scale_values"
        found = []
        for scale in _SCALES:
            try:
                told = self._rest.call(function, scaleid=scale)
            except MoodleError as error:
                if error.is_general:
                    raise
                continue  # There is none of this id.
            words = _words(function, told)
            if words == SCALE:
                return scale
            if len(words) == len(SCALE):
                found.append(scale)
        if not found:
            raise MoodleError("moodle-scale", function=function)
        return found[0]


def _words(function: str, told: Any) -> tuple[str, ...]:
    return read_answer(function, lambda: tuple(str(one["name"]) for one in told))


def _listed(sort: str) -> dict[str, object]:
    return {
        "sort": sort,
        "order": "ASC",
        "skip": 0,
        "limit": 0,
        "context": _SYSTEM,
        "includes": "children",
        "onlyvisible": 0,
    }


def _framework(told: Mapping[str, Any]) -> TheirItem:
    return TheirItem(int(told["id"]), _named(told, "shortname"))


def _node(told: Mapping[str, Any], parent: str) -> TheirItem:
    return TheirItem(int(told["id"]), {**_named(told, "shortname"), "parent": parent})


def _template(told: Mapping[str, Any]) -> TheirItem:
    return TheirItem(int(told["id"]), _named(told, "shortname"))


def _plan(told: Mapping[str, Any]) -> TheirItem:
    status = _STATUS.get(int(told["status"]), str(told["status"]))
    return TheirItem(int(told["id"]), {**_named(told, "name"), "status": status})


def _of_template(plan: TheirItem) -> TheirItem:
    """Return a plan that is made of a template: the rest is the template's."""
    return TheirItem(plan.remote_id, {"status": plan.fields["status"]})


def _named(told: Mapping[str, Any], name: str) -> dict[str, str]:
    return {"name": str(told[name]), "description": str(told["description"] or "")}


def _with_nodes(item: TheirItem, nodes: Mapping[str, object]) -> TheirItem:
    return TheirItem(item.remote_id, {**item.fields, "nodes": "\n".join(sorted(nodes))})


def _places(configuration: str) -> tuple[int, int]:
    """Read such as ``[{"scaleid":"2"},{"id":2,"scaledefault":1,"proficient":1}]``."""
    items = [one for one in json.loads(configuration) if "id" in one]
    proficient = [int(one["id"]) for one in items if int(one.get("proficient") or 0)]
    return 1, max(proficient)
