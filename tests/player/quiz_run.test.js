import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { NO_RUN } from "../../course_builder/player/activity_progress.js";
import { AnswerError } from "../../course_builder/player/adapter.js";
import {
  answerInRun,
  asked,
  beginRun,
  expire,
  hintInRun,
  submitRun,
} from "../../course_builder/player/quiz_run.js";
import { quizView } from "../../course_builder/player/view.js";
import { cases, outlineActivity, outlineQuestion } from "./cases.js";

/**
 * @typedef {import("../../course_builder/player/activity_progress.js").QuizProgress} QuizProgress
 * @typedef {import("../../course_builder/player/quiz_run.js").KnownQuiz} KnownQuiz
 */

const shared = cases("quiz");

/**
 * @param {Record<string, object>} questions
 * @returns {KnownQuiz["questions"]}
 */
function questionsOf(questions) {
  const entries = Object.entries(questions).map(([id, given]) => [id, outlineQuestion(given)]);
  return Object.fromEntries(entries);
}

/**
 * @param {any} given
 * @returns {KnownQuiz}
 */
function knownQuiz({ quiz, questions, key }) {
  return {
    quiz: outlineActivity({ kind: "quiz", ...quiz }),
    questions: questionsOf(questions),
    key,
    language: "id",
  };
}

/** @param {any} rule */
function entryOf(rule) {
  return { rule, optionFeedback: {}, hints: [], right: "", wrong: "", explanation: "" };
}

/**
 * @param {KnownQuiz} known
 * @param {QuizProgress} before
 * @param {any[]} step
 * @returns {QuizProgress}
 */
function stepped(known, before, [kind, ...of]) {
  switch (kind) {
    case "begin":
      return beginRun(known.quiz, before, of[0], of[1]);
    case "answer": {
      const { after, told } = answerInRun(known, before, of[0], of[1], of[2]);
      assert.equal(told?.right, of[3]);
      return after;
    }
    case "hint":
      return hintInRun(known, before, of[0], of[1]);
    case "refused":
      assert.throws(() => answerInRun(known, before, of[0], of[1], of[2]), AnswerError);
      return before;
    case "refused-hint":
      assert.throws(() => hintInRun(known, before, of[0], of[1]), AnswerError);
      return before;
    case "submit":
      return submitRun(known, before);
    default:
      return expire(known, before, of[0]);
  }
}

describe("a seed asks what it asks in Python", () => {
  for (const { name, quiz, questions, seed, asked: expected } of shared.asked) {
    test(name, () => {
      const outline = outlineActivity({ kind: "quiz", ...quiz });
      assert.deepEqual(asked(outline, questionsOf(questions), seed), expected);
    });
  }
});

describe("a quiz is run as in Python", () => {
  for (const { name, steps, after, ...given } of shared.runs) {
    test(name, () => {
      const rules = Object.entries(given.key).map(([id, rule]) => [id, entryOf(rule)]);
      const known = knownQuiz({ ...given, key: Object.fromEntries(rules) });
      let progress = /** @type {QuizProgress} */ (NO_RUN);
      for (const step of steps) progress = stepped(known, progress, step);
      assert.deepEqual(progress, after);
    });
  }
});

describe("a quiz is shown as in Python", () => {
  for (const { name, progress, now, view, ...given } of shared.views) {
    test(name, () => assert.deepEqual(quizView(knownQuiz(given), progress, now), view));
  }
});

test("an answer to an older edition of a question earns nothing, and ends no run", () => {
  const [{ quiz, questions, key }] = shared.views;
  const known = knownQuiz({ quiz, questions, key });
  const old = { tries: 0, hints: 0, first: null, best: null, right: false, answer: ["z"] };
  const run = { seed: "AbCdEfGh", started: 1, answers: { q1: old, gone: old }, submitted: false };
  const after = submitRun(known, { ...NO_RUN, runs: 1, run });
  assert.equal(after.best, 0);
  assert.deepEqual(Object.keys(after.run?.answers ?? {}), ["q1"]);
  assert.equal(quizView(known, after, 2).run?.questions["q1"]?.feedback?.right, false);
});
