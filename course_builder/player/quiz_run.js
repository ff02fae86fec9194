/**
 * How a quiz is run: the mirror of `model/quiz_run.py`, held to it by
 * `tests/cases/quiz.json`. Times are whole seconds since 1970, UTC.
 */

import { NOTHING_DONE } from "./activity_progress.js";
import { AnswerError } from "./adapter.js";
import { randomFrom } from "./draw.js";
import { collapse, share } from "./grading.js";
import { hundredths, roundedPart } from "./points.js";
import { answerQuestion, isClosed, openHint } from "./question_progress.js";

/**
 * @typedef {import("./activity_progress.js").QuestionProgress} QuestionProgress
 * @typedef {import("./activity_progress.js").QuizProgress} QuizProgress
 * @typedef {import("./activity_progress.js").QuizRun} QuizRun
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Feedback} Feedback
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./adapter.js").OutlineQuiz} OutlineQuiz
 * @typedef {import("./grading.js").KeyEntry} KeyEntry
 *
 * @typedef {object} KnownQuiz  all that a run needs
 * @property {OutlineQuiz} quiz
 * @property {Record<string, OutlineQuestion>} questions  in source order
 * @property {Record<string, KeyEntry>} key
 * @property {string} language  BCP 47 tag of the course
 *
 * @typedef {{id: string, options: string[]}} Asked  a question of a run, and its options
 *   in the order of this run
 */

/** How long after its end a timed run still takes answers that are on their way. */
export const GRACE_SECONDS = 30;

/**
 * @param {OutlineQuiz} quiz
 * @param {Record<string, OutlineQuestion>} questions
 * @param {string} seed
 * @returns {Asked[]} what a run with this seed asks, in its order
 */
export function asked(quiz, questions, seed) {
  const random = randomFrom(seed);
  let ids = Object.keys(questions);
  if (quiz.draws.length) ids = drawn(quiz, questions, random);
  if (quiz.shuffle) ids = random.shuffled(ids);
  return ids.map((id) => {
    const question = questions[id];
    const options = question?.options.map(([option]) => option) ?? [];
    // Benar stands before Salah, always.
    if (!quiz.shuffle || question?.type === "boolean") return { id, options };
    const other = random.shuffled(options);
    // Items keep the order of their letters: the right one is never among those that a
    // learner finds, because an order left alone is no answer.
    return { id, options: question?.type === "order" ? options : other };
  });
}

/**
 * @param {OutlineQuiz} quiz
 * @returns {"immediate" | "after" | "never"} when a learner is told what was right: for a
 *   pretest never
 */
export function toldWhen(quiz) {
  return quiz.role === "pretest" ? "never" : quiz.feedback;
}

/**
 * @param {OutlineQuiz} quiz
 * @param {QuizRun} run
 * @returns {number | null} when its time is up; none without a time limit
 */
export function deadline(quiz, run) {
  return quiz.minutes === null ? null : run.started + 60 * quiz.minutes;
}

/**
 * @param {OutlineQuiz} quiz
 * @param {QuizProgress} progress
 * @returns {boolean} whether another run may be begun now
 */
export function mayBegin(quiz, progress) {
  if (progress.run && !progress.run.submitted) return false;
  return quiz.attempts === 0 || progress.runs < quiz.attempts;
}

/**
 * @param {OutlineQuiz} quiz
 * @param {QuizProgress} progress
 * @returns {boolean} whether nothing can change any more: no run is open, and none is left
 */
export function isFinal(quiz, progress) {
  const isOpen = progress.run !== null && !progress.run.submitted;
  return !isOpen && !mayBegin(quiz, progress);
}

/**
 * Begin a run; while one is open, or where none is left, nothing changes.
 *
 * @param {OutlineQuiz} quiz
 * @param {QuizProgress} before  `expire` it first
 * @param {string} seed
 * @param {number} now
 * @returns {QuizProgress}
 */
export function beginRun(quiz, before, seed, now) {
  if (!mayBegin(quiz, before)) return before;
  const run = { seed, started: now, answers: {}, submitted: false };
  return { ...before, runs: before.runs + 1, run };
}

/**
 * Take an answer in the open run; where none is open, nothing changes. Where feedback is
 * immediate the answer is graded, and the last question to close ends the run. Otherwise
 * it is kept until the run is handed in; an empty one takes the former away.
 *
 * @param {KnownQuiz} known
 * @param {QuizProgress} before
 * @param {string} id  of the question
 * @param {Answer} answer
 * @param {number} now
 * @returns {{after: QuizProgress, told: Feedback | null}}
 */
