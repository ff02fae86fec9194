/** The service's API as the player sees it, with a network that can fail. */

import { NO_ROUND, NO_RUN, NOTHING_DONE, NOTHING_SUBMITTED } from "../../course_builder/player/activity_progress.js";
import { beginRound, chooseInRound, reflect } from "../../course_builder/player/play.js";
import { summarise } from "../../course_builder/player/progress.js";
import { answerQuestion, openHint } from "../../course_builder/player/question_progress.js";
import { answerInRun, beginRun, expire, hintInRun, submitRun } from "../../course_builder/player/quiz_run.js";
import { questionView, quizView, scenarioView, submissionView } from "../../course_builder/player/view.js";
import { packageKey, packageOutline } from "./fake_window.js";

/**
 * @typedef {import("../../course_builder/player/activity_progress.js").ActivityProgress} ActivityProgress
 * @typedef {import("../../course_builder/player/adapter.js").OutlineQuiz} OutlineQuiz
 * @typedef {import("../../course_builder/player/adapter.js").OutlineScenario} OutlineScenario
 * @typedef {import("../../course_builder/player/adapters/queue.js").PlayerEvent} PlayerEvent
 * @typedef {import("../../course_builder/player/adapters/queue.js").Queue} Queue
 * @typedef {import("../../course_builder/player/adapters/queue.js").QueuedEvent} QueuedEvent
 * @typedef {import("./fake_window.js").PackageParts} PackageParts
 */

export class FakeService {
  constructor() {
    /** @type {PackageParts} */
    this.parts = { outline: packageOutline(), key: packageKey(), details: {} };
    /** @type {Map<string, ActivityProgress>} */
    this.done = new Map();
    /** @type {Map<string, any>} replies by event id */
    this.replies = new Map();
    /** @type {Set<string>} */
    this.viewed = new Set();
    /** Open answers that wait for a person, by quiz. @type {Record<string, number>} */
    this.marking = {};
    /** @type {{attempt: string, events: PlayerEvent[], token: string}[]} */
    this.batches = [];
    this.tokens = 1;
    /** @type {string | null} */
    this.returnUrl = "https://lms.example/course";
    this.isOffline = false;
    /** @type {{status: number, headers?: Record<string, string>} | null} */
    this.refusal = null;
    this.largestBatch = 200;
    /** Code with which it refuses whatever is handed in; empty for none. */
    this.refuseEvents = "";
    /** Seconds since 1970 by the service's clock. */
    this.now = 0;
    /** @type {Set<string>} attempts that it does not know */
    this.unknown = new Set();
  }

  get outline() {
    return this.parts.outline;
  }

  get fetch() {
    return async (/** @type {string} */ path, /** @type {RequestInit} */ request) => {
      if (this.isOffline) throw new TypeError("Failed to fetch");
      if (this.refusal) {
        const { status, headers } = this.refusal;
        return new Response("{}", { status, headers });
      }
      const token = new Headers(request.headers).get("Authorization") ?? "";
      const [, attempt = "", rest = ""] = /^\/api\/attempts\/([^/]+)(.*)$/.exec(path) ?? [];
      if (this.unknown.has(attempt)) return new Response("{}", { status: 404 });
      if (rest === "/events") return this.#events(attempt, token, String(request.body));
      if (rest.startsWith("/pages/")) return this.#reply(this.#page(rest.slice("/pages/".length)));
      return this.#reply(this.document(attempt));
    };
  }

  /** @param {string} attempt */
  document(attempt) {
    const activities = [...this.done.keys()].flatMap((id) => {
      const view = this.#view(id) ?? this.#questionView(id);
      return view ? [[id, view]] : [];
    });
    return {
      attempt,
      token: this.#token(),
      account: "akun-1",
      issuer: "https://lms.example",
      returnUrl: this.returnUrl,
      outline: this.outline,
      viewed: [...this.viewed],
      activities: Object.fromEntries(activities),
      progress: this.#progress(),
      page: this.#page("m/awal"),
    };
  }

