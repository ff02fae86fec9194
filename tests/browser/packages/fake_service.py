"""The service's API for the player in a browser, with a network that can fail."""

import json
from time import time
from typing import Any

from playwright.sync_api import Page, Route

from course_builder.model import document, play, quiz_run, submission, view
from course_builder.model.activity_progress import (
    UNTOUCHED,
    ActivityProgress,
    QuestionProgress,
    QuizProgress,
    ScenarioProgress,
    Submission,
)
from course_builder.model.progress import summarise
from course_builder.model.question_progress import answer_question, open_hint
from course_builder.model.rendered import (
    RenderedCourse,
    RenderedQuestion,
    RenderedQuiz,
    RenderedScenario,
)
from course_builder.player.bundle import bundle
from course_builder.player.style import style

ORIGIN = "http://127.0.0.1:9"
"""An address that nothing answers at; every request is taken here."""

_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"


class FakeService:
    """One attempt; grades as the service does."""

    def __init__(self, course: RenderedCourse, account: str = "akun-1") -> None:
        self.course = course
        self.account = account
        self.viewed: set[str] = set()
        self.done: dict[str, ActivityProgress] = {}
        self.now = int(time())
        self.replies: dict[str, Any] = {}
        self.tokens = 1
        self.place = next(course.pages).id
        self.is_offline = False
        self.status = 200

    def serve(self, page: Page) -> None:
        """Answer everything that a page asks for."""
        page.route(f"{ORIGIN}/**", self._answer)

    def _answer(self, route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(ORIGIN).split("#")[0]
        if path == "/lti/launch":
            route.fulfill(body=self._shell(launched=True), headers=_headers("html"))
        elif path.startswith("/learn/"):
            route.fulfill(body=self._shell(launched=False), headers=_headers("html"))
        elif path == "/player.js":
            route.fulfill(body=bundle("service"), headers=_headers("javascript"))
        elif path == "/course.css":
            route.fulfill(body=style(), headers=_headers("css"))
        elif path == "/favicon.ico":
            route.fulfill(body="")
        elif self.is_offline:
            route.abort("internetdisconnected")
        elif self.status != 200:
            route.fulfill(status=self.status, json={})
        else:
            route.fulfill(json=self._api(path, request.post_data_json))

    def _api(self, path: str, body: Any) -> dict[str, Any]:
        self.tokens += 1
        token = {"token": f"token-{self.tokens}"}
        if path.endswith("/events"):
            replies = [self._event(event) for event in body["events"]]
            results = [
                self._with_view(event, reply)
                for event, reply in zip(body["events"], replies, strict=True)
            ]
            return {"results": results, "progress": self._progress()} | token
        if "/pages/" in path:
            identifier = path.split("/pages/")[1]
            return self._page(identifier) | token
        return self._attempt() | token

    def _shell(self, *, launched: bool) -> str:
        launch = json.dumps(self._attempt()).replace("<", "\\u003c")
        script = f'<script type="application/json" id="launch">{launch}</script>'
        return (
            '<!doctype html><html lang="id"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<title>Kursus</title><link rel="stylesheet" href="/course.css"></head>'
            '<body><main id="player" data-attempt="p1"></main>'
            f"{script if launched else ''}"
            '<script src="/player.js" defer></script></body></html>'
        )

    def _attempt(self) -> dict[str, Any]:
        return {
            "attempt": "p1",
            "token": f"token-{self.tokens}",
            "account": self.account,
            "issuer": "https://lms.example",
            "returnUrl": None,
            "outline": document.outline(self.course),
            "viewed": sorted(self.viewed),
            "activities": {name: self._view(name) for name in self.done},
            "progress": self._progress(),
            "page": self._page(self.place),
        }

    def _page(self, identifier: str) -> dict[str, Any]:
        page = next(p for p in self.course.pages if p.id == identifier)
        details = {
            name: self._details(name)
            for name in page.activities
            if isinstance(self.course.activities[name], RenderedQuiz | RenderedScenario)
        }
        return {"id": identifier, "html": page.html, "details": details}

    def _details(self, name: str) -> dict[str, Any]:
        """Return what a page needs; of a quiz the questions of its run only."""
        activity = self.course.activities[name]
        assert isinstance(activity, RenderedQuiz | RenderedScenario)
        details = document.details(activity)
        run = self._view(name).get("run")
        if isinstance(activity, RenderedQuiz):
            asked = [one["id"] for one in run["asked"]] if run else []
            known = details["questions"]
            details = {"questions": {name: known[name] for name in asked}}
        return details

    def _progress(self) -> dict[str, Any]:
        return view.progress_view(summarise(self.course, self.viewed, self.done))

    def _view(self, name: str) -> dict[str, Any]:
        activity, done = self.course.activities[name], self.done.get(name)
        match activity:
            case RenderedQuestion():
                assert isinstance(done, QuestionProgress)
                return view.question_view(activity, done, "id")
            case RenderedQuiz():
                run = done if isinstance(done, QuizProgress) else QuizProgress()
                return view.quiz_view(activity, run, self.now, "id")
            case RenderedScenario():
                played = done if isinstance(done, ScenarioProgress) else None
                return view.scenario_view(activity, played or ScenarioProgress())
            case _:
                return view.submission_view(
                    done if isinstance(done, Submission) else Submission()
                )

    def _with_view(self, event: dict[str, Any], reply: dict[str, Any]) -> Any:
        if "activity" not in reply:
            return reply
        shown = reply | {"view": self._view(reply["activity"])}
        activity = self.course.activities[reply["activity"]]
        if event["kind"] == "started" and isinstance(activity, RenderedQuiz):
            shown["details"] = self._details(reply["activity"])
        return shown

    def _event(self, event: dict[str, Any]) -> dict[str, Any]:
        if event["id"] not in self.replies:
            self.replies[event["id"]] = {"id": event["id"]} | self._result(event)
        reply: dict[str, Any] = self.replies[event["id"]]
        return reply

    def _result(self, event: dict[str, Any]) -> dict[str, Any]:
        identifier = event["activity"]
        if event["kind"] == "viewed":
            self.viewed.add(identifier)
            self.place = identifier
            return {"score": None, "feedback": None}
        activity = self.course.activities[identifier]
        if isinstance(activity, RenderedQuestion):
            return self._question(event, activity)
        self.done[identifier] = self._next(event)
        return {"activity": identifier}

    def _next(self, event: dict[str, Any]) -> ActivityProgress:
        """Return what has been done after an event of a quiz, simulation or hand-in."""
        activity = self.course.activities[event["activity"]]
        before = self.done.get(activity.id)
        kind, given = event["kind"], event.get("answer")
        if isinstance(activity, RenderedQuiz):
            run = before if isinstance(before, QuizProgress) else QuizProgress()
            if kind == "started":
                return quiz_run.begin_run(activity, run, "ABCDEFGH", self.now)
            if kind == "submitted":
                return quiz_run.submit_run(activity, run, "id")
            question = event["question"]
            if kind == "hinted":
                return quiz_run.hint_in_run(activity, run, question, self.now)
            answer = given if isinstance(given, str) else tuple(given or ())
            after, _ = quiz_run.answer_in_run(
                activity, run, question, answer, "id", self.now
            )
            return after
        if isinstance(activity, RenderedScenario):
            played = before if isinstance(before, ScenarioProgress) else None
            played = played or ScenarioProgress()
            if kind == "started":
                return play.begin_round(activity.graph, played)
            if kind == "chose":
                return play.choose_in_round(activity.graph, played, str(given))
            return play.reflect(played, dict(given or {})["text"])
        assert not isinstance(activity, RenderedQuestion)
        known = before if isinstance(before, Submission) else Submission()
        answers = {
            name: value if isinstance(value, str) else tuple(value)
            for name, value in dict(given or {}).items()
        }
        return submission.submit(activity, known, answers)

    def _question(
        self, event: dict[str, Any], question: RenderedQuestion
    ) -> dict[str, Any]:
        before = self.done.get(question.id, UNTOUCHED)
        assert isinstance(before, QuestionProgress)
        told: dict[str, Any]
        if event["kind"] == "hinted":
            after = open_hint(question, before)
            told = {"hint": question.hints[after.hints - 1], "hints": after.hints}
        else:
            given = event["answer"]
            answer = given if isinstance(given, str) else tuple(given)
            after, said = answer_question(question, before, answer, "id")
            told = view.feedback_view(said)
        self.done[question.id] = after
        score = {
            "given": float(after.best or 0),
            "maximum": float(question.points),
            "tries": after.tries,
            "hints": after.hints,
            "best": None if after.best is None else float(after.best),
        }
        return {"score": score, "feedback": told}


def _headers(kind: str) -> dict[str, str]:
    return {
        "Content-Type": f"text/{kind}; charset=utf-8",
        "Content-Security-Policy": _POLICY,
    }
