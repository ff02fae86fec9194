/** The service's API as the player sees it, with a network that can fail. */

import { packageKey, packageOutline } from "./fake_window.js";
import { answerQuestion, NOTHING_DONE, openHint, summarise } from "../../course_builder/player/progress.js";

/**
 * @typedef {import("../../course_builder/player/adapters/queue.js").PlayerEvent} PlayerEvent
 * @typedef {import("../../course_builder/player/adapters/queue.js").Queue} Queue
 * @typedef {import("../../course_builder/player/adapters/queue.js").QueuedEvent} QueuedEvent
 */

export class FakeService {
  constructor() {
    this.outline = packageOutline();
    this.key = packageKey();
    /** @type {Map<string, import("../../course_builder/player/progress.js").ActivityProgress>} */
    this.done = new Map();
    /** @type {Map<string, any>} replies by event id */
    this.replies = new Map();
    /** @type {Set<string>} */
    this.viewed = new Set();
    /** @type {{attempt: string, events: PlayerEvent[], token: string}[]} */
    this.batches = [];
    this.tokens = 1;
    /** @type {string | null} */
    this.returnUrl = "https://lms.example/course";
    this.isOffline = false;
    /** @type {{status: number, headers?: Record<string, string>} | null} */
    this.refusal = null;
    this.largestBatch = 200;
    /** @type {Set<string>} attempts that it does not know */
    this.unknown = new Set();
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
      if (rest.startsWith("/pages/")) {
        const id = rest.slice("/pages/".length);
        return this.#reply({ id, html: `<h1>${id}</h1>` });
      }
      return this.#reply(this.document(attempt));
    };
  }

  /** @param {string} attempt */
  document(attempt) {
    return {
      attempt,
      token: this.#token(),
      account: "akun-1",
      issuer: "https://lms.example",
      returnUrl: this.returnUrl,
      outline: this.outline,
      viewed: [...this.viewed],
      activities: {},
      progress: this.#progress(),
      page: { id: "m/awal", html: "<h1>m/awal</h1>" },
    };
  }

  #token() {
    this.tokens += 1;
    return `token-${this.tokens}`;
  }

  #progress() {
    return summarise(this.outline, this.viewed, (id) => this.done.get(id) ?? NOTHING_DONE);
  }

  /** @param {object} body */
  #reply(body) {
    return Response.json({ ...body, token: this.#token() });
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
    return this.#reply({ results, progress: this.#progress() });
  }

  /** @param {PlayerEvent} event */
  #result({ id, kind, activity: name, answer }) {
    if (kind === "viewed") {
      this.viewed.add(name);
      return { id, score: null, feedback: null };
    }
    const activity = this.outline.activities[name];
    const key = this.key[name];
    if (!activity || !key) return { id, error: { code: "unknown-activity", message: "" } };
    const before = this.done.get(name) ?? NOTHING_DONE;
    let feedback;
    let after = before;
    if (kind === "hinted") {
      after = openHint(activity, before);
      feedback = { hint: key.hints[after.hints - 1], hints: after.hints };
    } else {
      ({ after, told: feedback } = answerQuestion(activity, key, before, answer ?? [], "id"));
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
