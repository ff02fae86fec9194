"""Web services of a Moodle over HTTP that answer in the forms of the recordings.

Usage: python -m tests.moodle_services_stub PEOPLE COURSES PACKAGES; prints the port it
listens on.
A POST to ``/move`` with a number lets that many people visit each course and better a grade.

Source: Moodle 4.5.6, recorded (`tests/cases/moodle/ws-*.json`).
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs

from lti_service.domain.moodle_push import WRITE_FUNCTIONS
from lti_service.use_cases.moodle.connection import (
    ATTEMPT_FUNCTIONS,
    PLAN_FUNCTIONS,
    READ_FUNCTIONS,
)
from tests.moodle_competency_stub import Competencies

DONE_AT = 1795486295
ACTIVITIES = (("page", "Bacaan"), ("quiz", "Kuis"))
PACKAGE = ("scorm", "Paket")
_FIRST_COURSE = 2
_PACKAGES_FROM = 100_000
"""Between the instances of a course's packages, the first of which is its own id."""
_PASS_MARK = 70


@dataclass
class MoodleServices:
    """What the stub teaches.

    Attributes:
        people: Name and ID number by user id.
        courses: Name and ID number by course id.
        done: Grade, 0 to 100, of the quiz of a course, by course and user; whoever is
            there completed all of it.
        visits: When somebody was in a course last, by course and user.
        asked: How many requests came.
        competencies: What is mirrored in it.
        lacks: Functions that the token's service does not have.
        attempts: Score, 0 to 100, of each attempt at the package of a course, by course
            and user; courses of which there are none have no package.
        packages: How many packages such a course has, each attempted alike.
    """

    people: dict[int, tuple[str, str]]
    courses: dict[int, tuple[str, str]]
    done: dict[tuple[int, int], int] = field(default_factory=dict)
    visits: dict[tuple[int, int], int] = field(default_factory=dict)
    asked: int = 0
    competencies: Competencies = field(default_factory=Competencies)
    lacks: set[str] = field(default_factory=set)
    attempts: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    packages: int = 1

    @classmethod
    def of(cls, people: int, courses: int, packages: int = 0) -> "MoodleServices":
        """Return one of a size, where half of all is done; packages at the second try."""
        made = cls(
            {3 + n: (f"Pegawai {n:05}", "") for n in range(people)},
            {_FIRST_COURSE + n: (f"Kursus {n:03}", "") for n in range(courses)},
        )
        made.done = {
            (course, user): 80
            for course in made.courses
            for user in made.people
            if (course + user) % 2
        }
        made.visits = dict.fromkeys(
            ((course, user) for course in made.courses for user in made.people), DONE_AT
        )
        if packages:
            made.packages = packages
            made.attempts = {place: [40, 80] for place in made.done}
        return made

    def move(self, count: int) -> None:
        """Let the first so many visit each course, and better their grades."""
        for course in self.courses:
            for user in sorted(self.people)[:count]:
                self.done[course, user] = self.done.get((course, user), 80) + 5
                self.visits[course, user] += 60
                if self.attempts:
                    self.attempts.setdefault((course, user), []).append(90)

    def answer(self, form: Mapping[str, str]) -> Any:
        """Return what a function returns."""
        self.asked += 1
        function = form.get("wsfunction", "")
        if form.get("wstoken") != "rahasia":
            return _refusal("invalidtoken", "Invalid token - token not found")
        named: Mapping[str, Callable[[Mapping[str, str]], Any]] = {
            "core_webservice_get_site_info": self._site,
            "core_course_get_courses_by_field": self._courses,
            "core_course_get_contents": self._contents,
            "core_enrol_get_enrolled_users": self._participants,
            "core_enrol_get_users_courses": self._courses_of,
            "core_completion_get_activities_completion_status": self._activities,
            "core_completion_get_course_completion_status": self._course,
            "gradereport_user_get_grade_items": self._grades,
            "mod_scorm_get_scorm_scoes": self._scoes,
            "mod_scorm_get_scorm_sco_tracks": self._tracks,
            **self.competencies.functions,
        }
        if function not in named or function in self.lacks:
            return _refusal("accessexception", "Access control exception")
        return named[function](form)

    def _site(self, _: Mapping[str, str]) -> Any:
        return {
            "sitename": "Moodle Stub",
            "username": "wsuser",
            "siteurl": "http://moodle.example",
            "functions": [
                {"name": name}
                for name in dict.fromkeys(
                    READ_FUNCTIONS
                    + ATTEMPT_FUNCTIONS
                    + PLAN_FUNCTIONS
                    + WRITE_FUNCTIONS
                )
                if name not in self.lacks
            ],
            "release": "4.5.6 (Build: 20250811)",
            "version": "2024100706",
        }

    def _courses(self, _: Mapping[str, str]) -> Any:
        told = [
            {
                "id": course,
                "fullname": name,
                "shortname": name,
                "idnumber": number,
                "enablecompletion": 1,
            }
            for course, (name, number) in self.courses.items()
        ]
        return {"courses": told, "warnings": []}

    def _contents(self, form: Mapping[str, str]) -> Any:
        course = int(form["courseid"])
        modules = [
            {
                "id": course * 10 + n,
                "name": name,
                "instance": course,
                "modname": module,
                "completion": 2,
            }
            for n, (module, name) in enumerate(ACTIVITIES)
        ]
        if any(place == course for place, _ in self.attempts):
            module, name = PACKAGE
            modules += [
                {
                    "id": course * 10 + len(ACTIVITIES) + n,
                    "name": name,
                    "instance": course + n * _PACKAGES_FROM,
                    "modname": module,
                    "completion": 0,
                }
                for n in range(self.packages)
            ]
        return [{"id": 1, "name": "General", "modules": modules}]

    def _participants(self, form: Mapping[str, str]) -> Any:
        options = {
            form[f"options[{n}][name]"]: form[f"options[{n}][value]"] for n in range(5)
        }
        start, count = int(options["limitfrom"]), int(options["limitnumber"])
        course = int(form["courseid"])
        return [
            {
                "id": user,
                "fullname": name,
                "idnumber": number,
                "email": f"u{user}@kantor.example.id",
                "lastcourseaccess": self.visits.get((course, user), 0),
                "roles": [{"roleid": 5, "name": "", "shortname": "student"}],
            }
            for user, (name, number) in sorted(self.people.items())[
                start : start + count
            ]
        ]

    def _courses_of(self, form: Mapping[str, str]) -> Any:
        user = int(form["userid"])
        return [
            {
                "id": course,
                "completed": (course, user) in self.done,
                "progress": 100 if (course, user) in self.done else 0,
            }
            for course in self.courses
        ]

    def _activities(self, form: Mapping[str, str]) -> Any:
        course, user = int(form["courseid"]), int(form["userid"])
        done = (course, user) in self.done
        statuses = [
            {
                "cmid": course * 10 + n,
                "modname": module,
                "instance": course,
                "state": int(done),
                "timecompleted": DONE_AT if done else 0,
                "tracking": 2,
                "details": [],
            }
            for n, (module, _) in enumerate(ACTIVITIES)
        ]
        return {"statuses": statuses, "warnings": []}

    def _course(self, form: Mapping[str, str]) -> Any:
        done = (int(form["courseid"]), int(form["userid"])) in self.done
        met = {"type": 4, "complete": done, "timecompleted": DONE_AT if done else None}
        status = {"completed": done, "aggregation": 1, "completions": [met]}
        return {"completionstatus": status, "warnings": []}

    def _scoes(self, form: Mapping[str, str]) -> Any:
        package = int(form["scormid"])
        about = {"scorm": package, "manifest": "course-kearsipan"}
        scoes = [
            about | {"id": package * 100, "scormtype": ""},
            about | {"id": package * 100 + 1, "scormtype": "sco"},
        ]
        return {"scoes": scoes, "warnings": []}

    def _tracks(self, form: Mapping[str, str]) -> Any:
        package, user = int(form["scoid"]) // 100, int(form["userid"])
        course = package % _PACKAGES_FROM
        scores = self.attempts.get((course, user), [])
        number = int(form["attempt"]) or len(scores) or 1
        if number > len(scores):
            return {"data": {"attempt": number, "tracks": []}, "warnings": []}
        score = scores[number - 1]
        told = {
            "status": "passed" if score >= _PASS_MARK else "failed",
            "total_time": "00:10:00",
            "timemodified": str(DONE_AT + number),
            "cmi.core.score.raw": str(score),
            "cmi.core.score.max": "100",
            "cmi.interactions_0.id": "tes-1",
            "cmi.interactions_0.result": "correct",
        }
        tracks = [{"element": one, "value": value} for one, value in told.items()]
        return {"data": {"attempt": number, "tracks": tracks}, "warnings": []}

    def _grades(self, form: Mapping[str, str]) -> Any:
        course, user = int(form["courseid"]), int(form["userid"])
        grade = self.done.get((course, user))
        about = {
            "graderaw": grade,
            "grademin": 0,
            "grademax": 100,
            "gradedategraded": DONE_AT if grade is not None else None,
        }
        items = [
            {"itemtype": "mod", "itemname": "Kuis", "cmid": course * 10 + 1, **about},
            {"itemtype": "course", "itemname": None, **about},
        ]
        return {"usergrades": [{"courseid": course, "gradeitems": items}]}


def fields(body: bytes) -> dict[str, str]:
    """Return the fields of a form."""
    return {
        name: values[0]
        for name, values in parse_qs(body.decode(), keep_blank_values=True).items()
    }


def _refusal(errorcode: str, message: str) -> dict[str, str]:
    return {
        "exception": "core\\exception\\moodle_exception",
        "errorcode": errorcode,
        "message": message,
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        taught = cast("_Server", self.server).taught
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/move":
            taught.move(int(body))
            told: object = None
        else:
            told = taught.answer(fields(body))
        text = json.dumps(told).encode()
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(text), text)
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, taught: MoodleServices) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taught = taught


@contextmanager
def serving(taught: MoodleServices) -> Iterator[str]:
    """Answer in a thread of this process; give the ``host:port``."""
    server = _Server(taught)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def apart(people: int, courses: int, packages: int = 0) -> Iterator[str]:
    """Answer in a process of its own; give the ``host:port``."""
    size = map(str, (people, courses, packages))
    command = ["-m", "tests.moodle_services_stub", *size]
    process = subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield f"127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Listen until ended."""
    server = _Server(MoodleServices.of(*map(int, sys.argv[1:])))
    print(server.server_port, flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
