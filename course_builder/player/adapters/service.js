/**
 * The service: answers are sent as events and graded there; the key never comes here.
 * Token and attempt live in the history's state, so that a reload or a step back keeps the
 * place; events not yet acknowledged live in a queue that outlasts the page.
 */

import { AnswerError, StartError, UNTOUCHED } from "../adapter.js";
import { LONGEST_TEXT } from "../grading.js";
import { requiredPages } from "../progress.js";
import { openQueue } from "./queue.js";
import { createSender } from "./sender.js";
import { CallError, serviceApi } from "./service_api.js";

/**
 * @typedef {import("../adapter.js").ActivityView} ActivityView
 * @typedef {import("../adapter.js").Answer} Answer
 * @typedef {import("../adapter.js").Change} Change
 * @typedef {import("../adapter.js").CourseProgress} CourseProgress
 * @typedef {import("../adapter.js").Outline} Outline
 * @typedef {import("../adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./queue.js").PlayerEvent} PlayerEvent
 * @typedef {import("./queue.js").Queue} Queue
 * @typedef {import("./sender.js").Outcome} Outcome
 * @typedef {import("./sender.js").Sender} Sender
 *
 * @typedef {object} AttemptDocument
 * @property {string} attempt
 * @property {string} token
 * @property {string} account
 * @property {string} issuer
 * @property {string | null} returnUrl
 * @property {Outline} outline
 * @property {string[]} viewed
 * @property {Record<string, ActivityView>} activities
 * @property {CourseProgress} progress
 * @property {{id: string, html: string}} page
 *
 * @typedef {object} EventResult
 * @property {string} id
 * @property {{tries: number, hints: number, best: number | null} | null} [score]
 * @property {any} [feedback]
 * @property {{code: string, message: string}} [error]
 */

/**
 * @param {Window} window
 * @param {(window: Window, owner: string) => Promise<Queue>} [open]
 * @returns {RuntimeAdapter}
 */
