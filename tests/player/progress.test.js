import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AnswerError } from "../../course_builder/player/adapter.js";
import { NOTHING_DONE } from "../../course_builder/player/activity_progress.js";
import { percentOf, standingOf, summarise } from "../../course_builder/player/progress.js";
import {
  answerQuestion,
  isClosed,
  openHint,
} from "../../course_builder/player/question_progress.js";
import { cases, outlineActivity, outlineOf, outlineQuestion } from "./cases.js";

const shared = cases("progress");

describe("an activity goes on as it does in Python", () => {
  for (const { name, activity: given, rule, steps, after, closed } of shared.activities) {
    test(name, () => {
      const activity = outlineQuestion(given);
      const key = { rule, optionFeedback: {}, hints: [], right: "", wrong: "", explanation: "" };
      let done = NOTHING_DONE;
      for (const [kind, answer] of steps) {
        const step = () => answerQuestion(activity, key, done, answer, "id").after;
        if (kind === "hint") done = openHint(activity, done);
        else if (kind === "answer") done = step();
        else assert.throws(step, AnswerError);
      }
      assert.deepEqual(done, after);
      assert.equal(isClosed(activity, done), closed);
    });
  }
});

describe("a course is summed up as in Python", () => {
  for (const { name, viewed, done, progress, ...short } of shared.summaries) {
    test(name, () => {
      const doneIn = (/** @type {string} */ id) => done[id];
      assert.deepEqual(summarise(outlineOf(short), new Set(viewed), doneIn), progress);
    });
  }
});

describe("an activity stands where it does in Python", () => {
  for (const { name, activity, progress, standing } of shared.standings) {
    test(name, () => {
      const known = progress ?? undefined;
      assert.deepEqual(standingOf(outlineActivity(activity), known), standing);
    });
  }
});

test("a score is rounded down, so that no mark is shown that was not reached", () => {
  assert.equal(percentOf(2, 3), 66.66);
  assert.equal(percentOf(0, 3), 0);
  assert.equal(percentOf(3, 3), 100);
  assert.equal(percentOf(0.7, 1), 70);
  assert.equal(percentOf(224.99, 300), 74.99);
});
