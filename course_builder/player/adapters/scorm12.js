/**
 * SCORM 1.2. One LMSInitialize, one LMSFinish; at most one LMSCommit an answer or page;
 * score, status, time and state always travel together. Source: SCORM 1.2 RTE, and what
 * Moodle 4.5 was seen to accept.
 */

import { localAdapter } from "../local.js";
import { percentOf } from "../progress.js";
import { LONGEST_STATE } from "../state.js";
import { isDelivered, otherValue } from "./delivery.js";
import { interactionValues, timespan } from "./interaction.js";
import { browserStore } from "./standalone.js";

/**
 * @typedef {import("../adapter.js").CourseProgress} CourseProgress
 * @typedef {import("../adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("../store.js").Snapshot} Snapshot
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("./delivery.js").LmsWindow} LmsWindow
 *
 * @typedef {object} Scorm12Api
 * @property {(nothing: "") => string | boolean} LMSInitialize
 * @property {(nothing: "") => string | boolean} LMSFinish
 * @property {(name: string) => string} LMSGetValue
 * @property {(name: string, value: string) => string | boolean} LMSSetValue
 * @property {(nothing: "") => string | boolean} LMSCommit
 * @property {() => string | number} LMSGetLastError
 */

const FARTHEST_PARENT = 100;
const DONE = new Set(["passed", "completed", "failed"]);
const KEPT = new Set(["passed", "completed"]);

/**
 * @param {Window} window
 * @returns {RuntimeAdapter}
 */
export function connectScorm12(window) {
  const frame = findFrame(window);
  const api = frame?.API;
  const isOpen = api !== undefined && initialise(api);
  return localAdapter(window, (outline) => {
    if (isOpen) return scorm12Store(api, frame ?? window, window);
    // Moodle opens no second session on one page: a package that is loaded again in its
    // frame has an API that records nothing.
    return browserStore(window, outline, [api ? "no-session" : "practice"]);
  });
}

/**
 * @param {Window} window
 * @returns {Scorm12Api | null} the API of a parent, or else of the opener and its parents
 */
export function findApi(window) {
  return findFrame(window)?.API ?? null;
}

/** @param {Window} window */
function findFrame(window) {
  return frameAbove(window) ?? (window.opener ? frameAbove(window.opener) : null);
}

/**
 * @param {Window} window
 * @returns {(LmsWindow & {API: Scorm12Api}) | null}
 */
function frameAbove(window) {
  let frame = /** @type {LmsWindow & {API: Scorm12Api}} */ (window);
  try {
    for (let steps = 0; steps < FARTHEST_PARENT; steps += 1) {
      if (frame.API && "LMSInitialize" in frame.API) return frame;
      if (!frame.parent || frame.parent === frame) return null;
      frame = /** @type {LmsWindow & {API: Scorm12Api}} */ (frame.parent);
    }
  } catch {
    // A parent of another site may not be looked at: no API there.
  }
  return null;
}

/**
 * Moodle's API sends synchronously, and throws where the network is gone.
 *
 * @param {() => string | number | boolean | null | undefined} call
 * @returns {string} the answer; empty where there was none
 */
function answerTo(call) {
  try {
    return String(call() ?? "");
  } catch {
    return ""; // Not *true*: the caller treats it as refused, and what is unsaved is retried.
  }
}

/** @param {Scorm12Api} api */
function initialise(api) {
  if (isTaken(() => api.LMSInitialize(""))) return true;
  // Some LMSs say false where an earlier page of this window left the session open.
  answerTo(() => api.LMSGetValue("cmi.core.lesson_status"));
  return answerTo(() => api.LMSGetLastError()) === "0";
}

/**
 * @param {Scorm12Api} api  initialised
 * @param {LmsWindow} frame  that has it
 * @param {Window} window  of the package
 * @returns {Store}
 */