export function connectService(window, open = openQueue) {
  const { document, history } = window;
  const session = { attempt: "", token: "", returnUrl: "" };
  const api = serviceApi(window, session, keepSession);
  /** @type {Map<string, Promise<string>>} */
  const pages = new Map();
  /** @type {Map<string, ActivityView>} */
  const views = new Map();
  /** @type {Map<string, PlayerEvent>} events not acknowledged yet, by id */
  const pending = new Map();
  /** @type {Set<string>} events that the service could not read */
  const unreadable = new Set();
  const viewed = new Set();
  /** @type {AttemptDocument} */
  let attempt;
  /** @type {Queue} */
  let queue;
  /** @type {Sender} */
  let sender;
  let place = "";
  let hasSentAnswer = false;
  let isInTrouble = false;
  /** @type {(change: Change) => void} */
  let changed = () => {};

  /**
   * The history's state outlasts a reload; the tab's own storage also a crash of the
   * page, after which Chromium gives back the address without its state.
   *
   * @param {string} [url]
   */
  function keepSession(url) {
    history.replaceState({ ...history.state, ...session }, "", url);
    try {
      const kept = JSON.stringify(session);
      window.sessionStorage.setItem(`attempt ${session.attempt}`, kept);
    } catch {
      // Where storage is denied, the history's state is all there is.
    }
  }

  /**
   * @param {string | undefined} asked the attempt that the page is about
   * @returns {Partial<typeof session>}
   */
  function keptSession(asked) {
    if (history.state?.token) return history.state;
    try {
      return JSON.parse(window.sessionStorage.getItem(`attempt ${asked}`) ?? "{}");
    } catch {
      return {};
    }
  }

  /** @returns {AttemptDocument | null} */
  function launchDocument() {
    const text = document.getElementById("launch")?.textContent;
    return text ? JSON.parse(text) : null;
  }

  /** @returns {Promise<AttemptDocument>} */
  async function readAttempt() {
    const launched = launchDocument();
    if (launched) {
      const { token, returnUrl } = launched;
      Object.assign(session, { attempt: launched.attempt, token });
      if (/^https?:/.test(returnUrl ?? "")) Object.assign(session, { returnUrl });
      return launched;
    }
    const asked = document.getElementById("player")?.dataset["attempt"];
    const { attempt: kept, token, returnUrl } = keptSession(asked);
    if (!kept || !token || (asked && asked !== kept)) throw new StartError("no-token");
    Object.assign(session, { attempt: kept, token, returnUrl });
    const path = `/api/attempts/${encodeURIComponent(kept)}`;
    return orStartError(api.get(path), returnUrl);
  }

  async function readQueue() {
    for (const { attempt: owner, event } of await queue.all()) {
      if (owner !== session.attempt) continue;
      pending.set(event.id, event);
      if (event.kind === "viewed") viewed.add(event.activity);
      if (event.kind === "viewed") place = event.activity;
      if (event.kind === "answered") showAnswer(event.activity, event.answer ?? []);
    }
  }

  /**
   * @param {string} activity
   * @param {Answer} answer
   */
  function showAnswer(activity, answer) {
    views.set(activity, { ...UNTOUCHED, ...views.get(activity), answer });
  }

  /**
   * @param {Omit<PlayerEvent, "id" | "at">} what
   * @returns {Promise<string>} the event's id, once it is kept
   */
  async function enqueue(what) {
    const event = { id: uuid(), at: new Date().toISOString(), ...what };
    pending.set(event.id, event);
    await queue.add({ attempt: session.attempt, event });
    return event.id;
  }

  /**
   * Applying a reply twice, or an older one after a newer, changes nothing.
   *
   * @param {string} of  the attempt that the events belong to
   * @param {PlayerEvent[]} events
   * @param {{results: EventResult[], progress?: CourseProgress}} reply
   */
  function acknowledged(of, events, reply) {
    const results = new Map(reply.results.map((result) => [result.id, result]));
    for (const event of events) pending.delete(event.id);
    if (of !== session.attempt) return;
    if (reply.progress) attempt.progress = reply.progress;
    for (const event of events) {
      const result = results.get(event.id);
      if (result?.error) unreadable.add(event.id);
      else if (result && event.kind !== "viewed") applyResult(event, result);
      if (event.kind === "answered") hasSentAnswer = true;
      if (event.kind !== "viewed") changed({ activity: event.activity });
    }
  }

  /**
   * @param {PlayerEvent} event
   * @param {EventResult} result
   */
  function applyResult(event, { score, feedback }) {
    const before = views.get(event.activity) ?? UNTOUCHED;
    const view = { ...before };
    if (event.kind === "hinted" && feedback?.hint) {
      view.hints = Math.max(before.hints, feedback.hints);
      view.hintTexts = [...before.hintTexts];
      view.hintTexts[feedback.hints - 1] = feedback.hint;
    }
    if (event.kind === "answered" && feedback && (score?.tries ?? 0) >= before.tries) {
      view.tries = score?.tries ?? before.tries;
      view.best = score?.best ?? before.best;
      view.right = before.right || feedback.right;
      view.closed = feedback.closed;
      view.answer = event.answer ?? before.answer;
      view.feedback = feedback;
    }
    views.set(event.activity, view);
  }

  /** @param {Outcome} outcome */
  function tried(outcome) {
    if (outcome !== "sent") {
      changed({ notice: { code: outcome } });
      for (const { activity } of pending.values()) changed({ activity });
    } else if (hasSentAnswer || isInTrouble) {
      changed({ notice: { code: "sent", at: new Date() } });
    }
    isInTrouble = outcome !== "sent";
    hasSentAnswer = false;
  }

  /**
   * @param {string} activity
   * @returns {PlayerEvent[]}
   */
  function pendingFor(activity) {
    return [...pending.values()].filter(
      (event) => event.activity === activity && event.kind !== "viewed",
    );
  }

  return {
    async start(listener) {
      changed = listener;
      attempt = await readAttempt();
      const { outline, page } = attempt;
      const url = `/learn/${encodeURIComponent(session.attempt)}${window.location.hash}`;
      keepSession(url);
      window.addEventListener("popstate", () => keepSession());
      for (const id of attempt.viewed) viewed.add(id);
      for (const [id, view] of Object.entries(attempt.activities)) views.set(id, view);
      if (page) pages.set(page.id, Promise.resolve(page.html));
      place = page?.id ?? outline.pages[0]?.id ?? "";
      queue = await open(window, `${attempt.issuer} ${attempt.account}`);
      await readQueue();
      sender = createSender(queue, api, acknowledged, tried);
      window.addEventListener("online", () => void sender.flush());
      document.addEventListener("visibilitychange", () => void sender.flush());
      void sender.flush();
      return {
        outline,
        place,
        circumstances: queue.isDurable ? [] : ["queue-in-page"],
        returnUrl: session.returnUrl || null,
      };
    },

    page(id) {
      const known = pages.get(id);
      if (known) return known;
      const path = `/api/attempts/${encodeURIComponent(session.attempt)}/pages/${id}`;
      /** @type {Promise<string>} */
      const html = orStartError(api.get(path), session.returnUrl).then((reply) => reply.html);
      html.catch(() => pages.delete(id)); // Whoever asked is told; the next may succeed.
      pages.set(id, html);
      return html;
    },

    async view(id) {
      if (viewed.has(id) && place === id) return;
      viewed.add(id);
      place = id;
      await enqueue({ kind: "viewed", activity: id });
      void sender.flush();
    },

    viewed: () => viewed,

    activity(id) {
      const view = views.get(id) ?? UNTOUCHED;
      const waiting = pendingFor(id);
      const hints = waiting.filter((event) => event.kind === "hinted").length;
      return {
        ...view,
        hints: view.hints + hints,
        waiting: waiting.some((event) => event.kind === "answered"),
      };
    },

    async answer(id, answer) {
      if (typeof answer === "string" && [...answer].length > LONGEST_TEXT) {
        throw new AnswerError("too-long");
      }
      const event = await enqueue({ kind: "answered", activity: id, answer });
      await sender.flush();
      if (unreadable.has(event)) throw new AnswerError("malformed");
      if (pending.has(event)) showAnswer(id, answer);
    },

    async hint(id) {
      await enqueue({ kind: "hinted", activity: id });
      await sender.flush();
    },

    progress() {
      const pages = requiredPages(attempt.outline);
      const pagesViewed = pages.filter((page) => viewed.has(page)).length;
      return { ...attempt.progress, pagesViewed };
    },
  };
}

/**
 * @template T
 * @param {Promise<T>} call
 * @param {string} [returnUrl]
 * @returns {Promise<T>}
 */
function orStartError(call, returnUrl = "") {
  return call.catch((error) => {
    if (!(error instanceof CallError)) throw error;
    const code = error.code === "too-large" ? "refused" : error.code;
    throw new StartError(code, returnUrl || null);
  });
}

/** @returns {string} random; `crypto.randomUUID` is for secure contexts only */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
