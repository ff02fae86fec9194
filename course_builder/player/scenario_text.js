/** The words of a simulation with the values that its variables have just then. */

import { roughly, scaleOf } from "./chart.js";
import { decimalText } from "./decimal.js";
import { element, fragment } from "./dom.js";
import { valueIn } from "./graph.js";
import { choiceLetter } from "./play.js";

/**
 * @typedef {import("./adapter.js").ScenarioDetails} ScenarioDetails
 * @typedef {import("./decimal.js").Decimal} Decimal
 * @typedef {import("./graph.js").Condition} Condition
 * @typedef {import("./graph.js").Position} Position
 * @typedef {import("./play.js").Decision} Decision
 * @typedef {import("./scenario_strings.js").ScenarioStrings} ScenarioStrings
 */

/** What a button cannot hold. */
const NOT_IN_BUTTONS = "a, audio, details, dl, figure, iframe, ol, pre, table, ul, video";
const MOST_TURNS = 3;

/**
 * @param {ScenarioDetails} details
 * @param {string} key
 * @param {Record<string, Decimal>} values
 * @param {ScenarioStrings} strings
 * @returns {DocumentFragment} empty where there is no such text
 */
export function scenarioText(details, key, values, strings) {
  const text = fragment(details.texts[key] ?? "");
  for (const place of text.querySelectorAll("[data-variable]")) {
    const value = values[place.getAttribute("data-variable") ?? ""];
    if (value) place.textContent = strings.number(decimalText(value));
  }
  return text;
}

/**
 * @param {ScenarioDetails} details
 * @param {Pick<Position, "node" | "values">} position
 * @param {string} letter
 * @param {ScenarioStrings} strings
 * @returns {DocumentFragment | string} the text of a choice as a button may hold it
 */
export function choiceText(details, { node, values }, letter, strings) {
  const text = scenarioText(details, `${node}/${letter}`, values, strings);
  for (const paragraph of text.querySelectorAll("p")) {
    paragraph.replaceWith(...paragraph.childNodes, " ");
  }
  if (text.textContent?.trim() && !text.querySelector(NOT_IN_BUTTONS)) return text;
  const plain = details.choices[node]?.find((_, index) => choiceLetter(index) === letter);
  return plain ?? letter;
}

/**
 * @param {Condition | null} condition
 * @returns {string[]} names of the variables in it, each once
 */
export function variablesOf(condition) {
  if (!condition) return [];
  const [operator, ...parts] = condition;
  if (operator === "visited") return [];
  const names = ["not", "and", "or"].includes(operator)
    ? parts.flatMap((part) => variablesOf(part))
    : parts.filter((part) => /^[a-z]/.test(part));
  return [...new Set(names)];
}

/**
 * @param {ScenarioDetails} details
 * @param {Decision[]} decisions
 * @returns {number[]} the decisions that changed most, numbered from 1, in order
 */
export function turningPoints({ graph }, decisions) {
  const scales = graph.variables.map((variable) => {
    const values = decisions.map(({ position }) => roughly(valueIn(position.values, variable.name)));
    return { name: variable.name, ...scaleOf(variable, values) };
  });
  const weighed = decisions.map(({ changes }, index) => {
    const parts = scales.map(({ name, low, high }) => {
      return Math.abs(roughly(valueIn(changes, name))) / (high - low);
    });
    return { decision: index + 1, weight: parts.reduce((sum, part) => sum + part, 0) };
  });
  return weighed
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_TURNS)
    .map(({ decision }) => decision)
    .sort((a, b) => a - b);
}

/**
 * @param {ScenarioDetails} details
 * @param {Decision[]} decisions
 * @param {ScenarioStrings} strings
 * @returns {HTMLOListElement} the decisions of a round, with what each changed
 */
export function pathList(details, decisions, strings) {
  const turns = turningPoints(details, decisions);
  const items = decisions.map((decision, index) => {
    const item = element("li", { class: turns.includes(index + 1) && "turn" });
    item.append(choiceText(details, decision.before, decision.letter, strings));
    const came = outcome(details, decision, strings);
    if (came) item.append(element("br"), element("small", {}, came));
    return item;
  });
  return element("ol", { class: "path" }, ...items);
}

/**
 * @param {ScenarioDetails} details
 * @param {Decision} decision
 * @param {ScenarioStrings} strings
 */
function outcome({ graph, titles }, { changes, told, event }, strings) {
  const moved = graph.variables
    .filter(({ name }) => valueIn(changes, name).units)
    .map(({ name, label }) => `${label} ${strings.signed(decimalText(valueIn(changes, name)))}`);
  return [
    ...(moved.length ? [moved.join(", ")] : []),
    ...(graph.variables.length && !moved.length ? [strings.unchanged] : []),
    ...(told === "else" ? [strings.gateNote] : []),
    ...(event ? [strings.eventNote(titles[event] ?? event)] : []),
  ].join("; ");
}