function scorm12Store(api, frame, window) {
  /** @type {Map<string, string>} */
  const known = new Map();
  /** @type {Map<string, string>} since the last commit that was delivered */
  const undelivered = new Map();
  let isDoubtful = false;
  const openedAt = Date.now();
  let records = true;
  let earlierStatus = "";
  let earlierScore = 0;
  let interactions = -1;

  /** @param {string} name */
  function get(name) {
    const value = answerTo(() => api.LMSGetValue(name));
    known.set(name, value);
    return value;
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  function set(name, value) {
    if (known.get(name) === value) return true;
    const isSet = isTaken(() => api.LMSSetValue(name, value));
    if (isSet) {
      known.set(name, value);
      undelivered.set(name, value);
    }
    return isSet;
  }

  function commit() {
    return isDelivered(frame, () => isTaken(() => api.LMSCommit("")));
  }

  function commitAll() {
    // Before the LMS tries: what it fails to send, it holds for sent.
    if (window.navigator?.onLine === false) return false;
    // A hidden page is sent for with beacons, which may overtake each other.
    if (isDoubtful && window.document.visibilityState !== "hidden" && !sendAgain()) return false;
    isDoubtful = !commit();
    if (!isDoubtful) undelivered.clear();
    return !isDoubtful;
  }

  /** @returns {boolean} whether the LMS now holds all of it for changed */
  function sendAgain() {
    for (const [name, value] of undelivered) {
      const other = otherValue(name, value);
      if (other !== null) answerTo(() => api.LMSSetValue(name, other));
    }
    const isSent = commit();
    for (const [name, value] of undelivered) answerTo(() => api.LMSSetValue(name, value));
    return isSent;
  }

  /** @param {Snapshot} snapshot */
  function setAll({ state, place, progress }) {
    const status = KEPT.has(earlierStatus) ? earlierStatus : statusOf(progress);
    const values = [
      ["cmi.core.lesson_status", status],
      ["cmi.core.exit", DONE.has(status) ? "" : "suspend"],
      ["cmi.core.session_time", timespan(Date.now() - openedAt)],
      ["cmi.core.lesson_location", place],
      ["cmi.suspend_data", state],
    ];
    if (progress.activitiesDone || progress.complete) {
      const raw = Math.max(scoreOf(progress), earlierScore);
      values.push(["cmi.core.score.raw", String(raw)]);
      values.push(["cmi.core.score.min", "0"], ["cmi.core.score.max", "100"]);
    }
    return values.map(([name = "", value = ""]) => set(name, value)).every(Boolean);
  }

  return {
    limit: LONGEST_STATE,
    owner: () => get("cmi.core.student_id"),

    open() {
      const mode = get("cmi.core.lesson_mode");
      records = mode !== "review" && mode !== "browse";
      earlierStatus = get("cmi.core.lesson_status");
      if (records && KEPT.has(earlierStatus)) {
        earlierScore = Number(get("cmi.core.score.raw")) || 0;
      }
      const state = get("cmi.suspend_data");
      return {
        state,
        place: state ? "" : get("cmi.core.lesson_location"),
        circumstances: records ? [] : ["review"],
        records,
      };
    },

    save(snapshot, isCommit) {
      if (!records) return true;
      const areSet = setAll(snapshot);
      return (!isCommit || commitAll()) && areSet;
    },

    record(given) {
      if (!records) return;
      if (interactions < 0) {
        interactions = Number(get("cmi.interactions._count")) || 0;
      }
      for (const [[, id] = ["", ""], ...values] of interactionValues(given)) {
        const entry = `cmi.interactions.${interactions}`;
        // An LMS without interactions refuses the id: then the rest would be refused too.
        if (!set(`${entry}.id`, id)) return;
        for (const [name, value] of values) set(`${entry}.${name}`, value);
        interactions += 1;
      }
    },

    close(snapshot) {
      if (records) setAll(snapshot);
      answerTo(() => api.LMSFinish(""));
    },
  };
}

/**
 * *failed* only once no remaining try can reach the pass mark: Moodle opens an attempt that
 * ended so for review only.
 *
 * @param {CourseProgress} progress
 */
function statusOf(progress) {
  if (!progress.complete || progress.passed === null) return "incomplete";
  if (!progress.maximum) return "completed";
  return progress.passed ? "passed" : "failed";
}

/**
 * @param {CourseProgress} progress
 * @returns {number} 0 to 100; an ungraded course has all of it once it is complete
 */
function scoreOf({ given, maximum, complete }) {
  if (!maximum) return complete ? 100 : 0;
  return percentOf(given, maximum);
}

/** @param {() => string | boolean} call  some LMSs answer a boolean */
function isTaken(call) {
  return answerTo(call) === "true";
}
