import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { interactionValues, timespan } from "../../course_builder/player/adapters/interaction.js";
import { outlineActivity } from "./cases.js";

/**
 * @param {import("../../course_builder/player/grading.js").Rule} rule
 * @param {import("../../course_builder/player/adapter.js").Answer} answer
 * @param {object} [activity]
 */
function recorded(rule, answer, activity = {}) {
  const values = interactionValues({
    id: "q-1",
    activity: outlineActivity(activity),
    rule,
    answer,
    right: false,
    language: "id",
    at: new Date(2026, 0, 1, 7, 5, 9),
    latency: 0,
  });
  return Object.fromEntries(values);
}

/** @param {string[]} ids */
function options(ids) {
  return { options: ids.map((id) => [id, id.toUpperCase()]) };
}

describe("an answer is recorded as", () => {
  test("single characters in the options' order", () => {
    const rule = { options: ["a", "b", "c"], right: ["a", "c"], multiple: true, boolean: false };
    const values = recorded({ type: "choice", ...rule }, ["c", "a"], options(["a", "b", "c"]));
    assert.equal(values["type"], "choice");
    assert.equal(values["student_response"], "a,c");
    assert.equal(values["correct_responses.0.pattern"], "a,c");
  });

  test("a fill-in beyond 36 options", () => {
    const ids = ["a", "o37"];
    const rule = { options: ids, right: ["o37"], multiple: false, boolean: false };
    const values = recorded({ type: "choice", ...rule }, ["o37"], options(ids));
    assert.equal(values["type"], "fill-in");
    assert.equal(values["student_response"], "o37");
  });

  test("true or false by the words of the option, whatever its place", () => {
    const rule = { options: ["a", "b"], right: ["b"], multiple: false, boolean: true };
    const words = { options: [["a", "Salah"], ["b", "Benar"]] };
    const values = recorded({ type: "choice", ...rule }, ["a"], words);
    assert.equal(values["type"], "true-false");
    assert.equal(values["student_response"], "f");
    assert.equal(values["correct_responses.0.pattern"], "t");
  });

  test("a number with a decimal point", () => {
    const values = recorded(
      { type: "number", accepted: [["5900", "6000"]], unit: "jiwa" },
      "5.950,5 jiwa",
    );
    assert.equal(values["type"], "numeric");
    assert.equal(values["student_response"], "5950.5");
    assert.equal(values["correct_responses.0.pattern"], "5950");
  });

  test("a fill-in where the number is none", () => {
    const values = recorded({ type: "number", accepted: [["1", "1"]], unit: "" }, "satu");
    assert.equal(values["type"], "fill-in");
    assert.equal(values["student_response"], "satu");
  });

  test("a text of at most 255 characters, no letter cut in half", () => {
    const text = { type: /** @type {const} */ ("text"), answers: ["BMKG"], patterns: [], exact: false };
    const values = recorded(text, `${"x".repeat(254)}\u{1f30b}`);
    assert.equal(values["student_response"], "x".repeat(254));
  });

  test("with a weighting that Moodle takes", () => {
    const text = { type: /** @type {const} */ ("text"), answers: [], patterns: ["x"], exact: false };
    assert.equal(recorded(text, "x", { points: 2.5 })["weighting"], "2.5");
    assert.equal(recorded(text, "x", { points: 5000 })["weighting"], "999");
  });
});

test("times are HHHH:MM:SS.SS", () => {
  assert.equal(timespan(0), "0000:00:00.00");
  assert.equal(timespan(-5), "0000:00:00.00");
  assert.equal(timespan(59_999), "0000:00:59.99");
  assert.equal(timespan(3_599_995), "0000:59:59.99");
  assert.equal(timespan(90_061_500), "0025:01:01.50");
  assert.equal(timespan(1e15), "9999:46:40.00");
});