export function answerInRun(known, before, id, answer, now) {
  const current = expire(known, before, now);
  const { run } = current;
  if (!run || run.submitted) return { after: current, told: null };
  const { quiz, key, language } = known;
  const { question, entry } = askedQuestion(known, run, id);
  if (toldWhen(quiz) !== "immediate") {
    share(entry.rule, answer, language);
    const { [id]: _former, ...answers } = run.answers;
    if ([answer].flat().some((text) => collapse(text))) {
      answers[id] = { ...NOTHING_DONE, answer };
    }
    return { after: { ...current, run: { ...run, answers } }, told: null };
  }
  const done = run.answers[id] ?? NOTHING_DONE;
  const { after, told } = answerQuestion(question, entry, done, answer, language);
  const answers = { ...run.answers, [id]: after };
  const answered = { ...current, run: { ...run, answers } };
  const isOver = asked(quiz, known.questions, run.seed).every((one) => {
    const other = known.questions[one.id];
    return !other || !key[one.id] || isClosed(other, answers[one.id] ?? NOTHING_DONE);
  });
  return { after: isOver ? submitRun(known, answered) : answered, told };
}

/**
 * Open a hint in the open run; only where feedback is immediate.
 *
 * @param {KnownQuiz} known
 * @param {QuizProgress} before
 * @param {string} id  of the question
 * @param {number} now
 * @returns {QuizProgress}
 */
export function hintInRun(known, before, id, now) {
  const { run } = before;
  if (!run || run.submitted || isLate(known.quiz, run, now)) return before;
  const { question } = askedQuestion(known, run, id);
  if (toldWhen(known.quiz) !== "immediate") return before;
  const done = openHint(question, run.answers[id] ?? NOTHING_DONE);
  return { ...before, run: { ...run, answers: { ...run.answers, [id]: done } } };
}

/**
 * Hand in the open run; where none is open, nothing changes. The best run counts; the
 * first is kept.
 *
 * @param {KnownQuiz} known
 * @param {QuizProgress} before
 * @returns {QuizProgress}
 */
export function submitRun(known, before) {
  if (!before.run || before.run.submitted) return before;
  const run = { ...before.run, answers: gradedAnswers(known, before.run), submitted: true };
  const points = runPoints(known, run);
  return {
    ...before,
    finished: before.finished + 1,
    first: before.first ?? points,
    best: Math.max(before.best ?? 0, points),
    run,
  };
}

/**
 * @param {KnownQuiz} known
 * @param {QuizProgress} before
 * @param {number} now
 * @returns {QuizProgress} with the open run handed in where its time is up
 */
export function expire(known, before, now) {
  const { run } = before;
  if (!run || run.submitted || !isLate(known.quiz, run, now)) return before;
  return submitRun(known, before);
}

/**
 * @param {KnownQuiz} known
 * @param {QuizRun} run
 * @returns {number} the points of the quiz that a run earned, rounded half up to 0.01
 */
export function runPoints({ quiz, questions }, run) {
  let [earned, possible] = [0, 0];
  for (const { id } of asked(quiz, questions, run.seed)) {
    const question = questions[id];
    if (!question?.graded) continue;
    possible += hundredths(question.points);
    earned += hundredths(run.answers[id]?.best ?? 0);
  }
  return possible ? roundedPart(hundredths(quiz.points), earned, possible) / 100 : 0;
}

/**
 * @param {KnownQuiz} known
 * @param {QuizRun} run
 * @returns {Record<string, QuestionProgress>} of what the run asks, each graded
 */
function gradedAnswers({ quiz, questions, key, language }, run) {
  /** @type {Record<string, QuestionProgress>} */
  const answers = {};
  for (const { id } of asked(quiz, questions, run.seed)) {
    const [done, question, entry] = [run.answers[id], questions[id], key[id]];
    if (!done || !question || !entry) continue;
    answers[id] = done;
    if (toldWhen(quiz) === "immediate") continue;
    try {
      answers[id] = answerQuestion(question, entry, NOTHING_DONE, done.answer, language).after;
    } catch (error) {
      // An answer to an older edition of the question earns nothing.
      if (!(error instanceof AnswerError)) throw error;
      answers[id] = { ...done, tries: 1, first: 0, best: 0 };
    }
  }
  return answers;
}

/**
 * @param {OutlineQuiz} quiz
 * @param {Record<string, OutlineQuestion>} questions
 * @param {import("./draw.js").Random} random
 * @returns {string[]} in source order
 */
function drawn(quiz, questions, random) {
  const taken = new Set();
  for (const [tag, count] of quiz.draws) {
    const candidates = Object.entries(questions)
      .filter(([id, { tags = [] }]) => !taken.has(id) && (!tag || tags.includes(tag)))
      .map(([id]) => id);
    for (const id of random.shuffled(candidates).slice(0, count)) taken.add(id);
  }
  return Object.keys(questions).filter((id) => taken.has(id));
}

/**
 * @param {KnownQuiz} known
 * @param {QuizRun} run
 * @param {string} id
 */
function askedQuestion({ quiz, questions, key }, run, id) {
  const isAsked = asked(quiz, questions, run.seed).some((one) => one.id === id);
  const [question, entry] = [questions[id], key[id]];
  if (!isAsked || !question || !entry) throw new AnswerError("malformed");
  return { question, entry };
}

/**
 * @param {OutlineQuiz} quiz
 * @param {QuizRun} run
 * @param {number} now
 */
function isLate(quiz, run, now) {
  const end = deadline(quiz, run);
  return end !== null && now > end + GRACE_SECONDS;
}
