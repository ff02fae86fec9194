"""Competencies, templates, plans and ratings of a Moodle, answered as it was recorded.

Source: Moodle 4.5.6, recorded (`ws-core_competency.json`), and tried against it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Form = Mapping[str, str]
_ACTIVE, _COMPLETE = 1, 2


class Refusal(Exception):  # noqa: N818 - as Moodle calls it
    """What Moodle answers instead: exception, error code and message."""

    def __init__(self, kind: str, errorcode: str, message: str) -> None:
        super().__init__(errorcode)
        self.told = {"exception": kind, "errorcode": errorcode, "message": message}


@dataclass
class Competencies:
    """What the stub has; its functions are by name in `functions`.

    Attributes:
        scales: Words of each scale, by id.
        rows: What was made, by kind and id.
        listed: Ids of competencies in each template and plan, by kind and id.
        grades: Grade by user and competency.
        notes: What came with each rating.
        forbidden: Functions that this token's user may not use.
    """

    scales: dict[int, tuple[str, ...]] = field(
        default_factory=lambda: {
            1: ("Terpisah", "Keduanya", "Terhubung"),
            2: ("Not yet competent", "Competent"),
        }
    )
    rows: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    listed: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    grades: dict[tuple[int, int], int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    forbidden: set[str] = field(default_factory=set)
    _next: int = 0

    @property
    def functions(self) -> dict[str, Callable[[Form], Any]]:
        """Return the functions by name."""
        found = {
            f"core_competency_{name.removeprefix('do_')}": getattr(self, name)
            for name in dir(type(self))
            if name.startswith("do_")
        }
        return {name: self._guarded(name, one) for name, one in found.items()}

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return what was made of a kind, by id."""
        return [row for (what, _), row in sorted(self.rows.items()) if what == kind]

    # ---- frameworks and competencies ---------------------------------------------------

    def do_get_scale_values(self, form: Form) -> Any:
        words = self.scales.get(int(form["scaleid"]))
        if words is None:
            # An error of PHP itself, without an error code.
            return {
                "exception": "Error",
                "message": "Call to a member function load_items() on bool",
            }
        return [{"id": n, "name": word} for n, word in enumerate(words, 1)]

    def do_list_competency_frameworks(self, form: Form) -> Any:
        assert form["context[contextlevel]"] == "system"
        return self.of("framework")

    def do_read_competency_framework(self, form: Form) -> Any:
        return self._row("framework", form["id"])

    def do_create_competency_framework(self, form: Form) -> Any:
        given = _inner(form, "competencyframework")
        if int(given["scaleid"]) not in self.scales:
            raise _invalid("Invalid scale")
        json.loads(given["scaleconfiguration"])
        self._unique("framework", given["idnumber"])
        return self._make("framework", {"contextid": 1, "visible": True, **given})

    def do_update_competency_framework(self, form: Form) -> Any:
        return self._update("framework", _inner(form, "competencyframework"))

    def do_list_competencies(self, form: Form) -> Any:
        wanted = {
            form[f"filters[{n}][column]"]: form[f"filters[{n}][value]"]
            for n in range(2)
            if f"filters[{n}][column]" in form
        }
        return [
            row
            for row in self.of("competency")
            if all(str(row[name]) == value for name, value in wanted.items())
        ]

    def do_read_competency(self, form: Form) -> Any:
        return self._row("competency", form["id"])

    def do_create_competency(self, form: Form) -> Any:
        given = _inner(form, "competency")
        self._row("framework", given["competencyframeworkid"])
        self._unique("competency", given["idnumber"])
        return self._make("competency", given)

    def do_update_competency(self, form: Form) -> Any:
        given = _inner(form, "competency")
        # Only its own function moves a competency.
        given.pop("parentid")
        return self._update("competency", given)

    def do_set_parent_competency(self, form: Form) -> Any:
        row = self._row("competency", form["competencyid"])
        row["parentid"] = int(form["parentid"])
        return True

    # ---- templates and plans -----------------------------------------------------------

    def do_list_templates(self, form: Form) -> Any:
        assert form["context[contextlevel]"] == "system"
        return self.of("template")

    def do_read_template(self, form: Form) -> Any:
        return self._row("template", form["id"])

    def do_create_template(self, form: Form) -> Any:
        return self._make("template", _inner(form, "template"))

    def do_update_template(self, form: Form) -> Any:
        return self._update("template", _inner(form, "template"))

    def do_list_competencies_in_template(self, form: Form) -> Any:
        return [
            self._row("competency", one)
            for one in self.listed.get(("template", int(form["id"])), ())
        ]

    def do_add_competency_to_template(self, form: Form) -> Any:
        return self._add("template", form["templateid"], form["competencyid"])

    def do_remove_competency_from_template(self, form: Form) -> Any:
        return self._remove("template", form["templateid"], form["competencyid"])

    def do_list_user_plans(self, form: Form) -> Any:
        user = int(form["userid"])
        return [row for row in self.of("plan") if int(row["userid"]) == user]

    def do_read_plan(self, form: Form) -> Any:
        return self._row("plan", form["id"])

    def do_create_plan(self, form: Form) -> Any:
        return self._make("plan", {"templateid": None, **_inner(form, "plan")})

    def do_update_plan(self, form: Form) -> Any:
        given = _inner(form, "plan")
        row = self._row("plan", given["id"])
        if row["templateid"] or int(row["status"]) == _COMPLETE:
            raise Refusal(
                "core\\exception\\coding_exception",
                "codingerror",
                "Coding error detected, it must be fixed by a programmer",
            )
        self._update("plan", given)
        return row

    def do_approve_plan(self, form: Form) -> Any:
        self._row("plan", form["id"])["status"] = _ACTIVE
        return True

    def do_reopen_plan(self, form: Form) -> Any:
        self._row("plan", form["planid"])["status"] = _ACTIVE
        return True

    def do_list_plan_competencies(self, form: Form) -> Any:
        plan = self._row("plan", form["id"])
        is_complete = int(plan["status"]) == _COMPLETE
        what = "usercompetencyplan" if is_complete else "usercompetency"
        return [
            {
                "competency": self._row("competency", one),
                what: {"grade": self.grades.get((int(plan["userid"]), one))},
            }
            for one in self._in_plan(plan)
        ]

    def do_add_competency_to_plan(self, form: Form) -> Any:
        return self._add("plan", form["planid"], form["competencyid"])

    def do_remove_competency_from_plan(self, form: Form) -> Any:
        return self._remove("plan", form["planid"], form["competencyid"])

    def do_grade_competency_in_plan(self, form: Form) -> Any:
        plan, one = self._row("plan", form["planid"]), int(form["competencyid"])
        if one not in self._in_plan(plan):
            raise Refusal(
                "core\\exception\\coding_exception",
                "codingerror",
                "Coding error detected: The competency does not belong to this plan",
            )
        if int(form["grade"]) not in {1, 2}:
            raise _invalid("Invalid rating")
        self.grades[int(plan["userid"]), one] = int(form["grade"])
        self.notes.append(form["note"])
        return {"grade": int(form["grade"]), "note": form["note"], "action": 3}

    # ---- inside ------------------------------------------------------------------------

    def _in_plan(self, plan: Mapping[str, Any]) -> Iterable[int]:
        if plan["templateid"]:
            return self.listed.get(("template", int(plan["templateid"])), ())
        return self.listed.get(("plan", int(plan["id"])), ())

    def _guarded(
        self, name: str, function: Callable[[Form], Any]
    ) -> Callable[[Form], Any]:
        def answer(form: Form) -> Any:
            try:
                if name in self.forbidden:
                    raise Refusal(
                        "core\\exception\\required_capability_exception",
                        "nopermissions",
                        "Sorry, but you do not currently have permissions to do that",
                    )
                return function(form)
            except Refusal as refusal:
                return refusal.told

        return answer

    def _row(self, kind: str, row_id: object) -> dict[str, Any]:
        row = self.rows.get((kind, int(str(row_id))))
        if row is None:
            raise Refusal(
                "dml_missing_record_exception",
                "invalidrecord",
                f"Can't find data record in database table competency_{kind}.",
            )
        return row

    def _make(self, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
        self._next += 1
        row = {**given, "id": self._next}
        self.rows[kind, self._next] = row
        return row

    def _update(self, kind: str, given: Mapping[str, Any]) -> bool:
        row = self._row(kind, given["id"])
        row.update({name: value for name, value in given.items() if name != "id"})
        return True

    def _unique(self, kind: str, idnumber: object) -> None:
        if any(row["idnumber"] == idnumber for row in self.of(kind)):
            raise _invalid("This ID number is already in use")

    def _add(self, kind: str, row_id: str, one: str) -> bool:
        self._row("competency", one)
        self.listed.setdefault((kind, int(row_id)), []).append(int(one))
        return True

    def _remove(self, kind: str, row_id: str, one: str) -> bool:
        self.listed[kind, int(row_id)].remove(int(one))
        return True


def _inner(form: Form, name: str) -> dict[str, Any]:
    start = f"{name}["
    return {
        key.removeprefix(start).removesuffix("]"): value
        for key, value in form.items()
        if key.startswith(start)
    }


def _invalid(message: str) -> Refusal:
    kind = "core\\invalid_persistent_exception"
    return Refusal(kind, "invalidpersistenterror", f"Error: {message}")
