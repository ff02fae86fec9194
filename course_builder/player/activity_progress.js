/**
 * What a learner has done in an activity: the shapes of `model/activity_progress.py`.
 *
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Answers} Answers
 * @typedef {import("./play.js").ScenarioProgress} ScenarioProgress
 *
 * @typedef {object} QuestionProgress
 * @property {number} tries  answers that counted
 * @property {number} hints  hints opened
 * @property {number | null} first  points of the first answer; none for an open answer
 * @property {number | null} best  points of the best answer; none for an open answer
 * @property {boolean} right
 * @property {Answer} answer  the latest that counted; in a run that tells nothing yet the
 *   latest, with no tries
 * @property {import("./adapter.js").MarkingView} [marking]  of an open answer, by a person
 *
 * @typedef {object} QuizRun
 * @property {string} seed
 * @property {number} started  seconds since 1970, UTC
 * @property {Record<string, QuestionProgress>} answers  by question
 * @property {boolean} submitted  whether it is over
 * @property {string} [saved]  its answers as a package saved them, until `openSavedRun`
 *
 * @typedef {object} QuizProgress
 * @property {number} runs  begun
 * @property {number} finished  runs that are over
 * @property {number | null} first  points of the first run that is over
 * @property {number | null} best  points of the best run that is over
 * @property {QuizRun | null} run  the latest
 *
 * @typedef {object} Submission
 * @property {Answers} answers  empty for an anonymous survey
 * @property {number} times
 * @property {import("./adapter.js").MarkingView} [marking]  of an assignment, by a person
 *
 * @typedef {QuestionProgress | QuizProgress | ScenarioProgress | Submission} ActivityProgress
 */

/** @type {Readonly<QuestionProgress>} */
export const NOTHING_DONE = Object.freeze({
  tries: 0,
  hints: 0,
  first: null,
  best: null,
  right: false,
  answer: [],
});

/** @type {Readonly<QuizProgress>} */
export const NO_RUN = Object.freeze({
  runs: 0,
  finished: 0,
  first: null,
  best: null,
  run: null,
});

/** @type {Readonly<ScenarioProgress>} */
export const NO_ROUND = Object.freeze({ rounds: [], reflection: "" });

/** @type {Readonly<Submission>} */
export const NOTHING_SUBMITTED = Object.freeze({ answers: {}, times: 0 });
