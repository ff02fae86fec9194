/**
 * How far a learner has come in a course: the mirror of `model/progress.py`, held to it by
 * `tests/cases/progress.json`.
 */

import { feedback, hundredths, hundredthsFor, share } from "./grading.js";

/**
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").CourseProgress} CourseProgress
 * @typedef {import("./adapter.js").Feedback} Feedback
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineActivity} OutlineActivity
 * @typedef {import("./grading.js").KeyEntry} KeyEntry
 *
 * @typedef {object} ActivityProgress  what a learner has done in one activity
 * @property {number} tries  answers that counted
 * @property {number} hints  hints opened
 * @property {number | null} first  points of the first answer
 * @property {number | null} best  points of the best answer
 * @property {boolean} right
 * @property {Answer} answer  the latest answer that counted
 */

/** @type {ActivityProgress} */
export const NOTHING_DONE = Object.freeze({
  tries: 0,
  hints: 0,
  first: null,
  best: null,
  right: false,
  answer: [],
});

/**
 * @param {OutlineActivity} activity
 * @param {ActivityProgress} done
 */
export function isClosed(activity, done) {
  return done.right || done.tries >= activity.attempts;
}

/**
 * Grade one answer; an answer to a closed question changes nothing.
 *
 * @param {OutlineActivity} activity
 * @param {KeyEntry} key
 * @param {ActivityProgress} before
 * @param {Answer} answer
 * @param {string} language
 * @returns {{after: ActivityProgress, told: Feedback}}
 */
export function answerQuestion(activity, key, before, answer, language) {
  const earned = share(key.rule, answer, language);
  const right = earned[0] === earned[1];
  if (isClosed(activity, before)) {
    return { after: before, told: feedback(key, answer, { right, closed: true }) };
  }
  const points = hundredthsFor(activity, earned, before.hints) / 100;
  const after = {
    ...before,
    tries: before.tries + 1,
    first: before.first ?? points,
    best: Math.max(before.best ?? 0, points),
    right,
    answer,
  };
  const closed = isClosed(activity, after);
  return { after, told: feedback(key, answer, { right, closed }) };
}

/**
 * @param {OutlineActivity} activity
 * @param {ActivityProgress} before
 * @returns {ActivityProgress} with one more hint opened, where there is one left
 */
export function openHint(activity, before) {
  if (isClosed(activity, before)) return before;
  return { ...before, hints: Math.min(before.hints + 1, activity.hints) };
}

/**
 * @param {Outline} outline  of the course, or of one module of it
 * @param {ReadonlySet<string>} viewed  ids of the pages viewed; unknown ones are ignored
 * @param {(activity: string) => ActivityProgress} doneIn
 * @returns {CourseProgress}
 */
export function summarise(outline, viewed, doneIn) {
  const pages = requiredPages(outline);
  const activities = requiredActivities(outline);
  const pagesViewed = pages.filter((page) => viewed.has(page)).length;
  let [activitiesDone, maximum, given, reachable] = [0, 0, 0, 0];
  for (const id of activities) {
    const activity = outline.activities[id];
    if (!activity) continue;
    const done = doneIn(id);
    activitiesDone += Number(done.tries > 0);
    maximum += hundredths(activity.points);
    given += hundredths(done.best ?? 0);
    reachable += mostFor(activity, done);
  }
  const complete = pagesViewed === pages.length && activitiesDone === activities.length;
  const needed = maximum * outline.pass;
  let passed = null;
  if (complete && given * 100 >= needed) passed = true;
  else if (complete && reachable * 100 < needed) passed = false;
  return {
    pages: pages.length,
    pagesViewed,
    activities: activities.length,
    activitiesDone,
    given: given / 100,
    maximum: maximum / 100,
    complete,
    passed,
  };
}

/**
 * @param {number} given
 * @param {number} maximum  more than 0
 * @returns {number} 0 to 100 with at most two decimals, rounded down: a mark that was not
 *   reached is never shown or reported
 */
export function percentOf(given, maximum) {
  return Math.floor((hundredths(given) * 10_000) / hundredths(maximum)) / 100;
}

/**
 * @param {Outline} outline
 * @returns {string[]} ids of the pages that completion asks for
 */
export function requiredPages(outline) {
  return outline.modules.flatMap((module) => (module.optional ? [] : module.pages));
}

/**
 * @param {Outline} outline
 * @returns {string[]} ids of the activities that completion and score rest on
 */
export function requiredActivities(outline) {
  const pages = new Set(requiredPages(outline));
  return outline.pages
    .filter((page) => pages.has(page.id))
    .flatMap((page) => page.activities)
    .filter((id) => outline.activities[id]?.required);
}

/**
 * @param {OutlineActivity} activity
 * @param {ActivityProgress} done
 * @returns {number} hundredths that can still be reached
 */
function mostFor(activity, done) {
  const best = hundredths(done.best ?? 0);
  if (isClosed(activity, done)) return best;
  return Math.max(best, hundredthsFor(activity, [1, 1], done.hints));
}
