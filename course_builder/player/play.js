/**
 * How a simulation is played and scored: the mirror of `model/play.py`, held to it by
 * `tests/cases/play.json`, which runs in both languages.
 */

import { compareDecimals, decimalDifference, decimalSum, parseDecimal } from "./decimal.js";
import { fractionOf, fractionWithin, hundredthsOf, wholeFraction } from "./fraction.js";
import { conditionHolds, formulaValue, meanOf, nodeOf } from "./graph.js";

/**
 * @typedef {import("./decimal.js").Decimal} Decimal
 * @typedef {import("./graph.js").Choice} Choice
 * @typedef {import("./graph.js").Graph} Graph
 * @typedef {import("./graph.js").Position} Position
 * @typedef {import("./graph.js").Variable} Variable
 *
 * @typedef {object} Step  what came of one choice
 * @property {Position} position  after it
 * @property {"told" | "else"} told  which feedback is told
 * @property {string} event  the node that came by itself; empty for none
 * @property {Record<string, Decimal>} changes  of the variables that did change
 *
 * @typedef {Step & {letter: string, before: Position}} Decision  a step of a round
 *
 * @typedef {import("./adapter.js").RoundView} Round
 *
 * @typedef {object} ScenarioProgress  every round is kept
 * @property {Round[]} rounds
 * @property {string} reflection
 */

const FIRST_LETTER = 97;

/**
 * @param {number} index
 * @returns {string} the letter under which a choice is recorded
 */
export function choiceLetter(index) {
  return String.fromCharCode(FIRST_LETTER + index);
}

/** A choice is not there, or is disabled. */
export class PlayError extends Error {}

/**
 * @param {Graph} graph
 * @returns {Position} the start of a round: events are not tried there
 */
export function begin(graph) {
  const node = graph.nodes[0]?.id ?? "";
  const values = Object.fromEntries(
    graph.variables.map(({ name, start }) => [name, parseDecimal(start)]),
  );
  return { node, values, visited: new Set([node]) };
}

/**
 * @param {Graph} graph
 * @param {Position} position
 * @param {string} letter
 * @returns {boolean} whether the choice leads anywhere
 */
export function isOpen(graph, position, letter) {
  const choice = choiceOf(graph, position, letter);
  return choice.otherwise !== null || gateHolds(choice, position);
}

/**
 * @param {Graph} graph
 * @param {Position} position
 * @param {string} letter
 * @returns {Step}
 */
export function choose(graph, position, letter) {
  const choice = choiceOf(graph, position, letter);
  const isHeld = gateHolds(choice, position);
  const to = isHeld ? choice.to : choice.otherwise;
  if (to === null) throw new PlayError(`choice ${letter} of ${position.node} is disabled`);
  const values = settled(graph, position.values, choice.set);
  const coming = comingEvent(graph, { ...position, values }, to);
  const node = coming || to;
  return {
    position: { node, values, visited: new Set(position.visited).add(node) },
    told: isHeld ? "told" : "else",
    event: coming === to ? "" : coming,
    changes: changesBetween(position.values, values),
  };
}

/**
 * @param {Graph} graph
 * @param {string} letters
 * @returns {Position} where a round stands after some choices
 */
export function replay(graph, letters) {
  return decisionsOf(graph, letters).at(-1)?.position ?? begin(graph);
}

/**
 * @param {Graph} graph
 * @param {string} letters
 * @returns {Decision[]} what came of each choice of a round
 */
export function decisionsOf(graph, letters) {
  let before = begin(graph);
  return [...letters].map((letter) => {
    const decision = { letter, before, ...choose(graph, before, letter) };
    before = decision.position;
    return decision;
  });
}

/**
 * A formula that divides by zero gives 0; where nothing says what an ending is worth, it
 * is worth 100.
 *
 * @param {Graph} graph
 * @param {Position} position  at an ending
 * @returns {number} 0 to 100, rounded half up to 0.01
 */
export function score(graph, position) {
  const own = nodeOf(graph, position.node).score;
  let exact;
  if (own !== null) exact = fractionOf(parseDecimal(own));
  else if (graph.score !== null) exact = formulaValue(graph.score, position.values) ?? wholeFraction(0);
  else exact = meanOf(graph, position.values);
  return hundredthsOf(fractionWithin(exact, 0, 100)) / 100;
}

/**
 * An open round of an earlier edition that cannot go on in this one makes room.
 *
 * @template {ScenarioProgress} Progress
 * @param {Graph} graph
 * @param {Progress} before
 * @returns {Progress} with a new round; while one is being played nothing changes
 */
