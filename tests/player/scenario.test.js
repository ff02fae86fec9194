import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { partOf, scaleOf } from "../../course_builder/player/chart.js";
import { begin, beginRound, chooseInRound, decisionsOf, PlayError, reflect } from "../../course_builder/player/play.js";
import { scenarioStringsFor } from "../../course_builder/player/scenario_strings.js";
import { turningPoints, variablesOf } from "../../course_builder/player/scenario_text.js";

/** @typedef {import("../../course_builder/player/graph.js").Graph} Graph */

/**
 * @param {object} given
 * @returns {import("../../course_builder/player/graph.js").Variable}
 */
function variable(given) {
  const rest = { label: "", min: null, max: null, unit: "" };
  return { name: "waktu", start: "24", better: "high", ...rest, ...given };
}

/** @returns {Graph} four decisions of different weight, then an ending */
function graph() {
  const variables = [
    variable({ name: "waktu", start: "24", min: "0" }),
    variable({ name: "jiwa", start: "2400", min: "0", better: "low" }),
  ];
  /** @type {[string, string, [string, string, string][]][]} */
  const steps = [
    ["kabar", "data", [["waktu", "-", "1"]]],
    ["data", "dermaga", [["waktu", "-", "12"]]],
    ["dermaga", "pulau", [["jiwa", "-", "2300"], ["waktu", "-", "2"]]],
    ["pulau", "selamat", [["jiwa", "+", "10"]]],
  ];
  const nodes = steps.map(([id, to, set]) => ({
    id,
    choices: [{ to, when: null, otherwise: null, set }],
    ending: false,
    score: null,
    event: null,
  }));
  const ending = { id: "selamat", choices: [], ending: true, score: "80.5", event: null };
  return { variables, nodes: [...nodes, ending], score: null };
}

/** @param {Graph} of */
function detailsOf(of) {
  return { graph: of, titles: {}, choices: {}, texts: {}, conditions: {} };
}

describe("the sentences of a simulation", () => {
  const indonesian = scenarioStringsFor("id");
  const english = scenarioStringsFor("en-GB");

  test("are there in both languages, and differ", () => {
    assert.deepEqual(Object.keys(indonesian).sort(), Object.keys(english).sort());
    const errors = indonesian.reflectionErrors;
    assert.deepEqual(Object.keys(errors), Object.keys(english.reflectionErrors));
    for (const [name, words] of Object.entries(indonesian)) {
      if (typeof words !== "string") continue;
      assert.notEqual(words, Object.entries(english).find(([key]) => key === name)?.[1]);
    }
  });

  test("write numbers, signs and units as the language does", () => {
    assert.equal(indonesian.amount("2400.5", "orang"), "2.400,5\u00a0orang");
    assert.equal(indonesian.amount("42", "%"), "42\u00a0%");
    assert.equal(english.amount("42", "%"), "42%");
    assert.equal(english.amount("2400.5", ""), "2,400.5");
    assert.equal(indonesian.signed("-1500"), "\u22121.500");
    assert.equal(indonesian.signed("0.5"), "+0,5");
  });

  test("name the round by a word where there is one", () => {
    assert.equal(indonesian.nextRound(2), "Mulai putaran kedua");
    assert.equal(indonesian.nextRound(12), "Mulai putaran ke-12");
    assert.equal(english.nextRound(2), "Start the second round");
    assert.equal(english.nextRound(12), "Start round 12");
    assert.equal(indonesian.place(3, 2, 1), "Putaran 3 · keputusan ke-1");
  });

  test("tell whether the pass mark is reached at the mark itself", () => {
    assert.match(indonesian.scoreAfter(60, 60), /sudah tercapai/);
    assert.match(indonesian.scoreAfter(59.99, 60), /belum tercapai/);
    assert.equal(indonesian.scoreAfter(59.99, null), ".");
  });
});

