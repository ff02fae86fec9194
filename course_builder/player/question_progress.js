/** How a learner goes on in one question: the mirror of `model/question_progress.py`. */

import { feedback, isMarked, rightParts, share } from "./grading.js";
import { hundredthsFor } from "./points.js";

/**
 * @typedef {import("./activity_progress.js").QuestionProgress} QuestionProgress
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Feedback} Feedback
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./grading.js").KeyEntry} KeyEntry
 */

/**
 * @param {{attempts: number}} question
 * @param {{right: boolean, tries: number}} done
 */
export function isClosed(question, done) {
  return done.right || done.tries >= question.attempts;
}

/**
 * Grade one answer; an answer to a closed question changes nothing.
 *
 * @param {OutlineQuestion} question
 * @param {KeyEntry} key
 * @param {QuestionProgress} before
 * @param {Answer} answer
 * @param {string} language
 * @returns {{after: QuestionProgress, told: Feedback}}
 */
export function answerQuestion(question, key, before, answer, language) {
  const earned = share(key.rule, answer, language);
  const parts = rightParts(key.rule, answer, language);
  if (isClosed(question, before)) {
    return { after: before, told: feedback(key, answer, earned, { parts, closed: true }) };
  }
  let after = { ...before, tries: before.tries + 1, answer };
  if (isMarked(key.rule)) {
    const points = hundredthsFor(question, earned, before.hints) / 100;
    after = {
      ...after,
      first: before.first ?? points,
      best: Math.max(before.best ?? 0, points),
      right: earned[0] === earned[1],
    };
  }
  const closed = isClosed(question, after);
  return { after, told: feedback(key, answer, earned, { parts, closed }) };
}

/**
 * @param {{attempts: number, hints: number}} question
 * @param {QuestionProgress} before
 * @returns {QuestionProgress} with one more hint opened, where there is one left
 */
export function openHint(question, before) {
  if (isClosed(question, before)) return before;
  return { ...before, hints: Math.min(before.hints + 1, question.hints) };
}
