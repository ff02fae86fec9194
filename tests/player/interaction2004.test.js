import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { duration, moment } from "../../course_builder/player/adapters/duration.js";
import { interactionValues2004 } from "../../course_builder/player/adapters/interaction2004.js";
import { share } from "../../course_builder/player/grading.js";
import { outlineActivity, outlineOf } from "./cases.js";

/**
 * @typedef {import("../../course_builder/player/adapter.js").Answer} Answer
 * @typedef {import("../../course_builder/player/adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("../../course_builder/player/grading.js").Rule} Rule
 */

const OUTLINE = outlineOf({ pass: 75, modules: [] });

/**
 * @param {Rule} rule
 * @param {Answer} answer
 * @param {object} [activity]
 */
function recorded(rule, answer, activity = {}) {
  const question = /** @type {OutlineQuestion} */ (outlineActivity(activity));
  const known = { source: "q-1", at: new Date(0), latency: 0, language: "id" };
  const earned = share(rule, answer, "id");
  const given = { id: "q-1", question, rule, answer, earned, ...known };
  const [values = []] = interactionValues2004({ kind: "answer", ...given }, OUTLINE);
  return Object.fromEntries(values);
}

/** @param {number} count */
function letters(count) {
  return Array.from({ length: count }, (_, n) => `o${n}`);
}

describe("an answer is recorded as", () => {
  test("a choice of ids, whatever their length, up to 36", () => {
    const choice = { type: /** @type {const} */ ("choice"), multiple: true, boolean: false };
    for (const [count, type] of /** @type {[number, string][]} */ ([[36, "choice"], [37, "other"]])) {
      const ids = letters(count);
      const options = ids.map((id) => [id, id]);
      const values = recorded({ ...choice, options: ids, right: ids }, ids, { options });
      assert.equal(values["type"], type);
      assert.equal(values["learner_response"], ids.join("[,]"));
      assert.equal(values["correct_responses.0.pattern"], ids.join("[,]"));
    }
  });

  test("true or false by the words of the option", () => {
    const rule = { options: ["a", "b"], right: ["b"], multiple: false, boolean: true };
    const words = { options: [["a", "Salah"], ["b", "Benar"]] };
    const values = recorded({ type: "choice", ...rule }, ["a"], words);
    assert.deepEqual(
      [values["type"], values["learner_response"], values["correct_responses.0.pattern"]],
      ["true-false", "false", "true"],
    );
  });

  test("pairs; where none was made there is no response", () => {
    const rule = { type: /** @type {const} */ ("match"), partners: ["b", "a"], partial: false };
    const options = { options: [["a", "A"], ["b", "B"]] };
    const values = recorded(rule, ["b", ""], options);
    assert.equal(values["learner_response"], "a[.]b");
    assert.equal(values["correct_responses.0.pattern"], "a[.]b[,]b[.]a");
    assert.ok(!("learner_response" in recorded(rule, ["", ""], options)));
  });

  test("a number with the range that is right; longer than Moodle takes, a text", () => {
    const rule = { type: /** @type {const} */ ("number"), unit: "jiwa" };
    const values = recorded({ ...rule, accepted: [["5900", "6000"]] }, "5.950,5 jiwa");
    assert.equal(values["type"], "numeric");
    assert.equal(values["learner_response"], "5950.5");
    assert.equal(values["correct_responses.0.pattern"], "5900[:]6000");
    const large = recorded({ ...rule, accepted: [["1200000", "1200000"]] }, "1.200.000");
    assert.deepEqual([large["type"], large["learner_response"]], ["fill-in", "1200000"]);
    assert.equal(large["correct_responses.0.pattern"], "1200000");
  });

  test("a text with all that is right, at most five, and whether capitals count", () => {
    const answers = ["BMKG", "Badan [,] cuaca", "b", "c", "d", "e"];
    const text = { type: /** @type {const} */ ("text"), answers, patterns: [] };
    const values = recorded({ ...text, exact: true }, "bmkg");
    assert.equal(values["correct_responses.0.pattern"], "{case_matters=true}BMKG");
    assert.equal(values["correct_responses.1.pattern"], "{case_matters=true}Badan [ ,] cuaca");
    assert.ok(!("correct_responses.5.pattern" in values));
    assert.equal(recorded({ ...text, exact: false }, "bmkg")["correct_responses.0.pattern"], "BMKG");
  });

  test("gaps as parts of one text, or in words where they are many or long", () => {
    const gap = { type: /** @type {const} */ ("text"), patterns: [], exact: false, answers: ["Siaga"] };
    const rule = (/** @type {number} */ count) => ({
      type: /** @type {const} */ ("gaps"),
      gaps: Array.from({ length: count }, () => gap),
      partial: true,
    });
    const two = recorded(rule(2), ["siaga", "4"]);
    assert.deepEqual([two["type"], two["learner_response"]], ["fill-in", "siaga[,]4"]);
    assert.equal(two["correct_responses.0.pattern"], "Siaga[,]Siaga");
    assert.equal(two["result"], "0.50");
    const many = recorded(rule(11), letters(11));
    assert.deepEqual([many["type"], many["learner_response"]], ["long-fill-in", letters(11).join(" | ")]);
  });

  test("with a title on one line of at most 250 characters, no letter cut in half", () => {
    const title = `{Apa}\n${"x".repeat(242)}\u{1f30b}`;
    const values = recorded({ type: "long" }, "y", { title });
    assert.equal(values["description"], `{lang=id} {Apa} ${"x".repeat(242)}`);
  });
});

test("times are ISO 8601, to a hundredth of a second", () => {
  assert.equal(duration(0), "PT0H0M0S");
  assert.equal(duration(-5), "PT0H0M0S");
  assert.equal(duration(90_061_509), "PT25H1M1.5S");
  assert.equal(moment(new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678))), "2026-01-02T03:04:05.67Z");
});