describe("a scale", () => {
  test("goes from bound to bound", () => {
    const scale = scaleOf(variable({ min: "20", max: "60", start: "30" }), [40]);
    assert.deepEqual(scale, { low: 20, high: 60 });
    assert.equal(partOf(scale, 30), 0.25);
  });

  test("without bounds holds all values that were, and zero", () => {
    assert.deepEqual(scaleOf(variable({ start: "24" }), [30, 12]), { low: 0, high: 30 });
    assert.deepEqual(scaleOf(variable({ start: "2" }), [-5]), { low: -5, high: 2 });
  });

  test("is never empty", () => {
    const scale = scaleOf(variable({ start: "0" }), [0]);
    assert.equal(partOf(scale, 0), 0);
    assert.ok(scale.high > scale.low);
  });
});

describe("a path", () => {
  test("names the decisions that changed most, each variable by its own scale", () => {
    const decisions = decisionsOf(graph(), "aaaa");
    assert.deepEqual(turningPoints(detailsOf(graph()), decisions), [1, 2, 3]);
    assert.deepEqual(turningPoints(detailsOf(graph()), decisions.slice(3)), [1]);
    assert.deepEqual(turningPoints(detailsOf(graph()), []), []);
  });

  test("keeps what was before and after each decision", () => {
    const [first, second] = decisionsOf(graph(), "aa");
    assert.equal(first?.before.node, "kabar");
    assert.deepEqual(first?.position, second?.before);
    assert.deepEqual(first?.before, begin(graph()));
  });
});

describe("the variables of a condition", () => {
  test("are named once, wherever they stand", () => {
    const inner = ["not", ["<", "waktu", "jiwa"]];
    assert.deepEqual(variablesOf(["and", [">=", "jiwa", "8"], ["or", inner, ["visited", "data"]]]), [
      "jiwa",
      "waktu",
    ]);
  });

  test("are none without a condition or in a visit", () => {
    assert.deepEqual(variablesOf(null), []);
    assert.deepEqual(variablesOf(["visited", "data"]), []);
    assert.deepEqual(variablesOf(["<", "-1", "5"]), []);
  });
});

describe("rounds", () => {
  const untouched = { rounds: [], reflection: "" };

  test("begin once while one is being played", () => {
    const begun = beginRound(graph(), untouched);
    assert.deepEqual(begun.rounds, [{ choices: "", ending: "", score: null }]);
    assert.equal(beginRound(graph(), begun), begun);
  });

  test("of an earlier edition that cannot go on make room", () => {
    const earlier = { choices: "aaaa", ending: "selamat", score: 80.5 };
    const stuck = { choices: "abc", ending: "", score: null };
    const begun = beginRound(graph(), { rounds: [earlier, stuck], reflection: "Data." });
    assert.deepEqual(begun.rounds, [earlier, { choices: "", ending: "", score: null }]);
    assert.equal(begun.reflection, "Data.");
  });

  test("end with the score of their ending, and are all kept", () => {
    let progress = beginRound(graph(), untouched);
    for (const letter of "aaaa") progress = chooseInRound(graph(), progress, letter);
    assert.deepEqual(progress.rounds, [{ choices: "aaaa", ending: "selamat", score: 80.5 }]);
    assert.throws(() => chooseInRound(graph(), progress, "a"), PlayError);
    progress = beginRound(graph(), progress);
    assert.equal(progress.rounds.length, 2);
  });

  test("take no choice that is not there", () => {
    const begun = beginRound(graph(), untouched);
    for (const letter of ["b", "A", "", "aa", "é"]) {
      assert.throws(() => chooseInRound(graph(), begun, letter), PlayError);
    }
    assert.throws(() => chooseInRound(graph(), untouched, "a"), PlayError);
  });

  test("are thought about only after an ending", () => {
    const begun = beginRound(graph(), untouched);
    assert.throws(() => reflect(begun, "Terlambat."), PlayError);
    let progress = begun;
    for (const letter of "aaaa") progress = chooseInRound(graph(), progress, letter);
    assert.equal(reflect(progress, "Terlambat.").reflection, "Terlambat.");
  });
});
