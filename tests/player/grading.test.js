import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AnswerError } from "../../course_builder/player/adapter.js";
import { decimalText, parseDecimal } from "../../course_builder/player/decimal.js";
import {
  collapse,
  feedback,
  fold,
  readNumber,
  rightAnswer,
  share,
} from "../../course_builder/player/grading.js";
import { hundredthsFor } from "../../course_builder/player/points.js";
import { cases } from "./cases.js";

const shared = cases("grading");

/**
 * @param {string} text  perhaps with "…*" and how often what stands before is repeated
 */
function textOf(text) {
  const [, repeated = "", times] = /^(.*)…\*(\d+)$/s.exec(text) ?? [];
  return times === undefined ? text : repeated.repeat(Number(times));
}

describe("numbers are read as Python reads them", () => {
  for (const { text, language, unit, number } of shared.numbers) {
    test(`${JSON.stringify(text)} in ${language}, unit ${unit ?? "none"}`, () => {
      const read = readNumber(text, language, unit);
      assert.equal(read && decimalText(parseDecimal(read)), number);
    });
  }
});

describe("texts are compared as Python compares them", () => {
  for (const { text, collapsed, folded } of shared.texts) {
    test(JSON.stringify(text), () => {
      assert.equal(collapse(text), collapsed);
      assert.equal(fold(text), folded);
    });
  }
});

describe("answers are graded as Python grades them", () => {
  for (const { name, rule, answer, language, right, earned, error } of shared.shares) {
    test(name, () => {
      const given = typeof answer === "object" ? answer.map(textOf) : textOf(answer);
      const graded = () => share(rule, given, language ?? "id");
      if (error) {
        assert.throws(graded, (thrown) => thrown instanceof AnswerError && thrown.code === error);
      } else {
        assert.deepEqual(graded(), earned ?? [right ? 1 : 0, 1]);
      }
    });
  }
});

describe("points are rounded as Python rounds them", () => {
  for (const { share: earned, hints, given, ...activity } of shared.points) {
    test(`${earned} of ${activity.points} after ${hints} hints`, () => {
      assert.equal(hundredthsFor(activity, earned, hints) / 100, given);
    });
  }
});

describe("a learner is told what Python tells", () => {
  for (const { name, key, answer, earned, parts, closed, told } of shared.feedback) {
    test(name, () => {
      const heard = feedback(key, answer, earned, { closed, parts: parts ?? [] });
      assert.deepEqual(heard, { closed, share: earned, parts: [], marked: true, ...told });
    });
  }
  for (const { rule, shown } of shared.right_answers) {
    test(`the right answer of ${JSON.stringify(rule).slice(0, 60)}`, () => {
      assert.deepEqual(rightAnswer(rule), shown);
    });
  }
});