  /** @param {string} id */
  #page(id) {
    const { details } = this.parts;
    const names = this.outline.pages.find((page) => page.id === id)?.activities ?? [];
    const shown = names.flatMap((name) => (details[name] ? [[name, this.#details(name)]] : []));
    return { id, html: `<h1>${id}</h1>`, details: Object.fromEntries(shown) };
  }

  /**
   * Of a quiz, the questions of its present run only.
   *
   * @param {string} name
   */
  #details(name) {
    const known = this.parts.details[name];
    if (!known || !("questions" in known)) return known;
    const view = /** @type {any} */ (this.#view(name));
    /** @type {string[]} */
    const asked = view?.run?.asked.map((/** @type {{id: string}} */ { id }) => id) ?? [];
    return { questions: Object.fromEntries(asked.map((id) => [id, known.questions[id]])) };
  }

  #token() {
    this.tokens += 1;
    return `token-${this.tokens}`;
  }

  #progress() {
    return summarise(this.outline, this.viewed, (id) => this.done.get(id));
  }

  /** @param {object} body */
  #reply(body) {
    const headers = { Date: new Date(this.now * 1000).toUTCString() };
    return Response.json({ ...body, token: this.#token() }, { headers });
  }

  /**
   * @param {string} attempt
   * @param {string} token
   * @param {string} body
   */
  #events(attempt, token, body) {
    const { events } = JSON.parse(body);
    if (events.length > this.largestBatch) return new Response("{}", { status: 413 });
    if (events.some((/** @type {PlayerEvent} */ event) => event.activity === "bad-batch")) {
      return new Response("{}", { status: 422 });
    }
    this.batches.push({ attempt, events, token });
    const results = events.map((/** @type {PlayerEvent} */ event) => {
      const reply = this.replies.get(event.id) ?? this.#result(event);
      this.replies.set(event.id, reply);
      return reply;
    });
    const shown = results.map((/** @type {any} */ result, /** @type {number} */ index) => {
      return this.#withView(events[index], result);
    });
    return this.#reply({ results: shown, progress: this.#progress() });
  }

  /**
   * @param {PlayerEvent} event
   * @param {any} result
   */
  #withView(event, result) {
    const view = result.activity ? this.#view(result.activity) : null;
    if (!view) return result;
    const details = event.kind === "started" ? { details: this.#details(event.activity) } : {};
    return { ...result, view, ...details };
  }

  /** @param {string} name */
  #view(name) {
    const activity = this.outline.activities[name];
    const done = /** @type {any} */ (this.done.get(name));
    switch (activity?.kind) {
      case "quiz":
        return {
          ...quizView(this.#known(name, activity), done ?? NO_RUN, this.now),
          ...(this.marking[name] && { marking: this.marking[name], passed: null }),
        };
      case "scenario":
        return scenarioView(activity, done ?? NO_ROUND, this.#graph(name));
      case "assignment":
      case "survey":
      case "discussion":
        return submissionView(done ?? NOTHING_SUBMITTED);
      default:
        return null;
    }
  }

  /** @param {string} name */
  #questionView(name) {
    const activity = this.outline.activities[name];
    if (activity?.kind !== "question") return null;
    const done = /** @type {any} */ (this.done.get(name));
    return questionView(activity, this.parts.key[name], done, "id");
  }

  /**
   * @param {string} name
   * @param {OutlineQuiz} quiz
   */
  #known(name, quiz) {
    const known = this.parts.details[name];
    const questions = known && "questions" in known ? known.questions : {};
    return { quiz, questions, key: this.parts.key, language: "id" };
  }

  /** @param {string} name */
  #graph(name) {
    const known = this.parts.details[name];
    if (!known || !("graph" in known)) throw new Error(`no graph of ${name}`);
    return known.graph;
  }

  /** @param {PlayerEvent} event */
  #result(event) {
    const { id, kind, activity: name } = event;
    if (kind === "viewed") {
      this.viewed.add(name);
      return { id, score: null, feedback: null };
    }
    const activity = this.outline.activities[name];
    if (this.refuseEvents) return { id, error: { code: this.refuseEvents, message: "" } };
    if (!activity) return { id, error: { code: "unknown-activity", message: "" } };
    if (activity.kind === "question") return this.#question(event, activity);
    this.done.set(name, this.#next(event));
    return { id, activity: name };
  }

  /**
   * @param {PlayerEvent} event
   * @returns {ActivityProgress}
   */
  #next({ kind, activity: name, question = "", answer }) {
    const activity = this.outline.activities[name];
    const done = /** @type {any} */ (this.done.get(name));
    const given = /** @type {any} */ (answer ?? []);
    if (activity?.kind === "quiz") {
      const known = this.#known(name, activity);
      const before = expire(known, done ?? NO_RUN, this.now);
      if (kind === "started") return beginRun(activity, before, "AAAAAAAA", this.now);
      if (kind === "answered") return answerInRun(known, before, question, given, this.now).after;
      return kind === "hinted"
        ? hintInRun(known, before, question, this.now)
        : submitRun(known, before);
    }
    if (activity?.kind === "scenario") {
      const before = done ?? NO_ROUND;
      if (kind === "started") return beginRound(this.#graph(name), before);
      return kind === "chose"
        ? chooseInRound(this.#graph(name), before, given)
        : reflect(before, given.text);
    }
    const isAnonymous = activity?.kind === "survey" && activity.anonymous;
    return { answers: isAnonymous ? {} : given, times: (done?.times ?? 0) + 1 };
  }

  /**
   * @param {PlayerEvent} event
   * @param {import("../../course_builder/player/adapter.js").OutlineQuestion} activity
   */
  #question({ id, kind, activity: name, answer }, activity) {
    const key = this.parts.key[name];
    if (!key) return { id, error: { code: "unknown-activity", message: "" } };
    const before = /** @type {any} */ (this.done.get(name) ?? NOTHING_DONE);
    let feedback;
    let after = before;
    if (kind === "hinted") {
      after = openHint(activity, before);
      feedback = { hint: key.hints[after.hints - 1], hints: after.hints };
    } else {
      const given = /** @type {any} */ (answer ?? []);
      ({ after, told: feedback } = answerQuestion(activity, key, before, given, "id"));
    }
    this.done.set(name, after);
    const { tries, hints, best } = after;
    const score = { given: best ?? 0, maximum: activity.points, tries, hints, best };
    return { id, score, feedback };
  }
}
/** Databases of one browser, by owner: they outlast the page. */
export class FakeDatabases {
  constructor() {
    /** @type {Map<string, QueuedEvent[]>} */
    this.entries = new Map();
  }

  get open() {
    return async (/** @type {unknown} */ _window, /** @type {string} */ owner) => {
      const { entries } = this;
      /** @type {Queue} */
      const queue = {
        isDurable: true,
        async add(entry) {
          entries.set(owner, [...(entries.get(owner) ?? []), entry]);
        },
        all: async () => entries.get(owner) ?? [],
        async remove(ids) {
          const left = (entries.get(owner) ?? []).filter(({ event }) => !ids.has(event.id));
          entries.set(owner, left);
        },
      };
      return queue;
    };
  }

  /** @param {string} owner */
  waiting(owner) {
    return (this.entries.get(owner) ?? []).map(({ event }) => event);
  }
}
