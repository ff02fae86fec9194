/**
 * The service: answers are sent as events and graded there; the key never comes here.
 * Token and attempt live in the history's state, so that a reload or a step back keeps the
 * place; events not yet acknowledged live in a queue that outlasts the page.
 */

import { AnswerError, StartError, UNTOUCHED } from "../adapter.js";
import { draftsIn } from "../drafts.js";
import { LONGEST_ESSAY, LONGEST_TEXT } from "../grading.js";
import { requiredPages } from "../progress.js";
import { uuid } from "../seed.js";
import { orStartError, ownerOf, readAttempt } from "./attempt.js";
import { fileSender } from "./file_sender.js";
import { markingOf, mountFiles } from "./hand_in.js";
import { openQueue } from "./queue.js";
import { createSender } from "./sender.js";
import { CallError, atService, serviceApi } from "./service_api.js";
import { giveWay, keepSession } from "./session.js";
import { viewsWith } from "./views.js";

/**
 * @typedef {import("../adapter.js").Answer} Answer
 * @typedef {import("../adapter.js").Change} Change
 * @typedef {import("../adapter.js").CourseProgress} CourseProgress
 * @typedef {import("../adapter.js").Details} Details
 * @typedef {import("../adapter.js").PageDocument} PageDocument
 * @typedef {import("../adapter.js").QuestionView} QuestionView
 * @typedef {import("../adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./attempt.js").AttemptDocument} AttemptDocument
 * @typedef {import("./attempt.js").EventResult} EventResult
 * @typedef {import("./attempt.js").View} View
 * @typedef {import("./queue.js").PlayerEvent} PlayerEvent
 * @typedef {import("./queue.js").Queue} Queue
 * @typedef {import("./sender.js").Outcome} Outcome
 * @typedef {import("./sender.js").Sender} Sender
 * @typedef {import("./service_api.js").Session} Session
 */

const SAVED = new Set(["answered", "chose", "submitted"]);

/**
 * @param {Window} window
 * @param {(window: Window, owner: string) => Promise<Queue>} [open]
 * @returns {RuntimeAdapter}
 */
