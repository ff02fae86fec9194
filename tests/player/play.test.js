import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { decimalText, parseDecimal } from "../../course_builder/player/decimal.js";
import { conditionHolds, nodeOf } from "../../course_builder/player/graph.js";
import {
  beginRound,
  choiceLetter,
  chooseInRound,
  decisionsOf,
  isOpen,
  PlayError,
  reflect,
  replay,
  score,
} from "../../course_builder/player/play.js";
import { cases } from "./cases.js";

/**
 * @typedef {import("../../course_builder/player/play.js").Graph} Graph
 * @typedef {import("../../course_builder/player/play.js").ScenarioProgress} ScenarioProgress
 */

const shared = cases("play");

/** @param {Record<string, import("../../course_builder/player/decimal.js").Decimal>} values */
function texts(values) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, decimalText(value)]),
  );
}

/**
 * @param {Graph} graph
 * @param {string} letters
 * @returns {Record<string, unknown>} everything that is known after some choices
 */
function outcome(graph, letters) {
  const position = replay(graph, letters);
  const node = nodeOf(graph, position.node);
  const letterOf = node.choices.map((_, index) => choiceLetter(index));
  const latest = decisionsOf(graph, letters).at(-1);
  return {
    node: position.node,
    values: texts(position.values),
    visited: [...position.visited].sort(),
    open: letterOf.filter((letter) => isOpen(graph, position, letter)).join(""),
    ...(node.ending && { score: String(score(graph, position)) }),
    ...(latest && { told: latest.told, event: latest.event, changes: texts(latest.changes) }),
  };
}

/**
 * @param {Graph} graph
 * @param {ScenarioProgress} before
 * @param {[string, string]} step
 */
function goOn(graph, before, [what, given]) {
  if (what === "begin") return beginRound(graph, before);
  return what === "choose" ? chooseInRound(graph, before, given) : reflect(before, given);
}

describe("a condition holds where Python says so", () => {
  for (const { name, condition, values, visited, holds } of shared.conditions) {
    test(name, () => {
      const numbers = Object.entries(values).map(([variable, text]) => {
        return [variable, parseDecimal(String(text))];
      });
      const position = { values: Object.fromEntries(numbers), visited: new Set(visited) };
      assert.equal(conditionHolds(condition, position), holds);
    });
  }
});

describe("a round is played as Python plays it", () => {
  for (const { name, graph, letters, expect } of shared.plays) {
    test(name, () => {
      if (expect.error) {
        assert.throws(() => replay(graph, letters), PlayError);
        return;
      }
      const found = outcome(graph, letters);
      const told = Object.keys(expect).map((key) => [key, found[key]]);
      assert.deepEqual(Object.fromEntries(told), expect);
    });
  }
});

describe("rounds are kept as Python keeps them", () => {
  for (const { name, graph, before, steps, after, error } of shared.rounds) {
    test(name, () => {
      let progress = before;
      for (const step of steps.slice(0, -1)) progress = goOn(graph, progress, step);
      const last = () => goOn(graph, progress, steps.at(-1));
      if (error) assert.throws(last, PlayError);
      else progress = last();
      assert.deepEqual(progress, after);
    });
  }
});
