/** What a learner may see of their progress: the mirror of `model/view.py`. */

import { NOTHING_DONE } from "./activity_progress.js";
import { AnswerError } from "./adapter.js";
import { feedback, rightParts, share } from "./grading.js";
import { PlayError, replay } from "./play.js";
import { standingOf } from "./progress.js";
import { isClosed } from "./question_progress.js";
import { asked, deadline, expire, runPoints, toldWhen } from "./quiz_run.js";

/**
 * @typedef {import("./activity_progress.js").QuestionProgress} QuestionProgress
 * @typedef {import("./activity_progress.js").QuizProgress} QuizProgress
 * @typedef {import("./activity_progress.js").QuizRun} QuizRun
 * @typedef {import("./activity_progress.js").ScenarioProgress} ScenarioProgress
 * @typedef {import("./activity_progress.js").Submission} Submission
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./adapter.js").OutlineScenario} OutlineScenario
 * @typedef {import("./adapter.js").QuestionView} QuestionView
 * @typedef {import("./adapter.js").QuizView} QuizView
 * @typedef {import("./adapter.js").RunView} RunView
 * @typedef {import("./adapter.js").ScenarioView} ScenarioView
 * @typedef {import("./adapter.js").SubmissionView} SubmissionView
 * @typedef {import("./grading.js").KeyEntry} KeyEntry
 * @typedef {import("./grading.js").Share} Share
 * @typedef {import("./graph.js").Graph} Graph
 * @typedef {import("./quiz_run.js").KnownQuiz} KnownQuiz
 */

/**
 * @param {OutlineQuestion} question
 * @param {KeyEntry | undefined} entry  none while the key is not read
 * @param {QuestionProgress} done
 * @param {string} language
 * @returns {QuestionView}
 */
export function questionView(question, entry, done, language) {
  const closed = isClosed(question, done);
  return viewOf(entry, done, language, { closed, told: done.tries > 0 });
}

/**
 * @param {KnownQuiz} known
 * @param {QuizProgress} progress
 * @param {number} now  seconds since 1970: a run whose time is up is shown as over
 * @returns {QuizView}
 */
export function quizView(known, progress, now) {
  const { quiz } = known;
  const current = expire(known, progress, now);
  return {
    runs: current.runs,
    left: quiz.attempts ? Math.max(0, quiz.attempts - current.runs) : null,
    best: quiz.role === "pretest" ? null : current.best,
    passed: standingOf(quiz, current).passed,
    run: current.run && runView(known, current.run),
  };
}

/**
 * @param {OutlineScenario} scenario
 * @param {ScenarioProgress} progress
 * @param {Graph | null} graph  tells the endings, which a saved state leaves out; none
 *   while the simulation's page has not been read
 * @returns {ScenarioView}
 */
export function scenarioView(scenario, progress, graph) {
  const scores = progress.rounds.flatMap(({ score }) => (score === null ? [] : [score]));
  return {
    rounds: progress.rounds.map((round) => {
      const { choices, score } = round;
      const ending = round.ending || (score === null ? "" : nodeAfter(graph, choices));
      return { choices, ending, score };
    }),
    best: scores.length ? Math.max(...scores) : null,
    passed: standingOf(scenario, progress).passed,
    reflection: progress.reflection,
  };
}

/**
 * @param {Submission} progress
 * @returns {SubmissionView}
 */
export function submissionView({ answers, times }) {
  return { answers, times };
}

/**
 * @param {KnownQuiz} known
 * @param {QuizRun} run
 * @returns {RunView}
 */
function runView(known, run) {
  const { quiz, questions } = known;
  const end = deadline(quiz, run);
  const shown = asked(quiz, questions, run.seed);
  const hidesPoints = quiz.role === "pretest" || !run.submitted;
  return {
    submitted: run.submitted,
    deadline: end === null ? null : end * 1000,
    asked: shown,
    questions: Object.fromEntries(shown.map(({ id }) => [id, askedView(known, run, id)])),
    given: hidesPoints ? null : runPoints(known, run),
  };
}

/**
 * @param {KnownQuiz} known
 * @param {QuizRun} run
 * @param {string} id
 * @returns {QuestionView}
 */
function askedView({ quiz, questions, key, language }, run, id) {
  const [question, entry] = [questions[id], key[id]];
  const done = run.answers[id] ?? NOTHING_DONE;
  const over = run.submitted;
  switch (toldWhen(quiz)) {
    case "immediate": {
      const closed = over || (question !== undefined && isClosed(question, done));
      return viewOf(entry, done, language, { closed, told: over || done.tries > 0 });
    }
    case "after":
      return viewOf(entry, done, language, { closed: over, told: over });
    case "never": {
      // That there was an answer is no secret; whether it was right is one.
      const hidden = { ...NOTHING_DONE, answer: done.answer };
      return viewOf(entry, hidden, language, { closed: over, told: false });
    }
  }
}

/**
 * @param {KeyEntry | undefined} entry
 * @param {QuestionProgress} done
 * @param {string} language
 * @param {{closed: boolean, told: boolean}} state
 * @returns {QuestionView}
 */
function viewOf(entry, done, language, { closed, told }) {
  const { tries, hints, best, right, answer } = done;
  let heard = null;
  if (told && entry) {
    const { earned, parts } = earnedBy(entry, done, language);
    heard = feedback(entry, answer, earned, { closed, parts });
  }
  const hintTexts = entry?.hints.slice(0, hints) ?? [];
  return { tries, hints, best, right, closed, answer, feedback: heard, hintTexts };
}

/**
 * What was recorded is right where the answer's words were not kept.
 *
 * @param {KeyEntry} entry
 * @param {QuestionProgress} done
 * @param {string} language
 * @returns {{earned: Share, parts: boolean[]}} what the latest answer earned
 */
function earnedBy({ rule }, done, language) {
  /** @type {{earned: Share, parts: boolean[]}} */
  const recorded = { earned: [Number(done.right), 1], parts: [] };
  try {
    const earned = share(rule, done.answer, language);
    const parts = rightParts(rule, done.answer, language);
    return (earned[0] === earned[1]) === done.right ? { earned, parts } : recorded;
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    return recorded;
  }
}

/**
 * @param {Graph | null} graph
 * @param {string} choices
 * @returns {string} empty where it is not known, or another edition of the course was played
 */
function nodeAfter(graph, choices) {
  if (!graph) return "";
  try {
    return replay(graph, choices).node;
  } catch (error) {
    if (!(error instanceof PlayError)) throw error;
    return "";
  }
}