export function connectService(window, open = openQueue) {
  const { document } = window;
  /** @type {Session} */
  const session = { attempt: "", token: "", returnUrl: "", owner: "" };
  const api = serviceApi(window, session, () => keepSession(window, session));
  /** @type {Map<string, Promise<PageDocument>>} */
  const pages = new Map();
  /** @type {Map<string, Details>} */
  const details = new Map();
  /** @type {Map<string, View>} */
  const views = new Map();
  /** @type {Map<string, PlayerEvent>} events not acknowledged yet, by id */
  const pending = new Map();
  /** @type {Set<string>} those of them that the queue is known to hold */
  const queued = new Set();
  /** @type {Map<string, string>} events that the service did not take, and why */
  const unreadable = new Map();
  const viewed = new Set();
  /** @type {AttemptDocument} */
  let attempt;
  /** @type {Queue} */
  let queue;
  /** @type {Sender} */
  let sender;
  /** @type {ReturnType<typeof viewsWith>} */
  let shown;
  let place = "";
  let hasSentAnswer = false;
  let isInTrouble = false;
  /** @type {(change: Change) => void} */
  let changed = () => {};

  async function readQueue() {
    for (const { attempt: owner, event } of await queue.all()) {
      if (owner !== session.attempt) continue;
      pending.set(event.id, event);
      queued.add(event.id);
      if (event.kind === "viewed") viewed.add(event.activity);
      if (event.kind === "viewed") place = event.activity;
    }
  }

  /**
   * @param {Omit<PlayerEvent, "id" | "at">} what
   * @returns {Promise<string>} the event's id, once it is kept
   */
  async function enqueue(what) {
    const event = { id: uuid(), at: new Date().toISOString(), ...what };
    pending.set(event.id, event);
    await queue.add({ attempt: session.attempt, event });
    queued.add(event.id);
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
      if (result?.error) unreadable.set(event.id, result.error.code);
      else if (result && event.kind !== "viewed") applyResult(event, result);
      if (SAVED.has(event.kind)) hasSentAnswer = true;
      if (event.kind !== "viewed") changed({ activity: event.activity });
    }
  }

  /**
   * @param {PlayerEvent} event
   * @param {EventResult} result
   */
  function applyResult(event, { score, feedback, view: newest, details: told }) {
    if (told) details.set(event.activity, told);
    if (newest) {
      views.set(event.activity, newest);
      return;
    }
    const before = /** @type {QuestionView} */ (views.get(event.activity) ?? UNTOUCHED);
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
      view.answer = /** @type {Answer} */ (event.answer ?? before.answer);
      view.feedback = feedback;
    }
    views.set(event.activity, view);
  }

  /**
   * Another tab of this account sends from the same queue, and is told what came of it:
   * here it is asked for.
   */
  async function catchUp() {
    const known = [...pending.keys()].filter((id) => queued.has(id));
    if (!known.length) return;
    const waiting = new Set((await queue.all()).map(({ event }) => event.id));
    const elsewhere = known.filter((id) => !waiting.has(id));
    if (!elsewhere.length) return;
    const path = `/api/attempts/${encodeURIComponent(session.attempt)}`;
    const now = await api.get(path).catch((error) => {
      if (!(error instanceof CallError)) throw error;
      return null; // It is asked for again after the next try.
    });
    if (!now) return;
    attempt.progress = now.progress;
    for (const [id, view] of Object.entries(now.activities)) views.set(id, view);
    for (const id of elsewhere) {
      const { activity } = /** @type {PlayerEvent} */ (pending.get(id));
      pending.delete(id);
      changed({ activity });
    }
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

  /**
   * @param {string} id
   * @param {Promise<PageDocument>} page
   */
  function keepPage(id, page) {
    const read = page.then((one) => {
      for (const [activity, known] of Object.entries(one.details ?? {})) {
        details.set(activity, known);
      }
      return one;
    });
    read.catch(() => pages.delete(id)); // Whoever asked is told; the next may succeed.
    pages.set(id, read);
    return read;
  }

  /**
   * Keep an event and try to send it; without a link it is sent later.
   *
   * @param {Omit<PlayerEvent, "id" | "at">} what
   */
  async function sent(what) {
    const event = await enqueue(what);
    changed({ activity: what.activity });
    await sender.flush();
    const why = unreadable.get(event);
    if (why !== undefined) throw new AnswerError(why === "marked-already" ? "marked" : "malformed");
  }

  /**
   * @param {string} id
   * @param {string | undefined} question  of a quiz
   */
  function typeIn(id, question) {
    const known = details.get(id);
    if (question !== undefined && known && "questions" in known) {
      return known.questions[question]?.type;
    }
    const activity = attempt.outline.activities[id];
    return activity?.kind === "question" ? activity.type : undefined;
  }

  return {
    async start(listener) {
      changed = listener;
      attempt = await readAttempt(window, session, api);
      const { outline, page } = attempt;
      session.owner = ownerOf(attempt);
      shown = viewsWith({ outline, details, views, session, pendingFor });
      const path = `/learn/${encodeURIComponent(session.attempt)}${window.location.hash}`;
      keepSession(window, session, atService(window, path));
      window.addEventListener("popstate", () => keepSession(window, session));
      for (const id of attempt.viewed) viewed.add(id);
      for (const [id, view] of Object.entries(attempt.activities)) views.set(id, view);
      if (page) keepPage(page.id, Promise.resolve(page));
      place = page?.id ?? outline.pages[0]?.id ?? "";
      giveWay(window, session.owner);
      queue = await open(window, session.owner);
      await readQueue();
      sender = createSender(queue, api, acknowledged, catchUp, tried);
      window.addEventListener("online", () => void sender.flush());
      document.addEventListener("visibilitychange", () => void sender.flush());
      void sender.flush();
      return {
        outline,
        place,
        circumstances: queue.isDurable ? [] : ["queue-in-page"],
        returnUrl: session.returnUrl || null,
        hasService: true,
      };
    },

    page(id) {
      const known = pages.get(id);
      if (known) return known;
      const path = `/api/attempts/${encodeURIComponent(session.attempt)}/pages/${id}`;
      return keepPage(id, orStartError(api.get(path), session.returnUrl));
    },

    async view(id) {
      if (viewed.has(id) && place === id) return;
      viewed.add(id);
      place = id;
      await enqueue({ kind: "viewed", activity: id });
      void sender.flush();
    },

    viewed: () => viewed,

    question: (id, name) => shown.question(id, name),

    quiz: (id) => shown.quiz(id),

    scenario: (id) => shown.scenario(id),

    submission: (id) => shown.submission(id),

    standing: (id) => shown.standing(id),

    details(id) {
      const known = details.get(id);
      if (!known) throw new StartError("broken");
      return known;
    },

    async answer(id, answer, question) {
      const longest = typeIn(id, question) === "long" ? LONGEST_ESSAY : LONGEST_TEXT;
      if (typeof answer === "string" && [...answer].length > longest) {
        throw new AnswerError("too-long");
      }
      await sent({ kind: "answered", activity: id, question, answer });
    },

    async hint(id, question) {
      await enqueue({ kind: "hinted", activity: id, question });
      await sender.flush();
    },

    async begin(id) {
      if (attempt.outline.activities[id]?.kind === "scenario") {
        await sent({ kind: "started", activity: id });
        return;
      }
      const event = await enqueue({ kind: "started", activity: id });
      await sender.flush();
      if (!pending.has(event)) return;
      // A time limit must not begin behind the learner's back once the link is there.
      pending.delete(event);
      await queue.remove(new Set([event]));
      throw new AnswerError("offline");
    },

    choose: (id, letter) => sent({ kind: "chose", activity: id, answer: letter }),

    submit: (id, answers) => sent({ kind: "submitted", activity: id, answer: answers }),

    handIn: {
      mountFiles(place, id, activity, chosen) {
        const { language } = attempt.outline;
        const known = {
          language,
          sender: fileSender(/** @type {Window & typeof globalThis} */ (window), session, () =>
            keepSession(window, session),
          ),
          view: () => shown.submission(id),
          changed: (/** @type {View} */ view) => void views.set(id, view),
          newId: uuid,
        };
        return mountFiles(place, id, activity, known, chosen);
      },
      markingOf: (view, activity) => markingOf(view, activity, attempt.outline.language),
    },

    drafts: draftsIn(window, () => `${session.owner} ${session.attempt}`),

    progress() {
      const pages = requiredPages(attempt.outline);
      const pagesViewed = pages.filter((page) => viewed.has(page)).length;
      return { ...attempt.progress, pagesViewed };
    },
  };
}
