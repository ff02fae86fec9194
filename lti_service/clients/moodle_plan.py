"""Learning plans and ratings of competencies, read from Moodle's web services.

One request tells somebody's plans, one more each plan's competencies with how they stand,
and one each course's that competencies are linked to. The history of a competency, where
ratings stand with rater, day and note, is asked for where it stands otherwise than before.

Source: Moodle 4.5.6 (Build 20250811), recorded; `admin/tool/lp/classes/external.php`.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lti_service.clients.moodle_rest import RestServer, read_answer
from lti_service.domain.moodle_plan import (
    MoodleCompetency,
    MoodlePlan,
    MoodleRating,
    PlanItem,
    PlanQuestion,
    PlanStatus,
    Stamps,
    UserPlans,
    is_pushed,
)
from lti_service.domain.moodle_sync import MoodleUser, UnreadUser
from lti_service.errors import MoodleError

PLANS = "core_competency_list_user_plans"
ITEMS = "core_competency_list_plan_competencies"
HISTORY = "tool_lp_data_for_user_competency_summary"
FRAMEWORK = "core_competency_read_competency_framework"
LINKED = "core_competency_list_course_competencies"
REPORT = "report_competency_data_for_report"

LONGEST_NOTE = 2000
_OVERRIDE = 3
_BY_HAND = "evidence_manualoverride"
_STATUSES = {1: PlanStatus.ACTIVE, 2: PlanStatus.COMPLETE}
_FUNCTION, _PERMISSION, _MISSING = (
    "moodle-function",
    "moodle-permission",
    "moodle-missing",
)
_COURSE = "course "


class PlanClient:
    """Reads plans and ratings, as far as the token may; from several threads.

    Args:
        rest: The Moodle.
    """

    def __init__(self, rest: RestServer) -> None:
        self._rest = rest
        self._lock = threading.Lock()
        self._frameworks: dict[int, str] = {}
        self._linked: dict[int, bool] = {}
        self._without_courses = False

    def read(self, asked: PlanQuestion) -> UserPlans | UnreadUser:
        """Return somebody's plans and ratings.

        Raises:
            MoodleError: What is refused about everybody, or no answer; where the token
                lacks a function ``moodle-plan-function``.
        """
        try:
            return self._read(asked)
        except MoodleError as error:
            if error.code == _FUNCTION:
                raise MoodleError("moodle-plan-function", **error.context) from error
            if error.is_general:
                raise
            return UnreadUser(asked.user_id, error.code)

    def _read(self, asked: PlanQuestion) -> UserPlans:
        found = _Found()
        told = self._rest.call(PLANS, userid=asked.user_id)
        listed = read_answer(
            PLANS,
            lambda: [
                (one, _STATUSES[int(one["status"])])
                for one in told
                if int(one["status"]) in _STATUSES
            ],
        )
        for one, status in listed:
            self._read_plan(one, status, found)
        for course_id in asked.courses:
            self._read_course(course_id, asked.user_id, found)
        if self._without_courses:
            found.stamps |= {
                key: stamp
                for key, stamp in asked.stamps.items()
                if key.startswith(_COURSE)
            }
        for competency_id in sorted(found.changed(asked.stamps)):
            self._read_history(asked.user_id, competency_id, found)
        return UserPlans(
            asked.user_id,
            found.plans,
            found.ratings,
            found.pushed,
            list(found.competencies.values()),
            list(found.raters.values()),
            found.stamps,
            "moodle-course-rating" if self._without_courses else "",
        )

    def _read_plan(
        self, told: Mapping[str, Any], status: PlanStatus, found: "_Found"
    ) -> None:
        try:
            rows = self._rest.call(ITEMS, id=int(told["id"]))
        except MoodleError as error:
            if error.code != _MISSING:
                raise
            return  # Deleted since it was listed.
        read_answer(ITEMS, lambda: self._take_plan(told, status, rows, found))

    def _take_plan(
        self,
        told: Mapping[str, Any],
        status: PlanStatus,
        rows: Sequence[Mapping[str, Any]],
        found: "_Found",
    ) -> None:
        plan_id = int(told["id"])
        items = []
        for row in rows:
            one = self._competency(row["competency"])
            now = row.get("usercompetency")
            # What stands in a plan that is complete stands apart from what holds now.
            rated = now or row["usercompetencyplan"]
            found.stand("" if now else f"plan {plan_id}/", one, rated)
            is_proficient = (
                None if rated["grade"] is None else bool(rated["proficiency"])
            )
            items.append(PlanItem(one.id, is_proficient))
        found.plans.append(
            MoodlePlan(
                plan_id, str(told["name"]), status, _due(told["duedate"]), tuple(items)
            )
        )

    def _read_course(self, course_id: int, user_id: int, found: "_Found") -> None:
        if not self._has_competencies(course_id):
            return
        try:
            told = self._rest.call(
                REPORT, courseid=course_id, userid=user_id, moduleid=0
            )
        except MoodleError as error:
            # Who cannot be rated there is refused: by an error of PHP itself in 4.5.6.
            self._refuse_courses(error)
            return
        read_answer(REPORT, lambda: self._take_course(course_id, told, found))

    def _take_course(
        self, course_id: int, told: Mapping[str, Any], found: "_Found"
    ) -> None:
        for row in told["usercompetencies"]:
            one = self._competency(row["competency"]["competency"])
            found.stand(f"{_COURSE}{course_id}/", one, row["usercompetencycourse"])

    def _has_competencies(self, course_id: int) -> bool:
        with self._lock:
            if course_id not in self._linked and not self._without_courses:
                try:
                    told = self._rest.call(LINKED, id=course_id)
                except MoodleError as error:
                    self._refuse_courses(error)
                    told = ()
                self._linked[course_id] = bool(told)
            return not self._without_courses and self._linked[course_id]

    def _refuse_courses(self, error: MoodleError) -> None:
        """Ask no more where everybody is refused; raise what ends a reading."""
        if error.code in {_FUNCTION, _PERMISSION}:
            self._without_courses = True
        elif error.is_general:
            raise error

    def _read_history(self, user_id: int, competency_id: int, found: "_Found") -> None:
        try:
            told = self._rest.call(HISTORY, userid=user_id, competencyid=competency_id)
        except MoodleError as error:
            if error.is_general or error.code == _PERMISSION:
                raise
            found.forget(competency_id)  # Deleted since; asked for again else.
            return
        read_answer(HISTORY, lambda: _take_history(competency_id, told, found))

    def _competency(self, told: Mapping[str, Any]) -> MoodleCompetency:
        return MoodleCompetency(
            int(told["id"]),
            str(told["idnumber"] or ""),
            str(told["shortname"]),
            self._framework(int(told["competencyframeworkid"])),
        )

    def _framework(self, framework_id: int) -> str:
        if framework_id not in self._frameworks:
            try:
                told = self._rest.call(FRAMEWORK, id=framework_id)
            except MoodleError as error:
                if error.is_general:
                    raise
                told = {"shortname": ""}  # Hidden from the token's user.
            self._frameworks[framework_id] = str(told["shortname"])
        return self._frameworks[framework_id]


@dataclass(slots=True)
class _Found:
    """What was read of somebody so far."""

    plans: list[MoodlePlan] = field(default_factory=list)
    ratings: list[MoodleRating] = field(default_factory=list)
    pushed: int = 0
    competencies: dict[int, MoodleCompetency] = field(default_factory=dict)
    raters: dict[int, MoodleUser] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)

    def stand(
        self, where: str, one: MoodleCompetency, rated: Mapping[str, Any]
    ) -> None:
        """Note how a competency stands; one of which nothing was ever said has no stamp.

        In a course everybody's has a time: the report makes it.
        """
        self.competencies[one.id] = one
        grade, at = rated["grade"], int(rated["timemodified"])
        if grade is not None or (at and not where):
            stood = "" if grade is None else int(grade)
            self.stamps[f"{where}{one.id}"] = f"{stood}:{at}"

    def changed(self, before: Stamps) -> set[int]:
        """Return the competencies that stand otherwise than before.

        One that is in no plan or course any more cannot be asked about, and stays.
        """
        keys = before.keys() | self.stamps.keys()
        differ = (key for key in keys if before.get(key) != self.stamps.get(key))
        ids = {int(key.rpartition("/")[2]) for key in differ}
        return ids & self.competencies.keys()

    def forget(self, competency_id: int) -> None:
        """Have a competency asked about again."""
        self.stamps = {
            key: stamp
            for key, stamp in self.stamps.items()
            if int(key.rpartition("/")[2]) != competency_id
        }


def _take_history(competency_id: int, told: Mapping[str, Any], found: _Found) -> None:
    proficient = _proficient(str(told["competency"]["scaleconfiguration"]))
    for line in told["evidence"]:
        by_hand = str(line["descidentifier"]).startswith(_BY_HAND)
        if int(line["action"]) != _OVERRIDE or not by_hand:
            continue  # What rules and completions say is counted by themselves.
        note = str(line["note"] or "").strip()
        if is_pushed(note):
            found.pushed += 1
            continue
        grade = line["grade"]
        rater = line.get("actionuser") or {}
        rater_id = int(line["actionuserid"] or 0)
        if rater:
            found.raters[rater_id] = MoodleUser(
                rater_id,
                str(rater.get("idnumber") or "").strip(),
                str(rater.get("fullname") or ""),
                str(rater.get("email") or ""),
            )
        found.ratings.append(
            MoodleRating(
                int(line["id"]),
                competency_id,
                rater_id,
                None if grade is None else int(grade) in proficient,
                note[:LONGEST_NOTE],
                _place(line["desca"]),
                datetime.fromtimestamp(int(line["timecreated"]), UTC),
            )
        )


def _proficient(configuration: str) -> frozenset[int]:
    """Read such as ``[{"scaleid":"2"},{"id":2,"scaledefault":1,"proficient":1}]``."""
    items = [one for one in json.loads(configuration) if "id" in one]
    return frozenset(int(one["id"]) for one in items if int(one.get("proficient") or 0))


def _place(text: Any) -> str:
    """Return the plan or course that a line names: it is a JSON string."""
    try:
        told = json.loads(text or '""')
    except (TypeError, ValueError):
        return ""
    return told if isinstance(told, str) else ""


def _due(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
