"""Competencies, templates, plans and ratings of a Moodle, answered as it was recorded.

Source: Moodle 4.5.6, recorded (`ws-core_competency.json`), and tried against it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Form = Mapping[str, str]
_ACTIVE, _COMPLETE = 1, 2
FIRST_AT = 1795486420
SERVICE = {"id": 36, "idnumber": "", "fullname": "Web Service", "email": ""}
"""The account of this token's user, as whom the service rates."""


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
        notes: What came with each rating that the service gave.
        history: Lines of each user and competency, the newest first.
        in_courses: Ids of the competencies of each course.
        graded_in: Grade and time by course, user and competency.
        teachers: Users who cannot be rated, by course.
        is_on: Whether the site uses competencies.
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
    history: dict[tuple[int, int], list[dict[str, Any]]] = field(default_factory=dict)
    in_courses: dict[int, list[int]] = field(default_factory=dict)
    graded_in: dict[tuple[int, int, int], tuple[int, int]] = field(default_factory=dict)
    teachers: set[tuple[int, int]] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)
    is_on: bool = True
    _next: int = 0
    _lines: int = 0

    @property
    def functions(self) -> dict[str, Callable[[Form], Any]]:
        """Return the functions by name."""
        found = {
            f"core_competency_{name.removeprefix('do_')}": getattr(self, name)
            for name in dir(type(self))
            if name.startswith("do_")
        }
        found |= {
            "tool_lp_data_for_user_competency_summary": self._summary,
            "report_competency_data_for_report": self._report,
        }
        return {name: self._guarded(name, one) for name, one in found.items()}

    def rate(
        self,
        user: int,
        competency: int,
        grade: int | None,
        rater: Mapping[str, object],
        note: str = "",
        *,
        course: int = 0,
    ) -> None:
        """Let somebody rate a competency; a grade of none takes the rating back."""
        self._lines += 1
        at = FIRST_AT + self._lines
        if course:
            self.graded_in[course, user, competency] = grade or 0, at
        if grade is None:
            self.grades.pop((user, competency), None)
        else:
            self.grades[user, competency] = grade
        self._line(user, competency, at, grade, "manualoverride", 3, rater, note)

    def complete_by_rule(self, user: int, competency: int) -> None:
        """Let a completed course rate a competency, as Moodle does by itself."""
        self._lines += 1
        at = FIRST_AT + self._lines
        self.grades[user, competency] = 2
        self._line(user, competency, at, 2, "coursecompleted", 2, SERVICE, "")

    def _line(
        self,
        user: int,
        competency: int,
        at: int,
        grade: int | None,
        what: str,
        action: int,
        rater: Mapping[str, object],
        note: str,
    ) -> None:
        line = {
            "id": self._lines,
            "action": action,
            "actionuserid": rater["id"],
            "descidentifier": f"evidence_{what}",
            "desca": '"Rencana 2026"',
            "grade": grade,
            "note": note or None,
            "timecreated": at,
            "actionuser": dict(rater),
        }
        self.history.setdefault((user, competency), []).insert(0, line)

    def make(self, code: str, name: str, framework: str = "Kamus") -> int:
        """Let somebody make a competency by hand, in a framework by its name."""
        known = [one for one in self.of("framework") if one["shortname"] == framework]
        about = (
            known[0]
            if known
            else self._make(
                "framework",
                {
                    "shortname": framework,
                    "idnumber": framework,
                    "description": "",
                    "scaleconfiguration": json.dumps(
                        [
                            {"scaleid": "2"},
                            {"id": 2, "scaledefault": 1, "proficient": 1},
                        ]
                    ),
                },
            )
        )
        made = self._make(
            "competency",
            {
                "shortname": name,
                "idnumber": code,
                "description": "",
                "parentid": 0,
                "competencyframeworkid": about["id"],
            },
        )
        return int(made["id"])

    def plan(self, user: int, name: str, *competencies: int, status: int = 1) -> int:
        """Let somebody make a plan by hand."""
        made = self._make(
            "plan",
            {
                "name": name,
                "description": "",
                "userid": user,
                "status": status,
                "templateid": None,
                "duedate": 0,
            },
        )
        self.listed["plan", int(made["id"])] = list(competencies)
        return int(made["id"])

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
                what: self._rated(int(plan["userid"]), one),
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
        self.rate(int(plan["userid"]), one, int(form["grade"]), SERVICE, form["note"])
        self.notes.append(form["note"])
        return {"grade": int(form["grade"]), "note": form["note"], "action": 3}

    # ---- ratings -----------------------------------------------------------------------

    def do_list_course_competencies(self, form: Form) -> Any:
        return [
            {"competency": self._row("competency", one), "coursecompetency": {}}
            for one in self.in_courses.get(int(form["id"]), ())
        ]

    def _report(self, form: Form) -> Any:
        course, user = int(form["courseid"]), int(form["userid"])
        if (course, user) in self.teachers:
            # An error of PHP itself, without an error code.
            return {
                "exception": "Error",
                "message": 'Class "report_competency\\coding_exception" not found',
            }
        rows = []
        for one in self.in_courses.get(course, ()):
            grade, at = self.graded_in.get((course, user, one), (0, 0))
            rated = {
                "grade": grade or None,
                "proficiency": grade == 2 if grade else None,
                "timemodified": at,
            }
            about = {"competency": self._row("competency", one)}
            rows.append({"usercompetencycourse": rated, "competency": about})
        return {"courseid": course, "usercompetencies": rows}

    def _summary(self, form: Form) -> Any:
        user, one = int(form["userid"]), int(form["competencyid"])
        competency = self._row("competency", one)
        framework = self._row("framework", competency["competencyframeworkid"])
        return {
            "competency": {
                "competency": competency,
                "scaleconfiguration": framework["scaleconfiguration"],
            },
            "usercompetency": self._rated(user, one),
            "evidence": self.history.get((user, one), []),
        }

    def _rated(self, user: int, one: int) -> dict[str, Any]:
        grade = self.grades.get((user, one))
        lines = self.history.get((user, one))
        return {
            "grade": grade,
            "proficiency": None if grade is None else grade == 2,
            "timemodified": lines[0]["timecreated"] if lines else 0,
        }

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
                if not self.is_on:
                    raise Refusal(
                        "core\\exception\\moodle_exception",
                        "competenciesarenotenabled",
                        "Competencies are not enabled.",
                    )
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
