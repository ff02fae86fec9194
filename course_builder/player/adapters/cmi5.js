/**
 * cmi5, 1.0. *initialized* comes first and *terminated* last; *completed*, *passed* and
 * *failed* once in a registration, with the score only where it agrees with the decision.
 * A state is kept only after the statements that follow from it. Source: cmi5 1.0.
 */

import { localAdapter } from "../local.js";
import { percentOf } from "../progress.js";
import { launchParameters, LONGEST_KEPT, MOST_STATEMENTS, openLrs } from "./lrs.js";
import { browserStore } from "./standalone.js";
import { answeredStatements, definedStatement } from "./statement.js";

/**
 * @typedef {import("../adapter.js").CourseProgress} CourseProgress
 * @typedef {import("../adapter.js").Outline} Outline
 * @typedef {import("../adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("../store.js").Snapshot} Snapshot
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("./statement.js").Launch} Launch
 * @typedef {import("./statement.js").Statement} Statement
 * @typedef {import("./statement.js").Verb} Verb
 */

const STATE = "course-builder";
const LASTING = ["completed", "passed", "failed"];

/**
 * @param {Window} window
 * @returns {RuntimeAdapter}
 */
export function connectCmi5(window) {
  return localAdapter(window, (outline) => cmi5Store(window, outline));
}

/**
 * @param {Window} window
 * @param {Outline} outline
 * @returns {Store}
 */
function cmi5Store(window, outline) {
  const parameters = launchParameters(window.location?.search ?? "");
  const lrs = parameters && openLrs(window, parameters);
  const openedAt = Date.now();
  /** @type {Launch | null} */
  let launch = null;
  let records = true;
  let returnUrl = "";
  let state = "";
  /** @type {Set<string>} verbs of this registration that were told */
  const told = new Set();
  /** @type {Set<string>} and those that the record store is known to have */
  const heard = new Set();
  /** @type {Statement[]} in the order in which they came about */
  const waiting = [];
  let underWay = 0; // of those that wait
  /** @type {Snapshot | null} */
  let unkept = null;
  /** @type {Promise<unknown>} */
  let sending = Promise.resolve();

  /**
   * @param {Launch} known
   * @param {Verb} verb
   * @param {number | null} [scaled]
   */
  function tell(known, verb, scaled = null) {
    const spent = verb === "initialized" ? null : Date.now() - openedAt;
    waiting.push(definedStatement(known, verb, spent, scaled));
  }

  /** @param {CourseProgress} progress */
  function tellProgress(progress) {
    if (!launch) return;
    for (const [verb, scaled] of due(progress, launch.masteryScore)) {
      if (told.has(verb) || (verb === "failed" && told.has("passed"))) continue;
      told.add(verb);
      tell(launch, verb, scaled);
    }
  }

  const document = (/** @type {Snapshot} */ snapshot) => ({
    state: snapshot.state,
    told: [...heard].filter((verb) => LASTING.includes(verb)),
  });

  /** @returns {Promise<boolean>} whether nothing waits any more */
  async function deliver() {
    if (!lrs || window.navigator?.onLine === false) return false;
    try {
      let most = MOST_STATEMENTS;
      while (waiting.length) {
        const batch = waiting.slice(0, most);
        underWay = batch.length;
        const answer = await lrs.send(batch);
        if (answer === "failed") return false;
        if (answer === "refused" && batch.length > 1) {
          most = 1; // One of them is at fault: the others shall not go with it.
          continue;
        }
        waiting.splice(0, batch.length);
        underWay = 0;
        for (const one of batch) heard.add(verbOf(one));
      }
      const latest = unkept;
      if (latest && !(await lrs.keep(STATE, document(latest)))) return false;
      if (unkept === latest) unkept = null;
      return true;
    } catch {
      return false; // No network: everything waits, and the player tries again.
    } finally {
      underWay = 0;
    }
  }

  /** @returns {Promise<Launch | null>} none where the LMS opens no session */
  async function openSession5() {
    if (!lrs || !parameters || !(await lrs.authorise())) return null;
    const data = await lrs.state("LMS.LaunchData");
    await lrs.preferences();
    records = (data.launchMode ?? "Normal") === "Normal";
    returnUrl = /^https?:/.test(data.returnURL ?? "") ? data.returnURL : "";
    const { registration, activityId } = parameters;
    const { contextTemplate, masteryScore = null } = data;
    const actor = JSON.parse(parameters.actor);
    const known = { actor, registration, activityId, contextTemplate, masteryScore };
    tell(known, "initialized");
    if ((await lrs.send(waiting)) !== "taken") return null;
    waiting.length = 0;
    const kept = await lrs.state(STATE);
    state = kept?.state ?? "";
    for (const verb of kept?.told ?? []) {
      told.add(verb);
      heard.add(verb);
    }
    return known;
  }

  /** @type {Store} */
  const store = {
    limit: LONGEST_KEPT,
    owner: () => parameters?.actor ?? "",

    async ready() {
      try {
        launch = await openSession5();
      } catch {
        launch = null; // Not reached, or something else than an LMS answered.
      }
      if (launch) return;
      const why = parameters ? "no-session" : "practice";
      Object.assign(store, browserStore(window, outline, [why]));
    },

    open: () => ({
      state,
      place: "",
      circumstances: records ? [] : ["review"],
      records,
      returnUrl,
    }),

    save(snapshot, isCommit) {
      if (!records) return true;
      unkept = snapshot;
      tellProgress(snapshot.progress);
      if (!isCommit) return true;
      const delivered = sending.then(deliver);
      sending = delivered;
      return delivered;
    },

    record(given) {
      if (records && launch) waiting.push(...answeredStatements(launch, outline, given));
    },

    close(snapshot) {
      if (!launch || !lrs) return;
      if (records) tellProgress(snapshot.progress);
      tell(launch, "terminated");
      // The page may be gone before they arrive: nobody is there to be told.
      const unheard = () => {};
      const rest = waiting.splice(underWay);
      const first = rest.length - MOST_STATEMENTS;
      const kept = rest.filter((one, n) => n >= first || verbOf(one) !== "answered");
      lrs.send(kept).catch(unheard);
      if (records) lrs.keep(STATE, document(snapshot)).catch(unheard);
    },
  };
  return store;
}

/** @param {Statement} statement */
function verbOf(statement) {
  return String(statement["verb"].display.en);
}

/**
 * @param {CourseProgress} progress
 * @param {number | null} masteryScore
 * @returns {[Verb, number | null][]} what the record store must know, with the score
 */
function due(progress, masteryScore) {
  const { complete, passed, given, maximum } = progress;
  if (!complete) return [];
  /** @type {[Verb, number | null][]} */
  const verbs = [["completed", null]];
  const scaled = maximum ? Math.round(percentOf(given, maximum) * 100) / 10_000 : null;
  const reaches = (scaled ?? 1) >= (masteryScore ?? 0);
  if (passed && reaches) verbs.push(["passed", scaled]);
  // Below the mark of one of its parts, a course is failed with any score.
  if (passed === false) verbs.push(["failed", masteryScore !== null && reaches ? null : scaled]);
  return verbs;
}
