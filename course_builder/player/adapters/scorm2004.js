/**
 * SCORM 2004, 4th edition. Source: its run-time environment, and what Moodle 4.5 was seen
 * to accept. No navigation requests: Moodle fails on some of them.
 */

import { duration, moment } from "./duration.js";
import { interactionValues2004, line } from "./interaction2004.js";
import { connectScorm, scoreOf } from "./scorm.js";
import {
  createObjectives,
  isSettled,
  progressMeasure,
  SCORE_BOUNDS,
  scoreValues,
} from "./standing2004.js";

/**
 * @typedef {import("../adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("../store.js").Given} Given
 * @typedef {import("./scorm.js").Edition} Edition
 * @typedef {import("./scorm.js").Values} Values
 * @typedef {import("./scorm_session.js").Session} Session
 */

const LONGEST_COMMENT = 4000;

/** @type {Edition} */
export const SCORM2004 = {
  api: "API_1484_11",
  calls: {
    initialize: "Initialize",
    terminate: "Terminate",
    get: "GetValue",
    set: "SetValue",
    commit: "Commit",
    lastError: "GetLastError",
  },
  limit: 64_000,
  elements: {
    learner: "cmi.learner_id",
    mode: "cmi.mode",
    location: "cmi.location",
    score: "cmi.score.raw",
  },
  statuses: ["cmi.completion_status", "cmi.success_status"],
  lasting: ["completed", "passed"],
  interactions: interactionValues2004,
  objectives: createObjectives,
  remark,

  values({ state, place, progress }, kept, milliseconds) {
    const isPassed = kept.statuses.includes("passed") || progress.passed === true;
    const isDone = kept.statuses.length > 0 || isSettled(progress);
    const isFailed = !isPassed && progress.passed === false;
    /** @type {Values} */
    const values = [
      ["cmi.completion_status", isDone ? "completed" : "incomplete"],
      ["cmi.success_status", isPassed ? "passed" : isFailed ? "failed" : "unknown"],
      ["cmi.progress_measure", isDone ? "1" : progressMeasure(progress)],
      // After *normal* an LMS begins anew: answers, tries used up and (in Moodle) time are lost.
      ["cmi.exit", "suspend"],
      ["cmi.session_time", duration(milliseconds)],
      ["cmi.location", place],
      ["cmi.suspend_data", state],
    ];
    if (!progress.activitiesDone && !progress.complete) return values;
    const score = scoreValues(Math.max(scoreOf(progress), kept.score));
    if (!kept.isScored) score.push(...SCORE_BOUNDS);
    for (const [name, value] of score) values.push([`cmi.${name}`, value]);
    return values;
  },
};

/**
 * @param {Window} window
 * @returns {RuntimeAdapter}
 */
export function connectScorm2004(window) {
  return connectScorm(window, SCORM2004);
}

/**
 * What learners write of the course in a survey that is not anonymous.
 *
 * @param {Session} session
 * @param {Given} given
 */
function remark(session, given) {
  if (given.kind !== "work" || given.activity.kind !== "survey" || given.activity.anonymous) return;
  const texts = given.activity.items.filter(({ type }) => type === "text");
  let count = -1;
  for (const { id } of texts) {
    const text = line(String(given.answers[id] ?? ""), LONGEST_COMMENT);
    if (!text) continue;
    if (count < 0) count = Number(session.get("cmi.comments_from_learner._count")) || 0;
    const entry = `cmi.comments_from_learner.${count}`;
    if (!session.set(`${entry}.comment`, text)) return;
    session.set(`${entry}.location`, `${given.id}-${id}`);
    session.set(`${entry}.timestamp`, moment(given.at));
    count += 1;
  }
}
