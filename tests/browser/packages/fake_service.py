"""The service's API for the player in a browser, with a network that can fail."""

import json
from typing import Any

from playwright.sync_api import Page, Route

from course_builder.model import document, progress
from course_builder.model.activity_progress import UNTOUCHED, QuestionProgress
from course_builder.model.grading import Feedback
from course_builder.model.rendered import RenderedCourse
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
        self.done: dict[str, QuestionProgress] = {}
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
            results = [self._event(event) for event in body["events"]]
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
            "activities": {},
            "progress": self._progress(),
            "page": self._page(self.place),
        }

    def _page(self, identifier: str) -> dict[str, Any]:
        html = next(p.html for p in self.course.pages if p.id == identifier)
        return {"id": identifier, "html": html}

    def _progress(self) -> dict[str, Any]:
        now = progress.summarise(self.course, self.viewed, self.done)
        return {
            "pages": now.pages,
            "pagesViewed": now.pages_viewed,
            "activities": now.activities,
            "activitiesDone": now.activities_done,
            "given": float(now.given),
            "maximum": float(now.maximum),
            "complete": now.complete,
            "passed": now.passed,
        }

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
        question = self.course.question(identifier)
        before = self.done.get(identifier, UNTOUCHED)
        told: dict[str, Any]
        if event["kind"] == "hinted":
            after = progress.open_hint(question, before)
            told = {"hint": question.hints[after.hints - 1], "hints": after.hints}
        else:
            given = event["answer"]
            answer = given if isinstance(given, str) else tuple(given)
            after, said = progress.answer_question(question, before, answer, "id")
            told = _told(said)
        self.done[identifier] = after
        score = {
            "given": float(after.best or 0),
            "maximum": float(question.points),
            "tries": after.tries,
            "hints": after.hints,
            "best": None if after.best is None else float(after.best),
        }
        return {"score": score, "feedback": told}


def _told(said: Feedback) -> dict[str, Any]:
    return {
        "right": said.right,
        "closed": said.closed,
        "options": said.options,
        "text": said.text,
        "explanation": said.explanation,
        "key": said.key if isinstance(said.key, str) else list(said.key),
    }


def _headers(kind: str) -> dict[str, str]:
    return {
        "Content-Type": f"text/{kind}; charset=utf-8",
        "Content-Security-Policy": _POLICY,
    }
