import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { interactionValues, timespan } from "../../course_builder/player/adapters/interaction12.js";
import { share } from "../../course_builder/player/grading.js";
import { outlineActivity } from "./cases.js";

/**
 * @typedef {import("../../course_builder/player/adapter.js").Answer} Answer
 * @typedef {import("../../course_builder/player/adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("../../course_builder/player/grading.js").Rule} Rule
 */

const MOMENT = { source: "q-1", at: new Date(2026, 0, 1, 7, 5, 9), latency: 0 };

/**
 * @param {Rule} rule
 * @param {Answer} answer
 * @param {object} [activity]
 */
function recorded(rule, answer, activity = {}) {
  const question = /** @type {OutlineQuestion} */ (outlineActivity(activity));
  const earned = share(rule, answer, "id");
  const given = { id: "q-1", question, rule, answer, earned, language: "id", ...MOMENT };
  const [values = []] = interactionValues({ kind: "answer", ...given });
  return Object.fromEntries(values);
}

/**
 * @param {object} activity
 * @param {Record<string, Answer>} answers
 */
function handedIn(activity, answers) {
  const work = /** @type {any} */ (outlineActivity(activity));
  return interactionValues({ kind: "work", id: "k-1", activity: work, answers, ...MOMENT }).map(
    (values) => Object.fromEntries(values),
  );
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
    assert.equal(recorded(text, "x", { points: 5000 })["weighting"], "100");
  });
});

describe("the new forms are recorded as", () => {
  test("a sequence of letters", () => {
    const rule = { type: /** @type {const} */ ("order"), order: ["b", "a", "c"], partial: true };
    const values = recorded(rule, ["b", "c", "a"], options(["a", "b", "c"]));
    assert.equal(values["type"], "sequencing");
    assert.equal(values["student_response"], "b,c,a");
    assert.equal(values["correct_responses.0.pattern"], "b,a,c");
    assert.equal(values["result"], "0.33");
  });

  test("pairs of the left item's letter and its partner's", () => {
    const rule = { type: /** @type {const} */ ("match"), partners: ["b", "a"], partial: false };
    const values = recorded(rule, ["b", ""], options(["a", "b"]));
    assert.equal(values["type"], "matching");
    assert.equal(values["student_response"], "a.b");
    assert.equal(values["correct_responses.0.pattern"], "a.b,b.a");
    assert.equal(values["result"], "wrong");
  });

  test("a fill-in for gaps", () => {
    const gap = { type: /** @type {const} */ ("text"), patterns: [], exact: false };
    const gaps = [{ ...gap, answers: ["Siaga"] }, { ...gap, answers: ["3"] }];
    const values = recorded({ type: "gaps", gaps, partial: true }, ["siaga", "4"]);
    assert.equal(values["type"], "fill-in");
    assert.equal(values["student_response"], "siaga | 4");
    assert.equal(values["result"], "0.50");
  });

  test("a neutral fill-in of at most 255 characters for an open answer", () => {
    const values = recorded({ type: "long" }, "x".repeat(900));
    assert.equal(values["type"], "fill-in");
    assert.equal(values["student_response"]?.length, 255);
    assert.equal(values["result"], "neutral");
    assert.equal("correct_responses.0.pattern" in values, false);
  });

  test("a performance for a decision in a simulation", () => {
    const given = { id: "sim-r1-n3", letter: "b", text: "Aktifkan pos komando", ...MOMENT };
    const [values = []] = interactionValues({ kind: "choice", ...given });
    const { id, type, student_response: response, result } = Object.fromEntries(values);
    assert.deepEqual(
      [id, type, response, result],
      ["sim-r1-n3", "performance", "b: Aktifkan pos komando", "neutral"],
    );
  });
});

describe("what is handed in is recorded as", () => {
  const item = { text: "", required: false, reverse: false, low: 0, high: 0, options: [] };
  const items = [
    { ...item, id: "a", type: "scale", low: 1, high: 5 },
    { ...item, id: "b", type: "scale", low: 0, high: 10 },
    { ...item, id: "c", type: "text" },
    { ...item, id: "d", type: "multiple", options: [["a", "A"], ["b", "B"]] },
  ];
  const answers = { a: "4", b: "10", c: "Baik", d: ["a", "b"] };

  test("opinions, one for each item", () => {
    const shown = handedIn({ kind: "survey", anonymous: false, items }, answers);
    assert.deepEqual(
      shown.map((one) => [one["id"], one["type"], one["student_response"], one["result"]]),
      [
        ["k-1-a", "likert", "4", "neutral"],
        ["k-1-b", "numeric", "10", "neutral"],
        ["k-1-c", "fill-in", "Baik", "neutral"],
        ["k-1-d", "choice", "a,b", "neutral"],
      ],
    );
  });

  test("nothing, where a survey is anonymous: a teacher reads these records", () => {
    assert.deepEqual(handedIn({ kind: "survey", anonymous: true, items }, answers), []);
  });

  test("nothing, where it was promised that nobody else reads it", () => {
    assert.deepEqual(handedIn({ kind: "discussion", forum: "" }, { text: "Saya ragu." }), []);
  });

  test("the text, the link and the place of an assignment", () => {
    const shown = handedIn({ kind: "assignment" }, { place: "Kantor camat", checked: ["0"] });
    assert.deepEqual(
      shown.map((one) => [one["id"], one["student_response"]]),
      [["k-1-place", "Kantor camat"]],
    );
  });

  test("an id of letters that every LMS takes", () => {
    const given = { id: `sim ${"x".repeat(300)}`, letter: "a", text: "A", ...MOMENT };
    const [[[, id = ""] = []] = []] = interactionValues({ kind: "choice", ...given });
    assert.match(id, /^sim_x{251}$/);
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