export function beginRound(graph, before) {
  const open = before.rounds.at(-1);
  let { rounds } = before;
  if (open?.score === null) {
    if (canGoOn(graph, open.choices)) return before;
    rounds = rounds.slice(0, -1);
  }
  return { ...before, rounds: [...rounds, roundAt(graph, begin(graph), "")] };
}

/**
 * @template {ScenarioProgress} Progress
 * @param {Graph} graph
 * @param {Progress} before
 * @param {string} letter
 * @returns {Progress} with one more choice in the round that is being played
 */
export function chooseInRound(graph, before, letter) {
  const latest = before.rounds.at(-1);
  if (latest?.score !== null) throw new PlayError("no round is being played");
  const { position } = choose(graph, replay(graph, latest.choices), letter);
  const after = roundAt(graph, position, latest.choices + letter);
  return { ...before, rounds: [...before.rounds.slice(0, -1), after] };
}

/**
 * @template {ScenarioProgress} Progress
 * @param {Progress} before
 * @param {string} text  what a learner wrote at the debrief
 * @returns {Progress}
 */
export function reflect(before, text) {
  if (!before.rounds.some(({ score: reached }) => reached !== null)) {
    throw new PlayError("no round has come to an ending");
  }
  return { ...before, reflection: text };
}

/**
 * @param {Graph} graph
 * @param {Position} position
 * @param {string} choices
 * @returns {Round}
 */
function roundAt(graph, position, choices) {
  return nodeOf(graph, position.node).ending
    ? { choices, ending: position.node, score: score(graph, position) }
    : { choices, ending: "", score: null };
}

/**
 * @param {Graph} graph
 * @param {string} letters
 */
function canGoOn(graph, letters) {
  try {
    return !nodeOf(graph, replay(graph, letters).node).ending;
  } catch (error) {
    if (!(error instanceof PlayError)) throw error;
    return false;
  }
}

/**
 * @param {Choice} choice
 * @param {Position} position
 */
function gateHolds({ when }, position) {
  return when === null || conditionHolds(when, position);
}

/**
 * @param {Graph} graph
 * @param {Position} position
 * @param {string} letter
 */
function choiceOf(graph, position, letter) {
  const index = letter.charCodeAt(0) - FIRST_LETTER;
  const choice = letter.length === 1 ? nodeOf(graph, position.node).choices[index] : undefined;
  if (!choice) throw new PlayError(`${position.node} has no choice ${letter}`);
  return choice;
}

/**
 * @param {Graph} graph
 * @param {Record<string, Decimal>} before
 * @param {Choice["set"]} settings
 */
function settled(graph, before, settings) {
  const values = { ...before };
  for (const [name, operator, text] of settings) {
    const variable = graph.variables.find((one) => one.name === name);
    const old = values[name];
    if (!variable || !old) continue;
    const value = parseDecimal(text);
    let after = value;
    if (operator === "+") after = decimalSum(old, value);
    else if (operator === "-") after = decimalDifference(old, value);
    values[name] = clamped(after, variable);
  }
  return values;
}

/**
 * @param {Decimal} value
 * @param {Variable} variable
 */
function clamped(value, { min, max }) {
  let within = value;
  if (max !== null && compareDecimals(within, parseDecimal(max)) > 0) within = parseDecimal(max);
  if (min !== null && compareDecimals(within, parseDecimal(min)) < 0) within = parseDecimal(min);
  return within;
}

/**
 * @param {Record<string, Decimal>} before
 * @param {Record<string, Decimal>} after
 */
function changesBetween(before, after) {
  /** @type {Record<string, Decimal>} */
  const changes = {};
  for (const [name, value] of Object.entries(after)) {
    const change = decimalDifference(value, before[name] ?? value);
    if (change.units) changes[name] = change;
  }
  return changes;
}

/**
 * @param {Graph} graph
 * @param {Position} position  after the settings, with the nodes visited so far
 * @param {string} to
 * @returns {string} the first node that takes the place of the destination, if any
 */
function comingEvent(graph, position, to) {
  const isEnding = nodeOf(graph, to).ending;
  for (const { id, event } of graph.nodes) {
    if (!event) continue;
    const { when, before, once } = event;
    if (before.length ? !before.includes(to) : isEnding) continue;
    if (once && position.visited.has(id)) continue;
    if (conditionHolds(when, position)) return id;
  }
  return "";
}
