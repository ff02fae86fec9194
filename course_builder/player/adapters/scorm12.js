/** SCORM 1.2. Source: its run-time environment, and what Moodle 4.5 was seen to accept. */

import { LONGEST_STATE } from "../state.js";
import { otherValue } from "./delivery.js";
import { interactionValues, timespan } from "./interaction12.js";
import { connectScorm, scoreOf } from "./scorm.js";

/**
 * @typedef {import("../adapter.js").CourseProgress} CourseProgress
 * @typedef {import("../adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./scorm.js").Edition} Edition
 * @typedef {import("./scorm.js").Kept} Kept
 * @typedef {import("./scorm.js").Values} Values
 */

const DONE = ["passed", "completed", "failed"];

/** @type {Edition} */
export const SCORM12 = {
  api: "API",
  calls: {
    initialize: "LMSInitialize",
    terminate: "LMSFinish",
    get: "LMSGetValue",
    set: "LMSSetValue",
    commit: "LMSCommit",
    lastError: "LMSGetLastError",
  },
  limit: LONGEST_STATE,
  elements: {
    learner: "cmi.core.student_id",
    mode: "cmi.core.lesson_mode",
    location: "cmi.core.lesson_location",
    score: "cmi.core.score.raw",
  },
  statuses: ["cmi.core.lesson_status"],
  lasting: ["passed", "completed"],
  otherValue,
  interactions: interactionValues,

  values({ state, place, progress }, kept, milliseconds) {
    const status = kept.statuses[0] ?? statusOf(progress);
    /** @type {Values} */
    const values = [
      ["cmi.core.lesson_status", status],
      ["cmi.core.exit", DONE.includes(status) ? "" : "suspend"],
      ["cmi.core.session_time", timespan(milliseconds)],
      ["cmi.core.lesson_location", place],
      ["cmi.suspend_data", state],
    ];
    if (progress.activitiesDone || progress.complete) {
      const raw = Math.max(scoreOf(progress), kept.score);
      values.push(["cmi.core.score.raw", String(raw)]);
      values.push(["cmi.core.score.min", "0"], ["cmi.core.score.max", "100"]);
    }
    return values;
  },
};

/**
 * @param {Window} window
 * @returns {RuntimeAdapter}
 */
export function connectScorm12(window) {
  return connectScorm(window, SCORM12);
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
