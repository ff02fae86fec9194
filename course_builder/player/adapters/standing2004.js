/** How far a learner is, as SCORM 2004 holds it: in the course, each module and outcome. */

import { objectivesOf } from "../objective.js";
import { line } from "./interaction2004.js";
import { scoreOf } from "./scorm.js";

/**
 * @typedef {import("../adapter.js").CourseProgress} CourseProgress
 * @typedef {import("../adapter.js").Outline} Outline
 * @typedef {import("./scorm.js").Objectives} Objectives
 * @typedef {import("./scorm.js").Values} Values
 * @typedef {import("./scorm_session.js").Session} Session
 */

const LONGEST_DESCRIPTION = 250;

/** @param {CourseProgress} progress */
export function isSettled({ complete, passed }) {
  return complete && passed !== null;
}

/**
 * @param {CourseProgress} progress
 * @returns {string} 0 to 1: pages and activities, and the decision as one step more
 */
export function progressMeasure(progress) {
  const { pages, pagesViewed, activities, activitiesDone } = progress;
  const done = pagesViewed + activitiesDone + (isSettled(progress) ? 1 : 0);
  return String(Math.floor((done / (pages + activities + 1)) * 10_000) / 10_000);
}

/**
 * @param {number} raw  0 to 100 with at most two decimals
 * @returns {Values}
 */
export function scoreValues(raw) {
  return [
    ["score.scaled", String(Math.round(raw * 100) / 10_000)],
    ["score.raw", String(raw)],
  ];
}

/** @type {Values} */
export const SCORE_BOUNDS = [["score.min", "0"], ["score.max", "100"]];

/**
 * @param {Session} session
 * @param {Outline} outline
 * @returns {Objectives}
 */
export function createObjectives(session, outline) {
  const all = objectivesOf(outline);
  /** @type {Map<string, string>} what the LMS holds of each */
  const told = new Map();
  /** @type {Map<string, number> | null} */
  let places = null;

  /** Where the LMS has them; earlier sessions and other versions may have made some. */
  function readPlaces() {
    const count = Number(session.get("cmi.objectives._count")) || 0;
    const ids = Array.from({ length: count }, (_, n) => session.get(`cmi.objectives.${n}.id`));
    return new Map(ids.map((id, n) => [id, n]));
  }

  return {
    hold({ progressIn }) {
      for (const { id, part } of all) told.set(id, JSON.stringify(valuesOf(progressIn(part))));
    },

    tell({ progressIn }) {
      for (const { id, title, part } of all) {
        const values = valuesOf(progressIn(part));
        const text = JSON.stringify(values);
        if (!values.length || told.get(id) === text) continue;
        places ??= readPlaces();
        const place = places.get(id) ?? places.size;
        const entry = `cmi.objectives.${place}`;
        if (!places.has(id)) {
          // An LMS without objectives refuses the id: then the rest would be refused too.
          if (!session.set(`${entry}.id`, id)) return;
          places.set(id, place);
          const name = line(title, LONGEST_DESCRIPTION);
          session.set(`${entry}.description`, `{lang=${outline.language}}${name}`);
        }
        for (const [name, value] of values) session.set(`${entry}.${name}`, value);
        told.set(id, text);
      }
    },
  };
}

/**
 * @param {CourseProgress} progress
 * @returns {Values} none of what has not begun
 */
function valuesOf(progress) {
  const { pagesViewed, activitiesDone, complete, passed } = progress;
  if (!pagesViewed && !activitiesDone) return [];
  /** @type {Values} */
  const values = [
    ["completion_status", complete ? "completed" : "incomplete"],
    ["progress_measure", progressMeasure(progress)],
  ];
  if (passed !== null) values.push(["success_status", passed ? "passed" : "failed"]);
  if (!progress.maximum || !activitiesDone) return values;
  return [...values, ...scoreValues(scoreOf(progress)), ...SCORE_BOUNDS];
}
