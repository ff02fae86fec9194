import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { decimalText, parseDecimal } from "../../course_builder/player/decimal.js";
import { conditionHolds } from "../../course_builder/player/graph.js";
import {
  begin,
  beginRound,
  choiceLetter,
  choose,
  chooseInRound,
  isOpen,
  PlayError,
  reflect,
  replay,
  score,
} from "../../course_builder/player/play.js";
import { cases } from "./cases.js";

const shared = cases("play");

/** @param {Record<string, import("../../course_builder/player/decimal.js").Decimal>} values */
function texts(values) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, decimalText(value)]));
}

/**
 * @param {any} graph
 * @param {string} letters
 * @returns {Record<string, unknown>} everything that is known after some choices
 */
function outcome(graph, letters) {
  const position = replay(graph, letters);
  const node = graph.nodes.find((/** @type {any} */ { id }) => id === position.node);
  const named = node.choices.map((/** @type {any} */ _, /** @type {number} */ index) => choiceLetter(index));
  const found = {
    node: position.node,
    values: texts(position.values),
    visited: [...position.visited].sort(),
    open: named.filter((/** @type {string} */ letter) => isOpen(graph, position, letter)).join(""),
    ...(node.ending && { score: String(score(graph, position)) }),
  };
  if (!letters) return { ...found, begun: begin(graph).node };
  const step = choose(graph, replay(graph, letters.slice(0, -1)), letters.slice(-1));
  return { ...found, told: step.told, event: step.event, changes: texts(step.changes) };
}

/** @type {Record<string, (graph: any, before: any, text: string) => any>} */
const STEPS = {
  begin: beginRound,
  choose: chooseInRound,
  reflect: (_, before, text) => reflect(before, text),
};

describe("a condition holds or fails as in Python", () => {
  for (const { name, condition, values, visited, holds } of shared.conditions) {
    test(name, () => {
      const read = Object.entries(values).map(([variable, text]) => [variable, parseDecimal(String(text))]);
      const position = { node: "", values: Object.fromEntries(read), visited: new Set(visited) };
      assert.equal(conditionHolds(condition, position), holds);
    });
  }
});

describe("a round is played as in Python", () => {
  for (const { name, graph, letters, expect } of shared.plays) {
    test(name, () => {
      if (expect.error) {
        assert.throws(() => replay(graph, letters), PlayError);
        return;
      }
      const found = outcome(graph, letters);
      const asked = Object.keys(expect).map((key) => [key, found[key]]);
      assert.deepEqual(Object.fromEntries(asked), expect);
    });
  }
});

describe("rounds are kept as in Python", () => {
  for (const { name, graph, before, steps, after, error } of shared.rounds) {
    test(name, () => {
      let progress = before;
      const [last] = steps.slice(-1);
      const go = (/** @type {[string, string]} */ [kind, text]) => STEPS[kind]?.(graph, progress, text);
      for (const step of steps.slice(0, -1)) progress = go(step);
      if (error) assert.throws(() => go(last), PlayError);
      else progress = go(last);
      assert.deepEqual(progress, after);
    });
  }
});
